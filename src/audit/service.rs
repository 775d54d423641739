//! The use cases: an act is logged with the act itself, personal data is kept beside it and erased, heads are signed, the chain is
//! verified, an entry is proven, an auditor reads.

use std::collections::BTreeSet;

use jiff::{SignedDuration, tz::TimeZone};
use vocabulary::Timestamp;

use super::{
    chain::{ChainName, End, Link, Written, day_of},
    day::Days,
    digest::Digest,
    entry::{Actor, Entry, Object, Outcome, State, Value},
    head::{Format, Head, SignedHead},
    key::SigningKey,
    merkle::{PathBuilder, Tree},
    name::{Action, Code},
    person::{Erasure, PersonReference, PersonalDatum, Sealed},
    proof::{InclusionProof, NotProven, Proven},
    store,
    verification::{ERASE, Report, SIGN_HEAD, StoredHead, VerifyRequest, Walk},
};
use crate::platform::{
    database::{self, Database, Transaction},
    fault::Fault,
    pagination::PageSize,
    request::RequestId,
};

/// How often a head is signed. Row SEC-AUD-01.
const HEAD_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How many rows of the log are in memory at a time.
const ROWS_A_STEP: u64 = 5_000;
/// How many entries about one thing are looked through for one that says something: a text that is confirmed each month for forty years
/// in two languages has as many.
const ENTRIES_LOOKED_THROUGH_MAX: usize = 1_000;
/// How many entries, and how many pieces of data, the export of one person holds.
const EXPORT_MAX: usize = 10_000;

/// The audit log of one territory. Cheap to clone.
#[derive(Clone)]
pub struct Audit {
    database: Database,
    chain: ChainName,
}

/// Which entries to read; by default all.
#[derive(Clone, Debug, Default)]
pub struct EntryFilter {
    /// Only those about this person.
    pub about: Option<PersonReference>,
    /// Only what was done by this one.
    pub actor: Option<Actor>,
    /// Only what was done in this way.
    pub action: Option<Action>,
    /// Only what was done on this.
    pub object: Option<Object>,
    /// Only from this instant on.
    pub since: Option<Timestamp>,
    /// Only before this instant.
    pub until: Option<Timestamp>,
}

/// Which page of entries to read.
#[derive(Clone, Debug)]
pub struct EntriesRequest {
    /// Which entries.
    pub filter: EntryFilter,
    /// How many.
    pub first: PageSize,
    /// Those older than the one at this place.
    pub after: Option<i64>,
}

/// What the log and the data beside it hold about a person.
#[derive(Clone, Debug)]
pub struct SubjectExport {
    /// The data, the oldest first.
    pub data: Vec<PersonalDatum>,
    /// The entries, the newest first.
    pub entries: Vec<Link>,
    /// Whether there is more than one export holds.
    pub more: bool,
}

impl Audit {
    /// Opens the chain of a territory.
    pub fn new(database: Database, chain: ChainName) -> Audit {
        Audit { database, chain }
    }

    /// Appends an entry to the unit of work at hand: the entry and the act are stored together, or neither is.
    ///
    /// Let it be the last statement before the commit: from here to there nobody else appends to this chain.
    ///
    /// # Errors
    /// Faults when the database cannot keep it, or when it is longer than entries are.
    pub async fn append(&self, unit: &Transaction, entry: Entry, now: Timestamp) -> Result<Link, Fault> {
        self.append_hashed(unit, entry, now).await.map(|(link, _)| link)
    }

    /// Appends entries in order, as [`Audit::append`] does one, with a few statements for all of them.
    ///
    /// # Errors
    /// Faults when the database cannot keep them, or when one is longer than entries are.
    pub async fn append_all(&self, unit: &Transaction, entries: Vec<Entry>, now: Timestamp) -> Result<(), Fault> {
        if entries.is_empty() {
            return Ok(());
        }
        store::lock(unit, &self.chain).await?;
        let mut end = store::end(unit, &self.chain).await?;
        let mut all = Vec::with_capacity(entries.len());
        for entry in entries {
            let written = Link::behind(end, self.chain.clone(), entry, now).written()?;
            end = Some(End { sequence: written.link.sequence, hash: written.hash, at: written.link.at });
            all.push(written);
        }
        store::insert(unit, &all).await
    }

