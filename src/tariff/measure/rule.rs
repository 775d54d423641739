//! What a measure is, and what it may not be. Rules only.

pub use duty::measure::Kind as MeasureType;
use duty::name::TaxCode;
use thiserror::Error;
use vocabulary::{AreaCode, CountryCode, HsCode, Period};

/// How long the text of a rate may be. The longest known to us spells out a formula in 420 characters.
pub const RATE_CHARS_MAX: usize = 2_000;
/// How long a condition may be.
pub const CONDITION_CHARS_MAX: usize = 500;
/// How many countries a measure may exclude.
pub const EXCLUDED_MAX: usize = 100;
/// How long the name of a source may be.
pub const ACT_CHARS_MAX: usize = 500;

/// What names a measure for good, whatever its rate becomes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeasureKey {
    /// The line it is on, padded to ten digits.
    pub code: HsCode,
    /// What it does.
    pub measure_type: MeasureType,
    /// The duty, tax or levy it is a rate of.
    pub tax: TaxCode,
    /// The goods it holds for, by the country or group of countries they come from; all where there is none.
    pub origin: Option<AreaCode>,
    /// When it holds, in the words of its source; always where it is empty.
    pub condition: String,
}

/// A measure: its rate in the words of its source, for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What names it for good.
    pub key: MeasureKey,
    /// Countries of the group that it does not hold for.
    pub excluded: Vec<CountryCode>,
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
    /// More than anybody excludes.
    #[error("excludes more than {EXCLUDED_MAX} countries")]
    TooManyExcluded,
    /// A preference for nobody.
    #[error("a preference needs an origin")]
    OriginMissing,
}

impl Measure {
    /// Makes a measure.
    ///
    /// # Errors
    /// Refuses money due without a rate, a prohibition or restriction with one, and a preference for goods of any origin.
    pub fn new(
        key: MeasureKey,
        excluded: Vec<CountryCode>,
        rate: String,
        source_act: String,
        validity: Period,
    ) -> Result<Measure, MeasureError> {
        match (key.measure_type.has_rate(), rate.is_empty()) {
            (true, true) => return Err(MeasureError::RateMissing(key.measure_type)),
            (false, false) => return Err(MeasureError::RateIdle(key.measure_type)),
            _ => {}
        }
        if excluded.len() > EXCLUDED_MAX {
            return Err(MeasureError::TooManyExcluded);
        }
        if key.measure_type == MeasureType::Preference && key.origin.is_none() {
            return Err(MeasureError::OriginMissing);
        }
        Ok(Measure { key, excluded, rate, source_act, validity })
    }
}

/// Returns the tax that measures of a kind are a rate of where nothing else is said.
pub fn usual_tax(measure_type: MeasureType) -> TaxCode {
    let code = match measure_type {
        kind if kind.is_claimed() => MeasureType::Duty.as_str(),
        kind => kind.as_str(),
    };
    code.parse().expect("the names of measure types are lower-case letters and hyphens")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn make(measure_type: MeasureType, origin: Option<&str>, rate: &str) -> Result<Measure, MeasureError> {
        let key = MeasureKey {
            code: "0901210000".parse().expect("a code"),
            measure_type,
            tax: usual_tax(measure_type),
            origin: origin.map(|origin| origin.parse().expect("an origin")),
            condition: String::new(),
        };
        Measure::new(key, Vec::new(), rate.to_owned(), "Tariff Act".to_owned(), Period::starting(date(2024, 1, 1)))
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
        assert_eq!(usual_tax(MeasureType::Quota).as_str(), "duty");
        assert!(MeasureType::ALL.iter().all(|kind| kind.is_claimed() || usual_tax(*kind).as_str() == kind.as_str()));
    }
}
