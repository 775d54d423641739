//! What goods will cost: worked out exactly, or what is missing; the ways to pay less; estimates that are kept and held against an
//! assessment. Rows DUTY-M1 to M11, N1 to N7.

use jiff::ToSpan;
use serde_json::{Value, json};

use crate::{
    import::{import, import_at, write},
    support::{
        app::App,
        database::{Fresh, each_database},
        given,
    },
};

const MEASURES: &str = "code,type,origin,rate,condition,valid_from,valid_until,source_act\n\
    0901210000,duty,,10 % + 2 XTS/kg,,2022-01-01,,Tariff Act\n\
    0901210000,preference,MB,0 %,,2022-01-01,,Basin Agreement\n\
    0901210000,quota,,5 %,quota ZQ-1,2022-01-01,,Quota Act\n\
    0901210000,restriction,,,permit,2022-01-01,,Plant Act\n\
    0901110000,duty,,the rate of the finished good,,2022-01-01,,Tariff Act\n\
    0902100000,duty,,25 %,,2022-01-01,,Tariff Act\n\
    0902100000,vat,,0 %,for schools,2022-01-01,,VAT Act\n";

const BOOK: &str = "
- {kind: territory, name: ZZ, valid_from: 2022-01-01, source_act: Customs Act, currency: XTS, valuation: cif}
- kind: tax
  name: duty
  valid_from: 2022-01-01
  source_act: Tariff Act
  names: {en: Customs duty, fr: Droit de douane}
  flow: import
  base: [customs-value]
  rounding: {mode: half-up, step: 1}
  level: line
  required: true
- kind: tax
  name: vat
  valid_from: 2022-01-01
  source_act: VAT Act
  names: {en: Value added tax}
  flow: import
  base: [customs-value, 'tax:duty']
  rounding: {mode: half-up, step: 1}
  level: line
  rate: 16 %
- {kind: area, name: MB, valid_from: 2022-01-01, source_act: Basin Agreement, names: {en: Basin}, members: [{country: XC}]}
- kind: quota
  name: ZQ-1
  valid_from: 2026-01-01
  source_act: Quota Act
  names: {en: Coffee}
  measured: {unit: TNE}
  initial: '10'
  balance: '1'
  balance_as_of: 2026-06-01T09:00:00Z
  state: critical
- {kind: exchange-rate, name: EUR, valid_from: 2026-06-15, valid_until: 2026-06-22, source_act: Bulletin 24, value: '2.415'}
- kind: unit-value
  name: coffee
  valid_from: 2022-01-01
  source_act: Statistics 2025
  code: '0901'
  measured: {unit: KGM}
  low: '3'
  high: '9'
  statistics: Imports of 2025
";

pub async fn app_with_tariff(fresh: &Fresh) -> App {
    let app = App::over(fresh).await;
    app.application.nomenclature.record_all(&given::coffee_and_tea(), app.now()).await.expect("a database");
    import(fresh, &["measures", &write(fresh, "measures.csv", MEASURES)]).await.expect("good measures");
    book(fresh, BOOK).await;
    app
}

async fn book(fresh: &Fresh, text: &str) {
    let folder = fresh.path("book");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("book.yaml"), text).expect("a file");
    import(fresh, &["tariff-book", &folder.display().to_string()]).await.expect("a good book");
}

pub fn coffee() -> Value {
    json!({
        "code": "0901.21",
        "country": "KE",
        "customsValue": { "amount": "1000", "currency": "XTS" },
        "quantities": [{ "quantity": "0.2", "unit": "TNE" }],
    })
}

pub fn with(mut goods: Value, name: &str, value: Value) -> Value {
    goods[name] = value;
    goods
}

pub fn consignment(lines: Vec<Value>) -> Value {
    json!({ "input": { "asOf": "2026-06-16", "lines": lines } })
}

async fn computed(app: &App, lines: Vec<Value>) -> Value {
    app.operation("compute_duty", consignment(lines)).await["computeDuty"].clone()
}

fn kinds(line: &Value) -> Vec<&str> {
    line["needs"].as_array().expect("a list").iter().filter_map(|need| need["kind"].as_str()).collect()
}

