//! Roles given by two, taken by one. Rows SEC-AZ-05 and SEC-AZ-06.

use std::time::{Duration, Instant};

use fingertip::identity::{RoleRefusal, StaffRole};
use serde_json::{Value, json};

use super::{
    SignedIn, code,
    matrix::{grant, person, two_admins},
    strong_sign_in as sign_in, strong_sign_in_as as sign_in_as,
};
use crate::support::{
    app::{App, operation, unhurried},
    database::each_database,
    device::Device,
};

async fn run(app: &App, who: &SignedIn, name: &str, variables: Value) -> Value {
    let request = app.request(&operation(name), &variables);
    let request = request.header("authorization", format!("Bearer {}", who.tokens.access_token));
    request.send().await.expect("an answer").json().await.expect("JSON")
}

/// The payload of an operation about a role that takes an input.
async fn act(app: &App, who: &SignedIn, name: &str, input: Value) -> Value {
    let answer = run(app, who, name, json!({ "input": input })).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].as_object().expect("data").values().next().expect("one field").clone()
}

async fn admins(app: &App) -> [SignedIn; 2] {
    let [first, second] = two_admins(app).await.map(fingertip::identity::Subject::Person);
    [sign_in_as(app, first, Device::ed25519()).await, sign_in_as(app, second, Device::ed25519()).await]
}

async fn roles_of(app: &App, who: &SignedIn) -> Value {
    let request = app.request("{ me { roles } }", &json!({}));
    let request = request.header("authorization", format!("Bearer {}", who.tokens.access_token));
    request.send().await.expect("an answer").json::<Value>().await.expect("JSON")["data"]["me"]["roles"].clone()
}

#[tokio::test]
async fn a_role_takes_two_persons_and_neither_is_the_one_who_receives_it() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [maker, other] = admins(&app).await;
        let officer = sign_in(&app).await;
        let input = json!({ "personId": person(officer.subject).to_string(), "role": "CASHIER", "office": "port-cashier" });
        let proposed = act(&app, &maker, "propose_role", input.clone()).await;
        assert_eq!((&proposed["__typename"], &proposed["role"]), (&json!("RoleGrant"), &json!("CASHIER")), "{proposed}");
        assert_eq!(proposed["approvedAt"], Value::Null);
        assert_eq!(roles_of(&app, &officer).await, json!(["ANONYMOUS", "TRADER"]), "a proposal is no role");

        let grant_id = json!({ "grantId": proposed["id"] });
        let refused = act(&app, &maker, "approve_role", grant_id.clone()).await;
        assert_eq!(refused["code"], "SECOND_PERSON_NEEDED", "the maker: {refused}");
        let approved = act(&app, &other, "approve_role", grant_id.clone()).await;
        assert_eq!(approved["approvedBy"], person(other.subject).to_string(), "{approved}");
        assert_eq!(roles_of(&app, &officer).await, json!(["ANONYMOUS", "TRADER", "CASHIER"]));
        assert_eq!(act(&app, &other, "approve_role", grant_id.clone()).await["code"], "ROLE_GRANT_UNKNOWN", "once");

        let own =
            act(&app, &maker, "propose_role", json!({ "personId": person(other.subject).to_string(), "role": "AUDITOR" })).await;
        let refused = act(&app, &other, "approve_role", json!({ "grantId": own["id"] })).await;
        assert_eq!(refused["code"], "SECOND_PERSON_NEEDED", "whoever receives it: {refused}");

        app.clock.advance(jiff::Span::new().hours(7 * 24));
        let late = sign_in_as(&app, other.subject, Device::ed25519()).await;
        assert_eq!(
            act(&app, &late, "approve_role", json!({ "grantId": own["id"] })).await["code"],
            "ROLE_GRANT_UNKNOWN",
            "too late"
        );
        let past = json!({ "personId": person(officer.subject).to_string(), "role": "CASHIER", "until": "2026-06-15T12:00:00Z" });
        assert_eq!(act(&app, &late, "propose_role", past).await["code"], "ROLE_PAST");
        for nobody in ["0".repeat(32), "' or 1=1 --".to_owned()] {
            let input = json!({ "personId": nobody, "role": "CASHIER" });
            assert_eq!(act(&app, &late, "propose_role", input).await["code"], "PERSON_UNKNOWN");
            assert_eq!(act(&app, &late, "revoke_role", json!({ "grantId": nobody })).await["code"], "ROLE_GRANT_UNKNOWN");
        }
    })
    .await;
}

