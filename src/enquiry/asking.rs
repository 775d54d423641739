//! The use cases of whoever asked: look, add, take back, say whether the reply answers, ask again, appeal.

use vocabulary::{EnquiryId, PersonId, Timestamp};

use super::{
    access::store::{self as access, Try},
    attachment::{self, EnquiryFile},
    clock::Reading,
    enquiry::Enquiry,
    event::{Actor, Event, Recorded},
    kind::Outcome,
    reference::{OpenKey, Pin, Reference},
    refusal::Refusal,
    service::{Enquiries, Work},
    store,
    text::Text,
};
use crate::{
    identity::Subject,
    platform::{fault::Fault, pagination::PageSize},
};

/// How an asker shows that an enquiry is theirs.
#[derive(Debug)]
pub enum Shown {
    /// By its reference and their PIN.
    Pin(Reference, Pin),
    /// By having signed in when they asked, as now.
    Account(PersonId, Reference),
}

impl Shown {
    pub(super) fn actor(&self) -> Actor {
        match self {
            Shown::Pin(..) => Actor::Asker(None),
            Shown::Account(person, _) => Actor::Asker(Some(*person)),
        }
    }
}

/// What an asker writes to an enquiry of theirs.
#[derive(Debug)]
pub struct Written {
    /// What.
    pub text: Text,
    /// What their client made up, so that it is there once however often it is sent; without one it is there as often.
    pub key: Option<OpenKey>,
}

/// An enquiry as its asker sees it: what happened, what was written to and by them, and the clock. Made here alone.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The enquiry.
    pub enquiry: Enquiry,
    /// What happened, in order.
    pub events: Vec<Recorded>,
    /// What was written, by the place of its event.
    pub texts: std::collections::BTreeMap<i64, String>,
    /// The files that the asker may see.
    pub files: Vec<EnquiryFile>,
    /// The clock.
    pub clock: Reading,
}

impl Enquiries {
    /// Lets whoever asked look.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot be reached.
    pub async fn see(&self, shown: &Shown, now: Timestamp) -> Result<Result<Seen, Refusal>, Fault> {
        match self.let_in(shown, now).await? {
            Ok(id) => self.seen(id, now).await.map(|seen| seen.ok_or(Refusal::Unknown)),
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Says where an enquiry stands to whoever knows the last four digits of the number it was opened with: that, and when the reply is
    /// due, and nothing that was written. Row DESK-G9.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot be reached.
    pub async fn standing(
        &self,
        reference: &Reference,
        last_four: &str,
        now: Timestamp,
    ) -> Result<Result<(Enquiry, Reading), Refusal>, Fault> {
        let connection = self.database.connection();
        let Some(enquiry) = store::by_reference(connection, reference).await? else { return Ok(Err(Refusal::Unknown)) };
        match access::take_try(connection, enquiry.id, now).await? {
            Try::Of(_) => {}
            Try::TooMany { again_at } => return Ok(Err(locked(again_at, now))),
            Try::NoPin => return Ok(Err(Refusal::Unknown)),
        }
        let contact = access::contact(connection, enquiry.id).await?;
        if !contact.ends_in(last_four) {
            return Ok(Err(Refusal::Unknown));
        }
        // This one only: whoever knows the digits has no more tries of the PIN for that.
        access::give_one_back(connection, enquiry.id).await?;
        let clock = self.clock(enquiry.id, now).await?;
        Ok(Ok((enquiry, clock)))
    }

    /// Lists the enquiries of somebody who signed in, the newest first, and says whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn of_asker(
        &self,
        person: PersonId,
        first: PageSize,
        after: Option<EnquiryId>,
        now: Timestamp,
    ) -> Result<(Vec<(Enquiry, Reading)>, bool), Fault> {
        let most = first.get();
        let unit = self.database.as_subject(&Subject::Person(person)).await?;
        let mut found = store::of_asker(&unit, person, after, most + 1).await?;
        drop(unit);
        let more = found.len() > most;
        found.truncate(most);
        Ok((self.with_clocks(found, now).await?, more))
    }

    /// Reads the clocks of some enquiries.
    pub(super) async fn with_clocks(&self, enquiries: Vec<Enquiry>, now: Timestamp) -> Result<Vec<(Enquiry, Reading)>, Fault> {
        let ids: Vec<_> = enquiries.iter().map(|enquiry| enquiry.id).collect();
        let mut events = store::events_of(self.database.connection(), &ids).await?;
        let with_clock = |enquiry: Enquiry| {
            let clock = self.schedule.clock(&events.remove(&enquiry.id).unwrap_or_default(), now)?;
            Ok((enquiry, clock))
        };
        enquiries.into_iter().map(with_clock).collect()
    }

    /// Adds something; where the desk waited for it, it goes on. Sent again with the same key, it is there once.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn add_text(&self, shown: &Shown, written: &Written, now: Timestamp) -> Result<Result<Seen, Refusal>, Fault> {
        self.as_asker(shown, (Event::Added, Some(written)), now).await
    }

