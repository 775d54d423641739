//! Refreshing: what a phone on a bad line does, and what a thief does.

use fingertip::identity::{Allowance, Ceilings, THEFT_SUSPECTED};
use jiff::{Span, ToSpan};
use serde_json::Value;

use super::{SignedIn, code, me, refresh, refresh_with, sign_in, sign_in_as};
use crate::support::{
    app::App,
    database::{Fresh, each_database},
    device::Device,
};

fn token(refreshed: &Value) -> String {
    refreshed["refreshToken"].as_str().unwrap_or_else(|| panic!("no token in {refreshed}")).to_owned()
}

#[tokio::test]
async fn a_session_goes_on_by_refresh_tokens_that_are_shown_once_each() {
    each_database(async |database| {
        let app = App::over(database).await;
        for device in [Device::ed25519(), Device::p256()] {
            let SignedIn { device, tokens, .. } = sign_in_as(&app, sign_in(&app).await.subject, device).await;
            let mut newest = tokens.refresh_token;
            for _ in 0..3 {
                app.clock.advance(10.minutes());
                let refreshed = refresh(&app, &newest, &device).await;
                assert_ne!(token(&refreshed), newest);
                assert_eq!(refreshed["sessionId"], tokens.session.to_string());
                let access = refreshed["accessToken"].as_str().expect("a token");
                let (status, answer) = me(&app, &format!("Bearer {access}")).await;
                assert_eq!((status, answer.get("errors")), (200, None), "{answer}");
                newest = token(&refreshed);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_is_given_again_however_late_the_phone_is_back_in_reach() {
    each_database(async |database| {
        let app = App::over(database).await;
        for out_of_reach in [Span::new(), 19.seconds(), 3.minutes(), 200.hours()] {
            let SignedIn { device, tokens, .. } = sign_in(&app).await;
            let lost = refresh(&app, &tokens.refresh_token, &device).await;
            app.clock.advance(out_of_reach);
            let again = refresh(&app, &tokens.refresh_token, &device).await;
            assert_eq!(token(&again), token(&lost), "the same successor, after {out_of_reach}");
            let next = refresh(&app, &token(&again), &device).await;
            assert_ne!(token(&next), token(&again), "the session goes on");
        }
    })
    .await;
}

#[tokio::test]
async fn a_retry_that_was_under_way_harms_nobody() {
    each_database(async |database| {
        let app = App::over(database).await;
        let SignedIn { device, tokens, .. } = sign_in(&app).await;
        let second = refresh(&app, &tokens.refresh_token, &device).await;
        let third = refresh(&app, &token(&second), &device).await;
        app.clock.advance(20.seconds());
        assert_eq!(token(&refresh(&app, &tokens.refresh_token, &device).await), token(&second));
        assert_eq!(refresh(&app, &token(&third), &device).await["__typename"], "SessionTokens");
    })
    .await;
}

#[tokio::test]
async fn parallel_refreshes_give_one_family() {
    each_database(async |database| {
        let app = App::over(database).await;
        let SignedIn { device, tokens, .. } = sign_in(&app).await;
        let at_once: Vec<_> = (0..6).map(|_| refresh(&app, &tokens.refresh_token, &device)).collect();
        let answers = futures_util::future::join_all(at_once).await;
        for answer in &answers {
            assert_eq!(token(answer), token(&answers[0]));
        }
        assert_eq!(database.number("select count(*) from refresh_token").await, 2);
        assert_eq!(database.number("select count(*) from session where ended_at is null").await, 1);
        assert_eq!(refresh(&app, &token(&answers[0]), &device).await["__typename"], "SessionTokens");
    })
    .await;
}

/// What is left of a session that was stolen: nothing, and a notice.
async fn assert_ended_for_theft(app: &App, database: &Fresh, stolen: &SignedIn, newest: &str) {
    let over = refresh(app, newest, &stolen.device).await;
    assert_eq!((&over["__typename"], &over["code"]), (&"SignInAgain".into(), &"SESSION_OVER".into()), "{over}");
    let (status, answer) = me(app, &format!("Bearer {}", stolen.tokens.access_token)).await;
    assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED"));
    let notices =
        format!("select count(*) from outbox where topic = '{THEFT_SUSPECTED}' and subject = '{}'", stolen.tokens.session);
    assert_eq!(database.number(&notices).await, 1, "the person is told once");
}

#[tokio::test]
async fn a_stolen_token_shown_by_another_device_ends_the_session() {
    each_database(async |database| {
        let app = App::over(database).await;
        let thief = Device::ed25519();

        let newest = sign_in(&app).await;
        let answer = refresh(&app, &newest.tokens.refresh_token, &thief).await;
        assert_eq!((&answer["__typename"], &answer["code"]), (&"SignInAgain".into(), &"REFRESH_TOKEN_REUSED".into()));
        assert_ended_for_theft(&app, database, &newest, &newest.tokens.refresh_token).await;

        // A second after its owner used it, when a bare time of grace would have given the thief the successor.
        let used = sign_in(&app).await;
        let successor = refresh(&app, &used.tokens.refresh_token, &used.device).await;
        app.clock.advance(1.second());
        assert_eq!(refresh(&app, &used.tokens.refresh_token, &thief).await["code"], "REFRESH_TOKEN_REUSED");
        assert_ended_for_theft(&app, database, &used, &token(&successor)).await;
    })
    .await;
}

#[tokio::test]
async fn a_token_shown_again_after_its_successor_was_ends_the_session() {
    each_database(async |database| {
        let app = App::over(database).await;
        let stolen = sign_in(&app).await;
        let second = refresh(&app, &stolen.tokens.refresh_token, &stolen.device).await;
        let third = refresh(&app, &token(&second), &stolen.device).await;
        app.clock.advance(21.seconds());
        let answer = refresh(&app, &stolen.tokens.refresh_token, &stolen.device).await;
        assert_eq!((&answer["__typename"], &answer["code"]), (&"SignInAgain".into(), &"REFRESH_TOKEN_REUSED".into()));
        assert_ended_for_theft(&app, database, &stolen, &token(&third)).await;
    })
    .await;
}

#[tokio::test]
async fn a_proof_that_does_not_hold_is_refused_and_signs_nobody_out() {
    each_database(async |database| {
        // More in a minute than one phone may.
        let ceilings = Ceilings { sign_in: Allowance { own: 100, network: 100 }, ..Ceilings::default() };
        let app = App::within(ceilings, database).await;
        let SignedIn { device, tokens, .. } = sign_in(&app).await;
        let shown = tokens.refresh_token.as_str();
        let with = |name: &str, value: Value| {
            let mut claims = device.claims(shown, app.now());
            claims[name] = value;
            device.proof_of(&claims)
        };
        let now = app.now().as_second();
        let other_key = |mut header: Value| {
            header["jwk"] = Device::ed25519().jwk();
            device.sign(&header.to_string(), &device.claims(shown, app.now()).to_string())
        };
        let header = serde_json::json!({ "typ": "dpop+jwt", "alg": "EdDSA", "jwk": device.jwk() });
        let typed = |name: &str, value: Value| {
            let mut header = header.clone();
            header[name] = value;
            device.sign(&header.to_string(), &device.claims(shown, app.now()).to_string())
        };
        let proofs = [
            ("for another method", with("htm", "GET".into()), "PROOF_INVALID"),
            ("for another server", with("htu", "https://evil.example/graphql".into()), "PROOF_INVALID"),
            ("for another token", device.proof(&format!("{shown}x"), app.now()), "PROOF_INVALID"),
            ("without a token", with("ath", Value::Null), "PROOF_INVALID"),
            ("without a name", with("jti", "".into()), "PROOF_INVALID"),
            ("with a name without end", with("jti", "x".repeat(200).into()), "PROOF_INVALID"),
            ("61 s old", with("iat", (now - 61).into()), "PROOF_STALE"),
            ("61 s early", with("iat", (now + 61).into()), "PROOF_STALE"),
            ("of an impossible time", with("iat", i64::MIN.into()), "PROOF_STALE"),
            ("that shows another key", other_key(header.clone()), "PROOF_INVALID"),
            ("of another type", typed("typ", "at+jwt".into()), "PROOF_INVALID"),
            ("of another algorithm", typed("alg", "ES256".into()), "PROOF_INVALID"),
            ("of no algorithm", typed("alg", "none".into()), "PROOF_INVALID"),
            ("that names a place for its key", typed("jku", "https://evil.example/jwks".into()), "PROOF_INVALID"),
            ("that is none", "x.y.z".to_owned(), "PROOF_INVALID"),
        ];
        for (name, proof, expected) in proofs {
            let answer = refresh_with(&app, shown, &proof).await;
            assert_eq!((&answer["__typename"], &answer["code"]), (&"ProofRefused".into(), &expected.into()), "{name}: {answer}");
        }
        let stale = refresh_with(&app, shown, &with("iat", (now + 4_000).into())).await;
        assert_eq!(stale["clockAheadSeconds"], 4_000);
        let missing = app.operation("refresh_session", serde_json::json!({ "input": { "refreshToken": shown } })).await;
        assert_eq!(missing["refreshSession"]["code"], "PROOF_REQUIRED");

        let proof = device.proof(shown, app.now());
        let first = refresh_with(&app, shown, &proof).await;
        assert_eq!(refresh_with(&app, shown, &proof).await["code"], "PROOF_REPLAYED");
        assert_eq!(refresh(&app, &token(&first), &device).await["__typename"], "SessionTokens", "the session stands");
    })
    .await;
}

#[tokio::test]
async fn what_is_no_refresh_token_of_ours_changes_nothing() {
    each_database(async |database| {
        let app = App::over(database).await;
        let SignedIn { device, tokens, .. } = sign_in(&app).await;
        let unknown = format!("ftr_{}", crate::support::device::encode([7; 32]));
        for shown in ["", "ftr_", "' or 1=1 --", &unknown, &tokens.access_token, &"x".repeat(10_000)] {
            let answer = refresh(&app, shown, &device).await;
            assert_eq!((&answer["__typename"], &answer["code"]), (&"SignInAgain".into(), &"REFRESH_TOKEN_UNKNOWN".into()));
        }
        assert_eq!(refresh(&app, &tokens.refresh_token, &device).await["__typename"], "SessionTokens");
    })
    .await;
}

#[tokio::test]
async fn a_session_that_nobody_uses_is_over_after_thirty_days() {
    each_database(async |database| {
        let app = App::over(database).await;
        let SignedIn { device, tokens, .. } = sign_in(&app).await;
        app.clock.advance((30 * 24).hours());
        assert_eq!(refresh(&app, &tokens.refresh_token, &device).await["code"], "SESSION_OVER");
    })
    .await;
}

#[tokio::test]
async fn of_a_long_session_few_tokens_are_kept() {
    each_database(async |database| {
        let app = App::over(database).await;
        let SignedIn { device, tokens, .. } = sign_in(&app).await;
        let mut newest = tokens.refresh_token.clone();
        for _ in 0..25 {
            app.clock.advance(10.minutes());
            newest = token(&refresh(&app, &newest, &device).await);
        }
        assert_eq!(database.number("select count(*) from refresh_token").await, 21);
        assert_eq!(refresh(&app, &tokens.refresh_token, &device).await["code"], "REFRESH_TOKEN_UNKNOWN");
        assert_eq!(refresh(&app, &newest, &device).await["__typename"], "SessionTokens");
    })
    .await;
}
