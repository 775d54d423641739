//! A plan of parts: a notice that is more than a rail carries at once, or than one person has, is paid in parts, on several days, by several
//! people. Until it is complete nothing of it counts for the release of goods; what does not become complete goes back. Rows PAY-N4, PAY-M18,
//! MOM-10.
//!
//! The plan says sums, not people: whoever has the reference pays the next part, or several at once. What the next part is follows from what is
//! still owed, so that an amendment, a teller or a dispute never make plan and notice differ.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vocabulary::{Date, Money, PlanId, words};

use crate::notice::{Allocation, NoticeRefusal, NoticeState, PaymentNotice};

/// How many parts a plan may have: one a day for a month.
pub const PARTS_MAX: usize = 30;

words! {
    /// What became of a plan.
    PlanOutcome, "outcome of a plan" {
        /// It is being paid.
        Open = "open",
        /// All of it was paid.
        Complete = "complete",
        /// Its last day passed before it was complete: what was paid goes back.
        Expired = "expired",
        /// Whoever made it took it back: what was paid goes back.
        Withdrawn = "withdrawn",
        /// Customs took the notice back, and what was paid with it.
        Void = "void",
    }
}

/// A part of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedPart {
    /// How much, in minor units.
    pub minor: i64,
    /// The day by which it is to be paid.
    pub by: Date,
}

/// The parts in which a notice is being paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartsPlan {
    /// Its name: whoever has it may take the plan back.
    pub id: PlanId,
    /// The parts, in the order of their days.
    pub parts: Vec<PlannedPart>,
    /// When it ends, complete or not: the end of its last day.
    pub until: Timestamp,
    /// What was paid of each charge under it.
    pub held: Vec<Allocation>,
}

/// In which days a plan may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanDays {
    /// Today, in the territory.
    pub today: Date,
    /// How many days after today the last part may be paid.
    pub most: u16,
    /// The end of the last day of the plan, in the territory.
    pub ends_at: Timestamp,
}

/// Why a notice is not paid in such parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// The notice cannot be paid, or is another one than the payer saw.
    #[error(transparent)]
    Notice(#[from] NoticeRefusal),
    /// Customs takes parts of it as they come: they stay paid, and need no plan.
    #[error("takes parts without a plan")]
    NotNeeded,
    /// It is being paid by another plan.
    #[error("is paid by a plan until {until}")]
    Planned {
        /// When that ends.
        until: Timestamp,
    },
    /// One part is no plan, and there is an end to how many there are.
    #[error("has no part or more than {PARTS_MAX}")]
    Count,
    /// A part of nothing, or parts that are not what is owed.
    #[error("has parts that are not {owed}")]
    Amounts {
        /// How much is owed.
        owed: Money,
    },
    /// Days that are past, out of order, or after the last one that there may be.
    #[error("has days that are not from today to {until} in order")]
    Days {
        /// The last one.
        until: Date,
    },
}

impl PartsPlan {
    /// Returns the sum of its parts, in minor units.
    pub fn total_minor(&self) -> i64 {
        self.parts.iter().map(|part| part.minor).sum()
    }

    /// Returns what was paid under it, in minor units.
    pub fn held_minor(&self) -> i64 {
        self.held.iter().map(|part| part.minor).sum()
    }

    /// Returns the sums that may be paid while so much is owed, the smallest first: the next part, it and the one after it, and so on to all
    /// that is owed. What was demanded more or less since it was made, or came beside it, is in the next part.
    pub fn payable(&self, owed_minor: i64) -> Vec<i64> {
        let (paid, owed) = (i128::from(self.held_minor()), i128::from(owed_minor));
        let drift = owed - (i128::from(self.total_minor()) - paid);
        let mut end = 0i128;
        let mut sums = Vec::new();
        for part in &self.parts {
            end += i128::from(part.minor);
            let sum = end - paid + drift;
            if end > paid && sum > 0 {
                sums.extend(i64::try_from(sum));
            }
        }
        // All parts are paid, and more is owed by now.
        if sums.is_empty() { vec![owed_minor] } else { sums }
    }

