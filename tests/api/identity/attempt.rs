//! What was refused to those who wanted to be officers, in the audit log: each sort of attempt, and no more entries than there is room
//! for. Row SEC-AUD-01.

use std::collections::BTreeMap;

use fingertip::{
    audit::{Action, Actor, Code, EntriesRequest, Entry, EntryFilter, Outcome, Value as Kept},
    identity::{Attempt, By, SORTS_MAX, StaffRole, Subject},
    platform::pagination::PageSize,
};
use jiff::ToSpan;
use serde_json::json;
use vocabulary::PersonId;

use super::{
    code,
    matrix::{grant, person, two_admins},
    sign_in, sign_in_as, strong_sign_in_as,
};
use crate::support::{
    app::{App, operation, unhurried},
    database::each_database,
    device::Device,
    log::Log,
    staff::{first, sign_in as sign_in_staff},
};

/// The entries of an action, the newest first, after all that was counted was told.
async fn told(app: &App, action: &'static str) -> Vec<Entry> {
    app.application.identity.attempts.log_all(app.now()).await.expect("a database");
    logged(app, action).await
}

/// The entries of an action, the newest first, after a round.
async fn logged(app: &App, action: &'static str) -> Vec<Entry> {
    app.application.identity.attempts.log(app.now()).await.expect("a database");
    let filter = EntryFilter { action: Some(Action::named(action)), ..EntryFilter::default() };
    let request = EntriesRequest { filter, first: PageSize::MAX, after: None };
    app.application.audit.entries(&request).await.expect("a database").0.into_iter().map(|link| link.entry).collect()
}

fn times(entry: &Entry) -> i64 {
    match entry.after.get(&Code::named("times")) {
        Some(Kept::Number(times)) => *times,
        other => panic!("{other:?}"),
    }
}

fn why(entry: &Entry) -> &str {
    match &entry.outcome {
        Outcome::Refused(code) => code.as_str(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn failed_sign_ins_of_staff_are_in_the_log_and_an_hour_of_them_is_one_entry() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let member = first(&app).await;
        for _ in 0..12 {
            sign_in_staff(&app, &Device::ed25519(), &member.email, "a wrong guess", "123456").await;
            sign_in_staff(&app, &Device::ed25519(), "nobody@customs.example", "a wrong guess", "123456").await;
        }
        let entries = told(&app, "staff.sign-in").await;
        let of = |id: &str, why_not: &str| {
            let mine = entries.iter().filter(|entry| entry.object.id.as_str() == id && why(entry) == why_not);
            mine.map(times).sum::<i64>()
        };
        // Twenty failures of one network are free; then it has to wait.
        assert_eq!((of(&member.id, "STAFF_SIGN_IN_WRONG"), of("unknown", "STAFF_SIGN_IN_WRONG")), (10, 10), "{entries:#?}");
        assert_eq!((of(&member.id, "STAFF_SIGN_IN_LATER"), of("unknown", "STAFF_SIGN_IN_LATER")), (2, 2), "{entries:#?}");
        // A round of the server may have come in between, and told each sort once.
        let before = entries.len();
        assert!((4..=8).contains(&before), "{before}");
        assert!(entries.iter().all(|entry| !format!("{entry:?}").contains("customs.example")), "no address");

        app.clock.advance(59.minutes());
        for _ in 0..3 {
            sign_in_staff(&app, &Device::ed25519(), &member.email, "a wrong guess", "123456").await;
        }
        assert_eq!(logged(&app, "staff.sign-in").await.len(), before, "within the hour nothing is added");
        app.clock.advance(1.minutes());
        let entries = logged(&app, "staff.sign-in").await;
        let later: i64 = entries[..entries.len() - before].iter().map(times).sum();
        assert_eq!(later, 3, "what was counted meanwhile: {entries:#?}");
        let about = app.application.audit.export(member.id.parse().expect("a reference")).await.expect("a database").entries;
        assert!(about.iter().any(|link| link.entry.action.as_str() == "staff.sign-in"), "their person may see it");
        assert_eq!(Log::over(database).verify(false).await.findings, []);
    })
    .await;
}

