//! Staff: from nobody to a first account, in with two factors, and out at once. Strangers fail for themselves alone.

use fingertip::{
    audit::{Actor, Code},
    identity::{
        DeviceName,
        staff::{SecondFactor, StaffAsk, StaffRefusal},
    },
};
use jiff::Span;
use serde_json::{Value, json};

use super::{code as code_of, matrix, me};
use crate::support::{
    app::{App, operation, unhurried},
    database::{Fresh, each_database},
    device::Device,
    staff::{self, Member, PASSWORD, activate, answer_as, first, first_token, open, run, run_as, sign_in, sign_in_with},
};

const NEW: &str = "second@customs.example";

/// Invites a colleague and returns the token.
async fn invite(app: &App, token: &str, email: &str) -> String {
    let invited = run_as(app, token, "invite_staff", json!({ "email": email })).await;
    assert_eq!(invited["__typename"], "StaffInvited", "{invited}");
    invited["token"].as_str().expect("a token").to_owned()
}

fn wrong(code: &str) -> String {
    let number: u32 = code.parse().expect("six digits");
    format!("{:06}", (number + 500_000) % 1_000_000)
}

#[tokio::test]
async fn a_fresh_installation_has_nobody_who_can_sign_in() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        assert_eq!(database.number("select count(*) from staff_account").await, 0);
        for email in ["admin@localhost", "root@customs.example", "admin@admin.example"] {
            for password in ["admin", "", "password", "changeme"] {
                let refused = sign_in(&app, &Device::ed25519(), email, password, "000000").await;
                assert_eq!(refused["__typename"], "StaffRefused", "{refused}");
            }
        }
        assert_eq!(activate(&app, "fta_00", NEW, PASSWORD).await["code"], "STAFF_TOKEN_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn the_first_token_opens_one_account_once() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let replaced = first_token(&app).await;
        let token = first_token(&app).await;
        assert_eq!(activate(&app, &replaced, NEW, PASSWORD).await["code"], "STAFF_TOKEN_UNKNOWN", "another took its place");
        let member = open(&app, &token, "First@Customs.Example").await;
        assert_eq!(member.recovery_codes.len(), 10);
        assert_eq!(activate(&app, &token, NEW, PASSWORD).await["code"], "STAFF_TOKEN_UNKNOWN", "it was used");
        let code = member.shown(&app);
        let again = run(&app, "confirm_staff", json!({ "token": token, "code": code })).await;
        assert_eq!(again["code"], "STAFF_TOKEN_UNKNOWN");
        let operator = Actor::System(Code::named("operator"));
        let refused = app.application.identity.staff.first_token(operator, app.now()).await.expect("a database");
        assert!(refused.is_err(), "there is staff already");
        assert_eq!(member.sign_in(&app, &Device::ed25519()).await["__typename"], "SessionTokens");
    })
    .await;
}

#[tokio::test]
async fn a_token_is_kept_as_a_hash_and_holds_a_day() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let token = first_token(&app).await;
        assert_eq!((token.len(), &token[..4]), (68, "fta_"));
        let kept = format!("select count(*) from staff_activation where token_hash like '%{}%'", &token[4..20]);
        assert_eq!(database.number(&kept).await, 0);
        app.clock.advance(Span::new().hours(23).minutes(59).seconds(59));
        assert_eq!(activate(&app, &token, NEW, PASSWORD).await["__typename"], "StaffEnrolment");
        app.clock.advance(Span::new().seconds(1));
        assert_eq!(activate(&app, &token, NEW, PASSWORD).await["code"], "STAFF_TOKEN_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn an_activation_says_what_is_wrong_and_can_be_begun_anew() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let token = first_token(&app).await;
        for (email, password, code) in [
            ("first", PASSWORD, "STAFF_EMAIL_INVALID"),
            (NEW, "eleven char", "STAFF_PASSWORD_UNFIT"),
            (NEW, "my Second password", "STAFF_PASSWORD_UNFIT"),
            (NEW, &"x".repeat(129), "STAFF_PASSWORD_UNFIT"),
        ] {
            assert_eq!(activate(&app, &token, email, password).await["code"], code, "{email} {password}");
        }
        let nameless = json!({ "token": token, "email": NEW, "displayName": " ", "password": PASSWORD });
        assert_eq!(run(&app, "activate_staff", nameless).await["code"], "STAFF_NAME_INVALID");
        let before = staff::set_up(&activate(&app, &token, NEW, PASSWORD).await);
        let totp = staff::set_up(&activate(&app, &token, NEW, PASSWORD).await);
        let shown = |totp: &totp_rs::Totp| totp.generate(app.now().as_second().try_into().expect("after 1970")).to_string();
        let stale = run(&app, "confirm_staff", json!({ "token": token, "code": shown(&before) })).await;
        assert_eq!(stale["code"], "STAFF_CODE_WRONG", "an app that was set up before");
        let opened = run(&app, "confirm_staff", json!({ "token": token, "code": shown(&totp) })).await;
        assert_eq!(opened["__typename"], "StaffActivated");
        let replayed = sign_in(&app, &Device::ed25519(), NEW, PASSWORD, &shown(&totp)).await;
        assert_eq!(replayed["code"], "STAFF_SIGN_IN_WRONG", "the code that confirmed is used");
    })
    .await;
}

