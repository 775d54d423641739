//! Sentences that ask to be said, and the answer that those become which stand. Rows CHAT-M3 and CHAT-N2.

use answer::{
    sentence::Span,
    status::Status,
    verify::{self, Draft, Passage, Quote, verify},
};
use vocabulary::{Date, Language};

use super::{
    answer::{Answer, By, Notice, SAID_MAX, SOURCES_MAX, Said, Source, SourceKey},
    data,
    finding::{Finding, FoundFact},
};
use crate::platform::message;

/// Sentences that ask to be said, and what they come from.
pub struct Drafted<'a> {
    finding: &'a Finding,
    /// Each with its place among the sources.
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

    /// Quotes a place of a passage.
    pub fn quote(&mut self, passage: usize, span: Span) {
        self.drafts.push((Draft::Quoted { quote: Quote::at(passage, span) }, self.passages + passage));
    }

    /// Returns how many sentences ask to be said.
    pub fn count(&self) -> usize {
        self.drafts.len()
    }

    /// Says in `answer` what the verifier lets stand, and returns it with how many sentences fell.
    pub fn verified(self, answer: Answer) -> (Answer, usize) {
        let Drafted { finding, drafts, sources, .. } = self;
        let found = finding.passages.iter().map(|found| Passage { text: &found.text, language: found.language });
        let (drafts, places): (Vec<Draft>, Vec<usize>) = drafts.into_iter().unzip();
        let verdict = verify(drafts, &found.collect::<Vec<_>>());
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
            confidence: 0,
        }
    }

    /// Says a sentence that was verified, by a source.
    fn say(&mut self, sentence: &verify::Stands, source: usize, finding: &Finding) {
        let quote = sentence.anchors().first().map(|anchor| (anchor.passage(), anchor.span()));
        let (language, by) = match quote {
            Some((passage, span)) => {
                let language = finding.passages.get(passage).map_or(self.language, |found| found.language);
                (language, By::Quote { source, start: span.start(), end: span.end() })
            }
            None => {
                let slots = sentence.slots().iter().map(|slot| slot.written().to_owned()).collect();
                (self.language, By::Data { source, slots })
            }
        };
        if let Some(source) = self.sources.get_mut(source).filter(|_| self.said.len() < SAID_MAX) {
            source.used = true;
            self.said.push(Said { text: sentence.text().to_owned(), language, by });
        }
    }

    /// Settles what became of the question by what stood, and says in words of ours what has to be said beside it.
    fn settle(&mut self) {
        if matches!(self.status, Status::Answered | Status::Calculated) {
            self.status = match self.said.iter().all(|said| matches!(said.by, By::Data { .. })) {
                _ if self.said.is_empty() => Status::GuardrailsUnsupported,
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
