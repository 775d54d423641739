//! What could not be answered because it is not published. Rules only. Row DESK-N9.

use std::collections::BTreeMap;

use vocabulary::{Article11, AuthorityCode, Date, EnquiryId, Language, PersonId, Timestamp, words};

words! {
    /// How a gap was closed.
    GapOutcome, "outcome of a gap" {
        /// The answer was published.
        Published = "published",
        /// The answer was published all along, where nobody found it.
        ExistsAt = "exists-at",
        /// The answer is not for the public.
        NotPublishable = "not-publishable",
    }
}

/// How many gaps that no enquiry came of are noted in 24 hours: whoever asks nonsense does not fill the ledger.
pub const GAPS_DAY_MAX: u64 = 500;

/// A gap to be noted: an abstention of whoever could not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGap {
    /// The enquiry that came of it, where one did.
    pub enquiry: Option<EnquiryId>,
    /// Why there was no answer: a word of small letters, digits and hyphens.
    pub reason: String,
    /// The language of the question.
    pub language: Language,
    /// The letter of TFA Article 1.1 it falls under, where that is known.
    pub article11: Option<Article11>,
    /// Whose answer it would be, where that is known.
    pub authority: Option<AuthorityCode>,
    /// The question, without anything personal in it.
    pub question: Option<String>,
}

/// A gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Its place in the ledger.
    pub sequence: i64,
    /// What was noted.
    pub noted: NewGap,
    /// How often it was met.
    pub times: i64,
    /// When first.
    pub opened_at: Timestamp,
    /// How it was closed.
    pub closing: Option<Closing>,
}

/// How a gap was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// What was found.
    pub outcome: GapOutcome,
    /// Where the answer is: the publication, or an address.
    pub place: Option<String>,
    /// Why.
    pub because: String,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// How many gaps there were in a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GapMonth {
    /// How many were noted.
    pub opened: u32,
    /// How many were closed by a publication.
    pub published: u32,
    /// How many were closed because the answer was there.
    pub exists_at: u32,
    /// How many were closed because the answer is not for the public.
    pub not_publishable: u32,
    /// How many were open when it ended.
    pub open: u32,
}

/// Says how gaps were opened and closed, month by month from the first; a month is named by its first day, in UTC.
pub fn burn_down(gaps: impl IntoIterator<Item = (Timestamp, Option<(GapOutcome, Timestamp)>)>) -> BTreeMap<Date, GapMonth> {
    let mut months: BTreeMap<Date, GapMonth> = BTreeMap::new();
    for (opened_at, closed) in gaps {
        months.entry(month_of(opened_at)).or_default().opened += 1;
        if let Some((outcome, closed_at)) = closed {
            let month = months.entry(month_of(closed_at)).or_default();
            *match outcome {
                GapOutcome::Published => &mut month.published,
                GapOutcome::ExistsAt => &mut month.exists_at,
                GapOutcome::NotPublishable => &mut month.not_publishable,
            } += 1;
        }
    }
    let mut open = 0_u32;
    for month in months.values_mut() {
        open = (open + month.opened).saturating_sub(month.published + month.exists_at + month.not_publishable);
        month.open = open;
    }
    months
}

fn month_of(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date().first_of_month()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_burn_down_month_by_month() {
        let at = |text: &str| format!("2026-{text}T12:00:00Z").parse::<Timestamp>().expect("an instant");
        let gaps = [
            (at("06-01"), Some((GapOutcome::Published, at("08-03")))),
            (at("06-30"), None),
            (at("08-01"), Some((GapOutcome::NotPublishable, at("08-02")))),
        ];
        let months: Vec<_> =
            burn_down(gaps).into_iter().map(|(day, month)| (day.to_string(), month.opened, month.open)).collect();
        assert_eq!(months, [("2026-06-01".to_owned(), 2, 2), ("2026-08-01".to_owned(), 1, 1)]);
    }
}
