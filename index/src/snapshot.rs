//! One state of the index, with what every query needs of it opened once.

use std::sync::Arc;

use index_core::{analysis::ANALYSERS, bm25::Statistics, plan::Dictionary, spelling::Vocabulary};
use tantivy::{
    DocAddress, DocId, Index, IndexReader, InvertedIndexReader, Searcher, SegmentReader, TantivyDocument, Term,
    columnar::Column,
    query::Bm25StatisticsProvider,
    schema::{Field, Value},
};

use crate::{
    fault::IndexFault,
    meaning::{Meaning, Places},
    schema::{self, Fields},
    stored::Stored,
};

/// One state of the index.
pub(crate) struct Snapshot {
    pub searcher: Searcher,
    pub segments: Vec<Segment>,
    pub slots: [Slot; ANALYSERS],
    fields: Fields,
    pub position: Option<String>,
    /// Where the vectors are, if there are any.
    pub places: Option<Places>,
}

/// The columns of one segment.
pub(crate) struct Segment {
    pub facts: Column<u64>,
    pub validity: Column<u64>,
    pub review: Column<u64>,
    work: Column<u64>,
    text_key: Column<u64>,
    pub record: Column<u64>,
}

/// What is known of the documents of one analyser.
pub(crate) struct Slot {
    field: Field,
    statistics: Statistics,
    vocabulary: Vocabulary,
    inverted: Vec<Arc<InvertedIndexReader>>,
}

impl Snapshot {
    /// Opens the state that the reader sees.
    pub fn take(
        reader: &IndexReader,
        fields: &Fields,
        engine: &Index,
        meaning: Option<Arc<Meaning>>,
    ) -> Result<Snapshot, IndexFault> {
        let searcher = reader.searcher();
        let segments = searcher.segment_readers().iter().map(Segment::open).collect::<Result<_, IndexFault>>()?;
        let mut slots = Vec::with_capacity(ANALYSERS);
        for slot in 0..ANALYSERS {
            slots.push(Slot::open(&searcher, fields, slot)?);
        }
        let slots = slots.try_into().unwrap_or_else(|_| unreachable!("one for each analyser"));
        let position = engine.load_metas()?.payload;
        let mut snapshot = Snapshot { searcher, segments, slots, fields: fields.clone(), position, places: None };
        snapshot.places = meaning.map(|meaning| Places::of(&snapshot, meaning));
        Ok(snapshot)
    }

    /// Returns where all documents are.
    pub fn addresses(&self) -> impl Iterator<Item = DocAddress> {
        let segments = (0u32..).zip(self.searcher.segment_readers());
        segments.flat_map(|(ord, reader)| reader.doc_ids_alive().map(move |doc| DocAddress::new(ord, doc)))
    }

    /// Returns the columns of a document's segment.
    pub fn segment(&self, address: DocAddress) -> &Segment {
        &self.segments[address.segment_ord as usize]
    }

    /// Returns the key of a document's text.
    pub fn text_key(&self, address: DocAddress) -> u64 {
        self.segment(address).text_key.first(address.doc_id).unwrap_or(0)
    }

    /// Reads what is kept of a document.
    pub fn stored(&self, address: DocAddress) -> Result<Stored, IndexFault> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let bytes = document.get_first(self.fields.stored).and_then(|value| value.as_bytes());
        let stored = bytes.and_then(Stored::read);
        stored.ok_or_else(|| IndexFault::Corrupt(tantivy::TantivyError::InternalError("a document cannot be read".to_owned())))
    }
}

impl Segment {
    /// Returns the number of what a document is a passage or a translation of.
    pub fn work(&self, doc: DocId) -> u64 {
        self.work.first(doc).unwrap_or(0)
    }

    fn open(segment: &SegmentReader) -> Result<Segment, IndexFault> {
        let columns = segment.fast_fields();
        Ok(Segment {
            facts: columns.u64(schema::FACTS)?,
            validity: columns.u64(schema::VALIDITY)?,
            review: columns.u64(schema::REVIEW)?,
            work: columns.u64(schema::WORK)?,
            text_key: columns.u64(schema::TEXT_KEY)?,
            record: columns.u64(schema::RECORD)?,
        })
    }
}

impl Slot {
    /// Says whether no document is in a language of this analyser.
    pub fn is_empty(&self) -> bool {
        self.statistics.documents == 0
    }

    fn open(searcher: &Searcher, fields: &Fields, slot: usize) -> Result<Slot, IndexFault> {
        let field = fields.text[slot];
        let name = index_core::analysis::Analyser::in_slot(slot).name();
        let statistics = Statistics {
            documents: searcher.doc_freq(&Term::from_field_text(fields.slot, name))?,
            terms: searcher.total_num_tokens(field)?,
        };
        let mut inverted = Vec::new();
        for segment in searcher.segment_readers() {
            inverted.push(segment.inverted_index(field)?);
        }
        Ok(Slot { field, statistics, vocabulary: read_vocabulary(searcher, fields.words[slot])?, inverted })
    }
}

fn read_vocabulary(searcher: &Searcher, field: Field) -> Result<Vocabulary, IndexFault> {
    let mut words = std::collections::BTreeMap::<String, u32>::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut terms = inverted.terms().stream()?;
        while let Some((term, info)) = terms.next() {
            if let Ok(word) = std::str::from_utf8(term) {
                match words.get_mut(word) {
                    Some(frequency) => *frequency += info.doc_freq,
                    None => drop(words.insert(word.to_owned(), info.doc_freq)),
                }
            }
        }
    }
    Ok(Vocabulary::new(words.iter().map(|(word, frequency)| (word.as_str(), *frequency))))
}

impl Dictionary for Slot {
    fn statistics(&self) -> Statistics {
        self.statistics
    }

    fn document_frequency(&self, stem: &str) -> u64 {
        let term = Term::from_field_text(self.field, stem);
        self.inverted.iter().map(|inverted| u64::from(inverted.doc_freq(&term).unwrap_or(0))).sum()
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }
}

impl Bm25StatisticsProvider for Slot {
    fn total_num_tokens(&self, _: Field) -> tantivy::Result<u64> {
        Ok(self.statistics.terms)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.statistics.documents)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.inverted
            .iter()
            .map(|inverted| inverted.doc_freq(term).map(u64::from))
            .sum::<std::io::Result<u64>>()
            .map_err(Into::into)
    }
}
