//! The one place where something happens to a repayment: the event, the ledger, the notices, the credit note and what others are told are one
//! unit of work. Rows LED-15 to LED-17, RCP-06, OUT-01.

use gateway::RepaymentEvidence;
use payment::{Child, RepaymentEvent, RepaymentState, Source, Way, ledger::Collected};
use vocabulary::{NoticeId, Timestamp};

use super::{KeptRepayment, store};
use crate::{
    payment::{
        child::store::{Step, append},
        ledger::{self, store::Cause},
        notice::{self, IssuedNotice},
        provider::Pace,
        receipt::{Credit, CreditReason},
        service::Payments,
        settling::Actor,
    },
    platform::{database::Transaction, fault::Fault, outbox},
};

impl Payments {
    /// Lets something happen to a repayment, under the lock of its payment, with everything that follows from it.
    pub(in crate::payment) async fn happen_to(
        &self,
        unit: &Transaction,
        kept: &mut KeptRepayment,
        event: &RepaymentEvent,
        (actor, said): (Actor, Option<&RepaymentEvidence>),
        now: Timestamp,
    ) -> Result<(), Fault> {
        const DOING: &str = "changing a repayment";
        let before = kept.repayment.clone();
        let impossible = || Fault::while_(DOING)(std::io::Error::other("its state does not allow that"));
        let after = before.clone().after(event).ok_or_else(impossible)?;
        let id = before.id.to_string();
        kept.sequence += 1;
        let step = Step {
            child: (Child::Repayment, &id),
            ordinal: kept.sequence,
            verb: event.verb(),
            from: Some(before.state.as_str()),
            to: after.state.as_str(),
            actor: actor.as_str(),
            said: said.map(|said| (said.provider_reference.as_str(), said.raw.as_slice())),
        };
        append(unit, &step, event, now).await?;

        let ids: Vec<NoticeId> = kept.parts.iter().map(|portion| portion.notice).collect();
        let is_about_charges = matches!(event, RepaymentEvent::Approved { .. } | RepaymentEvent::Succeeded);
        let locked = if is_about_charges { notice::store::lock_by_id(unit, &ids).await? } else { Vec::new() };
        let collected: Vec<Collected<'_>> = (kept.parts.iter())
            .filter_map(|portion| {
                let issued = locked.iter().find(|issued| issued.notice.id == portion.notice)?;
                Some(Collected { notice: &issued.notice, parts: &portion.parts })
            })
            .collect();
        if let Some(entry) = before.book(event, &collected).map_err(Fault::while_("posting a repayment"))? {
            let cause = Cause { payment: Some(before.payment), child: Some(&id), ..Cause::default() };
            ledger::store::post(unit, &entry, cause, now).await?;
        }
        // What an amendment took back is demanded no more since then.
        let is_first = matches!(event, RepaymentEvent::Approved { .. }) && before.approvals == 0 && !before.is_ordered();
        if is_first && before.of == Source::Charges {
            give_back(unit, kept, &locked, now).await?;
        }

        match after.state {
            RepaymentState::Approved => {
                (kept.provider_reference, kept.provider_key, kept.submitted_at) = (None, None, None);
            }
            RepaymentState::Submitted if kept.submitted_at.is_none() => {
                kept.provider_key = Some(after.key().as_str().to_owned());
                kept.submitted_at = Some(now);
            }
            RepaymentState::Succeeded | RepaymentState::Rejected => kept.phone = None,
            _ => {}
        }
        if let Some(said) = said {
            kept.provider_reference = Some(said.provider_reference.clone());
        }
        kept.repayment = after;
        kept.looks = 0;
        store::update(unit, kept, due_at(kept, now)).await?;
        if kept.repayment.state == RepaymentState::Succeeded && kept.repayment.of == Source::Charges {
            self.credit(unit, kept, &locked, now).await?;
        }
        outbox::append(unit, topic(kept.repayment.state), &kept.repayment.payment.to_string(), now).await?;
        metrics::counter!("fingertip_repayment_events_total", "verb" => event.verb()).increment(1);
        Ok(())
    }

    /// Signs the credit notes of what was given back (row RCP-06).
    async fn credit(
        &self,
        unit: &Transaction,
        kept: &KeptRepayment,
        locked: &[IssuedNotice],
        now: Timestamp,
    ) -> Result<(), Fault> {
        let Some(receipts) = &self.receipts else { return Ok(()) };
        let (name, reference) = match &kept.repayment.way {
            Some(Way::Provider(name)) => (name.as_str(), kept.provider_reference.as_deref().unwrap_or("-")),
            Some(Way::Treasury(bank)) => (bank.as_str(), "-"),
            None => ("-", "-"),
        };
        let credit = Credit {
            child: kept.repayment.id,
            payment: kept.repayment.payment,
            parts: &kept.parts,
            carrier: (name, reference),
            reason: CreditReason::Repaid,
        };
        receipts.credit(unit, &credit, locked, now).await
    }
}

/// Takes out of the notices what is owed back: it is demanded no more.
async fn give_back(unit: &Transaction, kept: &KeptRepayment, locked: &[IssuedNotice], now: Timestamp) -> Result<(), Fault> {
    for issued in locked {
        let Some(portion) = kept.parts.iter().find(|portion| portion.notice == issued.notice.id) else { continue };
        notice::store::update(unit, &issued.notice.clone().given_back(&portion.parts)).await?;
        outbox::append(unit, notice::CHANGED, &issued.notice.id.to_string(), now).await?;
    }
    Ok(())
}

/// Says when a repayment is looked at next after something happened to it: nothing where nothing is left to do for us.
fn due_at(kept: &KeptRepayment, now: Timestamp) -> Option<Timestamp> {
    let is_of_provider = matches!(kept.repayment.way, Some(Way::Provider(_)));
    match kept.repayment.state {
        RepaymentState::Approved => Some(now),
        RepaymentState::Submitted | RepaymentState::Unknown if is_of_provider => Some(Pace::after(now, 0)),
        _ => None,
    }
}

/// Names what others are told.
fn topic(state: RepaymentState) -> &'static str {
    match state {
        RepaymentState::Requested => "repayment.requested",
        RepaymentState::Rejected => "repayment.rejected",
        RepaymentState::Approved => "repayment.approved",
        RepaymentState::Submitted => "repayment.submitted",
        RepaymentState::Succeeded => "repayment.succeeded",
        RepaymentState::Failed => "repayment.failed",
        RepaymentState::Unknown => "repayment.outcome_unknown",
    }
}
