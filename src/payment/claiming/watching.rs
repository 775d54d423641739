//! What follows where a claim is not decided in time: officers and trader are told, once. Row PAY-N8.

use payment::claim::ClaimState;
use vocabulary::{ClaimId, Timestamp};

use super::store;
use crate::{
    audit::{Action, Actor, Code, Entry, Object},
    identity::alert::Alert,
    mandate::Party,
    payment::service::Payments,
    platform::{database, fault::Fault},
};

/// How many claims are looked at in one go.
const AT_ONCE_MAX: u64 = 100;
const OVERDUE: Action = Action::named("claim.overdue");

impl Payments {
    /// Looks at claims whose time is over, and returns how many of them were not decided. Each is told of once.
    pub(in crate::payment) async fn watch_claims(&self, now: Timestamp) -> Result<usize, Fault> {
        let mut overdue = 0;
        for claim in store::due(self.database.connection(), now, AT_ONCE_MAX).await? {
            // One that cannot be told of keeps no other waiting.
            match self.fall_due(claim, now).await {
                Ok(is_overdue) => overdue += usize::from(is_overdue),
                Err(fault) => tracing::warn!(%claim, cause = fault.chain(), "could not look at a claim whose time is over"),
            }
        }
        Ok(overdue)
    }

    async fn fall_due(&self, id: ClaimId, now: Timestamp) -> Result<bool, Fault> {
        let unit = self.database.begin().await?;
        let Some(mut kept) = store::lock(&unit, id).await? else { return Ok(false) };
        // Somebody else was quicker, or the trader was asked meanwhile.
        if kept.overdue_at.is_some() || !kept.claim.clock.is_over(now) || kept.claim.state() == ClaimState::Withdrawn {
            return Ok(false);
        }
        if !kept.claim.is_overdue(now) {
            store::unwatch(&unit, id).await?;
            database::commit(unit).await?;
            return Ok(false);
        }
        kept.overdue_at = Some(now);
        store::update(&unit, &kept).await?;
        self.mandates.tell(&unit, Party::Person(kept.claimant), Alert::ClaimOverdue, now).await?;
        let object = Object::new(Code::named("claim"), id.to_string().parse().expect("digits are a word of the log"));
        self.audit.append(&unit, Entry::new(Actor::System(Code::named("fingertip")), OVERDUE, object), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        tracing::warn!(claim = %id, lines = kept.lines.len(), "a claim for repayment was not decided in time");
        metrics::counter!("fingertip_repayment_claims_total", "what" => "overdue").increment(1);
        Ok(true)
    }
}
