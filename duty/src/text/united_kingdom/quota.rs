//! How much of a quota there is, and how much is left.

use vocabulary::Period;

use super::{measure::period, shape::DefinitionShape};
use crate::{exact::Exact, rate::Measured, text::rate::read_quantity};

/// A quota for some days, as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaDefinition {
    /// How much there is in all.
    pub volume: Exact,
    /// How much was left when it was published.
    pub balance: Exact,
    /// Of what.
    pub measured: Measured,
    /// When it can be drawn from.
    pub validity: Period,
    /// `Open`, `Critical`, `Exhausted` …
    pub status: String,
}

impl QuotaDefinition {
    /// Reads a definition; nothing where a part of it is not understood.
    pub(super) fn read(shape: &DefinitionShape) -> Option<QuotaDefinition> {
        // "Kilogram (kg)"
        let unit = shape.measurement_unit.rsplit_once('(').and_then(|(_, unit)| unit.strip_suffix(')'))?;
        let (measured, _) = read_quantity(&format!("1 {unit}"))?;
        let validity = period(&shape.validity_start_date, shape.validity_end_date.as_deref())?;
        Some(QuotaDefinition {
            volume: shape.initial_volume.exact()?,
            balance: shape.balance.exact()?,
            measured,
            validity,
            status: shape.status.clone(),
        })
    }
}
