//! How a break is resolved: one person proposes, with a reason, and another agrees.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{PersonId, Timestamp};

use crate::{
    breaks::{BreakType, Outcome},
    following::OpenBreak,
};

/// What is done about a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Our books are put right with a new entry.
    PostByHand,
    /// It is posted although it does not agree.
    Force,
    /// The other side is asked for the difference.
    Claim,
    /// The payer is given back what is too much.
    GiveBack,
    /// The difference is written off.
    WriteOff,
    /// It is explained, and nothing has to move.
    Explain,
}

/// Why, in words that an auditor reads in ten years.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason(Box<str>);

/// A text that is no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is shorter than {} or longer than {} characters", Reason::CHARS_MIN, Reason::CHARS_MAX)]
pub struct ReasonError;

/// What one person proposes about a break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The break.
    pub about: OpenBreak,
    /// What is to be done.
    pub action: Action,
    /// Why.
    pub reason: Reason,
    /// Who proposes it.
    pub proposed_by: PersonId,
    /// When.
    pub proposed_at: Timestamp,
}

/// A break that two persons resolved. There is no other way to make one: [`Proposal::agree`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    proposal: Proposal,
    agreed_by: PersonId,
    agreed_at: Timestamp,
}

/// Why a break is not resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ResolutionRefusal {
    /// It is a matter of timing: it closes by itself, or becomes another break.
    #[error("is a matter of timing and closes by itself")]
    Timing,
    /// Who proposed it cannot agree to it.
    #[error("needs a second person")]
    SamePerson,
}

impl Reason {
    /// How many characters it has at least.
    pub const CHARS_MIN: usize = 3;
    /// How many characters it has at most.
    pub const CHARS_MAX: usize = 500;

    /// Returns the reason.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Reason {
    type Err = ReasonError;

    fn from_str(text: &str) -> Result<Reason, ReasonError> {
        let text = text.trim();
        let good = (Reason::CHARS_MIN..=Reason::CHARS_MAX).contains(&text.chars().count());
        if good { Ok(Reason(text.into())) } else { Err(ReasonError) }
    }
}

impl TryFrom<String> for Reason {
    type Error = ReasonError;

    fn try_from(text: String) -> Result<Reason, ReasonError> {
        text.parse()
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> String {
        reason.0.into()
    }
}

impl OpenBreak {
    /// Proposes what to do about the break.
    ///
    /// # Errors
    /// Refuses a break of timing.
    pub fn propose(self, action: Action, reason: Reason, by: PersonId, at: Timestamp) -> Result<Proposal, ResolutionRefusal> {
        if self.found.kind == BreakType::Timing {
            return Err(ResolutionRefusal::Timing);
        }
        Ok(Proposal { about: self, action, reason, proposed_by: by, proposed_at: at })
    }
}

impl Proposal {
    /// Agrees to it, as a second person.
    ///
    /// # Errors
    /// Refuses the person who proposed it.
    pub fn agree(self, by: PersonId, at: Timestamp) -> Result<Resolution, ResolutionRefusal> {
        if by == self.proposed_by {
            return Err(ResolutionRefusal::SamePerson);
        }
        Ok(Resolution { proposal: self, agreed_by: by, agreed_at: at })
    }
}

impl Resolution {
    /// Returns what was proposed.
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// Returns who agreed.
    pub fn agreed_by(&self) -> PersonId {
        self.agreed_by
    }

    /// Returns when.
    pub fn agreed_at(&self) -> Timestamp {
        self.agreed_at
    }

    /// Returns how the line stands now.
    pub fn outcome(&self) -> Outcome {
        match self.proposal.action {
            Action::Force => Outcome::Forced,
            Action::PostByHand | Action::Claim | Action::GiveBack | Action::WriteOff | Action::Explain => Outcome::PostedByHand,
        }
    }
}