#[tokio::test]
async fn a_consignment_is_worked_out_to_the_cent_with_the_law_of_each_figure() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let tea = json!({ "code": "0902100000", "country": "IN", "fobValue": { "amount": "100", "currency": "EUR" },
            "freight": { "amount": "20", "currency": "EUR" }, "insurance": { "amount": "4", "currency": "XTS" },
            "statements": [{ "text": "for schools", "holds": false }] });
        let found = computed(&app, vec![coffee(), tea]).await;
        // 1,000 at 10 % and 200 kg at 2; VAT on 1,500. Tea: 120 × 2.415 + 4 = 293.80; 25 % is 73.45; VAT on 367.25 is 58.76.
        assert_eq!(found["lines"][0]["charges"][0]["amount"], "500.00");
        assert_eq!(found["lines"][0]["charges"][1]["amount"], "240.00");
        assert_eq!(found["lines"][1]["customsValue"], "293.80");
        assert_eq!(found["lines"][1]["total"], "132.21");
        assert_eq!(found["total"], "872.21");
        assert_eq!(found["lines"][0]["charges"][0]["sourceAct"], "Tariff Act");
        assert_eq!(found["lines"][0]["charges"][1]["rate"], "16 %");
        assert_eq!(found["lines"][0]["controls"][0]["type"], "RESTRICTION");
        assert_eq!(found["lines"][0]["controls"][0]["holds"], Value::Null, "nobody said whether there is a permit");
    })
    .await;
}

#[tokio::test]
async fn what_is_missing_is_said_and_no_number_stands_in_for_it() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let no_weight = with(coffee(), "quantities", json!([{ "quantity": "10", "unit": "LTR" }]));
        let unreadable = with(coffee(), "code", json!("0901110000"));
        let tea = json!({ "code": "0902100000", "country": "IN", "fobValue": { "amount": "100", "currency": "USD" } });
        let found = computed(&app, vec![coffee(), no_weight, unreadable, tea]).await;
        assert_eq!(found["total"], Value::Null);
        assert_eq!(kinds(&found["lines"][0]), Vec::<&str>::new());
        assert_eq!(kinds(&found["lines"][1]), ["QUANTITY"], "litres are no kilograms");
        assert_eq!(found["lines"][1]["needs"][0]["message"], "say the quantity in kg");
        assert_eq!(kinds(&found["lines"][2]), ["READABLE_RATE"]);
        assert_eq!(kinds(&found["lines"][3]), ["EXCHANGE_RATE", "VALUE", "VALUE", "STATEMENT"]);
        for line in 1..4 {
            assert_eq!(found["lines"][line]["charges"], json!([]), "a line that lacks anything has no amounts");
        }
        let document = "query($input: ConsignmentInput!) { computeDuty(input: $input) { total } }";
        let refused = async |lines: Value, day: &str| {
            let variables = json!({ "input": { "asOf": day, "lines": lines } });
            app.refusal("en", document, variables).await["extensions"]["code"].clone()
        };
        assert_eq!(refused(json!([with(coffee(), "code", json!("0901"))]), "2026-06-16").await, "CODE_NOT_DECLARABLE");
        assert_eq!(refused(json!([]), "2026-06-16").await, "LINES_INVALID");
        assert_eq!(refused(json!([with(coffee(), "country", json!("Kenya"))]), "2026-06-16").await, "COUNTRY_INVALID");
        let euro = json!({ "amount": "1e3", "currency": "EUR" });
        assert_eq!(refused(json!([with(coffee(), "customsValue", euro)]), "2026-06-16").await, "DECIMAL_INVALID");
    })
    .await;
}

#[tokio::test]
async fn the_ways_in_are_shown_with_the_cheapest_first() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let ways = async |goods: Value| app.operation("duty_options", consignment(vec![goods])).await["dutyOptions"].clone();
        let found = ways(with(coffee(), "country", json!("XC"))).await;
        let shown: Vec<(&str, &str, bool)> = found
            .as_array()
            .expect("a list")
            .iter()
            .map(|way| {
                let kind = way["claim"]["type"].as_str().unwrap_or("NORMAL");
                (kind, way["total"].as_str().expect("an amount"), way["isCheapest"].as_bool().expect("yes or no"))
            })
            .collect();
        assert_eq!(shown, [("PREFERENCE", "160.00", true), ("QUOTA", "218.00", false), ("NORMAL", "740.00", false)]);
        assert_eq!((&found[0]["saves"], &found[0]["claim"]["areaName"]), (&json!("580.00"), &json!("Basin")));
        assert_eq!((&found[1]["quota"]["state"], &found[1]["quota"]["balance"]), (&json!("CRITICAL"), &json!("1")));
        // More than is left of the quota.
        let heavy = with(coffee(), "quantities", json!([{ "quantity": "1500", "unit": "KGM" }]));
        let found = ways(heavy).await;
        assert_eq!((&found[1]["claim"]["type"], &found[1]["open"]), (&json!("QUOTA"), &json!("QUOTA_TOO_SMALL")));
        // What is shown can be sent back as it is.
        let claim = json!({ "type": "PREFERENCE", "area": "MB" });
        let taken = computed(&app, vec![with(with(coffee(), "country", json!("XC")), "claim", claim.clone())]).await;
        assert_eq!(taken["total"], "160.00");
        let elsewhere = computed(&app, vec![with(coffee(), "claim", claim)]).await;
        assert_eq!(kinds(&elsewhere["lines"][0]), ["CLAIM"]);
    })
    .await;
}

