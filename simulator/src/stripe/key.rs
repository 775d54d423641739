//! Idempotency keys: what was answered once is answered again, for 24 hours.
//!
//! Source: "Idempotent requests" of the public reference: status and body are kept once a request has begun to be carried out, whether it
//! succeeds or fails; what fails validation, and what meets a request still running, is not.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::answer::Answer;

/// How long a key may be.
pub(crate) const LENGTH_MAX: usize = 255;
/// How many keys are kept. Those beyond are as if they had never been sent.
const KEYS_MAX: usize = 2_000_000;
/// How long a key is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

struct Kept {
    asked: String,
    at: Timestamp,
    answer: Answer,
}

/// The keys of the last 24 hours.
#[derive(Default)]
pub(crate) struct Keys {
    claimed: HashMap<String, (String, Timestamp)>,
    kept: HashMap<String, Kept>,
}

/// What a key is when it is sent.
pub(crate) enum Claim {
    /// It is new, or was forgotten.
    New,
    /// It was answered, to the same question.
    Replay(Answer),
    /// It was used for something else.
    OtherBody,
}

impl Keys {
    /// Looks a key up, and claims it if it is new.
    pub(crate) fn claim(&mut self, key: &str, asked: &str, now: Timestamp) -> Claim {
        match self.kept.get(key) {
            Some(kept) if now.duration_since(kept.at) >= KEPT => {
                self.kept.remove(key);
            }
            Some(kept) if kept.asked != asked => return Claim::OtherBody,
            Some(kept) => return Claim::Replay(Answer { replayed: true, ..kept.answer.clone() }),
            None => {}
        }
        self.claimed.insert(key.to_owned(), (asked.to_owned(), now));
        Claim::New
    }

    /// Keeps what was answered, if it is of the kind that is kept.
    pub(crate) fn keep(&mut self, key: &str, answer: &Answer) {
        let Some((asked, at)) = self.claimed.remove(key) else { return };
        let began = matches!(answer.status, 200..=299 | 402 | 500..=599);
        if began && self.kept.len() < KEYS_MAX {
            self.kept.insert(key.to_owned(), Kept { asked, at, answer: answer.clone() });
        }
    }
}
