//! The way from a question to its answer, stage by stage. It needs no language model; where there is one, it is asked last, and what it
//! replies is held to the same as everything else. Rows CHAT-M1, CHAT-N1, SEC-CHAT-01.
//!
//! Nothing on this way writes: what is published is read, and what was found is said. What a text or a question tells the assistant to do
//! is words like any others.

use std::sync::Arc;

use answer::{
    confidence::{Decision, Fits, Judgement},
    conflict,
    intake::{Question, QuestionError},
    intent::{self, Intent, Told},
    redact::{self, Forms},
    status::Status,
    verify::Draft,
    when::{self, AsOf},
};
use index::Kind;
use vocabulary::{Date, Language};

use super::{
    answer::{Answer, CHOICES_MAX, Choice, Notice, SourceKey},
    composer::{Composed, ComposedBy, Composer, Declined, Extractive, Task, Waiting},
    computing::{self, Computed},
    drafted::{Drafted, ours},
    finding::{Finding, FoundFact},
    goods::{Countries, GoodsSaid},
    mode::ChatMode,
    refusal::Refusal,
    service::At,
    stage::{Notes, Stage, StageNote},
};
use crate::{
    fact::{Body, Facts},
    platform::fault::Fault,
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
    /// Composes answers besides our own rules, where there is one.
    pub model: Option<Arc<dyn Composer>>,
}

/// A question that was read, and what it is after.
pub struct Asked {
    question: String,
    /// The question without what stands in the place of personal data: what is looked for.
    searched: String,
    is_redacted: bool,
    language: Language,
    before: Option<String>,
    mode: ChatMode,
    waiting: Waiting,
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
        (mode, waiting): (ChatMode, Waiting),
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
        // A placeholder is our word: "[tax number]" would make any question one about taxes, and no text has it.
        let searched = redact::without_placeholders(&redacted.text);
        if !searched.chars().any(char::is_alphanumeric) {
            return Err(Refusal::Empty);
        }
        let told = intent::read(&searched, language);
        notes.end(Stage::Intent, format_args!("{:?}", told.intent));
        let mut days: Vec<Date> = when::days(&searched, language, at.today).into_iter().map(|named| named.day).collect();
        days.sort_unstable();
        days.dedup();
        let day = as_of.map_or_else(|| when::as_of(&searched, language, at.today), AsOf::Day);
        notes.end(Stage::Day, format_args!("{day:?}"));
        let before = before.filter(|_| told.follows);
        notes.end(Stage::Memory, if before.is_some() { "follows" } else { "stands alone" });
        let is_redacted = !redacted.found.is_empty();
        Ok(Asked { question: redacted.text, searched, is_redacted, language, before, mode, waiting, told, day, days, notes })
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
        let Asked { question, searched, is_redacted, language, before, mode, waiting, told, day, days, mut notes } =
            match asked.settled() {
                Some((status, key)) => return Ok(asked.plain(status, key, at)),
                None => asked,
            };
        let mut notices: Vec<Notice> = is_redacted.then_some(Notice::Redacted).into_iter().collect();
        let day = match day {
            AsOf::Today => at.today,
            AsOf::Day(day) => day,
            AsOf::Several => {
                notes.end(Stage::Decide, Status::Clarify.as_str());
                let choice = |day: &Date| Choice { label: day.to_string(), question: question.clone(), as_of: Some(*day) };
                let choices = days.iter().take(CHOICES_MAX).map(choice).collect();
                let answer = Answer { choices, notices, ..ours(Status::Clarify, "said-clarify", language, at.today) };
                return Ok((answer, notes.done()));
            }
        };
        notices.extend((day != at.today).then_some(Notice::OtherDay));
        notices.extend((self.search.mode() == Mode::Words).then_some(Notice::WordsOnly));

        let computed = match (told.intent, mode) {
            (Intent::Duty, ChatMode::Full) => self.compute(&searched, language, day, at).await?,
            _ => Computed::Nothing,
        };
        notes.end(Stage::Compute, computed.verdict());

