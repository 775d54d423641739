//! A passkey as we keep it.

use vocabulary::{PasskeyId, PersonId, Timestamp};

use crate::identity::{session::DeviceName, token::DeviceKey};

/// How many passkeys a person has at a time: a few phones, a laptop, two security keys.
pub const PASSKEYS_MAX: usize = 10;

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its name with us.
    pub id: PasskeyId,
    /// Whose it is.
    pub person: PersonId,
    /// What the authenticator calls it, in base64url.
    pub credential_id: String,
    /// Its public key.
    pub key: DeviceKey,
    /// How often the authenticator signed, as far as we saw; 0 where it does not count.
    pub counter: u32,
    /// Whether the key may leave its authenticator for a backup.
    pub backup_eligible: bool,
    /// Whether it was in a backup when it was last used.
    pub backed_up: bool,
    /// Whether the authenticator made sure of the person when it was last used.
    pub user_verified: bool,
    /// How the authenticator is reached, words parted by spaces.
    pub transports: String,
    /// What its owner calls it; empty where they gave it no name.
    pub name: DeviceName,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody last signed in with it.
    pub last_used_at: Option<Timestamp>,
}

/// Returns how a person is called where a passkey is kept: their id, which has no meaning. Source: WebAuthn Level 3, section 14.6.1.
pub fn user_handle(person: PersonId) -> Vec<u8> {
    person.to_string().into_bytes()
}
