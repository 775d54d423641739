//! One search from text to page: understand, plan, retrieve, rank, show.

use std::{borrow::Cow, collections::BTreeMap};

use index_core::{
    analysis::{ANALYSERS, Analyser},
    confidence::{self, Confidence, Evidence},
    plan::Plan,
    query::{Query, beginnings},
    rank::{Judge, Parts, REVIEW_OVERDUE},
    record::Flat,
    rules::{RewriteRules, SynonymId, Target},
};
use tantivy::{DocAddress, DocId, Term};
use vocabulary::Language;

use crate::{
    SearchIndex, SearchRefusal,
    cursor::Cursor,
    document::{DocumentId, Kind, Review, SubjectKey},
    facts::FactFilter,
    fault::{IndexFault, SearchError},
    hybrid::Near,
    order::Order,
    request::{Collapse, DEPTH_MAX, Filter, Hit, QUERY_CLAUSES_MAX, SearchPage, SearchRequest, Snippet, Why},
    retrieve::{self, Candidate},
    schema::{self, Fields},
    snapshot::Snapshot,
    snippet,
};

/// How many candidates are ranked anew together. Candidates further down stay behind them, in windows of the same size.
const WINDOW: usize = 64;

/// How many candidates are looked at when only the best of each heading or subheading is shown.
const HEADING_CANDIDATES_MIN: usize = 512;

/// One search under way.
pub(crate) struct Search<'a> {
    pub snapshot: &'a Snapshot,
    pub fields: &'a Fields,
    pub request: &'a SearchRequest,
    pub understood: Vec<Understood>,
    pub filter: FactFilter,
    strings: Vec<StringFilter>,
}

/// The query as one analyser understands it.
pub(crate) struct Understood {
    pub slot: usize,
    pub analyser: Analyser,
    pub query: Query,
    pub plan: Plan,
    pub targets: Vec<Target>,
}

/// A candidate in its final place.
#[derive(Clone, Debug)]
pub(crate) struct Ranked {
    pub candidate: Candidate,
    pub why: Why,
    pub parts: Parts,
    /// Its score as a share of the best that the words could have.
    pub share: f32,
    /// How near its meaning is, where it was looked at.
    pub cosine: Option<f32>,
    /// How much that counts.
    pub meaning_weight: Option<f32>,
    /// What it is ordered by.
    pub score: f32,
    pub code: u64,
    pub code_len: u8,
    pub understood: usize,
}

impl Ranked {
    /// A candidate that was not judged.
    fn plain(candidate: Candidate, why: Why, record: &Flat) -> Ranked {
        let (code, code_len) = (record.code, record.code_len);
        let parts = Parts::default();
        Ranked {
            candidate,
            why,
            parts,
            share: 0.0,
            cosine: None,
            meaning_weight: None,
            score: 0.0,
            code,
            code_len,
            understood: 0,
        }
    }

    /// Whether a code or an officer leads to it: it has no score, and needs none.
    pub fn is_led_to(&self) -> bool {
        matches!(self.why, Why::Code | Why::Reference) && self.parts.bm25 == 0.0
    }

    /// What tells documents apart that are as good as each other.
    pub fn place(&self) -> (u64, u8, DocAddress) {
        (self.code, self.code_len, self.candidate.address)
    }
}

/// Which ordinals of a column pass, segment by segment.
struct StringFilter {
    segments: Vec<Option<(tantivy::columnar::StrColumn, Vec<u64>)>>,
}

impl SearchIndex {
    /// Answers a search.
    ///
    /// # Errors
    /// Refuses what is too long, too large a page, or a cursor of another query; fails where the index does.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchPage, SearchError> {
        let offset = request.check()?;
        let (snapshot, fields, rules) = (self.snapshot(), self.fields(), self.rules());
        let search = Search::prepare(&snapshot, &fields, &rules, request)?;
        let near = search.near();
        let ranked = search.ranked(offset + request.first + 1, near.as_ref())?;
        let has_next = ranked.len() > offset + request.first && offset + request.first < DEPTH_MAX;
        let by_meaning = near.is_some();
        let (corrected, synonyms) = (search.corrected(), search.synonyms());
        let mut page = SearchPage { corrected, synonyms, by_meaning, has_next, ..SearchPage::default() };
        for (place, ranked) in ranked.iter().enumerate().skip(offset).take(request.first) {
            page.hits.push(search.show(place + 1, ranked)?);
        }
        page.end = (!page.hits.is_empty()).then(|| Cursor::behind(offset + page.hits.len(), request));
        Ok(page)
    }
}

