//! Answers, as they are shown. Rows CHAT-M2, CHAT-M3.

use answer::status::{HandOver as HandOverOf, Status};
use async_graphql::{Enum, SimpleObject, Union};
use vocabulary::{
    Language, PublicationId,
    scalar::{Day, Instant},
};

use super::{AnswerPiece, following::AnswerChange};
use crate::{
    assistant::{
        answer::{self as said, By, SourceKey},
        composer,
        conversation::Turn,
        refusal::Refusal,
        service::Reply,
    },
    platform::{message, refusal::Refusal as _},
};

/// What is said to a question: every sentence of it with what says so, and no figure that nobody published.
#[derive(SimpleObject)]
#[graphql(name = "Answer")]
pub struct AnswerShown {
    /// The code of the conversation, to ask on in it; null where nothing is kept.
    conversation: Option<String>,
    /// Which question of the conversation it answers, from 1.
    turn: i32,
    /// The question as it is kept: without personal data.
    question: String,
    /// When it was asked.
    asked_at: Instant,
    /// What became of the question.
    status: AnswerStatus,
    /// Whether an officer may take it from here.
    hand_over: HandOver,
    /// The language of the conversation.
    language: Language,
    /// The day whose rules it is by.
    as_of: Day,
    /// The sentences, in order.
    sentences: Vec<AnswerSentence>,
    /// What was found, the most telling first.
    sources: Vec<AnswerSource>,
    /// What may have been meant.
    choices: Vec<AnswerChoice>,
    /// What has to be known first, a sentence for each.
    needs: Vec<String>,
    /// What to know beside it, a sentence for each.
    notices: Vec<String>,
    /// Who composed it. Whoever it was, every sentence was verified by the same rules.
    composed_by: ComposedBy,
    /// How sure it is that what the search found answers the question, in thousandths; nothing of what was worked out.
    confidence: i32,
    /// What is said instead, where what was said is no longer so and somebody could be told; null else, and where it was just said.
    changed: Option<AnswerChange>,
}

/// A sentence of an answer.
#[derive(Clone, SimpleObject)]
pub struct AnswerSentence {
    /// Its words, as plain text.
    text: String,
    /// The language they are in.
    language: Language,
    /// Where they come from.
    by: SentenceKind,
    /// What says so, the first of it, by its place among the sources; null where it says nothing of the matter.
    source: Option<i32>,
    /// Where the words begin in the passage, in bytes; null where they are no quote.
    start: Option<i32>,
    /// Where they end.
    end: Option<i32>,
    /// What they rest on, where a language model wrote them: to be shown with them. Nothing for others.
    quotes: Vec<AnswerQuote>,
}

/// What a sentence rests on.
#[derive(Clone, SimpleObject)]
pub struct AnswerQuote {
    /// What stands in the source, letter by letter.
    text: String,
    /// Which source, by its place.
    source: i32,
    /// Where it begins in the passage, in bytes.
    start: i32,
    /// Where it ends.
    end: i32,
}

/// Who composed an answer.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "composer::ComposedBy")]
pub enum ComposedBy {
    /// Our rules alone.
    Rules,
    /// A language model said which sentences of the sources to quote; no word is its own.
    ModelSelecting,
    /// A language model wrote sentences; each is shown with the quotes that bear it out.
    ModelWriting,
}

/// Where the words of a sentence come from.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum SentenceKind {
    /// They stand in a source, letter by letter.
    Quote,
    /// A language model wrote them, and its quotes bear them out.
    Written,
    /// They are filled with what is published as data.
    Data,
    /// They are the assistant's own and say nothing of the matter.
    Own,
}

/// Something that was found.
#[derive(Clone, SimpleObject)]
pub struct AnswerSource {
    /// Its name, with its version: `publication/coffee-export/en/2/4`, `fact/fee/phytosanitary-certificate/1`.
    name: String,
    /// The publication it is a passage of.
    publication_id: Option<PublicationId>,
    /// Its title.
    title: String,
    /// The headings above what was found, outermost first.
    headings: Vec<String>,
    /// Where it was published.
    url: Option<String>,
    /// The day on which somebody last said that it is right.
    confirmed_on: Option<Day>,
    /// Whether that has to be said again.
    is_overdue: bool,
    /// The first day it is in force.
    valid_from: Day,
    /// The first day it is not; null where no end is known.
    valid_until: Option<Day>,
    /// Whether the answer stands on it.
    used: bool,
}

/// Something that may have been meant.
#[derive(SimpleObject)]
pub struct AnswerChoice {
    /// What to show.
    label: String,
    /// What to ask instead.
    question: String,
    /// As of which day, where that is what may have been meant.
    as_of: Option<Day>,
}

