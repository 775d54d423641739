//! The three regimes, as a country would write them.

use payment::deadline::{Debt, DueRule, LateRule, PaidWhen};
use serde::Deserialize;
use vocabulary::Date;

#[derive(Deserialize)]
pub struct Regime {
    pub due: DueRule,
    pub paid_when: PaidWhen,
    pub late: LateRule,
}

impl Regime {
    /// Sums up what lateness comes to.
    pub fn late_minor(&self, debt: &Debt<'_>, day: Date) -> i64 {
        self.late.by(debt, day).expect("small").iter().map(|late| late.minor).sum()
    }
}

pub fn ten_days() -> Regime {
    read(include_str!("regimes/ten-days.json"))
}

pub fn monthly() -> Regime {
    read(include_str!("regimes/monthly.json"))
}

pub fn five_days() -> Regime {
    read(include_str!("regimes/five-days.json"))
}

pub fn all() -> [Regime; 3] {
    [ten_days(), monthly(), five_days()]
}

fn read(text: &str) -> Regime {
    serde_json::from_str(text).expect("a regime")
}
