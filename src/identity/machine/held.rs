//! What is held of a person's machines, for the person: retired ones too.

use futures_util::future::{BoxFuture, FutureExt};
use serde_json::{Value, json};
use vocabulary::PersonId;

use super::{
    machine::{KeyKind, MachineKey},
    service::Machines,
};
use crate::{
    identity::erasure::{HeldPart, Holder},
    platform::fault::Fault,
};

impl Holder for Machines {
    fn held(&self, person: PersonId) -> BoxFuture<'_, Result<Vec<HeldPart>, Fault>> {
        async move {
            let machines = self.all_of(person).await?.into_iter().map(|(machine, retired_at)| {
                json!({
                    "id": machine.id.to_string(),
                    "name": machine.name.as_str(),
                    "scopes": machine.scopes.to_string(),
                    "createdAt": machine.created_at.to_string(),
                    "retiredAt": retired_at.map(|at| at.to_string()),
                    "keys": machine.keys.iter().map(key).collect::<Vec<_>>(),
                })
            });
            Ok(vec![HeldPart::of("machines", machines)?])
        }
        .boxed()
    }
}

/// A key, without what it proves by: of a secret we have the hash alone.
fn key(key: &MachineKey) -> Value {
    let thumbprint = match &key.kind {
        KeyKind::Secret => None,
        KeyKind::Signature(thumbprint) => Some(thumbprint.as_str()),
    };
    json!({
        "id": key.id.to_string(),
        "thumbprint": thumbprint,
        "createdAt": key.created_at.to_string(),
        "lastUsedAt": key.last_used_at.map(|at| at.to_string()),
    })
}
