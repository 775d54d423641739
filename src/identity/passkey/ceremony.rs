//! The two ceremonies: what has to hold before a passkey is kept, and before somebody is signed in with one. Values in, values out; the
//! challenge was looked at before.
//!
//! Source: WebAuthn Level 3, sections 7.1 and 7.2. Attestation is not asked for and not taken.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ED25519, UnparsedPublicKey};

use super::{
    authenticator_data::{AuthenticatorData, Made},
    challenge::{Purpose, UserVerification},
    cose,
    credential::{Assertion, Registration},
    distrust::Distrust,
    passkey::{Passkey, user_handle},
    relying_party::RelyingParty,
};
use crate::identity::token::DeviceKey;

/// What is known of a passkey after a ceremony that held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// How often the authenticator signed.
    pub counter: u32,
    /// Whether the key may leave it for a backup.
    pub backup_eligible: bool,
    /// Whether it is in one.
    pub backed_up: bool,
    /// Whether it made sure of the person.
    pub user_verified: bool,
}

/// Believes that an authenticator made a passkey for us.
///
/// # Errors
/// Refuses as [`Distrust`] says.
pub fn register(party: &RelyingParty, answer: &Registration, verification: UserVerification) -> Result<(Made, Shown), Distrust> {
    answer.client.check(Purpose::Register, party)?;
    let data = AuthenticatorData::read(&cose::authenticator_data(&answer.attestation)?)?;
    let shown = check(party, &data, verification)?;
    let made = data.made.ok_or(Distrust::AuthenticatorData)?;
    Ok((made, shown))
}

/// Believes that whoever has this passkey wants to sign in.
///
/// # Errors
/// Refuses as [`Distrust`] says; [`Distrust::CounterWentBack`] only where everything else holds.
pub fn sign_in(
    party: &RelyingParty,
    passkey: &Passkey,
    answer: &Assertion,
    verification: UserVerification,
) -> Result<Shown, Distrust> {
    answer.client.check(Purpose::SignIn, party)?;
    if answer.user_handle != user_handle(passkey.person) {
        return Err(Distrust::UserHandle);
    }
    let data = AuthenticatorData::read(&answer.data)?;
    let shown = check(party, &data, verification)?;
    if data.made.is_some() {
        return Err(Distrust::AuthenticatorData);
    }
    let signed = [answer.data.as_slice(), &answer.client.hash].concat();
    if !is_signed(&passkey.key, &signed, &answer.signature) {
        return Err(Distrust::Signature);
    }
    if shown.backup_eligible != passkey.backup_eligible {
        return Err(Distrust::Backup);
    }
    let counts = shown.counter != 0 || passkey.counter != 0;
    if counts && shown.counter <= passkey.counter {
        return Err(Distrust::CounterWentBack);
    }
    Ok(shown)
}

fn check(party: &RelyingParty, data: &AuthenticatorData, verification: UserVerification) -> Result<Shown, Distrust> {
    if data.party != party.hash() {
        return Err(Distrust::RelyingParty);
    }
    if !data.is_present {
        return Err(Distrust::PresenceMissing);
    }
    if verification == UserVerification::Required && !data.is_verified {
        return Err(Distrust::VerificationMissing);
    }
    let &AuthenticatorData { counter, backup_eligible, backed_up, is_verified: user_verified, .. } = data;
    Ok(Shown { counter, backup_eligible, backed_up, user_verified })
}

/// Says whether a key signed. A point that is not on its curve signed nothing.
fn is_signed(key: &DeviceKey, message: &[u8], signature: &[u8]) -> bool {
    let verified = match key {
        DeviceKey::Ed25519(x) => UnparsedPublicKey::new(&ED25519, x).verify(message, signature),
        DeviceKey::P256 { x, y } => {
            let point = [&[4], &x[..], &y[..]].concat();
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
        }
    };
    verified.is_ok()
}
