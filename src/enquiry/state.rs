//! Where an enquiry stands, and what its asker reads of that. Rules only. Row DESK-M1.

use vocabulary::{Language, words};

use crate::platform::message;

words! {
    /// Where an enquiry stands.
    State, "state of an enquiry" {
        /// It is stored.
        Received = "received",
        /// The asker was told so.
        Acknowledged = "acknowledged",
        /// It is in the right queue.
        Triaged = "triaged",
        /// An officer has it.
        InProgress = "in-progress",
        /// The desk waits for the asker.
        WaitingAsker = "waiting-asker",
        /// Another authority has it.
        Referred = "referred",
        /// A reply is written.
        DraftReply = "draft-reply",
        /// A second person agreed to the reply.
        Approved = "approved",
        /// The asker has the reply.
        Replied = "replied",
        /// Nothing is left to do.
        Closed = "closed",
        /// The asker was not content.
        Reopened = "reopened",
        /// It is not answered, for a reason.
        Rejected = "rejected",
        /// The same was asked before.
        Duplicate = "duplicate",
        /// The asker took it back.
        Withdrawn = "withdrawn",
        /// The asker appealed.
        Appealed = "appealed",
    }
}

impl State {
    /// Says whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        !matches!(self, State::Replied | State::Closed | State::Rejected | State::Duplicate | State::Withdrawn | State::Appealed)
    }

    /// Writes what the asker reads. Nothing only where `messages/` lacks the text, which a test excludes.
    pub fn text(self, language: Language) -> Option<String> {
        message::render(language, &format!("enquiry-state-{}", self.as_str()), &[])
    }
}
