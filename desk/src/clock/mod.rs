//! The clock of an enquiry: a pure function of what happened to it. Rows DESK-M3, M5, M18, G7, N1; docs/decisions/0021.
//!
//! [`read`] says, as of any instant, what is due when, how much time was spent and by whom, since when and why the clock stands still, and
//! what was warned of and broken. Nothing of it is stored.

mod metric;
mod moment;
mod reading;

use thiserror::Error;
use vocabulary::Timestamp;

pub use metric::{End, Metric, Promise};
pub use moment::{Holder, Moment};
use reading::Reading;

use crate::{calendar::Calendar, minutes::Minutes, name::PauseReason, policy::Targets};

/// The most moments of one enquiry: somebody who writes every day for ten years, and is replied to.
pub const MOMENTS_MAX: usize = 10_000;

/// How the clock of an enquiry stands at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Every promise that was made, in the order they were made.
    pub metrics: Vec<Metric>,
    /// Whether the clock runs.
    pub standing: Standing,
    /// Who is to reply.
    pub holder: Holder,
    /// How much of [`spent`](Clock::spent) each who had it took, in the order they first had it.
    pub shares: Vec<Share>,
    /// How long the enquiry was open and not paused, over all its reopenings.
    pub spent: Minutes,
    /// How often it was reopened.
    pub reopened: u32,
    /// Whether it is answered together with another.
    pub merged: bool,
}

/// Whether a clock runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Running,
    /// It stands still.
    Paused(Pause),
    /// There is nothing to wait for: the enquiry is closed.
    Closed {
        /// Since when.
        since: Timestamp,
    },
}

/// Why a clock stands still, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Since when.
    pub since: Timestamp,
    /// Whom or what it waits for.
    pub cause: Cause,
    /// Why.
    pub reason: PauseReason,
}

/// Whom or what a paused clock waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The asker, who was told.
    Asker,
    /// Something else: an appeal, a laboratory.
    Other,
}

/// How long somebody had an enquiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Who.
    pub holder: Holder,
    /// How long, pauses left out.
    pub spent: Minutes,
}

/// Why moments are not those of one enquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// Nothing was asked, or not yet, or something happened before.
    #[error("the first moment is not the asking, or is still to come")]
    NotAsked,
    /// It was asked twice.
    #[error("it was asked a second time at {0}")]
    AskedTwice(Timestamp),
    /// One moment is before the one in front of it.
    #[error("the moments are out of order at {0}")]
    OutOfOrder(Timestamp),
    /// More than one enquiry can have.
    #[error("an enquiry has at most {MOMENTS_MAX} moments")]
    TooMany,
}

/// Reads the clock of an enquiry as it stands at `now`.
///
/// `targets` are those that held when it was asked. Moments after `now` are not looked at, so that any earlier reading can be had again.
///
/// # Errors
/// Refuses moments that are out of order, or do not begin with the asking.
pub fn read(calendar: &Calendar, targets: &Targets, moments: &[(Timestamp, Moment)], now: Timestamp) -> Result<Clock, ReadError> {
    if moments.len() > MOMENTS_MAX {
        return Err(ReadError::TooMany);
    }
    if let Some(pair) = moments.windows(2).find(|pair| pair[1].0 < pair[0].0) {
        return Err(ReadError::OutOfOrder(pair[1].0));
    }
    let (asked, rest) = match moments.split_first() {
        Some(((asked, Moment::Asked), rest)) if *asked <= now => (*asked, rest),
        _ => return Err(ReadError::NotAsked),
    };
    let mut reading = Reading::begin(calendar, targets, asked);
    for (at, moment) in rest.iter().take_while(|(at, _)| *at <= now) {
        reading.run_until(*at);
        reading.apply(moment, *at)?;
    }
    reading.run_until(now);
    Ok(reading.clock())
}

impl Clock {
    /// Returns how a promise stands, or the last of its kind where it was made more than once.
    pub fn metric(&self, promise: Promise) -> Option<&Metric> {
        self.metrics.iter().rev().find(|metric| metric.promise == promise)
    }

    /// Returns the pause it is in.
    pub fn pause(&self) -> Option<&Pause> {
        match &self.standing {
            Standing::Paused(pause) => Some(pause),
            Standing::Running | Standing::Closed { .. } => None,
        }
    }

    /// Returns what is due next of what is open.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.metrics.iter().filter(|metric| metric.is_open()).filter_map(|metric| metric.due).min()
    }

    /// Says whether any promise was broken.
    pub fn is_breached(&self) -> bool {
        self.metrics.iter().any(|metric| metric.breached)
    }
}

impl Pause {
    /// Says whether it ends when the asker writes.
    fn is_for_asker(&self) -> bool {
        self.cause == Cause::Asker
    }
}
