//! How long each side may take, and what small differences are none: data of the administration.

use serde::{Deserialize, Serialize};

/// The contract with the other sides, in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// How many hours a provider may take to list what we posted. Until then it is a matter of timing.
    pub provider_wait_hours: u16,
    /// How many hours we may take to post what a provider lists: a message that is on its way.
    pub ledger_wait_hours: u16,
    /// How many days a payout or a transfer may take to reach the bank. Until then it is a matter of timing; after, it is late.
    pub bank_wait_days: u16,
    /// Within how many days after a payment a provider has to pay it out.
    pub settlement_days: u16,
    /// How many days lie at most between two lines that are matched by amount alone, where one has no reference.
    pub window_days: u16,
    /// Up to how many minor units a fee may differ from the contract: providers round each in their own way.
    pub fee_tolerance_minor: i64,
    /// Up to how many minor units a converted amount may differ.
    pub fx_tolerance_minor: i64,
    /// Whether the report lists all that a payout consists of, so that their sum has to be the payout.
    pub payouts_are_itemised: bool,
}

impl Default for Policy {
    /// A day for a provider, an hour for us, three days for a bank, no tolerance.
    fn default() -> Policy {
        Policy {
            provider_wait_hours: 24,
            ledger_wait_hours: 1,
            bank_wait_days: 3,
            settlement_days: 7,
            window_days: 3,
            fee_tolerance_minor: 0,
            fx_tolerance_minor: 0,
            payouts_are_itemised: true,
        }
    }
}
