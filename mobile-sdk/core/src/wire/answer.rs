//! What came back, judged: an answer, a refusal, or something after which nobody knows.

use serde_json::{Map, Value};

use super::refusal::error_of;
use crate::{
    error::FingertipError,
    host::{HttpResponse, TransportError},
};

/// What a try came to.
#[derive(Debug)]
pub enum Heard {
    /// The data of a GraphQL answer.
    Data {
        /// The data.
        data: Value,
        /// The body it came in, to be kept.
        body: Vec<u8>,
        /// By what it can be asked whether it changed.
        etag: Option<String>,
    },
    /// What is kept is still so.
    NotModified,
    /// The server does not know the hash of the document: nothing was done.
    UnknownDocument,
    /// The server said no: nothing was done.
    Refused(FingertipError),
    /// Something else; the server may have done what was asked, unless `is_unsent`.
    Failed {
        /// What.
        error: FingertipError,
        /// Whether it certainly did not.
        is_unsent: bool,
    },
}

struct Body {
    data: Option<Value>,
    errors: Vec<Error>,
}

read::reads!(struct Body { data, errors = or_default });

struct Error {
    message: String,
    extensions: Map<String, Value>,
}

read::reads!(struct Error { message, extensions = or_default });

/// The most that an answer may have.
pub const ANSWER_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Judges what the host brought.
pub fn judge(response: Result<HttpResponse, TransportError>) -> Heard {
    let response = match response {
        Ok(response) => response,
        Err(error) => return failed(&error),
    };
    if response.status == 304 {
        return Heard::NotModified;
    }
    if response.body.len() > ANSWER_BYTES_MAX {
        return in_doubt(FingertipError::Server {
            trace_id: String::new(),
            detail: "an answer of more than it may have".to_owned(),
        });
    }
    let Ok(body) = read::from_slice::<Body>(&response.body) else { return stranger(&response) };
    if let Some(error) = body.errors.first() {
        return refused(error, &response);
    }
    match body.data {
        Some(data) if response.status == 200 => {
            let etag = header(&response, "etag").map(str::to_owned);
            Heard::Data { data, body: response.body, etag }
        }
        _ => stranger(&response),
    }
}

/// Returns the value of a header.
pub fn header<'a>(response: &'a HttpResponse, name: &str) -> Option<&'a str> {
    response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value.as_str())
}

/// Takes a file that anybody may have, or says why nothing came.
pub fn heard(response: Result<HttpResponse, TransportError>) -> Result<HttpResponse, FingertipError> {
    response.map_err(|error| {
        let detail = error.to_string();
        match error {
            TransportError::Offline => FingertipError::Offline { detail },
            TransportError::Timeout | TransportError::Broken { .. } => FingertipError::Timeout { detail },
            TransportError::Cancelled => FingertipError::Cancelled { detail },
        }
    })
}

fn failed(error: &TransportError) -> Heard {
    let detail = error.to_string();
    match error {
        TransportError::Offline => Heard::Failed { error: FingertipError::Offline { detail }, is_unsent: true },
        TransportError::Timeout | TransportError::Broken { .. } => in_doubt(FingertipError::Timeout { detail }),
        TransportError::Cancelled => in_doubt(FingertipError::Cancelled { detail }),
    }
}

fn refused(error: &Error, response: &HttpResponse) -> Heard {
    let code = error.extensions.get("code").and_then(Value::as_str).unwrap_or_default();
    if code == "PERSISTED_QUERY_NOT_FOUND" {
        return Heard::UnknownDocument;
    }
    let error = error_of(code, &error.message, &error.extensions);
    match &error {
        // An accident may have come after what was asked was done.
        FingertipError::Server { .. } | FingertipError::Timeout { .. } => in_doubt(error),
        _ if code.is_empty() => in_doubt(unclear(response)),
        _ => Heard::Refused(error),
    }
}

/// Something between us and the server answered, or the server before it looked.
fn stranger(response: &HttpResponse) -> Heard {
    match response.status {
        429 => {
            let seconds = header(response, "retry-after").and_then(|text| text.trim().parse::<i64>().ok()).unwrap_or(1);
            let detail = "asked too often".to_owned();
            Heard::Refused(FingertipError::RateLimited { retry_after_ms: seconds.clamp(0, 86_400) * 1_000, detail })
        }
        // A page to log in to a network, most likely.
        200 | 300..=399 | 511 => {
            in_doubt(FingertipError::Offline { detail: format!("something else answered ({})", response.status) })
        }
        _ => in_doubt(unclear(response)),
    }
}

fn unclear(response: &HttpResponse) -> FingertipError {
    FingertipError::Server { trace_id: String::new(), detail: format!("an answer that is none ({})", response.status) }
}

fn in_doubt(error: FingertipError) -> Heard {
    Heard::Failed { error, is_unsent: false }
}
