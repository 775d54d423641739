//! A notice that changes after it was issued, or is owed again: its next version, and what was paid of the one before. Rows LED-02 to LED-04,
//! LED-20, MON-07.

use crate::notice::{Allocation, Charge, NoticeState, PaymentNotice};

impl PaymentNotice {
    /// Says which line of other charges is not that of this version: what was paid of a line is of its kind, agency and code.
    pub fn strays(&self, charges: &[Charge]) -> Option<u16> {
        let is_other = |new: &&Charge| {
            let old = self.charges.iter().find(|charge| charge.line == new.line);
            old.is_some_and(|old| (old.kind, &old.agency, &old.code) != (new.kind, &new.agency, &new.code))
        };
        charges.iter().find(is_other).map(|charge| charge.line)
    }

    /// Returns the next version of a notice, with other charges. What was paid of a line stays paid, as far as the line still demands it; what
    /// exceeds that is to be given back ([`crate::ledger::demand::amended`] posts both). A line keeps its number in every version, and one
    /// that is demanded no more stays as a demand of nothing: later, what was paid of it is still its. A notice that demands nothing at all
    /// is taken back.
    pub fn amended(&self, charges: Vec<Charge>) -> PaymentNotice {
        let paid = |line| self.charges.iter().find(|charge| charge.line == line).map_or(0, |charge| charge.paid_minor);
        let gone = self.charges.iter().filter(|old| charges.iter().all(|charge| charge.line != old.line));
        let gone: Vec<Charge> = gone.map(|old| Charge { minor: 0, paid_minor: 0, ..old.clone() }).collect();
        let charges = charges.into_iter().map(|charge| Charge { paid_minor: paid(charge.line).min(charge.minor), ..charge });
        let mut charges: Vec<Charge> = charges.chain(gone).collect();
        charges.sort_by_key(|charge| charge.line);
        let mut next = PaymentNotice { version: self.version.saturating_add(1), charges, ..self.clone() };
        next.state = match self.state {
            NoticeState::WrittenOff => self.state,
            _ if next.total().minor == 0 => NoticeState::Cancelled,
            // What was paid in full is owed again.
            NoticeState::Paid | NoticeState::Reopened if next.owed().minor > 0 => NoticeState::Reopened,
            _ => match (next.owed().minor, next.paid().minor) {
                (0, _) => NoticeState::Paid,
                (_, 0) => NoticeState::Open,
                _ => NoticeState::PartiallyPaid,
            },
        };
        // What is left of a plan of parts is what is left of the sum: only where nothing is, it is over.
        if next.owed().minor == 0 {
            next.plan = None;
        }
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use vocabulary::{Currency, Date, NoticeId};

    use super::*;
    use crate::{
        ledger::{Rule, demand},
        notice::ChargeKind,
        reference::NoticeReference,
    };

    fn charge(line: u16, kind: ChargeKind, minor: i64, paid_minor: i64) -> Charge {
        Charge {
            line,
            kind,
            agency: "customs".parse().expect("a code"),
            code: "X".to_owned(),
            base_minor: None,
            rate: None,
            law: None,
            published_as: None,
            minor,
            paid_minor,
        }
    }

    fn paid() -> PaymentNotice {
        PaymentNotice {
            id: NoticeId::new(1),
            reference: NoticeReference::new(1),
            version: 1,
            state: NoticeState::Paid,
            currency: Currency::XTS,
            charges: vec![charge(1, ChargeKind::Duty, 100, 100), charge(2, ChargeKind::Vat, 50, 50)],
            takes_parts: true,
            issued_at: Timestamp::UNIX_EPOCH,
            due_on: Date::constant(2030, 1, 10),
            valid_until: None,
            plan: None,
        }
    }

    #[test]
    fn a_line_that_is_demanded_no_more_stays_and_what_was_paid_of_it_goes_back() {
        let before = paid();
        let after = before.amended(vec![charge(2, ChargeKind::Vat, 70, 0)]);
        assert_eq!((after.version, after.state, after.total().minor, after.owed().minor), (2, NoticeState::Reopened, 70, 20));
        assert_eq!(after.charges.iter().map(|charge| (charge.line, charge.minor)).collect::<Vec<_>>(), [(1, 0), (2, 70)]);
        assert_eq!(demand::excess(&before, &after), [Allocation { line: 1, minor: 100 }]);
        let rules: Vec<Rule> =
            demand::amended(&before, &after).expect("balanced").iter().map(crate::ledger::Entry::rule).collect();
        assert_eq!(rules, [Rule::AmendedUp, Rule::AmendedDownPaid]);
    }

    #[test]
    fn a_notice_that_demands_nothing_is_taken_back_and_may_be_demanded_again() {
        let none = paid().amended(Vec::new());
        assert_eq!((none.state, none.total().minor, none.charges.len()), (NoticeState::Cancelled, 0, 2));
        assert_eq!(none.amended(vec![charge(1, ChargeKind::Duty, 5, 0)]).state, NoticeState::Open);
    }

    #[test]
    fn what_was_paid_of_a_duty_does_not_become_a_tax() {
        assert_eq!(paid().strays(&[charge(1, ChargeKind::Duty, 1, 0), charge(2, ChargeKind::Duty, 1, 0)]), Some(2));
        assert_eq!(paid().strays(&[charge(2, ChargeKind::Vat, 1, 0), charge(3, ChargeKind::Fee, 1, 0)]), None);
    }
}
