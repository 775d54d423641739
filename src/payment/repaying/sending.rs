//! Sends repayments that are approved, and looks after those of which nobody knows what became. The key is stored before the call, and only a
//! provider's word ends a doubt. Rows PAY-G1, CR-14, IDM-12, IDM-13.

use std::sync::Arc;

use gateway::{Description, Gateway, PayerNumber, RepaymentAnswer, RepaymentEvidence, RepaymentStanding as Standing};
use jiff::SignedDuration;
use payment::{Child, ChildHeard, ProviderKey, RepaymentEvent, RepaymentStanding, RepaymentState, Unsure, Way};
use vocabulary::{RepaymentId, Timestamp};

use super::{KeptRepayment, Purse, store};
use crate::{
    payment::{
        child,
        provider::Pace,
        service::Payments,
        settling::{Actor, Work},
    },
    platform::{database, fault::Fault},
};

/// How many repayments are claimed and looked at in one go: few, because what a server claimed and did not come to waits until its lease is over.
const AT_ONCE_MAX: u64 = 10;
/// How long a repayment waits that is approved while its payment is disputed.
const DISPUTED_WAITS: SignedDuration = SignedDuration::from_hours(1);

/// An order to give money back, and who is to carry it out.
type Addressed = (Arc<dyn Gateway>, gateway::Repayment);

impl Payments {
    /// Sends a repayment in a task that goes on when whoever waits for it goes away (row CR-07).
    pub(super) async fn send_detached(&self, id: RepaymentId, now: Timestamp) -> Result<(), Fault> {
        let payments = self.clone();
        let task = tokio::spawn(async move { payments.send(id, now).await });
        task.await.map_err(Fault::while_("asking a provider"))?
    }

    /// Looks once at every repayment that is due, and returns how many that were.
    pub(in crate::payment) async fn tidy_repayments(&self, now: Timestamp) -> Result<usize, Fault> {
        let due = store::claim_due(self.database.connection(), now, AT_ONCE_MAX).await?;
        for kept in &due {
            match kept.repayment.state {
                RepaymentState::Approved => self.send(kept.repayment.id, now).await?,
                _ => self.look_for_repayment(kept, now).await?,
            }
        }
        Ok(due.len())
    }

    /// Locks a repayment that is approved, and then asks who pays it: the key is stored before (row PAY-G1).
    async fn send(&self, id: RepaymentId, now: Timestamp) -> Result<(), Fault> {
        let Some(Locked { work, purse, mut kept }) = self.locked(id).await? else { return Ok(()) };
        let Ok(event) = kept.repayment.submit(&purse.givable()) else {
            if kept.repayment.state == RepaymentState::Approved {
                let later = now.saturating_add(DISPUTED_WAITS).unwrap_or(Timestamp::MAX);
                store::postpone(&work.unit, &kept, later).await?;
                database::commit(work.unit).await?;
            }
            return Ok(());
        };
        self.happen_to(&work.unit, &mut kept, &event, (Actor::System, None), now).await?;
        database::commit(work.unit).await?;
        self.outbox.wake();
        self.order_repayment(&kept, now).await
    }

    /// Gives the order to the provider, under the stored key.
    async fn order_repayment(&self, kept: &KeptRepayment, now: Timestamp) -> Result<(), Fault> {
        let Some((gateway, order)) = self.repayment_order(kept)? else { return Ok(()) };
        let Some(key) = kept.provider_key.clone().map(ProviderKey::stored) else { return Ok(()) };
        let answer = gateway.repay(&order, &key).await;
        self.record_repayment(kept.repayment.id, answer, now).await
    }

    /// Asks the provider what became of a repayment, by its name for it or by our id: never by "the last one" (row CR-14). What it never had
    /// is ordered again under its key, as long as that cannot be a second order.
    pub(in crate::payment) async fn look_for_repayment(&self, kept: &KeptRepayment, now: Timestamp) -> Result<(), Fault> {
        store::postpone(self.database.connection(), kept, Pace::after(now, kept.looks)).await?;
        let Some((gateway, order)) = self.repayment_order(kept)? else { return Ok(()) };
        let answer = gateway.look_repayment(&order, kept.provider_reference.as_deref()).await;
        // What is there may have been approved before, and failed: of this one there is nothing.
        let is_of_before = match &answer {
            RepaymentAnswer::Known(said) => self.is_of_before(self.database.connection(), kept, said).await?,
            _ => false,
        };
        let answer = if is_of_before { RepaymentAnswer::NoSuchRequest } else { answer };
        let sent_at = kept.submitted_at.unwrap_or(Timestamp::MIN);
        let may_repeat = now < sent_at.saturating_add(gateway.repeats_within()).unwrap_or(Timestamp::MAX);
        match answer {
            RepaymentAnswer::NoSuchRequest if kept.provider_reference.is_none() && may_repeat => {
                self.order_repayment(kept, now).await
            }
            answer => self.record_repayment(kept.repayment.id, answer, now).await,
        }
    }

    fn repayment_order(&self, kept: &KeptRepayment) -> Result<Option<Addressed>, Fault> {
        let Some(Way::Provider(name)) = &kept.repayment.way else { return Ok(None) };
        let Some(gateway) = self.gateway(name) else { return Ok(None) };
        let description = format!("Repayment {}", kept.repayment.id.to_string().split_at(8).0);
        let order = gateway::Repayment {
            id: kept.repayment.id,
            amount: kept.repayment.amount,
            of: kept.taken_as.clone(),
            to: kept.phone.as_deref().and_then(|phone| PayerNumber::new(phone).ok()),
            description: Description::new(&description).map_err(Fault::while_("describing a repayment"))?,
            started_at: kept.submitted_at.unwrap_or(kept.requested_at),
        };
        Ok(Some((gateway, order)))
    }

