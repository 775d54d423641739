//! Search: a code first, then words, their near spellings, their synonyms; nothing that is not in force.

use fingertip::tariff::NewLine;
use jiff::civil::date;
use serde_json::{Value, json};
use vocabulary::{Language, Period};

use crate::support::{
    app::App,
    database::{Fresh, each_database},
    given::{self, Given},
};

async fn app_with_texts(database: &Fresh) -> App {
    let app = App::over(database).await;
    let texts = [
        given::revision("coffee-export").saying("Roasted and raw coffee needs a certificate of the coffee board."),
        given::revision("rice-import").titled("Importing rice").saying("A licence is needed for rice above one tonne."),
        given::revision("rice-import").in_language(Language::FR).titled("Importer du riz").saying("Une licence est requise."),
        given::revision("cloth-import").titled("Used clothing").saying("Worn clothing must be fumigated before arrival."),
    ];
    app.application.publications.record_all(&texts, app.now()).await.expect("a database");
    let lines: Vec<NewLine> = given::coffee_and_tea();
    app.application.nomenclature.record_all(&lines, app.now()).await.expect("a database");
    app.indexed().await;
    app
}

async fn found(app: &App, variables: Value) -> Vec<Value> {
    app.operation("search", variables).await["search"]["nodes"].as_array().expect("nodes").clone()
}

fn name(node: &Value) -> &str {
    node["publicationId"].as_str().or(node["code"].as_str()).expect("an id or a code")
}

#[tokio::test]
async fn an_exact_code_comes_first_in_any_spelling() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        for text in ["090121", "0901.21", "0901 21", "0901210000", "٠٩٠١٢١", "hs code 0901.21"] {
            let nodes = found(&app, json!({ "text": text, "language": "en" })).await;
            assert_eq!((name(&nodes[0]), &nodes[0]["reason"]), ("0901210000", &json!("CODE")), "{text}");
        }
        let heading = found(&app, json!({ "text": "0902" })).await;
        assert_eq!(name(&heading[0]), "0902000000");
    })
    .await;
}

#[tokio::test]
async fn words_typos_and_beginnings_find_the_text() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        for text in ["coffee board certificate", "cofee board certifcate", "coffee board certif"] {
            let nodes = found(&app, json!({ "text": text, "language": "en" })).await;
            assert_eq!(nodes.first().map(name), Some("coffee-export"), "{text}: {nodes:#?}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_what_is_in_force_on_the_day_is_found() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        let ended = given::revision("honey").titled("Honey permit").saying("Honey.").between(date(2024, 1, 1), date(2025, 1, 1));
        app.application.publications.record_all(&[ended], app.now()).await.expect("a database");
        let mut line = given::line("0902200000", 1, true, "Other green tea");
        line.validity = Period::new(date(2022, 1, 1), Some(date(2023, 1, 1))).expect("a good period");
        app.application.nomenclature.record_all(&[line], app.now()).await.expect("a database");
        app.indexed().await;
        assert_eq!(found(&app, json!({ "text": "honey permit", "asOf": "2024-06-01" })).await.len(), 1);
        assert_eq!(found(&app, json!({ "text": "honey permit", "asOf": "2025-06-01" })).await, Vec::<Value>::new());
        assert_eq!(name(&found(&app, json!({ "text": "090220", "asOf": "2022-06-01" })).await[0]), "0902200000");
        assert!(found(&app, json!({ "text": "090220" })).await.iter().all(|node| name(node) != "0902200000"));
    })
    .await;
}

#[tokio::test]
async fn a_text_is_found_in_its_language_and_elsewhere_when_there_is_none() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        let french = found(&app, json!({ "text": "licence riz", "language": "fr" })).await;
        assert_eq!((french.len(), &french[0]["language"]), (1, &json!("fr")));
        let swahili = found(&app, json!({ "text": "rice licence", "language": "sw" })).await;
        assert_eq!(swahili[0]["language"], "en");
        // Something is published in French, but not this.
        let first = app.operation("search", json!({ "text": "coffee", "language": "fr", "first": 1 })).await["search"].clone();
        assert_eq!(first["nodes"][0]["language"], "en");
        let second = json!({ "text": "coffee", "language": "fr", "first": 1, "after": first["endCursor"] });
        let second = app.operation("search", second).await["search"].clone();
        assert_eq!((second["nodes"][0]["language"].clone(), second["nodes"][0] == first["nodes"][0]), (json!("en"), false));
        assert!(!found(&app, json!({ "text": "0901.21", "language": "fr" })).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn facets_count_what_the_filter_would_leave() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        let counted = app.operation("search_facets", json!({ "text": "coffee", "language": "en", "fields": ["KIND"] })).await;
        let counts = counted["search"]["facets"][0]["counts"].as_array().expect("counts").clone();
        for count in counts {
            let kind = count["value"].as_str().expect("value").to_uppercase().replace('-', "_");
            let filter = json!({ "kinds": [kind] });
            let left = found(&app, json!({ "text": "coffee", "language": "en", "filter": filter, "first": 50 })).await;
            assert_eq!(json!(left.len()), count["count"], "{kind}");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_or_repeat() {
    each_database(async |database| {
        let app = App::over(database).await;
        let texts: Vec<_> = (0..25).map(|number| given::revision(&format!("permit-{number:02}")).titled("Permit")).collect();
        app.application.publications.record_all(&texts, app.now()).await.expect("a database");
        app.indexed().await;
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = app.operation("search", json!({ "text": "permit", "first": 10, "after": after })).await["search"].clone();
            seen.extend(page["nodes"].as_array().expect("nodes").iter().map(|node| name(node).to_owned()));
            after = page["endCursor"].clone();
            if page["hasNextPage"] == false {
                break;
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 25);
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_is_completed() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        let suggested = app.operation("suggest", json!({ "prefix": "0901", "language": "en" })).await["suggest"].clone();
        assert_eq!(suggested[0]["kind"], "CODE");
        let suggested = app.operation("suggest", json!({ "prefix": "impor", "language": "en" })).await["suggest"].clone();
        assert!(suggested.as_array().expect("suggestions").iter().any(|one| one["text"] == "Importing rice"), "{suggested}");
    })
    .await;
}

#[tokio::test]
async fn a_search_is_explained_by_its_request_id() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        let id = app.operation("search", json!({ "text": "rice" })).await["search"]["requestId"].clone();
        let explained = app.operation("explain_search", json!({ "requestId": id })).await["explainSearch"].clone();
        assert!(explained.to_string().contains("rice"), "{explained}");
    })
    .await;
}