#[tokio::test]
async fn staff_invite_staff_and_an_invitation_serves_whom_it_is_for() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let admin = first(&app).await.token(&app, &Device::ed25519()).await;
        let replaced = invite(&app, &admin, NEW).await;
        let token = invite(&app, &admin, "Second@Customs.Example").await;
        assert_eq!(activate(&app, &replaced, NEW, PASSWORD).await["code"], "STAFF_TOKEN_UNKNOWN");
        assert_eq!(activate(&app, &token, "third@customs.example", PASSWORD).await["code"], "STAFF_EMAIL_DIFFERS");
        let member = open(&app, &token, NEW).await;
        assert_eq!(member.sign_in(&app, &Device::p256()).await["__typename"], "SessionTokens");
        let taken = run_as(&app, &admin, "invite_staff", json!({ "email": NEW })).await;
        assert_eq!(taken["code"], "STAFF_EMAIL_TAKEN");
        let listed = run_as(&app, &admin, "staff", json!({})).await;
        let emails: Vec<_> = listed.as_array().expect("a list").iter().map(|member| &member["email"]).collect();
        assert_eq!(emails, ["first@customs.example", NEW]);
    })
    .await;
}

#[tokio::test]
async fn a_code_of_the_app_is_good_once_and_a_recovery_code_is_good_once() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let member = first(&app).await;
        let device = Device::ed25519();
        let code = member.code(&app);
        assert_eq!(sign_in(&app, &device, &member.email, PASSWORD, &code).await["__typename"], "SessionTokens");
        assert_eq!(sign_in(&app, &device, &member.email, PASSWORD, &code).await["code"], "STAFF_SIGN_IN_WRONG", "replayed");
        let earlier = member.shown(&app);
        app.clock.advance(Span::new().seconds(30));
        let later = member.shown(&app);
        assert_ne!(earlier, later);
        assert_eq!(sign_in(&app, &device, &member.email, PASSWORD, &later).await["__typename"], "SessionTokens");
        assert_eq!(sign_in(&app, &device, &member.email, PASSWORD, &earlier).await["code"], "STAFF_SIGN_IN_WRONG");
        for (at, typename) in [(0, "SessionTokens"), (0, "StaffRefused"), (1, "SessionTokens")] {
            let typed = member.recovery_codes[at].to_lowercase().replace('-', " ");
            let input = json!({ "email": member.email, "password": PASSWORD, "recoveryCode": typed });
            assert_eq!(sign_in_with(&app, &device, input).await["__typename"], typename, "{at}");
        }
        let input = json!({ "email": member.email, "password": "not the password", "recoveryCode": member.recovery_codes[2] });
        assert_eq!(sign_in_with(&app, &device, input).await["code"], "STAFF_SIGN_IN_WRONG");
        assert_eq!(database.number("select count(*) from staff_recovery_code where used_at is not null").await, 2);
    })
    .await;
}

#[tokio::test]
async fn an_address_without_account_a_wrong_password_and_a_wrong_code_get_the_same_answer() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let member = first(&app).await;
        let code = member.code(&app);
        let answers = [
            sign_in(&app, &Device::ed25519(), "nobody@customs.example", PASSWORD, &code).await,
            sign_in(&app, &Device::ed25519(), &member.email, "not the password", &code).await,
            sign_in(&app, &Device::ed25519(), &member.email, PASSWORD, &wrong(&code)).await,
        ];
        for answer in &answers {
            assert_eq!((&answer["code"], answer), (&json!("STAFF_SIGN_IN_WRONG"), &answers[0]));
        }
        assert_eq!(sign_in(&app, &Device::ed25519(), &member.email, PASSWORD, &code).await["__typename"], "SessionTokens");
    })
    .await;
}

