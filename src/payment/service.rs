//! What the use cases of payment share.

use std::sync::Arc;

use gateway::Gateway;
use jiff::{SignedDuration, tz::TimeZone};
use payment::{Bounds, CaptureMode, ChargeKind, Payment, VoucherPayee};
use vocabulary::{Money, PaymentId, Timestamp};

use super::{
    drawing::TraderAccounts,
    following::changed,
    provider::Providers,
    receipt::Receipts,
    refusal::Refusal,
    settling::{Actor, Work},
    store::{self, Handover, Kept},
};
use crate::{
    audit::Audit,
    feed::Feed,
    identity::{Approvals, Subject},
    mandate::Mandates,
    platform::{
        database::{self, Database},
        fault::Fault,
        outbox::{Changes, Outbox},
    },
};

/// How payments are taken.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What is paid first, by law (row AL-01).
    pub order: Vec<ChargeKind>,
    /// How long a payment waits for its payer. Source: GOV.UK Pay, 90 minutes.
    pub lives: SignedDuration,
    /// Whether money is real.
    pub live: bool,
    /// When the provider gives us the money.
    pub capture: CaptureMode,
    /// How much each rail carries at once (row PAY-M18).
    pub bounds: Bounds,
    /// How many days after it was made the last part of a plan may be paid (row PAY-N4).
    pub parts_days_max: u16,
    /// Where days and months begin.
    pub zone: TimeZone,
    /// How many days after the first of the next month the statement of a deferment account is due (row PAY-M14).
    pub deferment_due_days: u16,
    /// Within how many days a claim for repayment is decided (row PAY-N8).
    pub claim_days: u16,
    /// Above which sum, of each currency, its person confirms what is paid from an account (row SEC-PAY-03); one that is not named is never confirmed.
    pub confirmed_above: Vec<Money>,
}

impl Default for Settings {
    fn default() -> Settings {
        use ChargeKind::{Duty, Excise, Fee, Interest, Penalty, Vat};
        Settings {
            order: vec![Interest, Penalty, Duty, Excise, Vat, Fee],
            lives: SignedDuration::from_mins(90),
            live: false,
            capture: CaptureMode::Automatic,
            bounds: Bounds::default(),
            parts_days_max: 14,
            zone: TimeZone::UTC,
            deferment_due_days: 15,
            claim_days: 30,
            confirmed_above: Vec::new(),
        }
    }
}

/// What payments stand on.
#[derive(Clone)]
pub struct Ground {
    /// The database.
    pub database: Database,
    /// What changed, in order.
    pub outbox: Outbox,
    /// What customs is told.
    pub feed: Feed,
    /// Who may pay for whom.
    pub mandates: Mandates,
    /// What officers do.
    pub audit: Audit,
    /// What traders have with customs.
    pub accounts: Arc<dyn TraderAccounts>,
    /// What a session alone does not allow.
    pub approvals: Approvals,
}

/// The payments of one database. Cheap to clone.
#[derive(Clone)]
pub struct Payments {
    pub(super) database: Database,
    pub(super) outbox: Outbox,
    pub(super) feed: Feed,
    pub(super) mandates: Mandates,
    pub(super) changes: Changes<PaymentId>,
    pub(super) providers: Providers,
    pub(super) settings: Arc<Settings>,
    pub(super) receipts: Option<Receipts>,
    pub(super) voucher: Option<Arc<VoucherPayee>>,
    pub(super) audit: Audit,
    pub(super) accounts: Arc<dyn TraderAccounts>,
    pub(super) approvals: Approvals,
}

/// A payment as its payer sees it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The payment.
    pub payment: Payment,
    /// What the payer needs to go on, while it is their turn.
    pub handover: Option<Handover>,
}

impl Payments {
    /// Puts payments on their ground, made by `providers`.
    pub fn new(ground: Ground, providers: Providers, settings: Settings) -> Payments {
        let Ground { database, outbox, feed, mandates, audit, accounts, approvals } = ground;
        let changes = Changes::new(changed);
        let settings = Arc::new(settings);
        let (receipts, voucher) = (None, None);
        Payments { database, outbox, feed, mandates, audit, accounts, approvals, changes, providers, settings, receipts, voucher }
    }

