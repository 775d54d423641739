//! Whether a series is whole: no number missing, none twice, each after the one before it.

use thiserror::Error;

use crate::{envelope::Signed, paper::Paper, place::Series};

/// Where a series is not whole, at which number.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SeriesFault {
    /// Papers of two series, or receipts and credit notes in one.
    #[error("{number} is of another series")]
    OtherSeries {
        /// Where.
        number: u32,
    },
    /// The number is not the next: one is missing, twice, or out of order.
    #[error("{number} stands where {expected} should")]
    OtherNumber {
        /// The number that came.
        number: u32,
        /// The number that should have come.
        expected: u32,
    },
    /// It does not follow the paper before it: that one was exchanged, or this one.
    #[error("{number} does not follow the one before it")]
    OtherPrevious {
        /// Where.
        number: u32,
    },
}

/// Goes through a series in the order of its numbers, from 1 on or after a paper that was checked before, and returns how many papers it
/// went through. It does not ask who signed them: [`crate::verify`] does.
///
/// # Errors
/// Says at which number it is not whole.
pub fn verify_series<'a>(after: Option<&'a Signed>, papers: impl IntoIterator<Item = &'a Signed>) -> Result<usize, SeriesFault> {
    let (mut last, mut count) = (after, 0);
    for paper in papers {
        follows(last, paper)?;
        (last, count) = (Some(paper), count + 1);
    }
    Ok(count)
}

fn follows(last: Option<&Signed>, next: &Signed) -> Result<(), SeriesFault> {
    let place = next.paper().place();
    let number = place.number();
    if last.is_some_and(|last| run(last.paper()) != run(next.paper())) {
        return Err(SeriesFault::OtherSeries { number });
    }
    let expected = last.map_or(0, |last| last.paper().place().number()).saturating_add(1);
    if number != expected {
        return Err(SeriesFault::OtherNumber { number, expected });
    }
    if place.previous() != last.map(Signed::digest) { Err(SeriesFault::OtherPrevious { number }) } else { Ok(()) }
}

/// What papers of one run have in common.
fn run(paper: &Paper) -> (bool, &Series) {
    (matches!(paper, Paper::Receipt(_)), paper.place().series())
}