#[tokio::test]
async fn a_role_is_taken_back_by_one_from_the_next_request_on() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [admin, other] = admins(&app).await;
        let auditor = sign_in(&app).await;
        let admins = [person(admin.subject), person(other.subject)];
        let granted = grant(&app, admins, person(auditor.subject), StaffRole::Auditor, None).await;
        let seen = run(&app, &auditor, "role_grants", json!({ "first": 1 })).await;
        assert_eq!(seen["data"]["roleGrants"]["nodes"][0]["id"], granted, "{seen}");
        assert_eq!(seen["data"]["roleGrants"]["pageInfo"]["hasNextPage"], true, "two admins came before");
        assert_eq!(
            code(&run(&app, &auditor, "propose_role", json!({ "input": { "personId": "x", "role": "ADMIN" } })).await),
            "FORBIDDEN"
        );

        let revoked = act(&app, &admin, "revoke_role", json!({ "grantId": granted })).await;
        assert_eq!(revoked["revokedBy"], admins[0].to_string(), "{revoked}");
        assert_eq!(code(&run(&app, &auditor, "role_grants", json!({})).await), "FORBIDDEN", "within the same session and token");
        assert_eq!(act(&app, &admin, "revoke_role", json!({ "grantId": granted })).await["code"], "ROLE_GRANT_UNKNOWN");

        // An admin is no exception, and a session that has ended has no role of staff.
        let of_other = run(&app, &admin, "role_grants", json!({ "personId": admins[1].to_string() })).await;
        act(&app, &admin, "revoke_role", json!({ "grantId": of_other["data"]["roleGrants"]["nodes"][0]["id"] })).await;
        assert_eq!(code(&run(&app, &other, "role_grants", json!({})).await), "FORBIDDEN");
        let sessions = &app.application.identity.sessions;
        assert!(sessions.end(admin.tokens.session, admin.subject, app.now()).await.expect("a database"));
        assert_eq!(code(&run(&app, &admin, "role_grants", json!({})).await), "UNAUTHENTICATED");
    })
    .await;
}

#[tokio::test]
async fn a_role_ends_when_it_was_granted_to_end() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [maker, other] = admins(&app).await;
        let officer = sign_in(&app).await;
        let input =
            json!({ "personId": person(officer.subject).to_string(), "role": "AUDITOR", "until": "2026-06-15T12:05:00Z" });
        let proposed = act(&app, &maker, "propose_role", input).await;
        act(&app, &other, "approve_role", json!({ "grantId": proposed["id"] })).await;
        app.clock.advance(jiff::Span::new().seconds(299));
        assert!(run(&app, &officer, "role_grants", json!({})).await.get("errors").is_none());
        app.clock.advance(jiff::Span::new().seconds(1));
        assert_eq!(code(&run(&app, &officer, "role_grants", json!({})).await), "FORBIDDEN");
    })
    .await;
}

