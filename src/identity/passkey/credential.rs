//! The answer of an authenticator as browsers and phones write it: JSON with bytes in base64url.
//!
//! Source: WebAuthn Level 3, section 5.1.7 (`RegistrationResponseJSON`, `AuthenticationResponseJSON`). Fields that repeat what the bytes
//! say (`publicKey`, `publicKeyAlgorithm`, `authenticatorData` of a registration) are passed over: the bytes are believed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::{client_data::ClientData, distrust::Distrust};

/// The longest answer that is looked at: the longest name of a passkey twice, with what goes with it.
const BYTES_MAX: usize = 16 * 1024;
/// The bytes of a part of an answer.
const PART_BYTES_MAX: usize = 4 * 1024;
/// The ways an authenticator is reached that are kept (section 5.8.4); others that may be named one day are passed over.
const TRANSPORTS: [&str; 6] = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

/// An answer to registering.
pub struct Registration {
    /// What the client says.
    pub client: ClientData,
    /// The attestation object.
    pub attestation: Vec<u8>,
    /// How the authenticator is reached.
    pub transports: Vec<&'static str>,
}

/// An answer to signing in.
pub struct Assertion {
    /// What the authenticator calls the passkey, in base64url.
    pub credential_id: String,
    /// What the client says.
    pub client: ClientData,
    /// What the authenticator says.
    pub data: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
    /// Whose passkey the authenticator says it is.
    pub user_handle: Vec<u8>,
}

#[derive(Deserialize)]
struct Written<T> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "rawId")]
    raw_id: String,
    response: T,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenRegistration {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
    #[serde(default)]
    transports: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenAssertion {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
    user_handle: Option<String>,
}

impl Registration {
    /// Reads an answer.
    ///
    /// # Errors
    /// Refuses what is too long, or no such JSON.
    pub fn read(text: &str) -> Result<Registration, Distrust> {
        let Written { response, .. } = read::<WrittenRegistration>(text)?;
        let named = |name: &&'static str| response.transports.iter().any(|transport| transport == name);
        Ok(Registration {
            client: ClientData::read(&bytes(&response.client_data)?)?,
            attestation: bytes(&response.attestation_object)?,
            transports: TRANSPORTS.iter().filter(|name| named(name)).copied().collect(),
        })
    }
}

impl Assertion {
    /// Reads an answer. Without a user handle it is not of a passkey that names its owner, which we ask for.
    ///
    /// # Errors
    /// Refuses what is too long, or no such JSON.
    pub fn read(text: &str) -> Result<Assertion, Distrust> {
        let Written { raw_id, response, .. } = read::<WrittenAssertion>(text)?;
        // Read and written again: one spelling a name.
        let credential_id = URL_SAFE_NO_PAD.encode(bytes(&raw_id)?);
        Ok(Assertion {
            credential_id,
            client: ClientData::read(&bytes(&response.client_data)?)?,
            data: bytes(&response.authenticator_data)?,
            signature: bytes(&response.signature)?,
            user_handle: bytes(&response.user_handle.ok_or(Distrust::UserHandle)?)?,
        })
    }
}

fn read<'t, T: Deserialize<'t>>(text: &'t str) -> Result<Written<T>, Distrust> {
    if text.len() > BYTES_MAX {
        return Err(Distrust::TooLong);
    }
    let written: Written<T> = serde_json::from_str(text).map_err(|_| Distrust::Malformed)?;
    if written.kind == "public-key" { Ok(written) } else { Err(Distrust::Malformed) }
}

fn bytes(text: &str) -> Result<Vec<u8>, Distrust> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Distrust::Malformed)?;
    if bytes.len() > PART_BYTES_MAX { Err(Distrust::TooLong) } else { Ok(bytes) }
}
