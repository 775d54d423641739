//! What the use cases of accounts share.

use std::sync::Arc;

use payment::{
    account::{AccountEvent, TraderAccount},
    ledger::Account,
};
use vocabulary::{PersonId, Timestamp};

use super::{
    refusal::Refusal,
    store::{self, Happening},
};
use crate::{
    audit::{Action, Audit, Code, Entry, Object, Value},
    identity::{Identity, Subject},
    mandate::Mandates,
    payment::{Books, Payments},
    platform::{
        database::{Database, Transaction},
        fault::Fault,
        outbox::{self, Outbox},
    },
};

/// The outbox topic of an account to which something happened; the subject is the account.
pub const CHANGED: &str = "trader_account.changed";

/// The accounts of one database. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    pub(super) database: Database,
    pub(super) outbox: Outbox,
    pub(super) audit: Audit,
    pub(super) identity: Identity,
    pub(super) mandates: Mandates,
    pub(super) books: Books,
    pub(super) payments: Arc<Payments>,
}

impl Accounts {
    /// Keeps accounts in the database of `books`; `payments` pays what a security is called for.
    pub fn new(
        (books, outbox, audit): (Books, Outbox, Audit),
        identity: Identity,
        mandates: Mandates,
        payments: Payments,
    ) -> Accounts {
        let (database, payments) = (books.database().clone(), Arc::new(payments));
        Accounts { database, outbox, audit, identity, mandates, books, payments }
    }

    /// Lets an event happen to an account that is locked: its entry, if it posts one, the event and what the account is since. Nothing where the
    /// key was taken meanwhile.
    pub(super) async fn happen(
        &self,
        unit: &Transaction,
        (before, event): (&TraderAccount, &AccountEvent),
        (actor, key): (Option<&str>, Option<(&str, &str)>),
        from: &Account,
        now: Timestamp,
    ) -> Result<Option<TraderAccount>, Fault> {
        let posts = event.entry(&before.terms, from).map_err(Fault::while_("posting to an account"))?;
        let entry = match posts {
            Some(posts) => self.books.post(unit, &posts, None, now).await?,
            None => None,
        };
        self.note(unit, (before, event), Happening { actor, entry: entry.as_deref(), key }, now).await
    }

    /// The same of an event whose entry is posted already.
    pub(super) async fn note(
        &self,
        unit: &Transaction,
        (before, event): (&TraderAccount, &AccountEvent),
        happening: Happening<'_>,
        now: Timestamp,
    ) -> Result<Option<TraderAccount>, Fault> {
        let after = store::happen(unit, before, event, happening, now).await?;
        if after.is_some() {
            outbox::append(unit, CHANGED, &before.terms.reference.to_string(), now).await?;
            metrics::counter!("fingertip_account_events_total", "verb" => event.verb().as_str()).increment(1);
        }
        Ok(after)
    }
}

/// Where nothing comes from anywhere: events that post to no account but the trader's.
pub(super) fn nowhere() -> Account {
    Account::Unallocated
}

/// Writes the entry of the log: who did what to which account, and how much it was; nobody's name, no reason.
pub(super) fn deed(action: Action, by: Subject, account: &TraderAccount, minor: Option<i64>) -> Entry {
    let reference = account.terms.reference.to_string().parse().expect("digits are a word of the log");
    let entry = Entry::new(by.actor(), action, Object::new(Code::named("trader-account"), reference));
    match minor {
        Some(minor) => entry.after(Code::named("amount-minor"), Value::Number(minor)),
        None => entry,
    }
}

/// Reads a reason: one line that an auditor understands in ten years.
pub(super) fn reason(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let is_good = (3..=500).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if is_good { Ok(text.to_owned()) } else { Err(payment::account::AccountRefusal::Terms { field: "reason" }.into()) }
}

/// Says no to a person who would decide about what they proposed.
pub(super) fn two(first: PersonId, second: PersonId) -> Result<payment::FourEyes, Refusal> {
    payment::FourEyes::new(first, second).map_err(|_| Refusal::Payment(crate::payment::Refusal::SamePerson))
}
