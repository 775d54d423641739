//! Measures: what is due on a line on a day, in the words of its source.

use std::collections::BTreeSet;

use fingertip::platform::import::ImportError;
use serde_json::{Value, json};

use crate::{
    import::{import, write},
    support::{
        app::App,
        database::{Fresh, each_database},
        given,
    },
};

const HEADER: &str = "code,type,origin,rate,condition,valid_from,valid_until,source_act\n";

/// Type, origin, condition and rate of each measure on a line.
fn told(data: &Value) -> Vec<String> {
    let measures = data["hsCode"]["measures"].as_array().expect("measures");
    let word = |measure: &Value, name: &str| measure[name].as_str().unwrap_or("-").to_owned();
    let line = |measure: &Value| ["type", "origin", "condition", "rate"].map(|name| word(measure, name)).join(" | ");
    measures.iter().map(line).collect()
}

async fn app_with_measures(fresh: &Fresh, rows: &str) -> App {
    let app = App::over(fresh).await;
    app.application.nomenclature.record_all(&given::coffee_and_tea(), app.now()).await.expect("a database");
    let file = write(fresh, "measures.csv", &format!("{HEADER}{rows}"));
    import(fresh, &["measures", &file]).await.expect("good measures");
    app
}

#[tokio::test]
async fn a_line_shows_what_is_due_on_a_day_in_the_order_a_trader_meets_it() {
    each_database(async |fresh| {
        let app = app_with_measures(
            fresh,
            "0901210000,levy,,1 % FOB value,export,2025-01-01,2027-01-01,Coffee Act\n0901210000,preference,MB,0 %,,2022-01-01,,Agreement\n\
             0901210000,duty,,5 %  + 2 XTS/kg,,2022-01-01,,Tariff Act\n0901210000,duty,,10 %,,2026-01-01,,Tariff Act 2\n\
             0901000000,restriction,,,permit,2022-01-01,,Plant Act\n0901110000,duty,,3 %,,2022-01-01,,Tariff Act\n",
        )
        .await;
        let on = |day: &'static str| app.operation("measures", json!({ "code": "090121", "asOf": day }));
        assert_eq!(
            told(&on("2026-06-15").await),
            ["DUTY | - | - | 10 %", "PREFERENCE | MB | - | 0 %", "LEVY | - | export | 1 % FOB value", "RESTRICTION | - | permit | -"]
        );
        assert_eq!(told(&on("2024-12-31").await)[0], "DUTY | - | - | 5 %  + 2 XTS/kg", "as printed");
        assert_eq!(told(&on("2027-01-01").await).len(), 3, "the levy has ended");
        let document = "query($code: HsCode!) { hsCode(code: $code) { measures(asOf: \"2023-01-01\") { code rate sourceAct } } }";
        let before = app.data(document, json!({ "code": "0901.21" })).await;
        assert_eq!(before["hsCode"]["measures"][0], json!({ "code": "090121", "rate": "5 %  + 2 XTS/kg", "sourceAct": "Tariff Act" }));
        assert_eq!(before["hsCode"]["measures"][2]["code"], "0901", "what is said of the heading holds for the line");
    })
    .await;
}

#[tokio::test]
async fn a_corrected_rate_does_not_change_what_we_said_before() {
    each_database(async |fresh| {
        let app = app_with_measures(fresh, "0901210000,duty,,10 %,,2024-01-01,,Tariff Act\n").await;
        let measures = &app.application.measures;
        let codes = ["0901210000".parse().expect("a code")];
        let day = jiff::civil::date(2026, 6, 15);
        let mut corrected = measures.in_force(&codes, day, app.now()).await.expect("a database").remove(0);
        corrected.rate = "12 %".to_owned();
        let before = app.now();
        app.clock.advance(jiff::Span::new().hours(1));
        measures.record_all(&[corrected], app.now()).await.expect("a database");
        let known_at = |instant: vocabulary::Timestamp| {
            app.operation("measures", json!({ "code": "090121", "knownAt": instant.to_string() }))
        };
        assert_eq!(told(&known_at(before).await), ["DUTY | - | - | 10 %"]);
        assert_eq!(told(&known_at(app.now()).await), ["DUTY | - | - | 12 %"]);
    })
    .await;
}

