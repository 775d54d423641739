//! The use cases of whoever has money with customs: to pay notices from it, and to have a security pay one. Rows PAY-M14, PAY-G8, INV-16, LED-21,
//! LED-23.
//!
//! The accounts are another slice's, which payments know by [`TraderAccounts`] alone: locked after the notices, written in the same unit of work.

use futures_util::future::BoxFuture;
use payment::{
    NoticeReference, NoticeRefusal, Rail, Share,
    account::{AccountEvent, AccountKind, AccountReference, AccountRefusal, TraderAccount},
    ledger::Rule,
};
use serde::Serialize;
use vocabulary::{Date, Money, PaymentId, PersonId, Timestamp};

use super::{
    at_once::AtOnce,
    deferring::{self, store::Deferral},
    ledger,
    notice::{self, IssuedNotice},
    paying::{ActingFor, NewPayment},
    refusal::Refusal,
    service::Payments,
    settling::Actor,
    store::{self, Kept},
};
use crate::{
    identity::Subject,
    mandate::{self, Party},
    platform::{
        database::{self, Database, Transaction},
        fault::Fault,
        identifier,
    },
};

/// An account of a trader, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldAccount {
    /// Whose.
    pub holder: Party,
    /// The account.
    pub account: TraderAccount,
}

/// The accounts that traders have with customs, as payments know them.
pub trait TraderAccounts: Send + Sync {
    /// Reads an account, and keeps others from changing it until the unit of work is over.
    fn lock<'a>(
        &'a self,
        unit: &'a Transaction,
        reference: AccountReference,
    ) -> BoxFuture<'a, Result<Option<HeldAccount>, Fault>>;

    /// Says whose an account is, which never changes.
    fn holder<'a>(&'a self, database: &'a Database, reference: AccountReference) -> BoxFuture<'a, Result<Option<Party>, Fault>>;

    /// Lets an event happen to an account that is locked, posted as the entry of that name. The database refuses a sum below zero.
    fn happen<'a>(
        &'a self,
        unit: &'a Transaction,
        before: &'a TraderAccount,
        event: &'a AccountEvent,
        entry: Option<&'a str>,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<(), Fault>>;
}

/// From which account somebody pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// The account.
    pub account: AccountReference,
    /// The day in the territory: accounts have a first day and a last one, mandates a ceiling for each.
    pub today: Date,
}

/// What a security pays.
#[derive(Clone, Copy, Debug)]
pub struct Calling<'a> {
    /// The name of the payment, drawn by chance.
    pub payment: PaymentId,
    /// What makes the call this one and no other: the key of the payment.
    pub key_hash: &'a str,
    /// The account that holds it.
    pub account: AccountReference,
    /// How much of it.
    pub amount: Money,
}

/// What a draw says of itself, kept as the evidence of its payment.
#[derive(Serialize)]
struct Drawn {
    account: AccountReference,
    payment: PaymentId,
    amount: Money,
    by: Option<String>,
    /// By what its payer confirmed it, where they did.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed: Option<String>,
}

