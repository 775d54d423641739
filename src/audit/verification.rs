//! Walks a chain and says what is wrong with it. Rules only: rows and heads in, findings out.

use std::collections::{BTreeMap, BTreeSet};

use vocabulary::{Date, Timestamp};

use super::{
    chain::{self, ChainName, End, Link},
    day::Days,
    digest::Digest,
    entry::{Object, Outcome},
    finding::{Finding, Place},
    head::{Head, SignedHead},
    key::PublicKey,
    name::Action,
    person::{DatumReference, PersonReference, Sealed},
};

/// How many findings are kept; all are counted. One edit can make a finding of every entry behind it.
const FINDINGS_MAX: usize = 100;

/// The action of the entry that says that a head was signed.
pub const SIGN_HEAD: Action = Action::named("audit.sign-head");
/// The action of the entry that says that personal data was erased.
pub const ERASE: Action = Action::named("audit.erase");

/// What a chain is verified against.
#[derive(Clone, Debug, Default)]
pub struct VerifyRequest {
    /// The keys that heads may be signed with.
    pub keys: Vec<PublicKey>,
    /// The files of heads kept elsewhere, as [`read_heads`](super::read_heads) reads them.
    pub exported: Vec<Vec<Option<SignedHead>>>,
    /// The instant since which a head has to have been signed. Only this shows that all of the machine was put back to an older state,
    /// heads included.
    pub signed_since: Option<Timestamp>,
}

/// What came of verifying a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many entries were walked.
    pub entries: u64,
    /// Where the chain ends.
    pub end: Option<(i64, Digest)>,
    /// How many heads the database holds, and how many were given.
    pub heads: (usize, usize),
    /// The newest head that is signed by a key that was given.
    pub newest_head: Option<(i64, Timestamp)>,
    /// What is wrong, in the order it was met; at most a hundred.
    pub findings: Vec<Finding>,
    /// How many findings there are in all.
    pub findings_count: u64,
    /// How many pieces of personal data are as they were sealed.
    pub personal_data_kept: u64,
    /// How many were erased, with an entry that says so.
    pub personal_data_erased: u64,
}

/// A row of the log as it stands in the database.
#[derive(Clone, Debug)]
pub struct StoredLink {
    pub sequence: i64,
    pub recorded_at: i64,
    pub actor: String,
    pub acting_for: Option<String>,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    pub outcome: String,
    pub request_id: Option<String>,
    pub content: String,
    pub hash: String,
    /// Whom it is listed under.
    pub persons: Vec<String>,
}

/// A head as it stands in the database.
#[derive(Clone, Debug)]
pub struct StoredHead {
    pub sequence: i64,
    pub signed_at: i64,
    pub content: String,
    pub signature: String,
}

/// A chain being walked.
pub struct Walk {
    chain: ChainName,
    heads: BTreeMap<i64, Vec<(Place, Head)>>,
    heads_count: (usize, usize),
    stored_heads: BTreeSet<i64>,
    newest_head: Option<(i64, Timestamp)>,
    signed_since: Option<Timestamp>,
    end: Option<End>,
    entries: u64,
    days: Days,
    /// The days whose tree is not the signed one.
    days_found: BTreeSet<Date>,
    /// The entries that say that a head was signed, where none is stored.
    heads_missing: Vec<i64>,
    /// Sealed data that is gone.
    gone: Vec<(i64, Sealed)>,
    erased_data: BTreeSet<DatumReference>,
    erased_persons: BTreeSet<PersonReference>,
    kept: u64,
    findings: Vec<Finding>,
    findings_count: u64,
}

impl Walk {
    /// Checks the heads by themselves, and begins.
    pub fn new(chain: ChainName, stored: &[StoredHead], request: &VerifyRequest) -> Walk {
        let exported = request.exported.iter().map(Vec::len).sum();
        let mut walk = Walk {
            chain,
            heads: BTreeMap::new(),
            heads_count: (stored.len(), exported),
            stored_heads: BTreeSet::new(),
            newest_head: None,
            signed_since: request.signed_since,
            end: None,
            entries: 0,
            days: Days::default(),
            days_found: BTreeSet::new(),
            heads_missing: Vec::new(),
            gone: Vec::new(),
            erased_data: BTreeSet::new(),
            erased_persons: BTreeSet::new(),
            kept: 0,
            findings: Vec::new(),
            findings_count: 0,
        };
        for row in stored {
            walk.stored_head(row, &request.keys);
        }
        for (file, heads) in (1..).zip(&request.exported) {
            walk.exported_heads(file, heads, &request.keys);
        }
        walk
    }

