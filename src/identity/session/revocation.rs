//! The sessions that ended lately, in memory: what access tokens cannot say of themselves. Fed by this process and by the outbox.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use vocabulary::{SessionId, Timestamp};

use crate::identity::token::{ACCESS_SECONDS, LEEWAY_SECONDS};

/// How long an ended session has to be remembered: then its last access token is over too.
pub const REMEMBERED_SECONDS: i64 = ACCESS_SECONDS + LEEWAY_SECONDS;
/// How old the list may be and still be believed: after that we ask the database each time (row SEC-AZ-04: 60 s).
const BELIEVED_SECONDS: i64 = 45;
/// How many sessions are remembered, about 60 bytes each; with more the database is asked.
pub const REVOKED_MAX: usize = 200_000;

/// What the list knows of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It stands.
    Stands,
    /// It ended.
    Ended,
    /// The list is too old or too full to tell.
    Unknown,
}

/// The sessions that ended lately. Cheap to clone.
#[derive(Clone, Default)]
pub struct Revocations {
    held: Arc<RwLock<Held>>,
}

#[derive(Default)]
struct Held {
    ended: HashMap<SessionId, Timestamp>,
    /// When the list was last known to be complete.
    heard_at: Option<Timestamp>,
    /// When the last session ended that had no room.
    left_out_at: Option<Timestamp>,
}

impl Revocations {
    /// Notes that a session ended.
    pub fn add(&self, session: SessionId, ended_at: Timestamp) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.ended.len() < REVOKED_MAX {
            held.ended.insert(session, ended_at);
        } else {
            held.left_out_at = held.left_out_at.max(Some(ended_at));
        }
    }

    /// Notes that everything that was stored until `now` is in the list, and forgets what nobody needs to know any more.
    pub fn heard_all(&self, now: Timestamp) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.heard_at = Some(now);
        held.ended.retain(|_, ended_at| seconds_between(*ended_at, now) <= REMEMBERED_SECONDS);
    }

    /// Forgets everything: the list will be read anew.
    pub fn begin_anew(&self) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Held::default();
    }

    /// Says whether a session stands.
    pub fn standing(&self, session: SessionId, now: Timestamp) -> Standing {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if held.ended.contains_key(&session) {
            return Standing::Ended;
        }
        let is_whole = held.left_out_at.is_none_or(|at| seconds_between(at, now) > REMEMBERED_SECONDS);
        let is_fresh = held.heard_at.is_some_and(|at| seconds_between(at, now) <= BELIEVED_SECONDS);
        if is_whole && is_fresh { Standing::Stands } else { Standing::Unknown }
    }
}

fn seconds_between(earlier: Timestamp, later: Timestamp) -> i64 {
    later.as_second() - earlier.as_second()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    #[test]
    fn a_list_is_believed_as_long_as_it_is_fresh() {
        let (revocations, ended, other) = (Revocations::default(), SessionId::new(1), SessionId::new(2));
        assert_eq!(revocations.standing(other, at(0)), Standing::Unknown, "before anything was heard");
        revocations.heard_all(at(0));
        revocations.add(ended, at(1));
        assert_eq!(revocations.standing(ended, at(1)), Standing::Ended);
        assert_eq!(revocations.standing(other, at(45)), Standing::Stands);
        assert_eq!(revocations.standing(other, at(46)), Standing::Unknown);
        assert_eq!(revocations.standing(ended, at(46)), Standing::Ended, "what ended stays ended");
    }

    #[test]
    fn a_session_is_forgotten_when_its_last_token_is_over() {
        let (revocations, ended) = (Revocations::default(), SessionId::new(1));
        revocations.add(ended, at(0));
        revocations.heard_all(at(605));
        assert_eq!(revocations.standing(ended, at(605)), Standing::Ended);
        revocations.heard_all(at(606));
        assert_eq!(revocations.standing(ended, at(606)), Standing::Stands);
    }

    #[test]
    fn a_list_without_room_sends_us_to_the_database() {
        let revocations = Revocations::default();
        revocations.heard_all(at(0));
        for number in 0..=REVOKED_MAX {
            revocations.add(SessionId::new(number as u128), at(0));
        }
        assert_eq!(revocations.standing(SessionId::new(0), at(0)), Standing::Ended);
        assert_eq!(revocations.standing(SessionId::new(REVOKED_MAX as u128), at(0)), Standing::Unknown);
    }
}
