//! A plan that ends before it is complete: what was paid under it is owed back, as a repayment of each payment, and the notice is owed whole again. One
//! unit of work, so that no money is nobody's in between. Row PAY-N4.

use payment::{Allocation, OrderedBy, Payment, PlanOutcome, Portion, RepaymentState, Source, ledger::demand, portion};
use vocabulary::{NoticeId, PlanId, Timestamp};

use super::{KeptPlan, store};
use crate::{
    payment::{
        ledger::{self, store::Cause},
        notice,
        owing::{Owing, lock_all},
        paying::digest,
        refusal::Refusal,
        repaying::{KeptRepayment, Purse},
        service::Payments,
        store as payments,
    },
    platform::{
        database::{self, Transaction},
        fault::Fault,
        outbox,
    },
};

/// How many plans are ended in one go.
const AT_ONCE_MAX: u64 = 100;
/// In how many repayments the money of one payment goes back: as many as sums it came in.
const PIECES_MAX: u32 = 100;

impl Payments {
    /// Takes a plan back. Said again, it is taken back already.
    ///
    /// # Errors
    /// Refuses a plan that is over otherwise, while a part is being paid, and while officers or a bank decide about money that was paid under it.
    pub async fn withdraw_plan(&self, id: PlanId, now: Timestamp) -> Result<Result<KeptPlan, Refusal>, Fault> {
        let Some(plan) = store::find(self.database.connection(), id).await? else { return Ok(Err(Refusal::PlanUnknown)) };
        if plan.outcome == PlanOutcome::Withdrawn {
            return Ok(Ok(plan));
        }
        if let Err(refusal) = self.end_plan(&plan, PlanOutcome::Withdrawn, now).await? {
            return Ok(Err(refusal));
        }
        let ended = store::find(self.database.connection(), id).await?;
        Ok(ended.ok_or(Refusal::PlanUnknown))
    }

    /// Ends plans whose last day is over, and returns how many. One that cannot end yet is looked at again after a minute.
    pub(in crate::payment) async fn end_plans(&self, now: Timestamp) -> Result<usize, Fault> {
        let due = store::claim_due(self.database.connection(), now, AT_ONCE_MAX).await?;
        let mut ended = 0;
        for id in due {
            let Some(plan) = store::find(self.database.connection(), id).await? else { continue };
            match self.end_plan(&plan, PlanOutcome::Expired, now).await {
                Ok(Ok(())) => ended += 1,
                Ok(Err(refusal)) => tracing::debug!(?refusal, "a plan of parts cannot end yet"),
                // One that cannot be read keeps no other from ending.
                Err(fault) => tracing::warn!(cause = fault.chain(), "could not end a plan of parts"),
            }
        }
        Ok(ended)
    }

