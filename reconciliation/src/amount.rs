//! Amounts as files write them, read exactly: whole minor units or nothing.

use serde::{Deserialize, Serialize};
use vocabulary::Currency;

/// How a file writes numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// What stands before the decimals.
    pub decimal: char,
    /// What stands between thousands, where anything does.
    #[serde(default)]
    pub thousands: Option<char>,
}

impl Numbers {
    /// `1234.50`
    pub const POINT: Numbers = Numbers { decimal: '.', thousands: None };
    /// `1234,50`
    pub const COMMA: Numbers = Numbers { decimal: ',', thousands: None };

    /// Reads an amount in whole minor units. More decimals than the currency has are read when they are zeros: half a cent is nobody's.
    pub(crate) fn minor(&self, text: &str, currency: Currency) -> Option<i64> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, decimals) = digits.split_once(self.decimal).unwrap_or((digits, ""));
        let whole = self.ungrouped(whole)?;
        let places = usize::from(currency.exponent());
        let (kept, beyond) = decimals.split_at_checked(places.min(decimals.len()))?;
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !are_digits(&whole) || !are_digits(kept) || !beyond.bytes().all(|byte| byte == b'0') {
            return None;
        }
        let padded = format!("{whole}{kept:0<places$}");
        padded.parse::<i64>().ok()?.checked_mul(sign)
    }

    /// Takes the signs between thousands out, where each stands before three digits.
    fn ungrouped(&self, whole: &str) -> Option<String> {
        let Some(thousands) = self.thousands else { return Some(whole.to_owned()) };
        let mut groups = whole.split(thousands);
        let first = groups.next()?;
        let rest: Vec<&str> = groups.collect();
        let good = rest.iter().all(|group| group.len() == 3) && (rest.is_empty() || (1..=3).contains(&first.len()));
        good.then(|| first.to_owned() + &rest.concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_or_refused() {
        let of = |text: &str, code: &str| {
            Numbers { decimal: '.', thousands: Some(',') }.minor(text, code.parse().expect("a currency"))
        };
        for (text, code, minor) in [
            ("1,234.5", "EUR", 123_450),
            ("1234.50", "EUR", 123_450),
            ("-0.05", "EUR", -5),
            ("+7", "EUR", 700),
            ("1000.00", "UGX", 1000),
            ("1.250", "KWD", 1250),
            ("12.", "EUR", 1200),
            ("92233720368547758.07", "EUR", i64::MAX),
        ] {
            assert_eq!(of(text, code), Some(minor), "{text} {code}");
        }
        for (text, code) in [
            ("", "EUR"),
            ("-", "EUR"),
            (".5", "EUR"),
            ("1.005", "EUR"),
            ("0.5", "UGX"),
            ("1,23.00", "EUR"),
            ("1234,567.00", "EUR"),
            ("1e3", "EUR"),
            ("--1", "EUR"),
            ("٣", "EUR"),
            ("1.0é", "EUR"),
            ("92233720368547758.08", "EUR"),
        ] {
            assert_eq!(of(text, code), None, "{text} {code}");
        }
    }
}
