//! Payment notices: issued, read, paid. Rows PAY-M1, PAY-M2, PAY-N1.

pub(super) mod store;

use payment::{Allocation, NoticeReference, PaymentNotice};
use vocabulary::{Date, NoticeId, Timestamp};

use crate::{
    audit::Audit,
    feed::Feed,
    platform::{database::Database, fault::Fault, outbox::Outbox},
};

/// The outbox topic of a notice that was issued, amended, paid or taken back; the subject is the notice.
pub const CHANGED: &str = "payment_notice.changed";

/// The notices of one database. Cheap to clone.
#[derive(Clone)]
pub struct PaymentNotices {
    pub(super) database: Database,
    pub(super) outbox: Outbox,
    pub(super) audit: Audit,
    pub(super) feed: Feed,
}

/// A version of a notice, as it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptVersion {
    /// Which, from 1.
    pub version: u32,
    /// What it demanded, in minor units.
    pub total_minor: i64,
    /// Why there is one, as the payer reads it.
    pub because: String,
    /// When it was issued.
    pub recorded_at: Timestamp,
}

/// A notice, and what surrounds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedNotice {
    /// The demand itself.
    pub notice: PaymentNotice,
    /// Who issued it: `machine:` or `person:` and an id.
    pub issuer: String,
    /// What the issuer calls it.
    pub issuer_reference: String,
    /// The declaration that was assessed.
    pub declaration: String,
    /// The day of the assessment.
    pub assessed_on: Date,
    /// Whose debt it is, as the issuer writes it. Nobody but the debtor and officers reads it.
    pub debtor: Option<String>,
    /// Who is paid, as the payer reads it.
    pub payee: String,
    /// What for, as the payer reads it.
    pub purpose: String,
}

impl PaymentNotices {
    /// Keeps notices in `database`, and tells their issuers by `feed` what an amendment comes to.
    pub fn new(database: Database, outbox: Outbox, audit: Audit, feed: Feed) -> PaymentNotices {
        PaymentNotices { database, outbox, audit, feed }
    }

    /// Tells issuers by another feed.
    #[must_use]
    pub fn with_feed(self, feed: Feed) -> PaymentNotices {
        PaymentNotices { feed, ..self }
    }

    /// Reads the versions of a notice, the newest first: at most a hundred.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn versions(&self, notice: NoticeId) -> Result<Vec<KeptVersion>, Fault> {
        store::versions(self.database.connection(), notice).await
    }

    /// Reads a notice by the reference that people type.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn find(&self, reference: NoticeReference) -> Result<Option<IssuedNotice>, Fault> {
        store::by_reference(self.database.connection(), reference).await
    }
}

/// Returns the sum of some parts, in minor units.
pub(super) fn sum(parts: &[Allocation]) -> i64 {
    parts.iter().map(|part| part.minor).sum()
}
