//! What officers hand over with an act of the desk, as the contract takes it.

use async_graphql::{ID, InputObject};
use vocabulary::{AuthorityCode, FactId, Language};

use super::{
    asking::contact,
    words::{
        ShownChannel, ShownComplexity, ShownKind, ShownLevel, ShownPauseReason, ShownReferReason, ShownRejectReason, ShownTopic,
        ShownUrgency,
    },
};
use crate::enquiry::{Actor, NewEnquiry, Officer, Queue, Refusal, Route};

/// An enquiry, as it was read.
#[derive(InputObject)]
pub struct DeskEnquiryInput {
    /// The enquiry.
    pub id: ID,
    /// The version that was read.
    pub if_version: i64,
}

/// What an officer finds when they look at an enquiry first.
#[derive(InputObject)]
pub struct TriageEnquiryInput {
    /// The enquiry.
    pub id: ID,
    /// The version that was read.
    pub if_version: i64,
    /// What it is about.
    pub topic: ShownTopic,
    /// How much time there is.
    pub urgency: ShownUrgency,
    /// How much work it takes.
    pub complexity: ShownComplexity,
    /// Which queue; by default the one that the rules lead to.
    pub queue: Option<String>,
}

/// Who is to take an enquiry.
#[derive(InputObject)]
pub struct AssignEnquiryInput {
    /// The enquiry.
    pub id: ID,
    /// The version that was read.
    pub if_version: i64,
    /// The person; nobody for whoever fits best.
    pub to: Option<ID>,
}

/// An enquiry to give back.
#[derive(InputObject)]
pub struct GiveUpEnquiryInput {
    /// The enquiry.
    pub id: ID,
    /// The version that was read.
    pub if_version: i64,
    /// Whether because whoever has it has a stake in it.
    #[graphql(default)]
    pub conflict_of_interest: bool,
}

/// A note.
#[derive(InputObject)]
pub struct NoteEnquiryInput {
    /// The enquiry.
    pub id: ID,
    /// What it says; 1 to 4,000 characters.
    #[graphql(secret)]
    pub text: String,
}

/// What to ask of the asker.
#[derive(InputObject)]
pub struct AskAskerInput {
    /// The enquiry.
    pub id: ID,
    /// The version that was read.
    pub if_version: i64,
    /// Why.
    pub reason: ShownPauseReason,
    /// What; 1 to 4,000 characters, in the language of the enquiry.
    #[graphql(secret)]
    pub text: String,
}

/// Whom else to ask.
#[derive(InputObject)]
pub struct ReferEnquiryInput {
    /// The enquiry.
    pub id: ID,
    /// The version that was read.
    pub if_version: i64,
    /// The authority.
    pub authority: AuthorityCode,
    /// Why.
    pub reason: ShownReferReason,
}

/// A reply.
#[derive(InputObject)]
pub struct DraftReplyInput {
    /// The enquiry.
    pub id: ID,
    /// The version that was read.
    pub if_version: i64,
    /// How far it binds.
    pub binding_level: ShownLevel,
    /// What it says; 1 to 4,000 characters, in the language of the enquiry.
    #[graphql(secret)]
    pub text: String,
    /// What it rests on, by the names that answers give their sources (`publication/coffee-export/en/2/4`, `fact/fee/x-ray`): passages, whole
    /// publications (`publication/coffee-export/en`), facts and duties (`measure/0901210000`) that are in force; at most 20.
    #[graphql(default)]
    pub sources: Vec<String>,
}

/// Why there is no reply.
#[derive(InputObject)]
pub struct RejectEnquiryInput {
    /// The enquiry.
    pub id: ID,
    /// The version that was read.
    pub if_version: i64,
    /// Why.
    pub reason: ShownRejectReason,
}

/// What asked the same before.
#[derive(InputObject)]
pub struct MarkDuplicateInput {
    /// The enquiry.
    pub id: ID,
    /// The version that was read.
    pub if_version: i64,
    /// The enquiry that asked before.
    pub of: ID,
}

