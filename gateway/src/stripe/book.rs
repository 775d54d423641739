//! The provider's own book, for reconciliation: balance transactions, a page at a time, the newest first. Row REC-01.

use async_trait::async_trait;
use payment::Unsure;
use serde_json::Value;
use stripe_client_core::{RequestBuilder, StripeMethod};
use vocabulary::{Money, Timestamp};

use super::{ATTEMPT, REPAYMENT, Stripe, intent::amount, is_reference};
use crate::{
    answer::Untold,
    book::{Book, BookEntry, BookPage, BookReason},
    json,
};

/// How many entries one page has; the most the provider gives.
const PAGE: usize = 100;

impl Stripe {
    /// Reads a page of what changed the balance from `from` until `until`.
    ///
    /// # Errors
    /// Nobody answered, or an entry cannot be read: a page is whole or none.
    pub async fn book(&self, from: Timestamp, until: Timestamp, after: Option<&str>) -> Result<BookPage, Unsure> {
        // With what it belongs to, which knows our id and the order.
        let (from, until) = (from.as_second(), until.as_second());
        let mut query = format!("limit={PAGE}&created[gte]={from}&created[lte]={until}&expand[]=data.source");
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

#[async_trait]
impl Book for Stripe {
    async fn page(&self, from: Timestamp, until: Timestamp, after: Option<&str>) -> Result<BookPage, Unsure> {
        self.book(from, until, after).await
    }

    async fn owed(&self) -> Result<Vec<Money>, Unsure> {
        self.balance().await
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
        order: value.get("source").and_then(|source| json::id(source, "payment_intent")),
        ours: value.pointer("/source/metadata").and_then(ours),
        amount: amount(value, "amount")?,
        fee: amount(value, "fee")?,
        created_at: json::second(value, "created")?,
        available_at: json::second(value, "available_on"),
    })
}

/// Returns our id out of what the provider keeps for us.
fn ours(metadata: &Value) -> Option<String> {
    [ATTEMPT, REPAYMENT].iter().find_map(|name| json::text(metadata, name)).map(ToOwned::to_owned)
}

fn why(untold: Untold) -> Unsure {
    match untold {
        Untold::Unsure { why, .. } => why,
        Untold::Refused(_) | Untold::NoSuchRequest => Unsure::Unreadable,
    }
}
