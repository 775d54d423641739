//! One change of a code, and the notice that announced it. Rules only.

use vocabulary::{Date, HsCode, Period};

use crate::{
    fact::{Body, Changed, Fact, NoticeChange},
    tariff::{Change, ChangeKind, Measure, MeasureType},
};

/// Something that happened to a code on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeChange {
    /// The first day of what is new.
    pub day: Date,
    /// The code it happened to: the one asked for, or one above it.
    pub code: HsCode,
    /// What happened.
    pub what: What,
    /// The act it comes from, where that is known.
    pub act: Option<String>,
    /// The notice that announced it, where one did.
    pub notice: Option<Fact>,
}

/// What can happen to a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Something happened to its line.
    Line(ChangeKind),
    /// A measure began, ended, or has another rate.
    Measure {
        /// The measure; its rate and act are those of the new terms, or of the old ones where it ended.
        measure: Measure,
        /// Its rate before; nothing where it began.
        before: Option<String>,
        /// Its rate from that day on; nothing where it ended.
        after: Option<String>,
    },
}

/// Returns what happened to a line, as told by the nomenclature.
pub fn of_line(code: HsCode, changes: Vec<Change>) -> impl Iterator<Item = CodeChange> {
    changes.into_iter().map(move |Change { day, kind }| CodeChange { day, code, what: What::Line(kind), act: None, notice: None })
}

/// Returns what happened to measures within `span`, from everything recorded of them, each with its days, in order.
pub fn of_measures(recorded: Vec<(Measure, Period)>, span: Period) -> Vec<CodeChange> {
    let mut changes = Vec::new();
    for (place, (measure, period)) in recorded.iter().enumerate() {
        let same = |other: &&(Measure, Period)| other.0.key == measure.key;
        let before = place.checked_sub(1).and_then(|place| recorded.get(place)).filter(same);
        let before = before.filter(|(_, earlier)| earlier.until() == Some(period.from()));
        let after = recorded.get(place + 1).filter(same);
        match before {
            None => changes.push(change(measure, period.from(), None, Some(&measure.rate))),
            Some((other, _)) if other.rate != measure.rate => {
                changes.push(change(measure, period.from(), Some(&other.rate), Some(&measure.rate)));
            }
            Some(_) => {}
        }
        if let Some(until) = period.until()
            && after.is_none_or(|(_, later)| later.from() != until)
        {
            changes.push(change(measure, until, Some(&measure.rate), None));
        }
    }
    changes.retain(|change| span.contains(change.day));
    changes
}

fn change(measure: &Measure, day: Date, before: Option<&String>, after: Option<&String>) -> CodeChange {
    let what = What::Measure { measure: measure.clone(), before: before.cloned(), after: after.cloned() };
    CodeChange { day, code: measure.key.code, what, act: Some(measure.source_act.clone()), notice: None }
}

impl CodeChange {
    /// Adds the notice that announced it: one that names the code, the day, and the same change.
    pub fn announced_by(mut self, notices: &[Fact]) -> CodeChange {
        let announces = |notice: &&Fact| match &notice.content.body {
            Body::Notice(body) => body.changes.iter().any(|change| self.is(change)),
            _ => false,
        };
        self.notice = notices.iter().find(announces).cloned();
        if let Some(notice) = &self.notice {
            self.act.get_or_insert_with(|| notice.content.provenance.act.clone());
        }
        self
    }

    fn is(&self, change: &NoticeChange) -> bool {
        let named = change.code.is_some_and(|code| code.same_place(&self.code));
        named && change.effective_on == self.day && self.what.is(change)
    }
}

