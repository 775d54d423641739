//! A trader's claim that duties, taxes or a security be given back: on a ground, with documents that prove it, by a day. Rules only. Rows PAY-M13,
//! PAY-N8.
//!
//! A claim moves no money. Each of its lines is a repayment ([`crate::Repayment`]), which goes its own way by four eyes; where the claim stands
//! follows from where they do. All that is a claim's own is its ground, its documents, its clock, and whether its trader took it back.

mod clock;
mod document;
mod ground;

use jiff::Timestamp;
use vocabulary::{PaymentId, words};

pub use self::{
    clock::Clock,
    document::{Document, DocumentCode, DocumentError, REFERENCE_CHARACTERS_MAX},
    ground::{AnyOf, ClaimGround, ClaimKind},
};
use crate::repayment::{RepaymentState, Source};

/// How many lines a claim has at most: one payment, several, or a list of a file.
pub const LINES_MAX: usize = 50;
/// How many documents are named at once.
pub const DOCUMENTS_AT_ONCE_MAX: usize = 20;
/// How many documents a claim has at most.
pub const DOCUMENTS_MAX: usize = 100;
/// How often its trader is asked for more: each time the clock stands still.
pub const QUESTIONS_MAX: u8 = 5;

words! {
    /// Where a claim stands.
    ClaimState, "state of a claim" {
        /// Officers are to decide.
        Lodged = "lodged",
        /// Its trader is asked for more, and the clock stands still.
        WaitingForTrader = "waiting-for-trader",
        /// Each line was approved or rejected.
        Decided = "decided",
        /// All that was approved was paid.
        Paid = "paid",
        /// Its trader took it back.
        Withdrawn = "withdrawn",
    }
}

/// A claim, as its rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Why.
    pub ground: ClaimGround,
    /// What proves it.
    pub documents: Vec<Document>,
    /// Until when it is decided.
    pub clock: Clock,
    /// How often its trader was asked for more.
    pub questions: u8,
    /// Whether its trader took it back.
    pub is_withdrawn: bool,
    /// Where the repayments of its lines stand, in their order.
    pub repayments: Vec<RepaymentState>,
}

/// Why something is not done with a claim.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefusal {
    /// It has no line, more than there may be, or one twice.
    #[error("is not of 1 to {LINES_MAX} lines, each another")]
    Lines,
    /// Its ground is none for money that nobody asked for.
    #[error("is on a ground that is none for money that nobody asked for")]
    Ground,
    /// More documents than there may be, at once or in all; or none where some are added.
    #[error("has more documents than there may be")]
    Documents,
    /// Documents are missing: of each group, one.
    #[error("lacks documents")]
    Missing {
        /// The groups.
        missing: Vec<AnyOf>,
    },
    /// It does not stand where this can be done.
    #[error("stands at {state}")]
    State {
        /// Where it stands.
        state: ClaimState,
    },
    /// Something of it is approved.
    #[error("is approved in part")]
    Approved,
    /// Its trader was asked as often as they may be.
    #[error("was asked about {QUESTIONS_MAX} times")]
    QuestionsSpent,
}

/// Writes groups of codes, as `380/384, 861/954`: of each group, one.
pub fn write_groups(groups: &[AnyOf]) -> String {
    let group = |codes: &AnyOf| codes.iter().map(u16::to_string).collect::<Vec<_>>().join("/");
    groups.iter().map(group).collect::<Vec<_>>().join(", ")
}