#[tokio::test]
async fn nobody_signs_in_without_a_proof_of_the_device_or_without_one_second_factor() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let member = first(&app).await;
        let code = member.code(&app);
        let input = json!({ "email": member.email, "password": PASSWORD, "code": code });
        assert_eq!(run(&app, "sign_in_staff", input.clone()).await["code"], "PROOF_REQUIRED");
        let device = Device::ed25519();
        let elsewhere = app.request(&operation("sign_in_staff"), &json!({ "input": input }));
        let elsewhere =
            elsewhere.header("dpop", device.proof("other@customs.example", app.now())).send().await.expect("an answer");
        let elsewhere: Value = elsewhere.json().await.expect("JSON");
        assert_eq!(elsewhere["data"]["signInStaff"]["code"], "PROOF_INVALID", "made for another address");
        for (one, other) in [(Value::Null, Value::Null), (json!(code), json!(member.recovery_codes[0]))] {
            let input = json!({ "email": member.email, "password": PASSWORD, "code": one, "recoveryCode": other });
            let answer = app.answer_in("fr", &operation("sign_in_staff"), json!({ "input": input })).await;
            assert_eq!(code_of(&answer), "STAFF_SECOND_FACTOR_REQUIRED");
            assert!(answer["errors"][0]["message"].as_str().expect("a message").contains("mot de passe"), "{answer}");
        }
    })
    .await;
}

/// Gives a person a proven telephone number, as a later change of their account might.
async fn with_phone(database: &Fresh, member: &Member, phone: &str) {
    let person = member.id.as_str();
    database
        .execute(&format!(
            "insert into person_phone (phone, person_id, language, proven_at) values ('{phone}', '{person}', 'en', 0)"
        ))
        .await;
}

#[tokio::test]
async fn an_sms_alone_never_makes_anybody_staff() {
    const PHONE: &str = "+999555010012";
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let member = first(&app).await;
        let device = Device::ed25519();
        let strong = member.token(&app, &device).await;
        with_phone(database, &member, PHONE).await;
        let ask = async |name: &str, input: Value, token: &str| {
            let request = app.request(&operation(name), &json!({ "input": input }));
            let request = request.header("dpop", device.proof(token, app.now()));
            request.send().await.expect("an answer").json::<Value>().await.expect("JSON")["data"].clone()
        };
        ask("request_code", json!({ "phone": PHONE, "purpose": "SIGN_IN" }), PHONE).await;
        let code = app.carrier.newest_to(PHONE)[..6].to_owned();
        let signed_in = ask("sign_in", json!({ "phone": PHONE, "code": code }), &code).await;
        let weak = signed_in["signIn"]["accessToken"].as_str().unwrap_or_else(|| panic!("{signed_in}")).to_owned();
        let ids = [
            me(&app, &format!("Bearer {weak}")).await.1["data"]["me"]["id"].clone(),
            me(&app, &format!("Bearer {strong}")).await.1["data"]["me"]["id"].clone(),
        ];
        assert_eq!(ids[0], ids[1], "the same person");
        for (name, input) in
            [("invite_staff", json!({ "email": NEW })), ("deactivate_staff", json!({ "id": member.id })), ("staff", json!({}))]
        {
            assert_eq!(code_of(&answer_as(&app, &weak, name, input.clone()).await), "UNAUTHENTICATED", "{name}");
            assert_eq!(code_of(&app.answer(&operation(name), json!({ "input": input })).await), "UNAUTHENTICATED", "{name}");
        }
        assert_eq!(run_as(&app, &strong, "invite_staff", json!({ "email": NEW })).await["__typename"], "StaffInvited");
        let means = "select count(*) from session where means in ('phone', 'staff-password-totp')";
        assert_eq!(database.number(means).await, 2);
    })
    .await;
}

