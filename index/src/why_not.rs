//! Why a code is not the answer: an exclusion, a word that is missing, or only others that fit better.

use index_core::{
    analysis::{Analyser, Stems},
    plan::Group,
    record::{Flat, Section, hash_of, is_excluded},
};
use vocabulary::HsCode;

use crate::{
    SearchIndex,
    document::DocumentId,
    fault::SearchError,
    order::Order,
    request::{Collapse, DEPTH_MAX, SearchRequest, Why},
    search::{Ranked, Search},
    stored::Stored,
};

/// How many lines under a code are looked at.
const LINES_MAX: usize = 50;

/// Why a code is not the first answer to a query.
#[derive(Clone, Debug, PartialEq)]
pub enum WhyNot {
    /// Nothing in force lies under the code, or not in this language.
    NotInForce,
    /// A note of the line excludes words of the query, or sends them to where the first answer lies.
    Note {
        /// The line.
        line: DocumentId,
        /// The sentence of its notes.
        note: String,
    },
    /// The line or a title above it excludes these words of the query.
    Excluded {
        /// The line.
        line: DocumentId,
        /// The words, folded.
        words: Vec<String>,
    },
    /// Neither the line nor anything above it has these words of the query.
    Missing {
        /// The line under the code that has most of the query.
        line: DocumentId,
        /// The words, folded.
        words: Vec<String>,
    },
    /// It has all words, and others fit better.
    Behind {
        /// The line.
        line: DocumentId,
        /// Its place, from 1; `None` beyond the depth that a search goes to.
        rank: Option<usize>,
        /// Its score; 0 where it has no rank.
        score: f32,
        /// What comes first.
        winner: DocumentId,
        /// The score of that.
        winner_score: f32,
    },
    /// It is the first answer.
    First {
        /// The line.
        line: DocumentId,
    },
}

impl SearchIndex {
    /// Says why a code is not the first answer to a query, in the language that is searched.
    ///
    /// # Errors
    /// As [`SearchIndex::search`].
    pub fn why_not(&self, request: &SearchRequest, code: &HsCode) -> Result<WhyNot, SearchError> {
        request.check()?;
        let (snapshot, fields, rules) = (self.snapshot(), self.fields(), self.rules());
        let search = Search::prepare(&snapshot, &fields, &rules, request)?;
        let mut lines = Order::new(Collapse::None, &snapshot.segments);
        search.add_under(code.significant(), Why::Code, LINES_MAX, &mut lines)?;
        let Some(nearest) = search.nearest(&lines.ranked) else { return Ok(WhyNot::NotInForce) };
        let stored = search.snapshot.stored(nearest.line.candidate.address)?;
        let line = DocumentId(stored.id.clone());
        let ranked = search.ranked(DEPTH_MAX, search.near().as_ref())?;
        let under = |ranked: &Ranked| lines.ranked.iter().any(|line| line.candidate.address == ranked.candidate.address);
        let place = ranked.iter().position(under);
        let Some(winner) = ranked.first() else { return Ok(WhyNot::Missing { line, words: nearest.missing }) };
        if place == Some(0) {
            return Ok(WhyNot::First { line });
        }
        let winner_stored = search.snapshot.stored(winner.candidate.address)?;
        if let Some(note) = search.excluding_note(&stored, &winner_stored) {
            return Ok(WhyNot::Note { line, note });
        }
        if !nearest.excluded.is_empty() {
            return Ok(WhyNot::Excluded { line, words: nearest.excluded });
        }
        if !nearest.missing.is_empty() {
            return Ok(WhyNot::Missing { line, words: nearest.missing });
        }
        Ok(WhyNot::Behind {
            line,
            rank: place.map(|place| place + 1),
            score: place.map_or(0.0, |place| ranked[place].score),
            winner: DocumentId(winner_stored.id),
            winner_score: winner.score,
        })
    }
}

/// The line that has most of the query, and what it has not.
struct Nearest<'a> {
    line: &'a Ranked,
    missing: Vec<String>,
    excluded: Vec<String>,
}

impl Search<'_> {
    fn nearest<'l>(&self, lines: &'l [Ranked]) -> Option<Nearest<'l>> {
        let mut record = Flat::default();
        let judged = lines.iter().map(|line| {
            let address = line.candidate.address;
            self.snapshot.segments[address.segment_ord as usize].read_record(address.doc_id, &mut record);
            let has = |group: &Group, excluded: bool| {
                let terms = Section::ALL.into_iter().flat_map(|section| record.terms(section));
                terms
                    .filter(|term| is_excluded(**term) == excluded)
                    .any(|term| group.alternatives.iter().any(|way| way.hash == hash_of(*term)))
            };
            let groups = self.understood.iter().flat_map(|understood| &understood.plan.groups);
            let lacking: Vec<&Group> = groups.filter(|group| !has(group, false)).collect();
            let (excluded, missing): (Vec<&Group>, Vec<&Group>) = lacking.into_iter().partition(|group| has(group, true));
            let words = |groups: Vec<&Group>| groups.into_iter().map(|group| group.word.clone()).collect();
            Nearest { line, missing: words(missing), excluded: words(excluded) }
        });
        judged.min_by_key(|nearest| nearest.missing.len() + nearest.excluded.len())
    }

    /// The first sentence of a line's notes that excludes a word of the query, or that excludes and names the heading or the
    /// chapter of the first answer.
    fn excluding_note(&self, line: &Stored, winner: &Stored) -> Option<String> {
        let named: Vec<String> =
            winner.code.iter().flat_map(|code| [4, 2].map(|len| code.as_str().chars().take(len).collect())).collect();
        let sentences = line.notes.split_inclusive(['.', ';', '\n']).map(str::trim);
        let excludes = |sentence: &&str| {
            self.understood.iter().any(|understood| {
                let analyser: Analyser = understood.analyser;
                let (mut stems, mut tokens) = (Stems::default(), Vec::new());
                analyser.tokens(sentence, true, &mut stems, &mut tokens);
                let mut excluded = tokens.iter().filter(|token| token.excluded).peekable();
                let names = |word: &str| named.iter().any(|code| code == word);
                excluded.peek().is_some()
                    && (excluded.any(|token| understood.lights(stems.hash(token.stem)))
                        || tokens.iter().any(|token| names(stems.word(token.stem))))
            })
        };
        sentences.filter(|sentence| !sentence.is_empty()).find(excludes).map(str::to_owned)
    }
}
