//! How early rules were announced, counted. Rules only. Source: WTO TFA Article 2.1.2 and 2.1.3; row PUB-N5.
//!
//! What is counted is the time between the day a rule stood in the gazette and its first day, as every fact says both. Two things are
//! left out on purpose:
//!
//! - **Rulings.** They decide one case and bind from the day they are printed; nobody has to be warned of them.
//! - **Publications.** A text says since when it is in force, and the database when it was recorded; neither says when it was
//!   published. An importer records the history of years in one second, so the recorded instant would make every old text late by
//!   years, and counting only those that were recorded before their first day would leave out just the late ones. A change of the
//!   rules is counted where it is told as data, by the fee, form, office, procedure or notice that makes it.

use std::collections::BTreeMap;

use vocabulary::Period;

use crate::fact::{Announced, ExceptionKind, FactKind, LeadDaysMin};

/// How early rules were announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadTimes {
    /// The days of announcement looked at.
    pub span: Period,
    /// How many days before its first day a rule has to be announced today.
    pub lead_days_min: LeadDaysMin,
    /// All kinds together.
    pub overall: LeadTimesOf,
    /// Each kind, those without a change too.
    pub kinds: Vec<(FactKind, LeadTimesOf)>,
}

/// How early some rules were announced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadTimesOf {
    /// How many changes were announced.
    pub changes: usize,
    /// The days that half of them had at most; the lower of the two in the middle. Negative where most were announced afterwards.
    pub median_days: Option<i32>,
    /// The fewest days.
    pub least_days: Option<i32>,
    /// How many had fewer days than a rule has to have, by the exception they name. Without one are those of a time, or a source, in
    /// which fewer days were enough.
    pub inside_minimum: BTreeMap<Option<ExceptionKind>, usize>,
}

/// The kinds that are counted.
fn kinds() -> impl Iterator<Item = FactKind> {
    FactKind::ALL.into_iter().filter(|kind| *kind != FactKind::Ruling)
}

/// Counts what was announced within a span.
pub fn lead_times(span: Period, announced: &[Announced], lead_days_min: LeadDaysMin) -> LeadTimes {
    let rules = || announced.iter().filter(|rule| rule.kind != FactKind::Ruling);
    let of = |kind| (kind, count(rules().filter(|rule| rule.kind == kind), lead_days_min));
    LeadTimes { span, lead_days_min, overall: count(rules(), lead_days_min), kinds: kinds().map(of).collect() }
}

fn count<'a>(rules: impl Iterator<Item = &'a Announced>, lead_days_min: LeadDaysMin) -> LeadTimesOf {
    let mut days = Vec::new();
    let mut inside_minimum = BTreeMap::new();
    for rule in rules {
        let lead_days = rule.announcement.lead_days(rule.valid_from);
        if lead_days_min.is_above(lead_days) {
            let exception = rule.announcement.exception.as_ref().map(|exception| exception.kind);
            *inside_minimum.entry(exception).or_default() += 1;
        }
        days.push(lead_days);
    }
    days.sort_unstable();
    let middle = days.len().saturating_sub(1) / 2;
    LeadTimesOf { changes: days.len(), median_days: days.get(middle).copied(), least_days: days.first().copied(), inside_minimum }
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};

    use super::*;
    use crate::fact::{Announcement, Exception};

    fn announced(kind: FactKind, lead_days: i64, exception: Option<ExceptionKind>) -> Announced {
        let valid_from = date(2026, 6, 1);
        let announced_on = valid_from.checked_sub(lead_days.days()).expect("a day");
        let exception = exception.map(|kind| Exception { kind, reason: "a flood".into() });
        Announced { kind, valid_from, announcement: Announcement { announced_on, exception } }
    }

    #[test]
    fn changes_are_counted_by_kind_and_those_too_early_by_their_exception() {
        let rules = [
            announced(FactKind::Fee, 90, None),
            announced(FactKind::Fee, 30, None),
            announced(FactKind::Fee, 10, Some(ExceptionKind::DutyRate)),
            announced(FactKind::Fee, -3, Some(ExceptionKind::Urgent)),
            announced(FactKind::Notice, 29, None),
            announced(FactKind::Notice, 60, Some(ExceptionKind::Urgent)),
            announced(FactKind::Ruling, 0, None),
        ];
        let span = Period::starting(date(2026, 1, 1));
        let found = lead_times(span, &rules, LeadDaysMin::default());
        assert_eq!(found.kinds.len(), 5, "rulings are no rules");
        let fees = &found.kinds[0].1;
        assert_eq!((fees.changes, fees.median_days, fees.least_days), (4, Some(10), Some(-3)));
        let excepted = [(Some(ExceptionKind::DutyRate), 1), (Some(ExceptionKind::Urgent), 1)];
        assert_eq!(fees.inside_minimum, excepted.into());
        assert_eq!((found.overall.changes, found.overall.median_days), (6, Some(29)));
        assert_eq!(found.overall.inside_minimum.get(&None), Some(&1), "nothing is excepted in silence");
        assert_eq!(
            found.overall.inside_minimum.get(&Some(ExceptionKind::Urgent)),
            Some(&1),
            "sixty days are in time, excepted or not"
        );
        assert_eq!(found.kinds[1], (FactKind::Form, LeadTimesOf::default()));
    }

    #[test]
    fn another_minimum_judges_the_same_changes_otherwise() {
        let rules = [announced(FactKind::Fee, 10, None), announced(FactKind::Fee, 11, None)];
        let inside = |days| lead_times(Period::starting(date(2026, 1, 1)), &rules, LeadDaysMin::new(days)).overall.inside_minimum;
        assert_eq!((inside(10).len(), inside(11)[&None], inside(12)[&None]), (0, 1, 2));
    }
}
