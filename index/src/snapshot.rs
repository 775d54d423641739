//! One state of the index, with what every query needs of it opened once.

use std::sync::Arc;

use index_core::{analysis::ANALYSERS, bm25::Statistics, plan::Dictionary, spelling::Vocabulary};
use tantivy::{
    DocId, Index, IndexReader, InvertedIndexReader, Searcher, SegmentReader, Term, columnar::Column,
    query::Bm25StatisticsProvider, schema::Field,
};

use crate::schema::Fields;
use crate::{fault::IndexFault, schema};

/// One state of the index.
pub(crate) struct Snapshot {
    pub searcher: Searcher,
    pub segments: Vec<Segment>,
    pub slots: [Slot; ANALYSERS],
    pub position: Option<String>,
}

/// The columns of one segment.
pub(crate) struct Segment {
    pub facts: Column<u64>,
    pub validity: Column<u64>,
    pub review: Column<u64>,
    pub publication: Column<u64>,
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
    pub fn take(reader: &IndexReader, fields: &Fields, engine: &Index) -> Result<Snapshot, IndexFault> {
        let searcher = reader.searcher();
        let segments = searcher.segment_readers().iter().map(Segment::open).collect::<Result<_, IndexFault>>()?;
        let mut slots = Vec::with_capacity(ANALYSERS);
        for slot in 0..ANALYSERS {
            slots.push(Slot::open(&searcher, fields, slot)?);
        }
        let slots = slots.try_into().unwrap_or_else(|_| unreachable!("one for each analyser"));
        Ok(Snapshot { searcher, segments, slots, position: engine.load_metas()?.payload })
    }
}

impl Segment {
    /// Returns the number of the publication a passage belongs to, if it belongs to one.
    pub fn publication_of(&self, doc: DocId) -> Option<u64> {
        self.publication.first(doc).filter(|number| *number > 0)
    }

    fn open(segment: &SegmentReader) -> Result<Segment, IndexFault> {
        let columns = segment.fast_fields();
        Ok(Segment {
            facts: columns.u64(schema::FACTS)?,
            validity: columns.u64(schema::VALIDITY)?,
            review: columns.u64(schema::REVIEW)?,
            publication: columns.u64(schema::PUBLICATION)?,
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
