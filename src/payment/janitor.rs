//! Looks after payments and repayments that wait: asks their providers, ends those whose time is over, and lets go what nobody waits for. Rows ST-08 to
//! ST-15, CR-04 to CR-06, CR-15, CR-16, MOM-02, MOM-09, INV-02, INV-15.

use std::time::Duration;

use futures_util::future;
use gateway::{Answer, Gateway};
use jiff::SignedDuration;
use payment::{Attempt, Operation, State};
use tokio::task::JoinSet;
use vocabulary::{AttemptId, Timestamp};

use super::{
    confirming,
    paying::{may_repeat, order},
    provider::Pace,
    service::Payments,
    settling::Actor,
    store::{self, Kept, Source},
};
use crate::platform::{clock::SharedClock, database, fault::Fault};

/// How many providers are asked at once. No more payments are claimed at a time, because what a server claimed and did not come to waits until its
/// lease is over.
const TOGETHER_MAX: usize = 16;
/// How many of them have to be done before others are claimed, which takes a statement each time.
const CLAIM_LEAST: usize = 4;
/// How often it looks whether something is due.
const PACE: Duration = Duration::from_millis(500);
/// How often old keys are forgotten.
const FORGET_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How often it is looked whether a month is over, and whether a statement or a claim is overdue.
const CLOSE_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// How long a key is kept: 90 days (`DESIGN` §3).
const KEYS_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Looks after payments that wait. Several may run, on one server or many.
pub struct Janitor {
    payments: Payments,
}

impl Janitor {
    /// Looks after `payments`.
    pub fn new(payments: Payments) -> Janitor {
        Janitor { payments }
    }

    /// Looks after them until the task is ended.
    pub async fn run(self, clock: SharedClock) {
        future::join(self.keep_looking(&clock), self.keep_house(&clock)).await;
    }

    /// Looks at what is due, one payment after another and up to sixteen together: a provider that is slow about one keeps no other waiting. Each is
    /// a task of its own: one that holds a lock goes on while others are claimed, who wait for it.
    async fn keep_looking(&self, clock: &SharedClock) {
        let mut looking = JoinSet::new();
        loop {
            let room = TOGETHER_MAX - looking.len();
            let claimed = store::claim_due(self.payments.database.connection(), clock.now(), room as u64).await;
            let due = claimed.unwrap_or_else(|fault| {
                tracing::warn!(cause = fault.chain(), "could not claim payments");
                Vec::new()
            });
            let is_all = due.len() < room;
            for kept in due {
                let (payments, now) = (self.payments.clone(), clock.now());
                looking.spawn(async move { payments.look_or_warn(&kept, now).await });
            }
            if is_all {
                tokio::time::sleep(PACE).await;
            }
            while looking.try_join_next().is_some() {}
            while looking.len() > TOGETHER_MAX - CLAIM_LEAST {
                looking.join_next().await;
            }
        }
    }

    /// Does what is not about one payment, until the task is ended.
    async fn keep_house(&self, clock: &SharedClock) {
        let (mut forgotten_at, mut closed_at) = (Timestamp::MIN, Timestamp::MIN);
        loop {
            let now = clock.now();
            if now.duration_since(forgotten_at) >= FORGET_EVERY {
                forgotten_at = now;
                if let Err(fault) = self.forget(now).await {
                    tracing::warn!(cause = fault.chain(), "could not forget old keys");
                }
            }
            if now.duration_since(closed_at) >= CLOSE_EVERY {
                closed_at = now;
                if let Err(fault) = self.close(now).await {
                    tracing::warn!(cause = fault.chain(), "could not look after what is put off and what is claimed");
                }
            }
            match self.sweep(now).await {
                Ok(0) => tokio::time::sleep(PACE).await,
                Ok(_) => {}
                Err(fault) => {
                    tracing::warn!(cause = fault.chain(), "could not look after payments");
                    tokio::time::sleep(PACE).await;
                }
            }
        }
    }

    /// Forgets keys that nobody sends again and confirmations that are over, and returns how many; none of a payment that is not over (row IDM-09).
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn forget(&self, now: Timestamp) -> Result<u64, Fault> {
        let before = now.saturating_sub(KEYS_KEPT).unwrap_or(Timestamp::MIN);
        let connection = self.payments.database.connection();
        Ok(store::forget_keys(connection, before).await? + confirming::store::forget(connection, now).await?)
    }

