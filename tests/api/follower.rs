//! The follower: what is published is found within two seconds, whatever happens to the process or the index.

use std::{fs, time::Instant};

use fingertip::{
    platform::{database, outbox},
    publication, search,
};
use index::SearchIndex;
use jiff::ToSpan;
use serde_json::json;

use crate::support::{
    app::App,
    database::each_database,
    given::{self, Given},
};

async fn count(app: &App, text: &str) -> usize {
    let page = app.operation("search", json!({ "text": text, "language": "en", "first": 50 })).await;
    page["search"]["nodes"].as_array().expect("nodes").len()
}

async fn publish(app: &App, id: &str) {
    let new = given::revision(id).titled(&format!("Permit {id}")).saying("Permit.");
    app.application.publications.record(new, 0, app.now()).await.expect("a database").expect("no conflict");
}

#[tokio::test]
async fn what_is_published_is_found_within_two_seconds() {
    each_database(async |database| {
        let app = App::over(database).await;
        app.indexed().await;
        let began = Instant::now();
        publish(&app, "honey").await;
        app.until("honey is found", || async { count(&app, "honey").await == 1 }).await;
        assert!(began.elapsed().as_secs_f32() < 2.0, "took {:?}", began.elapsed());
    })
    .await;
}

#[tokio::test]
async fn what_is_published_while_nobody_follows_is_found_afterwards_once() {
    each_database(async |database| {
        let app = App::over(database).await;
        publish(&app, "honey").await;
        app.indexed().await;
        app.kill_follower();
        publish(&app, "rice").await;
        let follower = tokio::spawn(app.application.follower().run());
        app.until("rice is found", || async { count(&app, "rice").await >= 1 }).await;
        assert_eq!(count(&app, "permit").await, 2);
        follower.abort();
    })
    .await;
}

#[tokio::test]
async fn two_replicas_follow_one_database_each_at_its_own_pace() {
    each_database(async |database| {
        let (one, two) = (App::over(database).await, App::over(database).await);
        one.indexed().await;
        two.indexed().await;
        publish(&one, "honey").await;
        one.until("both find honey", || async { count(&one, "honey").await == 1 && count(&two, "honey").await == 1 }).await;
        one.kill_follower();
        publish(&two, "rice").await;
        two.until("the other finds rice", || async { count(&two, "rice").await >= 1 }).await;
        assert_eq!(count(&one, "rice").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_index_deleted_or_damaged_is_built_anew_while_serving() {
    each_database(async |database| {
        let app = App::over(database).await;
        publish(&app, "honey").await;
        app.indexed().await;
        fs::remove_dir_all(app.index_folder()).expect("a folder");
        app.until("it is built anew", || async { app.application.generations.current().is_some() }).await;
        assert_eq!(count(&app, "honey").await, 1);
        publish(&app, "rice").await;
        app.until("rice is found", || async { count(&app, "rice").await >= 1 }).await;
    })
    .await;
}

#[tokio::test]
async fn a_reindex_by_another_process_is_taken_over_without_a_gap() {
    each_database(async |database| {
        let app = App::over(database).await;
        publish(&app, "honey").await;
        app.indexed().await;
        let before = app.application.generations.current();
        let sources = app.application.sources();
        search::rebuild(&sources, &app.application.generations).await.expect("room on the disk");
        assert_ne!(app.application.generations.current(), before);
        publish(&app, "rice").await;
        app.until("rice is found", || async { count(&app, "rice").await == 1 }).await;
        assert_eq!(count(&app, "permit").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_rebuild_does_not_overtake_who_is_still_writing() {
    each_database(async |fresh| {
        // SQLite has one writer: nobody commits while another is still writing.
        if !fresh.database.is_postgres() {
            return;
        }
        let app = App::over(fresh).await;
        app.indexed().await;
        app.kill_follower();
        let slow = fresh.database.begin().await.expect("a database");
        outbox::append(&slow, publication::CHANGED, "slow/en", app.now()).await.expect("a database");
        publish(&app, "honey").await;
        let sources = app.application.sources();
        let (index, _) = search::rebuild(&sources, &app.application.generations).await.expect("room on the disk");
        database::commit(slow).await.expect("a database");

        let built_to = index.position().expect("a position").parse().expect("a position");
        let told: Vec<String> = loop {
            let events = app.application.outbox.after(built_to).await.expect("a database");
            if events.iter().any(|event| event.subject == "honey/en") {
                break events.into_iter().map(|event| event.subject).collect();
            }
            tokio::task::yield_now().await;
        };
        assert!(told.contains(&"slow/en".to_owned()), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn what_changes_no_document_is_not_read_again_from_the_beginning_by_servers_that_die_often() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        publish(&app, "honey").await;
        app.indexed().await;
        let unit = fresh.database.begin().await.expect("a database");
        for number in 0..1_200 {
            outbox::append(&unit, "payment.created", &number.to_string(), app.now()).await.expect("a database");
        }
        database::commit(unit).await.expect("a database");
        app.indexed().await;

        let folder = app.application.generations.current().expect("an index");
        let noted = || SearchIndex::open(&folder).expect("an index").position().expect("a position").parse().expect("a position");
        let events = &app.application.outbox;
        app.until("its place is noted", || async { events.after(noted()).await.expect("a database").len() <= 200 }).await;
    })
    .await;
}

/// Empties the outbox of what is older than thirty days.
async fn empty(app: &App) -> u64 {
    outbox::Retention::new(app.application.database.clone(), 30).run(app.now()).await.expect("a database")
}

#[tokio::test]
async fn the_outbox_is_emptied_of_what_is_old_and_what_everybody_has_read() {
    each_database(async |database| {
        let app = App::over(database).await;
        let events = &app.application.outbox;
        let start = events.end().await.expect("a database");
        for id in ["honey", "rice", "tea"] {
            publish(&app, id).await;
        }
        app.indexed().await;
        assert_eq!(empty(&app).await, 0, "nothing is old");
        app.clock.advance((31 * 24).hours());
        events.passed("slow", start, app.now()).await.expect("a database");
        assert_eq!(empty(&app).await, 0, "one has not read them");
        events.passed("slow", events.end().await.expect("a database"), app.now()).await.expect("a database");
        let before = events.visible().await.expect("a database");
        app.until("the follower has noted how far it has read", || async { empty(&app).await > 0 }).await;
        assert_eq!(events.visible().await.expect("a database"), before, "what readers see is the same");
        assert!(events.floor().await.expect("a database") > start);
        assert_eq!(database.number("select count(*) from outbox").await, 1, "the newest stays");
        publish(&app, "sugar").await;
        app.until("sugar is found", || async { count(&app, "sugar").await == 1 }).await;
        assert_eq!(count(&app, "permit").await, 4);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_was_away_for_longer_than_events_are_kept_builds_its_index_anew() {
    each_database(async |database| {
        let app = App::over(database).await;
        publish(&app, "honey").await;
        app.indexed().await;
        app.kill_follower();
        for id in ["rice", "tea"] {
            publish(&app, id).await;
        }
        app.clock.advance((62 * 24).hours());
        assert!(empty(&app).await > 0, "who was not heard of for a month is not waited for");
        let follower = tokio::spawn(app.application.follower().run());
        app.until("rice and tea are found", || async { count(&app, "permit").await == 3 }).await;
        follower.abort();
    })
    .await;
}
