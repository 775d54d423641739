//! What a phone may say about a receipt that somebody shows, without asking anybody.

use vocabulary::{CountryCode, Timestamp};

use crate::{
    digest::Digest,
    envelope::{self, Envelope, SIGNED_MAX},
    key::KeyId,
    key_list::{KeyList, PublishedKey},
    malformed::Malformed,
    paper::Paper,
    standing::{Standing, StatusList},
};

/// What somebody shows.
#[derive(Clone, Copy, Debug)]
pub enum Presented<'a> {
    /// The text of a QR code or a message: `CR1:…`.
    Text(&'a str),
    /// The bytes behind it.
    Bytes(&'a [u8]),
}

/// What may be said about it. Each is shown differently; nothing of what is written on it is shown as true unless it is [`Verdict::Valid`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was signed by a key of the administration while that key was signing: valid when issued. What became of it since is
    /// [`Checked::standing`].
    Valid(Box<Checked>),
    /// It names a key of the administration that did not sign it: it was made up, or changed.
    Forged {
        /// The key that it names.
        key: KeyId,
    },
    /// It names a key that the list does not hold: the list is old, or the key is no one's.
    UnknownKey {
        /// The key that it names.
        key: KeyId,
        /// When the list was published.
        list_issued_at: Timestamp,
    },
    /// A good key signed it for an instant before the key was signing.
    KeyNotYetValid {
        /// When it says that it was issued.
        issued_at: Timestamp,
        /// From when the key signs.
        from: Timestamp,
    },
    /// A good key signed it for an instant after the key had retired.
    KeyExpired {
        /// When it says that it was issued.
        issued_at: Timestamp,
        /// When the key retired.
        until: Timestamp,
    },
    /// The key that signed it may have been somebody else's: ask online.
    KeyRevoked {
        /// When that was found.
        revoked_at: Timestamp,
    },
    /// It says that it is of another administration, whose keys are not at hand.
    OtherIssuer {
        /// The administration that it names.
        issuer: CountryCode,
    },
    /// It is no receipt.
    Malformed(Malformed),
}

/// A receipt or credit note that was valid when it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What it says.
    pub paper: Paper,
    /// Which key signed it.
    pub key: KeyId,
    /// What lists of changes and credit notes name it by.
    pub digest: Digest,
    /// What is known of it since.
    pub standing: Standing,
}

impl Verdict {
    /// Returns its stable name, the same in every library and in the vectors.
    pub fn code(&self) -> &'static str {
        match self {
            Verdict::Valid(_) => "valid",
            Verdict::Forged { .. } => "forged",
            Verdict::UnknownKey { .. } => "unknown-key",
            Verdict::KeyNotYetValid { .. } => "key-not-yet-valid",
            Verdict::KeyExpired { .. } => "key-expired",
            Verdict::KeyRevoked { .. } => "key-revoked",
            Verdict::OtherIssuer { .. } => "other-issuer",
            Verdict::Malformed(_) => "malformed",
        }
    }
}

/// Verifies what somebody shows against the published keys, and looks it up in the list of changes where there is one.
///
/// The signature is asked before anything that was signed is read.
pub fn verify(presented: Presented<'_>, keys: &KeyList, changes: Option<&StatusList>) -> Verdict {
    match read(presented) {
        Ok((bytes, envelope)) => judge(&bytes, &envelope, keys, changes).unwrap_or_else(Verdict::Malformed),
        Err(malformed) => Verdict::Malformed(malformed),
    }
}

fn read(presented: Presented<'_>) -> Result<(Vec<u8>, Envelope), Malformed> {
    let bytes = match presented {
        Presented::Text(text) => envelope::bytes_of(text)?,
        Presented::Bytes(bytes) if bytes.len() > SIGNED_MAX => return Err(Malformed::TooLong),
        Presented::Bytes(bytes) => bytes.to_vec(),
    };
    let envelope = Envelope::read(&bytes, SIGNED_MAX)?;
    Ok((bytes, envelope))
}

fn judge(bytes: &[u8], envelope: &Envelope, keys: &KeyList, changes: Option<&StatusList>) -> Result<Verdict, Malformed> {
    let Some(key) = keys.key(envelope.key) else { return stranger(envelope, keys) };
    if !envelope.is_signed_by(&key.public) {
        return Ok(Verdict::Forged { key: envelope.key });
    }
    let paper = Paper::read(&envelope.payload)?;
    let issuer = paper.place().series().issuer;
    if issuer != keys.issuer() {
        return Ok(Verdict::OtherIssuer { issuer });
    }
    Ok(refusal(key, paper.issued_at()).unwrap_or_else(|| {
        let digest = Digest::of(bytes);
        let changes = changes.filter(|changes| changes.issuer() == issuer);
        let standing = changes.map_or(Standing::NotAsked, |changes| changes.standing(digest));
        Verdict::Valid(Box::new(Checked { paper, key: envelope.key, digest, standing }))
    }))
}

/// What is said of a paper that names no key of the list. What it says of its issuer is a hint where to look, and no more.
fn stranger(envelope: &Envelope, keys: &KeyList) -> Result<Verdict, Malformed> {
    let issuer = Paper::read(&envelope.payload)?.place().series().issuer;
    if issuer == keys.issuer() {
        return Ok(Verdict::UnknownKey { key: envelope.key, list_issued_at: keys.issued_at() });
    }
    Ok(Verdict::OtherIssuer { issuer })
}

fn refusal(key: &PublishedKey, issued_at: Timestamp) -> Option<Verdict> {
    if let Some(revoked_at) = key.revoked_at {
        return Some(Verdict::KeyRevoked { revoked_at });
    }
    if issued_at < key.from {
        return Some(Verdict::KeyNotYetValid { issued_at, from: key.from });
    }
    (issued_at >= key.until).then_some(Verdict::KeyExpired { issued_at, until: key.until })
}