    /// Returns each part with what is paid of it.
    pub fn standing(&self) -> Vec<(PlannedPart, i64)> {
        let mut left = self.held_minor();
        let mut standing = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let paid = left.min(part.minor);
            left -= paid;
            standing.push((*part, paid));
        }
        standing
    }

    /// Returns what was paid of a charge under it.
    pub fn held_of(&self, line: u16) -> i64 {
        self.held.iter().filter(|part| part.line == line).map(|part| part.minor).sum()
    }
}

impl PaymentNotice {
    /// Returns the last day that a plan may have: as far as the administration lets it go, and no further than the notice is paid in time. A
    /// plan puts nothing off; of what is late already it only says in which parts it comes.
    pub fn plan_until(&self, today: Date, most: u16) -> Date {
        let furthest = today.checked_add(jiff::Span::new().days(most)).unwrap_or(Date::MAX);
        if self.due_on < today { furthest } else { furthest.min(self.due_on) }
    }

    /// Begins to pay it in parts, for somebody who saw `version`.
    ///
    /// # Errors
    /// Refuses a notice that cannot be paid, that takes parts anyhow or is being paid in some, parts that are not what it owes, and days that
    /// are too late.
    pub fn planned(
        mut self,
        (id, version): (PlanId, u32),
        parts: Vec<PlannedPart>,
        days: PlanDays,
        now: Timestamp,
    ) -> Result<PaymentNotice, PlanRefusal> {
        let owed = self.owed();
        self.may_pay(version, owed, now)?;
        if self.takes_parts {
            return Err(PlanRefusal::NotNeeded);
        }
        if let Some(plan) = &self.plan {
            return Err(PlanRefusal::Planned { until: plan.until });
        }
        if !(2..=PARTS_MAX).contains(&parts.len()) {
            return Err(PlanRefusal::Count);
        }
        let total = parts.iter().try_fold(0i64, |sum, part| sum.checked_add(part.minor).filter(|_| part.minor > 0));
        if total != Some(owed.minor) {
            return Err(PlanRefusal::Amounts { owed });
        }
        let until = self.plan_until(days.today, days.most);
        let in_order = parts.windows(2).all(|pair| pair[0].by <= pair[1].by);
        let in_time =
            parts.first().is_some_and(|part| part.by >= days.today) && parts.last().is_some_and(|part| part.by <= until);
        if !in_order || !in_time {
            return Err(PlanRefusal::Days { until });
        }
        if let Some(until) = self.valid_until.filter(|until| *until < days.ends_at) {
            return Err(NoticeRefusal::Over { until }.into());
        }
        self.plan = Some(PartsPlan { id, parts, until: days.ends_at, held: Vec::new() });
        Ok(self)
    }

    /// Notes that those parts are paid under its plan.
    pub(crate) fn holding(mut self, parts: &[Allocation]) -> PaymentNotice {
        for part in parts {
            let Some(plan) = &mut self.plan else { break };
            match plan.held.iter_mut().find(|held| held.line == part.line) {
                Some(held) => held.minor += part.minor,
                None => plan.held.push(*part),
            }
        }
        self
    }

    /// Returns the notice after its plan ended before it was complete: `parts`, all that was paid under it and not given back since, go back,
    /// and are owed again.
    pub fn parts_returned(mut self, parts: &[Allocation]) -> PaymentNotice {
        self.plan = None;
        for part in parts {
            if let Some(charge) = self.charges.iter_mut().find(|charge| charge.line == part.line) {
                charge.paid_minor -= part.minor.clamp(0, charge.paid_minor);
            }
        }
        if !parts.is_empty() {
            self.state = match (self.owed().minor, self.paid().minor) {
                (0, _) => NoticeState::Paid,
                (_, 0) => NoticeState::Open,
                _ => NoticeState::PartiallyPaid,
            };
        }
        self
    }

