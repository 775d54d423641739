//! Recurrence rules of holidays: every year on a day of a month, or on a weekday of it; or every day. RFC 5545, section 3.3.10.

use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{DateTime, Weekday},
    tz::TimeZone,
};
use vocabulary::{Date, Period};

use super::{
    IcalError, Wrong,
    line::Line,
    moment::{Moment, parsed},
};
use crate::calendar::CLOSINGS_MAX;

/// A recurrence rule.
pub struct Rule {
    every: Every,
    /// Every so many years or days.
    interval: u16,
    count: Option<u32>,
    until: Option<Until>,
}

/// How often, and when.
enum Every {
    Day,
    Year(InYear),
}

/// When in a year.
#[derive(Default)]
struct InYear {
    months: Vec<i8>,
    /// From the first day of a month, or from the last where negative.
    month_days: Vec<i8>,
    weekdays: Vec<Nth>,
    /// Which of all days of the year that are left, from the first or from the last.
    positions: Vec<i16>,
}

/// A weekday, and which one of its kind in the month or year: the first, the last; each where none is named.
struct Nth {
    weekday: Weekday,
    which: Option<i8>,
}

/// The last moment that a rule may give, and the day as it is written.
struct Until {
    moment: Moment,
    written: Date,
}

impl Rule {
    /// Reads a rule.
    pub fn read(line: &Line, zone: &TimeZone) -> Result<Rule, IcalError> {
        let mut frequency = None;
        let mut rule = Rule { every: Every::Day, interval: 1, count: None, until: None };
        let mut in_year = InYear::default();
        let mut by = None;
        for part in line.value.split(';').filter(|part| !part.is_empty()) {
            let bad = || line.wrong(Wrong::BadRule(part.to_owned()));
            let (name, value) = part.split_once('=').ok_or_else(bad)?;
            let name = name.to_ascii_uppercase();
            if name.starts_with("BY") {
                by = Some(part.to_owned());
            }
            match name.as_str() {
                "FREQ" => frequency = Some(value.to_ascii_uppercase()),
                "INTERVAL" => rule.interval = value.parse().ok().filter(|interval| *interval > 0).ok_or_else(bad)?,
                "COUNT" => rule.count = Some(value.parse().ok().filter(|count| *count > 0).ok_or_else(bad)?),
                "UNTIL" => rule.until = Some(until(value, zone).ok_or_else(bad)?),
                "BYMONTH" => {
                    in_year.months =
                        list(value, |text| text.parse().ok().filter(|month| (1..=12).contains(month))).ok_or_else(bad)?
                }
                "BYMONTHDAY" => in_year.month_days = list(value, |text| signed(text, 31)).ok_or_else(bad)?,
                "BYDAY" => in_year.weekdays = list(value, nth).ok_or_else(bad)?,
                "BYSETPOS" => in_year.positions = list(value, |text| signed(text, 366)).ok_or_else(bad)?,
                // On which day a week begins makes no difference to days of months and years.
                "WKST" => {
                    weekday(value).ok_or_else(bad)?;
                }
                _ => return Err(line.wrong(Wrong::OtherRule(part.to_owned()))),
            }
        }
        rule.every = match (frequency.as_deref(), by) {
            (Some("YEARLY"), _) => Every::Year(in_year.checked().map_err(|wrong| line.wrong(wrong))?),
            (Some("DAILY"), None) => Every::Day,
            (Some("DAILY"), Some(by)) => return Err(line.wrong(Wrong::OtherRule(by))),
            (Some(other), _) => return Err(line.wrong(Wrong::OtherRule(format!("FREQ={other}")))),
            (None, _) => return Err(line.wrong(Wrong::BadRule(line.value.clone()))),
        };
        if rule.count.is_some() && rule.until.is_some() {
            return Err(line.wrong(Wrong::BadRule("COUNT beside UNTIL".to_owned())));
        }
        Ok(rule)
    }

    /// Returns what it gives from `first` on and before the end of `within`; what is more than a year before it may be left out.
    pub fn starts(&self, first: Moment, within: Period) -> Result<Vec<DateTime>, Wrong> {
        self.check_start(first, within)?;
        let from = within.from().checked_sub(1.year()).unwrap_or(Date::MIN);
        let mut starts = Vec::new();
        let mut left = self.count.unwrap_or(u32::MAX);
        for day in self.days(first.at.date()) {
            let start = day.to_datetime(first.at.time());
            let is_over = within.until().is_some_and(|until| day >= until)
                || self.until.as_ref().is_some_and(|until| until.is_before(start, first));
            if is_over || left == 0 {
                break;
            }
            left -= 1;
            if day >= from {
                starts.push(start);
            }
            if starts.len() > CLOSINGS_MAX {
                return Err(Wrong::TooManyDays);
            }
        }
        Ok(starts)
    }

    /// RFC 5545 leaves open whether a first day that the rule does not give counts; so it may only be where that makes no difference.
    fn check_start(&self, first: Moment, within: Period) -> Result<(), Wrong> {
        let day = first.at.date();
        let matters = self.count.is_some() || within.contains(day);
        if matters && self.days(day).next() != Some(day) { Err(Wrong::StartOutsideRule) } else { Ok(()) }
    }

    /// Returns the days it gives from `first` on, in order.
    fn days<'a>(&'a self, first: Date) -> Box<dyn Iterator<Item = Date> + 'a> {
        match &self.every {
            Every::Day => Box::new(first.series(i64::from(self.interval).days())),
            Every::Year(in_year) => {
                let years = (first.year()..=Date::MAX.year()).step_by(usize::from(self.interval));
                Box::new(years.flat_map(move |year| in_year.days(year, first)).filter(move |day| *day >= first))
            }
        }
    }
}

