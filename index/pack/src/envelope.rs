//! How a file is put together: a mark, the key, its signature, the table of contents, the parts. Every byte belongs to one of them, and
//! every one is either fixed, signed, or under a hash that is signed.

use receipt::{KeyId, PublicKey};
use sha2::{Digest as _, Sha256};
use vocabulary::Timestamp;

use crate::{
    bytes::Reading,
    fault::{PackError, Torn},
    key_list::KeyList,
    manifest::{MANIFEST_BYTES_MAX, Manifest},
};

/// What a file begins with: "content pack, format 1".
pub(crate) const MARK: [u8; 4] = *b"CPK1";

/// A file whose table of contents was signed by a key that may.
#[derive(Debug)]
pub(crate) struct Envelope<'a> {
    pub manifest: Manifest,
    /// The SHA-256 of the table of contents as it is written: of no other file.
    pub digest: [u8; 32],
    body: &'a [u8],
}

impl<'a> Envelope<'a> {
    /// Reads the table of contents and asks the list whether its signature is good. The parts are not looked at.
    pub fn read(bytes: &'a [u8], keys: &KeyList) -> Result<Envelope<'a>, PackError> {
        let cut = cut(bytes).map_err(|Torn| PackError::Format)?;
        let (manifest, digest) = signed(&cut, cut.3.len() as u64, keys)?;
        Ok(Envelope { manifest, digest, body: cut.3 })
    }

    /// Compares each part with its hash.
    pub fn check_parts(&self) -> Result<(), PackError> {
        for section in &self.manifest.sections {
            let part = self.part(&section.name).unwrap_or_default();
            if <[u8; 32]>::from(Sha256::digest(part)) != section.sha256 {
                return Err(PackError::Changed(section.name.clone()));
            }
        }
        Ok(())
    }

    /// Returns a part, if there is one of that name.
    pub fn part(&self, name: &str) -> Option<&'a [u8]> {
        let place = self.manifest.place(name)?;
        self.body.get(usize::try_from(place.start).ok()?..usize::try_from(place.end).ok()?)
    }
}

/// What stands before the parts of a file, read of its first bytes: for those who give files out and never look into them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The table of contents.
    pub manifest: Manifest,
    /// The SHA-256 of all that stands before the parts, which has the hash of each of them: of no other file.
    pub digest: [u8; 32],
}

impl Head {
    /// How many bytes there are before the parts, at most.
    pub const BYTES_MAX: usize = 4 + 4 + 64 + 4 + MANIFEST_BYTES_MAX;

    /// Reads the head of a file of `file_bytes` bytes out of its first ones ([`Head::BYTES_MAX`], or all where there are fewer), and asks the
    /// list whether its signature is good. The parts are not looked at.
    ///
    /// # Errors
    /// Refuses what is no pack or delta, what no key of the list signed, and what is not as long as it says.
    pub fn read(first: &[u8], file_bytes: u64, keys: &KeyList) -> Result<Head, PackError> {
        let cut = cut(first).map_err(|Torn| PackError::Format)?;
        let head = &first[..first.len() - cut.3.len()];
        let (manifest, _) = signed(&cut, file_bytes.saturating_sub(head.len() as u64), keys)?;
        Ok(Head { manifest, digest: Sha256::digest(head).into() })
    }
}

/// Reads a table of contents whose signature is good, and which speaks of parts of so many bytes; with its hash.
fn signed((key, signature, manifest, _): &Cut<'_>, body: u64, keys: &KeyList) -> Result<(Manifest, [u8; 32]), PackError> {
    let entry = keys.key(*key).ok_or(PackError::UnknownKey)?;
    let digest = <[u8; 32]>::from(Sha256::digest(manifest));
    if !entry.public.verifies(&digest, signature) {
        return Err(PackError::Forged);
    }
    let manifest = Manifest::read(manifest).map_err(PackError::Manifest)?;
    if !entry.may_sign(manifest.created) {
        return Err(PackError::KeyNotValid);
    }
    let len = manifest.sections.iter().try_fold(0u64, |sum, section| sum.checked_add(section.len));
    if len != Some(body) {
        return Err(PackError::Damaged("its parts are not as long as it says"));
    }
    Ok((manifest, digest))
}

/// Reads the table of contents without asking who signed it.
pub(crate) fn unverified(bytes: &[u8]) -> Result<(Manifest, KeyId), PackError> {
    let (key, _, manifest, _) = cut(bytes).map_err(|Torn| PackError::Format)?;
    Ok((Manifest::read(manifest).map_err(PackError::Manifest)?, key))
}

type Cut<'a> = (KeyId, [u8; 64], &'a [u8], &'a [u8]);

fn cut(bytes: &[u8]) -> Result<Cut<'_>, Torn> {
    let mut reading = Reading::of(bytes);
    if reading.array()? != MARK {
        return Err(Torn);
    }
    let key = KeyId::from_bytes(reading.array()?);
    let signature = reading.array()?;
    let len = u32::from_le_bytes(reading.array()?) as usize;
    if len > MANIFEST_BYTES_MAX {
        return Err(Torn);
    }
    let manifest = reading.take(len)?;
    Ok((key, signature, manifest, reading.take(reading.left())?))
}

/// Puts a file together. `sign` is given the SHA-256 of the table of contents.
#[cfg(feature = "build")]
pub(crate) fn seal<E>(
    manifest: &[u8],
    parts: &[Vec<u8>],
    key: &PublicKey,
    sign: impl FnOnce(&[u8]) -> Result<[u8; 64], E>,
) -> Result<Result<Vec<u8>, OtherKey>, E> {
    let digest = Sha256::digest(manifest);
    let signature = sign(&digest)?;
    if !key.verifies(&digest, &signature) {
        return Ok(Err(OtherKey));
    }
    let mut bytes = MARK.to_vec();
    bytes.extend_from_slice(key.id().as_bytes());
    bytes.extend_from_slice(&signature);
    bytes.extend_from_slice(&(manifest.len() as u32).to_le_bytes());
    bytes.extend_from_slice(manifest);
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    Ok(Ok(bytes))
}

/// What came back is no signature by the key that was named.
#[cfg(feature = "build")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OtherKey;

/// A key of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackKey {
    /// The key.
    pub public: PublicKey,
    /// From when it signs.
    pub from: Timestamp,
    /// Until when it signs: this instant no longer.
    pub until: Timestamp,
    /// Whether somebody else may have it. Then nothing that it signed is believed, whenever it says that it was made.
    pub revoked: bool,
}

impl PackKey {
    fn may_sign(&self, at: Timestamp) -> bool {
        !self.revoked && self.from <= at && at < self.until
    }
}
