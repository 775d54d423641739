//! What became of a question. The status drives what is shown, what is counted, and which questions reach an officer (CHAT-M2).

use serde::{Deserialize, Serialize};

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Sentences of publications answer it, each quoted.
    Answered,
    /// Figures worked out from published facts answer it.
    Calculated,
    /// Part of it is answered.
    Partial,
    /// Passages may help; none is sure enough to be called an answer.
    ShownOnly,
    /// It could mean several things: choices are offered.
    Clarify,
    /// Something is missing that changes the answer: it is asked for.
    NeedsInput,
    /// It greets or thanks.
    Courtesy,
    /// It is about the asker's own matters: they have to sign in.
    SignInNeeded,
    /// It is answered elsewhere: a card, a page, the payment desk.
    Redirected,
    /// Nothing that is published has anything of it.
    UnanswerableNothingFound,
    /// Something is published, but it does not answer it surely enough.
    UnanswerableUnsure,
    /// It is not about trade or customs.
    UnanswerableOutOfScope,
    /// What is published is in a language that cannot be compared with that of the question.
    UnanswerableLanguage,
    /// What would answer it is no longer in force, or had to be confirmed again.
    StaleSource,
    /// Two sources in force say different things; both are shown, and neither is chosen (CHAT-N5).
    ConflictingSources,
    /// An officer has it now.
    Escalated,
    /// It asks for help with evading the law: the lawful way is shown (CHAT-N9).
    GuardrailsEvasion,
    /// It tries to give the assistant instructions.
    GuardrailsInstruction,
    /// It insults or threatens.
    GuardrailsAbuse,
    /// Somebody is in danger: where to find help is shown.
    GuardrailsCrisis,
    /// What was written fell to the verifier, and nothing stood.
    GuardrailsUnsupported,
    /// The assistant is switched off, or searches alone (CHAT-M9).
    Off,
    /// It took too long.
    ErrorTimeout,
    /// Something failed.
    ErrorUnavailable,
}

/// Whether a question goes to an officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOver {
    /// It does not.
    No,
    /// The asker is offered it.
    Offered,
    /// It is in an officer's hands.
    Done,
}

impl Status {
    /// All statuses, in the order of their declaration.
    pub const ALL: [Status; 24] = [
        Self::Answered,
        Self::Calculated,
        Self::Partial,
        Self::ShownOnly,
        Self::Clarify,
        Self::NeedsInput,
        Self::Courtesy,
        Self::SignInNeeded,
        Self::Redirected,
        Self::UnanswerableNothingFound,
        Self::UnanswerableUnsure,
        Self::UnanswerableOutOfScope,
        Self::UnanswerableLanguage,
        Self::StaleSource,
        Self::ConflictingSources,
        Self::Escalated,
        Self::GuardrailsEvasion,
        Self::GuardrailsInstruction,
        Self::GuardrailsAbuse,
        Self::GuardrailsCrisis,
        Self::GuardrailsUnsupported,
        Self::Off,
        Self::ErrorTimeout,
        Self::ErrorUnavailable,
    ];

    /// Returns the word the contract and the metrics use.
    pub fn as_str(self) -> &'static str {
        [
            "ANSWERED",
            "CALCULATED",
            "PARTIAL",
            "SHOWN_ONLY",
            "CLARIFY",
            "NEEDS_INPUT",
            "COURTESY",
            "SIGN_IN_NEEDED",
            "REDIRECTED",
            "UNANSWERABLE_NOTHING_FOUND",
            "UNANSWERABLE_UNSURE",
            "UNANSWERABLE_OUT_OF_SCOPE",
            "UNANSWERABLE_LANGUAGE",
            "STALE_SOURCE",
            "CONFLICTING_SOURCES",
            "ESCALATED",
            "GUARDRAILS_EVASION",
            "GUARDRAILS_INSTRUCTION",
            "GUARDRAILS_ABUSE",
            "GUARDRAILS_CRISIS",
            "GUARDRAILS_UNSUPPORTED",
            "OFF",
            "ERROR_TIMEOUT",
            "ERROR_UNAVAILABLE",
        ][self as usize]
    }

    /// Says whether there is an answer in it that every sentence of has a source.
    pub fn is_answer(self) -> bool {
        matches!(self, Self::Answered | Self::Calculated | Self::Partial)
    }

    /// Says whether the question goes to an officer.
    pub fn hand_over(self) -> HandOver {
        match self {
            Self::Escalated => HandOver::Done,
            Self::Answered | Self::Calculated | Self::Clarify | Self::NeedsInput | Self::Courtesy | Self::SignInNeeded => {
                HandOver::No
            }
            Self::GuardrailsInstruction | Self::GuardrailsAbuse => HandOver::No,
            Self::Partial
            | Self::ShownOnly
            | Self::Redirected
            | Self::UnanswerableNothingFound
            | Self::UnanswerableUnsure
            | Self::UnanswerableOutOfScope
            | Self::UnanswerableLanguage
            | Self::StaleSource
            | Self::ConflictingSources
            | Self::GuardrailsEvasion
            | Self::GuardrailsCrisis
            | Self::GuardrailsUnsupported
            | Self::Off
            | Self::ErrorTimeout
            | Self::ErrorUnavailable => HandOver::Offered,
        }
    }

    /// Says whether the turn is left out of what later questions are understood by: what was said in it leads astray.
    pub fn is_forgotten(self) -> bool {
        matches!(
            self,
            Self::GuardrailsEvasion
                | Self::GuardrailsInstruction
                | Self::GuardrailsAbuse
                | Self::GuardrailsCrisis
                | Self::GuardrailsUnsupported
                | Self::Off
                | Self::ErrorTimeout
                | Self::ErrorUnavailable
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_says_its_own_word() {
        let mut words: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
        for (status, word) in Status::ALL.iter().zip(&words) {
            assert_eq!(serde_json::to_string(status).expect("a word"), format!("\"{word}\""));
        }
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Status::ALL.len());
    }

    #[test]
    fn nobody_without_an_answer_is_left_without_an_officer() {
        for status in Status::ALL.iter().filter(|status| status.as_str().starts_with("UNANSWERABLE")) {
            assert_eq!(status.hand_over(), HandOver::Offered);
            assert!(!status.is_answer());
        }
    }
}
