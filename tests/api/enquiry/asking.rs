//! Whoever asks: without an account, once however often it is sent, and with the last word on whether the reply answers.

use jiff::Span;
use serde_json::{Value, json};

use super::{PHONE, QUESTION, Slip, act, by, deliver, desk, does, events_make_it, key, look, open, replied, run, slip, stored};
use crate::{
    identity::{self, sign_in},
    support::{
        app::{App, operation},
        database::each_database,
    },
};

#[tokio::test]
async fn a_question_is_stored_before_its_reference_is_told_and_needs_no_account() {
    each_database(async |database| {
        let app = App::over(database).await;
        let opened = open(&app, 1, json!({ "urgency": "HELD_AT_BORDER" })).await;
        assert_eq!(opened["__typename"], "EnquiryOpened", "{opened}");
        assert_eq!((opened["channel"].as_str(), opened["isNew"].as_bool()), (Some("APP"), Some(true)));
        assert!(opened["due"]["at"].is_string() && opened["due"]["reasonText"].is_string(), "{opened}");
        let found = database.number("select count(*) from enquiry_event where verb = 'open'").await;
        assert_eq!(found, 1);
        let slip = Slip {
            reference: opened["reference"].as_str().expect("a reference").to_owned(),
            pin: opened["pin"].as_str().expect("a PIN").to_owned(),
        };
        let seen = look(&app, &slip).await;
        assert_eq!(seen["thread"][0]["text"], QUESTION);
        assert_eq!(seen["state"], "ACKNOWLEDGED", "without a message to wait for the answer tells the asker");
        assert!(seen["stateText"].as_str().is_some_and(|text| text.contains("officer")), "{seen}");
        assert_eq!(seen["due"], opened["due"]);
        events_make_it(&app, &slip).await;
    })
    .await;
}

