//! What the use cases of reconciliation share.

use std::{path::PathBuf, sync::Arc};

use jiff::{ToSpan, tz::TimeZone};
use vocabulary::{Date, Timestamp};

use super::rules::Rules;
use crate::{
    account::Accounts,
    audit::{Action, Actor, Audit, Code, Entry, Object, SigningKey},
    identity::Identity,
    payment::{Books, Payments, Providers},
    platform::{database::Database, fault::Fault},
};

/// How books are reconciled.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What the administration says of its accounts.
    pub rules: Arc<Rules>,
    /// The file with the key that signs days.
    pub key_file: PathBuf,
    /// The zone that says which day it is.
    pub zone: TimeZone,
}

/// Reconciliation over one database. Cheap to clone.
#[derive(Clone)]
pub struct Treasury {
    pub(super) database: Database,
    pub(super) audit: Audit,
    pub(super) identity: Identity,
    pub(super) books: Books,
    pub(super) providers: Providers,
    pub(super) payments: Arc<Payments>,
    pub(super) accounts: Accounts,
    pub(super) settings: Settings,
}

impl Settings {
    /// Returns those of the made-up territory, with the key in a file.
    pub fn of_the_sample(key_file: PathBuf) -> Settings {
        Settings { rules: Arc::new(Rules::of_the_sample()), key_file, zone: TimeZone::UTC }
    }
}

impl Treasury {
    /// Reconciles `books` with what the providers of `payments` and banks say, and fills `accounts` with what banks list for them.
    pub fn new(
        books: Books,
        audit: Audit,
        identity: Identity,
        (payments, accounts): (Payments, Accounts),
        settings: Settings,
    ) -> Treasury {
        let providers = payments.providers().clone();
        let payments = Arc::new(payments);
        Treasury { database: books.database().clone(), audit, identity, books, providers, payments, accounts, settings }
    }

    /// Opens the key that signs days, or makes it.
    pub(super) fn key(&self) -> Result<SigningKey, Fault> {
        SigningKey::open_or_make(&self.settings.key_file).map_err(Fault::while_("opening the key of the treasury"))
    }

    /// Returns the first instant of a day in the territory.
    pub(super) fn start_of(&self, day: Date) -> Result<Timestamp, Fault> {
        let start = day.to_zoned(self.settings.zone.clone()).map_err(Fault::while_("reading a day"))?;
        Ok(start.timestamp())
    }

    /// Returns the first instant after a day.
    pub(super) fn end_of(&self, day: Date) -> Result<Timestamp, Fault> {
        self.start_of(day.saturating_add(1.day()))
    }

    /// Returns the day and the hour of an instant in the territory.
    pub(super) fn local(&self, at: Timestamp) -> (Date, i8) {
        let local = at.to_zoned(self.settings.zone.clone());
        (local.date(), local.hour())
    }
}

/// Says in the log what was done to a thing of the treasury.
pub(super) fn entry(action: Action, by: Actor, kind: Code, id: &str) -> Result<Entry, Fault> {
    let id: Code = id.parse().map_err(Fault::while_("naming a thing of the treasury in the audit log"))?;
    Ok(Entry::new(by, action, Object::new(kind, id)))
}
