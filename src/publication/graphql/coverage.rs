//! What is published and what is missing, as it is shown.

use async_graphql::{Enum, SimpleObject};
use vocabulary::{Article11, AuthorityCode, Language, scalar::Day};

use crate::publication::coverage::LetterCoverage;

/// What answers one letter of WTO TFA Article 1.1, and what does not.
#[derive(SimpleObject)]
pub(super) struct Coverage {
    /// The letter.
    article11: Article11,
    /// Whether anything answers it.
    state: CoverageState,
    /// How many publications answer it, whatever their languages.
    publications: usize,
    /// The day of the oldest review: all its texts that somebody confirmed were confirmed on that day or later. Null where none was.
    oldest_review: Option<Day>,
    /// How many of its texts nobody ever confirmed.
    unconfirmed_texts: usize,
    /// What each authority says to it; those that say nothing too. At most 60.
    authorities: Vec<AuthorityCoverage>,
}

/// What one authority says to one letter.
#[derive(SimpleObject)]
struct AuthorityCoverage {
    /// The authority.
    authority: AuthorityCode,
    /// Whether it says anything.
    state: CoverageState,
    /// How many of its publications answer the letter.
    publications: usize,
    /// The languages that all of them can be read in.
    languages: Vec<Language>,
    /// The languages we speak that some of them, or all, cannot be read in.
    missing_languages: Vec<Language>,
    /// How many of its translations are older than the text they were made from.
    stale_translations: usize,
    /// The day of the oldest review: all its texts that somebody confirmed were confirmed on that day or later. Null where none was.
    oldest_review: Option<Day>,
    /// How many of its texts nobody ever confirmed.
    unconfirmed_texts: usize,
}

/// Whether something is published.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum CoverageState {
    /// Something is.
    Live,
    /// Nothing is.
    Missing,
}

/// How many authorities the coverage shows.
const AUTHORITIES_MAX: usize = 60;

impl CoverageState {
    fn of(publications: usize) -> CoverageState {
        if publications > 0 { Self::Live } else { Self::Missing }
    }
}

impl From<LetterCoverage> for Coverage {
    fn from(letter: LetterCoverage) -> Coverage {
        let authorities = letter.cells.into_iter().take(AUTHORITIES_MAX).map(|cell| {
            let (whole, lacking): (Vec<_>, Vec<_>) =
                cell.languages.into_iter().partition(|(_, count)| *count > 0 && *count == cell.publications);
            AuthorityCoverage {
                authority: cell.authority,
                state: CoverageState::of(cell.publications),
                publications: cell.publications,
                languages: whole.into_iter().map(|(language, _)| language).collect(),
                missing_languages: lacking.into_iter().map(|(language, _)| language).collect(),
                stale_translations: cell.stale_translations,
                oldest_review: cell.reviews.oldest.map(Day),
                unconfirmed_texts: cell.reviews.unconfirmed,
            }
        });
        Coverage {
            article11: letter.article11,
            state: CoverageState::of(letter.publications),
            publications: letter.publications,
            oldest_review: letter.reviews.oldest.map(Day),
            unconfirmed_texts: letter.reviews.unconfirmed,
            authorities: authorities.collect(),
        }
    }
}
