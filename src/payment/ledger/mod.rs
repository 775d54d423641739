//! The ledger: entries that balance, and are only added to. Rows PAY-M5, INV-05, INV-13, LED-01 to LED-26.

mod movement;
pub(super) mod store;

use std::collections::BTreeMap;

use payment::{Child, Dispute, DisputeEvent, Payment, Repayment, RepaymentEvent};
use vocabulary::Timestamp;

pub use self::{
    movement::{MovedPosting, Movement, Which},
    store::{AccountBalance, Stands},
};
use super::{child, dispute, repaying, store as payments};
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
    /// Repayments and disputes that are not what their events say, and those and payouts of which the ledger holds something else.
    pub children: Vec<String>,
}

impl Verified {
    /// Says whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.unbalanced.is_empty() && self.astray.is_empty() && self.differing.is_empty() && self.children.is_empty()
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

    /// Returns what stands on the accounts of a number, each of somebody's, in each currency and layer.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn standing(&self, account: u16) -> Result<Vec<Stands>, Fault> {
        store::standing(self.database.connection(), account.into()).await
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
            children: self.children().await?,
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

impl Books {
    /// Makes every repayment and dispute of its events again, and asks the ledger about each (rows INV-08, INV-12).
    async fn children(&self) -> Result<Vec<String>, Fault> {
        let connection = self.database.connection();
        let mut astray = store::children_differing(connection).await?;
        let mut last = None;
        loop {
            let page = repaying::store::after(connection, last, PAGE).await?;
            let Some(end) = page.last() else { break };
            last = Some(end.repayment.id);
            for stored in page {
                let id = stored.repayment.id.to_string();
                let events = child::store::events::<RepaymentEvent>(connection, (Child::Repayment, &id)).await?;
                let made = Repayment::of(events.iter().map(|happened| &happened.event));
                if made.as_ref() != Some(&stored.repayment) || events.len() != stored.sequence as usize {
                    astray.push(id);
                }
            }
        }
        let mut last: Option<String> = None;
        loop {
            let page = dispute::store::after(connection, last.as_deref(), PAGE).await?;
            let Some(end) = page.last() else { return Ok(astray) };
            last = Some(end.id.to_string());
            for stored in page {
                let id = stored.id.to_string();
                let events = child::store::events::<DisputeEvent>(connection, (Child::Dispute, &id)).await?;
                let made = Dispute::of(events.iter().map(|happened| &happened.event));
                if made.as_ref() != Some(&stored.dispute) || events.len() != stored.sequence as usize {
                    astray.push(id);
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
