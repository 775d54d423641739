//! What is held about a person: they may have it, they may have it taken away, and most of it goes by itself (SEC-PII-01, SEC-PII-02).

use fingertip::{
    audit::VerifyRequest,
    identity::{Approval, ErasureRefusal, Forgotten, Subject},
    mandate::{Act, Party},
    platform::refusal::Refusal,
};
use reqwest::StatusCode;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use vocabulary::{MachineId, PersonId, SessionId};

use super::{
    SignedIn, code as code_of, me, passkey,
    phone::{PHONE, change, id},
    sign_in as sign_in_anew, sign_in_as,
};
use crate::{
    mandate::{self, BROKER, IMPORTER},
    support::{
        app::{App, operation},
        authenticator::{Authenticator, Draft, PRESENT, VERIFIED},
        database::{Fresh, each_database},
        device::{Device, encode},
        phone::{receive, sign_in},
    },
};

const NEW: &str = "+999 555 0100 77";
/// The digits of both numbers, without the plus sign that another spelling may leave out.
const DIGITS: [&str; 2] = ["999555010012", "999555010077"];

/// Sends an operation with a token.
async fn answer(app: &App, name: &str, variables: &Value, token: &str) -> (StatusCode, Value) {
    let request = app.request(&operation(name), variables).header("authorization", format!("Bearer {token}"));
    let response = request.send().await.expect("an answer");
    (response.status(), response.json().await.expect("JSON"))
}

async fn erase(app: &App, token: &str, code: &str) -> Value {
    let (_, answer) = answer(app, "erase_me", &json!({ "input": { "code": code } }), token).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["eraseMe"].clone()
}

async fn export(app: &App, token: &str) -> Value {
    let (_, answer) = answer(app, "export_my_data", &json!({}), token).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    assert_eq!(answer["data"]["exportMyData"]["hasMore"], false);
    serde_json::from_str(answer["data"]["exportMyData"]["document"].as_str().expect("a document")).expect("JSON")
}

async fn minutes(app: &App, minutes: i32) {
    app.clock.advance(jiff::Span::new().minutes(minutes));
}

/// Reads two texts of each row.
async fn texts(fresh: &Fresh, sql: &str) -> Vec<(String, String)> {
    let connection = fresh.database.connection();
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await.expect(sql);
    rows.iter().map(|row| (row.try_get_by_index(0).expect("a text"), row.try_get_by_index(1).expect("a text"))).collect()
}

/// Returns the columns that hold one of the numbers, whatever they are.
async fn columns_with_a_number(fresh: &Fresh) -> Vec<String> {
    let columns = if fresh.database.is_postgres() {
        "select table_name::text, column_name::text from information_schema.columns where table_schema = 'public'"
    } else {
        "select tables.name, columns.name from sqlite_master tables join pragma_table_info(tables.name) columns \
         where tables.type = 'table'"
    };
    let columns = texts(fresh, columns).await;
    assert!(columns.len() > 100, "all columns were found");
    let mut found = Vec::new();
    for (table, column) in columns {
        let [one, other] = DIGITS;
        let sql = format!(
            "select count(*) from \"{table}\" where cast(\"{column}\" as text) like '%{one}%' or cast(\"{column}\" as text) like '%{other}%'"
        );
        if fresh.number(&sql).await > 0 {
            found.push(format!("{table}.{column}"));
        }
    }
    found.sort();
    found
}

/// A person who has changed their number: the token, and the device it is for.
async fn with_two_numbers(app: &App) -> (String, Device) {
    let device = Device::ed25519();
    let token = sign_in(app, &device, PHONE).await;
    minutes(app, 9).await;
    let current = receive(app, &device, PHONE, "CHANGE_PHONE").await;
    let new = receive(app, &device, NEW, "CHANGE_PHONE").await;
    let changed = change(app, &token, json!({ "currentCode": current, "newPhone": NEW, "newCode": new })).await;
    assert_eq!(changed["phone"], "+999 •••• 77", "{changed}");
    (sign_in_again(app, &device).await, device)
}

async fn sign_in_again(app: &App, device: &Device) -> String {
    minutes(app, 9).await;
    sign_in(app, device, NEW).await
}

