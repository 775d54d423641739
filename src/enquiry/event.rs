//! What happens to an enquiry. Events are only ever added; everything else is made of them. Nothing personal stands in one: what people
//! wrote lies beside it under the same place, and can be erased. Row DESK-M8.

use std::{fmt, str::FromStr};

use desk::Targets;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{AuthorityCode, EnquiryFileId, EnquiryId, Language, PersonId, Timestamp};

use super::{
    kind::{Channel, Complexity, Kind, Level, Outcome, PauseReason, ReferReason, RejectReason, Topic, Urgency},
    queue::QueueId,
    reference::Reference,
    transition::{Side, Verb},
};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Event {
    /// Somebody asked; the text is the question.
    Opened(Opening),
    /// The asker was told that it is stored.
    Acknowledged,
    /// It was put into a queue.
    Triaged {
        /// What it is about.
        topic: Topic,
        /// How much time there is.
        urgency: Urgency,
        /// How much work it takes.
        complexity: Complexity,
        /// Which queue.
        queue: QueueId,
        /// What is promised from now on.
        targets: Targets,
    },
    /// An officer has it.
    Assigned {
        /// Who.
        to: PersonId,
    },
    /// It went back to the queue.
    GivenUp {
        /// Whether because the officer must not be the one to answer it.
        conflict: bool,
    },
    /// The asker added something; the text is what.
    Added,
    /// The asker added a file.
    Attached {
        /// Which.
        file: EnquiryFileId,
    },
    /// An officer added a file.
    Enclosed {
        /// Which.
        file: EnquiryFileId,
    },
    /// The asker was asked something; the text is what.
    Asked {
        /// Why.
        reason: PauseReason,
    },
    /// The asker was reminded of it.
    Reminded,
    /// Another authority was asked.
    Referred {
        /// Which.
        authority: AuthorityCode,
        /// Why.
        reason: ReferReason,
    },
    /// It came back.
    Returned,
    /// A reply was written; the text is the draft.
    Drafted {
        /// How far it binds.
        level: Level,
    },
    /// The draft has to be written anew.
    SentBack,
    /// A second person agreed to the draft.
    Approved,
    /// The draft became the reply.
    Replied,
    /// Something that the reply was filled with says something else now.
    Outdated,
    /// The asker said whether the reply answers.
    Judged {
        /// What they said.
        outcome: Outcome,
    },
    /// The asker said nothing for so long that it was closed.
    Closed,
    /// The asker asked again; the text is what.
    Reopened,
    /// It is not answered.
    Rejected {
        /// Why.
        reason: RejectReason,
    },
    /// The same was asked before.
    FoundDuplicate {
        /// Where.
        of: EnquiryId,
    },
    /// The asker said that it is not the same after all; the text is how it differs.
    SplitOff,
    /// The asker took it back.
    Withdrawn,
    /// The asker appealed; the text is why.
    Appealed,
    /// It was noticed that it is due soon.
    Warned,
    /// It was noticed that it is late.
    Breached,
    /// The supervisor was told.
    Escalated,
}

/// What an enquiry begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opening {
    /// By what the asker finds it.
    pub reference: Reference,
    /// Whether they ask or complain.
    pub kind: Kind,
    /// What about.
    pub topic: Topic,
    /// How much time there is.
    pub urgency: Urgency,
    /// The language the asker is spoken to in, from now on.
    pub language: Language,
    /// By which way they asked.
    pub channel: Channel,
    /// Whether they want a person, whatever the assistant could say.
    pub prefers_human: bool,
    /// Who asked, where they signed in.
    pub asker: Option<PersonId>,
    /// What a complaint is about.
    pub about: Option<EnquiryId>,
    /// The queue it was put into.
    pub queue: QueueId,
    /// Why the assistant did not answer, where it was asked first: a word.
    pub abstained: Option<String>,
    /// What is promised: the reply times that hold when it is asked.
    pub targets: Targets,
}

