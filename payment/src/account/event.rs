//! What happens to a trader's account, as it is stored: the account is made of its events.

use serde::{Deserialize, Serialize};
use vocabulary::{Money, PaymentId, PersonId};

use super::{
    edge::AccountVerb,
    trader::{AccountKind, Terms},
};
use crate::{
    event::FourEyes,
    ledger::{Account, Entry, Unbalanced, receiving, treasury},
    reference::NoticeReference,
};

/// What happened. Sums are minor units of the account's currency, above zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
#[allow(missing_docs, reason = "each field is what its name says, and each variant is the verb of `edge.rs` in the past")]
pub enum AccountEvent {
    Proposed { terms: Terms, by: PersonId },
    Opened { by: FourEyes },
    Rejected { by: PersonId },
    LimitSet { limit_minor: i64, by: FourEyes },
    Suspended { by: FourEyes },
    Resumed { by: FourEyes },
    Closed { by: FourEyes },
    ToppedUp { minor: i64, line: String },
    Drawn { payment: PaymentId, minor: i64 },
    Reserved { reservation: String, minor: i64 },
    Released { reservation: String, minor: i64 },
    Called { reservation: String, minor: i64, notice: Option<NoticeReference> },
    GaveBack { minor: i64, bank: String, by: FourEyes },
    Deferred { payment: PaymentId, minor: i64 },
    Settled { payment: PaymentId, minor: i64 },
    FellOverdue { statement: NoticeReference },
}

impl AccountEvent {
    /// Returns the verb of the table.
    pub fn verb(&self) -> AccountVerb {
        match self {
            AccountEvent::Proposed { .. } => AccountVerb::Propose,
            AccountEvent::Opened { .. } => AccountVerb::Open,
            AccountEvent::Rejected { .. } => AccountVerb::Reject,
            AccountEvent::LimitSet { .. } => AccountVerb::SetLimit,
            AccountEvent::Suspended { .. } => AccountVerb::Suspend,
            AccountEvent::Resumed { .. } => AccountVerb::Resume,
            AccountEvent::Closed { .. } => AccountVerb::Close,
            AccountEvent::ToppedUp { .. } => AccountVerb::TopUp,
            AccountEvent::Drawn { .. } => AccountVerb::Draw,
            AccountEvent::Reserved { .. } => AccountVerb::Reserve,
            AccountEvent::Released { .. } => AccountVerb::Release,
            AccountEvent::Called { .. } => AccountVerb::Call,
            AccountEvent::GaveBack { .. } => AccountVerb::GiveBack,
            AccountEvent::Deferred { .. } => AccountVerb::Defer,
            AccountEvent::Settled { .. } => AccountVerb::Settle,
            AccountEvent::FellOverdue { .. } => AccountVerb::FallOverdue,
        }
    }

    /// Returns the sum that it moves; nothing where it moves none.
    pub fn minor(&self) -> Option<i64> {
        match self {
            AccountEvent::ToppedUp { minor, .. }
            | AccountEvent::Drawn { minor, .. }
            | AccountEvent::Reserved { minor, .. }
            | AccountEvent::Released { minor, .. }
            | AccountEvent::Called { minor, .. }
            | AccountEvent::GaveBack { minor, .. }
            | AccountEvent::Deferred { minor, .. }
            | AccountEvent::Settled { minor, .. } => Some(*minor),
            _ => None,
        }
    }

    /// Returns the payment that it is about.
    pub fn payment(&self) -> Option<PaymentId> {
        match self {
            AccountEvent::Drawn { payment, .. }
            | AccountEvent::Deferred { payment, .. }
            | AccountEvent::Settled { payment, .. } => Some(*payment),
            _ => None,
        }
    }

    /// Returns the reservation that it is about.
    pub fn reservation(&self) -> Option<&str> {
        match self {
            AccountEvent::Reserved { reservation, .. }
            | AccountEvent::Released { reservation, .. }
            | AccountEvent::Called { reservation, .. } => Some(reservation),
            _ => None,
        }
    }

    /// Says what it posts by itself to the account of some terms: money that came from `from`, money that a bank gives back, what is
    /// reserved, and what is reserved no more. What is drawn, put off or called in money is posted by the payment that it makes.
    ///
    /// # Errors
    /// Never, for events that the account made; the type of an entry asks.
    pub fn entry(&self, terms: &Terms, from: &Account) -> Result<Option<Entry>, Unbalanced> {
        let (name, money) = (terms.reference.to_string(), |minor: i64| Money::new(minor, terms.currency));
        Ok(match self {
            AccountEvent::ToppedUp { minor, .. } if terms.kind == AccountKind::Prepayment => {
                Some(receiving::deposited_from(from.clone(), &name, money(*minor))?)
            }
            AccountEvent::GaveBack { minor, bank, .. } => {
                let to = Account::Treasury(bank.clone());
                let is_deposit = terms.kind == AccountKind::Prepayment;
                let given = if is_deposit { receiving::deposit_returned } else { treasury::security_released_to };
                Some(given(to, &name, money(*minor))?)
            }
            AccountEvent::ToppedUp { minor, .. } => Some(treasury::security_taken_from(from.clone(), &name, money(*minor))?),
            AccountEvent::Reserved { minor, .. } => Some(treasury::pledged(&name, money(*minor))?),
            AccountEvent::Released { minor, .. } | AccountEvent::Called { minor, .. } => {
                Some(treasury::unpledged(&name, money(*minor))?)
            }
            _ => None,
        })
    }
}
