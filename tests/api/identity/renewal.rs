//! What staff change of their own accounts: the password, and the app that shows the codes. Row SEC-ADM-01.

use jiff::Span;
use serde_json::{Value, json};

use super::me;
use crate::support::{
    app::{App, unhurried},
    database::each_database,
    device::Device,
    staff::{Member, PASSWORD, first, run_as, set_up, sign_in},
};

const CHOSEN: &str = "another password, as long";

/// Whether a token still lets its session read who it is.
async fn stands(app: &App, token: &str) -> bool {
    me(app, &format!("Bearer {token}")).await.0 == 200
}

/// Changes the password with the next code of the app.
async fn change(app: &App, token: &str, member: &Member, password: &str, chosen: &str) -> Value {
    let code = member.code(app);
    run_as(app, token, "change_staff_password", json!({ "password": password, "newPassword": chosen, "code": code })).await
}

#[tokio::test]
async fn a_password_is_changed_with_the_one_before_and_every_other_session_ends() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let member = first(&app).await;
        let (own, other) = (member.token(&app, &Device::ed25519()).await, member.token(&app, &Device::p256()).await);
        let wrong = change(&app, &own, &member, "not the password", CHOSEN).await;
        assert_eq!(wrong["code"], "STAFF_SIGN_IN_WRONG");
        assert_eq!(change(&app, &own, &member, PASSWORD, "too short").await["code"], "STAFF_PASSWORD_UNFIT");
        assert_eq!(change(&app, &own, &member, PASSWORD, PASSWORD).await["code"], "STAFF_PASSWORD_UNFIT", "the same again");
        assert!(stands(&app, &other).await, "nothing was changed");
        let changed = change(&app, &own, &member, PASSWORD, CHOSEN).await;
        assert_eq!((&changed["__typename"], &changed["id"]), (&json!("StaffPasswordChanged"), &json!(member.id)));
        assert!(stands(&app, &own).await && !stands(&app, &other).await, "the others are over");
        let again = |password: &'static str| {
            let code = member.code(&app);
            let app = &app;
            let email = member.email.clone();
            async move { sign_in(app, &Device::ed25519(), &email, password, &code).await["__typename"].clone() }
        };
        assert_eq!(again(PASSWORD).await, "StaffRefused");
        assert_eq!(again(CHOSEN).await, "SessionTokens");
        let told = "select count(*) from audit_entry where action = 'staff.change-password'";
        assert_eq!(database.number(told).await, 1);
        assert_eq!(database.number("select count(*) from session where ended_because = 'renewed'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn another_app_takes_the_place_of_the_one_before_once_it_shows_its_code() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let member = first(&app).await;
        let (own, other) = (member.token(&app, &Device::ed25519()).await, member.token(&app, &Device::p256()).await);
        let confirm = async |code: String| run_as(&app, &own, "confirm_staff_app", json!({ "code": code })).await;
        assert_eq!(confirm("123456".to_owned()).await["code"], "STAFF_APP_NOT_BEGUN");
        // The phone is lost: a recovery code stands in for it.
        let input = json!({ "password": PASSWORD, "recoveryCode": member.recovery_codes[0] });
        let next = set_up(&run_as(&app, &own, "renew_staff_app", input.clone()).await);
        let shown = || next.generate(app.now().as_second().try_into().expect("after 1970")).to_string();
        assert_eq!(run_as(&app, &own, "renew_staff_app", input).await["code"], "STAFF_SIGN_IN_WRONG", "it is good once");
        let wrong = if shown() == "000000" { "000001" } else { "000000" };
        assert_eq!(confirm(wrong.to_owned()).await["code"], "STAFF_CODE_WRONG");
        assert!(stands(&app, &other).await, "nothing was changed");
        assert_eq!(member.sign_in(&app, &Device::ed25519()).await["__typename"], "SessionTokens", "the app before is good");
        let confirmed = confirm(shown()).await;
        let codes = confirmed["recoveryCodes"].as_array().unwrap_or_else(|| panic!("{confirmed}")).clone();
        assert!(codes.len() == 10 && !codes.contains(&json!(member.recovery_codes[1])));
        assert!(stands(&app, &own).await && !stands(&app, &other).await, "the others are over");
        assert_eq!(member.sign_in(&app, &Device::ed25519()).await["code"], "STAFF_SIGN_IN_WRONG", "the app before is not");
        app.clock.advance(Span::new().seconds(30));
        let signed_in = sign_in(&app, &Device::ed25519(), &member.email, PASSWORD, &shown()).await;
        assert_eq!(signed_in["__typename"], "SessionTokens", "{signed_in}");
        assert_eq!(database.number("select count(*) from audit_entry where action = 'staff.renew-app'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_app_that_is_not_confirmed_in_time_is_begun_with_anew() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let member = first(&app).await;
        let own = member.token(&app, &Device::ed25519()).await;
        let input = json!({ "password": PASSWORD, "code": member.code(&app) });
        let next = set_up(&run_as(&app, &own, "renew_staff_app", input).await);
        app.clock.advance(Span::new().minutes(10));
        let own = member.token(&app, &Device::ed25519()).await;
        let shown = next.generate(app.now().as_second().try_into().expect("after 1970")).to_string();
        let late = run_as(&app, &own, "confirm_staff_app", json!({ "code": shown })).await;
        assert_eq!(late["code"], "STAFF_APP_NOT_BEGUN");
    })
    .await;
}

#[tokio::test]
async fn whoever_took_a_session_over_may_not_guess_on() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let member = first(&app).await;
        let own = member.token(&app, &Device::ed25519()).await;
        for _ in 0..5 {
            assert_eq!(change(&app, &own, &member, "a guess of a password", CHOSEN).await["code"], "STAFF_SIGN_IN_WRONG");
        }
        let code = member.shown(&app);
        let input = json!({ "password": PASSWORD, "newPassword": CHOSEN, "code": code });
        let waiting = run_as(&app, &own, "change_staff_password", input).await;
        assert_eq!(waiting["code"], "STAFF_SIGN_IN_LATER");
        assert!(waiting["seconds"].as_u64().is_some_and(|seconds| (1..=30).contains(&seconds)), "{waiting}");
        assert_eq!(member.sign_in(&app, &Device::ed25519()).await["__typename"], "SessionTokens", "elsewhere nobody waits");
    })
    .await;
}
