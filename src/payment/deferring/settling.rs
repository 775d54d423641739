//! What follows once a statement is paid, and once it is not. Rows PAY-M14, PAY-M19, RCP-01.

use payment::{Attempt, Paid};
use vocabulary::{NoticeId, PaymentId, Timestamp};

use super::store;
use crate::{
    audit::{Action, Actor, Code, Entry, Object},
    identity::alert::Alert,
    payment::{child::store::Reads, notice, repaying, service::Payments},
    platform::{database, fault::Fault, outbox},
};

/// How many payments are settled, and statements warned of, in one go.
const AT_ONCE_MAX: i64 = 100;
const OVERDUE: Action = Action::named("deferment.overdue");

impl Payments {
    /// Settles what was put off to statements that are paid: the limit is free again, and each payment gets its receipts. Returns how many.
    pub(in crate::payment) async fn settle_deferrals(&self, now: Timestamp) -> Result<usize, Fault> {
        let mut settled = 0;
        for payment in store::to_settle(self.database.connection(), AT_ONCE_MAX).await? {
            match self.settle_deferral(payment, now).await {
                Ok(is_settled) => settled += usize::from(is_settled),
                Err(fault) => tracing::warn!(%payment, cause = fault.chain(), "could not settle what was put off"),
            }
        }
        Ok(settled)
    }

    async fn settle_deferral(&self, id: PaymentId, now: Timestamp) -> Result<bool, Fault> {
        const DOING: &str = "settling what was put off";
        let Some(work) = self.begin(id).await? else { return Ok(false) };
        let payment = &work.kept.payment;
        let ids: Vec<NoticeId> = payment.over.iter().map(|share| share.notice).collect();
        let locked = notice::store::lock_by_id(&work.unit, &ids).await?;
        let Some(deferral) = store::settle(&work.unit, id, now).await? else { return Ok(false) };
        let lost = || Fault::while_(DOING)(std::io::Error::other("its account does not allow that"));
        let held = self.accounts.lock(&work.unit, deferral.account).await?.ok_or_else(lost)?;
        let event = held.account.settle(id, deferral.amount).map_err(|_| lost())?;
        self.accounts.happen(&work.unit, &held.account, &event, None, now).await?;
        if let Some(receipts) = self.receipts.as_ref() {
            let portions = repaying::store::paid(&work.unit, id).await?;
            let paid: Vec<_> = (portions.into_iter())
                .filter_map(|portion| {
                    let issued = locked.iter().find(|issued| issued.notice.id == portion.notice)?;
                    Some((issued.clone(), Paid { notice: issued.notice.clone(), parts: portion.parts, plan: None }))
                })
                .collect();
            let attempt = payment.attempts.first();
            let reference = attempt.and_then(|attempt| attempt.taken.first()).map_or("-", |taken| taken.reference.as_str());
            receipts.issue(&work.unit, payment, (attempt.map_or("-", Attempt::carrier), reference), &paid, now).await?;
        }
        outbox::append(&work.unit, "payment.settled", &id.to_string(), now).await?;
        database::commit(work.unit).await?;
        self.outbox.wake();
        metrics::counter!("fingertip_deferment_statements_total", "what" => "settled").increment(1);
        Ok(true)
    }

    /// Stops accounts whose statement was not paid on its due day, and tells their holders and officers, once each. Returns how many.
    pub(in crate::payment) async fn warn_of_overdue(&self, now: Timestamp) -> Result<usize, Fault> {
        let today = self.today(now);
        let mut warned = 0;
        for statement in store::to_warn(self.database.connection(), today, AT_ONCE_MAX).await? {
            match self.stop_overdue(statement, now).await {
                Ok(is_stopped) => warned += usize::from(is_stopped),
                Err(fault) => {
                    tracing::warn!(%statement, cause = fault.chain(), "could not stop an account whose statement is overdue")
                }
            }
        }
        Ok(warned)
    }

    async fn stop_overdue(&self, id: NoticeId, now: Timestamp) -> Result<bool, Fault> {
        let unit = self.database.begin().await?;
        let Some(statement) = store::statement(&unit, id).await? else { return Ok(false) };
        let Some(held) = self.accounts.lock(&unit, statement.account).await? else { return Ok(false) };
        if !store::fall_overdue(&unit, id, now).await? {
            return Ok(false);
        }
        let reference = statement.issued.notice.reference;
        if let Some(event) = held.account.overdue(reference) {
            self.accounts.happen(&unit, &held.account, &event, None, now).await?;
        }
        self.mandates.tell(&unit, held.holder, Alert::DefermentOverdue, now).await?;
        let account = statement.account.to_string().parse().expect("digits are a word of the log");
        let object = Object::new(Code::named("trader-account"), account);
        self.audit.append(&unit, Entry::new(Actor::System(Code::named("fingertip")), OVERDUE, object), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        tracing::warn!(account = %statement.account, statement = %reference, "the statement of a deferment account was not paid on its due day");
        metrics::counter!("fingertip_deferment_statements_total", "what" => "overdue").increment(1);
        Ok(true)
    }

    /// Says whether a payment is put off and not settled: nothing of it can be given back, because nothing came in.
    pub(in crate::payment) async fn is_deferred(&self, unit: &impl Reads, payment: PaymentId) -> Result<bool, Fault> {
        store::is_unsettled(unit, payment).await
    }
}
