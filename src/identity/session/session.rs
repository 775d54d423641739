//! One session, and how long it may last. Rules only.

use jiff::SignedDuration;
use vocabulary::{SessionId, Timestamp};

use crate::{audit::Code, identity::caller::Subject};

/// How many sessions of one subject stand at a time; one more ends the one that was used least lately. A family shares a few phones.
pub const SESSIONS_MAX: usize = 20;
/// How many hours a session lasts without being refreshed: thirty days, so that a trader with one consignment a month stays signed in.
pub const IDLE_HOURS_MAX: i64 = 30 * 24;
/// How many hours a session lasts at most: half a year.
pub const HOURS_MAX: i64 = 180 * 24;

/// A session that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its name.
    pub id: SessionId,
    /// Who signed in.
    pub subject: Subject,
    /// What the device calls itself.
    pub device_name: DeviceName,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last refreshed.
    pub refreshed_at: Timestamp,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Its own device signed out, or the person ended it from another.
    Asked,
    /// The subject has as many sessions as it may, and began another.
    Displaced,
    /// A refresh token of it was shown where it should not be.
    Theft,
    /// The key by which a machine began it was revoked by the machine's owner.
    KeyRevoked,
    /// The person asked to be forgotten.
    Erased,
    /// The account that its person signed in with was closed.
    Deactivated,
    /// Its person changed their password, or their authenticator app, in another session.
    Renewed,
}

impl Ending {
    /// Returns the word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Ending::Asked => "asked",
            Ending::Displaced => "displaced",
            Ending::Theft => "theft",
            Ending::KeyRevoked => "key-revoked",
            Ending::Erased => "erased",
            Ending::Deactivated => "deactivated",
            Ending::Renewed => "renewed",
        }
    }

    /// Returns the word as the audit log has it.
    pub fn code(self) -> Code {
        self.as_str().parse().expect("a short word")
    }
}

/// Returns the first instant at which a session is over by itself.
pub fn over_at(began_at: Timestamp, refreshed_at: Timestamp) -> Timestamp {
    let after = |instant: Timestamp, hours| instant.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX);
    after(began_at, HOURS_MAX).min(after(refreshed_at, IDLE_HOURS_MAX))
}

/// What a device calls itself: one line of at most 60 characters, shown to its owner alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceName(Box<str>);

impl DeviceName {
    const CHARACTERS_MAX: usize = 60;

    /// Takes what a device says, without what could not be shown on one line.
    pub fn new(text: &str) -> DeviceName {
        let shown: String = text.chars().filter(|letter| !letter.is_control()).take(Self::CHARACTERS_MAX).collect();
        DeviceName(shown.trim().into())
    }

    /// Returns the name; empty where the device gave none.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
