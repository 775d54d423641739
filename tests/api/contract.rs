//! The contract: the schema is the one that is kept, the operations fit it, and every field says what it is.

use std::{fs, path::Path};

use fingertip::schema;
use serde_json::json;

use crate::support::{
    app::{App, operation},
    database::each_database,
    given::{self, Given},
};

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn operations() -> Vec<String> {
    let folder = fs::read_dir(repository().join("graphql/operations")).expect("a folder");
    let mut names: Vec<String> = folder
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "graphql"))
        .map(|path| path.file_stem().expect("a name").to_str().expect("text").to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_schema_is_the_one_that_was_agreed_on() {
    let kept = fs::read_to_string(repository().join("graphql/schema.graphql")).expect("the schema");
    assert!(kept == schema::print(), "graphql/schema.graphql differs: review the change, then run `make generate`");
}

#[test]
fn everything_in_the_schema_is_described() {
    let mut described = false;
    let mut lacking = Vec::new();
    let printed = schema::print();
    let (types, _roots) = printed.rsplit_once("schema {").expect("the roots come last");
    for line in types.lines() {
        let text = line.trim();
        let declares =
            text.contains(": ") || text.starts_with("type ") || text.starts_with("enum ") || text.starts_with("input ");
        let within =
            text.starts_with('"') || text.starts_with("directive") || text.starts_with(')') || text.starts_with("schema");
        if declares && !within && !described && !text.ends_with("\"\"\"") {
            lacking.push(text.to_owned());
        }
        described = text.ends_with("\"\"\"");
    }
    let lacking: Vec<&String> = lacking.iter().filter(|line| is_declaration(line)).collect();
    assert!(lacking.is_empty(), "{lacking:#?}");
}

/// Leaves out prose inside descriptions and the page types of the library.
fn is_declaration(line: &str) -> bool {
    let name = line.split([':', '(']).next().unwrap_or_default().trim();
    name.chars().all(|character| character.is_alphanumeric() || character == '_') && line.split_whitespace().count() <= 4
}

#[tokio::test]
async fn every_operation_is_valid_and_bears_the_name_of_its_file() {
    each_database(async |database| {
        let app = App::over(database).await;
        for name in operations() {
            let text = operation(&name);
            let camel: String = name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
            assert!(text.contains(&format!(" {camel}")), "{name} should be named {camel}");
            if text.starts_with("subscription") {
                continue;
            }
            let answer = app.answer(&text, json!({})).await;
            let code = &answer["errors"][0]["extensions"]["code"];
            assert_ne!(code, "GRAPHQL_VALIDATION_FAILED", "{name}: {answer}");
            assert_ne!(code, "GRAPHQL_PARSE_FAILED", "{name}: {answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_document_that_asks_for_too_many_values_is_refused_before_it_runs() {
    each_database(async |database| {
        let app = App::over(database).await;
        let fifty = "{ search(text: \"rice\", first: 50) { nodes { title code kind } } }";
        assert!(app.answer(fifty, json!({})).await.get("data").is_some());
        let cousins = "{ hsCode(code: \"09\") { children { children { code } } } }";
        let answer = app.answer(cousins, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{answer}");
    })
    .await;
}

/// Counts the objects and values of an answer: what had to be read, computed and sent.
fn values(answer: &serde_json::Value) -> u64 {
    match answer {
        serde_json::Value::Array(items) => items.iter().map(values).sum(),
        serde_json::Value::Object(fields) => 1 + fields.values().map(values).sum::<u64>(),
        _ => 1,
    }
}

#[tokio::test]
async fn no_document_gives_more_values_than_it_was_counted_at() {
    let fields = [
        "id title summary body article11 languages version",
        "title authority { code name phone } source { act gazette url }",
        "id hsCodes documentType direction validFrom validUntil recordedAt",
    ];
    let lines = ["code description", "code description ancestors { code } notes { text }", "code children { code description }"];
    each_database(async |database| {
        let app = App::serving(database.database.clone(), schema::build_weighed).await;
        let texts: Vec<_> = (0..60).map(|at| given::revision(&format!("coffee-{at}")).titled(&format!("Coffee {at}"))).collect();
        app.application.publications.record_all(&texts, app.now()).await.expect("a database");
        let goods: Vec<_> =
            (0..40).map(|at| given::line(&format!("0901{:02}0000", at + 10), 1, true, "Coffee, roasted")).collect();
        let above = [given::line("0900000000", 0, false, "Coffee"), given::line("0901000000", 0, false, "Coffee")];
        app.application.nomenclature.record_all(&[above.to_vec(), goods].concat(), app.now()).await.expect("a database");
        app.indexed().await;
        let mut counted = 0;
        for first in [1, 2, 7, 23, 50] {
            for selected in fields {
                let documents = [
                    format!("{{ publications(first: {first}) {{ nodes {{ {selected} }} pageInfo {{ hasNextPage }} }} }}"),
                    format!("{{ publications(first: {first}) {{ edges {{ cursor node {{ {selected} }} }} }} }}"),
                    format!("{{ search(text: \"coffee\", first: {first}) {{ nodes {{ title code kind }} }} suggest(prefix: \"cof\", first: 10) {{ text kind }} }}"),
                    format!("{{ publication(id: \"coffee-1\") {{ {selected} }} }}"),
                ];
                let codes = lines.iter().map(|selected| format!("{{ hsCode(code: \"0901\") {{ {selected} }} }}"));
                for document in documents.into_iter().chain(codes) {
                    let answer = app.answer(&document, json!({})).await;
                    let cost = answer["extensions"]["analyzer"]["complexity"].as_u64().unwrap_or_else(|| panic!("{document}: {answer}"));
                    assert!(answer.get("errors").is_none(), "{document}: {answer}");
                    // The answer itself is no value that anybody asked for.
                    let found = values(&answer["data"]) - 1;
                    assert!(found <= cost, "{document}: {found} values for {cost}");
                    counted += 1;
                }
            }
        }
        assert_eq!(counted, 5 * 3 * 7);
    })
    .await;
}