#[tokio::test]
async fn a_measure_on_a_line_that_is_not_there_is_set_aside() {
    each_database(async |fresh| {
        let app = app_with_measures(fresh, "0901210000,duty,,10 %,,2024-01-01,,Tariff Act\n").await;
        let rows = "0901210000,duty,,10 %,,2024-01-01,,Tariff Act\n0901220000,duty,,10 %,,2024-01-01,,Tariff Act\n\
                    0901210000,excise,,10 %,,2021-12-31,,Tariff Act\n";
        let file = write(fresh, "more.csv", &format!("{HEADER}{rows}"));
        let error = import(fresh, &["measures", &file]).await.expect_err("two strays");
        let ImportError::Rows(summary) = &error else { panic!("{error:?}") };
        let reasons: Vec<String> = summary.errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            reasons,
            [
                "more.csv:3: code 0901220000 is not in the tariff on 2024-01-01",
                "more.csv:4: code 0901210000 is not in the tariff on 2021-12-31",
            ]
        );
        let report = import(fresh, &["measures", "--quarantine", &file]).await.expect("the first is good");
        assert_eq!((report.imports[0].unchanged, report.imports[0].quarantined), (1, 2));

        // What was a stray is good once its line is there.
        let line = given::line("0901220000", 1, true, "Roasted, without caffeine");
        app.application.nomenclature.record_all(&[line], app.now()).await.expect("a database");
        let report = import(fresh, &["measures", "--quarantine", &file]).await.expect("two are good");
        assert_eq!((report.imports[0].added, report.imports[0].quarantined), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn every_line_of_the_sample_says_what_it_pays_and_agrees_with_what_is_published() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let tried = import(fresh, &["sample", "--dry-run", "sample"]).await.expect("its measures find their lines beside them");
        assert!(tried.imports.iter().all(|summary| summary.added == summary.rows), "{tried:#?}");
        import(fresh, &["sample", "sample"]).await.expect("the sample is good");
        assert!(fresh.number("select count(*) from measure").await >= 400);
        let (today, now) = (jiff::civil::date(2026, 11, 25), app.now());
        let mut lines = BTreeSet::new();
        let nomenclature = &app.application.nomenclature;
        for chapter in nomenclature.chapters().await.expect("a database") {
            let chapter = nomenclature.chapter(&chapter, today, now).await.expect("a database");
            lines.extend(chapter.lines().iter().filter(|line| line.declarable).map(|line| line.code));
        }
        assert!(lines.len() >= 400, "{} lines", lines.len());
        let mut silent = Vec::new();
        for code in lines {
            let measures = app.application.measures.in_force(&[code], today, now).await.expect("a database");
            if !measures.iter().any(|measure| matches!(measure.key.measure_type.as_str(), "duty" | "prohibition")) {
                silent.push(code);
            }
        }
        assert!(silent.is_empty(), "{silent:?}");

        for (code, day, wanted) in [
            ("1006300010", "2026-11-25", &["DUTY | - | - | 45 %", "QUOTA | - | quota ZQ-1006 | 10 %", "VAT | - | - | 0 %"][..]),
            ("1006300010", "2027-01-01", &["DUTY | - | - | 45 %", "VAT | - | - | 0 %"]),
            ("8703230010", "2026-11-25", &["DUTY | - | - | 35 %", "EXCISE | - | - | 20 %"]),
            ("8703800010", "2026-11-25", &["DUTY | - | - | 0 %"]),
            (
                "9403600000",
                "2026-11-25",
                &[
                    "DUTY | - | - | 25 %",
                    "PREFERENCE | MB | (document MB1 or document MB2, consignment at most XTS 6000 or document MB3) | 12.5 %",
                ],
            ),
            (
                "9403600000",
                "2028-01-01",
                &[
                    "DUTY | - | - | 25 %",
                    "PREFERENCE | MB | (document MB1 or document MB2, consignment at most XTS 6000 or document MB3) | 0 %",
                ],
            ),
            ("2208300000", "2026-11-25", &["DUTY | - | - | 35 %", "EXCISE | - | - | 30 % MIN 9 XTS/l alc"]),
            ("3923210010", "2026-11-25", &["DUTY | - | - | 20 %", "PROHIBITION | - | import | -"]),
            ("3923210010", "2024-12-31", &["DUTY | - | - | 20 %"]),
        ] {
            let data = app.operation("measures", json!({ "code": code, "asOf": day })).await;
            assert_eq!(told(&data), *wanted, "{code} on {day}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_schedule_of_stages_comes_to_the_measures_of_each_day() {
    let fresh = Fresh::sqlite().await;
    import(&fresh, &["sample", "sample"]).await.expect("the sample is good");
    // The sample prints group B of its agreement both ways: as measures, and as the agreement has it.
    let report = import(&fresh, &["staged-reductions", "sample/tariff/staging.csv"]).await.expect("a good schedule");
    let summary = &report.imports[0];
    assert_eq!((summary.rows, summary.added, summary.unchanged, summary.quarantined), (86, 0, 86, 0), "{summary:#?}");
    // Five equal stages, rounded down to a tenth, are five rates on five days.
    let schedule = "code,origin,base_rate,category,starts_on,cut_on,rounding,condition,source_act\n\
        6109100000,XO,25 % + 0.25 XTS/item,4 equal,2026-07-01,01-01,down 0.1,document XO1,Ostrelia Partnership Act\n";
    import(&fresh, &["staged-reductions", &write(&fresh, "staging.csv", schedule)]).await.expect("a good schedule");
    let app = App::over(&fresh).await;
    let rate_on = async |day: &str| {
        let found = app.operation("measures", serde_json::json!({ "code": "6109100000", "asOf": day })).await;
        let measures = found["hsCode"]["measures"].as_array().expect("a list").clone();
        let of_ostrelia = measures.into_iter().find(|measure| measure["origin"] == "XO");
        of_ostrelia.map(|measure| measure["rate"].as_str().expect("a rate").to_owned())
    };
    for (day, rate) in [
        ("2026-06-30", None),
        ("2026-07-01", Some("18.7 % + 0.1 XTS/item")),
        ("2026-12-31", Some("18.7 % + 0.1 XTS/item")),
        ("2027-01-01", Some("12.5 % + 0.1 XTS/item")),
        ("2028-06-01", Some("6.2 % + 0 XTS/item")),
        ("2029-01-01", Some("0 %")),
    ] {
        assert_eq!(rate_on(day).await.as_deref(), rate, "{day}");
    }
}
