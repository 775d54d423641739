//! What officers tell one another stays with officers: in the types of the contract, and in everything an asker can ask.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, Type, TypeKind, TypeSystemDefinition},
};
use fingertip::{
    enquiry::{Escalation, NewEnquiry, TriedSource, Turn},
    schema,
};
use serde_json::{Value, json};

use super::{QUESTION, Slip, by, deliver, desk, drafted, key, look, open, run, slip, stored};
use crate::{
    identity::sign_in,
    support::{
        app::{App, operation},
        database::each_database,
    },
};

/// What a note says, in words that stand nowhere else.
const NOTE: &str = "The asker seems to be cerulean about this.";
const FORWARDED: &str = "heliotrope-source";

fn name_of(kind: &Type) -> String {
    match &kind.base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(inner) => name_of(inner),
    }
}

/// The types of the contract, each with those that its fields lead to.
fn leads_to() -> BTreeMap<String, Vec<(String, String)>> {
    let schema = parse_schema(schema::print()).expect("the contract");
    let mut all = BTreeMap::new();
    for definition in schema.definitions {
        let TypeSystemDefinition::Type(found) = definition else { continue };
        let fields = match found.node.kind {
            TypeKind::Object(object) => object.fields,
            TypeKind::Union(union) => {
                let members = union.members.iter().map(|member| (String::new(), member.node.to_string()));
                all.insert(found.node.name.node.to_string(), members.collect());
                continue;
            }
            _ => continue,
        };
        let fields = fields.iter().map(|field| (field.node.name.node.to_string(), name_of(&field.node.ty.node)));
        all.insert(found.node.name.node.to_string(), fields.collect());
    }
    all
}

fn reached(all: &BTreeMap<String, Vec<(String, String)>>, from: &str) -> BTreeSet<String> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(kind) = next.pop() {
        if seen.insert(kind.clone()) {
            next.extend(all.get(&kind).into_iter().flatten().map(|(_, kind)| kind.clone()));
        }
    }
    seen
}

/// Root fields that officers alone may use, and that lead to what they keep to themselves.
fn is_of_the_desk(root: &str, field: &str) -> bool {
    use fingertip::platform::policy::{Role, RoleSet};
    let may = crate::identity::matrix::expected(&format!("{root}.{field}")).unwrap_or(RoleSet::NONE);
    !may.has(Role::Trader) && !may.has(Role::Anonymous)
}

#[test]
fn no_type_that_an_asker_reaches_leads_to_what_officers_keep_to_themselves() {
    let all = leads_to();
    let (mut asked, mut kept) = (0, 0);
    for root in ["Query", "Mutation", "Subscription"] {
        for (field, kind) in &all[root] {
            let reached = reached(&all, kind);
            let secret: Vec<_> = ["DeskNote", "DeskDraft", "DeskTurn", "DeskSource", "DeskEnquiry", "DeskItem", "DeskFile"]
                .into_iter()
                .filter(|kind| reached.contains(*kind))
                .collect();
            if is_of_the_desk(root, field) {
                kept += usize::from(!secret.is_empty());
            } else {
                asked += 1;
                assert_eq!(secret, [""; 0], "{root}.{field} leads an asker there");
            }
        }
    }
    assert!(asked > 40 && kept > 10, "the contract was walked: {asked} {kept}");
}

