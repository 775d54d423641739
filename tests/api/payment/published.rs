//! What phones verify receipts by without a network: signed lists of keys and of what became of receipts. Rows RCP-05, RCP-09, MOB-N7.

use fingertip::payment::{KeyEnd, Receipts};
use receipt::{KeyList, Presented, PublicKey, Standing, StatusList, Verdict, What, verify};
use serde_json::json;
use simulator::Plan;

use super::{Till, back};
use crate::{
    identity::strong_sign_in,
    support::{app::App, database::each_database},
};

const KEYS: &str = "/.well-known/receipt-keys";
const CHANGES: &str = "/.well-known/receipt-changes";

async fn fetch(app: &App, path: &str) -> Vec<u8> {
    let answer = app.get(path).send().await.expect("an answer");
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["cache-control"]),
        (200, &"public, max-age=300".parse().expect("a value"))
    );
    answer.bytes().await.expect("a body").to_vec()
}

/// What a phone that has nothing but the root holds after it asked.
async fn held(app: &App) -> (KeyList, StatusList) {
    let root = app.list_root();
    let keys = KeyList::open(&fetch(app, KEYS).await, &root).expect("signed by the root");
    (keys, StatusList::open(&fetch(app, CHANGES).await, &root).expect("signed by the root"))
}

fn standing(text: &str, (keys, changes): &(KeyList, StatusList)) -> Standing {
    match verify(Presented::Text(text), keys, Some(changes)) {
        Verdict::Valid(checked) => checked.standing,
        verdict => panic!("{verdict:?}"),
    }
}

#[tokio::test]
async fn a_phone_tells_without_a_network_which_receipts_were_given_back() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (trader, one, two) = (strong_sign_in(&till.app).await.subject, till.approver().await, till.approver().await);
        let mut texts = Vec::new();
        let mut payments = Vec::new();
        for number in 1..=3 {
            let paid = till.captured(trader, number, 123_456).await;
            texts.push(till.run("receipts", json!({ "payment": paid.id })).await[0]["text"].as_str().expect("a text").to_owned());
            payments.push(paid);
        }
        let before = held(&till.app).await;
        for text in &texts {
            assert!(matches!(standing(text, &before), Standing::Unchanged { .. }));
        }
        // One is given back in part, one as a whole.
        for (at, paid, cents) in [(0, &payments[0], 40_000), (1, &payments[1], 123_456)] {
            let asked = till.by(one, "request_repayment", back(&format!("b{at}"), paid, (cents, 123_456), "CHARGES")).await;
            let approve = json!({ "input": { "id": asked["repayment"]["id"], "version": 1 } });
            let approved = till.by(two, "approve_repayment", approve).await;
            assert_eq!(approved["repayment"]["repayment"]["state"], "SUCCEEDED", "{approved:#}");
        }
        // The same list for five minutes, to the byte; then the one that says so.
        assert_eq!(fetch(&till.app, CHANGES).await, fetch(&till.app, CHANGES).await);
        till.app.clock.advance(jiff::Span::new().minutes(5));
        let after = held(&till.app).await;
        let became = |text: &str| match standing(text, &after) {
            Standing::Changed { change, .. } => Some(change.what),
            _ => None,
        };
        let told: Vec<Option<What>> = texts.iter().map(|text| became(text)).collect();
        assert_eq!(told, [Some(What::PartlyRepaid), Some(What::Repaid), None]);
        assert!(after.1.as_of() > before.1.as_of() && after.1.as_of() <= till.app.now());
        println!("{} bytes of keys, {} of changes", fetch(&till.app, KEYS).await.len(), fetch(&till.app, CHANGES).await.len());
        // Nobody else signs one, and who has it is told that it is the same.
        let stranger = PublicKey::from_bytes(*b"an Ed25519 point of nobody at al").ok();
        let own = till.app.application.payments.receipts().expect("receipts").all_keys().await.expect("a database")[0].public;
        for other in stranger.into_iter().chain([own]) {
            assert!(KeyList::open(&fetch(&till.app, KEYS).await, &other).is_err());
        }
        let first = till.app.get(KEYS).send().await.expect("an answer");
        let known = till.app.get(KEYS).header("if-none-match", &first.headers()["etag"]).send().await.expect("an answer");
        assert_eq!(known.status().as_u16(), 304);
    })
    .await;
}

#[tokio::test]
async fn a_retired_key_leaves_receipts_good_and_a_revoked_one_makes_them_doubtful() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let trader = strong_sign_in(&till.app).await.subject;
        let paid = till.captured(trader, 1, 123_456).await;
        let text = till.run("receipts", json!({ "payment": paid.id })).await[0]["text"].as_str().expect("a text").to_owned();
        let application = &till.app.application;
        let receipts = application.payments.receipts().expect("receipts").clone();
        let old = receipts.all_keys().await.expect("a database")[0].public;
        till.app.clock.advance(jiff::Span::new().hours(24));
        // Another key takes its place three times; what the first signed stays good.
        for number in 0..3 {
            let file = fresh.path(&format!("receipt-{number}.key"));
            let next = Receipts::open(fresh.database.clone(), "ZZ".parse().expect("a code"), &file).expect("a key");
            next.publish_key(till.app.now()).await.expect("a database");
            assert!(next.may_sign(till.app.now()).await.expect("a database"));
            if number == 0 {
                assert!(receipts.end_key(&application.audit, &old, KeyEnd::Retired, till.app.now()).await.expect("a database"));
                assert!(!receipts.may_sign(till.app.now()).await.expect("a database"));
                let again = receipts.end_key(&application.audit, &old, KeyEnd::Retired, till.app.now()).await;
                assert!(!again.expect("a database"), "it is retired once");
            }
            till.app.clock.advance(jiff::Span::new().hours(24));
            let held = held(&till.app).await;
            assert_eq!(held.0.keys().count(), number + 2);
            assert!(matches!(standing(&text, &held), Standing::Unchanged { .. }));
        }
        // It was stolen: whoever has it can sign for any day.
        assert!(receipts.end_key(&application.audit, &old, KeyEnd::Revoked, till.app.now()).await.expect("a database"));
        till.app.clock.advance(jiff::Span::new().minutes(5));
        let (keys, changes) = held(&till.app).await;
        assert_eq!(verify(Presented::Text(&text), &keys, Some(&changes)).code(), "key-revoked");
        let found = fresh.number("select count(*) from audit_entry where action like 'receipt-key.%'").await;
        assert_eq!(found, 2, "who ended the time of a key is on record");
    })
    .await;
}

#[tokio::test]
async fn an_office_that_issues_no_receipts_has_no_lists() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        for path in [KEYS, CHANGES] {
            assert_eq!(app.get(path).send().await.expect("an answer").status().as_u16(), 404);
        }
    })
    .await;
}