#[tokio::test]
async fn who_asks_for_what_only_officers_may_is_in_the_log() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let trader = sign_in(&app).await;
        let admins = two_admins(&app).await;
        let weak = sign_in_as(&app, Subject::Person(admins[0]), Device::ed25519()).await;
        let ask = async |token: Option<&str>, name: &str, input: serde_json::Value| {
            let mut request = app.request(&operation(name), &json!({ "input": input }));
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            code(&request.send().await.expect("an answer").json().await.expect("JSON")).to_owned()
        };
        for _ in 0..50 {
            assert_eq!(
                ask(Some(&trader.tokens.access_token), "invite_staff", json!({ "email": "a@b.example" })).await,
                "FORBIDDEN"
            );
            assert_eq!(ask(None, "staff", json!({})).await, "UNAUTHENTICATED");
        }
        assert_eq!(ask(Some(&weak.tokens.access_token), "role_grants", json!({})).await, "UNAUTHENTICATED");
        assert_eq!(ask(None, "my_sessions", json!({})).await, "UNAUTHENTICATED", "which is for everybody who signs in");
        let mut tried: BTreeMap<(String, String, String), i64> = BTreeMap::new();
        for entry in told(&app, "field.use").await {
            let by = if matches!(entry.actor, Actor::System(_)) { "nobody".to_owned() } else { entry.actor.to_string() };
            *tried.entry((entry.object.id.to_string(), by, why(&entry).to_owned())).or_default() += times(&entry);
        }
        let name = |id: PersonId| format!("person:{id}");
        let expected = [
            (("Mutation.inviteStaff".to_owned(), name(person(trader.subject)), "FORBIDDEN".to_owned()), 50),
            (("Query.roleGrants".to_owned(), name(admins[0]), "UNAUTHENTICATED".to_owned()), 1),
            (("Query.staff".to_owned(), "nobody".to_owned(), "UNAUTHENTICATED".to_owned()), 50),
        ];
        assert_eq!(tried, expected.into());
    })
    .await;
}

#[tokio::test]
async fn who_agrees_to_their_own_proposal_is_in_the_log() {
    each_database(async |database| {
        let app = App::over(database).await;
        let admins = two_admins(&app).await;
        let maker = strong_sign_in_as(&app, Subject::Person(admins[0]), Device::ed25519()).await;
        let cashier = sign_in(&app).await;
        let input = json!({ "personId": person(cashier.subject).to_string(), "role": "CASHIER" });
        let proposed = super::as_person(&app, &maker, "propose_role", input).await;
        let refused = super::as_person(&app, &maker, "approve_role", json!({ "grantId": proposed["id"] })).await;
        assert_eq!(refused["code"], "SECOND_PERSON_NEEDED");
        grant(&app, admins, person(cashier.subject), StaffRole::Auditor, None).await;
        let entries = told(&app, "role.approve").await;
        let refused: Vec<_> = entries.iter().filter(|entry| entry.outcome != Outcome::Done).collect();
        assert_eq!(refused.len(), 1, "{entries:#?}");
        assert_eq!((why(refused[0]), times(refused[0])), ("SECOND_PERSON_NEEDED", 1));
        assert_eq!(refused[0].object.id.as_str(), proposed["id"].as_str().expect("an id"));
    })
    .await;
}

#[tokio::test]
async fn however_many_sorts_there_are_the_log_gets_no_more_than_it_has_room_for() {
    each_database(async |database| {
        let app = App::over(database).await;
        let attempts = &app.application.identity.attempts;
        for number in 0..SORTS_MAX * 3 {
            let by = By::Subject(Subject::Person(PersonId::new(number as u128)));
            attempts.note(Attempt::at_field(by, "Query.staff", "FORBIDDEN"), app.now());
        }
        attempts.log_all(app.now()).await.expect("a database");
        let count = "select count(*) from audit_entry where action = 'field.use'";
        assert_eq!(database.number(count).await, SORTS_MAX as i64 + 1);
        let others =
            database.number("select count(*) from audit_entry where content like '%\"times\":{\"number\":\"1000\"}%'").await;
        assert_eq!(others, 1, "the others are counted together");
        attempts.log_all(app.now()).await.expect("a database");
        assert_eq!(database.number(count).await, SORTS_MAX as i64 + 1, "told once");
        app.clock.advance(61.minutes());
        attempts.log(app.now()).await.expect("a database");
        attempts.note(Attempt::at_field(By::Anybody, "Query.staff", "FORBIDDEN"), app.now());
        attempts.log(app.now()).await.expect("a database");
        assert_eq!(database.number(count).await, SORTS_MAX as i64 + 2, "there is room again");
    })
    .await;
}
