//! What a notification says: entries, what is missing, and what differs from the last one. Rules only.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vocabulary::{Article11, AuthorityCode, FactId, Language};

use super::article::Article;
use crate::{
    fact::{Body, Fact, Office, OfficeKind},
    publication::{Authority, LetterCoverage},
};

/// One place, address or contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// What it is called.
    pub name: String,
    /// The authority that answers for it.
    pub authority: AuthorityCode,
    /// The letters of Article 1.1 that it publishes.
    #[serde(with = "letters")]
    pub letters: Vec<Article11>,
    /// How many publications it has in force.
    pub publications: u32,
    /// The office it is, where it is one.
    pub office: Option<FactId>,
    /// Where it is.
    pub address: Option<String>,
    /// Telephone number in international form.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web address.
    pub url: Option<String>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// An official place of publication, with its web address. Article 1.4 (a) and (b).
    PlaceOfPublication,
    /// An enquiry point. Article 1.4 (c).
    EnquiryPoint,
    /// An office of the single window. Article 10.4.3.
    SingleWindow,
    /// An office that answers for customs brokers. Article 10.6.2.
    CustomsBrokers,
    /// A contact point for the exchange of customs information. Article 12.2.2.
    ExchangeOfInformation,
}

/// What an article asks for and nobody has published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Nothing in force answers a letter of Article 1.1.
    Letter(Article11),
    /// An authority publishes, and nobody has said what it is called and where it is.
    Authority(AuthorityCode),
    /// No office is an enquiry point.
    EnquiryPoint,
    /// There are more offices than are looked at.
    Offices {
        /// How many are looked at.
        limit: usize,
    },
    /// No office offers the service by which what the article asks for is known.
    Service(&'static str),
}

/// How an entry differs from the last notification sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It was not there.
    Added(Entry),
    /// It is no longer there.
    Removed(Entry),
    /// It says something else.
    Changed {
        /// What it said.
        before: Entry,
        /// What it says.
        after: Entry,
    },
}

/// What is published now, as notifications read it.
pub struct Published<'a> {
    /// What answers each letter of Article 1.1.
    pub letters: &'a [LetterCoverage],
    /// The authorities, each in its languages.
    pub authorities: &'a BTreeMap<AuthorityCode, Vec<Authority>>,
    /// The offices, in the order of ids.
    pub offices: &'a [Fact],
    /// How many offices were looked at, where there are more.
    pub offices_cut: Option<usize>,
}

impl Published<'_> {
    /// Returns what an article is to be told, and what is missing for it.
    pub fn told(&self, article: Article) -> (Vec<Entry>, Vec<Missing>) {
        let (entries, mut missing) = self.told_of(article);
        missing.extend(self.offices_cut.map(|limit| Missing::Offices { limit }));
        (entries, missing)
    }

    fn told_of(&self, article: Article) -> (Vec<Entry>, Vec<Missing>) {
        let Some(service) = article.service() else { return self.places_and_enquiry_points() };
        let kind = match article {
            Article::Article10_4_3 => EntryKind::SingleWindow,
            Article::Article10_6_2 => EntryKind::CustomsBrokers,
            Article::Article1_4 | Article::Article12_2 => EntryKind::ExchangeOfInformation,
        };
        let entries = self.entries_of(kind, |office| office.services.iter().any(|offered| offered == service));
        let missing = if entries.is_empty() { vec![Missing::Service(service)] } else { Vec::new() };
        (entries, missing)
    }

    fn places_and_enquiry_points(&self) -> (Vec<Entry>, Vec<Missing>) {
        let cells = self.letters.iter().flat_map(|letter| &letter.cells);
        let publishing: BTreeSet<&AuthorityCode> = cells.map(|cell| &cell.authority).collect();
        let mut entries: Vec<Entry> = publishing.into_iter().filter_map(|code| self.place(code)).collect();
        let points = self.entries_of(EntryKind::EnquiryPoint, |office| office.kind == OfficeKind::EnquiryDesk);
        let empty = self.letters.iter().filter(|letter| letter.publications == 0);
        let mut missing: Vec<Missing> = empty.map(|letter| Missing::Letter(letter.article11)).collect();
        let unnamed = entries.iter().filter(|entry| !self.authorities.contains_key(&entry.authority));
        missing.extend(unnamed.map(|entry| Missing::Authority(entry.authority.clone())));
        if points.is_empty() {
            missing.push(Missing::EnquiryPoint);
        }
        entries.extend(points);
        (entries, missing)
    }

    /// Returns the place where an authority publishes, where it publishes anything.
    fn place(&self, code: &AuthorityCode) -> Option<Entry> {
        let cells = || {
            let own =
                self.letters.iter().map(|letter| (letter.article11, letter.cells.iter().find(|cell| cell.authority == *code)));
            own.filter_map(|(letter, cell)| Some((letter, cell?.publications))).filter(|(_, count)| *count > 0)
        };
        let named = self.authorities.get(code);
        let own = named.and_then(|named| named.iter().find(|own| own.language == Language::EN).or(named.first()));
        let letters: Vec<Article11> = cells().map(|(letter, _)| letter).collect();
        (!letters.is_empty()).then(|| Entry {
            kind: EntryKind::PlaceOfPublication,
            name: own.map_or_else(|| code.to_string(), |own| own.name.clone()),
            authority: code.clone(),
            letters,
            publications: cells().map(|(_, count)| u32::try_from(count).unwrap_or(u32::MAX)).sum(),
            office: None,
            address: None,
            phone: own.and_then(|own| own.phone.clone()),
            email: own.and_then(|own| own.email.clone()),
            url: own.and_then(|own| own.url.clone()),
        })
    }

    fn entries_of(&self, kind: EntryKind, wanted: impl Fn(&Office) -> bool) -> Vec<Entry> {
        let entry = |fact: &Fact| match &fact.content.body {
            Body::Office(office) if wanted(office) => Some(Entry {
                kind,
                name: fact.content.name.within(Language::EN).map_or(fact.id.as_str(), |(_, name)| name).to_owned(),
                authority: fact.content.authority.clone(),
                letters: Vec::new(),
                publications: 0,
                office: Some(fact.id.clone()),
                address: office.address.within(Language::EN).map(|(_, address)| address.to_owned()),
                phone: Some(office.phone.clone()),
                email: Some(office.email.clone()),
                url: office.url.clone(),
            }),
            _ => None,
        };
        self.offices.iter().filter_map(entry).collect()
    }
}