#[tokio::test]
async fn an_answer_fits_a_slow_link() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        let body = json!({ "query": crate::support::app::operation("suggest"), "variables": { "prefix": "coff" } });
        let answer = app.post_compressed(&body).await;
        assert!(answer <= 1_024, "{answer} bytes");
    })
    .await;
}

#[tokio::test]
async fn a_code_that_did_not_come_first_is_told_why() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        let why = async |text: &str, code: &str| {
            app.operation("why_not", json!({ "text": text, "code": code, "language": "en" })).await["whyNot"].clone()
        };
        assert_eq!(why("roasted, with caffeine", "090121").await["reason"], "FIRST");
        let missing = why("roasted coffee", "090210").await;
        assert_eq!((&missing["reason"], missing["words"].as_array().map(Vec::len)), (&json!("MISSING"), Some(1)), "{missing}");
        assert_eq!(why("coffee", "8703").await["reason"], "NOT_IN_FORCE");
        let refused = app.refusal("en", "{ whyNot(text: \" \", code: \"0901\") { reason } }", json!({})).await;
        assert_eq!(refused["extensions"]["code"], "QUERY_EMPTY", "{refused}");
    })
    .await;
}

#[tokio::test]
async fn facts_are_found_beside_texts_and_lines() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/facts");
        let files =
            fingertip::fact::import::FactFiles::open(&folder, fingertip::fact::LeadDaysMin::default()).expect("the sample");
        let facts: Vec<_> =
            fingertip::platform::import::Source::rows(&files).expect("facts").map(|fact| fact.expect("a good fact")).collect();
        app.application.facts.record_all(&facts, app.now()).await.expect("a database");
        app.indexed().await;
        let find = async |text: &str, kind: &str| {
            let query =
                "query($text: String!, $kind: SearchKind!) { search(text: $text, language: \"en\", filter: { kinds: [$kind] }) {
                nodes { factId kind confidence strength } } }";
            app.data(query, json!({ "text": text, "kind": kind })).await["search"]["nodes"][0].clone()
        };
        assert_eq!(find("customs processing fee", "FEE").await["factId"], "processing-fee");
        // Swahili has facts about coffee and no lines: the line is the answer all the same.
        let code = found(&app, json!({ "text": "0901.21", "language": "sw" })).await;
        assert_eq!(name(&code[0]), "0901210000");
        let heading = found(&app, json!({ "text": "0901", "language": "sw" })).await;
        assert_eq!((name(&heading[0]), &heading[0]["kind"]), ("0901000000", &json!("TARIFF_LINE")));
        assert_eq!(find("counter of the ministry of agriculture", "OFFICE").await["factId"], "agriculture-counter");
        let procedure = find("obtain an advance ruling", "PROCEDURE").await;
        assert_eq!(procedure["factId"], "advance-ruling");
        assert!(procedure["confidence"].as_u64().is_some_and(|thousandths| thousandths <= 1000), "{procedure}");
    })
    .await;
}

#[tokio::test]
async fn a_word_that_a_sentence_answers_better_is_intercepted() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        let csv = "terms,language,message,filter_hs,block_results,escalate,owner\n\
                   coffee|café,en,Say whether it is roasted.,0901|2101,false,false,zz-customs\n\
                   bribe,en,Tell the enquiry point.,,true,true,zz-enquiry\n";
        let file = fingertip::platform::import::ImportFile::from_bytes("intercepts.csv", csv.as_bytes());
        let source = fingertip::search::teaching::InterceptsFile::new(file);
        let rows: Vec<_> = fingertip::platform::import::Source::rows(&source)
            .expect("a good header")
            .map(|row| row.expect("a good row"))
            .collect();
        let recorded = app.application.teaching.record_intercepts(&rows, app.now()).await.expect("a database");
        assert_eq!((recorded.added, recorded.unchanged), (2, 0));
        let again = app.application.teaching.record_intercepts(&rows, app.now()).await.expect("a database");
        assert_eq!((again.added, again.unchanged), (0, 2));
        app.indexed().await;
        let ask = async |text: &str| {
            let query = "query($text: String!) { search(text: $text, language: \"en\") {
                intercept { message hsCodes blocksResults escalates authority } nodes { title } } }";
            app.data(query, json!({ "text": text })).await["search"].clone()
        };
        let coffee = ask("Cafe?").await;
        assert_eq!(coffee["intercept"]["hsCodes"], json!(["0901", "2101"]));
        assert!(!ask("coffee").await["nodes"].as_array().expect("a list").is_empty());
        let bribe = ask("bribe").await;
        assert_eq!((&bribe["intercept"]["escalates"], &bribe["nodes"]), (&json!(true), &json!([])));
        assert_eq!(ask("coffee import").await["intercept"], Value::Null);
    })
    .await;
}
