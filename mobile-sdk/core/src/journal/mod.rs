//! One file in which everything stands that must survive: the outbox, payments that were begun, events nobody has seen. Records are only
//! ever added; when the file grows, what is true now is written anew in its place.

mod frame;
mod seal;
mod state;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use seal::Seal;
pub use state::{Change, State};

use crate::{
    error::FingertipError,
    event::{Event, EventKind},
    host::HostServices,
};

const NAME: &str = "journal";
/// From how many bytes on the file is written anew, where most of it is past.
const COMPACT_BYTES: usize = 128 * 1024;
/// The most that the file may have. What would go beyond is refused, so that it is seen by whoever writes it.
const BYTES_MAX: usize = 4 * 1024 * 1024;

/// What the core keeps, in memory and on the disk.
pub struct Journal {
    host: HostServices,
    seal: Seal,
    inner: Mutex<Inner>,
}

struct Inner {
    state: State,
    /// How many bytes the file has.
    bytes: usize,
    /// How many it had when it was written anew.
    compacted: usize,
    /// Whether the end of the file is not known to be whole: the next change writes it anew.
    is_ragged: bool,
}

impl Journal {
    /// Reads what was kept. What cannot be read is set aside, and an event says so.
    ///
    /// # Errors
    /// When the safe or the folder cannot be opened now.
    pub fn open(host: &HostServices) -> Result<Journal, FingertipError> {
        let seal = Seal::open(host)?;
        let file = host.files.read(NAME).map_err(|failure| storage(&failure))?.unwrap_or_default();
        let found = frame::read(&file);
        let mut state = State::default();
        let mut unread = 0;
        for record in &found.records {
            let changes = seal.unseal(NAME, record).and_then(|plain| read::from_slice::<Vec<Change>>(&plain).ok());
            match changes {
                Some(changes) => changes.into_iter().for_each(|change| state.apply(change)),
                None => unread += record.len(),
            }
        }
        // A record that was being added when the phone went out is no damage: whoever added it was never told that it is there.
        let is_torn = found.lost > 0;
        let is_damaged = unread > 0 || (is_torn && !ends_in_a_torn_record(&file, found.lost));
        let inner = Inner { state, bytes: file.len(), compacted: 0, is_ragged: file.is_empty() || is_torn || is_damaged };
        let journal = Journal { host: host.clone(), seal, inner: Mutex::new(inner) };
        if is_damaged {
            host.files.replace("journal.damaged", &file).map_err(|failure| storage(&failure))?;
            let bytes = i64::try_from(unread + found.lost).unwrap_or(i64::MAX);
            journal.commit(Vec::new(), Some(EventKind::StorageDamaged { bytes }))?;
        }
        Ok(journal)
    }

    /// Looks at what is kept.
    pub fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock().state)
    }

    /// Makes changes, all or none, and with them the event that tells of them. When this returns they are on the disk.
    ///
    /// # Errors
    /// When they are not, or may not be: then nothing changed for this process, and after a restart they may have.
    pub fn commit(&self, changes: Vec<Change>, event: Option<EventKind>) -> Result<(), FingertipError> {
        let mut inner = self.lock();
        self.commit_in(&mut inner, changes, event)
    }

    /// Decides on what is kept and changes it, with nobody between.
    ///
    /// # Errors
    /// As [`Journal::commit`], and what `decide` says.
    pub fn transact<T>(
        &self,
        decide: impl FnOnce(&State) -> Result<(Vec<Change>, Option<EventKind>, T), FingertipError>,
    ) -> Result<T, FingertipError> {
        let mut inner = self.lock();
        let (changes, event, value) = decide(&inner.state)?;
        if !changes.is_empty() || event.is_some() {
            self.commit_in(&mut inner, changes, event)?;
        }
        Ok(value)
    }

    fn commit_in(&self, inner: &mut Inner, mut changes: Vec<Change>, event: Option<EventKind>) -> Result<(), FingertipError> {
        if let Some(kind) = event {
            changes.push(Change::Event(Event { seq: inner.state.next_seq(), at_ms: self.host.clock.now_ms(), kind }));
        }
        let record = self.record(&changes)?;
        let would_be = inner.bytes + record.len();
        let is_grown = would_be > COMPACT_BYTES && would_be > 2 * inner.compacted;
        if inner.is_ragged || is_grown {
            let mut state = inner.state.clone();
            changes.into_iter().for_each(|change| state.apply(change));
            return self.compact(inner, state);
        }
        if would_be > BYTES_MAX {
            return Err(full());
        }
        if let Err(failure) = self.host.files.append(NAME, &record) {
            inner.is_ragged = true;
            return Err(storage(&failure));
        }
        inner.bytes = would_be;
        changes.into_iter().for_each(|change| inner.state.apply(change));
        Ok(())
    }

    fn compact(&self, inner: &mut Inner, state: State) -> Result<(), FingertipError> {
        let mut file = frame::MAGIC.to_vec();
        // A record of its own for each, so that damage to one is no damage to another.
        for change in state.changes() {
            file.extend(self.record(&[change])?);
        }
        if file.len() > BYTES_MAX {
            return Err(full());
        }
        self.host.files.replace(NAME, &file).map_err(|failure| storage(&failure))?;
        *inner = Inner { state, bytes: file.len(), compacted: file.len(), is_ragged: false };
        Ok(())
    }

    fn record(&self, changes: &[Change]) -> Result<Vec<u8>, FingertipError> {
        let plain = serde_json::to_vec(changes).map_err(FingertipError::internal)?;
        let sealed = self.seal.seal(NAME, &plain, &self.host)?;
        if sealed.len() > frame::RECORD_BYTES_MAX {
            return Err(FingertipError::invalid("", "TOO_LARGE", "more than a record may have"));
        }
        Ok(frame::write(&sealed))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing is changed before it is on the disk, so that what a panic left is whole.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether what is lost is the beginning of one last record: its head, or a head whose bytes end with the file.
fn ends_in_a_torn_record(file: &[u8], lost: usize) -> bool {
    let tail = &file[file.len() - lost.min(file.len())..];
    let is_cut_magic = lost == file.len() && frame::MAGIC.starts_with(file);
    let length = tail.get(..4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
    let is_short = length.is_none_or(|length| usize::try_from(length).is_ok_and(|length| length + 8 > tail.len()));
    is_cut_magic || (is_short && frame::read(&[frame::MAGIC, tail].concat()).records.is_empty())
}

fn storage(failure: &crate::host::HostFailure) -> FingertipError {
    FingertipError::Storage { recoverable: true, detail: failure.detail.clone() }
}

fn full() -> FingertipError {
    FingertipError::Storage { recoverable: false, detail: "as much is kept as may be: discard what is done".to_owned() }
}