#[tokio::test]
async fn nothing_is_found_of_whoever_was_forgotten_and_the_log_still_verifies() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let (token, device) = with_two_numbers(&app).await;
        let person = id(&app, &token).await;
        let held = ["one_time_code.phone", "person_phone.phone", "personal_data.content", "sms_message.phone"];
        assert_eq!(columns_with_a_number(fresh).await, held, "the scan finds what there is");
        minutes(&app, 5).await;
        let code = receive(&app, &device, NEW, "ERASE").await;
        let erased = erase(&app, &token, &code).await;
        assert_eq!(erased["__typename"], "MeErased", "{erased}");
        assert_eq!(columns_with_a_number(fresh).await, [""; 0]);
        assert_eq!(me(&app, &format!("Bearer {token}")).await.0, 401, "no session stands");
        assert_eq!(fresh.number("select count(*) from refresh_token").await, 0);
        assert_eq!(fresh.number("select count(*) from device where name <> '' or key <> ''").await, 0);
        assert_eq!(fresh.number("select count(*) from session where ended_because is null").await, 0);
        assert_eq!(fresh.number("select count(*) from person").await, 1, "a name without meaning stays");
        let spent = fresh.number("select count(*) from sms_message where cost_minor > 0 and prefix = '999'").await;
        assert_eq!(spent, 5, "being forgotten renews no budget");
        let report = app.application.audit.verify(&VerifyRequest::default()).await.expect("a database");
        assert_eq!(report.findings, []);
        let said = "select count(*) from audit_entry where action = 'person.erase' or action = 'audit.erase'";
        assert_eq!(fresh.number(said).await, 2, "the log says that it was done");
        let again = sign_in_again(&app, &device).await;
        assert_ne!(id(&app, &again).await, person, "the same number and the same phone begin anew");
        let about = export(&app, &again).await;
        assert_eq!((about["sessions"].as_array().map(Vec::len), &about["keptBesideTheLog"]), (Some(1), &json!([])), "{about:#}");
    })
    .await;
}

#[tokio::test]
async fn no_byte_of_a_number_stays_in_the_file() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    let in_file = async || {
        // Without waiting for whoever reads: the next look takes what this one leaves.
        fresh.execute("pragma wal_checkpoint(passive)").await;
        let bytes = std::fs::read(fresh.path("test.db")).expect("a database");
        DIGITS.iter().any(|digits| bytes.windows(digits.len()).any(|window| window == digits.as_bytes()))
    };
    let (token, device) = with_two_numbers(&app).await;
    app.until("the numbers are in the file", &in_file).await;
    minutes(&app, 5).await;
    let code = receive(&app, &device, NEW, "ERASE").await;
    assert_eq!(erase(&app, &token, &code).await["__typename"], "MeErased");
    app.until("nothing of them is", || async { !in_file().await }).await;
}

