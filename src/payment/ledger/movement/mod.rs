//! What reconciliation reads of the ledger, and posts in it. Rows REC-01, INV-06, PAY-M4.

mod store;

use payment::ledger::{Entry, Rule};
use vocabulary::{AttemptId, Currency, Money, PaymentId, RepaymentId, Timestamp};

use super::{
    Books,
    store::{Cause, differing, is_posted, post_as},
};
use crate::platform::{
    database::{Database, Transaction},
    fault::Fault,
    identifier,
};

/// An entry that moves what a provider or a bank holds for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The entry.
    pub entry: String,
    /// The rule by which it was posted.
    pub rule: Rule,
    /// What it is in.
    pub currency: Currency,
    /// When it was posted.
    pub at: Timestamp,
    /// The payment that it follows from.
    pub payment: Option<PaymentId>,
    /// The attempt whose evidence it rests on.
    pub attempt: Option<AttemptId>,
    /// The repayment that it follows from.
    pub repayment: Option<RepaymentId>,
    /// What the provider calls that evidence, the repayment or the payout.
    pub reference: Option<String>,
    /// Its postings.
    pub postings: Vec<MovedPosting>,
}

/// A line of such an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedPosting {
    /// The number of the account.
    pub account: u16,
    /// Whose it is.
    pub of: String,
    /// How much, in minor units: above zero on the left.
    pub minor: i64,
}

/// Which movements.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// Those posted after an instant and until another.
    Between(Timestamp, Timestamp),
    /// Those of these entries.
    Of(&'a [String]),
}

impl Books {
    /// Reads, in the unit of work at hand, what moved at providers and banks, in the order in which it was posted. What a provider took as fees is not among it: it stands in
    /// the provider's report beside what it was taken for.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn movements(&self, unit: &Transaction, which: Which<'_>) -> Result<Vec<Movement>, Fault> {
        store::movements(unit, which).await
    }

    /// Posts an entry in the unit of work at hand, and returns its name; nothing where its rule posted for its `child`, a payout, before.
    ///
    /// # Errors
    /// Faults when the database refuses it.
    pub async fn post(
        &self,
        unit: &Transaction,
        entry: &Entry,
        child: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<String>, Fault> {
        if let Some(child) = child
            && is_posted(unit, child, entry.rule()).await?
        {
            return Ok(None);
        }
        let name = identifier::new_reference();
        post_as(unit, name.clone(), entry, Cause { child, ..Cause::default() }, now).await?;
        Ok(Some(name))
    }

    /// Returns what providers hold for us by our books, by provider and currency (row INV-06).
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn cleared(&self) -> Result<Vec<(String, Money)>, Fault> {
        store::cleared(self.database.connection()).await
    }

    /// Names payments and notices on which the ledger and the rest of the books differ (row PAY-M4).
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn astray_from_evidence(&self) -> Result<(Vec<String>, Vec<String>), Fault> {
        let connection = self.database.connection();
        Ok((differing(connection).await?, store::notices_differing(connection).await?))
    }

    /// Returns the database that it is kept in.
    pub fn database(&self) -> &Database {
        &self.database
    }
}
