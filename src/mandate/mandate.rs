//! One mandate and its states. Rules only: values in, values out. Row ID-M4; the states are those of HMRC's agent-client authorisation.

use jiff::SignedDuration;
use vocabulary::{MandateId, Timestamp};

use super::{
    party::{Party, Side},
    refusal::Refusal,
    scope::{Act, Consignment, Scopes},
};
use crate::identity::{code::Amount, phone::PhoneNumber};

/// How long a mandate may wait for the other side.
pub const PENDING_MAX: SignedDuration = SignedDuration::from_hours(21 * 24);
/// How long a mandate lasts at most: two years, after which both sides are asked anew.
pub const LASTING_MAX: SignedDuration = SignedDuration::from_hours(731 * 24);

/// An authority to act for somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// Its lasting name.
    pub id: MandateId,
    /// Who is acted for.
    pub principal: Party,
    /// Who acts.
    pub agent: Agent,
    /// What is allowed.
    pub scopes: Scopes,
    /// The one consignment it is for; nothing where it is for all.
    pub consignment: Option<Consignment>,
    /// From when on it holds.
    pub valid_from: Timestamp,
    /// Until when.
    pub valid_until: Timestamp,
    /// Where it stands.
    pub state: State,
    /// Since when its principal has stopped it; nothing where it runs.
    pub frozen_at: Option<Timestamp>,
}

/// Who holds a mandate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agent {
    /// Somebody we know.
    Party(Party),
    /// Whoever proves this number. Row ID-N4.
    Phone(PhoneNumber),
}

/// Where a mandate stands. Each state holds what is true in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// One side proposed it and the other has not answered.
    Pending {
        /// Who proposed it.
        by: Side,
        /// Until when it waits.
        until: Timestamp,
    },
    /// Both sides agreed.
    Accepted {
        /// Since when.
        since: Timestamp,
    },
    /// The other side said no.
    Rejected {
        /// When.
        at: Timestamp,
    },
    /// Nobody answered in time, its time is over, or its consignment was released.
    Expired {
        /// When.
        at: Timestamp,
    },
    /// Whoever proposed it took it back.
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// One side ended it.
    Deauthorised {
        /// When.
        at: Timestamp,
        /// Who.
        by: Side,
    },
}

impl State {
    /// Returns the word that is stored.
    pub fn as_str(&self) -> &'static str {
        match self {
            State::Pending { .. } => "pending",
            State::Accepted { .. } => "accepted",
            State::Rejected { .. } => "rejected",
            State::Expired { .. } => "expired",
            State::Cancelled { .. } => "cancelled",
            State::Deauthorised { .. } => "deauthorised",
        }
    }
}

/// What is asked of a mandate.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// What is done.
    pub act: Act,
    /// For which consignment, where it is for one.
    pub consignment: Option<&'a Consignment>,
    /// What was paid under the mandate today already, in minor units of its currency.
    pub paid_today_minor: i64,
}

impl Mandate {
    /// Returns where it stands at an instant: time ends what nobody ended.
    pub fn state_at(&self, now: Timestamp) -> State {
        match self.state {
            State::Pending { until, .. } if until.min(self.valid_until) <= now => {
                State::Expired { at: until.min(self.valid_until) }
            }
            State::Accepted { .. } if self.valid_until <= now => State::Expired { at: self.valid_until },
            state => state,
        }
    }

    /// Agrees to it, from the side that was asked.
    ///
    /// # Errors
    /// Refuses unless it waits for that side.
    pub fn accept(self, side: Side, now: Timestamp) -> Result<Mandate, Refusal> {
        self.answer(side, State::Accepted { since: now }, now)
    }

    /// Says no to it, from the side that was asked.
    ///
    /// # Errors
    /// Refuses unless it waits for that side.
    pub fn reject(self, side: Side, now: Timestamp) -> Result<Mandate, Refusal> {
        self.answer(side, State::Rejected { at: now }, now)
    }

    /// Takes it back, from the side that proposed it.
    ///
    /// # Errors
    /// Refuses unless it waits for the other side.
    pub fn cancel(self, side: Side, now: Timestamp) -> Result<Mandate, Refusal> {
        match self.state_at(now) {
            State::Pending { by, .. } if by == side => Ok(Mandate { state: State::Cancelled { at: now }, ..self }),
            state => Err(Refusal::State { state: state.as_str() }),
        }
    }

    /// Ends it, from either side.
    ///
    /// # Errors
    /// Refuses unless both had agreed to it.
    pub fn deauthorise(self, side: Side, now: Timestamp) -> Result<Mandate, Refusal> {
        match self.state_at(now) {
            State::Accepted { .. } => Ok(Mandate { state: State::Deauthorised { at: now, by: side }, ..self }),
            state => Err(Refusal::State { state: state.as_str() }),
        }
    }

    /// Says whether it allows a use, by whoever holds it.
    ///
    /// # Errors
    /// Refuses with what stands against it, what an agent can do least about first.
    pub fn allows(&self, usage: &Use<'_>, now: Timestamp) -> Result<(), Refusal> {
        match self.state_at(now) {
            State::Accepted { .. } => {}
            state => return Err(Refusal::State { state: state.as_str() }),
        }
        if self.frozen_at.is_some() {
            return Err(Refusal::Frozen);
        }
        if now < self.valid_from {
            return Err(Refusal::NotYet { from: self.valid_from });
        }
        if self.consignment.is_some() && self.consignment.as_ref() != usage.consignment {
            return Err(Refusal::OtherConsignment);
        }
        let outside = Err(Refusal::Scope { act: usage.act.as_str() });
        match usage.act {
            Act::View if self.scopes.view => Ok(()),
            Act::Draft if self.scopes.draft => Ok(()),
            Act::Lodge if self.scopes.lodge => Ok(()),
            Act::Collect if self.scopes.collect => Ok(()),
            Act::Pay(amount) | Act::AskToPay(amount) => self.scopes.pay.map_or(outside, |caps| {
                let (each, day) = (caps.each(), caps.day());
                if amount.currency() != each.currency() {
                    return Err(Refusal::Currency { currency: each.currency() });
                }
                if amount.minor() > each.minor() {
                    return Err(Refusal::AbovePayment { cap: each });
                }
                let left = day.minor().saturating_sub(usage.paid_today_minor).max(0);
                if amount.minor() > left {
                    Err(Refusal::AboveDay { cap: day, left: Amount::new(left, day.currency()) })
                } else {
                    Ok(())
                }
            }),
            Act::View | Act::Draft | Act::Lodge | Act::Collect => outside,
        }
    }

    fn answer(self, side: Side, state: State, now: Timestamp) -> Result<Mandate, Refusal> {
        match self.state_at(now) {
            State::Pending { by, .. } if by != side => Ok(Mandate { state, ..self }),
            other => Err(Refusal::State { state: other.as_str() }),
        }
    }
}
