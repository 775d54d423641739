//! The provider's own book, for reconciliation. Rows REC-01, INV-06.

use async_trait::async_trait;
use payment::Unsure;
use vocabulary::{Money, Timestamp};

/// Why the provider's balance changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BookReason {
    /// A payment.
    Charge,
    /// A repayment.
    Refund,
    /// A repayment that failed.
    RefundFailure,
    /// A dispute, or its end.
    Dispute,
    /// A payout.
    Payout,
    /// A payout that came back.
    PayoutFailure,
    /// A fee, a tax on it, or a reason that we do not know.
    Other,
}

/// One change of the provider's balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookEntry {
    /// What the provider calls it.
    pub provider_reference: String,
    /// Why.
    pub reason: BookReason,
    /// What it belongs to: a charge, a refund, a dispute, a payout.
    pub source: Option<String>,
    /// The order that this belongs to, as the provider calls it.
    pub order: Option<String>,
    /// What we call it, as the provider keeps it for us.
    pub ours: Option<String>,
    /// By how much the balance changed, before the fee.
    pub amount: Money,
    /// What the provider kept.
    pub fee: Money,
    /// When.
    pub created_at: Timestamp,
    /// When it can be paid out.
    pub available_at: Option<Timestamp>,
}

/// A page of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookPage {
    /// Its entries.
    pub entries: Vec<BookEntry>,
    /// Where the next page begins, if there is one.
    pub after: Option<String>,
}

/// A provider whose book can be read.
#[async_trait]
pub trait Book: Send + Sync {
    /// Reads a page of what changed the balance from `from` until `until`, the newest first.
    ///
    /// # Errors
    /// Nobody answered, or an entry cannot be read: a page is whole or none.
    async fn page(&self, from: Timestamp, until: Timestamp, after: Option<&str>) -> Result<BookPage, Unsure>;

    /// Reads what the provider owes us, by currency.
    ///
    /// # Errors
    /// Nobody answered, or what was answered cannot be read.
    async fn owed(&self) -> Result<Vec<Money>, Unsure>;
}
