//! What is printed is read as what it was.

use duty::{
    rate::Rate,
    text::{RefusedText, parse_condition},
};
use proptest::prelude::*;

use crate::tree;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_rate_that_is_printed_is_read_as_the_same_tree(rate in tree::rate()) {
        let text = rate.to_string();
        prop_assert_eq!(text.parse::<Rate>(), Ok(rate), "{}", text);
    }

    #[test]
    fn a_condition_that_is_printed_is_read_as_the_same_tree(condition in tree::condition()) {
        let text = condition.to_string();
        prop_assert_eq!(parse_condition(&text), Ok(condition), "{}", text);
    }

    #[test]
    fn a_word_or_mark_too_many_refuses_the_whole_rate(
        rate in tree::rate(),
        place in any::<prop::sample::Index>(),
        odd in prop::sample::select(vec!["quux", "§", "ad", "@", "EUROS", "?", "1", "EUR", "%", "\u{200b}"]),
    ) {
        let text = rate.to_string();
        let places = blanks(&text);
        let place = places[place.index(places.len())];
        let more = format!("{} {odd} {}", &text[..place], &text[place..]);
        prop_assert!(more.parse::<Rate>().is_err(), "{}", more);
    }
}

/// Returns the places between words and marks that stand neither in brackets nor in quotation marks, and both ends.
fn blanks(text: &str) -> Vec<usize> {
    let (mut places, mut quoted, mut bracketed) = (vec![0, text.len()], false, false);
    for (place, character) in text.char_indices() {
        match character {
            '"' if !bracketed => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            ' ' if !quoted && !bracketed => places.push(place),
            _ => {}
        }
    }
    places
}

#[test]
fn a_rate_is_printed_as_people_print_it() {
    let texts = [
        "free",
        "exempt",
        "12.8 % + 13.6 EUR/100 kg",
        "8 % MAX 2.5 GBP/item",
        "20 % MIN 0.1 XTS/kg",
        "30 % MIN 9 XTS/l alc",
        "10 % retail price",
        "1 % FOB value",
        "45 XTS/1000 items + 10 % retail price",
        "16.5 % retail price + 244.78 GBP/1000 items MIN 320.9 GBP/1000 items",
        "0.6 EUR/% vol/hl + 3.2 EUR/hl",
        "10.57 AUD/l/100 % vol above 1.15",
        "144.1 GBP/1000 kg of [biodiesel]",
        "0.4 USD/item + 6 % of [the case] + 5.3 % of [the battery]",
        "9 % MIN 2 EUR/kg MAX 5 EUR/kg",
        "(9 % MIN 2 EUR/kg) + 1 %",
        "10 % less (1 % + 2 EUR/kg)",
        "(40/3) %",
        "50 XTS flat",
        "3 XTS/unit [X99]",
        "by % vol { from 0: free; from 1.2: 2 XTS/l; from 22: 9 XTS/l alc }",
        "by customs value in EUR/100 kg { from 0: 14.4 % + 29.8 EUR/100 kg; from 52.6: 14.4 % }",
        "if \"document D008\" then 0 GBP/1000 kg of [biodiesel] else 144.1 GBP/1000 kg of [biodiesel]",
        "if \"quota ZQ-1006\" then 10 % else 25 % + 1.5 XTS/l",
    ];
    for text in texts {
        assert_eq!(text.parse::<Rate>().map(|rate| rate.to_string()), Ok(text.to_owned()));
    }
}

#[test]
fn other_spellings_come_to_the_same_rate() {
    let table = [
        ("12.80% + 13.60 € / 100 kg", "12.8 % + 13.6 EUR/100 kg"),
        ("8.00 % max 2.50 GBP each", "8 % MAX 2.5 GBP/item"),
        ("16.50 % / Retail Price", "16.5 % retail price"),
        ("5 percent ad valorem", "5 %"),
        ("160.95 EUR (EUC) / 100 kg", "160.95 EUR/100 kg"),
        ("€ 3 / hl of pure alcohol", "3 EUR/hl alc"),
        ("£2.50 per dozen pairs", "2.5 GBP/dozen pairs"),
        ("1 EUR / l alc. 100%", "1 EUR/l alc"),
        ("2 XTS / 1000 p/st", "2 XTS/1000 items"),
        ("2 XTS / thousand", "2 XTS/1000 items"),
        ("2 XTS / DTN", "2 XTS/decitonne"),
        ("4 EUR / 100 kg/net/%sacchar.", "4 EUR/100 kg/% sucrose"),
        ("10 % - 2 EUR/kg", "10 % less 2 EUR/kg"),
        ("NIHIL", "free"),
        ("(((5 %)))", "5 %"),
    ];
    for (text, printed) in table {
        assert_eq!(text.parse::<Rate>().map(|rate| rate.to_string()), Ok(printed.to_owned()), "{text}");
    }
}

#[test]
fn a_refusal_says_where_what_and_of_which_class() {
    let table = [
        ("12.80 % + 13.60 EUR/100 kilos", RefusedText::UnknownUnit, 25, "kilos"),
        ("12.80 % + 13.60 /100 kg", RefusedText::UnknownCurrency, 17, "/"),
        ("8 % quux", RefusedText::UnknownToken, 5, "quux"),
        ("8 % of the case", RefusedText::UnknownToken, 8, "the"),
        ("12,5 %", RefusedText::Ambiguous, 1, "12,5"),
        ("5 % less 1 % + 2 %", RefusedText::Ambiguous, 14, "+"),
        ("by % vol { from 5: free; from 5: 1 % }", RefusedText::Ambiguous, 31, "5"),
        ("(5 %", RefusedText::Unbalanced, 5, ""),
        ("5 %)", RefusedText::Unbalanced, 4, ")"),
        ("5 % +", RefusedText::Incomplete, 6, ""),
        ("13.60 EUR", RefusedText::Incomplete, 10, ""),
        ("5 [EUR]/kg", RefusedText::UnknownCurrency, 3, "EUR"),
        ("3 EUR/0 kg", RefusedText::UnknownUnit, 7, "0"),
        ("", RefusedText::Empty, 1, ""),
    ];
    for (text, reason, at, token) in table {
        let error = text.parse::<Rate>().expect_err(text);
        assert_eq!((error.reason, error.at, error.token.as_str()), (reason, at, token), "{text}: {error}");
    }
    let error = "8 % quux".parse::<Rate>().expect_err("an unknown word").to_string();
    assert_eq!(error, "has something unknown at character 5, at \"quux\": the end, or + - MIN MAX and another rate is expected");
}
