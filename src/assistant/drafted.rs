//! Sentences that ask to be said, and the answer that those become which stand. Rows CHAT-M3 and CHAT-N2.

use answer::{
    status::Status,
    verify::{self, Draft, verify},
};
use vocabulary::{Date, Language};

use super::{
    answer::{Answer, By, Cited, Notice, SAID_MAX, SOURCES_MAX, Said, Source, SourceKey},
    composer::ComposedBy,
    data,
    finding::{Finding, FoundFact},
};
use crate::platform::message;

/// Sentences that ask to be said, and what they come from.
pub struct Drafted<'a> {
    finding: &'a Finding,
    /// Each with its place among the sources; of a quote, that of the passages.
    drafts: Vec<(Draft, usize)>,
    sources: Vec<Source>,
    /// Where among the sources the passages begin that were found.
    passages: usize,
}

impl<'a> Drafted<'a> {
    /// Begins with the facts that were asked for, and what was found beside them.
    pub fn new(finding: &'a Finding, asked_for: &[FoundFact]) -> Drafted<'a> {
        let mut sources: Vec<Source> = asked_for.iter().map(|found| found.source.clone()).collect();
        let passages = sources.len();
        sources.extend(finding.passages.iter().map(|found| found.source.clone()));
        let beside = finding.facts.iter().filter(|found| asked_for.iter().all(|asked| asked.source.key != found.source.key));
        sources.extend(beside.map(|found| found.source.clone()));
        sources.truncate(SOURCES_MAX);
        Drafted { finding, drafts: Vec::new(), sources, passages }
    }

    /// Says what was worked out.
    pub fn worked_out(&mut self, key: SourceKey, said: Vec<verify::Computed>, day: Date) {
        self.sources.truncate(SOURCES_MAX - 1);
        let at = self.sources.len();
        self.sources.push(Source {
            title: key.to_string(),
            key,
            headings: Vec::new(),
            sha256: String::new(),
            url: None,
            confirmed_on: None,
            is_overdue: false,
            valid_from: day,
            valid_until: None,
            used: false,
        });
        self.drafts.extend(said.into_iter().map(|said| (Draft::Computed(said), at)));
    }

    /// Says the facts that were asked for, which are the first of the sources.
    pub fn facts(&mut self, asked_for: &[FoundFact], language: Language) {
        for (at, found) in asked_for.iter().enumerate() {
            let said = data::of_fact(&found.fact, language, &found.source.key.id()).into_iter();
            // Of several facts each says one thing: which it is and how much.
            let count = if asked_for.len() > 1 { 1 } else { usize::MAX };
            self.drafts.extend(said.take(count).map(|said| (Draft::Computed(said), at)));
        }
    }

    /// Says what was composed of the passages.
    pub fn quote(&mut self, composed: Vec<Draft>) {
        self.drafts.extend(composed.into_iter().map(|draft| (draft, self.passages)));
    }

    /// Returns how many sentences ask to be said.
    pub fn count(&self) -> usize {
        self.drafts.len()
    }

    /// Says in `answer` what the verifier lets stand, and returns it with how many sentences fell.
    pub fn verified(self, answer: Answer) -> (Answer, usize) {
        let Drafted { finding, drafts, sources, .. } = self;
        let (drafts, places): (Vec<Draft>, Vec<usize>) = drafts.into_iter().unzip();
        let verdict = verify(drafts, &finding.quotable());
        let fell: Vec<usize> = verdict.fell.iter().map(|(place, _)| *place).collect();
        let stood = places.iter().enumerate().filter(|(place, _)| !fell.contains(place)).map(|(_, source)| *source);
        let mut answer = Answer { sources, ..answer };
        for (sentence, source) in verdict.answer.iter().flat_map(verify::Answer::sentences).zip(stood) {
            answer.say(sentence, source, finding);
        }
        answer.settle();
        (answer, fell.len())
    }
}

impl Answer {
    /// Begins an answer that says nothing yet.
    pub fn new(status: Status, language: Language, as_of: Date) -> Answer {
        Answer {
            status,
            language,
            as_of,
            said: Vec::new(),
            sources: Vec::new(),
            choices: Vec::new(),
            needs: Vec::new(),
            notices: Vec::new(),
            composed_by: ComposedBy::Rules,
            confidence: 0,
        }
    }

    /// Says a sentence that was verified: one of data by the source at that place, one of quotes by the passages from that place on.
    fn say(&mut self, sentence: &verify::Stands, place: usize, finding: &Finding) {
        let mut language = self.language;
        let mut cited = Vec::new();
        for anchor in sentence.anchors() {
            let Some(found) = finding.passages.get(anchor.passage()) else { continue };
            let span = anchor.span();
            let text = span.of(&found.text).unwrap_or_default().to_owned();
            cited.push(Cited { source: place + anchor.passage(), start: span.start(), end: span.end(), text });
            if !sentence.is_written() {
                language = found.language;
            }
        }
        let sources: Vec<usize> = if cited.is_empty() { vec![place] } else { cited.iter().map(|cited| cited.source).collect() };
        let is_known = sources.iter().all(|source| *source < self.sources.len());
        if !is_known || self.said.len() >= SAID_MAX {
            return;
        }
        let by = match &cited[..] {
            [] => By::Data { source: place, slots: sentence.slots().iter().map(|slot| slot.written().to_owned()).collect() },
            [Cited { source, start, end, .. }] if !sentence.is_written() => {
                By::Quote { source: *source, start: *start, end: *end }
            }
            _ => By::Written { quotes: cited },
        };
        for source in sources {
            if let Some(source) = self.sources.get_mut(source) {
                source.used = true;
            }
        }
        self.said.push(Said { text: sentence.text().to_owned(), language, by });
    }

    /// Settles what became of the question by what stood, and says in words of ours what has to be said beside it.
    fn settle(&mut self) {
        if self.status.is_answer() {
            self.status = match self.said.iter().all(|said| matches!(said.by, By::Data { .. })) {
                _ if self.said.is_empty() => Status::GuardrailsUnsupported,
                _ if self.status == Status::Partial => Status::Partial,
                true => Status::Calculated,
                false => Status::Answered,
            };
        }
        let used = || self.sources.iter().filter(|source| source.used);
        let abroad = self.said.iter().any(|said| matches!(said.by, By::Quote { .. }) && said.language != self.language);
        self.notices.extend(abroad.then_some(Notice::OtherLanguage));
        let stale = used().any(|source| source.is_overdue);
        self.notices.extend(stale.then_some(Notice::StaleSource));
        if !self.status.is_answer() {
            let key = if self.status == Status::Off { "said-search-only".to_owned() } else { key_of(self.status) };
            self.said.splice(0..0, said(&key, self.language));
        }
    }
}

/// Says something of ours, and nothing else.
pub fn ours(status: Status, key: &str, language: Language, day: Date) -> Answer {
    Answer { said: said(key, language).into_iter().collect(), ..Answer::new(status, language, day) }
}

fn said(key: &str, language: Language) -> Option<Said> {
    message::render(language, key, &[]).map(|text| Said { text, language, by: By::Ours })
}

fn key_of(status: Status) -> String {
    format!("said-{}", status.as_str().to_ascii_lowercase().replace('_', "-"))
}
