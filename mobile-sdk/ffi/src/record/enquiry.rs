//! What is asked of the assistant and of the enquiry point, and what comes back. The same as in the core, for UniFFI.

use fingertip_sdk_core::{
    Answer, AnswerChoice, AnswerSentence, AnswerSource, AskRequest, Enquiry, EnquiryEntry, EnquiryList, EnquiryRef,
    EnquiryStatus, Escalation, NewEnquiry,
};

/// A question to the assistant.
#[uniffi::remote(Record)]
pub struct AskRequest {
    /// The question, in the asker's own words; at most 500 characters.
    pub text: String,
    /// The language of a new conversation; the first of the person's where nothing is said.
    #[uniffi(default = None)]
    pub language: Option<String>,
    /// The conversation it goes on with.
    #[uniffi(default = None)]
    pub conversation: Option<String>,
    /// The day whose rules are asked for.
    #[uniffi(default = None)]
    pub as_of: Option<String>,
    /// Whether the answer is kept, so that the conversation can go on and be handed to an officer.
    #[uniffi(default = true)]
    pub keep: bool,
}

/// What is said to a question.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
pub struct AnswerSentence {
    /// Its words.
    pub text: String,
    /// The language they are in.
    pub language: String,
    /// Which source says so, by its place, from 0.
    pub source: Option<i64>,
}

/// Something that was found.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
pub struct AnswerChoice {
    /// What to show.
    pub label: String,
    /// The question to ask then.
    pub question: String,
}

/// A question or a complaint to the enquiry point.
#[uniffi::remote(Record)]
pub struct NewEnquiry {
    /// What is asked; 1 to 4,000 characters.
    pub question: String,
    /// What it is about, as the contract names it (`DUTIES`, `ORIGIN`, `OTHER` …).
    pub topic: String,
    /// How much time there is (`NORMAL`, `PERISHABLE`, `HELD_AT_BORDER`).
    #[uniffi(default = "NORMAL")]
    pub urgency: String,
    /// Whether it is a complaint.
    #[uniffi(default = false)]
    pub is_complaint: bool,
    /// Whether the asker wants a person, whatever the assistant could say.
    #[uniffi(default = false)]
    pub prefer_human: bool,
    /// The language of replies.
    #[uniffi(default = None)]
    pub language: Option<String>,
    /// What to call the asker.
    #[uniffi(default = None)]
    pub name: Option<String>,
    /// A mobile number that notices go to.
    #[uniffi(default = None)]
    pub phone: Option<String>,
    /// An address that notices go to.
    #[uniffi(default = None)]
    pub email: Option<String>,
    /// Whether it is asked by whoever is signed in, whose account then opens it; without, it has a PIN.
    #[uniffi(default = false)]
    pub as_account: bool,
}

/// A question of a conversation that an officer is to answer.
#[uniffi::remote(Record)]
pub struct Escalation {
    /// The conversation.
    pub conversation: String,
    /// Which question of it, from 1.
    pub turn: i64,
    /// What it is about, as the contract names it.
    pub topic: String,
    /// How much time there is.
    #[uniffi(default = "NORMAL")]
    pub urgency: String,
    /// What to call the asker.
    #[uniffi(default = None)]
    pub name: Option<String>,
    /// A mobile number that notices go to.
    #[uniffi(default = None)]
    pub phone: Option<String>,
    /// An address that notices go to.
    #[uniffi(default = None)]
    pub email: Option<String>,
    /// Whether it is handed over by whoever is signed in.
    #[uniffi(default = false)]
    pub as_account: bool,
}

/// Which enquiry something is added to.
#[uniffi::remote(Enum)]
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

/// Where an enquiry stands.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
pub struct Enquiry {
    /// Where it stands.
    pub status: EnquiryStatus,
    /// What was written, oldest first.
    pub thread: Vec<EnquiryEntry>,
}

/// What somebody wrote to an enquiry.
#[uniffi::remote(Record)]
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

/// A page of enquiries.
#[uniffi::remote(Record)]
pub struct EnquiryList {
    /// The enquiries.
    pub items: Vec<EnquiryStatus>,
    /// Where the next page begins; nothing where there is none.
    pub next: Option<String>,
}
