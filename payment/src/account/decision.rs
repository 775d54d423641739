//! What may be done with a trader's account: each decision is the event that it comes to, or a refusal. Rows PAY-M14, SEC-AZ-06.

use serde::{Deserialize, Serialize};
use vocabulary::{Date, Money, PaymentId, PersonId};

use super::{
    edge::{AccountEdge, AccountState, AccountVerb},
    event::AccountEvent,
    reservation::Reservation,
    trader::{AccountKind, Terms, TraderAccount},
};
use crate::{event::FourEyes, reference::NoticeReference};

/// What one officer proposes and another decides about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "change")]
pub enum Change {
    /// To open it.
    Open,
    /// To set how far an undertaking or a deferment goes.
    Limit {
        /// How far, in minor units.
        minor: i64,
    },
    /// To stop it.
    Suspend,
    /// To let it go on.
    Resume,
    /// To give money of it back to its holder.
    GiveBack {
        /// How much, in minor units.
        minor: i64,
        /// The bank account of the treasury that pays it.
        bank: String,
    },
    /// To end it.
    Close,
}

/// Why something is not done with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountRefusal {
    /// Where it stands, this cannot be done.
    State {
        /// Where it stands.
        state: AccountState,
    },
    /// It cannot be used yet.
    NotYet {
        /// From when on.
        from: Date,
    },
    /// Its time is over.
    Over {
        /// Since when.
        until: Date,
    },
    /// It is not for that.
    Kind,
    /// It is in another currency.
    Currency,
    /// More than it has, or nothing.
    Available {
        /// How much it has.
        available: Money,
    },
    /// More than a reservation has left, or nothing.
    Left {
        /// How much that is.
        left: Money,
    },
    /// A limit below what is secured and was taken already.
    LimitTooLow {
        /// How much that is.
        used: Money,
    },
    /// There is money on it, or something is secured by it.
    NotEmpty,
    /// A limit or a last day that no account of its kind has.
    Terms {
        /// Which.
        field: &'static str,
    },
}

impl Terms {
    /// Proposes an account on these terms.
    ///
    /// # Errors
    /// Refuses an undertaking or a deferment that goes nowhere, a limit on what goes as far as its money, and an end before the beginning.
    pub fn propose(self, by: PersonId) -> Result<AccountEvent, AccountRefusal> {
        let needs_limit = self.kind.has_limit();
        if self.limit_minor < 0 || needs_limit != (self.limit_minor > 0) {
            return Err(AccountRefusal::Terms { field: "limit" });
        }
        if self.valid_until.is_some_and(|until| until < self.valid_from) {
            return Err(AccountRefusal::Terms { field: "validUntil" });
        }
        Ok(AccountEvent::Proposed { terms: self, by })
    }
}

impl TraderAccount {
    /// Says what a change comes to that two officers agree on.
    ///
    /// # Errors
    /// Refuses what its state or its kind does not allow, a limit below what is used, to give back what is not there or secures something, and
    /// to end what is not empty.
    pub fn change(&self, change: Change, by: FourEyes) -> Result<AccountEvent, AccountRefusal> {
        self.allows(&change)?;
        Ok(match change {
            Change::Open => AccountEvent::Opened { by },
            Change::Limit { minor } => AccountEvent::LimitSet { limit_minor: minor, by },
            Change::Suspend => AccountEvent::Suspended { by },
            Change::Resume => AccountEvent::Resumed { by },
            Change::GiveBack { minor, bank } => AccountEvent::GaveBack { minor, bank, by },
            Change::Close => AccountEvent::Closed { by },
        })
    }

    /// Says whether two officers may agree on a change now.
    ///
    /// # Errors
    /// As of [`TraderAccount::change`].
    pub fn allows(&self, change: &Change) -> Result<(), AccountRefusal> {
        let verb = match change {
            Change::Open => AccountVerb::Open,
            Change::Limit { .. } => AccountVerb::SetLimit,
            Change::Suspend => AccountVerb::Suspend,
            Change::Resume => AccountVerb::Resume,
            Change::GiveBack { .. } => AccountVerb::GiveBack,
            Change::Close => AccountVerb::Close,
        };
        self.may(verb)?;
        let used = self.sums.reserved.saturating_add(self.sums.called);
        match change {
            Change::Close if self.sums.held != 0 || self.sums.reserved != 0 => Err(AccountRefusal::NotEmpty),
            Change::Limit { .. } if !self.terms.kind.has_limit() => Err(AccountRefusal::Kind),
            Change::GiveBack { .. } if !self.terms.kind.holds_money() => Err(AccountRefusal::Kind),
            // What secures something stays.
            Change::GiveBack { minor, .. } if !(1..=self.available().minor).contains(minor) => {
                Err(AccountRefusal::Available { available: self.available() })
            }
            Change::GiveBack { bank, .. } if bank.trim().is_empty() => Err(AccountRefusal::Terms { field: "bank" }),
            Change::Limit { minor } if *minor < used => {
                Err(AccountRefusal::LimitTooLow { used: Money::new(used, self.terms.currency) })
            }
            _ => Ok(()),
        }
    }