#[tokio::test]
async fn a_code_for_something_else_forgets_nobody() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let device = Device::ed25519();
        let token = sign_in(&app, &device, PHONE).await;
        minutes(&app, 9).await;
        let code = receive(&app, &device, PHONE, "CHANGE_PHONE").await;
        assert_eq!(erase(&app, &token, &code).await["code"], "CODE_WRONG");
        assert_eq!(me(&app, &format!("Bearer {token}")).await.0, 200);
        assert_eq!(fresh.number("select count(*) from person_phone").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_device_that_has_just_joined_forgets_nobody() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        sign_in(&app, &Device::ed25519(), PHONE).await;
        app.clock.advance(jiff::Span::new().hours(30));
        let thief = Device::ed25519();
        let token = sign_in(&app, &thief, PHONE).await;
        minutes(&app, 5).await;
        let code = receive(&app, &thief, PHONE, "ERASE").await;
        assert_eq!(erase(&app, &token, &code).await["code"], "DEVICE_TOO_NEW");
        assert_eq!(fresh.number("select count(*) from person_phone").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_service_has_nothing_to_be_forgotten() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    let token = sign_in_as(&app, Subject::Machine(MachineId::new(7)), Device::p256()).await.tokens.access_token;
    for (name, variables) in [("erase_me", json!({ "input": { "code": "123456" } })), ("export_my_data", json!({}))] {
        let (_, answer) = answer(&app, name, &variables, &token).await;
        assert_eq!(code_of(&answer), "FORBIDDEN", "{name}: {answer}");
    }
}

#[tokio::test]
async fn whoever_holds_an_office_is_not_forgotten() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let device = Device::ed25519();
        let token = sign_in(&app, &device, PHONE).await;
        let person: PersonId =
            id(&app, &token).await.as_str().and_then(|id| id.strip_prefix("person:")?.parse().ok()).expect("an id");
        // Whatever a person has that makes an office of theirs.
        let erasures = app.application.identity.erasures.clone().with_offices(&["select 1 from person where id = $1"]);
        let code = "123456".parse().expect("six digits");
        let refused = erasures.erase((person, SessionId::new(1)), Approval::Code(&code), app.now()).await;
        let refused = refused.expect("a database").expect_err("an officer");
        assert_eq!((&refused, refused.code()), (&ErasureRefusal::HoldsOffice, "ERASURE_HOLDS_OFFICE"));
        assert_eq!(fresh.number("select count(*) from person_phone").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_person_has_all_that_is_held_about_them_in_one_call() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let (token, device) = with_two_numbers(&app).await;
        sign_in(&app, &Device::ed25519(), "+999 555 0100 13").await;
        let about = export(&app, &token).await;
        assert_eq!((&about["phone"], &about["messagesOfTwoDays"]), (&json!("+999555010077"), &json!(4)), "{about:#}");
        assert_eq!(about["person"], id(&app, &token).await);
        assert_eq!(about["since"], "2026-06-15T12:00:00Z");
        assert_eq!(about["devices"][0]["name"], "A small phone");
        assert_eq!(about["devices"].as_array().map(Vec::len), Some(1), "nobody else's");
        let key: Value = serde_json::from_str(about["devices"][0]["key"].as_str().expect("a key")).expect("JSON");
        assert_eq!(key["x"], device.jwk()["x"]);
        assert_eq!(about["sessions"].as_array().map(Vec::len), Some(2));
        let mut kept: Vec<_> =
            about["keptBesideTheLog"].as_array().expect("a list").iter().map(|datum| &datum["content"]).collect();
        kept.sort_by_key(|content| content.to_string());
        assert_eq!(kept, ["+999555010012", "+999555010077"]);
        let acts: Vec<_> = about["acts"].as_array().expect("a list").iter().map(|act| &act["entry"]["action"]).collect();
        assert_eq!(acts, ["session.begin", "phone.change", "session.begin"], "{about:#}");
        let (_, refused) = answer(&app, "export_my_data", &json!({}), "nonsense").await;
        assert_eq!(code_of(&refused), "UNAUTHENTICATED");
    })
    .await;
}

#[tokio::test]
async fn each_slice_hands_over_what_it_holds() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let (mut importer, mut broker) = (mandate::person(&app, IMPORTER).await, mandate::person(&app, BROKER).await);
        let given = mandate::mandate(&app, &mut importer, &mut broker, Some("KE-2026-0001")).await.to_string();
        let consignment = "KE-2026-0001".parse().expect("a reference");
        let done = mandate::does(&app, &broker, Party::Person(importer.id), Act::Lodge, Some(&consignment)).await;
        done.expect("within what was agreed");
        let named = json!({ "name": "Warehouse", "scopes": ["LODGE", "PAY"] });
        let machine = mandate::act(&app, &importer, "create_machine", named.clone()).await["machine"]["id"].clone();
        mandate::act(&app, &importer, "add_machine_key", json!({ "machineId": machine })).await;
        let retired = mandate::act(&app, &importer, "create_machine", named).await["machine"]["id"].clone();
        mandate::act(&app, &importer, "retire_machine", json!({ "machineId": retired })).await;
        let company = json!({ "tin": "P051234567X", "name": "Coffee Exporters" });
        mandate::act(&app, &importer, "register_company", company).await;
        let signed_in = sign_in_as(&app, Subject::Person(importer.id), importer.device).await;
        let passkey = passkey::register(&app, &signed_in, Authenticator::ed25519(), 0).await;

        let about = export(&app, &importer.token).await;
        assert_eq!(about["passkeys"][0]["credentialId"], encode(&passkey.credential_id), "{about:#}");
        assert_eq!(about["passkeys"][0]["name"], "My phone");
        assert_eq!((&about["machines"][0]["id"], &about["machines"][0]["scopes"]), (&machine, &json!("LODGE PAY")));
        assert_eq!(about["machines"][0]["keys"].as_array().map(Vec::len), Some(1));
        assert_eq!(about["machines"][1]["retiredAt"], app.now().to_string(), "a retired one is still held");
        assert_eq!(
            (&about["companies"][0]["tin"], &about["companies"][0]["isConfirmed"]),
            (&json!("P051234567X"), &json!(false))
        );
        let mandate = &about["mandatesGiven"][0];
        assert_eq!((&mandate["id"], &mandate["state"]), (&json!(given), &json!("accepted")));
        assert_eq!(mandate["agent"], format!("person:{}", broker.id));
        assert_eq!(mandate["pay"], json!({ "currency": "KES", "eachMinor": 100_000, "dayMinor": 150_000 }));
        assert_eq!((&about["mandatesHeld"], &about["actsUnderMandates"]), (&json!([]), &json!([])));
        let of_broker = export(&app, &broker.token).await;
        assert_eq!((&of_broker["mandatesGiven"], &of_broker["mandatesHeld"][0]["id"]), (&json!([]), &json!(given)));
        assert_eq!((&of_broker["actsUnderMandates"][0]["act"], &of_broker["machines"]), (&json!("lodge"), &json!([])));
        assert_eq!(of_broker["actsUnderMandates"][0]["consignment"], "KE-2026-0001");
    })
    .await;
}