/// What somebody asked an officer.
#[derive(InputObject)]
pub struct EnterEnquiryInput {
    /// Drawn by chance before it is sent, 22 to 64 letters, digits, `-` and `_`: sent again with the same key it is stored once.
    #[graphql(secret)]
    pub key: String,
    /// What was asked; 1 to 4,000 characters.
    #[graphql(secret)]
    pub question: String,
    /// What it is about.
    pub topic: ShownTopic,
    /// Whether it asks or complains.
    #[graphql(default_with = "ShownKind::Enquiry")]
    pub kind: ShownKind,
    /// How much time there is.
    #[graphql(default_with = "ShownUrgency::Normal")]
    pub urgency: ShownUrgency,
    /// The language of replies and notices.
    pub language: Language,
    /// By which way it was asked: `COUNTER`, `TELEPHONE` or `LETTER`.
    pub channel: ShownChannel,
    /// A mobile number that notices go to.
    #[graphql(secret)]
    pub phone: Option<String>,
    /// An e-mail address that notices go to.
    #[graphql(secret)]
    pub email: Option<String>,
    /// What to call the asker.
    #[graphql(secret)]
    pub name: Option<String>,
}

impl EnterEnquiryInput {
    /// Reads it.
    ///
    /// # Errors
    /// Refuses texts that cannot be what they stand for.
    pub fn read(&self, by: Actor) -> Result<NewEnquiry, Refusal> {
        Ok(NewEnquiry {
            key: self.key.parse().map_err(|_| Refusal::KeyInvalid)?,
            asker: None,
            contact: contact(self.phone.as_deref(), self.email.as_deref(), self.name.as_deref())?,
            kind: self.kind.into(),
            topic: self.topic.into(),
            urgency: self.urgency.into(),
            language: self.language,
            channel: self.channel.into(),
            prefers_human: true,
            about: None,
            question: self.question.parse().map_err(|_| Refusal::Text)?,
            escalation: None,
            entered_by: Some(by),
        })
    }
}

/// A queue to write.
#[derive(InputObject)]
pub struct EnquiryQueueInput {
    /// Its name: 1 to 60 small letters, digits and hyphens.
    pub name: String,
    /// What officers call it; 1 to 100 characters.
    pub title: String,
    /// Whose it is, where it is one authority's.
    pub authority: Option<AuthorityCode>,
    /// The office it is at, where it is at one.
    pub office: Option<FactId>,
    /// What goes into it; at most 50 rules.
    pub routes: Vec<EnquiryRouteInput>,
}

/// What goes into a queue: what is left out may be anything.
#[derive(InputObject)]
pub struct EnquiryRouteInput {
    /// What it is about.
    pub topic: Option<ShownTopic>,
    /// In which language.
    pub language: Option<Language>,
    /// How urgent it is.
    pub urgency: Option<ShownUrgency>,
    /// Whether it asks or complains.
    pub kind: Option<ShownKind>,
}

impl EnquiryQueueInput {
    /// Reads it.
    ///
    /// # Errors
    /// Refuses texts that cannot be what they stand for.
    pub fn read(self) -> Result<Queue, Refusal> {
        let route = |route: EnquiryRouteInput| Route {
            topic: route.topic.map(Into::into),
            language: route.language,
            urgency: route.urgency.map(Into::into),
            kind: route.kind.map(Into::into),
        };
        Ok(Queue {
            id: self.name.parse().map_err(|_| Refusal::QueueInvalid)?,
            name: self.title.trim().to_owned(),
            authority: self.authority,
            office: self.office,
            routes: self.routes.into_iter().map(route).collect(),
        })
    }
}

/// What an officer of the desk can do. An empty list is no limit.
#[derive(InputObject)]
pub struct DeskOfficerInput {
    /// The person.
    pub person_id: ID,
    /// The languages they answer in.
    pub languages: Vec<Language>,
    /// The topics they know.
    pub topics: Vec<ShownTopic>,
    /// The queues they work for.
    pub queues: Vec<String>,
    /// How many enquiries they have at a time at most; 1 to 500.
    pub load_max: u16,
    /// Whether they are away.
    #[graphql(default)]
    pub is_away: bool,
}

impl DeskOfficerInput {
    /// Reads it.
    ///
    /// # Errors
    /// Refuses texts that cannot be what they stand for.
    pub fn read(self) -> Result<Officer, Refusal> {
        let queues = self.queues.iter().map(|text| text.parse()).collect::<Result<_, _>>();
        Ok(Officer {
            person: self.person_id.parse().map_err(|_| Refusal::OfficerUnknown)?,
            languages: self.languages,
            topics: self.topics.into_iter().map(Into::into).collect(),
            queues: queues.map_err(|_| Refusal::QueueUnknown)?,
            load_max: self.load_max.into(),
            is_away: self.is_away,
        })
    }
}
