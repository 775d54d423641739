//! What comes of a check, in the contract.

use std::sync::Arc;

use async_graphql::{Enum, SimpleObject, Union};
use duty::{
    exact::{Exact, RoundingMode},
    origin::{Asked, Because, Figure, Formula, Ground, Key, Level, Outcome, Question, Scheme, Share},
};
use vocabulary::{HsCode, Language, Texts};

use super::scheme::{OriginArticle, OriginProof, OriginText};
use crate::platform::message;

/// What comes of a check.
#[derive(Union)]
pub enum OriginOutcome {
    /// The goods originate.
    Qualifies(OriginQualifies),
    /// They do not.
    Fails(OriginFails),
    /// Nobody can say yet.
    Unknown(OriginUnknown),
}

/// The goods originate: the lower duty may be claimed with one of the proofs.
#[derive(SimpleObject)]
pub struct OriginQualifies {
    /// What makes them, in the order of the rule.
    grounds: Vec<OriginGround>,
    /// How that can be proven: one of these is enough.
    proofs: Vec<OriginProof>,
}

/// The goods do not originate, whatever else may be answered.
#[derive(SimpleObject)]
pub struct OriginFails {
    /// What they do not meet: one ground where everything was needed, one of each alternative where one was enough.
    grounds: Vec<OriginGround>,
}

/// Nobody can say yet.
#[derive(SimpleObject)]
pub struct OriginUnknown {
    /// What to answer next, in order: the first alone, or as many as fit on the screen. Each can still change the outcome.
    next: Vec<OriginQuestion>,
    /// What was answered with "I do not know" and would have to be found out.
    find_out: Vec<OriginQuestion>,
}

/// A test that held or did not.
#[derive(SimpleObject)]
pub struct OriginGround {
    /// Its article.
    article: Option<OriginArticle>,
    /// What was tested.
    test: OriginTest,
    /// The statement that decided it; null where sums did.
    statement: Option<OriginText>,
    /// Whether that statement is true; null where sums decided.
    is_true: Option<bool>,
    /// The percentage that was found, rounded half up to two places; null where none was needed.
    found: Option<String>,
    /// The percentage it is held against: the least of a regional value, the most of all others.
    bound: Option<String>,
    /// How a regional value was worked out.
    formula: Option<OriginFormula>,
    /// How far down the codes had to differ.
    level: Option<OriginLevel>,
    /// The article of the tolerance that was looked at; null where none was.
    tolerance: Option<OriginArticle>,
}

/// What can be tested. Source: Revised Kyoto Convention, specific annex K.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum OriginTest {
    /// What only the trader can say.
    Statement,
    /// Whether materials from outside fall in another chapter, heading or subheading.
    Change,
    /// How much of the value was added in the countries of the scheme.
    RegionalValue,
    /// How much of the price materials from outside are.
    ForeignValue,
    /// How much of the weight materials from outside are.
    ForeignWeight,
    /// Whether the scheme gives such goods a preference at all.
    Preference,
}

/// How regional value is worked out, in percent.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Formula")]
pub enum OriginFormula {
    /// (price ex works − materials from outside) ÷ price ex works × 100.
    BuildDown,
    /// Originating materials ÷ price ex works × 100.
    BuildUp,
    /// (net cost − materials from outside) ÷ net cost × 100.
    NetCost,
}

/// How far down codes have to differ.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Level")]
pub enum OriginLevel {
    /// Two digits.
    Chapter,
    /// Four digits.
    Heading,
    /// Six digits.
    Subheading,
}

/// Something to be answered.
#[derive(SimpleObject)]
pub struct OriginQuestion {
    /// Its id, to answer it with.
    id: String,
    /// What is asked for.
    kind: OriginQuestionKind,
    /// The question.
    text: Option<OriginText>,
    /// What helps to answer it.
    hint: Option<OriginText>,
    /// The codes of the materials that a sum is over, besides what the question says; mostly none.
    codes: Vec<HsCode>,
    /// The article that wants it; null in a list of all questions.
    article: Option<OriginArticle>,
}

/// What a question asks for.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum OriginQuestionKind {
    /// Yes, no, or I do not know.
    Statement,
    /// A sum in minor units of one currency; a phone works it out from the list of materials.
    MinorUnits,
    /// A weight in grams; a phone works it out from the list of materials.
    Grams,
}

/// A scheme, shown in a language.
pub struct Shown {
    /// The scheme.
    pub scheme: Arc<Scheme>,
    /// The language asked for.
    pub language: Language,
}