#[tokio::test]
async fn a_preference_says_which_proof_it_takes_from_whom_and_what_that_costs() {
    let fresh = Fresh::sqlite().await;
    import(&fresh, &["sample", "sample"]).await.expect("the sample is good");
    let app = App::over(&fresh).await;
    let chairs = json!({ "code": "9403600000", "country": "XC", "customsValue": { "amount": "2000", "currency": "XTS" } });
    let variables = json!({ "input": { "asOf": "2026-11-26", "lines": [chairs] } });
    let ways = app.operation("duty_options", variables).await["dutyOptions"].clone();
    let preference = &ways[0];
    assert_eq!((&preference["claim"]["area"], &preference["isCheapest"]), (&json!("MB"), &json!(true)));
    // Furniture: 25 % and half of it; VAT of 16 % on the value, the duty and the fee of 20. 500 less 250, and VAT on that.
    assert_eq!(preference["saves"], "290.00");
    let proof = &preference["scheme"]["proofs"][0];
    assert_eq!(proof["document"], "MB1");
    assert!(
        proof["issuedBy"].is_string() && proof["feeAmount"]["currency"] == "XTS" && proof["workingDays"].is_number(),
        "{proof}"
    );
}

#[tokio::test]
async fn an_estimate_is_kept_with_its_rules_and_held_against_the_assessment() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let kept = app.operation("save_estimate", consignment(vec![coffee()])).await["saveEstimate"].clone();
        assert_eq!(kept["total"], "740.00");
        let code = kept["code"].as_str().expect("a code").to_lowercase().replace('-', " ");
        // A rate that is lowered with effect from before.
        let lowered = "code,type,origin,rate,condition,valid_from,valid_until,source_act\n\
            0901210000,duty,,8 % + 2 XTS/kg,,2022-01-01,,Tariff (Amendment) Act\n";
        app.clock.advance(60.seconds());
        let file = write(fresh, "lowered.csv", lowered);
        import_at(&fresh.database, app.clock.clone(), &["measures", &file]).await.expect("good measures");
        let found = app.operation("estimate", json!({ "code": code })).await["estimate"].clone();
        assert_eq!((&found["total"], &found["totalAsKnownNow"]), (&json!("740.00"), &json!("716.80")));
        assert_eq!(found["steps"][0]["printed"], "10 % + 2 XTS/kg");
        let assessment = json!({
            "acceptedOn": "2026-06-17",
            "lines": [with(coffee(), "customsValue", json!({ "amount": "1200", "currency": "XTS" }))],
            "charges": [
                { "line": 0, "tax": "duty", "amount": "496.00" },
                { "line": 0, "tax": "vat", "amount": "271.36" },
                { "line": 0, "tax": "paper-stamp", "amount": "5.00" },
            ],
        });
        let compared = app.operation("compare_assessment", json!({ "estimate": code, "assessment": assessment })).await;
        let compared = &compared["compareAssessment"];
        let parts: Vec<(&str, &str, &str)> = compared["parts"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|part| {
                let text = |name: &str| part[name].as_str().expect("a text");
                (part["causes"][0].as_str().expect("a cause"), text("tax"), text("amount"))
            })
            .collect();
        let expected = [
            ("LAW", "duty", "-20.00"),
            ("LAW", "vat", "-3.20"),
            ("VALUE", "duty", "16.00"),
            ("VALUE", "vat", "34.56"),
            ("UNPUBLISHED", "paper-stamp", "5.00"),
        ];
        assert_eq!(parts, expected);
        assert_eq!((&compared["difference"], &compared["unexplained"]), (&json!("32.36"), &json!("0.00")));
        app.clock.advance((24 * 181).hours());
        assert_eq!(app.operation("estimate", json!({ "code": code })).await["estimate"], Value::Null, "it is past its last day");
    })
    .await;
}

