//! Money that is owed back although nobody asked for it: an amendment took it back (LED-04), or a plan of parts ended before it was complete (row
//! PAY-N4). It is a repayment from the first moment, of which officers only decide the way.

use payment::{
    Allocation, Child, OrderedBy, Payment, PaymentNotice, Portion, Repayment, RepaymentEvent,
    ledger::{Collected, demand, giving_back},
};
use vocabulary::{Money, PaymentId, RepaymentId, Timestamp};

use super::{
    child::store::{Step, append},
    ledger::{self, store::Cause},
    notice,
    repaying::{self, KeptRepayment, Purse},
    settling::Actor,
    store as payments,
};
use crate::platform::{database::Transaction, fault::Fault, identifier, outbox};

/// What is owed back, and why.
pub(super) struct Owing<'a> {
    /// The notice that it was paid of, as it was before.
    pub notice: &'a PaymentNotice,
    /// The version of it that it follows from.
    pub version: u32,
    /// What it follows from.
    pub by: OrderedBy,
    /// Why, as payers and officers read it.
    pub reason: &'a str,
}

/// Locks payments, always in one order, and returns them in the order in which they were given. Those of `locked` are.
pub(super) async fn lock_all(unit: &Transaction, ids: Vec<PaymentId>, locked: &[Payment]) -> Result<Vec<Payment>, Fault> {
    let mut wanted: Vec<PaymentId> = ids.iter().copied().filter(|id| locked.iter().all(|payment| payment.id != *id)).collect();
    wanted.sort_unstable();
    let mut found = Vec::with_capacity(wanted.len());
    for id in wanted {
        found.extend(payments::lock(unit, id).await?.map(|kept| kept.payment));
    }
    found.sort_by_key(|payment| ids.iter().position(|id| *id == payment.id));
    Ok(found)
}

impl Owing<'_> {
    /// Makes a repayment of what is owed back of one payment, once by `key`; says whether its money came in one sum of which enough is left.
    pub async fn order_back(
        &self,
        unit: &Transaction,
        (payment, purse): (&Payment, &Purse),
        (parts, key): (&[Allocation], &str),
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let (notice, version, by) = (self.notice.id, self.version, self.by);
        let amount = Money::new(notice::sum(parts), self.notice.currency);
        let Ok(chosen) = purse.choose(payment, amount) else { return Ok(false) };
        let id = RepaymentId::new(identifier::new_number());
        let event = RepaymentEvent::Ordered { repayment: id, payment: payment.id, amount, notice, version, by };
        let Some(repayment) = Repayment::requested(&event) else { return Ok(false) };
        let name = id.to_string();
        let step = Step {
            child: (Child::Repayment, &name),
            ordinal: 1,
            verb: event.verb(),
            from: None,
            to: repayment.state.as_str(),
            actor: Actor::System.as_str(),
            said: None,
        };
        append(unit, &step, &event, now).await?;
        let kept = KeptRepayment {
            repayment,
            sequence: 1,
            by_officer: false,
            reason: self.reason.to_owned(),
            phone: None,
            attempt: chosen.attempt,
            asked: chosen.way(),
            provider: chosen.provider,
            taken_as: chosen.taken_as,
            parts: vec![Portion { notice, parts: parts.to_vec() }],
            provider_key: None,
            provider_reference: None,
            submitted_at: None,
            requested_at: now,
            looks: 0,
            contradicted: false,
        };
        if !repaying::store::add(unit, &kept, (key, key)).await? {
            let twice = std::io::Error::other("what one payment paid is owed back once");
            return Err(Fault::while_("owing back what was paid")(twice));
        }
        let collected = [Collected { notice: self.notice, parts }];
        let entry = match by {
            OrderedBy::Amendment => demand::taken_back(self.notice, parts),
            OrderedBy::Plan => giving_back::repayment_approved(self.notice.currency, &collected).map(Some),
        };
        if let Some(entry) = entry.map_err(Fault::while_("posting what is owed back"))? {
            let cause = Cause { payment: Some(payment.id), notice: Some(notice), child: Some(&name), ..Cause::default() };
            ledger::store::post(unit, &entry, cause, now).await?;
        }
        outbox::append(unit, "repayment.requested", &payment.id.to_string(), now).await?;
        Ok(true)
    }
}