    /// Says no to a change that somebody else proposed. Only an account that is not open yet ends by it.
    pub fn reject(&self, by: PersonId) -> Option<AccountEvent> {
        (self.state == AccountState::Proposed).then_some(AccountEvent::Rejected { by })
    }

    /// Takes in money that came for it, as a `line` of a bank says.
    ///
    /// # Errors
    /// Refuses another currency, what holds no money, and what is not open; what is suspended takes it in.
    pub fn top_up(&self, amount: Money, line: String) -> Result<AccountEvent, AccountRefusal> {
        if !self.terms.kind.holds_money() {
            return Err(AccountRefusal::Kind);
        }
        self.is_in(amount)?;
        let grows = self.sums.held.max(self.sums.limit).checked_add(amount.minor).is_some();
        if amount.minor <= 0 || !grows {
            return Err(AccountRefusal::Available { available: self.available() });
        }
        self.only(AccountEvent::ToppedUp { minor: amount.minor, line })
    }

    /// Takes money out of it for a payment.
    ///
    /// # Errors
    /// Refuses more than it has, another currency, what is no money paid in advance, and what cannot be used on `today`.
    pub fn draw(&self, payment: PaymentId, amount: Money, today: Date) -> Result<AccountEvent, AccountRefusal> {
        if self.terms.kind != AccountKind::Prepayment {
            return Err(AccountRefusal::Kind);
        }
        self.may_use(amount, today)?;
        self.only(AccountEvent::Drawn { payment, minor: amount.minor })
    }

    /// Secures something by it.
    ///
    /// # Errors
    /// Refuses more than its limit leaves, another currency, what is no guarantee, and what cannot be used on `today`.
    pub fn reserve(&self, reservation: String, amount: Money, today: Date) -> Result<AccountEvent, AccountRefusal> {
        if !self.terms.kind.is_guarantee() {
            return Err(AccountRefusal::Kind);
        }
        self.may_use(amount, today)?;
        self.only(AccountEvent::Reserved { reservation, minor: amount.minor })
    }

    /// Lets go of what is secured, in whole or in part.
    ///
    /// # Errors
    /// Refuses more than is left of the reservation.
    pub fn release(&self, of: &Reservation, amount: Money) -> Result<AccountEvent, AccountRefusal> {
        of.may_take(amount)?;
        self.only(AccountEvent::Released { reservation: of.id.clone(), minor: amount.minor })
    }

    /// Takes what is secured for a notice, in whole or in part: whoever secured it is liable, whatever day it is. Money pays that notice; an
    /// undertaking pays nothing by itself, and its guarantor owes.
    ///
    /// # Errors
    /// Refuses more than is left of the reservation, and money without a notice that it pays.
    pub fn call(&self, of: &Reservation, amount: Money, notice: Option<NoticeReference>) -> Result<AccountEvent, AccountRefusal> {
        of.may_take(amount)?;
        if self.terms.kind.holds_money() && notice.is_none() {
            return Err(AccountRefusal::Terms { field: "notice" });
        }
        self.only(AccountEvent::Called { reservation: of.id.clone(), minor: amount.minor, notice })
    }

    pub(super) fn may_use(&self, amount: Money, today: Date) -> Result<(), AccountRefusal> {
        self.is_in(amount)?;
        if today < self.terms.valid_from {
            return Err(AccountRefusal::NotYet { from: self.terms.valid_from });
        }
        if let Some(until) = self.terms.valid_until.filter(|until| *until < today) {
            return Err(AccountRefusal::Over { until });
        }
        let available = self.available();
        // Where it stands says more than what it has.
        let is_enough = self.state != AccountState::Open || (1..=available.minor).contains(&amount.minor);
        if is_enough { Ok(()) } else { Err(AccountRefusal::Available { available }) }
    }

    fn is_in(&self, amount: Money) -> Result<(), AccountRefusal> {
        if amount.currency == self.terms.currency { Ok(()) } else { Err(AccountRefusal::Currency) }
    }

    pub(super) fn only(&self, event: AccountEvent) -> Result<AccountEvent, AccountRefusal> {
        self.may(event.verb()).map(|()| event)
    }

    fn may(&self, verb: AccountVerb) -> Result<(), AccountRefusal> {
        match AccountEdge::of(verb, Some(self.state)) {
            Some(_) => Ok(()),
            None => Err(AccountRefusal::State { state: self.state }),
        }
    }
}
