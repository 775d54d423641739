//! Replies with templates: filled with what is published when they are written, and not sent when it says something else by then.

use std::path::Path;

use fingertip::{
    fact::{Amount, Body, Fixed, LeadDaysMin, NewFact, import::FactFiles},
    platform::import::Source as _,
    publication::{Content, Direction, NewRevision, RevisionState, Source},
    tariff::{Measure, MeasureKey, MeasureType, measure::usual_tax},
};
use jiff::civil::date;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use vocabulary::{Article11, Language, Period};

use super::{Officer, PHONE, act, by, deliver, desk, does, look, refused, replied, run, slip, stored, triaged};
use crate::support::{
    app::{App, operation},
    database::each_database,
};

/// The fee whose template is used here.
pub const FEE: &str = "phytosanitary-certificate";

/// Publishes the facts of the made-up territory, and returns the fee as it stands.
pub async fn with_facts(app: &App) -> NewFact {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/facts");
    let files = FactFiles::open(&folder, LeadDaysMin::default()).expect("the sample");
    let facts: Vec<_> = files.rows().expect("facts").map(|fact| fact.expect("a good fact")).collect();
    app.application.facts.record_all(&facts, app.now()).await.expect("a database");
    let of_fee = facts.into_iter().filter(|fact| fact.id.as_str() == FEE && matches!(fact.content.body, Body::Fee(_)));
    of_fee.max_by_key(|fact| fact.validity.from()).expect("the fee")
}

/// Publishes another amount of a fee, from today on.
pub async fn costs(app: &App, fee: &NewFact, amount: i64) {
    let mut now = fee.clone();
    if let Body::Fee(fee) = &mut now.content.body {
        fee.amount = Amount::Fixed(Fixed { fixed: Decimal::new(amount * 100, 2) });
    }
    now.validity = Period::starting(app.now().to_zoned(jiff::tz::TimeZone::UTC).date());
    app.application.facts.record_all(&[now], app.now()).await.expect("a database");
}

/// Writes a template that somebody else agrees to.
pub async fn template(app: &App, [writer, other, _]: [Officer; 3], name: &str, text: &str) {
    let written = write(app, writer, name, 0, text).await;
    assert_eq!(written["__typename"], "ReplyTemplateDone", "{written}");
    assert_eq!(approve(app, other, name, 1).await["template"]["version"], 2);
}

async fn write(app: &App, officer: Officer, name: &str, if_version: i64, text: &str) -> Value {
    let input = json!({ "name": name, "ifVersion": if_version, "title": "What it costs", "topic": "FEES",
        "texts": [{ "language": "en", "text": text }] });
    by(app, officer, "write_reply_template", json!({ "input": input })).await
}

async fn approve(app: &App, officer: Officer, name: &str, if_version: i64) -> Value {
    by(app, officer, "approve_reply_template", json!({ "input": { "name": name, "ifVersion": if_version } })).await
}

fn with(name: &str) -> Value {
    json!({ "name": name, "bindingLevel": "WRITTEN_REPLY" })
}

