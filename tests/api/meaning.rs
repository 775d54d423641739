//! Finding by meaning: with the real sentence encoder, where its package could be obtained.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use fingertip::search::{self, Mode, Reader};
use jiff::civil::date;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use vocabulary::Language;

use crate::support::{
    app::App,
    concepts::Concepts,
    database::{Fresh, each_database},
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
        search::rebuild(&app.application.sources(), &app.application.generations).await.expect("a database");
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

/// Lets an encoder that knows a few things read all there is, and returns what counts what it reads.
async fn read_by_concepts(app: &App) -> (Arc<AtomicUsize>, JoinHandle<()>) {
    let (encoder, passages) = Concepts::new();
    let reader = Reader::with(Arc::new(encoder), app.application.search.clone());
    let reading = tokio::spawn(reader.run());
    app.until("all is read", || async { app.application.search.mode() == Mode::WordsAndMeaning }).await;
    (passages, reading)
}

async fn published(app: &App, texts: &[(&str, &str, &str, &str)]) {
    for (id, language, title, text) in texts {
        let new = given::revision(id).in_language(language.parse().expect("a language")).titled(title).saying(text);
        app.application.publications.record(new, 0, app.now()).await.expect("a database").expect("no conflict");
    }
    app.indexed().await;
}

fn ids(found: &Value) -> Vec<&str> {
    found["nodes"].as_array().expect("nodes").iter().filter_map(|node| node["publicationId"].as_str()).collect()
}

#[tokio::test]
async fn what_is_near_in_meaning_passes_the_same_filters_and_is_never_certain() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    published(&app, &[("dogs", "en", "Dogs", "A dog comes in."), ("gold", "en", "Bullion", "Declare gold.")]).await;
    let later = given::revision("puppies").titled("Young ones").saying("A dog under a year.").from(date(2026, 7, 1));
    app.application.publications.record(later, 0, app.now()).await.expect("a database").expect("no conflict");
    app.indexed().await;
    let (_, reading) = read_by_concepts(&app).await;
    let ask = async |variables: Value| app.operation("search", variables).await["search"].clone();
    let found = ask(json!({ "text": "perro", "language": "en" })).await;
    assert_eq!(ids(&found), ["dogs"], "what is not in force yet is not near: {found:#}");
    assert_ne!(found["nodes"][0]["strength"], Value::Null);
    let both = ask(json!({ "text": "perro", "language": "en", "asOf": "2026-07-02" })).await;
    assert_eq!(ids(&both).len(), 2, "{both:#}");
    let query = "{ search(text: \"perro\", language: \"en\", asOf: \"2026-07-02\") { nodes { reason confidence } } }";
    let confidences = app.data(query, json!({})).await;
    for node in confidences["search"]["nodes"].as_array().expect("nodes") {
        assert!(node["reason"] == "MEANING" && node["confidence"].as_i64() < Some(1_000), "{confidences:#}");
    }
    let filtered = ask(json!({ "text": "perro", "language": "en", "filter": { "article11": ["B"] } })).await;
    assert_eq!(ids(&filtered), [""; 0], "{filtered:#}");
    reading.abort();
}

#[tokio::test]
async fn pages_of_what_words_and_meaning_found_follow_one_another_without_gap_or_repeat() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    let texts: Vec<(String, &str)> = (0..40)
        .map(|at| (format!("text-{at:02}"), if at % 2 == 0 { "A dog is declared." } else { "A canine is declared." }))
        .collect();
    let texts: Vec<_> = texts.iter().map(|(id, text)| (id.as_str(), "en", "Animals", *text)).collect();
    published(&app, &texts).await;
    let (_, reading) = read_by_concepts(&app).await;
    let whole = app.operation("search", json!({ "text": "dog", "language": "en", "first": 50 })).await;
    let whole: Vec<String> = ids(&whole["search"]).into_iter().map(str::to_owned).collect();
    assert_eq!(whole.len(), 40);
    let (mut paged, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = app.operation("search", json!({ "text": "dog", "language": "en", "first": 7, "after": after })).await;
        paged.extend(ids(&page["search"]).into_iter().map(str::to_owned));
        if page["search"]["hasNextPage"] == false {
            break;
        }
        after = page["search"]["endCursor"].clone();
    }
    assert_eq!(paged, whole);
    reading.abort();
}

#[tokio::test]
async fn a_new_generation_is_not_read_anew() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    published(&app, &[("dogs", "en", "Dogs", "A dog comes in."), ("gold", "en", "Bullion", "Declare gold.")]).await;
    let (passages, reading) = read_by_concepts(&app).await;
    app.until("both are read", || async { passages.load(Ordering::Relaxed) == 2 }).await;
    search::rebuild(&app.application.sources(), &app.application.generations).await.expect("a database");
    published(&app, &[("ships", "en", "Ships", "A vessel arrives.")]).await;
    let answers = async || ids(&ask(&app, "navire", "en").await) == ["ships"];
    app.until("the new generation answers", answers).await;
    assert_eq!(passages.load(Ordering::Relaxed), 3, "what was read before is not read again");
    reading.abort();
    assert!(app.application.search.is_ready());
}

#[tokio::test]
async fn vectors_that_are_damaged_are_made_anew() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    published(&app, &[("dogs", "en", "Dogs", "A dog comes in.")]).await;
    let folder = app.application.generations.current().expect("a generation");
    std::fs::write(folder.join("vectors.i8"), "FT-VECTS and then nothing").expect("room");
    let (passages, reading) = read_by_concepts(&app).await;
    assert_eq!((ids(&ask(&app, "perro", "en").await), passages.load(Ordering::Relaxed)), (vec!["dogs"], 1));
    reading.abort();
}

#[tokio::test]
async fn a_word_that_only_another_language_has_is_found_though_something_is_near_in_the_readers() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    let texts = [("dogs", "fr", "Chiens", "Un chien entre."), ("kennels", "en", "KX77 form for a dog", "Fill in the form KX77.")];
    published(&app, &texts).await;
    let (_, reading) = read_by_concepts(&app).await;
    let found = ask(&app, "KX77", "fr").await;
    assert_eq!(ids(&found)[0], "kennels", "{found:#}");
    reading.abort();
}

#[tokio::test]
async fn a_line_of_the_tariff_is_shown_in_one_language() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    let mut lines = given::coffee_and_tea();
    for line in &mut lines {
        line.descriptions.push((Language::FR, format!("{} (cafe)", line.descriptions[0].1)));
    }
    app.application.nomenclature.record_all(&lines, app.now()).await.expect("a database");
    published(&app, &[("riz", "fr", "Riz", "Du riz.")]).await;
    let (_, reading) = read_by_concepts(&app).await;
    for language in ["es", "fr", "en"] {
        let found = app.operation("search", json!({ "text": "espresso", "language": language, "first": 20 })).await;
        let mut codes: Vec<&str> =
            found["search"]["nodes"].as_array().expect("nodes").iter().filter_map(|node| node["code"].as_str()).collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert!(all == codes.len() && all > 0, "{language}: {found:#}");
    }
    reading.abort();
}
