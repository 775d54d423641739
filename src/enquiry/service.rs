//! What the use cases share: an event is decided on, kept with its text and its notice, and told, in one unit of work.

use std::sync::Arc;

use vocabulary::{EnquiryId, PersonId, Timestamp};

use super::{
    access::{self, contact::Contact},
    clock::{Reading, Schedule},
    enquiry::Enquiry,
    event::{Actor, Event, Recorded},
    following::Changes,
    notice::{self, Courier, Mailer, Notice},
    push::{NoPush, Pusher},
    refusal::Refusal,
    store,
    text::{Author, Text},
    transition::Side,
};
use crate::{
    audit::{self, Action, Audit, Code, Entry, Object},
    identity::{Identity, Subject, reference, sms::Sender},
    platform::{
        database::{self, Database, Transaction},
        fault::Fault,
        outbox::{self, Outbox},
        policy::{Role, RoleSet},
    },
};

/// The outbox topic of an enquiry to which something happened; the subject is the enquiry.
pub const CHANGED: &str = "enquiry.changed";
/// The outbox topic of an enquiry that supervisors have to look at; the subject is the enquiry.
pub const ESCALATED: &str = "enquiry.escalated";

/// What kind of thing an enquiry is in the audit log.
const ENQUIRY: Code = Code::named("enquiry");
/// Who acts in the audit log where the asker has no account.
const ASKER: Code = Code::named("asker-without-account");
/// Who acts where nobody does.
const DESK: Code = Code::named("enquiry-desk");

/// The enquiries of one database. Cheap to clone.
#[derive(Clone)]
pub struct Enquiries {
    pub(super) database: Database,
    pub(super) outbox: Outbox,
    pub(super) audit: Audit,
    pub(super) identity: Arc<Identity>,
    pub(super) changes: Changes,
    pub(super) schedule: Schedule,
    pub(super) pusher: Arc<dyn Pusher>,
}

/// A unit of work on one enquiry that is locked.
pub(super) struct Work {
    pub(super) unit: Transaction,
    pub(super) enquiry: Enquiry,
}

impl Enquiries {
    /// Keeps enquiries in `database`; replies are promised as `schedule` says.
    pub fn new(database: Database, outbox: Outbox, audit: Audit, identity: Identity, schedule: Schedule) -> Enquiries {
        let identity = Arc::new(identity);
        Enquiries { database, outbox, audit, identity, changes: Changes::new(), schedule, pusher: Arc::new(NoPush) }
    }

    /// Promises replies as another schedule says.
    #[must_use]
    pub fn with_schedule(self, schedule: Schedule) -> Enquiries {
        Enquiries { schedule, ..self }
    }

    /// Wakes devices by `pusher`.
    #[must_use]
    pub fn with_pusher(self, pusher: Arc<dyn Pusher>) -> Enquiries {
        Enquiries { pusher, ..self }
    }

    /// Returns when the desk works, and how long its replies may take.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Returns what sends askers the notices that wait for them.
    pub fn courier(&self, sender: Arc<dyn Sender>, mailer: Arc<dyn Mailer>) -> Courier {
        Courier { enquiries: self.clone(), sender, mailer }
    }

