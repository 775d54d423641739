use proptest::prelude::*;
use vocabulary::{Language, Money, western_digit};

use super::*;
use crate::sentence;

const FEES: &str = "The licence costs XTS 120 a year. It is issued in five working days. Apply to the Coffee Office of the Ministry of \
                    Agriculture. Gifts and samples of up to 10 kg need no licence. You may pay by card unless the office is closed.";

fn passages() -> [Passage<'static>; 2] {
    let other = "Used tyres must have an import permit. The permit costs XTS 1,250.50 and is good for 30 days from 3 March 2026.";
    [Passage { text: FEES, language: Language::EN }, Passage { text: other, language: Language::EN }]
}

fn written(text: &str, quotes: &[(usize, &str)]) -> Draft {
    let quotes = quotes.iter().map(|(passage, words)| Quote::said(*passage, *words)).collect();
    Draft::Written { text: text.to_owned(), language: Language::EN, quotes }
}

fn fell(draft: Draft) -> Option<Fell> {
    verify(vec![draft], &passages()).fell.pop().map(|(_, reason)| reason)
}

fn source() -> SourceId {
    "fee/coffee-licence@3".to_owned().try_into().expect("a source")
}

#[test]
fn a_sentence_that_its_quote_bears_out_stands() {
    let draft =
        written("A coffee licence costs XTS 120 a year.", &[(0, "The licence costs XTS 120 a year."), (0, "Coffee Office")]);
    let verdict = verify(vec![draft], &passages());
    assert_eq!(verdict.fell, []);
    let answer = verdict.answer.expect("an answer");
    let anchor = answer.sentences()[0].anchors()[0];
    assert_eq!(anchor.span().of(FEES), Some("The licence costs XTS 120 a year."));
}

#[test]
fn a_quote_that_is_not_there_falls_with_its_sentence() {
    for (text, quotes, reason) in [
        ("The licence is free.", &[][..], Fell::NoQuote),
        ("The licence costs XTS 120.", &[(0, "The licence costs XTS 130 a year.")], Fell::QuoteNotFound),
        ("The licence costs XTS 120.", &[(1, "The licence costs XTS 120 a year.")], Fell::QuoteNotFound),
        ("The licence costs XTS 120.", &[(7, "The licence costs XTS 120 a year.")], Fell::UnknownPassage { passage: 7 }),
        ("The licence costs XTS 120.", &[(0, "The licence costs five working days.")], Fell::QuoteNotFound),
    ] {
        assert_eq!(fell(written(text, quotes)), Some(reason), "{text}");
    }
}

#[test]
fn what_the_quotes_do_not_say_falls() {
    let costs = [(0, "The licence costs XTS 120 a year.")];
    let days = [(0, "It is issued in five working days.")];
    let permit = [(1, "The permit costs XTS 1,250.50 and is good for 30 days from 3 March 2026.")];
    let samples = [(0, "Gifts and samples of up to 10 kg need no licence.")];
    let card = [(0, "You may pay by card unless the office is closed.")];
    let tyres = [(1, "Used tyres must have an import permit.")];
    for (text, quotes, reason) in [
        ("The licence costs XTS 130 a year.", &costs[..], Fell::Number("130".to_owned())),
        ("The licence costs KES 120 a year.", &costs, Fell::Number("120".to_owned())),
        ("The licence costs 120 % a year.", &costs, Fell::Number("120".to_owned())),
        ("The licence costs XTS ١٣٠ a year.", &costs, Fell::Number("130".to_owned())),
        ("It is issued in ten working days.", &days, Fell::Numeral("ten".to_owned())),
        ("The permit is good for 30 weeks.", &permit, Fell::Number("30".to_owned())),
        ("The permit is good from 3 April 2026.", &permit, Fell::Month),
        ("The permit costs Kenya XTS 1,250.50.", &permit, Fell::Name("Kenya".to_owned())),
        ("Gifts and samples of up to 10 kg need a licence.", &samples, Fell::Negation),
        ("Gifts and samples never need no licence.", &samples, Fell::Negation),
        ("You may pay by card.", &card, Fell::Exception),
        ("You must pay by card unless the office is closed.", &card, Fell::Modality),
        ("Used tyres may have an import permit.", &tyres, Fell::Modality),
        ("Used tyres must pass laboratory inspection before arrival.", &tyres, Fell::Uncovered),
        ("See https://pay.example for the licence.", &costs, Fell::NotPlain),
        ("The licence costs XTS 120 a year, see pay-here.com/now.", &costs, Fell::NotPlain),
        ("The licence ![x](y) costs XTS 120 a year.", &costs, Fell::NotPlain),
        ("<b>The licence</b> costs XTS 120 a year.", &costs, Fell::NotPlain),
        ("…", &costs, Fell::Empty),
    ] {
        assert_eq!(fell(written(text, quotes)), Some(reason), "{text}");
    }
    let french = Draft::Written {
        text: "La licence coûte XTS 120.".to_owned(),
        language: Language::FR,
        quotes: vec![Quote::said(0, "The licence costs XTS 120 a year.")],
    };
    assert_eq!(fell(french), Some(Fell::OtherLanguage));
}

