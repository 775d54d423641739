//! Why a text of a rate was refused: where, what stood there, what should have, and of which class that is.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A text that did not become a rate. Nothing is due by it: it has to be put right, or read by a person.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct RateTextError {
    /// Of which class the refusal is.
    pub reason: RefusedText,
    /// The character it was met at, counted from 1; one past the last where the text ended too early.
    pub at: usize,
    /// What stood there, as it was written; empty where the text ended.
    pub token: String,
    /// What could have stood there.
    pub expected: &'static str,
}

/// Why a text is no rate by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusedText {
    /// Nothing is written.
    Empty,
    /// It takes its rate from another provision ("the duty provided in the applicable subheading").
    OtherProvision,
    /// It depends on a rule that is told elsewhere in prose ("as prescribed in note 1").
    ProseRule,
    /// It says something else than a rate ("suspended").
    NoRate,
    /// It counts in a unit that is not known.
    UnknownUnit,
    /// It gives an amount of a currency that is not known, or of none.
    UnknownCurrency,
    /// It gives a schedule of countries that is not known.
    UnknownArea,
    /// It gives a date that is none.
    UnknownDate,
    /// It has a word or a mark that nothing is known of.
    UnknownToken,
    /// It can be read in two ways ("12,500", "a less b + c").
    Ambiguous,
    /// A bracket or quotation mark is opened or closed alone.
    Unbalanced,
    /// It ends where more has to follow.
    Incomplete,
    /// It is longer or deeper than any rate, or has a number of too many digits.
    TooLong,
}

impl fmt::Display for RateTextError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at character {}", self.reason, self.at)?;
        match self.token.as_str() {
            "" => write!(formatter, ", at its end: {} is expected", self.expected),
            token => write!(formatter, ", at {token:?}: {} is expected", self.expected),
        }
    }
}

impl fmt::Display for RefusedText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            RefusedText::Empty => "is empty",
            RefusedText::OtherProvision => "takes its rate from another provision",
            RefusedText::ProseRule => "depends on a rule in prose",
            RefusedText::NoRate => "says something else than a rate",
            RefusedText::UnknownUnit => "counts in an unknown unit",
            RefusedText::UnknownCurrency => "gives an amount in no known currency",
            RefusedText::UnknownArea => "names an unknown schedule of countries",
            RefusedText::UnknownDate => "gives a date that is none",
            RefusedText::UnknownToken => "has something unknown",
            RefusedText::Ambiguous => "can be read in two ways",
            RefusedText::Unbalanced => "has a bracket or quotation mark alone",
            RefusedText::Incomplete => "ends where more has to follow",
            RefusedText::TooLong => "is too long",
        })
    }
}

/// Words by which a text shows that it is no rate by itself, in small letters.
const TELLING: &[(&str, RefusedText)] = &[
    ("the duty provided in", RefusedText::OtherProvision),
    ("the duty rate provided in", RefusedText::OtherProvision),
    ("the rate applicable", RefusedText::OtherProvision),
    ("the rate of duty applicable", RefusedText::OtherProvision),
    ("shall not exceed the duty for", RefusedText::OtherProvision),
    ("a duty equal to", RefusedText::OtherProvision),
    ("a duty (in lieu of", RefusedText::OtherProvision),
    ("no additional duty", RefusedText::OtherProvision),
    ("no change", RefusedText::OtherProvision),
    ("see additional u.s. note", RefusedText::OtherProvision),
    ("view tcos for", RefusedText::OtherProvision),
    ("a duty upon the", RefusedText::ProseRule),
    ("free, under bond", RefusedText::ProseRule),
    ("free, for such temporary periods", RefusedText::ProseRule),
    ("the quantity specified in", RefusedText::NoRate),
    ("suspended", RefusedText::NoRate),
];

impl RateTextError {
    /// Gives the class that the words of the text tell, where they tell one.
    #[must_use]
    pub(super) fn told_by(self, text: &str) -> RateTextError {
        let small = text.to_lowercase();
        match TELLING.iter().find(|(words, _)| small.contains(words)) {
            Some((_, reason)) => RateTextError { reason: *reason, ..self },
            None => self,
        }
    }
}
