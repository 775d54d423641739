//! Payment notices: issued, read, paid. Rows PAY-M1, PAY-M2, PAY-N1.

pub(super) mod store;

use payment::{Allocation, NoticeReference, PaymentNotice};

use crate::{
    audit::Audit,
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
    /// Whose debt it is, as the issuer writes it. Nobody but the debtor and officers reads it.
    pub debtor: Option<String>,
    /// Who is paid, as the payer reads it.
    pub payee: String,
    /// What for, as the payer reads it.
    pub purpose: String,
}

impl PaymentNotices {
    /// Keeps notices in `database`.
    pub fn new(database: Database, outbox: Outbox, audit: Audit) -> PaymentNotices {
        PaymentNotices { database, outbox, audit }
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
