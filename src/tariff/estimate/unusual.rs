//! A customs value per unit that is far from what such goods usually are worth: the trader is warned, nothing is decided.
//! Row DUTY-N7. Source: WTO Customs Valuation Agreement (GATT Article VII): the price paid stays the first method.

use duty::{
    exact::Exact,
    fact::Source,
    goods::Goods,
    rate::{Measured, Value},
};

use crate::tariff::book::{OwnedBook, UnitValue};

/// A value per unit outside of the usual ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusual {
    /// Per one of what.
    pub measured: Measured,
    /// The value per unit, rounded to the minor unit of the territory, in minor units.
    pub minor: i64,
    /// Nine in ten consignments are worth more, in major units.
    pub low: Exact,
    /// Nine in ten consignments are worth less.
    pub high: Exact,
    /// Which statistics, and of which time.
    pub statistics: String,
}

/// Returns the usual values that the goods of a line are outside of: those of the closest place that has any.
pub fn unusual(book: &OwnedBook, goods: &Goods, facts: &dyn Source) -> Vec<Unusual> {
    let Ok(value) = facts.value(&Value::Customs) else { return Vec::new() };
    let usual: Vec<&UnitValue> = book.unit_values(goods.code).collect();
    let closest = usual.iter().map(|usual| usual.code.significant().len()).max();
    let of_closest = usual.into_iter().filter(|usual| Some(usual.code.significant().len()) == closest);
    of_closest.filter_map(|usual| outside(book, usual, value, facts)).collect()
}

fn outside(book: &OwnedBook, usual: &UnitValue, value: Exact, facts: &dyn Source) -> Option<Unusual> {
    let quantity = facts.quantity(&usual.measured).ok()?;
    let per_unit = value.over(quantity).ok()?;
    if per_unit >= usual.low && per_unit <= usual.high {
        return None;
    }
    let minor = duty::tax::Rounding::MINOR_HALF_UP.round(per_unit, book.system().currency()).ok()?.minor;
    let UnitValue { measured, low, high, statistics, .. } = usual.clone();
    Some(Unusual { measured, minor, low, high, statistics })
}