impl Entry {
    /// Returns what tells it from the others, whatever it says.
    fn key(&self) -> (EntryKind, &str, Option<&str>) {
        (self.kind, self.authority.as_str(), self.office.as_ref().map(FactId::as_str))
    }

    /// Says whether it would be notified in the same words: a publication more in a place already known is no news.
    fn says(&self, other: &Entry) -> bool {
        *self == Entry { publications: self.publications, ..other.clone() }
    }
}

/// Returns how `now` differs from what was `sent`, in the order of the entries.
pub fn differences(sent: &[Entry], now: &[Entry]) -> Vec<Difference> {
    let find = |entries: &[Entry], wanted: &Entry| entries.iter().find(|entry| entry.key() == wanted.key()).cloned();
    let new = now.iter().filter_map(|entry| match find(sent, entry) {
        None => Some(Difference::Added(entry.clone())),
        Some(before) if !before.says(entry) => Some(Difference::Changed { before, after: entry.clone() }),
        Some(_) => None,
    });
    let gone = sent.iter().filter(|entry| find(now, entry).is_none()).map(|entry| Difference::Removed(entry.clone()));
    new.chain(gone).collect()
}

/// Letters as one text (`abc`), as they are stored.
mod letters {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use vocabulary::Article11;

    pub fn serialize<S: Serializer>(letters: &[Article11], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&letters.iter().map(|letter| letter.as_str()).collect::<String>())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Article11>, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.chars().map(|letter| letter.to_string().parse().map_err(D::Error::custom)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(authority: &str, phone: &str, publications: u32) -> Entry {
        Entry {
            kind: EntryKind::PlaceOfPublication,
            name: "Customs".to_owned(),
            authority: authority.parse().expect("a code"),
            letters: vec![Article11::A],
            publications,
            office: None,
            address: None,
            phone: Some(phone.to_owned()),
            email: None,
            url: None,
        }
    }

    #[test]
    fn a_notification_is_compared_entry_by_entry() {
        let sent = [entry("zz-customs", "+999 1", 4), entry("zz-trade", "+999 2", 1), entry("zz-port", "+999 3", 1)];
        let now = [entry("zz-customs", "+999 1", 5), entry("zz-trade", "+999 9", 1), entry("zz-revenue", "+999 4", 1)];
        assert_eq!(
            differences(&sent, &now),
            [
                Difference::Changed { before: sent[1].clone(), after: now[1].clone() },
                Difference::Added(now[2].clone()),
                Difference::Removed(sent[2].clone()),
            ]
        );
        assert_eq!(differences(&sent, &sent), []);
    }
}
