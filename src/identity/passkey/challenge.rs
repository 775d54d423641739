//! Challenges: 32 random bytes that one device may answer once, within five minutes. Rules only.

use std::borrow::Cow;

use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use vocabulary::Timestamp;

use super::distrust::Distrust;
use crate::identity::token::Thumbprint;

/// How long a person may take to find their finger: as long as browsers are advised to wait.
pub const CHALLENGE_MINUTES: i64 = 5;

/// What a challenge is answered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To register a passkey.
    Register,
    /// To sign in.
    SignIn,
    /// To be forgotten.
    Erase,
    /// To pay what has this digest, and nothing else.
    Pay([u8; 32]),
}

impl Purpose {
    /// Returns what is kept.
    pub fn word(self) -> Cow<'static, str> {
        match self {
            Purpose::Register => Cow::Borrowed("register"),
            Purpose::SignIn => Cow::Borrowed("sign-in"),
            Purpose::Erase => Cow::Borrowed("erase"),
            Purpose::Pay(terms) => Cow::Owned(format!("pay:{}", hex::encode(terms))),
        }
    }
}

/// Whether the authenticator has to make sure of the person (by a finger, a face, a PIN), beyond that somebody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserVerification {
    /// Where it can.
    Preferred,
    /// In any case: for staff.
    Required,
}

/// What is kept of a challenge.
#[derive(Clone, Debug)]
pub struct Given {
    /// The device it was given to.
    pub device: Thumbprint,
    /// What for.
    pub purpose: String,
    /// Whether the person has to be made sure of.
    pub verification: UserVerification,
    /// When it stops being good.
    pub expires_at: Timestamp,
    /// Whether it was answered.
    pub is_used: bool,
}

impl Given {
    /// Says whether `device` may answer it for `purpose` now.
    ///
    /// # Errors
    /// Refuses an answer by another device or for another purpose, a second one, and a late one.
    pub fn may_answer(&self, device: &Thumbprint, purpose: Purpose, now: Timestamp) -> Result<(), Distrust> {
        if self.device != *device || self.purpose != purpose.word() {
            return Err(Distrust::ChallengeForeign);
        }
        if self.is_used {
            return Err(Distrust::ChallengeUsed);
        }
        if now >= self.expires_at {
            return Err(Distrust::ChallengeExpired);
        }
        Ok(())
    }
}

/// Returns what is kept of a challenge: its SHA-256, in hexadecimal digits, of its text as it travels.
pub fn hash(challenge: &str) -> String {
    hex::encode(Sha256::digest(challenge))
}

/// Returns when a challenge given now stops being good.
pub fn expires_at(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_mins(CHALLENGE_MINUTES)).unwrap_or(Timestamp::MAX)
}
