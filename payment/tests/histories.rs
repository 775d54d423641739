//! Random lives of payments, one after the other over several notices, in whole and in parts, by card and from a deposit, while customs amends
//! the notices and a provider really moves money: whatever comes in whatever order, however often, every unit that moved is in the books once.
//! Rows T6, INV-01 to INV-08, AL-03, MON-07, ST-15 to ST-21, WHK-06.

mod world;

use payment::{
    Payment, State,
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
            let has_money = life.payment.attempts.iter().any(|attempt| attempt.captured.is_some());
            prop_assert!(!has_money || life.payment.state == State::Captured || life.payment.state.needs_officer());
            // A payment is what its events make of it.
            let again = Payment::of(life.events.iter().map(|(event, at)| (event, *at)));
            prop_assert_eq!(again.as_ref(), Ok(&life.payment));
        }
    }
}