impl Claim {
    /// Lodges a claim for lines, each of which names what of which payment; to be decided within so many days.
    ///
    /// # Errors
    /// Refuses lines and documents that are none or too many, the same line twice, a ground that is none for a line, and one that lacks its
    /// documents.
    pub fn lodge(
        ground: ClaimGround,
        lines: &[(PaymentId, Source)],
        documents: Vec<Document>,
        days: u16,
        now: Timestamp,
    ) -> Result<Claim, ClaimRefusal> {
        let is_twice = |at: usize| lines[..at].contains(&lines[at]);
        if lines.is_empty() || lines.len() > LINES_MAX || (1..lines.len()).any(is_twice) {
            return Err(ClaimRefusal::Lines);
        }
        if lines.iter().any(|(_, source)| !ground.fits(*source)) {
            return Err(ClaimRefusal::Ground);
        }
        if documents.len() > DOCUMENTS_AT_ONCE_MAX {
            return Err(ClaimRefusal::Documents);
        }
        let documents = added(Vec::new(), documents);
        let missing = ground.missing(documents.iter().map(Document::kind));
        if !missing.is_empty() {
            return Err(ClaimRefusal::Missing { missing });
        }
        let repayments = vec![RepaymentState::Requested; lines.len()];
        Ok(Claim { ground, documents, clock: Clock::start(now, days), questions: 0, is_withdrawn: false, repayments })
    }

    /// Returns where it stands.
    pub fn state(&self) -> ClaimState {
        let approved = || self.repayments.iter().filter(|state| **state != RepaymentState::Rejected);
        if self.is_withdrawn {
            ClaimState::Withdrawn
        } else if self.repayments.contains(&RepaymentState::Requested) {
            if self.clock.asked_at.is_some() { ClaimState::WaitingForTrader } else { ClaimState::Lodged }
        } else if approved().next().is_some() && approved().all(|state| *state == RepaymentState::Succeeded) {
            ClaimState::Paid
        } else {
            ClaimState::Decided
        }
    }

    /// Says whether it should have been decided and is not.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.state() == ClaimState::Lodged && self.clock.is_over(now)
    }

    /// Asks its trader for more: the clock stands still.
    ///
    /// # Errors
    /// Refuses while they are asked already, once it is decided or taken back, and more questions than there may be.
    pub fn ask(mut self, now: Timestamp) -> Result<Claim, ClaimRefusal> {
        self.only(&[ClaimState::Lodged])?;
        if self.questions >= QUESTIONS_MAX {
            return Err(ClaimRefusal::QuestionsSpent);
        }
        self.questions += 1;
        self.clock = self.clock.stop(now);
        Ok(self)
    }

    /// Adds documents: the clock goes on where one of them is new. Those that it has are not added again.
    ///
    /// # Errors
    /// Refuses none, too many, and once it is decided or taken back.
    pub fn prove(mut self, documents: Vec<Document>, now: Timestamp) -> Result<Claim, ClaimRefusal> {
        self.only(&[ClaimState::Lodged, ClaimState::WaitingForTrader])?;
        if documents.is_empty() || documents.len() > DOCUMENTS_AT_ONCE_MAX {
            return Err(ClaimRefusal::Documents);
        }
        let before = self.documents.len();
        self.documents = added(self.documents, documents);
        if self.documents.len() > DOCUMENTS_MAX {
            return Err(ClaimRefusal::Documents);
        }
        if self.documents.len() > before {
            self.clock = self.clock.go_on(now);
        }
        Ok(self)
    }

    /// Takes it back.
    ///
    /// # Errors
    /// Refuses once something of it is approved, or all of it is rejected.
    pub fn withdraw(mut self) -> Result<Claim, ClaimRefusal> {
        let is_open = |state: &RepaymentState| matches!(state, RepaymentState::Requested | RepaymentState::Rejected);
        if !self.is_withdrawn && !self.repayments.iter().all(is_open) {
            return Err(ClaimRefusal::Approved);
        }
        self.only(&[ClaimState::Lodged, ClaimState::WaitingForTrader, ClaimState::Withdrawn])?;
        self.is_withdrawn = true;
        Ok(self)
    }

    fn only(&self, states: &[ClaimState]) -> Result<(), ClaimRefusal> {
        let state = self.state();
        if states.contains(&state) { Ok(()) } else { Err(ClaimRefusal::State { state }) }
    }
}

/// Adds documents to others, each once.
fn added(mut documents: Vec<Document>, more: Vec<Document>) -> Vec<Document> {
    for document in more {
        if !documents.iter().any(|known| known.is(&document)) {
            documents.push(document);
        }
    }
    documents
}
