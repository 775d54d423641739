//! From a reply to what everybody knows: redacted, translated, agreed to by another, published, and told to all who asked the same. What
//! cannot be answered is a gap until somebody says where the answer is, or why there is none.

use fingertip::enquiry::{Escalation, NewEnquiry, NewGap, Turn};
use serde_json::{Value, json};

use super::{Officer, PHONE, Slip, by, deliver, desk, does, key, replied, run, slip, stored, triaged};
use crate::support::{app::App, database::each_database, given};

const OTHER_PHONE: &str = "+999 555 0300 13";

/// Writes a public text of the reply to an enquiry, with `more` in place of what it usually says, and returns the payload.
async fn draft(app: &App, officer: Officer, slip: &Slip, if_version: i64, more: Value) -> Value {
    let mut input = json!({
        "enquiryId": stored(app, slip).await.id.to_string(),
        "ifVersion": if_version,
        "publicationId": "parrot-permit",
        "article11": "F",
        "authority": "zz-environment",
        "sourceAct": "Wildlife Act 2001, section 12",
        "language": "en",
        "title": "Which permit do parrots need?",
        "text": "Parrots of heading 0106.32 need a **permit** of the Environment Agency.",
    });
    input.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
    by(app, officer, "draft_public_reply", json!({ "input": input })).await
}

async fn translate(app: &App, officer: Officer, slip: &Slip, if_version: i64, language: &str, text: &str) -> Value {
    let id = stored(app, slip).await.id.to_string();
    let input = json!({ "enquiryId": id, "ifVersion": if_version, "language": language, "title": "Permit", "text": text });
    by(app, officer, "translate_public_reply", json!({ "input": input })).await
}

async fn approve(app: &App, officer: Officer, slip: &Slip, if_version: i64) -> Value {
    let id = stored(app, slip).await.id.to_string();
    by(app, officer, "approve_public_reply", json!({ "input": { "enquiryId": id, "ifVersion": if_version } })).await
}

async fn published(app: &App, language: &str) -> Value {
    let data = app.operation("publication", json!({ "id": "parrot-permit", "language": language })).await;
    data["publication"].clone()
}

