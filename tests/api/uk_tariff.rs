//! Commodities of the United Kingdom as they are published: imported whole, and worked out to the penny. Each figure below is worked
//! out by hand beside its case. The files are not ours to ship; without them the tests pass over them with a word.

use serde_json::{Value, json};

use crate::{
    import::{import_at, text, write},
    support::{
        app::App,
        database::{Fresh, each_database},
        shared::real_file,
    },
};

/// The lines of the commodities, with the days they begin on.
const LINES: &str = "sid,code,suffix,start,end,indent,leaf,description\n\
    1,0102291010,80,2012-01-01,,0,1,Cattle\n2,0103921100,80,1972-01-01,,0,1,Sows\n3,0208907000,80,2007-01-01,,0,1,Game\n\
    4,0702000007,80,1999-01-01,,0,1,Cherry tomatoes\n5,0703200000,80,1972-01-01,,0,1,Garlic\n6,0809400500,80,1998-01-01,,0,1,Plums\n\
    7,1516209821,80,2010-08-13,,0,1,Oils\n8,7202118000,80,1990-01-01,,0,1,Ferro-manganese\n9,8904009900,80,1972-01-01,,0,1,Tugs\n";

/// The commodities, with how many quotas and measures each has.
const COMMODITIES: [(&str, Option<u64>, u64); 10] = [
    ("2021-0208907000", None, 62),
    ("2021-0703200000", Some(11), 71),
    ("2021-8904009900", None, 79),
    ("uk-0102291010", None, 7),
    ("uk-0103921100", None, 10),
    ("uk-0702000007", Some(6), 51),
    ("uk-0809400500", None, 5),
    ("uk-1516209821", None, 17),
    ("uk-7202118000", None, 8),
    ("uk-7202999000", None, 10),
];

/// What each tax is taken of. Source: the VAT base is the value with all duties and excise (Value Added Tax Act 1994, section 21).
const BOOK: &str = "
- {kind: territory, name: GB, valid_from: 2020-01-01, source_act: Taxation (Cross-border Trade) Act 2018, currency: GBP, valuation: cif}
- {kind: tax, name: duty, valid_from: 2020-01-01, source_act: Tariff, names: {en: Customs duty}, flow: import, base: [customs-value],
   rounding: {mode: half-up, step: 1}, level: line, required: true}
- {kind: tax, name: additional-duty, valid_from: 2020-01-01, source_act: Tariff, names: {en: Additional duty}, flow: import,
   base: [customs-value], rounding: {mode: half-up, step: 1}, level: line}
- {kind: tax, name: anti-dumping, valid_from: 2020-01-01, source_act: Tariff, names: {en: Anti-dumping duty}, flow: import,
   base: [customs-value], rounding: {mode: half-up, step: 1}, level: line}
- {kind: tax, name: countervailing, valid_from: 2020-01-01, source_act: Tariff, names: {en: Countervailing duty}, flow: import,
   base: [customs-value], rounding: {mode: half-up, step: 1}, level: line}
- {kind: tax, name: safeguard, valid_from: 2020-01-01, source_act: Tariff, names: {en: Safeguard duty}, flow: import,
   base: [customs-value], rounding: {mode: half-up, step: 1}, level: line}
- {kind: tax, name: excise, valid_from: 2020-01-01, source_act: Tariff, names: {en: Excise}, flow: import,
   base: [customs-value, 'tax:duty'], rounding: {mode: half-up, step: 1}, level: line}
- {kind: tax, name: vat, valid_from: 2020-01-01, source_act: Value Added Tax Act 1994, names: {en: Value added tax}, flow: import,
   base: [customs-value, 'tax:duty', 'tax:additional-duty', 'tax:anti-dumping', 'tax:countervailing', 'tax:safeguard', 'tax:excise'],
   rounding: {mode: half-up, step: 1}, level: line, rate: 20 %}
";

