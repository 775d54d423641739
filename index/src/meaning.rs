//! Finding by meaning: a model, the vectors it has made of what is indexed, and which documents they stand for.

use std::sync::Arc;

use tantivy::DocAddress;
use vectors::{Embedding, Encoder, ModelCard, Side, Vectors};
use vocabulary::Language;

use crate::{
    SearchIndex,
    document::Document,
    facts::{FactFilter, language_number},
    fault::IndexFault,
    snapshot::Snapshot,
    stored::Stored,
};

/// How many passages are looked at by their meaning.
const NEAREST_MAX: usize = 100;

/// Of how many documents the spread of the cosines is taken.
const SAMPLE_MAX: usize = 512;

/// A model, and the vectors it has made.
pub struct Meaning {
    encoder: Arc<dyn Encoder>,
    vectors: Vectors,
}

/// A text that has no vector yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The key its vector is kept under.
    pub key: u64,
    /// The text.
    pub text: String,
}

/// How much of what is indexed can be found by its meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// How many documents have a vector.
    pub read: usize,
    /// How many there are.
    pub documents: usize,
}

impl Meaning {
    /// Puts a model and its vectors together.
    pub fn new(encoder: Arc<dyn Encoder>, vectors: Vectors) -> Meaning {
        Meaning { encoder, vectors }
    }

    /// Returns the vectors.
    pub fn vectors(&self) -> &Vectors {
        &self.vectors
    }

    /// Returns the model.
    pub fn encoder(&self) -> &Arc<dyn Encoder> {
        &self.encoder
    }

    /// Returns what the model is.
    pub fn card(&self) -> &ModelCard {
        self.encoder.card()
    }
}

impl SearchIndex {
    /// Finds by meaning from now on, for all clones at once; by words alone where there is none.
    ///
    /// # Errors
    /// Fails where the disk does.
    pub fn set_meaning(&self, meaning: Option<Arc<Meaning>>) -> Result<(), IndexFault> {
        self.shared.meaning.store(meaning);
        self.refresh()
    }

    /// Says how much can be found by its meaning; nothing where there is no model.
    pub fn reading(&self) -> Option<Reading> {
        let snapshot = self.snapshot();
        let places = snapshot.places.as_ref()?;
        Some(Reading { read: places.documents.len(), documents: snapshot.searcher.num_docs() as usize })
    }

    /// Returns texts of documents that have no vector among `vectors`, each once, at most `count`.
    ///
    /// # Errors
    /// Fails where the disk does.
    pub fn unread(&self, vectors: Option<&Vectors>, count: usize) -> Result<Vec<Unread>, IndexFault> {
        let snapshot = self.snapshot();
        let mut unread: Vec<Unread> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for address in snapshot.addresses() {
            if unread.len() == count {
                break;
            }
            let key = snapshot.text_key(address);
            if vectors.is_some_and(|vectors| vectors.row_of(key).is_some()) || !seen.insert(key) {
                continue;
            }
            unread.push(Unread { key, text: text_of_stored(&snapshot.stored(address)?) });
        }
        Ok(unread)
    }

