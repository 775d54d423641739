//! Amounts, marks and days as ISO 20022 writes them.

use vocabulary::{Currency, Date};

use crate::amount::Numbers;

/// An amount as it is written.
#[derive(Clone)]
pub struct Written {
    pub text: String,
    pub currency: Option<String>,
}

impl Written {
    /// Reads the amount, which is never below zero: the mark says the direction.
    pub fn minor(&self, currency: Currency) -> Option<i64> {
        let is_its_own = self.currency.as_deref() == Some(currency.as_str());
        Numbers::POINT.minor(&self.text, currency).filter(|minor| is_its_own && *minor >= 0)
    }
}

pub fn sign(text: &str) -> Option<i64> {
    match text {
        "CRDT" => Some(1),
        "DBIT" => Some(-1),
        _ => None,
    }
}

/// Reads a day, or the day of an instant as the bank writes it.
pub fn date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}