    /// Says what became of the plan of the notice `before`, where this one has none any more.
    pub fn outcome_of_plan(&self, before: &PaymentNotice) -> Option<(PlanId, PlanOutcome)> {
        let plan = before.plan.as_ref().filter(|_| self.plan.is_none())?;
        let outcome = if self.state == NoticeState::Cancelled { PlanOutcome::Void } else { PlanOutcome::Complete };
        Some((plan.id, outcome))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        NoticeReference,
        notice::{Charge, ChargeKind},
    };
    use vocabulary::{Currency, NoticeId};

    const TODAY: Date = Date::constant(2030, 1, 1);

    fn notice() -> PaymentNotice {
        let charge = |line, kind, minor| Charge {
            line,
            kind,
            agency: "customs".parse().expect("a code"),
            code: "X".to_owned(),
            base_minor: None,
            rate: None,
            law: None,
            published_as: None,
            minor,
            paid_minor: 0,
        };
        PaymentNotice {
            id: NoticeId::new(1),
            reference: NoticeReference::new(1),
            version: 1,
            state: NoticeState::Open,
            currency: Currency::XTS,
            charges: vec![charge(1, ChargeKind::Duty, 100), charge(2, ChargeKind::Vat, 200)],
            takes_parts: false,
            issued_at: Timestamp::UNIX_EPOCH,
            due_on: Date::constant(2030, 1, 10),
            valid_until: None,
            plan: None,
        }
    }

    fn parts(of: &[(i64, i8)]) -> Vec<PlannedPart> {
        of.iter().map(|(minor, day)| PlannedPart { minor: *minor, by: Date::constant(2030, 1, *day) }).collect()
    }

