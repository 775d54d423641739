//! One entry, sent, and what came of it.

use super::{
    entry::{Entry, Letter},
    model::OpenedEnquiry,
};
use crate::{
    client::Core,
    enquiry::{EnquiryRef, Escalation, NewEnquiry},
    error::FingertipError,
    op::{AddToEnquiry, Escalate, OpenEnquiry, RateAnswer, add_to_enquiry, escalate, open_enquiry, rate_answer},
    wire::{Call, Facts, Speaker, Trouble, error_of, of_word},
};

impl Core {
    /// Sends an entry under its key, and returns the enquiry that it opened. What arrived before is answered again.
    pub async fn deliver(&self, entry: &Entry, opened_before: Option<OpenedEnquiry>) -> Result<Option<OpenedEnquiry>, Trouble> {
        match &entry.letter {
            Letter::Open(new) => self.open_enquiry(new, &entry.key).await.map(Some),
            Letter::Escalate(escalation) => self.escalate(escalation, &entry.key).await.map(Some),
            Letter::Rate { conversation, turn, rating } => self.rate(conversation, *turn, rating).await.map(|()| None),
            Letter::FollowUp { to, text } => {
                let to = match (to, opened_before) {
                    (EnquiryRef::Opened { reference, pin }, _) => (reference.clone(), pin.clone()),
                    (EnquiryRef::Queued { .. }, Some(opened)) => (opened.reference, opened.pin),
                    (EnquiryRef::Queued { .. }, None) => {
                        return Err(FingertipError::internal("an enquiry that is not open").into());
                    }
                };
                self.follow_up(&entry.key, to, text).await.map(|()| None)
            }
        }
    }

    async fn open_enquiry(&self, new: &NewEnquiry, key: &str) -> Result<OpenedEnquiry, Trouble> {
        use open_enquiry::OpenEnquiryOpenEnquiry as Payload;
        let input = open_enquiry::OpenEnquiryInput {
            key: key.to_owned(),
            question: new.question.clone(),
            topic: of_word(&new.topic),
            urgency: of_word(or_normal(&new.urgency)),
            kind: of_word(if new.is_complaint { "COMPLAINT" } else { "ENQUIRY" }),
            channel: of_word("APP"),
            prefer_human: new.prefer_human,
            language: new.language.clone(),
            name: new.name.clone(),
            phone: new.phone.clone(),
            email: new.email.clone(),
            about: None,
        };
        let call = Call { may_repeat: true, speaker: speaker(new.as_account), ..Call::change("enquire") };
        match self.send::<OpenEnquiry>(open_enquiry::Variables { input }, call).await?.open_enquiry {
            Payload::EnquiryOpened(opened) => Ok(OpenedEnquiry {
                reference: opened.reference,
                pin: opened.pin,
                due_at: opened.due.map(|due| due.at),
                opened_at: opened.opened_at,
            }),
            Payload::EnquiryRefused(refused) => {
                let facts: Vec<_> = refused.facts.into_iter().map(|fact| (fact.name, fact.value)).collect();
                Err(refusal(&refused.code, &refused.message, facts.as_slice()))
            }
        }
    }

    async fn escalate(&self, escalation: &Escalation, key: &str) -> Result<OpenedEnquiry, Trouble> {
        use escalate::EscalateEscalate as Payload;
        let input = escalate::EscalateInput {
            key: key.to_owned(),
            conversation: escalation.conversation.clone(),
            turn: escalation.turn,
            topic: of_word(&escalation.topic),
            urgency: of_word(or_normal(&escalation.urgency)),
            name: escalation.name.clone(),
            phone: escalation.phone.clone(),
            email: escalation.email.clone(),
        };
        let call = Call { may_repeat: true, speaker: speaker(escalation.as_account), ..Call::change("enquire") };
        match self.send::<Escalate>(escalate::Variables { input }, call).await?.escalate {
            Payload::EnquiryOpened(opened) => Ok(OpenedEnquiry {
                reference: opened.reference,
                pin: opened.pin,
                due_at: opened.due.map(|due| due.at),
                opened_at: opened.opened_at,
            }),
            Payload::AskRefused(refused) => Err(refusal(&refused.code, &refused.message, &[][..])),
            Payload::EnquiryRefused(refused) => {
                let facts: Vec<_> = refused.facts.into_iter().map(|fact| (fact.name, fact.value)).collect();
                Err(refusal(&refused.code, &refused.message, facts.as_slice()))
            }
        }
    }

    /// Adds words to an enquiry.
    async fn follow_up(&self, key: &str, (reference, pin): (String, Option<String>), text: &str) -> Result<(), Trouble> {
        use add_to_enquiry::AddToEnquiryAddToEnquiry as Payload;
        let speaker = speaker(pin.is_none());
        let access = add_to_enquiry::EnquiryAccessInput { reference, pin };
        let input = add_to_enquiry::EnquiryTextInput { access, text: text.to_owned(), key: Some(key.to_owned()) };
        let call = Call { may_repeat: true, speaker, ..Call::change("enquire") };
        match self.send::<AddToEnquiry>(add_to_enquiry::Variables { input }, call).await?.add_to_enquiry {
            Payload::EnquiryChanged => Ok(()),
            Payload::EnquiryRefused(refused) => {
                let facts: Vec<_> = refused.facts.into_iter().map(|fact| (fact.name, fact.value)).collect();
                Err(refusal(&refused.code, &refused.message, facts.as_slice()))
            }
        }
    }

    async fn rate(&self, conversation: &str, turn: i64, rating: &str) -> Result<(), Trouble> {
        use rate_answer::RateAnswerRateAnswer as Payload;
        let input = rate_answer::RateAnswerInput { conversation: conversation.to_owned(), turn, rating: of_word(rating) };
        // The last word counts, so that to say it twice is to say it once.
        let call = Call { may_repeat: true, ..Call::change("rate") };
        match self.send::<RateAnswer>(rate_answer::Variables { input }, call).await?.rate_answer {
            Payload::AnswerRated => Ok(()),
            Payload::AskRefused(refused) => Err(refusal(&refused.code, &refused.message, &[][..])),
        }
    }
}

fn speaker(as_account: bool) -> Speaker {
    if as_account { Speaker::SignedIn } else { Speaker::Nobody }
}

fn or_normal(urgency: &str) -> &str {
    if urgency.is_empty() { "NORMAL" } else { urgency }
}

fn refusal(code: &str, message: &str, facts: &(impl Facts + ?Sized)) -> Trouble {
    error_of(code, message, facts).into()
}
