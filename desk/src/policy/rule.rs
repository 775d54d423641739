//! What a rule holds for, and which of two rules is closer to a matter.

use std::{cmp::Reverse, collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};
use vocabulary::Language;

use super::{Matter, Targets, Urgency, VALUES_MAX};
use crate::name::{Complexity, EnquiryKind, Topic};

/// What a rule holds for: each list that is given has to hold the matter's own; one that is left out holds all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// Of these kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<BTreeSet<EnquiryKind>>,
    /// About these topics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<BTreeSet<Topic>>,
    /// So much work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complexity: Option<BTreeSet<Complexity>>,
    /// In these languages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<BTreeSet<Language>>,
    /// So urgent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<BTreeSet<Urgency>>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Where it was written, counted from one.
    pub number: usize,
    /// What it holds for.
    pub when: When,
    /// Rules of a higher precedence win.
    pub precedence: u8,
    /// What it promises.
    pub targets: Targets,
}

impl Rule {
    /// Orders rules so that of those that hold the first wins: what is within another has a smaller breadth.
    pub fn rank(&self) -> (Reverse<u8>, usize) {
        (Reverse(self.precedence), self.when.breadth())
    }
}

impl When {
    /// Says whether it holds for a matter.
    pub fn holds_for(&self, matter: &Matter) -> bool {
        let Matter { kind, topic, complexity, language, urgency } = matter;
        holds(&self.kind, kind)
            && holds(&self.topic, topic)
            && holds(&self.complexity, complexity)
            && holds(&self.language, language)
            && holds(&self.urgency, urgency)
    }

    /// Returns the list that holds nothing, or too much.
    pub(super) fn unusable(&self) -> Option<&'static str> {
        let sizes = [
            ("kind", size(&self.kind)),
            ("topic", size(&self.topic)),
            ("complexity", size(&self.complexity)),
            ("language", size(&self.language)),
            ("urgency", size(&self.urgency)),
        ];
        sizes.into_iter().find_map(|(field, size)| size.is_some_and(|size| !(1..=VALUES_MAX).contains(&size)).then_some(field))
    }

    fn breadth(&self) -> usize {
        let sizes = [size(&self.kind), size(&self.topic), size(&self.complexity), size(&self.language), size(&self.urgency)];
        sizes.into_iter().map(|size| size.unwrap_or(VALUES_MAX + 1)).sum()
    }

    /// Returns what both hold for; nothing where no matter is of both.
    fn and(&self, other: &When) -> Option<When> {
        Some(When {
            kind: both(&self.kind, &other.kind)?,
            topic: both(&self.topic, &other.topic)?,
            complexity: both(&self.complexity, &other.complexity)?,
            language: both(&self.language, &other.language)?,
            urgency: both(&self.urgency, &other.urgency)?,
        })
    }
}

/// Returns the first two rules that both hold for something, with that, where neither is closer and no third rule settles it.
pub fn unsettled(rules: &[Rule]) -> Option<(usize, usize, When)> {
    let pairs = rules.iter().enumerate().flat_map(|(index, rule)| rules[index + 1..].iter().map(move |other| (rule, other)));
    pairs.filter(|(one, other)| one.precedence == other.precedence).find_map(|(one, other)| {
        let shared = one.when.and(&other.when)?;
        let is_closer = (shared == one.when) != (shared == other.when);
        let settles = |rule: &Rule| match rule.precedence.cmp(&one.precedence) {
            std::cmp::Ordering::Greater => rule.when.and(&shared).as_ref() == Some(&shared),
            std::cmp::Ordering::Equal => one.when != other.when && rule.when == shared,
            std::cmp::Ordering::Less => false,
        };
        (!is_closer && !rules.iter().any(settles)).then_some((one.number, other.number, shared))
    })
}

fn holds<T: Ord>(list: &Option<BTreeSet<T>>, own: &T) -> bool {
    list.as_ref().is_none_or(|list| list.contains(own))
}

fn size<T>(list: &Option<BTreeSet<T>>) -> Option<usize> {
    list.as_ref().map(BTreeSet::len)
}

/// Returns what is in both lists; nothing at all where that is nothing.
#[expect(clippy::option_option, reason = "the inner one is a list that holds all, the outer one says that nothing is shared")]
fn both<T: Ord + Clone>(one: &Option<BTreeSet<T>>, other: &Option<BTreeSet<T>>) -> Option<Option<BTreeSet<T>>> {
    match (one, other) {
        (None, list) | (list, None) => Some(list.clone()),
        (Some(one), Some(other)) => {
            let shared: BTreeSet<T> = one.intersection(other).cloned().collect();
            (!shared.is_empty()).then_some(Some(shared))
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = [
            ("kind", listed(&self.kind, |kind| kind.to_string())),
            ("topic", listed(&self.topic, |topic| topic.to_string())),
            ("complexity", listed(&self.complexity, |complexity| complexity.to_string())),
            ("language", listed(&self.language, |language| language.to_string())),
            ("urgency", listed(&self.urgency, |urgency| urgency.as_str().to_owned())),
        ];
        let given: Vec<String> = lists.into_iter().filter_map(|(field, list)| Some(format!("{field}: [{}]", list?))).collect();
        if given.is_empty() { formatter.write_str("everything") } else { write!(formatter, "{{{}}}", given.join(", ")) }
    }
}

fn listed<T>(list: &Option<BTreeSet<T>>, name: impl Fn(&T) -> String) -> Option<String> {
    list.as_ref().map(|list| list.iter().map(name).collect::<Vec<_>>().join(", "))
}

impl Urgency {
    /// All of them.
    pub const ALL: [Urgency; 3] = [Urgency::Normal, Urgency::HeldAtBorder, Urgency::Perishable];

    /// Returns its name as it is written in a policy.
    pub fn as_str(self) -> &'static str {
        match self {
            Urgency::Normal => "normal",
            Urgency::HeldAtBorder => "held-at-border",
            Urgency::Perishable => "perishable",
        }
    }
}

impl std::str::FromStr for Urgency {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Urgency, &'static str> {
        let found = Urgency::ALL.into_iter().find(|urgency| urgency.as_str() == text);
        found.ok_or("is none of normal, held-at-border, perishable")
    }
}
