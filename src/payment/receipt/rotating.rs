//! How a key that signs receipts comes to its end: retired, it stays in the list and what it signed stays good; revoked, nothing that it signed is
//! believed offline any more. Each is an entry of the audit log. Row RCP-09.

use receipt::{PublicKey, PublishedKey};
use vocabulary::Timestamp;

use super::{Receipts, store};
use crate::{
    audit::{Action, Actor, Audit, Code, Entry, Object},
    platform::{database, fault::Fault},
};

const RETIRED: Action = Action::named("receipt-key.retired");
const REVOKED: Action = Action::named("receipt-key.revoked");
const KEY: Code = Code::named("receipt-key");
/// Whoever has the command line of the server.
const OPERATOR: Actor = Actor::System(Code::named("operator"));

/// How a key comes to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyEnd {
    /// Another takes its place.
    Retired,
    /// Somebody else may have it.
    Revoked,
}

impl Receipts {
    /// Says whether the key at hand may still sign: a key that was retired or revoked signs nothing that anybody believes.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn may_sign(&self, now: Timestamp) -> Result<bool, Fault> {
        let own = self.public()?;
        let keys = store::keys(self.database.connection()).await?;
        Ok(keys.iter().any(|key| key.public == own && key.revoked_at.is_none() && now < key.until))
    }

    /// Ends the time of a key; false where there is none, or it came to that end before.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn end_key(&self, audit: &Audit, key: &PublicKey, end: KeyEnd, now: Timestamp) -> Result<bool, Fault> {
        let unit = self.database.begin().await?;
        if !store::end_key(&unit, key, end, now).await? {
            return Ok(false);
        }
        let action = match end {
            KeyEnd::Retired => RETIRED,
            KeyEnd::Revoked => REVOKED,
        };
        let id = hex::encode(key.id().as_bytes()).parse().map_err(Fault::while_("ending the time of a key of receipts"))?;
        audit.append(&unit, Entry::new(OPERATOR, action, Object { kind: KEY, id }), now).await?;
        database::commit(unit).await?;
        Ok(true)
    }

    /// Returns the keys, the first of them first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn all_keys(&self) -> Result<Vec<PublishedKey>, Fault> {
        store::keys(self.database.connection()).await
    }
}
