//! What a provider pays out to the treasury. Rules only. Rows LED-11, LED-12, INV-06.

use serde::{Deserialize, Serialize};
use vocabulary::{Money, words};

use crate::{
    child::ChildHeard,
    ledger::{Entry, Unbalanced, treasury},
};

words! {
    /// Where a payout stands.
    PayoutState, "state of a payout" {
        /// The provider holds it for us no more, and the bank has it not yet.
        InTransit = "in-transit",
        /// The bank has it.
        Paid = "paid",
        /// It came back to the provider.
        Failed = "failed",
    }
}

impl PayoutState {
    /// Returns what may follow.
    pub const fn may_become(self) -> &'static [PayoutState] {
        match self {
            PayoutState::InTransit => &[PayoutState::Paid, PayoutState::Failed],
            // Banks send back what they had taken.
            PayoutState::Paid => &[PayoutState::Failed],
            PayoutState::Failed => &[],
        }
    }
}

/// A payout, as its provider tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Payout {
    /// What the provider calls it.
    pub reference: String,
    /// The provider.
    pub provider: String,
    /// The bank account of the treasury.
    pub bank: String,
    /// What reaches the bank.
    pub net: Money,
    /// Where it stands.
    pub state: PayoutState,
}

impl Payout {
    /// Begins one: on its way.
    pub fn announced(reference: String, provider: String, bank: String, net: Money) -> Payout {
        Payout { reference, provider, bank, net, state: PayoutState::InTransit }
    }

    /// Says what becomes of where the provider says that it stands: the state to go to.
    pub fn hear(&self, standing: PayoutState, net: Money) -> ChildHeard<PayoutState> {
        match standing {
            _ if net != self.net => ChildHeard::Contradicts,
            _ if standing == self.state => ChildHeard::Duplicate,
            _ if self.state.may_become().contains(&standing) => ChildHeard::Event(standing),
            _ => ChildHeard::Superseded,
        }
    }

    /// Returns what is posted when it is announced: the provider owes it to us no more.
    ///
    /// # Errors
    /// Refuses nothing or less.
    pub fn book_announced(&self) -> Result<Entry, Unbalanced> {
        treasury::payout(&self.provider, &self.bank, self.net)
    }

    /// Returns what is posted when it goes to a state.
    ///
    /// # Errors
    /// Refuses nothing or less.
    pub fn book(&self, to: PayoutState) -> Result<Option<Entry>, Unbalanced> {
        match to {
            PayoutState::Failed => treasury::payout_failed(&self.provider, &self.bank, self.net).map(Some),
            PayoutState::InTransit | PayoutState::Paid => Ok(None),
        }
    }
}
