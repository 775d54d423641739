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

pub use debt::{Debt, PaidPart};
pub use due::{DayCount, DueRule};
pub use exact::{Exact, Overflow};
pub use late::{Late, LateHow, LatePart, LateRule};
pub use on_time::{Moments, PaidWhen};
pub use rate::{Basis, Rate, RateTable, RateTableError};