#[test]
fn a_number_in_another_spelling_is_the_same_number() {
    let permit = [(1, "The permit costs XTS 1,250.50")];
    for text in ["The permit costs XTS 1250.50.", "The permit costs XTS 1 250,50.", "The permit costs 1,250.5 XTS."] {
        assert_eq!(fell(written(text, &permit)), None, "{text}");
    }
}

#[test]
fn a_quote_is_found_whatever_the_width_of_its_spaces_and_shown_as_it_stands() {
    let text = "Pay  the\u{a0}ﬁne\nat the counter.";
    let passages = [Passage { text, language: Language::EN }];
    let verdict = verify(vec![Draft::Quoted { quote: Quote::said(0, "Pay the fine at") }], &passages);
    assert_eq!(verdict.answer.expect("an answer").sentences()[0].text(), "Pay  the\u{a0}ﬁne\nat");
}

#[test]
fn a_quote_ends_where_a_word_does() {
    for (passage, quote) in [(0, "XTS 1"), (0, "The licence cost"), (1, "XTS 1,250"), (1, "250.50"), (1, "ermit")] {
        let draft = Draft::Quoted { quote: Quote::said(passage, quote) };
        assert_eq!(fell(draft), Some(Fell::QuoteNotFound), "{quote}");
    }
    assert_eq!(fell(Draft::Quoted { quote: Quote::said(1, "XTS 1,250.50") }), None);
}

#[test]
fn a_place_of_another_text_is_no_quote() {
    let span = sentence::cut(FEES, Language::EN)[3].span;
    let short = [Passage { text: "Pay.", language: Language::EN }];
    assert_eq!(verify(vec![Draft::Quoted { quote: Quote::at(0, span) }], &short).answer, None);
}

#[test]
fn what_stands_is_not_taken_down_by_what_falls() {
    let drafts = vec![
        written("The licence costs XTS 999 a year.", &[(0, "The licence costs XTS 120 a year.")]),
        written("The licence costs XTS 120 a year.", &[(0, "The licence costs XTS 120 a year.")]),
    ];
    let verdict = verify(drafts, &passages());
    assert_eq!(verdict.answer.map(|answer| answer.sentences().len()), Some(1));
    assert_eq!(verdict.fell, [(0, Fell::Number("999".to_owned()))]);
}

#[test]
fn words_of_a_computed_sentence_have_no_digit() {
    for (text, digit) in [("costs 120", '1'), ("مبلغ ٥", '٥'), ("m²", '²'), ("½ off", '½')] {
        assert_eq!(Words::new(text), Err(WordsError { digit }), "{text}");
    }
    assert!(Words::new("The duty is ").is_ok() && Words::new("三天").is_ok());
}

