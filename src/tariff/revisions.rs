//! Every revision of a chapter, and the chapter on any day that follows from them. Rules only.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use vocabulary::{Date, HsCode, Language, Period};

use super::{
    chapter::{Chapter, Line},
    line::{NewLine, Suffix},
};
use crate::platform::edition::{self, Dated};

/// What a line is called in one language, with the days of each.
type Spoken = (Language, Vec<(Dated<String>, Period)>);

/// What names a line for good.
pub type LineKey = (HsCode, Suffix);

/// What a revision says of a line's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// How many dashes it is printed under.
    pub indent: u8,
    /// Whether goods can be declared under it.
    pub declarable: bool,
}

/// Every revision of the lines of one chapter and of their descriptions.
#[derive(Clone, Debug, Default)]
pub struct ChapterRevisions {
    /// The places of the lines.
    pub places: BTreeMap<LineKey, Vec<Dated<Place>>>,
    /// The descriptions of the lines, in each language.
    pub descriptions: HashMap<(LineKey, Language), Vec<Dated<String>>>,
}

/// A line as the search reads it: its words and those above it, for as long as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineText {
    /// Its code, padded to ten digits.
    pub code: HsCode,
    /// Whether it is a line or a grouping above lines.
    pub suffix: Suffix,
    /// Whether goods can be declared under it.
    pub declarable: bool,
    /// The language of the words.
    pub language: Language,
    /// What it covers.
    pub description: String,
    /// What the lines above it cover, outermost first.
    pub ancestors: Vec<String>,
    /// The days these words stand.
    pub period: Period,
}

impl ChapterRevisions {
    /// Returns the chapter as it stands on `day`.
    pub fn on(&self, day: Date) -> Chapter {
        let lines = self.places.iter().filter_map(|((code, suffix), revisions)| {
            let (place, validity) = speaking(revisions, day)?;
            let mut descriptions: Vec<(Language, String)> = self
                .languages()
                .into_iter()
                .filter_map(|language| {
                    let revisions = self.descriptions.get(&((*code, *suffix), language))?;
                    speaking(revisions, day).map(|(text, _)| (language, text))
                })
                .collect();
            descriptions.sort();
            let Place { indent, declarable } = place;
            Some(Line { code: *code, suffix: *suffix, indent, declarable, validity, descriptions })
        });
        Chapter::new(lines.collect())
    }

    /// Returns the words of every line for all the days it was, is or will be in the tariff.
    ///
    /// The words above a line are taken on one day: `today` where it is in the tariff today, else its last or first day.
    pub fn texts(&self, today: Date) -> Vec<LineText> {
        let mut chapters: HashMap<Date, Chapter> = HashMap::new();
        let mut texts = Vec::new();
        for (key, places) in &self.places {
            for (place, in_tariff) in edition::editions(places.clone()) {
                for language in self.languages() {
                    let Some(descriptions) = self.descriptions.get(&(*key, language)) else { continue };
                    for (description, described) in edition::editions(descriptions.clone()) {
                        let Some(period) = overlap(in_tariff, described) else { continue };
                        let day = representative(period, today);
                        let chapter = chapters.entry(day).or_insert_with(|| self.on(day));
                        texts.push(LineText {
                            code: key.0,
                            suffix: key.1,
                            declarable: place.value.declarable,
                            language,
                            description: description.value,
                            ancestors: ancestors(chapter, *key, language),
                            period,
                        });
                    }
                }
            }
        }
        texts
    }

    /// Returns what stands of the lines as it was recorded, each with the days on which it truly stands, in the order of a printed
    /// tariff. A line whose descriptions come or go within its days is told once for each of them, so that none is lost.
    pub fn recorded(&self) -> Vec<(NewLine, Period)> {
        let (mut lines, languages) = (Vec::new(), self.languages());
        for (key, places) in &self.places {
            let descriptions: Vec<Spoken> = languages
                .iter()
                .filter_map(|language| Some((*language, edition::editions(self.descriptions.get(&(*key, *language))?.clone()))))
                .collect();
            for (place, period) in edition::editions(places.clone()) {
                let spoken = descriptions.iter().flat_map(|(_, editions)| editions.iter().map(|(_, period)| *period));
                for (part, validity) in parts(period, place.validity, spoken) {
                    let Place { indent, declarable } = place.value;
                    let text = |(language, editions): &Spoken| {
                        let own = editions.iter().find(|(_, period)| period.contains(part.from()));
                        own.map(|(text, _)| (*language, text.value.clone()))
                    };
                    let descriptions = descriptions.iter().filter_map(text).collect();
                    lines.push((NewLine { code: key.0, suffix: key.1, indent, declarable, descriptions, validity }, part));
                }
            }
        }
        lines
    }

    /// Returns the languages that lines of this chapter are described in, in order.
    pub fn languages(&self) -> BTreeSet<Language> {
        self.descriptions.keys().map(|(_, language)| *language).collect()
    }
}

