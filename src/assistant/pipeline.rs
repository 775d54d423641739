//! The way from a question to its answer, stage by stage, without a language model. Rows CHAT-M1, CHAT-N1, SEC-CHAT-01.
//!
//! Nothing on this way writes: what is published is read, and what was found is said. What a text or a question tells the assistant to do
//! is words like any others.

use answer::{
    confidence::{Decision, Fits, Judgement},
    evidence::{self, Candidate},
    intake::{Question, QuestionError},
    intent::{self, Intent, Told},
    redact::{self, Forms},
    sentence::{self, Sentence, Span},
    status::Status,
    verify::{self, Draft, Passage, Quote, verify},
    when::{self, AsOf},
};
use index::Kind;
use vocabulary::{Date, Language};

use super::{
    answer::{Answer, By, CHOICES_MAX, Choice, Notice, SAID_MAX, SOURCES_MAX, Said, Source, SourceKey},
    computing::{self, Computed},
    data,
    finding::{Finding, FoundFact},
    goods::{Countries, GoodsSaid},
    mode::ChatMode,
    refusal::Refusal,
    service::At,
    stage::{Notes, Stage, StageNote},
};
use crate::{
    fact::{Body, Facts},
    platform::{fault::Fault, message},
    publication::Publications,
    search::{Mode, Search},
    tariff::{book::Books, estimate::Estimates},
};

/// What is published, and how it is found and worked out. Cheap to clone.
#[derive(Clone)]
pub struct Answering {
    /// Finds.
    pub search: Search,
    /// Texts.
    pub publications: Publications,
    /// Fees, forms, offices.
    pub facts: Facts,
    /// Works duties out.
    pub estimates: Estimates,
    /// Names countries.
    pub books: Books,
}

/// A question that was read, and what it is after.
pub struct Asked {
    question: String,
    is_redacted: bool,
    language: Language,
    before: Option<String>,
    mode: ChatMode,
    told: Told,
    day: AsOf,
    days: Vec<Date>,
    notes: Notes,
}

impl Asked {
    /// Reads a question: makes it harmless, takes personal data out, and tells what it is after and of which day.
    ///
    /// # Errors
    /// Refuses one that says nothing, and one that is too long.
    pub fn read(
        typed: &str,
        language: Language,
        as_of: Option<Date>,
        before: Option<String>,
        mode: ChatMode,
        at: At,
    ) -> Result<Asked, Refusal> {
        let mut notes = Notes::begin();
        let question = Question::read(typed).map_err(|error| match error {
            QuestionError::Empty => Refusal::Empty,
            QuestionError::TooLong { characters, characters_max } => {
                Refusal::TooLong { found: characters, limit: characters_max }
            }
        })?;
        notes.end(Stage::Intake, format_args!("{} unseen", question.stripped()));
        let redacted = redact::redact(question.text(), &Forms::default());
        notes.end(Stage::Redact, format_args!("{} taken out", redacted.found.len()));
        let told = intent::read(&redacted.text, language);
        notes.end(Stage::Intent, format_args!("{:?}", told.intent));
        let mut days: Vec<Date> = when::days(&redacted.text, language, at.today).into_iter().map(|named| named.day).collect();
        days.sort_unstable();
        days.dedup();
        let day = as_of.map_or_else(|| when::as_of(&redacted.text, language, at.today), AsOf::Day);
        notes.end(Stage::Day, format_args!("{day:?}"));
        let before = before.filter(|_| told.follows);
        notes.end(Stage::Memory, if before.is_some() { "follows" } else { "stands alone" });
        let is_redacted = !redacted.found.is_empty();
        Ok(Asked { question: redacted.text, is_redacted, language, before, mode, told, day, days, notes })
    }

    /// Returns the question without personal data.
    pub fn question(&self) -> &str {
        &self.question
    }

