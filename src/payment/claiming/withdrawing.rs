//! The use case of a trader who takes a claim back before anything of it is approved: its repayments are rejected. Row PAY-M13.

use std::collections::BTreeSet;

use payment::{RejectionReason, RepaymentState};
use vocabulary::{ClaimId, PaymentId, PersonId, Timestamp};

use super::{KeptClaim, store};
use crate::{
    audit::Action,
    payment::{
        deciding::{self, Kind, Outcome, deed},
        owing,
        refusal::Refusal,
        service::Payments,
        settling::Actor,
    },
    platform::{database, fault::Fault},
};

const WITHDRAWN: Action = Action::named("claim.withdrawn");

impl Payments {
    /// Takes a claim of somebody back. Taken back once more it stays so.
    ///
    /// # Errors
    /// Refuses a claim that is not theirs, and one of which something is approved or all is decided.
    pub async fn withdraw_claim(
        &self,
        (id, by): (ClaimId, PersonId),
        now: Timestamp,
    ) -> Result<Result<KeptClaim, Refusal>, Fault> {
        let found = store::find(self.database.connection(), id).await?.filter(|kept| kept.claimant == by);
        let Some(found) = found else { return Ok(Err(Refusal::ClaimUnknown)) };
        let unit = self.database.begin().await?;
        // Payments before the claim, in the order of their names, as whoever decides about one of them locks it.
        let payments: BTreeSet<PaymentId> = found.lines.iter().map(|line| line.repayment.payment).collect();
        owing::lock_all(&unit, payments.into_iter().collect(), &[]).await?;
        let Some(mut kept) = store::lock(&unit, id).await? else { return Ok(Err(Refusal::ClaimUnknown)) };
        if kept.withdrawn_at.is_some() {
            return Ok(Ok(kept));
        }
        kept.claim = match kept.claim.withdraw() {
            Ok(claim) => claim,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        for line in kept.lines.iter_mut().filter(|line| line.repayment.state == RepaymentState::Requested) {
            let event = match line.repayment.reject(by, Some(RejectionReason::Withdrawn)) {
                Ok(event) => event,
                Err(refusal) => return Ok(Err(refusal.into())),
            };
            self.happen_to(&unit, line, &event, (Actor::Payer, None), now).await?;
            // The first of two officers may have agreed.
            if let Some(proposal) = deciding::store::open(&unit, Kind::Repayment, &line.repayment.id.to_string()).await? {
                deciding::store::close(&unit, &proposal.id, (Outcome::Overtaken, by), now).await?;
            }
        }
        kept.look_at_lines();
        kept.claim.clock.asked_at = None;
        (kept.question, kept.withdrawn_at) = (None, Some(now));
        kept.sequence += 1;
        store::update(&unit, &kept).await?;
        self.audit.append(&unit, deed(WITHDRAWN, by, "claim", &id.to_string()), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        metrics::counter!("fingertip_repayment_claims_total", "what" => "withdrawn").increment(1);
        Ok(Ok(kept))
    }
}
