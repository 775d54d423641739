//! What kind of measure a type is. A type that is not known is refused: it may add to what is due.

use super::shape::MeasureTypeShape;

/// A type of measure, as the tariff numbers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureType {
    /// `142`, `VTS`.
    pub id: String,
    /// `C` for duties, `B` for restrictions, `P` for VAT …
    pub series: String,
    /// In the words of the tariff.
    pub description: String,
}

/// What a measure does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MeasureKind {
    /// The duty on goods of any origin (most favoured nation).
    ThirdCountryDuty,
    /// The duty within a customs union.
    CustomsUnionDuty,
    /// A lower duty for goods of an origin.
    Preference,
    /// A lower duty for so much of the goods of an origin.
    PreferentialQuota,
    /// A lower duty for so much of the goods, whatever their origin.
    NonPreferentialQuota,
    /// A duty that is not levied for a time.
    Suspension,
    /// A duty against dumping.
    AntiDumping,
    /// A duty against subsidies.
    Countervailing,
    /// A duty to protect an industry.
    Safeguard,
    /// A duty beside the others.
    AdditionalDuty,
    /// An excise.
    Excise,
    /// Value added tax.
    Vat,
    /// Something the goods need to pass.
    Restriction,
    /// Goods that may not pass.
    Prohibition,
    /// The unit that the goods are declared in beside their weight.
    SupplementaryUnit,
    /// A price that is published to compare with, and not levied.
    ReferencePrice,
}

/// Types that are told apart by their number, by series: what they do, and whether only under authorised use.
///
/// Source: TARIC measure types, which the United Kingdom took over in 2021.
const TYPES: &[(&str, &str, MeasureKind, bool)] = &[
    ("C", "103", MeasureKind::ThirdCountryDuty, false),
    ("C", "105", MeasureKind::ThirdCountryDuty, true),
    ("C", "106", MeasureKind::CustomsUnionDuty, false),
    ("C", "112", MeasureKind::Suspension, false),
    ("C", "115", MeasureKind::Suspension, true),
    ("C", "117", MeasureKind::Suspension, true),
    ("C", "119", MeasureKind::Suspension, false),
    ("C", "122", MeasureKind::NonPreferentialQuota, false),
    ("C", "123", MeasureKind::NonPreferentialQuota, true),
    ("C", "141", MeasureKind::Preference, false),
    ("C", "142", MeasureKind::Preference, false),
    ("C", "143", MeasureKind::PreferentialQuota, false),
    ("C", "145", MeasureKind::Preference, true),
    ("C", "146", MeasureKind::PreferentialQuota, true),
    ("D", "551", MeasureKind::AntiDumping, false),
    ("D", "552", MeasureKind::AntiDumping, false),
    ("D", "553", MeasureKind::Countervailing, false),
    ("D", "554", MeasureKind::Countervailing, false),
    ("J", "695", MeasureKind::AdditionalDuty, false),
    ("J", "696", MeasureKind::Safeguard, false),
    ("M", "488", MeasureKind::ReferencePrice, false),
    ("M", "490", MeasureKind::ReferencePrice, false),
];

/// Series whose types all do the same.
const SERIES: &[(&str, MeasureKind)] = &[
    ("A", MeasureKind::Prohibition),
    ("B", MeasureKind::Restriction),
    ("O", MeasureKind::SupplementaryUnit),
    ("P", MeasureKind::Vat),
    ("Q", MeasureKind::Excise),
];

/// Returns the kind of a type, and whether it holds under authorised use alone.
pub(super) fn of(shape: &MeasureTypeShape) -> Option<(MeasureKind, bool)> {
    let (series, id) = (shape.measure_type_series_id.as_str(), shape.id.as_str());
    let by_number = TYPES.iter().find(|(own_series, own_id, ..)| (*own_series, *own_id) == (series, id));
    let by_series = || SERIES.iter().find(|(own, _)| *own == series).map(|(_, kind)| (*kind, false));
    by_number.map(|(_, _, kind, authorised)| (*kind, *authorised)).or_else(by_series)
}

impl From<&MeasureTypeShape> for MeasureType {
    fn from(shape: &MeasureTypeShape) -> MeasureType {
        let MeasureTypeShape { id, measure_type_series_id: series, description } = shape.clone();
        MeasureType { id, series, description }
    }
}
