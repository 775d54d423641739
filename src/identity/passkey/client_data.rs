//! What the browser or the phone says of a ceremony: which challenge it answers, and where. Signed over by the authenticator.
//!
//! Source: WebAuthn Level 3, sections 5.8.1, 7.1 (steps 7 to 11) and 7.2 (steps 10 to 14).

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{challenge::Purpose, distrust::Distrust, relying_party::RelyingParty};

/// What the client says, and its hash.
pub struct ClientData {
    said: Said,
    /// The SHA-256 of what was sent, byte by byte.
    pub hash: [u8; 32],
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

impl ClientData {
    /// Reads what the client says; fields that were added since are passed over.
    ///
    /// # Errors
    /// Refuses what is not such JSON.
    pub fn read(bytes: &[u8]) -> Result<ClientData, Distrust> {
        let said = serde_json::from_slice(bytes).map_err(|_| Distrust::Malformed)?;
        Ok(ClientData { said, hash: Sha256::digest(bytes).into() })
    }

    /// Returns which challenge it answers, as it travels.
    pub fn challenge(&self) -> &str {
        &self.said.challenge
    }

    /// Checks that it was made for this purpose, on a page or in an app of ours.
    ///
    /// # Errors
    /// Refuses another type, another origin, and a frame of somebody else's page.
    pub fn check(&self, purpose: Purpose, party: &RelyingParty) -> Result<(), Distrust> {
        let kind = match purpose {
            Purpose::Register => "webauthn.create",
            Purpose::SignIn | Purpose::Erase | Purpose::Pay(_) => "webauthn.get",
        };
        if self.said.kind != kind {
            return Err(Distrust::Type);
        }
        if !party.trusts(&self.said.origin) {
            return Err(Distrust::Origin);
        }
        if self.said.cross_origin { Err(Distrust::CrossOrigin) } else { Ok(()) }
    }
}
