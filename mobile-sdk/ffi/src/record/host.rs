//! What the app lends the core. The same as in the core, for UniFFI.

use fingertip_sdk_core::{HttpHeader, HttpMethod, HttpRequest, HttpResponse, KeyAlgorithm, LogLevel, LogLine, NetworkState};

/// The method of a request.
#[uniffi::remote(Enum)]
pub enum HttpMethod {
    /// Reads what anybody may read; a cache may keep the answer.
    Get,
    /// Everything else.
    Post,
}

/// A header of a request or a response.
#[uniffi::remote(Record)]
pub struct HttpHeader {
    /// Its name, in small letters.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// What the host is to send, as it stands. It follows no redirect, keeps no cookie and logs neither headers nor bodies.
#[uniffi::remote(Record)]
pub struct HttpRequest {
    /// What `Transport::cancel` names it by. It says nothing of what is sent.
    pub id: String,
    /// How.
    pub method: HttpMethod,
    /// Where.
    pub url: String,
    /// With which headers.
    pub headers: Vec<HttpHeader>,
    /// What; empty for a read.
    pub body: Vec<u8>,
    /// How long the host waits for the whole answer.
    pub timeout_ms: i64,
    /// Whether the host may send it again by itself, on another connection.
    pub idempotent: bool,
}

/// What came back.
#[uniffi::remote(Record)]
pub struct HttpResponse {
    /// The status.
    pub status: i64,
    /// The headers; names in any letters.
    pub headers: Vec<HttpHeader>,
    /// The body, decompressed.
    pub body: Vec<u8>,
    /// How many bytes came over the network, where the host knows it (compressed, with headers).
    pub wire_bytes: Option<i64>,
}

/// What kind of key a device keeps.
#[uniffi::remote(Enum)]
pub enum KeyAlgorithm {
    /// Ed25519: 32 bytes, signatures of 64.
    Ed25519,
    /// P-256, as secure hardware has it: the public key is the point (64 bytes, or 65 that begin with 4), a signature is 64 bytes or DER.
    P256,
}

/// How much a line of the log matters.
#[uniffi::remote(Enum)]
pub enum LogLevel {
    /// For whoever works on the core.
    Debug,
    /// What was done.
    Info,
    /// What did not go as it should, and was dealt with.
    Warn,
    /// What somebody should look at.
    Error,
}

/// A line of the log. It never holds a token, a key, a number of a phone, a text that somebody wrote or an amount.
#[uniffi::remote(Record)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// Which part of the core says so: `session`, `outbox`, `payment`, `wire`.
    pub target: String,
    /// What happened.
    pub text: String,
}

/// What the network is like now.
#[uniffi::remote(Record)]
pub struct NetworkState {
    /// Whether there is one.
    pub online: bool,
    /// Whether it costs by the byte.
    pub metered: bool,
    /// Whether the person asked for little use of it (Data Saver, Low Data Mode).
    pub constrained: bool,
}
