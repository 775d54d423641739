//! Replies with templates: filled with what is published when they are written, and not sent when it says something else by then.

use std::path::Path;

use fingertip::{
    fact::{Amount, Body, Fixed, LeadDaysMin, NewFact, import::FactFiles},
    tariff::{
        Measure, MeasureKey, MeasureType,
        measure::usual_tax,
    },
};
use jiff::civil::date;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use vocabulary::Period;

use super::{Officer, act, by, desk, does, look, refused, slip, stored, triaged};
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
        assert_eq!((&unresolved["code"], &unresolved["facts"][0]["value"]), (&json!("ENQUIRY_SLOT_UNRESOLVED"), &json!("2")), "{unresolved}");
        assert_eq!(super::stored(&app, &asked).await.state.as_str(), "in-progress", "and nothing was written");
        // An asker sees no template.
        let request = app.request(&operation("reply_templates"), &json!({}));
        let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        assert_eq!(answer["data"], Value::Null, "{answer}");
    })
    .await;
}
