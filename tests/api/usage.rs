//! What the search learns from being used: which synonyms help, what many ask, what nobody finds; never who asked.

use fingertip::search::{
    Usage,
    teaching::{NewSynonym, SynonymKind},
    usage::UsageLimits,
};
use jiff::ToSpan;
use serde_json::{Value, json};
use vocabulary::Language;

use crate::support::{
    app::App,
    database::{Fresh, each_database},
    given::{self, Given},
};

async fn app_with_texts(database: &Fresh) -> App {
    let app = App::over(database).await;
    let texts = [
        given::revision("rice-import").titled("Importing rice").saying("A licence is needed for rice above one tonne."),
        given::revision("riz").in_language(Language::FR).titled("Importer du riz").saying("Une licence est requise."),
    ];
    app.application.publications.record_all(&texts, app.now()).await.expect("a database");
    app.application.nomenclature.record_all(&given::coffee_and_tea(), app.now()).await.expect("a database");
    app.indexed().await;
    app
}

async fn search(app: &App, text: &str, language: &str, times: usize) {
    for _ in 0..times {
        app.operation("search", json!({ "text": text, "language": language })).await;
    }
}

async fn flush(app: &App) {
    app.application.usage.flush().await.expect("a database");
}

async fn teach(app: &App, typed: &str, also_searched: &str) {
    let owner = "zz-customs".parse().expect("a good code");
    let new = NewSynonym::new(SynonymKind::OneWay, Language::EN, typed, also_searched, owner).expect("a good synonym");
    app.application.teaching.record_synonyms(&[new], app.now()).await.expect("a database");
    app.indexed().await;
}

/// The nodes of a list of the contract, and its page.
async fn listed(app: &App, operation: &str, field: &str, variables: Value) -> (Vec<Value>, Value) {
    let list = app.operation(operation, variables).await[field].clone();
    (list["nodes"].as_array().expect("nodes").clone(), list["pageInfo"].clone())
}

async fn unanswered(app: &App, variables: Value) -> Vec<Value> {
    listed(app, "unanswered_searches", "unansweredSearches", variables).await.0
}

async fn popular(app: &App, variables: Value) -> Vec<Value> {
    listed(app, "popular_searches", "popularSearches", variables).await.0
}

fn texts(nodes: &[Value]) -> Vec<&str> {
    nodes.iter().map(|node| node["text"].as_str().expect("a text")).collect()
}

#[tokio::test]
async fn each_search_that_a_synonym_rewrites_is_a_hit_of_it() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        teach(&app, "paddy", "rice").await;
        teach(&app, "matcha", "green tea").await;
        search(&app, "paddy licence for my paddy", "en", 2).await;
        let page = json!({ "text": "paddy", "language": "en", "first": 1 });
        let end = app.operation("search", page).await["search"]["endCursor"].clone();
        app.operation("search", json!({ "text": "paddy", "language": "en", "first": 1, "after": end })).await;
        app.operation("search_facets", json!({ "text": "paddy", "language": "en", "fields": ["KIND"] })).await;
        flush(&app).await;
        // Replicas of one database add up, and a rule that is taught anew keeps what it was used for.
        let other = App::over_database(database.database.clone()).await;
        other.indexed().await;
        search(&other, "paddy", "en", 1).await;
        flush(&other).await;
        app.clock.advance(24.hours());
        teach(&app, "soba", "rice").await;
        let (nodes, _) = listed(&app, "synonyms", "synonyms", json!({ "language": "en" })).await;
        let used: Vec<_> =
            nodes.iter().map(|node| (node["typed"].clone(), node["hits"].clone(), node["lastHitOn"].clone())).collect();
        // Two searches, the first page of a third, a search with counts (one search), and one on the other replica.
        let paddy = (json!("paddy"), json!(5), json!("2026-06-15"));
        let unused = |typed: &str| (json!(typed), json!(0), Value::Null);
        assert_eq!(used, [paddy, unused("matcha"), unused("soba")]);
        assert_eq!(nodes[0]["owner"], "zz-customs");
        let (first, info) = listed(&app, "synonyms", "synonyms", json!({ "unusedOnly": true, "first": 1 })).await;
        assert_eq!((first[0]["typed"].clone(), info["hasNextPage"].clone()), (json!("matcha"), json!(true)));
        let rest = json!({ "unusedOnly": true, "owner": "zz-customs", "after": info["endCursor"] });
        assert_eq!(listed(&app, "synonyms", "synonyms", rest).await.0[0]["typed"], "soba");
    })
    .await;
}

