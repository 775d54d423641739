//! Duties worked out from a pack: the vectors of `tests/vectors/duty` come out as they do from the engine alone, to the minor unit.

use std::{collections::BTreeMap, fs, path::Path};

use ::duty::{
    condition::Flow,
    goods::{Amount, Claim, Declaration, Goods, Values},
    rate::Measured,
};
use pack::{
    DutyRefusal, Sentences, Territory, WrittenMeasure,
    build::{Content, Tariff},
};
use serde_json::Value;
use vocabulary::{Date, HsCode};

use crate::given::{DAY, at, documents, edition, now, open, signed};

fn from<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn list<T: serde::de::DeserializeOwned + Default>(value: &Value, key: &str) -> T {
    value.get(key).map(from).unwrap_or_default()
}

fn goods(written: &Value) -> Goods {
    let none = serde_json::Map::new();
    let values = written.get("values").and_then(Value::as_object).unwrap_or(&none);
    let value = |name: &str| values.get(name).map(from::<Amount>);
    let part = |(name, amount): (&String, &Value)| Some((name.strip_prefix("part:")?.parse().ok()?, from(amount)));
    let quantities = written.get("quantities").and_then(Value::as_array).into_iter().flatten();
    Goods {
        code: from(&written["code"]),
        country: from(&written["country"]),
        values: Values {
            customs: value("customs"),
            fob: value("fob"),
            freight: value("freight"),
            insurance: value("insurance"),
            retail: value("retail"),
            parts: values.iter().filter_map(part).collect(),
        },
        quantities: quantities
            .map(|own| (Measured { unit: from(&own["unit"]), of: own.get("of").map(from) }, from(&own["number"])))
            .collect(),
        documents: list(written, "documents"),
        additional_codes: list(written, "additional_codes"),
        statements: list(written, "statements"),
        claim: written.get("claim").map(|claim| Claim {
            kind: from(&claim["kind"]),
            area: claim.get("area").map(from),
            quota: claim.get("quota").map(from),
        }),
    }
}

fn declaration(written: &Value) -> Declaration {
    let lines = written["lines"].as_array().expect("lines").iter().map(goods).collect();
    Declaration { flow: from(&written["flow"]), day: from(&written["day"]), lines }
}

fn tariff(territory: &Value) -> Tariff {
    let mut territory = territory.clone();
    let measures: Vec<WrittenMeasure> =
        territory.as_object_mut().and_then(|own| own.remove("measures")).map(|own| from(&own)).unwrap_or_default();
    Tariff { territory: from::<Territory>(&territory), lines: None, measures, sentences: Sentences::default() }
}

fn packed(tariff: Tariff) -> pack::Pack<Vec<u8>> {
    open(signed(&edition(1), &Content { tariff: Some(tariff), ..Content::default() }))
}

#[test]
fn every_vector_comes_out_of_a_pack_to_the_minor_unit() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/duty");
    let (mut count, mut needing, mut uncovered, mut wrong) = (0, 0, 0, Vec::new());
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).expect("a file")).expect("JSON");
        let pack = packed(tariff(&file["territory"]));
        for vector in file["vectors"].as_array().expect("vectors") {
            count += 1;
            let declaration = declaration(&vector["declaration"]);
            let rules = match pack.rules(&declaration, now()) {
                Ok(rules) => rules,
                // A chapter without any measure: nothing to compute from, and the pack says so.
                Err(DutyRefusal::ChapterNotCovered { .. }) => {
                    uncovered += 1;
                    continue;
                }
                Err(refusal) => panic!("{}: {refusal}", vector["name"]),
            };
            let computation = rules.compute(&declaration);
            let total = computation.total.map(|total| total.minor);
            if total != vector["expect"].get("total").and_then(Value::as_i64) {
                wrong.push(format!("{}: total {total:?}", vector["name"]));
            }
            for (line, wanted) in computation.lines.iter().zip(vector["expect"]["lines"].as_array().expect("lines")) {
                let charges = wanted.get("charges").map(from::<BTreeMap<String, i64>>);
                let own = line.due.as_ref().ok().map(|due| {
                    due.charges
                        .iter()
                        .map(|charge| (charge.tax.code.to_string(), charge.amount.minor))
                        .collect::<BTreeMap<_, _>>()
                });
                let needs = line.due.as_ref().err().map(|needs| needs.list().len());
                needing += usize::from(needs.is_some());
                if own != charges || needs != wanted.get("needs").and_then(Value::as_array).map(Vec::len) {
                    wrong.push(format!("{}: {own:?}, {needs:?}", vector["name"]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 200 && needing >= 40 && uncovered <= 3, "{count} vectors, {needing} need something, {uncovered} uncovered");
}

fn coffee() -> Tariff {
    let territory = serde_json::json!({
        "currency": "XTS", "valuation": "cif", "covers": ["2026-06-15", "2026-07-15"],
        "taxes": [{"code": "duty", "flow": "import", "base": ["customs-value"], "level": "line", "required": true,
                   "rounding": {"mode": "half-up", "step": 1}}],
        "measures": [{"id": "coffee", "code": "0901000000", "kind": "duty", "rate": "10 %"}],
    });
    let line = |code: &str| from(&serde_json::json!({ "code": code }));
    Tariff { lines: Some(vec![line("0901210000"), line("1006300000")]), ..tariff(&territory) }
}

fn of(code: &str, day: Date) -> Declaration {
    let written = serde_json::json!({
        "flow": "import", "day": day, "lines": [{"code": code, "country": "KE", "values": {"customs": {"number": "1000", "currency": "XTS"}}}],
    });
    declaration(&written)
}

#[test]
fn what_the_pack_does_not_hold_is_refused_rather_than_guessed() {
    let pack = packed(coffee());
    let due = |code: &str, day: Date| {
        let declaration = of(code, day);
        let rules = pack.rules(&declaration, now())?;
        Ok::<_, DutyRefusal>(rules.compute(&declaration).total.map(|total| total.minor))
    };
    let code = |text: &str| text.parse::<HsCode>().expect("a code");
    assert_eq!(due("0901210000", DAY), Ok(Some(10_000)));
    assert_eq!(due("0901110000", DAY), Err(DutyRefusal::NotDeclarable { code: code("0901110000") }));
    assert_eq!(due("8703230000", DAY), Err(DutyRefusal::ChapterNotCovered { chapter: code("87") }));
    assert_eq!(due("1006300000", DAY), Ok(None), "no measure is published: the amount is unknown, not nothing");
    let (from, until): (Date, Date) = ("2026-06-15".parse().expect("a day"), "2026-07-15".parse().expect("a day"));
    assert_eq!(due("0901210000", until), Err(DutyRefusal::DayNotCovered { day: until, from, until }));
    assert_eq!(pack.rules(&of("0901210000", DAY), now()).map(|rules| rules.as_of), Ok(at("2026-06-15T06:00:00Z")));
    let empty = Declaration { flow: Flow::Import, day: DAY, lines: Vec::new() };
    assert!(matches!(pack.rules(&empty, now()), Err(DutyRefusal::Lines { limit: 100 })));
    let without = open(signed(&edition(1), &Content { documents: documents(), ..Content::default() }));
    assert_eq!(without.rules(&of("0901210000", DAY), now()).map(drop), Err(DutyRefusal::NotPublished { day: DAY }));
}