impl Event {
    /// Returns what was done, by which the table of states is asked; nothing of the beginning.
    pub fn verb(&self) -> Option<Verb> {
        Some(match self {
            Event::Opened(_) => return None,
            Event::Acknowledged => Verb::Acknowledge,
            Event::Triaged { .. } => Verb::Triage,
            Event::Assigned { .. } => Verb::Assign,
            Event::GivenUp { .. } => Verb::GiveUp,
            Event::Added => Verb::Add,
            Event::Attached { .. } => Verb::Attach,
            Event::Enclosed { .. } => Verb::Enclose,
            Event::Asked { .. } => Verb::Ask,
            Event::Reminded => Verb::Remind,
            Event::Referred { .. } => Verb::Refer,
            Event::Returned => Verb::Return,
            Event::Drafted { .. } => Verb::Draft,
            Event::SentBack => Verb::SendBack,
            Event::Approved => Verb::Approve,
            Event::Replied => Verb::Reply,
            Event::Outdated => Verb::Outdate,
            Event::Judged { outcome } if outcome.closes() => Verb::AcceptReply,
            Event::Judged { .. } => Verb::DoubtReply,
            Event::Closed => Verb::Close,
            Event::Reopened => Verb::Reopen,
            Event::Rejected { .. } => Verb::Reject,
            Event::FoundDuplicate { .. } => Verb::MarkDuplicate,
            Event::SplitOff => Verb::Split,
            Event::Withdrawn => Verb::Withdraw,
            Event::Appealed => Verb::Appeal,
            Event::Warned => Verb::Warn,
            Event::Breached => Verb::Breach,
            Event::Escalated => Verb::Escalate,
        })
    }

    /// Returns the word by which it is found in the table of events.
    pub fn word(&self) -> &'static str {
        self.verb().map_or("open", Verb::as_str)
    }
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Actor {
    /// Whoever asked; the person, where they signed in.
    Asker(Option<PersonId>),
    /// An officer.
    Officer(PersonId),
    /// A supervisor.
    Supervisor(PersonId),
    /// The program itself.
    System,
}

/// A text that names nobody who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not asker, officer:, supervisor: or system")]
pub struct ActorError;

impl Actor {
    /// Returns on which side they are.
    pub fn side(self) -> Side {
        match self {
            Actor::Asker(_) => Side::Asker,
            Actor::Officer(_) => Side::Officer,
            Actor::Supervisor(_) => Side::Supervisor,
            Actor::System => Side::System,
        }
    }

    /// Returns which person it is, where we know.
    pub fn person(self) -> Option<PersonId> {
        match self {
            Actor::Asker(person) => person,
            Actor::Officer(person) | Actor::Supervisor(person) => Some(person),
            Actor::System => None,
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.person() {
            Some(person) => write!(formatter, "{}:{person}", self.side()),
            None => write!(formatter, "{}", self.side()),
        }
    }
}

impl FromStr for Actor {
    type Err = ActorError;

    fn from_str(text: &str) -> Result<Actor, ActorError> {
        let (side, person) = match text.split_once(':') {
            Some((side, person)) => (side, Some(person.parse().map_err(|_| ActorError)?)),
            None => (text, None),
        };
        match (side.parse().map_err(|_| ActorError)?, person) {
            (Side::Asker, person) => Ok(Actor::Asker(person)),
            (Side::Officer, Some(person)) => Ok(Actor::Officer(person)),
            (Side::Supervisor, Some(person)) => Ok(Actor::Supervisor(person)),
            (Side::System, None) => Ok(Actor::System),
            _ => Err(ActorError),
        }
    }
}

impl TryFrom<String> for Actor {
    type Error = ActorError;

    fn try_from(text: String) -> Result<Actor, ActorError> {
        text.parse()
    }
}

impl From<Actor> for String {
    fn from(actor: Actor) -> String {
        actor.to_string()
    }
}

/// An event in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its place among those of the enquiry, from 1.
    pub ordinal: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// What it was.
    pub event: Event,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_acts_is_read_back() {
        let person = PersonId::new(7);
        for actor in
            [Actor::Asker(None), Actor::Asker(Some(person)), Actor::Officer(person), Actor::Supervisor(person), Actor::System]
        {
            assert_eq!(actor.to_string().parse(), Ok(actor));
        }
        for text in ["", "officer", "system:00000000000000000000000000000007", "trader", "asker:7"] {
            assert_eq!(text.parse::<Actor>(), Err(ActorError), "{text}");
        }
    }
}