    /// Returns what becomes of a question that nothing has to be found for, and the text of ours that says so.
    fn settled(&self) -> Option<(Status, &'static str)> {
        match self.mode {
            ChatMode::Off => return Some((Status::Off, "said-off")),
            ChatMode::EnquiryOnly => return Some((Status::Off, "said-enquiry-only")),
            ChatMode::Full | ChatMode::SearchOnly => {}
        }
        match self.told.intent {
            Intent::Crisis => Some((Status::GuardrailsCrisis, "said-guardrails-crisis")),
            Intent::Person => Some((Status::Redirected, "said-person")),
            Intent::Evasion(_) => Some((Status::GuardrailsEvasion, "said-guardrails-evasion")),
            Intent::Instruction => Some((Status::GuardrailsInstruction, "said-guardrails-instruction")),
            Intent::Abuse => Some((Status::GuardrailsAbuse, "said-guardrails-abuse")),
            Intent::Greeting | Intent::Thanks => Some((Status::Courtesy, "said-courtesy")),
            Intent::OwnCase => Some((Status::SignInNeeded, "said-sign-in-needed")),
            Intent::Duty | Intent::Document | Intent::Procedure | Intent::Office | Intent::Deadline | Intent::General => None,
        }
    }
}

impl Answering {
    /// Answers a question: nothing is said that no source says.
    ///
    /// # Errors
    /// Faults when what is published cannot be read.
    pub async fn answer(&self, asked: Asked, at: At) -> Result<(Answer, Vec<StageNote>), Fault> {
        let Asked { question, is_redacted, language, before, mode, told, day, days, mut notes } = match asked.settled() {
            Some((status, key)) => return Ok(asked.plain(status, key, at)),
            None => asked,
        };
        let day = match day {
            AsOf::Today => at.today,
            AsOf::Day(day) => day,
            AsOf::Several => {
                notes.end(Stage::Decide, Status::Clarify.as_str());
                let choice = |day: &Date| Choice { label: day.to_string(), question: question.clone(), as_of: Some(*day) };
                let choices = days.iter().take(CHOICES_MAX).map(choice).collect();
                let answer = Answer { choices, ..ours(Status::Clarify, "said-clarify", language, at.today) };
                return Ok((answer, notes.done()));
            }
        };
        let mut notices = Vec::new();
        notices.extend(is_redacted.then_some(Notice::Redacted));
        notices.extend((day != at.today).then_some(Notice::OtherDay));
        notices.extend((self.search.mode() == Mode::Words).then_some(Notice::WordsOnly));

        let computed = match told.intent {
            Intent::Duty => self.compute(&question, language, day, at).await?,
            _ => Computed::Nothing,
        };
        notes.end(Stage::Compute, computed.verdict());

        let (finding, judgement) = self.surest(&question, before.as_deref(), language, day, at).await?;
        notes.end(Stage::Retrieve, format_args!("{} passages, {} facts", finding.passages.len(), finding.facts.len()));

        let asked_for = match kind_of(told.intent) {
            Some(kind) => self.facts_asked_for(&question, kind, language, day, at.now).await?,
            None => Vec::new(),
        };
        let mut draft = Drafted::new(&finding, &asked_for);
        let mut needs = Vec::new();
        let status = match computed {
            Computed::Due { code, said } => {
                draft.worked_out(SourceKey::Tariff { code }, said, day);
                notices.push(Notice::NotBinding);
                Status::Calculated
            }
            Computed::Needs(asked) => {
                needs = asked;
                Status::NeedsInput
            }
            Computed::Nothing if mode == ChatMode::SearchOnly => Status::Off,
            Computed::Nothing if disagree(&asked_for) => {
                notices.push(Notice::Conflict);
                draft.facts(&asked_for, language);
                Status::ConflictingSources
            }
            Computed::Nothing => match judgement.decision {
                Decision::Answer => {
                    draft.facts(&asked_for, language);
                    self.quotes(&mut draft, &question).await?;
                    Status::Answered
                }
                Decision::Show => Status::ShownOnly,
                Decision::Abstain if finding.is_empty() => Status::UnanswerableNothingFound,
                Decision::Abstain => Status::UnanswerableUnsure,
            },
        };
        notes.end(Stage::Evidence, format_args!("{} sentences", draft.drafts.len()));

        let passages: Vec<Passage<'_>> =
            finding.passages.iter().map(|found| Passage { text: &found.text, language: found.language }).collect();
        let (drafts, places) = draft.drafts.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        let verdict = verify(drafts, &passages);
        notes.end(Stage::Verify, format_args!("{} fell", verdict.fell.len()));

        let mut answer = Answer { notices, needs, confidence: thousandths(&judgement), ..Answer::new(status, language, day) };
        answer.sources = draft.sources;
        let fell: Vec<usize> = verdict.fell.iter().map(|(place, _)| *place).collect();
        let stood = (0..places.len()).filter(|place| !fell.contains(place)).map(|place| places[place]);
        for (sentence, place) in verdict.answer.iter().flat_map(verify::Answer::sentences).zip(stood) {
            answer.say(sentence, place, &finding);
        }
        answer.settle();
        notes.end(Stage::Decide, answer.status.as_str());
        Ok((answer, notes.done()))
    }

