//! The files hold together.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use duty::{
    compute,
    condition::Flow,
    exact::Exact,
    goods::Declaration,
    measure::Kind,
    quota::QuotaState,
    text::{parse_condition, parse_rate},
};
use serde_norway::Value;
use vocabulary::{CountryCode, Date, HsCode};

use super::{
    goods::{exact, known, statements},
    read::{days, sample, sample_territory, table},
    territory::{self, WrittenExchange, WrittenQuota, day},
};

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
