//! What a measure is, and what it may not be. Rules only.

use std::{fmt, str::FromStr};

use thiserror::Error;
use vocabulary::{HsCode, Period};

/// How long the text of a rate may be. The longest known to us spells out a formula in 420 characters.
pub const RATE_CHARS_MAX: usize = 2_000;
/// How long a condition may be.
pub const CONDITION_CHARS_MAX: usize = 500;
/// How long the name of a source may be.
pub const ACT_CHARS_MAX: usize = 500;

/// What a measure does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MeasureType {
    /// Customs duty on goods of any origin.
    Duty,
    /// A lower duty under an agreement, given proof of origin.
    Preference,
    /// Excise duty.
    Excise,
    /// Value added tax that differs from the general rate.
    Vat,
    /// A levy other than duty and tax.
    Levy,
    /// Another duty within a limited quantity.
    Quota,
    /// Goods that need a permit, a certificate or a test.
    Restriction,
    /// Goods that may not enter or leave.
    Prohibition,
}

/// Where goods come from, for a measure that does not hold for all: a country (ISO 3166-1 alpha-2) or a group of countries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

/// What names a measure for good, whatever its rate becomes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeasureKey {
    /// The line it is on, padded to ten digits.
    pub code: HsCode,
    /// What it does.
    pub measure_type: MeasureType,
    /// The goods it holds for, by their origin; all where there is none.
    pub origin: Option<Origin>,
    /// When it holds, in the words of its source; always where it is empty.
    pub condition: String,
}

/// A measure: its rate in the words of its source, for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What names it for good.
    pub key: MeasureKey,
    /// Its rate, as printed (`5 % + 2 XTS/kg`); empty for restrictions and prohibitions, which have none.
    pub rate: String,
    /// The act it comes from, as one would cite it.
    pub source_act: String,
    /// The days it is in force.
    pub validity: Period,
}

/// What is wrong with a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MeasureError {
    /// Money is due, and nobody says how much.
    #[error("a {0} needs a rate")]
    RateMissing(MeasureType),
    /// Something is forbidden, and a rate stands beside it.
    #[error("a {0} has no rate")]
    RateIdle(MeasureType),
    /// A preference for nobody.
    #[error("a preference needs an origin")]
    OriginMissing,
}

/// What is wrong with a text that should be an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not a country or group of 2 to 20 capital letters, digits and hyphens")]
pub struct OriginError;

impl Measure {
    /// Makes a measure.
    ///
    /// # Errors
    /// Refuses money due without a rate, a prohibition or restriction with one, and a preference for goods of any origin.
    pub fn new(key: MeasureKey, rate: String, source_act: String, validity: Period) -> Result<Measure, MeasureError> {
        match (key.measure_type.has_rate(), rate.is_empty()) {
            (true, true) => return Err(MeasureError::RateMissing(key.measure_type)),
            (false, false) => return Err(MeasureError::RateIdle(key.measure_type)),
            _ => {}
        }
        if key.measure_type == MeasureType::Preference && key.origin.is_none() {
            return Err(MeasureError::OriginMissing);
        }
        Ok(Measure { key, rate, source_act, validity })
    }
}

impl MeasureType {
    /// All of them, in the order a trader meets them.
    pub const ALL: [MeasureType; 8] =
        [Self::Duty, Self::Preference, Self::Excise, Self::Vat, Self::Levy, Self::Quota, Self::Restriction, Self::Prohibition];

    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Duty => "duty",
            Self::Preference => "preference",
            Self::Excise => "excise",
            Self::Vat => "vat",
            Self::Levy => "levy",
            Self::Quota => "quota",
            Self::Restriction => "restriction",
            Self::Prohibition => "prohibition",
        }
    }

    fn has_rate(self) -> bool {
        !matches!(self, Self::Restriction | Self::Prohibition)
    }
}

impl fmt::Display for MeasureType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for MeasureType {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<MeasureType, &'static str> {
        Self::ALL
            .into_iter()
            .find(|own| own.as_str() == text)
            .ok_or("is none of duty, preference, excise, vat, levy, quota, restriction, prohibition")
    }
}

impl Origin {
    /// Returns its code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Origin, OriginError> {
        let is_letter = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        let good = (2..=20).contains(&text.len()) && text.bytes().all(is_letter) && text.as_bytes()[0].is_ascii_uppercase();
        if good { Ok(Origin(text.to_owned())) } else { Err(OriginError) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn make(measure_type: MeasureType, origin: Option<&str>, rate: &str) -> Result<Measure, MeasureError> {
        let key = MeasureKey {
            code: "0901210000".parse().expect("a code"),
            measure_type,
            origin: origin.map(|origin| origin.parse().expect("an origin")),
            condition: String::new(),
        };
        Measure::new(key, rate.to_owned(), "Tariff Act".to_owned(), Period::starting(date(2024, 1, 1)))
    }

    #[test]
    fn what_is_due_has_a_rate_and_what_is_forbidden_has_none() {
        for measure_type in MeasureType::ALL {
            let with_rate = make(measure_type, Some("MB"), "10 %").is_ok();
            assert_ne!(with_rate, make(measure_type, Some("MB"), "").is_ok(), "{measure_type}");
        }
        assert_eq!(make(MeasureType::Duty, None, ""), Err(MeasureError::RateMissing(MeasureType::Duty)));
        assert_eq!(make(MeasureType::Prohibition, None, "0 %"), Err(MeasureError::RateIdle(MeasureType::Prohibition)));
    }

    #[test]
    fn a_preference_is_for_somebody() {
        assert_eq!(make(MeasureType::Preference, None, "0 %"), Err(MeasureError::OriginMissing));
        assert!(make(MeasureType::Duty, None, "0 %").is_ok());
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for measure_type in MeasureType::ALL {
            assert_eq!(measure_type.as_str().parse(), Ok(measure_type));
        }
        assert!("tax".parse::<MeasureType>().is_err());
        assert_eq!("AI-ECTA".parse::<Origin>().expect("a group").as_str(), "AI-ECTA");
        for text in ["", "K", "ke", "K E", "-KE", "1KE", "ABCDEFGHIJKLMNOPQRSTU", "É1"] {
            assert_eq!(text.parse::<Origin>(), Err(OriginError), "{text:?}");
        }
    }
}
