//! Duties without a network: worked out from packs, the same to the minor unit as on the server, or refused.

use std::{collections::BTreeMap, convert::Infallible, fs, path::Path, sync::Arc};

use fingertip_sdk_core::{
    Claim, Consignment, DutyComputation, FetchPolicy, Fingertip, FingertipError, Goods, Money, Quantity, Source, Statement,
    error_code,
};
use futures_executor::block_on;
use pack::{
    Sentences, Territory, WrittenLine, WrittenMeasure,
    build::{self, Content, Edition, Signer, Tariff},
};
use serde_json::{Value, json};
use vocabulary::Currency;

use crate::{
    given::Phone,
    packs::{app, at, edition, list, public, sign},
    play::{Stage, Turn},
};

fn from<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn texts(value: Option<&Value>) -> Vec<String> {
    value.map(from).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn tariff(territory: &Value, sentences: Sentences) -> Tariff {
    let mut territory = territory.clone();
    let mut take = |name: &str| territory.as_object_mut().and_then(|own| own.remove(name));
    let measures: Vec<WrittenMeasure> = take("measures").map(|own| from(&own)).unwrap_or_default();
    let lines: Option<Vec<WrittenLine>> = take("lines").map(|own| from(&own));
    Tariff { territory: from::<Territory>(&territory), lines, measures, sentences }
}

fn packed(edition: &Edition, tariff: Tariff) -> Vec<u8> {
    let sign = sign(7);
    let content = Content { tariff: Some(tariff), ..Content::default() };
    build::pack::<Infallible>(edition, &content, &Signer { key: public(7), sign: &sign }).expect("a pack")
}

fn with(packs: &[Vec<u8>]) -> (Phone, Arc<Stage>, Fingertip) {
    let (phone, stage) = (Phone::new(1), Arc::new(Stage::default()));
    let client = app(&phone, &stage);
    client.packs().install_keys(list(&[1, 2])).expect("two of three");
    for pack in packs {
        client.packs().install(pack.clone()).expect("genuine");
    }
    (phone, stage, client)
}

/// The amount in whole minor units; nothing where it is finer than those.
fn money(amount: &Value) -> Option<Money> {
    let (number, currency) = (text(&amount["number"]), text(&amount["currency"]));
    let places = usize::from(currency.parse::<Currency>().expect("a currency").exponent());
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let fraction = fraction.trim_end_matches('0');
    let minor = (fraction.len() <= places).then(|| format!("{whole}{fraction:0<places$}").parse().ok()).flatten()?;
    Some(Money { minor, currency })
}

/// Why a vector cannot be told to the core as an app tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Untold {
    /// It has the value of a part, which the records of the SDK do not have.
    PartOfGoods,
    /// It has an amount finer than the minor unit, and apps tell whole minor units.
    FinerThanMinor,
}

fn goods(written: &Value) -> Result<Goods, Untold> {
    let none = serde_json::Map::new();
    let values = written.get("values").and_then(Value::as_object).unwrap_or(&none);
    if values.keys().any(|name| name.starts_with("part:")) {
        return Err(Untold::PartOfGoods);
    }
    let value = |name: &str| values.get(name).map(|amount| money(amount).ok_or(Untold::FinerThanMinor)).transpose();
    let quantity =
        |own: &Value| Quantity { quantity: text(&own["number"]), unit: text(&own["unit"]), of: own.get("of").map(text) };
    let statements: BTreeMap<String, bool> = written.get("statements").map(from).unwrap_or_default();
    Ok(Goods {
        code: text(&written["code"]),
        country: text(&written["country"]),
        customs_value: value("customs")?,
        fob_value: value("fob")?,
        freight: value("freight")?,
        insurance: value("insurance")?,
        retail_price: value("retail")?,
        quantities: written.get("quantities").and_then(Value::as_array).into_iter().flatten().map(quantity).collect(),
        documents: texts(written.get("documents")),
        additional_codes: texts(written.get("additional_codes")),
        statements: statements.into_iter().map(|(text, holds)| Statement { text, holds }).collect(),
        claim: written.get("claim").map(|claim| Claim {
            measure_type: text(&claim["kind"]).to_uppercase().replace('-', "_"),
            area: claim.get("area").map(text),
            quota: claim.get("quota").map(text),
        }),
    })
}

