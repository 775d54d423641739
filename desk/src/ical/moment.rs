//! Days, times and durations of iCalendar text. RFC 5545, sections 3.3.4 to 3.3.6.

use jiff::{
    Span,
    civil::{Date, DateTime, Time},
    fmt::temporal::SpanParser,
    tz::TimeZone,
};

use super::{IcalError, Wrong, line::Line};

/// When something begins or ends, on the wall clock of the territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// When.
    pub at: DateTime,
    /// Whether a day was written, without a time.
    pub is_day: bool,
}

/// Reads the value of a property that is one moment.
pub fn moment(line: &Line, zone: &TimeZone) -> Result<Moment, IcalError> {
    read(line, &line.value, zone)
}

/// Reads the value of a property that is a list of them.
pub fn moments(line: &Line, zone: &TimeZone) -> Result<Vec<Moment>, IcalError> {
    line.value.split(',').map(|text| read(line, text, zone)).collect()
}

fn read(line: &Line, text: &str, zone: &TimeZone) -> Result<Moment, IcalError> {
    let bad = || line.wrong(Wrong::BadMoment(text.to_owned()));
    let moment = parsed(text, zone).ok_or_else(bad)?;
    if line.parameter("VALUE").is_some_and(|value| value.eq_ignore_ascii_case("DATE") != moment.is_day) {
        return Err(bad());
    }
    let other_zone =
        line.parameter("TZID").filter(|_| !moment.is_day && !text.ends_with('Z')).filter(|id| zone.iana_name() != Some(id));
    match other_zone {
        Some(id) => Err(line.wrong(Wrong::OtherZone(id.to_owned()))),
        None => Ok(moment),
    }
}

/// Reads `20261225`, `20261224T120000` or `20261224T090000Z`.
pub fn parsed(text: &str, zone: &TimeZone) -> Option<Moment> {
    let Some((day, time)) = text.split_once('T') else {
        return Some(Moment { at: date(text)?.to_datetime(Time::midnight()), is_day: true });
    };
    let (time, is_utc) = time.strip_suffix('Z').map_or((time, false), |time| (time, true));
    let written = date(day)?.to_datetime(time_of_day(time)?);
    let at = if is_utc { zone.to_datetime(TimeZone::UTC.to_timestamp(written).ok()?) } else { written };
    Some(Moment { at, is_day: false })
}

fn date(text: &str) -> Option<Date> {
    let [year, month, day] = numbers(text, [4, 2, 2])?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn time_of_day(text: &str) -> Option<Time> {
    let [hour, minute, second] = numbers(text, [2, 2, 2])?;
    // A leap second is the last second of its minute.
    let second = i8::try_from(second.min(59)).ok()?;
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, second, 0).ok()
}

/// Cuts digits into numbers of so many digits each.
fn numbers(text: &str, lengths: [usize; 3]) -> Option<[i16; 3]> {
    let is_digits = text.len() == lengths.iter().sum::<usize>() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (first, rest) = if is_digits { text.split_at(lengths[0]) } else { return None };
    let (second, third) = rest.split_at(lengths[1]);
    Some([first.parse().ok()?, second.parse().ok()?, third.parse().ok()?])
}

/// Reads a duration of weeks, days, hours, minutes and seconds: `P1D`, `PT4H30M`.
pub fn duration(line: &Line) -> Result<Span, IcalError> {
    let bad = || line.wrong(Wrong::BadDuration(line.value.clone()));
    let span = SpanParser::new().parse_span(&line.value).map_err(|_| bad())?;
    let is_of_days = span.get_years() == 0 && span.get_months() == 0;
    if is_of_days && span.is_positive() { Ok(span) } else { Err(bad()) }
}
