//! What the rules say no to.

use crate::{identity::phone::CallingPrefix, platform::refusal};

/// Why a code is not sent, or not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// We send no messages to that country.
    CountryNotServed {
        /// The calling code of the country.
        prefix: CallingPrefix,
        /// What can be dialled instead.
        dial: Option<String>,
    },
    /// The last message is too fresh.
    TooSoon {
        /// After so many seconds it may be asked for again.
        seconds: u64,
    },
    /// The number or the device got as many as it may.
    LimitReached {
        /// How many that is in 24 hours.
        limit: u64,
        /// After so many seconds it may be asked for again.
        seconds: u64,
        /// What can be dialled instead.
        dial: Option<String>,
    },
    /// Too much is asked for from there; time helps.
    Busy {
        /// After so many seconds it is worth asking again.
        seconds: u64,
        /// What can be dialled instead.
        dial: Option<String>,
    },
    /// Messages to that country, or all, have stopped; only another way helps.
    Stopped {
        /// What can be dialled instead.
        dial: Option<String>,
    },
    /// The carrier did not take it.
    NotSent {
        /// What can be dialled instead.
        dial: Option<String>,
    },
    /// It is not the code, or not for this purpose, amount, number and device.
    Wrong {
        /// How many tries the code has left.
        left: u32,
    },
    /// There is no code that could be right any more: it expired, was used, was replaced, or was tried too often.
    Expired,
}

impl refusal::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::CountryNotServed { .. } => "SMS_COUNTRY_NOT_SERVED",
            Refusal::TooSoon { .. } => "CODE_TOO_SOON",
            Refusal::LimitReached { .. } => "CODE_LIMIT_REACHED",
            Refusal::Busy { .. } => "SMS_BUSY",
            Refusal::Stopped { .. } => "SMS_STOPPED",
            Refusal::NotSent { .. } => "SMS_NOT_SENT",
            Refusal::Wrong { .. } => "CODE_WRONG",
            Refusal::Expired => "CODE_EXPIRED",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let dial = |dial: &Option<String>| ("dial", dial.clone().unwrap_or_else(|| NOTHING_TO_DIAL.to_owned()));
        match self {
            Refusal::CountryNotServed { prefix, dial: to } => vec![("value", prefix.to_string()), dial(to)],
            Refusal::TooSoon { seconds } => vec![("seconds", seconds.to_string())],
            Refusal::LimitReached { limit, seconds, dial: to } => {
                vec![("limit", limit.to_string()), ("seconds", seconds.to_string()), dial(to)]
            }
            Refusal::Busy { seconds, dial: to } => vec![("seconds", seconds.to_string()), dial(to)],
            Refusal::Stopped { dial: to } | Refusal::NotSent { dial: to } => vec![dial(to)],
            Refusal::Wrong { left } => vec![("left", left.to_string())],
            Refusal::Expired => Vec::new(),
        }
    }
}

/// What the fact `dial` is where the settings name nothing; the messages know the word.
const NOTHING_TO_DIAL: &str = "none";

#[cfg(test)]
mod tests {
    use vocabulary::Language;

    use super::*;
    use crate::platform::{message, refusal::Refusal as _};

    fn refusals(dial: Option<String>) -> [Refusal; 8] {
        [
            Refusal::CountryNotServed { prefix: CallingPrefix::SAMPLE, dial: dial.clone() },
            Refusal::TooSoon { seconds: 60 },
            Refusal::LimitReached { limit: 5, seconds: 60, dial: dial.clone() },
            Refusal::Busy { seconds: 60, dial: dial.clone() },
            Refusal::Stopped { dial: dial.clone() },
            Refusal::NotSent { dial },
            Refusal::Wrong { left: 4 },
            Refusal::Expired,
        ]
    }

    #[test]
    fn each_refusal_says_in_every_language_what_else_can_be_done() {
        for language in Language::SPOKEN {
            let say = |refusal: &Refusal| message::render(language, refusal.code(), &refusal.facts()).expect("a message");
            for (with, without) in refusals(Some("*384#".into())).iter().zip(refusals(None).iter()) {
                let (told, plain) = (say(with), say(without));
                assert!(!told.contains(['{', '}', '$']) && !plain.contains("none"), "{told} / {plain}");
                let has_dial = with.facts().iter().any(|(name, _)| *name == "dial");
                assert_eq!((told.contains("*384#"), told != plain), (has_dial, has_dial), "{language}: {told} / {plain}");
                for (_, fact) in with.facts() {
                    assert!(told.contains(&fact), "{language}: {told} does not tell {fact}");
                }
            }
        }
    }
}
