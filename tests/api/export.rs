//! Data sets: which files they were made of, and as files that anybody may take: the same bytes for the same state, each with its
//! licence and hash; our own CSV read again changes nothing.

use std::{collections::HashMap, io::Read, sync::Mutex};

use fingertip::{
    export::{ExportRefusal, ExportRequest, Folder},
    platform::{database, import::ImportError, outbox, refusal::Refusal},
};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::import::{import, text, write};
use crate::support::{
    app::App,
    database::{Fresh, each_database},
};

const ALL: [&str; 12] = [
    "PUBLICATIONS",
    "NOMENCLATURE",
    "MEASURES",
    "NOTES",
    "REFERENCES",
    "SYNONYMS",
    "FEES",
    "FORMS",
    "OFFICES",
    "PROCEDURES",
    "NOTICES",
    "RULINGS",
];

async fn sample(fresh: &Fresh) -> App {
    import(fresh, &["sample", "sample"]).await.expect("the sample is good");
    App::over(fresh).await
}

async fn export(app: &App, dataset: &str, format: &str) -> Value {
    app.operation("export", json!({ "dataset": dataset, "format": format })).await["export"].clone()
}

async fn fetch(app: &App, path: &str) -> reqwest::Response {
    reqwest::get(format!("{}{path}", app.url)).await.expect("an answer")
}

fn url(export: &Value) -> &str {
    export["url"].as_str().expect("an address")
}

