//! Random lives of payments, one after the other over several notices, in whole and in parts, by card and from a deposit, while customs amends
//! the notices and a provider really moves money: whatever comes in whatever order, however often, every unit that moved is in the books once.
//! Rows T6, INV-01 to INV-08, AL-03, MON-07, ST-15 to ST-21, WHK-06.

mod world;

use std::collections::BTreeMap;

use payment::{
    Payment, Rail, State, Verb,
    ledger::{Account, Layer},
};
use proptest::prelude::*;
use vocabulary::Currency;
use world::{OWNER, PROVIDER, World};

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_unit_that_moved_is_in_the_books_once(steps in proptest::collection::vec(any::<(u8, u8)>(), 1..250)) {
        let mut world = World::new();
        for (step, choice) in steps {
            world.step(step, choice);
            world.check();
        }
        world.quiesce();
        world.check();

        let (moved, drawn) = (world.moved(Currency::XTS, false), world.moved(Currency::XTS, true));
        let deposited = i128::from(World::DEPOSITED);
        let posted = |account| world.trial.of(Currency::XTS, Layer::Posted, &account);
        prop_assert_eq!(posted(Account::Clearing(PROVIDER.to_owned())), deposited + moved);
        prop_assert_eq!(posted(Account::Deposit(OWNER.to_owned())), deposited - drawn);
        prop_assert_eq!(world.trial.of(Currency::XTS, Layer::Pending, &Account::Clearing(PROVIDER.to_owned())), world.pending());

        // Money is the notices', or to be given back, or nobody's: there is no fourth place.
        let paid: i128 = world.notices.iter().map(|notice| i128::from(notice.paid().minor)).sum();
        prop_assert_eq!(paid + posted(Account::Unallocated) + posted(Account::Repayable), moved + drawn);

        for life in &world.lives {
            // Who has no money, and no officer, has none of ours.
            let has_money = life.payment.attempts.iter().any(|attempt| !attempt.taken.is_empty());
            prop_assert!(!has_money || life.payment.state == State::Captured || life.payment.state.needs_officer());
            // A payment is what its events make of it.
            let again = Payment::of(life.events.iter().map(|(event, at)| (event, *at)));
            prop_assert_eq!(again.as_ref(), Ok(&life.payment));
        }
    }
}

/// Says what of all that can happen happened in a life.
fn happened(world: &World) -> Vec<&'static str> {
    let events = || world.lives.iter().flat_map(|life| &life.events).map(|(event, _)| event);
    let is = |verb: Verb| events().any(|event| event.verb() == verb);
    let captured: Vec<&Payment> =
        world.lives.iter().map(|life| &life.payment).filter(|payment| payment.state == State::Captured).collect();
    let pays = |payment: &Payment, notice| payment.over.iter().any(|share| share.notice == notice);
    let deposit = |payment: &&Payment| payment.attempts.iter().any(|one| one.rail == Rail::Deposit && !one.taken.is_empty());
    let amended = |payment: &&Payment| {
        let is_older = |notice: &payment::PaymentNotice| {
            payment.over.iter().any(|share| share.notice == notice.id && share.version < notice.version)
        };
        world.notices.iter().any(is_older)
    };
    let repayable = world.trial.of(Currency::XTS, Layer::Posted, &Account::Repayable);
    [
        (captured.iter().any(|payment| payment.over.len() > 1), "several notices are paid at once"),
        (
            world.notices.iter().any(|notice| captured.iter().filter(|one| pays(one, notice.id)).count() > 1),
            "a notice is paid in parts",
        ),
        (captured.iter().any(deposit), "a deposit is drawn from"),
        (captured.iter().any(amended), "a notice is amended that is being paid, or was"),
        (repayable > 0, "a notice goes down that was paid"),
        (is(Verb::CaptureLate), "money comes late"),
        (is(Verb::Overpay), "money comes twice"),
        (is(Verb::Conflict), "other money comes"),
        (is(Verb::ArriveMore), "more of it comes"),
        (is(Verb::Expire), "a payment expires"),
        (is(Verb::Cancel), "a payment is cancelled"),
        (is(Verb::Reopen), "another attempt begins"),
        (is(Verb::Find), "an attempt is found again"),
    ]
    .into_iter()
    .filter_map(|(is, what)| is.then_some(what))
    .collect()
}

/// Lives in which nothing happens would prove nothing.
#[test]
fn everything_that_can_happen_happens_often() {
    let mut often: BTreeMap<&str, usize> = BTreeMap::new();
    let mut random = 7u64;
    for _ in 0..3_000 {
        let mut world = World::new();
        for _ in 0..200 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let [step, choice, ..] = random.to_be_bytes();
            world.step(step, choice);
        }
        world.check();
        happened(&world).into_iter().for_each(|what| *often.entry(what).or_default() += 1);
    }
    println!("{often:#?}");
    assert_eq!(often.len(), 13, "{often:#?}");
    assert!(often.values().all(|times| *times >= 30), "{often:#?}");
}
