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
        caller::Subject,
        code::{Digits, Purpose},
        deed,
        passkey::Passkeys,
        session::{Ending, Sessions},
        sign_in::Phones,
    },
    platform::{
        database::{self, Database},
        fault::Fault,
    },
};

/// What the audit log says of a person who was forgotten.
const ERASE: Action = Action::named("person.erase");

/// How a person proves that they want to be forgotten.
#[derive(Clone, Copy)]
pub enum Approval<'a> {
    /// By a code that was sent to their number for this.
    Code(&'a Digits),
    /// By what a passkey of theirs signed for this.
    Passkey(&'a str),
}

/// What we hold about people. Cheap to clone.
#[derive(Clone)]
pub struct Erasures {
    database: Database,
    audit: Audit,
    phones: Phones,
    sessions: Sessions,
    passkeys: Passkeys,
    holders: Vec<Arc<dyn Holder>>,
    offices: &'static [&'static str],
}

impl Erasures {
    /// Looks after what is in `database`.
    pub fn new(database: Database, audit: Audit, phones: Phones, passkeys: Passkeys, sessions: Sessions) -> Erasures {
        let holders: Vec<Arc<dyn Holder>> = vec![Arc::new(passkeys.clone())];
        Erasures { database, audit, phones, sessions, passkeys, holders, offices: store::OFFICES }
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
        if let Err(refusal) = self.approved((person, session), approval, now).await? {
            return Ok(Err(refusal));
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

    async fn approved(
        &self,
        caller: (PersonId, SessionId),
        approval: Approval<'_>,
        now: Timestamp,
    ) -> Result<Result<(), ErasureRefusal>, Fault> {
        Ok(match approval {
            Approval::Code(code) => {
                let approved = self.phones.approve(caller, Purpose::Erase, code, now).await?;
                approved.map(drop).map_err(ErasureRefusal::NotProven)
            }
            Approval::Passkey(credential) => {
                let approved = self.passkeys.approve_erasure(caller, credential, now).await?;
                approved.map_err(ErasureRefusal::PasskeyNotProven)
            }
        })
    }
}
