//! What answers an enquiry while it is still being written.

use serde_json::{Value, json};

use crate::support::{
    app::App,
    database::each_database,
    given::{self, Given},
};

const ENQUIRY: &str = "Good morning, I am writing because my cousin in Calderia wants to give me her dog next month, and I was told at the bus \
    station that without a vaccination against rabies, or some certificate of that kind, the dog cannot come over the border. Is that so?";

async fn similar(app: &App, text: &str) -> Vec<Value> {
    let found = app.operation("similar", json!({ "text": text, "language": "en" })).await;
    found["similar"]["nodes"].as_array().expect("nodes").clone()
}

async fn publish(app: &App) {
    let texts = [
        (
            "dogs",
            "Bring a dog: rabies vaccination and certificate",
            "A dog needs a vaccination against rabies and a certificate.",
        ),
        ("warehouse", "Storage in bond", "Goods may stay in a bonded warehouse for two years."),
        ("buses", "Bus stations at the border", "Buses stop at the station for an hour."),
    ];
    for (id, title, text) in texts {
        let new = given::revision(id).titled(title).saying(text);
        app.application.publications.record(new, 0, app.now()).await.expect("a database").expect("no conflict");
    }
    app.indexed().await;
}

#[tokio::test]
async fn a_whole_letter_is_answered_by_what_is_published() {
    each_database(async |database| {
        let app = App::over(database).await;
        publish(&app).await;
        let found = similar(&app, ENQUIRY).await;
        assert_eq!(found[0]["publicationId"], "dogs", "{found:#?}");
        assert!(found.len() <= 3);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_shown_where_nothing_answers() {
    each_database(async |database| {
        let app = App::over(database).await;
        publish(&app).await;
        for text in ["", "   ", "Zut alors", "0901", "Would the sovereign of the moon kindly play the trombone"] {
            assert_eq!(similar(&app, text).await, [Value::Null; 0], "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_letter_that_is_too_long_is_refused_with_what_to_do() {
    each_database(async |database| {
        let app = App::over(database).await;
        app.indexed().await;
        let query = "query($text: String!) { similar(text: $text) { nodes { title } } }";
        let refusal = app.refusal("en", query, json!({ "text": "a ".repeat(1_001) })).await;
        assert_eq!(refusal["extensions"]["code"], "QUERY_TOO_LONG", "{refusal:#}");
        assert!(refusal["message"].as_str().expect("words").contains("2000"), "{refusal:#}");
    })
    .await;
}
