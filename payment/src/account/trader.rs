//! A trader's account, made of its events. Its sums are never below zero, and what it secures never beyond its limit. Rows PAY-M14, INV-16.

use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Date, Money, words};

use super::{
    edge::{AccountEdge, AccountState},
    event::AccountEvent,
    reference::AccountReference,
};

words! {
    /// What an account is for.
    AccountKind, "kind of account" {
        /// Money paid in advance, which notices are paid from.
        Prepayment = "prepayment",
        /// Money that customs holds as a security.
        CashGuarantee = "cash-guarantee",
        /// The undertaking of a guarantor: no money is held.
        Undertaking = "undertaking",
        /// Duties that are released now and paid once a month, up to a limit.
        Deferment = "deferment",
    }
}

impl AccountKind {
    /// Says whether it secures what may become due.
    pub fn is_guarantee(self) -> bool {
        matches!(self, AccountKind::CashGuarantee | AccountKind::Undertaking)
    }

    /// Says whether it holds money.
    pub fn holds_money(self) -> bool {
        matches!(self, AccountKind::Prepayment | AccountKind::CashGuarantee)
    }

    /// Says whether two officers set how far it goes; the others go as far as their money.
    pub fn has_limit(self) -> bool {
        !self.holds_money()
    }
}

/// What two officers agreed to when they opened an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Its reference.
    pub reference: AccountReference,
    /// What it is for.
    pub kind: AccountKind,
    /// What it is in.
    pub currency: Currency,
    /// How far an undertaking or a deferment goes at first, in minor units; zero of the others, which go as far as their money.
    pub limit_minor: i64,
    /// The first day on which it can be used.
    pub valid_from: Date,
    /// The last one; nothing where it has none.
    pub valid_until: Option<Date>,
}

/// What stands on an account, in minor units of its currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Money that is there.
    pub held: i64,
    /// How far it goes: what a guarantor undertook, what may be put off, or the money that came; zero of money paid in advance.
    pub limit: i64,
    /// What is secured now, or put off and not settled.
    pub reserved: i64,
    /// What was secured and taken.
    pub called: i64,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraderAccount {
    /// What was agreed.
    pub terms: Terms,
    /// Where it stands.
    pub state: AccountState,
    /// How many events there were.
    pub sequence: u32,
    /// What stands on it.
    pub sums: Sums,
}

impl TraderAccount {
    /// Makes an account of its events; nothing where they make none.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a AccountEvent>) -> Option<TraderAccount> {
        let mut events = events.into_iter();
        let first = TraderAccount::proposed(events.next()?)?;
        events.try_fold(first, |account, event| account.after(event))
    }

    /// Makes an account of its first event; nothing of any other.
    pub fn proposed(event: &AccountEvent) -> Option<TraderAccount> {
        let AccountEvent::Proposed { terms, .. } = event else { return None };
        let sums = Sums { limit: terms.limit_minor, ..Sums::default() };
        Some(TraderAccount { terms: terms.clone(), state: AccountState::Proposed, sequence: 1, sums })
    }

    /// Returns it after an event; nothing where no edge allows that, or a sum would be what none may be.
    pub fn after(&self, event: &AccountEvent) -> Option<TraderAccount> {
        let edge = AccountEdge::of(event.verb(), Some(self.state))?;
        let sums = self.sums.after(event, self.terms.kind)?;
        let after = TraderAccount { state: edge.to, sequence: self.sequence.checked_add(1)?, sums, ..self.clone() };
        sums.is_sound(self.terms.kind).then_some(after)
    }

    /// Returns what can be taken out of it, put off by it, or secured by it.
    pub fn available(&self) -> Money {
        let Sums { held, limit, reserved, called } = self.sums;
        let minor = if self.terms.kind == AccountKind::Prepayment { held } else { limit - reserved - called };
        Money::new(minor, self.terms.currency)
    }
}

impl Sums {
    /// Returns them after an event of an account of some kind; nothing where a sum grows beyond what can be held.
    fn after(mut self, event: &AccountEvent, kind: AccountKind) -> Option<Sums> {
        match event {
            AccountEvent::LimitSet { limit_minor, .. } => self.limit = *limit_minor,
            AccountEvent::ToppedUp { minor, .. } => {
                self.held = self.held.checked_add(*minor)?;
                if kind.is_guarantee() {
                    self.limit = self.limit.checked_add(*minor)?;
                }
            }
            AccountEvent::Drawn { minor, .. } => self.held = self.held.checked_sub(*minor)?,
            AccountEvent::GaveBack { minor, .. } => {
                self.held = self.held.checked_sub(*minor)?;
                if kind.is_guarantee() {
                    self.limit = self.limit.checked_sub(*minor)?;
                }
            }
            AccountEvent::Reserved { minor, .. } | AccountEvent::Deferred { minor, .. } => {
                self.reserved = self.reserved.checked_add(*minor)?;
            }
            AccountEvent::Released { minor, .. } | AccountEvent::Settled { minor, .. } => {
                self.reserved = self.reserved.checked_sub(*minor)?;
            }
            AccountEvent::Called { minor, .. } => {
                self.reserved = self.reserved.checked_sub(*minor)?;
                self.called = self.called.checked_add(*minor)?;
                if kind.holds_money() {
                    self.held = self.held.checked_sub(*minor)?;
                }
            }
            _ => {}
        }
        Some(self)
    }

    /// Says whether they are what the sums of an account may be. The database has the same constraint.
    pub fn is_sound(&self, kind: AccountKind) -> bool {
        let Sums { held, limit, reserved, called } = *self;
        let is_within = reserved >= 0 && called >= 0 && reserved.checked_add(called).is_some_and(|used| used <= limit);
        match kind {
            AccountKind::Prepayment => held >= 0 && (limit, reserved, called) == (0, 0, 0),
            AccountKind::CashGuarantee => is_within && held == limit - called,
            AccountKind::Undertaking => is_within && held == 0,
            AccountKind::Deferment => is_within && held == 0 && called == 0,
        }
    }
}
