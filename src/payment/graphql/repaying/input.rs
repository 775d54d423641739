//! What is sent to have money go back.

use async_graphql::InputObject;
use payment::Way;
use vocabulary::{PaymentId, PersonId};

use super::ShownSource;
use crate::{
    payment::{NewRepayment, Refusal, graphql::claiming::ShownRejectionReason},
    platform::money::MoneyInput,
};

/// What is asked for.
#[derive(InputObject)]
pub struct RequestRepaymentInput {
    /// What the device made up for this, and stored before it sent this: 1 to 255 visible ASCII characters that nobody guesses.
    key: String,
    /// The id of the payment.
    payment: String,
    /// How much.
    amount: MoneyInput,
    /// What was left to give back when it was looked at (`repayable` of the payment). Where another sum is left now, nothing is asked for.
    amount_available: MoneyInput,
    /// What of the payment.
    source: ShownSource,
    /// Why, in a line of 1 to 160 characters. No number of a card.
    reason: String,
    /// Whose phone gets it, where it goes back by mobile money: a plus and 8 to 15 digits (E.164).
    #[graphql(secret)]
    phone: Option<String>,
    /// The bank account of the treasury that is to pay it, where not the provider. Only officers name one.
    bank: Option<String>,
}

impl RequestRepaymentInput {
    pub(super) fn read(self, by: PersonId, by_officer: bool) -> Result<NewRepayment, Refusal> {
        Ok(NewRepayment {
            key: self.key.parse().map_err(|_| Refusal::KeyInvalid)?,
            payment: self.payment.parse::<PaymentId>().map_err(|_| Refusal::PaymentUnknown)?,
            amount: self.amount.money().map_err(|_| Refusal::AmountInvalid)?,
            seen: self.amount_available.money().map_err(|_| Refusal::AmountInvalid)?,
            of: self.source.into(),
            reason: self.reason,
            phone: self.phone,
            bank: self.bank.filter(|_| by_officer),
            by,
            by_officer,
        })
    }
}

/// What is agreed to.
#[derive(InputObject)]
pub struct ApproveRepaymentInput {
    /// The id of the repayment.
    pub id: String,
    /// Its version, as the officer saw it.
    pub version: i64,
    /// The bank account of the treasury that pays it, where not whoever was asked for.
    bank: Option<String>,
    /// The provider that pays it, where the treasury was asked for.
    provider: Option<String>,
}

impl ApproveRepaymentInput {
    /// Says who is to pay it; nobody where it stays as it was asked for.
    pub(super) fn way(self) -> Option<Way> {
        self.bank.map(Way::Treasury).or(self.provider.map(Way::Provider))
    }
}

/// What is refused.
#[derive(InputObject)]
pub struct RejectRepaymentInput {
    /// The id of the repayment.
    pub id: String,
    /// Its version, as the officer saw it.
    pub version: i64,
    /// Why. Of a claim it is always said; `WITHDRAWN` is no reason of an officer.
    pub reason: Option<ShownRejectionReason>,
}

/// What the treasury did.
#[derive(InputObject)]
pub struct SettleRepaymentInput {
    /// The id of the repayment.
    pub id: String,
    /// Its version, as the officer saw it.
    pub version: i64,
    /// Whether it was paid; else it failed, and is still owed.
    pub was_paid: bool,
}