    /// Closes the statements of months that are over, stops accounts whose statements are overdue, tells of claims that are not decided in time, and
    /// returns how many those were.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn close(&self, now: Timestamp) -> Result<usize, Fault> {
        let mut count = 0;
        // An account may have several statements of one month, and several months.
        loop {
            let closed = self.payments.close_statements(now).await?;
            count += closed;
            if closed == 0 {
                let warned = self.payments.warn_of_overdue(now).await?;
                return Ok(count + warned + self.payments.watch_claims(now).await?);
            }
        }
    }

    /// Looks once at everything that is due, and returns how much that was. What could not be looked at is due again within seconds, and
    /// keeps nothing else from being looked at.
    ///
    /// # Errors
    /// Faults when the database cannot say what is due.
    pub async fn tidy(&self, now: Timestamp) -> Result<usize, Fault> {
        let mut count = 0;
        loop {
            let due = store::claim_due(self.payments.database.connection(), now, TOGETHER_MAX as u64).await?;
            let claimed = due.len();
            future::join_all(due.iter().map(|kept| self.payments.look_or_warn(kept, now))).await;
            count += claimed;
            if claimed < TOGETHER_MAX {
                return Ok(count + self.sweep(now).await?);
            }
        }
    }

    /// Does once what is due and not about one payment, and returns how much that was.
    async fn sweep(&self, now: Timestamp) -> Result<usize, Fault> {
        let outdated = self.payments.end_outdated(now).await?;
        let plans = self.payments.end_plans(now).await?;
        let settled = self.payments.settle_deferrals(now).await?;
        let repayments = self.payments.tidy_repayments(now).await?;
        let let_go = self.payments.let_holds_go(now).await?;
        Ok(outdated + plans + settled + repayments + let_go)
    }
}

impl Payments {
    async fn look_or_warn(&self, kept: &Kept, now: Timestamp) {
        if let Err(fault) = self.look(kept, now).await {
            tracing::warn!(payment = %kept.payment.id, cause = fault.chain(), "could not look after a payment");
        }
    }

    /// Looks at one payment: does what is to be done, and says when to look again.
    pub(super) async fn look(&self, kept: &Kept, now: Timestamp) -> Result<(), Fault> {
        let payment = &kept.payment;
        if payment.ask_expire(now).is_ok() {
            return self.expire(kept, now).await;
        }
        match payment.state {
            State::AwaitingPayer | State::Submitted | State::Unknown | State::CapturePending => self.ask(kept, now).await?,
            State::CancelPending | State::ExpirePending => self.ask_to_end(kept, now).await?,
            State::Captured | State::Cancelled | State::Expired => self.let_dangling_go(kept, now).await?,
            State::Created | State::Declined | State::Authorised | State::Conflicted | State::CaptureError => {}
        }
        // Where nothing happened, the next look is further away; where something did, this changes nothing.
        store::postpone(self.database.connection(), kept, self.next_look(kept, now)).await
    }

    fn next_look(&self, kept: &Kept, now: Timestamp) -> Option<Timestamp> {
        let payment = &kept.payment;
        let again = Pace::after(now, kept.looks);
        match payment.state {
            State::AwaitingPayer => Some(again.min(payment.expires_at.max(Pace::quiet(payment.touched_at)))),
            State::Submitted | State::Unknown | State::CapturePending | State::CancelPending | State::ExpirePending => {
                Some(again)
            }
            State::Created | State::Declined | State::Authorised => Some(payment.expires_at.max(Pace::quiet(payment.touched_at))),
            State::Captured | State::Cancelled | State::Expired => payment.attempts.iter().any(Attempt::is_open).then_some(again),
            State::Conflicted | State::CaptureError => None,
        }
    }

    /// Asks the provider where an attempt stands; one that never reached it is given again under its key, as long as the provider knows
    /// a key again: whatever became of the first call, there is one order then.
    async fn ask(&self, kept: &Kept, now: Timestamp) -> Result<(), Fault> {
        let Some((attempt, gateway)) = self.current(kept) else { return Ok(()) };
        if kept.payment.state == State::CapturePending {
            return self.capture(kept, &attempt, gateway.as_ref(), now).await;
        }
        let Some((reference, phone)) = self.named(kept, &attempt, gateway.as_ref(), now).await? else { return Ok(()) };
        let order = order(kept, &attempt, phone.as_deref())?;
        let answer = gateway.look(&order, reference.as_deref()).await;
        let never_came = answer == Answer::NoSuchRequest && !attempt.is_accepted && reference.is_none();
        if never_came && may_repeat(&attempt, gateway.repeats_within(), now) {
            self.start(kept.clone(), phone.as_deref(), now).await?;
            return Ok(());
        }
        self.record(kept.payment.id, attempt.id, (answer, Source::Query), now).await?;
        Ok(())
    }

    /// Asks for money that is held, again and again under one key; gives up at last.
    async fn capture(&self, kept: &Kept, attempt: &Attempt, gateway: &dyn Gateway, now: Timestamp) -> Result<(), Fault> {
        if let Ok(event) = kept.payment.give_up_capture() {
            let Some(mut work) = self.begin(kept.payment.id).await? else { return Ok(()) };
            if work.kept.payment.sequence == kept.payment.sequence {
                self.happen(&mut work, &event, (Actor::System, None), now).await?;
                database::commit(work.unit).await?;
            }
            return Ok(());
        }
        let (Some(reference), phone) = self.stored(attempt.id).await? else { return Ok(()) };
        let amount = attempt.held.unwrap_or(kept.payment.amount);
        let order = order(kept, attempt, phone.as_deref())?;
        let answer = gateway.capture(&order, &reference, amount, &attempt.key(Operation::Capture)).await;
        self.record(kept.payment.id, attempt.id, (answer, Source::Answer), now).await?;
        Ok(())
    }

