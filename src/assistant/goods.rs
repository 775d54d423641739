//! What a question says of goods: their code, value, quantities and country, each only where it is beyond doubt. Rules only.
//! Row CHAT-M13: what is missing or may be read two ways is asked for, and never guessed.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use vocabulary::{CountryCode, Currency, HsCode, western_digit};

/// The longest number that is read; more digits are no value of goods.
const DIGITS_MAX: usize = 15;
/// How many quantities one question says at most.
const QUANTITIES_MAX: usize = 8;
/// The words of units, by the code of UN/ECE Recommendation 20.
const UNITS: &str = include_str!("units.tsv");

/// What a question says of goods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoodsSaid {
    /// Where they stand in the nomenclature.
    pub code: Option<HsCode>,
    /// Their value: a decimal, and its currency.
    pub value: Option<(String, Currency)>,
    /// Their quantities: decimals, each with the code of its unit.
    pub quantities: Vec<(String, &'static str)>,
    /// Where they come from.
    pub country: Option<CountryCode>,
}

/// The names of countries in the language of the conversation, in small letters.
pub type Countries = HashMap<String, CountryCode>;

/// A word of the question, with where it stands.
struct Word<'a> {
    text: &'a str,
    at: Range<usize>,
}

impl GoodsSaid {
    /// Reads a question.
    pub fn read(question: &str, countries: &Countries) -> GoodsSaid {
        let words = words(question);
        let mut said = GoodsSaid { country: country(question, &words, countries), ..GoodsSaid::default() };
        let mut codes: Vec<HsCode> = Vec::new();
        let mut values: Vec<(String, Currency)> = Vec::new();
        for (place, word) in words.iter().enumerate() {
            let Some((digits, attached)) = number_in(word.text) else { continue };
            let before = place.checked_sub(1).and_then(|before| words.get(before)).map(|word| word.text);
            let after = words.get(place + 1).map(|word| word.text);
            let currency = currency_of(attached).or_else(|| currency_of(after?)).or_else(|| currency_of(before?));
            let unit = unit_of(attached).or_else(|| unit_of(after?));
            if let Some(currency) = currency {
                values.extend(decimal(digits).map(|value| (value, currency)));
            } else if let Some(unit) = unit {
                let quantity = decimal(digits).map(|quantity| (quantity, unit));
                said.quantities.extend(quantity.filter(|_| said.quantities.len() < QUANTITIES_MAX));
            } else if attached.is_empty() {
                codes.extend(code(digits));
            }
        }
        codes.dedup();
        // Two codes or two values may be meant either way: then neither is taken.
        said.code = only(codes);
        said.value = only(values);
        said
    }
}

fn only<T>(mut found: Vec<T>) -> Option<T> {
    if found.len() == 1 { found.pop() } else { None }
}

/// Cuts a text at blanks, and takes off what stands around words.
fn words(text: &str) -> Vec<Word<'_>> {
    let around = |letter: char| {
        matches!(letter, '?' | '!' | ';' | ':' | '(' | ')' | '"' | '“' | '”' | '«' | '»' | '؟' | '，' | '。' | '？' | '、' | '\'')
    };
    let mut words = Vec::new();
    for part in text.split_whitespace() {
        // A comma or a stop within a number is part of it; one behind a word is not.
        let trimmed = part.trim_matches(around).trim_matches([',', '.', '،']).trim_matches(around);
        if !trimmed.is_empty() {
            let start = trimmed.as_ptr() as usize - text.as_ptr() as usize;
            words.push(Word { text: trimmed, at: start..start + trimmed.len() });
        }
    }
    words
}

