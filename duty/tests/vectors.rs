//! The conformance vectors of `tests/vectors/duty`: each one worked out by the engine, and compared to the last minor unit.
//! Row DUTY-N8.

mod territory;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use duty::{
    Computation, compute,
    condition::Flow,
    exact::Exact,
    fact::{Need, Needs},
    goods::{Amount, Claim, Declaration, Goods, Values},
    name::Aspect,
    rate::{Measured, Value as GoodsValue},
    unit::Unit,
};
use serde::Deserialize;
use serde_json::{Value, json};
use territory::{OnDay, Territory, day};
use vocabulary::Date;

/// A file of vectors.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    territory: Territory,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    declaration: WrittenDeclaration,
    expect: Expected,
    arithmetic: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDeclaration {
    flow: Flow,
    day: String,
    lines: Vec<WrittenGoods>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenGoods {
    code: String,
    country: String,
    #[serde(default)]
    values: BTreeMap<String, WrittenAmount>,
    #[serde(default)]
    quantities: Vec<WrittenQuantity>,
    #[serde(default)]
    documents: BTreeSet<duty::name::DocumentCode>,
    #[serde(default)]
    additional_codes: BTreeSet<duty::name::AdditionalCode>,
    #[serde(default)]
    statements: BTreeMap<duty::name::Statement, bool>,
    claim: Option<WrittenClaim>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAmount {
    number: Exact,
    currency: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenQuantity {
    number: Exact,
    unit: Unit,
    of: Option<Aspect>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClaim {
    kind: String,
    area: Option<String>,
    quota: Option<String>,
}

/// What has to come out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    lines: Vec<ExpectedLine>,
    /// In minor units; nothing where a line needs anything.
    total: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedLine {
    /// In minor units, by tax.
    charges: Option<BTreeMap<String, i64>>,
    customs_value: Option<Exact>,
    needs: Option<Vec<Value>>,
    /// What restrictions and prohibitions come to, by measure.
    controls: Option<BTreeMap<String, Value>>,
}

impl WrittenDeclaration {
    fn read(&self) -> Declaration {
        let lines = self.lines.iter().map(WrittenGoods::read).collect();
        Declaration { flow: self.flow, day: day(&self.day), lines }
    }
}

impl WrittenAmount {
    fn read(&self) -> Amount {
        Amount { number: self.number, currency: self.currency.parse().expect("a currency") }
    }
}

impl WrittenQuantity {
    fn read(&self) -> (Measured, Exact) {
        (Measured { unit: self.unit, of: self.of.clone() }, self.number)
    }
}

impl WrittenGoods {
    fn read(&self) -> Goods {
        let value = |name: &str| self.values.get(name).map(WrittenAmount::read);
        let part = |(name, amount): (&String, &WrittenAmount)| Some((name.strip_prefix("part:")?.parse().ok()?, amount.read()));
        let known = ["customs", "fob", "freight", "insurance", "retail"];
        assert!(
            self.values.keys().all(|name| known.contains(&name.as_str()) || name.starts_with("part:")),
            "{:?}",
            self.values.keys()
        );
        Goods {
            code: self.code.parse().expect("a code"),
            country: self.country.parse().expect("a country"),
            values: Values {
                customs: value("customs"),
                fob: value("fob"),
                freight: value("freight"),
                insurance: value("insurance"),
                retail: value("retail"),
                parts: self.values.iter().filter_map(part).collect(),
            },
            quantities: self.quantities.iter().map(WrittenQuantity::read).collect(),
            documents: self.documents.clone(),
            additional_codes: self.additional_codes.clone(),
            statements: self.statements.clone(),
            claim: self.claim.as_ref().map(|claim| Claim {
                kind: claim.kind.parse().expect("a kind"),
                area: claim.area.as_ref().map(|area| area.parse().expect("an area")),
                quota: claim.quota.as_ref().map(|quota| quota.parse().expect("an order number")),
            }),
        }
    }
}

/// Says what is missing as the vectors write it.
fn told(need: &Need) -> Value {
    let measured = |measured: &Measured| serde_json::to_value(measured).expect("a quantity");
    match need {
        Need::Value(value) => json!({ "value": named(value) }),
        Need::Quantity(own) => json!({ "quantity": measured(own) }),
        Need::QuantityAboveZero(own) => json!({ "quantity_above_zero": measured(own) }),
        Need::Exchange { currency, day } => json!({ "exchange": currency.to_string(), "day": day.to_string() }),
        Need::Statement(statement) => json!({ "statement": statement }),
        Need::AdditionalCode(codes) => json!({ "additional_code": codes }),
        Need::OpenQuota(order) => json!({ "open_quota": order }),
        Need::ReadableRate { measure, text, .. } => json!({ "readable_rate": text, "measure": measure }),
        Need::Measure(tax) => json!({ "measure": tax }),
        Need::OneMeasure { tax, measures } => {
            let sorted: BTreeSet<&str> = measures.iter().map(|measure| measure.as_str()).collect();
            json!({ "one_measure": tax, "of": sorted })
        }
        Need::Claim => json!({ "claim": "that holds" }),
        Need::NoBand { figure } => json!({ "band": figure }),
        Need::SmallerAmounts => json!({ "amounts": "that can be held" }),
        Need::Unrecorded => json!({ "unrecorded": true }),
    }
}

fn named(value: &GoodsValue) -> String {
    match value {
        GoodsValue::Base => "base".to_owned(),
        GoodsValue::Customs => "customs".to_owned(),
        GoodsValue::Fob => "fob".to_owned(),
        GoodsValue::Freight => "freight".to_owned(),
        GoodsValue::Insurance => "insurance".to_owned(),
        GoodsValue::Retail => "retail".to_owned(),
        GoodsValue::Part(aspect) => format!("part:{aspect}"),
    }
}

/// Needs as a set: their order says nothing.
fn set(needs: impl IntoIterator<Item = Value>) -> BTreeSet<String> {
    needs.into_iter().map(|need| need.to_string()).collect()
}

fn needs_of(needs: &Needs) -> BTreeSet<String> {
    set(needs.list().iter().map(told))
}

/// Everything in which a computation differs from what a vector expects.
fn differences(expected: &Expected, computation: &Computation<'_>) -> Vec<String> {
    let mut found = Vec::new();
    if expected.lines.len() != computation.lines.len() {
        found.push(format!("{} lines, not {}", computation.lines.len(), expected.lines.len()));
    }
    for (place, (wanted, line)) in expected.lines.iter().zip(&computation.lines).enumerate() {
        let mut differs = |what: String| found.push(format!("line {}: {what}", place + 1));
        match (&line.due, &wanted.charges, &wanted.needs) {
            (Ok(due), Some(charges), None) => {
                let own: BTreeMap<String, i64> =
                    due.charges.iter().map(|charge| (charge.tax.code.to_string(), charge.amount.minor)).collect();
                if own != *charges {
                    differs(format!("is {own:?}, not {charges:?}"));
                }
                if wanted.customs_value.is_some_and(|value| value != due.customs_value) {
                    differs(format!("is worth {}", due.customs_value));
                }
                if due.total.minor != charges.values().sum::<i64>() {
                    differs(format!("comes to {}", due.total.minor));
                }
            }
            (Err(needs), None, Some(wanted)) => {
                let (own, wanted) = (needs_of(needs), set(wanted.iter().cloned()));
                if own != wanted {
                    differs(format!("needs {own:?}, not {wanted:?}"));
                }
            }
            (due, ..) => differs(format!("is {due:?}")),
        }
        if let Some(wanted) = &wanted.controls {
            let holds = |holds: &Result<bool, Needs>| holds.as_ref().map_or_else(|_| json!("unknown"), |holds| json!(holds));
            let own: BTreeMap<String, Value> =
                line.controls.iter().map(|control| (control.measure.id.to_string(), holds(&control.holds))).collect();
            if own != *wanted {
                differs(format!("is controlled by {own:?}, not {wanted:?}"));
            }
        }
    }
    let total = computation.total.map(|total| total.minor);
    if total != expected.total {
        found.push(format!("total is {total:?}, not {:?}", expected.total));
    }
    found
}

fn files() -> Vec<(String, File)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/duty");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let text = fs::read_to_string(path).expect("a file");
        let file = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, file)
    };
    paths.iter().map(read).collect()
}

#[test]
fn every_vector_comes_out_to_the_minor_unit() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (name, file) in files() {
        let mut on_days: BTreeMap<Date, OnDay> = BTreeMap::new();
        for vector in &file.vectors {
            count += 1;
            let declaration = vector.declaration.read();
            let on_day = on_days.entry(declaration.day).or_insert_with(|| file.territory.on(declaration.day));
            let computation = compute(&on_day.book(), &declaration);
            for difference in differences(&vector.expect, &computation) {
                wrong.push(format!("{name}: {}: {difference}", vector.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 200, "{count} vectors");
}

#[test]
fn every_vector_says_where_it_comes_from_and_how_it_is_worked_out() {
    let (mut names, mut needing, mut british, mut own) = (BTreeSet::new(), 0, 0, 0);
    for (file_name, file) in files() {
        assert!(file.about.len() > 40, "{file_name} says what it is about");
        for vector in &file.vectors {
            assert!(names.insert(vector.name.clone()), "{} is there twice", vector.name);
            assert!(vector.arithmetic.len() >= 15 && vector.source.len() >= 8, "{}", vector.name);
            needing += usize::from(vector.expect.lines.iter().any(|line| line.needs.is_some()));
            british += usize::from(file_name.starts_with("uk-"));
            own += usize::from(file_name.starts_with("zz-"));
        }
    }
    assert!(needing >= 40 && british >= 60 && own >= 80, "{needing} need something, {british} British, {own} of Zandoria");
}
