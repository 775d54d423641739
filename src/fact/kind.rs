//! The kinds of facts. Rules only.

use std::{fmt, str::FromStr};

/// What sort of fact it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FactKind {
    /// A fee or charge. TFA Article 6.1.
    Fee,
    /// A form that traders fill in. TFA Article 1.2.1 (b).
    Form,
    /// An office, with its hours. TFA Article 1.2.1 (c).
    Office,
    /// A procedure, step by step. TFA Article 1.2.1 (a).
    Procedure,
    /// A public notice of a change. TFA Article 2.1.
    Notice,
    /// An advance ruling. TFA Article 3.
    Ruling,
}

impl FactKind {
    /// All kinds.
    pub const ALL: [FactKind; 6] = [Self::Fee, Self::Form, Self::Office, Self::Procedure, Self::Notice, Self::Ruling];

    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fee => "fee",
            Self::Form => "form",
            Self::Office => "office",
            Self::Procedure => "procedure",
            Self::Notice => "notice",
            Self::Ruling => "ruling",
        }
    }
}

impl FromStr for FactKind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<FactKind, &'static str> {
        let known = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        known.ok_or("is not one of fee, form, office, procedure, notice, ruling")
    }
}

impl fmt::Display for FactKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
