//! The clocks of what is published: who confirmed it and until when, what that does to the search, what is overdue, and how early
//! rules were announced.

use std::{collections::BTreeMap, path::Path};

use fingertip::{
    fact::{FactKind, LeadDaysMin, NewFact, import::FactFiles},
    platform::{import::Source, recorded::Recorded},
    publication::{NewRevision, RevisionState},
};
use jiff::{ToSpan, civil::date};
use serde_json::{Value, json};
use vocabulary::{Date, Language};

use crate::support::{
    app::App,
    database::each_database,
    given::{self, Given},
};

/// The day on which every test of these asks, where it does not name another.
const TODAY: Date = date(2026, 6, 15);

fn facts() -> Vec<NewFact> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/facts");
    let files = FactFiles::open(&folder, LeadDaysMin::default()).expect("the sample");
    files.rows().expect("facts").map(|fact| fact.expect("a good fact")).collect()
}

async fn record(app: &App, texts: &[NewRevision]) -> Recorded {
    app.clock.advance(1.minutes());
    app.application.publications.record_all(texts, app.now()).await.expect("a database")
}

fn translated(id: &str, language: Language) -> NewRevision {
    NewRevision { translated_from: Some(Language::EN), ..given::revision(id).in_language(language) }
}

/// Who confirmed a text and when, and whether it stands as its translations know it.
async fn read(app: &App, language: &str, as_of: Date, known_at: Option<String>) -> Value {
    let variables = json!({ "id": "fee", "language": language, "asOf": as_of.to_string(), "knownAt": known_at });
    app.operation("publication", variables).await["publication"].clone()
}

#[tokio::test]
async fn a_text_says_who_confirmed_it_and_a_translation_carries_what_its_source_has() {
    each_database(async |database| {
        let app = App::over(database).await;
        let english = given::revision("fee").confirmed(date(2025, 6, 1), date(2026, 6, 1));
        let swahili = translated("fee", Language::SW).confirmed(date(2026, 3, 1), date(2027, 3, 1));
        record(&app, &[english.clone(), translated("fee", Language::FR), swahili, given::revision("tea")]).await;

        let shown = read(&app, "en", TODAY, None).await["attestation"].clone();
        let wanted =
            json!({ "by": "Coffee Office", "confirmedOn": "2025-06-01", "reviewDueOn": "2026-06-01", "isOverdue": true, "entry": shown["entry"] });
        assert_eq!(shown, wanted);
        assert_eq!(read(&app, "fr", TODAY, None).await["attestation"], wanted);
        assert_eq!(read(&app, "en", date(2026, 6, 1), None).await["attestation"]["isOverdue"], false);
        assert_eq!(read(&app, "sw", TODAY, None).await["attestation"]["confirmedOn"], "2026-03-01");
        let tea = app.operation("publication", json!({ "id": "tea" })).await;
        assert_eq!(tea["publication"]["attestation"], Value::Null, "nobody confirmed it");
    })
    .await;
}

#[tokio::test]
async fn to_confirm_a_text_again_is_no_new_text() {
    each_database(async |database| {
        let app = App::over(database).await;
        let english = given::revision("fee").confirmed(date(2025, 6, 1), date(2026, 6, 1));
        let french = translated("fee", Language::FR);
        record(&app, &[english.clone(), french.clone()]).await;
        let before = app.now().to_string();

        let again = english.clone().confirmed(date(2026, 6, 10), date(2027, 6, 10));
        assert_eq!(record(&app, &[again.clone(), french.clone()]).await, Recorded { added: 1, unchanged: 1 });
        let compared = app.application.publications.compare_all(&[again.clone(), french]).await.expect("a database");
        assert_eq!(compared, Recorded { added: 0, unchanged: 2 });
        for language in ["en", "fr"] {
            let now = read(&app, language, TODAY, None).await;
            assert_eq!((&now["attestation"]["confirmedOn"], &now["version"]), (&json!("2026-06-10"), &json!(1)), "{language}");
            assert_eq!(now["isTranslationStale"], false, "{language}");
            let then = read(&app, language, TODAY, Some(before.clone())).await;
            assert_eq!(then["attestation"]["confirmedOn"], "2025-06-01", "{language}: what we said then");
        }
        // A changed text waits for somebody to confirm it; the translation is still of the text that was confirmed.
        record(&app, &[given::revision("fee").titled("50 crowns")]).await;
        assert_eq!(read(&app, "en", TODAY, None).await["attestation"], Value::Null);
        let french = read(&app, "fr", TODAY, None).await;
        assert_eq!((&french["attestation"]["confirmedOn"], &french["isTranslationStale"]), (&json!("2026-06-10"), &json!(true)));
    })
    .await;
}

