//! What a check of origin says no to.

use duty::origin::{BillError, FigureValueError, MATERIALS_MAX};
use vocabulary::CountryCode;

use crate::platform::refusal::Refusal;

/// What a check of origin says no to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OriginRefusal {
    /// A text that is no code of a scheme, a country or a question.
    Unreadable {
        /// The text.
        value: String,
    },
    /// The goods are made in a country that is not in the scheme.
    NotAMember {
        /// The country.
        country: CountryCode,
        /// Those that are.
        members: Vec<CountryCode>,
    },
    /// An amount below zero, a price or a weight of zero, or amounts that cannot be added up.
    Amount {
        /// What it is the amount of.
        of: String,
    },
    /// More materials or answers than one check takes.
    TooMany {
        /// So many.
        found: usize,
        /// At most so many.
        limit: usize,
    },
}

impl OriginRefusal {
    /// Refuses a text, shown as far as it tells what it was.
    pub fn unreadable(text: &str) -> OriginRefusal {
        OriginRefusal::Unreadable { value: text.chars().take(60).collect() }
    }

    /// Refuses the value of a sum.
    pub fn amount(of: &impl ToString, _error: FigureValueError) -> OriginRefusal {
        OriginRefusal::Amount { of: of.to_string() }
    }

    /// Refuses a list of `found` materials.
    pub fn bill(error: BillError, found: usize) -> OriginRefusal {
        match error {
            BillError::TooLong => OriginRefusal::TooMany { found, limit: MATERIALS_MAX },
            BillError::Value(_) | BillError::Overflow => OriginRefusal::Amount { of: "bill".to_owned() },
        }
    }
}

impl Refusal for OriginRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "ORIGIN_INPUT_INVALID",
            Self::NotAMember { .. } => "ORIGIN_COUNTRY_NOT_MEMBER",
            Self::Amount { .. } => "ORIGIN_AMOUNT_INVALID",
            Self::TooMany { .. } => "ORIGIN_INPUT_TOO_LONG",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreadable { value } => vec![("value", value.clone())],
            Self::NotAMember { country, members } => {
                let members: Vec<&str> = members.iter().map(CountryCode::as_str).collect();
                vec![("value", country.to_string()), ("allowed", members.join(", "))]
            }
            Self::Amount { of } => vec![("value", of.clone())],
            Self::TooMany { found, limit } => vec![("found", found.to_string()), ("limit", limit.to_string())],
        }
    }
}
