//! Guided classification in the contract.

use async_graphql::{Context, Enum, Error, InputObject, Object, Result, SimpleObject};
use index_core::{
    classification::{self, Alternative, Answered, Guess, Kinds, Offer, QUESTIONS_MAX, QuestionId},
    confidence::Strength,
};
use vocabulary::{HsCode, Language, scalar::Day};

use super::{
    refusal::ClassificationRefusal,
    service::{Classification, ClassificationFailure, Classified, Description},
};
use crate::{
    platform::{
        clock::SharedClock,
        graphql,
        policy::{Role, may},
        refusal::refuse,
    },
    search::SearchFailure,
};

/// How many codes a turn names.
const CANDIDATES_MAX: usize = 10;

/// Goods to be classified, and what was answered so far.
#[derive(InputObject)]
struct ClassifyInput {
    /// What they are, in any words: what they are made of, what they are for; at most 2,000 characters.
    text: String,
    /// What was answered so far, in the order it was asked; at most 8.
    #[graphql(default)]
    answers: Vec<ClassifyAnswerInput>,
}

/// An answer to a question.
#[derive(InputObject)]
struct ClassifyAnswerInput {
    /// The question, by its id as it was given.
    question: String,
    /// The key of one of its options, `none` or `dont-know`.
    choice: String,
}

/// One turn of a classification. Source: row SRCH-M9.
struct ClassificationTurn {
    classified: Classified,
    answers: Vec<Answered>,
    language: Language,
    day: Day,
}

#[Object]
impl ClassificationTurn {
    /// What to ask next: of all questions the one whose answer tells most. Null where none is left that tells enough, or all were asked.
    async fn question(&self) -> Option<ClassificationQuestion> {
        self.classified.turn.next.clone().map(|offer| ClassificationQuestion::of(offer, self.language))
    }

    /// The most likely subheadings, best first; at most 10. All of them are in the tariff on the day. Empty where nothing was found.
    #[graphql(complexity = "CANDIDATES_MAX * (1 + child_complexity)")]
    async fn candidates(&self) -> Vec<ClassificationCandidate> {
        let guesses = self.classified.turn.guesses.iter().take(CANDIDATES_MAX);
        guesses.map(|guess| ClassificationCandidate::of(guess, self)).collect()
    }

    /// How many more questions may be asked.
    async fn questions_left(&self) -> i32 {
        self.classified.turn.questions_left.try_into().unwrap_or(i32::MAX)
    }

    /// The day the codes exist on.
    async fn as_of(&self) -> Day {
        self.day
    }
}

/// A question to choose an answer to. "None of these" and "I do not know" are always allowed.
#[derive(SimpleObject)]
struct ClassificationQuestion {
    /// Its id, to answer it with.
    id: String,
    /// The question.
    text: String,
    /// The language of the question; it may differ from the one asked for.
    language: Language,
    /// What can be chosen: at most seven, then `none` and `dont-know`.
    options: Vec<ClassificationOption>,
    /// How many bits an answer tells on average: why this question is asked and no other.
    bits: f64,
}

/// What can be chosen.
#[derive(SimpleObject)]
struct ClassificationOption {
    /// Its key, to choose it with.
    key: String,
    /// What it is called.
    text: String,
    /// The language of the text; it may differ from the one asked for.
    language: Language,
}

/// A subheading that may be the right one.
#[derive(SimpleObject)]
struct ClassificationCandidate {
    /// Its code, without the zeros that only pad it.
    code: HsCode,
    /// What it covers, and what the places above it cover, the chapter first.
    path: Vec<String>,
    /// How likely it is among those looked at, 0 to 1.
    share: f64,
    /// The same in words.
    confidence: ClassificationConfidence,
    /// What was answered that speaks for it.
    because: Vec<ClassificationReason>,
}

/// An answer that speaks for a code.
#[derive(SimpleObject)]
struct ClassificationReason {
    /// The question.
    question: String,
    /// The answer.
    answer: String,
}

/// How likely a code is, in words.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Strength")]
enum ClassificationConfidence {
    /// Less likely than all others together.
    Possible,
    /// More likely than all others together.
    Good,
    /// Three times as likely as all others together, or more.
    Strong,
}

impl ClassificationQuestion {
    fn of(offer: Offer, language: Language) -> ClassificationQuestion {
        let always = ["none", "dont-know"].into_iter().filter_map(|key| {
            let (language, text) = classification::question_text(key, language)?;
            Some(ClassificationOption { key: key.to_owned(), text: text.to_owned(), language })
        });
        let option = |Alternative { key, text, language }| ClassificationOption { key, text, language };
        ClassificationQuestion {
            id: offer.id.to_string(),
            text: offer.text,
            language: offer.language,
            options: offer.options.into_iter().map(option).chain(always).collect(),
            bits: offer.gain,
        }
    }
}

impl ClassificationCandidate {
    fn of(guess: &Guess, turn: &ClassificationTurn) -> ClassificationCandidate {
        let extract = &turn.classified.extract;
        let mut path: Vec<String> = extract.path(guess.place).map(|at| extract.places()[at].text.clone()).collect();
        path.reverse();
        let reason = |place: &usize| {
            let (question, answer) = classification::spoken(turn.answers.get(*place)?, extract, turn.language);
            Some(ClassificationReason { question, answer })
        };
        ClassificationCandidate {
            code: guess.code.significant().parse().unwrap_or(guess.code),
            path,
            share: guess.share,
            confidence: guess.strength.into(),
            because: guess.because.iter().filter_map(reason).collect(),
        }
    }
}

impl ClassifyInput {
    fn answers(&self) -> Result<Vec<Answered>, ClassificationRefusal> {
        if self.answers.len() > QUESTIONS_MAX {
            return Err(ClassificationRefusal::TooMany { found: self.answers.len() });
        }
        let read = |answer: &ClassifyAnswerInput| {
            let question: QuestionId = answer.question.parse().map_err(|_| ClassificationRefusal::answer(&answer.question))?;
            Answered::new(question, &answer.choice).map_err(|_| ClassificationRefusal::answer(&answer.choice))
        };
        self.answers.iter().map(read).collect()
    }
}

/// Queries that classify goods.
#[derive(Default)]
pub struct ClassificationQuery;

#[Object]
impl ClassificationQuery {
    /// Helps to find the subheading of goods by a few questions, at most eight. Answers travel with each request: the same request is
    /// answered the same, and nothing is kept. It is no ruling: an advance ruling on classification binds Customs. Source: row SRCH-M9.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "50 + child_complexity")]
    async fn classify(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The goods, and what was answered so far.")] input: ClassifyInput,
        #[graphql(desc = "The day the codes must exist on. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "The language of the description and of the questions. By default what `Accept-Language` asks for.")]
        language: Option<Language>,
    ) -> Result<ClassificationTurn> {
        let answers = input.answers().map_err(|refusal| refuse(&refusal))?;
        let (day, language) = (graphql::day(ctx, as_of), graphql::language(ctx, language));
        let now = ctx.data_unchecked::<SharedClock>().now();
        let description = Description { text: input.text, language, as_of: day, answers: answers.clone(), kinds: Kinds::All };
        let classified = ctx.data_unchecked::<Classification>().classify(description, now).await.map_err(told)?;
        Ok(ClassificationTurn { classified, answers, language, day: Day(day) })
    }
}

fn told(failure: ClassificationFailure) -> Error {
    match failure {
        ClassificationFailure::Search(SearchFailure::Refused(refusal)) => refuse(&refusal),
        ClassificationFailure::Search(SearchFailure::Fault(fault)) | ClassificationFailure::Fault(fault) => fault.into(),
    }
}