#[tokio::test]
async fn nothing_that_an_asker_asks_shows_a_note_a_draft_or_what_was_forwarded() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [officer, ..] = desk(&app).await;
        let asker = sign_in(&app).await;
        let slip = slip(&app, 1, json!({ "phone": "+999 555 0500 12" })).await;
        drafted(&app, officer, &slip, "A draft in periwinkle.").await;
        let id = stored(&app, &slip).await.id.to_string();
        let noted = by(&app, officer, "note_enquiry", json!({ "input": { "id": id, "text": NOTE } })).await;
        assert_eq!(noted["notes"][0]["text"], NOTE, "{noted}");
        deliver(&app).await;
        let own = json!({ "input": { "key": key(9), "question": QUESTION, "topic": "FEES" } });
        let as_asker = async |name: &str, variables: Value| {
            let request = app.request(&operation(name), &variables);
            let request = request.header("authorization", format!("Bearer {}", asker.tokens.access_token));
            request.send().await.expect("an answer").text().await.expect("a text")
        };
        let opened: Value = serde_json::from_str(&as_asker("open_enquiry", own).await).expect("JSON");
        let mine = opened["data"]["openEnquiry"]["reference"].as_str().expect("a reference").to_owned();
        let of_mine = Slip { reference: mine.clone(), pin: String::new() };
        let own_id = stored(&app, &of_mine).await.id.to_string();
        by(&app, officer, "note_enquiry", json!({ "input": { "id": own_id, "text": NOTE } })).await;
        let mut answers = vec![
            look(&app, &slip).await.to_string(),
            run(&app, "enquiry_status", json!({ "reference": slip.reference, "last4Phone": "0012" })).await.to_string(),
            open(&app, 1, json!({ "phone": "+999 555 0500 12" })).await.to_string(),
            as_asker("enquiry", json!({ "reference": mine })).await,
            as_asker("my_enquiries", json!({})).await,
            as_asker("export_my_data", json!({})).await,
            as_asker("desk_enquiry", json!({ "id": id })).await,
            as_asker("enquiries", json!({})).await,
            app.carrier.newest_to("+999555050012"),
        ];
        for name in ["add_to_enquiry", "reopen_enquiry", "appeal_enquiry"] {
            let input = json!({ "input": { "access": slip.access(), "text": "And more." } });
            answers.push(run(&app, name, input).await.to_string());
        }
        answers.push(
            run(&app, "state_enquiry_outcome", json!({ "input": { "access": slip.access(), "outcome": "NOT" } }))
                .await
                .to_string(),
        );
        answers.push(run(&app, "withdraw_enquiry", json!({ "input": slip.access() })).await.to_string());
        for answer in &answers {
            assert!(!answer.contains("cerulean") && !answer.contains("periwinkle"), "{answer}");
        }
        assert!(answers[0].contains("vermilion") && answers.len() == 14, "they were answered");
        let file = by(&app, officer, "desk_enquiry", json!({ "id": id })).await;
        assert!(file["notes"][0]["text"] == NOTE && file["draft"]["text"] == "A draft in periwinkle.", "officers see both");
    })
    .await;
}

#[tokio::test]
async fn what_the_assistant_forwards_reaches_the_officer_alone() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [officer, ..] = desk(&app).await;
        let new = NewEnquiry {
            key: key(1).parse().expect("a key"),
            asker: None,
            contact: fingertip::enquiry::Contact::default(),
            kind: fingertip::enquiry::Kind::Enquiry,
            topic: fingertip::enquiry::Topic::Other,
            urgency: fingertip::enquiry::Urgency::Normal,
            language: vocabulary::Language::EN,
            channel: fingertip::enquiry::Channel::Assistant,
            prefers_human: true,
            about: None,
            question: QUESTION.parse().expect("a text"),
            escalation: Some(Escalation {
                reason: "low-confidence".to_owned(),
                transcript: (0..50).map(|turn| Turn { is_assistants: turn % 2 == 1, text: format!("turn {turn}") }).collect(),
                sources: vec![TriedSource {
                    id: FORWARDED.to_owned(),
                    title: "Permits".to_owned(),
                    version: Some(3),
                    confidence_permille: Some(412),
                }],
            }),
            entered_by: None,
        };
        let opened = app.application.enquiries.open(new, app.now()).await.expect("a database").expect("stored");
        assert!(opened.is_new && opened.clock.due_at.is_some());
        let slip = Slip { reference: opened.enquiry.reference.to_string(), pin: opened.pin.expect("a PIN").reveal().to_owned() };
        assert!(!look(&app, &slip).await.to_string().contains(FORWARDED));
        let file = by(&app, officer, "desk_enquiry", json!({ "id": opened.enquiry.id.to_string() })).await;
        assert_eq!(file["abstainedBecause"], "low-confidence");
        assert_eq!(file["sources"][0]["id"], FORWARDED);
        let turns = file["transcript"].as_array().expect("turns");
        assert_eq!((turns.len(), turns[39]["text"].as_str()), (40, Some("turn 49")), "the newest are kept");
    })
    .await;
}