impl Shown {
    /// Shows what came of a check.
    pub fn outcome(&self, outcome: &Outcome<'_>) -> OriginOutcome {
        let grounds = |grounds: &[Ground<'_>]| grounds.iter().map(|ground| self.ground(ground)).collect();
        match outcome {
            Outcome::Qualifies { grounds: found, proofs } => OriginOutcome::Qualifies(OriginQualifies {
                grounds: grounds(found),
                proofs: proofs.iter().map(|proof| OriginProof::of(proof, &self.scheme, self.language)).collect(),
            }),
            Outcome::Fails { grounds: found } => OriginOutcome::Fails(OriginFails { grounds: grounds(found) }),
            Outcome::Unknown { next, find_out } => self.unknown(next, find_out),
        }
    }

    /// Shows that nobody can say yet.
    pub fn unknown(&self, next: &[Asked<'_>], find_out: &[Asked<'_>]) -> OriginOutcome {
        let asked = |asked: &[Asked<'_>]| asked.iter().map(|asked| self.question(&asked.question, Some(asked.article))).collect();
        OriginOutcome::Unknown(OriginUnknown { next: asked(next), find_out: asked(find_out) })
    }

    /// Shows questions that nobody in particular asks.
    pub fn questions(&self, questions: &[Question]) -> Vec<OriginQuestion> {
        questions.iter().map(|question| self.question(question, None)).collect()
    }

    fn question(&self, question: &Question, article: Option<&Key>) -> OriginQuestion {
        let article = article.and_then(|article| self.article(article));
        let id = question.to_string();
        match question {
            Question::Statement(key) => {
                let statement = self.scheme.statements.get(key);
                OriginQuestion {
                    id,
                    kind: OriginQuestionKind::Statement,
                    text: statement.and_then(|statement| self.text(&statement.text)),
                    hint: statement.and_then(|statement| self.text(&statement.hint)),
                    codes: Vec::new(),
                    article,
                }
            }
            Question::Figure(figure) => {
                let (message, codes) = asked(figure);
                let kind = if figure.is_weight() { OriginQuestionKind::Grams } else { OriginQuestionKind::MinorUnits };
                OriginQuestion { id, kind, text: self.text(&spoken(message)), hint: None, codes: codes.to_vec(), article }
            }
        }
    }

    fn ground(&self, ground: &Ground<'_>) -> OriginGround {
        let empty = OriginGround {
            article: self.article(ground.article),
            test: OriginTest::Preference,
            statement: None,
            is_true: None,
            found: None,
            bound: None,
            formula: None,
            level: None,
            tolerance: None,
        };
        let with = |share: &Share| (Some(percent(share.found)), Some(share.bound.to_string()));
        match &ground.because {
            Because::Said { statement, holds } => OriginGround {
                test: OriginTest::Statement,
                statement: self.scheme.statements.get(*statement).and_then(|statement| self.text(&statement.text)),
                is_true: Some(*holds),
                ..empty
            },
            Because::Changed(level) => OriginGround { test: OriginTest::Change, level: Some((*level).into()), ..empty },
            Because::Kept { level, share, tolerance } => {
                let (found, bound) = share.as_ref().map(with).unwrap_or_default();
                let tolerance = tolerance.and_then(|article| self.article(article));
                OriginGround { test: OriginTest::Change, level: Some((*level).into()), found, bound, tolerance, ..empty }
            }
            Because::RegionalValue { formula, share } => {
                let (found, bound) = with(share);
                OriginGround { test: OriginTest::RegionalValue, formula: Some((*formula).into()), found, bound, ..empty }
            }
            Because::ForeignValue(share) => {
                let (found, bound) = with(share);
                OriginGround { test: OriginTest::ForeignValue, found, bound, ..empty }
            }
            Because::ForeignWeight(share) => {
                let (found, bound) = with(share);
                OriginGround { test: OriginTest::ForeignWeight, found, bound, ..empty }
            }
            Because::NoPreference => empty,
        }
    }

    fn article(&self, key: &Key) -> Option<OriginArticle> {
        OriginArticle::named(key, &self.scheme, self.language)
    }

    fn text(&self, texts: &Texts) -> Option<OriginText> {
        OriginText::of(texts, self.language)
    }
}

/// Returns the message that asks for a sum, and the codes it is over besides.
fn asked(figure: &Figure) -> (&'static str, &[HsCode]) {
    match figure {
        Figure::Price => ("origin-figure-price", &[]),
        Figure::NetCost => ("origin-figure-net-cost", &[]),
        Figure::Foreign => ("origin-figure-foreign", &[]),
        Figure::Regional => ("origin-figure-regional", &[]),
        Figure::Weight => ("origin-figure-weight", &[]),
        Figure::Unchanged { level, except } => {
            let message = match level {
                Level::Chapter => "origin-figure-unchanged-chapter",
                Level::Heading => "origin-figure-unchanged-heading",
                Level::Subheading => "origin-figure-unchanged-subheading",
            };
            (message, except)
        }
        Figure::UnchangedWeight { level, except } => {
            let message = match level {
                Level::Chapter => "origin-figure-unchanged-weight-chapter",
                Level::Heading => "origin-figure-unchanged-weight-heading",
                Level::Subheading => "origin-figure-unchanged-weight-subheading",
            };
            (message, except)
        }
        Figure::ForeignWeight { of } if of.is_empty() => ("origin-figure-foreign-weight", of),
        Figure::ForeignWeight { of } => ("origin-figure-foreign-weight-of", of),
    }
}

fn spoken(code: &str) -> Texts {
    let said = Language::SPOKEN.into_iter().filter_map(|language| Some((language, message::render(language, code, &[])?)));
    Texts(said.collect())
}

/// Writes a percentage with at most two places. It is for reading: the decision was made on the exact number.
fn percent(found: Exact) -> String {
    let hundredths = found.times(Exact::HUNDRED).and_then(|hundredths| hundredths.rounded(RoundingMode::HalfUp));
    hundredths.and_then(|hundredths| Exact::decimal(hundredths, 2)).map_or_else(|_| found.to_string(), |found| found.to_string())
}
