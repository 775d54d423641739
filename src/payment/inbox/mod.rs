//! What providers tell us: stored first, whatever it is, and believed only as far as it is proven. Rows WHK-01 to WHK-12, CR-11, CR-12.

mod store;

use std::time::Duration;

use futures_util::{TryStreamExt as _, future::BoxFuture, stream};
use gateway::{DisputeEvidence, Envelope, NoticeRefused, PayoutEvidence, RepaymentEvidence, Told, Trust};
use jiff::SignedDuration;
use payment::Evidence;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use vocabulary::{AttemptId, RepaymentId, Timestamp};

use self::store::{Incoming, Waiting};
use super::{
    repaying,
    service::Payments,
    store::{self as payments_store, Source},
};
use crate::platform::{
    clock::SharedClock,
    database,
    fault::Fault,
    hooks::{Hook, Hooks, Taken},
};

/// How many notices are worked on in one go.
const AT_ONCE_MAX: u64 = 200;
/// How many are worked on together.
const TOGETHER_MAX: usize = 4;
/// How often it looks whether something waits.
const PACE: Duration = Duration::from_millis(250);
/// The seconds until a notice is tried again whose payment is not there yet (row ST-20); after the last it is left to an officer.
const LADDER_SECONDS: [i64; 8] = [1, 5, 15, 60, 300, 600, 900, 900];
/// The headers that are kept: what a signature is made of, and nothing that could be a secret of anybody else.
const KEPT_HEADERS: [&str; 4] = ["stripe-signature", "content-type", "x-correlationid", "x-callback-id"];

/// What becomes of a notice that arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is stored, or was before.
    Stored,
    /// It is not the provider's; it is stored apart, and nothing follows from it.
    Refused(NoticeRefused),
    /// There is no such provider.
    UnknownProvider,
}

/// What a notice says, as it is stored: read once, while its signature can be verified.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stored {
    /// Something of an attempt, signed by the provider.
    Attempt(Evidence),
    /// Nobody signed it: the provider is to be asked (row WHK-08).
    Ask {
        /// Our id.
        attempt: Option<AttemptId>,
        /// The provider's.
        reference: Option<String>,
    },
    /// Something of a repayment, signed by the provider.
    Repayment(RepaymentEvidence),
    /// Something of a dispute, signed by the provider.
    Dispute(DisputeEvidence),
    /// Something of a payout, signed by the provider.
    Payout(PayoutEvidence),
    /// Something else: it is kept, and nothing follows from it.
    Other,
}

impl Stored {
    fn of(told: Told, trust: Trust) -> Stored {
        match (told, trust) {
            (Told::Attempt(said), Trust::Signed) => Stored::Attempt(said),
            (Told::Attempt(said), Trust::Hint) => Stored::Ask { attempt: said.attempt, reference: Some(said.provider_reference) },
            (Told::Repayment(said), Trust::Signed) => Stored::Repayment(said),
            (Told::Dispute(said), Trust::Signed) => Stored::Dispute(said),
            (Told::Payout(said), Trust::Signed) => Stored::Payout(said),
            (Told::Ask { attempt, provider_reference }, _) => Stored::Ask { attempt, reference: provider_reference },
            _ => Stored::Other,
        }
    }
}

/// Says whether a notice is about an attempt, and signed.
fn is_of_attempt(row: &Waiting) -> bool {
    matches!(serde_json::from_str(&row.told), Ok(Stored::Attempt(_)))
}

/// Takes what providers tell, and works on it. Cheap to clone.
#[derive(Clone)]
pub struct Inbox {
    payments: Payments,
}

impl Hooks for Inbox {
    fn take<'a>(&'a self, hook: Hook<'a>) -> BoxFuture<'a, Result<Taken, Fault>> {
        Box::pin(async move {
            let envelope = Envelope { body: hook.body, headers: hook.headers, token: hook.token, received_at: hook.received_at };
            Ok(match self.receive(hook.sender, &envelope).await? {
                Received::Stored => Taken::Stored,
                Received::Refused(_) => Taken::Refused,
                Received::UnknownProvider => Taken::Unknown,
            })
        })
    }
}

impl Inbox {
    /// Takes notices for `payments`.
    pub fn new(payments: Payments) -> Inbox {
        Inbox { payments }
    }

