//! Units that duties are counted in, and what one is in another. What is not known is refused: kilograms are no litres.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::exact::{Exact, Overflow};

/// A unit by its code of UN/ECE Recommendation 20 (`KGM`, `LTR`, `LPA`), two or three capitals and digits.
///
/// Customs tariffs add a few of their own, which are kept beside: `ASV` (percent of alcohol by volume), `BRX` (percent of sucrose), `DEG` (degrees).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Unit([u8; 3]);

/// A text that is no code of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not the code of a unit in UN/ECE Recommendation 20, such as KGM")]
pub struct UnitError;

/// What a unit measures. Units of one dimension can be converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Dimension {
    Mass,
    Volume,
    /// Litres of pure alcohol: another dimension than the volume of the drink.
    PureAlcohol,
    Length,
    Area,
    Count,
    Pairs,
    Energy,
    Carats,
}

/// What one of each unit is, in the first of its dimension: numerator and power of ten by which it is divided.
const KNOWN: &[([u8; 3], Dimension, i64, u8)] = &[
    (*b"KGM", Dimension::Mass, 1, 0),
    (*b"GRM", Dimension::Mass, 1, 3),
    (*b"MGM", Dimension::Mass, 1, 6),
    (*b"DTN", Dimension::Mass, 100, 0),
    (*b"TNE", Dimension::Mass, 1000, 0),
    (*b"LBR", Dimension::Mass, 45_359_237, 8),
    (*b"LTR", Dimension::Volume, 1, 0),
    (*b"MLT", Dimension::Volume, 1, 3),
    (*b"CLT", Dimension::Volume, 1, 2),
    (*b"HLT", Dimension::Volume, 100, 0),
    (*b"KLT", Dimension::Volume, 1000, 0),
    (*b"MTQ", Dimension::Volume, 1000, 0),
    (*b"DMQ", Dimension::Volume, 1, 0),
    (*b"BLL", Dimension::Volume, 158_987_294_928, 9),
    (*b"CMQ", Dimension::Volume, 1, 3),
    (*b"LPA", Dimension::PureAlcohol, 1, 0),
    (*b"HPA", Dimension::PureAlcohol, 100, 0),
    (*b"PFL", Dimension::PureAlcohol, 5, 1),
    (*b"MTR", Dimension::Length, 1, 0),
    (*b"CMT", Dimension::Length, 1, 2),
    (*b"MMT", Dimension::Length, 1, 3),
    (*b"HMT", Dimension::Length, 100, 0),
    (*b"KMT", Dimension::Length, 1000, 0),
    (*b"MTK", Dimension::Area, 1, 0),
    (*b"CMK", Dimension::Area, 1, 4),
    (*b"NAR", Dimension::Count, 1, 0),
    (*b"DZN", Dimension::Count, 12, 0),
    (*b"CEN", Dimension::Count, 100, 0),
    (*b"GRO", Dimension::Count, 144, 0),
    (*b"MIL", Dimension::Count, 1000, 0),
    (*b"NPR", Dimension::Pairs, 1, 0),
    (*b"DPR", Dimension::Pairs, 12, 0),
    (*b"KWH", Dimension::Energy, 1, 0),
    (*b"MWH", Dimension::Energy, 1000, 0),
    (*b"CTM", Dimension::Carats, 1, 0),
];

impl Unit {
    /// Kilogram.
    pub const KILOGRAM: Unit = Unit(*b"KGM");
    /// Litre.
    pub const LITRE: Unit = Unit(*b"LTR");
    /// Litre of pure alcohol.
    pub const LITRE_OF_PURE_ALCOHOL: Unit = Unit(*b"LPA");
    /// Percent of alcohol by volume.
    pub const ALCOHOL_BY_VOLUME: Unit = Unit(*b"ASV");
    /// Number of articles.
    pub const ARTICLE: Unit = Unit(*b"NAR");

    /// Returns the code.
    pub fn as_str(&self) -> &str {
        // Capitals and digits, then blanks: `from_str` lets nothing else in.
        std::str::from_utf8(&self.0).unwrap_or_default().trim_end()
    }

    /// Returns `quantity` of this unit counted in another one; nothing where the two measure different things.
    ///
    /// # Errors
    /// Refuses a quantity beyond what can be held.
    pub fn convert(self, quantity: Exact, into: Unit) -> Result<Option<Exact>, Overflow> {
        if self == into {
            return Ok(Some(quantity));
        }
        let known = |unit: Unit| KNOWN.iter().find(|(code, ..)| *code == unit.0);
        match (known(self), known(into)) {
            (Some((_, dimension, number, places)), Some((_, other, into_number, into_places))) if dimension == other => {
                let size = Exact::decimal(*number, *places)?;
                quantity.times(size)?.over(Exact::decimal(*into_number, *into_places)?).map(Some)
            }
            _ => Ok(None),
        }
    }
}

impl FromStr for Unit {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Unit, UnitError> {
        let allowed = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        match *text.as_bytes() {
            [first, second] if [first, second].iter().all(allowed) => Ok(Unit([first, second, b' '])),
            [first, second, third] if [first, second, third].iter().all(allowed) => Ok(Unit([first, second, third])),
            _ => Err(UnitError),
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Unit({self})")
    }
}

impl TryFrom<String> for Unit {
    type Error = UnitError;

    fn try_from(text: String) -> Result<Unit, UnitError> {
        text.parse()
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> String {
        unit.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(quantity: &str, unit: &str, into: &str) -> Option<String> {
        let unit: Unit = unit.parse().expect("a unit");
        let quantity = quantity.parse().expect("a number");
        unit.convert(quantity, into.parse().expect("a unit")).expect("a small number").map(|exact| exact.to_string())
    }

    #[test]
    fn what_measures_the_same_is_converted_exactly() {
        assert_eq!(convert("2.5", "TNE", "KGM"), Some("2500".into()));
        assert_eq!(convert("500", "KGM", "DTN"), Some("5".into()));
        assert_eq!(convert("1", "LBR", "KGM"), Some("0.45359237".into()));
        assert_eq!(convert("30", "NAR", "DZN"), Some("2.5".into()));
        assert_eq!(convert("3", "PFL", "LPA"), Some("1.5".into()));
        assert_eq!(convert("1", "BLL", "LTR"), Some("158.987294928".into()));
        assert_eq!(convert("7", "X99", "X99"), Some("7".into()));
    }

    #[test]
    fn what_measures_something_else_is_refused() {
        for (unit, into) in [("KGM", "LTR"), ("LTR", "LPA"), ("NAR", "NPR"), ("X99", "X98"), ("KGM", "X99")] {
            assert_eq!(convert("1", unit, into), None, "{unit} {into}");
        }
    }
}
