//! The enquiry desk, told through its front door: by whoever asks, and by whoever replies.

mod answers;
mod asking;
mod attaching;
mod killed;
mod knowledge;
mod leak;
mod notices;
mod pushing;
mod replying;
mod template;

use fingertip::{
    enquiry::{Enquiry, Reference},
    identity::{StaffRole, Subject},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use vocabulary::EnquiryId;

use crate::{
    identity::{
        matrix::{grant, person, two_admins},
        strong_sign_in, strong_sign_in_as,
    },
    support::{
        app::{App, operation},
        device::Device,
    },
};

pub const PHONE: &str = "+999 555 0300 12";
/// What is asked, in words that nobody else uses.
pub const QUESTION: &str = "Which permit do I need for vermilion parrots?";

/// What an asker writes down.
#[derive(Clone, Debug)]
pub struct Slip {
    pub reference: String,
    pub pin: String,
}

impl Slip {
    /// What shows that the enquiry is theirs.
    pub fn access(&self) -> Value {
        json!({ "reference": self.reference, "pin": self.pin })
    }
}

/// A key as a client draws it.
pub fn key(number: u32) -> String {
    format!("kQz7-drawn-by-chance-{number:08}")
}

/// Runs an operation as nobody, and returns its payload.
pub async fn run(app: &App, name: &str, variables: Value) -> Value {
    let data = app.operation(name, variables).await;
    data.as_object().expect("data").values().next().expect("one field").clone()
}

/// Opens an enquiry with `more` beside the question, and returns the payload.
pub async fn open(app: &App, number: u32, more: Value) -> Value {
    let mut input = json!({ "key": key(number), "question": QUESTION, "topic": "PROCEDURE", "language": "en", "channel": "APP" });
    let (input_fields, more) = (input.as_object_mut().expect("fields"), more);
    input_fields.extend(more.as_object().expect("fields").clone());
    run(app, "open_enquiry", json!({ "input": input })).await
}

/// Opens an enquiry, and returns what its asker writes down.
pub async fn slip(app: &App, number: u32, more: Value) -> Slip {
    let opened = open(app, number, more).await;
    assert_eq!(opened["__typename"], "EnquiryOpened", "{opened}");
    let text = |name: &str| opened[name].as_str().expect("a text").to_owned();
    Slip { reference: text("reference"), pin: text("pin") }
}

/// Looks, as whoever has the slip.
pub async fn look(app: &App, slip: &Slip) -> Value {
    run(app, "enquiry", slip.access()).await
}

/// Somebody of the desk.
#[derive(Clone, Copy)]
pub struct Officer {
    pub subject: Subject,
}

impl Officer {
    /// The name of the person.
    pub fn id(&self) -> String {
        person(self.subject).to_string()
    }
}

/// Two officers and a supervisor.
pub async fn desk(app: &App) -> [Officer; 3] {
    let admins = two_admins(app).await;
    let mut officers = Vec::new();
    for role in [StaffRole::EnquiryOfficer, StaffRole::EnquiryOfficer, StaffRole::Supervisor] {
        let subject = strong_sign_in(app).await.subject;
        grant(app, admins, person(subject), role, None).await;
        open_account(app, &person(subject).to_string()).await;
        officers.push(Officer { subject });
    }
    officers.try_into().unwrap_or_else(|_| panic!("three were made"))
}

/// Opens an account of the staff, without the ways in that nobody here goes.
async fn open_account(app: &App, person: &str) {
    let sql = format!(
        "insert into staff_account (person_id, email, display_name, totp_step, activated_at) \
         values ('{person}', '{person}@customs.example', 'An officer', 0, 0)"
    );
    app.application.database.connection().execute_unprepared(&sql).await.expect("the statement is good");
}

/// Runs an operation as somebody of the desk, and returns its payload. They sign in anew: tokens hold ten minutes, and clocks are moved.
pub async fn by(app: &App, officer: Officer, name: &str, variables: Value) -> Value {
    let token = strong_sign_in_as(app, officer.subject, Device::ed25519()).await.tokens.access_token;
    let request = app.request(&operation(name), &variables).header("authorization", format!("Bearer {token}"));
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    assert!(answer.get("errors").is_none(), "{name}: {answer:#}");
    answer["data"].as_object().expect("data").values().next().expect("one field").clone()
}

/// Finds an enquiry as it is stored.
pub async fn stored(app: &App, slip: &Slip) -> Enquiry {
    let reference: Reference = slip.reference.parse().expect("a reference");
    let enquiries = &app.application.enquiries;
    let id: EnquiryId = enquiries.id_of(&reference).await.expect("a database").expect("an enquiry");
    enquiries.find(id).await.expect("a database").expect("an enquiry")
}

/// Does something with an enquiry as somebody of the desk, with the version there is, and returns the payload.
pub async fn act(app: &App, officer: Officer, name: &str, slip: &Slip, more: Value) -> Value {
    let enquiry = stored(app, slip).await;
    let mut input = json!({ "id": enquiry.id.to_string(), "ifVersion": enquiry.version });
    input.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
    by(app, officer, name, json!({ "input": input })).await
}

/// Does something that has to work, and returns the state that it leads to.
pub async fn does(app: &App, officer: Officer, name: &str, slip: &Slip, more: Value) -> String {
    let done = act(app, officer, name, slip, more).await;
    assert_eq!(done["__typename"], "DeskEnquiryDone", "{name}: {done}");
    done["enquiry"]["item"]["state"].as_str().expect("a state").to_owned()
}

/// Does something that is refused, and returns the code.
pub async fn refused(app: &App, officer: Officer, name: &str, slip: &Slip, more: Value) -> String {
    let done = act(app, officer, name, slip, more).await;
    done["code"].as_str().unwrap_or_else(|| panic!("{name} was done: {done}")).to_owned()
}

/// Puts an enquiry into a queue and gives it to an officer, who writes a reply.
pub async fn drafted(app: &App, officer: Officer, slip: &Slip, text: &str) {
    triaged(app, officer, slip).await;
    assert_eq!(does(app, officer, "assign_enquiry", slip, json!({ "to": officer.id() })).await, "IN_PROGRESS");
    let draft = json!({ "bindingLevel": "WRITTEN_REPLY", "text": text });
    assert_eq!(does(app, officer, "draft_reply", slip, draft).await, "DRAFT_REPLY");
}

/// Puts an enquiry into a queue.
pub async fn triaged(app: &App, officer: Officer, slip: &Slip) {
    let finding = json!({ "topic": "RESTRICTIONS", "urgency": "NORMAL", "complexity": "ORDINARY" });
    assert_eq!(does(app, officer, "triage_enquiry", slip, finding).await, "TRIAGED");
}

/// Replies to an enquiry: one writes, another agrees.
pub async fn replied(app: &App, [first, second, _]: [Officer; 3], slip: &Slip, text: &str) {
    drafted(app, first, slip, text).await;
    assert_eq!(does(app, second, "approve_reply", slip, json!({})).await, "APPROVED");
    assert_eq!(does(app, first, "send_reply", slip, json!({})).await, "REPLIED");
}

/// Sends what waits, and returns how many notices were tried.
pub async fn deliver(app: &App) -> usize {
    app.application.enquiry_courier().deliver_due(app.now()).await.expect("a database")
}

/// What is stored of an enquiry is what its events say.
pub async fn events_make_it(app: &App, slip: &Slip) {
    let enquiry = stored(app, slip).await;
    let events = app.application.enquiries.events(enquiry.id).await.expect("a database");
    assert_eq!(Enquiry::replay(enquiry.id, &events), Ok(enquiry));
}