/// Parts a word into its number and what is attached to it before or behind: `500kg`, `€1,200`, `2吨`.
fn number_in(word: &str) -> Option<(&str, &str)> {
    let is_part = |letter: char| western_digit(letter).is_some() || matches!(letter, '.' | ',' | '٫' | '٬');
    let start = word.find(|letter: char| western_digit(letter).is_some())?;
    let rest = &word[start..];
    let end = rest.find(|letter: char| !is_part(letter)).unwrap_or(rest.len());
    let (before, number, behind) = (&word[..start], rest[..end].trim_end_matches(['.', ',']), &rest[end..]);
    // Where there are no blanks between words, what stands before is another word.
    let before = if before.ends_with(is_han) { "" } else { before };
    let digits = number.chars().filter(|letter| western_digit(*letter).is_some()).count();
    if digits > DIGITS_MAX || (!before.is_empty() && !behind.is_empty()) {
        return None;
    }
    Some((number, if before.is_empty() { behind } else { before }))
}

/// Reads a number as people write it, where there is one way to read it: `1,234.50` and `1.234,50` are one number, `1,234` may be two.
fn decimal(number: &str) -> Option<String> {
    let mut plain = String::new();
    let mut marks: Vec<(char, usize)> = Vec::new();
    for letter in number.chars() {
        match western_digit(letter) {
            Some(digit) => plain.push(char::from(b'0' + digit)),
            None => marks.push((
                if letter == '٬' {
                    ','
                } else if letter == '٫' {
                    '.'
                } else {
                    letter
                },
                plain.len(),
            )),
        }
    }
    let Some(&(last, at)) = marks.last() else { return Some(plain) };
    let behind = plain.len() - at;
    let alike = marks.iter().filter(|(mark, _)| *mark == last).count();
    let grouped = |marks: &[(char, usize)], end: usize| {
        let ends = marks.iter().skip(1).map(|(_, at)| *at).chain([end]);
        marks.iter().zip(ends).all(|((_, at), next)| next - at == 3 && *at > 0)
    };
    if alike > 1 {
        // Several of one mark group thousands.
        return (marks.len() == alike && grouped(&marks, plain.len())).then_some(plain);
    }
    let others = &marks[..marks.len() - 1];
    if others.is_empty() {
        // `1,234` is a thousand here and little more than one there.
        return (behind != 3 && behind > 0 && at > 0).then(|| format!("{}.{}", &plain[..at], &plain[at..]));
    }
    (grouped(others, at) && behind > 0).then(|| format!("{}.{}", &plain[..at], &plain[at..]))
}

/// Reads a code of the nomenclature: six digits or more, or four with nothing else to be.
fn code(number: &str) -> Option<HsCode> {
    let digits: String = number.chars().filter_map(western_digit).map(|digit| char::from(b'0' + digit)).collect();
    let dotted = number.contains('.') && !number.contains(',');
    let long = digits.len() >= 6 || (digits.len() == 4 && !looks_like_a_year(&digits));
    if !long || (number.contains(['.', ',']) && !dotted) { None } else { digits.parse().ok() }
}

fn looks_like_a_year(digits: &str) -> bool {
    digits.starts_with("19") || digits.starts_with("20")
}

/// Reads a currency: its three letters, or a sign that only one has.
fn currency_of(word: &str) -> Option<Currency> {
    match word {
        "€" => "EUR".parse().ok(),
        "£" => "GBP".parse().ok(),
        "₹" => "INR".parse().ok(),
        "₦" => "NGN".parse().ok(),
        _ => {
            let letters = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
            // In small letters three letters are a word: "all", "top".
            let capitals = word.bytes().all(|byte| byte.is_ascii_uppercase());
            if letters && capitals { word.parse().ok() } else { None }
        }
    }
}

fn unit_of(word: &str) -> Option<&'static str> {
    static BY_WORD: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let lines = UNITS.lines().filter_map(|line| line.split_once('\t'));
        lines.flat_map(|(unit, words)| words.split(' ').map(move |word| (word, unit))).collect()
    });
    let lower = word.to_lowercase();
    // Without blanks between words, what follows a number begins with its unit.
    let begins =
        || BY_WORD.iter().find(|(known, _)| !known.is_ascii() && known.chars().all(is_han) && lower.starts_with(**known));
    BY_WORD.get(lower.as_str()).copied().or_else(|| begins().map(|(_, unit)| *unit))
}

fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// Finds the one country that a question names, by its name as a whole word, or by its two capital letters after a word.
fn country(question: &str, words: &[Word<'_>], countries: &Countries) -> Option<CountryCode> {
    let lower = question.to_lowercase();
    let mut found: Vec<(Range<usize>, CountryCode)> = Vec::new();
    for (name, code) in countries {
        let letter = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphabetic() && !is_han(letter));
        let whole = |at: &usize| !letter(lower[..*at].chars().next_back()) && !letter(lower[at + name.len()..].chars().next());
        let places = lower.match_indices(name.as_str()).map(|(at, _)| at).filter(whole);
        found.extend(places.map(|at| (at..at + name.len(), *code)));
    }
    // "Guinea-Bissau" names no Guinea: a name within a longer one is none.
    let within =
        |inner: &Range<usize>, outer: &Range<usize>| inner != outer && outer.start <= inner.start && inner.end <= outer.end;
    let stands = |at: &Range<usize>| !found.iter().any(|(other, _)| within(at, other));
    let mut named: Vec<CountryCode> = found.iter().filter(|(at, _)| stands(at)).map(|(_, code)| *code).collect();
    named.sort_unstable();
    named.dedup();
    if !named.is_empty() {
        return only(named);
    }
    let known = |word: &Word<'_>| {
        let code: CountryCode = word.text.parse().ok()?;
        (word.at.start > 0 && countries.values().any(|known| *known == code)).then_some(code)
    };
    only(words.iter().filter_map(known).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn countries() -> Countries {
        let name = |name: &str, code: &str| (name.to_owned(), code.parse().expect("a country"));
        [name("vellora", "XV"), name("kenya", "KE"), name("guinea", "GN"), name("guinea-bissau", "GW"), name("肯尼亚", "KE")]
            .into()
    }

    fn read(question: &str) -> GoodsSaid {
        GoodsSaid::read(question, &countries())
    }

    #[test]
    fn a_question_says_what_goods_they_are_worth_what_and_from_where() {
        let said = read("What do I pay on 500 kg of coffee 0901.21.00.00 from Vellora worth EUR 1,234.50?");
        assert_eq!(said.code, "0901210000".parse().ok());
        assert_eq!(said.value, Some(("1234.50".to_owned(), "EUR".parse().expect("a currency"))));
        assert_eq!(said.quantities, [("500".to_owned(), "KGM")]);
        assert_eq!(said.country, "XV".parse().ok());
        let said = read("从肯尼亚进口2吨咖啡，价值 3000 EUR");
        assert_eq!((said.quantities, said.country), (vec![("2".to_owned(), "TNE")], "KE".parse().ok()));
    }

    #[test]
    fn a_number_is_read_one_way_or_not_at_all() {
        for (number, read) in [
            ("1234", Some("1234")),
            ("1,234.50", Some("1234.50")),
            ("1.234,50", Some("1234.50")),
            ("1.234.567", Some("1234567")),
            ("12,5", Some("12.5")),
            ("1,234", None),
            ("1.234", None),
            ("1,23,456", None),
            ("١٢٫٥", Some("12.5")),
            (".5", None),
        ] {
            assert_eq!(decimal(number).as_deref(), read, "{number}");
        }
    }

    #[test]
    fn what_may_be_meant_two_ways_is_not_taken() {
        assert_eq!(read("0901.21 or 0902.10?").code, None);
        assert_eq!(read("worth 100 EUR or 200 EUR").value, None);
        assert_eq!(read("worth 100 dollars").value, None);
        assert_eq!(read("the rules of 2024").code, None);
        assert_eq!(read("from Guinea-Bissau").country, "GW".parse().ok());
        assert_eq!(read("paid in XV").country, "XV".parse().ok());
        assert_eq!(read("from Kenya or Vellora").country, None);
    }

    proptest::proptest! {
        #[test]
        fn no_question_makes_reading_it_panic(question in "\\PC{0,80}") {
            read(&question);
        }
    }
}
