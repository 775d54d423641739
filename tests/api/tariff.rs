//! The tariff: a code in any spelling, on any day, with what stands above, below and beside it.

use fingertip::tariff::{NewNote, NoteKind, NoteScope, Section};
use jiff::civil::date;
use serde_json::{Value, json};
use vocabulary::{Language, Period};

use crate::support::{
    app::App,
    database::{Fresh, each_database},
    given,
};

async fn app_with_coffee(database: &Fresh) -> App {
    let app = App::over(database).await;
    app.application.nomenclature.record_all(&given::coffee_and_tea(), app.now()).await.expect("a database");
    app
}

#[tokio::test]
async fn a_code_is_found_in_any_spelling_and_script() {
    each_database(async |database| {
        let app = app_with_coffee(database).await;
        for code in ["0901", "09.01", "09 01", "0901000000", "٠٩٠١", "०९०१"] {
            let line = app.operation("hs_code", json!({ "code": code })).await["hsCode"].clone();
            assert_eq!((&line["code"], &line["level"]), (&json!("0901"), &json!("HEADING")), "{code}");
            assert_eq!(line["children"].as_array().map(Vec::len), Some(2));
        }
        let none = app.operation("hs_code", json!({ "code": "9901" })).await;
        assert_eq!(none["hsCode"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_line_is_there_on_its_days_alone() {
    each_database(async |database| {
        let app = app_with_coffee(database).await;
        let mut ended = given::line("0902100000", 1, true, "Green tea in packings up to 3 kg");
        ended.validity = Period::new(date(2022, 1, 1), Some(date(2026, 1, 1))).expect("a good period");
        app.application.nomenclature.record_all(&[ended], app.now()).await.expect("a database");
        let on = |day: &'static str| app.operation("hs_code", json!({ "code": "090210", "asOf": day }));
        assert_eq!(on("2025-12-31").await["hsCode"]["description"], "Green tea in packings up to 3 kg");
        assert_eq!(on("2026-01-01").await["hsCode"], Value::Null);
        assert_eq!(on("2021-12-31").await["hsCode"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_line_carries_its_section_its_notes_and_what_they_exclude() {
    each_database(async |database| {
        let app = App::over(database).await;
        let nomenclature = &app.application.nomenclature;
        let section = Section {
            number: 2,
            first_chapter: "06".parse().expect("a good code"),
            last_chapter: "14".parse().expect("a good code"),
            titles: vec![(Language::EN, "Vegetable products".into())],
        };
        nomenclature.put_sections(&[section]).await.expect("a database");
        nomenclature.record_all(&given::coffee_and_tea(), app.now()).await.expect("a database");
        let note = |scope: NoteScope, kind, language, text: &str| NewNote {
            scope,
            kind,
            language,
            ordinal: 1,
            text: text.into(),
            validity: Period::starting(date(2022, 1, 1)),
        };
        let chapter = NoteScope::Code("09".parse().expect("a good code"));
        let notes = [
            note(NoteScope::Section(2), NoteKind::Note, Language::EN, "Pellets are agglomerated products."),
            note(chapter, NoteKind::Exclusion, Language::EN, "Not maté: 0903."),
            note(chapter, NoteKind::Exclusion, Language::FR, "Sauf le maté : 0903."),
            note(NoteScope::Code("0902".parse().expect("a good code")), NoteKind::Note, Language::EN, "Of tea alone."),
        ];
        nomenclature.record_notes(&notes, app.now()).await.expect("a database");
        let line = app.operation("hs_code", json!({ "code": "090121", "language": "en" })).await["hsCode"].clone();
        assert_eq!(line["section"]["title"], "Vegetable products");
        assert_eq!(line["notes"][0]["text"], "Pellets are agglomerated products.");
        assert_eq!(line["notes"].as_array().map(Vec::len), Some(1));
        assert_eq!(line["exclusions"][0]["text"], "Not maté: 0903.");
        let french = app.operation("hs_code", json!({ "code": "090121", "language": "fr" })).await["hsCode"].clone();
        assert_eq!(french["exclusions"][0]["text"], "Sauf le maté : 0903.");
        assert_eq!(french["language"], "en");
    })
    .await;
}

#[tokio::test]
async fn the_history_of_a_code_tells_what_changed() {
    each_database(async |database| {
        let app = app_with_coffee(database).await;
        let mut anew = given::line("0901210000", 1, true, "Roasted coffee, not decaffeinated");
        anew.validity = Period::starting(date(2024, 1, 1));
        app.application.nomenclature.record_all(&[anew], app.now()).await.expect("a database");
        let told = app.operation("history", json!({ "code": "0901 21" })).await["history"].clone();
        let told: Vec<(&str, &str)> = told
            .as_array()
            .expect("changes")
            .iter()
            .map(|change| (change["day"].as_str().expect("day"), change["kind"].as_str().expect("kind")))
            .collect();
        assert_eq!(told, [("2022-01-01", "ADDED"), ("2022-01-01", "DESCRIBED"), ("2024-01-01", "DESCRIBED")]);
    })
    .await;
}
