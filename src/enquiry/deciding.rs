//! The use cases of an officer who has an enquiry: ask the asker, ask another authority, write, let a second person agree, reply, or say
//! why not. Each names the version it has read: of two who act at once, one is told.

use vocabulary::{AuthorityCode, EnquiryId, Timestamp};

use super::{
    asking::Seen,
    attachment,
    enquiry::Enquiry,
    event::{Actor, Event},
    kind::{PauseReason, ReferReason, RejectReason},
    knowledge,
    office::{
        self,
        note::{InternalNote, NOTES_MAX},
    },
    opening::Escalation,
    refusal::Refusal,
    service::{Enquiries, Work, stands_at},
    state::State,
    store,
    template::{self, Quoted},
    text::Text,
    transition::Side,
};
use crate::platform::{database, fault::Fault};

/// How many duplicates may be behind one another.
const DUPLICATES_MAX: usize = 10;

/// An enquiry as officers see it.
#[derive(Clone, Debug)]
pub struct File {
    /// What its asker sees, drafts included.
    pub seen: Seen,
    /// What officers tell one another.
    pub notes: Vec<InternalNote>,
    /// What the assistant forwarded.
    pub escalation: Option<Escalation>,
    /// What the draft rests on.
    pub quoted: Vec<Quoted>,
}

