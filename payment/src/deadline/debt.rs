//! What is owed from day to day. Rows AL-02, DL-03.

use vocabulary::Date;

/// What was paid of a debt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidPart {
    /// On which day it counts as paid: that of the capture, or the last day in time ([`super::Moments::counts_on`]).
    pub on: Date,
    /// How much, in minor units.
    pub minor: i64,
}

/// A debt that is paid in parts. Only what the rule of lateness is about: interest bears no interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Debt<'a> {
    /// How much, in minor units.
    pub minor: i64,
    /// The last day on which it is paid in time.
    pub due_on: Date,
    /// What was paid.
    pub paid: &'a [PaidPart],
}

impl Debt<'_> {
    /// Returns what is owed during a day: what was captured on it is owed until its end, and no longer (row DL-03).
    pub fn owed_on(&self, day: Date) -> i64 {
        let before = self.paid.iter().filter(|part| part.on < day).map(|part| part.minor);
        before.fold(self.minor, |owed, minor| owed.saturating_sub(minor.max(0))).max(0)
    }
}
