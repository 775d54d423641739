//! The use case of a customs system whose assessment changed: the next version of a notice. Rows LED-02 to LED-04, MON-07, INV-08.
//!
//! What is demanded more is owed, what is demanded less is not, and what was paid beyond it is owed back at once: as a repayment of the payment
//! that paid it, of which officers only decide the way. Who is just about to pay the version before reads it again.

pub(super) mod store;

use payment::{
    Allocation, By, OrderedBy, Payment, PaymentNotice, RepaymentState, Source, State, ledger::demand, notice::CHARGES_MAX,
    portion,
};
use vocabulary::{PaymentId, Timestamp};

use super::{
    deferring,
    issuing::NewNotice,
    ledger::{self, store::Cause},
    notice::{self, IssuedNotice, PaymentNotices},
    owing::{Owing, lock_all},
    paying::digest,
    planning,
    refusal::Refusal,
    repaying::{KeptRepayment, Purse},
    service::Payments,
    settling::Actor,
};
use crate::platform::{
    database::{self, Transaction},
    fault::Fault,
    outbox,
};

/// How many payments are ended in one go.
const AT_ONCE_MAX: u64 = 100;

impl PaymentNotices {
    /// Makes the next version of a notice, in the unit of work of its issuer. Returns the notice as it was, and as it is.
    ///
    /// # Errors
    /// Refuses a version that is not the next one, lines that were something else, to take back what is put off and not settled, and while officers
    /// decide about money of the notice that a payer asked back. Faults when the database cannot keep it.
    pub(super) async fn amend(
        &self,
        unit: &Transaction,
        new: &NewNotice,
        seen: &IssuedNotice,
        now: Timestamp,
    ) -> Result<Result<(IssuedNotice, IssuedNotice), Refusal>, Fault> {
        let id = seen.notice.id;
        // A payment is locked before its notices, here as where money is booked: whoever waits for both never waits in a circle.
        let payers = lock_all(unit, store::payers(unit, id).await?, &[]).await?;
        let Some(before) = notice::store::lock_by_id(unit, &[id]).await?.pop() else { return Ok(Err(Refusal::NoticeUnknown)) };
        // Money that came in while this one waited for the notice.
        let later = lock_all(unit, store::payers(unit, id).await?, &payers).await?;
        let payers: Vec<Payment> = later.into_iter().chain(payers).collect();
        if before.notice.version != seen.notice.version {
            return Ok(Err(Refusal::NoticeVersion { current: before.notice.version }));
        }
        if !new.continues(&before) {
            return Ok(Err(Refusal::NoticeDiffers));
        }
        let charges = new.lines();
        if before.notice.strays(&charges).is_some() {
            return Ok(Err(Refusal::NoticeInvalid { field: "charges" }));
        }
        let after = PaymentNotice {
            takes_parts: new.takes_parts,
            issued_at: now,
            due_on: new.due_on,
            valid_until: new.valid_until,
            ..before.notice.amended(charges)
        };
        if after.charges.len() > CHARGES_MAX {
            return Ok(Err(Refusal::TooMany { limit: CHARGES_MAX }));
        }
        let cause = Cause { notice: Some(id), ..Cause::default() };
        for entry in demand::demanded(&before.notice, &after).map_err(Fault::while_("posting an amendment"))? {
            ledger::store::post(unit, &entry, cause, now).await?;
        }
        let excess = demand::excess(&before.notice, &after);
        if !excess.is_empty() && deferring::store::is_of_notice(unit, id).await? {
            return Ok(Err(Refusal::NoticeDeferred));
        }
        let by = OrderedBy::Amendment;
        let taken = Owing { notice: &before.notice, version: after.version, by, reason: new.because() };
        if let Err(refusal) = take_back(unit, &taken, &excess, &payers, now).await? {
            return Ok(Err(refusal));
        }
        notice::store::amend(unit, &after, new.assessed_on).await?;
        if let Some((plan, outcome)) = after.outcome_of_plan(&before.notice) {
            planning::store::end(unit, plan, outcome, now).await?;
        }
        notice::store::add_version(unit, &after, new.because()).await?;
        outbox::append(unit, notice::CHANGED, &id.to_string(), now).await?;
        let after = IssuedNotice { notice: after, assessed_on: new.assessed_on, ..before.clone() };
        Ok(Ok((before, after)))
    }
}

