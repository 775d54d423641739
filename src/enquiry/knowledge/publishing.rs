//! The use case of a second person: agree, publish, tell everybody who asked. Rows DESK-M9, N4.
//!
//! Agreeing is committed, then the texts are recorded, then everybody is told: whatever breaks off in between is finished by agreeing again,
//! and what was recorded or told is not recorded or told twice.

use vocabulary::{Date, EnquiryId, Period, PersonId, Timestamp};

use super::{
    gap::{Closing, GapOutcome},
    public_reply::{PublicReply, PublicState, PublicText},
    service::{Knowledge, stands_at},
    store,
};
use crate::{
    audit::{self, Action, Code, Entry, Object},
    enquiry::{Enquiry, Notice, Refusal, notice, service::CHANGED, store as enquiries},
    identity::reference,
    platform::{
        database::{self, Transaction},
        fault::Fault,
        outbox,
    },
    publication::{Content, Direction, NewRevision, RevisionState, Source},
};

/// What sort of publication a public reply is.
const DOCUMENT_TYPE: &str = "reply";
/// What the audit log says was done.
const PUBLISH: Action = Action::named("enquiry.publish");
/// What kind of thing a publication is in the audit log.
const PUBLICATION: Code = Code::named("publication");

impl Knowledge {
    /// Agrees to a public text, publishes it in all its languages, and tells everybody who asked the same.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says: whoever wrote any of it, a language of an asker that is missing, a name that something else is published
    /// under. Faults when the database cannot keep it; then agreeing again finishes it.
    pub async fn approve(
        &self,
        (id, if_version): (EnquiryId, i64),
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<PublicReply, Refusal>, Fault> {
        let approved = match self.agree((id, if_version), by, now).await? {
            Ok(approved) => approved,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.publications.record_all(&revisions(&approved), now).await?;
        self.finish(approved, by, now).await.map(Ok)
    }

    async fn agree(
        &self,
        (id, if_version): (EnquiryId, i64),
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<PublicReply, Refusal>, Fault> {
        // Asked before the unit of work, which takes a connection of its own.
        let is_taken = match self.find(id).await? {
            Some(reply) if reply.state == PublicState::Drafted => self.is_taken(&reply, now).await?,
            _ => false,
        };
        let unit = self.enquiries.database.begin().await?;
        let Some(enquiry) = enquiries::lock(&unit, id).await? else { return Ok(Err(Refusal::Unknown)) };
        let Some(before) = store::reply(&unit, id).await? else { return Ok(Err(Refusal::PublicReplyUnknown)) };
        if let Err(refusal) = stands_at(Some(&before), if_version) {
            return Ok(Err(refusal));
        }
        if enquiry.asker == Some(by) {
            return Ok(Err(Refusal::SecondPerson));
        }
        if is_taken {
            return Ok(Err(Refusal::PublicationTaken));
        }
        let askers = store::languages(&store::askers(&unit, enquiry).await?);
        let approved = match before.approved(&askers, by, now) {
            Ok(approved) => approved,
            Err(refusal) => return Ok(Err(refusal)),
        };
        store::put_reply(&unit, &approved).await?;
        database::commit(unit).await?;
        Ok(Ok(approved))
    }

    /// Says whether something that is no reply of ours is published under the name.
    async fn is_taken(&self, reply: &PublicReply, now: Timestamp) -> Result<bool, Fault> {
        let (publication, language) = (&reply.drafted.publication, reply.drafted.text.language);
        let reading = self.publications.read(publication, language, day_of(now), now).await?;
        Ok(reading.is_some_and(|reading| reading.revision.content.document_type != DOCUMENT_TYPE))
    }

    /// Notes that it is published, tells everybody who asked the same, and closes the gap that it came of.
    async fn finish(&self, approved: PublicReply, by: PersonId, now: Timestamp) -> Result<PublicReply, Fault> {
        let unit = self.enquiries.database.begin().await?;
        let Some(enquiry) = enquiries::lock(&unit, approved.enquiry).await? else { return Ok(approved) };
        let published = match store::reply(&unit, approved.enquiry).await? {
            // Somebody finished it at the same time.
            Some(reply) if reply.state == PublicState::Published => return Ok(reply),
            _ => approved.published(now),
        };
        store::put_reply(&unit, &published).await?;
        self.close_gap_of(&unit, &published, by, now).await?;
        for asker in store::askers(&unit, enquiry).await? {
            tell(&unit, &asker, now).await?;
        }
        let object = Object::new(PUBLICATION, audit_word(&published.enquiry.to_string()));
        let entry = Entry::new(audit::Actor::Person(reference(by)), PUBLISH, object)
            .after(Code::named("version"), audit::Value::Number(published.version));
        self.enquiries.audit.append(&unit, entry, now).await?;
        database::commit(unit).await?;
        self.enquiries.outbox.wake();
        Ok(published)
    }

    async fn close_gap_of(&self, unit: &Transaction, published: &PublicReply, by: PersonId, now: Timestamp) -> Result<(), Fault> {
        let Some(mut gap) = store::gap_of(unit, published.enquiry).await?.filter(|gap| gap.closing.is_none()) else {
            return Ok(());
        };
        gap.noted.article11 = Some(published.drafted.article11);
        gap.noted.authority = Some(published.drafted.authority.clone());
        let closing = Closing {
            outcome: GapOutcome::Published,
            place: Some(published.drafted.publication.to_string()),
            because: published.drafted.source_act.clone(),
            by,
            at: now,
        };
        store::close_gap(unit, &gap, &closing).await
    }
}

/// Tells an asker that the answer is published: those who follow the enquiry, and by message whoever can be reached.
async fn tell(unit: &Transaction, asker: &Enquiry, now: Timestamp) -> Result<(), Fault> {
    outbox::append(unit, CHANGED, &asker.id.to_string(), now).await?;
    notice::store::tell_beside(unit, asker, Notice::Published, now).await
}

/// Returns what is recorded of a public reply: a revision in each language, in force from the day it was agreed to.
fn revisions(reply: &PublicReply) -> Vec<NewRevision> {
    let original = reply.drafted.text.language;
    let revision = |text: &PublicText| NewRevision {
        publication_id: reply.drafted.publication.clone(),
        language: text.language,
        state: RevisionState::Published,
        content: Content {
            title: text.title.clone(),
            summary: String::new(),
            body: text.content.clone(),
            article11: reply.drafted.article11,
            authority: reply.drafted.authority.clone(),
            document_type: DOCUMENT_TYPE.to_owned(),
            direction: Direction::Any,
            hs_codes: Vec::new(),
            source: Source { act: reply.drafted.source_act.clone(), gazette: None, url: None },
        },
        translated_from: (text.language != original).then_some(original),
        attestation: None,
        // The day it was agreed to, so that what broke off is finished with the same words.
        validity: Period::starting(day_of(reply.changed_at)),
    };
    reply.texts().map(revision).collect()
}

fn day_of(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

fn audit_word(text: &str) -> Code {
    text.parse().expect("ids are words")
}
