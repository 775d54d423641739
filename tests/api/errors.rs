//! Bad input: a typed error that says what to do, in the caller's language, and loses nothing.

use fingertip::platform::{database::Database, fault::FaultKind};
use serde_json::{Value, json};

use crate::support::{
    app::App,
    database::{Fresh, each_database},
    given,
};

/// A wrong request, the code it is refused with, and a word of the French message.
fn wrong_requests() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    let search = "query($t: String!, $l: Language, $d: Date, $n: Int, $a: String) {
        search(text: $t, language: $l, asOf: $d, first: $n, after: $a) { nodes { title } } }";
    let code = "query($c: HsCode!) { hsCode(code: $c) { code } }";
    vec![
        (code, json!({ "c": "123" }), "HS_CODE_INVALID", "code SH"),
        (code, json!({ "c": "coffee" }), "HS_CODE_INVALID", "code SH"),
        (search, json!({ "t": "rice", "l": "english" }), "LANGUAGE_INVALID", "code de langue"),
        (search, json!({ "t": "rice", "l": "xx" }), "LANGUAGE_UNKNOWN", "choisissez"),
        (search, json!({ "t": "rice", "d": "2026-02-30" }), "DATE_INVALID", "calendrier"),
        (search, json!({ "t": " " }), "QUERY_EMPTY", "au moins"),
        (search, json!({ "t": "a".repeat(257) }), "QUERY_TOO_LONG", "256"),
        (search, json!({ "t": (10..60).map(|word| format!("w{word} ")).collect::<String>() }), "QUERY_TOO_COMPLEX", "32"),
        (search, json!({ "t": "rice", "n": 51 }), "PAGE_SIZE_INVALID", "50"),
        (search, json!({ "t": "rice", "n": 0 }), "PAGE_SIZE_INVALID", "50"),
        (search, json!({ "t": "rice", "a": "not-a-cursor" }), "CURSOR_INVALID", "curseur"),
        ("{ synonyms(after: \"first\") { nodes { hits } } }", json!({}), "CURSOR_INVALID", "curseur"),
        ("{ unansweredSearches(after: \"7.en\") { nodes { text } } }", json!({}), "CURSOR_INVALID", "curseur"),
        ("{ popularSearches(first: 51) { nodes { text } } }", json!({}), "PAGE_SIZE_INVALID", "50"),
        ("{ publications(after: \"%%%\") { nodes { id } } }", json!({}), "CURSOR_INVALID", "curseur"),
        ("{ publication(id: \"a b\") { id } }", json!({}), "PUBLICATION_ID_INVALID", "désigner"),
        ("{ publications(authority: \"A B\") { nodes { id } } }", json!({}), "AUTHORITY_CODE_INVALID", "autorité"),
        ("{ publication(id: \"a\", knownAt: \"noon\") { id } }", json!({}), "DATE_TIME_INVALID", "instant"),
        (
            "{ history(code: \"09\", from: \"2026-01-01\", until: \"2025-01-01\") { day } }",
            json!({}),
            "PERIOD_INVALID",
            "dernier",
        ),
        ("{ leadTimes(since: \"2026-01-01\", until: \"2026-01-01\") { leadDaysMin } }", json!({}), "PERIOD_INVALID", "dernier"),
        ("{ leadTimes(since: \"2000-01-01\", until: \"2026-01-01\") { leadDaysMin } }", json!({}), "PERIOD_TOO_LONG", "jours"),
        ("{ staleness(after: \"2026-01-01\") { nodes { title } } }", json!({}), "CURSOR_INVALID", "curseur"),
        ("{ me { id } }", json!({}), "UNAUTHENTICATED", "reconnecter"),
        ("{ explainSearch(requestId: \"gone\") }", json!({}), "REQUEST_UNKNOWN", "requête"),
    ]
}

#[tokio::test]
async fn each_wrong_value_is_refused_by_code_and_in_the_callers_language() {
    each_database(async |database| {
        let app = App::over(database).await;
        app.indexed().await;
        for (query, variables, code, word) in wrong_requests() {
            let french = app.refusal("fr", query, variables.clone()).await;
            assert_eq!(french["extensions"]["code"], code, "{variables}: {french}");
            let message = french["message"].as_str().expect("a message");
            assert!(message.contains(word), "{code}: {message}");
            let english = app.refusal("en", query, variables).await;
            assert_ne!(english["message"], french["message"], "{code}");
        }
    })
    .await;
}

#[test]
fn the_page_of_errors_names_every_code() {
    let page = include_str!("../../docs/errors.md");
    let refusals = include_str!("../../messages/en/refusals.ftl");
    let no_refusal = |key: &&str| ["need-", "difference-", "unusual-"].iter().any(|start| key.starts_with(start));
    let duties = include_str!("../../messages/en/duties.ftl");
    for key in duties.lines().filter_map(|line| line.split_once(" = ").map(|(key, _)| key)).filter(|key| !no_refusal(key)) {
        let code = key.to_uppercase().replace('-', "_");
        assert!(page.contains(&format!("`{code}`")), "docs/errors.md lacks {code}");
    }
    for key in refusals.lines().filter_map(|line| line.split_once(" = ").map(|(key, _)| key)) {
        let code = key.to_uppercase().replace('-', "_");
        assert!(page.contains(&format!("`{code}`")), "docs/errors.md lacks {code}");
    }
    for (_, _, code, _) in wrong_requests() {
        assert!(page.contains(&format!("`{code}`")), "docs/errors.md lacks {code}");
    }
}

#[tokio::test]
async fn a_read_only_database_refuses_to_record_and_goes_on_answering() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    app.application.publications.record(given::revision("fee"), 0, app.now()).await.expect("a database").expect("no conflict");
    let read_only = Database::connect(&format!("{}?mode=ro", fresh.url), 2).await.expect("a database");
    let reader = App::over_database(read_only).await;
    let refused = reader.application.publications.record(given::revision("rice"), 0, reader.now()).await;
    assert_eq!(refused.expect_err("read-only").kind(), FaultKind::StorageReadOnly);
    let read = reader.operation("publication", json!({ "id": "fee" })).await;
    assert_eq!(read["publication"]["id"], "fee");
}
