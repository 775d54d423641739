//! The notices there are, what they say, and when one is tried again. Rules only.

use jiff::SignedDuration;
use vocabulary::{Language, words};

use crate::{
    enquiry::{event::Event, reference::Reference},
    platform::message,
};

/// How often a notice is tried.
pub const TRIES_MAX: i64 = 6;
/// How many notices one number or address gets in 24 hours: whoever types somebody else's cannot fill their phone.
pub const ADDRESS_DAY_MAX: u64 = 10;

words! {
    /// What an asker is told.
    Notice, "notice" {
        /// Their enquiry is stored, and when the reply is due.
        Received = "received",
        /// They are asked something.
        Question = "question",
        /// They were asked something and have not written.
        Reminder = "reminder",
        /// Another authority was asked.
        Referred = "referred",
        /// There is a reply.
        Replied = "replied",
        /// There will be none.
        Rejected = "rejected",
        /// The same was asked before.
        Duplicate = "duplicate",
        /// It takes longer than was said.
        Delayed = "delayed",
        /// The answer is public now. It tells of no event of the enquiry.
        Published = "published",
        /// What the reply rests on says something else now.
        Changed = "changed",
        /// What the assistant answered before says something else now. It tells of no event of the enquiry.
        AnswerChanged = "answer-changed",
    }
}

words! {
    /// How a notice goes.
    Way, "way of a notice" {
        /// By a short message.
        Sms = "sms",
        /// By e-mail.
        Email = "email",
        /// By a push message without content.
        Push = "push",
    }
}

impl Notice {
    /// Returns what the asker is told of an event.
    pub fn of(event: &Event) -> Option<Notice> {
        match event {
            Event::Opened(_) => Some(Notice::Received),
            Event::Asked { .. } => Some(Notice::Question),
            Event::Reminded => Some(Notice::Reminder),
            Event::Referred { .. } => Some(Notice::Referred),
            Event::Replied => Some(Notice::Replied),
            Event::Rejected { .. } => Some(Notice::Rejected),
            Event::FoundDuplicate { .. } => Some(Notice::Duplicate),
            Event::Breached => Some(Notice::Delayed),
            Event::Outdated => Some(Notice::Changed),
            _ => None,
        }
    }

    /// Writes it in one segment, with the day the reply is due, or was given, where it tells of that. Nothing only where `messages/` lacks the text,
    /// which a test excludes.
    pub fn text(self, language: Language, reference: &Reference, day: &str) -> Option<String> {
        let facts = [("reference", reference.to_string()), ("until", day.to_owned())];
        message::render(language, &format!("enquiry-notice-{self}"), &facts)
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
    fn each_notice_is_written_in_each_language_in_one_segment() {
        let reference = Reference::of([31; 9]);
        for language in Language::SPOKEN {
            let text = |notice: &Notice| notice.text(language, &reference, "2026-06-22").expect("a text");
            let mut texts: Vec<String> = Notice::ALL.iter().map(text).collect();
            for text in &texts {
                assert!(Encoding::of(text).is_one_segment(), "{language}: {:?}: {text}", Encoding::of(text));
                assert!(text.contains(&reference.to_string()) && !text.contains("{$"), "{language}: {text}");
            }
            assert!(texts[0].contains("2026-06-22"), "{language}: {}", texts[0]);
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), Notice::ALL.len(), "{language}");
        }
    }

    #[test]
    fn tries_come_ever_later_and_end() {
        let waits: Vec<_> = (1..=TRIES_MAX).map(|tries| retry_after(tries).map(|wait| wait.as_secs())).collect();
        assert_eq!(waits, [Some(10), Some(40), Some(160), Some(640), Some(2_560), None]);
    }
}
