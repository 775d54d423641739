//! What becomes of a refresh token that is shown. Values in, values out: the whole rule of rotation is here.

use vocabulary::Timestamp;

use super::session::over_at;
use crate::{
    identity::token::{ProofRefusal, Thumbprint},
    platform::refusal::Refusal,
};

/// For how many seconds a token that was rotated gets the same successor again, whatever became of that successor.
const GRACE_SECONDS: i64 = 20;

/// What is kept of a refresh token and its session.
#[derive(Clone, Debug)]
pub struct Held {
    /// When its session began.
    pub began_at: Timestamp,
    /// When its session was last refreshed.
    pub refreshed_at: Timestamp,
    /// Whether its session was ended.
    pub ended: bool,
    /// The key of the device that the session is bound to.
    pub device: Thumbprint,
    /// What became of it; nothing for the newest token of its session.
    pub rotation: Option<Rotation>,
}

/// That a token was shown, and got a successor.
#[derive(Clone, Copy, Debug)]
pub struct Rotation {
    /// When.
    pub at: Timestamp,
    /// Whether the successor was shown as well: then its answer had arrived.
    pub successor_shown: bool,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Draw a successor.
    Rotate,
    /// Send the same successor again.
    Resend,
    /// End the session, and tell the person.
    EndForTheft,
    /// Refuse: the session is over.
    Over,
}

/// Decides.
///
/// A token shown by another key than that of its device has left the device. A token shown again by its own device is a lost answer as
/// long as the successor was never shown: it gets the same successor, however late, because a thief without the key gains nothing by
/// it and a phone that was out of reach must not be signed out. Once the successor was shown, only what was under way at the time is
/// forgiven.
///
/// Source: RFC 9700, section 4.14; rows SEC-JWT-07 and ID-M3; `docs/decisions/0011`.
pub fn decide(held: &Held, shown_by: &Thumbprint, now: Timestamp) -> Decision {
    if held.ended || now >= over_at(held.began_at, held.refreshed_at) {
        return Decision::Over;
    }
    if held.device != *shown_by {
        return Decision::EndForTheft;
    }
    match held.rotation {
        None => Decision::Rotate,
        Some(Rotation { successor_shown: false, .. }) => Decision::Resend,
        Some(Rotation { at, .. }) if now.as_second() - at.as_second() <= GRACE_SECONDS => Decision::Resend,
        Some(_) => Decision::EndForTheft,
    }
}

/// Why a session is not refreshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshRefusal {
    /// The token is none that we know: sign in again.
    Unknown,
    /// The session was ended, or lasted as long as it may: sign in again.
    Over,
    /// The token was shown where it should not be, so the session was ended: sign in again.
    Reused,
    /// The proof does not hold; a new one may. The session stands.
    Proof(ProofRefusal),
}

impl RefreshRefusal {
    /// Returns whether the device has to sign in again; if not, it may try again.
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Proof(_))
    }
}

impl From<ProofRefusal> for RefreshRefusal {
    fn from(refusal: ProofRefusal) -> Self {
        Self::Proof(refusal)
    }
}

impl Refusal for RefreshRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "REFRESH_TOKEN_UNKNOWN",
            Self::Over => "SESSION_OVER",
            Self::Reused => "REFRESH_TOKEN_REUSED",
            Self::Proof(refusal) => refusal.code(),
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        if let Self::Proof(refusal) = self { refusal.facts() } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("an instant")
    }

    fn held() -> Held {
        Held { began_at: at(0), refreshed_at: at(0), ended: false, device: Thumbprint::stored("own"), rotation: None }
    }

    #[test]
    fn every_way_a_refresh_token_can_be_shown() {
        const DAY: i64 = 86_400;
        let (own, other) = (Thumbprint::stored("own"), Thumbprint::stored("other"));
        let rotated = |successor_shown| Held { rotation: Some(Rotation { at: at(0), successor_shown }), ..held() };
        let ended = Held { ended: true, ..held() };
        for (name, held, by, second, expected) in [
            ("the newest", held(), &own, 0, Decision::Rotate),
            ("the newest, after 29 days", held(), &own, 29 * DAY, Decision::Rotate),
            ("the newest, after 30 days", held(), &own, 30 * DAY, Decision::Over),
            ("the newest, by another key", held(), &other, 0, Decision::EndForTheft),
            ("its answer was lost", rotated(false), &own, 1, Decision::Resend),
            ("its answer was lost, and the phone was out of reach for an hour", rotated(false), &own, 3_600, Decision::Resend),
            ("its answer was lost, and a thief has it", rotated(false), &other, 1, Decision::EndForTheft),
            ("its successor was shown, 20 s ago", rotated(true), &own, 20, Decision::Resend),
            ("its successor was shown, 21 s ago", rotated(true), &own, 21, Decision::EndForTheft),
            ("its successor was shown, by another key", rotated(true), &other, 1, Decision::EndForTheft),
            ("its session was ended", ended.clone(), &own, 1, Decision::Over),
            ("its session was ended, by another key", ended, &other, 1, Decision::Over),
        ] {
            assert_eq!(decide(&held, by, at(second)), expected, "{name}");
        }
        let old = Held { began_at: at(-180 * DAY), ..held() };
        assert_eq!(decide(&old, &own, at(0)), Decision::Over, "half a year old");
    }
}