    /// Ends a plan: payments are locked before their notice, and feeds last, here as everywhere.
    async fn end_plan(&self, plan: &KeptPlan, outcome: PlanOutcome, now: Timestamp) -> Result<Result<(), Refusal>, Fault> {
        let unit = self.database.begin().await?;
        let first = lock_all(&unit, store::payers(&unit, plan.id, plan.notice).await?, &[]).await?;
        let Some(issued) = notice::store::lock_by_id(&unit, &[plan.notice]).await?.pop() else {
            return Ok(Err(Refusal::NoticeUnknown));
        };
        // Money that came in while this one waited for the notice.
        let later = lock_all(&unit, store::payers(&unit, plan.id, plan.notice).await?, &first).await?;
        let payers: Vec<Payment> = later.into_iter().chain(first).collect();
        if issued.notice.plan.as_ref().is_none_or(|open| open.id != plan.id) {
            let kept = store::find(&unit, plan.id).await?;
            return Ok(Err(kept.map_or(Refusal::PlanUnknown, |kept| Refusal::PlanOver { outcome: kept.outcome })));
        }
        if let Some(live) = payments::live_of(&unit, plan.notice).await? {
            // What is under way may become paid: then it belongs to the plan, or completes it.
            return Ok(Err(Refusal::BeingPaid { payment: live.to_string() }));
        }
        let before = &issued.notice;
        let mut paid = Vec::new();
        for payment in &payers {
            let purse = Purse::read(&unit, payment, (Source::Charges, before.currency)).await?;
            if let Some(refusal) = undecided(&purse, plan.notice, payment) {
                return Ok(Err(refusal));
            }
            let left = purse.charges_left(&unit, payment).await?.into_iter().find(|portion| portion.notice == plan.notice);
            let parts: Vec<Allocation> = left.map_or_else(Vec::new, |portion| portion.parts);
            paid.push((payment, parts.into_iter().filter(|part| part.minor > 0).collect::<Vec<_>>()));
        }
        let reason = if outcome == PlanOutcome::Withdrawn { "parts-withdrawn" } else { "parts-not-complete" };
        let owing = Owing { notice: before, version: before.version, by: OrderedBy::Plan, reason };
        for (payment, parts) in &paid {
            give_all(&unit, &owing, (plan.id, payment), parts, now).await?;
        }
        let returned: Vec<Allocation> = paid.into_iter().flat_map(|(_, parts)| parts).collect();
        let again = demand::demanded_again(before, &returned).map_err(Fault::while_("posting the end of a plan"))?;
        if let Some(entry) = again {
            ledger::store::post(&unit, &entry, Cause { notice: Some(plan.notice), ..Cause::default() }, now).await?;
        }
        let after = before.clone().parts_returned(&returned);
        notice::store::update(&unit, &after).await?;
        store::end(&unit, plan.id, outcome, now).await?;
        outbox::append(&unit, notice::CHANGED, &plan.notice.to_string(), now).await?;
        self.tell_customs_of(&unit, &issued, &after, now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        metrics::counter!("fingertip_payment_plans_total", "outcome" => outcome.as_str()).increment(1);
        Ok(Ok(()))
    }
}

/// Says what has to be decided before money of a payment goes back: what its payer asked back may be the same, and so may what they dispute.
fn undecided(purse: &Purse, notice: NoticeId, payment: &Payment) -> Option<Refusal> {
    let waits = |kept: &KeptRepayment| {
        let is_of_notice = kept.parts.iter().any(|portion| portion.notice == notice);
        is_of_notice && kept.repayment.state == RepaymentState::Requested && !kept.repayment.is_ordered()
    };
    if purse.repayments.iter().any(waits) {
        return Some(Refusal::NoticeBeingRepaid { payment: payment.id.to_string() });
    }
    purse.disputes.iter().any(|kept| kept.dispute.state.is_open()).then_some(Refusal::RepaymentDisputed)
}

/// Owes back parts of one payment: in one repayment, or in as many as sums its money came in.
async fn give_all(
    unit: &Transaction,
    owing: &Owing<'_>,
    (plan, payment): (PlanId, &Payment),
    parts: &[Allocation],
    now: Timestamp,
) -> Result<(), Fault> {
    let (notice, currency) = (owing.notice.id, owing.notice.currency);
    let mut left = vec![Portion { notice, parts: parts.to_vec() }];
    for piece in 0..PIECES_MAX {
        let minor = portion::sum(&left);
        if minor == 0 {
            return Ok(());
        }
        let purse = Purse::read(unit, payment, (Source::Charges, currency)).await?;
        let at_once = minor.min(purse.at_once(payment, currency));
        let Some(taken) = portion::split(at_once, &left) else { break };
        let of_notice: Vec<Allocation> = taken.iter().flat_map(|portion| portion.parts.clone()).collect();
        let key = digest(&("plan", plan, payment.id, piece));
        if !owing.order_back(unit, (payment, &purse), (&of_notice, &key), now).await? {
            break;
        }
        left = portion::less(&left, &taken);
    }
    let unowned = std::io::Error::other("what was paid under a plan came in no sum");
    Err(Fault::while_("owing back the parts of a plan")(unowned))
}