/// Everything that is published, or nothing where the files are not at hand.
async fn app(fresh: &Fresh) -> Option<App> {
    let real = |name: &str| real_file(name).map(|path| text(&path));
    let areas = real("uk-measures-samples/uk-geographical_areas.json.gz")?;
    let rates = real("uk-tariff/hmrc_monthly_exchange_rates.csv.gz")?;
    let app = App::over(fresh).await;
    let run = async |arguments: &[&str]| import_at(&fresh.database, app.clock.clone(), arguments).await.expect("good files");
    run(&["uk-nomenclature", &write(fresh, "lines.csv", LINES)]).await;
    let report = run(&["uk-areas", "--valid-from", "2020-01-01", &areas]).await;
    assert_eq!((report.imports[0].rows, report.imports[0].added), (53, 53), "countries are no groups");
    run(&["hmrc-exchange-rates", "--quarantine", &rates]).await;
    let folder = fresh.path("book");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("book.yaml"), BOOK).expect("a file");
    run(&["tariff-book", &folder.display().to_string()]).await;
    let files: Vec<String> =
        COMMODITIES.iter().filter_map(|(name, ..)| real(&format!("uk-measures-samples/{name}.json.gz"))).collect();
    let arguments: Vec<&str> = ["uk-measures"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let report = run(&arguments).await;
    let told: Vec<(&str, u64)> = report.imports.iter().map(|summary| (summary.source.as_str(), summary.rows)).collect();
    let quotas = told.iter().filter(|(source, _)| *source == "uk-quotas").map(|(_, rows)| *rows);
    assert!(quotas.eq(COMMODITIES.iter().filter_map(|(_, quotas, _)| *quotas)), "{told:?}");
    let measures = told.iter().filter(|(source, _)| source.starts_with("uk-measures")).map(|(_, rows)| *rows);
    assert!(measures.eq(COMMODITIES.iter().map(|(_, _, measures)| *measures)), "{told:?}");
    assert!(report.imports.iter().all(|summary| summary.bad_rows() == 0), "{report:#?}");
    Some(app)
}

fn goods(code: &str, country: &str, pounds: &str) -> Value {
    json!({ "code": code, "country": country, "customsValue": { "amount": pounds, "currency": "GBP" }, "quantities": [] })
}

fn with(mut goods: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().expect("fields") {
        goods[name] = value.clone();
    }
    goods
}

fn kg(quantity: &str) -> Value {
    json!([{ "quantity": quantity, "unit": "KGM" }])
}

async fn asked(app: &App, day: &str, goods: Value) -> Value {
    let input = json!({ "input": { "asOf": day, "lines": [goods] } });
    app.operation("compute_duty", input).await["computeDuty"]["lines"][0].clone()
}

/// Asks, and returns each charge (`duty 640.00`) and the total; or what is missing.
async fn told(app: &App, day: &str, goods: Value) -> Vec<String> {
    let line = asked(app, day, goods).await;
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    if let Some(needs) = line["needs"].as_array().filter(|needs| !needs.is_empty()) {
        let need = |need: &Value| {
            let codes = need["additionalCodes"].as_array().into_iter().flatten().map(word).collect::<Vec<_>>().join(" ");
            format!("{} {codes}{}", word(&need["kind"]), need["statement"].as_str().unwrap_or_default()).trim_end().to_owned()
        };
        return needs.iter().map(need).collect();
    }
    let charges = line["charges"].as_array().expect("charges").iter();
    let mut charges: Vec<String> =
        charges.map(|charge| format!("{} {}", word(&charge["tax"]), word(&charge["amount"]))).collect();
    // Taxes that are not taken of one another have no order of their own; the duty is named first here.
    charges.sort_by_key(|charge| (!charge.starts_with("duty"), charge.starts_with("vat"), charge.clone()));
    charges.push(format!("total {}", word(&line["total"])));
    charges
}

const ZERO_RATED: &str = "VAT zero rate";

