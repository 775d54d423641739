//! What is published and what is missing, letter by letter. Rules only. Source: WTO TFA Article 1.1 (a) to (j); row PUB-N1.

use std::collections::{BTreeMap, BTreeSet};

use vocabulary::{Article11, AuthorityCode, Date, Language, PublicationId};

use super::revision::Direction;

/// A text in force, as the coverage counts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveText {
    /// The publication.
    pub publication_id: PublicationId,
    /// The language of the text.
    pub language: Language,
    /// The letter it answers.
    pub article11: Article11,
    /// Who publishes it.
    pub authority: AuthorityCode,
    /// Which way goods move that it is about.
    pub direction: Direction,
    /// The hash of its content.
    pub content_hash: String,
    /// The language and the hash of the text it was translated from.
    pub translation_of: Option<(Language, Option<String>)>,
    /// The day it was last confirmed, itself or by the text it was translated from.
    pub confirmed_on: Option<Date>,
}

/// When texts were confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reviews {
    /// The oldest of the days on which each was last confirmed.
    pub oldest: Option<Date>,
    /// How many were never confirmed.
    pub unconfirmed: usize,
}

/// What answers one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterCoverage {
    /// The letter.
    pub article11: Article11,
    /// How many publications answer it, whatever their languages.
    pub publications: usize,
    /// When its texts were confirmed.
    pub reviews: Reviews,
    /// What each authority says to it, every authority in turn: those that say nothing too.
    pub cells: Vec<CoverageCell>,
}

/// What one authority says to one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageCell {
    /// The authority.
    pub authority: AuthorityCode,
    /// How many of its publications answer the letter.
    pub publications: usize,
    /// For each language we speak, how many of them it reads.
    pub languages: Vec<(Language, usize)>,
    /// How many of its translations are older than the text they were made from.
    pub stale_translations: usize,
    /// When its texts were confirmed.
    pub reviews: Reviews,
}

/// Counts the texts in force by letter, authority and language; empty cells are there with nothing in them.
///
/// Of a `direction`, what is about that one or about any counts.
pub fn coverage(texts: &[LiveText], authorities: &BTreeSet<AuthorityCode>, direction: Option<Direction>) -> Vec<LetterCoverage> {
    let is_asked = |text: &LiveText| direction.is_none_or(|asked| [asked, Direction::Any].contains(&text.direction));
    let hashes: BTreeMap<(&PublicationId, &str), &str> =
        texts.iter().map(|text| ((&text.publication_id, text.language.as_str()), text.content_hash.as_str())).collect();
    let is_stale = |text: &&LiveText| match &text.translation_of {
        Some((language, Some(hash))) => hashes.get(&(&text.publication_id, language.as_str())) != Some(&hash.as_str()),
        _ => false,
    };
    let letter = |article11: Article11| {
        let own = || texts.iter().filter(move |text| text.article11 == article11 && is_asked(text));
        let cells = authorities.iter().map(|authority| {
            let said = || own().filter(move |text| text.authority == *authority);
            let languages = Language::SPOKEN
                .into_iter()
                .map(|language| (language, said().filter(|text| text.language == language).count()))
                .collect();
            CoverageCell {
                authority: authority.clone(),
                publications: distinct(said()),
                languages,
                stale_translations: said().filter(is_stale).count(),
                reviews: reviews(said()),
            }
        });
        LetterCoverage { article11, publications: distinct(own()), reviews: reviews(own()), cells: cells.collect() }
    };
    Article11::ALL.into_iter().map(letter).collect()
}

fn distinct<'a>(texts: impl Iterator<Item = &'a LiveText>) -> usize {
    texts.map(|text| &text.publication_id).collect::<BTreeSet<_>>().len()
}

fn reviews<'a>(texts: impl Iterator<Item = &'a LiveText> + Clone) -> Reviews {
    let confirmed = texts.clone().filter_map(|text| text.confirmed_on);
    Reviews { oldest: confirmed.min(), unconfirmed: texts.filter(|text| text.confirmed_on.is_none()).count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(id: &str, language: Language, article11: Article11, authority: &str, of: Option<&str>) -> LiveText {
        LiveText {
            publication_id: id.parse().expect("a good id"),
            language,
            article11,
            authority: authority.parse().expect("a good code"),
            direction: Direction::Any,
            content_hash: format!("{id}-{language}"),
            translation_of: of.map(|hash| (Language::EN, Some(hash.to_owned()))),
            confirmed_on: None,
        }
    }

    #[test]
    fn every_letter_and_authority_is_there_even_with_nothing_in_it() {
        let texts = [
            text("appeal", Language::EN, Article11::H, "zz-customs", None),
            text("appeal", Language::FR, Article11::H, "zz-customs", Some("appeal-en")),
            text("appeal", Language::SW, Article11::H, "zz-customs", Some("an older text")),
        ];
        let authorities = ["zz-customs", "zz-trade"].map(|code| code.parse().expect("a good code")).into();
        let found = coverage(&texts, &authorities, None);
        assert_eq!(found.len(), 10);
        assert!(found.iter().all(|letter| letter.cells.len() == 2));
        let appeals = &found[7];
        assert_eq!((appeals.article11, appeals.publications), (Article11::H, 1));
        let counts = |cell: &CoverageCell| cell.languages.iter().map(|(_, count)| *count).collect::<Vec<_>>();
        assert_eq!((counts(&appeals.cells[0]), appeals.cells[0].stale_translations), (vec![1, 1, 0, 0, 0, 0, 1], 1));
        assert_eq!((counts(&appeals.cells[1]), appeals.cells[1].publications), (vec![0; 7], 0));
        assert_eq!(found[0].publications, 0);
    }

    #[test]
    fn of_one_direction_what_is_about_it_or_about_any_counts() {
        let about = |id, direction| LiveText { direction, ..text(id, Language::EN, Article11::A, "zz-customs", None) };
        let texts = [about("export", Direction::Export), about("import", Direction::Import), about("both", Direction::Any)];
        let authorities = ["zz-customs"].map(|code| code.parse().expect("a good code")).into();
        let of = |direction| coverage(&texts, &authorities, direction)[0].publications;
        assert_eq!((of(None), of(Some(Direction::Import)), of(Some(Direction::Transit))), (3, 2, 1));
    }

    #[test]
    fn the_oldest_review_is_that_of_the_text_longest_unconfirmed() {
        let confirmed = |id, year| LiveText {
            confirmed_on: Some(jiff::civil::date(year, 2, 3)),
            ..text(id, Language::EN, Article11::C, "zz-customs", None)
        };
        let texts = [
            confirmed("storage-fee", 2026),
            confirmed("weighing-fee", 2024),
            text("seal-fee", Language::EN, Article11::C, "zz-customs", None),
        ];
        let authorities = ["zz-customs", "zz-trade"].map(|code| code.parse().expect("a good code")).into();
        let fees = &coverage(&texts, &authorities, None)[2];
        let found = Reviews { oldest: Some(jiff::civil::date(2024, 2, 3)), unconfirmed: 1 };
        assert_eq!((fees.reviews, fees.cells[0].reviews, fees.cells[1].reviews), (found, found, Reviews::default()));
    }
}
