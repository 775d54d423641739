//! Claims for repayment (WTO TFA 7.2, Revised Kyoto Convention, General Annex 4.18 to 4.24): a trader says on which ground money is to come back,
//! names the documents that prove it, and is told by when it is decided. Rows PAY-M13, PAY-N8.
//!
//! A claim moves nothing by itself: each of its lines is a repayment, asked for in the same unit of work and led on by four eyes as any other.
//! Where the claim stands is read off those. Its files are no part of it: they are sent to the enquiry desk, and their digests stand here.

mod drafting;
mod held;
mod lodging;
mod proving;
mod reading;
mod rows;
mod store;
mod watching;
mod withdrawing;

use payment::{
    RepaymentState,
    claim::{Claim, DocumentCode},
};
use serde::{Deserialize, Serialize};
use vocabulary::{ClaimId, PersonId, RepaymentId, Timestamp};

pub use self::{
    drafting::{Draft, DraftLine, DraftOf, DraftTax},
    held::ClaimHoldings,
    lodging::{Lodged, NewClaim, NewLine},
    proving::NewQuestion,
    store::ClaimQueue,
};
use super::{child::store::Reads, repaying::KeptRepayment};
use crate::platform::fault::Fault;

/// What an officer asks a trader for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Kinds of documents; of several, what the note says.
    pub kinds: Vec<DocumentCode>,
    /// What is wanted, in a line.
    pub note: String,
}

/// A claim, and what only the server needs to know of it.
#[derive(Clone, Debug)]
pub struct KeptClaim {
    /// Its name.
    pub id: ClaimId,
    /// Whose it is.
    pub claimant: PersonId,
    /// The claim.
    pub claim: Claim,
    /// What its trader is asked for, while they are.
    pub question: Option<Question>,
    /// Its repayments, in the order of its lines.
    pub lines: Vec<KeptRepayment>,
    /// When it was lodged.
    pub lodged_at: Timestamp,
    /// When it was found that its time was over, where it was.
    pub overdue_at: Option<Timestamp>,
    /// When its trader took it back, where they did.
    pub withdrawn_at: Option<Timestamp>,
    /// How much happened to it: from 1.
    pub sequence: u32,
}

impl KeptClaim {
    /// Reads anew where the repayments stand.
    fn look_at_lines(&mut self) {
        self.claim.repayments = self.lines.iter().map(|line| line.repayment.state).collect();
    }

    /// Says by when it is decided; nothing while its trader is asked, and once it is decided.
    pub fn due_at(&self) -> Option<Timestamp> {
        let is_open = self.claim.repayments.contains(&RepaymentState::Requested);
        let Claim { clock, .. } = &self.claim;
        (is_open && clock.asked_at.is_none()).then_some(clock.due_at)
    }
}

/// Says whether a repayment is a line of a claim.
pub(super) async fn is_claimed(unit: &impl Reads, repayment: RepaymentId) -> Result<bool, Fault> {
    Ok(store::claim_of(unit, repayment).await?.is_some())
}
