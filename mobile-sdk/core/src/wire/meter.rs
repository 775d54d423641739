//! What the network was used for, in bytes (rows MOB-N3, T13).

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use crate::host::{HttpRequest, HttpResponse};

/// What one sort of interaction used since the app began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// Counts bytes.
#[derive(Debug, Default)]
pub struct Meter(Mutex<BTreeMap<&'static str, Usage>>);

impl Meter {
    /// Counts a request and its answer.
    pub fn count(&self, interaction: &'static str, up: i64, response: Option<&HttpResponse>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let usage = all.entry(interaction).or_insert_with(|| Usage { interaction: interaction.to_owned(), ..Usage::default() });
        usage.requests += 1;
        usage.bytes_up += up;
        usage.bytes_down += response.map_or(0, bytes_down);
    }

    /// Returns what was counted.
    pub fn usage(&self) -> Vec<Usage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

/// Returns the bytes of a request: its address, headers and body.
pub fn bytes_up(request: &HttpRequest) -> i64 {
    let headers: usize = request.headers.iter().map(|header| header.name.len() + header.value.len() + 4).sum();
    i64::try_from(request.url.len() + headers + request.body.len()).unwrap_or(i64::MAX)
}

fn bytes_down(response: &HttpResponse) -> i64 {
    let headers: usize = response.headers.iter().map(|header| header.name.len() + header.value.len() + 4).sum();
    response.wire_bytes.unwrap_or_else(|| i64::try_from(response.body.len() + headers).unwrap_or(i64::MAX))
}
