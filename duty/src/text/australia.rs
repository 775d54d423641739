//! The rates of the Customs Tariff of Australia. Its columns run the rates for several schedules of countries, and for later days,
//! together: `5% DCS4% DCT5% From1July2018 2.5%`. [`parse_australian_column`] takes them apart again.

use vocabulary::{AreaCode, Currency, Date};

use super::{
    condition::month,
    dialect::{Dialect, Joiner},
    lexer::{Thousands, refused},
    rate::read,
    refusal::{RateTextError, RefusedText},
    unit_name::{UnitName, many, one},
};
use crate::rate::Rate;

/// A rate of a column: for which goods, from which day on, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnRate {
    /// The schedules of countries it is for; none says that it is the general rate.
    pub areas: Vec<AreaCode>,
    /// The day it begins on, if one is printed.
    pub from: Option<Date>,
    /// The rate.
    pub rate: Rate,
}

/// The schedules of countries that the tariff tells apart by these letters.
///
/// Source: Customs Tariff Act 1995 (Australia), Schedule 1.
const AREAS: &[&str] = &["DC", "DCS", "DCT", "LDC", "FI", "PG", "NZ", "SG", "CA", "MY"];

const JOINERS: &[(&str, Joiner)] =
    &[("plus", Joiner::Plus), (", and", Joiner::Plus), (", less", Joiner::Less), (", or , if lower ,", Joiner::Max)];

const UNITS: &[UnitName] = &[
    ("L of alcohol", &[one("LPA")]),
    // Litres of the goods, times their strength over 1.15 % of it.
    (
        "L of alcohol , calculated on that alcohol content by which the percentage by volume of alcohol of the goods exceeds 1.15",
        &[one("LTR"), many(100, "ASV").above("1.15")],
    ),
    ("stick", &[one("NAR").of("sticks")]),
    ("kg TSS", &[one("KGM").of("total soluble solids")]),
];

const TAILS: &[(&str, &str)] = &[
    ("of tobacco content", "tobacco content"),
    ("of gasoline", "gasoline"),
    ("of diesel", "diesel"),
    ("of biodiesel", "biodiesel"),
    ("of ethanol", "ethanol"),
    ("of ethanol ( if any )", "ethanol"),
    ("of other substances in the blend", "other substances in the blend"),
    ("of other substances ( if any ) in the blend", "other substances in the blend"),
];

/// Reads a column of rates; amounts are in `dollar`.
///
/// # Errors
/// Refuses a column of which any part is not understood, and says where and why.
pub fn parse_australian_column(text: &str, dollar: Currency) -> Result<Vec<ColumnRate>, RateTextError> {
    // The web pages that schedules are taken from leave these in.
    let text = text.replace("&#58;", ":").replace("&#160;", "\u{a0}");
    columns(&text, dollar).map_err(|error| error.told_by(&text))
}

fn columns(text: &str, dollar: Currency) -> Result<Vec<ColumnRate>, RateTextError> {
    let mut column: Vec<ColumnRate> = Vec::new();
    let mut from = None;
    let mut place = 0;
    loop {
        let rest = &text[place..];
        if rest.trim().is_empty() && !column.is_empty() {
            return Ok(column);
        }
        if let Some(after) = rest.trim_start().strip_prefix("From") {
            let begun = text.len() - after.len();
            let (day, length) =
                day(after).ok_or_else(|| refusal(RefusedText::UnknownDate, text, begun, "a day such as 1 July 2018"))?;
            from = Some(day);
            place = begun + length;
        }
        let (areas, begun) = areas(text, place)?;
        let end = begun + rate_length(&text[begun..]);
        let is_known =
            |part: &ColumnRate| part.from == from && (part.areas == areas || part.areas.iter().any(|area| areas.contains(area)));
        if column.iter().any(is_known) {
            return Err(refusal(RefusedText::Ambiguous, text, place, "one rate for each schedule from a day"));
        }
        column.push(ColumnRate { areas, from, rate: rate(text, begun, end, dollar)? });
        place = end;
    }
}

fn rate(text: &str, begun: usize, end: usize, dollar: Currency) -> Result<Rate, RateTextError> {
    let dialect = Dialect {
        currency: Some(dollar),
        dollar: Some(dollar),
        thousands: Thousands::Grouped,
        joiners: JOINERS,
        values: &[],
        units: UNITS,
        tails: TAILS,
    };
    let before = text[..begun].chars().count();
    read(&text[begun..end], &dialect).map_err(|error| RateTextError { at: error.at + before, ..error })
}

fn refusal(reason: RefusedText, text: &str, place: usize, expected: &'static str) -> RateTextError {
    let token = text[place..].split_whitespace().next().unwrap_or_default();
    refused(reason, text[..place].chars().count() + 1, token, expected)
}

/// Reads `1July2018`, with blanks or without, and the colon after it; returns how many bytes that took.
fn day(text: &str) -> Option<(Date, usize)> {
    let mut rest = text.trim_start();
    let mut take = |of: fn(&char) -> bool, most: usize| {
        let taken: String = rest.chars().take_while(of).take(most).collect();
        rest = rest[taken.len()..].trim_start();
        taken
    };
    let (day, name, year) = (take(char::is_ascii_digit, 2), take(char::is_ascii_alphabetic, 9), take(char::is_ascii_digit, 4));
    let date = Date::new(year.parse().ok().filter(|_| year.len() == 4)?, month(&name)?, day.parse().ok()?).ok()?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    Some((date, text.len() - rest.len()))
}

