//! How many lines a core works out in a second: `cargo bench -p fingertip-duty`.
//!
//! A declaration of twenty lines, each with four taxes (a compound duty, an excise with a floor, a fee on the declaration, VAT on all of
//! them), among measures of which most do not hold. Printed for people; `docs/performance.md` keeps what was seen.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::{hint::black_box, sync::Arc, time::Instant};

use duty::{
    Book,
    area::{Areas, Member},
    compute,
    condition::Flow,
    exchange::ExchangeRates,
    goods::{Amount, Declaration, Goods},
    measure::{Kind, Measure, Measures, Printed},
    option::ways,
    quota::Quotas,
    rate::Measured,
    tax::{General, Level, Rounding, Tax, TaxSystem, Valuation},
    text::{parse_condition, parse_rate},
    trace::Trace,
};
use jiff::civil::date;
use vocabulary::{Currency, Period};

/// How many declarations are worked out.
const DECLARATIONS: u32 = 20_000;
/// How many lines each has.
const LINES: u32 = 20;

fn printed(text: &str) -> Printed {
    Printed { text: text.into(), rate: Ok(Arc::new(parse_rate(text, Some(Currency::XTS)).expect("a rate"))) }
}

fn tax(code: &str, base: &[&str], level: Level, rate: Option<&str>) -> Tax {
    Tax {
        code: code.parse().expect("a code"),
        flow: Flow::Import,
        base: base.iter().map(|term| term.parse().expect("a term")).collect(),
        rounding: Rounding::MINOR_HALF_UP,
        level,
        required: code == "duty",
        general: rate.map(|rate| General { rate: printed(rate), source_act: "an act".into() }),
    }
}

fn measure(kind: Kind, tax: &str, area: Option<&str>, condition: &str, rate: &str, number: u32) -> Measure {
    let area = area.map(|area| area.parse().expect("an area"));
    Measure {
        id: format!("{kind} {number}").parse().expect("an id"),
        code: format!("2208{number:02}0000").parse().expect("a code"),
        kind,
        tax: tax.parse().expect("a tax"),
        area,
        excluded: Vec::new(),
        condition: parse_condition(condition).expect("a condition"),
        rate: Some(printed(rate)),
        source_act: "an act".into(),
    }
}

fn main() {
    let taxes = vec![
        tax("duty", &["customs-value"], Level::Line, None),
        tax("excise", &["customs-value", "tax:duty"], Level::Line, None),
        tax("fee", &["customs-value"], Level::Declaration, Some("0.5 % MIN 20 XTS flat MAX 2000 XTS flat")),
        tax("vat", &["customs-value", "tax:duty", "tax:excise", "tax:fee"], Level::Line, Some("16 %")),
    ];
    let system = TaxSystem::new(Currency::XTS, Valuation::Cif, taxes).expect("a system");
    let mut areas = Areas::default();
    for group in ["MB", "GSP", "EU"] {
        let validity = Period::starting(date(2020, 1, 1));
        areas.add(group.parse().expect("a group"), Member { country: "XC".parse().expect("a country"), validity });
    }
    let mut measures = Measures::default();
    for number in 10..10 + LINES {
        measures.add(measure(Kind::Duty, "duty", None, "", "12.8 % + 13.6 XTS/100 kg MAX 40 %", number));
        measures.add(measure(Kind::Excise, "excise", None, "", "30 % MIN 9 XTS/l alc", number));
        for area in ["MB", "GSP", "EU"] {
            measures.add(measure(Kind::Preference, "duty", Some(area), "", "5 %", number));
        }
        measures.add(measure(Kind::AntiDumping, "duty", Some("CN"), "", "20 %", number));
        measures.add(measure(Kind::Restriction, "restriction", None, "document Y900", "free", number));
    }
    let (exchange, quotas) = (ExchangeRates::default(), Quotas::default());
    let book = Book { system: &system, measures: &measures, areas: &areas, exchange: &exchange, quotas: &quotas };
    let lines = (10..10 + LINES).map(|number| {
        let mut goods = Goods::new(format!("2208{number:02}0000").parse().expect("a code"), "XC".parse().expect("a country"));
        goods.values.customs = Some(Amount { number: "2700.55".parse().expect("a number"), currency: Currency::XTS });
        for (unit, quantity) in [("KGM", "512.5"), ("LTR", "450"), ("ASV", "40")] {
            goods.quantities.push((Measured::in_unit(unit.parse().expect("a unit")), quantity.parse().expect("a number")));
        }
        goods
    });
    let declaration = Declaration { flow: Flow::Import, day: date(2026, 11, 26), lines: lines.collect() };
    assert!(compute(&book, &declaration).total.is_some(), "everything is known");
    timed("lines worked out", DECLARATIONS * LINES, || {
        for _ in 0..DECLARATIONS {
            black_box(compute(&book, black_box(&declaration)));
        }
    });
    timed("lines worked out and written down", DECLARATIONS / 10 * LINES, || {
        for _ in 0..DECLARATIONS / 10 {
            black_box(Trace::of(&compute(&book, black_box(&declaration)), Currency::XTS));
        }
    });
    timed("lines with all their ways in", DECLARATIONS / 100, || {
        for _ in 0..DECLARATIONS / 100 {
            black_box(ways(&book, black_box(&declaration), 0));
        }
    });
}

fn timed(what: &str, count: u32, work: impl FnOnce()) {
    let begun = Instant::now();
    work();
    let taken = begun.elapsed();
    println!(
        "{what}: {count} in {} ms, {} a second",
        taken.as_millis(),
        u128::from(count) * 1_000_000 / taken.as_micros().max(1)
    );
}