#[tokio::test]
async fn a_reply_becomes_public_in_every_asker_s_language_and_all_who_asked_are_told() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [first, second, supervisor] = desk(&app).await;
        let asked = slip(&app, 1, json!({ "phone": PHONE, "name": "Amina Kestrel" })).await;
        let again = slip(&app, 2, json!({ "phone": OTHER_PHONE, "language": "sw" })).await;
        let early = draft(&app, first, &asked, 0, json!({})).await;
        assert_eq!(early["code"], "ENQUIRY_STATE", "nothing was replied yet: {early}");
        replied(&app, [first, second, supervisor], &asked, "Dear Ms Kestrel, you need a permit.").await;
        triaged(&app, first, &again).await;
        let of = json!({ "of": stored(&app, &asked).await.id.to_string() });
        assert_eq!(does(&app, first, "mark_duplicate", &again, of).await, "DUPLICATE");
        deliver(&app).await;
        for left in [
            "Dear Ms Kestrel, a permit.",
            "Call +999 555 0300 13.",
            "Write to birds@environment.example.",
            asked.reference.as_str(),
        ] {
            let personal = draft(&app, first, &asked, 0, json!({ "text": left })).await;
            assert_eq!(personal["code"], "ENQUIRY_PERSONAL_LEFT", "{left}: {personal}");
        }
        let drafted = draft(&app, first, &asked, 0, json!({ "languages": ["fr"] })).await;
        let reply = &drafted["publicReply"];
        assert_eq!((&reply["missingLanguages"], &reply["askedBy"]), (&json!(["fr", "sw"]), &json!(2)), "{drafted}");
        let waiting = by(&app, second, "public_replies", json!({})).await;
        assert_eq!(waiting["nodes"][0]["publicationId"], "parrot-permit", "{waiting}");
        assert_eq!(approve(&app, supervisor, &asked, 1).await["code"], "ENQUIRY_TRANSLATIONS_MISSING");
        translate(&app, second, &asked, 1, "fr", "Les perroquets demandent un permis.").await;
        assert_eq!(translate(&app, second, &asked, 1, "sw", "Kibali.").await["code"], "ENQUIRY_VERSION_CONFLICT");
        let done = translate(&app, second, &asked, 2, "sw", "Kasuku wanahitaji kibali.").await;
        assert_eq!(done["publicReply"]["missingLanguages"], json!([]), "{done}");
        for writer in [first, second] {
            assert_eq!(approve(&app, writer, &asked, 3).await["code"], "ENQUIRY_SECOND_PERSON");
        }
        assert_eq!(published(&app, "en").await, Value::Null, "nobody reads what one person wrote");
        let before = app.carrier.count();
        let approved = approve(&app, supervisor, &asked, 3).await;
        assert_eq!(approved["publicReply"]["state"], "PUBLISHED", "{approved}");
        let english = published(&app, "en").await;
        assert_eq!((&english["documentType"], &english["article11"]), (&json!("reply"), &json!("F")), "{english}");
        assert_eq!(english["source"]["act"], "Wildlife Act 2001, section 12");
        let swahili = published(&app, "sw").await;
        assert_eq!((&swahili["language"], &swahili["translatedFrom"]), (&json!("sw"), &json!("en")), "{swahili}");
        assert_eq!(deliver(&app).await, 2);
        assert_eq!(app.carrier.count(), before + 2, "each who asked is told, once");
        let told = app.carrier.newest_to(&OTHER_PHONE.replace(' ', ""));
        assert!(told.starts_with("Forodha") && told.contains(&again.reference) && !told.contains("Kasuku"), "{told}");
        assert_eq!(approve(&app, supervisor, &asked, 5).await["code"], "ENQUIRY_PUBLIC_REPLY_STATE");
        assert_eq!(deliver(&app).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_reply_takes_no_name_of_something_else_and_a_later_one_revises_it() {
    each_database(async |database| {
        let app = App::over(database).await;
        let desk = desk(&app).await;
        let [first, second, _] = desk;
        let coffee = given::revision("coffee-export-procedure");
        app.application.publications.record(coffee, 0, app.now()).await.expect("a database").expect("no conflict");
        let asked = slip(&app, 1, json!({})).await;
        replied(&app, desk, &asked, "A permit.").await;
        let taken = json!({ "publicationId": "coffee-export-procedure" });
        assert_eq!(draft(&app, first, &asked, 0, taken).await["__typename"], "PublicReplyDone");
        assert_eq!(approve(&app, second, &asked, 1).await["code"], "ENQUIRY_PUBLICATION_TAKEN");
        assert_eq!(draft(&app, first, &asked, 1, json!({})).await["__typename"], "PublicReplyDone");
        assert_eq!(approve(&app, second, &asked, 2).await["publicReply"]["state"], "PUBLISHED");
        let later = draft(&app, first, &asked, 4, json!({ "text": "Two permits." })).await;
        assert_eq!(later["publicReply"]["state"], "DRAFTED", "{later}");
        assert!(published(&app, "en").await["body"].as_str().is_some_and(|body| !body.contains("Two")), "not yet");
        assert_eq!(approve(&app, second, &asked, 5).await["publicReply"]["state"], "PUBLISHED");
        let revised = published(&app, "en").await;
        assert_eq!((revised["body"].as_str(), revised["version"].as_i64()), (Some("Two permits."), Some(2)), "{revised}");
    })
    .await;
}

/// Opens an enquiry as the assistant does that could not answer.
async fn escalated(app: &App, number: u32, reason: &str, prefers_human: bool) {
    let turn = |is_assistants, text: &str| Turn { is_assistants, text: text.to_owned() };
    let new = NewEnquiry {
        key: key(number).parse().expect("a key"),
        asker: None,
        contact: Default::default(),
        kind: fingertip::enquiry::Kind::Enquiry,
        topic: fingertip::enquiry::Topic::Fees,
        urgency: fingertip::enquiry::Urgency::Normal,
        language: vocabulary::Language::EN,
        channel: fingertip::enquiry::Channel::Assistant,
        prefers_human,
        about: None,
        question: "I am Amina Kestrel; what does a drone cost?".parse().expect("a text"),
        escalation: Some(Escalation {
            reason: reason.to_owned(),
            transcript: vec![turn(false, "I am [name]; what does a drone cost?"), turn(true, "I do not know.")],
            sources: Vec::new(),
        }),
        entered_by: None,
    };
    app.application.enquiries.open(new, app.now()).await.expect("a database").expect("an enquiry");
}

#[tokio::test]
async fn what_cannot_be_answered_is_a_gap_until_somebody_says_where_the_answer_is() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [officer, ..] = desk(&app).await;
        let coffee = given::revision("coffee-export-procedure");
        app.application.publications.record(coffee, 0, app.now()).await.expect("a database").expect("no conflict");
        escalated(&app, 1, "low-confidence", false).await;
        escalated(&app, 2, "asked-for-a-person", true).await;
        let unasked = NewGap {
            enquiry: None,
            reason: "expired-source".to_owned(),
            language: vocabulary::Language::SW,
            article11: None,
            authority: None,
            question: None,
        };
        for _ in 0..2 {
            app.application.knowledge().note_gap(&unasked, app.now()).await.expect("a database");
        }
        let gaps = by(&app, officer, "knowledge_gaps", json!({ "open": true })).await;
        let gaps = gaps["nodes"].as_array().expect("gaps").clone();
        assert_eq!(gaps.len(), 3, "whoever wants a person shows no gap: {gaps:?}");
        assert_eq!(gaps[0]["question"], "I am [name]; what does a drone cost?", "what was redacted, not what was written");
        let close = async |index: usize, more: Value| {
            let mut input =
                json!({ "id": gaps[index]["id"], "article11": "C", "authority": "zz-communications", "because": "It is a fee." });
            input.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
            by(&app, officer, "close_gap", json!({ "input": input })).await
        };
        let code = async |more: Value| close(0, more).await["code"].as_str().unwrap_or("it was closed").to_owned();
        assert_eq!(code(json!({ "outcome": "PUBLISHED" })).await, "ENQUIRY_GAP_PLACE");
        assert_eq!(code(json!({ "outcome": "PUBLISHED", "place": "no-such-text" })).await, "ENQUIRY_GAP_PLACE");
        assert_eq!(code(json!({ "outcome": "EXISTS_AT" })).await, "ENQUIRY_GAP_PLACE");
        assert_eq!(code(json!({ "outcome": "NOT_PUBLISHABLE", "place": "here" })).await, "ENQUIRY_GAP_PLACE");
        assert_eq!(code(json!({ "outcome": "NOT_PUBLISHABLE", "because": " " })).await, "ENQUIRY_TEXT_INVALID");
        assert_eq!(code(json!({ "outcome": "EXISTS_AT", "place": "x", "id": "0" })).await, "ENQUIRY_GAP_UNKNOWN");
        let closed = close(0, json!({ "outcome": "PUBLISHED", "place": "coffee-export-procedure" })).await;
        assert_eq!((&closed["gap"]["article11"], &closed["gap"]["outcome"]), (&json!("C"), &json!("PUBLISHED")), "{closed}");
        assert_eq!(code(json!({ "outcome": "EXISTS_AT", "place": "x" })).await, "ENQUIRY_GAP_CLOSED");
        assert_eq!(close(1, json!({ "outcome": "NOT_PUBLISHABLE" })).await["gap"]["because"], "It is a fee.");
        let months = run(&app, "gap_burn_down", json!({})).await;
        let expected =
            json!([{ "month": "2026-06-01", "found": 3, "published": 1, "existed": 0, "notPublishable": 1, "open": 1 }]);
        assert_eq!(months, expected, "anybody may see");
    })
    .await;
}