#[tokio::test]
async fn a_value_far_from_the_usual_is_warned_of_and_changes_nothing() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let usual = computed(&app, vec![coffee()]).await;
        assert_eq!(usual["lines"][0]["unusualValues"], json!([]));
        let cheap = with(coffee(), "customsValue", json!({ "amount": "100", "currency": "XTS" }));
        let found = computed(&app, vec![cheap]).await;
        let message = found["lines"][0]["unusualValues"][0]["message"].as_str().expect("a sentence");
        assert!(message.contains("XTS 0.50") && message.contains("3.00 to 9.00"), "{message}");
        assert_eq!(found["lines"][0]["charges"][0]["amount"], "410.00", "duty on the value as declared");
    })
    .await;
}

#[tokio::test]
async fn taxes_in_a_circle_are_not_published() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let circle = BOOK.replace("base: [customs-value]", "base: [customs-value, 'tax:vat']");
        let folder = fresh.path("circle");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("book.yaml"), circle).expect("a file");
        let refused = import(fresh, &["tariff-book", &folder.display().to_string()]).await;
        assert!(refused.is_err(), "a circle is refused when it is published");
        assert_eq!(computed(&app, vec![coffee()]).await["total"], "740.00", "what was published stays");
    })
    .await;
}

/// The quota of the book, with what happened to it.
fn book_with_events() -> String {
    BOOK.replace(
        "  state: critical\n",
        "  state: critical\n  events:\n  - {event: opened, on: 2026-01-01, balance: '10'}\n  - {event: critical, on: 2026-05-04, balance: '1'}\n  \
         - {event: suspended, on: 2026-06-20}\n",
    )
}

#[tokio::test]
async fn a_quota_stands_on_each_day_as_what_happened_by_then_left_it() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let before = app.now();
        app.clock.advance(60.seconds());
        let folder = fresh.path("events");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("book.yaml"), book_with_events()).expect("a file");
        import_at(&fresh.database, app.clock.clone(), &["tariff-book", &folder.display().to_string()])
            .await
            .expect("a good book");
        let quota_on = async |day: &str, known_at: Option<String>| {
            let input = json!({ "asOf": day, "knownAt": known_at, "lines": [coffee()] });
            let ways = app.operation("duty_options", json!({ "input": input })).await["dutyOptions"].clone();
            let way =
                ways.as_array().expect("a list").iter().find(|way| way["claim"]["type"] == "QUOTA").expect("a quota").clone();
            let events = way["quota"]["events"].as_array().expect("a list").len();
            let text = |value: &Value| value.as_str().expect("a name").to_owned();
            (text(&way["quota"]["state"]), text(&way["open"]), events)
        };
        let told = |state: &str, open: &str, events| (state.to_owned(), open.to_owned(), events);
        assert_eq!(quota_on("2026-05-03", None).await, told("OPEN", "YES", 1));
        assert_eq!(quota_on("2026-06-16", None).await, told("CRITICAL", "YES", 2));
        assert_eq!(quota_on("2026-06-20", None).await, told("SUSPENDED", "QUOTA_CLOSED", 3));
        // What was not published yet is not known yet.
        assert_eq!(quota_on("2026-06-20", Some(before.to_string())).await, told("CRITICAL", "YES", 0));
        let measures = app.operation("measures", json!({ "code": "0901210000", "asOf": "2026-06-20" })).await;
        let measures = measures["hsCode"]["measures"].as_array().expect("a list").clone();
        let drawing: Vec<_> = measures.iter().filter(|measure| !measure["quota"].is_null()).collect();
        assert_eq!(drawing.len(), 1, "one draws from a quota");
        assert_eq!((&drawing[0]["type"], &drawing[0]["quota"]["state"]), (&json!("QUOTA"), &json!("SUSPENDED")));
        assert_eq!(drawing[0]["quota"]["events"][1], json!({ "event": "CRITICAL", "on": "2026-05-04" }));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_have_happened_to_a_quota_is_not_published() {
    let fresh = Fresh::sqlite().await;
    let _app = app_with_tariff(&fresh).await;
    for (from, to) in [
        ("{event: opened, on: 2026-01-01, balance: '10'}", "{event: opened, on: 2026-01-02}"),
        ("{event: critical, on: 2026-05-04, balance: '1'}", "{event: exhausted, on: 2026-05-04}"),
        ("{event: suspended, on: 2026-06-20}", "{event: suspended, on: 2026-04-20}"),
    ] {
        let folder = fresh.path("wrong");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("book.yaml"), book_with_events().replace(from, to)).expect("a file");
        assert!(import(&fresh, &["tariff-book", &folder.display().to_string()]).await.is_err(), "{to}");
    }
}