    /// Returns the keys of all texts that are indexed, each once.
    pub fn text_keys(&self) -> Vec<u64> {
        let snapshot = self.snapshot();
        let mut keys: Vec<u64> = snapshot.addresses().map(|address| snapshot.text_key(address)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// Which documents of a snapshot the rows stand for.
pub(crate) struct Places {
    meaning: Arc<Meaning>,
    /// Row and document, in the order of the rows.
    documents: Vec<(u32, DocAddress)>,
    /// Work, language and when it is in force, of all documents, in order and each once.
    editions: Vec<(u64, u64, u64)>,
}

/// A question as it is compared.
pub(crate) struct Asked<'a> {
    places: &'a Places,
    question: Embedding,
}

impl Places {
    /// Looks up the row of every document.
    pub fn of(snapshot: &Snapshot, meaning: Arc<Meaning>) -> Places {
        let row = |address| Some((meaning.vectors.row_of(snapshot.text_key(address))?, address));
        let mut documents: Vec<(u32, DocAddress)> = snapshot.addresses().filter_map(row).collect();
        documents.sort_unstable();
        let edition = |address: DocAddress| {
            let (segment, doc) = (snapshot.segment(address), address.doc_id);
            (segment.work(doc), segment.facts(doc).language_number(), segment.validity(doc))
        };
        let mut editions: Vec<(u64, u64, u64)> = snapshot.addresses().map(edition).collect();
        editions.sort_unstable();
        editions.dedup();
        Places { meaning, documents, editions }
    }

    /// Says whether nothing has a vector.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Reads a question.
    pub fn ask(&self, text: &str) -> Asked<'_> {
        Asked { places: self, question: self.meaning.encoder.encode(text, Side::Question) }
    }

    fn at(&self, row: u32) -> impl Iterator<Item = DocAddress> {
        let from = self.documents.partition_point(|(other, _)| *other < row);
        self.documents[from..].iter().take_while(move |(other, _)| *other == row).map(|(_, address)| *address)
    }
}

impl Asked<'_> {
    /// Says whether the model has learnt a language.
    pub fn knows(&self, language: Language) -> bool {
        self.places.meaning.card().knows(language)
    }

    /// Says whether a work is there in a language, in force on the day of a filter.
    pub fn has_edition(&self, work: u64, language: Language, filter: &FactFilter) -> bool {
        let language = language_number(language);
        let editions = &self.places.editions;
        let from = editions.partition_point(|(other, tongue, _)| (*other, *tongue) < (work, language));
        let same = editions[from..].iter().take_while(|(other, tongue, _)| (*other, *tongue) == (work, language));
        same.into_iter().any(|(_, _, validity)| filter.in_force(*validity))
    }

    /// Returns the documents nearest in meaning, of those that pass, the nearest first.
    pub fn nearest(&self, passes: impl Fn(DocAddress) -> bool) -> Vec<(DocAddress, f32)> {
        let vectors = &self.places.meaning.vectors;
        let near = vectors.scan(&self.question, |row| self.places.at(row).any(&passes), NEAREST_MAX);
        near.into_iter()
            .flat_map(|near| {
                self.places.at(near.row).filter(|address| passes(*address)).map(move |address| (address, near.cosine))
            })
            .collect()
    }

    /// Returns the mean and the standard deviation of how near documents are, of a sample spread evenly over all.
    pub fn spread(&self) -> (f32, f32) {
        let (vectors, documents) = (&self.places.meaning.vectors, &self.places.documents);
        let every = documents.len().div_ceil(SAMPLE_MAX).max(1);
        let cosines = vectors.cosines(&self.question, documents.iter().step_by(every).map(|(row, _)| *row));
        let count = cosines.len().max(1) as f32;
        let mean = cosines.iter().sum::<f32>() / count;
        let deviation = (cosines.iter().map(|cosine| (cosine - mean).powi(2)).sum::<f32>() / count).sqrt();
        (mean, deviation)
    }

    /// Returns how near a document is, if it has a vector.
    pub fn cosine(&self, snapshot: &Snapshot, address: DocAddress) -> Option<f32> {
        let vectors = &self.places.meaning.vectors;
        vectors.cosine(&self.question, vectors.row_of(snapshot.text_key(address))?)
    }
}

/// The key of a document's text: the same for the same text, whatever else is known of it.
pub(crate) fn key(document: &Document) -> u64 {
    hash(&text(&document.path, &document.title, &document.body))
}

fn text_of_stored(stored: &Stored) -> String {
    text(&stored.path, &stored.title, &stored.body)
}

/// The text that is read: a passage below its titles.
fn text(path: &[String], title: &str, body: &str) -> String {
    let parts = path.iter().map(String::as_str).chain([title, body]);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// FNV-1a: the same in every process that reads the index.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
