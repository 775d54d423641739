//! The demand to pay that follows an assessment: charges of one or more agencies under one reference. Rows PAY-M1, PAY-M2, PAY-N1, AL-01,
//! AL-02, MON-05, PAY-N4.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vocabulary::{AuthorityCode, Currency, Date, Money, NoticeId, words};

use crate::{plan::PartsPlan, reference::NoticeReference};

/// How many charges a notice may have.
pub const CHARGES_MAX: usize = 100;

words! {
    /// What is charged.
    ChargeKind, "kind of charge" {
        /// Customs duty, trade remedies with it.
        Duty = "duty",
        /// Excise.
        Excise = "excise",
        /// Value added tax.
        Vat = "vat",
        /// A fee of an agency.
        Fee = "fee",
        /// A penalty.
        Penalty = "penalty",
        /// Interest on what is late.
        Interest = "interest",
    }
}

words! {
    /// Where a notice stands.
    NoticeState, "state of a payment notice" {
        /// It is to be paid.
        Open = "open",
        /// Part of it is paid.
        PartiallyPaid = "partially-paid",
        /// All of it is paid.
        Paid = "paid",
        /// It was taken back.
        Cancelled = "cancelled",
        /// Two officers gave it up.
        WrittenOff = "written-off",
        /// It was paid, and is owed again: a dispute was lost, or the assessment went up.
        Reopened = "reopened",
    }
}

/// One line of a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Its place in the notice, from 1; it stays in every version.
    pub line: u16,
    /// What is charged.
    pub kind: ChargeKind,
    /// Whose it is.
    pub agency: AuthorityCode,
    /// The code of the tax or fee in the customs system.
    pub code: String,
    /// What it is charged on, in minor units, where it is.
    pub base_minor: Option<i64>,
    /// The rate, as the customs system writes it.
    pub rate: Option<String>,
    /// The law that it rests on.
    pub law: Option<String>,
    /// What the published rules call it: the id of a published fee, or the code of a published tax (row PUB-N3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_as: Option<String>,
    /// How much, in minor units.
    pub minor: i64,
    /// How much of it is paid.
    pub paid_minor: i64,
}

impl Charge {
    /// Returns what is still owed of it.
    pub fn owed_minor(&self) -> i64 {
        (self.minor - self.paid_minor).max(0)
    }
}

/// A demand to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentNotice {
    /// Its name.
    pub id: NoticeId,
    /// What people type.
    pub reference: NoticeReference,
    /// Which version of it this is, from 1.
    pub version: u32,
    /// Where it stands.
    pub state: NoticeState,
    /// What it is in.
    pub currency: Currency,
    /// Its lines.
    pub charges: Vec<Charge>,
    /// Whether part of it may be paid (row AL-02).
    pub takes_parts: bool,
    /// When this version was issued.
    pub issued_at: Timestamp,
    /// The last day on which it is paid in time.
    pub due_on: Date,
    /// When it can no longer be paid under this reference.
    pub valid_until: Option<Timestamp>,
    /// The parts in which it is being paid, while it is (row PAY-N4).
    pub plan: Option<PartsPlan>,
}

/// What a payment pays of one charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// The line of the notice.
    pub line: u16,
    /// How much, in minor units.
    pub minor: i64,
}

/// Why a notice is not paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeRefusal {
    /// There is nothing to pay: it is paid, cancelled or written off.
    #[error("stands at {state}")]
    State {
        /// Where it stands.
        state: NoticeState,
    },
    /// It can no longer be paid under this reference.
    #[error("was valid until {until}")]
    Over {
        /// Until when it could.
        until: Timestamp,
    },
    /// There is a newer version than the payer saw (row MON-07).
    #[error("has version {version}")]
    Version {
        /// Which.
        version: u32,
    },
    /// Another sum is owed than the payer expected (row SEC-PAY-02).
    #[error("owes {owed}")]
    Total {
        /// How much is owed.
        owed: Money,
    },
    /// All of it has to be paid at once.
    #[error("takes no parts")]
    WholeOnly,
    /// It is paid in parts that somebody planned, and the next one is another sum.
    #[error("is paid in parts, of which the next is {next}")]
    Part {
        /// How much that is.
        next: Money,
    },
}

impl PaymentNotice {
    /// Returns the sum of its charges.
    pub fn total(&self) -> Money {
        self.sum(|charge| charge.minor)
    }

    /// Returns what is paid of them.
    pub fn paid(&self) -> Money {
        self.sum(|charge| charge.paid_minor)
    }

    /// Returns what is still owed.
    pub fn owed(&self) -> Money {
        self.sum(Charge::owed_minor)
    }

