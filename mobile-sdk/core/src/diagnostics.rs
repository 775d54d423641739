//! What support may see.

use crate::{client::Core, outbox::OutboxState, wire::Usage};

/// How things stand, in numbers and codes.
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl Core {
    /// Says how things stand.
    pub fn diagnose(&self) -> Diagnostics {
        let (outbox_waiting, outbox_dead, payments_open, events_waiting) = self.journal.read(|state| {
            let entries = || state.outbox.values();
            let waiting = entries().filter(|entry| matches!(entry.state, OutboxState::Queued | OutboxState::Sent)).count();
            let dead =
                entries().filter(|entry| entry.state == OutboxState::Dead).filter_map(|entry| entry.reason.clone()).collect();
            (waiting, dead, state.attempts.values().filter(|attempt| !attempt.is_over()).count(), state.events.len())
        });
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        Diagnostics {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            outbox_waiting: number(outbox_waiting),
            outbox_dead,
            payments_open: number(payments_open),
            events_waiting: number(events_waiting),
            is_signed_in: self.tokens().ok().map(|tokens| tokens.is_ok()),
            clock_ahead_ms: self.keeper.ahead_ms(),
            usage: self.meter.usage(),
        }
    }
}