impl Payments {
    /// Locks notices until the unit of work is over, for a slice that has something pay them in it. To be done before anything else is locked.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn lock_notices(&self, unit: &Transaction, references: &[NoticeReference]) -> Result<Vec<IssuedNotice>, Fault> {
        notice::store::lock(unit, references).await
    }

    /// Pays notices from an account, once: key, payment, ledger, account, receipts and what customs is told are one unit of work. Nothing where the
    /// key was taken meanwhile.
    pub(super) async fn draw(
        &self,
        new: &NewPayment,
        key: (&str, &str),
        now: Timestamp,
    ) -> Result<Result<Option<Kept>, Refusal>, Fault> {
        let Some(drawing) = new.account else { return Ok(Err(Refusal::AccountUnknown)) };
        let Some(Subject::Person(person)) = new.payer else { return Ok(Err(Refusal::AccountUnknown)) };
        let asking = self.mandates.asking(person).await?;
        let unit = self.database.begin().await?;
        let id = PaymentId::new(u128::from_le_bytes(identifier::random()));
        if !store::take_key(&unit, key, id, now).await? {
            return Ok(Ok(None));
        }
        let confirmed = match self.confirmed(&unit, (person, key.1), (id, new.expected), now).await? {
            Ok(confirmed) => confirmed,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let references: Vec<NoticeReference> = new.portions.iter().map(|portion| portion.reference).collect();
        let notices = notice::store::lock(&unit, &references).await?;
        let found = self.accounts.lock(&unit, drawing.account).await?;
        let named = new.acting_for.map(|acting| acting.principal);
        let Some(held) = found.filter(|held| named.is_none_or(|named| named == held.holder)) else {
            return Ok(Err(Refusal::AccountUnknown));
        };
        let acting = ActingFor { principal: held.holder, today: drawing.today };
        let (amount, over) = match new.shares(&notices, now) {
            Ok(shares) => shares,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let is_deferred = held.account.terms.kind == AccountKind::Deferment;
        if is_deferred && let Some(refusal) = not_deferrable(&over, &notices) {
            let allowed = self.authorise(&unit, &asking, acting, (amount, &notices), now).await?;
            return Ok(Err(allowed.map_or_else(no_account, |()| refusal)));
        }
        let decided = if is_deferred {
            held.account.defer(id, amount, drawing.today)
        } else {
            held.account.draw(id, amount, drawing.today)
        };
        let event = match decided {
            Ok(event) => event,
            // What stands on an account is nobody's business who may not draw from it.
            Err(refusal) => {
                let allowed = self.authorise(&unit, &asking, acting, (amount, &notices), now).await?;
                return Ok(Err(allowed.map_or_else(no_account, |()| Refusal::Account(refusal))));
            }
        };
        if let Some(taken) = store::add_shares(&unit, id, &over).await? {
            drop(unit);
            let live = store::live_of(self.database.connection(), taken).await?;
            return Ok(Err(Refusal::BeingPaid { payment: live.map(|id| id.to_string()).unwrap_or_default() }));
        }
        let name = drawing.account.to_string();
        let drawn =
            Drawn { account: drawing.account, payment: id, amount, by: new.payer.map(|payer| payer.to_string()), confirmed };
        let at_once = AtOnce {
            id,
            amount,
            over,
            rail: if is_deferred { Rail::Deferment } else { Rail::Deposit },
            held_by: &name,
            reference: id.to_string(),
            raw: written(&drawn)?,
            payer: new.payer,
            acting_for: principal(held.holder, person),
            actor: Actor::Payer,
        };
        let work = match self.pay_at_once(unit, at_once, now).await? {
            Ok(work) => work,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let rule = if is_deferred { Rule::Deferred } else { Rule::Deposit };
        let entry = ledger::store::entry_of(&work.unit, id, rule).await?;
        if is_deferred {
            deferring::store::add(&work.unit, &Deferral { payment: id, account: drawing.account, amount, at: now }).await?;
        }
        self.accounts.happen(&work.unit, &held.account, &event, entry.as_deref(), now).await?;
        // It tells the audit log, so it is the last thing before the commit.
        if let Err(refusal) = self.authorise(&work.unit, &asking, acting, (amount, &notices), now).await? {
            return Ok(Err(no_account(refusal)));
        }
        let kept = work.kept.clone();
        database::commit(work.unit).await?;
        self.outbox.wake();
        metrics::counter!("fingertip_account_draws_total").increment(1);
        Ok(Ok(Some(kept)))
    }

    /// Has a security pay what a notice owes, in the unit of work of whoever called it, which locked the notice: up to what it owes, never more.
    /// Returns the unit of work, with the name of the entry.
    ///
    /// # Errors
    /// Refuses more than the notice owes, and a notice that cannot be paid. Faults when the database cannot keep it.
    pub async fn pay_by_security(
        &self,
        unit: Transaction,
        calling: &Calling<'_>,
        issued: &IssuedNotice,
        now: Timestamp,
    ) -> Result<Result<(Transaction, Option<String>), Refusal>, Fault> {
        let Calling { payment: id, amount, account, .. } = *calling;
        let owed = issued.notice.owed();
        if owed.currency != amount.currency {
            return Ok(Err(Refusal::CurrenciesDiffer));
        }
        if !(1..=owed.minor).contains(&amount.minor) {
            return Ok(Err(Refusal::TotalDiffers { owed: owed.to_string() }));
        }
        let key = calling.key_hash;
        if !store::take_key(&unit, (key, key), id, now).await? {
            return Ok(Err(Refusal::KeyReused));
        }
        let share = Share { notice: issued.notice.id, version: issued.notice.version, minor: amount.minor };
        // It is there already, whoever else is about to pay: their payment is ended, as of money at a counter.
        store::add_arrived_share(&unit, id, &share).await?;
        let name = account.to_string();
        let new = AtOnce {
            id,
            amount,
            over: vec![share],
            rail: Rail::Security,
            held_by: &name,
            reference: id.to_string(),
            raw: written(&Drawn { account, payment: id, amount, by: None, confirmed: None })?,
            payer: None,
            acting_for: None,
            actor: Actor::Officer,
        };
        let work = match self.pay_at_once(unit, new, now).await? {
            Ok(work) => work,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let entry = ledger::store::entry_of(&work.unit, id, Rule::Security).await?;
        Ok(Ok((work.unit, entry)))
    }
}

/// Says why notices cannot be put off: a statement was put off once, and a part of a notice would be released with the rest.
fn not_deferrable(over: &[Share], notices: &[IssuedNotice]) -> Option<Refusal> {
    over.iter().find_map(|share| {
        let issued = notices.iter().find(|issued| issued.notice.id == share.notice)?;
        if issued.is_statement() {
            return Some(Refusal::Account(AccountRefusal::Kind));
        }
        (share.minor != issued.notice.owed().minor).then_some(Refusal::Notice(NoticeRefusal::WholeOnly))
    })
}

/// Says for whom a person draws, where not for themselves.
fn principal(holder: Party, person: PersonId) -> Option<Party> {
    (holder != Party::Person(person)).then_some(holder)
}

/// Hides that an account exists from whoever has no mandate at all.
fn no_account(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Mandate(mandate::Refusal::NoMandate) => Refusal::AccountUnknown,
        refusal => refusal,
    }
}

fn written(drawn: &Drawn) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec(drawn).map_err(Fault::while_("writing what was drawn"))
}
