//! The one place where something happens to a payment: the event, the ledger, the notices, the receipt and what others are told are one unit
//! of work, under the lock of the payment. Rows ST-01 to ST-31, WHK-11, INV-12, OUT-01.

use gateway::{Answer, Handover as Handed};
use payment::{Attempt, Event, Evidence, Heard, Paid, Payment, PaymentNotice, Rail, Standing, State, book};
use vocabulary::{AttemptId, NoticeId, PaymentId, Timestamp};

use super::{
    following::LOCKED,
    ledger::{self, store::Cause},
    notice::{self, IssuedNotice},
    planning,
    provider::Pace,
    receipt::KeptReceipt,
    service::Payments,
    store::{self, Handover, Kept, Source},
};
use crate::{
    feed::{Change, ToldReceipt},
    platform::{
        database::{self, Transaction},
        fault::Fault,
        outbox,
    },
};

/// A payment under its lock.
pub(super) struct Work {
    pub unit: Transaction,
    pub kept: Kept,
}

/// Who does something, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Actor {
    Payer,
    Officer,
    Provider,
    System,
}

impl Actor {
    pub fn as_str(self) -> &'static str {
        match self {
            Actor::Payer => "payer",
            Actor::Officer => "officer",
            Actor::Provider => "provider",
            Actor::System => "system",
        }
    }
}

impl Payments {
    /// Begins to work on a payment: nobody else changes it until the unit of work is over.
    pub(super) async fn begin(&self, id: PaymentId) -> Result<Option<Work>, Fault> {
        let unit = self.database.begin().await?;
        Ok(store::lock(&unit, id).await?.map(|kept| Work { unit, kept }))
    }

    /// Lets something happen to a payment, with everything that follows from it.
    pub(super) async fn happen(
        &self,
        work: &mut Work,
        event: &Event,
        (actor, proof): (Actor, Option<i64>),
        now: Timestamp,
    ) -> Result<(), Fault> {
        let before = work.kept.payment.clone();
        let edge = before.edge(event).map_err(Fault::while_("changing a payment"))?;
        let after = before.clone().after(event, now).map_err(Fault::while_("changing a payment"))?;
        let ordinal = after.sequence;
        store::append(&work.unit, (after.id, ordinal), event, (Some(before.state), after.state), (actor.as_str(), proof), now)
            .await?;
        store::update(&work.unit, &after, due_at(&after, now)).await?;
        let (locked, paid) = self.book(&work.unit, event, &before, ordinal, now).await?;
        if !after.state.is_live() {
            store::free_shares(&work.unit, after.id).await?;
            store::forget_handovers(&work.unit, after.id).await?;
        }
        let told = paid.iter().map(|paid| (notice::CHANGED, paid.notice.id.to_string()));
        let told = told.chain([(edge.event.unwrap_or(LOCKED), after.id.to_string())]).collect();
        outbox::append_all(&work.unit, told, now).await?;
        // Last of all: whoever has taken a number keeps the next one waiting until the unit of work is over.
        let receipts = self.give_receipts(&work.unit, (event, &before), &locked, &paid, now).await?;
        self.tell_customs(&work.unit, (event, &before), (&locked, &paid, &receipts), now).await?;
        metrics::counter!("fingertip_payment_events_total", "verb" => edge.verb.as_str()).increment(1);
        work.kept.payment = after;
        work.kept.looks = 0;
        Ok(())
    }

    /// Posts what an event comes to, and pays the notices. Returns them, and what was paid of each.
    async fn book(
        &self,
        unit: &Transaction,
        event: &Event,
        before: &Payment,
        ordinal: u32,
        now: Timestamp,
    ) -> Result<(Vec<IssuedNotice>, Vec<Paid>), Fault> {
        let ids: Vec<NoticeId> = before.over.iter().map(|share| share.notice).collect();
        let locked = if event.needs_evidence() || matches!(event, Event::ConflictAccepted { .. }) {
            notice::store::lock_by_id(unit, &ids).await?
        } else {
            Vec::new()
        };
        let notices: Vec<_> = locked.iter().map(|issued| issued.notice.clone()).collect();
        let booked = book(event, before, &notices, &self.settings.order).map_err(Fault::while_("posting a payment"))?;
        let cause = Cause { payment: Some(before.id), ordinal: Some(ordinal), ..Cause::default() };
        for entry in &booked.entries {
            ledger::store::post(unit, entry, cause, now).await?;
        }
        for paid in &booked.paid {
            notice::store::update(unit, &paid.notice).await?;
            let was = notices.iter().find(|notice| notice.id == paid.notice.id);
            if let Some((plan, outcome)) = was.and_then(|was| paid.notice.outcome_of_plan(was)) {
                planning::store::end(unit, plan, outcome, now).await?;
            }
            store::pay_share(unit, before.id, (paid.notice.id, &paid.parts), paid.plan).await?;
        }
        Ok((locked, booked.paid))
    }

