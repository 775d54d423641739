//! The follower: what is published is found within two seconds, whatever happens to the process or the index.

use std::{fs, time::Instant};

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
        fingertip::search::rebuild(&sources, &app.application.generations).await.expect("room on the disk");
        assert_ne!(app.application.generations.current(), before);
        publish(&app, "rice").await;
        app.until("rice is found", || async { count(&app, "rice").await == 1 }).await;
        assert_eq!(count(&app, "permit").await, 2);
    })
    .await;
}
