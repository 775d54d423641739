//! Figures that come from typed facts, and sentences made of them: words that have no digit, and slots that name their source.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{Date, HsCode, Money, western_digit};

/// Names the fact a figure comes from: a measure, a fee, an estimate, with its revision.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceId(String);

/// Why a text names no source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("names no source: 1 to 200 characters that can be seen")]
pub struct SourceIdError;

/// A figure of a computed sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// What it is.
    pub value: Value,
    /// How it is written in the language of the sentence.
    written: String,
    /// Where it comes from.
    pub source: SourceId,
}

/// What a figure is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// An amount of money.
    Money(Money),
    /// A share, in ten thousandths of one: 1250 is 12.5 %.
    Share(i64),
    /// A day.
    Day(Date),
    /// A count: of days, copies, pieces.
    Count(u64),
    /// A code of the nomenclature.
    Code(HsCode),
    /// The number or name of something published: a form, a quota, an office.
    Name(String),
}

/// Words of a computed sentence: none of them has a digit, of any script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(String);

/// Why a text cannot be the words of a computed sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("has the digit {digit}: a figure comes from a slot")]
pub struct WordsError {
    /// The digit.
    pub digit: char,
}

/// A part of a computed sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Words(Words),
    /// A figure.
    Slot(Slot),
}

/// A sentence made of words and figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Computed(Vec<Part>);

impl TryFrom<String> for SourceId {
    type Error = SourceIdError;

    fn try_from(id: String) -> Result<SourceId, SourceIdError> {
        let visible = id.chars().all(|character| !character.is_control() && !character.is_whitespace());
        if visible && (1..=200).contains(&id.chars().count()) { Ok(SourceId(id)) } else { Err(SourceIdError) }
    }
}

impl From<SourceId> for String {
    fn from(id: SourceId) -> String {
        id.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Words {
    /// Takes words.
    ///
    /// # Errors
    /// Refuses a digit of any script: what is counted or charged comes from a slot.
    pub fn new(text: impl Into<String>) -> Result<Words, WordsError> {
        let text = text.into();
        match text.chars().find(|character| is_digit(*character)) {
            Some(digit) => Err(WordsError { digit }),
            None => Ok(Words(text)),
        }
    }
}

impl Slot {
    /// Fills a slot with a value from a source.
    ///
    /// `written` is how the value is written in the language of the sentence. It is taken where its digits are those of the value, in
    /// any script and order; the value is written plainly otherwise.
    pub fn new(value: Value, written: impl Into<String>, source: SourceId) -> Slot {
        let (written, plain) = (written.into(), value.plain());
        let written = if value.is_written_as(&written) { written } else { plain };
        Slot { value, written, source }
    }

    /// Fills a slot, written plainly.
    pub fn plain(value: Value, source: SourceId) -> Slot {
        let written = value.plain();
        Slot { value, written, source }
    }

    /// Returns the figure as it is written in the sentence.
    pub fn written(&self) -> &str {
        &self.written
    }
}

impl Value {
    /// The value as it is written everywhere.
    fn plain(&self) -> String {
        match self {
            Value::Money(money) => decimal(money.minor, usize::from(money.currency.exponent()), money.currency.as_str()),
            Value::Share(share) => format!("{} %", trimmed(&scaled(*share, 2))),
            Value::Day(day) => day.to_string(),
            Value::Count(count) => count.to_string(),
            Value::Code(code) => code.as_str().to_owned(),
            Value::Name(name) => name.clone(),
        }
    }

    /// Says whether a text has the digits of the value and no others: in their order, or, of a day, its parts in any order and a month
    /// by its name.
    fn is_written_as(&self, written: &str) -> bool {
        let digits = |text: &str| text.chars().filter_map(western_digit).collect::<Vec<u8>>();
        match self {
            Value::Day(day) => {
                let numbers: Vec<i64> = runs(written);
                let (year, month, on) = (i64::from(day.year()), i64::from(day.month()), i64::from(day.day()));
                let known = numbers.iter().all(|number| [year, month, on, year % 100].contains(number));
                known && numbers.contains(&on) && numbers.contains(&year) && numbers.len() <= 3
            }
            Value::Money(_) | Value::Share(_) => {
                let plain = self.plain();
                let (own, other) = (significant(&plain), significant(written));
                own.is_some() && own == other && plain.contains('-') == written.contains(['-', '\u{2212}'])
            }
            Value::Count(_) | Value::Code(_) => digits(&self.plain()) == digits(written),
            Value::Name(name) => name == written,
        }
    }
}

fn decimal(minor: i64, exponent: usize, currency: &str) -> String {
    format!("{currency} {}", scaled(minor, exponent))
}

/// A whole number with a point before its last digits.
fn scaled(number: i64, digits: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let whole = format!("{:0>width$}", number.unsigned_abs(), width = digits + 1);
    let (units, parts) = whole.split_at(whole.len() - digits);
    if digits == 0 { format!("{sign}{units}") } else { format!("{sign}{units}.{parts}") }
}

fn trimmed(decimal: &str) -> &str {
    if decimal.contains('.') { decimal.trim_end_matches('0').trim_end_matches('.') } else { decimal }
}

/// The digits of an amount, without zeros behind its decimal sign and without what sets its thousands apart.
fn significant(text: &str) -> Option<super::number::Number> {
    let mut numbers = super::number::numbers(text);
    if numbers.len() == 1 { numbers.pop() } else { None }
}

fn runs(text: &str) -> Vec<i64> {
    let mut runs: Vec<Option<i64>> = vec![None];
    for character in text.chars() {
        match (western_digit(character), runs.last_mut()) {
            (Some(digit), Some(run)) => *run = Some(run.unwrap_or(0).saturating_mul(10).saturating_add(i64::from(digit))),
            (None, Some(Some(_))) => runs.push(None),
            _ => {}
        }
    }
    runs.into_iter().flatten().collect()
}

/// Says whether a character counts: a digit of any script, or one of the numbers that are one character (², ½, ①).
pub(super) fn is_digit(character: char) -> bool {
    western_digit(character).is_some() || character.is_numeric() && !index_core::analysis::is_unspaced(character)
}

impl Computed {
    /// Begins a sentence.
    pub fn new() -> Computed {
        Computed::default()
    }

    /// Adds words.
    #[must_use]
    pub fn words(mut self, words: Words) -> Computed {
        self.0.push(Part::Words(words));
        self
    }

    /// Adds a figure.
    #[must_use]
    pub fn slot(mut self, slot: Slot) -> Computed {
        self.0.push(Part::Slot(slot));
        self
    }

    /// The sentence, and the figures in it.
    pub(super) fn spelt(self) -> (String, Vec<Slot>) {
        let (mut text, mut slots) = (String::new(), Vec::new());
        for part in self.0 {
            match part {
                Part::Words(words) => text.push_str(&words.0),
                Part::Slot(slot) => {
                    text.push_str(&slot.written);
                    slots.push(slot);
                }
            }
        }
        (text, slots)
    }
}

impl FromIterator<Part> for Computed {
    fn from_iter<T: IntoIterator<Item = Part>>(parts: T) -> Computed {
        Computed(parts.into_iter().collect())
    }
}