impl Enquiries {
    /// Reads everything about an enquiry, for the desk.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn file(&self, id: EnquiryId, now: Timestamp) -> Result<Option<File>, Fault> {
        let connection = self.database.connection();
        let Some(mut seen) = self.seen(id, now).await? else { return Ok(None) };
        seen.texts = store::texts(connection, id).await?;
        seen.files = attachment::store::of_enquiry(connection, id).await?;
        let (notes, escalation) = (office::store::notes(connection, id).await?, office::store::escalation(connection, id).await?);
        let quoted = match &seen.enquiry.draft {
            Some(draft) => template::store::quotes(connection, (id, draft.ordinal)).await?,
            None => Vec::new(),
        };
        Ok(Some(File { seen, notes, escalation, quoted }))
    }

    /// Adds a note that officers alone read.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn note(
        &self,
        id: EnquiryId,
        text: &Text,
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Vec<InternalNote>, Refusal>, Fault> {
        let Some(person) = by.person() else { return Ok(Err(Refusal::OfficerUnknown)) };
        let Work { unit, enquiry } = match self.begin(id, None).await? {
            Ok(work) => work,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if office::store::notes(&unit, enquiry.id).await?.len() >= NOTES_MAX {
            return Ok(Err(Refusal::TooMany { limit: NOTES_MAX }));
        }
        office::store::add_note(&unit, enquiry.id, person, text, now).await?;
        database::commit(unit).await?;
        office::store::notes(self.database.connection(), id).await.map(Ok)
    }

    /// Asks the asker, and waits: the only way in which the clock stands still, and the asker is told.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn ask(
        &self,
        at: (EnquiryId, i64),
        (reason, text): (PauseReason, &Text),
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        self.as_officer(at, (Event::Asked { reason }, Some(text)), by, now).await
    }

    /// Reminds the asker of what they were asked.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn remind(&self, at: (EnquiryId, i64), by: Actor, now: Timestamp) -> Result<Result<Enquiry, Refusal>, Fault> {
        self.as_officer(at, (Event::Reminded, None), by, now).await
    }

    /// Asks another authority. Who has it is no concern of the asker's clock, which goes on (row DESK-N1).
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn refer(
        &self,
        at: (EnquiryId, i64),
        (authority, reason): (AuthorityCode, ReferReason),
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        self.as_officer(at, (Event::Referred { authority, reason }, None), by, now).await
    }

    /// Takes an enquiry back from another authority.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn take_back(&self, at: (EnquiryId, i64), by: Actor, now: Timestamp) -> Result<Result<Enquiry, Refusal>, Fault> {
        self.as_officer(at, (Event::Returned, None), by, now).await
    }

    /// Asks for another draft: whoever reads it, not only who has the enquiry.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn send_back(
        &self,
        (id, if_version): (EnquiryId, i64),
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        match self.begin(id, Some(if_version)).await? {
            Ok(work) => self.act(work, (Event::SentBack, None), by, now).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Agrees to a reply that somebody else wrote; a ruling that binds takes a supervisor.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn approve(
        &self,
        (id, if_version): (EnquiryId, i64),
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        match self.begin(id, Some(if_version)).await? {
            Ok(work) => self.act(work, (Event::Approved, None), by, now).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Sends the reply that was agreed to.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn reply(&self, at: (EnquiryId, i64), by: Actor, now: Timestamp) -> Result<Result<Enquiry, Refusal>, Fault> {
        self.as_officer(at, (Event::Replied, None), by, now).await
    }

    /// Says that an enquiry is not answered, and why.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn reject(
        &self,
        (id, if_version): (EnquiryId, i64),
        reason: RejectReason,
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        match self.begin_own(id, if_version, by).await? {
            Ok(work) => self.act(work, (Event::Rejected { reason }, None), by, now).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Says that the same was asked before.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn mark_duplicate(
        &self,
        (id, if_version): (EnquiryId, i64),
        of: EnquiryId,
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        let Some(first) = self.first_of(of).await? else { return Ok(Err(Refusal::DuplicateOfItself)) };
        let unit = self.database.begin().await?;
        // Both are locked, in one order, so that of two who point them at one another one sees what the other did.
        for one in [id.min(first), id.max(first)] {
            store::lock(&unit, one).await?;
        }
        let (Some(enquiry), Some(other)) = (store::find(&unit, id).await?, store::find(&unit, first).await?) else {
            return Ok(Err(Refusal::Unknown));
        };
        if let Err(refusal) = stands_at(&enquiry, if_version).and_then(|()| is_theirs(&enquiry, by)) {
            return Ok(Err(refusal));
        }
        // Nobody answers one that its asker took back; and what became a duplicate meanwhile is looked at again.
        if id == first || other.duplicate_of.is_some() || other.state == State::Withdrawn {
            return Ok(Err(Refusal::DuplicateOfItself));
        }
        // Those who wait for its reply would wait for none: the other one is its duplicate.
        if knowledge::store::is_first(&unit, id).await? {
            return Ok(Err(Refusal::DuplicateOfItself));
        }
        self.act(Work { unit, enquiry }, (Event::FoundDuplicate { of: first }, None), by, now).await
    }

    /// Returns the enquiry that is answered where one asks the same: itself, or the one that it was found to be a duplicate of.
    async fn first_of(&self, of: EnquiryId) -> Result<Option<EnquiryId>, Fault> {
        let mut first = of;
        for _ in 0..DUPLICATES_MAX {
            let Some(enquiry) = self.find(first).await? else { return Ok(None) };
            match enquiry.duplicate_of {
                Some(other) => first = other,
                None => return Ok(Some(first)),
            }
        }
        Ok(None)
    }

    async fn as_officer(
        &self,
        (id, if_version): (EnquiryId, i64),
        what: (Event, Option<&Text>),
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        match self.begin_own(id, if_version, by).await? {
            Ok(work) => self.act(work, what, by, now).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Begins to work on an enquiry that the officer has, or that nobody has; a supervisor works on any.
    pub(super) async fn begin_own(&self, id: EnquiryId, if_version: i64, by: Actor) -> Result<Result<Work, Refusal>, Fault> {
        let work = match self.begin(id, Some(if_version)).await? {
            Ok(work) => work,
            Err(refusal) => return Ok(Err(refusal)),
        };
        Ok(is_theirs(&work.enquiry, by).map(|()| work))
    }
}

/// Says whether somebody of the desk may work on an enquiry: one that they have, or that nobody has; a supervisor on any. Never who must not
/// be the one to answer it.
pub(super) fn is_theirs(enquiry: &Enquiry, by: Actor) -> Result<(), Refusal> {
    if by.person().is_some_and(|person| enquiry.excludes(person)) {
        return Err(Refusal::Conflict);
    }
    let is_theirs = by.side() == Side::Supervisor || enquiry.assignee.is_none() || enquiry.assignee == by.person();
    if is_theirs { Ok(()) } else { Err(Refusal::NotAssigned) }
}