#[tokio::test]
async fn who_is_deactivated_is_out_at_once_with_all_they_began() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let first_admin = first(&app).await;
        let admin_token = first_admin.token(&app, &Device::ed25519()).await;
        let member = open(&app, &invite(&app, &admin_token, NEW).await, NEW).await;
        let device = Device::ed25519();
        let token = member.token(&app, &device).await;
        let email = NEW.parse().expect("an address");
        let appointed = app.application.identity.staff.appoint_second_admin(&email, app.now()).await.expect("a database");
        assert!(matches!(appointed, Ok(Ok(_))), "{appointed:?}");
        let invited = invite(&app, &token, "third@customs.example").await;
        let cashier = super::strong_sign_in(&app).await.subject;
        let proposal = json!({ "personId": matrix::person(cashier).to_string(), "role": "CASHIER" });
        let proposed = run_as(&app, &token, "propose_role", proposal).await;
        let closed = run_as(&app, &admin_token, "deactivate_staff", json!({ "id": member.id })).await;
        assert_eq!(closed["id"], json!(member.id));
        assert_eq!(me(&app, &format!("Bearer {token}")).await.0, 401, "the session is over");
        assert_eq!(member.sign_in(&app, &device).await["code"], "STAFF_SIGN_IN_WRONG");
        let input = json!({ "email": NEW, "password": PASSWORD, "recoveryCode": member.recovery_codes[0] });
        assert_eq!(sign_in_with(&app, &device, input).await["code"], "STAFF_SIGN_IN_WRONG");
        assert_eq!(activate(&app, &invited, "third@customs.example", PASSWORD).await["code"], "STAFF_TOKEN_UNKNOWN");
        let left = format!("select count(*) from role_grant where person_id = '{}' and revoked_at is null", member.id);
        assert_eq!(database.number(&left).await, 0, "no role is left");
        let agreed = run_as(&app, &admin_token, "approve_role", json!({ "grantId": proposed["id"] })).await;
        assert_eq!(agreed["code"], "ROLE_GRANT_UNKNOWN", "what they proposed is worth nothing");
        let ended = "select count(*) from audit_entry where action = 'role.revoke' and content like '%\"deactivated\"%'";
        assert_eq!(database.number(ended).await, 2, "their role, and their proposal");
        let again = run_as(&app, &admin_token, "deactivate_staff", json!({ "id": member.id })).await;
        assert_eq!(again["code"], "STAFF_UNKNOWN");
        let secrets = "select count(*) from staff_account where deactivated_at is not null \
                       and (password_hash is not null or totp_sealed is not null)";
        assert_eq!(database.number(secrets).await, 0);
        // A lost phone: out, and invited again, as the same person with another app.
        let reopened = open(&app, &invite(&app, &admin_token, NEW).await, NEW).await;
        assert_eq!(reopened.id, member.id);
        assert_eq!(member.sign_in(&app, &device).await["code"], "STAFF_SIGN_IN_WRONG", "the lost one");
        let reopened_token = reopened.token(&app, &device).await;
        let refused = answer_as(&app, &reopened_token, "invite_staff", json!({ "email": "fourth@customs.example" })).await;
        assert_eq!(code_of(&refused), "FORBIDDEN", "who comes back begins without a role");
        // An admin who is alone can be given another at the machine, also where it is the last who left.
        run_as(&app, &admin_token, "deactivate_staff", json!({ "id": first_admin.id })).await;
        let appointed = app.application.identity.staff.appoint_second_admin(&email, app.now()).await.expect("a database");
        assert!(matches!(appointed, Ok(Ok(_))), "{appointed:?}");
        assert_eq!(database.number("select count(*) from role_grant where role = 'admin' and revoked_at is null").await, 1);
        let (entries, person) = (app.application.audit.export(member.id.parse().expect("a reference")).await, &member.id);
        let entries = entries.expect("a database").entries;
        for action in ["staff.activate", "staff.deactivate"] {
            assert!(entries.iter().any(|link| link.entry.action.as_str() == action), "{person} {action}");
        }
    })
    .await;
}

/// Guesses from a new device, which costs an attacker nothing; past the front door, because a thousand take their time there.
async fn guess(app: &App, email: &str, password: &str) -> StaffRefusal {
    let proof = Device::ed25519().proof(email, app.now());
    let address = Some([127, 0, 0, 1].into());
    let ask = StaffAsk { email, password, proof: Some(&proof), method: "POST", address };
    let factor = SecondFactor::Code("123456".parse().expect("six digits"));
    let tried = app.application.identity.staff.sign_in(&ask, &factor, DeviceName::default(), app.now()).await;
    tried.expect("a database").err().expect("a wrong guess")
}

