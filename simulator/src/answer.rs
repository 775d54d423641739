//! What is answered, before it is known whether the network lets it through.

use std::io;

use serde_json::{Value, json};

/// An answer of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Whether it was told before, under the same key.
    pub(crate) replayed: bool,
    /// JSON, or nothing.
    pub(crate) body: String,
}

/// Why there is no effect.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The provider says why.
    Said(Answer),
    /// The truth log could not be written: nothing happened, and nothing more will.
    Log(io::Error),
}

impl Answer {
    /// Makes an answer of a JSON value.
    pub(crate) fn json(status: u16, body: &Value) -> Answer {
        Answer { status, replayed: false, body: body.to_string() }
    }

    /// Makes an answer without a body.
    pub(crate) fn empty(status: u16) -> Answer {
        Answer { status, replayed: false, body: String::new() }
    }

    /// Makes the answer of a server that broke down.
    pub(crate) fn broken() -> Answer {
        Answer::json(500, &json!({"error": {"type": "api_error", "message": "something went wrong at our side"}}))
    }
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Refused {
        Refused::Log(error)
    }
}

impl From<Answer> for Refused {
    fn from(answer: Answer) -> Refused {
        Refused::Said(answer)
    }
}

/// What became of a call, as it is told.
pub(crate) fn told(outcome: Result<Answer, Refused>) -> Answer {
    match outcome {
        Ok(answer) | Err(Refused::Said(answer)) => answer,
        Err(Refused::Log(error)) => Answer::json(507, &json!({"error": {"type": "truth_log", "message": error.to_string()}})),
    }
}