#[tokio::test]
async fn the_same_sent_again_is_the_same_enquiry_with_the_same_pin() {
    each_database(async |database| {
        let app = App::over(database).await;
        let first = open(&app, 1, json!({ "phone": PHONE })).await;
        let again = open(&app, 1, json!({ "phone": PHONE })).await;
        assert_eq!((&first["reference"], &first["pin"]), (&again["reference"], &again["pin"]));
        assert_eq!(again["isNew"], false);
        assert_eq!(database.number("select count(*) from enquiry").await, 1);
        let other = open(&app, 1, json!({ "question": "Something else?" })).await;
        assert_eq!(other["code"], "ENQUIRY_KEY_REUSED", "{other}");
        let many = futures_util::future::join_all((0..6).map(|_| open(&app, 2, json!({})))).await;
        let references: std::collections::BTreeSet<_> = many.iter().map(|opened| opened["reference"].to_string()).collect();
        assert_eq!(references.len(), 1, "{many:?}");
        assert_eq!(database.number("select count(*) from enquiry").await, 2);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_a_sentence() {
    each_database(async |database| {
        let app = App::over(database).await;
        for (more, code) in [
            (json!({ "key": "short" }), "ENQUIRY_KEY_INVALID"),
            (json!({ "question": " " }), "ENQUIRY_TEXT_INVALID"),
            (json!({ "question": "x".repeat(4_001) }), "ENQUIRY_TEXT_INVALID"),
            (json!({ "email": "nobody" }), "ENQUIRY_EMAIL_INVALID"),
            (json!({ "phone": "12" }), "PHONE_INVALID"),
            (json!({ "name": "a\nb" }), "ENQUIRY_NAME_INVALID"),
            (json!({ "channel": "COUNTER" }), "ENQUIRY_CHANNEL_INVALID"),
            (json!({ "about": "E-00000-00001" }), "ENQUIRY_UNKNOWN"),
        ] {
            let refused = open(&app, 1, more.clone()).await;
            assert_eq!(refused["code"], code, "{more}");
            assert!(refused["message"].as_str().is_some_and(|text| text.len() > 20), "{refused}");
        }
        assert_eq!(database.number("select count(*) from enquiry").await, 0);
    })
    .await;
}

#[tokio::test]
async fn one_number_does_not_fill_the_desk() {
    each_database(async |database| {
        let app = App::over(database).await;
        for number in 0..20 {
            slip(&app, number, json!({ "phone": PHONE })).await;
        }
        let refused = open(&app, 20, json!({ "phone": PHONE })).await;
        assert_eq!(refused["code"], "ENQUIRY_TOO_MANY", "{refused}");
        app.clock.advance(Span::new().hours(25));
        slip(&app, 21, json!({ "phone": PHONE })).await;
    })
    .await;
}

async fn refusal(app: &App, name: &str, variables: Value) -> (String, i64) {
    let error = app.refusal("en", &operation(name), variables).await;
    let seconds = error["extensions"]["seconds"].as_str().and_then(|text| text.parse().ok()).unwrap_or_default();
    (error["extensions"]["code"].as_str().unwrap_or_default().to_owned(), seconds)
}

#[tokio::test]
async fn a_pin_is_tried_five_times_an_hour_and_an_unknown_reference_looks_like_a_wrong_pin() {
    each_database(async |database| {
        let app = App::over(database).await;
        let slip = slip(&app, 1, json!({ "phone": PHONE })).await;
        let wrong = if slip.pin == "000000" { "000001" } else { "000000" };
        let tried = json!({ "reference": slip.reference, "pin": wrong });
        let nowhere = json!({ "reference": "E-00000-00000", "pin": wrong });
        assert_eq!(refusal(&app, "enquiry", nowhere).await.0, "ENQUIRY_UNKNOWN");
        for _ in 0..4 {
            assert_eq!(refusal(&app, "enquiry", tried.clone()).await.0, "ENQUIRY_UNKNOWN");
        }
        look(&app, &slip).await;
        for _ in 0..5 {
            assert_eq!(refusal(&app, "enquiry", tried.clone()).await.0, "ENQUIRY_UNKNOWN");
        }
        let (code, seconds) = refusal(&app, "enquiry", slip.access()).await;
        assert_eq!(code, "ENQUIRY_LOCKED", "the right one is not tried any more");
        assert!((1..=3_600).contains(&seconds), "{seconds}");
        app.clock.advance(Span::new().minutes(61));
        look(&app, &slip).await;
        // A mistake in a reference is noticed before anything is looked up.
        let mistyped = format!("{}0", &slip.reference[..slip.reference.len() - 1]);
        let mistyped = if mistyped == slip.reference { mistyped.replace("E-", "E-1") } else { mistyped };
        assert_eq!(refusal(&app, "enquiry", json!({ "reference": mistyped, "pin": slip.pin })).await.0, "ENQUIRY_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn four_digits_tell_where_it_stands_and_nothing_that_was_written() {
    each_database(async |database| {
        let app = App::over(database).await;
        let slip = slip(&app, 1, json!({ "phone": PHONE })).await;
        let digits = |last: &str| json!({ "reference": slip.reference, "last4Phone": last });
        for _ in 0..12 {
            let status = run(&app, "enquiry_status", digits("0012")).await;
            assert_eq!((status["state"].as_str(), status["reference"].as_str()), (Some("RECEIVED"), Some(&*slip.reference)));
        }
        for _ in 0..5 {
            assert_eq!(refusal(&app, "enquiry_status", digits("9999")).await.0, "ENQUIRY_UNKNOWN");
        }
        assert_eq!(refusal(&app, "enquiry_status", digits("0012")).await.0, "ENQUIRY_LOCKED");
        assert_eq!(refusal(&app, "enquiry", slip.access()).await.0, "ENQUIRY_LOCKED", "both count together");
    })
    .await;
}

#[tokio::test]
async fn whoever_signed_in_needs_no_pin_and_sees_their_own_alone() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (asker, other) = (sign_in(&app).await, sign_in(&app).await);
        let input = json!({ "key": key(7), "question": QUESTION, "topic": "FEES" });
        let opened = identity::as_person(&app, &asker, "open_enquiry", input).await;
        assert_eq!(opened["pin"], Value::Null, "{opened}");
        let reference = opened["reference"].as_str().expect("a reference");
        let ask = async |who: &identity::SignedIn, name: &str| {
            let request = app.request(&operation(name), &json!({ "reference": reference }));
            let request = request.header("authorization", format!("Bearer {}", who.tokens.access_token));
            request.send().await.expect("an answer").json::<Value>().await.expect("JSON")
        };
        assert_eq!(ask(&asker, "enquiry").await["data"]["enquiry"]["thread"][0]["text"], QUESTION);
        assert_eq!(identity::code(&ask(&other, "enquiry").await), "ENQUIRY_UNKNOWN");
        assert_eq!(ask(&asker, "my_enquiries").await["data"]["myEnquiries"]["nodes"][0]["reference"], reference);
        assert_eq!(ask(&other, "my_enquiries").await["data"]["myEnquiries"]["nodes"], json!([]));
        assert_eq!(refusal(&app, "enquiry", json!({ "reference": reference })).await.0, "ENQUIRY_UNKNOWN");
        let held = ask(&asker, "export_my_data").await["data"]["exportMyData"]["document"].to_string();
        assert!(held.contains("vermilion parrots"), "{held}");
    })
    .await;
}

#[tokio::test]
async fn only_the_asker_says_whether_the_reply_answers() {
    each_database(async |database| {
        let app = App::over(database).await;
        let desk = desk(&app).await;
        let slip = slip(&app, 1, json!({})).await;
        let early =
            run(&app, "state_enquiry_outcome", json!({ "input": { "access": slip.access(), "outcome": "ANSWERED" } })).await;
        assert_eq!(early["code"], "ENQUIRY_STATE", "there is no reply yet");
        replied(&app, desk, &slip, "A CITES permit.").await;
        let seen = look(&app, &slip).await;
        assert_eq!(seen["thread"][1]["text"], "A CITES permit.");
        assert_eq!(seen["thread"][1]["bindingLevel"], "WRITTEN_REPLY");
        assert_eq!(seen["due"], Value::Null);
        let judge = async |outcome: &str| {
            run(&app, "state_enquiry_outcome", json!({ "input": { "access": slip.access(), "outcome": outcome } })).await
        };
        let doubted = judge("WRONG").await;
        assert_eq!(doubted["enquiry"]["state"], "REPLIED", "{doubted}");
        let again = json!({ "input": { "access": slip.access(), "text": "Not for captive-bred ones." } });
        let reopened = run(&app, "reopen_enquiry", again).await;
        assert_eq!(reopened["enquiry"]["state"], "REOPENED", "{reopened}");
        assert!(reopened["enquiry"]["due"]["at"].is_string(), "the clock begins anew");
        // Whoever gave a wrong reply, or agreed to it, does not look at it again.
        for officer in &desk[..2] {
            let refused = act(&app, *officer, "assign_enquiry", &slip, json!({ "to": officer.id() })).await;
            assert_eq!(refused["code"], "ENQUIRY_CONFLICT_OF_INTEREST", "{refused}");
        }
        let supervisor = desk[2];
        assert_eq!(does(&app, supervisor, "assign_enquiry", &slip, json!({ "to": supervisor.id() })).await, "IN_PROGRESS");
        let withdrawn = run(&app, "withdraw_enquiry", json!({ "input": slip.access() })).await;
        assert_eq!(withdrawn["enquiry"]["state"], "WITHDRAWN", "{withdrawn}");
        assert_eq!(withdrawn["enquiry"]["due"], Value::Null);
        events_make_it(&app, &slip).await;
    })
    .await;
}

#[tokio::test]
async fn a_subscriber_hears_where_it_stands_now_and_each_time_something_happens() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [officer, ..] = desk(&app).await;
        let slip = slip(&app, 1, json!({})).await;
        let request = app.request(&operation("enquiry_changed"), &slip.access()).header("accept", "text/event-stream");
        let mut response = request.send().await.expect("an answer");
        let mut text = String::new();
        let mut until = async |wanted: &str| {
            let told = tokio::time::timeout(std::time::Duration::from_secs(10), async {
                while !text.contains(wanted) {
                    let bytes = response.chunk().await.expect("a stream").expect("it goes on");
                    text += &String::from_utf8_lossy(&bytes);
                }
            });
            told.await.unwrap_or_else(|_| panic!("waited in vain for {wanted}"));
        };
        until("\"state\":\"ACKNOWLEDGED\"").await;
        super::triaged(&app, officer, &slip).await;
        until("\"state\":\"TRIAGED\"").await;
        let wrong = json!({ "reference": slip.reference, "pin": if slip.pin == "123456" { "123457" } else { "123456" } });
        let refused = app.request(&operation("enquiry_changed"), &wrong).header("accept", "text/event-stream");
        let refused = refused.send().await.expect("an answer").text().await.expect("a text");
        assert!(refused.contains("ENQUIRY_UNKNOWN"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn what_happened_cannot_be_changed_and_makes_what_is_stored() {
    each_database(async |database| {
        let app = App::over(database).await;
        let desk = desk(&app).await;
        let slip = slip(&app, 1, json!({ "phone": PHONE })).await;
        deliver(&app).await;
        replied(&app, desk, &slip, "A CITES permit.").await;
        events_make_it(&app, &slip).await;
        use sea_orm::ConnectionTrait;
        let connection = app.application.database.connection();
        for sql in [
            "update enquiry_event set body = '{}'",
            "update enquiry_event set recorded_at = recorded_at + 1",
            "delete from enquiry_event",
        ] {
            let refused = connection.execute_unprepared(sql).await.expect_err(sql).to_string();
            assert!(refused.contains("enquiry_event is only added to"), "{refused}");
        }
        let id = stored(&app, &slip).await.id;
        let before = by(&app, desk[0], "desk_enquiry", json!({ "id": id.to_string() })).await;
        assert_eq!(before["item"]["state"], "REPLIED");
    })
    .await;
}

#[tokio::test]
async fn what_is_added_with_a_key_is_there_once_however_often_it_is_sent() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (slip, other) = (slip(&app, 1, json!({})).await, slip(&app, 2, json!({})).await);
        let written = async |name: &str, slip: &Slip, text: &str, key: Value| {
            run(&app, name, json!({ "input": { "access": slip.access(), "text": text, "key": key } })).await
        };
        let held = async |slip: &Slip| look(&app, slip).await["thread"].as_array().map_or(0, Vec::len);
        let first = written("add_to_enquiry", &slip, "It is from Ethiopia.", json!(key(7))).await;
        assert_eq!(first["__typename"], "EnquiryChanged", "{first}");
        // Its answer was lost: sent again, at the same time as well, it is answered as before.
        let again = || written("add_to_enquiry", &slip, "It is from Ethiopia.", json!(key(7)));
        let (one, two, three) = tokio::join!(again(), again(), again());
        for again in [one, two, three] {
            assert_eq!(
                (&again["__typename"], &again["enquiry"]["version"]),
                (&json!("EnquiryChanged"), &first["enquiry"]["version"]),
                "{again}"
            );
        }
        assert_eq!(held(&slip).await, 2);
        // Other words, or another deed, under the same key are refused; in another enquiry it is another key.
        assert_eq!(written("add_to_enquiry", &slip, "It is from Kenya.", json!(key(7))).await["code"], "ENQUIRY_KEY_REUSED");
        assert_eq!(written("appeal_enquiry", &slip, "It is from Ethiopia.", json!(key(7))).await["code"], "ENQUIRY_KEY_REUSED");
        assert_eq!(written("add_to_enquiry", &other, "It is from Kenya.", json!(key(7))).await["__typename"], "EnquiryChanged");
        assert_eq!(written("add_to_enquiry", &slip, "More.", json!("short")).await["code"], "ENQUIRY_KEY_INVALID");
        // Without a key, and with a new one, the same words are said again.
        assert_eq!(written("add_to_enquiry", &slip, "It is from Ethiopia.", Value::Null).await["__typename"], "EnquiryChanged");
        assert_eq!(written("add_to_enquiry", &slip, "It is from Ethiopia.", json!(key(8))).await["__typename"], "EnquiryChanged");
        assert_eq!((held(&slip).await, held(&other).await), (4, 2));
        // What was refused took no key: put right, it is sent under the same.
        assert_eq!(written("reopen_enquiry", &slip, "Again.", json!(key(9))).await["code"], "ENQUIRY_STATE");
        assert_eq!(written("add_to_enquiry", &slip, "Again.", json!(key(9))).await["__typename"], "EnquiryChanged");
        // The enquiry is over since; what was added before is still answered.
        run(&app, "withdraw_enquiry", json!({ "input": slip.access() })).await;
        let late = written("add_to_enquiry", &slip, "It is from Ethiopia.", json!(key(7))).await;
        assert_eq!((&late["__typename"], &late["enquiry"]["state"]), (&json!("EnquiryChanged"), &json!("WITHDRAWN")), "{late}");
        events_make_it(&app, &slip).await;
    })
    .await;
}