#[tokio::test]
async fn what_ends_with_a_person_ends_when_they_are_forgotten() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let (mut importer, mut broker) = (mandate::person(&app, IMPORTER).await, mandate::person(&app, BROKER).await);
        mandate::mandate(&app, &mut importer, &mut broker, None).await;
        let named = json!({ "name": "Warehouse", "scopes": ["LODGE"] });
        let machine = mandate::act(&app, &importer, "create_machine", named).await["machine"]["id"].clone();
        mandate::act(&app, &importer, "add_machine_key", json!({ "machineId": machine })).await;
        app.clock.advance(jiff::Span::new().hours(2));
        let token = mandate::refreshed(&app, &importer).await;
        let code = receive(&app, &importer.device, IMPORTER, "ERASE").await;
        assert_eq!(erase(&app, &token, &code).await["__typename"], "MeErased");
        let now = app.now().as_microsecond();
        for (what, sql) in [
            ("the mandate", format!("select count(*) from mandate where state = 'expired' and state_at = {now}")),
            ("the machine", format!("select count(*) from machine where name = 'erased' and retired_at = {now}")),
            ("its key", format!("select count(*) from machine_key where revoked_at = {now}")),
        ] {
            assert_eq!(fresh.number(&sql).await, 1, "{what}");
        }
    })
    .await;
}

/// What an authenticator is asked for somebody who wants to be forgotten.
async fn begin_by_passkey(app: &App, person: &SignedIn) -> Value {
    let begun = as_person_without_input(app, person, "begin_passkey_erasure").await;
    let json = begun["json"].as_str().unwrap_or_else(|| panic!("no options: {begun}"));
    serde_json::from_str(json).expect("JSON")
}

async fn as_person_without_input(app: &App, person: &SignedIn, name: &str) -> Value {
    let (_, answer) = answer(app, name, &json!({}), &person.tokens.access_token).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].as_object().expect("data").values().next().expect("one field").clone()
}

async fn erase_by_passkey(app: &App, person: &SignedIn, credential: &str) -> Value {
    super::as_person(app, person, "erase_me", json!({ "passkey": credential })).await
}

#[tokio::test]
async fn a_person_without_a_phone_is_forgotten_by_a_passkey() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let person = sign_in_anew(&app).await;
        let refused = as_person_without_input(&app, &person, "begin_passkey_erasure").await;
        assert_eq!(refused["code"], "PASSKEY_UNKNOWN", "there is none yet");
        let authenticator = passkey::register(&app, &person, Authenticator::p256(), 0).await;
        let options = begin_by_passkey(&app, &person).await;
        assert_eq!(options["userVerification"], "required");
        let mut draft = Draft::of(passkey::GET, &options);
        draft.counter = 8;
        let erased = erase_by_passkey(&app, &person, &authenticator.sign_in(&draft)).await;
        assert_eq!(erased["__typename"], "MeErased", "{erased}");
        assert_eq!(me(&app, &format!("Bearer {}", person.tokens.access_token)).await.0, 401, "no session stands");
        assert_eq!(fresh.number("select count(*) from passkey").await, 0);
        let said = "select count(*) from audit_entry where action = 'person.erase' or action = 'audit.erase'";
        assert_eq!(fresh.number(said).await, 2);
        let report = app.application.audit.verify(&VerifyRequest::default()).await.expect("a database");
        assert_eq!(report.findings, []);
    })
    .await;
}

