//! When a notice is to be paid, and what it costs not to: rules of a country as data, and what follows from them. Rows DL-01 to DL-04, LED-05,
//! LED-06.
//!
//! Whole minor units and whole parts per million; one rounding, half up, at the end. Days are days of the calendar in the office's time
//! zone, so a day has no length: neither summer time nor a leap day adds interest.

pub mod debt;
pub mod due;
pub mod exact;
pub mod late;
pub mod on_time;
pub mod rate;

use serde::{Deserialize, Serialize};

pub use debt::{Debt, PaidPart};
pub use due::{DayCount, DueRule};
pub use exact::{Exact, Overflow};
pub use late::{Late, LateHow, LatePart, LateRule};
pub use on_time::{Moments, PaidWhen};
pub use rate::{Basis, Rate, RateTable, RateTableError};

/// What a country's law says of paying in time, as it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadlines {
    /// What it rests on: the law, and who read it when.
    #[serde(default)]
    pub note: Option<String>,
    /// The last day in time.
    pub due: DueRule,
    /// What counts as in time.
    pub paid_when: PaidWhen,
    /// What it costs to be late.
    pub late: LateRule,
}