    /// Puts them on other ground.
    #[must_use]
    pub fn with_ground(self, ground: Ground) -> Payments {
        let Ground { database, outbox, feed, mandates, audit, accounts, approvals } = ground;
        Payments { database, outbox, feed, mandates, audit, accounts, approvals, ..self }
    }

    /// Gives receipts for what was paid.
    #[must_use]
    pub fn with_receipts(self, receipts: Receipts) -> Payments {
        Payments { receipts: Some(receipts), ..self }
    }

    /// Returns who gives receipts, where somebody does.
    pub fn receipts(&self) -> Option<&Receipts> {
        self.receipts.as_ref()
    }

    /// Returns the providers.
    pub fn providers(&self) -> &Providers {
        &self.providers
    }

    /// Returns how much each rail carries at once.
    pub fn bounds(&self) -> &Bounds {
        &self.settings.bounds
    }

    /// Returns how many days after it was made the last part of a plan may be paid.
    pub fn parts_days_max(&self) -> u16 {
        self.settings.parts_days_max
    }

    /// Reads a payment. Its name is drawn by chance and told to its payer alone: whoever has it may read what it says.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn find(&self, id: PaymentId) -> Result<Option<Shown>, Fault> {
        match store::find(self.database.connection(), id).await? {
            Some(kept) => self.shown(kept).await.map(Some),
            None => Ok(None),
        }
    }

    /// Reads the payments of somebody, the newest first, and whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn of_payer(&self, payer: Subject, before: Option<PaymentId>, most: usize) -> Result<(Vec<Payment>, bool), Fault> {
        let mut found = store::of_payer(self.database.connection(), payer, before, most + 1).await?;
        let has_more = found.len() > most;
        found.truncate(most);
        Ok((found.into_iter().map(|kept| kept.payment).collect(), has_more))
    }

    /// Asks for a payment to be cancelled. Where a provider was asked for anything it is told first; the answer may be that the money is
    /// ours already.
    ///
    /// # Errors
    /// Refuses while nobody knows where it stands, and once it is over. Faults when the database cannot be reached.
    pub async fn cancel(&self, id: PaymentId, now: Timestamp) -> Result<Result<Shown, Refusal>, Fault> {
        let Some(mut work) = self.begin(id).await? else { return Ok(Err(Refusal::PaymentUnknown)) };
        match work.kept.payment.ask_cancel(payment::By::Payer) {
            Err(refusal) => return Ok(Err(refusal.into())),
            Ok(event) => self.happen(&mut work, &event, (Actor::Payer, None), now).await?,
        }
        if work.kept.payment.is_unknown_to_providers() {
            self.end_quietly(&mut work, now).await?;
        }
        let kept = work.kept.clone();
        database::commit(work.unit).await?;
        self.outbox.wake();
        let kept = self.look_detached(kept, now).await?;
        Ok(Ok(self.shown(kept).await?))
    }

    /// Ends what no provider was ever asked for.
    pub(super) async fn end_quietly(&self, work: &mut Work, now: Timestamp) -> Result<(), Fault> {
        if let Ok(event) = work.kept.payment.confirm_nothing_moved() {
            self.happen(work, &event, (Actor::System, None), now).await?;
        }
        Ok(())
    }

    /// Adds what its payer needs.
    pub(super) async fn shown(&self, kept: Kept) -> Result<Shown, Fault> {
        let attempt = kept.payment.attempt().map(|attempt| attempt.id);
        let handover = match attempt.filter(|_| kept.payment.state.is_live()) {
            Some(id) => store::attempt(self.database.connection(), id).await?.and_then(|attempt| attempt.handover),
            None => None,
        };
        Ok(Shown { payment: kept.payment, handover })
    }

    pub(super) fn gateway(&self, name: &str) -> Option<Arc<dyn Gateway>> {
        self.providers.get(name).cloned()
    }
}
