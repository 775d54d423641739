//! One event of iCalendar text, and the days it closes. RFC 5545, section 3.6.1.

use jiff::{
    Span, ToSpan,
    civil::{DateTime, Time},
    tz::TimeZone,
};
use vocabulary::Period;

use super::{
    IcalError, Wrong,
    line::{Line, unescaped},
    moment::{Moment, duration, moment, moments},
    rule::Rule,
};
use crate::calendar::{CLOSINGS_MAX, Closing, NAME_CHARS_MAX, Slot};

/// An event that was read.
pub struct Event {
    /// On which line it begins.
    pub line: usize,
    name: String,
    start: Moment,
    length: Length,
    rule: Option<(Rule, usize)>,
    also: Vec<Moment>,
    except: Vec<Moment>,
}

/// How long an event is.
enum Length {
    /// To a moment as far away on the wall clock.
    Span(Span),
    /// A day that is written alone is that day; a time that is written alone is no time at all.
    Implied,
}

/// An event that is being read.
pub struct Draft {
    line: usize,
    name: Option<String>,
    start: Option<Moment>,
    end: Option<(Moment, usize)>,
    duration: Option<(Span, usize)>,
    rule: Option<(Rule, usize)>,
    also: Vec<Moment>,
    except: Vec<Moment>,
    is_cancelled: bool,
}

impl Draft {
    /// Begins with an event.
    pub fn new(line: usize) -> Draft {
        Draft {
            line,
            name: None,
            start: None,
            end: None,
            duration: None,
            rule: None,
            also: Vec::new(),
            except: Vec::new(),
            is_cancelled: false,
        }
    }

    /// Takes a property of the event.
    pub fn take(&mut self, line: &Line, zone: &TimeZone) -> Result<(), IcalError> {
        match line.name.as_str() {
            "SUMMARY" => {
                // Some files repeat it by language; the first one names the day.
                self.name.get_or_insert_with(|| named(&line.value));
            }
            "DTSTART" => once(&mut self.start, moment(line, zone)?, "DTSTART", line)?,
            "DTEND" => once(&mut self.end, (moment(line, zone)?, line.number), "DTEND", line)?,
            "DURATION" => once(&mut self.duration, (duration(line)?, line.number), "DURATION", line)?,
            "RRULE" => once(&mut self.rule, (Rule::read(line, zone)?, line.number), "RRULE", line)?,
            "EXRULE" => return Err(line.wrong(Wrong::OtherRule("EXRULE".to_owned()))),
            "RDATE" => self.also.extend(moments(line, zone)?),
            "EXDATE" => self.except.extend(moments(line, zone)?),
            "RECURRENCE-ID" => return Err(line.wrong(Wrong::ChangedDay)),
            "STATUS" => self.is_cancelled = line.value.eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
        Ok(())
    }

    /// Ends with the event; with nothing where it is cancelled.
    pub fn finish(self) -> Result<Option<Event>, IcalError> {
        if self.is_cancelled {
            return Ok(None);
        }
        let start = self.start.ok_or(IcalError { line: self.line, wrong: Wrong::NoStart })?;
        let length = length(start, self.end, self.duration)?;
        let name = self.name.filter(|name| !name.is_empty()).unwrap_or_else(|| start.at.date().to_string());
        let Draft { line, rule, also, except, .. } = self;
        Ok(Some(Event { line, name, start, length, rule, also, except }))
    }
}

fn once<T>(place: &mut Option<T>, value: T, name: &'static str, line: &Line) -> Result<(), IcalError> {
    match place.replace(value) {
        Some(_) => Err(line.wrong(Wrong::Twice(name))),
        None => Ok(()),
    }
}

fn named(value: &str) -> String {
    unescaped(value).trim().chars().take(NAME_CHARS_MAX).collect()
}

fn length(start: Moment, end: Option<(Moment, usize)>, duration: Option<(Span, usize)>) -> Result<Length, IcalError> {
    match (end, duration) {
        (Some((_, line)), Some(_)) => Err(IcalError { line, wrong: Wrong::BadEnd }),
        (Some((end, line)), None) if end.is_day != start.is_day || end < start => Err(IcalError { line, wrong: Wrong::BadEnd }),
        // Some files end a day on itself.
        (Some((end, _)), None) if end.at == start.at => Ok(Length::Implied),
        (Some((end, line)), None) => {
            let span = end.at.since(start.at).map_err(|_| IcalError { line, wrong: Wrong::BadEnd })?;
            Ok(Length::Span(span))
        }
        (None, Some((span, line))) => {
            let has_time = span.get_hours() != 0 || span.get_minutes() != 0 || span.get_seconds() != 0;
            if start.is_day && has_time { Err(IcalError { line, wrong: Wrong::BadEnd }) } else { Ok(Length::Span(span)) }
        }
        (None, None) => Ok(Length::Implied),
    }
}

impl Event {
    /// Adds the days it closes within some days.
    pub fn closings(&self, within: Period, days: &mut Vec<Closing>) -> Result<(), IcalError> {
        for start in self.starts(within)? {
            self.close(start, within, days)?;
            if days.len() > CLOSINGS_MAX {
                return Err(self.wrong(Wrong::TooManyDays));
            }
        }
        Ok(())
    }

    fn wrong(&self, wrong: Wrong) -> IcalError {
        IcalError { line: self.line, wrong }
    }

    /// Returns when it begins, each time; those that are over long before `within` may be left out.
    fn starts(&self, within: Period) -> Result<Vec<DateTime>, IcalError> {
        let mut starts = match &self.rule {
            Some((rule, line)) => rule.starts(self.start, within).map_err(|wrong| IcalError { line: *line, wrong })?,
            None => vec![self.start.at],
        };
        starts.extend(self.also.iter().map(|moment| moment.at));
        starts.retain(|start| !self.except.iter().any(|except| excludes(except, *start)));
        starts.sort_unstable();
        starts.dedup();
        Ok(starts)
    }

    fn close(&self, start: DateTime, within: Period, days: &mut Vec<Closing>) -> Result<(), IcalError> {
        let bad_end = || self.wrong(Wrong::BadEnd);
        let end = match &self.length {
            Length::Span(span) => start.checked_add(*span).map_err(|_| bad_end())?,
            Length::Implied if self.start.is_day => start.checked_add(1.day()).map_err(|_| bad_end())?,
            Length::Implied => start,
        };
        let mut day = start.date().max(within.from());
        while day.to_datetime(Time::midnight()) < end && within.contains(day) {
            let from = if day == start.date() { minutes_of(start) } else { 0 };
            let until = if day == end.date() { minutes_of(end) + u16::from(end.second() != 0) } else { Slot::DAY.until() };
            if let Some(hours) = Slot::new(from, until) {
                let hours = Some(hours).filter(|hours| *hours != Slot::DAY);
                days.push(Closing { on: day, hours, name: self.name.clone() });
            }
            if days.len() > CLOSINGS_MAX {
                return Err(self.wrong(Wrong::TooManyDays));
            }
            day = day.tomorrow().map_err(|_| bad_end())?;
        }
        Ok(())
    }
}

/// Says whether an exception takes a start away: a day takes whatever begins on it.
fn excludes(except: &Moment, start: DateTime) -> bool {
    if except.is_day { except.at.date() == start.date() } else { except.at == start }
}

fn minutes_of(at: DateTime) -> u16 {
    u16::try_from(i32::from(at.hour()) * 60 + i32::from(at.minute())).unwrap_or_default()
}
