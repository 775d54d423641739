//! Notifications to the WTO: what is published now, what is missing, and what differs from the one sent last.

use std::process::Command;

use fingertip::notification::{Article, Sending, Unsendable};
use serde_json::json;

use super::import::{import, write};
use crate::support::{
    app::App,
    database::{Fresh, each_database},
};

#[tokio::test]
async fn where_things_are_is_told_with_what_has_changed_since_it_was_sent() {
    each_database(async |fresh| {
        import(fresh, &["sample", "sample"]).await.expect("the sample is good");
        let app = App::over(fresh).await;
        let asked = json!({ "article": "ARTICLE_1_4" });
        let first = app.operation("tfa_notification", asked.clone()).await["tfaNotification"].clone();
        assert_eq!((&first["missing"], &first["lastSentOn"]), (&json!([]), &json!(null)));
        let entries = first["entries"].as_array().expect("entries").clone();
        let desk = entries.iter().find(|entry| entry["kind"] == "ENQUIRY_POINT").expect("an enquiry point");
        assert_eq!((&desk["officeId"], &desk["email"]), (&json!("enquiry-desk"), &json!("ask@enquiry.example")));
        let customs = entries.iter().find(|entry| entry["authority"] == "zz-customs").expect("customs publish");
        assert_eq!((&customs["kind"], &customs["url"]), (&json!("PLACE_OF_PUBLICATION"), &json!("https://customs.example")));
        let document = first["document"].as_str().expect("a document");
        for part in ["Article 1.4", "## Enquiry points", "ask@enquiry.example", "as published on 2026-06-15"] {
            assert!(document.contains(part), "{part} is not in:\n{document}");
        }
        assert_eq!(first["changes"].as_array().map(Vec::len), Some(entries.len()), "nothing was sent yet");

        let (notifications, clock) = (&app.application.notifications, &app.application.clock);
        let today = clock.today();
        let sending = Sending { on: today, document: Some(document) };
        let sent = notifications.mark_sent(Article::Article1_4, &sending, today, clock.now()).await.expect("a database");
        assert!(sent.is_ok());
        let same = app.operation("tfa_notification", asked.clone()).await["tfaNotification"].clone();
        assert_eq!((&same["changes"], &same["lastSentOn"]), (&json!([]), &json!("2026-06-15")));

        fresh.execute("update authority set phone = '+999 100 0299' where code = 'zz-customs'").await;
        let changed = app.operation("tfa_notification", asked).await["tfaNotification"]["changes"].clone();
        assert_eq!(changed.as_array().map(Vec::len), Some(1), "{changed}");
        assert_eq!((&changed[0]["kind"], &changed[0]["after"]["phone"]), (&json!("CHANGED"), &json!("+999 100 0299")));
        assert_eq!(changed[0]["before"]["phone"], "+999 100 0200");
    })
    .await;
}

#[tokio::test]
async fn what_nobody_has_published_is_missing_and_cannot_be_sent() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let told = app.operation("tfa_notification", json!({ "article": "ARTICLE_1_4" })).await["tfaNotification"].clone();
        assert_eq!(told["missing"].as_array().map(Vec::len), Some(11), "ten letters and the enquiry point: {told}");
        let (notifications, clock) = (&app.application.notifications, &app.application.clock);
        for (article, name, service) in [
            (Article::Article10_4_3, "ARTICLE_10_4_3", "single-window"),
            (Article::Article10_6_2, "ARTICLE_10_6_2", "customs-brokers"),
            (Article::Article12_2, "ARTICLE_12_2", "customs-cooperation"),
        ] {
            let told = app.operation("tfa_notification", json!({ "article": name })).await["tfaNotification"].clone();
            assert_eq!(told["entries"], json!([]));
            assert_eq!(told["missing"], json!([format!("no office offers the service {service}")]));
            let sending = Sending { on: clock.today(), document: None };
            let sent = notifications.mark_sent(article, &sending, clock.today(), clock.now()).await.expect("a database");
            assert_eq!(sent, Err(Unsendable::Empty));
        }
        assert_eq!(fresh.number("select count(*) from tfa_notification").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_officer_shows_and_records_a_notification() {
    let fresh = Fresh::sqlite().await;
    import(&fresh, &["sample", "sample"]).await.expect("the sample is good");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fingertip"));
        command.current_dir(fresh.folder.path()).args(["notification"]).args(arguments).env_clear();
        let output = command.env("FINGERTIP_DATABASE_URL", &fresh.url).output().expect("the program was built with the tests");
        let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
        (output.status.success(), text(output.stdout), text(output.stderr))
    };
    let (shown, document, _) = run(&["show", "1.4"]);
    assert!(shown && document.starts_with("# Notification under Article 1.4"), "{document}");
    let (recorded, _, error) = run(&["mark-sent", "1.4", "--on", "2026-06-15"]);
    assert!(!recorded && error.contains("--document"), "what was known that day may have been something else: {error}");
    let file = write(&fresh, "sent.md", &document);
    let (recorded, told, error) = run(&["mark-sent", "1.4", "--document", &file]);
    assert!(recorded && told.contains("entries, sent on 20"), "{told}{error}");
    let (recorded, _, error) = run(&["mark-sent", "10.4.3"]);
    assert!(!recorded && error.contains("nothing that the article asks for is published"), "{error}");
}

#[tokio::test]
async fn what_was_sent_on_a_past_day_is_told_by_its_document_and_the_latest_day_is_the_last() {
    each_database(async |fresh| {
        import(fresh, &["sample", "sample"]).await.expect("the sample is good");
        let app = App::over(fresh).await;
        let (notifications, clock) = (&app.application.notifications, &app.application.clock);
        let (article, today, now) = (Article::Article1_4, clock.today(), clock.now());
        let yesterday = today.yesterday().expect("a day");
        let send = async |on, document: Option<&str>| {
            let sending = Sending { on, document };
            notifications.mark_sent(article, &sending, today, now).await.expect("a database").map(|sent| sent.day)
        };
        assert_eq!(send(today, None).await, Ok(today));
        assert_eq!(send(yesterday, None).await, Err(Unsendable::DocumentNeeded { today }));
        assert_eq!(send(yesterday, Some("# Of another day\n")).await, Err(Unsendable::OtherDocument));
        let tomorrow = today.tomorrow().expect("a day");
        assert_eq!(send(tomorrow, None).await, Err(Unsendable::Early { today }));
        let then = notifications.write(article, yesterday, now).await.expect("a database").document;
        assert_eq!(send(yesterday, Some(&then)).await, Ok(yesterday));
        let last = notifications.write(article, today, now).await.expect("a database").sent.expect("it was sent");
        assert_eq!(last.sent_on, today, "recorded first, sent last");
    })
    .await;
}

#[tokio::test]
async fn an_authority_that_publishes_and_that_nobody_named_is_told_and_missing() {
    each_database(async |fresh| {
        import(fresh, &["sample", "sample"]).await.expect("the sample is good");
        fresh.execute("delete from authority where code = 'zz-customs'").await;
        let app = App::over(fresh).await;
        let told = app.operation("tfa_notification", json!({ "article": "ARTICLE_1_4" })).await["tfaNotification"].clone();
        let entries = told["entries"].as_array().expect("entries");
        let place = |entry: &&serde_json::Value| entry["authority"] == "zz-customs" && entry["kind"] == "PLACE_OF_PUBLICATION";
        assert_eq!(entries.iter().find(place).expect("it publishes")["name"], "zz-customs");
        assert_eq!(told["missing"], json!(["zz-customs publishes, and its name and addresses are not known"]));
    })
    .await;
}
