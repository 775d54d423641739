//! Money: whole minor units of a currency of ISO 4217.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A currency that amounts can be paid in, by its three letters (ISO 4217).
///
/// The test code `XTS` counts as one with two decimals: the sample territory reckons in it. Codes without a minor unit of their own
/// (gold, drawing rights, "no currency") are none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency {
    letters: [u8; 3],
    exponent: u8,
}

/// A text that is no currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not the three letters of a currency of ISO 4217")]
pub struct CurrencyError;

/// An amount of money: whole minor units of a currency (`1250` of `KWD` are 1.250 dinars).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Whole minor units.
    pub minor: i64,
    /// What they are units of.
    pub currency: Currency,
}

/// Why two amounts could not be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// Amounts of two currencies.
    #[error("is in another currency")]
    CurrencyMismatch,
    /// A sum beyond what can be held: about 9.2 × 10^18 minor units.
    #[error("is beyond the largest amount")]
    Overflow,
}

impl Currency {
    /// The currency of the sample territory: the code that ISO 4217 keeps for tests.
    pub const XTS: Currency = Currency { letters: *b"XTS", exponent: 2 };

    /// Returns its three letters.
    pub fn as_str(&self) -> &str {
        // The letters are ASCII capitals: `from_str` lets nothing else in.
        std::str::from_utf8(&self.letters).unwrap_or_default()
    }

    /// Returns how many decimals its minor unit is: JPY 0, EUR 2, KWD 3.
    pub fn exponent(&self) -> u8 {
        self.exponent
    }
}

impl Money {
    /// Makes an amount of `minor` units.
    pub fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    /// Reads an amount of major units exactly: digits, and a point before no more places than the currency has. Nothing of signs, separators,
    /// exponents, places that the currency does not have, and sums beyond about 9.2 × 10^18 minor units.
    pub fn from_decimal(amount: &str, currency: Currency) -> Option<Money> {
        let (whole, places) = amount.split_once('.').map_or((amount, None), |(whole, rest)| (whole, Some(rest)));
        let exponent = usize::from(currency.exponent);
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_good = is_digits(whole) && places.is_none_or(|places| is_digits(places) && places.len() <= exponent);
        let minor = format!("{whole}{:0<exponent$}", places.unwrap_or_default());
        minor.parse().ok().filter(|_| is_good).map(|minor| Money::new(minor, currency))
    }

    /// Adds another amount.
    ///
    /// # Errors
    /// Refuses another currency, and a sum beyond `i64` minor units.
    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch);
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Money { minor, ..self })
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Currency, CurrencyError> {
        if text == Currency::XTS.as_str() {
            return Ok(Currency::XTS);
        }
        let letters: [u8; 3] = text.as_bytes().try_into().map_err(|_| CurrencyError)?;
        let exponent = iso_currency::Currency::from_code(text).and_then(iso_currency::Currency::exponent).ok_or(CurrencyError)?;
        let exponent = u8::try_from(exponent).map_err(|_| CurrencyError)?;
        Ok(Currency { letters, exponent })
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Currency({self})")
    }
}

impl TryFrom<String> for Currency {
    type Error = CurrencyError;

    fn try_from(text: String) -> Result<Currency, CurrencyError> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.to_string()
    }
}

impl fmt::Display for Money {
    /// Writes it as people read it, without separators: `XTS 3430.60`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = usize::from(self.currency.exponent);
        let sign = if self.minor < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let point = if places == 0 { "" } else { "." };
        write!(formatter, "{} {sign}{whole}{point}{fraction}", self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minor_unit_comes_from_the_standard() {
        let shown = |minor, code: &str| Money::new(minor, code.parse().expect("a currency")).to_string();
        assert_eq!(shown(5, "JPY"), "JPY 5");
        assert_eq!(shown(-5, "KES"), "KES -0.05");
        assert_eq!(shown(1250, "KWD"), "KWD 1.250");
        assert_eq!(shown(i64::MIN, "XTS"), "XTS -92233720368547758.08");
    }

    #[test]
    fn what_nobody_pays_in_is_no_currency() {
        for text in ["XAU", "XXX", "eur", "EURO", "E", "", "€"] {
            assert_eq!(text.parse::<Currency>(), Err(CurrencyError), "{text}");
        }
    }

    #[test]
    fn amounts_of_two_currencies_have_no_sum() {
        let of = |minor, code: &str| Money::new(minor, code.parse().expect("a currency"));
        assert_eq!(of(1, "EUR").checked_add(of(2, "EUR")), Ok(of(3, "EUR")));
        assert_eq!(of(1, "EUR").checked_add(of(2, "GBP")), Err(MoneyError::CurrencyMismatch));
        assert_eq!(of(i64::MAX, "EUR").checked_add(of(1, "EUR")), Err(MoneyError::Overflow));
    }
}
