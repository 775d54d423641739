//! Numbers as people write them: groups of digits with something between, and what such a number can be.

use std::ops::Range;

use vocabulary::western_digit;

use super::{Found, Personal};
use crate::word::words;

/// What may stand between two groups of digits.
const BETWEEN: [char; 9] = [' ', '-', '.', '/', '(', ')', ',', '\'', '\u{2019}'];

/// How many characters may stand between two groups: `(0)12) 34`.
const BETWEEN_MAX: usize = 2;

/// A number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Number {
    /// Where it stands, with the plus or the parenthesis before it.
    pub place: Range<usize>,
    /// Its digits, in Western form.
    pub digits: String,
    groups: Vec<Group>,
    plus: bool,
    parenthesis: bool,
    /// What stands between the groups.
    between: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Group {
    digits: String,
    place: Range<usize>,
}

/// Returns the numbers of a text that are not part of a word.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        if western_digit(characters[at].1).is_none() {
            at += 1;
            continue;
        }
        let glued_before =
            at > 0 && characters[at - 1].1.is_alphabetic() && !index_core::analysis::is_unspaced(characters[at - 1].1);
        let (number, end) = read(text, &characters, at);
        let glued_behind =
            characters.get(end).is_some_and(|(_, next)| next.is_alphabetic() && !index_core::analysis::is_unspaced(*next));
        if !glued_before && !glued_behind {
            numbers.push(number);
        }
        at = end;
    }
    numbers
}

/// Reads the number that begins with a digit, and returns it with the index of what follows.
fn read(text: &str, characters: &[(usize, char)], from: usize) -> (Number, usize) {
    let byte = |at: usize| characters.get(at).map_or(text.len(), |(byte, _)| *byte);
    let mut number = Number::default();
    let mut at = from;
    loop {
        let start = at;
        let mut group = Group::default();
        while let Some(digit) = characters.get(at).and_then(|(_, character)| western_digit(*character)) {
            group.digits.push(char::from(b'0' + digit));
            at += 1;
        }
        group.place = byte(start)..byte(at);
        number.digits.push_str(&group.digits);
        number.groups.push(group);
        let gap = characters[at..].iter().take_while(|(_, character)| BETWEEN.contains(character)).count();
        let digit_behind = characters.get(at + gap).is_some_and(|(_, character)| western_digit(*character).is_some());
        if gap == 0 || gap > BETWEEN_MAX || !digit_behind {
            break;
        }
        number.between.extend(characters[at..at + gap].iter().map(|(_, character)| *character));
        at += gap;
    }
    let before = |count: usize| from.checked_sub(count).map(|at| characters[at].1);
    number.parenthesis = before(1) == Some('(') || number.between.contains(')');
    let opened = usize::from(before(1) == Some('('));
    number.plus = before(1 + opened) == Some('+') || before(1 + opened) == Some('＋');
    let start = from - usize::from(number.plus) - if number.plus || number.between.contains(')') { opened } else { 0 };
    number.place = byte(start)..byte(at);
    (number, at)
}

impl Number {
    /// Says whether it is written as only numbers of other countries are: with a plus or two zeros.
    pub fn is_international(&self) -> bool {
        self.plus || (self.digits.starts_with("00") && self.digits.len() >= 11 && self.digits.bytes().any(|digit| digit != b'0'))
    }

    /// Says whether it is written as a telephone number within a country is, and as no code is.
    pub fn is_local_phone(&self) -> bool {
        let few = self.between.chars().all(|character| matches!(character, ' ' | '-' | '.' | '(' | ')'));
        few && self.groups.len() > 1
            && (self.parenthesis || (self.digits.starts_with('0') && self.lengths().iter().any(|length| *length % 2 == 1)))
    }

    /// Says whether it is a day.
    pub fn is_date(&self) -> bool {
        let [first, second, third] = &self.groups[..] else { return false };
        let same = self.between.chars().all(|character| self.between.starts_with(character));
        let value = |group: &Group| group.digits.parse::<u32>().unwrap_or(0);
        let (day, year) = if first.digits.len() == 4 { (third, first) } else { (first, third) };
        let days = (1..=31).contains(&value(day)) && (1..=31).contains(&value(second));
        let written = self.between.starts_with(['-', '/', '.', ' ']) && same && !self.plus;
        written && days && day.digits.len() <= 2 && second.digits.len() <= 2 && (1900..=2100).contains(&value(year))
    }

