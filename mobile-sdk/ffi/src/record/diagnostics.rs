//! What support is shown. The same as in the core, for UniFFI.

use fingertip_sdk_core::{Diagnostics, Usage};

/// How things stand, in numbers and codes.
#[uniffi::remote(Record)]
pub struct Diagnostics {
    /// The version of the core.
    pub version: String,
    /// How many entries of the outbox are not confirmed.
    pub outbox_waiting: i64,
    /// How many are dead, by their codes.
    pub outbox_dead: Vec<String>,
    /// How many payments are not over.
    pub payments_open: i64,
    /// How many events nobody acknowledged.
    pub events_waiting: i64,
    /// Whether somebody is signed in; nothing where the safe is closed.
    pub is_signed_in: Option<bool>,
    /// By how much the phone's clock is ahead of the server's, as far as is known.
    pub clock_ahead_ms: i64,
    /// What the network was used for since the app began.
    pub usage: Vec<Usage>,
}

/// What one sort of interaction used since the app began.
#[uniffi::remote(Record)]
pub struct Usage {
    /// What it was: `search`, `pay` …
    pub interaction: String,
    /// How many requests.
    pub requests: i64,
    /// How many bytes went up: address, headers and body, without TLS.
    pub bytes_up: i64,
    /// How many came down, as the host counted them, else as they were when they were decompressed.
    pub bytes_down: i64,
}
