//! The use cases of files: announce one, bring it, fetch it.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use vocabulary::{EnquiryFileId, EnquiryId, Timestamp};

use super::{
    content,
    file::{EnquiryFile, FILE_BYTES_MAX, FILES_DAY_MAX, FILES_MAX, NewFile, ScanState, TICKET_LIFE},
    scanner::Scanner,
    shelf::Shelf,
    store::{self, Kept},
};
use crate::{
    audit::{self, Action, Code, Digest, Entry, Object},
    enquiry::{
        Enquiries, Refusal,
        asking::Shown,
        deciding::is_theirs,
        event::{Actor, Event},
        service::Work,
        transition::{Side, edge},
    },
    identity::reference,
    platform::{
        clock::SharedClock,
        database,
        fault::Fault,
        file::{Brought, Fetched, Files},
        identifier,
        refusal::Refusal as _,
    },
};

/// The random bytes of a ticket, and of the name that a file lies under.
const RANDOM_BYTES: usize = 24;
/// What kind of thing a file is in the audit log.
const FILE: Code = Code::named("enquiry-file");
/// What the audit log says of an officer who fetches one.
const FETCH: Action = Action::named("enquiry.fetch-file");
/// Who decodes pictures: one at a time, because the largest takes two hundred megabytes.
static PREPARING: Semaphore = Semaphore::const_new(1);

/// Where files lie, and who looks through them.
#[derive(Clone)]
pub struct FileSettings {
    /// Where they lie.
    pub shelf: Shelf,
    /// Who looks through them.
    pub scanner: Arc<dyn Scanner>,
    /// How many bytes all files of 24 hours may have together.
    pub day_bytes_max: u64,
}

/// The files of enquiries. Cheap to clone. Without settings none are taken, because none could be looked through.
#[derive(Clone)]
pub struct Attachments {
    pub(super) enquiries: Enquiries,
    pub(super) settings: Option<FileSettings>,
    pub(super) clock: SharedClock,
}

/// A file may be brought.
#[derive(Debug)]
pub struct Ticket {
    /// Which file it is.
    pub id: EnquiryFileId,
    /// What to show where it is brought.
    pub ticket: String,
    /// Until when.
    pub until: Timestamp,
}

/// A file may be fetched.
#[derive(Debug)]
pub struct Link {
    /// The file.
    pub file: EnquiryFile,
    /// What to show where it is fetched.
    pub ticket: String,
    /// Until when.
    pub until: Timestamp,
}

/// Who wants something of a file.
enum Wanting<'a> {
    Asker(&'a Shown),
    Desk(EnquiryId, Actor),
}

impl Attachments {
    /// Keeps the files of `enquiries` as `settings` say.
    pub fn new(enquiries: Enquiries, settings: Option<FileSettings>, clock: SharedClock) -> Attachments {
        Attachments { enquiries, settings, clock }
    }

