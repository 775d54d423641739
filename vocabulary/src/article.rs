//! What kind of information WTO TFA Article 1.1 obliges a country to publish.

use std::{fmt, str::FromStr};

/// The letter of WTO TFA Article 1.1 that a publication answers.
///
/// Source: WTO Agreement on Trade Facilitation, Article 1.1 (a) to (j).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
pub enum Article11 {
    /// (a) Procedures for importation, exportation and transit, with forms and documents.
    A,
    /// (b) Applied rates of duties and taxes.
    B,
    /// (c) Fees and charges.
    C,
    /// (d) Rules for classification and valuation.
    D,
    /// (e) Rules of origin.
    E,
    /// (f) Restrictions and prohibitions.
    F,
    /// (g) Penalty provisions.
    G,
    /// (h) Procedures for appeal or review.
    H,
    /// (i) Agreements with other countries.
    I,
    /// (j) Administration of tariff quotas.
    J,
}

impl Article11 {
    /// All ten, in order.
    pub const ALL: [Article11; 10] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F, Self::G, Self::H, Self::I, Self::J];

    /// Returns the letter in lower case, as the article prints it.
    pub fn as_str(&self) -> &'static str {
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"][*self as usize]
    }
}

/// A text that is not one of the letters a to j.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a letter from a to j of TFA Article 1.1")]
pub struct Article11Error;

impl FromStr for Article11 {
    type Err = Article11Error;

    fn from_str(text: &str) -> Result<Self, Article11Error> {
        Self::ALL.into_iter().find(|letter| letter.as_str().eq_ignore_ascii_case(text)).ok_or(Article11Error)
    }
}

impl fmt::Display for Article11 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
