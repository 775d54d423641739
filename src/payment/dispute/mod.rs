//! Payments that payers dispute at the provider: what the provider says of each, and what follows. While one is open nothing is given back;
//! what is lost is owed again. Rows INV-08, LED-18 to LED-20, REC-07.

mod rows;
pub(super) mod store;

use gateway::{DisputeEvidence, DisputeStanding, Movement};
use payment::{Child, ChildHeard, Dispute, DisputeEvent, DisputeState, Portion, Source, ledger::Collected, portion};
use vocabulary::{Money, NoticeId, RepaymentId, Timestamp};

use super::{
    child::store::{Step, append},
    ledger::{self, store::Cause},
    notice,
    receipt::{Credit, CreditReason},
    repaying::Purse,
    service::Payments,
    settling::{Actor, Work},
};
use crate::platform::{fault::Fault, identifier, outbox};

/// A dispute, and what only the server needs to know of it.
#[derive(Clone, Debug)]
pub struct KeptDispute {
    /// Its name with us. The credit note of a dispute that was lost names it where others name a repayment.
    pub id: RepaymentId,
    /// The dispute.
    pub dispute: Dispute,
    /// How many events there are.
    pub sequence: u32,
    /// The sum that is disputed, as its provider calls it.
    pub taken_as: String,
    /// The charges that are owed again, once it is lost.
    pub parts: Vec<Portion>,
    /// Until when the provider takes evidence.
    pub evidence_due_at: Option<Timestamp>,
    /// When we heard of it.
    pub opened_at: Timestamp,
    /// Whether the provider said what only an officer can make sense of.
    pub contradicted: bool,
}

