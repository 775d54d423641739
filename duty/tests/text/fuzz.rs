//! Texts by chance: none makes reading panic, none is read in part, and what is read is printed as what it was.

use duty::{
    exact::Exact,
    rate::Rate,
    text::{australia::parse_australian_column, parse_condition, parse_rate, united_states::parse_united_states},
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    string::string_regex,
    test_runner::{Config, TestRunner},
};
use vocabulary::Currency;

use crate::tree;

/// Words and marks that rates are made of, so that chance makes good ones now and then.
const PIECES: &[&str] = &[
    "1",
    "2.5",
    "12.80",
    "(40/3)",
    "-3",
    "0",
    "7",
    "%",
    "%",
    "%",
    "+",
    "-",
    "less",
    "MIN",
    "MAX",
    "(",
    ")",
    "/",
    "/",
    "EUR",
    "XTS",
    "€",
    "$",
    "cents",
    "kg",
    "l",
    "l alc",
    "% vol",
    "item",
    "each",
    "flat",
    "free",
    "Free",
    "exempt",
    "retail price",
    "FOB value",
    "of",
    "[the case]",
    "above",
    "below",
    "by",
    "{",
    "}",
    "from",
    ":",
    ";",
    "if",
    "\"import\"",
    "then",
    "else",
    "customs value in",
    "DCS",
    "CA",
    "From 1 July 2018",
    ", and",
    "on the case",
    "for each",
    "unit",
    "[X99]",
    "quux",
    "§",
    ",",
    ".",
    "\"",
    "[",
    "]",
    "1,000",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => select(PIECES).prop_map(str::to_owned),
        1 => string_regex("\\PC{0,4}").expect("a pattern"),
        1 => vec(any::<char>(), 0..3).prop_map(String::from_iter),
    ]
}

/// Pieces by chance, with blanks between some of them; the shorter the likelier, since few long ones are rates.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![3 => vec((piece(), any::<bool>()), 0..6), 2 => vec((piece(), any::<bool>()), 0..24)];
    pieces.prop_map(|pieces| pieces.iter().map(|(piece, blank)| format!("{piece}{}", if *blank { " " } else { "" })).collect())
}

/// How one piece of a good text is left out, put in, or put in the place of another.
type Change = (Index, Index, String, u8);

fn changed(text: &[char], (from, to, piece, how): Change) -> String {
    let (one, other) = (from.index(text.len() + 1), to.index(text.len() + 1));
    let (from, to) = (one.min(other), one.max(other).min(one.min(other) + 12));
    let part = |characters: &[char]| characters.iter().collect::<String>();
    match how {
        0 => part(&text[..from]) + &part(&text[to..]),
        1 => part(&text[..from]) + &piece + &part(&text[from..]),
        _ => part(&text[..from]) + &piece + &part(&text[to..]),
    }
}

/// How many texts are tried at a time.
const TEXTS: usize = 20;

/// Texts by chance, and as many that differ from one good text in one place.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let changes = vec((any::<Index>(), any::<Index>(), piece(), 0_u8..3), TEXTS / 2);
    (vec(text(), TEXTS / 2), tree::rate(), changes).prop_map(|(mut texts, rate, changes)| {
        let good: Vec<char> = rate.to_string().chars().collect();
        texts.extend(changes.into_iter().map(|change| changed(&good, change)));
        texts
    })
}

/// Checks one text; says whether it was read as a rate.
fn check(text: &str, currency: Currency) -> Result<bool, TestCaseError> {
    let again = |rate: &Rate| -> Result<(), TestCaseError> {
        let printed = rate.to_string();
        prop_assert_eq!(printed.parse::<Rate>(), Ok(rate.clone()), "{} was printed as {}", text, printed);
        Ok(())
    };
    let own = parse_rate(text, Some(currency));
    if let Ok(rate) = &own {
        again(rate)?;
        if !has_fraction(text) {
            prop_assert_eq!(numbers(text), numbers(&rate.to_string()), "{} was read as {}", text, rate);
        }
        prop_assert!(parse_rate(&format!("{text} quux"), Some(currency)).is_err(), "{}", text);
    }
    if let Ok(rate) = parse_united_states(text, currency) {
        again(&rate)?;
    }
    if let Ok(column) = parse_australian_column(text, currency) {
        column.iter().try_for_each(|part| again(&part.rate))?;
    }
    if let Ok(condition) = parse_condition(text) {
        let printed = condition.to_string();
        prop_assert_eq!(parse_condition(&printed), Ok(condition), "{} was printed as {}", text, printed);
    }
    Ok(own.is_ok())
}

/// Returns the numbers of a text, in order; "1" may be left out before a unit.
fn numbers(text: &str) -> Vec<Exact> {
    let runs = text.split(|character: char| !character.is_ascii_digit() && character != '.');
    runs.filter_map(|run| run.parse().ok()).filter(|number| *number != Exact::ONE).collect()
}

/// Says whether a text has a fraction, which is printed in its lowest terms.
fn has_fraction(text: &str) -> bool {
    let mut parts = text.split('/').map(str::trim).peekable();
    while let (Some(before), Some(after)) = (parts.next(), parts.peek()) {
        if before.ends_with(|last: char| last.is_ascii_digit()) && after.starts_with(|first: char| first.is_ascii_digit()) {
            return true;
        }
    }
    false
}

/// Checks so many texts and returns how many of them were rates.
fn check_many(texts_max: usize) -> usize {
    let currency = "XTS".parse().expect("a currency");
    let read = std::cell::Cell::new(0);
    let cases = u32::try_from(texts_max / TEXTS).expect("few enough");
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&texts(), |texts| {
        for text in &texts {
            read.set(read.get() + usize::from(check(text, currency)?));
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    read.get()
}

#[test]
fn no_text_by_chance_becomes_a_rate_in_part() {
    let read = check_many(20_000);
    assert!(read > 1_000, "only {read} texts were rates, which shows nothing");
}

/// A minute or two with optimisation: `cargo test --release -p fingertip-duty --test text -- --ignored a_million`.
#[test]
#[ignore = "takes minutes"]
fn a_million_texts_by_chance_do_not_become_rates_in_part() {
    let read = check_many(1_000_000);
    println!("{read} of 1000000 texts were rates");
    assert!(read > 50_000, "only {read} texts were rates, which shows nothing");
}

/// What a text may bring that no piece above does: very long, very deep, very large.
#[test]
fn a_text_beyond_all_measure_is_refused() {
    let refused = |text: &str| parse_rate(text, None).expect_err("too much").reason;
    let long = "1 % + ".repeat(300);
    let texts = [
        "(".repeat(2_000),
        "(".repeat(100) + "1 %",
        long,
        "9".repeat(60) + " %",
        " ".repeat(10_000),
        "if \"import\" then ".repeat(30),
    ];
    for text in texts {
        assert!(matches!(refused(&text), duty::text::RefusedText::TooLong), "{text:.40}");
    }
}