    fn planned(notice: PaymentNotice, of: &[(i64, i8)]) -> Result<PaymentNotice, PlanRefusal> {
        let days = PlanDays { today: TODAY, most: 14, ends_at: Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24) };
        notice.planned((PlanId::new(7), 1), parts(of), days, Timestamp::UNIX_EPOCH)
    }

    fn may_pay(notice: &PaymentNotice, minor: i64) -> Result<(), NoticeRefusal> {
        notice.may_pay(1, Money::new(minor, Currency::XTS), Timestamp::UNIX_EPOCH)
    }

    /// Pays so much under the plan.
    fn paid(notice: &PaymentNotice, minor: i64) -> PaymentNotice {
        let parts = notice.allocate(minor, &[ChargeKind::Duty, ChargeKind::Vat]);
        notice.clone().holding(&parts).after_payment(&parts)
    }

    #[test]
    fn the_next_part_is_paid_or_several_at_once_and_no_other_sum() {
        let notice = planned(notice(), &[(100, 1), (100, 2), (100, 3)]).expect("a plan");
        for minor in [100, 200, 300] {
            assert_eq!(may_pay(&notice, minor), Ok(()));
        }
        let next = NoticeRefusal::Part { next: Money::new(100, Currency::XTS) };
        assert_eq!((may_pay(&notice, 99), may_pay(&notice, 150)), (Err(next), Err(next)));
        assert_eq!(may_pay(&notice, 301), Err(NoticeRefusal::Total { owed: Money::new(300, Currency::XTS) }));
        // A teller took another sum: the next part is what is left of it.
        let odd = paid(&notice, 130);
        assert_eq!(odd.plan.as_ref().expect("it goes on").payable(170), [70, 170]);
        assert_eq!(
            odd.plan.as_ref().expect("it goes on").standing().iter().map(|(_, paid)| *paid).collect::<Vec<_>>(),
            [100, 30, 0]
        );
        assert_eq!(paid(&odd, 170).state, NoticeState::Paid);
        assert_eq!(paid(&odd, 170).outcome_of_plan(&odd), Some((PlanId::new(7), PlanOutcome::Complete)));
    }

    #[test]
    fn nothing_counts_for_a_release_before_all_of_it_is_paid() {
        let notice = planned(notice(), &[(100, 1), (200, 3)]).expect("a plan");
        let duty = paid(&notice, 100);
        assert_eq!((duty.state, duty.has_paid(&[ChargeKind::Duty])), (NoticeState::PartiallyPaid, false));
        assert!(paid(&duty, 200).has_paid(&[ChargeKind::Duty, ChargeKind::Vat]));
        // What customs took of a security is taken.
        let taken = notice.clone().after_payment(&[Allocation { line: 1, minor: 100 }]);
        assert!(taken.has_paid(&[ChargeKind::Duty]));
    }

    #[test]
    fn what_does_not_become_complete_is_owed_again_and_what_was_paid_before_stays() {
        let before = notice().after_payment(&[Allocation { line: 1, minor: 40 }]);
        let half = paid(&planned(before, &[(100, 1), (160, 3)]).expect("a plan of what is left"), 100);
        let ended = half.clone().parts_returned(&half.plan.as_ref().expect("a plan").held);
        assert_eq!((ended.state, ended.owed().minor, ended.plan.clone()), (NoticeState::PartiallyPaid, 260, None));
        assert_eq!(may_pay(&ended, 100), Err(NoticeRefusal::WholeOnly));
    }

    #[test]
    fn an_amendment_changes_the_next_part_and_ends_a_plan_only_with_the_debt() {
        let half = paid(&planned(notice(), &[(100, 1), (100, 2), (100, 3)]).expect("a plan"), 100);
        let charges = |duty: i64, vat: i64| -> Vec<Charge> {
            half.charges.iter().zip([duty, vat]).map(|(charge, minor)| Charge { minor, ..charge.clone() }).collect()
        };
        let up = half.amended(charges(100, 230));
        assert_eq!(up.plan.as_ref().expect("it goes on").payable(up.owed().minor), [130, 230]);
        let down = half.amended(charges(100, 50));
        assert_eq!(down.plan.as_ref().expect("it goes on").payable(down.owed().minor), [50]);
        assert_eq!(half.amended(charges(100, 0)).outcome_of_plan(&half).expect("over").1, PlanOutcome::Complete);
        assert_eq!(half.amended(Vec::new()).outcome_of_plan(&half).expect("over").1, PlanOutcome::Void);
    }

    #[test]
    fn what_is_no_plan_is_refused() {
        let owed = Money::new(300, Currency::XTS);
        let until = Date::constant(2030, 1, 10);
        assert_eq!(planned(notice(), &[(300, 1)]), Err(PlanRefusal::Count));
        assert_eq!(planned(notice(), &[(10, 1); 31]), Err(PlanRefusal::Count));
        for of in [[(100, 1), (201, 2)], [(300, 1), (0, 2)], [(301, 1), (-1, 2)], [(i64::MAX, 1), (i64::MAX, 2)]] {
            assert_eq!(planned(notice(), &of), Err(PlanRefusal::Amounts { owed }), "{of:?}");
        }
        for of in [[(100, 2), (200, 1)], [(100, 1), (200, 11)]] {
            assert_eq!(planned(notice(), &of), Err(PlanRefusal::Days { until }), "{of:?}");
        }
        let late = PaymentNotice { due_on: Date::constant(2029, 12, 1), ..notice() };
        assert!(planned(late, &[(100, 1), (200, 15)]).is_ok(), "what is late already comes within a fortnight");
        let open = PaymentNotice { takes_parts: true, ..notice() };
        assert_eq!(planned(open, &[(100, 1), (200, 2)]), Err(PlanRefusal::NotNeeded));
        let once = planned(notice(), &[(100, 1), (200, 2)]).expect("a plan");
        assert!(matches!(planned(once, &[(100, 1), (200, 2)]), Err(PlanRefusal::Planned { .. })));
        let brief = PaymentNotice { valid_until: Some(Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(23)), ..notice() };
        let over = planned(brief, &[(100, 1), (200, 2)]);
        assert!(matches!(over, Err(PlanRefusal::Notice(NoticeRefusal::Over { .. }))));
        let over = PaymentNotice { state: NoticeState::Paid, ..notice() };
        assert!(matches!(planned(over, &[(100, 1), (200, 2)]), Err(PlanRefusal::Notice(NoticeRefusal::State { .. }))));
    }
}
