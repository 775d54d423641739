//! What is held of a person's passkeys, for the person.

use futures_util::future::{BoxFuture, FutureExt};
use serde_json::json;
use vocabulary::PersonId;

use super::service::Passkeys;
use crate::{
    identity::erasure::{HeldPart, Holder},
    platform::fault::Fault,
};

impl Holder for Passkeys {
    fn held(&self, person: PersonId) -> BoxFuture<'_, Result<Vec<HeldPart>, Fault>> {
        async move {
            let passkeys = self.list(person).await?.into_iter().map(|passkey| {
                json!({
                    "id": passkey.id.to_string(),
                    "name": passkey.name.as_str(),
                    "credentialId": passkey.credential_id,
                    "publicKey": passkey.key.to_jwk(),
                    "counter": passkey.counter,
                    "backupEligible": passkey.backup_eligible,
                    "backedUp": passkey.backed_up,
                    "userVerified": passkey.user_verified,
                    "transports": passkey.transports,
                    "createdAt": passkey.created_at.to_string(),
                    "lastUsedAt": passkey.last_used_at.map(|at| at.to_string()),
                })
            });
            Ok(vec![HeldPart::of("passkeys", passkeys)?])
        }
        .boxed()
    }
}
