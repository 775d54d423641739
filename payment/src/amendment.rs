//! A notice that changes after it was issued, or is owed again: its next version, and what was paid of the one before. Rows LED-02 to LED-04,
//! LED-20, MON-07.

use crate::notice::{Allocation, Charge, NoticeState, PaymentNotice};

impl PaymentNotice {
    /// Returns the next version of a notice, with other charges. What was paid of a line stays paid, as far as the line still demands it; what
    /// exceeds that is to be given back ([`crate::ledger::demand::amended`] posts both). A line keeps its number in every version.
    pub fn amended(&self, charges: Vec<Charge>) -> PaymentNotice {
        let paid = |line| self.charges.iter().find(|charge| charge.line == line).map_or(0, |charge| charge.paid_minor);
        let charges = charges.into_iter().map(|charge| Charge { paid_minor: paid(charge.line).min(charge.minor), ..charge });
        let mut next = PaymentNotice { version: self.version.saturating_add(1), charges: charges.collect(), ..self.clone() };
        next.state = match self.state {
            NoticeState::Cancelled | NoticeState::WrittenOff => self.state,
            // What was paid in full is owed again.
            NoticeState::Paid | NoticeState::Reopened if next.owed().minor > 0 => NoticeState::Reopened,
            _ => match (next.owed().minor, next.paid().minor) {
                (0, _) => NoticeState::Paid,
                (_, 0) => NoticeState::Open,
                _ => NoticeState::PartiallyPaid,
            },
        };
        next
    }

    /// Returns the notice after parts of what was paid were given back: they are demanded no more, so that a later amendment does not give them
    /// back again.
    pub fn given_back(mut self, parts: &[Allocation]) -> PaymentNotice {
        for part in parts {
            if let Some(charge) = self.charges.iter_mut().find(|charge| charge.line == part.line) {
                let minor = part.minor.clamp(0, charge.paid_minor);
                charge.minor -= minor;
                charge.paid_minor -= minor;
            }
        }
        self
    }

    /// Returns the notice after a dispute about parts of what was paid was lost: they are owed again.
    pub fn reopened(mut self, parts: &[Allocation]) -> PaymentNotice {
        for part in parts {
            if let Some(charge) = self.charges.iter_mut().find(|charge| charge.line == part.line) {
                charge.paid_minor = charge.paid_minor.saturating_sub(part.minor).max(0);
            }
        }
        if self.owed().minor > 0 && !matches!(self.state, NoticeState::Cancelled | NoticeState::WrittenOff) {
            self.state = NoticeState::Reopened;
        }
        self
    }
}
