//! Disputes: how much is disputed, and what that did to our balance so far. Row REC-07.

use serde_json::Value;
use vocabulary::{Currency, Money};

use super::{amount::from_units, intent::amount, is_reference};
use crate::{
    json,
    notice::{DisputeEvidence, DisputeStanding, Movement},
};

/// Reads a dispute.
pub(super) fn evidence(dispute: &Value, raw: &[u8]) -> Option<DisputeEvidence> {
    let standing = match json::text(dispute, "status") {
        Some("warning_needs_response" | "warning_under_review") => Some(DisputeStanding::Inquiry),
        Some("needs_response") => Some(DisputeStanding::EvidenceDue),
        Some("under_review") => Some(DisputeStanding::UnderReview),
        Some("won") => Some(DisputeStanding::Won),
        Some("lost") => Some(DisputeStanding::Lost),
        Some("warning_closed" | "charge_refunded" | "prevented") => Some(DisputeStanding::Closed),
        _ => None,
    };
    Some(DisputeEvidence {
        provider_reference: json::id(dispute, "id").filter(|id| is_reference(id))?,
        attempt_reference: json::id(dispute, "payment_intent").filter(|id| is_reference(id)),
        standing,
        amount: amount(dispute, "amount"),
        balance: balance(dispute),
        movements: movements(dispute).unwrap_or_default(),
        evidence_due: dispute.get("evidence_details").and_then(|details| json::second(details, "due_by")),
        raw: raw.to_vec(),
    })
}

/// Adds up the transactions, each less its fee; nothing where one cannot be read or they are of two currencies.
fn balance(dispute: &Value) -> Option<Money> {
    let transactions = dispute.get("balance_transactions")?.as_array()?;
    let mut sum: Option<Money> = None;
    for transaction in transactions {
        let currency: Currency = json::text(transaction, "currency")?.to_ascii_uppercase().parse().ok()?;
        let net = from_units(transaction.get("net")?.as_i64()?, currency)?;
        sum = Some(sum.map_or(Ok(net), |sum| sum.checked_add(net)).ok()?);
    }
    sum
}

/// Reads each transaction by itself; nothing where one cannot be read.
fn movements(dispute: &Value) -> Option<Vec<Movement>> {
    let transactions = dispute.get("balance_transactions")?.as_array()?;
    let movement =
        |transaction: &Value| Some(Movement { amount: amount(transaction, "amount")?, fee: amount(transaction, "fee")? });
    transactions.iter().map(movement).collect()
}