        let (finding, judgement) =
            self.surest(&searched, before.as_deref().map(redact::without_placeholders), language, day, at).await?;
        notes.end(Stage::Retrieve, format_args!("{} passages, {} facts", finding.passages.len(), finding.facts.len()));

        let asked_for = match kind_of(told.intent) {
            Some(kind) => self.facts_asked_for(&searched, kind, language, day, at.now).await?,
            None => Vec::new(),
        };
        let mut draft = Drafted::new(&finding, &asked_for);
        let (before, waited) = (before.as_deref(), notes.spent());
        let task = Task { question: &question, searched: &searched, before, language, finding: &finding, at, waiting, waited };
        let (mut needs, mut by_rules) = (Vec::new(), None);
        let mut status = match computed {
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
                    let composed = self.by_rules(&task).await?;
                    let disputed = finding.disputed(&composed.drafts);
                    if disputed.is_empty() {
                        by_rules = Some(composed);
                        Status::Answered
                    } else {
                        // Both are shown, and nobody composes anything of them.
                        notices.push(Notice::Conflict);
                        draft.quote(composed.drafts);
                        draft.quote(disputed);
                        Status::ConflictingSources
                    }
                }
                Decision::Show => Status::ShownOnly,
                Decision::Abstain if finding.is_empty() => Status::UnanswerableNothingFound,
                Decision::Abstain => Status::UnanswerableUnsure,
            },
        };
        let evidence = draft.count() + by_rules.as_ref().map_or(0, |composed| composed.drafts.len());
        notes.end(Stage::Evidence, format_args!("{evidence} sentences"));

        let mut composed_by = ComposedBy::Rules;
        if let Some(by_rules) = by_rules {
            let (composed, verdict) = self.composed(by_rules, &task).await;
            notes.end(Stage::Compose, verdict);
            (status, composed_by) = (if composed.is_partial { Status::Partial } else { status }, composed.by);
            notices.extend((composed.by == ComposedBy::ModelWriting).then_some(Notice::ModelWrote));
            draft.quote(composed.drafts);
        }

        let confidence = thousandths(&judgement);
        let answer = Answer { notices, needs, composed_by, confidence, ..Answer::new(status, language, day) };
        let (answer, fell) = draft.verified(answer);
        notes.end(Stage::Verify, format_args!("{fell} fell"));
        notes.end(Stage::Decide, answer.status.as_str());
        Ok((answer, notes.done()))
    }

    async fn by_rules(&self, task: &Task<'_>) -> Result<Composed, Fault> {
        Extractive::new(self.search.clone()).compose(task).await.map_err(Declined::into_fault)
    }

    /// Lets the model compose the answer, where there is one, and returns what our rules composed where it does not; with what became of it.
    async fn composed(&self, by_rules: Composed, task: &Task<'_>) -> (Composed, String) {
        let Some(model) = &self.model else {
            let verdict = by_rules.verdict();
            return (by_rules, verdict);
        };
        match model.compose(task).await {
            Ok(composed) => {
                let verdict = composed.verdict();
                (composed, verdict)
            }
            Err(declined) => (by_rules, format!("{}: {}", ComposedBy::Rules.as_str(), declined.as_str())),
        }
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
        before: Option<String>,
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
}

impl Finding {
    fn is_empty(&self) -> bool {
        self.passages.is_empty() && self.facts.is_empty()
    }

    /// Returns sentences of other publications that disagree with what is to be quoted (CHAT-N5).
    fn disputed(&self, drafts: &[Draft]) -> Vec<Draft> {
        let publication = |at: usize| match self.passages.get(at).map(|found| &found.source.key) {
            Some(SourceKey::Passage { publication, .. }) => Some(publication),
            _ => None,
        };
        conflict::beside(drafts, &self.quotable(), |one, other| publication(one) != publication(other))
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

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 1000")]
fn thousandths(judgement: &Judgement) -> u16 {
    (judgement.probability.clamp(0.0, 1.0) * 1_000.0).round() as u16
}