#[tokio::test]
async fn a_reply_says_what_is_in_force_and_is_not_sent_when_it_no_longer_is() {
    each_database(async |database| {
        let app = App::over(database).await;
        let officers = desk(&app).await;
        let [first, second, _] = officers;
        let fee = with_facts(&app).await;
        let key = MeasureKey {
            code: "0901210000".parse().expect("a code"),
            measure_type: MeasureType::Duty,
            tax: usual_tax(MeasureType::Duty),
            origin: None,
            condition: String::new(),
        };
        let validity = Period::starting(date(2024, 1, 1));
        let duty = Measure::new(key, Vec::new(), "7.5 %".into(), "Tariff Act".into(), validity).expect("a measure");
        app.application.measures.record_all(&[duty], app.now()).await.expect("a database");
        let text = format!("For {{reference}}. {{fee:{FEE}}} {{office:customs-port-meridian}} Duty: {{duty:0901210000}}.");
        template(&app, officers, "certificate-cost", &text).await;
        let asked = slip(&app, 1, json!({})).await;
        triaged(&app, first, &asked).await;
        does(&app, first, "assign_enquiry", &asked, json!({ "to": first.id() })).await;
        let id = stored(&app, &asked).await.id.to_string();
        let filled = by(&app, second, "filled_template", json!({ "name": "certificate-cost", "enquiryId": id })).await;
        let said = filled["text"].as_str().expect("a text");
        for wanted in [asked.reference.as_str(), "45.00 XTS", "Quay 1", "Duty: 7.5 %."] {
            assert!(said.contains(wanted), "{wanted}: {said}");
        }
        assert_eq!(filled["sources"].as_array().map(Vec::len), Some(3), "{filled}");
        assert_eq!(does(&app, first, "draft_from_template", &asked, with("certificate-cost")).await, "DRAFT_REPLY");
        assert_eq!(refused(&app, first, "approve_reply", &asked, json!({})).await, "ENQUIRY_SECOND_PERSON", "as of any reply");
        does(&app, second, "approve_reply", &asked, json!({})).await;
        costs(&app, &fee, 60).await;
        assert_eq!(refused(&app, first, "send_reply", &asked, json!({})).await, "ENQUIRY_SOURCE_CHANGED");
        does(&app, first, "send_back_draft", &asked, json!({})).await;
        does(&app, first, "draft_from_template", &asked, with("certificate-cost")).await;
        does(&app, second, "approve_reply", &asked, json!({})).await;
        assert_eq!(does(&app, first, "send_reply", &asked, json!({})).await, "REPLIED");
        let thread = look(&app, &asked).await["thread"].to_string();
        assert!(thread.contains("60.00 XTS") && !thread.contains("45.00"), "{thread}");
        super::events_make_it(&app, &asked).await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_filled_is_refused_and_what_one_person_wrote_is_not_used() {
    each_database(async |database| {
        let app = App::over(database).await;
        let officers = desk(&app).await;
        let [first, second, _] = officers;
        let fee = with_facts(&app).await;
        let asked = slip(&app, 1, json!({})).await;
        let swahili = slip(&app, 2, json!({ "language": "sw" })).await;
        for asked in [&asked, &swahili] {
            triaged(&app, first, asked).await;
            does(&app, first, "assign_enquiry", asked, json!({ "to": first.id() })).await;
        }
        for text in ["{fee}", "{fee:x", "{minister:x}", " "] {
            assert_eq!(write(&app, first, "cost", 0, text).await["code"], "ENQUIRY_TEMPLATE_INVALID", "{text}");
        }
        assert_eq!(write(&app, first, "No Name", 0, "x").await["code"], "ENQUIRY_TEMPLATE_INVALID");
        let unknown = refused(&app, first, "draft_from_template", &asked, with("cost")).await;
        assert_eq!(unknown, "ENQUIRY_TEMPLATE_UNKNOWN");
        write(&app, first, "cost", 0, &format!("{{reference}} {{fee:{FEE}}}")).await;
        assert_eq!(refused(&app, first, "draft_from_template", &asked, with("cost")).await, "ENQUIRY_TEMPLATE_NOT_APPROVED");
        assert_eq!(approve(&app, first, "cost", 1).await["code"], "ENQUIRY_SECOND_PERSON");
        assert_eq!(approve(&app, second, "cost", 7).await["code"], "ENQUIRY_VERSION_CONFLICT");
        assert_eq!(approve(&app, second, "cost", 1).await["__typename"], "ReplyTemplateDone");
        assert_eq!(refused(&app, first, "draft_from_template", &swahili, with("cost")).await, "ENQUIRY_TEMPLATE_LANGUAGE");
        let listed = by(&app, first, "reply_templates", json!({})).await;
        assert_eq!(listed["nodes"][0]["approverId"], second.id(), "{listed}");
        // The administration takes the fee back, and says nothing of it any more.
        let gone = NewFact { withdrawn: true, ..fee };
        app.application.facts.record_all(&[gone], app.now()).await.expect("a database");
        let unresolved = act(&app, first, "draft_from_template", &asked, with("cost")).await;
        assert_eq!(
            (&unresolved["code"], &unresolved["facts"][0]["value"]),
            (&json!("ENQUIRY_SLOT_UNRESOLVED"), &json!("2")),
            "{unresolved}"
        );
        assert_eq!(super::stored(&app, &asked).await.state.as_str(), "in-progress", "and nothing was written");
        // An asker sees no template.
        let request = app.request(&operation("reply_templates"), &json!({}));
        let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        assert_eq!(answer["data"], Value::Null, "{answer}");
    })
    .await;
}

/// A text that is published, with a paragraph for each sentence.
async fn published(app: &App, from: jiff::civil::Date, sentences: &[&str]) {
    let revision = NewRevision {
        publication_id: "parrots".parse().expect("an id"),
        language: Language::EN,
        state: RevisionState::Published,
        content: Content {
            title: "Parrots".into(),
            summary: String::new(),
            body: sentences.iter().map(|sentence| format!("## About\n\n{sentence}\n\n")).collect(),
            article11: Article11::F,
            authority: "zz-agriculture".parse().expect("an authority"),
            document_type: "procedure".into(),
            direction: Direction::Import,
            hs_codes: Vec::new(),
            source: Source { act: "Wildlife Act".into(), gazette: None, url: None },
        },
        translated_from: None,
        attestation: None,
        validity: Period::starting(from),
    };
    app.application.publications.record_all(&[revision], app.now()).await.expect("a database");
}

#[tokio::test]
async fn a_reply_in_words_of_its_officer_is_held_to_what_they_cite() {
    each_database(async |database| {
        let app = App::over(database).await;
        let officers = desk(&app).await;
        let [first, second, _] = officers;
        let fee = with_facts(&app).await;
        published(&app, date(2024, 1, 1), &["A permit is needed.", "It is asked for in writing."]).await;
        let passage = "publication/parrots/en/1/1";
        let asked = slip(&app, 1, json!({ "phone": PHONE })).await;
        let other = slip(&app, 2, json!({ "phone": "+999 555 0300 14" })).await;
        let uncited = slip(&app, 3, json!({ "phone": "+999 555 0300 15" })).await;
        for asked in [&asked, &other, &uncited] {
            triaged(&app, first, asked).await;
            does(&app, first, "assign_enquiry", asked, json!({ "to": first.id() })).await;
        }
        let draft =
            |sources: Value| json!({ "bindingLevel": "WRITTEN_REPLY", "text": "A permit, for 45 XTS.", "sources": sources });
        for (sources, place) in [
            (json!([passage, "fact/fee/no-such-fee"]), "2"),
            (json!(["publication/parrots/en/7/1"]), "1"),
            (json!(["publication/parrots/fr"]), "1"),
            (json!(["https://evil.example"]), "1"),
        ] {
            let unknown = act(&app, first, "draft_reply", &asked, draft(sources.clone())).await;
            let told = (unknown["code"].as_str(), unknown["facts"][0]["value"].as_str());
            assert_eq!(told, (Some("ENQUIRY_SOURCE_UNKNOWN"), Some(place)), "{sources}: {unknown}");
        }
        let many: Vec<String> = (0..21).map(|at| format!("publication/parrots/en/1/{at}")).collect();
        assert_eq!(refused(&app, first, "draft_reply", &asked, draft(json!(many))).await, "ENQUIRY_TOO_MANY");
        // As the assistant names what it found: with its version.
        let cited = json!([passage, format!("fact/fee/{FEE}/1"), passage]);
        assert_eq!(does(&app, first, "draft_reply", &asked, draft(cited)).await, "DRAFT_REPLY");
        let of_desk = by(&app, second, "desk_enquiry", json!({ "id": stored(&app, &asked).await.id.to_string() })).await;
        let names: Vec<_> = of_desk["draft"]["sources"].as_array().into_iter().flatten().map(|source| &source["name"]).collect();
        assert_eq!(names, [&json!(format!("fact/fee/{FEE}")), &json!(passage)], "who agrees sees what it rests on: {of_desk}");
        does(&app, first, "draft_reply", &other, draft(json!(["publication/parrots/en"]))).await;
        does(&app, first, "draft_reply", &uncited, draft(json!([]))).await;
        for asked in [&asked, &other, &uncited] {
            does(&app, second, "approve_reply", asked, json!({})).await;
            assert_eq!(does(&app, first, "send_reply", asked, json!({})).await, "REPLIED");
        }
        deliver(&app).await;
        let (templates, mut position) = (app.application.templates(), None);
        let mut step = async |now| {
            app.readable().await;
            templates.step(&mut position, now).await.expect("a database")
        };
        assert_eq!(step(app.now()).await, 0, "nothing changed");
        // The passage stands, elsewhere in a text of which something else changed.
        app.clock.advance(jiff::Span::new().hours(24));
        let today = app.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        published(&app, today, &["This is about parrots.", "Ask early.", "A permit is needed.", "It is asked for in writing."])
            .await;
        assert_eq!(step(app.now()).await, 1, "of those who rest on the whole of it");
        assert!(look(&app, &other).await["outdatedSince"].is_string());
        assert_eq!(look(&app, &asked).await["outdatedSince"], Value::Null, "whose passage stands");
        costs(&app, &fee, 60).await;
        assert_eq!((step(app.now()).await, step(app.now()).await), (1, 0), "and whose fee does not, once");
        let before = app.carrier.count();
        assert_eq!((deliver(&app).await, app.carrier.count()), (2, before + 2));
        assert!(app.carrier.newest_to(&PHONE.replace(' ', "")).contains(&asked.reference));
        assert_eq!(look(&app, &uncited).await["outdatedSince"], Value::Null, "what rests on nothing stands");
        super::events_make_it(&app, &asked).await;
    })
    .await;
}

#[tokio::test]
async fn those_whose_reply_says_what_is_no_longer_so_are_told_once_and_nobody_else() {
    each_database(async |database| {
        let app = App::over(database).await;
        let officers = desk(&app).await;
        let [first, second, supervisor] = officers;
        let fee = with_facts(&app).await;
        template(&app, officers, "cost", &format!("{{fee:{FEE}}}")).await;
        let quoted = slip(&app, 1, json!({ "phone": PHONE })).await;
        let plain = slip(&app, 2, json!({ "phone": "+999 555 0300 14" })).await;
        let same = slip(&app, 3, json!({ "phone": "+999 555 0300 15", "email": "asker@trader.example" })).await;
        triaged(&app, first, &quoted).await;
        does(&app, first, "assign_enquiry", &quoted, json!({ "to": first.id() })).await;
        does(&app, first, "draft_from_template", &quoted, with("cost")).await;
        does(&app, second, "approve_reply", &quoted, json!({})).await;
        does(&app, first, "send_reply", &quoted, json!({})).await;
        replied(&app, officers, &plain, "XTS 45.00.").await;
        triaged(&app, first, &same).await;
        let id = stored(&app, &quoted).await.id.to_string();
        does(&app, first, "mark_duplicate", &same, json!({ "of": id })).await;
        let public = json!({ "enquiryId": id, "ifVersion": 0, "publicationId": "certificate-cost", "article11": "C",
            "authority": "zz-agriculture", "sourceAct": "Plant Health (Fees) Regulations", "language": "en",
            "title": "What does a phytosanitary certificate cost?", "text": "It costs XTS 45.00." });
        by(&app, first, "draft_public_reply", json!({ "input": public })).await;
        let agreed = by(&app, supervisor, "approve_public_reply", json!({ "input": { "enquiryId": id, "ifVersion": 1 } })).await;
        assert_eq!(agreed["publicReply"]["state"], "PUBLISHED", "{agreed}");
        deliver(&app).await;
        let (templates, mut position) = (app.application.templates(), None);
        let mut step = async |now| {
            app.readable().await;
            templates.step(&mut position, now).await.expect("a database")
        };
        assert_eq!(step(app.now()).await, 0, "nothing changed");
        // What is published today and in force in August only is no other answer yet.
        let mut later = fee.clone();
        later.validity = Period::starting(date(2026, 8, 1));
        if let Body::Fee(fee) = &mut later.content.body {
            fee.amount = Amount::Fixed(Fixed { fixed: Decimal::new(9_900, 2) });
        }
        app.application.facts.record_all(&[later], app.now()).await.expect("a database");
        assert_eq!(step(app.now()).await, 0);
        let before = app.carrier.count();
        app.clock.advance(jiff::Span::new().hours(24 * 60));
        assert_eq!((step(app.now()).await, step(app.now()).await), (1, 0), "and is one then, once");
        deliver(&app).await;
        assert_eq!(app.carrier.count(), before + 2, "who got the reply, and who was pointed to it");
        let told = app.carrier.newest_to(&PHONE.replace(' ', ""));
        assert!(told.contains(&quoted.reference) && told.contains("2026-06-15"), "{told}");
        assert!(app.carrier.newest_to("+999555030015").contains(&same.reference));
        let by_mail = "select count(*) from enquiry_notice where kind = 'changed' and way = 'email'";
        assert_eq!(database.number(by_mail).await, 1);
        assert!(look(&app, &quoted).await["outdatedSince"].is_string());
        assert_eq!(look(&app, &plain).await["outdatedSince"], Value::Null, "what took nothing from there stands");
        let waiting = by(&app, first, "enquiries", json!({ "outdated": true })).await;
        let waiting = waiting["nodes"].as_array().expect("enquiries").clone();
        assert_eq!((waiting.len(), &waiting[0]["id"]), (1, &json!(id)), "{waiting:?}");
        costs(&app, &fee, 100).await;
        assert_eq!(step(app.now()).await, 0, "nobody is told a second time of one reply");
        let again = json!({ "input": { "access": quoted.access(), "text": "What is it now?" } });
        assert_eq!(run(&app, "reopen_enquiry", again).await["enquiry"]["state"], "REOPENED");
        assert_eq!(look(&app, &quoted).await["outdatedSince"], Value::Null);
        super::events_make_it(&app, &quoted).await;
    })
    .await;
}