    fn stored_head(&mut self, row: &StoredHead, keys: &[PublicKey]) {
        let place = Place::Stored;
        self.stored_heads.insert(row.sequence);
        let Ok(head) = serde_json::from_str::<Head>(&row.content) else {
            return self.find(Finding::HeadForged { place, sequence: row.sequence });
        };
        let signed = SignedHead { head, signature: row.signature.clone() };
        if signed.head.sequence != row.sequence {
            let sequence = signed.head.sequence;
            return self.find(Finding::HeadReplayed { place, sequence, expected: row.sequence });
        }
        if signed.head.at.as_microsecond() != row.signed_at || signed.canonical().ok().as_ref() != Some(&row.content) {
            return self.find(Finding::HeadForged { place, sequence: row.sequence });
        }
        self.head(place, &signed, keys);
    }

    fn exported_heads(&mut self, file: usize, heads: &[Option<SignedHead>], keys: &[PublicKey]) {
        let mut newest = 0;
        for (line, head) in (1..).zip(heads) {
            let place = Place::Exported { file, line };
            let Some(signed) = head else {
                self.find(Finding::HeadUnreadable { place });
                continue;
            };
            let sequence = signed.head.sequence;
            if sequence <= newest {
                self.find(Finding::HeadReplayed { place, sequence, expected: newest + 1 });
            }
            newest = newest.max(sequence);
            self.head(place, signed, keys);
        }
    }

    /// Checks whose signature a head has, and keeps it until the walk comes to its place.
    fn head(&mut self, place: Place, signed: &SignedHead, keys: &[PublicKey]) {
        let head = &signed.head;
        let sequence = head.sequence;
        match signed.signed_by(keys) {
            None => self.find(Finding::HeadByUnknownKey { place, sequence, key: head.key.clone() }),
            Some((_, false)) => self.find(Finding::HeadForged { place, sequence }),
            Some((_, true)) if head.chain != self.chain => self.find(Finding::HeadOfAnotherChain { place, sequence }),
            Some((_, true)) => {
                self.newest_head = self.newest_head.max(Some((sequence, head.at)));
                self.heads.entry(sequence).or_default().push((place, head.clone()));
            }
        }
    }

    /// Takes the next row. Returns the seals in it, whose data the caller looks up and hands to [`Walk::personal_data`].
    pub fn row(&mut self, row: &StoredLink) -> Vec<Sealed> {
        self.entries += 1;
        let sequence = row.sequence;
        let expected = self.end.map_or(1, |end| end.sequence + 1);
        if sequence > expected {
            self.find(Finding::Missing { from: expected, to: sequence - 1 });
        }
        let found = chain::hash(&row.content);
        // The chain goes on from the hash that stands there, so that one edit is one finding.
        let hash = row.hash.parse().unwrap_or(found);
        if hash != found {
            self.find(Finding::Edited { sequence });
        }
        let Ok(link) = serde_json::from_str::<Link>(&row.content) else {
            self.find(Finding::Unreadable { sequence });
            let at = self.end.map_or(Timestamp::UNIX_EPOCH, |end| end.at);
            self.step(sequence, hash, at);
            return Vec::new();
        };
        self.columns(row, &link);
        if link.sequence != sequence {
            self.find(Finding::Moved { sequence, belongs: link.sequence });
        }
        if link.previous != self.end.map_or(Digest::ZERO, |end| end.hash) {
            self.find(Finding::Unlinked { sequence });
        }
        if let Some(end) = self.end
            && link.at < end.at
        {
            self.find(Finding::Backdated { sequence, at: link.at, after: end.at });
        }
        self.note(sequence, &link);
        self.step(sequence, hash, link.at);
        link.entry.sealed().copied().collect()
    }

