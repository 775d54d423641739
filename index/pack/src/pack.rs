//! A pack that is open: the file, what was read of it, and the deltas on top.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use index_core::{
    analysis::{ANALYSERS, Analyser, VERSION},
    bm25::Statistics,
    document::DocumentId,
    order::sort,
    passage::Analysis,
    plan::Dictionary,
    rules::RewriteRules,
    spelling::Vocabulary,
};
use vocabulary::Timestamp;

#[cfg(feature = "duty")]
use crate::duties::Duties;
use crate::{
    bytes::Reading,
    delta,
    documents::Documents,
    envelope::Envelope,
    fault::{PackError, Torn},
    key_list::KeyList,
    manifest::{FileKind, Manifest},
    places::Places,
    records::Records,
    segment::Segment,
    slot::{Run, Slot},
    squeeze,
    standing::Standing,
    taught,
    texts::{TextReader, Texts, entry},
};

/// How many parts are searched at most: the pack and seven deltas. Then the whole pack is better.
pub const SEGMENTS_MAX: usize = 8;

/// How far the clock of a phone may be behind that of the server.
const CLOCKS_APART: std::time::Duration = std::time::Duration::from_secs(86_400);

pub(crate) const DICTIONARY: &str = "dictionary";
pub(crate) const DOCUMENTS: &str = "documents";
pub(crate) const BLOCKS: &str = "blocks";
pub(crate) const TEXTS: &str = "texts";
pub(crate) const PLACES: &str = "places";
pub(crate) const TAUGHT: &str = "taught";
#[cfg(feature = "duty")]
pub(crate) const DUTIES: &str = "duties";
#[cfg(feature = "duty")]
pub(crate) const MEASURES: &str = "measures";
#[cfg(feature = "duty")]
pub(crate) const SENTENCES: &str = "sentences";

/// Returns the name of the part that holds the words of an analyser, and of that with its postings.
pub(crate) fn of_slot(slot: usize) -> (String, String) {
    let name = Analyser::in_slot(slot).name();
    (format!("words.{name}"), format!("postings.{name}"))
}

/// A pack that is open. `B` is the file: mapped into memory, or read.
#[derive(Debug)]
pub struct Pack<B> {
    pub(crate) file: B,
    pub(crate) manifest: Manifest,
    pub(crate) segments: Vec<Segment>,
    pub(crate) rules: RewriteRules,
    #[cfg(feature = "duty")]
    pub(crate) duties: Duties,
    dictionary: std::ops::Range<usize>,
    /// The SHA-256 of the table of contents of the whole pack.
    digest: [u8; 32],
    vocabularies: [OnceLock<Vocabulary>; ANALYSERS],
    work: Mutex<Work>,
}

/// What is kept between queries so that the next one is quicker.
pub(crate) struct Work {
    pub reader: TextReader,
    pub analyses: [Option<Analysis>; ANALYSERS],
    pub records: Records,
}

impl std::fmt::Debug for Work {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Work")
    }
}

impl<B: AsRef<[u8]>> Pack<B> {
    /// Takes in a file that just arrived, by whatever way: everything about it is checked, every part against its hash. `installed` is
    /// the number of the edition that is there, which it has to be newer than.
    ///
    /// # Errors
    /// Says why it is refused; then what was there stays.
    pub fn receive(file: B, keys: &KeyList, installed: Option<u64>, now: Timestamp) -> Result<Pack<B>, PackError> {
        let envelope = Envelope::read(file.as_ref(), keys)?;
        match installed {
            Some(installed) if envelope.manifest.seq <= installed => {
                return Err(PackError::RolledBack { found: envelope.manifest.seq, installed });
            }
            _ => {}
        }
        not_to_come(&envelope.manifest, now)?;
        envelope.check_parts()?;
        Pack::open(file, keys)
    }