#[tokio::test]
async fn what_nobody_finds_is_shown_once_five_asked() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        search(&app, "Drönes?", "en", 3).await;
        search(&app, "zzyzx", "en", 4).await;
        search(&app, "rice licence", "en", 6).await;
        flush(&app).await;
        assert_eq!(unanswered(&app, json!({})).await, Vec::<Value>::new());
        app.clock.advance(24.hours());
        search(&app, "drones", "en", 2).await;
        flush(&app).await;
        let nodes = unanswered(&app, json!({ "language": "en" })).await;
        assert_eq!(texts(&nodes), ["drones"]);
        let node = &nodes[0];
        assert_eq!((&node["searches"], &node["foundInOtherLanguages"]), (&json!(5), &json!(0)));
        assert_eq!((&node["firstOn"], &node["lastOn"]), (&json!("2026-06-15"), &json!("2026-06-16")));
        assert_eq!(unanswered(&app, json!({ "language": "fr" })).await, Vec::<Value>::new());
        // Two of the five were on that day: too few to be shown alone.
        assert_eq!(unanswered(&app, json!({ "since": "2026-06-16" })).await, Vec::<Value>::new());
        assert_eq!(texts(&popular(&app, json!({ "language": "en" })).await), ["rice licence", "drones"]);
    })
    .await;
}

#[tokio::test]
async fn what_only_another_language_has_is_marked_and_led_to_a_line() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        search(&app, "green tea", "fr", 5).await;
        search(&app, "coffeemaster", "en", 5).await;
        flush(&app).await;
        let nodes = unanswered(&app, json!({})).await;
        assert_eq!(texts(&nodes), ["coffeemaster", "green tea"]);
        assert_eq!((&nodes[1]["searches"], &nodes[1]["foundInOtherLanguages"]), (&json!(5), &json!(5)));
        assert_eq!(nodes[1]["suggestedTargets"][0], "0902100000", "{nodes:#?}");
        // Nothing has the word, but lines begin with the same letters.
        assert_eq!(nodes[0]["foundInOtherLanguages"], 0);
        let near = nodes[0]["suggestedTargets"].as_array().expect("codes");
        assert!(
            !near.is_empty()
                && near.len() <= 3
                && near.iter().all(|code| code.as_str().is_some_and(|code| code.starts_with("09")))
        );
        // To suggest is not to search.
        flush(&app).await;
        assert_eq!(unanswered(&app, json!({})).await[0]["searches"], 5);
    })
    .await;
}

#[tokio::test]
async fn pages_of_phrases_follow_one_another_without_gap_or_repeat() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        for (text, times) in [("alpha", 5), ("beta", 7), ("gamma", 5), ("delta", 6), ("epsilon", 5)] {
            search(&app, text, "en", times).await;
        }
        flush(&app).await;
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let variables = json!({ "language": "en", "first": 2, "after": after });
            let (nodes, info) = listed(&app, "popular_searches", "popularSearches", variables).await;
            seen.extend(texts(&nodes).into_iter().map(str::to_owned));
            after = info["endCursor"].clone();
            if info["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(seen, ["beta", "delta", "alpha", "epsilon", "gamma"]);
    })
    .await;
}

#[tokio::test]
async fn no_number_and_no_address_of_a_person_reaches_the_table() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        for text in ["0712 345 678", "rice for +254712345678", "amina@example.org", "rice to www.example.org"] {
            search(&app, text, "en", 5).await;
        }
        search(&app, &"my long story ".repeat(6), "en", 5).await;
        search(&app, "rice", "en", 5).await;
        flush(&app).await;
        assert_eq!(database.number("select count(*) from search_phrase").await, 1);
        assert_eq!(texts(&popular(&app, json!({ "language": "en" })).await), ["rice"]);
    })
    .await;
}

