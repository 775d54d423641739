//! Candidates from tantivy: the best by BM25 among those that pass the filter, or all under a code.

use std::{cmp::Reverse, collections::BinaryHeap};

use index_core::{plan::Plan, record::Flat};
use tantivy::{
    DocAddress, DocId, DocSet, TERMINATED, Term,
    query::{BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery},
    schema::IndexRecordOption,
};

use crate::{
    document::Review,
    facts::{self, FactFilter, Facts},
    fault::IndexFault,
    schema::Fields,
    snapshot::{Segment, Snapshot},
};

/// A document that may be shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub address: DocAddress,
    pub bm25: f32,
    pub facts: Facts,
}

/// What further a document must be, beyond its facts.
pub(crate) type Extra<'a> = dyn Fn(u32, DocId) -> bool + 'a;

/// Retrieves the best `count` documents for a plan, best first.
pub(crate) fn by_words(
    snapshot: &Snapshot,
    fields: &Fields,
    slot: usize,
    plan: &Plan,
    filter: &FactFilter,
    extra: &Extra<'_>,
    count: usize,
) -> Result<Vec<Candidate>, IndexFault> {
    let Some(query) = query_of(fields, slot, plan) else { return Ok(Vec::new()) };
    let statistics = &snapshot.slots[slot];
    let weight = query.weight(EnableScoring::enabled_from_statistics_provider(statistics, &snapshot.searcher))?;
    let mut best = Best::new(count);
    for (ord, (reader, segment)) in (0u32..).zip(snapshot.searcher.segment_readers().iter().zip(&snapshot.segments)) {
        let alive = reader.alive_bitset();
        weight.for_each_pruning(best.threshold(), reader, &mut |doc, score| {
            if alive.is_none_or(|alive| alive.is_alive(doc)) && extra(ord, doc) {
                let facts = segment.facts(doc);
                if filter.passes(facts, segment.validity(doc)) {
                    best.offer(Candidate { address: DocAddress::new(ord, doc), bm25: score, facts });
                }
            }
            best.threshold()
        })?;
    }
    Ok(best.sorted())
}

pub(crate) fn query_of(fields: &Fields, slot: usize, plan: &Plan) -> Option<Box<dyn Query>> {
    let clause = |stem: &str, boost: f32| -> Box<dyn Query> {
        let term = Term::from_field_text(fields.text[slot], stem);
        let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        if boost == 1.0 { query } else { Box::new(BoostQuery::new(query, boost)) }
    };
    let mut clauses: Vec<_> = plan.alternatives().map(|way| (Occur::Should, clause(&way.stem, way.boost))).collect();
    match clauses.len() {
        0 => None,
        1 => Some(clauses.swap_remove(0).1),
        _ => Some(Box::new(BooleanQuery::new(clauses))),
    }
}

/// Retrieves the documents under a code in the order to show them: those at the code itself first.
pub(crate) fn by_code(
    snapshot: &Snapshot,
    fields: &Fields,
    digits: &str,
    filter: &FactFilter,
    extra: &Extra<'_>,
    count: usize,
) -> Result<Vec<Candidate>, IndexFault> {
    let term = Term::from_field_text(fields.code, digits);
    let mut found: BinaryHeap<(CodeOrder, u32, DocId, u64)> = BinaryHeap::new();
    for (ord, (reader, segment)) in (0u32..).zip(snapshot.searcher.segment_readers().iter().zip(&snapshot.segments)) {
        let inverted = reader.inverted_index(fields.code)?;
        let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { continue };
        let alive = reader.alive_bitset();
        let mut doc = postings.doc();
        while doc != TERMINATED {
            let facts = segment.facts(doc);
            let seen = alive.is_none_or(|alive| alive.is_alive(doc)) && extra(ord, doc);
            if seen && filter.passes(facts, segment.validity(doc)) {
                let (code, len) = segment.code(doc);
                found.push((
                    (len != digits.len(), !facts.kind().is_some_and(|kind| kind.is_nomenclature()), code, len),
                    ord,
                    doc,
                    facts.0,
                ));
                if found.len() > count {
                    found.pop();
                }
            }
            doc = postings.advance();
        }
    }
    let sorted = found.into_sorted_vec();
    Ok(sorted
        .into_iter()
        .map(|(_, ord, doc, facts)| Candidate { address: DocAddress::new(ord, doc), bm25: 0.0, facts: Facts(facts) })
        .collect())
}

/// Not at the code itself, not of the nomenclature, then by code, and the less precise first.
type CodeOrder = (bool, bool, u64, usize);

impl Segment {
    pub fn facts(&self, doc: DocId) -> Facts {
        Facts(self.facts.first(doc).unwrap_or(0))
    }

    pub fn validity(&self, doc: DocId) -> u64 {
        self.validity.first(doc).unwrap_or(0)
    }

    pub fn review(&self, doc: DocId) -> Option<Review> {
        facts::read_review(self.review.first(doc).unwrap_or(0))
    }

    pub fn read_record(&self, doc: DocId, record: &mut Flat) {
        record.read(self.record.values_for_doc(doc));
    }

    fn code(&self, doc: DocId) -> (u64, usize) {
        let code = self.record.values_for_doc(doc).nth(1).unwrap_or(0);
        (code >> 8, usize::from(code as u8))
    }
}

/// The best so many, and the score that the next one has to beat.
struct Best {
    count: usize,
    heap: BinaryHeap<Reverse<Ranked>>,
}

struct Ranked(Candidate);

impl Best {
    fn new(count: usize) -> Best {
        Best { count, heap: BinaryHeap::with_capacity(count + 1) }
    }

    fn threshold(&self) -> f32 {
        if self.heap.len() < self.count { f32::MIN } else { self.heap.peek().map_or(f32::MIN, |least| least.0.0.bm25) }
    }

    fn offer(&mut self, candidate: Candidate) {
        self.heap.push(Reverse(Ranked(candidate)));
        if self.heap.len() > self.count {
            self.heap.pop();
        }
    }

    fn sorted(self) -> Vec<Candidate> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(ranked)| ranked.0).collect()
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Ranked) -> std::cmp::Ordering {
        self.0.bm25.total_cmp(&other.0.bm25).then_with(|| other.0.address.cmp(&self.0.address))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Ranked) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Ranked) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}
