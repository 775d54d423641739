//! Questions: to the assistant, which answers at once with its sources, and to the enquiry point, where people answer (WTO TFA Article 1.3).
//! What is written to people goes through the outbox, so that it is never lost and never there twice.

mod asking;
mod model;

pub use asking::EnquiryList;
pub use model::{
    Answer, AnswerChoice, AnswerSentence, AnswerSource, AskRequest, Enquiry, EnquiryEntry, EnquiryRef, EnquiryStatus, Escalation,
    NewEnquiry,
};

use crate::{
    cancel::CancelToken,
    client::Shared,
    error::FingertipError,
    outbox::{Letter, OutboxState},
    proof::{Certificate, keys_of},
};

/// Questions, to the assistant and to people.
#[derive(Clone)]
pub struct Enquiries(pub(crate) Shared);

impl Enquiries {
    /// Asks the assistant. Unbinding: it is information, not a ruling. It takes a network; what is asked without one is better kept as an
    /// enquiry ([`Enquiries::open`]).
    ///
    /// # Errors
    /// `QUESTION_EMPTY`, `QUESTION_TOO_LONG`, `CONVERSATION_UNKNOWN` and their like. A question that nothing answers is no error.
    pub async fn ask(&self, request: AskRequest, cancel: Option<CancelToken>) -> Result<Answer, FingertipError> {
        self.0.ask(request, cancel.as_ref()).await
    }

    /// Says where an enquiry stands, for whoever has its reference and the last four digits of the number it was opened with.
    ///
    /// # Errors
    /// `NOT_FOUND`; `RATE_LIMITED` after five wrong digits.
    pub async fn status(&self, reference: String, last4_phone: String) -> Result<EnquiryStatus, FingertipError> {
        self.0.enquiry_status(reference, last4_phone).await
    }

    /// Returns an enquiry with what was written, for whoever has its PIN; without one, for whoever is signed in and opened it.
    ///
    /// # Errors
    /// `NOT_FOUND`; `RATE_LIMITED` after five wrong PINs.
    pub async fn enquiry(&self, reference: String, pin: Option<String>) -> Result<Enquiry, FingertipError> {
        self.0.read_enquiry(&reference, pin.as_deref()).await
    }

    /// Returns the enquiries of whoever is signed in, the newest first.
    ///
    /// # Errors
    /// `SIGNED_OUT` and its like.
    pub async fn my_enquiries(&self, first: i64, after: Option<String>) -> Result<EnquiryList, FingertipError> {
        self.0.my_enquiries(first, after).await
    }

    /// Puts an enquiry into the outbox and returns its name there. It is stored when this returns; [`crate::Outbox::flush`] sends it.
    ///
    /// # Errors
    /// `ENQUIRY_TEXT_INVALID`, `OUTBOX_FULL`, or when it could not be stored.
    pub fn open(&self, new: NewEnquiry) -> Result<String, FingertipError> {
        self.0.post(Letter::Open(new), OutboxState::Queued)
    }

    /// The same, to be sent when somebody says so ([`crate::Outbox::queue`]).
    ///
    /// # Errors
    /// As [`Enquiries::open`].
    pub fn draft(&self, new: NewEnquiry) -> Result<String, FingertipError> {
        self.0.post(Letter::Open(new), OutboxState::Draft)
    }

    /// Hands a question of a conversation to an officer, by the outbox.
    ///
    /// # Errors
    /// As [`Enquiries::open`].
    pub fn escalate(&self, escalation: Escalation) -> Result<String, FingertipError> {
        self.0.post(Letter::Escalate(escalation), OutboxState::Queued)
    }

    /// Adds words to an enquiry, by the outbox: also to one that waits there itself.
    ///
    /// # Errors
    /// As [`Enquiries::open`]; `NOT_FOUND` for an entry that there is not.
    pub fn follow_up(&self, to: EnquiryRef, text: String) -> Result<String, FingertipError> {
        if let EnquiryRef::Queued { outbox_id } = &to {
            let is_there = self.0.journal.read(|state| state.outbox.contains_key(outbox_id));
            if !is_there {
                let detail = "no such entry of the outbox".to_owned();
                return Err(FingertipError::NotFound { kind: "outbox".to_owned(), id: outbox_id.clone(), detail });
            }
        }
        self.0.post(Letter::FollowUp { to, text }, OutboxState::Queued)
    }

    /// Says what somebody thinks of an answer (`HELPFUL`, `NOT_HELPFUL`), by the outbox.
    ///
    /// # Errors
    /// As [`Enquiries::open`].
    pub fn rate_answer(&self, conversation: String, turn: i64, rating: String) -> Result<String, FingertipError> {
        self.0.post(Letter::Rate { conversation, turn, rating }, OutboxState::Queued)
    }

    /// Has an answer certified, and verifies what comes.
    ///
    /// # Errors
    /// `ANSWER_NOT_GENUINE` where it is not signed by a key of the configuration; `NOT_FOUND`.
    pub async fn certify(&self, conversation: String, turn: i64) -> Result<Certificate, FingertipError> {
        let signed = self.0.certify(conversation, turn).await?;
        self.check_certificate(signed)
    }

    /// Verifies the certificate of an answer, without a network.
    ///
    /// # Errors
    /// `ANSWER_NOT_GENUINE`; `KEY_INVALID` where the configuration has keys that are none.
    pub fn check_certificate(&self, signed: String) -> Result<Certificate, FingertipError> {
        Certificate::verify(&signed, self.0.issuer(), &keys_of(&self.0.config.answer_keys)?)
    }
}