    /// Keeps what customs is told, in the unit of work of the capture, with the receipts as its proof (rows OUT-01, PAY-N6).
    async fn tell_customs(
        &self,
        unit: &Transaction,
        (event, before): (&Event, &Payment),
        (locked, paid, receipts): (&[IssuedNotice], &[Paid], &[(NoticeId, KeptReceipt)]),
        now: Timestamp,
    ) -> Result<(), Fault> {
        let is_late = matches!(event, Event::CapturedLate { .. });
        // Feeds are held until the unit of work is over: always in one order, so that two who need the same never wait for each other.
        // Statements are ours: no customs system waits to hear of them.
        let mut locked: Vec<&IssuedNotice> = locked.iter().filter(|issued| !issued.is_statement()).collect();
        locked.sort_by(|one, other| (&one.issuer, one.notice.id).cmp(&(&other.issuer, other.notice.id)));
        for issued in locked {
            let paid = paid.iter().find(|paid| paid.notice.id == issued.notice.id);
            if paid.is_none() && !is_late {
                continue;
            }
            let given = receipts.iter().filter(|(notice, _)| *notice == issued.notice.id);
            let receipts: Vec<ToldReceipt> = given.map(|(_, receipt)| told(receipt)).collect();
            let change = Change {
                issuer: &issued.issuer,
                issuer_reference: &issued.issuer_reference,
                declaration: &issued.declaration,
                before: &issued.notice,
                after: paid.map_or(&issued.notice, |paid| &paid.notice),
                payment: Some(before.id),
                parts: paid.map_or(&[], |paid| &paid.parts[..]),
                receipts: &receipts,
                is_late,
            };
            self.feed.append(unit, &change, now).await?;
        }
        Ok(())
    }

