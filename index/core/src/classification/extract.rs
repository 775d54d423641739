//! A part of the nomenclature: places in the order of the printed tariff, each below the one above it.

use std::{fmt, str::FromStr};

use thiserror::Error;
use vocabulary::{HsCode, Language};

/// A place in the nomenclature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What names it.
    pub id: PlaceId,
    /// What it covers.
    pub text: String,
    /// The language of the text.
    pub language: Language,
}

/// What names a place: its code, and for a grouping, which stands above a line of the same code, its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId {
    /// Its code; padding does not count.
    pub code: HsCode,
    /// The two digits that tell a grouping from the line; nothing for a line.
    pub grouping: Option<u8>,
}

/// A text that names no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no code such as 0901 or 0901110000-10")]
pub struct PlaceIdError;

/// Places of some headings, with their chapters, in order.
#[derive(Clone, Debug, Default)]
pub struct Extract {
    places: Vec<Place>,
    parents: Vec<Option<usize>>,
    targets: Vec<usize>,
}

impl Extract {
    /// Makes an extract of places in the order of the printed tariff, each with the place it stands under among those before it.
    /// A parent that does not stand before its place is none.
    pub fn new(places: Vec<(Place, Option<usize>)>) -> Extract {
        let (mut places, parents): (Vec<Place>, Vec<Option<usize>>) = places.into_iter().unzip();
        places.iter_mut().for_each(|place| place.id = place.id.plain());
        let parents = parents.into_iter().enumerate().map(|(at, parent)| parent.filter(|parent| *parent < at)).collect();
        let mut extract = Extract { places, parents, targets: Vec::new() };
        let is_rough = |place: &Place| place.id.grouping.is_none() && matches!(place.id.code.significant().len(), 4 | 6);
        let mut has_rough_below = vec![false; extract.places.len()];
        for at in 0..extract.places.len() {
            if is_rough(&extract.places[at]) {
                extract.path(at).skip(1).for_each(|above| has_rough_below[above] = true);
            }
        }
        extract.targets =
            (0..extract.places.len()).filter(|at| is_rough(&extract.places[*at]) && !has_rough_below[*at]).collect();
        extract
    }

    /// Returns the places, in order.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Returns where the subheadings are, and the headings that have none: what goods are classified to.
    pub fn targets(&self) -> &[usize] {
        &self.targets
    }

    /// Returns a place and all places above it, innermost first.
    pub fn path(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(at), |at| self.parents[*at])
    }

    /// Returns the place directly above.
    pub fn parent(&self, at: usize) -> Option<usize> {
        self.parents[at]
    }

    /// Returns the places directly below.
    pub fn children(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        (at + 1..self.places.len()).filter(move |child| self.parents[*child] == Some(at))
    }

    /// Returns where the place of an id is.
    pub fn find(&self, id: &PlaceId) -> Option<usize> {
        self.places.iter().position(|place| place.id.grouping == id.grouping && place.id.code.same_place(&id.code))
    }

    /// Returns the place above, or itself, that has so many digits and is no grouping.
    pub fn at_level(&self, at: usize, digits: usize) -> Option<usize> {
        self.path(at).find(|above| {
            let id = &self.places[*above].id;
            id.grouping.is_none() && id.code.significant().len() == digits
        })
    }
}

impl PlaceId {
    /// Returns it as it is written: a line without the zeros that only pad it.
    fn plain(self) -> PlaceId {
        match self.grouping {
            None => PlaceId { code: self.code.significant().parse().unwrap_or(self.code), grouping: None },
            Some(_) => self,
        }
    }
}

impl FromStr for PlaceId {
    type Err = PlaceIdError;

    fn from_str(text: &str) -> Result<PlaceId, PlaceIdError> {
        let (code, grouping) = text.split_once('-').map_or((text, None), |(code, number)| (code, Some(number)));
        let of_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !of_digits(code) || !grouping.is_none_or(of_digits) {
            return Err(PlaceIdError);
        }
        let grouping = grouping.map(str::parse).transpose().map_err(|_| PlaceIdError)?;
        Ok(PlaceId { code: code.parse().map_err(|_| PlaceIdError)?, grouping })
    }
}

impl fmt::Display for PlaceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.grouping {
            None => formatter.write_str(self.code.significant()),
            Some(number) => write!(formatter, "{}-{number:02}", self.code),
        }
    }
}
