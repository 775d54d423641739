//! The use case of asking: by whoever has a question, by the assistant that could not answer, by an officer at a counter.
//!
//! The enquiry is stored before its reference is told (row DESK-G8). Whoever lost the answer sends the same again with the same key and
//! gets the same reference and the same PIN.

use desk::Targets;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use vocabulary::{EnquiryId, Language, PersonId, Timestamp};

use super::{
    access::{self, contact::Contact},
    clock::{Asked, Reading},
    enquiry::Enquiry,
    event::{Actor, Event, Opening, Recorded},
    kind::{Channel, Complexity, Kind, Topic, Urgency},
    knowledge, office,
    queue::{self, Routed},
    reference::{OpenKey, Pin, Reference},
    refusal::Refusal,
    service::{Enquiries, Work},
    store,
    text::Text,
};
use crate::{
    audit::Digest,
    identity::SALT_BYTES,
    platform::{fault::Fault, identifier},
};

/// How many enquiries one person, number or address opens in 24 hours.
pub const OPENED_DAY_MAX: usize = 20;
/// How much of a conversation is forwarded: the turns and the sources that an officer reads.
pub const FORWARDED_MAX: usize = 40;

/// What somebody asks.
#[derive(Debug)]
pub struct NewEnquiry {
    /// What their client made up, so that it is opened once however often it is sent.
    pub key: OpenKey,
    /// Who asks, where they signed in.
    pub asker: Option<PersonId>,
    /// How they are reached, where they said so.
    pub contact: Contact,
    /// Whether they ask or complain.
    pub kind: Kind,
    /// What about.
    pub topic: Topic,
    /// How much time there is.
    pub urgency: Urgency,
    /// The language to speak to them, from now on.
    pub language: Language,
    /// By which way they ask.
    pub channel: Channel,
    /// Whether they want a person, whatever the assistant could say.
    pub prefers_human: bool,
    /// What a complaint is about.
    pub about: Option<EnquiryId>,
    /// The question.
    pub question: Text,
    /// What the assistant tried before, where it was asked first.
    pub escalation: Option<Escalation>,
    /// Which officer typed it, where somebody asked at a counter or by telephone.
    pub entered_by: Option<Actor>,
}

/// What the assistant forwards: as much of the conversation as an officer needs, redacted by the assistant, and what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// Why it did not answer: the word of its status, of small letters, digits and hyphens (`low-confidence`, `asked-for-a-person`).
    pub reason: String,
    /// Who said what, the oldest first; of more than [`FORWARDED_MAX`] the newest are kept.
    pub transcript: Vec<Turn>,
    /// What it found and did not do, the best first; at most [`FORWARDED_MAX`].
    pub sources: Vec<TriedSource>,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Turn {
    /// Whether the assistant said it; else the asker.
    pub is_assistants: bool,
    /// What, redacted.
    pub text: String,
}

/// Something that was found and did not answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TriedSource {
    /// What it is, as the index names it (`publication:coffee-export-procedure`).
    pub id: String,
    /// Its title.
    pub title: String,
    /// Which version of it was read.
    pub version: Option<i32>,
    /// How sure the assistant was that it answers, in thousandths.
    pub confidence_permille: Option<u16>,
}

/// An enquiry that is stored.
#[derive(Debug)]
pub struct Opened {
    /// The enquiry.
    pub enquiry: Enquiry,
    /// What opens it together with its reference; nothing where the asker has an account, which opens it.
    pub pin: Option<Pin>,
    /// When the reply is due, and why then.
    pub clock: Reading,
    /// Whether it was stored just now; else it was before, and this is the same answer again.
    pub is_new: bool,
}

impl Enquiries {
    /// Stores a question, and then returns its reference. Sent again with the same key, it returns the same.
    ///
    /// # Errors
    /// Refuses a key that was used for something else, and more than [`OPENED_DAY_MAX`] in a day. Faults when the database cannot keep it;
    /// then there is no reference.
    pub async fn open(&self, new: NewEnquiry, now: Timestamp) -> Result<Result<Opened, Refusal>, Fault> {
        let (key_hash, content) = (new.key.hash(), new.key.sealed(&new.content()));
        let known = access::store::known(self.database.connection(), key_hash).await?;
        if let Some(known) = known {
            return self.opened_before(&new, known, content, now).await;
        }
        if let Err(refusal) = self.may_open(&new, now).await? {
            return Ok(Err(refusal));
        }
        let id = EnquiryId::new(identifier::new_number());
        let reference = Reference::of(identifier::random());
        // An account opens what was asked with it; a PIN is for those who have none.
        let pin = new.asker.is_none().then(|| new.key.pin(&reference));
        let hash = match &pin {
            Some(pin) => {
                let salt: [u8; SALT_BYTES] = identifier::random();
                Some(self.identity.hasher().hash(pin.bound(&reference), salt).await?)
            }
            None => None,
        };
        let unit = self.database.begin().await?;
        if !access::store::take_key(&unit, (key_hash, content), id, now).await? {
            // Somebody sent the same at the same time, and was quicker.
            drop(unit);
            let known = access::store::known(self.database.connection(), key_hash).await?;
            return match known {
                Some(known) => self.opened_before(&new, known, content, now).await,
                None => Ok(Err(Refusal::KeyReused)),
            };
        }
        let queues = office::store::queues(&unit).await?;
        let routed = Routed { topic: new.topic, language: new.language, urgency: new.urgency, kind: new.kind };
        let by = new.entered_by.unwrap_or(Actor::Asker(new.asker));
        let targets = self.schedule.targets(new.asked());
        let opening = new.opening(reference, queue::route(&queues, routed), targets);
        let enquiry = Enquiry::opened(id, opening.clone(), now);
        let recorded = Recorded { ordinal: 1, at: now, by, event: Event::Opened(opening) };
        store::add(&unit, &enquiry).await?;
        if !new.contact.is_empty() {
            access::store::put_contact(&unit, id, &new.contact, now).await?;
        }
        if let Some(hash) = hash {
            access::store::put_pin(&unit, id, hash, now).await?;
        }
        if let Some(escalation) = &new.escalation {
            office::store::put_escalation(&unit, id, escalation).await?;
            let gap = knowledge::service::gap_of(&enquiry, escalation);
            // What the assistant noted when it did not answer is the same gap. Whoever wants a person, whatever it could say, shows none.
            if !knowledge::store::led_to(&unit, &gap, id).await? && !new.prefers_human {
                knowledge::store::put_gap(&unit, &gap, now).await?;
            }
        }
        self.add(&unit, &enquiry, &recorded, Some(&new.question)).await?;
        let mut work = Work { unit, enquiry };
        if new.contact.is_empty()
            && new.asker.is_none()
            && let Err(refusal) = self.record(&mut work, (Event::Acknowledged, None), Actor::System, now).await?
        {
            // There is no message to wait for: this answer is what tells the asker.
            return Ok(Err(refusal));
        }
        let enquiry = self.keep(work, by, now).await?;
        metrics::counter!("fingertip_enquiries_opened_total", "channel" => enquiry.channel.as_str()).increment(1);
        let clock = self.clock(id, now).await?;
        Ok(Ok(Opened { enquiry, pin, clock, is_new: true }))
    }

