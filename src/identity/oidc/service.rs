//! The use cases: a device begins to sign in by the provider, and comes back with a code.

use std::sync::Arc;

use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use vocabulary::Timestamp;

use super::{
    id_token::{self, Expected, Unbelieved},
    provider::{Beginning, Provider},
    store::{self, Attempt},
};
use crate::{
    identity::{
        key::KeyFile,
        session::{DeviceName, Means, NewDevice, Sessions, TokenPair},
        staff::{Email, Staff, StaffRefusal},
        token::{Proven, encode},
    },
    platform::{database::Database, fault::Fault, random, request::Arrival},
};

/// How long a person has to sign in at the provider.
const ATTEMPT_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// What the proof is made for when an attempt begins: there is no token yet.
const BEGINNING: &str = "beginOidcSignIn";

/// Signing in by the provider of the office. Cheap to clone.
#[derive(Clone)]
pub struct Oidc {
    database: Database,
    sessions: Sessions,
    staff: Staff,
    key_file: KeyFile,
    provider: Option<Arc<Provider>>,
}

/// What comes with a request, as the device sent it.
#[derive(Clone, Copy)]
pub struct OidcAsk<'a> {
    /// The proof of the device's key.
    pub proof: Option<&'a str>,
    /// The method of the request.
    pub method: &'a str,
}

impl<'a> OidcAsk<'a> {
    /// Takes what the transport knows of a request.
    pub fn of(arrival: &'a Arrival) -> OidcAsk<'a> {
        OidcAsk { proof: arrival.proof.as_ref().map(|proof| proof.reveal()), method: arrival.method }
    }
}

/// An attempt that began.
pub struct Begun {
    /// Where the person signs in.
    pub address: String,
    /// Until when they may come back.
    pub expires_at: Timestamp,
}

impl Oidc {
    /// Signs nobody in before there is a provider.
    pub fn new(database: Database, (sessions, staff): (Sessions, Staff), key_file: KeyFile) -> Oidc {
        Oidc { database, sessions, staff, key_file, provider: None }
    }

    /// Signs staff in by a provider.
    #[must_use]
    pub fn with_provider(self, provider: Arc<Provider>) -> Oidc {
        Oidc { provider: Some(provider), ..self }
    }

    /// Begins an attempt on a device, and returns where its person signs in. The proof is made for the word `beginOidcSignIn`.
    ///
    /// # Errors
    /// Refuses where there is no provider, and a proof that does not hold. Faults when the database cannot keep it, or the provider gives
    /// no usable answer.
    pub async fn begin(&self, ask: &OidcAsk<'_>, now: Timestamp) -> Result<Result<Begun, StaffRefusal>, Fault> {
        let Some(provider) = &self.provider else { return Ok(Err(StaffRefusal::OidcOff)) };
        let proven = match self.prove(ask, BEGINNING, now).await? {
            Ok(proven) => proven,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let [state, nonce, verifier] = [unguessable()?, unguessable()?, unguessable()?];
        let challenge = encode(&Sha256::digest(&verifier));
        let address = provider.authorization(&Beginning { state: &state, nonce: &nonce, challenge: &challenge }, now).await?;
        let hash = hash(&state);
        let verifier_sealed = self.key_file.vault()?.seal(&context(&hash), verifier.as_bytes())?;
        let expires_at = now.saturating_add(ATTEMPT_LIFE).unwrap_or(Timestamp::MAX);
        let attempt = Attempt { nonce, verifier_sealed };
        store::put(self.database.connection(), (&hash, &proven.device), &attempt, (now, expires_at)).await?;
        Ok(Ok(Begun { address, expires_at }))
    }

    /// Ends an attempt: exchanges the code, believes what the provider signed or does not, and signs in whoever of the staff has the
    /// address that it verified. The proof is made for the code, by the device that began.
    ///
    /// # Errors
    /// Refuses where there is no provider, a proof that does not hold, and everything else with one answer. Faults when the database cannot
    /// keep it, or the provider cannot be reached.
    pub async fn finish(
        &self,
        ask: &OidcAsk<'_>,
        (state, code): (&str, &str),
        name: DeviceName,
        now: Timestamp,
    ) -> Result<Result<TokenPair, StaffRefusal>, Fault> {
        let Some(provider) = &self.provider else { return Ok(Err(StaffRefusal::OidcOff)) };
        let proven = match self.prove(ask, code, now).await? {
            Ok(proven) => proven,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let hash = hash(state);
        let Some(attempt) = store::take(self.database.connection(), (&hash, &proven.device), now).await? else {
            return Ok(Err(StaffRefusal::OidcRefused));
        };
        let verifier = self.key_file.vault()?.unseal(&context(&hash), &attempt.verifier_sealed)?;
        let verifier = String::from_utf8_lossy(verifier.reveal());
        let Some(token) = provider.exchange(code, &verifier, now).await? else {
            self.staff.refused_by_provider(now);
            return Ok(Err(StaffRefusal::OidcRefused));
        };
        let email = match self.believe(provider, &token, &attempt.nonce, now).await? {
            Ok(email) => email,
            Err(reason) => {
                tracing::warn!(?reason, "a token of the identity provider was refused");
                self.staff.refused_by_provider(now);
                return Ok(Err(StaffRefusal::OidcRefused));
            }
        };
        let device = NewDevice { key: proven.key, name };
        let begun = self.staff.begin_as(&email, &device, Means::Oidc, now).await?;
        Ok(begun.ok_or(StaffRefusal::OidcRefused))
    }

    /// Verifies a token; where it names a key that we do not know, once more with the keys of now.
    async fn believe(
        &self,
        provider: &Provider,
        token: &str,
        nonce: &str,
        now: Timestamp,
    ) -> Result<Result<Email, Unbelieved>, Fault> {
        let expected = Expected { issuer: provider.issuer(), client: provider.client(), nonce };
        let verified = id_token::verify(token, &provider.keys(now).await?, &expected, now);
        if verified != Err(Unbelieved::UnknownKey) {
            return Ok(verified);
        }
        Ok(match provider.newer_keys(now).await? {
            Some(keys) => id_token::verify(token, &keys, &expected, now),
            None => verified,
        })
    }

    async fn prove(&self, ask: &OidcAsk<'_>, token: &str, now: Timestamp) -> Result<Result<Proven, StaffRefusal>, Fault> {
        Ok(self.sessions.prove(ask.proof, ask.method, token, now).await?.map_err(StaffRefusal::from))
    }
}

/// Draws 256 bits in base64url, 43 letters: as long as RFC 7636 asks of a verifier.
fn unguessable() -> Result<String, Fault> {
    let bytes: [u8; 32] = random::bytes()?;
    Ok(encode(&bytes))
}

fn hash(state: &str) -> String {
    hex::encode(Sha256::digest(state))
}

fn context(state_hash: &str) -> String {
    format!("oidc-verifier:{state_hash}")
}
