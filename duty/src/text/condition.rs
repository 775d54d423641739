//! What has to hold, as text: parts that are known are read as such, and the rest stays a statement in the words of the source.
//!
//! ```text
//! condition  = part { ", " part }                          all of them
//! part       = "import" | "export" | "1 May to 31 October" | "quota ZQ-1006" | "document Y900" | "additional code X520"
//!            | "consignment at most XTS 1000" | "at most 80 kg" | "not (" condition ")" | "(" condition { " or " condition } ")"
//!            | "“a statement”" | a statement
//! ```
//!
//! A comma within a statement does not end it: only what is known by its own words does. "At most 80 kg" after a statement goes on
//! with it. A text in which nothing is known is one statement.

use jiff::civil::Date;
use thiserror::Error;
use vocabulary::{Currency, Money};

use super::rate::read_quantity;
use crate::{
    condition::{Condition, ConsignmentValue, Flow, Season},
    exact::{Exact, RoundingMode},
    name::Statement,
};

/// How many brackets may stand within each other.
const DEPTH_MAX: usize = 8;
/// How many characters a condition may have.
const CHARACTERS_MAX: usize = 2_000;

/// A text that is not even a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ConditionTextError {
    /// It has more characters than a condition.
    #[error("has more than 2000 characters, or a statement of more than 500")]
    TooLong,
    /// It has a control character.
    #[error("has a control character")]
    Control,
}

/// Reads a condition; of an empty text, one that always holds.
///
/// # Errors
/// Refuses a text that is too long or has control characters. Any other one is at least a statement.
pub fn parse_condition(text: &str) -> Result<Condition, ConditionTextError> {
    let text = text.trim();
    if text.chars().count() > CHARACTERS_MAX {
        return Err(ConditionTextError::TooLong);
    }
    if text.chars().any(char::is_control) {
        return Err(ConditionTextError::Control);
    }
    if text.is_empty() {
        return Ok(Condition::Always);
    }
    match all_of(text, DEPTH_MAX) {
        Some(Read { condition, knows: true }) => Ok(condition),
        _ => text.parse().map(Condition::Statement).map_err(|_| ConditionTextError::TooLong),
    }
}

/// Says whether the words of a statement are read as this one statement.
pub(super) fn is_one_statement(statement: &Statement) -> bool {
    let read = all_of(statement.as_str(), DEPTH_MAX);
    read.is_some_and(|read| !read.knows && read.condition == Condition::Statement(statement.clone()))
}

/// A condition, and whether anything in it was known.
struct Read {
    condition: Condition,
    knows: bool,
}

/// Reads parts between commas; nothing where a bracket or quotation mark is open, or a statement is too long.
fn all_of(text: &str, depth: usize) -> Option<Read> {
    let mut conditions: Vec<Condition> = Vec::new();
    let mut statement: Option<String> = None;
    let mut knows = false;
    for part in split(text, ", ")? {
        match known(part, depth).filter(|condition| statement.is_none() || !goes_on(condition)) {
            Some(condition) => {
                knows = true;
                conditions.extend(close(&mut statement)?);
                conditions.push(condition);
            }
            None => match &mut statement {
                Some(words) => {
                    words.push_str(", ");
                    words.push_str(part);
                }
                None => statement = Some(part.to_owned()),
            },
        }
    }
    conditions.extend(close(&mut statement)?);
    let condition = if conditions.len() == 1 { conditions.pop()? } else { Condition::All(conditions) };
    Some(Read { condition, knows })
}

/// Ends a statement that was gathered; nothing where it is none.
fn close(words: &mut Option<String>) -> Option<Option<Condition>> {
    match words.take() {
        Some(words) => words.parse().ok().map(|statement| Some(Condition::Statement(statement))),
        None => Some(None),
    }
}

/// Says whether a part after a comma may as well go on with the statement before it.
fn goes_on(condition: &Condition) -> bool {
    matches!(condition, Condition::QuantityAtMost(..))
}

