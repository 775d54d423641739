//! What is asked, and what was answered.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::HsCode;

use super::{
    key::{Key, KeyError},
    rule::Level,
};

/// A sum over the goods and their materials, in minor units of one currency or in grams.
///
/// It is written as it is asked (`price`, `unchanged:heading`, `unchanged:heading!1001,1101`, `foreign-weight:03`), so that a phone may
/// work it out and send it by its name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Figure {
    /// The price ex works.
    Price,
    /// The net cost.
    NetCost,
    /// The value of all materials from outside.
    Foreign,
    /// The value of all originating materials.
    Regional,
    /// The value of the materials from outside whose code does not differ from that of the goods.
    Unchanged {
        /// Down to this level.
        level: Level,
        /// Or whose code is one of these.
        except: Vec<HsCode>,
    },
    /// The same by weight, in grams.
    UnchangedWeight {
        /// Down to this level.
        level: Level,
        /// Or whose code is one of these.
        except: Vec<HsCode>,
    },
    /// The net weight of the goods, in grams.
    Weight,
    /// The weight of the materials from outside, in grams: of those of some codes, or of all.
    ForeignWeight {
        /// Of these codes; of all where there are none.
        of: Vec<HsCode>,
    },
}

/// A text that names no sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not the name of a sum such as price, foreign, weight or unchanged:heading")]
pub struct FigureError;

/// What is wrong with the value of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FigureValueError {
    /// Nothing weighs or costs less than nothing.
    #[error("is below zero")]
    Negative,
    /// A share of nothing is no share.
    #[error("is zero, and shares are taken of it")]
    Zero,
}

/// Something to be answered.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Question {
    /// Whether a statement of the scheme is true.
    Statement(Key),
    /// How much something is.
    Figure(Figure),
}

/// A text that is no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is neither the key of a statement after \"said:\" nor the name of a sum")]
pub struct QuestionError;

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not.
    No,
    /// Who was asked does not know; it is not asked again.
    DontKnow,
}

/// Everything that was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    statements: BTreeMap<Key, Answer>,
    /// Nothing where who was asked does not know.
    figures: BTreeMap<Figure, Option<i64>>,
}

impl Answers {
    /// Notes an answer to a statement; a later one replaces an earlier one.
    pub fn say(&mut self, statement: Key, answer: Answer) {
        self.statements.insert(statement, answer);
    }

    /// Notes how much something is; nothing where who was asked does not know.
    ///
    /// # Errors
    /// Refuses less than nothing, and a whole of zero that shares are taken of.
    pub fn tell(&mut self, figure: Figure, value: Option<i64>) -> Result<(), FigureValueError> {
        match value {
            Some(value) if value < 0 => return Err(FigureValueError::Negative),
            Some(0) if figure.is_whole() => return Err(FigureValueError::Zero),
            _ => {}
        }
        self.figures.insert(figure, value);
        Ok(())
    }

    /// Returns what was answered to a statement, where anything was.
    pub fn said(&self, statement: &Key) -> Option<Answer> {
        self.statements.get(statement).copied()
    }

    /// Returns what was told of a sum, where anything was.
    pub fn told(&self, figure: &Figure) -> Option<Option<i64>> {
        self.figures.get(figure).copied()
    }
}

impl Figure {
    /// Says whether shares are taken of it.
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Price | Self::NetCost | Self::Weight)
    }

    /// Says whether it is in grams; else it is in minor units of a currency.
    pub fn is_weight(&self) -> bool {
        matches!(self, Self::Weight | Self::UnchangedWeight { .. } | Self::ForeignWeight { .. })
    }
}

fn codes(text: &str) -> Result<Vec<HsCode>, FigureError> {
    text.split(',').map(|code| code.parse().map_err(|_| FigureError)).collect()
}

fn joined(codes: &[HsCode]) -> String {
    codes.iter().map(HsCode::as_str).collect::<Vec<_>>().join(",")
}

impl FromStr for Figure {
    type Err = FigureError;

