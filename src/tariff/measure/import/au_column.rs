//! A column of the Australian schedules taken apart: the rates of several schedules of countries, and of later days, run on in one text.
//! Rules only.

use std::collections::BTreeMap;

use duty::text::australia::{ColumnRate, parse_australian_column};
use vocabulary::{AreaCode, Currency, Date, Period};

use super::words::words;

/// The Forum Island Countries are `FI` in the schedules, which is Finland everywhere else.
const FORUM_ISLANDS: (&str, &str) = ("FI", "FIC");

/// One rate of a column: for the goods of one schedule of countries, on its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The schedule of countries; none for the rate without one.
    pub origin: Option<AreaCode>,
    /// Its rate, in words that our grammar reads.
    pub rate: String,
    /// The days it holds, within those of the edition.
    pub validity: Period,
}

/// Takes a column apart on the days of `edition`: what ended before them is left out. Nothing where it cannot be read.
pub(super) fn parts(column: &str, edition: Period) -> Option<Vec<Part>> {
    let dollar: Currency = "AUD".parse().ok()?;
    let rates = parse_australian_column(column, dollar).ok()?;
    let is_alone = rates.len() == 1 && rates[0].areas.is_empty();
    let mut by_origin: BTreeMap<Option<AreaCode>, Vec<(Date, String)>> = BTreeMap::new();
    for ColumnRate { areas, from, rate } in rates {
        // Words that hold for one rate alone can stay as they are printed.
        let text = if is_alone { words(column, Some(&rate), dollar).ok()? } else { rate.to_string() };
        let begins = from.unwrap_or(Date::MIN);
        let origins = if areas.is_empty() {
            vec![None]
        } else {
            areas.into_iter().map(|area| own_name(area).map(Some)).collect::<Option<_>>()?
        };
        for origin in origins {
            by_origin.entry(origin).or_default().push((begins, text.clone()));
        }
    }
    Some(by_origin.into_iter().flat_map(|(origin, stages)| staged(&origin, stages, edition)).collect())
}

fn own_name(area: AreaCode) -> Option<AreaCode> {
    if area.as_str() == FORUM_ISLANDS.0 { FORUM_ISLANDS.1.parse().ok() } else { Some(area) }
}

/// Lets each stage of a rate hold up to the next, within the days of the edition.
fn staged(origin: &Option<AreaCode>, mut stages: Vec<(Date, String)>, edition: Period) -> Vec<Part> {
    stages.sort_by_key(|(from, _)| *from);
    let ends: Vec<Option<Date>> = stages.iter().skip(1).map(|(from, _)| Some(*from)).chain([edition.until()]).collect();
    let part = |((from, rate), until): ((Date, String), Option<Date>)| {
        let until = until.into_iter().chain(edition.until()).min();
        let validity = Period::new(from.max(edition.from()), until).ok()?;
        Some(Part { origin: origin.clone(), rate, validity })
    };
    stages.into_iter().zip(ends).filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn told(column: &str, from: Date) -> Option<Vec<String>> {
        let told = |part: Part| {
            let origin = part.origin.as_ref().map_or("any", |origin| origin.as_str()).to_owned();
            let until = part.validity.until().map(|until| format!(" until {until}")).unwrap_or_default();
            format!("{origin} {} from {}{until}", part.rate, part.validity.from())
        };
        Some(parts(column, Period::starting(from))?.into_iter().map(told).collect())
    }

    #[test]
    fn each_schedule_has_its_rate_and_each_stage_its_days() {
        let edition = date(2018, 1, 1);
        assert_eq!(told("5%", edition), Some(vec!["any 5% from 2018-01-01".into()]), "as printed");
        let developing = ["any 5 % from 2018-01-01", "DCS 4 % from 2018-01-01", "DCT 5 % from 2018-01-01"];
        assert_eq!(told("5% DCS4% DCT5%", edition), Some(developing.map(String::from).to_vec()));
        let staged = [
            "any 5 % from 2018-01-01 until 2018-07-01",
            "any 2.5 % from 2018-07-01 until 2019-07-01",
            "any free from 2019-07-01",
        ];
        assert_eq!(told("5% From1July20182.5% From1July2019Free", edition), Some(staged.map(String::from).to_vec()));
        assert_eq!(
            told("5% From1July20182.5% From1July2019Free", date(2026, 4, 17)),
            Some(vec!["any free from 2026-04-17".into()]),
            "earlier stages have ended"
        );
    }

    #[test]
    fn the_forum_islands_are_not_finland_and_what_is_not_certain_stays_whole() {
        let islands = told("5%, and $0.526/L NZ /PG/FI $0.526/L", date(2026, 4, 17)).expect("a column");
        let origins: Vec<&str> = islands.iter().filter_map(|part| part.split(' ').next()).collect();
        assert_eq!(origins, ["any", "FIC", "NZ", "PG"]);
        assert_eq!(told("5% DTC5%", date(2026, 4, 17)), None);
    }
}
