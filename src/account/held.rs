//! What of accounts is handed over when a person asks for what is held about them. Row SEC-PII-02.

use futures_util::{FutureExt, future::BoxFuture};
use serde_json::json;
use vocabulary::PersonId;

use super::store::{self, Kept};
use crate::{
    identity::{HeldPart, Holder, ITEMS_MAX},
    mandate::Party,
    platform::{database::Database, fault::Fault},
};

/// The accounts of one database, as far as they are about persons.
pub struct Holdings(Database);

impl Holdings {
    /// Hands over what `database` holds.
    pub fn new(database: Database) -> Holdings {
        Holdings(database)
    }
}

impl Holder for Holdings {
    fn held(&self, person: PersonId) -> BoxFuture<'_, Result<Vec<HeldPart>, Fault>> {
        async move {
            let holder = [Party::Person(person)];
            let accounts = store::of_holders(self.0.connection(), &holder, None, ITEMS_MAX + 1).await?;
            Ok(vec![HeldPart::of("traderAccounts", accounts.iter().map(shown))?])
        }
        .boxed()
    }
}

fn shown(kept: &Kept) -> serde_json::Value {
    let account = &kept.account;
    json!({
        "reference": account.terms.reference.to_string(),
        "kind": account.terms.kind.as_str(),
        "state": account.state.as_str(),
        "currency": account.terms.currency.to_string(),
        "heldMinor": account.sums.held,
        "limitMinor": account.sums.limit,
        "reservedMinor": account.sums.reserved,
        "calledMinor": account.sums.called,
        "grn": kept.grn.map(|grn| grn.to_string()),
        "proposedAt": kept.proposed_at.to_string(),
    })
}