    /// Says whether an enquiry was opened with a key.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn was_opened_with(&self, key: &OpenKey) -> Result<bool, Fault> {
        Ok(access::store::known(self.database.connection(), key.hash()).await?.is_some())
    }

    /// Answers as it was answered the first time, where the same was sent.
    async fn opened_before(
        &self,
        new: &NewEnquiry,
        known: access::store::Known,
        content: Digest,
        now: Timestamp,
    ) -> Result<Result<Opened, Refusal>, Fault> {
        if known.content != content {
            return Ok(Err(Refusal::KeyReused));
        }
        let events = self.events(known.enquiry).await?;
        let Some(enquiry) = self.find(known.enquiry).await? else { return Ok(Err(Refusal::Unknown)) };
        let pin = enquiry.asker.is_none().then(|| new.key.pin(&enquiry.reference));
        Ok(Ok(Opened { pin, clock: self.schedule.clock(&events, now)?, enquiry, is_new: false }))
    }

    async fn may_open(&self, new: &NewEnquiry, now: Timestamp) -> Result<Result<(), Refusal>, Fault> {
        let is_entered = matches!(new.entered_by, Some(Actor::Officer(_) | Actor::Supervisor(_)));
        if new.channel.is_offline() != is_entered {
            return Ok(Err(Refusal::ChannelInvalid));
        }
        if let Some(about) = new.about
            && self.find(about).await?.is_none()
        {
            return Ok(Err(Refusal::Unknown));
        }
        let since = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
        let connection = self.database.connection();
        let by_contact = access::store::opened_with(connection, &new.contact, since).await? as usize;
        let by_person = match new.asker {
            Some(asker) => store::opened_by(connection, asker, since.as_microsecond()).await?,
            None => 0,
        };
        let is_too_many = by_contact.max(by_person) >= OPENED_DAY_MAX;
        Ok(if is_too_many { Err(Refusal::TooMany { limit: OPENED_DAY_MAX }) } else { Ok(()) })
    }
}

impl NewEnquiry {
    /// Returns what its reply time depends on, before an officer has looked.
    fn asked(&self) -> Asked {
        let NewEnquiry { kind, topic, language, urgency, .. } = *self;
        Asked { kind, topic, complexity: Complexity::Ordinary, language, urgency }
    }

    fn opening(&self, reference: Reference, queue: queue::QueueId, targets: Targets) -> Opening {
        Opening {
            reference,
            kind: self.kind,
            topic: self.topic,
            urgency: self.urgency,
            language: self.language,
            channel: self.channel,
            prefers_human: self.prefers_human,
            asker: self.asker,
            about: self.about,
            queue,
            abstained: self.escalation.as_ref().map(|escalation| escalation.reason.clone()),
            targets,
        }
    }

    /// Writes everything that makes it this question and no other.
    fn content(&self) -> String {
        let Contact { phone, email, name, push: _ } = &self.contact;
        let parts = [
            self.asker.map(|person| person.to_string()),
            self.entered_by.map(|by| by.to_string()),
            phone.as_ref().map(|phone| phone.reveal().to_owned()),
            email.as_ref().map(|email| email.reveal().to_owned()),
            name.as_ref().map(|name| name.reveal().to_owned()),
            Some(self.kind.to_string()),
            Some(self.topic.to_string()),
            Some(self.urgency.to_string()),
            Some(self.language.to_string()),
            Some(self.prefers_human.to_string()),
            self.about.map(|about| about.to_string()),
            Some(self.question.reveal().to_owned()),
        ];
        // As JSON, so that no two questions are written alike.
        serde_json::to_string(&parts).expect("texts are JSON")
    }
}
