//! Holidays from iCalendar text, as governments and calendars publish them (RFC 5545). Rows DESK-M3, M18, G1.
//!
//! Read: VEVENT with DTSTART as a day or a time of day, DTEND or DURATION, SUMMARY, RRULE of every year or every day, RDATE and EXDATE, folded
//! lines. What would change when a holiday is and is not understood is refused by its line, never passed over: a clock that runs on a
//! holiday breaks a promise. Only days are told, so no second library of time zones is needed (docs/decisions/0021).

mod event;
mod line;
mod moment;
mod rule;

use jiff::tz::TimeZone;
use thiserror::Error;
use vocabulary::Period;

use crate::calendar::{CLOSINGS_MAX, Closing};
use event::Event;
use line::{Line, lines};

/// The longest text: a hundred years of holidays of one country fit in a tenth of it.
pub const TEXT_BYTES_MAX: usize = 1 << 20;
/// The most events of one text.
pub const EVENTS_MAX: usize = 4_000;
/// The longest unfolded line, in bytes.
pub const LINE_BYTES_MAX: usize = 16 << 10;
/// How deep components may lie in one another: an alarm lies in an event in a calendar.
const DEPTH_MAX: usize = 8;

/// Why a text gives no holidays.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {wrong}")]
pub struct IcalError {
    /// On which line, counted from one; a folded line is the first of its lines.
    pub line: usize,
    /// What is wrong there.
    pub wrong: Wrong,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Wrong {
    /// It is no calendar, or something is outside of it.
    #[error("not within BEGIN:VCALENDAR and END:VCALENDAR")]
    NotACalendar,
    /// It is not a name, a colon and a value.
    #[error("not a property")]
    NotAProperty,
    /// A component ends that did not begin, or does not end.
    #[error("{0} does not end where it should")]
    Unclosed(String),
    /// Components lie too deep in one another.
    #[error("more than {DEPTH_MAX} components within one another")]
    TooDeep,
    /// The text is longer than is read.
    #[error("the text is longer than {TEXT_BYTES_MAX} bytes")]
    TextTooLong,
    /// A line is longer than is read.
    #[error("the line is longer than {LINE_BYTES_MAX} bytes")]
    LineTooLong,
    /// More events than are read.
    #[error("more than {EVENTS_MAX} events")]
    TooManyEvents,
    /// More days than a calendar holds.
    #[error("more than {CLOSINGS_MAX} days")]
    TooManyDays,
    /// A property that an event has once is there twice.
    #[error("{0} is there twice")]
    Twice(&'static str),
    /// Nobody says when the event begins.
    #[error("the event has no DTSTART")]
    NoStart,
    /// A day or time that is none.
    #[error("{0:?} is not a day or a time")]
    BadMoment(String),
    /// A time in a zone that is not the territory's.
    #[error("time zone {0:?} is not that of the territory")]
    OtherZone(String),
    /// A duration that is none.
    #[error("{0:?} is not a duration of weeks, days, hours and minutes")]
    BadDuration(String),
    /// The end and the start are not of one sort, or in the wrong order, or both DTEND and DURATION are there.
    #[error("the event does not end after it begins")]
    BadEnd,
    /// A rule that is none.
    #[error("{0:?} is not a part of a recurrence rule")]
    BadRule(String),
    /// A rule of a sort that is not read.
    #[error("{0} is a recurrence that is not understood here")]
    OtherRule(String),
    /// The first day is not one that the rule gives, so that nobody could say whether it counts.
    #[error("DTSTART is not a day of its RRULE")]
    StartOutsideRule,
    /// An event that changes one day of another.
    #[error("RECURRENCE-ID is not understood here; write the days out")]
    ChangedDay,
}

/// Returns the holidays of a text that lie in `within`, in order of their days.
///
/// Times of day are told in `zone`, that of the territory. An event that is cancelled is left out.
///
/// # Errors
/// Refuses a text by the first line that is not understood.
pub fn holidays(text: &str, zone: &TimeZone, within: Period) -> Result<Vec<Closing>, IcalError> {
    let mut days = Vec::new();
    for event in events(text, zone)? {
        event.closings(within, &mut days)?;
        if days.len() > CLOSINGS_MAX {
            return Err(IcalError { line: event.line, wrong: Wrong::TooManyDays });
        }
    }
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

fn events(text: &str, zone: &TimeZone) -> Result<Vec<Event>, IcalError> {
    let mut events: Vec<Event> = Vec::new();
    let mut draft = None;
    let mut open: Vec<String> = Vec::new();
    let mut last = 1;
    for line in lines(text)? {
        let line = line?;
        last = line.number;
        match line.name.as_str() {
            "BEGIN" => {
                begin(&line, &mut open)?;
                if is_event(&open) {
                    draft = Some(event::Draft::new(line.number));
                }
            }
            "END" => {
                if is_event(&open) && names_last(&line, &open) {
                    events.extend(draft.take().map(event::Draft::finish).transpose()?.flatten());
                }
                end(&line, &mut open)?;
            }
            _ if open.is_empty() => return Err(line.wrong(Wrong::NotACalendar)),
            _ => {
                if let (true, Some(draft)) = (is_event(&open), &mut draft) {
                    draft.take(&line, zone)?;
                }
            }
        }
        if events.len() > EVENTS_MAX {
            return Err(line.wrong(Wrong::TooManyEvents));
        }
    }
    match open.pop() {
        Some(component) => Err(IcalError { line: last, wrong: Wrong::Unclosed(component) }),
        None => Ok(events),
    }
}

fn is_event(open: &[String]) -> bool {
    matches!(open, [calendar, event] if calendar == "VCALENDAR" && event == "VEVENT")
}

fn begin(line: &Line, open: &mut Vec<String>) -> Result<(), IcalError> {
    let component = line.value.to_ascii_uppercase();
    if open.is_empty() != (component == "VCALENDAR") {
        return Err(line.wrong(Wrong::NotACalendar));
    }
    if open.len() == DEPTH_MAX {
        return Err(line.wrong(Wrong::TooDeep));
    }
    open.push(component);
    Ok(())
}

fn names_last(line: &Line, open: &[String]) -> bool {
    open.last().is_some_and(|component| component.eq_ignore_ascii_case(&line.value))
}

fn end(line: &Line, open: &mut Vec<String>) -> Result<(), IcalError> {
    if !names_last(line, open) {
        return Err(line.wrong(Wrong::Unclosed(line.value.to_string())));
    }
    open.pop();
    Ok(())
}
