//! Every rate of the published tariffs: read, or refused for a reason; and how many of each.

use std::collections::{BTreeMap, BTreeSet};

use duty::{
    exact::Exact,
    rate::Rate,
    text::{RateTextError, RefusedText, australia::parse_australian_column, parse_rate, united_states::parse_united_states},
};
use vocabulary::Currency;

use crate::data;

/// How many texts were read, and how many were refused for each reason.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    read: usize,
    refused: BTreeMap<RefusedText, usize>,
}

impl Count {
    fn of(read: usize, refused: &[(RefusedText, usize)]) -> Count {
        Count { read, refused: refused.iter().copied().collect() }
    }

    fn add(&mut self, text: &str, rates: Result<Vec<Rate>, RateTextError>) {
        match rates {
            Ok(rates) => {
                self.read += 1;
                for rate in rates {
                    assert_eq!(rate.to_string().parse(), Ok(rate), "{text} is printed so that it is read again");
                }
            }
            Err(error) => *self.refused.entry(error.reason).or_default() += 1,
        }
    }
}

fn currency(code: &str) -> Currency {
    code.parse().expect("a currency")
}

/// Returns the numbers of a text, without "1", which may be left out before a unit; of cents, in dollars.
fn numbers(text: &str) -> BTreeSet<Exact> {
    let text = text.replace("1,000", "1000").replace("thousand", "1000");
    let mut numbers = BTreeSet::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let length = rest[start..].find(|character: char| !character.is_ascii_digit() && character != '.');
        let end = length.map_or(rest.len(), |length| start + length);
        let number: Exact = rest[start..end].parse().expect("a number");
        let is_cents = rest[end..].starts_with(" cents");
        numbers.insert(if is_cents { number.over(Exact::HUNDRED).expect("a small number") } else { number });
        rest = &rest[end..];
    }
    numbers.remove(&Exact::ONE);
    numbers
}

#[test]
fn no_number_of_a_text_is_lost_and_none_is_added() {
    let Some(rows) = data::rows("duty-expressions/distinct.csv", ["source", "expression"]) else { return };
    let mut compared = 0;
    for [source, text] in rows {
        let rates = match source.as_str() {
            "uk-2019" => own(&text),
            "us-hts8" => united_states(&text),
            _ => continue,
        };
        if let Ok([rate]) = rates.as_deref() {
            assert_eq!(numbers(&text), numbers(&rate.to_string()), "{text} was read as {rate}");
            compared += 1;
        }
    }
    assert_eq!(compared, 121 + 1_008);
}

fn own(text: &str) -> Result<Vec<Rate>, RateTextError> {
    parse_rate(text, Some(currency("GBP"))).map(|rate| vec![rate])
}

fn united_states(text: &str) -> Result<Vec<Rate>, RateTextError> {
    parse_united_states(text, currency("USD")).map(|rate| vec![rate])
}

fn australian(text: &str) -> Result<Vec<Rate>, RateTextError> {
    let column = parse_australian_column(text, currency("AUD"))?;
    Ok(column.into_iter().map(|part| part.rate).collect())
}

/// Counts the texts of one column of a file that are not blank.
fn count(file: &str, column: &str, read: fn(&str) -> Result<Vec<Rate>, RateTextError>) -> Option<Count> {
    let mut count = Count::default();
    let texts = data::rows(file, [column])?.into_iter().map(|[text]| text);
    texts.filter(|text| !text.is_empty()).for_each(|text| count.add(&text, read(&text)));
    Some(count)
}

#[test]
fn every_expression_of_four_tariffs_is_read_or_refused_for_a_reason() {
    let Some(rows) = data::rows("duty-expressions/distinct.csv", ["source", "expression"]) else { return };
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for [source, text] in rows {
        let rates = match source.as_str() {
            "uk-2019" => own(&text),
            "us-hts8" => united_states(&text),
            _ => australian(&text),
        };
        counts.entry(source).or_default().add(&text, rates);
    }
    let expected = [
        ("au-fta", Count::of(52, &[(RefusedText::Incomplete, 3), (RefusedText::UnknownDate, 1)])),
        ("au-general", Count::of(97, &[(RefusedText::OtherProvision, 1), (RefusedText::UnknownArea, 1)])),
        ("uk-2019", Count::of(121, &[])),
        ("us-hts8", Count::of(1008, &[(RefusedText::OtherProvision, 74), (RefusedText::ProseRule, 7), (RefusedText::NoRate, 3)])),
    ];
    assert_eq!(counts, expected.map(|(source, count)| (source.to_owned(), count)).into());
}

#[test]
fn every_line_of_the_united_states_is_read_or_refused_for_a_reason() {
    let Some(count) = count("us-hts8-rates/mfn_text_rates_2025.csv.gz", "mfn_text_rate", united_states) else { return };
    let refused = [(RefusedText::OtherProvision, 445), (RefusedText::NoRate, 82), (RefusedText::ProseRule, 23)];
    assert_eq!(count, Count::of(12_140, &refused));
}

#[test]
fn every_line_of_australia_is_read_or_refused_for_a_reason() {
    let general = count("au-tariff/schedule3_general_rates.csv.gz", "duty_rate", australian);
    let agreements = count("au-tariff/fta_schedules.csv.gz", "duty_rate", australian);
    let (Some(general), Some(agreements)) = (general, agreements) else { return };
    assert_eq!(general, Count::of(6_781, &[(RefusedText::OtherProvision, 1), (RefusedText::UnknownArea, 1)]));
    assert_eq!(agreements, Count::of(3_823, &[(RefusedText::Incomplete, 84), (RefusedText::UnknownDate, 1)]));
}

#[test]
fn every_rate_of_the_united_kingdom_of_2019_is_read() {
    let Some(duties) = count("uk-tariff/mfn_duty_2019.csv.gz", "duty", own) else { return };
    assert_eq!(duties, Count::of(10_278, &[]));
    for (column, read) in [("general", 7_638), ("enhanced", 7_692), ("ldc", 9_511), ("transitional", 9_511)] {
        let count = count("uk-tariff/gsp_rates_2019.csv.gz", column, own).expect("the file that stands beside it");
        assert_eq!(count, Count::of(read, &[]), "{column}");
    }
}

#[test]
fn every_rate_of_the_sample_territory_is_read_and_printed_as_it_stands() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../sample/tariff/measures.csv");
    let mut reader = csv::Reader::from_path(sample).expect("the sample");
    let rate_at = reader.headers().expect("a head").iter().position(|name| name == "rate").expect("a column of rates");
    let records = reader.records().map(|record| record.expect("a row")[rate_at].to_owned());
    let texts: Vec<String> = records.filter(|text| !text.is_empty()).collect();
    for text in &texts {
        let rate: Rate = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        // Trailing zeros are all that printing changes.
        let shorter = text.replace("0 XTS", " XTS").replace(". XTS", " XTS");
        assert!([text, &shorter].contains(&&rate.to_string()), "{text} is printed as {rate}");
    }
    assert!(texts.len() >= 800, "the sample was read");
}
