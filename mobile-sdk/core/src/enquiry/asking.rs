//! What is asked of the contract about questions.

use super::model::{Answer, AnswerChoice, AnswerSentence, AnswerSource, AskRequest, Enquiry, EnquiryEntry, EnquiryStatus};
use crate::{
    cancel::CancelToken,
    client::Core,
    error::FingertipError,
    op::{Ask, CertifyAnswer, MyEnquiries, ask, certify_answer, enquiry, enquiry_status, my_enquiries},
    wire::{Call, NoFacts, Speaker, error_of, word},
};

/// A page of enquiries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnquiryList {
    /// The enquiries.
    pub items: Vec<EnquiryStatus>,
    /// Where the next page begins; nothing where there is none.
    pub next: Option<String>,
}

impl Core {
    /// Asks the assistant. Where nothing is kept, to ask twice is to ask once.
    pub async fn ask(&self, request: AskRequest, cancel: Option<&CancelToken>) -> Result<Answer, FingertipError> {
        use ask::AskAsk as Payload;
        let call = Call { may_repeat: !request.keep, cancel, ..Call::change("ask") };
        let AskRequest { text, language, conversation, as_of, keep } = request;
        let language = language.or_else(|| conversation.is_none().then(|| self.config.languages.first().cloned()).flatten());
        let input = ask::AskInput { text, language, conversation, as_of, keep };
        match self.send::<Ask>(ask::Variables { input }, call).await?.ask {
            Payload::Answer(answer) => answer_of(answer),
            Payload::AskRefused(refused) => Err(error_of(&refused.code, &refused.message, &NoFacts)),
        }
    }

    /// Says where an enquiry stands.
    pub async fn enquiry_status(&self, reference: String, last4_phone: String) -> Result<EnquiryStatus, FingertipError> {
        let variables = enquiry_status::Variables { reference, last4_phone };
        let found = self.send::<crate::op::EnquiryStatus>(variables, Call::private_read("enquiry")).await?.enquiry_status;
        Ok(EnquiryStatus {
            state: word(&found.state),
            reference: found.reference,
            state_text: found.state_text,
            opened_at: found.opened_at,
            due_at: found.due.map(|due| due.at),
            version: found.version,
        })
    }

    /// Returns an enquiry with what was written.
    pub async fn read_enquiry(&self, reference: &str, pin: Option<&str>) -> Result<Enquiry, FingertipError> {
        let variables = enquiry::Variables { reference: reference.to_owned(), pin: pin.map(str::to_owned) };
        let speaker = if pin.is_none() { Speaker::SignedIn } else { Speaker::Nobody };
        let call = Call { speaker, ..Call::private_read("enquiry") };
        let found = self.send::<crate::op::Enquiry>(variables, call).await?.enquiry;
        let status = EnquiryStatus {
            state: word(&found.state),
            reference: found.reference,
            state_text: found.state_text,
            opened_at: found.opened_at,
            due_at: found.due.map(|due| due.at),
            version: found.version,
        };
        let entry = |entry: enquiry::EnquiryEnquiryThread| {
            Ok(EnquiryEntry {
                at: entry.at,
                kind: word(&entry.kind),
                is_from_desk: entry.is_from_desk,
                text: entry.text.unwrap_or_default(),
            })
        };
        Ok(Enquiry { status, thread: found.thread.into_iter().map(entry).collect::<Result<_, FingertipError>>()? })
    }

    /// Returns the enquiries of whoever is signed in.
    pub async fn my_enquiries(&self, first: i64, after: Option<String>) -> Result<EnquiryList, FingertipError> {
        let variables = my_enquiries::Variables { first: Some(first), after };
        let call = Call { speaker: Speaker::SignedIn, ..Call::private_read("enquiry") };
        let page = self.send::<MyEnquiries>(variables, call).await?.my_enquiries;
        let status = |found: my_enquiries::MyEnquiriesMyEnquiriesNodes| {
            Ok(EnquiryStatus {
                state: word(&found.state),
                reference: found.reference,
                state_text: found.state_text,
                opened_at: found.opened_at,
                due_at: found.due.map(|due| due.at),
                version: found.version,
            })
        };
        let next = page.page_info.end_cursor.filter(|_| page.page_info.has_next_page);
        Ok(EnquiryList { items: page.nodes.into_iter().map(status).collect::<Result<_, FingertipError>>()?, next })
    }

    /// Has an answer certified. Certified twice, there are two certificates of the same.
    pub async fn certify(&self, conversation: String, turn: i64) -> Result<String, FingertipError> {
        use certify_answer::CertifyAnswerCertifyAnswer as Payload;
        let variables = certify_answer::Variables { conversation, turn };
        match self.send::<CertifyAnswer>(variables, Call::change("certify")).await?.certify_answer {
            Payload::AnswerCertificate(certificate) => Ok(certificate.signed),
            Payload::AskRefused(refused) => Err(error_of(&refused.code, &refused.message, &NoFacts)),
        }
    }
}

fn answer_of(answer: ask::AskAskOnAnswer) -> Result<Answer, FingertipError> {
    let sentence = |sentence: ask::AskAskOnAnswerSentences| AnswerSentence {
        text: sentence.text,
        language: sentence.language,
        source: sentence.source,
    };
    let source = |source: ask::AskAskOnAnswerSources| AnswerSource {
        name: source.name,
        title: source.title,
        url: source.url,
        used: source.used,
    };
    let choice = |choice: ask::AskAskOnAnswerChoices| AnswerChoice { label: choice.label, question: choice.question };
    Ok(Answer {
        status: word(&answer.status),
        hand_over: word(&answer.hand_over),
        conversation: answer.conversation,
        turn: answer.turn,
        language: answer.language,
        as_of: answer.as_of,
        sentences: answer.sentences.into_iter().map(sentence).collect(),
        sources: answer.sources.into_iter().map(source).collect(),
        choices: answer.choices.into_iter().map(choice).collect(),
        needs: answer.needs,
        notices: answer.notices,
        confidence: answer.confidence,
    })
}
