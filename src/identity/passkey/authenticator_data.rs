//! What the authenticator itself says, byte by byte.
//!
//! Source: WebAuthn Level 3, section 6.1.

use super::{cose, distrust::Distrust};
use crate::identity::token::DeviceKey;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;
const EXTENDED: u8 = 0x80;
/// The longest name an authenticator may give a passkey (section 7.1, step 25).
const CREDENTIAL_BYTES_MAX: usize = 1_023;

/// What the authenticator says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorData {
    /// The hash of the relying party's name.
    pub party: [u8; 32],
    /// Whether somebody touched it.
    pub is_present: bool,
    /// Whether it made sure of the person.
    pub is_verified: bool,
    /// Whether the key may leave it for a backup.
    pub backup_eligible: bool,
    /// Whether the key is in a backup.
    pub backed_up: bool,
    /// How often it signed; 0 where it does not count.
    pub counter: u32,
    /// The passkey it made, where it made one.
    pub made: Option<Made>,
}

/// A passkey that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What the authenticator calls it.
    pub credential_id: Vec<u8>,
    /// Its public key.
    pub key: DeviceKey,
}

impl AuthenticatorData {
    /// Reads it, to the last byte.
    ///
    /// # Errors
    /// Refuses what is cut short, goes on after its end, or holds a key that we did not offer.
    pub fn read(mut bytes: &[u8]) -> Result<AuthenticatorData, Distrust> {
        let rest = &mut bytes;
        let party = take(rest)?;
        let [flags] = take(rest)?;
        let counter = u32::from_be_bytes(take(rest)?);
        let has = |flag| flags & flag != 0;
        if has(BACKED_UP) && !has(BACKUP_ELIGIBLE) {
            return Err(Distrust::Backup);
        }
        let made = if has(ATTESTED) { Some(made(rest)?) } else { None };
        if has(EXTENDED) {
            cose::skip_map(rest)?;
        }
        if !rest.is_empty() {
            return Err(Distrust::AuthenticatorData);
        }
        Ok(AuthenticatorData {
            party,
            is_present: has(PRESENT),
            is_verified: has(VERIFIED),
            backup_eligible: has(BACKUP_ELIGIBLE),
            backed_up: has(BACKED_UP),
            counter,
            made,
        })
    }
}

fn made(rest: &mut &[u8]) -> Result<Made, Distrust> {
    // The model of the authenticator: of no use without an attestation.
    let _model: [u8; 16] = take(rest)?;
    let length = usize::from(u16::from_be_bytes(take(rest)?));
    if !(1..=CREDENTIAL_BYTES_MAX).contains(&length) {
        return Err(Distrust::AuthenticatorData);
    }
    let (credential_id, behind) = rest.split_at_checked(length).ok_or(Distrust::AuthenticatorData)?;
    *rest = behind;
    Ok(Made { credential_id: credential_id.to_vec(), key: cose::key(rest)? })
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Distrust> {
    let (taken, behind) = rest.split_first_chunk().ok_or(Distrust::AuthenticatorData)?;
    *rest = behind;
    Ok(*taken)
}
