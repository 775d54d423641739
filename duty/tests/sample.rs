//! The tariff of the sample territory holds together: every rate and condition can be read, every line has one duty on every day,
//! and the examples that its authorities print come out to the cent.

mod territory;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use duty::{
    compute,
    condition::{Condition, Flow},
    exact::Exact,
    fact::Need,
    goods::{Amount, Claim, Declaration, Goods},
    measure::Kind,
    name::Statement,
    quota::QuotaState,
    text::{parse_condition, parse_rate},
};
use serde::Deserialize;
use serde_norway::Value;
use territory::{Group, OnDay, Territory, WrittenExchange, WrittenMeasure, WrittenQuota, WrittenTax, day};
use vocabulary::{CountryCode, Currency, Date, HsCode, Period};

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample/tariff")
}

/// A row of a table, by the names of its columns.
type Row = BTreeMap<String, String>;

fn table(name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(sample().join(name)).expect("a table");
    reader.deserialize().collect::<Result<_, _>>().expect("rows of one length")
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn days(row: &Row) -> Period {
    territory::period(filled(&row["valid_from"]).as_deref(), filled(&row["valid_until"]).as_deref())
}

fn measure(place: usize, row: &Row) -> WrittenMeasure {
    WrittenMeasure {
        id: format!("measures.csv:{}", place + 2),
        code: row["code"].clone(),
        kind: row["type"].clone(),
        tax: filled(&row["tax"]),
        area: filled(&row["origin"]),
        excluded: row["excluded"].split_ascii_whitespace().map(str::to_owned).collect(),
        rate: filled(&row["rate"]),
        condition: row["condition"].clone(),
        from: filled(&row["valid_from"]),
        until: filled(&row["valid_until"]),
    }
}

/// An entry of the book under the names of the test.
fn entry<T: for<'de> Deserialize<'de>>(entry: &Value, name: &str) -> T {
    let mut entry = entry.clone();
    let own = entry.as_mapping_mut().expect("an entry");
    for (from, to) in [("name", name), ("valid_from", "from"), ("valid_until", "until")] {
        if let Some(value) = own.remove(from) {
            own.insert(to.into(), value);
        }
    }
    // What the engine does not read.
    for key in ["kind", "names", "source_act", "balance_as_of"] {
        entry.as_mapping_mut().expect("an entry").remove(key);
    }
    serde_norway::from_value(entry).expect("an entry of its kind")
}

fn sample_territory() -> Territory {
    let mut files: Vec<PathBuf> =
        fs::read_dir(sample().join("book")).expect("a folder").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let mut entries: Vec<Value> = Vec::new();
    for file in files {
        entries.extend(serde_norway::from_str::<Vec<Value>>(&fs::read_to_string(file).expect("a file")).expect("a list"));
    }
    let of = |kind: &str| entries.iter().filter(move |entry| entry["kind"] == kind).collect::<Vec<_>>();
    let [own] = of("territory")[..] else { panic!("one entry of the territory") };
    assert_eq!(
        of("unit-value").len() + of("tax").len() + of("quota").len() + of("area").len() + of("exchange-rate").len() + 1,
        entries.len()
    );
    Territory {
        currency: own["currency"].as_str().expect("a currency").to_owned(),
        valuation: serde_norway::from_value(own["valuation"].clone()).expect("a valuation"),
        taxes: of("tax").into_iter().map(|own| entry::<WrittenTax>(own, "code")).collect(),
        groups: of("area").into_iter().map(|own| entry::<Group>(own, "code")).collect(),
        exchange_rates: of("exchange-rate").into_iter().map(|own| entry::<WrittenExchange>(own, "currency")).collect(),
        quotas: of("quota").into_iter().map(|own| entry::<WrittenQuota>(own, "order")).collect(),
        measures: table("measures.csv").iter().enumerate().map(|(place, row)| measure(place, row)).collect(),
    }
}

/// All days of 2026 and 2027.
fn two_years() -> impl Iterator<Item = Date> {
    day("2026-01-01").series(jiff::Span::new().days(1)).take_while(|day| day.year() < 2028)
}

#[test]
fn every_rate_and_condition_can_be_read_and_is_printed_as_it_is_read() {
    let territory = sample_territory();
    let mut said = BTreeSet::new();
    for measure in &territory.measures {
        let place = format!("{} on {}", measure.id, measure.code);
        if let Some(text) = &measure.rate {
            let rate = parse_rate(text, None).unwrap_or_else(|error| panic!("{place}: {text:?} {error}"));
            assert_eq!(parse_rate(&rate.to_string(), None), Ok(rate), "{place}");
        }
        assert_eq!(measure.rate.is_some(), measure.kind().has_rate(), "{place}");
        let condition = parse_condition(&measure.condition).unwrap_or_else(|error| panic!("{place}: {error}"));
        assert_eq!(parse_condition(&condition.to_string()), Ok(condition), "{place}");
        said.extend(statements(std::slice::from_ref(measure), true).into_keys());
    }
    // What was meant as a quota, a document, a season or a limit is no statement.
    let told: Vec<&str> = said.iter().map(|statement| statement.as_str()).collect();
    for word in ["document", "quota", "additional code", "consignment", "export", "October", "April"] {
        assert!(told.iter().all(|statement| !statement.contains(word)), "{word}: {told:?}");
    }
    assert!(told.contains(&"prescription medicines") && told.contains(&"white maize") && told.contains(&"sweetened"), "{told:?}");
    for tax in &territory.taxes {
        let rate = tax.rate.as_deref().map(|rate| parse_rate(rate, None));
        assert!(rate.is_none_or(|rate| rate.is_ok()), "{}", tax.code);
    }
}

#[test]
fn the_taxes_are_a_system_on_every_day_and_each_measure_is_of_one_of_them() {
    let territory = sample_territory();
    let mut orders = BTreeSet::new();
    for day in day("2022-01-01").series(jiff::Span::new().days(1)).take_while(|day| day.year() < 2029) {
        let system = territory.system(day).unwrap_or_else(|error| panic!("on {day}: {error}"));
        orders.insert(system.taxes().iter().map(|tax| tax.code.to_string()).collect::<Vec<_>>());
    }
    assert!(orders.iter().any(|order| order.len() == 11), "{orders:?}");
    for measure in territory.measures.iter().filter(|measure| measure.kind().has_rate()) {
        let from = measure.period().from();
        let system = territory.system(from).expect("a system");
        assert!(system.taxes().iter().any(|tax| tax.code.as_str() == measure.tax()), "{} is of {}", measure.id, measure.tax());
    }
}

#[test]
fn every_area_is_a_group_or_a_country_that_is_known() {
    let territory = sample_territory();
    let (areas, today) = (territory.areas(), day("2026-11-26"));
    let neighbours: Vec<CountryCode> = ["XC", "XO", "XV"].map(|code| code.parse().expect("a country")).to_vec();
    for country in &neighbours {
        assert!(areas.contain(&"MB".parse().expect("a group"), *country, today), "{country}");
    }
    for measure in &territory.measures {
        let known = measure.area.as_deref().is_none_or(|area| {
            areas.know(&area.parse().expect("an area")) || neighbours.iter().any(|country| country.as_str() == area)
        });
        assert!(known, "{} is for {:?}", measure.id, measure.area);
        let excluded = measure.excluded.iter().all(|code| neighbours.iter().any(|country| country.as_str() == code));
        assert!(excluded, "{} excludes {:?}", measure.id, measure.excluded);
    }
}

#[test]
fn every_quota_of_a_measure_is_open_on_some_of_its_days_and_each_state_is_met() {
    let territory = sample_territory();
    let states: BTreeSet<QuotaState> = territory.quotas.iter().map(|quota| quota.state.parse().expect("a state")).collect();
    assert_eq!(states.len(), QuotaState::ALL.len(), "{states:?}");
    for measure in &territory.measures {
        let condition = parse_condition(&measure.condition).expect("a condition");
        assert_eq!(condition.quotas().len(), usize::from(measure.kind() == Kind::Quota), "{}", measure.id);
        for order in condition.quotas() {
            let opened = measure.period();
            let open = |quota: &&WrittenQuota| quota.order == order.as_str() && opened.contains(quota.period().from());
            assert!(territory.quotas.iter().any(|quota| open(&quota)), "{} draws from {order}", measure.id);
        }
    }
}

#[test]
fn every_currency_has_one_rate_on_every_day_until_march_2027() {
    let territory = sample_territory();
    let currencies: BTreeSet<&str> = territory.exchange_rates.iter().map(|rate| rate.currency.as_str()).collect();
    assert!(currencies.len() >= 8, "{currencies:?}");
    for day in day("2026-01-01").series(jiff::Span::new().days(1)).take_while(|day| *day <= territory::day("2027-03-31")) {
        for currency in &currencies {
            let holding = |rate: &&WrittenExchange| rate.currency == *currency && rate.period().contains(day);
            assert_eq!(territory.exchange_rates.iter().filter(holding).count(), 1, "{currency} on {day}");
        }
    }
}

/// What the trader says of the goods.
type Statements = BTreeMap<Statement, bool>;

/// Returns every statement in the conditions of measures, all of them answered alike.
fn statements(measures: &[WrittenMeasure], answer: bool) -> Statements {
    let mut found = BTreeMap::new();
    for measure in measures {
        collect(&parse_condition(&measure.condition).expect("a condition"), &mut |statement| {
            found.insert(statement.clone(), answer);
        });
    }
    found
}

fn collect(condition: &Condition, take: &mut impl FnMut(&Statement)) {
    match condition {
        Condition::Statement(statement) => take(statement),
        Condition::All(several) | Condition::Any(several) => several.iter().for_each(|one| collect(one, take)),
        Condition::Not(one) => collect(one, take),
        _ => {}
    }
}

/// Goods of which everything is known, every question answered alike.
fn known(code: &str, statements: &Statements) -> Goods {
    let mut goods = Goods::new(code.parse().expect("a code"), "KE".parse().expect("a country"));
    goods.values.customs = Some(amount("100000", Currency::XTS));
    goods.values.retail = Some(amount("200000", Currency::XTS));
    for unit in ["KGM", "LTR", "ASV", "NAR", "MTQ", "MTK"] {
        goods.quantities.push((measured(unit), exact("40")));
    }
    goods.statements.clone_from(statements);
    goods
}

#[test]
fn every_line_that_is_declared_has_one_duty_on_every_day_of_two_years() {
    let territory = sample_territory();
    let lines = table("nomenclature.csv");
    let answers = [false, true].map(|answer| statements(&territory.measures, answer));
    let mut seen: BTreeMap<Vec<String>, Date> = BTreeMap::new();
    for day in two_years() {
        // Days on which the same measures hold in the same seasons need no second look.
        let holding = territory.measures.iter().filter(|measure| measure.period().contains(day));
        let season = if (5..=10).contains(&day.month()) { "summer" } else { "winter" };
        let mut alike: Vec<String> = holding.map(|measure| measure.id.clone()).collect();
        alike.push(season.to_owned());
        if *seen.entry(alike).or_insert(day) != day {
            continue;
        }
        let on_day = territory.on(day);
        let mut declared = 0;
        for row in lines.iter().filter(|row| row["declarable"] == "true" && days(row).contains(day)) {
            for answers in &answers {
                let goods = known(&row["code"], answers);
                let declaration = Declaration { flow: Flow::Import, day, lines: vec![goods] };
                let computation = compute(&on_day.book(), &declaration);
                let due = computation.lines[0].due.as_ref();
                let due = due.unwrap_or_else(|needs| panic!("{} on {day}: {needs:?}", row["code"]));
                let duties = due.charges.iter().filter(|charge| charge.tax.code.as_str() == "duty").count();
                assert_eq!(duties, 1, "{} on {day}", row["code"]);
            }
            declared += 1;
        }
        assert!(declared > 400, "{declared} lines on {day}");
    }
    assert!(seen.len() >= 6, "{} kinds of days", seen.len());
}

fn exact(text: &str) -> Exact {
    text.parse().expect("a number")
}

fn amount(number: &str, currency: Currency) -> Amount {
    Amount { number: exact(number), currency }
}

fn measured(unit: &str) -> duty::rate::Measured {
    duty::rate::Measured::in_unit(unit.parse().expect("a unit"))
}

/// Goods with a customs value in zandor.
fn goods(code: &str, country: &str, value: &str) -> Goods {
    let mut goods = Goods::new(code.parse().expect("a code"), country.parse().expect("a country"));
    goods.values.customs = Some(amount(value, Currency::XTS));
    goods
}

fn with(mut goods: Goods, quantities: &[(&str, &str)]) -> Goods {
    goods.quantities.extend(quantities.iter().map(|(number, unit)| (measured(unit), exact(number))));
    goods
}

/// With form MB1, and the preference of the Meridian Basin asked for.
fn preferred(mut goods: Goods) -> Goods {
    goods.documents.insert("MB1".parse().expect("a document"));
    claiming(goods, Kind::Preference)
}

fn claiming(mut goods: Goods, kind: Kind) -> Goods {
    goods.claim = Some(Claim { kind, area: None, quota: None });
    goods
}

fn saying(mut goods: Goods, statement: &str, answer: bool) -> Goods {
    goods.statements.insert(statement.parse().expect("a statement"), answer);
    goods
}

/// What each tax comes to, lines together, and all of them, in cents.
fn due(on_day: &OnDay, flow: Flow, day: Date, lines: Vec<Goods>) -> (BTreeMap<String, i64>, i64) {
    let computation = compute(&on_day.book(), &Declaration { flow, day, lines });
    let mut taxes = BTreeMap::new();
    for line in &computation.lines {
        let due = line.due.as_ref().unwrap_or_else(|needs| panic!("{needs:?}"));
        for charge in &due.charges {
            *taxes.entry(charge.tax.code.to_string()).or_default() += charge.amount.minor;
        }
    }
    (taxes, computation.total.expect("all is known").minor)
}

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

const TODAY: &str = "2026-11-26";

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

#[test]
fn usual_values_are_of_lines_that_are_there() {
    let text = fs::read_to_string(sample().join("book/unit-values.yaml")).expect("a file");
    let values: Vec<Value> = serde_norway::from_str(&text).expect("a list");
    let codes: BTreeSet<String> = table("nomenclature.csv").iter().map(|row| row["code"].clone()).collect();
    assert!(values.len() >= 30);
    for value in &values {
        let code = value["code"].as_str().expect("a code");
        assert!(codes.contains(code) && code.parse::<HsCode>().is_ok(), "{code}");
        let [low, high] = ["low", "high"].map(|name| exact(value[name].as_str().expect("a number")));
        assert!(Exact::ZERO < low && low < high, "{code}");
    }
}