    /// Opens a file that was [received](Pack::receive) before and kept where nobody else writes. Its signature is checked, and that its
    /// parts fit together; the parts are not hashed again.
    ///
    /// # Errors
    /// Says why it cannot be used.
    pub fn open(file: B, keys: &KeyList) -> Result<Pack<B>, PackError> {
        let bytes = file.as_ref();
        let envelope = Envelope::read(bytes, keys)?;
        fits(&envelope.manifest)?;
        if envelope.manifest.kind != FileKind::Pack {
            return Err(PackError::Format);
        }
        let body = bytes.len() - envelope.manifest.sections.iter().map(|section| section.len as usize).sum::<usize>();
        let part = |name: &str| envelope.part(name).unwrap_or_default();
        let within = |name: &str| {
            let place = envelope.manifest.place(name).unwrap_or(0..0);
            body + place.start as usize..body + place.end as usize
        };
        let unpacked = |name: &'static str| squeeze::unpack(part(name)).map_err(Torn::within(name));

        let documents = unpacked(DOCUMENTS)?;
        let mut reading = Reading::of(&documents);
        let read = Documents::read(&mut reading, true).and_then(|documents| reading.end().map(|()| documents));
        let documents = read.map_err(Torn::within(DOCUMENTS))?;
        let texts = Texts::read(part(BLOCKS), within(TEXTS), documents.len())?;
        let places = Places::read(&unpacked(PLACES)?, documents.len()).map_err(Torn::within(PLACES))?;
        let mut slots: [Option<Slot>; ANALYSERS] = std::array::from_fn(|_| None);
        for (number, slot) in slots.iter_mut().enumerate() {
            let (words, postings) = of_slot(number);
            if let Some(words) = envelope.part(&words) {
                *slot = Some(Slot::read(words, Run::Within(within(&postings)), bytes)?);
            }
        }
        let rules = taught::read(&unpacked(TAUGHT)?).map_err(Torn::within(TAUGHT))?;
        #[cfg(feature = "duty")]
        let duties = match envelope.part(DUTIES) {
            Some(duties) => Duties::read(duties, envelope.part(SENTENCES), Run::Within(within(MEASURES)), bytes)?,
            None => Duties::none(),
        };
        let (reader, dictionary) = (TextReader::new(part(DICTIONARY))?, within(DICTIONARY));
        Ok(Pack {
            digest: envelope.digest,
            manifest: envelope.manifest,
            segments: vec![Segment::new(documents, slots, texts, places)],
            rules,
            #[cfg(feature = "duty")]
            duties,
            dictionary,
            vocabularies: std::array::from_fn(|_| OnceLock::new()),
            work: Mutex::new(Work { reader, analyses: std::array::from_fn(|_| None), records: Records::default() }),
            file,
        })
    }

    /// Puts what changed on top: from now on the pack stands where the delta says. The bytes of the delta are kept by the host, which
    /// applies them again when it opens the pack the next time.
    ///
    /// # Errors
    /// Says why it is refused; then the pack is as it was.
    pub fn apply(&mut self, delta: &[u8], keys: &KeyList, now: Timestamp) -> Result<(), PackError> {
        let envelope = Envelope::read(delta, keys)?;
        fits(&envelope.manifest)?;
        not_to_come(&envelope.manifest, now)?;
        let FileKind::Delta { from } = envelope.manifest.kind else { return Err(PackError::Format) };
        if envelope.manifest.id != self.manifest.id || envelope.manifest.jurisdiction != self.manifest.jurisdiction {
            return Err(PackError::OtherPack);
        }
        match (self.manifest.seq, envelope.manifest.seq) {
            (installed, found) if found <= installed => return Err(PackError::RolledBack { found, installed }),
            (have, _) if have != from => return Err(PackError::NotNext { from, have }),
            _ => {}
        }
        if self.segments.len() >= SEGMENTS_MAX {
            return Err(PackError::TooManyDeltas(SEGMENTS_MAX - 1));
        }
        envelope.check_parts()?;
        let changes = {
            let mut work = self.work();
            delta::read(&envelope, &self.base(), &mut work.reader)?
        };
        let gone = self.gone(&changes).map_err(Torn::within("the texts"))?;
        for (segment, document) in gone {
            self.segments[segment].take_away(document);
        }
        #[cfg(feature = "duty")]
        if let Some(duties) = changes.duties {
            self.duties.replace(duties);
        }
        self.segments.push(changes.segment);
        self.manifest = Manifest { kind: self.manifest.kind, sections: Vec::new(), ..envelope.manifest };
        self.vocabularies = std::array::from_fn(|_| OnceLock::new());
        Ok(())
    }

    /// Finds what a delta takes away or puts something else in the place of.
    fn gone(&self, changes: &delta::Changes) -> Result<Vec<(usize, u32)>, Torn> {
        let mut gone = Vec::new();
        let mut work = self.work();
        for id in changes.removed.iter().chain(&changes.replaced) {
            for (number, segment) in self.segments.iter().enumerate() {
                let found = segment.find(number as u32, id, &mut work.reader, self.file.as_ref())?;
                gone.extend(found.map(|document| (number, document)));
            }
        }
        Ok(gone)
    }

    /// Returns the table of contents: of the last delta, where there are any.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Says whether what it says is still to be relied on.
    pub fn standing(&self, now: Timestamp) -> Standing {
        Standing::at(now, self.manifest.expires)
    }

    /// Returns how many parts are searched: one, and one more for each delta.
    pub fn segment_count(&self) -> usize {
        self.segments.len()
    }

    /// Returns how many documents there are.
    pub fn document_count(&self) -> usize {
        let of_segment = |segment: &Segment| (0..segment.documents.len() as u32).filter(|at| segment.has(*at)).count();
        self.segments.iter().map(of_segment).sum()
    }