#[tokio::test]
async fn what_a_passkey_signed_for_something_else_or_for_somebody_else_forgets_nobody() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let (person, other) = (sign_in_anew(&app).await, sign_in_anew(&app).await);
        let own = passkey::register(&app, &person, Authenticator::p256(), 0).await;
        let others = passkey::register(&app, &other, Authenticator::ed25519(), 0).await;
        let mut counter = 7;
        let mut signed = |authenticator: &Authenticator, options: &Value, flags: u8| {
            counter += 1;
            let mut draft = Draft::of(passkey::GET, options);
            (draft.counter, draft.flags) = (counter, flags);
            authenticator.sign_in(&draft)
        };
        let for_signing_in = passkey::begin_sign_in(&app, &person.device, "REQUIRED").await;
        let credential = signed(&own, &for_signing_in, PRESENT | VERIFIED);
        assert_eq!(erase_by_passkey(&app, &person, &credential).await["code"], "PASSKEY_REFUSED", "asked for signing in");
        let options = begin_by_passkey(&app, &person).await;
        let credential = signed(&others, &options, PRESENT | VERIFIED);
        assert_eq!(erase_by_passkey(&app, &person, &credential).await["code"], "PASSKEY_REFUSED", "of somebody else");
        let options = begin_by_passkey(&app, &person).await;
        let credential = signed(&own, &options, PRESENT);
        assert_eq!(erase_by_passkey(&app, &person, &credential).await["code"], "PASSKEY_REFUSED", "nobody was made sure of");
        let credential = signed(&own, &options, PRESENT | VERIFIED);
        assert_eq!(erase_by_passkey(&app, &person, &credential).await["code"], "PASSKEY_REFUSED", "answered before");
        let options = begin_by_passkey(&app, &person).await;
        let credential = signed(&own, &options, PRESENT | VERIFIED);
        assert_eq!(erase_by_passkey(&app, &other, &credential).await["code"], "PASSKEY_REFUSED", "on another device");
        app.clock.advance(jiff::Span::new().minutes(5));
        assert_eq!(erase_by_passkey(&app, &person, &credential).await["code"], "PASSKEY_REFUSED", "too late");
        let thief = sign_in_as(&app, person.subject, Device::ed25519()).await;
        assert_eq!(as_person_without_input(&app, &thief, "begin_passkey_erasure").await["code"], "DEVICE_TOO_NEW");
        for input in [json!({}), json!({ "code": "123456", "passkey": credential })] {
            let (_, answer) = answer(&app, "erase_me", &json!({ "input": input }), &person.tokens.access_token).await;
            assert!(answer["errors"].is_array(), "neither both nor none: {answer}");
        }
        assert_eq!(fresh.number("select count(*) from passkey").await, 2);
        assert_eq!(me(&app, &format!("Bearer {}", person.tokens.access_token)).await.0, 200);
    })
    .await;
}

#[tokio::test]
async fn what_is_old_goes_by_itself() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let identity = &app.application.identity;
        let device = Device::ed25519();
        let token = sign_in(&app, &device, PHONE).await;
        let (_, answer) = answer(&app, "end_session", &json!({ "input": {} }), &token).await;
        assert_eq!(answer["data"]["endSession"]["__typename"], "SessionEnded", "{answer}");
        // One session that was ended, and one that nobody ended.
        sign_in_as(&app, Subject::Person(PersonId::new(5)), Device::ed25519()).await;
        let retention = identity.retention();
        // Proofs are forgotten by the watch as well, whichever comes first.
        let run = async || Forgotten { proofs: 0, ..retention.run(app.now()).await.expect("a database") };
        assert_eq!(run().await, Forgotten::default(), "nothing is old");
        app.clock.advance(jiff::Span::new().hours(47));
        assert_eq!(run().await, Forgotten { codes: 1, ..Forgotten::default() });
        app.clock.advance(jiff::Span::new().hours(1));
        assert_eq!(run().await, Forgotten { refresh_tokens: 1, messages: 1, ..Forgotten::default() });
        app.clock.advance(jiff::Span::new().hours(24 * 178 - 1));
        assert_eq!(run().await, Forgotten { refresh_tokens: 1, ..Forgotten::default() }, "the other is over for 150 days");
        app.clock.advance(jiff::Span::new().hours(1));
        assert_eq!(run().await, Forgotten { sessions: 1, devices: 1, ..Forgotten::default() });
        assert_eq!(fresh.number("select count(*) from session").await, 1, "the other is over, and still known");
        app.clock.advance(jiff::Span::new().hours(24 * 30));
        assert_eq!(run().await, Forgotten { sessions: 1, devices: 1, ..Forgotten::default() });
        let runs = "select count(*) from audit_entry where action = 'retention.run' and actor = 'system:retention'";
        assert_eq!(fresh.number(runs).await, 5);
        let report = app.application.audit.verify(&VerifyRequest::default()).await.expect("a database");
        assert_eq!(report.findings, []);
    })
    .await;
}