    /// Says whether every charge of these kinds is paid: those that the release of the goods waits for, as the law says (row AL-02). What was
    /// paid of a plan of parts that is not complete may go back, and counts for nothing until then (row PAY-N4).
    pub fn has_paid(&self, kinds: &[ChargeKind]) -> bool {
        let held = |charge: &Charge| self.plan.as_ref().map_or(0, |plan| plan.held_of(charge.line)).min(charge.paid_minor);
        self.charges
            .iter()
            .filter(|charge| kinds.contains(&charge.kind))
            .all(|charge| charge.owed_minor() == 0 && held(charge) == 0)
    }

    /// Says whether `amount` of it may be paid now, by somebody who saw `version`.
    ///
    /// # Errors
    /// Says why not, and what is true instead.
    pub fn may_pay(&self, version: u32, amount: Money, now: Timestamp) -> Result<(), NoticeRefusal> {
        if !matches!(self.state, NoticeState::Open | NoticeState::PartiallyPaid | NoticeState::Reopened) {
            return Err(NoticeRefusal::State { state: self.state });
        }
        if let Some(until) = self.valid_until.filter(|until| now >= *until) {
            return Err(NoticeRefusal::Over { until });
        }
        if version != self.version {
            return Err(NoticeRefusal::Version { version: self.version });
        }
        let owed = self.owed();
        let is_part = amount.currency == owed.currency && (1..owed.minor).contains(&amount.minor);
        let planned = self.plan.as_ref().filter(|plan| now < plan.until).map(|plan| plan.payable(owed.minor));
        match planned {
            _ if amount == owed || (is_part && self.takes_parts) => Ok(()),
            _ if !is_part => Err(NoticeRefusal::Total { owed }),
            None => Err(NoticeRefusal::WholeOnly),
            Some(sums) if sums.contains(&amount.minor) => Ok(()),
            Some(sums) => {
                Err(NoticeRefusal::Part { next: Money::new(sums.first().copied().unwrap_or(owed.minor), owed.currency) })
            }
        }
    }

    /// Splits a payment over the charges: kind after kind in the order of the law, and within a kind in proportion, by the largest
    /// remainder. The parts sum up to the payment exactly; what exceeds what is owed is in none of them.
    pub fn allocate(&self, minor: i64, order: &[ChargeKind]) -> Vec<Allocation> {
        let mut left = minor.max(0);
        let mut parts = Vec::new();
        let listed = order.iter().chain(ChargeKind::ALL.iter().filter(|kind| !order.contains(kind)));
        for kind in listed {
            let of_kind: Vec<(u16, i64)> = (self.charges.iter())
                .filter(|charge| charge.kind == *kind && charge.owed_minor() > 0)
                .map(|charge| (charge.line, charge.owed_minor()))
                .collect();
            let owed: i64 = of_kind.iter().map(|(_, owed)| owed).sum();
            let here = left.min(owed);
            parts.extend(in_proportion(here, &of_kind));
            left -= here;
        }
        parts.retain(|part| part.minor > 0);
        parts.sort_by_key(|part| part.line);
        parts
    }

    /// Returns the notice after a payment of those parts.
    pub fn after_payment(mut self, parts: &[Allocation]) -> PaymentNotice {
        for part in parts {
            if let Some(charge) = self.charges.iter_mut().find(|charge| charge.line == part.line) {
                charge.paid_minor += part.minor;
            }
        }
        self.state = match (self.owed().minor, self.paid().minor) {
            (0, _) => NoticeState::Paid,
            (_, 0) => self.state,
            _ => NoticeState::PartiallyPaid,
        };
        if self.state == NoticeState::Paid {
            self.plan = None;
        }
        self
    }

    fn sum(&self, part: impl Fn(&Charge) -> i64) -> Money {
        Money::new(self.charges.iter().map(part).sum(), self.currency)
    }
}

