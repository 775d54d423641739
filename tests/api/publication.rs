//! What the administration publishes: read as of a day, as known at an instant, in a language, page by page.

use fingertip::{
    platform::recorded::Recorded,
    publication::{Direction, PublicationRefusal, RevisionState, Subject},
};
use jiff::{ToSpan, civil::date};
use serde_json::{Value, json};
use vocabulary::Language;

use crate::support::{
    app::App,
    database::each_database,
    given::{self, Given},
};

const READ: &str = "query($id: PublicationId!, $language: Language, $asOf: Date, $knownAt: DateTime) {
    publication(id: $id, language: $language, asOf: $asOf, knownAt: $knownAt) {
        title language languages version validUntil isTranslationStale
    } }";

async fn title(app: &App, as_of: &str, known_at: Option<&str>) -> Value {
    let variables = json!({ "id": "fee", "asOf": as_of, "knownAt": known_at });
    app.data(READ, variables).await["publication"]["title"].clone()
}

async fn record(app: &App, new: fingertip::publication::NewRevision, if_version: i32) -> i32 {
    let recorded = app.application.publications.record(new, if_version, app.now()).await;
    recorded.expect("a database").expect("no conflict")
}

#[tokio::test]
async fn a_publication_is_read_as_of_a_day_and_as_known_at_an_instant() {
    each_database(async |database| {
        let app = App::over(database).await;
        let first = app.now().to_string();
        record(&app, given::revision("fee").titled("40 crowns"), 0).await;
        app.clock.advance(24.hours());
        record(&app, given::revision("fee").titled("50 crowns").from(date(2026, 1, 1)), 1).await;
        app.clock.advance(24.hours());
        let corrected = app.now().to_string();
        record(&app, given::revision("fee").titled("45 crowns, corrected"), 2).await;

        assert_eq!(title(&app, "2024-12-31", None).await, Value::Null);
        assert_eq!(title(&app, "2025-06-01", None).await, "45 crowns, corrected");
        assert_eq!(title(&app, "2026-01-01", None).await, "50 crowns");
        assert_eq!(title(&app, "2026-01-01", Some(&first)).await, "40 crowns");
        assert_eq!(title(&app, "2025-06-01", Some(&first)).await, "40 crowns");
        assert_eq!(title(&app, "2025-06-01", Some(&corrected)).await, "45 crowns, corrected");
        assert_eq!(title(&app, "2025-06-01", Some("2020-01-01T00:00:00Z")).await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn an_announcement_taken_back_leaves_the_old_text_in_force() {
    each_database(async |database| {
        let app = App::over(database).await;
        record(&app, given::revision("fee").titled("40 crowns"), 0).await;
        let announced = given::revision("fee").titled("50 crowns").from(date(2027, 1, 1));
        record(&app, announced.clone(), 1).await;
        assert_eq!(title(&app, "2027-01-01", None).await, "50 crowns");
        record(&app, announced.in_state(RevisionState::Withdrawn), 2).await;
        assert_eq!(title(&app, "2027-01-01", None).await, "40 crowns");
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_not_published() {
    each_database(async |database| {
        let app = App::over(database).await;
        record(&app, given::revision("fee").in_state(RevisionState::Draft), 0).await;
        assert_eq!(title(&app, "2026-01-01", None).await, Value::Null);
        record(&app, given::revision("fee").titled("40 crowns"), 1).await;
        assert_eq!(title(&app, "2026-01-01", None).await, "40 crowns");
    })
    .await;
}

#[tokio::test]
async fn who_read_an_older_version_is_told_of_the_newer() {
    each_database(async |database| {
        let app = App::over(database).await;
        record(&app, given::revision("fee"), 0).await;
        let late = app.application.publications.record(given::revision("fee").titled("late"), 0, app.now()).await;
        let conflict = PublicationRefusal::VersionConflict { expected: 0, current: 1 };
        assert_eq!(late.expect("a database"), Err(conflict));
    })
    .await;
}

#[tokio::test]
async fn of_many_writers_at_once_exactly_one_wins() {
    each_database(async |database| {
        let app = App::over(database).await;
        let writers = (0..8).map(|writer| {
            let new = given::revision("fee").titled(&format!("writer {writer}"));
            let publications = app.application.publications.clone();
            let now = app.now();
            tokio::spawn(async move { publications.record(new, 0, now).await.expect("a database").is_ok() })
        });
        let mut won = 0;
        for writer in writers.collect::<Vec<_>>() {
            won += usize::from(writer.await.expect("no panic"));
        }
        assert_eq!(won, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_there_already_is_not_recorded_again() {
    each_database(async |database| {
        let app = App::over(database).await;
        let texts = [given::revision("fee"), given::revision("rice"), given::revision("fee").in_language(Language::FR)];
        let publications = &app.application.publications;
        let first = publications.record_all(&texts, app.now()).await.expect("a database");
        let again = publications.record_all(&texts, app.now()).await.expect("a database");
        assert_eq!((first, again), (Recorded { added: 3, unchanged: 0 }, Recorded { added: 0, unchanged: 3 }));
    })
    .await;
}

#[tokio::test]
async fn another_language_is_served_by_name_and_never_in_silence() {
    each_database(async |database| {
        let app = App::over(database).await;
        let mut french = given::revision("fee").in_language(Language::FR).titled("40 couronnes");
        french.translated_from = Some(Language::EN);
        let texts = [given::revision("fee").titled("40 crowns"), french];
        app.application.publications.record_all(&texts, app.now()).await.expect("a database");

        let read = |language: &'static str| app.data(READ, json!({ "id": "fee", "language": language }));
        let french = read("fr").await["publication"].clone();
        assert_eq!((&french["title"], &french["language"]), (&json!("40 couronnes"), &json!("fr")));
        assert_eq!(french["isTranslationStale"], false);
        let swahili = read("sw").await["publication"].clone();
        assert_eq!((&swahili["language"], &swahili["languages"]), (&json!("en"), &json!(["en", "fr"])));

        record(&app, given::revision("fee").titled("50 crowns"), 1).await;
        assert_eq!(read("fr").await["publication"]["isTranslationStale"], true);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_read_page_by_page_to_its_end() {
    each_database(async |database| {
        let app = App::over(database).await;
        let texts: Vec<_> = (0..23).map(|number| given::revision(&format!("text-{number:02}"))).collect();
        app.application.publications.record_all(&texts, app.now()).await.expect("a database");
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = app.operation("publications", json!({ "first": 10, "after": after })).await["publications"].clone();
            seen.extend(page["nodes"].as_array().expect("nodes").iter().map(|node| node["id"].as_str().expect("id").to_owned()));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        let wanted: Vec<String> = (0..23).map(|number| format!("text-{number:02}")).collect();
        assert_eq!(seen, wanted);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_narrowed_by_letter_and_authority() {
    each_database(async |database| {
        let app = App::over(database).await;
        let mut fee = given::revision("fee");
        fee.content.article11 = vocabulary::Article11::C;
        fee.content.authority = "zz-port".parse().expect("a good code");
        app.application.publications.record_all(&[given::revision("coffee"), fee], app.now()).await.expect("a database");
        for variables in [json!({ "article11": "C" }), json!({ "authority": "zz-port" })] {
            let page = app.operation("publications", variables).await;
            let ids: Vec<_> = page["publications"]["nodes"].as_array().expect("nodes").iter().map(|node| &node["id"]).collect();
            assert_eq!(ids, ["fee"]);
        }
    })
    .await;
}

/// The rule of editions stands once for values and once in SQL; whatever is recorded, both must say the same.
#[tokio::test]
async fn the_database_and_the_follower_agree_on_what_is_in_force() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let publications = &app.application.publications;
        // A fixed walk through days, ends and withdrawals, so that a failure can be seen again.
        let mut step = 7_u32;
        let mut chance = |sides: u32| {
            step = step.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            (step >> 16) % sides
        };
        for version in 0..40 {
            let from = date(2020 + chance(6) as i16, 1, 1);
            let mut new = given::revision("fee").titled(&format!("fee {version}")).from(from);
            if chance(3) == 0 {
                new = new.between(from, date(2021 + chance(6) as i16, 6, 1).max(from.tomorrow().expect("a day")));
            }
            if chance(5) == 0 {
                new = new.in_state(RevisionState::Withdrawn);
            }
            record(&app, new, version).await;
            let editions = publications.editions(&subject("fee")).await.expect("a database");
            for year in 2019..=2027 {
                for day in [date(year, 1, 1), date(year, 5, 31), date(year, 6, 1), date(year, 12, 31)] {
                    let by_rule = editions.iter().find(|(_, period)| period.contains(day)).map(|(revision, _)| revision.version);
                    let read = publications.read(&"fee".parse().expect("an id"), Language::EN, day, app.now()).await;
                    let by_database = read.expect("a database").map(|reading| reading.revision.version);
                    assert_eq!(by_database, by_rule, "on {day} after {} revisions", version + 1);
                }
            }
        }
    })
    .await;
}

fn subject(id: &str) -> Subject {
    Subject { publication_id: id.parse().expect("an id"), language: Language::EN }
}

#[tokio::test]
async fn a_letter_that_nothing_answers_is_shown_as_missing() {
    each_database(async |database| {
        let app = App::over(database).await;
        let mut appeal = given::revision("appeal");
        appeal.content.article11 = vocabulary::Article11::H;
        appeal.content.direction = Direction::Export;
        record(&app, appeal.clone(), 0).await;
        let letter = async || app.operation("coverage", json!({})).await["coverage"][7].clone();
        for (direction, state) in [("EXPORT", "LIVE"), ("IMPORT", "MISSING")] {
            let letters = app.operation("coverage", json!({ "direction": direction })).await;
            assert_eq!(letters["coverage"][7]["state"], state, "{direction}");
        }
        let before = letter().await;
        assert_eq!((&before["article11"], &before["state"], &before["publications"]), (&json!("H"), &json!("LIVE"), &json!(1)));
        assert_eq!(before["authorities"][0]["languages"], json!(["en"]));
        assert_eq!(before["authorities"][0]["missingLanguages"].as_array().map(Vec::len), Some(6));
        app.clock.advance(1.hours());
        record(&app, appeal.in_state(RevisionState::Withdrawn), 1).await;
        assert_eq!(letter().await["state"], "MISSING");
    })
    .await;
}
