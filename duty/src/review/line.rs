//! Rules on a line of the nomenclature.

use vocabulary::{Date, Period};

use super::draft::Draft;
use crate::measure::Kind;

/// A line that goods are declared under, on or below a place that the draft speaks of.
pub(super) fn without_duty(draft: &Draft, place: usize) -> Option<String> {
    let line = draft.lines().get(place).filter(|line| line.declarable)?;
    let is_touched = draft.on_and_above(line.code).any(|(measure, _)| measure.is_new);
    if !is_touched {
        return None;
    }
    let settles = |kind: Kind| matches!(kind, Kind::Duty | Kind::Prohibition);
    let mut settled: Vec<Period> = draft
        .on_and_above(line.code)
        .filter(|(measure, _)| settles(measure.kind) && measure.area.is_none())
        .map(|(measure, _)| measure.validity)
        .collect();
    settled.sort_by_key(Period::from);
    let day = first_day_without(&settled, line.validity)?;
    Some(format!("line {} has no normal duty on {day}", line.code))
}

/// Returns the first day of `all` that none of the periods, in their order, holds.
fn first_day_without(periods: &[Period], all: Period) -> Option<Date> {
    let mut day = all.from();
    for period in periods {
        if period.contains(day) {
            day = period.until()?;
        }
    }
    all.contains(day).then_some(day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_gap_is_found_by_its_first_day() {
        let period =
            |from: i16, until: Option<i16>| Period::new(date(from, 1, 1), until.map(|year| date(year, 1, 1))).expect("a period");
        let all = period(2020, None);
        assert_eq!(first_day_without(&[period(2020, Some(2022)), period(2022, None)], all), None);
        assert_eq!(first_day_without(&[period(2020, Some(2022)), period(2023, None)], all), Some(date(2022, 1, 1)));
        assert_eq!(first_day_without(&[period(2021, None)], all), Some(date(2020, 1, 1)));
        assert_eq!(first_day_without(&[period(2019, Some(2024)), period(2020, Some(2021))], period(2020, Some(2024))), None);
    }
}