fn consignment(written: &Value) -> Result<Consignment, Untold> {
    let lines = written["lines"].as_array().expect("lines").iter().map(goods).collect::<Result<_, _>>()?;
    Ok(Consignment { as_of: Some(text(&written["day"])), is_export: written["flow"] == "export", lines })
}

/// What a computation says, as vectors write it: charges or how much is missing, line by line, and the total.
fn told(computation: &DutyComputation) -> Value {
    let line = |line: &fingertip_sdk_core::DutyLine| {
        let charges: BTreeMap<&str, i64> = line.charges.iter().map(|charge| (charge.tax.as_str(), charge.amount.minor)).collect();
        if line.needs.is_empty() { json!({ "charges": charges }) } else { json!({ "needs": line.needs.len() }) }
    };
    let total = computation.total.as_ref().map(|total| total.minor);
    json!({ "total": total, "lines": computation.lines.iter().map(line).collect::<Vec<_>>() })
}

fn wanted(expect: &Value) -> Value {
    let line = |line: &Value| match line.get("needs").and_then(Value::as_array) {
        Some(needs) => json!({ "needs": needs.len() }),
        None => json!({ "charges": line["charges"] }),
    };
    let lines: Vec<Value> = expect["lines"].as_array().expect("lines").iter().map(line).collect();
    json!({ "total": expect.get("total"), "lines": lines })
}

#[test]
fn every_vector_comes_out_of_a_pack_on_the_phone_to_the_minor_unit() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/duty");
    let (mut same, mut uncovered, mut untold, mut wrong) = (0, 0, BTreeMap::<Untold, usize>::new(), Vec::new());
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).expect("a file")).expect("JSON");
        let (_phone, _stage, client) = with(&[packed(&edition(4), tariff(&file["territory"], Sentences::default()))]);
        for vector in file["vectors"].as_array().expect("vectors") {
            let consignment = match consignment(&vector["declaration"]) {
                Ok(consignment) => consignment,
                Err(why) => {
                    *untold.entry(why).or_default() += 1;
                    continue;
                }
            };
            match block_on(client.tariff().compute_duty_from(consignment, FetchPolicy::PackOnly)) {
                Ok(computation) if told(&computation) == wanted(&vector["expect"]) => same += 1,
                // A chapter without any measure: nothing to compute from, and the pack says so.
                Err(error) if error_code(&error) == "PACK_LACKS_CHAPTER" => uncovered += 1,
                other => wrong.push(format!("{}: {other:?}, not {}", vector["name"], vector["expect"])),
            }
        }
    }
    println!("{same} the same, {uncovered} of chapters without a measure, not told as an app tells them: {untold:?}");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    let told_otherwise: usize = untold.values().sum();
    assert!(same >= 459 && uncovered == 0 && told_otherwise <= 2, "{same}, {uncovered}, {untold:?}");
}

/// A tariff of coffee with the days of the edition, and the sentence that asks for a quantity.
fn coffee(rate: &str) -> Tariff {
    let territory = json!({
        "currency": "XTS", "valuation": "cif", "covers": ["2026-02-28", "2026-03-30"],
        "taxes": [{"code": "duty", "flow": "import", "base": ["customs-value"], "level": "line", "required": true, "act": "Tariff Act",
                   "rounding": {"mode": "half-up", "step": 1}, "names": {"en": "Customs duty", "fr": "Droit de douane"}}],
        "lines": [{"code": "0901210000"}, {"code": "0901110000", "until": "2026-03-01"}, {"code": "0902100000"}],
        "measures": [{"id": "coffee", "code": "0901000000", "kind": "duty", "rate": rate, "act": "Tariff Act"},
                     {"id": "tea", "code": "0902000000", "kind": "duty", "rate": "2 XTS/kg", "act": "Tariff Act"}],
    });
    let english = |code: &str, language: vocabulary::Language, value: &str| {
        (code == "NEED_QUANTITY").then(|| format!("say the quantity in {value} ({language})"))
    };
    tariff(&territory, Sentences::gathered(&["en".parse().expect("a language")], english))
}

fn of(code: &str, day: Option<&str>) -> Consignment {
    let value = Money { minor: 100_000, currency: "XTS".to_owned() };
    let goods = Goods { code: code.to_owned(), country: "KE".to_owned(), customs_value: Some(value), ..Goods::default() };
    Consignment { as_of: day.map(str::to_owned), is_export: false, lines: vec![goods] }
}

