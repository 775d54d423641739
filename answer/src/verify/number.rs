//! The numbers of a sentence, each with what it counts.

use vocabulary::western_digit;

use crate::{
    lexicon::Lexicon,
    word::{Word, words},
};

/// A number in one form, with what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// Digits, and a point where a decimal sign stands; thousands are not set apart.
    pub value: String,
    /// A sign of percent, degree or currency that touches it.
    pub sign: Option<char>,
}

/// Signs that belong to the number they touch.
const SIGNS: &str = "%‰°$€£¥₦₵₹₽₫₱₩₪₺฿";

/// Returns the numbers of a text: `1,250.50`, `1 250,50` and `١٢٥٠٫٥٠` are one and the same.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    places(text).into_iter().map(|(number, _, _)| number).collect()
}

/// Returns the numbers of a text, each with where it begins and ends.
pub(super) fn places(text: &str) -> Vec<(Number, usize, usize)> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let byte = |at: usize| characters.get(at).map_or(text.len(), |(byte, _)| *byte);
    let digit = |at: usize| characters.get(at).and_then(|(_, character)| western_digit(*character));
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        if digit(at).is_none() {
            at += 1;
            continue;
        }
        let start = at;
        let mut groups: Vec<(String, Option<char>)> = vec![(String::new(), None)];
        loop {
            while let (Some(value), Some((group, _))) = (digit(at), groups.last_mut()) {
                group.push(char::from(b'0' + value));
                at += 1;
            }
            let between = characters.get(at).map(|(_, character)| *character);
            let Some(between) = between.filter(|between| is_separator(*between) && digit(at + 1).is_some()) else { break };
            let length = (at + 1..).take_while(|at| digit(*at).is_some()).count();
            // A space sets thousands apart and nothing else.
            if is_space(between) && (length != 3 || groups.last().is_some_and(|(group, _)| group.len() > 3)) {
                break;
            }
            groups.push((String::new(), Some(between)));
            at += 1;
        }
        let before = text[..byte(start)].trim_end_matches([' ', '\u{a0}', '\u{202f}']).chars().next_back();
        let behind = text[byte(at)..].trim_start_matches([' ', '\u{a0}', '\u{202f}']).chars().next();
        let sign = [behind, before].into_iter().flatten().map(one_percent).find(|sign| SIGNS.contains(*sign));
        numbers.push((Number { value: value_of(&groups), sign }, byte(start), byte(at)));
    }
    numbers
}

fn one_percent(sign: char) -> char {
    if matches!(sign, '٪' | '％') { '%' } else { sign }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

fn is_separator(character: char) -> bool {
    is_space(character) || matches!(character, '.' | ',' | '\'' | '\u{2019}' | '٫' | '٬' | '，' | '．')
}

/// The last sign is a decimal sign unless it sets three digits apart, as those before it do.
fn value_of(groups: &[(String, Option<char>)]) -> String {
    let Some(((first, _), rest)) = groups.split_first() else { return String::new() };
    let Some(((last, sign), thousands)) = rest.split_last() else { return first.clone() };
    let is_decimal = match sign {
        Some('٫') => true,
        Some('٬' | '\'' | '\u{2019}') => false,
        Some(sign) if is_space(*sign) => false,
        sign => last.len() != 3 || first.starts_with('0') || thousands.iter().any(|(_, other)| other != sign),
    };
    // Groups that are neither thousands nor a decimal are a code or a day: all of it counts.
    let apart = thousands.iter().any(|(group, _)| group.len() != 3);
    if apart || (is_decimal && thousands.last().is_some_and(|(_, other)| other == sign)) {
        return groups.iter().map(|(group, _)| group.as_str()).collect::<Vec<_>>().join(".");
    }
    let whole: String = std::iter::once(first.as_str()).chain(thousands.iter().map(|(group, _)| group.as_str())).collect();
    if !is_decimal {
        return whole + last;
    }
    match last.trim_end_matches('0') {
        "" => whole,
        parts => format!("{whole}.{parts}"),
    }
}

/// Returns what each number of a text counts: the unit or the currency beside it, if a word names one.
pub(crate) fn counted(text: &str, lexicon: &Lexicon) -> Vec<(Number, Option<String>)> {
    let words = words(text);
    places(text).into_iter().map(|(number, start, end)| (number, unit(text, &words, start, end, lexicon))).collect()
}

fn unit(text: &str, words: &[Word], start: usize, end: usize, lexicon: &Lexicon) -> Option<String> {
    let next = words.partition_point(|word| word.place.start < end);
    let touches = |from: usize, until: usize| {
        text.get(from..until).is_some_and(|between| between.trim().is_empty() || between.trim() == "-")
    };
    let behind = words.get(next).filter(|word| touches(end, word.place.start));
    let currency = |word: &Word| text.get(word.place.clone()).and_then(|word| word.parse::<vocabulary::Currency>().ok());
    let before = words.iter().rev().find(|word| word.place.end <= start).filter(|word| touches(word.place.end, start));
    if let Some(currency) = behind.and_then(currency).or_else(|| before.and_then(currency)) {
        return Some(currency.as_str().to_owned());
    }
    let named = lexicon.list("units").iter().position(|unit| behind.is_some() && unit.at(words, next).is_some());
    named.map(|at| format!("unit {at}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_form_however_it_is_written() {
        for (written, value) in [
            ("1,250.50", "1250.5"),
            ("1.250,50", "1250.5"),
            ("1 250,50", "1250.5"),
            ("١٢٥٠٫٥٠", "1250.5"),
            ("1,250", "1250"),
            ("1.250", "1250"),
            ("0.250", "0.25"),
            ("12.5", "12.5"),
            ("120", "120"),
            ("0901.21", "0901.21"),
            ("3.3.2026", "3.3.2026"),
            ("1'250'000", "1250000"),
        ] {
            let found: Vec<String> = numbers(written).into_iter().map(|number| number.value).collect();
            assert_eq!(found, [value], "{written}");
        }
        assert_eq!(numbers("2026-03-03").len(), 3);
        assert_eq!(numbers("5 120").len(), 1);
        assert_eq!(numbers("2 10").len(), 2);
        assert_eq!(numbers("12 %")[0].sign, Some('%'));
    }
}
