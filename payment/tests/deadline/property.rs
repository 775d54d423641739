//! What holds of every debt, in every regime. Row DL-01.

use jiff::Span;
use payment::ChargeKind;
use payment::deadline::{Basis, Debt, LateHow, LatePart, LateRule, PaidPart, Rate, RateTable};
use proptest::prelude::*;
use vocabulary::Date;

use crate::regime::{self, late_minor};

const START: Date = Date::constant(2027, 12, 1);

fn day(days: i32) -> Date {
    START.checked_add(Span::new().days(days)).expect("a day")
}

fn parts() -> impl Strategy<Value = Vec<PaidPart>> {
    let part = (0..900i32, 0..3_000_000_000i64).prop_map(|(on, minor)| PaidPart { on: day(on), minor });
    proptest::collection::vec(part, 0..4)
}

/// Counts interest one day at a time, with the rate and the debt of each: slow, and with nothing to get wrong.
fn day_by_day(debt: &Debt<'_>, rates: &RateTable, basis: Basis, until: Date) -> i64 {
    let mut sum = 0i128;
    let mut day = debt.due_on.tomorrow().expect("a day");
    while day <= until {
        sum += i128::from(debt.owed_on(day)) * i128::from(rates.on(day).0);
        day = day.tomorrow().expect("a day");
    }
    let whole = 1_000_000 * basis.days();
    i64::try_from((2 * sum + whole) / (2 * whole)).expect("small")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lateness_is_never_negative_and_never_shrinks(minor in 0..9_000_000_000i64, due in 0..400i32, late in 0..500i32, paid in parts()) {
        for regime in regime::all() {
            let debt = Debt { minor, due_on: day(due), paid: &paid };
            let (before, today) = (late_minor(&regime, &debt, day(due + late)), late_minor(&regime, &debt, day(due + late + 1)));
            prop_assert!(0 <= before && before <= today);
            prop_assert_eq!(late_minor(&regime, &debt, day(due)), 0);
        }
    }

    #[test]
    fn more_debt_never_costs_less(minor in 0..9_000_000_000i64, more in 0..1_000i64, late in 0..500i32) {
        for regime in regime::all() {
            let by = |minor| late_minor(&regime, &Debt { minor, due_on: START, paid: &[] }, day(late));
            prop_assert!(by(minor) <= by(minor + more));
        }
    }

    #[test]
    fn what_is_posted_in_any_steps_is_what_is_owed_at_the_end(
        minor in 0..9_000_000_000i64, paid in parts(), mut steps in proptest::collection::vec(0..900i32, 0..12)
    ) {
        steps.sort_unstable();
        for regime in regime::all() {
            let debt = Debt { minor, due_on: day(30), paid: &paid };
            let (mut posted, mut before) = (0, day(0));
            for step in &steps {
                let late = regime.late.between(&debt, before, day(*step)).expect("small");
                prop_assert!(late.iter().all(|late| late.minor >= 0));
                posted += late.iter().map(|late| late.minor).sum::<i64>();
                before = day(*step);
            }
            prop_assert_eq!(posted, late_minor(&regime, &debt, before));
        }
    }

    #[test]
    fn interest_by_stretches_is_interest_day_by_day(
        minor in 0..9_000_000_000i64, due in 0..400i32, late in 0..500i32, paid in parts(), is_360 in any::<bool>(),
        first in 0..300_000u32, mut changes in proptest::collection::btree_map(0..900i32, 0..300_000u32, 0..5)
    ) {
        let changes = std::mem::take(&mut changes).into_iter().map(|(on, rate)| (day(on), Rate(rate))).collect();
        let rates = RateTable::new(Rate(first), changes).expect("in order");
        let basis = if is_360 { Basis::Days360 } else { Basis::Days365 };
        let how = LateHow::Yearly { rates: rates.clone(), basis };
        let rule = LateRule { parts: vec![LatePart { kind: ChargeKind::Interest, how, cap: None }] };
        let debt = Debt { minor, due_on: day(due), paid: &paid };
        let by = rule.by(&debt, day(due + late)).expect("small");
        prop_assert_eq!(by[0].minor, day_by_day(&debt, &rates, basis, day(due + late)));
    }

    #[test]
    fn a_due_date_that_is_moved_is_open_and_not_before(noticed in 0..2_000i32, closed in any::<u8>()) {
        // Any week in which at least one day is open.
        let is_open = |day: Date| closed & 0x7f == 0x7f || closed >> day.weekday().to_monday_zero_offset() & 1 == 0;
        for regime in regime::all() {
            let due = regime.due.due_on(day(noticed), is_open).expect("a day");
            prop_assert!(due >= day(noticed).checked_add(Span::new().days(i64::from(regime.due.days))).expect("a day"));
            prop_assert!(!regime.due.moves_to_open || is_open(due));
        }
    }
}
