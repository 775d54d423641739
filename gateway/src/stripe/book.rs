//! The provider's own book, for reconciliation: balance transactions, a page at a time, the newest first. Row REC-01.

use payment::Unsure;
use serde_json::Value;
use stripe_client_core::{RequestBuilder, StripeMethod};
use vocabulary::{Money, Timestamp};

use super::{Stripe, intent::amount, is_reference};
use crate::{answer::Untold, json};

/// How many entries one page has; the most the provider gives.
const PAGE: usize = 100;

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

impl Stripe {
    /// Reads a page of what changed the balance from `from` until `until`.
    ///
    /// # Errors
    /// Nobody answered, or an entry cannot be read: a page is whole or none.
    pub async fn book(&self, from: Timestamp, until: Timestamp, after: Option<&str>) -> Result<BookPage, Unsure> {
        let mut query = format!("limit={PAGE}&created[gte]={}&created[lte]={}", from.as_second(), until.as_second());
        if let Some(after) = after {
            if !is_reference(after) {
                return Err(Unsure::Unreadable);
            }
            query.push_str("&starting_after=");
            query.push_str(after);
        }
        let mut request = RequestBuilder::new(StripeMethod::Get, "/balance_transactions");
        request.query = Some(query);
        let page = self.page(request).await.map_err(why)?;
        let data = page.get("data").and_then(Value::as_array).ok_or(Unsure::Unreadable)?;
        let entries = data.iter().map(entry).collect::<Option<Vec<_>>>().ok_or(Unsure::Unreadable)?;
        let has_more = page.get("has_more").and_then(Value::as_bool).ok_or(Unsure::Unreadable)?;
        let last = entries.last().map(|last: &BookEntry| last.provider_reference.clone());
        Ok(BookPage { after: last.filter(|_| has_more), entries })
    }

    /// Reads what the provider owes us, by currency: available and pending together. Row INV-06.
    ///
    /// # Errors
    /// Nobody answered, or what was answered cannot be read.
    pub async fn balance(&self) -> Result<Vec<Money>, Unsure> {
        let reply = self.wire.ask(RequestBuilder::new(StripeMethod::Get, "/balance"), None).await.reply?;
        if let Some(why) = reply.unsure() {
            return Err(why);
        }
        let balance = json::read(&reply.body)?;
        let mut sums: Vec<Money> = Vec::new();
        for name in ["available", "pending"] {
            for part in balance.get(name).and_then(Value::as_array).ok_or(Unsure::Unreadable)? {
                let part = amount(part, "amount").ok_or(Unsure::Unreadable)?;
                match sums.iter_mut().find(|sum| sum.currency == part.currency) {
                    Some(sum) => *sum = sum.checked_add(part).map_err(|_| Unsure::Unreadable)?,
                    None => sums.push(part),
                }
            }
        }
        Ok(sums)
    }
}

fn entry(value: &Value) -> Option<BookEntry> {
    let reason = match (json::text(value, "type"), json::text(value, "reporting_category")) {
        (Some("charge" | "payment"), _) => BookReason::Charge,
        (Some("refund" | "payment_refund"), _) => BookReason::Refund,
        (Some("refund_failure" | "payment_failure_refund"), _) => BookReason::RefundFailure,
        (Some("adjustment"), Some("dispute" | "dispute_reversal")) => BookReason::Dispute,
        (Some("payout"), _) => BookReason::Payout,
        (Some("payout_failure" | "payout_cancel"), _) => BookReason::PayoutFailure,
        _ => BookReason::Other,
    };
    Some(BookEntry {
        provider_reference: json::id(value, "id").filter(|id| is_reference(id))?,
        reason,
        source: json::id(value, "source"),
        amount: amount(value, "amount")?,
        fee: amount(value, "fee")?,
        created_at: json::second(value, "created")?,
        available_at: json::second(value, "available_on"),
    })
}

fn why(untold: Untold) -> Unsure {
    match untold {
        Untold::Unsure { why, .. } => why,
        Untold::Refused(_) | Untold::NoSuchRequest => Unsure::Unreadable,
    }
}
