//! How the card shape says no.

use serde_json::{Value, json};

use crate::answer::Answer;

/// Refuses a parameter.
pub(crate) fn invalid(param: &str, message: &str) -> Answer {
    Answer::json(400, &json!({"error": {"type": "invalid_request_error", "param": param, "message": message}}))
}

/// Refuses with a code.
pub(crate) fn coded(status: u16, code: &str, message: &str) -> Answer {
    Answer::json(status, &json!({"error": {"type": "invalid_request_error", "code": code, "message": message}}))
}

/// Says that there is no such object.
pub(crate) fn no_such(kind: &str, id: &str) -> Answer {
    coded(404, "resource_missing", &format!("No such {kind}: '{id}'"))
}

/// Says that an object is in no state for what was asked, and shows it.
pub(crate) fn unexpected(intent: &Value, message: &str) -> Answer {
    let code = "payment_intent_unexpected_state";
    let error = json!({"type": "invalid_request_error", "code": code, "message": message, "payment_intent": intent});
    Answer::json(400, &json!({"error": error}))
}

/// Says that the payer's bank declined, and shows the intent.
pub(crate) fn declined(intent: &Value) -> Answer {
    let error = json!({
        "type": "card_error", "code": "card_declined", "decline_code": "generic_decline",
        "message": "Your card was declined.", "payment_intent": intent,
    });
    Answer::json(402, &json!({"error": error}))
}

/// Says that the key was used for something else.
pub(crate) fn other_body() -> Answer {
    let message = "Keys for idempotent requests can only be used with the same parameters they were first used with.";
    Answer::json(400, &json!({"error": {"type": "idempotency_error", "message": message}}))
}

/// Says that a request with the same key is still running.
pub(crate) fn running() -> Answer {
    let message = "There is currently another in-progress request using this Idempotent Key.";
    let error = json!({"type": "idempotency_error", "code": "idempotency_key_in_use", "message": message});
    Answer::json(409, &json!({"error": error}))
}

/// Says that the caller is nobody.
pub(crate) fn unknown_caller() -> Answer {
    Answer::json(401, &json!({"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}}))
}
