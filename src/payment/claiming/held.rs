//! What of claims is handed over when a person asks for what is held about them. Row SEC-PII-02.

use futures_util::{FutureExt, future::BoxFuture};
use serde_json::json;
use vocabulary::PersonId;

use super::{KeptClaim, store};
use crate::{
    identity::{HeldPart, Holder, ITEMS_MAX},
    platform::{database::Database, fault::Fault},
};

/// The claims of one database, as far as they are about persons.
pub struct ClaimHoldings(Database);

impl ClaimHoldings {
    /// Hands over what `database` holds.
    pub fn new(database: Database) -> ClaimHoldings {
        ClaimHoldings(database)
    }
}

impl Holder for ClaimHoldings {
    fn held(&self, person: PersonId) -> BoxFuture<'_, Result<Vec<HeldPart>, Fault>> {
        async move {
            let found = store::of_claimant(self.0.connection(), person, None, ITEMS_MAX + 1).await?;
            Ok(vec![HeldPart::of("repaymentClaims", found.iter().map(shown))?])
        }
        .boxed()
    }
}

fn shown(kept: &KeptClaim) -> serde_json::Value {
    let line = |line: &crate::payment::repaying::KeptRepayment| {
        json!({
            "repayment": line.repayment.id.to_string(),
            "payment": line.repayment.payment.to_string(),
            "amountMinor": line.repayment.amount.minor,
            "currency": line.repayment.amount.currency.to_string(),
            "state": line.repayment.state.as_str(),
            "explanation": line.reason,
        })
    };
    json!({
        "id": kept.id.to_string(),
        "ground": kept.claim.ground.as_str(),
        "state": kept.claim.state().as_str(),
        "documents": kept.claim.documents,
        "lines": kept.lines.iter().map(line).collect::<Vec<_>>(),
        "lodgedAt": kept.lodged_at.to_string(),
        "dueAt": kept.due_at().map(|at| at.to_string()),
        "withdrawnAt": kept.withdrawn_at.map(|at| at.to_string()),
    })
}
