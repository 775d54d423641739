//! What a mandate allows: nothing that it does not name. Rules only. Rows ID-M4, ID-M5.

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::identity::code::Amount;

/// What somebody does for somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Sees their affairs.
    View,
    /// Prepares a declaration or an application.
    Draft,
    /// Lodges it.
    Lodge,
    /// Pays this much.
    Pay(Amount),
    /// Asks somebody else to pay this much.
    AskToPay(Amount),
    /// Collects a receipt or the goods.
    Collect,
}

impl Act {
    /// Returns the word by which it is stored and spoken of.
    pub fn as_str(self) -> &'static str {
        match self {
            Act::View => "view",
            Act::Draft => "draft",
            Act::Lodge => "lodge",
            Act::Pay(_) => "pay",
            Act::AskToPay(_) => "ask-to-pay",
            Act::Collect => "collect",
        }
    }

    /// Returns the amount that is paid: what counts against the ceiling of a day. What is only asked for is not.
    pub fn amount(self) -> Option<Amount> {
        match self {
            Act::Pay(amount) => Some(amount),
            Act::View | Act::Draft | Act::Lodge | Act::AskToPay(_) | Act::Collect => None,
        }
    }

    /// Says whether the principal is told at once that it was done (row PAY-N3).
    pub fn is_told(self) -> bool {
        matches!(self, Act::Lodge | Act::Pay(_) | Act::AskToPay(_) | Act::Collect)
    }
}

/// What a mandate allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes {
    /// To see.
    pub view: bool,
    /// To prepare.
    pub draft: bool,
    /// To lodge.
    pub lodge: bool,
    /// To pay, and to ask others to, up to ceilings.
    pub pay: Option<PayCaps>,
    /// To collect.
    pub collect: bool,
}

impl Scopes {
    /// Says whether nothing at all is allowed.
    pub fn is_empty(&self) -> bool {
        *self == Scopes::default()
    }
}

/// How much may be paid: in one currency, in one payment, and in one day of the territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayCaps {
    each: Amount,
    day: Amount,
}

/// Ceilings that cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the ceiling of a day is in another currency than that of a payment, or below it")]
pub struct PayCapsError;

impl PayCaps {
    /// Takes the ceiling of one payment and that of one day.
    ///
    /// # Errors
    /// Refuses two currencies, and a day in which not one payment of the full ceiling would fit.
    pub fn new(each: Amount, day: Amount) -> Result<PayCaps, PayCapsError> {
        let holds = each.currency() == day.currency() && each.minor() <= day.minor();
        holds.then_some(PayCaps { each, day }).ok_or(PayCapsError)
    }

    /// Returns the ceiling of one payment.
    pub fn each(&self) -> Amount {
        self.each
    }

    /// Returns the ceiling of one day.
    pub fn day(&self) -> Amount {
        self.day
    }
}

/// The reference of one consignment, as the trader and the customs system write it: 3 to 35 letters, digits and `- / .`
/// (the length of UN/EDIFACT 1154 and of the WCO unique consignment reference).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Consignment(Box<str>);

/// A text that is no such reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not 3 to 35 letters, digits and - / .")]
pub struct ConsignmentError;

impl Consignment {
    /// Returns the reference.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Consignment {
    type Err = ConsignmentError;

    fn from_str(text: &str) -> Result<Consignment, ConsignmentError> {
        let text = text.trim();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/' | b'.');
        let holds = (3..=35).contains(&text.len()) && text.bytes().all(allowed);
        holds.then(|| Consignment(text.to_ascii_uppercase().into())).ok_or(ConsignmentError)
    }
}

impl fmt::Display for Consignment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
