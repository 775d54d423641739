//! The figures of WTO TFA 1.3: how long replies took, and how often a promise was broken. Rows DESK-M12, N5.

use std::sync::Arc;

use desk::figures::{self, Case, Grouped};
use jiff::{SignedDuration, civil::date, tz::TimeZone};
use vocabulary::{Date, Language, Timestamp};

use super::{service::Knowledge, store};
use crate::{
    enquiry::{Complexity, Topic, store as enquiries},
    platform::fault::Fault,
};

/// How many enquiries of a span are counted, the newest.
pub const CASES_MAX: usize = 5_000;
/// How many enquiries are read at once.
const BATCH: usize = 200;
/// How old figures may be: they are for everybody, and cost a reading of every clock.
const AGE_MAX: SignedDuration = SignedDuration::from_hours(1);

/// A year, or a month of one, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    from: Date,
    until: Date,
}

/// The figures of a span.
#[derive(Clone, Debug)]
pub struct Statistics {
    /// By topic.
    pub by_topic: Grouped<Topic>,
    /// By the language the asker wrote in.
    pub by_language: Grouped<Language>,
    /// By how much work it was; what nobody looked at yet counts as ordinary.
    pub by_complexity: Grouped<Complexity>,
    /// The languages whose askers surely wait longer for a first reply than all others.
    pub slower_languages: Vec<Language>,
    /// Whether there were more than [`CASES_MAX`], of which the newest count.
    pub is_partial: bool,
}

impl Span {
    /// Makes a span of a year, or of a month of it; nothing where there is no such month, or the years are not those of this agreement.
    pub fn new(year: i16, month: Option<i8>) -> Option<Span> {
        if !(2017..=2200).contains(&year) || month.is_some_and(|month| !(1..=12).contains(&month)) {
            return None;
        }
        let (from, until) = match month {
            None => (date(year, 1, 1), date(year + 1, 1, 1)),
            Some(12) => (date(year, 12, 1), date(year + 1, 1, 1)),
            Some(month) => (date(year, month, 1), date(year, month + 1, 1)),
        };
        Some(Span { from, until })
    }

    /// Returns its ends in microseconds.
    fn ends(self) -> Result<(i64, i64), Fault> {
        let instant =
            |day: Date| Ok(day.to_zoned(TimeZone::UTC).map_err(Fault::while_("reading a span"))?.timestamp().as_microsecond());
        Ok((instant(self.from)?, instant(self.until)?))
    }
}

impl Knowledge {
    /// Returns the figures of the enquiries that were opened in a span, at most an hour old.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn statistics(&self, span: Span, now: Timestamp) -> Result<Arc<Statistics>, Fault> {
        if let Some((at, statistics)) = self.kept.get(&span)
            && at <= now
            && now.duration_since(at) < AGE_MAX
        {
            return Ok(statistics);
        }
        let statistics = Arc::new(self.count(span, now).await?);
        self.kept.insert(span, (now, statistics.clone()));
        Ok(statistics)
    }

    async fn count(&self, span: Span, now: Timestamp) -> Result<Statistics, Fault> {
        let connection = self.enquiries.database.connection();
        let mut ids = store::opened_between(connection, span.ends()?, CASES_MAX + 1).await?;
        let is_partial = ids.len() > CASES_MAX;
        ids.truncate(CASES_MAX);
        let mut cases: Vec<Case> = Vec::with_capacity(ids.len());
        for batch in ids.chunks(BATCH) {
            for events in enquiries::events_of(connection, batch).await?.into_values() {
                cases.push(self.enquiries.schedule.case(&events, now)?);
            }
        }
        let word = |name: &str| name.parse().unwrap_or(Topic::Other);
        let work = |name: &str| name.parse().unwrap_or(Complexity::Ordinary);
        Ok(Statistics {
            by_topic: figures::figures(&cases, |case| word(case.topic.as_str())),
            by_language: figures::figures(&cases, |case| case.language),
            by_complexity: figures::figures(&cases, |case| work(case.complexity.as_str())),
            slower_languages: figures::slower(&cases, |case| case.language),
            is_partial,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_year_or_a_month_of_it() {
        let days = |year, month| Span::new(year, month).map(|span| (span.from.to_string(), span.until.to_string()));
        assert_eq!(days(2026, None), Some(("2026-01-01".into(), "2027-01-01".into())));
        assert_eq!(days(2026, Some(12)), Some(("2026-12-01".into(), "2027-01-01".into())));
        assert_eq!(days(2026, Some(2)), Some(("2026-02-01".into(), "2026-03-01".into())));
        assert_eq!((days(2026, Some(13)), days(1999, None)), (None, None));
    }
}
