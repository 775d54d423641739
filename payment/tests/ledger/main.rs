//! Long lives of the ledger: every rule of posting, in any order that is legal, beside a book that is kept in another way. Rows LED-01 to
//! LED-26, INV-05 to INV-08, INV-16.

mod books;
mod mutation;
mod step;

use std::collections::BTreeSet;

use books::Books;
use mutation::Mutation;
use payment::ledger::{Rule, Trial};
use proptest::prelude::*;

/// How many entries a history has.
const ENTRIES: usize = 10_000;

/// Lives until there are so many entries; says what does not hold.
fn history(seed: u64, mutation: Option<Mutation>) -> Result<Books, String> {
    let mut books = Books::new(seed, mutation);
    while books.entries.len() < ENTRIES {
        step::any(&mut books);
        books.check()?;
    }
    Ok(books)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn every_statement_is_the_ledger_after_every_entry(seed in any::<u64>()) {
        let books = history(seed, None).map_err(TestCaseError::fail)?;

        // The same entries give the same balances, once more.
        let mut again = Trial::default();
        books.entries.iter().for_each(|entry| again.add(entry));
        prop_assert_eq!(&again, &books.trial);

        // What is more than was owed is posted with what was owed, in one entry (LED-08): it has none of its own.
        let posted: BTreeSet<Rule> = books.entries.iter().map(|entry| entry.rule()).collect();
        let missing: Vec<&Rule> = Rule::ALL.iter().filter(|rule| !posted.contains(rule)).collect();
        prop_assert_eq!(missing, [&Rule::Overpaid]);
    }
}

#[test]
fn every_rule_that_posts_otherwise_is_caught() {
    for rule in Rule::ALL.iter().filter(|rule| **rule != Rule::Overpaid) {
        for mutation in mutation::of(*rule) {
            assert!(history(7, Some(mutation)).is_err(), "{mutation:?} is not caught");
        }
    }
}