#[tokio::test]
async fn every_data_set_is_a_file_with_its_licence_its_hash_and_its_edition() {
    let hashes = Mutex::new(HashMap::new());
    each_database(async |fresh| {
        let app = sample(fresh).await;
        for dataset in ALL {
            for format in ["CSV", "JSONL"] {
                let told = export(&app, dataset, format).await;
                let response = fetch(&app, url(&told)).await;
                assert_eq!(response.status(), StatusCode::OK, "{told}");
                let body = response.bytes().await.expect("a body");
                assert_eq!(told["sha256"], hex::encode(Sha256::digest(&body)), "{dataset} {format}");
                assert_eq!(told["bytes"], body.len());
                assert_eq!((&told["licence"], &told["edition"]["revision"]), (&json!("Apache-2.0"), &json!(1)), "{told}");
                let rows = match format {
                    "CSV" => csv::Reader::from_reader(&body[..]).records().filter(Result::is_ok).count(),
                    _ => body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count(),
                };
                assert!(rows > 0 && told["rows"] == rows, "{told}: {rows} rows");
                assert_eq!(export(&app, dataset, format).await["sha256"], told["sha256"], "the same state, the same file");
                let elsewhere = hashes.lock().expect("one at a time").insert((dataset, format), told["sha256"].clone());
                assert!(
                    elsewhere.is_none_or(|hash| hash == told["sha256"]),
                    "{dataset} {format} is another file on another engine"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn importing_ones_own_export_changes_nothing() {
    each_database(async |fresh| {
        let app = sample(fresh).await;
        // What a spreadsheet would run, and what was withdrawn, survive the round trip as well.
        let formula =
            write(fresh, "formula.csv", "term,language,target,note\n\"'=cmd|' /C calc'!A0\",en,0901,\"'+1 \"\"so\"\"\"\n");
        import(fresh, &["search-references", &formula]).await.expect("a good reference");
        let shorter: String = std::fs::read_to_string("sample/tariff/nomenclature.csv")
            .expect("the sample")
            .lines()
            .filter(|line| !line.starts_with("0302720000"))
            .map(|line| format!("{line}\n"))
            .collect();
        let shorter = write(fresh, "shorter.csv", &shorter);
        let whole = import(fresh, &["nomenclature", "--whole", &shorter]).await.expect("good lines");
        assert_eq!(whole.imports[0].withdrawn, 1);
        for (dataset, source) in [
            ("NOMENCLATURE", "nomenclature"),
            ("MEASURES", "measures"),
            ("NOTES", "notes"),
            ("REFERENCES", "search-references"),
            ("SYNONYMS", "synonyms"),
        ] {
            let told = export(&app, dataset, "CSV").await;
            let request: ExportRequest = format!("{}.csv", dataset.to_lowercase()).parse().expect("a name");
            let own = app.application.exports.export(request.for_officers()).await.expect("a database").expect("it is built");
            let csv = std::fs::read_to_string(&own.path).expect("it lies there");
            let public = fetch(&app, url(&told)).await.text().await.expect("text");
            assert_eq!(public == csv, dataset != "REFERENCES", "{dataset}");
            assert!(!public.contains("1 \"\"so"), "what officers note is not for everybody");
            assert!(!csv.lines().any(|line| line.split(',').any(|cell| cell.starts_with(['=', '+', '@']))), "{dataset}");
            let file = write(fresh, &format!("{source}.csv"), &csv);
            let events = fresh.number("select count(*) from outbox").await;
            for arguments in [&[source, &file][..], &[source, "--whole", &file]] {
                let report = import(fresh, arguments).await.expect("our own format");
                let summary = &report.imports[0];
                assert_eq!((summary.added, summary.withdrawn, summary.unchanged), (0, 0, summary.rows), "{summary:#?}");
            }
            assert_eq!(fresh.number("select count(*) from outbox").await, events, "{dataset}");
            assert_eq!(export(&app, dataset, "CSV").await["sha256"], told["sha256"]);
        }
        let terms = app.application.teaching.references().await.expect("can be read");
        assert!(terms.iter().any(|reference| reference.term == "=cmd|' /C calc'!A0" && reference.note == "+1 \"so\""));
    })
    .await;
}

#[tokio::test]
async fn a_description_with_days_of_its_own_survives_its_export() {
    each_database(async |fresh| {
        let header = "code,suffix,indent,declarable,valid_from,valid_until,description_en,description_fr\n";
        let above = "0901000000,80,0,false,2022-01-01,,Coffee,Café\n";
        let line = "0901210000,80,1,true,2022-01-01,,Roasted,Torréfié\n";
        let shorter = "0901210000,80,1,true,2022-01-01,2030-01-01,Roasted,\n";
        for (name, content) in [("both.csv", [header, above, line].concat()), ("english.csv", [header, above, shorter].concat())]
        {
            import(fresh, &["nomenclature", &write(fresh, name, &content)]).await.expect("good lines");
        }
        let app = App::over(fresh).await;
        let told = export(&app, "NOMENCLATURE", "CSV").await;
        let csv = fetch(&app, url(&told)).await.text().await.expect("text");
        assert!(csv.contains("0901210000,80,1,true,2022-01-01,2030-01-01,Roasted,Torréfié"), "{csv}");
        let file = write(fresh, "own.csv", &csv);
        let whole = import(fresh, &["nomenclature", "--whole", &file]).await.expect("our own format");
        assert_eq!(whole.imports[0].withdrawn, 0, "{whole:#?}");
        let again = import(fresh, &["nomenclature", "--whole", &file]).await.expect("our own format");
        assert_eq!((again.imports[0].added, again.imports[0].withdrawn), (0, 0), "{again:#?}");
        let code = "0901210000".parse().expect("a code");
        let day = jiff::civil::date(2028, 1, 1);
        let chapter = app.application.nomenclature.chapter(&code, day, vocabulary::Timestamp::MAX).await.expect("can be read");
        let place = chapter.find(&code).expect("it stands");
        assert_eq!(chapter.lines()[place].descriptions.len(), 2, "the French one is still there");
    })
    .await;
}

#[tokio::test]
async fn a_file_is_fetched_once_small_and_by_its_name_alone() {
    let fresh = Fresh::sqlite().await;
    let app = sample(&fresh).await;
    let told = export(&app, "RULINGS", "CSV").await;
    let client = reqwest::Client::new();
    let ask =
        |path: String, name: &'static str, value: String| client.get(format!("{}{path}", app.url)).header(name, value).send();
    let plain = fetch(&app, url(&told)).await;
    let header = |response: &reqwest::Response, name: &str| {
        response.headers().get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default()
    };
    assert_eq!(header(&plain, "content-type"), "text/csv; charset=utf-8; header=present");
    assert!(header(&plain, "content-disposition").starts_with("attachment; filename=\"rulings-"), "{plain:?}");
    assert!(header(&plain, "cache-control").starts_with("public, max-age=31536000"), "{plain:?}");
    assert_eq!(header(&plain, "content-length"), told["bytes"].to_string());
    let tag = header(&plain, "etag");
    assert_eq!(tag, format!("\"{}\"", told["sha256"].as_str().expect("a hash")));
    let body = plain.bytes().await.expect("a body");

    let kept = ask(url(&told).to_owned(), "if-none-match", tag).await.expect("an answer");
    assert_eq!(kept.status(), StatusCode::NOT_MODIFIED);
    let packed = ask("/export/rulings.csv".to_owned(), "accept-encoding", "gzip".to_owned()).await.expect("an answer");
    assert_eq!(header(&packed, "content-encoding"), "gzip");
    assert!(header(&packed, "cache-control").starts_with("public, max-age=60"), "the newest may be another soon");
    let (packed, mut unpacked) = (packed.bytes().await.expect("a body"), Vec::new());
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).expect("gzip");
    assert!(packed.len() * 2 < body.len() && unpacked == body, "{} of {} bytes", packed.len(), body.len());

    for path in [
        "/export/rulings.xml".to_owned(),
        "/export/nothing.csv".to_owned(),
        "/export/..%2F..%2Ftest.db".to_owned(),
        format!("/export/rulings.csv?sha256={}", "0".repeat(64)),
        "/export/rulings.csv?sha256=../../test.db".to_owned(),
    ] {
        assert_eq!(fetch(&app, &path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_change_makes_another_file_and_the_old_one_can_still_be_fetched() {
    each_database(async |fresh| {
        let app = sample(fresh).await;
        let old = export(&app, "SYNONYMS", "JSONL").await;
        // On PostgreSQL an older transaction may still run: what was stored meanwhile is read all the same. SQLite has one writer.
        let older = if fresh.database.is_postgres() {
            let older = fresh.database.begin().await.expect("a database");
            outbox::append(&older, "test.slow", "nothing", app.now()).await.expect("a database");
            Some(older)
        } else {
            None
        };
        let file = write(fresh, "synonyms.csv", "kind,language,from,to,owner\none-way,en,java,coffee,zz-customs\n");
        import(fresh, &["synonyms", &file]).await.expect("a good synonym");
        let new = export(&app, "SYNONYMS", "JSONL").await;
        if let Some(older) = older {
            database::commit(older).await.expect("a database");
        }
        assert_eq!(new["rows"].as_i64(), old["rows"].as_i64().map(|rows| rows + 1));
        assert_eq!(new["edition"]["revision"], 2);
        for told in [&old, &new] {
            let body = fetch(&app, url(told)).await.bytes().await.expect("a body");
            assert_eq!(told["sha256"], hex::encode(Sha256::digest(&body)));
        }
    })
    .await;
}

#[tokio::test]
async fn an_export_of_a_day_holds_what_is_in_force_then() {
    let fresh = Fresh::sqlite().await;
    let app = sample(&fresh).await;
    let on = async |day: &str| {
        let asked = json!({ "dataset": "FEES", "format": "JSONL", "asOf": day });
        let told = app.operation("export", asked).await["export"].clone();
        let body = fetch(&app, url(&told)).await.text().await.expect("text");
        let fees: Vec<Value> = body.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
        let fee = fees.into_iter().find(|fee| fee["id"] == "phytosanitary-certificate").expect("a fee of the sample");
        fee["body"]["fee"]["amount"]["fixed"].clone()
    };
    assert_eq!((on("2025-06-30").await, on("2025-07-01").await), (json!("40.00"), json!("45.00")));
}

#[tokio::test]
async fn an_export_beyond_the_ceiling_is_refused() {
    let fresh = Fresh::sqlite().await;
    let app = sample(&fresh).await;
    let exports = app.application.exports.clone().within(Folder::new(fresh.path("small"), 1_000));
    let request = "publications.csv".parse().expect("a name");
    let refused = exports.export(request).await.expect("a database").expect_err("too large");
    assert_eq!(refused, ExportRefusal::TooLarge { limit: 1_000 });
    assert_eq!(std::fs::read_dir(fresh.path("small")).expect("a folder").count(), 0, "nothing is left behind");
}

#[tokio::test]
async fn an_export_that_changes_all_the_time_is_refused_rather_than_mixed() {
    let fresh = Fresh::sqlite().await;
    let app = sample(&fresh).await;
    let (database, now) = (fresh.database.clone(), app.now());
    let restless = tokio::spawn(async move {
        loop {
            let unit = database.begin().await.expect("a database");
            outbox::append(&unit, "test.restless", "nothing", now).await.expect("a database");
            database::commit(unit).await.expect("a database");
        }
    });
    let request = "publications.csv".parse().expect("a name");
    let refused = app.application.exports.export(request).await.expect("a database").expect_err("never the same twice");
    assert_eq!((refused, refused.code()), (ExportRefusal::Busy, "EXPORT_BUSY"));
    restless.abort();
}

#[tokio::test]
async fn whoever_asks_for_every_day_is_refused_at_once_and_keeps_nobody_waiting() {
    let fresh = Fresh::sqlite().await;
    let app = sample(&fresh).await;
    let exports = &app.application.exports;
    let asked = (1..=28).map(|day| format!("rulings-2026-02-{day:02}.csv").parse().expect("a name"));
    let answers = futures_util::future::join_all(asked.map(|request| exports.export(request)));
    let whole = exports.export("notices.csv".parse().expect("a name"));
    let (answers, whole) = futures_util::future::join(answers, whole).await;
    let answers: Vec<_> = answers.into_iter().map(|answer| answer.expect("a database")).collect();
    let (built, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert!(!built.is_empty() && !refused.is_empty(), "{} are built, {} are told at once", built.len(), refused.len());
    assert!(refused.iter().all(|answer| answer.as_ref().err() == Some(&ExportRefusal::Busy)));
    assert!(whole.expect("a database").is_ok());

    let same = futures_util::future::join_all((0..20).map(|_| exports.export("forms.csv".parse().expect("a name")))).await;
    assert!(same.into_iter().all(|answer| answer.expect("a database").is_ok()), "one build for all who ask for the same");
}

#[tokio::test]
async fn the_command_writes_the_same_bytes() {
    let fresh = Fresh::sqlite().await;
    let app = sample(&fresh).await;
    for (format, extension) in [("CSV", "csv"), ("JSONL", "jsonl")] {
        let told = export(&app, "NOMENCLATURE", format).await;
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_fingertip"))
            .current_dir(fresh.folder.path())
            .args(["export", "nomenclature", "--format", extension])
            .env_clear()
            .env("FINGERTIP_DATABASE_URL", &fresh.url)
            .output()
            .expect("the program was built with the tests");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(told["sha256"], hex::encode(Sha256::digest(&output.stdout)));
    }
}

#[tokio::test]
async fn each_file_that_changes_a_data_set_is_an_edition_and_answers_name_the_newest() {
    each_database(async |fresh| {
        let app = sample(fresh).await;
        let names = app.operation("datasets", json!({ "first": 50 })).await["datasets"]["nodes"].clone();
        let names: Vec<&str> =
            names.as_array().expect("a list").iter().map(|set| set["name"].as_str().expect("a name")).collect();
        assert_eq!(
            names,
            [
                "authorities",
                "facts",
                "intercepts",
                "measures",
                "nomenclature",
                "notes",
                "origin",
                "publications",
                "references",
                "sections",
                "synonyms",
                "tariff-book"
            ]
        );
        import(fresh, &["sample", "sample"]).await.expect("the sample is good");
        let line =
            "code,suffix,indent,declarable,valid_from,valid_until,description_en\n0901299999,80,2,true,2026-01-01,,Other\n";
        let file = write(fresh, "more.csv", &line.replace(",80,2,", ",80,0,"));
        let arguments = ["nomenclature", &file, "--licence", "OGL-UK-3.0", "--source-url", "https://tariff.example/more.csv"];
        import(fresh, &arguments).await.expect("a good line");
        let told = app.operation("dataset", json!({ "name": "nomenclature" })).await["dataset"].clone();
        let revisions: Vec<i64> =
            told["editions"].as_array().expect("editions").iter().filter_map(|edition| edition["revision"].as_i64()).collect();
        assert_eq!(revisions, [2, 1], "the same file again is no edition");
        let newest = &told["edition"];
        assert_eq!(newest["sha256"], hex::encode(Sha256::digest(std::fs::read(&file).expect("the file"))));
        assert_eq!((&newest["licence"], &newest["rows"], &newest["isWhole"]), (&json!("OGL-UK-3.0"), &json!(1), &json!(false)));
        assert_eq!(newest["sourceUrl"], "https://tariff.example/more.csv");

        let shown = app.operation("measures", json!({ "code": "0901210010" })).await["hsCode"].clone();
        assert_eq!(shown["edition"], json!({ "name": "nomenclature", "revision": 2 }));
        assert_eq!(shown["measures"][0]["edition"], json!({ "name": "measures", "revision": 1 }));
        assert_eq!(export(&app, "NOMENCLATURE", "CSV").await["licence"], "Apache-2.0 AND OGL-UK-3.0");
        assert_eq!(app.operation("dataset", json!({ "name": "nothing" })).await["dataset"], Value::Null);
        let nameless = write(fresh, "nameless.csv", &line.replace("0901299999,80,2,", "0901288888,80,0,"));
        import(fresh, &["nomenclature", &nameless]).await.expect("a good line");
        assert_eq!(export(&app, "NOMENCLATURE", "CSV").await["licence"], Value::Null, "the others do not speak for it");

        let error = import(fresh, &["nomenclature", &text(file.as_ref()), "--source-url", "javascript:1"]).await;
        assert!(matches!(error, Err(ImportError::Origin(_))), "{error:?}");
    })
    .await;
}
