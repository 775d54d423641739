//! The conditions of the sample territory, and what a comma means in them.

use std::collections::BTreeSet;

use duty::{
    condition::{Condition, ConsignmentValue, Flow, Season},
    text::{ConditionTextError, parse_condition},
};
use vocabulary::{Currency, Money};

fn says(words: &str) -> Condition {
    Condition::Statement(words.parse().expect("a statement"))
}

fn import(words: &str) -> Condition {
    Condition::All(vec![Condition::Flow(Flow::Import), says(words)])
}

fn quota(order: &str) -> Condition {
    Condition::Quota(order.parse().expect("an order number"))
}

#[test]
fn every_condition_of_the_sample_territory_comes_out_sensibly() {
    let season = |from, until| Condition::Season(Season { from, until });
    let table = [
        ("export", Condition::Flow(Flow::Export)),
        ("import", Condition::Flow(Flow::Import)),
        ("1 May to 31 October", season((5, 1), (10, 31))),
        ("1 November to 30 April", season((11, 1), (4, 30))),
        ("quota ZQ-1006", quota("ZQ-1006")),
        ("quota ZQ-1005, white maize", Condition::All(vec![quota("ZQ-1005"), says("white maize")])),
        ("import, used and more than 5 years old", import("used and more than 5 years old")),
        ("import, used and more than 8 years old", import("used and more than 8 years old")),
        (
            "import, used and more than 8 years old (up to 3.5 tonnes) or 12 years old (heavier)",
            import("used and more than 8 years old (up to 3.5 tonnes) or 12 years old (heavier)"),
        ),
        ("import, with hydroquinone, steroids or mercury", import("with hydroquinone, steroids or mercury")),
    ];
    let statements = [
        "carrier bags of 60 microns or more",
        "fumigation certificate at most 60 days old",
        "permit of the Medicines and Food Safety Agency",
        "permit of the Ministry of Agriculture",
        "permit of the Ministry of Agriculture, seed",
        "prescription medicines",
        "product notified to the Medicines and Food Safety Agency",
        "quota licence of the Ministry of Trade",
        "sweetened",
        "type approval of the Communications Regulator, for sale",
        "with solar panels on the same declaration, at most 5 kWh for each kW of panels",
    ];
    let statements = statements.map(|words| (words, says(words)));
    let mut shown = BTreeSet::new();
    for (text, expected) in table.into_iter().chain(statements) {
        let condition = parse_condition(text).expect("a condition");
        assert_eq!(condition, expected, "{text}");
        assert_eq!(condition.to_string(), text);
        shown.insert(text.to_owned());
    }
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../sample/tariff/measures.csv");
    let mut reader = csv::Reader::from_path(sample).expect("the sample");
    let place = reader.headers().expect("a head").iter().position(|name| name == "condition").expect("a column of conditions");
    let texts = reader.records().map(|record| record.expect("a row")[place].to_owned());
    let texts: BTreeSet<String> = texts.filter(|text| !text.is_empty()).collect();
    assert!(texts.len() >= 30, "the sample was read");
    for text in texts.difference(&shown) {
        let condition = parse_condition(text).expect("a condition");
        assert_eq!(parse_condition(&condition.to_string()), Ok(condition.clone()), "{text}");
        let begins_known =
            ["(document", "document ", "quota ZQ", "additional code ", "consignment at most ", "import, ", "export, "];
        let is_known = begins_known.iter().any(|word| text.starts_with(word));
        assert_eq!(matches!(condition, Condition::Statement(_)), !is_known, "{text}");
    }
}

#[test]
fn what_is_known_by_its_own_words_is_read_as_such() {
    let limit = Money::new(100_000, Currency::XTS);
    let worth = Condition::ConsignmentAtMost(ConsignmentValue(limit));
    let document = |code: &str| Condition::Document(code.parse().expect("a code"));
    for text in ["consignment at most XTS 1000", "consignment at most 1000.00 XTS"] {
        assert_eq!(parse_condition(text), Ok(worth.clone()));
    }
    let text =
        "import, (document C644 or document Y929), not (quota ZQ-1006), additional code X520, at most 80 kg, seed, for sowing";
    let condition = parse_condition(text).expect("a condition");
    let Condition::All(parts) = &condition else { panic!("{condition:?}") };
    assert_eq!(parts[1], Condition::Any(vec![document("C644"), document("Y929")]));
    assert_eq!(parts[2], Condition::Not(Box::new(quota("ZQ-1006"))));
    assert!(matches!(parts[4], Condition::QuantityAtMost(..)));
    assert_eq!(parts[5], says("seed, for sowing"));
    assert_eq!(condition.to_string(), text);
    assert_eq!(parse_condition("  "), Ok(Condition::Always));
}

#[test]
fn a_sentence_is_not_cut_where_it_goes_on() {
    // A quantity after a comma may belong to the sentence before it; a quota, a document or a season cannot.
    assert_eq!(parse_condition("for own use, at most 5 kg"), Ok(says("for own use, at most 5 kg")));
    let cut = Condition::All(vec![says("for own use, of wool"), quota("Q-1")]);
    assert_eq!(parse_condition("for own use, of wool, quota Q-1"), Ok(cut));
    for text in ["of wool (not knitted", "wool or cotton", "(wool or cotton)", "not (wool)", "quota of wool", "31 June to 2 July"]
    {
        assert_eq!(parse_condition(text), Ok(says(text)), "{text}");
    }
}

#[test]
fn what_is_too_long_or_no_text_is_refused() {
    assert_eq!(parse_condition(&"wool ".repeat(110)), Err(ConditionTextError::TooLong));
    assert_eq!(parse_condition(&"import, ".repeat(300)), Err(ConditionTextError::TooLong));
    assert_eq!(parse_condition("wool\u{7}"), Err(ConditionTextError::Control));
}