    /// Says whether it is a code, in any of the ways that codes are written.
    pub fn is_code(&self) -> bool {
        let lengths = self.lengths();
        let written = self.between.chars().all(|character| matches!(character, ' ' | '.' | '-'));
        let grouped = lengths.len() == 1 || (lengths[0] >= 2 && lengths.iter().all(|length| length % 2 == 0));
        written && grouped && self.is_code_long() && !self.plus && !self.parenthesis
    }

    /// Says whether it is a code as only codes are written: `0901.21`.
    pub fn is_dotted_code(&self) -> bool {
        let dotted = self.between.starts_with('.') && matches!(self.lengths()[..], [4, 2, ..]);
        dotted && self.is_code_long() && !self.plus && !self.parenthesis
    }

    fn is_code_long(&self) -> bool {
        let chapter = self.digits.get(..2).and_then(|chapter| chapter.parse::<u8>().ok());
        matches!(self.digits.len(), 2 | 4 | 6 | 8 | 10 | 12) && chapter.is_some_and(|chapter| (1..=97).contains(&chapter))
    }

    /// Says whether it is an amount by how its thousands are set apart.
    pub fn is_amount(&self) -> bool {
        let lengths = self.lengths();
        let whole = match lengths.last() {
            Some(1 | 2) if lengths.len() > 1 => &lengths[..lengths.len() - 1],
            _ => &lengths[..],
        };
        let thousands = (1..=3).contains(&whole[0]) && whole[1..].iter().all(|length| *length == 3);
        let written = self.between.chars().all(|character| matches!(character, ' ' | '.' | ',' | '\'' | '\u{2019}'));
        written && thousands && !self.plus && !self.parenthesis && (lengths.len() > 1 && !self.digits.starts_with('0'))
    }

    /// Says whether a currency or a unit stands beside it.
    pub fn is_amount_of(&self, text: &str) -> bool {
        if self.plus {
            return false;
        }
        let is_symbol = |character: char| "$€£¥₦₵₹₽₫₱₩₪₺฿元%‰".contains(character);
        let (before, behind) = (&text[..self.place.start], &text[self.place.end..]);
        let touches = before.trim_end().ends_with(is_symbol) || behind.trim_start().starts_with(is_symbol);
        let is_letters = |word: &str| word.parse::<vocabulary::Currency>().is_ok();
        let last = words(before).pop().filter(|word| before[word.place.end..].trim().is_empty());
        let next = words(behind).into_iter().next().filter(|word| behind[..word.place.start].trim().is_empty());
        touches
            || last.is_some_and(|word| is_letters(&before[word.place]))
            || next.is_some_and(|word| is_letters(&behind[word.place]))
    }

    /// Finds a card in it: 13 to 19 digits together or in the groups that cards have, with the right check digit.
    pub fn card(&self) -> Option<Found> {
        const GROUPS: [&[usize]; 4] = [&[4, 4, 4, 4, 3], &[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]];
        let lengths = self.lengths();
        let together = |at: usize| (13..=19).contains(&lengths[at]).then_some(1);
        let grouped = |at: usize| GROUPS.iter().find(|groups| lengths[at..].starts_with(groups)).map(|groups| groups.len());
        (0..lengths.len()).filter(|_| !self.plus).find_map(|at| {
            let groups = &self.groups[at..at + together(at).or_else(|| grouped(at))?];
            let digits: String = groups.iter().map(|group| group.digits.as_str()).collect();
            let place = groups.first()?.place.start..groups.last()?.place.end;
            (passes_luhn(&digits) && digits.bytes().any(|digit| digit != b'0')).then_some(Found { sort: Personal::Card, place })
        })
    }

    fn lengths(&self) -> Vec<usize> {
        self.groups.iter().map(|group| group.digits.len()).collect()
    }
}

/// ISO/IEC 7812: every second digit from the right is doubled, and the sum ends with 0.
fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, u32::from(digit - b'0')) {
            (0, value) => value,
            (_, value) if value > 4 => 2 * value - 9,
            (_, value) => 2 * value,
        })
        .sum();
    sum.is_multiple_of(10)
}