    /// Stores a notice, once, and says whether it is the provider's. Nothing is done with it here: the answer is quick (row WHK-02).
    ///
    /// # Errors
    /// Faults when the database cannot keep it: the provider is to bring it again.
    pub async fn receive(&self, provider: &str, envelope: &Envelope<'_>) -> Result<Received, Fault> {
        let Some(gateway) = self.payments.gateway(provider) else { return Ok(Received::UnknownProvider) };
        let now = envelope.received_at;
        match gateway.read_notice(envelope) {
            Ok(notice) => {
                let told = Stored::of(notice.told, notice.trust);
                self.keep(provider, envelope, (&notice.id, &notice.kind, &told), (store::WAITING, None, Some(now))).await?;
                Ok(Received::Stored)
            }
            // In a row of its own, whatever happens next (row WHK-10); the same one twice is one row.
            Err(refused) => {
                let id = hex::encode(Sha256::digest(envelope.body));
                let because = refused.to_string();
                self.keep(
                    provider,
                    envelope,
                    (&format!("refused:{id}"), "refused", &Stored::Other),
                    ("quarantined", Some(because), None),
                )
                .await?;
                metrics::counter!("fingertip_payment_notices_refused_total").increment(1);
                Ok(Received::Refused(refused))
            }
        }
    }

    async fn keep(
        &self,
        provider: &str,
        envelope: &Envelope<'_>,
        (id, kind, told): (&str, &str, &Stored),
        (outcome, because, due_at): (&str, Option<String>, Option<Timestamp>),
    ) -> Result<(), Fault> {
        let is_kept = |name: &str| KEPT_HEADERS.iter().any(|kept| kept.eq_ignore_ascii_case(name));
        let headers: Vec<_> = envelope.headers.iter().filter(|(name, _)| is_kept(name)).collect();
        let incoming = Incoming {
            provider,
            event_id: id,
            kind,
            outcome,
            because,
            due_at,
            headers: serde_json::to_string(&headers).map_err(Fault::while_("keeping a notice of a provider"))?,
            told: serde_json::to_string(told).map_err(Fault::while_("keeping a notice of a provider"))?,
            raw: envelope.body,
            received_at: envelope.received_at,
        };
        store::add(self.payments.database.connection(), incoming).await?;
        Ok(())
    }

    /// Works on what waits until the task is ended.
    pub async fn run(self, clock: SharedClock) {
        loop {
            match self.work(clock.now()).await {
                Ok(0) => tokio::time::sleep(PACE).await,
                Ok(_) => {}
                Err(fault) => {
                    tracing::warn!(cause = fault.chain(), "could not work on what providers told");
                    tokio::time::sleep(PACE).await;
                }
            }
        }
    }

    /// Works once on what waits, in the order in which it came, and returns how much that was. What is told of attempts one after another is
    /// worked on together: of two about one payment the later one finds what the other left (row ST-19). What cannot be worked on waits,
    /// as a notice does whose payment is not there yet, and holds up no other.
    ///
    /// # Errors
    /// Faults when the database cannot be reached; what was not worked on waits.
    pub async fn work(&self, now: Timestamp) -> Result<usize, Fault> {
        let rows = store::waiting(self.payments.database.connection(), now, AT_ONCE_MAX).await?;
        for run in rows.chunk_by(|one, other| is_of_attempt(one) && is_of_attempt(other)) {
            let together = stream::iter(run.iter().map(Ok));
            together.try_for_each_concurrent(TOGETHER_MAX, |row| self.work_on_or_park(row, now)).await?;
        }
        Ok(rows.len())
    }

    async fn work_on_or_park(&self, row: &Waiting, now: Timestamp) -> Result<(), Fault> {
        let Err(fault) = self.work_on(row, now).await else { return Ok(()) };
        tracing::warn!(provider = row.provider, notice = row.event_id, cause = fault.chain(), "could not work on a notice");
        self.park(row, now).await
    }

    async fn work_on(&self, row: &Waiting, now: Timestamp) -> Result<(), Fault> {
        match serde_json::from_str(&row.told).map_err(Fault::while_("reading a notice of a provider"))? {
            Stored::Attempt(said) => self.apply(row, &Evidence { raw: row.raw.clone(), ..said }, now).await,
            Stored::Ask { attempt, reference } => self.ask_about(row, (attempt, reference), now).await,
            Stored::Repayment(said) => self.apply_repayment(row, &RepaymentEvidence { raw: row.raw.clone(), ..said }, now).await,
            Stored::Dispute(said) => self.apply_dispute(row, &DisputeEvidence { raw: row.raw.clone(), ..said }, now).await,
            Stored::Payout(said) => self.apply_payout(row, &PayoutEvidence { raw: row.raw.clone(), ..said }, now).await,
            Stored::Other => self.finish(row, "done").await,
        }
    }

    /// Takes in what a provider signed about a repayment. One that is none of ours was made by somebody else: an officer looks.
    async fn apply_repayment(&self, row: &Waiting, said: &RepaymentEvidence, now: Timestamp) -> Result<(), Fault> {
        let payments = &self.payments;
        let named = match said.repayment {
            Some(id) => payments.repayment(id).await?,
            None => repaying::store::named(payments.database.connection(), &row.provider, &said.provider_reference).await?,
        };
        let id = named.filter(|kept| kept.is_paid_by(&row.provider)).map(|kept| kept.repayment.id);
        let Some(id) = id else { return self.park(row, now).await };
        let Some(mut locked) = payments.locked(id).await? else { return self.park(row, now).await };
        if !payments.is_of_before(&locked.work.unit, &locked.kept, said).await? {
            payments.hear_repayment(&locked.work, &mut locked.kept, said, now).await?;
        }
        if !store::finish(&locked.work.unit, row, "done").await? {
            return Ok(());
        }
        database::commit(locked.work.unit).await?;
        payments.outbox.wake();
        Ok(())
    }

