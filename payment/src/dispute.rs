//! A payment that its payer disputes at the provider. What is lost is owed again. Rules only. Rows INV-08, LED-18 to LED-20, REC-07.

use serde::{Deserialize, Serialize};
use vocabulary::{Money, PaymentId, words};

use crate::{
    child::ChildHeard,
    ledger::{Collected, Entry, Unbalanced, giving_back},
};

words! {
    /// Where a dispute stands, in the order in which it goes on. Providers leave some out.
    DisputeState, "state of a dispute" {
        /// It was opened.
        Opened = "opened",
        /// The provider waits for our evidence.
        EvidenceDue = "evidence-due",
        /// The provider looks at it.
        UnderReview = "under-review",
        /// The money stays ours.
        Won = "won",
        /// The money went back.
        Lost = "lost",
        /// We gave it back without a word.
        Accepted = "accepted",
    }
}

impl DisputeState {
    /// Returns what may follow.
    pub const fn may_become(self) -> &'static [DisputeState] {
        use DisputeState::*;
        match self {
            Opened => &[EvidenceDue, UnderReview, Won, Lost, Accepted],
            EvidenceDue => &[UnderReview, Won, Lost, Accepted],
            UnderReview => &[Won, Lost, Accepted],
            Won | Lost | Accepted => &[],
        }
    }

    /// Says whether nothing is decided yet.
    pub const fn is_open(self) -> bool {
        !self.may_become().is_empty()
    }

    /// Says whether the money went back.
    pub const fn is_lost(self) -> bool {
        matches!(self, DisputeState::Lost | DisputeState::Accepted)
    }
}

/// What happens to a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
#[allow(missing_docs, reason = "each field is what its name says")]
pub enum DisputeEvent {
    Opened { reference: String, payment: PaymentId, provider: String, amount: Money },
    Moved { to: DisputeState },
    Withdrawn { amount: Money, fee_minor: i64 },
    Reinstated { amount: Money },
}

impl DisputeEvent {
    /// Returns the verb of the table ([`crate::CHILD_EDGES`]).
    pub fn verb(&self) -> &'static str {
        match self {
            DisputeEvent::Opened { .. } => "open",
            DisputeEvent::Moved { .. } => "move",
            DisputeEvent::Withdrawn { .. } => "withdraw",
            DisputeEvent::Reinstated { .. } => "reinstate",
        }
    }
}

/// A dispute, as it follows from its events. Where it stands and what the provider took meanwhile are two things: a provider takes the sum at
/// once, later, or never.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dispute {
    /// What the provider calls it.
    pub reference: String,
    /// The payment.
    pub payment: PaymentId,
    /// The provider.
    pub provider: String,
    /// How much is disputed: it may be another sum than the payment's.
    pub amount: Money,
    /// Where it stands.
    pub state: DisputeState,
    /// What the provider took.
    pub withdrawn: Option<Money>,
    /// What it gave back.
    pub reinstated: Option<Money>,
}

/// Why what a provider says of a dispute is for an officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("takes more than {left}, which is all that was not given back before")]
pub struct TakesMore {
    /// How much of the payment was left.
    pub left: Money,
}

impl Dispute {
    /// Makes a dispute of its events; nothing of events that cannot have happened.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a DisputeEvent>) -> Option<Dispute> {
        let mut events = events.into_iter();
        let first = Dispute::opened(events.next()?)?;
        events.try_fold(first, Dispute::after)
    }

    /// Makes a dispute of its first event; nothing of any other.
    pub fn opened(event: &DisputeEvent) -> Option<Dispute> {
        let DisputeEvent::Opened { reference, payment, provider, amount } = event else { return None };
        Some(Dispute {
            reference: reference.clone(),
            payment: *payment,
            provider: provider.clone(),
            amount: *amount,
            state: DisputeState::Opened,
            withdrawn: None,
            reinstated: None,
        })
    }

    /// Says what becomes of where the provider says that it stands. `left` is what is left of the payment to give back.
    ///
    /// # Errors
    /// Refuses a loss of more than is left: a repayment and a dispute gave the same money back (row INV-08).
    pub fn hear(&self, standing: DisputeState, left: Money) -> Result<ChildHeard<DisputeEvent>, TakesMore> {
        if standing == self.state {
            return Ok(ChildHeard::Duplicate);
        }
        if !self.state.may_become().contains(&standing) {
            let is_older = standing.is_open();
            return Ok(if is_older { ChildHeard::Superseded } else { ChildHeard::Contradicts });
        }
        if standing.is_lost() && (self.amount.currency != left.currency || self.amount.minor > left.minor) {
            return Err(TakesMore { left });
        }
        Ok(ChildHeard::Event(DisputeEvent::Moved { to: standing }))
    }

    /// Says what becomes of the word that the provider took the sum, and a fee.
    pub fn hear_withdrawal(&self, amount: Money, fee_minor: i64) -> ChildHeard<DisputeEvent> {
        match self.withdrawn {
            Some(before) if before == amount => ChildHeard::Duplicate,
            None if amount == self.amount && fee_minor >= 0 => ChildHeard::Event(DisputeEvent::Withdrawn { amount, fee_minor }),
            _ => ChildHeard::Contradicts,
        }
    }

    /// Says what becomes of the word that the provider gave the sum back.
    pub fn hear_reinstatement(&self, amount: Money) -> ChildHeard<DisputeEvent> {
        match self.reinstated {
            Some(before) if before == amount => ChildHeard::Duplicate,
            None if self.withdrawn == Some(amount) && !self.state.is_lost() => {
                ChildHeard::Event(DisputeEvent::Reinstated { amount })
            }
            _ => ChildHeard::Contradicts,
        }
    }

    /// Returns the dispute after an event; nothing where its state does not allow it.
    pub fn after(mut self, event: &DisputeEvent) -> Option<Dispute> {
        match event {
            DisputeEvent::Moved { to } if self.state.may_become().contains(to) => self.state = *to,
            DisputeEvent::Withdrawn { amount, .. } if self.withdrawn.is_none() => self.withdrawn = Some(*amount),
            DisputeEvent::Reinstated { amount } if self.reinstated.is_none() => self.reinstated = Some(*amount),
            _ => return None,
        }
        Some(self)
    }

    /// Returns what an event posts. `of` are the charges that are owed again where it is lost, in parts that sum up to it.
    ///
    /// # Errors
    /// Refuses parts that are not the amount.
    pub fn book(&self, event: &DisputeEvent, of: &[Collected<'_>]) -> Result<Option<Entry>, Unbalanced> {
        match event {
            DisputeEvent::Withdrawn { amount, fee_minor } => {
                giving_back::dispute_opened(&self.provider, *amount, *fee_minor).map(Some)
            }
            DisputeEvent::Reinstated { amount } => giving_back::dispute_won(&self.provider, *amount).map(Some),
            DisputeEvent::Moved { to } if to.is_lost() => giving_back::dispute_lost(&self.provider, self.amount, of).map(Some),
            DisputeEvent::Opened { .. } | DisputeEvent::Moved { .. } => Ok(None),
        }
    }
}