    /// Reads an enquiry.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn find(&self, id: EnquiryId) -> Result<Option<Enquiry>, Fault> {
        store::find(self.database.connection(), id).await
    }

    /// Reads what happened to an enquiry, in order.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn events(&self, id: EnquiryId) -> Result<Vec<Recorded>, Fault> {
        store::events(self.database.connection(), id).await
    }

    /// Reads the clock of an enquiry.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn clock(&self, id: EnquiryId, now: Timestamp) -> Result<Reading, Fault> {
        self.schedule.clock(&self.events(id).await?, now)
    }

    /// Says on which day a reply is due, as a notice writes it; a dash where nothing is.
    pub(super) async fn due_on(&self, enquiry: &Enquiry, now: Timestamp) -> Result<String, Fault> {
        let due_at = self.clock(enquiry.id, now).await?.due_at;
        Ok(due_at.map_or_else(|| "–".to_owned(), |due| due.to_zoned(self.schedule.zone().clone()).date().to_string()))
    }

    /// Says on which day an enquiry was replied to, as a notice writes it: by itself, or by the one that asked the same.
    pub(super) async fn replied_on(&self, enquiry: &Enquiry) -> Result<String, Fault> {
        let answered = match enquiry.duplicate_of {
            Some(of) => self.find(of).await?,
            None => Some(enquiry.clone()),
        };
        let at = answered.and_then(|enquiry| enquiry.reply).map(|reply| reply.at);
        Ok(at.map_or_else(|| "–".to_owned(), |at| at.to_zoned(self.schedule.zone().clone()).date().to_string()))
    }

    /// Reads an enquiry and how its asker is reached.
    pub(super) async fn reached(&self, id: EnquiryId) -> Result<Option<(Enquiry, Contact)>, Fault> {
        let connection = self.database.connection();
        let Some(enquiry) = store::find(connection, id).await? else { return Ok(None) };
        Ok(Some((enquiry, access::store::contact(connection, id).await?)))
    }

    /// Returns as whom a person of the desk acts.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn officer(&self, person: PersonId, now: Timestamp) -> Result<Actor, Fault> {
        let wanted = RoleSet::NONE.and(Role::Supervisor);
        let held = self.identity.roles.held(Subject::Person(person), wanted, now).await?;
        Ok(if held.has(Role::Supervisor) { Actor::Supervisor(person) } else { Actor::Officer(person) })
    }

    /// Begins to work on an enquiry: nobody else adds to it until the unit of work is over. `if_version` is what the caller has read.
    pub(super) async fn begin(&self, id: EnquiryId, if_version: Option<i64>) -> Result<Result<Work, Refusal>, Fault> {
        let unit = self.database.begin().await?;
        let Some(enquiry) = store::lock(&unit, id).await? else { return Ok(Err(Refusal::Unknown)) };
        Ok(stands_at(&enquiry, if_version.unwrap_or(enquiry.version)).map(|()| Work { unit, enquiry }))
    }

    /// Does one thing to an enquiry, and keeps it.
    pub(super) async fn act(
        &self,
        mut work: Work,
        (event, text): (Event, Option<&Text>),
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        match self.record(&mut work, (event, text), by, now).await? {
            Ok(()) => self.keep(work, by, now).await.map(Ok),
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Adds an event to a unit of work: decided on by the table of states, with its text beside it and its notice in the line.
    pub(super) async fn record(
        &self,
        work: &mut Work,
        (event, text): (Event, Option<&Text>),
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<(), Refusal>, Fault> {
        let recorded = match work.enquiry.decide(event, by, now) {
            Ok(recorded) => recorded,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.add(&work.unit, &work.enquiry, &recorded, text).await?;
        let after = work.enquiry.clone().after(&recorded).map_err(Fault::while_("adding to an enquiry"))?;
        work.enquiry = after;
        Ok(Ok(()))
    }

    /// Stores an event with what belongs to it.
    pub(super) async fn add(
        &self,
        unit: &Transaction,
        enquiry: &Enquiry,
        recorded: &Recorded,
        text: Option<&Text>,
    ) -> Result<(), Fault> {
        store::append(unit, enquiry.id, recorded).await?;
        if let Some(text) = text {
            let author = if recorded.by.side() == Side::Asker { Author::Asker } else { Author::Desk };
            store::put_text(unit, enquiry.id, recorded.ordinal, (author, text)).await?;
        }
        match Notice::of(&recorded.event) {
            Some(kind) => notice::store::tell(unit, enquiry, recorded.ordinal, kind, recorded.at).await,
            None => Ok(()),
        }
    }

    /// Has an asker told that what the assistant answered, before it handed their question over, says something else now; once for all that
    /// changed together.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn tell_answer_changed(&self, unit: &Transaction, enquiry: &Enquiry, now: Timestamp) -> Result<(), Fault> {
        if notice::store::waits(unit, enquiry.id, Notice::AnswerChanged).await? {
            return Ok(());
        }
        notice::store::tell_beside(unit, enquiry, Notice::AnswerChanged, now).await
    }

    /// Stores where the enquiry stands, tells those who follow it and the audit log, and ends the unit of work.
    pub(super) async fn keep(&self, work: Work, by: Actor, now: Timestamp) -> Result<Enquiry, Fault> {
        let Work { unit, enquiry } = work;
        store::update(&unit, &enquiry).await?;
        self.tell(&unit, &enquiry, by, now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(enquiry)
    }

    /// Tells those who follow an enquiry, and the audit log, as the last statement before a commit.
    pub(super) async fn tell(&self, unit: &Transaction, enquiry: &Enquiry, by: Actor, now: Timestamp) -> Result<(), Fault> {
        outbox::append(unit, CHANGED, &enquiry.id.to_string(), now).await?;
        let actor = match by {
            Actor::Asker(Some(person)) | Actor::Officer(person) | Actor::Supervisor(person) => {
                audit::Actor::Person(reference(person))
            }
            Actor::Asker(None) => audit::Actor::System(ASKER),
            Actor::System => audit::Actor::System(DESK),
        };
        let object = Object::new(ENQUIRY, word(&enquiry.id.to_string()));
        let entry = Entry::new(actor, ACT, object)
            .after(Code::named("state"), audit::Value::Code(word(enquiry.state.as_str())))
            .after(Code::named("event"), audit::Value::Number(enquiry.version));
        self.audit.append(unit, entry, now).await.map(drop)
    }
}

/// Says whether nobody added to an enquiry since somebody read it, and there is room for more.
pub(super) fn stands_at(enquiry: &Enquiry, expected: i64) -> Result<(), Refusal> {
    match enquiry.version {
        current if expected != current => Err(Refusal::VersionConflict { expected, current }),
        current if current >= store::EVENTS_MAX as i64 => Err(Refusal::TooMany { limit: store::EVENTS_MAX }),
        _ => Ok(()),
    }
}

/// What the audit log says was done; the event in its place says what.
const ACT: Action = Action::named("enquiry.act");

fn word(text: &str) -> Code {
    text.parse().expect("ids and states are words")
}