/// Splits a sum in proportion to weights by the largest remainder: each part is at most one unit from its exact share, the sum is exact.
pub(crate) fn in_proportion(minor: i64, weights: &[(u16, i64)]) -> Vec<Allocation> {
    let total: i128 = weights.iter().map(|(_, weight)| i128::from(*weight)).sum();
    if total == 0 || minor == 0 {
        return Vec::new();
    }
    let exact = |weight: i64| i128::from(minor) * i128::from(weight);
    let mut parts: Vec<Allocation> = (weights.iter())
        .map(|(line, weight)| Allocation { line: *line, minor: i64::try_from(exact(*weight) / total).unwrap_or(i64::MAX) })
        .collect();
    let left = minor - parts.iter().map(|part| part.minor).sum::<i64>();
    let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
    by_remainder.sort_by_key(|at| (std::cmp::Reverse(exact(weights[*at].1) % total), weights[*at].0));
    for at in by_remainder.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[at].minor += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn notice(charges: &[(ChargeKind, i64, i64)]) -> PaymentNotice {
        let charge = |(at, (kind, minor, paid_minor)): (usize, &(ChargeKind, i64, i64))| Charge {
            line: u16::try_from(at + 1).expect("few"),
            kind: *kind,
            agency: "customs".parse().expect("a code"),
            code: "CUD".to_owned(),
            base_minor: None,
            rate: None,
            law: None,
            published_as: None,
            minor: *minor,
            paid_minor: *paid_minor,
        };
        PaymentNotice {
            id: NoticeId::new(1),
            reference: NoticeReference::new(1),
            version: 1,
            state: NoticeState::Open,
            currency: Currency::XTS,
            charges: charges.iter().enumerate().map(charge).collect(),
            takes_parts: true,
            issued_at: Timestamp::UNIX_EPOCH,
            due_on: Date::constant(2030, 1, 10),
            valid_until: None,
            plan: None,
        }
    }

    const ORDER: [ChargeKind; 6] =
        [ChargeKind::Interest, ChargeKind::Penalty, ChargeKind::Duty, ChargeKind::Excise, ChargeKind::Vat, ChargeKind::Fee];

    #[test]
    fn what_the_law_names_first_is_paid_first() {
        let notice = notice(&[(ChargeKind::Duty, 1_000, 0), (ChargeKind::Interest, 50, 0), (ChargeKind::Vat, 300, 0)]);
        let parts: Vec<(u16, i64)> = notice.allocate(100, &ORDER).iter().map(|part| (part.line, part.minor)).collect();
        assert_eq!(parts, [(1, 50), (2, 50)]);
        assert_eq!(notice.after_payment(&[Allocation { line: 2, minor: 50 }]).state, NoticeState::PartiallyPaid);
    }

    #[test]
    fn a_part_is_paid_only_where_the_notice_takes_parts() {
        let mut notice = notice(&[(ChargeKind::Duty, 1_000, 0)]);
        let pay = |notice: &PaymentNotice, minor| notice.may_pay(1, Money::new(minor, Currency::XTS), Timestamp::UNIX_EPOCH);
        assert_eq!(pay(&notice, 400), Ok(()));
        assert_eq!(pay(&notice, 1_001), Err(NoticeRefusal::Total { owed: Money::new(1_000, Currency::XTS) }));
        assert_eq!(pay(&notice, 0), Err(NoticeRefusal::Total { owed: Money::new(1_000, Currency::XTS) }));
        notice.takes_parts = false;
        assert_eq!(pay(&notice, 400), Err(NoticeRefusal::WholeOnly));
        assert_eq!(notice.may_pay(2, notice.owed(), Timestamp::UNIX_EPOCH), Err(NoticeRefusal::Version { version: 1 }));
    }

    #[test]
    fn goods_wait_for_the_charges_that_the_law_names_and_for_no_others() {
        let notice = notice(&[(ChargeKind::Duty, 1_000, 1_000), (ChargeKind::Vat, 300, 300), (ChargeKind::Fee, 20, 5)]);
        assert!(notice.has_paid(&[ChargeKind::Duty, ChargeKind::Vat, ChargeKind::Excise]));
        assert!(!notice.has_paid(&[ChargeKind::Duty, ChargeKind::Fee]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100_000))]

        #[test]
        fn the_parts_are_the_whole_and_no_charge_is_paid_twice(
            charges in proptest::collection::vec((0usize..6, 0i64..5_000_000_000_000, 0u8..=100), 1..12),
            minor in 0i64..40_000_000_000_000,
        ) {
            let charges: Vec<_> = charges.iter().map(|(kind, minor, paid)| (ChargeKind::ALL[*kind], *minor, minor / 100 * i64::from(*paid))).collect();
            let notice = notice(&charges);
            let owed = notice.owed().minor;
            let parts = notice.allocate(minor, &ORDER);
            prop_assert_eq!(parts.iter().map(|part| part.minor).sum::<i64>(), minor.min(owed));
            let after = notice.clone().after_payment(&parts);
            prop_assert!(after.charges.iter().all(|charge| charge.paid_minor <= charge.minor));
            prop_assert_eq!(after.owed().minor, owed - minor.min(owed));
            prop_assert_eq!(notice.allocate(minor, &ORDER), parts);
        }
    }
}