#[tokio::test]
async fn what_a_filter_or_another_day_leaves_out_was_not_searched_in_vain() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        let left_out = [json!({ "filter": { "kinds": ["FORM"] } }), json!({ "asOf": "2019-01-01" })];
        for mut variables in left_out.into_iter().cycle().take(10) {
            variables["text"] = json!("rice");
            variables["language"] = json!("en");
            app.operation("search", variables).await;
        }
        flush(&app).await;
        assert_eq!(database.number("select count(*) from search_phrase").await, 0);
    })
    .await;
}

#[tokio::test]
async fn counts_are_forgotten_after_ninety_days() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        search(&app, "drones", "en", 5).await;
        flush(&app).await;
        app.clock.advance((90 * 24).hours());
        flush(&app).await;
        assert_eq!(texts(&unanswered(&app, json!({})).await), ["drones"]);
        app.clock.advance(24.hours());
        assert_eq!(unanswered(&app, json!({})).await, Vec::<Value>::new(), "not shown, even before it is forgotten");
        flush(&app).await;
        assert_eq!(database.number("select count(*) from search_phrase").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_day_keeps_so_many_phrases_and_no_more() {
    each_database(async |database| {
        let app = App::over(database).await;
        let limits = UsageLimits { phrases_a_day_max: 2, ..UsageLimits::default() };
        let usage = Usage::new(database.database.clone(), app.clock.clone(), limits);
        let search = fingertip::search::Search::new(1, 0, usage.clone());
        let mut folder = app.index_folder();
        app.indexed().await;
        folder.push("copy");
        search.adopt(index::SearchIndex::create(&folder).expect("room on the disk"), folder, vec![Language::EN]);
        let ask = async |text: &str, times: usize| {
            for _ in 0..times {
                search.search(request(text), "").await.expect("an index");
            }
        };
        ask("once", 1).await;
        ask("thrice", 3).await;
        ask("twice", 2).await;
        usage.flush().await.expect("a database");
        ask("more often than all", 9).await;
        ask("thrice", 1).await;
        usage.flush().await.expect("a database");

        assert_eq!(database.number("select count(*) from search_phrase").await, 2);
        assert_eq!(database.number("select searches from search_phrase where phrase = 'thrice'").await, 4);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_leaves_stores_what_it_counted() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let usage = tokio::spawn(app.application.usage.clone().run(async { drop(stopped.await) }));
        search(&app, "drones", "en", 5).await;
        drop(stop);
        usage.await.expect("no panic");
        assert_eq!(texts(&unanswered(&app, json!({})).await), ["drones"]);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_stored_waits_in_memory() {
    let fresh = Fresh::sqlite().await;
    let app = app_with_texts(&fresh).await;
    search(&app, "drones", "en", 5).await;
    fresh.execute("alter table search_phrase rename to taken_away").await;
    assert!(app.application.usage.flush().await.is_err());
    fresh.execute("alter table taken_away rename to search_phrase").await;
    flush(&app).await;
    assert_eq!(unanswered(&app, json!({})).await[0]["searches"], 5);
}

fn request(text: &str) -> index::SearchRequest {
    index::SearchRequest {
        text: text.to_owned(),
        meant: None,
        language: Some(Language::EN),
        reader: None,
        as_of: jiff::civil::date(2026, 6, 15),
        filter: index::Filter::default(),
        first: 10,
        after: None,
        snippet_characters: 0,
        collapse: index::Collapse::None,
    }
}

#[tokio::test]
async fn a_character_that_no_database_keeps_stops_no_counting() {
    each_database(async |database| {
        let app = app_with_texts(database).await;
        search(&app, "quinoa\u{0}flour", "en", 5).await;
        flush(&app).await;
        assert_eq!(unanswered(&app, json!({})).await[0]["text"], "quinoa flour");
        let query = "{ unansweredSearches(after: \"5.en.a\\u0000b\") { nodes { text } } }";
        assert_ne!(app.refusal("en", query, json!({})).await["extensions"]["code"], "UNAVAILABLE");
    })
    .await;
}