    /// Compares the columns that are searched with what the entry says.
    fn columns(&mut self, row: &StoredLink, link: &Link) {
        let (sequence, entry) = (row.sequence, &link.entry);
        let persons = || entry.persons().iter().map(ToString::to_string).collect::<Vec<_>>();
        let request = entry.request.as_ref().map(|id| id.as_str());
        for (column, agrees) in [
            ("chain", link.chain == self.chain),
            ("recorded_at", link.at.as_microsecond() == row.recorded_at),
            ("actor", entry.actor.to_string() == row.actor),
            ("acting_for", entry.acting_for.map(|person| person.to_string()) == row.acting_for),
            ("action", entry.action.as_str() == row.action),
            ("object_kind", entry.object.kind.as_str() == row.object_kind),
            ("object_id", entry.object.id.as_str() == row.object_id),
            ("outcome", entry.outcome.to_string() == row.outcome),
            ("request_id", request == row.request_id.as_deref()),
            ("person", persons() == row.persons),
        ] {
            if !agrees {
                self.find(Finding::ColumnDiffers { sequence, column });
            }
        }
    }

    /// Takes note of what an entry says of heads and of erasures.
    fn note(&mut self, sequence: i64, link: &Link) {
        let entry = &link.entry;
        if entry.action == SIGN_HEAD && !self.stored_heads.contains(&sequence) {
            self.heads_missing.push(sequence);
        }
        if entry.action == ERASE && entry.outcome == Outcome::Done {
            let id = entry.object.id.as_str();
            if entry.object.kind == Object::DATUM {
                self.erased_data.extend(id.parse::<DatumReference>());
            } else if entry.object.kind == Object::PERSON {
                self.erased_persons.extend(id.parse::<PersonReference>());
            }
        }
    }

    /// Goes on to the next place, and compares the heads that name this one.
    fn step(&mut self, sequence: i64, hash: Digest, at: Timestamp) {
        self.end = Some(End { sequence, hash, at });
        self.days.push(sequence, at, hash);
        for (place, head) in self.heads.remove(&sequence).unwrap_or_default() {
            if head.hash != hash || head.at != at {
                self.find(Finding::HeadDiffers { place, sequence, signed: head.hash });
                continue;
            }
            for root in &head.days {
                // Every head of the day shows it; the first is named.
                if self.days.day(root.day) != Some(*root) && self.days_found.insert(root.day) {
                    self.find(Finding::DayDiffers { place, sequence, day: root.day });
                }
            }
        }
    }

    /// Compares a seal with that of the data kept under its reference: nothing where none is kept, nothing inside where what is kept
    /// cannot be read.
    pub fn personal_data(&mut self, sequence: i64, sealed: &Sealed, kept: Option<&Option<Sealed>>) {
        match kept {
            Some(Some(seal)) if seal == sealed => self.kept += 1,
            Some(_) => self.find(Finding::PersonalDataChanged { sequence, reference: sealed.reference }),
            None => self.gone.push((sequence, *sealed)),
        }
    }

    /// Returns the entries that say that a head was signed, where none was stored when the walk began.
    pub fn heads_missing(&self) -> &[i64] {
        &self.heads_missing
    }

    /// Ends the walk. `signed_meanwhile` are the heads stored since it began.
    pub fn end(mut self, signed_meanwhile: &BTreeSet<i64>) -> Report {
        let end = self.end.map_or(0, |end| end.sequence);
        for (sequence, heads) in std::mem::take(&mut self.heads) {
            for (place, head) in heads {
                self.find(if sequence > end {
                    Finding::Truncated { place, sequence, end }
                } else {
                    Finding::HeadDiffers { place, sequence, signed: head.hash }
                });
            }
        }
        for sequence in std::mem::take(&mut self.heads_missing) {
            if !signed_meanwhile.contains(&sequence) {
                self.find(Finding::HeadMissing { sequence });
            }
        }
        let mut erased = 0;
        for (sequence, Sealed { reference, person, .. }) in std::mem::take(&mut self.gone) {
            if self.erased_data.contains(&reference) || self.erased_persons.contains(&person) {
                erased += 1;
            } else {
                self.find(Finding::PersonalDataLost { sequence, reference, person });
            }
        }
        let newest = self.newest_head.map(|(_, at)| at);
        if self.signed_since.is_some_and(|since| newest < Some(since)) {
            self.find(Finding::HeadsTooOld { newest });
        }
        Report {
            entries: self.entries,
            end: self.end.map(|end| (end.sequence, end.hash)),
            heads: self.heads_count,
            newest_head: self.newest_head,
            findings: self.findings,
            findings_count: self.findings_count,
            personal_data_kept: self.kept,
            personal_data_erased: erased,
        }
    }

    fn find(&mut self, finding: Finding) {
        self.findings_count += 1;
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        }
    }
}
