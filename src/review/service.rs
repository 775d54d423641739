//! The use cases: anybody looks at what is overdue, and at how early rules were announced.

use vocabulary::{AuthorityCode, Date, Period, Timestamp};

use super::{
    lead_time::{LeadTimes, lead_times},
    staleness::{Overdue, Place, joined},
};
use crate::{
    fact::{self, Facts, LeadDaysMin},
    platform::{fault::Fault, pagination::PageSize, refusal::Refusal},
    publication::{self, Publications},
};

/// How long the span of announcements may be: the statistics are for a year or a few, not for all that ever was.
const SPAN_DAYS_MAX: i64 = 3_660;

/// Which overdue reviews to list.
#[derive(Clone, Debug)]
pub struct StalenessRequest {
    /// Overdue on which day, of what is in force then.
    pub as_of: Date,
    /// As known when.
    pub known_at: Timestamp,
    /// Only those of this authority.
    pub authority: Option<AuthorityCode>,
    /// How many.
    pub first: PageSize,
    /// Those behind this place.
    pub after: Option<Place>,
}

/// What the rules of these statistics say no to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewRefusal {
    /// A span without a day in it.
    PeriodEmpty {
        /// Its first day.
        from: Date,
        /// The first day behind it.
        until: Date,
    },
    /// A span of too many days.
    PeriodTooLong {
        /// How many days it has.
        days: i64,
    },
}

/// The reviews of one database.
#[derive(Clone)]
pub struct Reviews {
    publications: Publications,
    facts: Facts,
    lead_days_min: LeadDaysMin,
}

impl Reviews {
    /// Looks over `publications` and `facts` of a territory where rules have to be announced `lead_days_min` before their first day.
    pub fn new(publications: Publications, facts: Facts, lead_days_min: LeadDaysMin) -> Reviews {
        Reviews { publications, facts, lead_days_min }
    }

    /// Lists what is in force and had to be confirmed again, the longest overdue first, and says whether there is more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn staleness(&self, request: &StalenessRequest) -> Result<(Vec<Overdue>, bool), Fault> {
        let StalenessRequest { as_of, known_at, .. } = *request;
        let (authority, after) = (request.authority.as_ref(), request.after.as_ref());
        // Each alone may fill the page, and tell whether there is more.
        let count = request.first.get() + 1;
        let facts = fact::OverdueRequest { as_of, known_at, authority, after: after.map(Place::among_facts), count };
        let texts = publication::OverdueRequest { as_of, known_at, authority, after: after.map(Place::among_texts), count };
        let mut overdue = joined(self.facts.overdue(&facts).await?, self.publications.overdue(&texts).await?, count);
        let more = overdue.len() == count;
        overdue.truncate(request.first.get());
        Ok((overdue, more))
    }

    /// Counts how early what was announced from `since` on and before `until` was announced.
    ///
    /// # Errors
    /// Refuses a span without a day or with more than ten years; faults when the database cannot be reached.
    pub async fn lead_times(&self, since: Date, until: Date) -> Result<Result<LeadTimes, ReviewRefusal>, Fault> {
        let span = match span(since, until) {
            Ok(span) => span,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let announced = self.facts.announced(span).await?;
        Ok(Ok(lead_times(span, &announced, self.lead_days_min)))
    }
}

fn span(since: Date, until: Date) -> Result<Period, ReviewRefusal> {
    let span =
        Period::new(since, Some(until)).map_err(|error| ReviewRefusal::PeriodEmpty { from: error.from, until: error.until })?;
    let days = until.duration_since(since).as_hours() / 24;
    if days > SPAN_DAYS_MAX { Err(ReviewRefusal::PeriodTooLong { days }) } else { Ok(span) }
}

impl Refusal for ReviewRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::PeriodEmpty { .. } => "PERIOD_INVALID",
            Self::PeriodTooLong { .. } => "PERIOD_TOO_LONG",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::PeriodEmpty { from, until } => vec![("from", from.to_string()), ("until", until.to_string())],
            Self::PeriodTooLong { days } => vec![("found", days.to_string()), ("limit", SPAN_DAYS_MAX.to_string())],
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_span_has_a_day_and_at_most_ten_years() {
        let (from, until) = (date(2026, 1, 1), date(2026, 1, 1));
        assert_eq!(span(from, until), Err(ReviewRefusal::PeriodEmpty { from, until }));
        assert!(span(from, date(2036, 1, 1)).is_ok());
        assert_eq!(span(from, date(2036, 1, 10)), Err(ReviewRefusal::PeriodTooLong { days: 3_661 }));
    }
}
