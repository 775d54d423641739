//! What a rule is, and the registry of all of them.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{book, draft::Draft, line, measure};

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What it is known by, for good: `MR001`.
    pub id: &'static str,
    /// What it asks for.
    pub sentence: &'static str,
    /// What follows where it is broken, unless a country says otherwise.
    pub severity: Severity,
    judge: Judge,
}

/// How a rule is judged: by measure, by line, or by entry of the tariff book. Each says in a few words what is wrong.
#[derive(Clone, Copy, Debug)]
enum Judge {
    Measure(fn(&Draft, usize) -> Option<String>),
    Line(fn(&Draft, usize) -> Option<String>),
    Area(fn(&Draft, usize) -> Option<String>),
    Quota(fn(&Draft, usize) -> Option<String>),
    Tax(fn(&Draft, usize) -> Option<String>),
}

/// What follows where a rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing: the rule is not held.
    Off,
    /// It is told.
    Warning,
    /// The draft is not published.
    Error,
}

/// What a finding is about, by its place in the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A measure.
    Measure(usize),
    /// A line of the nomenclature.
    Line(usize),
    /// A group of countries.
    Area(usize),
    /// A quota.
    Quota(usize),
    /// A tax.
    Tax(usize),
}

/// A rule that is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: &'static str,
    /// What follows.
    pub severity: Severity,
    /// What breaks it.
    pub subject: Subject,
    /// What is wrong.
    pub detail: String,
}

/// Severities that a country has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Severities(BTreeMap<&'static str, Severity>);

/// An id that is of no rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("has the rule {0:?}, which there is not")]
pub struct UnknownRule(String);

const fn rule(id: &'static str, severity: Severity, judge: Judge, sentence: &'static str) -> Rule {
    Rule { id, sentence, severity, judge }
}

/// All rules.
pub const RULES: &[Rule] = {
    use Judge::{Area, Line, Measure, Quota, Tax};
    use Severity::{Error, Warning};
    &[
        rule(
            "MR001",
            Warning,
            Measure(measure::unreadable_rate),
            "A rate can be read: nothing is worked out by one that cannot.",
        ),
        rule("MR002", Error, Measure(measure::unreadable_condition), "A condition can be read."),
        rule(
            "MR003",
            Error,
            Measure(measure::unknown_area),
            "The group of countries that a measure is for is in the tariff book.",
        ),
        rule("MR004", Error, Measure(measure::excluded_stranger), "A country that a measure excludes is in the group it is for."),
        rule("MR005", Error, Measure(measure::country_excludes), "A measure for one country excludes none."),
        rule("MR006", Error, Measure(measure::quota_without_number), "A quota names the number it is administered under."),
        rule("MR007", Warning, Measure(measure::quota_unknown), "A quota is in the tariff book, with what is left of it."),
        rule(
            "MR008",
            Error,
            Measure(measure::tax_unknown),
            "The tax that a measure is a rate of is in the tariff book: another one is never levied.",
        ),
        rule(
            "MR009",
            Error,
            Measure(measure::contradiction),
            "Two measures that hold for the same goods on the same day have the same rate.",
        ),
        rule("MR010", Warning, Measure(measure::outlives_line), "A measure ends with its line."),
        rule("MR011", Error, Measure(measure::unit_unknown), "A supplementary unit is one that is known."),
        rule(
            "MR012",
            Warning,
            Measure(measure::no_currency),
            "The currency of the territory is published for the first day of a measure.",
        ),
        rule("MR013", Warning, Measure(measure::no_exchange), "A rate in another currency finds a rate of exchange."),
        rule("MR014", Warning, Measure(measure::stage_rises), "A preference that comes in stages falls."),
        rule("MR015", Warning, Measure(measure::dearer_than_normal), "A preference is not above the normal duty."),
        rule(
            "MR016",
            Warning,
            Measure(measure::origin_of_internal_tax),
            "Excise and VAT are the same for goods of any origin (GATT, Article III:2).",
        ),
        rule("MR017", Warning, Measure(measure::high_percent), "A percentage above 1,000 is a slip."),
        rule("MR018", Warning, Measure(measure::other_flow), "A measure holds for goods that move the way its tax is on."),
        rule("MR019", Warning, Measure(measure::empty_group), "A measure for a group is for somebody on its first day."),
        rule(
            "LR001",
            Warning,
            Line(line::without_duty),
            "A line that goods are declared under has a normal duty, or a prohibition, on each of its days.",
        ),
        rule("BR001", Warning, Area(book::area_without_members), "A group of countries has a member."),
        rule("BR002", Warning, Quota(book::quota_of_nothing), "A quota is drawn from by a measure."),
        rule("BR003", Warning, Tax(book::tax_of_nothing), "A tax has a rate: a general one, or a measure."),
    ]
};

impl Rule {
    /// Returns what breaks it.
    pub fn findings(&self, draft: &Draft, severities: &Severities) -> Vec<Finding> {
        let severity = severities.of(self);
        if severity == Severity::Off {
            return Vec::new();
        }
        let all = |count: usize, judge: fn(&Draft, usize) -> Option<String>, subject: fn(usize) -> Subject| {
            let found = (0..count).filter_map(|place| Some((place, judge(draft, place)?)));
            found.map(|(place, detail)| Finding { rule: self.id, severity, subject: subject(place), detail }).collect()
        };
        match self.judge {
            Judge::Measure(judge) => all(draft.measures().len(), judge, Subject::Measure),
            Judge::Line(judge) => all(draft.lines().len(), judge, Subject::Line),
            Judge::Area(judge) => all(draft.book().areas.len(), judge, Subject::Area),
            Judge::Quota(judge) => all(draft.book().quotas.len(), judge, Subject::Quota),
            Judge::Tax(judge) => all(draft.book().taxes.len(), judge, Subject::Tax),
        }
    }
}

impl Severities {
    /// Changes the severity of a rule.
    ///
    /// # Errors
    /// Refuses an id that is of no rule.
    pub fn set(&mut self, id: &str, severity: Severity) -> Result<(), UnknownRule> {
        let rule = RULES.iter().find(|rule| rule.id == id).ok_or_else(|| UnknownRule(id.to_owned()))?;
        self.0.insert(rule.id, severity);
        Ok(())
    }

    /// Returns the severity of a rule.
    pub fn of(&self, rule: &Rule) -> Severity {
        self.0.get(rule.id).copied().unwrap_or(rule.severity)
    }
}

impl Severity {
    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Off => "off",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl FromStr for Severity {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Severity, &'static str> {
        let found = [Severity::Off, Severity::Warning, Severity::Error].into_iter().find(|severity| severity.as_str() == text);
        found.ok_or("is none of off, warning, error")
    }
}

impl fmt::Display for Finding {
    /// Writes it as a person reads it: `MR001 rate "…" at character 3 …`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.rule, self.detail)
    }
}
