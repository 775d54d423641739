//! The rates of the Harmonized Tariff Schedule of the United States: dollars and cents, parts of watches, degrees of sugar.

use vocabulary::Currency;

use super::{
    dialect::{Dialect, Joiner, ValueName},
    lexer::Thousands,
    rate::read,
    refusal::RateTextError,
    unit_name::{UnitName, many, one},
};
use crate::rate::Rate;

/// Reads a rate of the schedule; amounts are in `dollar`.
///
/// # Errors
/// Refuses a text of which any part is not understood, and says where and why.
pub fn parse_united_states(text: &str, dollar: Currency) -> Result<Rate, RateTextError> {
    let dialect = Dialect {
        currency: None,
        dollar: Some(dollar),
        thousands: Thousands::Grouped,
        joiners: JOINERS,
        values: VALUES,
        units: UNITS,
        tails: TAILS,
    };
    read(text, &dialect)
}

const JOINERS: &[(&str, Joiner)] = &[("but not less than", Joiner::Min)];

/// The parts of goods that the schedule takes percents of. Another one is refused: it may be a misprint of these.
const VALUES: &[(&str, ValueName)] = &[
    ("on the case", ValueName::Part("the case")),
    ("on the battery", ValueName::Part("the battery")),
    ("on the movement", ValueName::Part("the movement")),
    ("on the apparatus", ValueName::Part("the apparatus")),
    ("on the movement and case", ValueName::Part("the movement and case")),
    ("on the strap , band or bracelet", ValueName::Part("the strap, band or bracelet")),
    ("on the case and strap , band or bracelet", ValueName::Part("the case and strap, band or bracelet")),
    ("on case and strap , band or bracelet", ValueName::Part("the case and strap, band or bracelet")),
    ("on the entire set", ValueName::Part("the entire set")),
    ("on the value of the lead content", ValueName::Part("the lead content")),
    ("on the value of the rifle", ValueName::Part("the rifle")),
    ("on the value of the telescopic sight , if any", ValueName::Part("the telescopic sight, if any")),
    ("of the fair retail value", ValueName::Part("the fair retail value")),
    ("of the cost of such goods or repairs", ValueName::Part("the cost of such goods or repairs")),
];

const UNITS: &[UnitName] = &[
    ("clean kg", &[one("KGM").of("clean yield")]),
    ("bbl", &[one("BLL")]),
    ("pf . liter", &[one("PFL")]),
    ("pf . liter on ethyl alcohol content", &[one("PFL")]),
    ("doz .", &[one("DZN")]),
    ("pr .", &[one("NPR")]),
    ("1000", &[many(1000, "NAR")]),
    ("1,000 pins", &[many(1000, "NAR").of("pins")]),
    ("jewel", &[one("NAR").of("jewels")]),
    // So much for each article and each jewel that it has over seven.
    ("jewel over 7", &[one("NAR"), one("NAR").of("jewels in each article").above("7")]),
    // Buttons are sized in lines, a fortieth of an inch each.
    ("line", &[one("NAR").of("lines of each button")]),
    (
        "for each degree under 100 degrees ( and fractions of a degree in proportion )",
        &[one("DEG").of("sugar degrees").below("100")],
    ),
];

const TAILS: &[(&str, &str)] = &[
    ("on drained weight", "drained weight"),
    ("on entire contents of container", "entire contents of container"),
    ("on contents and container", "contents and container"),
    ("on lead content", "lead content"),
    ("on copper content", "copper content"),
    ("on tungsten content", "tungsten content"),
    ("on molybdenum content", "molybdenum content"),
    ("on magnesium content", "magnesium content"),
    ("of total sugars", "total sugars"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::RefusedText;

    fn read(text: &str) -> Result<String, RefusedText> {
        let dollar = "USD".parse().expect("a currency");
        parse_united_states(text, dollar).map(|rate| rate.to_string()).map_err(|error| error.reason)
    }

    #[test]
    fn rates_are_read_in_dollars_of_the_units_they_count() {
        let sugar = "3.6606 cents/kg less 0.020668 cents/kg for each degree under 100 degrees (and fractions of a degree in \
                     proportion) but not less than 3.143854 cents/kg";
        let watch = "40 cents each + 8.5% on the case + 14% on the strap, band or bracelet + 5.3% on the battery";
        let table = [
            ("$1.035/kg +13.6%", "1.035 USD/kg + 13.6 %"),
            ("2.8 cents/doz.", "0.028 USD/dozen"),
            ("18.9 cents/pf.liter", "0.189 USD/proof litre"),
            ("5 cents/clean kg", "0.05 USD/kg of [clean yield]"),
            ("5.9 cents/kg on drained weight", "0.059 USD/kg of [drained weight]"),
            ("10 cents/1,000 pins + 3.5%", "0.1 USD/1000 items of [pins] + 3.5 %"),
            ("43 cents each + 2.8 cents/jewel over 7", "0.43 USD/item + 0.028 USD/item/item of [jewels in each article] above 7"),
            (watch, "0.4 USD/item + 8.5 % of [the case] + 14 % of [the strap, band or bracelet] + 5.3 % of [the battery]"),
            (sugar, "0.036606 USD/kg less 0.00020668 USD/kg/degree of [sugar degrees] below 100 MIN 0.03143854 USD/kg"),
        ];
        for (text, rate) in table {
            assert_eq!(read(text).as_deref(), Ok(rate), "{text}");
        }
    }

    #[test]
    fn what_is_told_elsewhere_is_refused() {
        let table = [
            ("The duty provided in the applicable subheading + 25%", RefusedText::OtherProvision),
            ("Free, under bond, as prescribed in U.S. note 1 to this subchapter", RefusedText::ProseRule),
            ("suspended", RefusedText::NoRate),
            ("5.3% on the batteries", RefusedText::UnknownToken),
            ("2 cents/furlong", RefusedText::UnknownUnit),
            ("5 EUROS/kg", RefusedText::UnknownCurrency),
        ];
        for (text, reason) in table {
            assert_eq!(read(text), Err(reason), "{text}");
        }
    }
}
