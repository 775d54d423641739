//! The use cases: a person asks for what we hold about them, and asks us to forget them.

use std::sync::Arc;

use vocabulary::{PersonId, SessionId, Timestamp};

use super::{
    document::{self, ExportedData},
    holder::Holder,
    refusal::ErasureRefusal,
    store,
};
use crate::{
    audit::{Action, Audit, Code, Erasure, Object},
    identity::{
        approval::{Approval, Approvals, Approved},
        caller::Subject,
        deed,
        session::{Ending, Sessions},
    },
    platform::{
        database::{self, Database},
        fault::Fault,
    },
};

/// What the audit log says of a person who was forgotten.
const ERASE: Action = Action::named("person.erase");

/// What we hold about people. Cheap to clone.
#[derive(Clone)]
pub struct Erasures {
    database: Database,
    audit: Audit,
    approvals: Approvals,
    sessions: Sessions,
    holders: Vec<Arc<dyn Holder>>,
    offices: &'static [&'static str],
}

impl Erasures {
    /// Looks after what is in `database`.
    pub fn new(database: Database, audit: Audit, approvals: Approvals, sessions: Sessions) -> Erasures {
        Erasures { database, audit, approvals, sessions, holders: Vec::new(), offices: store::OFFICES }
    }

    /// Names one more slice that holds something about people.
    #[must_use]
    pub fn with_holder(mut self, holder: Arc<dyn Holder>) -> Erasures {
        self.holders.push(holder);
        self
    }

    /// Asks other questions whether somebody holds an office: each selects a row for the person `$1` where they do.
    #[must_use]
    pub fn with_offices(self, offices: &'static [&'static str]) -> Erasures {
        Erasures { offices, ..self }
    }

    /// Returns all that we hold about a person, as one JSON document of at most [`EXPORT_BYTES_MAX`](super::EXPORT_BYTES_MAX) bytes.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn export(&self, person: PersonId, now: Timestamp) -> Result<ExportedData, Fault> {
        let held = store::held(self.database.connection(), person).await?;
        let mut parts = Vec::new();
        for holder in &self.holders {
            parts.extend(holder.held(person).await?);
        }
        let logged = self.audit.export(deed::reference(person)).await?;
        document::write(person, held, parts, logged, now)
    }

    /// Forgets a person, who proves by a code or a passkey that they want it: their sessions end, their number, their devices and what the audit log
    /// kept beside it are gone, in one unit of work. What stays is a number without meaning, by which what happened is still told apart.
    ///
    /// # Errors
    /// Refuses as [`ErasureRefusal`] says. Faults when the database cannot keep it; then nothing is gone.
    pub async fn erase(
        &self,
        (person, session): (PersonId, SessionId),
        approval: Approval<'_>,
        now: Timestamp,
    ) -> Result<Result<(), ErasureRefusal>, Fault> {
        if store::holds_office(self.database.connection(), person, self.offices).await? {
            return Ok(Err(ErasureRefusal::HoldsOffice));
        }
        if let Err(refusal) = self.approvals.approve((person, session), (approval, Approved::Erasure), now).await? {
            return Ok(Err(ErasureRefusal::NotApproved(refusal)));
        }
        let subject = Subject::Person(person);
        let unit = self.database.begin().await?;
        store::erase(&unit, person, now).await?;
        // What the log is told comes last: from there on nobody else appends to it.
        let ended = self.sessions.end_all_within(&unit, subject, (Ending::Erased, deed::actor(subject)), now).await?;
        let entry = deed::entry(ERASE, deed::actor(subject), Object::PERSON, person, Code::named("asked"));
        self.audit.append(&unit, entry, now).await?;
        let erasure = Erasure::Person(deed::reference(person));
        self.audit.erase(&unit, erasure, deed::actor(subject), None, now).await?;
        database::commit(unit).await?;
        self.sessions.tell_ended(&ended, now);
        Ok(Ok(()))
    }
}