    /// Ends a payment whose time is over: locks it, and then asks the provider.
    async fn expire(&self, kept: &Kept, now: Timestamp) -> Result<(), Fault> {
        let Some(mut work) = self.begin(kept.payment.id).await? else { return Ok(()) };
        let Ok(event) = work.kept.payment.ask_expire(now) else { return Ok(()) };
        self.happen(&mut work, &event, (Actor::System, None), now).await?;
        if work.kept.payment.is_unknown_to_providers() {
            self.end_quietly(&mut work, now).await?;
        }
        let kept = work.kept.clone();
        database::commit(work.unit).await?;
        self.outbox.wake();
        match kept.payment.state {
            State::ExpirePending => self.ask_to_end(&kept, now).await,
            _ => Ok(()),
        }
    }

    /// Asks the provider to end an attempt: what it answers is what happened.
    async fn ask_to_end(&self, kept: &Kept, now: Timestamp) -> Result<(), Fault> {
        let Some((attempt, gateway)) = self.current(kept) else { return Ok(()) };
        if !attempt.is_open() {
            let Some(mut work) = self.begin(kept.payment.id).await? else { return Ok(()) };
            if work.kept.payment.is_unknown_to_providers() {
                self.end_quietly(&mut work, now).await?;
            }
            return database::commit(work.unit).await;
        }
        let Some((reference, phone)) = self.named(kept, &attempt, gateway.as_ref(), now).await? else { return Ok(()) };
        let order = order(kept, &attempt, phone.as_deref())?;
        let answer = gateway.cancel(&order, reference.as_deref(), &attempt.key(Operation::Cancel)).await;
        self.record(kept.payment.id, attempt.id, (answer, Source::Answer), now).await?;
        Ok(())
    }

    /// Ends the attempts of a payment that is over, which its provider may still take money for.
    async fn let_dangling_go(&self, kept: &Kept, now: Timestamp) -> Result<(), Fault> {
        for attempt in kept.payment.attempts.iter().filter(|attempt| attempt.is_open()) {
            let Some(gateway) = self.gateway(&attempt.provider) else { continue };
            let Some((reference, phone)) = self.named(kept, attempt, gateway.as_ref(), now).await? else { continue };
            let order = order(kept, attempt, phone.as_deref())?;
            let answer = gateway.cancel(&order, reference.as_deref(), &attempt.key(Operation::Cancel)).await;
            self.record(kept.payment.id, attempt.id, (answer, Source::Answer), now).await?;
        }
        Ok(())
    }

    fn current(&self, kept: &Kept) -> Option<(Attempt, std::sync::Arc<dyn Gateway>)> {
        let attempt = kept.payment.attempt()?.clone();
        let gateway = self.gateway(&attempt.provider)?;
        Some((attempt, gateway))
    }

    /// Reads what a provider calls an attempt, and whose phone is prompted. An order whose name was never told is given again under its key first, where
    /// that asks nobody anything: whatever became of the first call, there is one order then, and it has a name. Among more orders than a list is read
    /// of it would never be found. Nothing is left to ask about where the provider takes no such order (rows CR-05, IDM-13).
    async fn named(
        &self,
        kept: &Kept,
        attempt: &Attempt,
        gateway: &dyn Gateway,
        now: Timestamp,
    ) -> Result<Option<(Option<String>, Option<String>)>, Fault> {
        let (reference, phone) = self.stored(attempt.id).await?;
        let is_named = reference.is_some() || attempt.is_accepted;
        if is_named || !gateway.waits_for_payer() || !may_repeat(attempt, gateway.repeats_within(), now) {
            return Ok(Some((reference, phone)));
        }
        let answer = match gateway.start(&order(kept, attempt, phone.as_deref())?, &attempt.key(Operation::Start)).await {
            // Whoever does not take it has none; to a payer whose turn it is, it is declined.
            Answer::Refused(_) if !matches!(kept.payment.state, State::AwaitingPayer | State::Submitted) => Answer::NoSuchRequest,
            answer => answer,
        };
        self.record(kept.payment.id, attempt.id, (answer, Source::Answer), now).await?;
        let (reference, phone) = self.stored(attempt.id).await?;
        Ok(reference.is_some().then_some((reference, phone)))
    }

    /// Reads what a provider calls an attempt, and whose phone is prompted.
    async fn stored(&self, attempt: AttemptId) -> Result<(Option<String>, Option<String>), Fault> {
        let stored = store::attempt(self.database.connection(), attempt).await?;
        Ok(stored.map_or((None, None), |stored| (stored.provider_reference, stored.payer_phone)))
    }
}
