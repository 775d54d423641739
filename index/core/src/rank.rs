//! The order of what was retrieved: the weighted BM25 of retrieval, raised by how a document answers the query as a whole.

use crate::{
    plan::{Origin, Plan},
    record::{Flat, Section, hash_of, is_excluded},
};

/// How much each part raises or lowers the score; fitted on the development half of the judged sets (docs/relevance.md).
const COVERAGE: f32 = 0.75;
const EXACTNESS: f32 = 1.3;
const ADJACENCY: f32 = 1.0;
const LEAD: f32 = 2.0;
const EXCLUDED: f32 = 0.5;

/// What the score of a text is multiplied by once its review is overdue. An eighth less puts it behind an equal text that somebody
/// still answers for, and leaves it before one that has less of the query; nothing is ever left out for its age. It is a rule about
/// trust, not one that can be fitted on judged queries. Row PUB-M4.
pub const REVIEW_OVERDUE: f32 = 0.875;

/// How many terms into a text a word has half its worth as a lead.
const LEAD_HALF: f32 = 20.0;

/// How many words of a query are told apart; `QUERY_CLAUSES_MAX` of the index and the pairs of a script without spaces fit.
const GROUPS_MAX: usize = 64;

/// How a document answers a query, part by part. Shares are of the query's weight, which is the rarity of its words.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// The weighted BM25 of retrieval.
    pub bm25: f32,
    /// The share that stands anywhere in the document.
    pub coverage: f32,
    /// How nearly one title or one reference is the query: the share it has, times the share of it that the query is.
    pub exactness: f32,
    /// Whether that is a reference.
    pub by_reference: bool,
    /// The share of the query's neighbouring words that are neighbours in the document.
    pub adjacency: f32,
    /// The share that stands in the text, less the further on it begins.
    pub lead: f32,
    /// The share that stands in clauses that exclude and nowhere else, and of what the query excludes, the share that is there.
    pub excluded: f32,
    /// The score.
    pub score: f32,
}

/// Judges documents by one plan.
pub struct Judge {
    weights: Vec<f32>,
    ways: Vec<Way>,
    /// One bit for each way, by its hash: most terms of a document are passed over by one look at it.
    ways_at: u64,
    unwanted: Vec<u32>,
    seen: Vec<Seen>,
}

#[derive(Clone, Copy)]
struct Way {
    hash: u32,
    group: usize,
    boost: f32,
}

/// What a document has of one word of the query.
#[derive(Clone, Copy, Default)]
struct Seen {
    boost: f32,
    lead: f32,
    paired: bool,
    excluded: bool,
}

/// What one title, reference or text has.
#[derive(Default)]
struct Run {
    found: usize,
    weight: f32,
    groups: u64,
}

impl Judge {
    /// Prepares to judge by a plan.
    pub fn of(plan: &Plan) -> Judge {
        let groups = plan.groups.iter().take(GROUPS_MAX);
        let whole = groups.clone().map(|group| group.weight).sum::<f32>().max(f32::MIN_POSITIVE);
        let ways = groups.clone().enumerate().flat_map(|(at, group)| {
            group.alternatives.iter().map(move |way| {
                let boost = if way.origin == Origin::Typed { 1.0 } else { way.boost };
                Way { hash: way.hash, group: at, boost }
            })
        });
        let ways: Vec<Way> = ways.collect();
        let hashes = ways.iter().map(|way| way.hash).chain(plan.excluded.iter().copied());
        Judge {
            weights: groups.clone().map(|group| group.weight / whole).collect(),
            ways_at: hashes.fold(0, |set, hash| set | bit(hash)),
            ways,
            unwanted: plan.excluded.clone(),
            seen: vec![Seen::default(); groups.count()],
        }
    }

    /// Judges a document.
    pub fn judge(&mut self, bm25: f32, record: &Flat) -> Parts {
        self.seen.fill(Seen::default());
        let mut parts = Parts { bm25, ..Parts::default() };
        let mut unwanted = 0u64;
        for section in Section::ALL {
            for run in record.terms(section).split(|term| *term == 0) {
                let found = self.look_through(run, section == Section::Body, &mut unwanted);
                if section.names() && found.weight > 0.0 {
                    let exactness = found.weight * (found.found as f32 / run.len() as f32);
                    if exactness > parts.exactness {
                        (parts.exactness, parts.by_reference) = (exactness, section == Section::References);
                    }
                }
            }
        }
        self.sum_up(unwanted, &mut parts);
        parts
    }

    fn look_through(&mut self, run: &[u32], is_text: bool, unwanted: &mut u64) -> Run {
        let mut found = Run::default();
        let mut before = usize::MAX;
        for (at, term) in run.iter().enumerate() {
            let hash = hash_of(*term);
            if self.ways_at & bit(hash) == 0 {
                before = usize::MAX;
                continue;
            }
            let way = self.ways.iter().find(|way| way.hash == hash).copied();
            let Some(way) = way.filter(|_| !is_excluded(*term)) else {
                self.note_excluded(way, hash, is_excluded(*term), unwanted);
                before = usize::MAX;
                continue;
            };
            let seen = &mut self.seen[way.group];
            if is_text && seen.lead == 0.0 {
                seen.lead = way.boost * LEAD_HALF / (LEAD_HALF + at as f32);
            }
            seen.boost = seen.boost.max(way.boost);
            seen.paired |= before != usize::MAX && before + 1 == way.group;
            before = way.group;
            found.found += 1;
            if found.groups & 1 << way.group == 0 {
                found.groups |= 1 << way.group;
                found.weight += self.weights[way.group] * way.boost;
            }
        }
        found
    }

    fn note_excluded(&mut self, way: Option<Way>, hash: u32, excluded: bool, unwanted: &mut u64) {
        match way {
            Some(way) => self.seen[way.group].excluded = true,
            None if excluded => {}
            None => {
                let at = self.unwanted.iter().position(|other| *other == hash);
                *unwanted |= at.map_or(0, |at| 1 << at.min(63));
            }
        }
    }

    fn sum_up(&self, unwanted: u64, parts: &mut Parts) {
        let mut pairs = 0u32;
        for (seen, weight) in self.seen.iter().zip(&self.weights) {
            parts.coverage += seen.boost * weight;
            parts.lead += seen.lead * weight;
            pairs += u32::from(seen.paired);
            if seen.excluded && seen.boost == 0.0 {
                parts.excluded += weight;
            }
        }
        if self.seen.len() > 1 {
            parts.adjacency = pairs as f32 / (self.seen.len() - 1) as f32;
        }
        parts.excluded += unwanted.count_ones() as f32 / self.unwanted.len().max(1) as f32;
        parts.score = score(parts);
    }
}

fn score(parts: &Parts) -> f32 {
    let raised =
        1.0 + COVERAGE * parts.coverage.powi(3) + EXACTNESS * parts.exactness + ADJACENCY * parts.adjacency + LEAD * parts.lead;
    parts.bm25 * raised * (1.0 - EXCLUDED * parts.excluded.min(1.0))
}

fn bit(hash: u32) -> u64 {
    1 << (hash & 63)
}
