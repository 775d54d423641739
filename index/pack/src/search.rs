//! One search from text to page, as the server does it with words alone: understand, plan, retrieve, rank, show.

use std::sync::Arc;

use index_core::{
    analysis::{ANALYSERS, Analyser, hash},
    confidence::{self, Confidence, Evidence},
    cursor::Cursor,
    document::{DocumentId, Kind, SubjectKey},
    facts::FactFilter,
    order::{sort, sort_by},
    passage::Analysis,
    plan::{Dictionary, Plan},
    query::{Query, beginnings},
    rank::{Judge, REVIEW_OVERDUE},
    record::Flat,
    refusal::SearchRefusal,
    request::{Collapse, DEPTH_MAX, Hit, QUERY_CLAUSES_MAX, SearchPage, SearchRequest, Snippet, Why},
    rules::Target,
    snippet,
};
use thiserror::Error;
use vocabulary::{Language, Timestamp};

use crate::{
    documents::Wanted,
    fault::{PackError, Torn},
    order::{Address, Order, Ranked},
    pack::{Pack, Work},
    records::Analysed,
    segment::Segment,
    standing::Standing,
    texts::entry,
};

/// How many candidates are ranked anew together. Candidates further down stay behind them, in windows of the same size.
const WINDOW: usize = 64;

/// How many candidates are looked at when only the best of each heading or subheading is shown.
const HEADING_CANDIDATES_MIN: usize = 512;

/// How many hits of a code an officer's reference brings.
const REFERENCE_HITS_MAX: usize = 3;

/// A page of hits, with how old it is.
#[derive(Clone, Debug)]
pub struct Found {
    /// The hits.
    pub page: SearchPage,
    /// When the pack was made that they come from.
    pub as_of: Timestamp,
    /// Whether that is past its last day: it has to be shown.
    pub standing: Standing,
}

/// A search without an answer.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum SearchFailure {
    /// The request is at fault.
    #[error(transparent)]
    Refused(#[from] SearchRefusal),
    /// The file is damaged.
    #[error(transparent)]
    Pack(#[from] PackError),
}

impl From<Torn> for SearchFailure {
    fn from(torn: Torn) -> SearchFailure {
        SearchFailure::Pack(Torn::within("the index")(torn))
    }
}

/// The query as one analyser understands it.
struct Understood {
    slot: usize,
    analyser: Analyser,
    query: Query,
    plan: Plan,
    targets: Vec<Target>,
}

/// A document that has a word of the query.
#[derive(Clone, Copy)]
struct Candidate {
    address: Address,
    bm25: f32,
}

/// One search under way.
struct Search<'a, B> {
    pack: &'a Pack<B>,
    request: &'a SearchRequest,
    understood: Vec<Understood>,
    filter: FactFilter,
    wanted: Vec<Wanted>,
}

impl<B: AsRef<[u8]>> Pack<B> {
    /// Answers a search: the same hits in the same order as the server gives with words alone. What is meant otherwise than it is
    /// said, the server finds by its model, and the phone does not.
    ///
    /// # Errors
    /// Refuses what is too long, too large a page, or a cursor of another query; says that the file is damaged.
    pub fn search(&self, request: &SearchRequest, now: Timestamp) -> Result<Found, SearchFailure> {
        let offset = request.check()?;
        let search = Search::prepare(self, request)?;
        let mut work = self.work();
        let ranked = search.ranked(offset + request.first + 1, &mut work)?;
        let has_next = ranked.len() > offset + request.first && offset + request.first < DEPTH_MAX;
        let corrected = search.understood.iter().find_map(|understood| understood.plan.corrected.clone());
        let mut synonyms: Vec<_> = search.understood.iter().flat_map(|understood| &understood.plan.synonyms).copied().collect();
        sort(&mut synonyms);
        synonyms.dedup();
        let mut page = SearchPage { corrected, synonyms, has_next, ..SearchPage::default() };
        for (place, ranked) in ranked.iter().enumerate().skip(offset).take(request.first) {
            page.hits.push(search.show(place + 1, ranked, &mut work)?);
        }
        page.end = (!page.hits.is_empty()).then(|| Cursor::behind(offset + page.hits.len(), request));
        Ok(Found { page, as_of: self.manifest.created, standing: self.standing(now) })
    }

    /// The analysers whose documents may answer. Of those of all languages, the ones that have documents, and the first, which reads a
    /// code even where there are none.
    fn slots(&self, language: Option<Language>) -> Vec<usize> {
        match language {
            Some(language) => vec![Analyser::of(language).slot()],
            None => (0..ANALYSERS).filter(|slot| *slot == 0 || !self.view(*slot).is_empty()).collect(),
        }
    }
}