#[tokio::test]
async fn a_gap_is_closed_by_the_publication_of_the_reply() {
    each_database(async |database| {
        let app = App::over(database).await;
        let desk = desk(&app).await;
        let [first, second, _] = desk;
        escalated(&app, 1, "low-confidence", false).await;
        let listed = by(&app, first, "enquiries", json!({})).await;
        let slip =
            Slip { reference: listed["nodes"][0]["reference"].as_str().expect("a reference").to_owned(), pin: String::new() };
        replied(&app, desk, &slip, "120 zandor.").await;
        assert_eq!(draft(&app, first, &slip, 0, json!({})).await["__typename"], "PublicReplyDone");
        assert_eq!(approve(&app, second, &slip, 1).await["publicReply"]["state"], "PUBLISHED");
        let gaps = by(&app, first, "knowledge_gaps", json!({ "open": false })).await;
        let gap = &gaps["nodes"][0];
        assert_eq!(
            (&gap["outcome"], &gap["place"], &gap["article11"]),
            (&json!("PUBLISHED"), &json!("parrot-permit"), &json!("F"))
        );
    })
    .await;
}

#[tokio::test]
async fn anybody_reads_how_long_replies_took_and_nobody_what_a_few_asked() {
    each_database(async |database| {
        let app = App::over(database).await;
        let desk = desk(&app).await;
        for number in 0..6 {
            let asked = slip(&app, number, json!({ "topic": "FEES" })).await;
            if number < 5 {
                replied(&app, desk, &asked, "120 zandor.").await;
            }
        }
        slip(&app, 6, json!({ "topic": "TRANSIT", "language": "sw" })).await;
        let told = run(&app, "enquiry_statistics", json!({ "year": 2026, "month": 6 })).await;
        assert_eq!((&told["all"]["count"], &told["isPartial"]), (&json!(7), &json!(false)), "{told}");
        let first = &told["all"]["firstReply"];
        assert_eq!((&first["count"], &first["median"], &first["p90High"]), (&json!(5), &json!(0), &Value::Null), "{told}");
        assert_eq!(told["all"]["breached"]["basisPoints"], 0);
        for (list, name) in [("byLanguage", "language"), ("byTopic", "topic")] {
            let groups = told[list].as_array().expect("groups");
            assert!(groups.iter().any(|group| group[name] != Value::Null) && groups.len() >= 2, "{told}");
            let shown = groups.iter().filter(|group| group["figures"] != Value::Null).count();
            assert_eq!(shown, 0, "the one is what all are more than the others: {told}");
        }
        app.clock.advance(jiff::Span::new().minutes(59));
        slip(&app, 7, json!({})).await;
        let again = run(&app, "enquiry_statistics", json!({ "year": 2026, "month": 6 })).await;
        assert_eq!(again["all"]["count"], 7, "figures are at most an hour old");
        app.clock.advance(jiff::Span::new().minutes(1));
        let later = run(&app, "enquiry_statistics", json!({ "year": 2026, "month": 6 })).await;
        assert_eq!(later["all"]["count"], 8);
        assert_eq!(run(&app, "enquiry_statistics", json!({ "year": 2026, "month": 13 })).await, Value::Null);
    })
    .await;
}