    /// Takes in what a provider signed about a dispute.
    async fn apply_dispute(&self, row: &Waiting, said: &DisputeEvidence, now: Timestamp) -> Result<(), Fault> {
        let payments = &self.payments;
        let connection = payments.database.connection();
        let Some(taken_as) = said.attempt_reference.as_deref() else { return self.park(row, now).await };
        let Some(attempt) = payments_store::taken_as(connection, &row.provider, taken_as).await? else {
            return self.park(row, now).await;
        };
        let Some(work) = payments.begin(attempt.payment).await? else { return self.park(row, now).await };
        payments.hear_dispute(&work, (&row.provider, taken_as), said, now).await?;
        if !store::finish(&work.unit, row, "done").await? {
            return Ok(());
        }
        database::commit(work.unit).await?;
        payments.outbox.wake();
        Ok(())
    }

    /// Takes in what a provider signed about a payout.
    async fn apply_payout(&self, row: &Waiting, said: &PayoutEvidence, now: Timestamp) -> Result<(), Fault> {
        let payments = &self.payments;
        let unit = payments.database.begin().await?;
        payments.hear_payout(&unit, &row.provider, said, now).await?;
        if !store::finish(&unit, row, "done").await? {
            return Ok(());
        }
        database::commit(unit).await?;
        payments.outbox.wake();
        Ok(())
    }

    /// Takes in what a provider signed.
    async fn apply(&self, row: &Waiting, said: &Evidence, now: Timestamp) -> Result<(), Fault> {
        let payments = &self.payments;
        let found =
            payments_store::named(payments.database.connection(), &row.provider, said.attempt, Some(&said.provider_reference))
                .await?;
        // It came before our own commit, or is not ours: it waits (row WHK-04).
        let Some(attempt) = found else { return self.park(row, now).await };
        let Some(mut work) = payments.begin(attempt.payment).await? else { return self.park(row, now).await };
        // Of two servers that read the same, one does it.
        if !store::finish(&work.unit, row, "done").await? {
            return Ok(());
        }
        payments.hear(&mut work, attempt.id, (said, Source::Notice), now).await?;
        database::commit(work.unit).await?;
        payments.outbox.wake();
        Ok(())
    }

    /// Asks the provider about what nobody signed: only its answer counts (row WHK-08).
    async fn ask_about(
        &self,
        row: &Waiting,
        (attempt, reference): (Option<AttemptId>, Option<String>),
        now: Timestamp,
    ) -> Result<(), Fault> {
        let payments = &self.payments;
        let found = payments_store::named(payments.database.connection(), &row.provider, attempt, reference.as_deref()).await?;
        let Some(attempt) = found else { return self.ask_about_repayment(row, attempt, now).await };
        if let Some(kept) = payments_store::find(payments.database.connection(), attempt.payment).await? {
            payments.look(&kept, now).await?;
        }
        self.finish(row, "done").await
    }

    /// The same, where our id is that of a repayment.
    async fn ask_about_repayment(&self, row: &Waiting, id: Option<AttemptId>, now: Timestamp) -> Result<(), Fault> {
        let found = match id {
            Some(id) => self.payments.repayment(RepaymentId::new(id.number())).await?,
            None => None,
        };
        let Some(kept) = found.filter(|kept| kept.is_paid_by(&row.provider)) else { return self.park(row, now).await };
        if kept.submitted_at.is_some() {
            self.payments.look_for_repayment(&kept, now).await?;
        }
        self.finish(row, "done").await
    }

    /// Lets a notice wait, mostly for its payment; leaves it to an officer at last.
    async fn park(&self, row: &Waiting, now: Timestamp) -> Result<(), Fault> {
        let step = usize::try_from(row.tries).unwrap_or(usize::MAX);
        let Some(seconds) = LADDER_SECONDS.get(step) else {
            tracing::warn!(provider = row.provider, notice = row.event_id, "a notice of a provider is left to an officer");
            metrics::counter!("fingertip_payment_notices_dead_total").increment(1);
            return self.finish(row, "dead").await;
        };
        let due_at = now.saturating_add(SignedDuration::from_secs(*seconds)).unwrap_or(Timestamp::MAX);
        store::put_off(self.payments.database.connection(), row, due_at).await
    }

    async fn finish(&self, row: &Waiting, outcome: &str) -> Result<(), Fault> {
        store::finish(self.payments.database.connection(), row, outcome).await.map(drop)
    }
}
