//! The ledger: entries that balance, and are only added to. Rows PAY-M5, INV-05, INV-13, LED-01 to LED-26.

mod movement;
pub(super) mod store;

use std::collections::BTreeMap;

use payment::Payment;
use vocabulary::Timestamp;

pub use self::{
    movement::{MovedPosting, Movement, Which},
    store::AccountBalance,
};
use super::store as payments;
use crate::platform::{database::Database, fault::Fault};

/// How many payments are made again at a time.
const PAGE: u64 = 200;

/// The ledger of one database. Cheap to clone.
#[derive(Clone)]
pub struct Books {
    database: Database,
}

/// What was found when the ledger was verified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many entries there are.
    pub entries: i64,
    /// Entries whose sides differ, of which there are none.
    pub unbalanced: Vec<String>,
    /// Payments that are not what their events say.
    pub astray: Vec<String>,
    /// Payments that are captured, and of which the ledger holds another sum than their evidence.
    pub differing: Vec<String>,
}

impl Verified {
    /// Says whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.unbalanced.is_empty() && self.astray.is_empty() && self.differing.is_empty()
    }
}

impl Books {
    /// Reads the ledger of `database`.
    pub fn new(database: Database) -> Books {
        Books { database }
    }

    /// Returns the trial balance as it stood at an instant: every account with something on it.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn trial(&self, as_of: Timestamp) -> Result<Vec<AccountBalance>, Fault> {
        store::trial(self.database.connection(), as_of).await
    }

    /// Looks for what must never be.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn verify(&self) -> Result<Verified, Fault> {
        let connection = self.database.connection();
        Ok(Verified {
            entries: store::count(connection).await?,
            unbalanced: store::unbalanced(connection).await?,
            astray: self.astray().await?,
            differing: store::differing(connection).await?,
        })
    }

    /// Makes every payment of its events again, and names those that come out differently (row INV-12).
    async fn astray(&self) -> Result<Vec<String>, Fault> {
        let connection = self.database.connection();
        let mut astray = Vec::new();
        let mut last = None;
        loop {
            let page = payments::after(connection, last, PAGE).await?;
            let Some(end) = page.last() else { return Ok(astray) };
            last = Some(end.id);
            for stored in page {
                let events = payments::events(connection, stored.id).await?;
                let made = Payment::of(events.iter().map(|(event, at)| (event, *at)));
                if made.as_ref() != Ok(&stored) {
                    astray.push(stored.id.to_string());
                }
            }
        }
    }
}

/// Adds up a trial balance by currency and layer: zero everywhere, or the books are wrong.
pub fn differences(trial: &[AccountBalance]) -> BTreeMap<(String, String), i128> {
    let mut sums = BTreeMap::new();
    for line in trial {
        *sums.entry((line.currency.clone(), line.layer.clone())).or_insert(0) +=
            i128::from(line.debits) - i128::from(line.credits);
    }
    sums
}
