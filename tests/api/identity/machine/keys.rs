//! What an owner does with machines and their keys.

use fingertip::identity::ENDED;
use jiff::ToSpan;
use serde_json::{Value, json};

use super::{Owned, create, error, me_proven, sessions, state, token, with_statement};
use crate::{
    identity::{as_person, code, sign_in, sign_in_as},
    support::{
        app::{App, operation},
        database::each_database,
        device::Device,
    },
};

#[tokio::test]
async fn two_keys_overlap_and_a_revoked_one_ends_its_sessions_at_once() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (machine, host) = (Owned::new(&app).await, Device::ed25519());
        let (old, old_id) = machine.add_secret(&app).await;
        let by_old = token(&app, &machine.with_secret(&old), &host).await;
        let new = Device::p256();
        machine.add(&app, Some(&new)).await;
        let by_new = token(&app, &with_statement(&state(&new, &machine.claims(&app, "1"))), &host).await;
        for token in [&by_old, &by_new] {
            assert_eq!(me_proven(&app, token, &host).await.0, 200, "both hold");
        }
        let revoked = machine.revoke(&app, &old_id).await;
        assert_eq!(revoked["machine"]["keys"].as_array().map(Vec::len), Some(1), "{revoked}");
        assert_eq!(me_proven(&app, &by_old, &host).await.0, 401);
        assert_eq!(me_proven(&app, &by_new, &host).await.0, 200);
        assert_eq!(error(&app, &machine.with_secret(&old), &host).await, (401, "invalid_client".into()));
        assert_eq!(machine.revoke(&app, &old_id).await["code"], "MACHINE_KEY_UNKNOWN", "once is enough");
        let told = format!("select count(*) from outbox where topic = '{ENDED}'");
        assert_eq!(database.number(&told).await, 1, "other servers hear of it");
        let retired = as_person(&app, &machine.owner, "retire_machine", json!({ "machineId": machine.id })).await;
        assert_eq!(retired["id"], machine.id);
        assert_eq!(me_proven(&app, &by_new, &host).await.0, 401);
        let statement = with_statement(&state(&new, &machine.claims(&app, "2")));
        assert_eq!(error(&app, &statement, &host).await, (401, "invalid_client".into()));
        assert_eq!(machine.shown(&app).await, json!([]));
        assert_eq!(sessions(database, "and ended_because = 'key-revoked'").await, 2);
        for (action, count) in [("create", 1), ("add-key", 2), ("revoke-key", 2), ("retire", 1)] {
            let logged = format!("select count(*) from audit_entry where action = 'machine.{action}'");
            assert_eq!(database.number(&logged).await, count, "{action}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_machine_has_three_keys_at_most_and_none_twice() {
    each_database(async |database| {
        let app = App::over(database).await;
        let machine = Owned::new(&app).await;
        let key = Device::ed25519();
        machine.add(&app, Some(&key)).await;
        assert_eq!(machine.add(&app, Some(&key)).await["code"], "MACHINE_KEY_KNOWN");
        let (_, second) = machine.add_secret(&app).await;
        machine.add_secret(&app).await;
        let refused = machine.add(&app, None).await;
        assert_eq!((&refused["code"], &refused["limit"]), (&json!("MACHINE_KEY_LIMIT_REACHED"), &json!(3)), "{refused}");
        assert_eq!(refused["message"], "this machine account has 3 keys, as many as one may: revoke one first");
        machine.revoke(&app, &second).await;
        assert_eq!(machine.add(&app, None).await["__typename"], "MachineKeyAdded");
        for text in ["", "{}", r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#, &" ".repeat(1_025)] {
            let input = json!({ "machineId": machine.id, "publicKey": text });
            assert_eq!(as_person(&app, &machine.owner, "add_machine_key", input).await["code"], "MACHINE_KEY_INVALID", "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_machine_of_somebody_else_is_as_unknown_as_one_that_never_was() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (machine, stranger) = (Owned::new(&app).await, sign_in(&app).await);
        let (secret, key) = machine.add_secret(&app).await;
        let never = "0".repeat(32);
        for (name, key_id) in [("add_machine_key", None), ("revoke_machine_key", Some(&key)), ("retire_machine", None)] {
            let mut answers = Vec::new();
            for id in [machine.id.as_str(), never.as_str(), "nonsense"] {
                let mut input = json!({ "machineId": id });
                if let Some(key) = key_id {
                    input["keyId"] = json!(key);
                }
                answers.push(as_person(&app, &stranger, name, input).await);
            }
            assert_eq!(answers[0]["code"], "MACHINE_UNKNOWN", "{name}");
            assert!(answers.iter().all(|answer| *answer == answers[0]), "{name}: {answers:?}");
        }
        assert_eq!(machine.shown(&app).await[0]["keys"].as_array().map(Vec::len), Some(1));
        // A machine itself has and makes none.
        let host = Device::ed25519();
        let token = token(&app, &machine.with_secret(&secret), &host).await;
        let input = json!({ "input": { "name": "Child", "scopes": ["PAY"] } });
        let request = app.request(&operation("create_machine"), &input).header("authorization", format!("Bearer {token}"));
        let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        assert_eq!(code(&answer), "FORBIDDEN");
    })
    .await;
}

#[tokio::test]
async fn a_person_has_ten_machines_at_most_each_with_a_name_and_something_to_do() {
    each_database(async |database| {
        let app = App::over(database).await;
        let person = sign_in(&app).await;
        for (name, scopes, code) in
            [("", json!(["PAY"]), "MACHINE_NAME_INVALID"), ("Warehouse", json!([]), "MACHINE_SCOPES_MISSING")]
        {
            let refused = as_person(&app, &person, "create_machine", json!({ "name": name, "scopes": scopes })).await;
            assert_eq!(refused["code"], code);
        }
        for _ in 0..10 {
            create(&app, &person, &["READ_OWN", "AGENCY_DATA"]).await;
        }
        let refused = as_person(&app, &person, "create_machine", json!({ "name": "One more", "scopes": ["PAY"] })).await;
        assert_eq!((&refused["code"], &refused["limit"]), (&json!("MACHINE_LIMIT_REACHED"), &json!(10)));
    })
    .await;
}

#[tokio::test]
async fn a_device_that_has_just_joined_gives_nobody_a_key() {
    each_database(async |database| {
        let app = App::over(database).await;
        let machine = Owned::new(&app).await;
        app.clock.advance(5.minutes());
        let thief = sign_in_as(&app, machine.owner.subject, Device::ed25519()).await;
        let input = json!({ "machineId": machine.id });
        let refused = as_person(&app, &thief, "add_machine_key", input.clone()).await;
        assert_eq!((&refused["code"], &refused["until"]), (&json!("DEVICE_TOO_NEW"), &json!("2026-06-16T12:05:00Z")));
        assert_eq!(as_person(&app, &machine.owner, "add_machine_key", input).await["__typename"], "MachineKeyAdded");
    })
    .await;
}