/// Reads `NZ/PG/FI`, if it stands at `place`; returns where it ends.
fn areas(text: &str, place: usize) -> Result<(Vec<AreaCode>, usize), RateTextError> {
    let mut areas: Vec<AreaCode> = Vec::new();
    let mut place = place;
    loop {
        place += text[place..].len() - text[place..].trim_start().len();
        let letters = text[place..].bytes().take_while(u8::is_ascii_uppercase).count();
        // "Free" begins with a capital, and belongs to the rate; so it does where it is run together with an area.
        let name = &text[place..place + letters];
        let next = text[place + letters..].chars().next();
        let name = if next.is_some_and(|next| next.is_ascii_lowercase()) { &name[..letters.saturating_sub(1)] } else { name };
        if name.is_empty() {
            return Ok((areas, place));
        }
        let known = AREAS.contains(&name).then(|| name.parse().ok()).flatten();
        let area: AreaCode = known.ok_or_else(|| refusal(RefusedText::UnknownArea, text, place, "a schedule such as DCS"))?;
        if !areas.contains(&area) {
            areas.push(area);
        }
        place += name.len();
        match text[place..].trim_start().strip_prefix('/') {
            Some(after) => place = text.len() - after.len(),
            // A semicolon after it is a misprint that changes nothing.
            None if text[place..].starts_with(';') => return Ok((areas, place + 1)),
            None => return Ok((areas, place)),
        }
    }
}

/// Returns how many bytes a rate takes: up to the next schedule or day.
fn rate_length(text: &str) -> usize {
    let starts_anew = |place: usize| {
        let (before, after) = text.split_at(place);
        let stands_alone =
            before.ends_with(|last: char| last.is_whitespace() || matches!(last, '%' | ';')) || before.ends_with("Free");
        stands_alone && (after.starts_with("From") || begins_with_area(after))
    };
    let begun = text.len() - text.trim_start().len();
    let places = text.char_indices().map(|(place, _)| place).filter(|place| *place > begun);
    places.into_iter().find(|place| starts_anew(*place)).unwrap_or(text.len())
}

/// Says whether a text begins with the letters of a schedule, known or not: two or three capitals.
fn begins_with_area(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let next = text[letters..].chars().next();
    let letters = if next.is_some_and(|next| next.is_ascii_lowercase()) { letters.saturating_sub(1) } else { letters };
    // "TSS" is what some juices are measured in.
    (2..=3).contains(&letters) && &text[..letters] != "TSS"
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn column(text: &str) -> Result<Vec<(String, Option<Date>, String)>, RefusedText> {
        let dollar = "AUD".parse().expect("a currency");
        let words = |part: ColumnRate| {
            let areas: Vec<&str> = part.areas.iter().map(AreaCode::as_str).collect();
            (areas.join("/"), part.from, part.rate.to_string())
        };
        let column = parse_australian_column(text, dollar).map_err(|error| error.reason)?;
        Ok(column.into_iter().map(words).collect())
    }

    fn part(areas: &str, from: Option<Date>, rate: &str) -> (String, Option<Date>, String) {
        (areas.to_owned(), from, rate.to_owned())
    }

    #[test]
    fn what_is_run_together_is_taken_apart() {
        let general = part("", None, "5 %");
        let developing = [part("DCS", None, "4 %"), part("DCT", None, "5 %")];
        assert_eq!(column("5% DCS4% DCT5%"), Ok([vec![general.clone()], developing.to_vec()].concat()));
        let later = part("", Some(date(2018, 7, 1)), "2.5 %");
        let canada = [part("CA", None, "free"), later, part("CA", Some(date(2018, 7, 1)), "free")];
        for text in ["5% CAFree From1July20182.5% CAFree", "5% CA Free From 1 July 2018&#58; 2.5% CA Free"] {
            assert_eq!(column(text), Ok([vec![general.clone()], canada.to_vec()].concat()), "{text}");
        }
        let spirits = "5%, and $0.526/L NZ /PG/FI $0.526/L";
        assert_eq!(column(spirits), Ok(vec![part("", None, "5 % + 0.526 AUD/l"), part("NZ/PG/FI", None, "0.526 AUD/l")]));
        assert_eq!(column("$1.220/kg DC$1.220/kg, less 5%").map(|column| column[1].2.clone()), Ok("1.22 AUD/kg less 5 %".into()));
        assert_eq!(column("4%, or, if lower, $0.45/kg TSS").map(|column| column.len()), Ok(1));
    }

    #[test]
    fn what_is_not_certain_refuses_the_whole_column() {
        let refused = [
            ("5% DTC5%", RefusedText::UnknownArea),
            ("5% CA2% CA3%", RefusedText::Ambiguous),
            ("5% From 31 June 2018 Free", RefusedText::UnknownDate),
            ("$0.526/L of gasoline plus", RefusedText::Incomplete),
            ("5% 4%", RefusedText::UnknownToken),
            ("5% CA", RefusedText::Empty),
            ("$2/L of wine", RefusedText::UnknownToken),
            ("View TCOs for 8462.59", RefusedText::OtherProvision),
            ("", RefusedText::Empty),
        ];
        for (text, reason) in refused {
            assert_eq!(column(text), Err(reason), "{text}");
        }
    }
}
