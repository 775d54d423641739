//! The last day on which a notice is paid in time. Rows DL-01, DL-04.

use serde::{Deserialize, Serialize};
use vocabulary::{Date, words};

/// How many days in a row an office may be closed before a rule gives no day.
pub const CLOSED_DAYS_MAX: u16 = 366;

words! {
    /// Which days count.
    DayCount, "way to count days" {
        /// Every day of the calendar.
        Calendar = "calendar",
        /// The days on which the office works.
        Working = "working",
    }
}

/// How a due date follows from the day of the notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueRule {
    /// How many days; the day of the notice is none of them.
    pub days: u16,
    /// Which days count.
    pub count: DayCount,
    /// Whether a last day on which the office is closed moves to the next on which it works.
    pub moves_to_open: bool,
}

impl DueRule {
    /// Returns the last day on which a notice of `noticed_on` is paid in time. `is_open` says on which days the office works.
    ///
    /// Nothing where the office is closed for more than [`CLOSED_DAYS_MAX`] days in a row, or the calendar ends.
    pub fn due_on(&self, noticed_on: Date, is_open: impl Fn(Date) -> bool) -> Option<Date> {
        let mut day = noticed_on;
        match self.count {
            DayCount::Calendar => day = day.checked_add(jiff::Span::new().days(self.days)).ok()?,
            DayCount::Working => {
                for _ in 0..self.days {
                    day = open_from(day.tomorrow().ok()?, &is_open)?;
                }
            }
        }
        if self.moves_to_open { open_from(day, &is_open) } else { Some(day) }
    }
}

/// Returns the first day from `day` on which the office works.
fn open_from(day: Date, is_open: &impl Fn(Date) -> bool) -> Option<Date> {
    let mut day = day;
    for _ in 0..CLOSED_DAYS_MAX {
        if is_open(day) {
            return Some(day);
        }
        day = day.tomorrow().ok()?;
    }
    None
}