#[tokio::test]
async fn a_stranger_who_fails_a_thousand_times_locks_out_the_stranger_alone() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let victim = first(&app).await;
        let known = Device::ed25519();
        victim.token(&app, &known).await;
        let (mut compared, mut refused) = (0, 0);
        for attempt in 0..1_000 {
            match guess(&app, &victim.email, &format!("a wrong guess {attempt}")).await {
                StaffRefusal::SignInWrong => compared += 1,
                StaffRefusal::SignInLater { seconds } => {
                    refused += 1;
                    // A patient attacker, for a while.
                    if compared < 40 {
                        app.clock.advance(Span::new().seconds(i64::try_from(seconds).expect("an hour")));
                    }
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((compared, compared + refused), (40, 1_000));
        assert_eq!(victim.sign_in(&app, &known).await["__typename"], "SessionTokens", "the known device");
        let stranger = Device::ed25519();
        let guessed = victim.sign_in(&app, &stranger).await;
        assert_eq!(guessed["code"], "STAFF_SIGN_IN_LATER", "right, but too early");
        let seconds = guessed["seconds"].as_i64().expect("seconds");
        assert!((3_000..=3_600).contains(&seconds), "{seconds}");
        app.clock.advance(Span::new().seconds(seconds - 31));
        assert_eq!(victim.sign_in(&app, &stranger).await["seconds"], 1, "one second before");
        app.clock.advance(Span::new().seconds(1));
        assert_eq!(victim.sign_in(&app, &stranger).await["__typename"], "SessionTokens");
    })
    .await;
}

#[tokio::test]
async fn who_mistypes_on_their_own_device_waits_ever_longer_and_is_forgiven() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let member = first(&app).await;
        let device = Device::ed25519();
        member.token(&app, &device).await;
        let guess = async || sign_in(&app, &device, &member.email, "not my password", "123456").await;
        for _ in 0..5 {
            assert_eq!(guess().await["code"], "STAFF_SIGN_IN_WRONG");
        }
        for seconds in [30, 60, 120] {
            assert_eq!(guess().await["seconds"], seconds);
            app.clock.advance(Span::new().seconds(seconds));
            assert_eq!(guess().await["code"], "STAFF_SIGN_IN_WRONG");
        }
        app.clock.advance(Span::new().seconds(240));
        member.token(&app, &device).await;
        for _ in 0..5 {
            assert_eq!(guess().await["code"], "STAFF_SIGN_IN_WRONG", "counted anew");
        }
        assert_eq!(guess().await["seconds"], 30);
    })
    .await;
}

#[tokio::test]
async fn guesses_that_come_at_once_are_counted_one_by_one() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let member = first(&app).await;
        let device = Device::ed25519();
        let guesses = (0..30).map(|_| sign_in(&app, &device, &member.email, "not the password", "123456"));
        let answers = futures_util::future::join_all(guesses).await;
        let wrong = answers.iter().filter(|answer| answer["code"] == "STAFF_SIGN_IN_WRONG").count();
        assert_eq!(wrong, 5, "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn who_has_the_password_cannot_try_out_the_codes() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let victim = first(&app).await;
        let known = Device::ed25519();
        victim.token(&app, &known).await;
        let code = victim.code(&app);
        // From many devices, and slowly enough for the network.
        for _ in 0..10 {
            let answer = sign_in(&app, &Device::ed25519(), &victim.email, PASSWORD, &wrong(&code)).await;
            assert_eq!(answer["code"], "STAFF_SIGN_IN_WRONG");
        }
        let lucky = sign_in(&app, &Device::ed25519(), &victim.email, PASSWORD, &code).await;
        assert_eq!(lucky["code"], "STAFF_SIGN_IN_WRONG", "the right code, from a stranger's device");
        assert_eq!(sign_in(&app, &known, &victim.email, PASSWORD, &code).await["__typename"], "SessionTokens");
        let input = json!({ "email": victim.email, "password": PASSWORD, "recoveryCode": victim.recovery_codes[0] });
        assert_eq!(sign_in_with(&app, &Device::ed25519(), input).await["__typename"], "SessionTokens", "the owner's way");
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_and_what_is_shown_holds_no_secret() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let member = first(&app).await;
        let hash = "select count(*) from staff_account where password_hash like '$argon2id$v=19$%'";
        assert_eq!(database.number(hash).await, 1);
        let base32 = member.totp.secret().to_base32();
        let hex = hex::encode(member.totp.secret().as_ref());
        let code = member.recovery_codes[0].replace('-', "");
        let found = format!(
            "select (select count(*) from staff_account where totp_sealed like '%{base32}%' or totp_sealed like '%{hex}%' \
             or password_hash like '%{PASSWORD}%') + (select count(*) from staff_recovery_code where hash like '%{code}%')"
        );
        assert_eq!(database.number(&found).await, 0);
    })
    .await;
}