impl<'a, B: AsRef<[u8]>> Search<'a, B> {
    fn prepare(pack: &'a Pack<B>, request: &'a SearchRequest) -> Result<Search<'a, B>, SearchFailure> {
        let mut understood = Vec::new();
        for slot in pack.slots(request.language) {
            let analyser = request.language.map_or(Analyser::in_slot(slot), Analyser::of);
            let query = match request.meant {
                Some(_) => Query::of_words(&request.text, &analyser),
                None => Query::understand(&request.text, &analyser),
            };
            if query.clauses > QUERY_CLAUSES_MAX {
                return Err(SearchRefusal::TooManyClauses { clauses: query.clauses, clauses_max: QUERY_CLAUSES_MAX }.into());
            }
            let plan = Plan::new(&query, &analyser, &pack.rules, &pack.view(slot));
            let targets = pack.rules.targets(&analyser, &query.words).into_iter().cloned().collect();
            understood.push(Understood { slot, analyser, query, plan, targets });
        }
        let filter = FactFilter::new(request.language, request.as_of, &request.filter);
        let wanted = pack.segments.iter().map(|segment| segment.documents.wanted(&request.filter)).collect();
        Ok(Search { pack, request, understood, filter, wanted })
    }

    /// Returns the best documents in their final order, at most `count`.
    fn ranked(&self, count: usize, work: &mut Work) -> Result<Vec<Ranked>, Torn> {
        let mut order = Order::new(self.request.collapse);
        self.add_code_hits(count, &mut order, work)?;
        self.add_references(count, &mut order, work)?;
        let mut wanted = WINDOW * count.div_ceil(WINDOW).max(1);
        if matches!(self.request.collapse, Collapse::Heading | Collapse::Subheading) {
            wanted = wanted.max(HEADING_CANDIDATES_MIN);
        }
        let before = order.ranked.len();
        let all: Vec<Vec<Candidate>> = self.understood.iter().map(|own| self.candidates(own)).collect::<Result<_, _>>()?;
        loop {
            order.truncate(before);
            let mut retrieved = 0;
            let (mut first, mut later) = (Vec::new(), Vec::<Vec<Ranked>>::new());
            for (at, (understood, candidates)) in self.understood.iter().zip(&all).enumerate() {
                let candidates = &candidates[..candidates.len().min(wanted)];
                retrieved = retrieved.max(candidates.len());
                let mut judge = Judge::of(&understood.plan);
                for (window, candidates) in candidates.chunks(WINDOW).enumerate() {
                    let judged = self.judged(at, understood, &mut judge, candidates, work)?;
                    if window > later.len() {
                        later.push(Vec::new());
                    }
                    window.checked_sub(1).map_or(&mut first, |at| &mut later[at]).extend(judged);
                }
            }
            if self.understood.len() > 1 {
                let score = |ranked: &Ranked| ranked.share * self.trust(ranked.address);
                sort_by(&mut first, |one, other| {
                    score(other).total_cmp(&score(one)).then_with(|| one.place().cmp(&other.place()))
                });
            }
            // Window by window, so that what is further down stays there, however many are wanted.
            for ranked in first.into_iter().chain(later.into_iter().flatten()) {
                order.add(ranked);
            }
            if order.ranked.len() >= count || retrieved < wanted || wanted >= 4 * DEPTH_MAX {
                break;
            }
            wanted *= 4;
        }
        order.ranked.truncate(count);
        Ok(order.ranked)
    }

    /// Returns every document that has a word and passes the filter, the best by BM25 first.
    fn candidates(&self, understood: &Understood) -> Result<Vec<Candidate>, Torn> {
        let statistics = self.pack.view(understood.slot).statistics();
        let mut found = Vec::new();
        for (number, segment) in (0u32..).zip(&self.pack.segments) {
            let Some(slot) = &segment.slots[understood.slot] else { continue };
            let mut scores = vec![0.0f32; segment.documents.len()];
            let mut beyond = false;
            for way in understood.plan.alternatives() {
                slot.each(&way.stem, self.pack.file.as_ref(), |document, frequency| {
                    match (scores.get_mut(document as usize), segment.documents.rows.get(document as usize)) {
                        (Some(score), Some(row)) => *score += statistics.score(way.idf, way.boost, frequency, row.length),
                        _ => beyond = true,
                    }
                })?;
            }
            if beyond {
                return Err(Torn);
            }
            for (document, bm25) in (0u32..).zip(scores).filter(|(_, bm25)| *bm25 > 0.0) {
                let address = Address { segment: number, document };
                if self.passes(segment, address) {
                    found.push(Candidate { address, bm25 });
                }
            }
        }
        sort_by(&mut found, |one, other| other.bm25.total_cmp(&one.bm25).then(one.address.cmp(&other.address)));
        Ok(found)
    }

    fn passes(&self, segment: &Segment, address: Address) -> bool {
        segment.has(address.document)
            && segment.documents.passes(address.document, &self.filter, &self.wanted[address.segment as usize])
    }

    /// The longest beginning of the code that anything lies under.
    fn add_code_hits(&self, count: usize, order: &mut Order, work: &mut Work) -> Result<(), Torn> {
        let Some(code) = self.understood.iter().find_map(|understood| understood.query.code.as_deref()) else { return Ok(()) };
        for digits in beginnings(code) {
            self.add_under(&digits, Why::Code, count, order, work)?;
            if !order.ranked.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// Adds what lies under a code: those at the code itself first, lines before texts, then by code, and the less precise first.
    fn add_under(&self, digits: &str, why: Why, count: usize, order: &mut Order, work: &mut Work) -> Result<(), Torn> {
        let Some((from, until)) = under(digits) else { return Ok(()) };
        let mut found = Vec::new();
        for (number, segment) in (0u32..).zip(&self.pack.segments) {
            for (document, row) in (0u32..).zip(&segment.documents.rows) {
                let len = usize::from(row.code_len);
                if len < digits.len() || !(from..until).contains(&row.code) {
                    continue;
                }
                let address = Address { segment: number, document };
                if self.passes(segment, address) {
                    let line = segment.documents.facts(document).kind().is_some_and(Kind::is_nomenclature);
                    found.push(((len != digits.len(), !line, row.code, len), address));
                }
            }
        }
        sort(&mut found);
        for (_, address) in found.into_iter().take(count) {
            let ranked = self.led_to(address, why, work)?;
            order.add(ranked);
        }
        Ok(())
    }

    fn add_references(&self, count: usize, order: &mut Order, work: &mut Work) -> Result<(), Torn> {
        for target in self.understood.iter().flat_map(|understood| &understood.targets) {
            match target {
                Target::Code(code) => {
                    self.add_under(code.significant(), Why::Reference, count.min(REFERENCE_HITS_MAX), order, work)?;
                }
                Target::Subject(subject) => self.add_subject(subject, order, work)?,
            }
        }
        Ok(())
    }

    /// Adds the first document of a subject. Ids begin with their subject, so that those of one lie together.
    fn add_subject(&self, subject: &str, order: &mut Order, work: &mut Work) -> Result<(), Torn> {
        for (number, segment) in (0u32..).zip(&self.pack.segments) {
            let mut first: Option<u32> = None;
            let from = self.first_from(number, segment, subject, work)?;
            for document in segment.places.by_id.iter().skip(from).copied() {
                let (block, within) = work.reader.block(number, &segment.texts, document, self.pack.file.as_ref())?;
                let entry = entry(&block, within)?;
                if !entry.id.starts_with(subject) {
                    break;
                }
                let address = Address { segment: number, document };
                if entry.subject == subject && self.passes(segment, address) {
                    first = Some(first.map_or(document, |first| first.min(document)));
                }
            }
            if let Some(document) = first {
                let ranked = self.led_to(Address { segment: number, document }, Why::Reference, work)?;
                order.add(ranked);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Returns the place of the first id that is not before a text.
    fn first_from(&self, number: u32, segment: &Segment, text: &str, work: &mut Work) -> Result<usize, Torn> {
        let (mut low, mut high) = (0, segment.places.by_id.len());
        while low < high {
            let middle = low.midpoint(high);
            let document = segment.places.by_id[middle];
            let (block, within) = work.reader.block(number, &segment.texts, document, self.pack.file.as_ref())?;
            if entry(&block, within)?.id < text { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    }

    fn led_to(&self, address: Address, why: Why, work: &mut Work) -> Result<Ranked, Torn> {
        let row = self.segment(address).documents.row(address.document);
        let mut ranked = Ranked::plain(address, why, &Flat::default());
        (ranked.code, ranked.code_len) = (row.code, row.code_len);
        if self.request.collapse == Collapse::Publication {
            let (block, within) = self.block(address, work)?;
            ranked.work = hash(entry(&block, within)?.work);
        }
        Ok(ranked)
    }

    fn block(&self, address: Address, work: &mut Work) -> Result<(Arc<str>, usize), Torn> {
        let texts = &self.segment(address).texts;
        work.reader.block(address.segment, texts, address.document, self.pack.file.as_ref())
    }

    fn segment(&self, address: Address) -> &Segment {
        &self.pack.segments[address.segment as usize]
    }

    /// Judges the candidates of a window, the best first. What judging needs of a text is analysed from it again: kept beside it, it
    /// would be half as large as the texts.
    fn judged(
        &self,
        at: usize,
        understood: &Understood,
        judge: &mut Judge,
        candidates: &[Candidate],
        work: &mut Work,
    ) -> Result<Vec<Ranked>, Torn> {
        let corrected = understood.plan.corrected.is_some();
        let mut near: Vec<&Candidate> = candidates.iter().collect();
        // Neighbours share a block.
        sort_by(&mut near, |one, other| one.address.cmp(&other.address));
        let mut judged = Vec::with_capacity(near.len());
        for candidate in near {
            let address = candidate.address;
            let analysed = match work.records.get(address) {
                Some(analysed) => analysed,
                None => self.analysed(address, understood, work)?,
            };
            let parts = judge.judge(candidate.bm25, &analysed.record);
            let why = match corrected {
                _ if parts.by_reference => Why::Reference,
                true => Why::Spelling,
                false => Why::Words,
            };
            let (share, score) = (confidence::share(parts.score, &understood.plan), parts.score * self.trust(address));
            let work = if self.request.collapse == Collapse::Publication { analysed.work } else { 0 };
            judged.push(Ranked { parts, share, score, work, understood: at, ..Ranked::plain(address, why, &analysed.record) });
        }
        sort_by(&mut judged, |one, other| other.score.total_cmp(&one.score).then_with(|| one.place().cmp(&other.place())));
        Ok(judged)
    }

    /// Analyses a text, and keeps what ranking needs of it.
    fn analysed(&self, address: Address, understood: &Understood, work: &mut Work) -> Result<Arc<Analysed>, Torn> {
        let nomenclature = self.segment(address).documents.facts(address.document).kind().is_some_and(Kind::is_nomenclature);
        let (block, within) = self.block(address, work)?;
        let entry = entry(&block, within)?;
        let analysis = work.analyses[understood.slot].get_or_insert_with(|| Analysis::with(understood.analyser));
        let record = analysis.record(&entry.passage(nomenclature, entry.digits())).into();
        Ok(work.records.keep(address, Analysed { record, work: hash(entry.work) }))
    }

    /// What the score of a text is multiplied by for the age of its review.
    fn trust(&self, address: Address) -> f32 {
        let review = self.segment(address).documents.review(address.document);
        if review.is_some_and(|review| review.is_overdue(self.request.as_of)) { REVIEW_OVERDUE } else { 1.0 }
    }

    fn show(&self, rank: usize, ranked: &Ranked, work: &mut Work) -> Result<Hit, Torn> {
        let address = ranked.address;
        let segment = self.segment(address);
        let (block, within) = self.block(address, work)?;
        let entry = entry(&block, within)?;
        let facts = segment.documents.facts(address.document);
        let understood = &self.understood[ranked.understood];
        let snippet = match self.request.snippet_characters {
            0 => Snippet::default(),
            characters => {
                let analysis = work.analyses[understood.slot].get_or_insert_with(|| Analysis::with(understood.analyser));
                let lights = |hash: u32| understood.plan.alternatives().any(|way| way.hash == hash);
                snippet::cut((entry.body, entry.notes), &understood.analyser, analysis.stems_mut(), lights, characters)
            }
        };
        let nomenclature = facts.kind().is_some_and(Kind::is_nomenclature);
        let plan = &understood.plan;
        let signal = confidence::signal(ranked.parts.score, plan, rank);
        let signal = if nomenclature { signal * confidence::crowding(plan.documents) } else { signal };
        let review = segment.documents.review(address.document);
        let of_words = || Confidence::of(signal, nomenclature, Evidence::Words);
        Ok(Hit {
            id: DocumentId(entry.id.to_owned()),
            subject: SubjectKey(entry.subject.to_owned()),
            kind: facts.kind().unwrap_or(Kind::Publication),
            language: facts.language().unwrap_or(Language::EN),
            title: entry.title.to_owned(),
            path: entry.path.clone(),
            code: entry.code,
            declarable: facts.is_declarable(),
            snippet,
            score: ranked.score,
            signal,
            confidence: if ranked.is_led_to() { Confidence::CERTAIN } else { of_words() },
            why: ranked.why,
            review,
            review_overdue: review.is_some_and(|review| review.is_overdue(self.request.as_of)),
        })
    }
}

/// Returns the codes that begin with some digits, padded to twelve, as numbers: from the first on, before the last.
fn under(digits: &str) -> Option<(u64, u64)> {
    let shift = 10u64.checked_pow(12u32.checked_sub(u32::try_from(digits.len()).ok()?)?)?;
    let first: u64 = digits.parse().ok()?;
    Some((first * shift, (first + 1) * shift))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_some_digits_is_a_range() {
        assert_eq!(under("0901"), Some((90_100_000_000, 90_200_000_000)));
        assert_eq!(under("090121000000"), Some((90_121_000_000, 90_121_000_001)));
        assert_eq!((under(""), under("0901210000000")), (None, None));
    }
}
