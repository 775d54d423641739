//! What the rules of estimates say no to.

use vocabulary::{Date, HsCode};

use crate::platform::refusal;

/// Why nothing is worked out, kept or compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No lines, or more than one consignment has.
    Lines {
        /// How many there may be.
        limit: usize,
    },
    /// A list of a line is longer than anybody needs.
    ListTooLong {
        /// How long it may be.
        limit: usize,
    },
    /// Goods cannot be declared under this code on that day.
    NotDeclarable {
        /// The code.
        code: HsCode,
    },
    /// No taxes are published for that day.
    NotPublished {
        /// The day.
        day: Date,
    },
    /// More measures than can be read stand on the lines.
    TooManyMeasures {
        /// How many can be.
        limit: usize,
    },
    /// A line that the declaration does not have.
    NoSuchLine {
        /// How many it has.
        limit: usize,
    },
    /// Nobody kept an estimate under this code, or it is past its last day.
    Unknown,
    /// Something is missing, so that there is no amount to keep or to compare.
    Undetermined,
    /// The assessment has other lines than the estimate.
    OtherLines,
    /// The text is no code of a tax.
    TaxInvalid,
    /// A text cannot be what it stands for.
    TextInvalid {
        /// The text.
        value: String,
    },
    /// An amount is beyond what can be held.
    TooLarge,
}

impl refusal::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::Lines { .. } => "LINES_INVALID",
            Refusal::ListTooLong { .. } => "LIST_TOO_LONG",
            Refusal::NotDeclarable { .. } => "CODE_NOT_DECLARABLE",
            Refusal::NotPublished { .. } => "TAXES_NOT_PUBLISHED",
            Refusal::TooManyMeasures { .. } => "TOO_MANY_MEASURES",
            Refusal::NoSuchLine { .. } => "LINE_UNKNOWN",
            Refusal::Unknown => "ESTIMATE_UNKNOWN",
            Refusal::Undetermined => "ESTIMATE_UNDETERMINED",
            Refusal::OtherLines => "ASSESSMENT_OTHER_LINES",
            Refusal::TaxInvalid => "TAX_INVALID",
            Refusal::TextInvalid { .. } => "TEXT_INVALID",
            Refusal::TooLarge => "AMOUNT_TOO_LARGE",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Refusal::Lines { limit }
            | Refusal::ListTooLong { limit }
            | Refusal::TooManyMeasures { limit }
            | Refusal::NoSuchLine { limit } => vec![("limit", limit.to_string())],
            Refusal::NotDeclarable { code } => vec![("value", code.to_string())],
            Refusal::NotPublished { day } => vec![("value", day.to_string())],
            Refusal::TextInvalid { value } => vec![("value", value.clone())],
            _ => Vec::new(),
        }
    }
}
