//! The worked examples of row DUTY-M1: text in, exact amount out; and no amount at all once anything is missing.

use duty::{
    condition::Condition,
    exact::Exact,
    fact::{Evaluation, Need, Needs, Source},
    rate::{Measured, Rate, Value},
    text::{australia::parse_australian_column, parse_rate, united_states::parse_united_states},
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

/// Goods with any quantities and values, some of a part of them; everything is in the currency of the rate.
struct Described {
    values: Vec<(Value, &'static str)>,
    quantities: Vec<(&'static str, Option<&'static str>, &'static str)>,
    documents: Vec<&'static str>,
}

impl Source for Described {
    fn value(&self, value: &Value) -> Result<Exact, Needs> {
        let found = self.values.iter().find(|(own, _)| own == value).map(|(_, figure)| figure.parse().expect("a number"));
        found.ok_or_else(|| Needs::one(Need::Value(value.clone())))
    }

    fn quantity(&self, measured: &Measured) -> Result<Exact, Needs> {
        let of = measured.of.as_ref().map(|of| of.as_str());
        let found = self.quantities.iter().find(|(unit, own, _)| *unit == measured.unit.as_str() && *own == of);
        found.map(|(.., figure)| figure.parse().expect("a number")).ok_or_else(|| Needs::one(Need::Quantity(measured.clone())))
    }

    fn exchange(&self, _: Currency) -> Result<Exact, Needs> {
        Ok(Exact::ONE)
    }

    fn holds(&self, condition: &Condition) -> Result<bool, Needs> {
        let documents = condition.documents();
        Ok(documents.iter().all(|document| self.documents.contains(&document.as_str())))
    }
}

fn due(rate: &Rate, goods: &Described) -> String {
    rate.amount(&mut Evaluation::new(goods)).expect("an amount").to_string()
}

#[test]
fn what_the_tariffs_of_three_countries_print_comes_to_the_amount_their_law_says() {
    let goods = |values: &[(Value, &'static str)], quantities: &[(&'static str, Option<&'static str>, &'static str)]| Described {
        values: values.to_vec(),
        quantities: quantities.to_vec(),
        documents: Vec::new(),
    };
    let currency = |code: &str| code.parse().expect("a currency");

    // Beer: 100 litres of 4.9 %: 10.57 × 100 × (4.9 − 1.15) / 100 = 39.6375; below 1.15 % nothing.
    let beer = "$10.57/L of alcohol, calculated on that alcohol content by which the percentage by volume of alcohol of the goods \
                exceeds 1.15";
    let beer = parse_australian_column(beer, currency("AUD")).expect("a column").remove(0).rate;
    assert_eq!(due(&beer, &goods(&[], &[("LTR", None, "100"), ("ASV", None, "4.9")])), "39.6375");
    assert_eq!(due(&beer, &goods(&[], &[("LTR", None, "100"), ("ASV", None, "0.5")])), "0");

    // Sugar: 1000 kg of 96°: 36.606 − 4 × 0.20668 = 35.77928; of 70° the floor of 31.43854.
    let sugar = "3.6606 cents/kg less 0.020668 cents/kg for each degree under 100 degrees (and fractions of a degree in proportion) \
                 but not less than 3.143854 cents/kg";
    let sugar = parse_united_states(sugar, currency("USD")).expect("a rate");
    for (degrees, amount) in [("96", "35.77928"), ("99.5", "36.50266"), ("70", "31.43854")] {
        let degrees = [("KGM", None, "1000"), ("DEG", Some("sugar degrees"), degrees)];
        assert_eq!(due(&sugar, &goods(&[], &degrees)), amount);
    }

    // Watches: 10 × 0.40 + 8.5 % of 200 + 14 % of 50 + 5.3 % of 10 = 4 + 17 + 7 + 0.53.
    let watch = "40 cents each + 8.5% on the case + 14% on the strap, band or bracelet + 5.3% on the battery";
    let watch = parse_united_states(watch, currency("USD")).expect("a rate");
    let part = |words: &str| Value::Part(words.parse().expect("an aspect"));
    let parts = [(part("the case"), "200"), (part("the strap, band or bracelet"), "50"), (part("the battery"), "10")];
    assert_eq!(due(&watch, &goods(&parts, &[("NAR", None, "10")])), "28.53");

    // Cigarettes: 16.5 % of 1000 + 244.78 × 3 = 899.34, but at least 320.90 × 3 = 962.70.
    let cigarettes = read("16.50 % / Retail Price + 244.78 GBP / 1000 p/st MIN 320.90 GBP / 1000 p/st");
    assert_eq!(due(&cigarettes, &goods(&[(Value::Retail, "1000")], &[("NAR", None, "3000")])), "962.7");
    assert_eq!(due(&cigarettes, &goods(&[(Value::Retail, "2000")], &[("NAR", None, "3000")])), "1064.34");

    // Plums at 50.00 for 100 kg: 14.4 % of 500 + 3.20 × 10; at 52.60 the percents alone.
    let plums = read(
        "by customs value in GBP/100 kg { from 0: 14.4 % + 29.8 GBP/100 kg; from 49.4: 14.4 % + 3.2 GBP/100 kg; from 52.6: 14.4 % }",
    );
    let worth = |worth| goods(&[(Value::Base, worth), (Value::Customs, worth)], &[("KGM", None, "1000")]);
    assert_eq!((due(&plums, &worth("500")), due(&plums, &worth("526"))), ("104".into(), "75.744".into()));
    assert_eq!(due(&plums, &worth("300")), "341.2");

    // Biodiesel with the document and without it: 20 tonnes with 18 tonnes of biodiesel in them.
    let biodiesel = read("if \"document D008\" then 0 GBP/1000 kg of [biodiesel] else 144.1 GBP/1000 kg of [biodiesel]");
    let mut tank = goods(&[], &[("KGM", None, "20000"), ("KGM", Some("biodiesel"), "18000")]);
    assert_eq!(due(&biodiesel, &tank), "2593.8");
    tank.documents.push("D008");
    assert_eq!(due(&biodiesel, &tank), "0");
}

#[test]
fn a_floor_and_a_cap_are_taken_from_the_left() {
    let text = "10 % MIN 2 GBP/kg MAX 90 GBP flat";
    assert_eq!(amount(text, 100, Some((5, Unit::KILOGRAM))), Ok("10".into()));
    assert_eq!(amount(text, 100, Some((20, Unit::KILOGRAM))), Ok("40".into()));
    assert_eq!(amount(text, 100, Some((50, Unit::KILOGRAM))), Ok("90".into()));
}