    fn from_str(text: &str) -> Result<Figure, FigureError> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        let change = || {
            let (level, except) = rest.split_once('!').unwrap_or((rest, ""));
            let levels = [Level::Chapter, Level::Heading, Level::Subheading];
            let level = levels.into_iter().find(|own| own.as_str() == level).ok_or(FigureError)?;
            let except = if rest.contains('!') { codes(except)? } else { Vec::new() };
            Ok((level, except))
        };
        let bare = |figure| if text.contains(':') { Err(FigureError) } else { Ok(figure) };
        match name {
            "price" => bare(Figure::Price),
            "net-cost" => bare(Figure::NetCost),
            "foreign" => bare(Figure::Foreign),
            "regional" => bare(Figure::Regional),
            "weight" => bare(Figure::Weight),
            "unchanged" => change().map(|(level, except)| Figure::Unchanged { level, except }),
            "unchanged-weight" => change().map(|(level, except)| Figure::UnchangedWeight { level, except }),
            "foreign-weight" if !text.contains(':') => Ok(Figure::ForeignWeight { of: Vec::new() }),
            "foreign-weight" => Ok(Figure::ForeignWeight { of: codes(rest)? }),
            _ => Err(FigureError),
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut change = |name: &str, level: &Level, except: &[HsCode]| {
            write!(formatter, "{name}:{}", level.as_str())?;
            if except.is_empty() { Ok(()) } else { write!(formatter, "!{}", joined(except)) }
        };
        match self {
            Self::Price => formatter.write_str("price"),
            Self::NetCost => formatter.write_str("net-cost"),
            Self::Foreign => formatter.write_str("foreign"),
            Self::Regional => formatter.write_str("regional"),
            Self::Weight => formatter.write_str("weight"),
            Self::Unchanged { level, except } => change("unchanged", level, except),
            Self::UnchangedWeight { level, except } => change("unchanged-weight", level, except),
            Self::ForeignWeight { of } if of.is_empty() => formatter.write_str("foreign-weight"),
            Self::ForeignWeight { of } => write!(formatter, "foreign-weight:{}", joined(of)),
        }
    }
}

impl fmt::Debug for Figure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Figure({self})")
    }
}

impl TryFrom<String> for Figure {
    type Error = FigureError;

    fn try_from(text: String) -> Result<Figure, FigureError> {
        text.parse()
    }
}

impl From<Figure> for String {
    fn from(figure: Figure) -> String {
        figure.to_string()
    }
}

/// Marks the name of a statement, so that none can be taken for a sum.
const STATEMENT: &str = "said:";

impl FromStr for Question {
    type Err = QuestionError;

    fn from_str(text: &str) -> Result<Question, QuestionError> {
        match text.strip_prefix(STATEMENT) {
            Some(key) => key.parse().map(Question::Statement).map_err(|_: KeyError| QuestionError),
            None => text.parse().map(Question::Figure).map_err(|_: FigureError| QuestionError),
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Statement(key) => write!(formatter, "{STATEMENT}{key}"),
            Self::Figure(figure) => write!(formatter, "{figure}"),
        }
    }
}

impl fmt::Debug for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Question({self})")
    }
}

impl TryFrom<String> for Question {
    type Error = QuestionError;

    fn try_from(text: String) -> Result<Question, QuestionError> {
        text.parse()
    }
}

impl From<Question> for String {
    fn from(question: Question) -> String {
        question.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_as_it_is_written() {
        for text in [
            "said:wholly-obtained",
            "price",
            "net-cost",
            "foreign",
            "regional",
            "weight",
            "unchanged:heading",
            "unchanged:chapter!1001,110100",
            "unchanged-weight:subheading",
            "foreign-weight",
            "foreign-weight:03,1604",
        ] {
            assert_eq!(text.parse::<Question>().map(|question| question.to_string()), Ok(text.to_owned()));
        }
        for text in
            ["", "said:", "said:A", "price:1", "unchanged", "unchanged:section", "unchanged:heading!", "foreign-weight:", "x"]
        {
            assert!(text.parse::<Question>().is_err(), "{text}");
        }
    }

    #[test]
    fn nothing_is_a_share_of_nothing() {
        let mut answers = Answers::default();
        assert_eq!(answers.tell(Figure::Price, Some(0)), Err(FigureValueError::Zero));
        assert_eq!(answers.tell(Figure::Foreign, Some(-1)), Err(FigureValueError::Negative));
        assert_eq!(answers.tell(Figure::Foreign, Some(0)), Ok(()));
        assert_eq!(answers.told(&Figure::Foreign), Some(Some(0)));
        assert_eq!(answers.told(&Figure::Price), None);
    }
}