#[test]
fn a_computed_sentence_names_the_source_of_each_figure() {
    let money = Money { minor: 125_050, currency: "XTS".parse().expect("a currency") };
    let words = |text: &str| Words::new(text).expect("no digit");
    let computed = Computed::new()
        .words(words("The duty is "))
        .slot(Slot::new(Value::Money(money), "XTS 1,250.50", source()))
        .words(words("."));
    let answer = verify(vec![Draft::Computed(computed)], &[]).answer.expect("an answer");
    assert!(answer.is_computed());
    assert_eq!(answer.sentences()[0].text(), "The duty is XTS 1,250.50.");
    assert_eq!(answer.sentences()[0].slots()[0].source, source());
    let without = Computed::new().words(words("The duty is nothing."));
    assert_eq!(fell(Draft::Computed(without)), Some(Fell::NoQuote));
}

#[test]
fn a_figure_cannot_be_written_as_another() {
    let money = |minor| Value::Money(Money { minor, currency: "XTS".parse().expect("a currency") });
    for (value, written, shown) in [
        (money(125_050), "١٬٢٥٠٫٥٠ XTS", "١٬٢٥٠٫٥٠ XTS"),
        (money(125_050), "XTS 1,205.50", "XTS 1250.50"),
        (money(-5), "XTS 0.50", "XTS -0.05"),
        (money(-5), "XTS 0.05", "XTS -0.05"),
        (Value::Share(1_250), "12,5 %", "12,5 %"),
        (Value::Share(1_250), "125 %", "12.5 %"),
        (Value::Count(5), "٥", "٥"),
        (Value::Count(5), "15", "5"),
        (Value::Day(jiff::civil::date(2026, 3, 3)), "3 March 2026", "3 March 2026"),
        (Value::Day(jiff::civil::date(2026, 3, 3)), "4 March 2026", "2026-03-03"),
        (Value::Name("C20".to_owned()), "C21", "C20"),
    ] {
        assert_eq!(Slot::new(value, written, source()).written(), shown, "{written}");
    }
}

/// The digits of a text, in Western form.
fn digits(text: &str) -> String {
    text.chars().filter_map(western_digit).map(|digit| char::from(b'0' + digit)).collect()
}

proptest! {
    #[test]
    fn no_digit_is_invented(text in "(The licence|The permit|It) (costs|is good for|takes) (XTS |KES |)[0-9]{1,4}([.,][0-9]{1,3})?( days| kg| %|)( in 20[0-9]{2})?\\.") {
        let quotes = [(0, "The licence costs XTS 120 a year."), (1, "The permit costs XTS 1,250.50 and is good for 30 days from 3 March 2026.")];
        let verdict = verify(vec![written(&text, &quotes)], &passages());
        if let Some(answer) = verdict.answer {
            let quoted: String = quotes.iter().map(|(_, quote)| *quote).collect();
            for number in number::numbers(answer.sentences()[0].text()) {
                prop_assert!(number::numbers(&quoted).iter().any(|other| other.value == number.value), "{}", text);
            }
        }
    }

    #[test]
    fn every_digit_of_a_computed_sentence_is_in_a_slot(minor in any::<i64>(), share in 0..1_000_000_i64, count in any::<u64>(), written in "\\PC{0,20}") {
        let money = Value::Money(Money { minor, currency: "KES".parse().expect("a currency") });
        let parts: Computed = [money, Value::Share(share), Value::Count(count)]
            .into_iter()
            .map(|value| Part::Slot(Slot::new(value, written.clone(), source())))
            .collect();
        if let Some(answer) = verify(vec![Draft::Computed(parts)], &[]).answer {
            let stands = &answer.sentences()[0];
            let of_slots: String = stands.slots().iter().map(|slot| digits(slot.written())).collect();
            prop_assert_eq!(digits(stands.text()), of_slots);
        }
    }

    #[test]
    fn whatever_is_quoted_stands_in_the_passage(words in "\\PC{0,40}", at in 0..3_usize, from in 0..200_usize, length in 0..60_usize) {
        let said: String = if at == 0 { words } else { FEES.chars().skip(from).take(length).collect() };
        for draft in [Draft::Quoted { quote: Quote::said(0, said.clone()) }, written(&said, &[(0, said.as_str())])] {
            if let Some(answer) = verify(vec![draft], &passages()).answer {
                for anchor in answer.sentences()[0].anchors() {
                    prop_assert!(anchor.span().of(FEES).is_some_and(|quote| !quote.is_empty()));
                }
            }
        }
    }
}
