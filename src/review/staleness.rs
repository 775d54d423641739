//! What is in force and had to be confirmed again: one list of publications and facts, and a place in it. Rules only.

use std::{fmt, str::FromStr};

use vocabulary::{AuthorityCode, Date, Language};

use crate::{
    fact::{self, Fact, FactKey},
    publication::{Attestation, Attested, OverdueText, Subject},
};

/// Something whose review is overdue.
#[derive(Clone, Debug)]
pub enum Overdue {
    /// A fact.
    Fact(Box<Fact>),
    /// A text of a publication. A translation stands here where it was confirmed itself; one that carries the confirmation of its
    /// source waits for the same review and is not counted twice.
    Text(OverdueText),
}

impl Overdue {
    /// Returns who confirmed it, and when it was to be confirmed again.
    pub fn attestation(&self) -> &Attestation {
        match self {
            Self::Fact(fact) => &fact.content.attestation,
            Self::Text(text) => &text.confirmation.attestation,
        }
    }

    /// Returns what the audit log has to say of that.
    pub fn attested(&self) -> Option<Attested> {
        match self {
            Self::Fact(fact) => Some(fact.attested()),
            Self::Text(text) => text.confirmation.attested(),
        }
    }

    /// Returns whose it is.
    pub fn authority(&self) -> &AuthorityCode {
        match self {
            Self::Fact(fact) => &fact.content.authority,
            Self::Text(text) => &text.authority,
        }
    }

    /// Returns what it is called, in `language` where it has such a name.
    pub fn title(&self, language: Language) -> &str {
        match self {
            Self::Fact(fact) => fact.content.name.within(language).map_or(fact.id.as_str(), |(_, name)| name),
            Self::Text(text) => &text.title,
        }
    }

    /// Returns for how many days before `day` the review is overdue.
    pub fn days_overdue(&self, day: Date) -> i32 {
        self.attestation().review_due_on.until(day).map_or(0, |span| span.get_days())
    }

    /// Returns where it stands.
    pub fn place(&self) -> Place {
        let due_on = self.attestation().review_due_on;
        match self {
            Self::Fact(fact) => Place::Fact(due_on, fact.key()),
            Self::Text(text) => Place::Text(due_on, text.subject.clone()),
        }
    }
}

/// A place in the list: by the day of the review, on one day facts before texts, then by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Behind a fact.
    Fact(Date, FactKey),
    /// Behind a text.
    Text(Date, Subject),
}

impl Place {
    /// Returns behind which fact the facts go on.
    pub fn among_facts(&self) -> (Date, Option<FactKey>) {
        match self {
            Self::Fact(day, key) => (*day, Some(key.clone())),
            // All facts of that day stand before its texts.
            Self::Text(day, _) => (day.tomorrow().unwrap_or(*day), None),
        }
    }

    /// Returns behind which text the texts go on.
    pub fn among_texts(&self) -> (Date, Option<Subject>) {
        match self {
            Self::Fact(day, _) => (*day, None),
            Self::Text(day, subject) => (*day, Some(subject.clone())),
        }
    }
}

/// Joins what is overdue of both into one list of at most `count`, the longest overdue first. Both come in that order.
pub fn joined(facts: Vec<Fact>, texts: Vec<OverdueText>, count: usize) -> Vec<Overdue> {
    let facts = facts.into_iter().map(|fact| Overdue::Fact(Box::new(fact)));
    let mut all: Vec<Overdue> = facts.chain(texts.into_iter().map(Overdue::Text)).collect();
    // A stable sort: on one day facts stay before texts, and each in their own order.
    all.sort_by_key(|overdue| overdue.attestation().review_due_on);
    all.truncate(count);
    all
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact(day, (kind, id)) => write!(formatter, "{day}/fact/{kind}/{id}"),
            Self::Text(day, subject) => write!(formatter, "{day}/publication/{subject}"),
        }
    }
}

impl FromStr for Place {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Place, &'static str> {
        const EXPECTED: &str = "is not a place in the list";
        let (day, rest) = text.split_once('/').ok_or(EXPECTED)?;
        let day = day.parse().map_err(|_| EXPECTED)?;
        match rest.split_once('/').ok_or(EXPECTED)? {
            ("fact", key) => Ok(Place::Fact(day, fact::key_of(key).ok_or(EXPECTED)?)),
            ("publication", subject) => Ok(Place::Text(day, subject.parse().map_err(|_| EXPECTED)?)),
            _ => Err(EXPECTED),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_as_it_was_printed() {
        for text in ["2026-01-30/fact/fee/coffee-levy", "2026-01-30/publication/coffee-export/fr"] {
            assert_eq!(text.parse::<Place>().map(|place| place.to_string()).as_deref(), Ok(text));
        }
        for text in
            ["", "2026-01-30", "2026-02-30/fact/fee/a", "2026-01-30/fact/tax/a", "2026-01-30/text/a/en", "2026-01-30/fact/fee"]
        {
            assert!(text.parse::<Place>().is_err(), "{text}");
        }
    }

    #[test]
    fn behind_a_text_only_later_days_have_facts() {
        let behind = |text: &str| text.parse::<Place>().expect("a place");
        let day = |text: &str| text.parse::<Date>().expect("a day");
        assert_eq!(behind("2026-01-30/publication/a/en").among_facts(), (day("2026-01-31"), None));
        assert_eq!(behind("2026-01-30/fact/fee/a").among_texts(), (day("2026-01-30"), None));
    }
}
