//! What is asked and what was answered, as texts that travel: a question carries its own options, so that an answer means the same
//! whatever the index says by then.

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::{
    extract::{PlaceId, PlaceIdError},
    lexicon,
};

/// How many options a question may have: what a small screen shows at once.
pub const OPTIONS_MAX: usize = 7;

/// What a question is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A property of goods (`material`), with values of the lexicon.
    Attribute(&'static str),
    /// Which chapter.
    Chapter,
    /// Which heading.
    Heading,
    /// Which subdivision of a place.
    Below(PlaceId),
}

/// A question with its options.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionId {
    /// What it is about.
    pub subject: Subject,
    /// The values or places to choose among, in the order they are shown.
    pub options: Vec<String>,
}

/// A text that is no question of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not the id of a question that was asked")]
pub struct QuestionIdError;

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// One of the options.
    One(String),
    /// None of them.
    None,
    /// Who was asked does not know.
    DontKnow,
}

/// A text that is none of the options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is none of the options of the question, nor none, nor dont-know")]
pub struct ChoiceError;

/// A question and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Answered {
    /// The question.
    pub question: QuestionId,
    /// The answer.
    pub choice: Choice,
}

impl Answered {
    /// Reads an answer to a question.
    ///
    /// # Errors
    /// Refuses what is none of its options.
    pub fn new(question: QuestionId, choice: &str) -> Result<Answered, ChoiceError> {
        let choice = match choice {
            "none" => Choice::None,
            "dont-know" => Choice::DontKnow,
            key if question.options.iter().any(|option| option == key) => Choice::One(key.to_owned()),
            _ => return Err(ChoiceError),
        };
        Ok(Answered { question, choice })
    }
}

impl Choice {
    /// Returns the text it travels as.
    pub fn as_str(&self) -> &str {
        match self {
            Self::One(key) => key,
            Self::None => "none",
            Self::DontKnow => "dont-know",
        }
    }
}

impl FromStr for QuestionId {
    type Err = QuestionIdError;

    fn from_str(text: &str) -> Result<QuestionId, QuestionIdError> {
        let (subject, options) = text.split_once(':').ok_or(QuestionIdError)?;
        let subject = match subject {
            "chapter" => Subject::Chapter,
            "heading" => Subject::Heading,
            _ => match subject.strip_prefix("below-") {
                Some(place) => Subject::Below(place.parse().map_err(|_: PlaceIdError| QuestionIdError)?),
                None => Subject::Attribute(lexicon::attribute(subject).ok_or(QuestionIdError)?),
            },
        };
        let options: Vec<String> = options.split(',').map(str::to_owned).collect();
        let known = |option: &String| match &subject {
            Subject::Attribute(attribute) => lexicon::is_value(attribute, option),
            _ => option.parse::<PlaceId>().is_ok_and(|place| place.to_string() == *option),
        };
        let twice = options.iter().enumerate().any(|(at, option)| options[..at].contains(option));
        if options.len() > OPTIONS_MAX || twice || !options.iter().all(known) {
            return Err(QuestionIdError);
        }
        Ok(QuestionId { subject, options })
    }
}

impl fmt::Display for QuestionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::Attribute(attribute) => formatter.write_str(attribute)?,
            Subject::Chapter => formatter.write_str("chapter")?,
            Subject::Heading => formatter.write_str("heading")?,
            Subject::Below(place) => write!(formatter, "below-{place}")?,
        }
        write!(formatter, ":{}", self.options.join(","))
    }
}