impl What {
    /// Says whether a change that a notice tells is this one: of the same sort, and from and to the same rate where it has one.
    fn is(&self, change: &NoticeChange) -> bool {
        let Self::Measure { measure, before, after } = self else { return change.of == Changed::Rule };
        let sort = match measure.key.measure_type {
            MeasureType::Restriction | MeasureType::Prohibition => return change.of == Changed::Rule,
            MeasureType::Quota => Changed::Quota,
            _ => Changed::Duty,
        };
        let unit = change.unit.as_deref().unwrap_or_default();
        let agree = |rate: &Option<String>, told: &Option<String>| match (rate, told) {
            (Some(rate), Some(told)) => normal(rate) == normal(&format!("{told}{unit}")),
            // A measure that begins or ends is told with what held beside it.
            _ => true,
        };
        change.of == sort && agree(before, &change.before) && agree(after, &change.after)
    }
}

/// Returns a rate without spaces and without the zeros that end a decimal fraction: `12.50 %` is `12.5%`.
fn normal(rate: &str) -> String {
    let tight: String = rate.chars().filter(|letter| !letter.is_whitespace()).collect();
    let end = tight.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(tight.len());
    let (number, unit) = tight.split_at(end);
    let number = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    format!("{number}{unit}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::tariff::MeasureKey;

    const OLD: Date = date(2022, 1, 1);
    const NEW: Date = date(2025, 1, 1);
    const END: Date = date(2028, 1, 1);

    fn duty(rate: &str, origin: Option<&str>, from: Date, until: Option<Date>) -> (Measure, Period) {
        let measure_type = if origin.is_some() { MeasureType::Preference } else { MeasureType::Duty };
        let key = MeasureKey {
            tax: crate::tariff::measure::usual_tax(measure_type),
            code: "8507600020".parse().expect("a code"),
            measure_type,
            origin: origin.map(|origin| origin.parse().expect("an origin")),
            condition: String::new(),
        };
        let validity = Period::new(from, until).expect("a good period");
        (Measure::new(key, Vec::new(), rate.to_owned(), "Tariff Act".to_owned(), validity).expect("a good measure"), validity)
    }

    fn told(changes: &[CodeChange]) -> Vec<(Date, Option<&str>, Option<&str>)> {
        let told = changes.iter().map(|change| match &change.what {
            What::Measure { before, after, .. } => (change.day, before.as_deref(), after.as_deref()),
            What::Line(_) => (change.day, None, None),
        });
        told.collect()
    }

    #[test]
    fn a_rate_begins_changes_and_ends() {
        let recorded = vec![
            duty("10 %", None, OLD, Some(NEW)),
            duty("0 %", None, NEW, Some(END)),
            duty("0 %", Some("MB"), OLD, Some(NEW)),
            duty("0 %", Some("MB"), NEW, None),
        ];
        let changes = of_measures(recorded.clone(), Period::starting(OLD));
        assert_eq!(
            told(&changes),
            [(OLD, None, Some("10 %")), (NEW, Some("10 %"), Some("0 %")), (END, Some("0 %"), None), (OLD, None, Some("0 %"))],
            "the preference goes on as it was"
        );
        let span = Period::new(NEW, Some(END)).expect("a good period");
        assert_eq!(told(&of_measures(recorded, span)), [(NEW, Some("10 %"), Some("0 %"))]);
    }

    #[test]
    fn a_notice_is_matched_by_its_rate() {
        let changes =
            of_measures(vec![duty("10 %", None, OLD, Some(NEW)), duty("12.50 %", None, NEW, None)], Period::starting(NEW));
        let told = |after: &str, unit: &str| NoticeChange {
            of: Changed::Duty,
            id: None,
            code: Some("8507600020".parse().expect("a code")),
            before: Some("10".to_owned()),
            after: Some(after.to_owned()),
            unit: Some(unit.to_owned()),
            effective_on: NEW,
        };
        assert!(changes[0].is(&told("12.5", "%")));
        for other in [
            told("12", "%"),
            told("12.5", "XTS"),
            NoticeChange { effective_on: OLD, ..told("12.5", "%") },
            NoticeChange { of: Changed::Quota, ..told("12.5", "%") },
            NoticeChange { code: Some("8507600010".parse().expect("a code")), ..told("12.5", "%") },
        ] {
            assert!(!changes[0].is(&other), "{other:?}");
        }
    }
}