    async fn compute(&self, question: &str, language: Language, day: Date, at: At) -> Result<Computed, Fault> {
        let Some(book) = self.books.on(day, at.now).await? else { return Ok(Computed::Nothing) };
        let mut countries = Countries::default();
        for (country, names) in book.countries() {
            let spoken = [language, Language::EN].into_iter().filter_map(|spoken| names.exactly(spoken));
            countries.extend(spoken.map(|name| (name.to_lowercase(), country)));
        }
        let said = GoodsSaid::read(question, &countries);
        computing::duty(&self.estimates, &said, day, at.now, language).await
    }

    /// Finds what may answer a question by itself and, where it leans on the one before, together with that; and takes the surer.
    async fn surest(
        &self,
        question: &str,
        before: Option<&str>,
        language: Language,
        day: Date,
        at: At,
    ) -> Result<(Finding, Judgement), Fault> {
        let fits = Fits::shipped();
        let alone = self.find(question, language, day, at.now).await?;
        let judged = fits.judge(&alone.signals);
        let Some(before) = before else { return Ok((alone, judged)) };
        let together = self.find(&format!("{question} {before}"), language, day, at.now).await?;
        let judged_together = fits.judge(&together.signals);
        let is_surer = judged_together.probability > judged.probability;
        Ok(if is_surer { (together, judged_together) } else { (alone, judged) })
    }

    /// Chooses the sentences that answer the question, out of the passages that were found.
    async fn quotes(&self, draft: &mut Drafted<'_>, question: &str) -> Result<(), Fault> {
        let passages = &draft.finding.passages[..draft.finding.passages.len().min(evidence::PASSAGES_MAX)];
        let cut: Vec<Vec<Sentence>> = passages.iter().map(|found| sentence::cut(&found.text, found.language)).collect();
        let texts: Vec<String> = passages
            .iter()
            .zip(&cut)
            .flat_map(|(found, sentences)| sentences.iter().filter_map(|sentence| sentence.span.of(&found.text)))
            .map(str::to_owned)
            .collect();
        let cosines = self.search.cosines(question.to_owned(), texts).await?;
        let mut rest = cosines.as_deref();
        let candidates: Vec<Candidate<'_>> = passages
            .iter()
            .zip(&cut)
            .map(|(found, sentences)| {
                let own = rest.map(|all| all.split_at(sentences.len().min(all.len())));
                rest = own.map(|(_, rest)| rest);
                Candidate {
                    text: &found.text,
                    language: found.language,
                    terms: &found.terms,
                    fit: found.fit,
                    sentences,
                    cosines: own.map(|(own, _)| own),
                }
            })
            .collect();
        let meaning = if cosines.is_some() { draft.finding.meaning } else { 0.0 };
        let mut shown: Vec<(usize, Span)> = Vec::new();
        for chosen in evidence::choose(&candidates, meaning) {
            for span in chosen.companion.into_iter().chain([chosen.span]) {
                if !shown.contains(&(chosen.passage, span)) {
                    shown.push((chosen.passage, span));
                }
            }
        }
        for (passage, span) in shown {
            draft.quote(passage, span);
        }
        Ok(())
    }
}

/// Sentences that ask to be said, and what they come from.
struct Drafted<'a> {
    finding: &'a Finding,
    /// Each with its place among the sources.
    drafts: Vec<(Draft, usize)>,
    sources: Vec<Source>,
    /// Where the passages that were found stand among the sources.
    passages: Vec<usize>,
}

