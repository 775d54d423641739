//! Finding by meaning: with the real sentence encoder, where its package could be obtained.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{
    app::App,
    database::each_database,
    given::{self, Given},
};

/// Imports the model of the package that scripts/model.sh obtains, once for all tests; nothing where there is no package.
pub fn model() -> Option<PathBuf> {
    static MODEL: OnceLock<Option<(TempDir, PathBuf)>> = OnceLock::new();
    let imported = MODEL.get_or_init(|| {
        let found = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/model.sh")).output().expect("a shell");
        let package = String::from_utf8(found.stdout).expect("a path");
        if package.trim().is_empty() {
            eprintln!("without the package of the sentence encoder, nothing is found by its meaning");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder to work in");
        let file = folder.path().join("model.bin");
        vectors::import(Path::new(package.trim()), &file).expect("the package that was pinned");
        Some((folder, file))
    });
    imported.as_ref().map(|(_, file)| file.clone())
}

/// Publishes texts in English, and one of them in Spanish too.
async fn publish(app: &App) {
    let texts = [
        ("late-payment", "Interest", "Who pays the duty after the due date owes interest for each day."),
        ("warehouse", "Storage", "Goods may stay in a bonded warehouse for two years; nothing is owed before they leave it."),
        ("dogs", "Pets", "A dog needs a rabies vaccination and a certificate of a veterinarian."),
    ];
    for (id, title, text) in texts {
        let new = given::revision(id).titled(title).saying(text);
        app.application.publications.record(new, 0, app.now()).await.expect("a database").expect("no conflict");
    }
    let new = given::revision("dogs")
        .titled("Mascotas")
        .saying("Un perro necesita una vacuna contra la rabia.")
        .in_language("es".parse().expect("a language"));
    app.application.publications.record(new, 0, app.now()).await.expect("a database").expect("no conflict");
}

async fn ask(app: &App, text: &str, language: &str) -> Value {
    app.operation("search", json!({ "text": text, "language": language, "first": 3 })).await["search"].clone()
}

#[tokio::test]
async fn a_question_in_another_language_finds_what_is_not_published_in_it() {
    let Some(model) = model() else { return };
    each_database(async |database| {
        let app = App::over(database).await;
        publish(&app).await;
        app.indexed().await;
        let before = ask(&app, "¿Qué pasa si pago los aranceles tarde?", "es").await;
        assert_eq!(before["mode"], "WORDS");
        let reader = app.application.reader(model.clone()).await.expect("a whole model");
        let reading = tokio::spawn(reader.run());
        app.until("all is read", || async { app.application.search.mode().as_str() == "words_and_meaning" }).await;
        let found = ask(&app, "¿Qué pasa si pago los aranceles tarde?", "es").await;
        let first = &found["nodes"][0];
        assert_eq!(
            (&first["publicationId"], &first["language"], &first["reason"]),
            (&json!("late-payment"), &json!("en"), &json!("MEANING")),
            "{found:#}"
        );
        assert_eq!(found["mode"], "WORDS_AND_MEANING");
        let found = ask(&app, "documentos para mi mascota canina", "es").await;
        let languages: Vec<&Value> = found["nodes"]
            .as_array()
            .expect("nodes")
            .iter()
            .filter(|node| node["publicationId"] == "dogs")
            .map(|node| &node["language"])
            .collect();
        assert_eq!(languages, ["es"], "what is there in the reader's language is not shown in another: {found:#}");
        reading.abort();
    })
    .await;
}

#[tokio::test]
async fn what_is_published_later_is_read_too_and_a_new_generation_keeps_what_was_read() {
    let Some(model) = model() else { return };
    each_database(async |database| {
        let app = App::over(database).await;
        publish(&app).await;
        app.indexed().await;
        let reader = app.application.reader(model.clone()).await.expect("a whole model");
        let reading = tokio::spawn(reader.run());
        let finds = async |text: &str, id: &str| ask(&app, text, "en").await["nodes"][0]["publicationId"] == id;
        app.until("a question in other words is answered", || {
            finds("how long can I keep my cargo untaxed in a depot", "warehouse")
        })
        .await;
        let new = given::revision("gold").titled("Precious metals").saying("Bars of gold are declared to the central bank.");
        app.application.publications.record(new, 0, app.now()).await.expect("a database").expect("no conflict");
        app.until("what came later is answered", || finds("déclarer des lingots d'or à la banque centrale", "gold")).await;
        fingertip::search::rebuild(&app.application.sources(), &app.application.generations).await.expect("a database");
        publish_again(&app).await;
        app.until("the new generation answers", || finds("déclarer des lingots d'or à la banque centrale", "gold")).await;
        let folder = app.application.generations.current().expect("a generation");
        app.until("it has vectors", || async { folder.join("vectors.i8").exists() }).await;
        reading.abort();
    })
    .await;
}

/// Something for the follower to do, so that it sees the new generation.
async fn publish_again(app: &App) {
    let new = given::revision("dogs").titled("Pets").saying("A dog needs a rabies vaccination.");
    app.application.publications.record(new, 1, app.now()).await.expect("a database").expect("no conflict");
    app.indexed().await;
}

#[tokio::test]
async fn a_model_that_is_damaged_leaves_the_search_with_words() {
    each_database(async |database| {
        let app = App::over(database).await;
        publish(&app).await;
        app.indexed().await;
        let file = app.index_folder().join("model.bin");
        assert!(app.application.reader(file.clone()).await.is_none(), "there is no file");
        std::fs::write(&file, "nothing of the kind").expect("room");
        assert!(app.application.reader(file).await.is_none(), "it is no model");
        let found = ask(&app, "bonded warehouse", "en").await;
        assert_eq!((&found["mode"], &found["nodes"][0]["publicationId"]), (&json!("WORDS"), &json!("warehouse")));
    })
    .await;
}