    async fn append_hashed(&self, unit: &Transaction, entry: Entry, now: Timestamp) -> Result<(Link, Digest), Fault> {
        store::lock(unit, &self.chain).await?;
        let written = Link::behind(store::end(unit, &self.chain).await?, self.chain.clone(), entry, now).written()?;
        store::insert(unit, std::slice::from_ref(&written)).await?;
        let Written { link, hash, .. } = written;
        Ok((link, hash))
    }

    /// Finds the newest entry by which something was done on an object that is since as `after` says, word for word.
    ///
    /// # Errors
    /// Faults when the database cannot be read.
    pub async fn find(&self, action: &Action, object: &Object, after: &State) -> Result<Option<Link>, Fault> {
        let filter = EntryFilter { action: Some(action.clone()), object: Some(object.clone()), ..EntryFilter::default() };
        let mut request = EntriesRequest { filter, first: PageSize::MAX, after: None };
        for _ in 0..ENTRIES_LOOKED_THROUGH_MAX / PageSize::MAX.get() {
            let (links, more) = self.entries(&request).await?;
            request.after = links.last().map(|link| link.sequence);
            let says = |link: &Link| link.entry.outcome == Outcome::Done && link.entry.after == *after;
            if let Some(found) = links.into_iter().find(says) {
                return Ok(Some(found));
            }
            if !more {
                break;
            }
        }
        Ok(None)
    }

