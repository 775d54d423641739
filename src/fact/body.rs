//! What a fact says, by its kind. Rules only.

use serde::{Deserialize, Serialize};

use super::{fee::Fee, form::Form, kind::FactKind, notice::Notice, office::Office, procedure::Procedure, ruling::Ruling};

/// What a fact says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// A fee or charge.
    Fee(Fee),
    /// A form.
    Form(Form),
    /// An office.
    Office(Office),
    /// A procedure.
    Procedure(Procedure),
    /// A public notice.
    Notice(Notice),
    /// A ruling.
    Ruling(Ruling),
}

impl Body {
    /// Returns the kind of fact it is.
    pub fn kind(&self) -> FactKind {
        match self {
            Self::Fee(_) => FactKind::Fee,
            Self::Form(_) => FactKind::Form,
            Self::Office(_) => FactKind::Office,
            Self::Procedure(_) => FactKind::Procedure,
            Self::Notice(_) => FactKind::Notice,
            Self::Ruling(_) => FactKind::Ruling,
        }
    }

    /// Says what it must not say.
    ///
    /// # Errors
    /// Names the part that is wrong, and why.
    pub fn check(&self) -> Result<(), String> {
        match self {
            Self::Fee(fee) => fee.check(),
            Self::Form(form) => form.check(),
            Self::Office(office) => office.check(),
            Self::Procedure(procedure) => procedure.check(),
            Self::Notice(notice) => notice.check(),
            Self::Ruling(ruling) => ruling.check(),
        }
    }
}
