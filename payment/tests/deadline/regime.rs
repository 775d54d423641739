//! The three regimes, as a country would write them.

use payment::deadline::{Deadlines, Debt};
use vocabulary::Date;

/// Sums up what lateness comes to.
pub fn late_minor(regime: &Deadlines, debt: &Debt<'_>, day: Date) -> i64 {
    regime.late.by(debt, day).expect("small").iter().map(|late| late.minor).sum()
}

pub fn ten_days() -> Deadlines {
    read(include_str!("regimes/ten-days.json"))
}

pub fn monthly() -> Deadlines {
    read(include_str!("regimes/monthly.json"))
}

pub fn five_days() -> Deadlines {
    read(include_str!("regimes/five-days.json"))
}

pub fn all() -> [Deadlines; 3] {
    [ten_days(), monthly(), five_days()]
}

fn read(text: &str) -> Deadlines {
    serde_json::from_str(text).expect("a regime")
}
