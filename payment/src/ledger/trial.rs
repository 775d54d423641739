//! What the accounts come to. Rows INV-05, PAY-M5.

use std::collections::BTreeMap;

use vocabulary::Currency;

use super::{
    account::Account,
    entry::{Entry, Layer, Side},
};

/// What stands on the two sides of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// The sum on the left, in minor units.
    pub debits: i128,
    /// The sum on the right.
    pub credits: i128,
}

/// A trial balance: every account in every currency, money that is there and money that is only held apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    balances: BTreeMap<(Currency, Layer, Account), Balance>,
}

impl Trial {
    /// Adds an entry.
    pub fn add(&mut self, entry: &Entry) {
        for posting in entry.postings() {
            let balance = self.balances.entry((entry.currency(), entry.layer(), posting.account.clone())).or_default();
            match posting.side {
                Side::Debit => balance.debits += i128::from(posting.minor),
                Side::Credit => balance.credits += i128::from(posting.minor),
            }
        }
    }

    /// Returns what an account comes to on the side of its nature, in minor units: assets and expenses on the left, the rest on the right.
    pub fn of(&self, currency: Currency, layer: Layer, account: &Account) -> i128 {
        let balance = self.balances.get(&(currency, layer, account.clone())).copied().unwrap_or_default();
        if account.is_debit() { balance.debits - balance.credits } else { balance.credits - balance.debits }
    }

    /// Returns every account, in the order of currency, layer and number.
    pub fn balances(&self) -> impl Iterator<Item = (&(Currency, Layer, Account), &Balance)> {
        self.balances.iter()
    }

    /// Says whether debits are credits, in every currency and layer.
    pub fn is_balanced(&self) -> bool {
        let mut sums: BTreeMap<(Currency, Layer), i128> = BTreeMap::new();
        for ((currency, layer, _), balance) in &self.balances {
            *sums.entry((*currency, *layer)).or_default() += balance.debits - balance.credits;
        }
        sums.values().all(|sum| *sum == 0)
    }
}
