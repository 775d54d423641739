//! The page for developers, in a real browser, under its own strict policy.

use crate::support::{app::App, browser, database::each_database};

#[tokio::test]
async fn the_explorer_shows_the_whole_contract() {
    each_database(async |database| {
        let app = App::over(database).await;
        let Some(page) = browser::page(format!("{}/graphiql", app.url)).await else { return };
        let types = app.data("{ __schema { types { name } } }", serde_json::json!({})).await;
        for shown in types["__schema"]["types"].as_array().expect("a list") {
            let name = shown["name"].as_str().expect("a name");
            assert!(name.starts_with("__") || page.contains(&format!("<summary>{name} (")), "{name} is missing");
        }
    })
    .await;
}