fn speaking<T: Clone>(revisions: &[Dated<T>], day: Date) -> Option<(T, Period)> {
    let editions = edition::editions(revisions.to_vec());
    editions.into_iter().find(|(_, period)| period.contains(day)).map(|(revision, period)| (revision.value, period))
}

/// Cuts the days a line stands where one of `spoken` begins or ends within them; each part with the period to record it under: up to
/// the next part, and the last of them to the end that `recorded` names, so that a line nobody cuts is told as it was recorded.
fn parts(stands: Period, recorded: Period, spoken: impl Iterator<Item = Period>) -> Vec<(Period, Period)> {
    let cuts = spoken.flat_map(|period| [Some(period.from()), period.until()]).flatten();
    let within = cuts.filter(|day| *day > stands.from() && stands.contains(*day));
    let first_days: BTreeSet<Date> = within.chain([stands.from()]).collect();
    let ends = first_days.iter().skip(1).map(|day| (Some(*day), Some(*day))).chain([(stands.until(), recorded.until())]);
    let part = |(from, (until, recorded_until)): (&Date, (Option<Date>, Option<Date>))| {
        Some((Period::new(*from, until).ok()?, Period::new(*from, recorded_until).ok()?))
    };
    first_days.iter().zip(ends).filter_map(part).collect()
}

fn overlap(a: Period, b: Period) -> Option<Period> {
    let until = match (a.until(), b.until()) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    Period::new(a.from().max(b.from()), until).ok()
}

fn representative(period: Period, today: Date) -> Date {
    match period.until() {
        _ if period.contains(today) => today,
        Some(until) if until <= today => until.yesterday().unwrap_or(until),
        _ => period.from(),
    }
}

fn ancestors(chapter: &Chapter, (code, suffix): LineKey, language: Language) -> Vec<String> {
    let place = chapter.lines().iter().position(|line| line.code == code && line.suffix == suffix);
    let above = place.map(|place| chapter.ancestors(place)).unwrap_or_default();
    above.into_iter().filter_map(|place| chapter.lines()[place].description(language)).map(|(_, text)| text.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const OLD: Date = date(2012, 1, 1);
    const NEW: Date = date(2022, 1, 1);

    fn chapter() -> ChapterRevisions {
        let mut revisions = ChapterRevisions::default();
        let lines =
            [("0900000000", 0, None, "Coffee, tea"), ("0901000000", 0, None, "Coffee"), ("0901210000", 1, Some(NEW), "Roasted")];
        for (code, indent, until, text) in lines {
            let key = (code.parse().expect("a good code"), Suffix::LINE);
            let validity = Period::new(OLD, until).expect("a good period");
            let place = Place { indent, declarable: indent > 0 };
            revisions.places.insert(key, vec![Dated { version: 1, validity, withdrawn: false, value: place }]);
            let described = Dated { version: 1, validity: Period::starting(OLD), withdrawn: false, value: text.to_owned() };
            revisions.descriptions.insert((key, Language::EN), vec![described]);
        }
        revisions
    }

    #[test]
    fn a_line_that_ended_is_in_the_chapter_of_its_days_alone() {
        let roasted = "0901210000".parse().expect("a good code");
        assert!(chapter().on(date(2015, 6, 1)).find(&roasted).is_some());
        assert!(chapter().on(NEW).find(&roasted).is_none());
    }

    #[test]
    fn a_line_is_told_again_where_a_description_of_it_comes_or_goes() {
        let mut revisions = chapter();
        let key = ("0901000000".parse().expect("a good code"), Suffix::LINE);
        let said = |version, from, until, text: &str| Dated {
            version,
            validity: Period::new(from, until).expect("a good period"),
            withdrawn: false,
            value: text.to_owned(),
        };
        let gone = date(2020, 1, 1);
        revisions.descriptions.insert((key, Language::FR), vec![said(1, OLD, Some(gone), "Café")]);
        let told = |revisions: &ChapterRevisions| {
            let lines = revisions.recorded().into_iter().filter(|(line, _)| line.code == key.0);
            lines.map(|(line, period)| (line.validity, period, line.descriptions.len())).collect::<Vec<_>>()
        };
        let (before, after) = (Period::new(OLD, Some(gone)).expect("a good period"), Period::starting(gone));
        assert_eq!(told(&revisions), [(before, before, 2), (after, after, 1)]);
        revisions.descriptions.insert((key, Language::FR), vec![said(1, date(2000, 1, 1), None, "Café")]);
        assert_eq!(told(&revisions), [(Period::starting(OLD), Period::starting(OLD), 2)], "it speaks on all days of the line");
    }

    #[test]
    fn the_words_of_an_ended_line_keep_those_above_it() {
        let texts = chapter().texts(date(2026, 1, 1));
        let roasted = texts.iter().find(|text| text.description == "Roasted").expect("still there for its days");
        assert_eq!(roasted.ancestors, ["Coffee, tea", "Coffee"]);
        assert_eq!(roasted.period, Period::new(OLD, Some(NEW)).expect("a good period"));
    }
}
