//! Goods, and what is due on them.

use std::collections::BTreeMap;

use duty::{
    compute,
    condition::{Condition, Flow},
    exact::Exact,
    goods::{Amount, Claim, Declaration, Goods},
    measure::Kind,
    name::Statement,
    text::parse_condition,
};
use vocabulary::{Currency, Date};

use super::territory::{OnDay, WrittenMeasure};

pub fn exact(text: &str) -> Exact {
    text.parse().expect("a number")
}

pub fn amount(number: &str, currency: Currency) -> Amount {
    Amount { number: exact(number), currency }
}

pub fn measured(unit: &str) -> duty::rate::Measured {
    duty::rate::Measured::in_unit(unit.parse().expect("a unit"))
}

/// Goods with a customs value in zandor.
pub fn goods(code: &str, country: &str, value: &str) -> Goods {
    let mut goods = Goods::new(code.parse().expect("a code"), country.parse().expect("a country"));
    goods.values.customs = Some(amount(value, Currency::XTS));
    goods
}

pub fn with(mut goods: Goods, quantities: &[(&str, &str)]) -> Goods {
    goods.quantities.extend(quantities.iter().map(|(number, unit)| (measured(unit), exact(number))));
    goods
}

/// With form MB1, and the preference of the Meridian Basin asked for.
pub fn preferred(mut goods: Goods) -> Goods {
    goods.documents.insert("MB1".parse().expect("a document"));
    claiming(goods, Kind::Preference)
}

pub fn claiming(mut goods: Goods, kind: Kind) -> Goods {
    goods.claim = Some(Claim { kind, area: None, quota: None });
    goods
}

pub fn saying(mut goods: Goods, statement: &str, answer: bool) -> Goods {
    goods.statements.insert(statement.parse().expect("a statement"), answer);
    goods
}

/// What each tax comes to, lines together, and all of them, in cents.
pub fn due(on_day: &OnDay, flow: Flow, day: Date, lines: Vec<Goods>) -> (BTreeMap<String, i64>, i64) {
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

/// What the trader says of the goods.
pub type Statements = BTreeMap<Statement, bool>;

/// Returns every statement in the conditions of measures, all of them answered alike.
pub fn statements(measures: &[WrittenMeasure], answer: bool) -> Statements {
    let mut found = BTreeMap::new();
    for measure in measures {
        collect(&parse_condition(&measure.condition).expect("a condition"), &mut |statement| {
            found.insert(statement.clone(), answer);
        });
    }
    found
}

pub fn collect(condition: &Condition, take: &mut impl FnMut(&Statement)) {
    match condition {
        Condition::Statement(statement) => take(statement),
        Condition::All(several) | Condition::Any(several) => several.iter().for_each(|one| collect(one, take)),
        Condition::Not(one) => collect(one, take),
        _ => {}
    }
}

/// Goods of which everything is known, every question answered alike.
pub fn known(code: &str, statements: &Statements) -> Goods {
    let mut goods = Goods::new(code.parse().expect("a code"), "KE".parse().expect("a country"));
    goods.values.customs = Some(amount("100000", Currency::XTS));
    goods.values.retail = Some(amount("200000", Currency::XTS));
    for unit in ["KGM", "LTR", "ASV", "NAR", "MTQ", "MTK"] {
        goods.quantities.push((measured(unit), exact("40")));
    }
    goods.statements.clone_from(statements);
    goods
}