fn zero_rated(holds: bool) -> Value {
    json!({ "statements": [{ "text": ZERO_RATED, "holds": holds }] })
}

#[tokio::test]
async fn duties_and_vat_of_goods_of_any_origin_are_exact() {
    each_database(async |fresh| {
        let Some(app) = app(fresh).await else { return };
        let day = "2021-02-15";
        // Tugs, 1.7 %: 10,000 × 1.7 % = 170; VAT 20 % of 10,170 = 2,034; or the zero rate, which nobody may assume.
        let tug = || goods("8904009900", "US", "10000");
        assert_eq!(told(&app, day, tug()).await, ["STATEMENT VAT zero rate"]);
        assert_eq!(told(&app, day, with(tug(), zero_rated(false))).await, ["duty 170.00", "vat 2034.00", "total 2204.00"]);
        assert_eq!(told(&app, day, with(tug(), zero_rated(true))).await, ["duty 170.00", "vat 0.00", "total 170.00"]);

        // Game, 6.4 %: 1,234.56 × 6.4 % = 79.01184; VAT 20 % of 1,313.57 = 262.714.
        let game = with(goods("0208907000", "NZ", "1234.56"), zero_rated(false));
        assert_eq!(told(&app, day, game).await, ["duty 79.01", "vat 262.71", "total 341.72"]);

        // Garlic, 9.60 % + 120.00 EUR/100 kg: 5,000 × 9.6 % = 480; 20 × 120 EUR = 2,400 EUR at 1.1261 EUR a pound = 2,131.2494;
        // together 2,611.25. Where it is not zero-rated, VAT is 20 % of 7,611.25 = 1,522.25.
        let garlic = || with(goods("0703200000", "CN", "5000"), json!({ "quantities": kg("2000") }));
        assert_eq!(told(&app, day, with(garlic(), zero_rated(true))).await, ["duty 2611.25", "vat 0.00", "total 2611.25"]);
        assert_eq!(told(&app, day, with(garlic(), zero_rated(false))).await, ["duty 2611.25", "vat 1522.25", "total 4133.50"]);
        let without_weight = with(garlic(), json!({ "quantities": [], "statements": [{ "text": ZERO_RATED, "holds": true }] }));
        assert_eq!(told(&app, day, without_weight).await, ["QUANTITY"]);

        // Cattle, 10.20 % + 93.10 EUR/100 kg: 1,500 × 10.2 % = 153; 6 × 93.10 EUR = 558.60 EUR / 1.1261 = 496.0483; 649.05.
        let cattle = with(goods("0102291010", "BR", "1500"), json!({ "quantities": kg("600") }));
        assert_eq!(told(&app, day, with(cattle, zero_rated(true))).await, ["duty 649.05", "vat 0.00", "total 649.05"]);
    })
    .await;
}

