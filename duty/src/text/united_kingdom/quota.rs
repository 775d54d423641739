//! How much of a quota there is, and how much is left.

use vocabulary::{Period, Timestamp};

use super::{
    measure::period,
    shape::{DefinitionShape, Figure},
};
use crate::{exact::Exact, rate::Measured, text::rate::read_quantity};

/// A quota for some days, as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaDefinition {
    /// How much there is in all.
    pub volume: Exact,
    /// How much was left when it was published.
    pub balance: Exact,
    /// When something was last drawn from it; none where nothing was.
    pub last_drawn_at: Option<Timestamp>,
    /// Of what.
    pub measured: Measured,
    /// When it can be drawn from.
    pub validity: Period,
    /// `Open`, `Critical`, `Exhausted` …
    pub status: String,
    /// The days on which the law suspends it.
    pub suspended: Option<Period>,
    /// The days on which nobody may draw from it.
    pub blocked: Option<Period>,
}

impl QuotaDefinition {
    /// Reads a definition; nothing where a part of it is not understood.
    pub(super) fn read(shape: &DefinitionShape) -> Option<QuotaDefinition> {
        let (size, measured) = unit(&shape.measurement_unit)?;
        let counted = |figure: &Figure| figure.exact()?.times(size).ok();
        Some(QuotaDefinition {
            volume: counted(&shape.initial_volume)?,
            balance: counted(&shape.balance)?,
            last_drawn_at: match shape.last_allocation_date.as_deref() {
                Some(instant) => Some(instant.parse().ok()?),
                None => None,
            },
            measured,
            validity: period(&shape.validity_start_date, shape.validity_end_date.as_deref())?,
            status: shape.status.clone(),
            suspended: days(shape.suspension_period_start_date.as_deref(), shape.suspension_period_end_date.as_deref())?,
            blocked: days(shape.blocking_period_start_date.as_deref(), shape.blocking_period_end_date.as_deref())?,
        })
    }
}

/// Reads the days of a pause, both ends with it; nothing where they are not understood.
fn days(from: Option<&str>, until: Option<&str>) -> Option<Option<Period>> {
    match from {
        None => Some(None),
        Some(from) => period(from, until).map(Some),
    }
}

/// Reads a unit and how many of it are one: `Kilogram (kg)`, `Tonne (1,000 kg)`.
fn unit(text: &str) -> Option<(Exact, Measured)> {
    let name = text.rsplit_once('(').map_or(text, |(_, name)| name).trim_end_matches(')');
    let (size, name) = match name.split_once(' ') {
        Some((size, name)) if size.starts_with(|first: char| first.is_ascii_digit()) => {
            (size.replace(',', "").parse().ok()?, name)
        }
        _ => (Exact::ONE, name),
    };
    read_quantity(&format!("1 {name}")).map(|(measured, _)| (size, measured))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_may_count_several_of_a_unit_at_a_time() {
        let printed = |text: &str| unit(text).map(|(size, measured)| format!("{size} {measured}"));
        assert_eq!(printed("Kilogram (kg)").as_deref(), Some("1 kg"));
        assert_eq!(printed("Tonne (1,000 kg)").as_deref(), Some("1000 kg"));
        assert_eq!(printed("Number of items (p/st)").as_deref(), Some("1 item"));
        assert_eq!(printed("Hectolitre").as_deref(), None);
    }
}
