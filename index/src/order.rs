//! The final order of a search: each document once, and of what is shown once only the best.

use std::collections::HashSet;

use tantivy::DocAddress;

use crate::{request::Collapse, search::Ranked, snapshot::Segment};

/// The final order, each document once.
pub(crate) struct Order<'a> {
    collapse: Collapse,
    segments: &'a [Segment],
    seen: HashSet<DocAddress>,
    shown: HashSet<u64>,
    pub ranked: Vec<Ranked>,
}

impl<'a> Order<'a> {
    /// Begins an order in which what `collapse` says is shown once.
    pub fn new(collapse: Collapse, segments: &'a [Segment]) -> Order<'a> {
        Order { collapse, segments, seen: HashSet::new(), shown: HashSet::new(), ranked: Vec::new() }
    }

    /// Adds a document behind the others, unless it is there or what it would show is.
    pub fn add(&mut self, ranked: Ranked) {
        if !self.seen.insert(ranked.candidate.address) {
            return;
        }
        if self.shown_as(&ranked).is_some_and(|place| !self.shown.insert(place)) {
            return;
        }
        self.ranked.push(ranked);
    }

    /// Keeps the first `len`.
    pub fn truncate(&mut self, len: usize) {
        self.ranked.truncate(len);
        self.seen = self.ranked.iter().map(|ranked| ranked.candidate.address).collect();
        self.shown = self.ranked.iter().filter_map(|ranked| self.shown_as(ranked)).collect();
    }

    /// What is shown once only, and this document would show.
    fn shown_as(&self, ranked: &Ranked) -> Option<u64> {
        let address = ranked.candidate.address;
        match self.collapse {
            Collapse::None => None,
            Collapse::Heading => Some(ranked.code / 100_000_000).filter(|heading| *heading > 0),
            Collapse::Subheading => Some(ranked.code / 1_000_000).filter(|subheading| *subheading > 0),
            Collapse::Publication => Some(self.segments[address.segment_ord as usize].work(address.doc_id)),
        }
    }
}