fn turns(turns: Value) -> Vec<Turn> {
    serde_json::from_value(turns).expect("turns")
}

fn minor(computation: &DutyComputation) -> Option<i64> {
    computation.total.as_ref().map(|total| total.minor)
}

#[test]
fn without_a_network_the_pack_works_out_what_is_due_and_says_of_when_it_is() {
    let (_phone, stage, client) = with(&[packed(&edition(4), coffee("10 %"))]);
    stage.expect(turns(json!([{ "operation": "compute_duty", "fault": "offline" }])));
    let found = block_on(client.tariff().compute_duty(of("0901.21", None))).expect("the pack answers");
    assert_eq!((minor(&found), found.as_of.as_str()), (Some(10_000), "2026-03-01"));
    assert_eq!((found.freshness.source, found.freshness.stale), (Source::Pack, false));
    assert_eq!(found.freshness.as_of_ms, at("2026-02-28T06:00:00Z").as_millisecond());
    let charge = &found.lines[0].charges[0];
    assert_eq!((charge.tax.as_str(), charge.name.as_str(), charge.rate.as_str()), ("duty", "Customs duty", "10 %"));
    assert_eq!(charge.source_act, "Tariff Act");
    // What is missing is asked for in the words of the pack.
    let asked = block_on(client.tariff().compute_duty_from(of("0902.10", None), FetchPolicy::PackOnly)).expect("it answers");
    assert_eq!((minor(&asked), &asked.lines[0].needs), (None, &vec!["say the quantity in kg (en)".to_owned()]));
    assert_eq!(stage.faults(), Vec::<String>::new());
}

fn answered() -> Value {
    json!({ "computeDuty": { "asOf": "2026-03-01", "currency": "XTS", "total": "123.00", "lines": [{
        "code": "0901210000", "customsValue": "1000.00", "total": "123.00", "needs": [], "controls": [], "unusualValues": [],
        "charges": [{ "tax": "duty", "name": "Duty", "amount": "123.00", "rate": "12.3 %", "sourceAct": "Tariff Act", "isShare": false }],
    }] } })
}

#[test]
fn with_a_network_the_server_works_it_out_unless_the_app_asks_the_pack() {
    let (_phone, stage, client) = with(&[packed(&edition(4), coffee("10 %"))]);
    stage.expect(turns(json!([{ "operation": "compute_duty", "data": answered() }])));
    let found = block_on(client.tariff().compute_duty(of("0901.21", None))).expect("the server answers");
    assert_eq!((minor(&found), found.freshness.source), (Some(12_300), Source::Network));
    for policy in [FetchPolicy::PackOnly, FetchPolicy::CacheThenNetwork] {
        let found = block_on(client.tariff().compute_duty_from(of("0901.21", None), policy)).expect("the pack answers");
        assert_eq!((minor(&found), found.freshness.source), (Some(10_000), Source::Pack), "{policy:?}");
    }
    // What the pack does not hold is the server's.
    stage.expect(turns(json!([{ "operation": "compute_duty", "data": answered() }])));
    let tariff = client.tariff();
    let elsewhere = block_on(tariff.compute_duty_from(of("8703.23", None), FetchPolicy::CacheThenNetwork));
    assert_eq!(elsewhere.expect("the server answers").freshness.source, Source::Network);
    // What the server refuses is refused, whatever a pack says.
    let refusal = json!({ "code": "CODE_NOT_DECLARABLE" });
    stage.expect(turns(json!([{ "operation": "compute_duty", "error": refusal }])));
    let refused = block_on(client.tariff().compute_duty(of("0901.21", None))).expect_err("the server says no");
    assert_eq!(error_code(&refused), "CODE_NOT_DECLARABLE");
    assert_eq!(stage.faults(), Vec::<String>::new());
}