#[tokio::test]
async fn two_admins_are_appointed_at_the_machine_and_no_third() {
    each_database(async |database| {
        let app = App::over(database).await;
        let roles = &app.application.identity.roles;
        let people = [sign_in(&app).await, sign_in(&app).await, sign_in(&app).await].map(|signed_in| person(signed_in.subject));
        let unit = app.application.database.begin().await.expect("a database");
        let first = |person| roles.grant_first_admin(&unit, person, app.now());
        let second = |person| roles.grant_second_admin(&unit, person, app.now());
        assert_eq!(first(vocabulary::PersonId::new(5)).await.expect("a database"), Err(RoleRefusal::PersonUnknown));
        assert_eq!(first(people[0]).await.expect("a database"), Ok(()));
        assert_eq!(first(people[1]).await.expect("a database"), Err(RoleRefusal::AdminExists));
        assert_eq!(second(people[0]).await.expect("a database"), Err(RoleRefusal::AdminExists), "the same person twice");
        assert_eq!(second(people[1]).await.expect("a database"), Ok(()));
        assert_eq!(second(people[2]).await.expect("a database"), Err(RoleRefusal::AdminExists));
        fingertip::platform::database::commit(unit).await.expect("a database");
    })
    .await;
}

#[tokio::test]
async fn each_change_of_a_role_is_in_the_audit_log_and_in_the_outbox() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [admin, other] = admins(&app).await;
        let officer = person(sign_in(&app).await.subject);
        let granted = grant(&app, [person(admin.subject), person(other.subject)], officer, StaffRole::Publisher, None).await;
        act(&app, &admin, "revoke_role", json!({ "grantId": granted })).await;
        let events = format!("select count(*) from outbox where topic = 'identity.role_changed' and subject = '{officer}'");
        assert_eq!(database.number(&events).await, 2, "agreed to, taken back");
        let about = officer.to_string().parse().expect("32 digits");
        let filter = fingertip::audit::EntryFilter { about: Some(about), ..Default::default() };
        let request =
            fingertip::audit::EntriesRequest { filter, first: fingertip::platform::pagination::PageSize::MAX, after: None };
        let (entries, _) = app.application.audit.entries(&request).await.expect("a database");
        let mut told: Vec<_> =
            entries.iter().map(|link| link.entry.action.to_string()).filter(|action| action.starts_with("role.")).collect();
        told.reverse();
        assert_eq!(told, ["role.propose", "role.approve", "role.revoke"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_somebody_elses_takes_as_long_to_refuse_as_what_never_was() {
    const PAIRS: usize = 1_000;
    let database = crate::support::database::Fresh::sqlite().await;
    let app = App::within(unhurried(), &database).await;
    let (one, other) = (sign_in(&app).await, sign_in(&app).await);
    let theirs = other.tokens.session.to_string();
    let ask = async |session: &str| {
        let began = Instant::now();
        let payload = act(&app, &one, "end_session", json!({ "sessionId": session })).await;
        (began.elapsed(), payload)
    };
    // Other tests run beside this one, so a round that was disturbed is run again.
    let mut apart = f64::MAX;
    for _ in 0..3 {
        let (mut absent, mut forbidden): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
        for at in 0..PAIRS {
            let never = format!("{:032x}", at + 1);
            let first_is_absent = at % 2 == 0;
            let order = if first_is_absent { [&never, &theirs] } else { [&theirs, &never] };
            let [first, second] = [ask(order[0]).await, ask(order[1]).await];
            assert_eq!(first.1, second.1, "the same answer");
            let (of_absent, of_forbidden) = if first_is_absent { (first.0, second.0) } else { (second.0, first.0) };
            absent.push(of_absent);
            forbidden.push(of_forbidden);
        }
        absent.sort_unstable();
        forbidden.sort_unstable();
        let (absent, forbidden) = (absent[PAIRS / 2].as_secs_f64(), forbidden[PAIRS / 2].as_secs_f64());
        apart = apart.min((absent / forbidden - 1.0).abs());
        println!("absent {:.3} ms, forbidden {:.3} ms", absent * 1e3, forbidden * 1e3);
        if apart < 0.05 {
            break;
        }
    }
    assert!(apart < 0.05, "medians {:.1} % apart", apart * 100.0);
}
