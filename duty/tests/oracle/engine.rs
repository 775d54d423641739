//! The same for the engine.

use std::sync::Arc;

use duty::{
    area::{Areas, Member},
    condition::{Condition, Flow},
    exchange::{ExchangeRate, ExchangeRates},
    goods::{Amount, Claim, Declaration, Goods},
    measure::{Kind, Measure, Measures, Printed},
    quota::Quotas,
    rate::Measured,
    tax::{BaseTerm, General, Level, Rounding, Tax, TaxSystem, Valuation},
    text::parse_rate,
};
use jiff::civil::date;
use vocabulary::{Currency, Date, Period};

use super::{
    random::Chance,
    world::{GROUP, OAmount, OGoods, OMeasure, ORate, OTax, OTerm, OTerritory},
};

const DAY: Date = date(2026, 11, 26);

/// Writes a whole number of parts of ten as a decimal.
pub fn decimal(number: i128, places: usize) -> String {
    let digits = format!("{number:0>width$}", width = places + 1);
    let (whole, parts) = digits.split_at(digits.len() - places);
    if places == 0 { whole.to_owned() } else { format!("{whole}.{parts}") }
}

pub fn text(rate: &ORate) -> String {
    match rate {
        ORate::Free => "free".to_owned(),
        ORate::Percent(thousandths) => format!("{} %", decimal(*thousandths, 3)),
        ORate::Flat(cents) => format!("{} XTS flat", decimal(*cents, 2)),
        ORate::Specific { amount, euros, size, unit } => {
            format!("{} {}/{size} {unit}", decimal(*amount, 2), if *euros { "EUR" } else { "XTS" })
        }
        ORate::Sum(rates) => rates.iter().map(|rate| format!("({})", text(rate))).collect::<Vec<_>>().join(" + "),
        ORate::Less(one, other) => format!("({}) less ({})", text(one), text(other)),
        ORate::Least(one, other) => format!("({}) MIN ({})", text(one), text(other)),
        ORate::Most(one, other) => format!("({}) MAX ({})", text(one), text(other)),
    }
}

pub fn printed(rate: &ORate) -> Printed {
    let text = text(rate);
    let rate = parse_rate(&text, None).unwrap_or_else(|error| panic!("{text}: {error}"));
    Printed { text: text.into(), rate: Ok(Arc::new(rate)) }
}

pub struct Given {
    pub system: TaxSystem,
    pub measures: Measures,
    pub areas: Areas,
    pub exchange: ExchangeRates,
    pub quotas: Quotas,
}

pub fn code(tax: usize) -> String {
    format!("tax-{tax}")
}

pub fn given(territory: &OTerritory, chance: &mut Chance) -> Given {
    let term = |term: &OTerm| match term {
        OTerm::Customs => BaseTerm::Customs,
        OTerm::Freight => BaseTerm::Freight,
        OTerm::Tax(other) => BaseTerm::Tax(code(*other).parse().expect("a code")),
    };
    let tax = |(number, tax): (usize, &OTax)| Tax {
        code: code(number).parse().expect("a code"),
        flow: Flow::Import,
        base: tax.base.iter().map(term).collect(),
        rounding: Rounding { mode: tax.mode, step: u32::try_from(tax.step).expect("a small number") },
        level: if tax.whole_declaration { Level::Declaration } else { Level::Line },
        required: tax.required,
        general: tax.general.as_ref().map(|rate| General { rate: printed(rate), source_act: "an act".into() }),
    };
    let mut taxes: Vec<Tax> = territory.taxes.iter().enumerate().map(tax).collect();
    // The engine has to find the order by itself.
    for place in (1..taxes.len()).rev() {
        taxes.swap(place, usize::try_from(chance.next() % (place as u64 + 1)).expect("a small number"));
    }
    let measure = |(number, measure): (usize, &OMeasure)| Measure {
        id: format!("measure-{number}").parse().expect("an id"),
        code: measure.place.parse().expect("a code"),
        kind: if measure.claimed { Kind::Preference } else { Kind::Levy },
        tax: code(measure.tax).parse().expect("a code"),
        area: measure.area.map(|area| area.parse().expect("an area")),
        excluded: Vec::new(),
        condition: if measure.document { Condition::Document("D1".parse().expect("a document")) } else { Condition::Always },
        rate: Some(printed(&measure.rate)),
        source_act: "an act".into(),
    };
    let mut areas = Areas::default();
    for country in GROUP {
        let validity = Period::starting(date(2020, 1, 1));
        areas.add("G1".parse().expect("a group"), Member { country: country.parse().expect("a country"), validity });
    }
    let euro = territory.euro.map(|euro| ExchangeRate {
        currency: "EUR".parse().expect("a currency"),
        value: decimal(euro, 4).parse().expect("a number"),
        validity: Period::starting(date(2026, 1, 1)),
        source: "a bulletin".into(),
    });
    Given {
        system: TaxSystem::new(Currency::XTS, Valuation::Cif, taxes).expect("no tax is taken of a later one"),
        measures: territory.measures.iter().enumerate().map(measure).collect(),
        areas,
        exchange: euro.into_iter().collect(),
        quotas: Quotas::default(),
    }
}

pub fn declared(lines: &[OGoods]) -> Declaration {
    let amount = |amount: OAmount| {
        amount.map(|(hundredths, euros)| Amount {
            number: decimal(hundredths, 2).parse().expect("a number"),
            currency: if euros { "EUR" } else { "XTS" }.parse().expect("a currency"),
        })
    };
    let line = |own: &OGoods| {
        let mut goods = Goods::new(own.code.parse().expect("a code"), own.country.parse().expect("a country"));
        goods.values.customs = amount(own.customs);
        goods.values.fob = amount(own.fob);
        goods.values.freight = amount(own.freight);
        goods.values.insurance = amount(own.insurance);
        for (unit, thousandths) in &own.quantities {
            let measured = Measured::in_unit(unit.parse().expect("a unit"));
            goods.quantities.push((measured, decimal(*thousandths, 3).parse().expect("a number")));
        }
        if own.document {
            goods.documents.insert("D1".parse().expect("a document"));
        }
        goods.claim = own.claim.map(|area| {
            let area = area.map(|area| area.parse().expect("an area"));
            Claim { kind: Kind::Preference, area, quota: None }
        });
        goods
    };
    Declaration { flow: Flow::Import, day: DAY, lines: lines.iter().map(line).collect() }
}
