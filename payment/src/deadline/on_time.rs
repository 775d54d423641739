//! What counts as paid in time. Rows DL-02, DL-03.

use jiff::{Timestamp, tz::TimeZone};
use vocabulary::{Date, words};

words! {
    /// Which moment of a payment has to be in time.
    PaidWhen, "moment that counts as paid" {
        /// When the payer agreed.
        Authorised = "authorised",
        /// When the money reached the treasury.
        Settled = "settled",
    }
}

/// The moments of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moments {
    /// When the payer agreed.
    pub authorised_at: Timestamp,
    /// When the money was ours.
    pub captured_at: Timestamp,
    /// When it reached the treasury, once it has.
    pub settled_at: Option<Timestamp>,
}

impl Moments {
    /// Says whether it was in time, in the office's time zone; nothing where that is not known yet.
    pub fn is_in_time(&self, due_on: Date, counts: PaidWhen, zone: &TimeZone) -> Option<bool> {
        let counted_at = match counts {
            PaidWhen::Authorised => Some(self.authorised_at),
            PaidWhen::Settled => self.settled_at,
        };
        counted_at.map(|at| day_of(at, zone) <= due_on)
    }

    /// Returns the day from whose end nothing is owed any more: the last day in time, where the payment was; else that of the capture, even
    /// if money settles later (row DL-03).
    pub fn counts_on(&self, due_on: Date, counts: PaidWhen, zone: &TimeZone) -> Date {
        let captured_on = day_of(self.captured_at, zone);
        if self.is_in_time(due_on, counts, zone) == Some(true) { captured_on.min(due_on) } else { captured_on }
    }
}

fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}