    /// Takes in what a provider answered about a repayment.
    async fn record_repayment(&self, id: RepaymentId, answer: RepaymentAnswer, now: Timestamp) -> Result<(), Fault> {
        let Some(Locked { work, mut kept, .. }) = self.locked(id).await? else { return Ok(()) };
        match answer {
            RepaymentAnswer::Known(said) => self.hear_repayment(&work, &mut kept, &said, now).await?,
            RepaymentAnswer::Refused(why) => {
                tracing::warn!(repayment = %id, %why, "a provider does not take a repayment");
                self.not_paid(&work, &mut kept, now).await?;
            }
            // It was looked for by its name and by our id, past the time in which it could still arrive.
            RepaymentAnswer::NoSuchRequest => self.not_paid(&work, &mut kept, now).await?,
            RepaymentAnswer::Unsure { why, .. } => self.lose_sight_of(&work, &mut kept, why, now).await?,
        }
        database::commit(work.unit).await?;
        self.outbox.wake();
        Ok(())
    }

    /// Takes in what a provider said of a repayment, under the lock of its payment.
    pub(in crate::payment) async fn hear_repayment(
        &self,
        work: &Work,
        kept: &mut KeptRepayment,
        said: &RepaymentEvidence,
        now: Timestamp,
    ) -> Result<(), Fault> {
        if kept.provider_reference.as_ref().is_some_and(|named| *named != said.provider_reference) {
            return Ok(());
        }
        let id = kept.repayment.id;
        let is_other = said.repayment.is_some_and(|named| named != id);
        let standing = match (said.standing, said.amount) {
            (Standing::Pending, _) => RepaymentStanding::Pending,
            (Standing::Failed, _) => RepaymentStanding::Failed,
            (Standing::Succeeded, Some(amount)) => RepaymentStanding::Paid { amount },
            // Paid, but nobody says how much: that is no knowledge.
            (Standing::Succeeded, None) => return self.lose_sight_of(work, kept, Unsure::Unreadable, now).await,
        };
        let heard = if is_other { ChildHeard::Contradicts } else { kept.repayment.hear(standing) };
        match heard {
            ChildHeard::Event(event) => self.happen_to(&work.unit, kept, &event, (Actor::Provider, Some(said)), now).await?,
            ChildHeard::Contradicts => {
                tracing::warn!(repayment = %id, provider = kept.provider, "a provider contradicts what it confirmed of a repayment");
                metrics::counter!("fingertip_payment_contradictions_total").increment(1);
                kept.contradicted = true;
                store::note(&work.unit, kept).await?;
            }
            ChildHeard::Duplicate | ChildHeard::Superseded => {
                if kept.provider_reference.is_none() && !is_other {
                    kept.provider_reference = Some(said.provider_reference.clone());
                    store::note(&work.unit, kept).await?;
                }
            }
        }
        Ok(())
    }

    /// Says whether a provider speaks of an order that was approved before the last one, and failed.
    pub(in crate::payment) async fn is_of_before(
        &self,
        connection: &impl child::store::Reads,
        kept: &KeptRepayment,
        said: &RepaymentEvidence,
    ) -> Result<bool, Fault> {
        if kept.provider_reference.is_some() || kept.repayment.approvals < 2 {
            return Ok(false);
        }
        let id = kept.repayment.id.to_string();
        let events = child::store::events::<RepaymentEvent>(connection, (Child::Repayment, &id)).await?;
        let is_approval =
            |happened: &child::store::Happened<RepaymentEvent>| matches!(happened.event, RepaymentEvent::Approved { .. });
        let last = events.iter().rposition(is_approval).unwrap_or_default();
        Ok(events[..last].iter().any(|happened| happened.provider_reference.as_ref() == Some(&said.provider_reference)))
    }

    /// Nothing was paid: it is still owed, and two officers choose how.
    async fn not_paid(&self, work: &Work, kept: &mut KeptRepayment, now: Timestamp) -> Result<(), Fault> {
        if matches!(kept.repayment.state, RepaymentState::Submitted | RepaymentState::Unknown) {
            self.happen_to(&work.unit, kept, &RepaymentEvent::Failed, (Actor::Provider, None), now).await?;
        }
        Ok(())
    }

    async fn lose_sight_of(&self, work: &Work, kept: &mut KeptRepayment, why: Unsure, now: Timestamp) -> Result<(), Fault> {
        match kept.repayment.lose_sight(why) {
            Some(event) => self.happen_to(&work.unit, kept, &event, (Actor::System, None), now).await,
            None => Ok(()),
        }
    }

    /// Reads a repayment under the lock of its payment.
    pub(in crate::payment) async fn locked(&self, id: RepaymentId) -> Result<Option<Locked>, Fault> {
        let Some(found) = self.repayment(id).await? else { return Ok(None) };
        let Some(work) = self.begin(found.repayment.payment).await? else { return Ok(None) };
        let of = (found.repayment.of, found.repayment.amount.currency);
        let purse = Purse::read(&work.unit, &work.kept.payment, of).await?;
        let kept = purse.repayments.iter().find(|kept| kept.repayment.id == id).cloned();
        Ok(kept.map(|kept| Locked { work, purse, kept }))
    }
}

/// A repayment under the lock of its payment.
pub(in crate::payment) struct Locked {
    pub work: Work,
    pub purse: Purse,
    pub kept: KeptRepayment,
}
