//! The order of what was retrieved: the weighted BM25 of retrieval, raised by how a document answers the query as a whole.

use crate::{
    plan::{Origin, Plan},
    record::{Flat, Section, hash_of, is_excluded},
};

/// How a document answers a query, part by part.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// The weighted BM25 of retrieval.
    pub bm25: f32,
    /// Which share of the query's weight the document has.
    pub coverage: f32,
    /// Which share of the query's weight its title, or one title above it, or one reference has alone.
    pub focus: f32,
    /// Which share of that title is the query.
    pub exactness: f32,
    /// Which share of the neighbouring words of the query are neighbours in the document.
    pub adjacency: f32,
    /// Which share of the query's weight stands in clauses that exclude.
    pub excluded: f32,
    /// The score.
    pub score: f32,
}

/// Judges a document.
pub fn judge(plan: &Plan, bm25: f32, record: &Flat) -> Parts {
    let whole: f32 = plan.groups.iter().map(|group| group.weight).sum::<f32>().max(f32::MIN_POSITIVE);
    let mut seen = vec![Seen::default(); plan.groups.len()];
    let mut parts = Parts { bm25, ..Parts::default() };
    let mut pairs = 0u32;
    for section in [Section::Title, Section::Path, Section::References, Section::Body, Section::Notes] {
        let names = matches!(section, Section::Title | Section::Path | Section::References);
        for run in record.terms(section).split(|term| *term == 0) {
            let (mut weight, mut found, mut before) = (0.0, 0u32, usize::MAX);
            let mut in_run = 0u64;
            for term in run {
                let group = plan.group_of(hash_of(*term));
                let Some((group, boost)) = group else {
                    if plan.excluded.contains(&hash_of(*term)) && !is_excluded(*term) {
                        parts.excluded += 1.0 / 4.0;
                    }
                    before = usize::MAX;
                    continue;
                };
                if is_excluded(*term) {
                    seen[group].excluded = true;
                    before = usize::MAX;
                    continue;
                }
                seen[group].boost = seen[group].boost.max(boost);
                if group > 0 && before == group - 1 && !seen[group].paired {
                    seen[group].paired = true;
                    pairs += 1;
                }
                before = group;
                found += 1;
                if group < 64 && in_run & 1 << group == 0 {
                    in_run |= 1 << group;
                    weight += plan.groups[group].weight * boost;
                }
            }
            if names && weight > 0.0 {
                let focus = weight / whole;
                let exactness = focus * (found as f32 / run.len() as f32);
                parts.focus = parts.focus.max(focus);
                parts.exactness = parts.exactness.max(exactness);
            }
        }
    }
    for (seen, group) in seen.iter().zip(&plan.groups) {
        parts.coverage += seen.boost * group.weight / whole;
        if seen.excluded && seen.boost == 0.0 {
            parts.excluded += group.weight / whole;
        }
    }
    if plan.groups.len() > 1 {
        parts.adjacency = pairs as f32 / (plan.groups.len() - 1) as f32;
    }
    parts.score = score(&parts);
    parts
}

#[derive(Clone, Copy, Default)]
struct Seen {
    boost: f32,
    paired: bool,
    excluded: bool,
}

/// How much each part raises or lowers the score; fitted on the development half of the judged sets (docs/relevance.md).
const COVERAGE: f32 = 0.5;
const FOCUS: f32 = 0.3;
const EXACTNESS: f32 = 0.5;
const ADJACENCY: f32 = 0.3;
const EXCLUDED: f32 = 0.5;

fn score(parts: &Parts) -> f32 {
    let raised = 1.0
        + COVERAGE * parts.coverage * parts.coverage
        + FOCUS * parts.focus
        + EXACTNESS * parts.exactness
        + ADJACENCY * parts.adjacency;
    parts.bm25 * raised * (1.0 - EXCLUDED * parts.excluded.min(1.0))
}

impl Plan {
    /// Finds the word of the query that a term of a document answers, and how well.
    fn group_of(&self, hash: u32) -> Option<(usize, f32)> {
        self.groups.iter().enumerate().find_map(|(at, group)| {
            let way = group.alternatives.iter().find(|way| way.hash == hash)?;
            Some((at, if way.origin == Origin::Typed { 1.0 } else { way.boost }))
        })
    }
}