    /// Keeps a piece of personal data of a person in the unit of work at hand, and returns the seal that an entry may hold.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn keep(
        &self,
        unit: &Transaction,
        person: PersonReference,
        kind: Code,
        content: &str,
        now: Timestamp,
    ) -> Result<Sealed, Fault> {
        let datum = PersonalDatum::new(person, kind, content.to_owned(), now);
        store::insert_datum(unit, &datum).await?;
        Ok(datum.seal())
    }

    /// Erases personal data in the unit of work at hand, with an entry that says so, and returns how many pieces there were. The
    /// entries that name it stay, and the chain still verifies.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep the entry.
    pub async fn erase(
        &self,
        unit: &Transaction,
        erasure: Erasure,
        actor: Actor,
        request: Option<RequestId>,
        now: Timestamp,
    ) -> Result<u64, Fault> {
        let pieces = store::erase(unit, erasure).await?;
        let object = match erasure {
            Erasure::Datum(datum) => Object::datum(datum),
            Erasure::Person(person) => Object::person(person),
        };
        let count = Value::Number(i64::try_from(pieces).unwrap_or(i64::MAX));
        let entry = Entry { request, ..Entry::new(actor, ERASE, object) }.after(Code::named("pieces"), count);
        self.append(unit, entry, now).await?;
        Ok(pieces)
    }

    /// Returns what the log and the data beside it hold about a person, as far as one export goes.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn export(&self, person: PersonReference) -> Result<SubjectExport, Fault> {
        let connection = self.database.connection();
        let mut data = store::data_of(connection, person, EXPORT_MAX as u64 + 1).await?;
        let filter = EntryFilter { about: Some(person), ..EntryFilter::default() };
        let request = EntriesRequest { filter, first: PageSize::MAX, after: None };
        let mut entries = store::entries(connection, &self.chain, &request, EXPORT_MAX as u64 + 1).await?;
        let more = data.len() > EXPORT_MAX || entries.len() > EXPORT_MAX;
        data.truncate(EXPORT_MAX);
        entries.truncate(EXPORT_MAX);
        Ok(SubjectExport { data, entries, more })
    }

    /// Returns a page of entries, the newest first, and whether there is more. For those who may read the log; the caller sees to that.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn entries(&self, request: &EntriesRequest) -> Result<(Vec<Link>, bool), Fault> {
        let count = request.first.get();
        let mut links = store::entries(self.database.connection(), &self.chain, request, count as u64 + 1).await?;
        let more = links.len() > count;
        links.truncate(count);
        Ok((links, more))
    }

    /// Signs the head of the chain, where none was signed for an hour. The signature is an entry of the chain itself, and the head
    /// stands at that entry: so whatever comes later cannot claim to be older.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep it, or the system cannot sign.
    pub async fn sign_head(&self, key: &SigningKey, now: Timestamp) -> Result<Option<SignedHead>, Fault> {
        let connection = self.database.connection();
        let last = store::last_head(connection, &self.chain).await?;
        if !is_due(last.as_ref(), now) {
            return Ok(None);
        }
        // Most of the day is hashed before anybody has to wait for us.
        let mut days = Days::default();
        let mut behind = self.behind_day_of(last.as_ref()).await?;
        if let Some(end) = store::end(connection, &self.chain).await? {
            behind = self.grow(connection, &mut days, behind, end.sequence).await?;
        }
        let unit = self.database.begin().await?;
        store::lock(&unit, &self.chain).await?;
        if !is_due(store::last_head(&unit, &self.chain).await?.as_ref(), now) {
            return Ok(None);
        }
        let object = Object::new(Code::named("chain"), self.chain.code());
        let entry = Entry::new(Actor::System(Code::named("notary")), SIGN_HEAD, object);
        let (link, hash) = self.append_hashed(&unit, entry, now).await?;
        self.grow(&unit, &mut days, behind, link.sequence).await?;
        let head = Head {
            format: Format::One,
            chain: self.chain.clone(),
            sequence: link.sequence,
            hash,
            at: link.at,
            days: days.roots(),
            key: key.public().id(),
        };
        let signed = head.sign(key)?;
        store::insert_head(&unit, &signed).await?;
        database::commit(unit).await?;
        Ok(Some(signed))
    }

    /// Returns the place before the first link of the day of a head: its tree may have grown since.
    async fn behind_day_of(&self, head: Option<&StoredHead>) -> Result<i64, Fault> {
        let Some(head) = head else { return Ok(0) };
        let signed_at = Timestamp::from_microsecond(head.signed_at).map_err(Fault::while_("reading when a head was signed"))?;
        let midnight = day_of(signed_at).to_zoned(TimeZone::UTC).map_err(Fault::while_("finding the midnight of a day"))?;
        let first = store::first_since(self.database.connection(), &self.chain, midnight.timestamp()).await?;
        Ok(first.map_or(head.sequence, |first| first - 1))
    }

    async fn grow(
        &self,
        connection: &impl store::Connection,
        days: &mut Days,
        mut behind: i64,
        until: i64,
    ) -> Result<i64, Fault> {
        loop {
            let leaves = store::leaves(connection, &self.chain, behind, until, ROWS_A_STEP).await?;
            let Some(last) = leaves.last() else { return Ok(behind) };
            behind = last.sequence;
            leaves.iter().for_each(|leaf| days.push(leaf.sequence, leaf.at, leaf.hash));
        }
    }

    /// Returns the stored heads behind a place, in order, at most `count`.
    ///
    /// # Errors
    /// Faults when the database cannot be reached, or holds what is no head.
    pub(super) async fn heads_behind(&self, sequence: i64, count: u64) -> Result<Vec<SignedHead>, Fault> {
        let stored = store::heads(self.database.connection(), &self.chain, sequence, count).await?;
        stored.into_iter().map(store::signed).collect()
    }

    /// Returns the name of the chain.
    pub fn chain(&self) -> &ChainName {
        &self.chain
    }

    /// Walks the whole chain and says what is wrong with it, and where.
    ///
    /// # Errors
    /// Faults when the database cannot be read. What is wrong with the chain is no fault but a finding.
    pub async fn verify(&self, request: &VerifyRequest) -> Result<Report, Fault> {
        let connection = self.database.connection();
        // Heads first: whatever they name is in the chain by the time that it is walked.
        let mut stored = Vec::new();
        loop {
            let behind = stored.last().map_or(i64::MIN, |head: &StoredHead| head.sequence);
            let heads = store::heads(connection, &self.chain, behind, ROWS_A_STEP).await?;
            if heads.is_empty() {
                break;
            }
            stored.extend(heads);
        }
        let mut walk = Walk::new(self.chain.clone(), &stored, request);
        let mut behind = i64::MIN;
        loop {
            let rows = store::links(connection, &self.chain, behind, ROWS_A_STEP).await?;
            let Some(last) = rows.last() else { break };
            behind = last.sequence;
            let mut sealed = Vec::new();
            for row in &rows {
                sealed.extend(walk.row(row).into_iter().map(|seal| (row.sequence, seal)));
            }
            let references: Vec<_> = sealed.iter().map(|(_, seal)| seal.reference).collect();
            let kept = store::seals_of(connection, &references).await?;
            for (sequence, seal) in sealed {
                walk.personal_data(sequence, &seal, kept.get(&seal.reference));
            }
        }
        let mut signed_meanwhile = BTreeSet::new();
        if let Some(first) = walk.heads_missing().first() {
            let heads = store::heads(connection, &self.chain, first - 1, ROWS_A_STEP).await?;
            signed_meanwhile.extend(heads.into_iter().map(|head| head.sequence));
        }
        Ok(walk.end(&signed_meanwhile))
    }

    /// Proves that an entry is in the log, by the first head that was signed since.
    ///
    /// # Errors
    /// Refuses an entry that is not there or behind the last head, and a log that does not lead to what was signed; faults when the
    /// database cannot be read.
    pub async fn prove(&self, sequence: i64) -> Result<Result<Proven, NotProven>, Fault> {
        let connection = self.database.connection();
        let Some(link) = store::link(connection, &self.chain, sequence).await? else { return Ok(Err(NotProven::NoEntry)) };
        let Some(head) = self.heads_behind(sequence - 1, 1).await?.pop() else { return Ok(Err(NotProven::NotSigned)) };
        let day = day_of(link.at);
        let Some(root) = head.head.day(day).copied() else { return Ok(Err(NotProven::Broken)) };
        let Some((index, mut builder)) =
            u64::try_from(sequence - root.first).ok().and_then(|index| Some((index, PathBuilder::new(index, root.count)?)))
        else {
            return Ok(Err(NotProven::Broken));
        };
        let mut tree = Tree::default();
        let last = root.first + i64::try_from(root.count).unwrap_or(i64::MAX - root.first) - 1;
        let mut behind = root.first - 1;
        loop {
            let leaves = store::leaves(connection, &self.chain, behind, last, ROWS_A_STEP).await?;
            let Some(end) = leaves.last() else { break };
            behind = end.sequence;
            for leaf in leaves {
                tree.push(leaf.hash);
                builder.push(leaf.hash);
            }
        }
        if tree.count() != root.count || tree.root() != root.root {
            return Ok(Err(NotProven::Broken));
        }
        let proof = InclusionProof::new(day, index, root.count, root.root, &builder.path());
        let proven = Proven { link, proof, head };
        Ok(if proven.holds() { Ok(proven) } else { Err(NotProven::Broken) })
    }
}

fn is_due(last: Option<&StoredHead>, now: Timestamp) -> bool {
    let signed_at = last.and_then(|head| Timestamp::from_microsecond(head.signed_at).ok());
    signed_at.is_none_or(|signed_at| now.duration_since(signed_at) >= HEAD_EVERY)
}
