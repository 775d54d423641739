//! What the texts tell of rates, and what the tariff has.

use std::collections::BTreeSet;

use duty::{
    compute,
    condition::Flow,
    fact::Need,
    goods::{Declaration, Goods},
    measure::Kind,
};
use vocabulary::{Currency, Date};

use super::{
    TODAY,
    goods::{amount, claiming, due, exact, goods, preferred, statements, with},
    read::sample_territory,
    territory::{OnDay, WrittenMeasure, day},
};

/// What the tables of the publications say of each place, as percent of duty on goods from anywhere on a day of 2026.
const TOLD: &[(&str, &str)] = &[
    // duty-bands
    ("3004", "0"),
    ("3102", "0"),
    ("3105", "0"),
    ("1005100000", "0"),
    ("1001", "0"),
    ("8471", "0"),
    ("8517130000", "0"),
    ("8541430000", "0"),
    ("870380", "0"),
    ("841370", "0"),
    ("5205", "5"),
    ("151110", "5"),
    ("853952", "5"),
    ("8712", "5"),
    ("870423", "5"),
    ("8201", "10"),
    ("0402", "10"),
    ("0303", "10"),
    ("8504400010", "10"),
    ("401110", "10"),
    ("401120", "10"),
    ("8711100000", "10"),
    ("8711200000", "10"),
    ("252329", "15"),
    ("721420", "15"),
    ("7317", "15"),
    ("482020", "15"),
    ("9503", "15"),
    ("870340", "15"),
    ("1101", "20"),
    ("1902", "20"),
    ("151190", "20"),
    ("7210", "20"),
    ("3401", "20"),
    ("6402", "20"),
    ("6404", "20"),
    ("852872", "20"),
    ("6104", "25"),
    ("6109", "25"),
    ("6203", "25"),
    ("6204", "25"),
    ("9403", "25"),
    ("190531", "25"),
    ("1704", "25"),
    ("220210", "25"),
    ("870322", "25"),
    ("2203", "30"),
    ("2204", "30"),
    ("3303", "30"),
    ("2208", "35"),
    ("2402", "35"),
    ("870323", "35"),
    ("870332", "35"),
    ("100630", "45"),
    ("100610", "20"),
    ("100640", "20"),
    ("1701", "60"),
    // The pages on clothing, computers, farm inputs, lorries, fuel, alcohol and the quotas.
    ("640340", "10"),
    ("630420", "0"),
    ("851762", "5"),
    ("851761", "5"),
    ("851779", "0"),
    ("950450", "25"),
    ("1202300000", "0"),
    ("3808", "5"),
    ("392329", "10"),
    ("870421", "15"),
    ("870422", "10"),
    ("401150", "5"),
    ("401211", "20"),
    ("220291", "25"),
    ("2710120010", "0"),
    ("2710190010", "0"),
    ("2710190020", "0"),
    ("2711", "0"),
    ("1005900000", "25"),
    ("020714", "35"),
    ("020230", "35"),
    ("200290", "30"),
    ("850720", "10"),
    ("854142", "0"),
];

#[test]
fn every_rate_that_a_text_tells_is_the_rate_of_the_tariff() {
    let territory = sample_territory();
    let today = day(TODAY);
    let normal = |measure: &&WrittenMeasure| {
        let statement = !statements(std::slice::from_ref(*measure), true).is_empty();
        measure.kind() == Kind::Duty && measure.tax() == "duty" && !statement && measure.period().contains(today)
    };
    for (place, percent) in TOLD {
        let on_place = territory.measures.iter().filter(normal).filter(|measure| measure.code.starts_with(place));
        let rates: BTreeSet<&str> = on_place.filter_map(|measure| measure.rate.as_deref()).collect();
        assert_eq!(rates, [format!("{percent} %").as_str()].into(), "{place}");
    }
    // Group B of the agreement: half of the normal rate until the end of 2027, then nothing.
    let later = day("2028-01-01");
    let (now, then) = (territory.on(today), territory.on(later));
    let duty = |on_day: &OnDay, day: Date, goods: Goods| due(on_day, Flow::Import, day, vec![goods]).0["duty"];
    for place in ["6104", "6109", "6203", "6204", "6402", "6403", "6404", "9401", "9403", "8201", "2523"] {
        let preferences = territory.measures.iter().filter(|measure| measure.kind() == Kind::Preference);
        for measure in preferences.filter(|measure| measure.code.starts_with(place)) {
            let member = || goods(&measure.code, "XC", "1000");
            let lower = [duty(&now, today, preferred(member())), duty(&then, later, preferred(member()))];
            assert_eq!(lower, [duty(&now, today, member()) / 2, 0], "{}", measure.code);
        }
    }
}

#[test]
fn what_leaves_pays_as_printed() {
    let territory = sample_territory();
    let hides = || with(goods("4101500000", "IT", "3000"), &[("1000", "KGM")]);
    let logs = || with(goods("4403420000", "IN", "5000"), &[("100", "MTQ")]);
    let coffee = || goods("0901110010", "DE", "10000");
    for (text, goods, tax, minor) in [
        ("2026-06-30", hides(), "export-duty", 45_000),
        ("2026-07-01", hides(), "export-duty", 36_000),
        ("2026-06-30", logs(), "export-duty", 120_000),
        ("2026-07-01", logs(), "export-duty", 140_000),
        ("2026-12-31", coffee(), "coffee-levy", 10_000),
        ("2027-01-01", coffee(), "coffee-levy", 12_000),
    ] {
        let day = day(text);
        let (found, all) = due(&territory.on(day), Flow::Export, day, vec![goods]);
        assert_eq!((found, all), ([(tax.to_owned(), minor)].into(), minor), "{text}");
    }
}

#[test]
fn an_invoice_in_foreign_money_is_worth_what_the_authority_says() {
    let territory = sample_territory();
    let on_day = territory.on(day(TODAY));
    let eur: Currency = "EUR".parse().expect("a currency");
    let mut chairs = Goods::new("9403600000".parse().expect("a code"), "IT".parse().expect("a country"));
    chairs.values.fob = Some(amount("1200", eur));
    chairs.values.freight = Some(amount("150", eur));
    chairs.values.insurance = Some(amount("0", eur));
    let declaration = Declaration { flow: Flow::Import, day: day(TODAY), lines: vec![chairs] };
    let computation = compute(&on_day.book(), &declaration);
    assert_eq!(computation.lines[0].due.as_ref().expect("all is known").customs_value, exact("3260.25"));
}

#[test]
fn a_small_trader_pays_by_the_simplified_list() {
    let territory = sample_territory();
    let on_day = territory.on(day(TODAY));
    let list = |country, value| {
        let tomatoes = claiming(goods("0702000000", country, value), Kind::Simplified);
        due(&on_day, Flow::Import, day(TODAY), vec![tomatoes])
    };
    // Grown in a member country: nothing up to 200 a day, then the VAT alone.
    assert_eq!([list("XV", "200").1, list("XV", "900").1], [0, 14_400]);
    // From elsewhere 10 %, and 16 % of 990.
    assert_eq!(
        list("KE", "900").0,
        [("duty", 9_000), ("processing-fee", 0), ("vat", 15_840)].map(|(tax, minor)| (tax.to_owned(), minor)).into()
    );
    let too_much = claiming(goods("0702000000", "XV", "1000.01"), Kind::Simplified);
    let declaration = Declaration { flow: Flow::Import, day: day(TODAY), lines: vec![too_much] };
    let computation = compute(&on_day.book(), &declaration);
    assert_eq!(computation.lines[0].due.as_ref().expect_err("too much").list(), [Need::Claim]);
}
