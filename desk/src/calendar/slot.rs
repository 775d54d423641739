//! The hours of one day.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How many minutes a day has on its wall clock.
const DAY: u16 = 24 * 60;
/// The most slots of one day: shifts, and breaks between them.
pub const SLOTS_MAX: usize = 12;

/// An unbroken stretch of one day on the wall clock, in whole minutes: open from the first, no longer at the second (`08:30-12:00`).
///
/// Work past midnight is two slots, on two days: `22:00-24:00` and `00:00-06:00`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slot {
    from: u16,
    until: u16,
}

/// A text that is no slot.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is no stretch of a day, such as 08:30-12:00, that ends after it begins")]
pub struct SlotError(String);

/// The slots of one day, in order; none overlaps another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Slot>", into = "Vec<Slot>")]
pub struct Slots(Vec<Slot>);

/// Why slots are not those of one day.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SlotsError {
    /// A minute would count twice.
    #[error("{0} and {1} overlap")]
    Overlap(Slot, Slot),
    /// More than a day is cut into.
    #[error("a day has at most {SLOTS_MAX} slots")]
    TooMany,
}

impl Slot {
    /// The whole day.
    pub const DAY: Slot = Slot { from: 0, until: DAY };

    /// Makes a slot of minutes since midnight; nothing where it would not end after it begins, or not that day.
    pub fn new(from: u16, until: u16) -> Option<Slot> {
        (from < until && until <= DAY).then_some(Slot { from, until })
    }

    /// Returns the first minute, counted from midnight.
    pub fn from(self) -> u16 {
        self.from
    }

    /// Returns the minute it no longer holds, counted from midnight.
    pub fn until(self) -> u16 {
        self.until
    }
}

impl Slots {
    /// Makes the slots of one day.
    ///
    /// # Errors
    /// Refuses slots that overlap, and more than [`SLOTS_MAX`].
    pub fn new(mut slots: Vec<Slot>) -> Result<Slots, SlotsError> {
        if slots.len() > SLOTS_MAX {
            return Err(SlotsError::TooMany);
        }
        slots.sort_unstable();
        match slots.windows(2).find(|pair| pair[1].from < pair[0].until) {
            Some(pair) => Err(SlotsError::Overlap(pair[0], pair[1])),
            None => Ok(Slots(slots)),
        }
    }

    /// Returns them, in order.
    pub fn list(&self) -> &[Slot] {
        &self.0
    }

    /// Says whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns what is left of them when one stretch is closed.
    #[must_use]
    pub fn without(&self, closed: Slot) -> Slots {
        let parts =
            |slot: &Slot| [Slot::new(slot.from, slot.until.min(closed.from)), Slot::new(slot.from.max(closed.until), slot.until)];
        Slots(self.0.iter().flat_map(parts).flatten().collect())
    }
}

impl TryFrom<Vec<Slot>> for Slots {
    type Error = SlotsError;

    fn try_from(slots: Vec<Slot>) -> Result<Slots, SlotsError> {
        Slots::new(slots)
    }
}

impl From<Slots> for Vec<Slot> {
    fn from(slots: Slots) -> Vec<Slot> {
        slots.0
    }
}

impl FromStr for Slot {
    type Err = SlotError;

    fn from_str(text: &str) -> Result<Slot, SlotError> {
        let ends = text.split_once('-').and_then(|(from, until)| Some((minute(from)?, minute(until)?)));
        ends.and_then(|(from, until)| Slot::new(from, until)).ok_or_else(|| SlotError(text.to_owned()))
    }
}

/// Reads `08:30`, or `24:00` for the end of the day.
fn minute(text: &str) -> Option<u16> {
    let two = |digits: &str| (digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok());
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (two(hours)??, two(minutes)??);
    (minutes < 60 && hours * 60 + minutes <= DAY).then_some(hours * 60 + minutes)
}

impl fmt::Display for Slot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Slot { from, until } = self;
        write!(formatter, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Slot({self})")
    }
}

impl TryFrom<String> for Slot {
    type Error = SlotError;

    fn try_from(text: String) -> Result<Slot, SlotError> {
        text.parse()
    }
}

impl From<Slot> for String {
    fn from(slot: Slot) -> String {
        slot.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(texts: &[&str]) -> Result<Slots, SlotsError> {
        Slots::new(texts.iter().map(|text| text.parse().expect("a slot")).collect())
    }

    #[test]
    fn a_slot_is_read_and_printed() {
        for text in ["08:30-12:00", "00:00-24:00", "23:59-24:00"] {
            assert_eq!(text.parse::<Slot>().expect("a slot").to_string(), text);
        }
        for text in ["", "8:30-12:00", "12:00-08:30", "12:00-12:00", "08:60-09:00", "23:00-24:01", "08:30", "+8:30-12:00"] {
            assert_eq!(text.parse::<Slot>(), Err(SlotError(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn no_minute_of_a_day_counts_twice() {
        let (morning, late) = ("08:00-12:00".parse().expect("a slot"), "11:59-13:00".parse().expect("a slot"));
        assert_eq!(slots(&["11:59-13:00", "08:00-12:00"]), Err(SlotsError::Overlap(morning, late)));
        assert!(slots(&["12:00-13:00", "08:00-12:00"]).is_ok(), "one may end where the next begins");
        assert_eq!(Slots::new(vec![Slot::DAY; SLOTS_MAX + 1]), Err(SlotsError::TooMany));
    }

    #[test]
    fn half_a_holiday_leaves_the_other_half() {
        let day = slots(&["08:00-12:00", "13:00-17:00"]).expect("slots");
        let left = |closed: &str| day.without(closed.parse().expect("a slot"));
        assert_eq!(left("12:00-24:00"), slots(&["08:00-12:00"]).expect("slots"));
        assert_eq!(left("10:00-14:00"), slots(&["08:00-10:00", "14:00-17:00"]).expect("slots"));
        assert_eq!(left("09:00-10:00"), slots(&["08:00-09:00", "10:00-12:00", "13:00-17:00"]).expect("slots"));
        assert!(left("00:00-24:00").is_empty());
    }
}
