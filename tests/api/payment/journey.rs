//! A notice, from the demand to the payment.

use serde_json::json;
use simulator::{Deed, PayerPlan, Plan};

use super::Till;
use crate::support::{browser, database::each_database};

#[tokio::test]
async fn a_notice_is_read_paid_and_booked() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let reference = till.notice(1, 123_456).await;

        let seen = till.run("payment_notice", json!({ "reference": reference })).await;
        assert_eq!(seen["owed"], json!({ "amount": "1234.56", "currency": "XTS" }));
        assert_eq!((&seen["state"], &seen["payee"], &seen["version"]), (&json!("OPEN"), &json!("Zandoria Customs"), &json!(1)));
        assert_eq!(seen["options"][0]["rail"], "CARD");
        assert!(!seen.to_string().contains("Halcyon"), "an anonymous reader learns whose debt it is");

        let paid = till.pay("key-1", &reference, 123_456).await;
        assert_eq!(paid["payment"]["state"], "STARTED", "{paid:#}");
        let page = paid["payment"]["handover"]["page"].as_str().expect("a page of the provider").to_owned();
        let id = paid["payment"]["id"].as_str().expect("an id").to_owned();
        assert!(page.starts_with(&till.simulator.url()), "{page}");

        // The payer approves at the provider; we hear of it by its notice alone.
        let at_provider = page.rsplit('/').next().expect("the provider's id").to_owned();
        till.simulator.payer(&at_provider, Deed::Approve).expect("the payer can approve");
        till.let_pass(1).await;

        let after = till.look(&id).await;
        assert_eq!((&after["state"], &after["captured"]["amount"]), (&json!("SUCCESS"), &json!("1234.56")), "{after:#}");
        assert_eq!(after["handover"], json!(null), "what nobody needs any more is gone");
        let seen = till.run("payment_notice", json!({ "reference": reference })).await;
        assert_eq!((&seen["state"], &seen["owed"]["amount"]), (&json!("PAID"), &json!("0.00")));
        assert_eq!(seen["options"], json!([]), "what is paid cannot be paid again");

        assert_eq!((till.booked().await, till.truly_captured()), (123_456, 123_456));
        // Duty and VAT came in, nothing is owed any more, and nothing is nobody's.
        assert_eq!((till.credits(2110).await, till.credits(2120).await), (41_152, 82_304));
        assert_eq!((till.credits(1100).await, till.credits(2300).await), (0, 0));
        till.assert_in_order().await;

        // A receipt that anybody verifies: by its text, by its short code, and not once a letter of it is another.
        let receipts = till.run("receipts", json!({ "payment": id })).await;
        let receipt = &receipts[0];
        assert_eq!((&receipt["series"], &receipt["number"]), (&json!("ZZ-HQ-2026"), &json!(1)), "{receipts:#}");
        assert_eq!((&receipt["total"]["amount"], &receipt["notice"]), (&json!("1234.56"), &json!(reference)));
        let text = receipt["text"].as_str().expect("a text").to_owned();
        assert!(text.starts_with("CR1:") && text.len() < 600, "{text}");
        let verdict = till.run("verify_receipt", json!({ "shown": text })).await;
        assert_eq!((&verdict["verdict"], &verdict["receipt"]["debtor"]), (&json!("valid"), &json!("Halc* Impo*")), "{verdict:#}");
        let by_code = till.run("verify_receipt", json!({ "shown": receipt["code"] })).await;
        assert_eq!(by_code["receipt"], verdict["receipt"]);
        // The same on a page, in the reader's language, with the code to be scanned; in a browser that has no script.
        let path = format!("/r/{}", receipt["code"].as_str().expect("a code"));
        let page = till.app.get(&format!("{path}?lang=fr")).send().await.expect("an answer").text().await.expect("a page");
        for shown in ["Droit de douane", "XTS 411.52", "XTS 823.04", "XTS 1234.56", &reference, "Halc* Impo*", "<svg", "Copie"] {
            assert!(page.contains(shown), "{shown} is missing:\n{page}");
        }
        assert!(!page.contains("<script"), "it needs no script");
        let small =
            till.app.get(&path).header("accept-encoding", "br").send().await.expect("an answer").bytes().await.expect("a body");
        assert!(small.len() <= 6_000, "{} bytes, code and all", small.len());
        let absent = till.app.get("/r/ZZZZZ-ZZZZZ").send().await.expect("an answer");
        assert_eq!(absent.status().as_u16(), 404);
        if let Some(opened) = browser::open(format!("{}{path}?lang=ar", till.app.url)).await {
            assert!(opened.page.contains("رسم جمركي") && opened.page.contains("XTS 1234.56"), "{}", opened.page);
            assert!(!opened.log.contains("Content Security Policy"), "the style is the one that is allowed:\n{}", opened.log);
        }
        let mut forged = text.clone().into_bytes();
        let place = forged.len() / 2;
        forged[place] = if forged[place] == b'A' { b'B' } else { b'A' };
        let forged = till.run("verify_receipt", json!({ "shown": String::from_utf8(forged).expect("letters") })).await;
        assert_ne!(forged["verdict"], "valid", "{forged:#}");
        assert_eq!(forged["receipt"], json!(null));
        let keys = till.run("receipt_keys", json!({})).await;
        assert_eq!(keys.as_array().map(Vec::len), Some(1), "{keys:#}");
    })
    .await;
}

