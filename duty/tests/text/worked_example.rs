//! The worked examples of row DUTY-M1: text in, exact amount out; and no amount at all once anything is missing.

use duty::{
    condition::Condition,
    exact::Exact,
    fact::{Evaluation, Need, Needs, Source},
    rate::{Measured, Rate, Value},
    text::parse_rate,
    unit::Unit,
};
use vocabulary::Currency;

/// A declaration of one value and perhaps one quantity, in pounds.
struct Goods {
    value: i64,
    quantity: Option<(i64, Unit)>,
}

impl Source for Goods {
    fn value(&self, value: &Value) -> Result<Exact, Needs> {
        match value {
            Value::Base | Value::Customs => Ok(Exact::whole(self.value)),
            other => Err(Needs::one(Need::Value(other.clone()))),
        }
    }

    fn quantity(&self, measured: &Measured) -> Result<Exact, Needs> {
        let missing = || Needs::one(Need::Quantity(measured.clone()));
        let (quantity, unit) = self.quantity.filter(|_| measured.of.is_none()).ok_or_else(missing)?;
        unit.convert(Exact::whole(quantity), measured.unit)?.ok_or_else(missing)
    }

    fn exchange(&self, currency: Currency) -> Result<Exact, Needs> {
        assert_eq!(currency.as_str(), "GBP", "the examples reckon in one currency");
        Ok(Exact::ONE)
    }

    fn holds(&self, _: &Condition) -> Result<bool, Needs> {
        Err(Needs::one(Need::Unrecorded))
    }
}

fn read(text: &str) -> Rate {
    parse_rate(text, Some("GBP".parse().expect("a currency"))).expect("a good rate")
}

fn amount(text: &str, value: i64, quantity: Option<(i64, Unit)>) -> Result<String, Needs> {
    let goods = Goods { value, quantity };
    read(text).amount(&mut Evaluation::new(&goods)).map(|amount| amount.to_string())
}

const FIRST: &str = "12.80 % + 13.60 /100 kg";
const SECOND: &str = "8.00 % MAX 2.50 / item";
const THIRD: &str = "13.60 /100 kg";
const KILOGRAMS: Option<(i64, Unit)> = Some((500, Unit::KILOGRAM));
const ITEMS: Option<(i64, Unit)> = Some((10, Unit::ARTICLE));

#[test]
fn examples_one_to_three_are_exact() {
    assert_eq!(amount(FIRST, 1000, KILOGRAMS), Ok("196".into()));
    assert_eq!(amount(SECOND, 100, ITEMS), Ok("8".into()));
    assert_eq!(amount(SECOND, 1000, ITEMS), Ok("25".into()));
    assert_eq!(amount(THIRD, 1000, KILOGRAMS), Ok("68".into()));
}

#[test]
fn example_six_without_the_quantity_there_is_no_amount_but_what_is_needed() {
    for (text, unit) in [(FIRST, Unit::KILOGRAM), (SECOND, Unit::ARTICLE), (THIRD, Unit::KILOGRAM)] {
        let needs = Needs::one(Need::Quantity(Measured::in_unit(unit)));
        assert_eq!(amount(text, 1000, None), Err(needs.clone()), "{text}");
        // Litres are no kilograms and no items.
        assert_eq!(amount(text, 1000, Some((10, Unit::LITRE))), Err(needs), "{text}");
    }
}

#[test]
fn example_six_with_one_unknown_token_there_is_no_rate() {
    let currency = "GBP".parse().ok();
    for text in [FIRST, SECOND, THIRD] {
        let words: Vec<&str> = text.split(' ').collect();
        for place in 0..=words.len() {
            let mut words = words.clone();
            words.insert(place, "quux");
            assert!(parse_rate(&words.join(" "), currency).is_err(), "{words:?}");
        }
    }
    // Without a currency of the tariff, an amount in none is none.
    assert!(parse_rate(FIRST, None).is_err());
}

#[test]
fn a_floor_and_a_cap_are_taken_from_the_left() {
    let text = "10 % MIN 2 GBP/kg MAX 90 GBP flat";
    assert_eq!(amount(text, 100, Some((5, Unit::KILOGRAM))), Ok("10".into()));
    assert_eq!(amount(text, 100, Some((20, Unit::KILOGRAM))), Ok("40".into()));
    assert_eq!(amount(text, 100, Some((50, Unit::KILOGRAM))), Ok("90".into()));
}
