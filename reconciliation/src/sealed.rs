//! Days that are closed: written in one spelling, chained to the day before, signed. What is changed after is found (PAY-N11).

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::Timestamp;

use crate::{
    day::DayStatement,
    digest::{Sha256Digest, bytes_of},
};

/// What stands before what is signed, so that a signature of a day is a signature of nothing else.
const CONTEXT: &[u8] = b"fingertip day statement 1\n";

/// A closed day: the bytes that were signed, and the signature. It is stored and published as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedDay {
    /// The statement with its number and the digest of the day before, as canonical JSON (RFC 8785).
    pub content: String,
    /// The SHA-256 of the content.
    pub digest: Sha256Digest,
    /// Which key signed it.
    pub key: String,
    /// What it signed with: 64 bytes in hexadecimal digits.
    pub signature: String,
}

/// What is in the content.
#[derive(Serialize, Deserialize)]
struct Content {
    /// 1 for the first day of the chain.
    number: u64,
    previous: Sha256Digest,
    closed_at: Timestamp,
    statement: DayStatement,
}

/// Why a day is not closed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CloseError<E> {
    /// The day before is not one.
    #[error("cannot follow a day that is not one")]
    Previous(#[source] ChainFault),
    /// It is no later than the day before.
    #[error("is no later than the day before")]
    NotLater,
    /// It could not be written.
    #[error("could not be written")]
    Unwritten,
    /// Whoever holds the key did not sign.
    #[error("the holder of the key did not sign")]
    Unsigned(#[source] E),
}

/// Where a chain of days does not hold, by the place in what was given, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ChainFault {
    /// The content is none, or not in the one spelling.
    #[error("the content of day {0} is no day statement")]
    Content(usize),
    /// The digest is that of other content.
    #[error("the content of day {0} was changed")]
    Digest(usize),
    /// It does not follow the day before: one is missing, or was exchanged.
    #[error("day {0} does not follow the one before it")]
    Link(usize),
    /// It is not signed by the key that it names.
    #[error("day {0} is not signed by the key that it names")]
    Signature(usize),
}

impl DayStatement {
    /// Closes the day after the one before, or as the first of a chain. `sign` is given the message and returns the 64 bytes of Ed25519.
    ///
    /// # Errors
    /// Says why the day is not closed.
    pub fn close<E>(
        self,
        previous: Option<&SealedDay>,
        closed_at: Timestamp,
        key: &str,
        sign: impl FnOnce(&[u8]) -> Result<[u8; 64], E>,
    ) -> Result<SealedDay, CloseError<E>> {
        let (number, digest) = match previous {
            Some(previous) => {
                let before = previous.read(0).map_err(CloseError::Previous)?;
                if before.statement.day >= self.day {
                    return Err(CloseError::NotLater);
                }
                (before.number.saturating_add(1), previous.digest)
            }
            None => (1, Sha256Digest::ZERO),
        };
        let content =
            canonical(&Content { number, previous: digest, closed_at, statement: self }).ok_or(CloseError::Unwritten)?;
        let signature = sign(&message(&content)).map_err(CloseError::Unsigned)?;
        let signature = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(SealedDay { digest: Sha256Digest::of(content.as_bytes()), content, key: key.to_owned(), signature })
    }
}

impl SealedDay {
    /// Returns what was closed, without asking who signed it.
    ///
    /// # Errors
    /// Says that the content is none or was changed, as day 0.
    pub fn statement(&self) -> Result<DayStatement, ChainFault> {
        self.read(0).map(|content| content.statement)
    }

    fn read(&self, place: usize) -> Result<Content, ChainFault> {
        if Sha256Digest::of(self.content.as_bytes()) != self.digest {
            return Err(ChainFault::Digest(place));
        }
        let content: Content = serde_json::from_str(&self.content).map_err(|_| ChainFault::Content(place))?;
        if canonical(&content).as_deref() == Some(&self.content) { Ok(content) } else { Err(ChainFault::Content(place)) }
    }
}

/// Verifies days from the first of a chain on, or after one that was verified before. `verifies` is given the name of a key, a message and
/// a signature.
///
/// # Errors
/// Says at which day the chain does not hold, and in what.
pub fn verify_chain(
    after: Option<&SealedDay>,
    days: &[SealedDay],
    verifies: impl Fn(&str, &[u8], &[u8; 64]) -> bool,
) -> Result<(), ChainFault> {
    let mut last = after.map(|day| Ok((day.read(0)?.number, day.digest))).transpose()?.unwrap_or((0, Sha256Digest::ZERO));
    for (place, day) in days.iter().enumerate() {
        let content = day.read(place)?;
        if (content.number, content.previous) != (last.0.saturating_add(1), last.1) {
            return Err(ChainFault::Link(place));
        }
        let signature = bytes_of(&day.signature).ok_or(ChainFault::Signature(place))?;
        if !verifies(&day.key, &message(&day.content), &signature) {
            return Err(ChainFault::Signature(place));
        }
        last = (content.number, day.digest);
    }
    Ok(())
}

fn canonical(content: &Content) -> Option<String> {
    serde_json_canonicalizer::to_string(content).ok()
}

fn message(content: &str) -> Vec<u8> {
    [CONTEXT, content.as_bytes()].concat()
}
