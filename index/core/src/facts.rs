//! What filters and facets ask of a document, packed into two machine words that are read for every candidate.

use jiff::Span;
use vocabulary::{Article11, Date, HsCode, Language, Period};

use crate::{
    document::{Direction, Document, Kind, Review},
    request::Filter,
};

/// Kind, language, letter, direction, chapter and flags of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts(pub u64);

const DECLARABLE: u64 = 1 << 62;

impl Facts {
    /// Packs the facts of a document.
    pub fn of(document: &Document) -> Facts {
        let chapter = document.code.map_or(0, |code| chapter_number(&code));
        let mut facts = document.kind as u64 + 1;
        facts |= language_number(document.language) << 8;
        facts |= document.article11.map_or(0, |letter| letter as u64 + 1) << 32;
        facts |= document.direction.map_or(0, |direction| direction as u64 + 1) << 40;
        facts |= chapter << 48;
        facts |= if document.declarable { DECLARABLE } else { 0 };
        Facts(facts)
    }

    /// Returns the kind.
    pub fn kind(self) -> Option<Kind> {
        Kind::ALL.get(usize::from(self.0 as u8).wrapping_sub(1)).copied()
    }

    /// Returns the language.
    pub fn language(self) -> Option<Language> {
        let bytes = [(self.0 >> 8) as u8, (self.0 >> 16) as u8, (self.0 >> 24) as u8];
        let len = if bytes[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&bytes[..len]).ok()?.parse().ok()
    }

    /// Returns the letter of TFA Article 1.1.
    pub fn article11(self) -> Option<Article11> {
        Article11::ALL.get(usize::from((self.0 >> 32) as u8).wrapping_sub(1)).copied()
    }

    /// Returns the direction.
    pub fn direction(self) -> Option<Direction> {
        Direction::ALL.get(usize::from((self.0 >> 40) as u8).wrapping_sub(1)).copied()
    }

    /// Returns the number of the chapter, or 0.
    pub fn chapter(self) -> u64 {
        self.0 >> 48 & 0x7F
    }

    /// Says whether goods can be declared under it.
    pub fn is_declarable(self) -> bool {
        self.0 & DECLARABLE != 0
    }

    /// Returns the number of the language.
    pub fn language_number(self) -> u64 {
        self.0 >> 8 & 0xFF_FFFF
    }
}

/// A filter in the form that is compared with facts.
#[derive(Clone, Debug)]
pub struct FactFilter {
    language: Option<u64>,
    kinds: Vec<Kind>,
    article11: Vec<Article11>,
    directions: Vec<Direction>,
    chapters: Vec<u64>,
    declarable_only: bool,
    day: u64,
}

impl FactFilter {
    /// Prepares a filter.
    pub fn new(language: Option<Language>, as_of: Date, filter: &Filter) -> FactFilter {
        FactFilter {
            language: language.map(language_number),
            kinds: filter.kinds.clone(),
            article11: filter.article11.clone(),
            directions: filter.directions.clone(),
            chapters: filter.chapters.iter().map(chapter_number).collect(),
            declarable_only: filter.declarable_only,
            day: day_number(as_of),
        }
    }

    /// Returns the same filter for documents of all languages.
    pub fn in_all_languages(&self) -> FactFilter {
        FactFilter { language: None, ..self.clone() }
    }

    /// Says whether a document is in force on the day.
    pub fn in_force(&self, validity: u64) -> bool {
        let (from, until) = (validity >> 32, validity & 0xFFFF_FFFF);
        from <= self.day && self.day < until
    }

    /// Says whether a document passes.
    pub fn passes(&self, facts: Facts, validity: u64) -> bool {
        self.in_force(validity)
            && self.language.is_none_or(|language| facts.language_number() == language)
            && (self.kinds.is_empty() || facts.kind().is_some_and(|kind| self.kinds.contains(&kind)))
            && (self.article11.is_empty() || facts.article11().is_some_and(|letter| self.article11.contains(&letter)))
            && (self.directions.is_empty() || facts.direction().is_some_and(|way| self.directions.contains(&way)))
            && (self.chapters.is_empty() || self.chapters.contains(&facts.chapter()))
            && (!self.declarable_only || facts.is_declarable())
    }
}

/// Packs a period: its first day, and the first day it no longer holds.
pub fn validity(period: &Period) -> u64 {
    day_number(period.from()) << 32 | period.until().map_or(0xFFFF_FFFF, day_number)
}

/// Packs a review: the day of the last confirmation, and the day by which it has to be confirmed again; 0 without one.
pub fn review(review: Option<&Review>) -> u64 {
    review.map_or(0, |review| day_number(review.confirmed_on) << 32 | day_number(review.due_on))
}

/// Reads what [`review`] packed.
pub fn read_review(packed: u64) -> Option<Review> {
    let day = |number: u64| Date::MIN.checked_add(Span::new().try_days(i64::try_from(number).ok()?).ok()?).ok();
    if packed == 0 {
        return None;
    }
    Some(Review { confirmed_on: day(packed >> 32)?, due_on: day(packed & 0xFFFF_FFFF)? })
}

/// Days since 1 January of the year -9999, the first that a date can be.
fn day_number(day: Date) -> u64 {
    let span = day.duration_since(Date::MIN).as_hours() / 24;
    u64::try_from(span).expect("no date is before the first") & 0xFFFF_FFFF
}

fn chapter_number(code: &HsCode) -> u64 {
    code.chapter().as_str().parse().expect("a chapter is two digits")
}

/// Returns the number that stands for a language.
pub fn language_number(language: Language) -> u64 {
    language.as_str().bytes().rev().fold(0, |number, byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use vocabulary::Language;

    use super::*;

    #[test]
    fn a_review_comes_back_as_it_was_packed() {
        let own = Review { confirmed_on: date(2024, 2, 29), due_on: date(2026, 12, 31) };
        assert_eq!((read_review(review(Some(&own))), read_review(review(None))), (Some(own), None));
        assert_eq!(read_review(u64::MAX), None, "no day of the calendar");
    }

    #[test]
    fn a_language_of_three_letters_comes_back_whole() {
        for code in ["en", "fil"] {
            let language: Language = code.parse().expect("a language");
            assert_eq!(Facts(language_number(language) << 8).language(), Some(language));
        }
    }
}
