//! From the assistant to a person: one step that forwards what was asked, what was found, and why it was not answered, and returns the
//! reference and when the reply is due. Nobody is dropped on the way. Rows CHAT-G1, CHAT-G2, CHAT-G4.

use vocabulary::{PersonId, Timestamp};

use super::{answer::SourceKey, changed::store as changed, conversation::Turn, refusal::Refusal, service::Assistant, store};
use crate::{
    enquiry::{
        self, Channel, Contact, Escalation, FORWARDED_MAX, Kind, NewEnquiry, OpenKey, Opened, Topic, TriedSource, Urgency,
    },
    platform::{database, fault::Fault, short_code::ShortCode},
};

/// What is to be handed to an officer.
#[derive(Debug)]
pub struct EscalateRequest {
    /// Which conversation.
    pub conversation: ShortCode,
    /// Which question of it.
    pub turn: i32,
    /// What the client made up, so that it is handed over once however often it is sent.
    pub key: OpenKey,
    /// Who asks, where they signed in.
    pub asker: Option<PersonId>,
    /// How they are reached, where they said so.
    pub contact: Contact,
    /// What about.
    pub topic: Topic,
    /// How much time there is.
    pub urgency: Urgency,
}

/// Why a question is not handed over.
#[derive(Debug)]
pub enum NotHandedOver {
    /// The assistant says no.
    Assistant(Refusal),
    /// The enquiry desk says no.
    Desk(enquiry::Refusal),
}

impl Assistant {
    /// Hands a question to an officer, with what was asked and found before it. Sent again with the same key, it is the same enquiry.
    ///
    /// # Errors
    /// Refuses an unknown conversation or question, one that was handed over before, and what the desk refuses. Faults when the database
    /// cannot keep it; then there is no reference.
    pub async fn escalate(&self, request: EscalateRequest, now: Timestamp) -> Result<Result<Opened, NotHandedOver>, Fault> {
        let refused = |refusal| Ok(Err(NotHandedOver::Assistant(refusal)));
        let connection = self.database.connection();
        let Some(conversation) = store::find(connection, &request.conversation, now).await? else {
            return refused(Refusal::ConversationUnknown);
        };
        if let Some(reference) = conversation.enquiry
            && !self.enquiries.was_opened_with(&request.key).await?
        {
            return refused(Refusal::HandedOver { reference });
        }
        let count = u64::try_from(FORWARDED_MAX).unwrap_or(u64::MAX);
        let turns = store::turns(connection, &request.conversation, count).await?;
        let Some(place) = turns.iter().position(|turn| turn.number == request.turn) else {
            return refused(Refusal::AnswerUnknown);
        };
        let handed = &turns[place];
        // The question was read by us once: it fits.
        let Ok(question) = handed.question.parse() else { return refused(Refusal::AnswerUnknown) };
        let new = NewEnquiry {
            key: request.key,
            asker: request.asker,
            contact: request.contact,
            kind: Kind::Enquiry,
            topic: request.topic,
            urgency: request.urgency,
            language: conversation.language,
            channel: Channel::Assistant,
            prefers_human: true,
            about: None,
            question,
            escalation: Some(forwarded(&turns[..=place], handed)),
            entered_by: None,
        };
        // The enquiry is durable before the conversation says so: whoever is interrupted between the two sends the same again.
        let opened = match self.enquiries.open(new, now).await? {
            Ok(opened) => opened,
            Err(refusal) => return Ok(Err(NotHandedOver::Desk(refusal))),
        };
        let unit = self.database.begin().await?;
        if store::hand_over(&unit, &request.conversation, &opened.enquiry.reference.to_string()).await? {
            // Its asker can be told from now on when one of the answers changes.
            changed::watch(&unit, &request.conversation, &turns).await?;
        }
        database::commit(unit).await?;
        Ok(Ok(opened))
    }
}

fn forwarded(turns: &[Turn], handed: &Turn) -> Escalation {
    let mut transcript = Vec::new();
    for turn in turns {
        transcript.push(enquiry::Turn { is_assistants: false, text: turn.question.clone() });
        let said: Vec<&str> = turn.answer.said.iter().map(|said| said.text.as_str()).collect();
        transcript.push(enquiry::Turn { is_assistants: true, text: said.join("\n") });
    }
    let excess = transcript.len().saturating_sub(FORWARDED_MAX);
    transcript.drain(..excess);
    let tried = |source: &super::answer::Source| TriedSource {
        id: source.key.to_string(),
        title: source.title.clone(),
        version: match source.key {
            SourceKey::Passage { version, .. } | SourceKey::Fact { version, .. } => Some(version),
            SourceKey::Line { .. } | SourceKey::Tariff { .. } => None,
        },
        confidence_permille: Some(handed.answer.confidence),
    };
    Escalation {
        reason: handed.answer.status.as_str().to_ascii_lowercase().replace('_', "-"),
        transcript,
        sources: handed.answer.sources.iter().take(FORWARDED_MAX).map(tried).collect(),
    }
}