    /// Keeps what customs is told of a notice that officers or a dispute changed, in the unit of work of the change: to be called wherever a
    /// notice becomes another otherwise than by a payment.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn tell_customs_of(
        &self,
        unit: &Transaction,
        issued: &IssuedNotice,
        after: &PaymentNotice,
        now: Timestamp,
    ) -> Result<(), Fault> {
        if issued.is_statement() {
            return Ok(());
        }
        let change = Change {
            issuer: &issued.issuer,
            issuer_reference: &issued.issuer_reference,
            declaration: &issued.declaration,
            before: &issued.notice,
            after,
            payment: None,
            parts: &[],
            receipts: &[],
            is_late: false,
        };
        self.feed.append(unit, &change, now).await
    }

    /// Gives a receipt for each notice that was paid, in the unit of work of the capture (rows RCP-01, RCP-07).
    async fn give_receipts(
        &self,
        unit: &Transaction,
        (event, before): (&Event, &Payment),
        locked: &[IssuedNotice],
        paid: &[Paid],
        now: Timestamp,
    ) -> Result<Vec<(NoticeId, KeptReceipt)>, Fault> {
        // What is put off is proved once its statement is paid (row PAY-M19).
        let is_deferred = before.attempts.iter().any(|attempt| attempt.rail == Rail::Deferment);
        let Some(receipts) = self.receipts.as_ref().filter(|_| !paid.is_empty() && !is_deferred) else { return Ok(Vec::new()) };
        let (attempt, reference) = match event {
            Event::Captured { attempt, reference, .. } | Event::CapturedLate { attempt, reference, .. } => {
                (Some(*attempt), reference.as_str())
            }
            _ => {
                let taken = before.attempts.iter().find_map(|attempt| attempt.taken.first().map(|taken| (attempt.id, taken)));
                (taken.map(|(id, _)| id), taken.map_or("-", |(_, taken)| taken.reference.as_str()))
            }
        };
        let provider = before.attempts.iter().find(|one| Some(one.id) == attempt).map_or("-", Attempt::carrier);
        let paid: Vec<_> = (paid.iter())
            .filter_map(|paid| {
                locked.iter().find(|issued| issued.notice.id == paid.notice.id).map(|issued| (issued.clone(), paid.clone()))
            })
            .collect();
        receipts.issue(unit, before, (provider, reference), &paid, now).await
    }

    /// Takes in what a provider said of an attempt.
    pub(super) async fn hear(
        &self,
        work: &mut Work,
        attempt: AttemptId,
        (said, source): (&Evidence, Source),
        now: Timestamp,
    ) -> Result<Heard, Fault> {
        let Some(found) = work.kept.payment.attempts.iter().find(|one| one.id == attempt).cloned() else {
            return Ok(Heard::Superseded);
        };
        let is_other = !store::name_attempt(&work.unit, attempt, &said.provider_reference).await?;
        if is_other && said.standing != Standing::Captured {
            // Another order of the provider with our id in it: only its money concerns us.
            return Ok(Heard::Superseded);
        }
        // No provider that can be set names accounts in what it says.
        let heard = work.kept.payment.hear(attempt, said, None).unwrap_or(Heard::Superseded);
        match &heard {
            Heard::Event(event) => {
                let proof = store::add_evidence(&work.unit, (attempt, &found.provider), said, source, now).await?;
                self.happen(work, event, (Actor::Provider, Some(proof)), now).await?;
            }
            Heard::Contradicts => {
                let payment = work.kept.payment.id;
                tracing::warn!(%payment, provider = found.provider, "a provider contradicts what it confirmed");
                metrics::counter!("fingertip_payment_contradictions_total").increment(1);
                store::add_evidence(&work.unit, (attempt, &found.provider), said, source, now).await?;
            }
            Heard::LetGo => self.let_go(work, now).await?,
            Heard::Duplicate | Heard::Superseded => {}
        }
        Ok(heard)
    }

    /// Makes the janitor look at a payment at once: a provider holds money that nobody waits for.
    async fn let_go(&self, work: &Work, now: Timestamp) -> Result<(), Fault> {
        store::postpone(&work.unit, &work.kept, Some(now)).await
    }

    /// Takes in what a provider answered to something that was asked of it.
    pub(super) async fn record(
        &self,
        id: PaymentId,
        attempt: AttemptId,
        (answer, source): (Answer, Source),
        now: Timestamp,
    ) -> Result<Option<Kept>, Fault> {
        let Some(mut work) = self.begin(id).await? else { return Ok(None) };
        match answer {
            Answer::Known(said) => drop(self.hear(&mut work, attempt, (&said, source), now).await?),
            Answer::Handover { evidence, handover } => {
                self.hear(&mut work, attempt, (&evidence, source), now).await?;
                if work.kept.payment.state.is_live() {
                    store::hand_over(&work.unit, attempt, &handed(&handover)).await?;
                }
            }
            Answer::Refused(why) => self.refused(&mut work, attempt, why, now).await?,
            Answer::NoSuchRequest => self.absent(&mut work, attempt, now).await?,
            Answer::Unsure { why, .. } => {
                if let Some(event) = work.kept.payment.lose_sight(why) {
                    self.happen(&mut work, &event, (Actor::System, None), now).await?;
                }
            }
        }
        let kept = work.kept.clone();
        database::commit(work.unit).await?;
        self.outbox.wake();
        Ok(Some(kept))
    }

    /// The provider takes no such order: nothing moved, and the attempt is over.
    async fn refused(&self, work: &mut Work, attempt: AttemptId, why: gateway::Refused, now: Timestamp) -> Result<(), Fault> {
        let payment = work.kept.payment.id;
        tracing::warn!(%payment, %why, "a provider does not take an order");
        let is_current = work.kept.payment.attempt().is_some_and(|last| last.id == attempt && last.is_open());
        // A refusal to end an order says nothing of its money: it is asked about again.
        let event = match work.kept.payment.state {
            State::AwaitingPayer | State::Submitted if is_current => {
                Some(Event::Declined { attempt, reason: payment::DeclineReason::Means })
            }
            _ => None,
        };
        if let Some(event) = event {
            self.happen(work, &event, (Actor::Provider, None), now).await?;
        }
        Ok(())
    }

    /// The provider says that it has no such order: that counts once none can arrive any more.
    async fn absent(&self, work: &mut Work, attempt: AttemptId, now: Timestamp) -> Result<(), Fault> {
        let payment = &work.kept.payment;
        if payment.attempt().is_none_or(|last| last.id != attempt) {
            return Ok(());
        }
        if let Ok(event) = payment.never_arrived(Pace::PROMPT_LIVES, now) {
            self.happen(work, &event, (Actor::Provider, None), now).await?;
        }
        Ok(())
    }
}

/// Says when a payment is looked at next after something happened to it: nothing where nothing is left to do.
pub(super) fn due_at(payment: &Payment, now: Timestamp) -> Option<Timestamp> {
    let soon = || Some(Pace::after(now, 0));
    match payment.state {
        State::Created | State::Declined => Some(payment.expires_at.max(Pace::quiet(now))),
        State::AwaitingPayer | State::Submitted | State::Unknown | State::CapturePending => soon(),
        State::CancelPending | State::ExpirePending => Some(now),
        State::Authorised => Some(payment.expires_at.max(Pace::quiet(now))),
        State::Captured | State::Cancelled | State::Expired => payment.attempts.iter().any(Attempt::is_open).then_some(now),
        State::Conflicted | State::CaptureError => None,
    }
}

/// Shows customs a receipt: all of it, which it can verify by itself.
fn told(receipt: &KeptReceipt) -> ToldReceipt {
    ToldReceipt {
        series: receipt.series.clone(),
        number: receipt.number.to_string(),
        code: receipt.code.to_string(),
        text: receipt.signed.text(),
    }
}

/// Writes down what the payer needs to go on.
pub(super) fn handed(handover: &Handed) -> Handover {
    match handover {
        Handed::ClientSecret(secret) => Handover::ClientSecret(secret.clone()),
        Handed::Redirect(page) => Handover::Page(page.clone()),
        Handed::PromptSent { lifetime } => Handover::Prompt(lifetime.as_secs()),
    }
}
