//! The alerts there are, and when one is tried again. Rules only.

use std::str::FromStr;

use jiff::SignedDuration;
use thiserror::Error;
use vocabulary::Language;

use crate::platform::message;

/// How often an alert is tried.
pub const TRIES_MAX: i64 = 6;
/// How many alerts a person gets in 24 hours; of what comes after, the app tells.
pub const DAY_MAX: u64 = 30;
/// How many of those that could wait a person gets in 24 hours. They are counted apart, so that they take no place of an urgent one.
pub const UNHURRIED_DAY_MAX: u64 = 3;

/// What a person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alert {
    /// A refresh token of theirs was shown where it should not be, and its session was ended.
    SessionStolen,
    /// Somebody asks to act for them, or asks them to act.
    MandateProposed,
    /// The other side agreed to a mandate.
    MandateAccepted,
    /// An agent lodged, paid or collected in their name.
    MandateUsed,
    /// Their mandates were stopped.
    MandatesFrozen,
    /// An answer of the assistant that they follow says something else now.
    AnswerChanged,
    /// The statement of their deferment account was not paid on its due day, and the account is stopped.
    DefermentOverdue,
    /// An officer asks for documents to a claim of theirs, which waits for them.
    ClaimQuestion,
    /// A claim of theirs was not decided in time.
    ClaimOverdue,
}

/// A text that is no alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no alert of ours")]
pub struct AlertError;

impl Alert {
    /// Every alert.
    pub const ALL: [Alert; 9] = [
        Alert::SessionStolen,
        Alert::MandateProposed,
        Alert::MandateAccepted,
        Alert::MandateUsed,
        Alert::MandatesFrozen,
        Alert::AnswerChanged,
        Alert::DefermentOverdue,
        Alert::ClaimQuestion,
        Alert::ClaimOverdue,
    ];

    /// Returns the word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Alert::SessionStolen => "session-stolen",
            Alert::MandateProposed => "mandate-proposed",
            Alert::MandateAccepted => "mandate-accepted",
            Alert::MandateUsed => "mandate-used",
            Alert::MandatesFrozen => "mandates-frozen",
            Alert::AnswerChanged => "answer-changed",
            Alert::DefermentOverdue => "deferment-overdue",
            Alert::ClaimQuestion => "claim-question",
            Alert::ClaimOverdue => "claim-overdue",
        }
    }

    /// Says whether it is about the safety of the person, and goes whatever it costs; what is not waits until a budget pays for it.
    pub fn is_urgent(self) -> bool {
        self != Alert::AnswerChanged
    }

    /// Returns how many of its sort, urgent or not, a person gets in 24 hours.
    pub fn day_max(self) -> u64 {
        if self.is_urgent() { DAY_MAX } else { UNHURRIED_DAY_MAX }
    }

    /// Writes what is sent, in one segment. Nothing only where `messages/` lacks the text, which a test excludes.
    pub fn text(self, language: Language) -> Option<String> {
        message::render(language, &format!("alert-{}", self.as_str()), &[])
    }
}

impl FromStr for Alert {
    type Err = AlertError;

    fn from_str(text: &str) -> Result<Alert, AlertError> {
        Alert::ALL.into_iter().find(|alert| alert.as_str() == text).ok_or(AlertError)
    }
}

/// Returns how long after a try that failed the next one comes, and nothing after the last.
pub fn retry_after(tries: i64) -> Option<SignedDuration> {
    (1..TRIES_MAX).contains(&tries).then(|| SignedDuration::from_secs(10 << (2 * (tries - 1)).min(20)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::sms::Encoding;

    #[test]
    fn each_alert_is_written_in_each_language_in_one_segment() {
        for language in Language::SPOKEN {
            let mut texts: Vec<String> = Alert::ALL.iter().map(|alert| alert.text(language).expect("a text")).collect();
            for text in &texts {
                assert!(Encoding::of(text).is_one_segment(), "{language}: {:?}: {text}", Encoding::of(text));
            }
            assert!(
                Alert::MandateUsed.text(language).is_some_and(|text| text.contains("STOP")),
                "{language} says how to stop it"
            );
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), Alert::ALL.len());
        }
    }

    #[test]
    fn tries_come_ever_later_and_end() {
        let waits: Vec<_> = (1..=TRIES_MAX).map(|tries| retry_after(tries).map(|wait| wait.as_secs())).collect();
        assert_eq!(waits, [Some(10), Some(40), Some(160), Some(640), Some(2_560), None]);
    }
}
