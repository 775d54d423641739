//! Days and instants as files write them.

use std::str::FromStr;

use jiff::{civil, tz::TimeZone};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{Date, Timestamp};

/// How a file writes days: `YYYY-MM-DD`, `DD/MM/YYYY`, `YYMMDD`. Each of `Y`, `M`, `D` is one digit; other signs stand for themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DatePattern(Box<str>);

/// A text that is no such pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not a pattern such as YYYY-MM-DD")]
pub struct DatePatternError;

/// How a file writes instants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Moments {
    /// `2026-03-01T09:30:00Z`, with a zone.
    Rfc3339,
    /// Whole seconds since 1970.
    UnixSeconds,
    /// A day, a blank and `hh:mm:ss`, as the clocks of a zone show it.
    Local {
        /// How days are written.
        date: DatePattern,
        /// The zone, by its IANA name.
        zone: String,
    },
}

impl DatePattern {
    /// Reads a day.
    pub(crate) fn date(&self, text: &str) -> Option<Date> {
        let (mut year, mut years, mut month, mut day) = (0i16, 0, 0i8, 0i8);
        let mut signs = text.chars();
        for expected in self.0.chars() {
            let sign = signs.next()?;
            let digit = || sign.to_digit(10).and_then(|digit| i8::try_from(digit).ok());
            match expected {
                'Y' => (year, years) = (year * 10 + i16::from(digit()?), years + 1),
                'M' => month = month * 10 + digit()?,
                'D' => day = day * 10 + digit()?,
                _ if sign == expected => {}
                _ => return None,
            }
        }
        let century = if years == 2 { 2000 } else { 0 };
        if signs.next().is_some() { None } else { Date::new(year + century, month, day).ok() }
    }
}

impl Moments {
    /// Reads an instant.
    pub(crate) fn instant(&self, text: &str) -> Option<Timestamp> {
        match self {
            Moments::Rfc3339 => text.parse().ok(),
            Moments::UnixSeconds => Timestamp::from_second(text.parse().ok()?).ok(),
            Moments::Local { date, zone } => {
                let (day, time) = text.split_once(' ')?;
                let time: civil::Time = time.parse().ok()?;
                // An hour that the clocks show twice or not at all: the first reading, as jiff's "compatible" takes it.
                Some(date.date(day)?.to_datetime(time).to_zoned(TimeZone::get(zone).ok()?).ok()?.timestamp())
            }
        }
    }
}

impl FromStr for DatePattern {
    type Err = DatePatternError;

    fn from_str(text: &str) -> Result<DatePattern, DatePatternError> {
        let count = |sign: char| text.chars().filter(|other| *other == sign).count();
        let good = matches!(count('Y'), 2 | 4) && count('M') == 2 && count('D') == 2 && text.len() <= 16;
        if good { Ok(DatePattern(text.into())) } else { Err(DatePatternError) }
    }
}

impl TryFrom<String> for DatePattern {
    type Error = DatePatternError;

    fn try_from(text: String) -> Result<DatePattern, DatePatternError> {
        text.parse()
    }
}

impl From<DatePattern> for String {
    fn from(pattern: DatePattern) -> String {
        pattern.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_the_pattern_says_and_not_otherwise() {
        let read =
            |pattern: &str, text: &str| pattern.parse::<DatePattern>().expect("a pattern").date(text).map(|day| day.to_string());
        assert_eq!(read("YYYY-MM-DD", "2026-03-01").as_deref(), Some("2026-03-01"));
        assert_eq!(read("DD/MM/YYYY", "01/03/2026").as_deref(), Some("2026-03-01"));
        assert_eq!(read("YYMMDD", "260301").as_deref(), Some("2026-03-01"));
        for text in ["2026-3-1", "2026-02-30", "2026-03-01T", "2026/03/01", "", "٢٠٢٦-03-01"] {
            assert_eq!(read("YYYY-MM-DD", text), None, "{text}");
        }
        assert!("YYYY-MM".parse::<DatePattern>().is_err());
    }

    #[test]
    fn instants_know_their_zone() {
        let local = Moments::Local { date: "DD/MM/YYYY".parse().expect("a pattern"), zone: "Africa/Nairobi".to_owned() };
        let instant = "2026-03-01T09:30:00Z".parse().ok();
        assert_eq!(local.instant("01/03/2026 12:30:00"), instant);
        assert_eq!(Moments::Rfc3339.instant("2026-03-01T12:30:00+03:00"), instant);
        assert_eq!(Moments::UnixSeconds.instant("1772357400"), instant);
        assert_eq!(Moments::Rfc3339.instant("2026-03-01T12:30:00"), None);
    }
}
