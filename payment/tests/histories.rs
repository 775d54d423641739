//! Random lives of a payment, beside a provider that really moves money: whatever comes in whatever order, however often, every unit that
//! moved is in the books once. Rows INV-01 to INV-08, ST-15 to ST-21, WHK-06.

mod world;

use payment::{
    Payment, State,
    ledger::{Account, Layer},
};
use proptest::prelude::*;
use vocabulary::Currency;
use world::{PROVIDER, World};

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_unit_that_moved_is_in_the_books_once(steps in proptest::collection::vec(any::<(u8, u8)>(), 1..200), manual in any::<bool>()) {
        let mut world = World::new(manual);
        for (step, choice) in steps {
            world.step(step, choice);
            world.check();
        }
        world.quiesce();
        world.check();

        let moved = world.moved(Currency::XTS);
        prop_assert_eq!(world.trial.of(Currency::XTS, Layer::Posted, &Account::Clearing(PROVIDER.to_owned())), moved);
        prop_assert_eq!(world.trial.of(Currency::XTS, Layer::Pending, &Account::Clearing(PROVIDER.to_owned())), world.pending());

        // Money is the notice's, or nobody's and to be given back: there is no third place.
        let unallocated = world.trial.of(Currency::XTS, Layer::Posted, &Account::Unallocated);
        prop_assert_eq!(i128::from(world.notice.paid().minor) + unallocated, moved);
        prop_assert!(world.notice.paid().minor <= world.notice.total().minor);
        prop_assert!(moved == 0 || world.payment.state == State::Captured || world.payment.state.needs_officer() || unallocated > 0);

        // A payment is what its events make of it.
        let again = Payment::of(world.events.iter().map(|(event, at)| (event, *at)));
        prop_assert_eq!(again.as_ref(), Ok(&world.payment));
    }
}