/// Owes back what was paid beyond what is demanded: to whoever paid last first.
async fn take_back(
    unit: &Transaction,
    taken: &Owing<'_>,
    excess: &[Allocation],
    payers: &[Payment],
    now: Timestamp,
) -> Result<Result<(), Refusal>, Fault> {
    if excess.is_empty() {
        return Ok(Ok(()));
    }
    let notice = taken.notice.id;
    let (mut purses, mut paid) = (Vec::new(), Vec::new());
    for payment in payers {
        let purse = Purse::read(unit, payment, (Source::Charges, taken.notice.currency)).await?;
        let is_undecided = |kept: &&KeptRepayment| {
            let is_of_notice = kept.parts.iter().any(|portion| portion.notice == notice);
            is_of_notice && kept.repayment.state == RepaymentState::Requested && !kept.repayment.is_ordered()
        };
        if purse.repayments.iter().any(|kept| is_undecided(&kept)) {
            // What a payer asked back and what customs takes back may be the same money.
            return Ok(Err(Refusal::NoticeBeingRepaid { payment: payment.id.to_string() }));
        }
        let left = purse.charges_left(unit, payment).await?;
        let parts = left.into_iter().find(|portion| portion.notice == notice).map_or_else(Vec::new, |portion| portion.parts);
        paid.push((payment.id, parts));
        purses.push((payment, purse));
    }
    let (owners, mut rest) = portion::owners(excess, &paid);
    for (id, parts) in owners {
        let Some((payment, purse)) = purses.iter().find(|(payment, _)| payment.id == id) else { continue };
        let key = digest(&("amend", notice, taken.version, payment.id));
        if !taken.order_back(unit, (*payment, purse), (&parts, &key), now).await? {
            rest.extend(parts);
        }
    }
    if !rest.is_empty() {
        // Of payments that were made before they said what they paid: it is owed back, and an officer has to find out to whom.
        let minor = notice::sum(&rest);
        tracing::error!(notice = %taken.notice.reference, minor, "what was paid is owed back, and no payment says that it paid it");
        let entry = demand::taken_back(taken.notice, &rest).map_err(Fault::while_("posting an amendment"))?;
        if let Some(entry) = entry {
            ledger::store::post(unit, &entry, Cause { notice: Some(notice), ..Cause::default() }, now).await?;
        }
    }
    Ok(Ok(()))
}

impl Payments {
    /// Ends payments of a version that is no more, as long as none of their money may have moved: their payer reads the notice again, and pays
    /// what is demanded now (row MON-07). Returns how many.
    pub(super) async fn end_outdated(&self, now: Timestamp) -> Result<usize, Fault> {
        let outdated = store::outdated(self.database.connection(), AT_ONCE_MAX).await?;
        for id in &outdated {
            let Some(mut work) = self.begin(*id).await? else { continue };
            // It is the provider's turn by now: what comes of it pays what is still owed, and the rest goes back.
            let is_late = work.kept.payment.state == State::Submitted;
            let Some(event) = work.kept.payment.ask_cancel(By::System).ok().filter(|_| !is_late) else { continue };
            self.happen(&mut work, &event, (Actor::System, None), now).await?;
            if work.kept.payment.is_unknown_to_providers() {
                self.end_quietly(&mut work, now).await?;
            }
            let kept = work.kept.clone();
            database::commit(work.unit).await?;
            self.outbox.wake();
            self.look(&kept, now).await?;
        }
        Ok(outdated.len())
    }

    /// Says whether one of the notices of a payment was amended since its payer saw it.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn is_outdated(&self, payment: PaymentId) -> Result<bool, Fault> {
        store::is_outdated(self.database.connection(), payment).await
    }
}