    /// Returns the whole text of a document.
    ///
    /// # Errors
    /// Says that the file is damaged.
    pub fn document(&self, id: &DocumentId) -> Result<Option<Text>, PackError> {
        let mut work = self.work();
        let mut find = || {
            for (number, segment) in self.segments.iter().enumerate() {
                let found = segment.find(number as u32, &id.0, &mut work.reader, self.file.as_ref())?;
                if let Some(document) = found.filter(|document| segment.has(*document)) {
                    let (block, within) = work.reader.block(number as u32, &segment.texts, document, self.file.as_ref())?;
                    let entry = entry(&block, within)?;
                    return Ok(Some(Text {
                        id: id.clone(),
                        title: entry.title.to_owned(),
                        path: entry.path,
                        body: entry.body.to_owned(),
                        notes: entry.notes.to_owned(),
                    }));
                }
            }
            Ok(None)
        };
        find().map_err(Torn::within("the texts"))
    }

    /// Returns every document there is: what a new edition is compared with.
    ///
    /// # Errors
    /// Says that the file is damaged.
    #[cfg(feature = "build")]
    pub fn documents(&self) -> Result<Vec<index_core::document::Document>, PackError> {
        let mut work = self.work();
        let mut all = Vec::new();
        let mut read = || {
            for (number, segment) in (0u32..).zip(&self.segments) {
                for document in (0..segment.documents.len() as u32).filter(|document| segment.has(*document)) {
                    let (block, within) = work.reader.block(number, &segment.texts, document, self.file.as_ref())?;
                    all.push(segment.documents.document(document, &entry(&block, within)?)?);
                }
            }
            Ok(())
        };
        read().map_err(Torn::within("the texts"))?;
        Ok(all)
    }

    /// Returns the whole pack, without the deltas on top of it.
    pub(crate) fn base(&self) -> delta::Base<'_> {
        let file = self.file.as_ref();
        let dictionary = file.get(self.dictionary.clone()).unwrap_or_default();
        delta::Base { digest: self.digest, dictionary, segment: &self.segments[0], file }
    }

    pub(crate) fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what is known of the documents of one analyser.
    pub(crate) fn view(&self, slot: usize) -> View<'_, B> {
        View { pack: self, slot }
    }
}

/// The whole text of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Which document.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// The titles above it, outermost first.
    pub path: Vec<String>,
    /// The text.
    pub body: String,
    /// Notes that belong to it.
    pub notes: String,
}

/// What is known of the documents of one analyser, in all segments.
pub(crate) struct View<'a, B> {
    pack: &'a Pack<B>,
    slot: usize,
}

impl<B: AsRef<[u8]>> View<'_, B> {
    fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.pack.segments.iter().filter_map(|segment| segment.slots[self.slot].as_ref())
    }

    /// Says whether no document is in a language of this analyser.
    pub fn is_empty(&self) -> bool {
        self.slots().all(|slot| slot.statistics.documents == 0)
    }
}

impl<B: AsRef<[u8]>> Dictionary for View<'_, B> {
    fn statistics(&self) -> Statistics {
        self.slots().fold(Statistics::default(), |sum, slot| Statistics {
            documents: sum.documents.saturating_add(slot.statistics.documents),
            terms: sum.terms.saturating_add(slot.statistics.terms),
        })
    }

    fn document_frequency(&self, stem: &str) -> u64 {
        self.slots().map(|slot| u64::from(slot.stems.count(stem))).sum()
    }

    fn vocabulary(&self) -> &Vocabulary {
        self.pack.vocabularies[self.slot].get_or_init(|| {
            let slots = self.pack.segments.iter().filter_map(|segment| segment.slots[self.slot].as_ref());
            let mut words: Vec<(&str, u32)> = slots.flat_map(|slot| slot.words.iter()).collect();
            if self.slots().count() > 1 {
                sort(&mut words);
                words.dedup_by(|later, earlier| {
                    let same = later.0 == earlier.0;
                    earlier.1 = if same { earlier.1.saturating_add(later.1) } else { earlier.1 };
                    same
                });
            }
            Vocabulary::new(words)
        })
    }
}

fn fits(manifest: &Manifest) -> Result<(), PackError> {
    match manifest.analysis {
        VERSION => Ok(()),
        found => Err(PackError::Analysis { found, wanted: VERSION }),
    }
}

/// Refuses what was made after now: whoever steals a key for a day could otherwise date what it signs to the end of its days.
fn not_to_come(manifest: &Manifest, now: Timestamp) -> Result<(), PackError> {
    let latest = now.checked_add(CLOCKS_APART).unwrap_or(Timestamp::MAX);
    if manifest.created <= latest { Ok(()) } else { Err(PackError::NotYet(manifest.created)) }
}
