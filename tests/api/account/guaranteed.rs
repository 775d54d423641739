//! Guarantees: money and undertakings that stand for declarations, and what is left of them.

use serde_json::{Value, json};

use super::{Office, kes};
use crate::{
    mandate::{ask, refreshed},
    support::database::each_database,
};

/// Does something with a guarantee as the cashier.
async fn does(office: &Office, name: &str, input: Value) -> Value {
    office.till.by(office.till.cashier, name, json!({ "input": input })).await
}

async fn reserve(office: &Office, account: &str, (key, amount): (&str, &str)) -> Value {
    let input = json!({ "key": key, "account": account, "secures": "T1 26ZZ000000000001K0", "amount": kes(amount) });
    does(office, "reserve_guarantee", input).await
}

#[tokio::test]
async fn money_stands_for_declarations_is_let_go_and_pays_what_it_stood_for() {
    each_database(async |fresh| {
        let mut office = Office::open(fresh).await;
        let account = office.opened("CASH_GUARANTEE", None).await;
        let none = reserve(&office, &account, ("a", "1.00")).await;
        assert_eq!(none["code"], "ACCOUNT_AVAILABLE", "{none:#}");
        office.bank_lists(1, [0, 50_000], &account).await;
        assert_eq!((office.till.credits(2500).await, office.look(&account).await["limit"].clone()), (50_000, kes("500.00")));
        let compared = office.till.app.application.treasury().compare(office.till.app.now()).await.expect("a database");
        assert_eq!((compared.matched, compared.open), (1, 0));

        let reserved = reserve(&office, &account, ("b", "300.00")).await;
        let again = reserve(&office, &account, ("b", "300.00")).await;
        assert_eq!(
            (&again["isReplay"], &again["reservation"]["id"]),
            (&json!(true), &reserved["reservation"]["id"]),
            "{again:#}"
        );
        let other = reserve(&office, &account, ("b", "200.00")).await;
        assert_eq!(other["code"], "IDEMPOTENCY_MISMATCH", "{other:#}");
        let above = reserve(&office, &account, ("c", "200.01")).await;
        assert_eq!(
            (&above["code"], &above["facts"][0]["value"]),
            (&json!("ACCOUNT_AVAILABLE"), &json!("KES 200.00")),
            "{above:#}"
        );

        let id = reserved["reservation"]["id"].clone();
        let part = json!({ "key": "d", "reservation": id, "amount": kes("100.00") });
        let released = does(&office, "release_guarantee", part.clone()).await;
        assert_eq!((&released["reservation"]["left"], &released["account"]["available"]), (&kes("200.00"), &kes("300.00")));
        assert_eq!(does(&office, "release_guarantee", part).await["isReplay"], true);
        let more = json!({ "key": "e", "reservation": id, "amount": kes("200.01") });
        assert_eq!(does(&office, "release_guarantee", more).await["code"], "RESERVATION_LEFT");
        let unknown = json!({ "key": "e", "reservation": "0", "amount": kes("1.00") });
        assert_eq!(does(&office, "release_guarantee", unknown).await["code"], "RESERVATION_UNKNOWN");
        office.assert_in_order().await;

        let demand = office.demand(1, 15_000).await;
        let unnamed = json!({ "key": "f", "reservation": id, "amount": kes("150.00") });
        assert_eq!(does(&office, "call_guarantee", unnamed).await["code"], "ACCOUNT_TERMS");
        let beyond = json!({ "key": "f", "reservation": id, "amount": kes("150.01"), "notice": demand });
        assert_eq!(does(&office, "call_guarantee", beyond).await["code"], "PAYMENT_TOTAL_DIFFERS");
        let call = json!({ "key": "f", "reservation": id, "amount": kes("150.00"), "notice": demand });
        let called = does(&office, "call_guarantee", call.clone()).await;
        assert_eq!((&called["reservation"]["left"], &called["account"]["held"]), (&kes("50.00"), &kes("350.00")), "{called:#}");
        assert_eq!(does(&office, "call_guarantee", call).await["isReplay"], true);
        assert_eq!(office.till.run("payment_notice", json!({ "reference": demand })).await["state"], "PAID");
        assert_eq!((office.till.credits(2500).await, office.till.credits(1100).await), (35_000, 0));
        let told = office.till.by(office.till.cashier, "customs_events", json!({ "after": "0", "first": 50 })).await;
        let given = told["nodes"][0]["body"].as_str().is_some_and(|body| !body.contains("\"receipts\":[]"));
        assert_eq!((&told["nodes"][0]["kind"], given), (&json!("PAID"), true), "{told:#}");
        office.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn an_undertaking_holds_no_money_and_its_limit_stays_above_what_stands_on_it() {
    each_database(async |fresh| {
        let mut office = Office::open(fresh).await;
        let account = office.opened("UNDERTAKING", Some("1000.00")).await;
        let reserved = reserve(&office, &account, ("a", "600.00")).await;
        let id = reserved["reservation"]["id"].clone();
        let demand = office.demand(1, 20_000).await;
        let call = json!({ "key": "b", "reservation": id, "amount": kes("200.00"), "notice": demand });
        let called = does(&office, "call_guarantee", call).await;
        assert_eq!(
            (&called["account"]["called"], &called["account"]["available"]),
            (&kes("200.00"), &kes("400.00")),
            "{called:#}"
        );
        assert_eq!(
            office.till.run("payment_notice", json!({ "reference": demand })).await["state"],
            "OPEN",
            "the guarantor owes it"
        );
        assert_eq!((office.till.credits(2500).await, office.till.credits(1100).await), (0, -20_000));

        let low = office.change(&account, "SET_LIMIT", Some("599.99")).await;
        assert_eq!((&low["code"], &low["facts"][0]["value"]), (&json!("ACCOUNT_LIMIT_TOO_LOW"), &json!("KES 600.00")), "{low:#}");
        let raised = office.change(&account, "SET_LIMIT", Some("1200.00")).await;
        assert_eq!(raised["available"], kes("600.00"), "{raised:#}");
        office.bank_lists(1, [0, 5_000], &account).await;
        assert_eq!(office.look(&account).await["held"], kes("0.00"), "no bank fills it");
        let stopped = office.change(&account, "SUSPEND", None).await;
        assert_eq!(stopped["state"], "SUSPENDED");
        assert_eq!(reserve(&office, &account, ("c", "1.00")).await["code"], "ACCOUNT_STATE");
        let rest = json!({ "key": "d", "reservation": id, "amount": kes("400.00") });
        assert_eq!(
            does(&office, "release_guarantee", rest).await["reservation"]["left"],
            kes("0.00"),
            "it is let go all the same"
        );
        assert_eq!(office.change(&account, "CLOSE", None).await["state"], "CLOSED");
        office.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_has_reference_and_code_sees_what_is_left_and_who_guesses_is_stopped() {
    each_database(async |fresh| {
        let mut office = Office::open(fresh).await;
        let account = office.opened("UNDERTAKING", Some("1000.00")).await;
        reserve(&office, &account, ("a", "250.00")).await;
        office.importer.token = refreshed(&office.till.app, &office.importer).await;
        let app = &office.till.app;
        let renewed = ask(app, &office.importer.token, "renew_guarantee_code", json!({ "reference": account })).await;
        let [grn, code] = ["grn", "code"].map(|field| renewed["renewGuaranteeCode"][field].as_str().expect("a text").to_owned());
        assert!(grn.starts_with("26ZZ") && grn.len() == 17 && code.len() == 8, "{renewed}");
        let seen = app.operation("guarantee", json!({ "grn": grn, "code": code })).await["guarantee"].clone();
        assert_eq!((&seen["limit"], &seen["reserved"], &seen["available"]), (&kes("1000.00"), &kes("250.00"), &kes("750.00")));
        assert_eq!(fresh.number(&format!("select count(*) from account_code where hash like '%{code}%'")).await, 0);

        let query = "query($g: String!, $c: String!) { guarantee(grn: $g, code: $c) { state } }";
        let refused = async |grn: &str, code: &str| {
            app.refusal("en", query, json!({ "g": grn, "c": code })).await["extensions"]["code"]
                .as_str()
                .expect("a code")
                .to_owned()
        };
        let wrong = if code == "00000000" { "11111111" } else { "00000000" };
        assert_eq!(refused("26ZZ0000000000018", wrong).await, "GUARANTEE_UNKNOWN");
        for _ in 0..5 {
            assert_eq!(refused(&grn, wrong).await, "GUARANTEE_UNKNOWN");
        }
        assert_eq!(refused(&grn, &code).await, "GUARANTEE_TRIES_SPENT", "not even the right one");
        app.clock.advance(jiff::Span::new().minutes(61));
        assert!(app.operation("guarantee", json!({ "grn": grn, "code": code })).await["guarantee"].is_object());

        office.importer.token = refreshed(&office.till.app, &office.importer).await;
        let again = ask(app, &office.importer.token, "renew_guarantee_code", json!({ "reference": account })).await;
        assert_ne!(again["renewGuaranteeCode"]["code"], code.as_str());
        assert_eq!(refused(&grn, &code).await, "GUARANTEE_UNKNOWN", "the code before holds no more");
    })
    .await;
}

#[tokio::test]
async fn terms_and_holders_that_no_account_has_are_refused() {
    each_database(async |fresh| {
        let office = Office::open(fresh).await;
        assert_eq!(office.propose("UNDERTAKING", None).await["code"], "ACCOUNT_TERMS");
        assert_eq!(office.propose("PREPAYMENT", Some("5.00")).await["code"], "ACCOUNT_TERMS");
        let input =
            json!({ "kind": "PREPAYMENT", "holder": { "companyId": "0".repeat(32) }, "currency": "KES", "reason": "a letter" });
        let nobody = office.till.by(office.approvers[0], "propose_account", json!({ "input": input })).await;
        assert_eq!(nobody["code"], "ACCOUNT_HOLDER_UNKNOWN", "{nobody:#}");

        let refused = office.propose("PREPAYMENT", None).await;
        assert_eq!(office.decide(&refused, false).await["state"], "CLOSED", "another officer says no");
        let account = office.opened("PREPAYMENT", None).await;
        let propose = async |change: &str| {
            let input = json!({ "reference": account, "change": change, "reason": "decided by the office" });
            office.till.by(office.approvers[0], "propose_account_change", json!({ "input": input })).await
        };
        let first = propose("SUSPEND").await;
        assert_eq!(propose("CLOSE").await["code"], "DECISION_OPEN");
        assert_eq!(office.decide(&first, false).await["state"], "OPEN");
        assert_eq!(propose("RESUME").await["code"], "ACCOUNT_STATE");
        let wrong = office.till.by(
            office.till.cashier,
            "reserve_guarantee",
            json!({ "input": {
            "key": "a", "account": account, "secures": "T1", "amount": kes("1.00"),
        } }),
        );
        assert_eq!(wrong.await["code"], "ACCOUNT_KIND");
    })
    .await;
}