    /// Lets whoever asked add a file.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says: where no files are taken, and where one is too large or one too many. Faults when the database cannot
    /// be reached.
    pub async fn announce(&self, shown: &Shown, new: NewFile, now: Timestamp) -> Result<Result<Ticket, Refusal>, Fault> {
        match self.enquiries.let_in(shown, now).await? {
            Ok(id) => self.expect(id, new, shown.actor(), now).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Lets an officer add a file.
    ///
    /// # Errors
    /// As [`Attachments::announce`].
    pub async fn enclose(
        &self,
        id: EnquiryId,
        new: NewFile,
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Ticket, Refusal>, Fault> {
        self.expect(id, new, by, now).await
    }

    async fn expect(
        &self,
        enquiry: EnquiryId,
        new: NewFile,
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Ticket, Refusal>, Fault> {
        let Some(settings) = &self.settings else { return Ok(Err(Refusal::FilesOff)) };
        if new.bytes == 0 || new.bytes > FILE_BYTES_MAX {
            return Ok(Err(Refusal::FileSize));
        }
        let (id, object) = (EnquiryFileId::new(identifier::new_number()), random());
        let Work { unit, enquiry } = match self.enquiries.begin(enquiry, None).await? {
            Ok(work) => work,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if by.side() != Side::Asker
            && let Err(refusal) = is_theirs(&enquiry, by)
        {
            return Ok(Err(refusal));
        }
        // What cannot be added now is said before anybody sends ten megabytes.
        if event(by, id).verb().and_then(|verb| edge(enquiry.state, verb, by.side())).is_none() {
            return Ok(Err(Refusal::State { state: enquiry.state }));
        }
        let yesterday = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
        if store::count_of(&unit, enquiry.id, now).await? >= FILES_MAX as u64 {
            return Ok(Err(Refusal::TooMany { limit: FILES_MAX }));
        }
        // Of those without an account the enquiry is all that we know.
        if by.person().is_some() && store::count_by(&unit, by, yesterday, now).await? >= FILES_DAY_MAX as u64 {
            return Ok(Err(Refusal::TooMany { limit: FILES_DAY_MAX }));
        }
        if store::bytes_since(&unit, yesterday, now).await?.saturating_add(new.bytes) > settings.day_bytes_max {
            tracing::warn!("no more files are taken today");
            return Ok(Err(Refusal::FilesFull));
        }
        let (ticket, until) = (random(), now + TICKET_LIFE);
        store::announce(&unit, (id, enquiry.id, by), &new, (&object, bring_hash(&ticket)), (now, until)).await?;
        database::commit(unit).await?;
        Ok(Ok(Ticket { id, ticket, until }))
    }

    /// Takes the bytes of a file that was announced, with its event. The same brought again is the same file.
    async fn take(&self, ticket: &str, content: Bytes, now: Timestamp) -> Result<Brought, Fault> {
        let connection = self.enquiries.database.connection();
        let (Some(settings), Some(kept)) = (&self.settings, store::by_ticket(connection, bring_hash(ticket), now).await?) else {
            return Ok(Brought::NoTicket);
        };
        let Kept { file, object, .. } = kept;
        let sent_sha256 = hex::encode(Sha256::digest(&content));
        if file.has_arrived() {
            let is_same = file.sent_sha256.as_deref() == Some(sent_sha256.as_str());
            return Ok(if is_same { Brought::Kept } else { Brought::NoTicket });
        }
        if content.len() as u64 != file.bytes {
            return Ok(refused(Refusal::FileSize));
        }
        let Some(bytes) = prepared(&file, content).await? else { return Ok(refused(Refusal::FileInvalid)) };
        let (length, sha256) = (bytes.len(), hex::encode(Sha256::digest(&bytes)));
        // Under the name that its row has already: whatever breaks off from here on, the bytes are found and taken away.
        if !settings.shelf.put(&object, bytes).await? {
            return Ok(Brought::NoTicket);
        }
        let work = match self.enquiries.begin(file.enquiry, None).await? {
            Ok(work) => work,
            Err(refusal) => return Ok(refused(refusal)),
        };
        if !store::arrived(&work.unit, file.id, (length, &sha256, &sent_sha256), now).await? {
            drop(work);
            // Where it was given up meanwhile nothing leads to the bytes any more.
            let left = store::find(connection, file.id).await?.map(|kept| kept.file.state);
            if left.is_none_or(|state| matches!(state, ScanState::Erasing | ScanState::Erased)) {
                settings.shelf.delete(&object).await?;
            }
            return Ok(Brought::NoTicket);
        }
        match self.enquiries.act(work, (event(file.by, file.id), None), file.by, now).await? {
            Ok(_) => {
                metrics::counter!("fingertip_enquiry_files_total", "kind" => file.kind.as_str()).increment(1);
                Ok(Brought::Kept)
            }
            Err(refusal) => Ok(refused(refusal)),
        }
    }

    /// Lets whoever asked fetch a file of their enquiry.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says: what is not clean is not fetched. Faults when the database cannot be reached.
    pub async fn link(&self, shown: &Shown, file: EnquiryFileId, now: Timestamp) -> Result<Result<Link, Refusal>, Fault> {
        self.give(Wanting::Asker(shown), file, now).await
    }

    /// Lets an officer fetch a file of an enquiry, and tells the audit log.
    ///
    /// # Errors
    /// As [`Attachments::link`].
    pub async fn link_for_desk(
        &self,
        (enquiry, file): (EnquiryId, EnquiryFileId),
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Link, Refusal>, Fault> {
        self.give(Wanting::Desk(enquiry, by), file, now).await
    }

    async fn give(&self, wanting: Wanting<'_>, id: EnquiryFileId, now: Timestamp) -> Result<Result<Link, Refusal>, Fault> {
        let enquiry = match &wanting {
            Wanting::Asker(shown) => match self.enquiries.let_in(shown, now).await? {
                Ok(enquiry) => enquiry,
                Err(refusal) => return Ok(Err(refusal)),
            },
            Wanting::Desk(enquiry, _) => *enquiry,
        };
        let is_theirs = |file: &EnquiryFile| {
            file.enquiry == enquiry && (matches!(wanting, Wanting::Desk(..)) || file.is_seen_by_asker()) && file.has_arrived()
        };
        let unit = self.enquiries.database.begin().await?;
        let found = store::find(&unit, id).await?.map(|kept| kept.file).filter(is_theirs);
        let Some(file) = found else { return Ok(Err(Refusal::FileUnknown)) };
        if file.state != ScanState::Clean {
            return Ok(Err(Refusal::FileNotClean));
        }
        let (ticket, until) = (random(), now + TICKET_LIFE);
        store::put_ticket(&unit, fetch_hash(&ticket), id, (now, until)).await?;
        if let Wanting::Desk(_, by) = wanting
            && let Some(person) = by.person()
        {
            let named = id.to_string().parse().map_err(Fault::while_("naming a file in the audit log"))?;
            let entry = Entry::new(audit::Actor::Person(reference(person)), FETCH, Object::new(FILE, named));
            self.enquiries.audit.append(&unit, entry, now).await?;
        }
        database::commit(unit).await?;
        Ok(Ok(Link { file, ticket, until }))
    }

    async fn send(&self, ticket: &str, now: Timestamp) -> Result<Option<Fetched>, Fault> {
        let connection = self.enquiries.database.connection();
        let (Some(settings), Some(kept)) = (&self.settings, store::fetched_by(connection, fetch_hash(ticket), now).await?) else {
            return Ok(None);
        };
        // Asked once more: it may have been taken away since the ticket was given.
        let (ScanState::Clean, Some(name)) = (kept.file.state, &kept.file.name) else { return Ok(None) };
        let Some(pieces) = settings.shelf.stream(&kept.object).await? else { return Ok(None) };
        Ok(Some(Fetched {
            name: name.reveal().to_owned(),
            media_type: kept.file.kind.media_type(),
            bytes: kept.file.bytes,
            pieces,
        }))
    }
}

impl Files for Attachments {
    fn expected<'a>(&'a self, ticket: &'a str) -> BoxFuture<'a, Result<Option<u64>, Fault>> {
        async move {
            let found = store::by_ticket(self.enquiries.database.connection(), bring_hash(ticket), self.clock.now()).await?;
            // Of one that arrived as many bytes may come again as may come at all: what is kept has another length than what was sent.
            Ok(found.map(|kept| if kept.file.has_arrived() { FILE_BYTES_MAX } else { kept.file.bytes }))
        }
        .boxed()
    }

    fn bring<'a>(&'a self, ticket: &'a str, content: Bytes) -> BoxFuture<'a, Result<Brought, Fault>> {
        self.take(ticket, content, self.clock.now()).boxed()
    }

    fn fetch<'a>(&'a self, ticket: &'a str) -> BoxFuture<'a, Result<Option<Fetched>, Fault>> {
        self.send(ticket, self.clock.now()).boxed()
    }
}

/// Returns what happens to an enquiry when a file of somebody arrives.
fn event(by: Actor, file: EnquiryFileId) -> Event {
    if by.side() == Side::Asker { Event::Attached { file } } else { Event::Enclosed { file } }
}

/// Returns the bytes to keep; nothing where they are not what they claim to be.
async fn prepared(file: &EnquiryFile, content: Bytes) -> Result<Option<Vec<u8>>, Fault> {
    const DOING: &str = "looking at a file";
    let turn = PREPARING.acquire().await.map_err(Fault::while_(DOING))?;
    let kind = file.kind;
    let prepared = tokio::task::spawn_blocking(move || {
        // Whoever stops waiting does not stop this: the next one waits for it.
        let _turn = turn;
        content::prepare(kind, &content)
    });
    prepared.await.map_err(Fault::while_(DOING))
}

fn refused(refusal: Refusal) -> Brought {
    Brought::Refused { code: refusal.code() }
}

fn random() -> String {
    hex::encode(identifier::random::<RANDOM_BYTES>())
}

fn bring_hash(ticket: &str) -> Digest {
    Digest::of(&[b"enquiry-file-bring\0", ticket.as_bytes()])
}

fn fetch_hash(ticket: &str) -> Digest {
    Digest::of(&[b"enquiry-file-fetch\0", ticket.as_bytes()])
}
