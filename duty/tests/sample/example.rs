//! Every example of duty that a publication prints.

use duty::{condition::Flow, goods::Goods};
use vocabulary::Currency;

use super::{
    TODAY,
    goods::{amount, due, goods, preferred, saying, with},
    read::sample_territory,
    territory::day,
};

/// An example of a publication: its goods, and what it says is due.
struct Example {
    publication: &'static str,
    day: &'static str,
    lines: Vec<Goods>,
    taxes: &'static [(&'static str, i64)],
    total: Option<i64>,
}

fn example(
    publication: &'static str,
    day: &'static str,
    goods: Goods,
    taxes: &'static [(&'static str, i64)],
    total: Option<i64>,
) -> Example {
    Example { publication, day, lines: vec![goods], taxes, total }
}

fn examples() -> Vec<Example> {
    let furniture = || goods("9403600000", "CN", "2000");
    let car = || goods("8703220090", "JP", "8000");
    let shirts = |country| goods("6109100000", country, "1500");
    let hoes = |country| goods("8201300000", country, "4000");
    let rum = with(goods("2208400000", "CU", "2700"), &[("450", "LTR"), ("40", "ASV")]);
    let mut cigarettes = with(goods("2402200000", "TR", "8000"), &[("200000", "NAR")]);
    cigarettes.values.retail = Some(amount("30000", Currency::XTS));
    let cola = saying(with(goods("2202100000", "KE", "480"), &[("600", "LTR")]), "sweetened", true);
    let tyres = |day, taxes| Example {
        publication: "recycling-fee",
        day,
        lines: vec![
            with(goods("4011400000", "IN", "4000"), &[("400", "NAR")]),
            with(goods("4011100000", "IN", "5000"), &[("100", "NAR")]),
        ],
        taxes,
        total: None,
    };
    let diesel = || with(goods("2710190010", "AE", "30000"), &[("30000", "LTR")]);
    vec![
        example(
            "vat-on-imports",
            "2025-12-31",
            furniture(),
            &[("duty", 50_000), ("processing-fee", 1_500), ("vat", 40_240)],
            Some(91_740),
        ),
        example(
            "vat-on-imports",
            TODAY,
            furniture(),
            &[("duty", 50_000), ("processing-fee", 2_000), ("vat", 40_320)],
            Some(92_320),
        ),
        example("customs-processing-fee", "2025-06-01", goods("9403600000", "CN", "10000"), &[("processing-fee", 4_000)], None),
        example("customs-processing-fee", "2025-06-01", goods("9403600000", "CN", "1000"), &[("processing-fee", 1_500)], None),
        example("customs-processing-fee", TODAY, goods("9403600000", "CN", "10000"), &[("processing-fee", 5_000)], None),
        example("customs-processing-fee", TODAY, goods("9403600000", "CN", "1000"), &[("processing-fee", 2_000)], None),
        example(
            "used-cars-duty",
            "2025-06-01",
            car(),
            &[("duty", 200_000), ("excise", 100_000), ("processing-fee", 3_200), ("vat", 176_512)],
            Some(479_712),
        ),
        example(
            "used-cars-duty",
            TODAY,
            car(),
            &[("duty", 200_000), ("excise", 100_000), ("processing-fee", 4_000), ("vat", 176_640)],
            Some(480_640),
        ),
        example(
            "duty-on-clothing-and-shoes",
            TODAY,
            preferred(shirts("XO")),
            &[("duty", 18_750), ("processing-fee", 2_000), ("vat", 27_320)],
            Some(48_070),
        ),
        example(
            "duty-on-clothing-and-shoes",
            TODAY,
            shirts("BD"),
            &[("duty", 37_500), ("processing-fee", 2_000), ("vat", 30_320)],
            Some(69_820),
        ),
        example(
            "duty-on-computers-and-televisions",
            TODAY,
            goods("8471300000", "CN", "6000"),
            &[("duty", 0), ("processing-fee", 3_000), ("vat", 96_480)],
            Some(99_480),
        ),
        example(
            "duty-on-computers-and-televisions",
            TODAY,
            goods("8528720000", "KR", "2400"),
            &[("duty", 48_000), ("processing-fee", 2_000), ("vat", 46_400)],
            Some(96_400),
        ),
        example(
            "duty-on-farm-inputs",
            TODAY,
            hoes("CN"),
            &[("duty", 40_000), ("processing-fee", 2_000), ("vat", 0)],
            Some(42_000),
        ),
        example(
            "duty-on-farm-inputs",
            TODAY,
            preferred(hoes("XC")),
            &[("duty", 20_000), ("processing-fee", 2_000), ("vat", 0)],
            Some(22_000),
        ),
        example(
            "duty-on-lorries-and-tyres",
            TODAY,
            goods("8704210000", "JP", "12000"),
            &[("duty", 180_000), ("processing-fee", 6_000), ("vat", 221_760)],
            Some(407_760),
        ),
        example("excise-rates", TODAY, with(goods("2203000000", "DE", "100"), &[("100", "LTR")]), &[("excise", 9_000)], None),
        // Four litres of pure alcohol at 9 are 36.00; 30 % of 40 + 14 would be 16.20.
        example(
            "excise-rates",
            TODAY,
            with(goods("2208300000", "GB", "40"), &[("10", "LTR"), ("40", "ASV")]),
            &[("excise", 3_600)],
            None,
        ),
        // 0.30 litre of pure alcohol pay 2.70.
        example(
            "excise-on-alcohol",
            TODAY,
            with(goods("2208400000", "CU", "4"), &[("0.75", "LTR"), ("40", "ASV")]),
            &[("excise", 270)],
            None,
        ),
        example(
            "excise-on-alcohol",
            TODAY,
            rum,
            &[("duty", 94_500), ("excise", 162_000), ("processing-fee", 2_000), ("vat", 84_560)],
            Some(343_060),
        ),
        example(
            "excise-on-cigarettes",
            TODAY,
            cigarettes,
            &[("duty", 280_000), ("excise", 1_200_000), ("processing-fee", 4_000), ("vat", 365_440)],
            Some(1_849_440),
        ),
        example(
            "excise-on-soft-drinks",
            TODAY,
            cola,
            &[("duty", 12_000), ("excise", 9_000), ("processing-fee", 2_000), ("vat", 11_360)],
            Some(34_360),
        ),
        example("road-levy-on-fuel", TODAY, diesel(), &[("road-levy", 300_000), ("duty", 0)], None),
        example("road-levy-on-fuel", "2027-01-01", diesel(), &[("road-levy", 330_000)], None),
        tyres(TODAY, &[("recycling-fee", 35_000)]),
        tyres("2027-01-01", &[("recycling-fee", 38_000)]),
    ]
}

#[test]
fn every_example_that_is_printed_comes_out_to_the_cent() {
    let territory = sample_territory();
    for Example { publication, day: text, lines, taxes, total } in examples() {
        let day = day(text);
        let (found, all) = due(&territory.on(day), Flow::Import, day, lines);
        for (tax, minor) in taxes {
            assert_eq!(found.get(*tax), Some(minor), "{tax} of {publication} on {day}: {found:?}");
        }
        assert!(total.is_none_or(|total| total == all), "{publication} on {day}: {all}");
    }
}
