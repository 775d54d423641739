//! The trader's own list of materials, and the sums that rules ask of it. It can be worked out where the list is, and stay there.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{CountryCode, HsCode};

use super::{
    figure::{Answers, Figure, FigureValueError},
    scheme::Scheme,
};

/// How many materials one list may have.
pub const MATERIALS_MAX: usize = 500;

/// What goods are made of, and what they are sold for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bill {
    /// The price ex works, in minor units.
    pub price: i64,
    /// The net cost, in minor units, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net_cost: Option<i64>,
    /// The net weight of the goods in grams, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grams: Option<i64>,
    /// The materials.
    pub materials: Vec<Material>,
}

/// A material.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Its code.
    pub code: HsCode,
    /// The country it originates in; from outside where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<CountryCode>,
    /// Whether there is a proof of that origin.
    #[serde(default)]
    pub has_proof: bool,
    /// Its value in minor units: the customs value at import, or the price paid.
    pub value: i64,
    /// Its weight in grams, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grams: Option<i64>,
}

/// What is wrong with a list of materials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BillError {
    /// More materials than one list may have.
    #[error("has more than 500 materials")]
    TooLong,
    /// A price, value or weight that is none.
    #[error("has a price, value or weight that {0}")]
    Value(#[from] FigureValueError),
    /// Values that cannot be added up.
    #[error("adds up to more than can be counted")]
    Overflow,
}

impl Bill {
    /// Adds to `answers` every sum of `wanted` that the list tells, for goods of `code` made in `maker`.
    ///
    /// # Errors
    /// Refuses negative amounts, a price of zero, too many materials, and sums beyond `i64`.
    pub fn figures(
        &self,
        scheme: &Scheme,
        maker: CountryCode,
        code: &HsCode,
        wanted: &[Figure],
        answers: &mut Answers,
    ) -> Result<(), BillError> {
        if self.materials.len() > MATERIALS_MAX {
            return Err(BillError::TooLong);
        }
        let amounts = self.materials.iter().flat_map(|material| [Some(material.value), material.grams]);
        if amounts.flatten().any(|amount| amount < 0) {
            return Err(BillError::Value(FigureValueError::Negative));
        }
        for figure in wanted {
            if let Some(value) = self.figure(scheme, maker, code, figure)? {
                answers.tell(figure.clone(), Some(value))?;
            }
        }
        Ok(())
    }

    /// Returns one sum; nothing where a weight it needs is not known.
    fn figure(&self, scheme: &Scheme, maker: CountryCode, code: &HsCode, figure: &Figure) -> Result<Option<i64>, BillError> {
        let is_own =
            |material: &Material| material.origin.is_some_and(|origin| scheme.counts_as_own(maker, origin, material.has_proof));
        let foreign = || self.materials.iter().filter(|material| !is_own(material));
        match figure {
            Figure::Price => Ok(Some(self.price)),
            Figure::NetCost => Ok(self.net_cost),
            Figure::Weight => Ok(self.grams),
            Figure::Foreign => sum(foreign().map(|material| Some(material.value))),
            Figure::Regional => {
                sum(self.materials.iter().filter(|material| is_own(material)).map(|material| Some(material.value)))
            }
            Figure::Unchanged { level, except } => sum(foreign()
                .filter(|material| level.same(&material.code, code) || is_under(&material.code, except))
                .map(|material| Some(material.value))),
            Figure::UnchangedWeight { level, except } => sum(foreign()
                .filter(|material| level.same(&material.code, code) || is_under(&material.code, except))
                .map(|material| material.grams)),
            Figure::ForeignWeight { of } => {
                sum(foreign().filter(|material| of.is_empty() || is_under(&material.code, of)).map(|material| material.grams))
            }
        }
    }
}

/// Says whether a material is, or may be, of one of some codes: one given by its chapter alone may be anything in it.
fn is_under(code: &HsCode, codes: &[HsCode]) -> bool {
    codes.iter().any(|wanted| wanted.covers(code) || code.covers(wanted))
}

fn sum(mut amounts: impl Iterator<Item = Option<i64>>) -> Result<Option<i64>, BillError> {
    amounts.try_fold(Some(0_i64), |sum, amount| match (sum, amount) {
        (Some(sum), Some(amount)) => sum.checked_add(amount).map(Some).ok_or(BillError::Overflow),
        _ => Ok(None),
    })
}
