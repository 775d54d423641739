//! Questions, to the assistant and to people.

use std::sync::Arc;

use fingertip_sdk_core::{
    self as core, Answer, AskRequest, Enquiry, EnquiryList, EnquiryRef, EnquiryStatus, Escalation, FingertipError, NewEnquiry,
};

use crate::{
    cancel::{self, CancelToken},
    proof::Certificate,
};

/// Questions: to the assistant, which answers at once, and to people, who reply. What people are asked goes through the outbox.
#[derive(uniffi::Object)]
pub struct Enquiries(pub(crate) core::Enquiries);

#[uniffi::export]
impl Enquiries {
    /// Asks the assistant. What it cannot answer is no error: see `status`.
    #[uniffi::method(default(cancel = None))]
    pub async fn ask(&self, request: AskRequest, cancel: Option<Arc<CancelToken>>) -> Result<Answer, FingertipError> {
        self.0.ask(request, cancel::inner(cancel)).await
    }

    /// Asks where an enquiry stands, with the last digits of the asker's number.
    pub async fn status(&self, reference: String, last4_phone: String) -> Result<EnquiryStatus, FingertipError> {
        self.0.status(reference, last4_phone).await
    }

    /// Reads an enquiry with its replies: one's own, or with its PIN.
    #[uniffi::method(default(pin = None))]
    pub async fn enquiry(&self, reference: String, pin: Option<String>) -> Result<Enquiry, FingertipError> {
        self.0.enquiry(reference, pin).await
    }

    /// Lists the enquiries of whoever is signed in, the newest first.
    #[uniffi::method(default(first = 10, after = None))]
    pub async fn my_enquiries(&self, first: i64, after: Option<String>) -> Result<EnquiryList, FingertipError> {
        self.0.my_enquiries(first, after).await
    }

    /// Has the server sign what it said to a question of a conversation.
    pub async fn certify(&self, conversation: String, turn: i64) -> Result<Arc<Certificate>, FingertipError> {
        Ok(Arc::new(Certificate(self.0.certify(conversation, turn).await?)))
    }
}

#[uniffi::export]
impl Enquiries {
    /// Opens an enquiry: it is stored when this returns, and sent when there is a network. Returns its name in the outbox.
    pub fn open(&self, enquiry: NewEnquiry) -> Result<String, FingertipError> {
        self.0.open(enquiry)
    }

    /// Stores an enquiry that is not to be sent yet.
    pub fn draft(&self, enquiry: NewEnquiry) -> Result<String, FingertipError> {
        self.0.draft(enquiry)
    }

    /// Hands a question of a conversation to an officer. Returns its name in the outbox.
    pub fn escalate(&self, escalation: Escalation) -> Result<String, FingertipError> {
        self.0.escalate(escalation)
    }

    /// Adds to an enquiry. Returns its name in the outbox.
    pub fn follow_up(&self, enquiry: EnquiryRef, text: String) -> Result<String, FingertipError> {
        self.0.follow_up(enquiry, text)
    }

    /// Says whether an answer helped, as the contract names it. Returns its name in the outbox.
    pub fn rate_answer(&self, conversation: String, turn: i64, rating: String) -> Result<String, FingertipError> {
        self.0.rate_answer(conversation, turn, rating)
    }

    /// Verifies the certificate of an answer, without a network.
    pub fn check_certificate(&self, certificate: String) -> Result<Arc<Certificate>, FingertipError> {
        Ok(Arc::new(Certificate(self.0.check_certificate(certificate)?)))
    }
}