#[test]
fn what_no_pack_holds_is_refused_rather_than_guessed() {
    let (phone, stage, client) = with(&[packed(&edition(4), coffee("10 %"))]);
    let refused = |consignment: Consignment| {
        let computed = block_on(client.tariff().compute_duty_from(consignment, FetchPolicy::PackOnly));
        computed.map_err(|error| error_code(&error)).map(|computation| minor(&computation))
    };
    let code = |code: &str| Err(code.to_owned());
    assert_eq!(refused(of("0901.21", Some("2026-03-29"))), Ok(Some(10_000)));
    assert_eq!(refused(of("0901.21", Some("2026-03-30"))), code("PACK_LACKS_DAY"));
    assert_eq!(refused(of("0901.21", Some("2026-02-27"))), code("PACK_LACKS_DAY"));
    assert_eq!(refused(of("8703.23", None)), code("PACK_LACKS_CHAPTER"));
    assert_eq!(refused(of("0901.11", None)), code("CODE_NOT_DECLARABLE"));
    assert_eq!(refused(of("0901.11", Some("2026-02-28"))), Ok(Some(10_000)), "it was declarable the day before");
    assert_eq!(refused(of("09x1", None)), code("HS_CODE_INVALID"));
    assert_eq!(refused(of("0901.21", Some("March"))), code("DATE_INVALID"));
    assert_eq!(refused(Consignment::default()), code("LINES_INVALID"));
    let mut long = of("0901.21", None);
    long.lines[0].documents = vec!["Y900".to_owned(); 51];
    assert_eq!(refused(long), code("LIST_TOO_LONG"));
    let mut claimed = of("0901.21", None);
    claimed.lines[0].claim = Some(Claim { measure_type: "FAVOUR".to_owned(), area: None, quota: None });
    assert_eq!(refused(claimed), code("MEASURE_TYPE_INVALID"));
    // Without a network, what no pack holds is offline: it is worth asking again.
    let hears = |consignment: Consignment| {
        stage.expect(turns(json!([{ "operation": "compute_duty", "fault": "offline" }])));
        block_on(client.tariff().compute_duty(consignment)).map_err(|error: FingertipError| error_code(&error)).err()
    };
    assert_eq!(hears(of("8703.23", None)).as_deref(), Some("OFFLINE"));
    assert_eq!(hears(of("0901.11", None)).as_deref(), Some("CODE_NOT_DECLARABLE"));
    // Past its last day a pack works nothing out, also for a day that it holds.
    phone.clock.0.store(at("2026-03-30T00:00:00Z").as_millisecond(), std::sync::atomic::Ordering::SeqCst);
    assert_eq!(refused(of("0901.21", Some("2026-03-01"))), code("PACK_EXPIRED"));
    assert_eq!(hears(of("0901.21", Some("2026-03-01"))).as_deref(), Some("OFFLINE"));
    assert_eq!(stage.faults(), Vec::<String>::new());
}

#[test]
fn of_several_packs_the_newest_that_holds_the_goods_answers() {
    let named = |id: &str, created: &str| Edition { id: id.parse().expect("a name"), created: at(created), ..edition(4) };
    let old = packed(&named("zz-old", "2026-02-20T06:00:00Z"), coffee("10 %"));
    let new = packed(&named("zz-new", "2026-02-28T06:00:00Z"), coffee("12 %"));
    let texts = packed_texts(&named("zz-texts", "2026-03-01T06:00:00Z"));
    let (_phone, _stage, client) = with(&[old, new, texts]);
    let computed = |consignment| block_on(client.tariff().compute_duty_from(consignment, FetchPolicy::PackOnly));
    let found = computed(of("0901.21", None)).expect("a pack answers");
    assert_eq!((minor(&found), found.freshness.as_of_ms), (Some(12_000), at("2026-02-28T06:00:00Z").as_millisecond()));
    let refused = computed(of("8703.23", None)).expect_err("no pack has cars");
    assert_eq!(error_code(&refused), "PACK_LACKS_CHAPTER", "which says more than that a pack of texts has no taxes");
}

/// A pack without duties.
fn packed_texts(edition: &Edition) -> Vec<u8> {
    let sign = sign(7);
    build::pack::<Infallible>(edition, &Content::default(), &Signer { key: public(7), sign: &sign }).expect("a pack")
}

#[test]
fn without_any_pack_nothing_is_worked_out_offline() {
    let (_phone, stage, client) = with(&[]);
    let refused = block_on(client.tariff().compute_duty_from(of("0901.21", None), FetchPolicy::PackOnly)).expect_err("no pack");
    assert_eq!(error_code(&refused), "OFFLINE");
    stage.expect(turns(json!([{ "operation": "compute_duty", "fault": "offline" }])));
    let refused = block_on(client.tariff().compute_duty(of("0901.21", None))).expect_err("no pack");
    assert_eq!(error_code(&refused), "OFFLINE");
    assert_eq!(stage.faults(), Vec::<String>::new());
}