    /// Takes an enquiry back.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn withdraw(&self, shown: &Shown, now: Timestamp) -> Result<Result<Seen, Refusal>, Fault> {
        self.as_asker(shown, (Event::Withdrawn, None), now).await
    }

    /// Says whether the reply answers. Nobody else can (row DESK-M6).
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn judge(&self, shown: &Shown, outcome: Outcome, now: Timestamp) -> Result<Result<Seen, Refusal>, Fault> {
        self.as_asker(shown, (Event::Judged { outcome }, None), now).await
    }

    /// Asks again, because the reply does not answer.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn reopen(&self, shown: &Shown, written: &Written, now: Timestamp) -> Result<Result<Seen, Refusal>, Fault> {
        self.as_asker(shown, (Event::Reopened, Some(written)), now).await
    }

    /// Says that an enquiry does not ask the same as the one it was found to be a duplicate of, and how it differs. It is answered by itself
    /// again, with the whole time (row DESK-N4).
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn split(&self, shown: &Shown, written: &Written, now: Timestamp) -> Result<Result<Seen, Refusal>, Fault> {
        self.as_asker(shown, (Event::SplitOff, Some(written)), now).await
    }

    /// Appeals against what was replied, or that nothing was.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn appeal(&self, shown: &Shown, written: &Written, now: Timestamp) -> Result<Result<Seen, Refusal>, Fault> {
        self.as_asker(shown, (Event::Appealed, Some(written)), now).await
    }

    async fn as_asker(
        &self,
        shown: &Shown,
        (event, written): (Event, Option<&Written>),
        now: Timestamp,
    ) -> Result<Result<Seen, Refusal>, Fault> {
        let id = match self.let_in(shown, now).await? {
            Ok(id) => id,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let work: Work = match self.begin(id, None).await? {
            Ok(work) => work,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some(Written { text, key: Some(key) }) = written {
            // The enquiry is locked: whoever sends the same at the same time waits for this, and finds it.
            let (hash, content) = (key.hash_for(id), key.sealed(&format!("{}\0{}", event.word(), text.reveal())));
            if !access::take_key(&work.unit, (hash, content), id, now).await? {
                let known = access::known(&work.unit, hash).await?;
                drop(work);
                let is_same = known.is_some_and(|known| known.content == content);
                return if is_same {
                    self.seen(id, now).await.map(|seen| seen.ok_or(Refusal::Unknown))
                } else {
                    Ok(Err(Refusal::KeyReused))
                };
            }
        }
        let text = written.map(|written| &written.text);
        match self.act(work, (event, text), shown.actor(), now).await? {
            Ok(_) => self.seen(id, now).await.map(|seen| seen.ok_or(Refusal::Unknown)),
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Returns which enquiry somebody may see. That there is none with this reference is answered as a wrong PIN is, and takes as long.
    pub(super) async fn let_in(&self, shown: &Shown, now: Timestamp) -> Result<Result<EnquiryId, Refusal>, Fault> {
        let connection = self.database.connection();
        match shown {
            Shown::Account(person, reference) => {
                let found = store::by_reference(connection, reference).await?;
                let own = found.filter(|enquiry| enquiry.asker == Some(*person));
                Ok(own.map(|enquiry| enquiry.id).ok_or(Refusal::Unknown))
            }
            Shown::Pin(reference, pin) => {
                let found = store::by_reference(connection, reference).await?;
                let tried = match &found {
                    Some(enquiry) => access::take_try(connection, enquiry.id, now).await?,
                    None => Try::NoPin,
                };
                let (hash, enquiry) = match (tried, found) {
                    (Try::Of(hash), Some(enquiry)) => (hash, enquiry),
                    (Try::TooMany { again_at }, _) => return Ok(Err(locked(again_at, now))),
                    _ => {
                        self.identity.hasher().hash(pin.bound(reference), [0; crate::identity::SALT_BYTES]).await?;
                        return Ok(Err(Refusal::Unknown));
                    }
                };
                if !self.identity.hasher().is_of(hash, pin.bound(reference)).await? {
                    return Ok(Err(Refusal::Unknown));
                }
                access::give_tries_back(connection, enquiry.id).await?;
                Ok(Ok(enquiry.id))
            }
        }
    }

    /// Reads what an asker sees, for whoever was let in.
    pub(super) async fn seen(&self, id: EnquiryId, now: Timestamp) -> Result<Option<Seen>, Fault> {
        let connection = self.database.connection();
        let Some(enquiry) = store::find(connection, id).await? else { return Ok(None) };
        let events = store::events(connection, id).await?;
        let mut texts = store::texts(connection, id).await?;
        // A draft is a text beside an event as well; the asker reads it once it was sent, and never before.
        let sent = sent_drafts(&events);
        let drafts = events.iter().filter(|recorded| matches!(recorded.event, Event::Drafted { .. }));
        for draft in drafts.filter(|draft| !sent.contains(&draft.ordinal)) {
            texts.remove(&draft.ordinal);
        }
        let mut files = attachment::store::of_enquiry(connection, id).await?;
        files.retain(EnquiryFile::is_seen_by_asker);
        let clock = self.schedule.clock(&events, now)?;
        Ok(Some(Seen { enquiry, events, texts, files, clock }))
    }
}

/// Returns the places of the drafts that became replies: of each reply the draft before it.
fn sent_drafts(events: &[Recorded]) -> Vec<i64> {
    let (mut sent, mut draft) = (Vec::new(), None);
    for recorded in events {
        match recorded.event {
            Event::Drafted { .. } => draft = Some(recorded.ordinal),
            Event::Replied => sent.extend(draft.take()),
            _ => {}
        }
    }
    sent
}

fn locked(again_at: Timestamp, now: Timestamp) -> Refusal {
    Refusal::Locked { seconds: again_at.duration_since(now).as_secs().max(1) }
}
