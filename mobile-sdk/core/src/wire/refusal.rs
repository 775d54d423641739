//! What the server refuses, as an error of ours. It refuses in two places, in errors and in payloads, by the same codes (`docs/errors.md`).

use crate::error::{ConflictKind, FingertipError, SignedOutReason};

/// What a refusal says beside its code and its sentence.
pub trait Facts {
    /// Returns the fact of that name.
    fn fact(&self, name: &str) -> Option<String>;
}

/// No facts.
pub struct NoFacts;

impl Facts for NoFacts {
    fn fact(&self, _: &str) -> Option<String> {
        None
    }
}

impl Facts for serde_json::Map<String, serde_json::Value> {
    fn fact(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Null => None,
            other => Some(other.to_string()),
        }
    }
}

impl Facts for [(String, String)] {
    fn fact(&self, name: &str) -> Option<String> {
        self.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

/// The longest that the server is taken at its word to make us wait.
const WAIT_MAX_S: i64 = 24 * 60 * 60;

/// Returns the error that a refusal is.
pub fn error_of(code: &str, message: &str, facts: &(impl Facts + ?Sized)) -> FingertipError {
    let detail = message.to_owned();
    let conflict = |kind| FingertipError::Conflict { kind, detail: message.to_owned() };
    match code {
        "UNAUTHENTICATED" | "STAFF_SESSION_REQUIRED" => {
            FingertipError::Unauthenticated { reason: SignedOutReason::SignedOut, detail }
        }
        "FORBIDDEN" | "ORIGIN_NOT_TRUSTED" | "POSSESSION_NOT_PROVEN" => FingertipError::Forbidden { detail },
        "UNAVAILABLE" | "INTERNAL" | "STORAGE_FULL" => {
            FingertipError::Server { trace_id: facts.fact("reference").unwrap_or_default(), detail }
        }
        "TIMEOUT" | "BODY_TOO_SLOW" => FingertipError::Timeout { detail },
        "RATE_LIMITED" | "ENQUIRY_LOCKED" | "CODE_TOO_SOON" | "CODE_LIMIT_REACHED" | "SMS_BUSY" => {
            let seconds = facts.fact("seconds").and_then(|text| text.parse::<i64>().ok()).unwrap_or(60);
            FingertipError::RateLimited { retry_after_ms: seconds.clamp(0, WAIT_MAX_S) * 1_000, detail }
        }
        "NOTICE_EXPIRED" => conflict(ConflictKind::NoticeExpired),
        "NOTICE_CHANGED" | "PAYMENT_TOTAL_DIFFERS" => conflict(ConflictKind::NoticeChanged),
        "IDEMPOTENCY_MISMATCH" | "ENQUIRY_KEY_REUSED" => conflict(ConflictKind::IdempotencyMismatch),
        "VERSION_CONFLICT" | "ENQUIRY_VERSION_CONFLICT" => conflict(ConflictKind::VersionTooOld),
        "GRAPHQL_VALIDATION_FAILED" | "GRAPHQL_PARSE_FAILED" | "OPERATION_NOT_FOUND" | "PERSISTED_QUERY_NOT_FOUND" => {
            FingertipError::UpgradeRequired { min_version: String::new(), detail }
        }
        "NOTICE_UNKNOWN" => missing("notice", detail),
        "PAYMENT_UNKNOWN" => missing("payment", detail),
        "ENQUIRY_UNKNOWN" => missing("enquiry", detail),
        "ESTIMATE_UNKNOWN" => missing("estimate", detail),
        "CONVERSATION_UNKNOWN" | "ANSWER_UNKNOWN" => missing("conversation", detail),
        code if ["NOTICE_", "PAYMENT_", "MANDATE_", "AMOUNT_"].iter().any(|beginning| code.starts_with(beginning)) => {
            FingertipError::Payment { code: code.to_owned(), payment_id: facts.fact("payment"), detail }
        }
        code => FingertipError::Invalid { field: facts.fact("field").unwrap_or_default(), code: code.to_owned(), detail },
    }
}

fn missing(kind: &str, detail: String) -> FingertipError {
    FingertipError::NotFound { kind: kind.to_owned(), id: String::new(), detail }
}