impl Payments {
    /// Reads the newest disputes.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn disputes(&self, most: usize) -> Result<Vec<KeptDispute>, Fault> {
        store::newest(self.database.connection(), most).await
    }

    /// Takes in what a provider signed about a dispute, under the lock of its payment: first what it took, then where it stands, then what
    /// it gave back. It says no, one or two changes of our balance, and in any order (row REC-07).
    pub(super) async fn hear_dispute(
        &self,
        work: &Work,
        (provider, taken_as): (&str, &str),
        said: &DisputeEvidence,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let Some(mut kept) = self.open_dispute(work, (provider, taken_as), said, now).await? else { return Ok(()) };
        kept.evidence_due_at = said.evidence_due.or(kept.evidence_due_at);
        let taken = said.movements.iter().find(|movement| movement.amount.minor < 0);
        let given = said.movements.iter().find(|movement| movement.amount.minor > 0);
        if let Some(Movement { amount, fee }) = taken {
            let heard = kept.dispute.hear_withdrawal(Money::new(amount.minor.saturating_neg(), amount.currency), fee.minor);
            self.take_in(work, &mut kept, heard, said, now).await?;
        }
        if let Some(standing) = said.standing.and_then(state) {
            let purse = Purse::read(&work.unit, &work.kept.payment, (Source::Charges, work.kept.payment.amount.currency)).await?;
            let left = purse.givable().available();
            let is_lost = standing.is_lost() && !kept.dispute.state.is_lost();
            let charges = purse.charges_left(&work.unit, &work.kept.payment).await?;
            let parts = portion::split(kept.dispute.amount.minor, &charges);
            let heard = match kept.dispute.hear(standing, left) {
                // Of payments that were made before it was written down, nobody knows which charges they paid.
                Ok(ChildHeard::Event(_)) if is_lost && parts.is_none() => ChildHeard::Contradicts,
                Ok(heard) => heard,
                Err(takes_more) => {
                    tracing::warn!(dispute = kept.dispute.reference, %takes_more, "a dispute was lost over money that went back before");
                    ChildHeard::Contradicts
                }
            };
            if is_lost && matches!(heard, ChildHeard::Event(_)) {
                kept.parts = parts.unwrap_or_default();
            }
            self.take_in(work, &mut kept, heard, said, now).await?;
        }
        if let Some(Movement { amount, .. }) = given {
            let heard = kept.dispute.hear_reinstatement(*amount);
            self.take_in(work, &mut kept, heard, said, now).await?;
        }
        store::update(&work.unit, &kept).await
    }

    /// Reads a dispute, or begins it.
    async fn open_dispute(
        &self,
        work: &Work,
        (provider, taken_as): (&str, &str),
        said: &DisputeEvidence,
        now: Timestamp,
    ) -> Result<Option<KeptDispute>, Fault> {
        if let Some(kept) = store::named(&work.unit, provider, &said.provider_reference).await? {
            return Ok(Some(kept));
        }
        let Some(amount) = said.amount.filter(|amount| amount.minor > 0) else { return Ok(None) };
        let event = DisputeEvent::Opened {
            reference: said.provider_reference.clone(),
            payment: work.kept.payment.id,
            provider: provider.to_owned(),
            amount,
        };
        let Some(dispute) = Dispute::opened(&event) else { return Ok(None) };
        let kept = KeptDispute {
            id: RepaymentId::new(identifier::new_number()),
            dispute,
            sequence: 1,
            taken_as: taken_as.to_owned(),
            parts: Vec::new(),
            evidence_due_at: said.evidence_due,
            opened_at: now,
            contradicted: false,
        };
        self.write_step(work, (&kept, None), &event, said, now).await?;
        store::add(&work.unit, &kept).await?;
        outbox::append(&work.unit, "dispute.opened", &work.kept.payment.id.to_string(), now).await?;
        Ok(Some(kept))
    }

    /// Lets something happen to a dispute, with everything that follows from it.
    async fn take_in(
        &self,
        work: &Work,
        kept: &mut KeptDispute,
        heard: ChildHeard<DisputeEvent>,
        said: &DisputeEvidence,
        now: Timestamp,
    ) -> Result<(), Fault> {
        const DOING: &str = "changing a dispute";
        let event = match heard {
            ChildHeard::Event(event) => event,
            ChildHeard::Duplicate | ChildHeard::Superseded => return Ok(()),
            ChildHeard::Contradicts => {
                tracing::warn!(
                    dispute = kept.dispute.reference,
                    provider = kept.dispute.provider,
                    "what a provider says of a dispute cannot be"
                );
                metrics::counter!("fingertip_payment_contradictions_total").increment(1);
                kept.contradicted = true;
                return Ok(());
            }
        };
        let before = kept.dispute.clone();
        let impossible = || Fault::while_(DOING)(std::io::Error::other("its state does not allow that"));
        kept.dispute = before.clone().after(&event).ok_or_else(impossible)?;
        kept.sequence += 1;
        self.write_step(work, (&*kept, Some(before.state)), &event, said, now).await?;

        let is_lost = matches!(&event, DisputeEvent::Moved { to } if to.is_lost());
        let ids: Vec<NoticeId> = kept.parts.iter().map(|portion| portion.notice).collect();
        let locked = if is_lost { notice::store::lock_by_id(&work.unit, &ids).await? } else { Vec::new() };
        let collected: Vec<Collected<'_>> = (kept.parts.iter())
            .filter_map(|portion| {
                let issued = locked.iter().find(|issued| issued.notice.id == portion.notice)?;
                Some(Collected { notice: &issued.notice, parts: &portion.parts })
            })
            .collect();
        let id = kept.id.to_string();
        if let Some(entry) = before.book(&event, &collected).map_err(Fault::while_("posting a dispute"))? {
            let cause = Cause { payment: Some(before.payment), child: Some(&id), ..Cause::default() };
            ledger::store::post(&work.unit, &entry, cause, now).await?;
        }
        store::update(&work.unit, kept).await?;
        if is_lost {
            let mut reopened = Vec::new();
            for issued in &locked {
                let Some(portion) = kept.parts.iter().find(|portion| portion.notice == issued.notice.id) else { continue };
                let after = issued.notice.clone().reopened(&portion.parts);
                notice::store::update(&work.unit, &after).await?;
                reopened.push((issued, after));
                outbox::append(&work.unit, notice::CHANGED, &issued.notice.id.to_string(), now).await?;
            }
            if let Some(receipts) = &self.receipts {
                let credit = Credit {
                    child: kept.id,
                    payment: before.payment,
                    parts: &kept.parts,
                    carrier: (&before.provider, &before.reference),
                    reason: CreditReason::Reversed,
                };
                receipts.credit(&work.unit, &credit, &locked, now).await?;
            }
            for (issued, after) in &reopened {
                self.tell_customs_of(&work.unit, issued, after, now).await?;
            }
        }
        let topic = if is_lost { "dispute.lost" } else { "dispute.changed" };
        outbox::append(&work.unit, topic, &before.payment.to_string(), now).await?;
        metrics::counter!("fingertip_dispute_events_total", "verb" => event.verb()).increment(1);
        Ok(())
    }

    async fn write_step(
        &self,
        work: &Work,
        (kept, from): (&KeptDispute, Option<DisputeState>),
        event: &DisputeEvent,
        said: &DisputeEvidence,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let step = Step {
            child: (Child::Dispute, &kept.id.to_string()),
            ordinal: kept.sequence,
            verb: event.verb(),
            from: from.map(DisputeState::as_str),
            to: kept.dispute.state.as_str(),
            actor: Actor::Provider.as_str(),
            said: Some((&said.provider_reference, &said.raw)),
        };
        append(&work.unit, &step, event, now).await
    }
}

/// Says where a dispute stands, in our words. An inquiry took nothing yet; one that ended without either left the money with us.
fn state(standing: DisputeStanding) -> Option<DisputeState> {
    match standing {
        DisputeStanding::Inquiry => None,
        DisputeStanding::EvidenceDue => Some(DisputeState::EvidenceDue),
        DisputeStanding::UnderReview => Some(DisputeState::UnderReview),
        DisputeStanding::Won | DisputeStanding::Closed => Some(DisputeState::Won),
        DisputeStanding::Lost => Some(DisputeState::Lost),
    }
}