impl<'a> Drafted<'a> {
    /// Begins with the facts that were asked for, and what was found beside them.
    fn new(finding: &'a Finding, asked_for: &[FoundFact]) -> Drafted<'a> {
        let mut drafted = Drafted { finding, drafts: Vec::new(), sources: Vec::new(), passages: Vec::new() };
        let found = asked_for.iter().chain(&finding.facts).map(|found| &found.source);
        let (first, beside) =
            found.partition::<Vec<&Source>, _>(|source| asked_for.iter().any(|asked| asked.source.key == source.key));
        drafted.sources.extend(first.into_iter().take(asked_for.len()).cloned());
        for found in &finding.passages {
            drafted.passages.push(drafted.sources.len());
            drafted.sources.push(found.source.clone());
        }
        drafted.sources.extend(beside.into_iter().cloned());
        drafted.sources.truncate(SOURCES_MAX);
        drafted
    }

    /// Says what was worked out.
    fn worked_out(&mut self, key: SourceKey, said: Vec<verify::Computed>, day: Date) {
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
    fn facts(&mut self, asked_for: &[FoundFact], language: Language) {
        for (at, found) in asked_for.iter().enumerate() {
            let said = data::of_fact(&found.fact, language, &found.source.key.id()).into_iter();
            // Of several facts each says one thing: which it is and how much.
            let count = if asked_for.len() > 1 { 1 } else { usize::MAX };
            self.drafts.extend(said.take(count).map(|said| (Draft::Computed(said), at)));
        }
    }

    fn quote(&mut self, passage: usize, span: Span) {
        if let Some(source) = self.passages.get(passage).filter(|source| **source < self.sources.len()) {
            self.drafts.push((Draft::Quoted { quote: Quote::at(passage, span) }, *source));
        }
    }
}

impl Finding {
    fn is_empty(&self) -> bool {
        self.passages.is_empty() && self.facts.is_empty()
    }
}

/// Says whether two fees ask differently for one service, and it is not said that both are owed (CHAT-N5).
fn disagree(facts: &[FoundFact]) -> bool {
    let fee = |found: &FoundFact| match &found.fact.content.body {
        Body::Fee(fee) => Some(fee.clone()),
        _ => None,
    };
    let fees: Vec<_> = facts.iter().filter_map(fee).collect();
    let mut pairs = fees.iter().enumerate().flat_map(|(at, one)| fees[at + 1..].iter().map(move |other| (one, other)));
    pairs.any(|(one, other)| one.service == other.service && !one.agrees_with(other) && !one.both_apply && !other.both_apply)
}

/// Returns the kind of fact that says what a question is after, where there is one.
fn kind_of(intent: Intent) -> Option<Kind> {
    match intent {
        Intent::Duty => Some(Kind::Fee),
        Intent::Document => Some(Kind::Form),
        Intent::Office => Some(Kind::Office),
        _ => None,
    }
}

impl Answer {
    fn new(status: Status, language: Language, as_of: Date) -> Answer {
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

impl Asked {
    /// Says something of ours that nothing has to be found for.
    fn plain(mut self, status: Status, key: &str, at: At) -> (Answer, Vec<StageNote>) {
        self.notes.end(Stage::Decide, status.as_str());
        let mut answer = ours(status, key, self.language, at.today);
        answer.notices.extend(self.is_redacted.then_some(Notice::Redacted));
        (answer, self.notes.done())
    }
}

impl Computed {
    fn verdict(&self) -> &'static str {
        match self {
            Computed::Nothing => "nothing",
            Computed::Needs(_) => "needs",
            Computed::Due { .. } => "due",
        }
    }
}

fn ours(status: Status, key: &str, language: Language, day: Date) -> Answer {
    Answer { said: said(key, language).into_iter().collect(), ..Answer::new(status, language, day) }
}

fn said(key: &str, language: Language) -> Option<Said> {
    message::render(language, key, &[]).map(|text| Said { text, language, by: By::Ours })
}

fn key_of(status: Status) -> String {
    format!("said-{}", status.as_str().to_ascii_lowercase().replace('_', "-"))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 1000")]
fn thousandths(judgement: &Judgement) -> u16 {
    (judgement.probability.clamp(0.0, 1.0) * 1_000.0).round() as u16
}
