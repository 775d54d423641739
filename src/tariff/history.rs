//! What happened to a code over the years. Rules only.

use vocabulary::{Date, Language, Period};

use crate::platform::edition;
use crate::platform::edition::Dated;

/// One thing that happened to a line on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The first day of what is new.
    pub day: Date,
    /// What happened.
    pub kind: ChangeKind,
}

/// What can happen to a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It came into the tariff.
    Added,
    /// It left the tariff.
    Ended,
    /// It became a line that goods can be declared under, or ceased to be.
    Declarable(bool),
    /// Its description came or changed.
    Described {
        /// The language of the description.
        language: Language,
        /// What it was, where there was one.
        before: Option<String>,
        /// What it is from this day.
        after: String,
    },
}

/// Tells what happened to a line within `span`, oldest first, from every revision of its place and of its descriptions.
pub fn changes(lines: Vec<Dated<bool>>, descriptions: Vec<(Language, Vec<Dated<String>>)>, span: Period) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut before: Option<(bool, Period)> = None;
    for (line, period) in edition::editions(lines) {
        let day = period.from();
        let follows = before.filter(|(_, earlier)| earlier.until() == Some(day));
        match follows {
            None => {
                changes.extend(before.and_then(|(_, earlier)| ended(earlier)));
                changes.push(Change { day, kind: ChangeKind::Added });
            }
            Some((declarable, _)) if declarable != line.value => {
                changes.push(Change { day, kind: ChangeKind::Declarable(line.value) });
            }
            Some(_) => {}
        }
        before = Some((line.value, period));
    }
    changes.extend(before.and_then(|(_, last)| ended(last)));
    for (language, revisions) in descriptions {
        let mut before: Option<String> = None;
        for (description, period) in edition::editions(revisions) {
            let after = description.value;
            if before.as_ref() != Some(&after) {
                let kind = ChangeKind::Described { language, before, after: after.clone() };
                changes.push(Change { day: period.from(), kind });
            }
            before = Some(after);
        }
    }
    changes.retain(|change| span.contains(change.day));
    changes.sort_by_key(|change| change.day);
    changes
}

fn ended(period: Period) -> Option<Change> {
    period.until().map(|day| Change { day, kind: ChangeKind::Ended })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn dated<T>(version: i32, from: Date, until: Option<Date>, value: T) -> Dated<T> {
        Dated { version, validity: Period::new(from, until).expect("a good period"), withdrawn: false, value }
    }

    const FIRST: Date = date(2012, 1, 1);
    const SECOND: Date = date(2017, 1, 1);
    const THIRD: Date = date(2022, 1, 1);

    #[test]
    fn a_line_is_added_split_described_anew_and_ended() {
        let lines = vec![dated(1, FIRST, None, true), dated(2, SECOND, Some(THIRD), false)];
        let descriptions = vec![(
            Language::EN,
            vec![dated(1, FIRST, None, "Horses".to_owned()), dated(2, SECOND, None, "Live horses".to_owned())],
        )];
        let told = changes(lines, descriptions, Period::starting(date(1900, 1, 1)));
        let described = |before: Option<&str>, after: &str| ChangeKind::Described {
            language: Language::EN,
            before: before.map(str::to_owned),
            after: after.to_owned(),
        };
        assert_eq!(
            told,
            [
                Change { day: FIRST, kind: ChangeKind::Added },
                Change { day: FIRST, kind: described(None, "Horses") },
                Change { day: SECOND, kind: ChangeKind::Declarable(false) },
                Change { day: SECOND, kind: described(Some("Horses"), "Live horses") },
                Change { day: THIRD, kind: ChangeKind::Ended },
            ]
        );
    }

    #[test]
    fn a_line_that_comes_back_is_ended_and_added_again() {
        let lines = vec![dated(1, FIRST, Some(SECOND), true), dated(2, THIRD, None, true)];
        let kinds: Vec<ChangeKind> =
            changes(lines, Vec::new(), Period::starting(FIRST)).into_iter().map(|change| change.kind).collect();
        assert_eq!(kinds, [ChangeKind::Added, ChangeKind::Ended, ChangeKind::Added]);
    }

    #[test]
    fn only_the_span_asked_for_is_told() {
        let lines = vec![dated(1, FIRST, Some(THIRD), true)];
        let span = Period::new(SECOND, Some(date(2030, 1, 1))).expect("a good period");
        assert_eq!(changes(lines, Vec::new(), span), [Change { day: THIRD, kind: ChangeKind::Ended }]);
    }
}
