//! What a fact says, by its kind. Rules only.

use serde::{Deserialize, Serialize};
use vocabulary::{HsCode, Language};

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

    /// Returns the code it is about, where it names one by itself.
    pub fn code(&self) -> Option<HsCode> {
        match self {
            Self::Ruling(ruling) => Some(ruling.code),
            _ => None,
        }
    }

    /// Returns the words of it in `language` that people may search for, a line for each part.
    pub fn words(&self, language: Language) -> String {
        let mut words: Vec<&str> = Vec::new();
        match self {
            Self::Fee(fee) => words.extend(fee.when.exactly(language)),
            Self::Form(form) => words.push(&form.number),
            Self::Office(office) => {
                words.extend(office.address.exactly(language));
                words.extend([office.phone.as_str(), &office.locode]);
            }
            Self::Procedure(procedure) => {
                words.extend(procedure.steps(None).filter_map(|step| step.name.exactly(language)));
            }
            Self::Notice(notice) => words.extend(notice.text.exactly(language)),
            Self::Ruling(ruling) => {
                words.push(&ruling.number);
                let texts = [&ruling.facts, &ruling.decision, &ruling.reasons];
                words.extend(texts.into_iter().filter_map(|text| text.exactly(language)));
                words.extend(ruling.keywords.iter().map(String::as_str));
            }
        }
        words.join("\n")
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