/// Splits a text where no bracket or quotation mark is open; nothing where one stays open.
fn split<'t>(text: &'t str, by: &str) -> Option<Vec<&'t str>> {
    let (mut parts, mut start, mut open, mut quoted) = (Vec::new(), 0, 0_usize, false);
    for (place, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '(' | '[' if !quoted => open += 1,
            ')' | ']' if !quoted => open = open.checked_sub(1)?,
            _ if !quoted && open == 0 && place >= start && text[place..].starts_with(by) => {
                parts.push(&text[start..place]);
                start = place + by.len();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    (open == 0 && !quoted).then_some(parts)
}

/// Reads a part that is known by its own words.
fn known(part: &str, depth: usize) -> Option<Condition> {
    match part {
        "always" => return Some(Condition::Always),
        "import" => return Some(Condition::Flow(Flow::Import)),
        "export" => return Some(Condition::Flow(Flow::Export)),
        _ => {}
    }
    let after = |words: &str| part.strip_prefix(words);
    if let Some(order) = after("quota ") {
        return order.parse().ok().map(Condition::Quota);
    }
    if let Some(code) = after("document ") {
        return code.parse().ok().map(Condition::Document);
    }
    if let Some(code) = after("additional code ") {
        return code.parse().ok().map(Condition::AdditionalCode);
    }
    if let Some(amount) = after("consignment at most ") {
        return money(amount).map(|money| Condition::ConsignmentAtMost(ConsignmentValue(money)));
    }
    if let Some(quantity) = after("at most ") {
        return read_quantity(quantity).map(|(measured, figure)| Condition::QuantityAtMost(measured, figure));
    }
    if let Some(inner) = after("not ") {
        return bracketed(inner, depth).map(|condition| Condition::Not(Box::new(condition)));
    }
    if let Some(words) = after("\"").and_then(|words| words.strip_suffix('"')) {
        let alone = words.replace("\"\"", "");
        return (!alone.contains('"')).then(|| words.replace("\"\"", "\"").parse().ok().map(Condition::Statement)).flatten();
    }
    bracketed(part, depth).or_else(|| season(part).map(Condition::Season))
}

/// Reads what stands in brackets, with at least one known part in it.
fn bracketed(part: &str, depth: usize) -> Option<Condition> {
    let inner = part.strip_prefix('(')?.strip_suffix(')')?;
    let depth = depth.checked_sub(1)?;
    let alternatives = split(inner, " or ")?.into_iter().map(|alternative| all_of(alternative, depth));
    let mut alternatives = alternatives.collect::<Option<Vec<Read>>>()?;
    if !alternatives.iter().any(|read| read.knows) {
        return None;
    }
    match alternatives.len() {
        1 => alternatives.pop().map(|read| read.condition),
        _ => Some(Condition::Any(alternatives.into_iter().map(|read| read.condition).collect())),
    }
}

/// Reads an amount as `XTS 1000` or `1000 XTS`, which is whole in the minor unit.
fn money(text: &str) -> Option<Money> {
    let (one, other) = text.split_once(' ')?;
    let (currency, amount) = match one.parse::<Currency>() {
        Ok(currency) => (currency, other),
        Err(_) => (other.parse().ok()?, one),
    };
    let minor = amount.parse::<Exact>().ok()?.times(minor_units(currency)).ok()?;
    let whole = minor.rounded(RoundingMode::Down).ok()?;
    (whole >= 0 && Exact::whole(whole) == minor).then(|| Money::new(whole, currency))
}

/// Returns how many minor units a major one has.
pub(super) fn minor_units(currency: Currency) -> Exact {
    (0..currency.exponent()).fold(Exact::ONE, |units, _| units.times(Exact::whole(10)).unwrap_or(units))
}

pub(super) const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// Reads a month by its English name.
pub(super) fn month(name: &str) -> Option<i8> {
    let place = MONTHS.iter().position(|month| *month == name)?;
    i8::try_from(place + 1).ok()
}

fn season(text: &str) -> Option<Season> {
    let (from, until) = text.split_once(" to ")?;
    let day = |text: &str| {
        let (day, name) = text.split_once(' ')?;
        let digits = (1..=2).contains(&day.len()) && day.bytes().all(|byte| byte.is_ascii_digit());
        let (day, month) = (day.parse().ok().filter(|_| digits)?, month(name)?);
        // A leap year: 29 February may begin or end a season.
        Date::new(2024, month, day).ok().map(|_| (month, day))
    };
    Some(Season { from: day(from)?, until: day(until)? })
}
