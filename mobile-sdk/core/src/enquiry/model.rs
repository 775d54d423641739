//! What is asked of the assistant and of the enquiry point, and what comes back.

use serde::Serialize;

/// A question to the assistant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskRequest {
    /// The question, in the asker's own words; at most 500 characters.
    pub text: String,
    /// The language of a new conversation; the first of the person's where nothing is said.
    pub language: Option<String>,
    /// The conversation it goes on with.
    pub conversation: Option<String>,
    /// The day whose rules are asked for.
    pub as_of: Option<String>,
    /// Whether the answer is kept, so that the conversation can go on and be handed to an officer.
    pub keep: bool,
}

/// What is said to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The conversation, to ask on in it; nothing where nothing is kept.
    pub conversation: Option<String>,
    /// Which question of it, from 1.
    pub turn: i64,
    /// What became of the question, as the contract names it.
    pub status: String,
    /// Whether an officer may take it (`NO`, `OFFERED`, `DONE`).
    pub hand_over: String,
    /// The language of the conversation.
    pub language: String,
    /// The day whose rules it is by.
    pub as_of: String,
    /// What is said, in order.
    pub sentences: Vec<AnswerSentence>,
    /// What says so.
    pub sources: Vec<AnswerSource>,
    /// What may have been meant.
    pub choices: Vec<AnswerChoice>,
    /// What has to be known first.
    pub needs: Vec<String>,
    /// What to know beside it.
    pub notices: Vec<String>,
    /// How sure it is that what was found answers the question, in thousandths.
    pub confidence: i64,
}

/// A sentence of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerSentence {
    /// Its words.
    pub text: String,
    /// The language they are in.
    pub language: String,
    /// Which source says so, by its place, from 0.
    pub source: Option<i64>,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerSource {
    /// Its name with its version.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Where it was published.
    pub url: Option<String>,
    /// Whether the answer stands on it.
    pub used: bool,
}

/// What may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerChoice {
    /// What to show.
    pub label: String,
    /// The question to ask then.
    pub question: String,
}

/// A question or a complaint to the enquiry point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NewEnquiry {
    /// What is asked; 1 to 4,000 characters.
    pub question: String,
    /// What it is about, as the contract names it (`DUTIES`, `ORIGIN`, `OTHER` …).
    pub topic: String,
    /// How much time there is (`NORMAL`, `PERISHABLE`, `HELD_AT_BORDER`).
    pub urgency: String,
    /// Whether it is a complaint.
    pub is_complaint: bool,
    /// Whether the asker wants a person, whatever the assistant could say.
    pub prefer_human: bool,
    /// The language of replies.
    pub language: Option<String>,
    /// What to call the asker.
    pub name: Option<String>,
    /// A mobile number that notices go to.
    pub phone: Option<String>,
    /// An address that notices go to.
    pub email: Option<String>,
    /// Whether it is asked by whoever is signed in, whose account then opens it; without, it has a PIN.
    pub as_account: bool,
}

read::reads!(struct NewEnquiry {
    question, topic, urgency, is_complaint, prefer_human, language, name, phone, email, as_account
});

/// A question of a conversation that an officer is to answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Escalation {
    /// The conversation.
    pub conversation: String,
    /// Which question of it, from 1.
    pub turn: i64,
    /// What it is about, as the contract names it.
    pub topic: String,
    /// How much time there is.
    pub urgency: String,
    /// What to call the asker.
    pub name: Option<String>,
    /// A mobile number that notices go to.
    pub phone: Option<String>,
    /// An address that notices go to.
    pub email: Option<String>,
    /// Whether it is handed over by whoever is signed in.
    pub as_account: bool,
}

read::reads!(struct Escalation { conversation, turn, topic, urgency, name, phone, email, as_account });

/// Which enquiry something is added to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum EnquiryRef {
    /// One that is open.
    Opened {
        /// Its reference.
        reference: String,
        /// Its PIN; nothing for whoever was signed in then, and is now.
        pin: Option<String>,
    },
    /// One that waits in the outbox: it is sent after that one.
    Queued {
        /// Which entry opens it.
        outbox_id: String,
    },
}

read::reads!(enum EnquiryRef { Opened { reference, pin }, Queued { outbox_id } });

/// Where an enquiry stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnquiryStatus {
    /// Its reference.
    pub reference: String,
    /// Where it stands, as the contract names it.
    pub state: String,
    /// The same in a sentence.
    pub state_text: String,
    /// When it was asked (RFC 3339).
    pub opened_at: String,
    /// When the reply is due (RFC 3339).
    pub due_at: Option<String>,
    /// Counts what happened to it.
    pub version: i64,
}

/// An enquiry with what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enquiry {
    /// Where it stands.
    pub status: EnquiryStatus,
    /// What was written, oldest first.
    pub thread: Vec<EnquiryEntry>,
}

/// What somebody wrote to an enquiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnquiryEntry {
    /// When (RFC 3339).
    pub at: String,
    /// What sort of entry it is.
    pub kind: String,
    /// Whether an officer wrote it.
    pub is_from_desk: bool,
    /// What it says.
    pub text: String,
}