#[tokio::test]
async fn an_entry_price_an_excise_and_additional_duties_are_exact() {
    each_database(async |fresh| {
        let Some(app) = app(fresh).await else { return };
        // Plums by their price, 1.1692 EUR a pound in July: 1,000 for 2,000 kg is 58.46 EUR/100 kg, above 52.6: 14.4 % = 144.
        let plums =
            |pounds| with(goods("0809400500", "TR", pounds), json!({ "quantities": kg("2000"), "additionalCodes": ["VATZ"] }));
        assert_eq!(told(&app, "2021-07-15", plums("1000")).await, ["duty 144.00", "vat 0.00", "total 144.00"]);
        // 830 for 2,000 kg is 48.5218 EUR/100 kg, from 48.4: 14.4 % + 4.2 EUR/100 kg = 119.52 + 84 / 1.1692 = 191.3640.
        assert_eq!(told(&app, "2021-07-15", plums("830")).await, ["duty 191.36", "vat 0.00", "total 191.36"]);

        // 35.10 EUR/100 kg: 4 × 35.10 = 140.40 EUR / 1.1261 = 124.6781. The excise is asked for by its code:
        // 16.5 % of 5,000 + 244.78 × 0.02 = 829.8956, which is not below 320.90 × 0.02 = 6.418.
        let day = "2021-02-15";
        let sow = |retail: &str, codes: Value| {
            let quantities = json!([{ "quantity": "400", "unit": "KGM" }, { "quantity": "20", "unit": "NAR" }]);
            let retail = json!({ "amount": retail, "currency": "GBP" });
            let sow = goods("0103921100", "US", "3000");
            with(
                with(sow, zero_rated(true)),
                json!({ "quantities": quantities, "retailPrice": retail, "additionalCodes": codes }),
            )
        };
        assert_eq!(told(&app, day, sow("5000", json!([]))).await, ["ADDITIONAL_CODE X611"]);
        let paid = ["duty 124.68", "excise 829.90", "vat 0.00", "total 954.58"];
        assert_eq!(told(&app, day, sow("5000", json!(["X611"]))).await, paid);
        // 16.5 % of 1 + 4.8956 = 5.0606, which is below 6.418.
        let least = ["duty 124.68", "excise 6.42", "vat 0.00", "total 131.10"];
        assert_eq!(told(&app, day, sow("1", json!(["X611"]))).await, least);
        assert_eq!(told(&app, day, sow("1", json!(["X999"]))).await, ["duty 124.68", "vat 0.00", "total 124.68"]);

        // Ferro-manganese of the United States: 2.7 %, 25 % additional, 25 % safeguard (group 5050); VAT 20 % of 1,527 = 305.40.
        let american = with(goods("7202118000", "US", "1000"), json!({ "quantities": kg("1000") }));
        let paid = ["duty 27.00", "additional-duty 250.00", "safeguard 250.00", "vat 305.40", "total 832.40"];
        assert_eq!(told(&app, day, american).await, paid);
        // Argentina is not of group 5050, and not excluded from the anti-dumping duty as the United States are: 144.10 × 0.5 = 72.05;
        // VAT 20 % of 1,099.05 = 219.81.
        let of_biodiesel = json!([{ "quantity": "500", "unit": "KGM", "of": "biodiesel" }]);
        let argentine = || with(goods("7202118000", "AR", "1000"), json!({ "quantities": of_biodiesel }));
        assert_eq!(told(&app, day, argentine()).await, ["ADDITIONAL_CODE C490"]);
        let paid = ["duty 27.00", "anti-dumping 72.05", "vat 219.81", "total 318.86"];
        assert_eq!(told(&app, day, with(argentine(), json!({ "additionalCodes": ["C490"] }))).await, paid);
        let paid = ["duty 27.00", "vat 205.40", "total 232.40"];
        assert_eq!(told(&app, day, with(argentine(), json!({ "additionalCodes": ["C999"] }))).await, paid);
    })
    .await;
}