#[tokio::test]
async fn a_text_whose_review_is_overdue_stands_further_down_and_says_so() {
    each_database(async |database| {
        let app = App::over(database).await;
        let coffee = |id: &str| given::revision(id).saying("Roasted coffee needs a certificate of the coffee board.");
        let mut under_code = coffee("in-time").confirmed(date(2026, 5, 1), date(2027, 5, 1));
        let mut overdue = coffee("overdue").confirmed(date(2025, 5, 1), date(2026, 5, 1));
        for text in [&mut under_code, &mut overdue] {
            text.content.hs_codes = vec!["0901".parse().expect("a good code")];
        }
        let french = NewRevision { translated_from: Some(Language::EN), ..overdue.clone().in_language(Language::FR) };
        let french = NewRevision { attestation: None, ..french };
        record(&app, &[under_code, overdue.clone(), french, coffee("never-confirmed")]).await;
        app.indexed().await;

        let find = async |variables: Value| app.operation("search", variables).await["search"].clone();
        let found = find(json!({ "text": "coffee certificate", "language": "en" })).await;
        let nodes = found["nodes"].as_array().expect("nodes").clone();
        assert_eq!(nodes.len(), 3, "nothing is left out for its age");
        let hit = |id: &str| nodes.iter().position(|node| node["publicationId"] == id).expect("is found");
        assert_eq!(hit("overdue"), 2, "{nodes:#?}");
        let said = |id: &str| (nodes[hit(id)]["lastConfirmedOn"].clone(), nodes[hit(id)]["isReviewOverdue"].clone());
        assert_eq!(said("overdue"), (json!("2025-05-01"), json!(true)));
        assert_eq!(said("in-time"), (json!("2026-05-01"), json!(false)));
        assert_eq!(said("never-confirmed"), (Value::Null, json!(false)));

        let explained =
            app.data("query($id: String!) { explainSearch(requestId: $id) }", json!({ "id": found["requestId"] })).await;
        let factors: Vec<f64> = explained["explainSearch"]["hits"]
            .as_array()
            .expect("hits")
            .iter()
            .map(|hit| hit["review"].as_f64().expect("a factor"))
            .collect();
        assert_eq!(factors, [1.0, 1.0, 0.875]);

        let earlier = find(json!({ "text": "coffee certificate", "language": "en", "asOf": "2026-05-01" })).await;
        assert!(earlier["nodes"].as_array().expect("nodes").iter().all(|node| node["isReviewOverdue"] == false), "{earlier:#}");
        let in_french = find(json!({ "text": "coffee certificate", "language": "fr" })).await["nodes"][0].clone();
        assert_eq!(in_french["lastConfirmedOn"], "2025-05-01", "a translation is as old as its source");

        // Confirmed again, the text and its translation are in time: the follower is told of both.
        record(&app, &[overdue.confirmed(date(2026, 6, 15), date(2027, 6, 15))]).await;
        app.indexed().await;
        for language in ["en", "fr"] {
            let found = find(json!({ "text": "coffee certificate", "language": language })).await;
            let nodes = found["nodes"].as_array().expect("nodes").clone();
            let node = nodes.iter().find(|node| node["publicationId"] == "overdue").expect("is found");
            assert_eq!((&node["lastConfirmedOn"], &node["isReviewOverdue"]), (&json!("2026-06-15"), &json!(false)), "{language}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_overdue_is_listed_publicly_the_longest_first() {
    each_database(async |database| {
        let app = App::over(database).await;
        app.application.facts.record_all(&facts(), app.now()).await.expect("a database");
        let confirmed = |id: &str, due| given::revision(id).confirmed(date(2024, 1, 2), due);
        let own =
            NewRevision { attestation: confirmed("both", date(2026, 2, 14)).attestation, ..translated("both", Language::FR) };
        let texts = [
            confirmed("oldest", date(2024, 6, 1)),
            translated("oldest", Language::SW),
            confirmed("both", date(2026, 2, 14)),
            own,
            confirmed("in-time", TODAY),
            given::revision("never-confirmed"),
            confirmed("taken-back", date(2024, 6, 1)),
        ];
        record(&app, &texts).await;
        record(&app, &[texts[6].clone().in_state(RevisionState::Withdrawn)]).await;

        let list = async |variables: Value| app.operation("staleness", variables).await["staleness"].clone();
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = list(json!({ "first": 2, "after": after })).await;
            seen.extend(page["nodes"].as_array().expect("nodes").clone());
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        let due: Vec<&str> = seen.iter().map(|node| node["attestation"]["reviewDueOn"].as_str().expect("a day")).collect();
        assert!(due.is_sorted() && due.iter().all(|day| *day < "2026-06-15"), "{due:?}");
        let texts: Vec<(&Value, &Value)> =
            seen.iter().filter(|node| node["factId"].is_null()).map(|node| (&node["publicationId"], &node["language"])).collect();
        let wanted = [("oldest", "en"), ("both", "en"), ("both", "fr")].map(|(id, language)| (json!(id), json!(language)));
        assert_eq!(texts, wanted.iter().map(|(id, language)| (id, language)).collect::<Vec<_>>());
        let overdue = facts()
            .iter()
            .filter(|fact| fact.validity.contains(TODAY) && fact.content.attestation.is_overdue(TODAY))
            .map(|fact| fact.id.to_string())
            .collect::<std::collections::BTreeSet<_>>();
        let listed: Vec<String> = seen.iter().filter_map(|node| node["factId"].as_str().map(str::to_owned)).collect();
        assert!(
            overdue.len() >= 3 && listed.len() == overdue.len() && listed.iter().all(|id| overdue.contains(id)),
            "{listed:?}"
        );
        let oldest = &seen[0];
        assert_eq!((&oldest["publicationId"], &oldest["daysOverdue"]), (&json!("oldest"), &json!(744)));

        let whole = list(json!({ "first": 50 })).await["nodes"].as_array().expect("nodes").clone();
        assert_eq!(whole, seen, "pages join to the list");
        let port = list(json!({ "first": 50, "authority": "zz-agriculture" })).await["nodes"].as_array().expect("nodes").clone();
        let of_agriculture: Vec<&Value> = seen.iter().filter(|node| node["authority"] == "zz-agriculture").collect();
        assert!(!port.is_empty() && port.iter().collect::<Vec<_>>() == of_agriculture, "{port:#?}");
        assert_eq!(list(json!({ "asOf": "2024-06-01" })).await["nodes"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn the_coverage_tells_the_oldest_review_of_a_letter() {
    each_database(async |database| {
        let app = App::over(database).await;
        let texts = [
            given::revision("coffee").confirmed(date(2025, 3, 4), date(2026, 3, 4)),
            translated("coffee", Language::FR),
            given::revision("tea").confirmed(date(2024, 5, 6), date(2025, 5, 6)),
            given::revision("rice"),
        ];
        record(&app, &texts).await;
        let letter = app.operation("coverage", json!({})).await["coverage"][0].clone();
        assert_eq!((&letter["oldestReview"], &letter["unconfirmedTexts"]), (&json!("2024-05-06"), &json!(1)));
        assert_eq!(letter["authorities"][0]["oldestReview"], "2024-05-06");
        let empty = app.operation("coverage", json!({})).await["coverage"][1].clone();
        assert_eq!((&empty["oldestReview"], &empty["unconfirmedTexts"]), (&Value::Null, &json!(0)));
    })
    .await;
}

#[tokio::test]
async fn how_early_rules_were_announced_is_public() {
    each_database(async |database| {
        let app = App::over(database).await;
        app.application.facts.record_all(&facts(), app.now()).await.expect("a database");
        let (since, until) = (date(2024, 1, 1), date(2027, 1, 1));
        let variables = json!({ "since": since.to_string(), "until": until.to_string() });
        let times = app.operation("lead_times", variables).await["leadTimes"].clone();

        // Counted anew from the files, and by another way: each edition of the sample stands in one file.
        let rules: Vec<NewFact> = facts()
            .into_iter()
            .filter(|fact| fact.content.body.kind() != FactKind::Ruling)
            .filter(|fact| (since..until).contains(&fact.content.announcement.announced_on))
            .collect();
        let days = |kind: Option<FactKind>| {
            let of_kind = rules.iter().filter(|fact| kind.is_none_or(|kind| fact.content.body.kind() == kind));
            let mut days: Vec<i64> = of_kind
                .map(|fact| fact.validity.from().duration_since(fact.content.announcement.announced_on).as_hours() / 24)
                .collect();
            days.sort_unstable();
            days
        };
        let all = days(None);
        assert_eq!((&times["overall"]["changes"], &times["leadDaysMin"]), (&json!(all.len()), &json!(30)));
        assert_eq!(times["overall"]["medianDays"], all[(all.len() - 1) / 2]);
        assert_eq!(times["overall"]["leastDays"], all[0]);
        let early: BTreeMap<String, usize> =
            rules.iter().filter_map(|fact| fact.content.announcement.exception.as_ref()).fold(BTreeMap::new(), |mut sum, own| {
                let code = serde_json::to_value(own.kind).expect("JSON").as_str().expect("a code").to_owned();
                *sum.entry(code).or_default() += 1;
                sum
            });
        let told = times["overall"]["insideMinimumByException"].as_array().expect("a list").clone();
        assert!(
            !told.is_empty()
                && told.iter().all(|one| one["changes"].as_u64()
                    <= early.get(one["exception"].as_str().expect("an exception")).map(|n| *n as u64)),
            "{told:?} {early:?}"
        );
        assert_eq!(times["overall"]["insideMinimum"], all.iter().filter(|days| **days < 30).count());
        let kinds = times["kinds"].as_array().expect("a list").clone();
        assert_eq!(kinds.iter().map(|kind| &kind["kind"]).collect::<Vec<_>>(), ["FEE", "FORM", "OFFICE", "PROCEDURE", "NOTICE"]);
        assert_eq!(
            (&kinds[0]["changes"], &kinds[0]["leastDays"]),
            (&json!(days(Some(FactKind::Fee)).len()), &json!(days(Some(FactKind::Fee))[0]))
        );

        // An old text taken in today is no announcement of today.
        record(&app, &[given::revision("fee")]).await;
        let year =
            app.operation("lead_times", json!({ "since": "2026-06-15", "until": "2026-06-16" })).await["leadTimes"].clone();
        assert_eq!((&year["overall"]["changes"], &year["overall"]["medianDays"]), (&json!(0), &Value::Null), "{year}");
    })
    .await;
}

#[tokio::test]
async fn another_territory_may_want_more_time_between() {
    each_database(async |database| {
        let app = App::over(database).await;
        app.application.facts.record_all(&facts(), app.now()).await.expect("a database");
        let within = async |days| {
            let application = app.application.clone().with_lead_days_min(LeadDaysMin::new(days));
            let times = application.reviews.lead_times(date(2024, 1, 1), date(2027, 1, 1)).await;
            times.expect("a database").expect("a good span").overall.inside_minimum.values().sum::<usize>()
        };
        assert!(within(0).await <= within(30).await && within(30).await < within(90).await);
    })
    .await;
}
