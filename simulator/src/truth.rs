//! What truly happened: a log that is only ever added to. It is written before the effect that it tells of can be seen.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::{self, Write},
    path::Path,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How many entries are kept. A million payments with their fees are two million.
pub(crate) const ENTRIES_MAX: usize = 4_000_000;

/// In whose shape it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Cards.
    Stripe,
    /// Mobile money after the GSMA Mobile Money API 1.2.
    Gsma,
    /// Mobile money after MTN.
    Mtn,
    /// Mobile money after Daraja.
    Daraja,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Money is held for us.
    Authorised,
    /// It is held no longer.
    Voided,
    /// Money is ours.
    Captured,
    /// What the provider keeps of it.
    Fee,
    /// Money was given back.
    Refunded,
    /// Giving back failed, and the money is ours again.
    RefundFailed,
    /// The payer disputes, and the money is taken back for now.
    Disputed,
    /// The dispute was won, and the money is ours again.
    Reinstated,
    /// Money went to our bank.
    PaidOut,
    /// The bank sent it back.
    PayoutFailed,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the log, from 1.
    pub serial: u64,
    /// When, by the simulator's clock.
    pub at: Timestamp,
    /// In whose shape.
    pub provider: Provider,
    /// What.
    pub kind: Kind,
    /// The provider's id of the object that it happened to.
    pub object: String,
    /// The provider's id of the payment that it belongs to; of a payout, its own.
    pub payment: String,
    /// Our id, as it was told to the provider.
    pub ours: Option<String>,
    /// Three letters.
    pub currency: String,
    /// The amount in units of the provider, never negative.
    pub amount: i64,
    /// How many decimals those units are.
    pub decimals: u8,
    /// By how much what the provider owes us changed, in the same units.
    pub balance: i64,
}

/// The log.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    entries: Vec<Entry>,
    file: Option<File>,
}

impl Truth {
    /// Opens the log; entries are also written to `path`, one JSON object a line, each on the disk before it counts.
    pub(crate) fn open(path: Option<&Path>) -> io::Result<Truth> {
        let file = path.map(|path| OpenOptions::new().create(true).append(true).open(path)).transpose()?;
        Ok(Truth { entries: Vec::new(), file })
    }

    /// Adds what happened, and gives it its place.
    pub(crate) fn add(&mut self, mut entry: Entry) -> io::Result<()> {
        if self.entries.len() >= ENTRIES_MAX {
            return Err(io::Error::other("the truth log is full"));
        }
        entry.serial = self.entries.len() as u64 + 1;
        if let Some(file) = &mut self.file {
            let mut line = serde_json::to_vec(&entry)?;
            line.push(b'\n');
            file.write_all(&line)?;
            file.sync_data()?;
        }
        self.entries.push(entry);
        Ok(())
    }

    /// Returns at most `first` entries after the one of the place `after`.
    pub(crate) fn after(&self, after: u64, first: usize) -> &[Entry] {
        let from = usize::try_from(after).unwrap_or(usize::MAX).min(self.entries.len());
        let to = from.saturating_add(first).min(self.entries.len());
        &self.entries[from..to]
    }

    /// Returns what each provider owes us, by currency.
    pub(crate) fn balances(&self) -> BTreeMap<(Provider, String), i64> {
        let mut balances = BTreeMap::new();
        for entry in &self.entries {
            *balances.entry((entry.provider, entry.currency.clone())).or_insert(0) += entry.balance;
        }
        balances
    }
}
