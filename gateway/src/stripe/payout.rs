//! Payouts: what goes to our bank, and whether it arrived.

use serde_json::Value;

use super::{intent::amount, is_reference};
use crate::{
    json,
    notice::{PayoutEvidence, PayoutStanding},
};

/// Reads a payout.
pub(super) fn evidence(payout: &Value, raw: &[u8]) -> Option<PayoutEvidence> {
    let standing = match json::text(payout, "status") {
        Some("pending" | "in_transit") => Some(PayoutStanding::InTransit),
        Some("paid") => Some(PayoutStanding::Paid),
        Some("failed" | "canceled") => Some(PayoutStanding::Failed),
        _ => None,
    };
    Some(PayoutEvidence {
        provider_reference: json::id(payout, "id").filter(|id| is_reference(id))?,
        standing,
        amount: amount(payout, "amount"),
        arrives_at: json::second(payout, "arrival_date"),
        raw: raw.to_vec(),
    })
}