#[tokio::test]
async fn receipts_are_numbered_without_a_gap_and_each_follows_the_one_before() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::kind(9)).await;
        let mut signed = Vec::new();
        for number in 1..=12 {
            let reference = till.notice(number, 1_000).await;
            let paid = till.pay(&format!("key-{number}"), &reference, 1_000).await;
            // Every third is cancelled, as far as that still can be.
            let id = paid["payment"]["id"].as_str().expect("an id").to_owned();
            if number % 3 == 0 {
                till.run("cancel_payment", json!({ "id": id })).await;
            }
            till.let_pass(5).await;
            for receipt in till
                .app
                .application
                .payments
                .receipts()
                .expect("receipts")
                .of_payment(id.parse().expect("an id"))
                .await
                .expect("a database")
            {
                assert_eq!(receipt.number, i64::try_from(signed.len()).expect("few") + 1);
                signed.push(receipt.signed);
            }
        }
        assert!(signed.len() >= 8);
        assert_eq!(receipt::verify_series(None, &signed), Ok(signed.len()));
    })
    .await;
}

#[tokio::test]
async fn a_payer_whose_card_is_declined_tries_again_and_pays_once() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let reference = till.notice(1, 5_000).await;
        let paid = till.pay("key-1", &reference, 5_000).await;
        let page = paid["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        let at_provider = page.rsplit('/').next().expect("an id").to_owned();
        till.simulator.payer(&at_provider, Deed::Decline).expect("the payer can decline");
        till.let_pass(1).await;
        let id = paid["payment"]["id"].as_str().expect("an id").to_owned();
        let declined = till.look(&id).await;
        assert!(["FAILED", "STARTED"].contains(&declined["state"].as_str().expect("a state")), "{declined:#}");
        assert_eq!(declined["doNotPayAgain"], false);

        // On the provider's own page another card may be tried: the money counts, however late we hear of it.
        till.simulator.payer(&at_provider, Deed::Approve).expect("the payer can approve");
        till.let_pass(1).await;
        assert_eq!(till.look(&id).await["state"], "SUCCESS");
        assert_eq!((till.booked().await, till.truly_captured(), till.credits(2300).await), (5_000, 5_000, 0));
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_declined_is_tried_again_another_way_and_paid_once() {
    each_database(async |fresh| {
        let refusing = PayerPlan { decline: 1_000, after_s: 10, ..PayerPlan::default() };
        let till = Till::open(fresh, Plan { payers: refusing, ..Plan::default() }).await;
        let reference = till.notice(1, 5_000).await;
        let mut input = super::pay_input("key-1", &reference, 5_000);
        (input["rail"], input["phone"]) = (json!("MOBILE_MONEY"), json!("+254700000001"));
        let paid = till.run("pay", json!({ "input": input })).await;
        let id = paid["payment"]["id"].as_str().expect("an id").to_owned();
        let early = till.run("retry_payment", json!({ "input": { "id": id, "rail": "CARD" } })).await;
        assert_eq!(early["code"], "PAYMENT_STATE", "one attempt at a time: {early:#}");
        for _ in 0..3 {
            till.let_pass(20).await;
        }
        assert_eq!(till.look(&id).await["state"], "FAILED");

        till.simulator.set_plan(Plan::default()).expect("a plan");
        let again = till.run("retry_payment", json!({ "input": { "id": id, "rail": "CARD" } })).await;
        assert_eq!((&again["id"], &again["state"]), (&json!(id), &json!("STARTED")), "{again:#}");
        let page = again["handover"]["page"].as_str().expect("a page").to_owned();
        till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Approve).expect("the payer can approve");
        till.let_pass(1).await;
        assert_eq!(till.look(&id).await["state"], "SUCCESS");
        assert_eq!((till.booked().await, till.truly_captured()), (5_000, 5_000));
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn a_payment_that_nobody_finishes_expires_and_frees_its_notice() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let reference = till.notice(1, 5_000).await;
        let first = till.pay("key-1", &reference, 5_000).await;
        let id = first["payment"]["id"].as_str().expect("an id").to_owned();
        let second = till.pay("key-2", &reference, 5_000).await;
        assert_eq!(second["code"], "NOTICE_BEING_PAID");
        assert_eq!(second["facts"][0]["value"], id.as_str(), "it says which payment to look at");

        till.let_pass(91 * 60).await;
        till.let_pass(60).await;
        assert_eq!(till.look(&id).await["state"], "FAILED");
        let again = till.pay("key-3", &reference, 5_000).await;
        assert_eq!(again["payment"]["state"], "STARTED", "{again:#}");
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn a_payment_is_cancelled_only_where_nothing_moved() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (one, two) = (till.notice(1, 5_000).await, till.notice(2, 6_000).await);
        let first = till.pay("key-1", &one, 5_000).await;
        let id = first["payment"]["id"].as_str().expect("an id").to_owned();
        let cancelled = till.run("cancel_payment", json!({ "id": id })).await;
        assert_eq!(cancelled["state"], "CANCELLED", "{cancelled:#}");
        assert_eq!(till.truly_captured(), 0);

        // The payer was quicker than the one who cancels: the provider's word counts.
        let second = till.pay("key-2", &two, 6_000).await;
        let page = second["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Approve).expect("the payer can approve");
        let id = second["payment"]["id"].as_str().expect("an id").to_owned();
        let cancelled = till.run("cancel_payment", json!({ "id": id })).await;
        assert!(["SUCCESS", "SUBMITTED"].contains(&cancelled["state"].as_str().unwrap_or_default()), "{cancelled:#}");
        till.let_pass(5).await;
        assert_eq!(till.look(&id).await["state"], "SUCCESS");
        assert_eq!((till.booked().await, till.truly_captured()), (6_000, 6_000));
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn mobile_money_is_paid_by_asking_alone() {
    each_database(async |fresh| {
        // No notice ever arrives: its address is nobody's.
        let till = Till::open(fresh, Plan::kind(7)).await;
        let reference = till.notice(1, 70_000).await;
        let mut input = super::pay_input("key-1", &reference, 70_000);
        input["rail"] = json!("MOBILE_MONEY");
        let missing = till.run("pay", json!({ "input": input })).await;
        assert_eq!(missing["code"], "PAYMENT_PHONE_INVALID");
        input["phone"] = json!("+254700000001");
        let paid = till.run("pay", json!({ "input": input })).await;
        assert_eq!(paid["payment"]["state"], "SUBMITTED", "{paid:#}");
        assert_eq!(paid["payment"]["doNotPayAgain"], true);
        for _ in 0..4 {
            till.let_pass(10).await;
        }
        let id = paid["payment"]["id"].as_str().expect("an id").to_owned();
        assert_eq!(till.look(&id).await["state"], "SUCCESS");
        assert_eq!((till.booked().await, till.truly_captured()), (70_000, 70_000));
        till.assert_in_order().await;
    })
    .await;
}
