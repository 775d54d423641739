//! What of requests to pay is handed over when a person asks for what is held about them. Row SEC-PII-02.

use futures_util::{FutureExt, future::BoxFuture};
use serde_json::json;
use vocabulary::PersonId;

use super::store::{self, KeptRequest};
use crate::{
    identity::{HeldPart, Holder, ITEMS_MAX},
    platform::{database::Database, fault::Fault},
};

/// The requests of one database, as far as they are about persons.
pub struct RequestHoldings(Database);

impl RequestHoldings {
    /// Hands over what `database` holds.
    pub fn new(database: Database) -> RequestHoldings {
        RequestHoldings(database)
    }
}

impl Holder for RequestHoldings {
    fn held(&self, person: PersonId) -> BoxFuture<'_, Result<Vec<HeldPart>, Fault>> {
        async move {
            let found = store::of_asker(self.0.connection(), person, None, ITEMS_MAX + 1).await?;
            Ok(vec![HeldPart::of("paymentRequests", found.iter().map(|(kept, _)| shown(kept)))?])
        }
        .boxed()
    }
}

fn shown(kept: &KeptRequest) -> serde_json::Value {
    let request = &kept.request;
    json!({
        "id": kept.id.to_string(),
        "noticeReference": kept.reference.to_string(),
        "to": kept.to,
        "state": request.state.as_str(),
        "amountMinor": request.amount.minor,
        "currency": request.amount.currency.to_string(),
        "actingFor": kept.acting_for.map(|party| party.to_string()),
        "askedAt": request.asked_at.to_string(),
        "endedAt": kept.ended_at.map(|at| at.to_string()),
    })
}
