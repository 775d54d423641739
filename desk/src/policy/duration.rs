//! How an administrator writes a reply time: `15 minutes`, `4 hours`, `2 days`.

use thiserror::Error;

use super::TARGET_MAX;
use crate::minutes::Minutes;

/// What is wrong with a reply time.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DurationError {
    /// It is not a number and a unit.
    #[error("is {0:?}, not a number of minutes, hours or days, such as 4 hours")]
    Unread(String),
    /// Nobody said how long a working day is.
    #[error("is in days, and minutes_a_day is not given")]
    NoDay,
    /// More than a year, or nothing.
    #[error("is not between one minute and a year")]
    OutOfRange,
}

/// Reads a reply time. A day has as many minutes as its office works on one.
pub fn minutes(text: &str, minutes_a_day: Option<u16>) -> Result<Minutes, DurationError> {
    let unread = || DurationError::Unread(text.to_owned());
    let (number, unit) = text.split_once(' ').ok_or_else(unread)?;
    let unit = match unit {
        "minute" | "minutes" => 1,
        "hour" | "hours" => 60,
        "day" | "days" => minutes_a_day.ok_or(DurationError::NoDay)?,
        _ => return Err(unread()),
    };
    let number: u32 = number.parse().map_err(|_| unread())?;
    let minutes = number.checked_mul(u32::from(unit)).map(Minutes).ok_or(DurationError::OutOfRange)?;
    if minutes > Minutes::ZERO && minutes <= TARGET_MAX { Ok(minutes) } else { Err(DurationError::OutOfRange) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_as_long_as_the_office_says() {
        assert_eq!(minutes("15 minutes", None), Ok(Minutes(15)));
        assert_eq!(minutes("1 hour", None), Ok(Minutes(60)));
        assert_eq!(minutes("2 days", Some(450)), Ok(Minutes(900)));
        assert_eq!(minutes("2 days", None), Err(DurationError::NoDay));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "5", "five days", "-1 hours", "1.5 hours", "2 weeks", "2  days"] {
            assert_eq!(minutes(text, Some(450)), Err(DurationError::Unread(text.to_owned())), "{text}");
        }
        for text in ["0 minutes", "367 hours 1", "8785 hours", "4294967295 days"] {
            assert!(minutes(text, Some(450)).is_err(), "{text}");
        }
    }
}