impl Until {
    fn is_before(&self, start: DateTime, first: Moment) -> bool {
        // The day of a rule over days is the one that is written, whatever the zone makes of it.
        if first.is_day || self.moment.is_day { self.written < start.date() } else { self.moment.at < start }
    }
}

impl InYear {
    /// Refuses what RFC 5545 does, and a weekday of the year that is a day of the month as well.
    fn checked(self) -> Result<InYear, Wrong> {
        let names_which = self.weekdays.iter().any(|nth| nth.which.is_some());
        if names_which && !self.month_days.is_empty() {
            return Err(Wrong::OtherRule("BYMONTHDAY beside a numbered BYDAY".to_owned()));
        }
        let alone = self.months.is_empty() && self.month_days.is_empty() && self.weekdays.is_empty();
        if alone && !self.positions.is_empty() { Err(Wrong::OtherRule("BYSETPOS alone".to_owned())) } else { Ok(self) }
    }

    /// Returns its days of one year, in order.
    fn days(&self, year: i16, first: Date) -> Vec<Date> {
        let all: BTreeSet<Date> = match (self.weekdays.is_empty(), self.month_days.is_empty()) {
            (true, true) => self.in_months(first.month()).filter_map(|month| Date::new(year, month, first.day()).ok()).collect(),
            (true, false) => self.of_month_days(year).collect(),
            (false, false) => self.of_month_days(year).filter(|day| self.is_weekday(*day)).collect(),
            (false, true) if self.months.is_empty() => {
                self.weekdays.iter().flat_map(|nth| nth.within(days_of_year(year))).collect()
            }
            (false, true) => {
                let months = self.months.iter().map(|month| days_of_month(year, *month));
                months.flat_map(|days| self.weekdays.iter().flat_map(move |nth| nth.within(days.clone()))).collect()
            }
        };
        let all: Vec<Date> = all.into_iter().collect();
        if self.positions.is_empty() { all } else { self.at_positions(&all) }
    }

    /// Returns the months it names, or `own` where it names none.
    fn in_months(&self, own: i8) -> impl Iterator<Item = i8> {
        let own = self.months.is_empty().then_some(own);
        self.months.iter().copied().chain(own)
    }

    fn of_month_days(&self, year: i16) -> impl Iterator<Item = Date> {
        let months = (1..=12).filter(|month| self.months.is_empty() || self.months.contains(month));
        months.flat_map(move |month| {
            let length = days_of_month(year, month).len() as i8;
            let day = move |day: &i8| if *day > 0 { *day } else { length + 1 + *day };
            self.month_days.iter().filter_map(move |wanted| Date::new(year, month, day(wanted)).ok())
        })
    }

    fn is_weekday(&self, day: Date) -> bool {
        self.weekdays.iter().any(|nth| nth.weekday == day.weekday())
    }

    fn at_positions(&self, all: &[Date]) -> Vec<Date> {
        let place = |position: &i16| nth_of(all, i32::from(*position));
        self.positions.iter().filter_map(place).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl Nth {
    /// Returns its days among days.
    fn within(&self, mut days: Vec<Date>) -> Vec<Date> {
        days.retain(|day| day.weekday() == self.weekday);
        match self.which {
            Some(which) => nth_of(&days, i32::from(which)).into_iter().collect(),
            None => days,
        }
    }
}

/// Returns the first for 1, the last for -1.
fn nth_of(days: &[Date], which: i32) -> Option<Date> {
    let index = if which > 0 { which - 1 } else { i32::try_from(days.len()).ok()? + which };
    days.get(usize::try_from(index).ok()?).copied()
}

fn days_of_month(year: i16, month: i8) -> Vec<Date> {
    (1..=31).filter_map(|day| Date::new(year, month, day).ok()).collect()
}

fn days_of_year(year: i16) -> Vec<Date> {
    (1..=12).flat_map(|month| days_of_month(year, month)).collect()
}

fn until(value: &str, zone: &TimeZone) -> Option<Until> {
    Some(Until { moment: parsed(value, zone)?, written: parsed(value, &TimeZone::UTC)?.at.date() })
}

fn list<T>(value: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    value.split(',').map(read).collect()
}

/// Reads a number from one to `max`, or from minus one to minus that.
fn signed<T: std::str::FromStr + Into<i32> + Copy>(text: &str, max: i32) -> Option<T> {
    let number: T = text.strip_prefix('+').unwrap_or(text).parse().ok()?;
    (1..=max).contains(&number.into().abs()).then_some(number)
}

/// Reads `MO`, `1MO` or `-1MO`.
fn nth(text: &str) -> Option<Nth> {
    let (which, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let which = if which.is_empty() { None } else { Some(signed(which, 53)?) };
    Some(Nth { weekday: weekday(name)?, which })
}

fn weekday(name: &str) -> Option<Weekday> {
    match name.to_ascii_uppercase().as_str() {
        "MO" => Some(Weekday::Monday),
        "TU" => Some(Weekday::Tuesday),
        "WE" => Some(Weekday::Wednesday),
        "TH" => Some(Weekday::Thursday),
        "FR" => Some(Weekday::Friday),
        "SA" => Some(Weekday::Saturday),
        "SU" => Some(Weekday::Sunday),
        _ => None,
    }
}
