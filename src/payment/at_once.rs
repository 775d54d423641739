//! Money that is ours when we first hear of its payment: a line of a bank, a deposit, a security. It is a payment of one attempt that is captured at
//! once, so that receipt, ledger and customs follow as from any other. Rows LED-08, LED-21, LED-23, INV-03.

use payment::{Attempt, CaptureMode, Event, Evidence, Payment, Rail, Share, Standing};
use vocabulary::{AttemptId, Money, PaymentId, Timestamp};

use super::{
    refusal::Refusal,
    service::Payments,
    settling::{Actor, Work},
    store::{self, Kept, Source},
};
use crate::{
    identity::Subject,
    mandate::Party,
    platform::{database::Transaction, fault::Fault, identifier, outbox},
};

/// What is paid, and by which money.
pub(super) struct AtOnce<'a> {
    /// The name of the payment, for which its key is taken already.
    pub id: PaymentId,
    /// How much.
    pub amount: Money,
    /// Of which notices.
    pub over: Vec<Share>,
    /// How it came.
    pub rail: Rail,
    /// Where it is: a bank account of the treasury, a trader's account.
    pub held_by: &'a str,
    /// What it is called there.
    pub reference: String,
    /// What says so, as it was read or written.
    pub raw: Vec<u8>,
    /// Who pays, where they signed in.
    pub payer: Option<Subject>,
    /// For whom.
    pub acting_for: Option<Party>,
    /// Who does it.
    pub actor: Actor,
}

impl Payments {
    /// Makes a payment of money that is there, in the unit of work at hand: what the notices owe is paid by it, the rest is money that nobody asked
    /// for. Shares of the notices, key and locks are the caller's.
    pub(super) async fn pay_at_once(
        &self,
        unit: Transaction,
        new: AtOnce<'_>,
        now: Timestamp,
    ) -> Result<Result<Work, Refusal>, Fault> {
        let expires_at = now.saturating_add(self.settings.lives).unwrap_or(Timestamp::MAX);
        let AtOnce { id, amount, rail, actor, .. } = new;
        let (capture, live) = (CaptureMode::Automatic, self.settings.live);
        let opened = Event::Opened { payment: id, amount, over: new.over, capture, live, expires_at };
        let payment = Payment::opened(&opened, now).map_err(Fault::while_("opening a payment"))?;
        store::append(&unit, (id, 1), &opened, (None, payment.state), (actor.as_str(), None), now).await?;
        store::add(&unit, &payment, (new.payer, new.acting_for), expires_at).await?;
        outbox::append(&unit, "payment.created", &id.to_string(), now).await?;
        let mut work = Work { unit, kept: Kept { payment, looks: 0 } };
        let attempt = AttemptId::new(identifier::new_number());
        let events = match work.kept.payment.start(attempt, new.held_by, rail, now) {
            Ok(events) => events,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let begun = Attempt::begin(attempt, new.held_by.to_owned(), rail, now);
        store::add_attempt(&work.unit, id, &begun, None, now).await?;
        for event in &events {
            self.happen(&mut work, event, (actor, None), now).await?;
        }
        let said = Evidence {
            provider_reference: new.reference,
            standing: Standing::Captured,
            authorised: None,
            captured: Some(amount),
            attempt: Some(attempt),
            live,
            payee: None,
            occurred_at: now,
            raw: new.raw,
        };
        self.hear(&mut work, attempt, (&said, Source::Notice), now).await?;
        Ok(Ok(work))
    }
}
