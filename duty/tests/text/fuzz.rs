//! Texts by chance: none makes reading panic, none is read in part, and what is read is printed as what it was.

use duty::{
    exact::Exact,
    rate::Rate,
    text::{australia::parse_australian_column, parse_condition, parse_rate, united_states::parse_united_states},
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use vocabulary::Currency;

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
        1 => "\\PC{0,4}",
        1 => vec(any::<char>(), 0..3).prop_map(String::from_iter),
    ]
}

/// Pieces by chance, with blanks between some of them; the shorter the likelier, since few long ones are rates.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![3 => vec((piece(), any::<bool>()), 0..6), 2 => vec((piece(), any::<bool>()), 0..24)];
    pieces.prop_map(|pieces| pieces.iter().map(|(piece, blank)| format!("{piece}{}", if *blank { " " } else { "" })).collect())
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
        prop_assert_eq!(numbers(text), numbers(&rate.to_string()), "{} was read as {}", text, rate);
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

/// Returns the numbers of a text that count, in order; "1" may be left out before a unit.
fn numbers(text: &str) -> Vec<Exact> {
    let runs = text.split(|character: char| !character.is_ascii_digit() && character != '.');
    runs.filter_map(|run| run.parse().ok()).filter(|number| *number != Exact::ONE && *number != Exact::whole(99)).collect()
}

/// Checks `cases` texts and returns how many were rates.
fn check_many(cases: u32) -> usize {
    let currency = "XTS".parse().expect("a currency");
    let read = std::cell::Cell::new(0);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&text(), |text| {
        read.set(read.get() + usize::from(check(&text, currency)?));
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    read.get()
}

#[test]
fn no_text_by_chance_becomes_a_rate_in_part() {
    let read = check_many(20_000);
    assert!(read > 100, "only {read} texts were rates, which shows nothing");
}

/// Half a minute with optimisation: `cargo test --release -p fingertip-duty --test text -- --ignored a_million`.
#[test]
#[ignore = "takes minutes"]
fn a_million_texts_by_chance_do_not_become_rates_in_part() {
    let read = check_many(1_000_000);
    println!("{read} of 1000000 texts were rates");
    assert!(read > 5_000, "only {read} texts were rates, which shows nothing");
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