#[tokio::test]
async fn a_dumping_duty_is_of_the_company_and_falls_with_its_document() {
    each_database(async |fresh| {
        let Some(app) = app(fresh).await else { return };
        // 20,000 at 10.9 % = 2,180; 10 t of biodiesel at 144.10 = 1,441.00 and at 198.33 = 1,983.30;
        // VAT 20 % of 25,604.30 = 5,120.86.
        let day = "2021-02-15";
        let oils = |codes: Value| {
            let quantities = json!([{ "quantity": "10000", "unit": "KGM", "of": "biodiesel" }]);
            with(goods("1516209821", "CA", "20000"), json!({ "quantities": quantities, "additionalCodes": codes }))
        };
        let asked = ["ADDITIONAL_CODE B107 B108 B999", "ADDITIONAL_CODE C114", "ADDITIONAL_CODE VATZ"];
        assert_eq!(told(&app, day, oils(json!([]))).await, asked);
        let full = ["duty 2180.00", "anti-dumping 1441.00", "countervailing 1983.30", "vat 5120.86", "total 10725.16"];
        assert_eq!(told(&app, day, oils(json!(["B999", "VATS"]))).await, full);
        assert_eq!(told(&app, day, oils(json!(["B107", "VATS"]))).await, full, "without its document it is one of the others");
        // With it: VAT 20 % of 22,180 = 4,436.
        let proved = with(oils(json!(["B107", "VATS"])), json!({ "documents": ["D008"] }));
        let spared = ["duty 2180.00", "anti-dumping 0.00", "countervailing 0.00", "vat 4436.00", "total 6616.00"];
        assert_eq!(told(&app, day, proved.clone()).await, spared);
        // Under the suspension for authorised use nothing but VAT is due: 20 % of 20,000.
        let suspended = with(proved, json!({ "documents": ["D008", "C990"], "claim": { "type": "SUSPENSION" } }));
        let paid = ["duty 0.00", "anti-dumping 0.00", "countervailing 0.00", "vat 4000.00", "total 4000.00"];
        assert_eq!(told(&app, day, suspended).await, paid);
    })
    .await;
}

#[tokio::test]
async fn a_preference_and_a_quota_are_offered_with_what_they_save() {
    each_database(async |fresh| {
        let Some(app) = app(fresh).await else { return };
        let day = "2021-02-15";
        // Tugs from Turkey are free within the customs union: only VAT, 20 % of 10,000.
        let union = json!({ "claim": { "type": "PREFERENCE", "area": "TR" } });
        let tug = with(with(goods("8904009900", "TR", "10000"), zero_rated(false)), union);
        assert_eq!(told(&app, day, tug).await, ["duty 0.00", "vat 2000.00", "total 2000.00"]);

        // Tomatoes, 8 %: 640; within the quota of Morocco nothing, while 9,656,317 kg are left.
        let tomatoes = |weight: &str| {
            with(goods("0702000007", "MA", "8000"), json!({ "quantities": kg(weight), "additionalCodes": ["VATZ"] }))
        };
        assert_eq!(told(&app, day, tomatoes("10000")).await, ["duty 640.00", "vat 0.00", "total 640.00"]);
        let from_quota = json!({ "claim": { "type": "QUOTA", "area": "MA", "quota": "051104" } });
        assert_eq!(told(&app, day, with(tomatoes("10000"), from_quota.clone())).await, ["duty 0.00", "vat 0.00", "total 0.00"]);
        assert_eq!(told(&app, day, with(tomatoes("9656318"), from_quota.clone())).await, ["OPEN_QUOTA"]);
        assert_eq!(told(&app, "2021-03-01", with(tomatoes("10000"), from_quota)).await, ["CLAIM"], "the quota is for February");

        let input = json!({ "input": { "asOf": day, "lines": [tomatoes("10000")] } });
        let options = app.operation("duty_options", input).await["dutyOptions"].clone();
        let options = options.as_array().expect("options");
        let of_quota = options.iter().find(|option| option["claim"]["quota"] == "051104").expect("the quota of February");
        assert_eq!((&of_quota["total"], &of_quota["saves"]), (&json!("0.00"), &json!("640.00")), "{of_quota:#}");
        assert_eq!(of_quota["quota"]["balance"], "9656317");
        assert_eq!(of_quota["isCheapest"], true);

        // Garlic of Argentina asks for a licence, and nobody publishes what is left of its quota: nobody says what is due within it.
        let quota = json!({ "quantities": kg("2000"), "claim": { "type": "QUOTA", "area": "AR", "quota": "094099" } });
        let garlic = with(with(goods("0703200000", "AR", "5000"), zero_rated(true)), quota);
        assert_eq!(told(&app, day, garlic.clone()).await, ["CLAIM"]);
        let licensed = with(garlic, json!({ "documents": ["L001", "Y100"] }));
        assert_eq!(told(&app, day, licensed).await, ["OPEN_QUOTA"]);
    })
    .await;
}