impl<'a> Search<'a> {
    /// Understands the query and plans how to answer it.
    pub fn prepare(
        snapshot: &'a Snapshot,
        fields: &'a Fields,
        rules: &RewriteRules,
        request: &'a SearchRequest,
    ) -> Result<Search<'a>, SearchError> {
        Search::understood_by(Query::understand, snapshot, fields, rules, request)
    }

    /// Plans how to answer a query that is understood in a certain way.
    pub(crate) fn understood_by(
        understand: fn(&str, &Analyser) -> Query,
        snapshot: &'a Snapshot,
        fields: &'a Fields,
        rules: &RewriteRules,
        request: &'a SearchRequest,
    ) -> Result<Search<'a>, SearchError> {
        let mut understood = Vec::new();
        for slot in slots(request.language, snapshot) {
            let analyser = request.language.map_or(Analyser::in_slot(slot), Analyser::of);
            let query = match request.meant {
                Some(_) => Query::of_words(&request.text, &analyser),
                None => understand(&request.text, &analyser),
            };
            if query.clauses > QUERY_CLAUSES_MAX {
                return Err(SearchRefusal::TooManyClauses { clauses: query.clauses, clauses_max: QUERY_CLAUSES_MAX }.into());
            }
            let plan = Plan::new(&query, &analyser, rules, &snapshot.slots[slot]);
            let targets = rules.targets(&analyser, &query.words).into_iter().cloned().collect();
            understood.push(Understood { slot, analyser, query, plan, targets });
        }
        let filter = FactFilter::new(request.language, request.as_of, &request.filter);
        let strings = string_filters(snapshot, &request.filter)?;
        Ok(Search { snapshot, fields, request, understood, filter, strings })
    }

    /// Returns the best documents in their final order, at most `count`.
    pub fn ranked(&self, count: usize, near: Option<&Near<'_>>) -> Result<Vec<Ranked>, IndexFault> {
        let mut order = Order::new(self.request.collapse, &self.snapshot.segments);
        self.add_code_hits(count, &mut order)?;
        self.add_references(count, &mut order)?;
        let mut wanted = WINDOW * count.div_ceil(WINDOW).max(1);
        if matches!(self.request.collapse, Collapse::Heading | Collapse::Subheading) {
            wanted = wanted.max(HEADING_CANDIDATES_MIN);
        }
        let before = order.ranked.len();
        loop {
            order.truncate(before);
            let mut retrieved = 0;
            let (mut first, mut later) = (Vec::new(), BTreeMap::<usize, Vec<Ranked>>::new());
            for (at, understood) in self.understood.iter().enumerate() {
                let candidates = self.candidates(understood, wanted)?;
                retrieved = retrieved.max(candidates.len());
                let mut judge = Judge::of(&understood.plan);
                for (window, candidates) in candidates.chunks(WINDOW).enumerate() {
                    let judged = self.judged(at, understood, &mut judge, candidates);
                    if window == 0 { &mut first } else { later.entry(window).or_default() }.extend(judged);
                }
            }
            // Window by window, so that what is further down stays there, however many are wanted.
            for ranked in self.merged(first, near).into_iter().chain(later.into_values().flatten()) {
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

    /// The text whose meaning is looked for: what was typed, with slips corrected where most words are known.
    pub(crate) fn asked_text(&self) -> Cow<'_, str> {
        if let Some(meant) = &self.request.meant {
            return Cow::Borrowed(meant);
        }
        let mostly_known = |understood: &&Understood| {
            let groups = &understood.plan.groups;
            let known = groups.iter().filter(|group| !group.alternatives.is_empty() && !group.is_corrected()).count();
            3 * known >= 2 * groups.len()
        };
        let corrected = self.understood.iter().filter(mostly_known).find_map(|understood| understood.plan.corrected.as_deref());
        corrected.map_or(Cow::Borrowed(&self.request.text), Cow::Borrowed)
    }

    /// Says whether a document passes the filters that are words of the administration.
    pub(crate) fn passes_strings(&self, address: DocAddress) -> bool {
        self.strings.iter().all(|filter| filter.passes(address.segment_ord, address.doc_id))
    }

    fn candidates(&self, understood: &Understood, count: usize) -> Result<Vec<Candidate>, IndexFault> {
        let extra = |segment: u32, doc: DocId| self.strings.iter().all(|filter| filter.passes(segment, doc));
        retrieve::by_words(self.snapshot, self.fields, understood.slot, &understood.plan, &self.filter, &extra, count)
    }

    /// The longest beginning of the code that anything lies under.
    fn add_code_hits(&self, count: usize, order: &mut Order<'_>) -> Result<(), IndexFault> {
        let Some(code) = self.understood.iter().find_map(|understood| understood.query.code.as_deref()) else { return Ok(()) };
        for digits in beginnings(code) {
            self.add_under(&digits, Why::Code, count, order)?;
            if !order.ranked.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// Adds what lies under a code.
    pub fn add_under(&self, digits: &str, why: Why, count: usize, order: &mut Order<'_>) -> Result<(), IndexFault> {
        let extra = |segment: u32, doc: DocId| self.strings.iter().all(|filter| filter.passes(segment, doc));
        let found = retrieve::by_code(self.snapshot, self.fields, digits, &self.filter, &extra, count)?;
        let mut record = Flat::default();
        for candidate in found {
            self.snapshot.segment(candidate.address).read_record(candidate.address.doc_id, &mut record);
            order.add(Ranked::plain(candidate, why, &record));
        }
        Ok(())
    }

    fn add_references(&self, count: usize, order: &mut Order<'_>) -> Result<(), IndexFault> {
        for target in self.understood.iter().flat_map(|understood| &understood.targets) {
            match target {
                Target::Code(code) => self.add_under(code.significant(), Why::Reference, count.min(3), order)?,
                Target::Subject(subject) => self.add_subject(subject, order)?,
            }
        }
        Ok(())
    }

    fn add_subject(&self, subject: &str, order: &mut Order<'_>) -> Result<(), IndexFault> {
        let term = Term::from_field_text(self.fields.subject, subject);
        for (ord, (reader, segment)) in (0u32..).zip(self.snapshot.searcher.segment_readers().iter().zip(&self.snapshot.segments))
        {
            let inverted = reader.inverted_index(self.fields.subject)?;
            let Some(mut postings) = inverted.read_postings(&term, tantivy::schema::IndexRecordOption::Basic)? else { continue };
            let alive = reader.alive_bitset();
            while tantivy::DocSet::doc(&postings) != tantivy::TERMINATED {
                let doc = tantivy::DocSet::doc(&postings);
                let facts = segment.facts(doc);
                if alive.is_none_or(|alive| alive.is_alive(doc)) && self.filter.passes(facts, segment.validity(doc)) {
                    let candidate = Candidate { address: DocAddress::new(ord, doc), bm25: 0.0, facts };
                    order.add(Ranked::plain(candidate, Why::Reference, &Flat::default()));
                    return Ok(());
                }
                tantivy::DocSet::advance(&mut postings);
            }
        }
        Ok(())
    }

    /// Judges the candidates of a window, the best first.
    fn judged(&self, at: usize, understood: &Understood, judge: &mut Judge, candidates: &[Candidate]) -> Vec<Ranked> {
        let mut record = Flat::default();
        let corrected = understood.plan.corrected.is_some();
        let mut judged: Vec<Ranked> = candidates
            .iter()
            .map(|candidate| {
                self.snapshot.segment(candidate.address).read_record(candidate.address.doc_id, &mut record);
                let parts = judge.judge(candidate.bm25, &record);
                let why = match corrected {
                    _ if parts.by_reference => Why::Reference,
                    true => Why::Spelling,
                    false => Why::Words,
                };
                let (share, score) = (confidence::share(parts.score, &understood.plan), parts.score * self.trust(candidate));
                Ranked { parts, share, score, understood: at, ..Ranked::plain(*candidate, why, &record) }
            })
            .collect();
        judged.sort_by(|one, other| other.score.total_cmp(&one.score).then_with(|| one.place().cmp(&other.place())));
        judged
    }

    /// Judges a document that was found by its meaning.
    pub(crate) fn judged_by_meaning(&self, address: DocAddress, cosine: f32) -> Ranked {
        let segment = self.snapshot.segment(address);
        let (facts, mut record) = (segment.facts(address.doc_id), Flat::default());
        segment.read_record(address.doc_id, &mut record);
        let slot = facts.language().map(|language| Analyser::of(language).slot());
        let understood = self.understood.iter().position(|understood| Some(understood.slot) == slot).unwrap_or(0);
        let parts = Judge::of(&self.understood[understood].plan).judge(0.0, &record);
        let candidate = Candidate { address, bm25: 0.0, facts };
        Ranked { parts, cosine: Some(cosine), understood, ..Ranked::plain(candidate, Why::Meaning, &record) }
    }

    /// What the confidence is read at. How likely a text is the answer does not change with its age; only where it stands does.
    fn signal(&self, ranked: &Ranked, rank: usize, nomenclature: bool) -> (f32, Evidence) {
        let plan = &self.understood[ranked.understood].plan;
        let (signal, evidence) = match (ranked.meaning_weight, ranked.cosine) {
            (Some(weight), Some(cosine)) => {
                (((1.0 - weight) * ranked.share + weight * cosine.max(0.0)) / rank as f32, Evidence::WordsAndMeaning)
            }
            _ => (confidence::signal(ranked.parts.score, plan, rank), Evidence::Words),
        };
        (if nomenclature { signal * confidence::crowding(plan.documents) } else { signal }, evidence)
    }

    /// What the score of a text is multiplied by for the age of its review.
    pub fn trust(&self, candidate: &Candidate) -> f32 {
        if self.review(candidate).is_some_and(|review| review.is_overdue(self.request.as_of)) { REVIEW_OVERDUE } else { 1.0 }
    }

    pub(crate) fn review(&self, candidate: &Candidate) -> Option<Review> {
        self.snapshot.segment(candidate.address).review(candidate.address.doc_id)
    }

    pub(crate) fn corrected(&self) -> Option<String> {
        self.understood.iter().find_map(|understood| understood.plan.corrected.clone())
    }

    pub(crate) fn synonyms(&self) -> Vec<SynonymId> {
        let mut used: Vec<SynonymId> = self.understood.iter().flat_map(|understood| &understood.plan.synonyms).copied().collect();
        used.sort_unstable();
        used.dedup();
        used
    }

    fn show(&self, rank: usize, ranked: &Ranked) -> Result<Hit, IndexFault> {
        let stored = self.snapshot.stored(ranked.candidate.address)?;
        let facts = ranked.candidate.facts;
        let snippet = match self.request.snippet_characters {
            0 => Snippet::default(),
            characters => snippet::cut(&stored, &self.understood[ranked.understood], characters),
        };
        let nomenclature = facts.kind().is_some_and(Kind::is_nomenclature);
        let (signal, evidence) = self.signal(ranked, rank, nomenclature);
        let review = self.review(&ranked.candidate);
        let confidence = if ranked.is_led_to() { Confidence::CERTAIN } else { Confidence::of(signal, nomenclature, evidence) };
        Ok(Hit {
            id: DocumentId(stored.id),
            subject: SubjectKey(stored.subject),
            kind: facts.kind().unwrap_or(Kind::Publication),
            language: facts.language().unwrap_or(Language::EN),
            title: stored.title,
            path: stored.path,
            code: stored.code,
            declarable: facts.is_declarable(),
            snippet,
            score: ranked.score,
            signal,
            confidence,
            why: ranked.why,
            review,
            review_overdue: review.is_some_and(|review| review.is_overdue(self.request.as_of)),
        })
    }
}

/// The analysers whose documents may answer. Of those of all languages, the ones that have documents, and the first, which
/// reads a code even where there are none.
fn slots(language: Option<Language>, snapshot: &Snapshot) -> Vec<usize> {
    match language {
        Some(language) => vec![Analyser::of(language).slot()],
        None => (0..ANALYSERS).filter(|slot| *slot == 0 || !snapshot.slots[*slot].is_empty()).collect(),
    }
}

fn string_filters(snapshot: &Snapshot, filter: &Filter) -> Result<Vec<StringFilter>, IndexFault> {
    let authorities: Vec<&str> = filter.authorities.iter().map(|authority| authority.as_str()).collect();
    let types: Vec<&str> = filter.document_types.iter().map(String::as_str).collect();
    let mut filters = Vec::new();
    for (column, values) in [(schema::AUTHORITY, authorities), (schema::DOCUMENT_TYPE, types)] {
        if !values.is_empty() {
            filters.push(StringFilter::open(snapshot, column, &values)?);
        }
    }
    Ok(filters)
}

impl StringFilter {
    fn open(snapshot: &Snapshot, name: &str, values: &[&str]) -> Result<StringFilter, IndexFault> {
        let mut segments = Vec::new();
        for reader in snapshot.searcher.segment_readers() {
            let Some(column) = reader.fast_fields().str(name)? else {
                segments.push(None);
                continue;
            };
            let mut ordinals = Vec::new();
            for value in values {
                ordinals.extend(column.dictionary().term_ord(value).map_err(IndexFault::from)?);
            }
            segments.push(Some((column, ordinals)));
        }
        Ok(StringFilter { segments })
    }

    fn passes(&self, segment: u32, doc: DocId) -> bool {
        let Some(Some((column, ordinals))) = self.segments.get(segment as usize) else { return false };
        column.term_ords(doc).any(|ordinal| ordinals.contains(&ordinal))
    }
}

impl Understood {
    /// Says which stems light up in a text.
    pub fn lights(&self, hash: u32) -> bool {
        self.plan.alternatives().any(|way| way.hash == hash)
    }
}

impl Search<'_> {
    /// Calls `each` for every document that is found and passes the filter, in no order.
    pub fn each_match(
        &self,
        each: &mut dyn FnMut(u32, DocId, crate::facts::Facts) -> Result<(), IndexFault>,
    ) -> Result<(), IndexFault> {
        use tantivy::query::{AllQuery, EnableScoring, Query};
        let code = self.understood.iter().find_map(|understood| understood.query.code.as_deref());
        let mut queries: Vec<Box<dyn Query>> = Vec::new();
        match code {
            Some(code) => queries.push(Box::new(tantivy::query::TermQuery::new(
                Term::from_field_text(self.fields.code, &beginnings(code)[0]),
                tantivy::schema::IndexRecordOption::Basic,
            ))),
            None if self.request.text.trim().is_empty() => queries.push(Box::new(AllQuery)),
            None => queries.extend(
                self.understood
                    .iter()
                    .filter_map(|understood| retrieve::query_of(self.fields, understood.slot, &understood.plan)),
            ),
        }
        for query in queries {
            let weight = query.weight(EnableScoring::disabled_from_searcher(&self.snapshot.searcher))?;
            for (ord, (reader, segment)) in
                (0u32..).zip(self.snapshot.searcher.segment_readers().iter().zip(&self.snapshot.segments))
            {
                let alive = reader.alive_bitset();
                let mut outcome = Ok(());
                weight.for_each_no_score(reader, &mut |docs| {
                    for doc in docs {
                        let facts = segment.facts(*doc);
                        let seen = alive.is_none_or(|alive| alive.is_alive(*doc))
                            && self.strings.iter().all(|filter| filter.passes(ord, *doc));
                        if outcome.is_ok() && seen && self.filter.passes(facts, segment.validity(*doc)) {
                            outcome = each(ord, *doc, facts);
                        }
                    }
                })?;
                outcome?;
            }
        }
        Ok(())
    }
}
