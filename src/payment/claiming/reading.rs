//! What is read of claims: by their traders, by officers, and beside a repayment. Rows PAY-M13, PAY-N8.

use payment::{Child, RejectionReason, RepaymentEvent, RepaymentState};
use vocabulary::{ClaimId, PersonId, RepaymentId, Timestamp};

use super::{KeptClaim, store, store::ClaimQueue};
use crate::{
    identity::Subject,
    payment::{child, repaying::KeptRepayment, service::Payments},
    platform::fault::Fault,
};

impl Payments {
    /// Reads the claims of somebody, the newest first, and whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn claims_of(
        &self,
        by: PersonId,
        (before, most): (Option<ClaimId>, usize),
    ) -> Result<(Vec<KeptClaim>, bool), Fault> {
        let unit = self.database.as_subject(&Subject::Person(by)).await?;
        Ok(page(store::of_claimant(&unit, by, before, most + 1).await?, most))
    }

    /// Reads a claim of somebody.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn claim(&self, id: ClaimId, by: PersonId) -> Result<Option<KeptClaim>, Fault> {
        let unit = self.database.as_subject(&Subject::Person(by)).await?;
        Ok(store::find(&unit, id).await?.filter(|kept| kept.claimant == by))
    }

    /// Reads the claims of a queue, the oldest first, and whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn claims_in(
        &self,
        queue: ClaimQueue,
        (after, most): (Option<ClaimId>, usize),
        now: Timestamp,
    ) -> Result<(Vec<KeptClaim>, bool), Fault> {
        Ok(page(store::queued(self.database.connection(), queue, (after, most + 1), now).await?, most))
    }

    /// Reads the claim of a repayment, where it has one.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn claim_of(&self, repayment: RepaymentId) -> Result<Option<KeptClaim>, Fault> {
        store::of_repayment(self.database.connection(), repayment).await
    }

    /// Says why a repayment was refused, where somebody gave a reason.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn rejection_of(&self, kept: &KeptRepayment) -> Result<Option<RejectionReason>, Fault> {
        if kept.repayment.state != RepaymentState::Rejected {
            return Ok(None);
        }
        let of = (Child::Repayment, kept.repayment.id.to_string());
        let events = child::store::events::<RepaymentEvent>(self.database.connection(), (of.0, &of.1)).await?;
        Ok(events.iter().find_map(|happened| match happened.event {
            RepaymentEvent::Rejected { why, .. } => why,
            _ => None,
        }))
    }
}

fn page(mut found: Vec<KeptClaim>, most: usize) -> (Vec<KeptClaim>, bool) {
    let has_more = found.len() > most;
    found.truncate(most);
    (found, has_more)
}