/// What became of a question.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub enum AnswerStatus {
    /// Sentences of publications answer it, each quoted.
    Answered,
    /// Figures worked out from published facts answer it.
    Calculated,
    /// Part of it is answered.
    Partial,
    /// Passages may help; none is sure enough to be called an answer.
    ShownOnly,
    /// It could mean several things: choices are offered.
    Clarify,
    /// Something is missing that changes the answer: it is asked for.
    NeedsInput,
    /// It greets or thanks.
    Courtesy,
    /// It is about the asker's own matters: they have to sign in.
    SignInNeeded,
    /// It is answered elsewhere.
    Redirected,
    /// Nothing that is published has anything of it.
    UnanswerableNothingFound,
    /// Something is published, but it does not answer it surely enough.
    UnanswerableUnsure,
    /// It is not about trade or customs.
    UnanswerableOutOfScope,
    /// What is published is in a language that cannot be compared with that of the question.
    UnanswerableLanguage,
    /// What would answer it is no longer in force, or had to be confirmed again.
    StaleSource,
    /// Two sources in force say different things; both are shown, and neither is chosen.
    ConflictingSources,
    /// An officer has it now.
    Escalated,
    /// It asks for help with evading the law: the lawful way is shown.
    GuardrailsEvasion,
    /// It tries to give the assistant instructions.
    GuardrailsInstruction,
    /// It insults or threatens.
    GuardrailsAbuse,
    /// Somebody is in danger: where to find help is shown.
    GuardrailsCrisis,
    /// What was written fell to the verifier, and nothing stood.
    GuardrailsUnsupported,
    /// The assistant is switched off, or searches alone.
    Off,
    /// It took too long.
    ErrorTimeout,
    /// Something failed.
    ErrorUnavailable,
}

/// Whether a question goes to an officer.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "HandOverOf")]
pub enum HandOver {
    /// It does not.
    No,
    /// The asker is offered it.
    Offered,
    /// It is in an officer's hands.
    Done,
}

/// What came of asking.
#[derive(Union)]
pub enum AskPayload {
    /// Something was said.
    Answer(AnswerShown),
    /// The question was not taken.
    Refused(AskRefused),
}

/// The question was not taken, or what was asked of a conversation was not done.
#[derive(SimpleObject)]
pub struct AskRefused {
    /// A code of `docs/errors.md`.
    code: String,
    /// A sentence for the asker that says what to do.
    message: String,
}

impl AskRefused {
    /// Says why, in `language`.
    pub fn of(refusal: &Refusal, language: Language) -> AskRefused {
        let text = message::render(language, refusal.code(), &refusal.facts());
        AskRefused { code: refusal.code().to_owned(), message: text.unwrap_or_else(|| refusal.code().to_owned()) }
    }
}

impl From<Reply> for AnswerShown {
    fn from(reply: Reply) -> AnswerShown {
        AnswerShown::of(reply.conversation.map(|code| code.to_string()), reply.turn)
    }
}

impl AnswerShown {
    /// Cuts it into pieces, in the order in which they are sent.
    pub fn pieces(self) -> Vec<AnswerPiece> {
        let sources = self.sources.iter().cloned().map(AnswerPiece::Source);
        let sentences = self.sentences.iter().cloned().map(AnswerPiece::Sentence);
        let mut pieces: Vec<AnswerPiece> = sources.chain(sentences).collect();
        pieces.push(AnswerPiece::Answer(self));
        pieces
    }

    /// Shows what was said in a turn of a conversation.
    pub fn of(conversation: Option<String>, turn: Turn) -> AnswerShown {
        let answer = turn.answer;
        let notice = |notice: &said::Notice| message::render(answer.language, notice.key(), &[]);
        AnswerShown {
            conversation,
            turn: turn.number,
            question: turn.question,
            asked_at: Instant(turn.asked_at),
            status: answer.status.into(),
            hand_over: answer.status.hand_over().into(),
            language: answer.language,
            as_of: Day(answer.as_of),
            notices: answer.notices.iter().filter_map(notice).collect(),
            sentences: answer.said.into_iter().map(AnswerSentence::from).collect(),
            sources: answer.sources.into_iter().map(AnswerSource::from).collect(),
            choices: answer.choices.into_iter().map(AnswerChoice::from).collect(),
            needs: answer.needs,
            composed_by: answer.composed_by.into(),
            confidence: answer.confidence.into(),
            changed: turn.changed.map(|change| AnswerChange::of(*change)),
        }
    }
}

impl From<said::Said> for AnswerSentence {
    fn from(said: said::Said) -> AnswerSentence {
        let number = |place: usize| i32::try_from(place).ok();
        let mut quotes = Vec::new();
        let (by, source, start, end) = match said.by {
            By::Quote { source, start, end } => (SentenceKind::Quote, number(source), number(start), number(end)),
            By::Written { quotes: cited } => {
                quotes.extend(cited.into_iter().filter_map(|cited| {
                    let (source, start, end) = (number(cited.source)?, number(cited.start)?, number(cited.end)?);
                    Some(AnswerQuote { text: cited.text, source, start, end })
                }));
                (SentenceKind::Written, quotes.first().map(|quote| quote.source), None, None)
            }
            By::Data { source, .. } => (SentenceKind::Data, number(source), None, None),
            By::Ours => (SentenceKind::Own, None, None, None),
        };
        AnswerSentence { text: said.text, language: said.language, by, source, start, end, quotes }
    }
}

impl From<said::Source> for AnswerSource {
    fn from(source: said::Source) -> AnswerSource {
        let name = source.key.to_string();
        let publication_id = match source.key {
            SourceKey::Passage { publication, .. } => Some(publication),
            SourceKey::Fact { .. } | SourceKey::Line { .. } | SourceKey::Tariff { .. } => None,
        };
        AnswerSource {
            name,
            publication_id,
            title: source.title,
            headings: source.headings,
            url: source.url,
            confirmed_on: source.confirmed_on.map(Day),
            is_overdue: source.is_overdue,
            valid_from: Day(source.valid_from),
            valid_until: source.valid_until.map(Day),
            used: source.used,
        }
    }
}

impl From<said::Choice> for AnswerChoice {
    fn from(choice: said::Choice) -> AnswerChoice {
        AnswerChoice { label: choice.label, question: choice.question, as_of: choice.as_of.map(Day) }
    }
}
