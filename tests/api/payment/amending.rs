//! Notices whose assessment changed after they were issued. Rows LED-02 to LED-04, MON-07, INV-08.

use serde_json::{Value, json};
use simulator::{Deed, Kind, Plan};

use super::{Till, back, notice, pay_input};
use crate::{identity::strong_sign_in, support::database::each_database};

/// A later version of a notice.
fn version(mut notice: Value, version: u32, reason: &str) -> Value {
    notice["version"] = json!(version);
    notice["reason"] = json!(reason);
    notice
}

#[tokio::test]
async fn a_payer_reads_an_amended_notice_again_and_pays_what_is_demanded_now() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let reference = till.notice(1, 1_000).await;
        let early = till.issue(json!([version(notice(1, 1_000), 3, "x")])).await;
        assert_eq!((&early["code"], &early["facts"][0]["value"]), (&json!("NOTICE_VERSION_NOT_NEXT"), &json!("1")), "{early:#}");
        let nothing_before = till.issue(json!([version(notice(7, 1_000), 2, "x")])).await;
        assert_eq!(nothing_before["facts"][0]["value"], "0", "{nothing_before:#}");
        let mut other = version(notice(1, 1_100), 2, "x");
        other["charges"][0]["kind"] = json!("EXCISE");
        assert_eq!(till.issue(json!([other])).await["code"], "NOTICE_INVALID", "what was a duty becomes no excise");
        let mut elsewhere = version(notice(1, 1_100), 2, "x");
        elsewhere["declaration"] = json!("SAD 2026 C 99");
        assert_eq!(till.issue(json!([elsewhere])).await["code"], "NOTICE_ISSUED_OTHERWISE");

        let second = version(notice(1, 1_100), 2, "The invoice was in another currency");
        let amended = till.issue(json!([second.clone()])).await;
        assert_eq!(
            (&amended["notices"][0]["version"], &amended["notices"][0]["reference"]),
            (&json!(2), &json!(reference)),
            "{amended:#}"
        );
        for again in [notice(1, 1_000), second] {
            assert_eq!(till.issue(json!([again])).await["notices"][0]["version"], 2, "each version is issued once");
        }
        assert_eq!(till.issue(json!([version(notice(1, 1_200), 2, "x")])).await["code"], "NOTICE_ISSUED_OTHERWISE");

        // What the payer saw is no more; they read what it became, and why.
        let stale = till.pay("a", &reference, 1_000).await;
        assert_eq!((&stale["code"], &stale["facts"][0]["value"]), (&json!("NOTICE_CHANGED"), &json!("2")), "{stale:#}");
        let seen = till.run("payment_notice", json!({ "reference": reference })).await;
        let versions = &seen["versions"];
        assert_eq!(
            (&versions[0]["total"]["amount"], &versions[1]["total"]["amount"]),
            (&json!("11.00"), &json!("10.00")),
            "{seen:#}"
        );
        assert_eq!(versions[0]["reason"], "The invoice was in another currency");
        let pay = |key: &str, version: u32, minor: i64| {
            let mut input = pay_input(key, &reference, minor);
            input["notices"][0]["version"] = json!(version);
            json!({ "input": input })
        };
        let paying = till.run("pay", pay("b", 2, 1_100)).await["payment"].clone();
        assert_eq!(paying["state"], "STARTED", "{paying:#}");
        let id = paying["id"].as_str().expect("an id").to_owned();
        let intent = paying["handover"]["page"].as_str().expect("a page").rsplit('/').next().expect("an id").to_owned();
        assert_eq!(till.look(&id).await["hasNoticeChanged"], false);

        // It is amended while its payer looks at the page of the provider: nothing is taken of what is no more.
        till.issue(json!([version(notice(1, 900), 3, "The weight was wrong")])).await;
        assert_eq!(till.look(&id).await["hasNoticeChanged"], true);
        till.let_pass(1).await;
        assert_eq!(till.look(&id).await["state"], "CANCELLED");
        assert!(till.simulator.payer(&intent, Deed::Approve).is_err(), "the provider was told");
        let paying = till.run("pay", pay("c", 3, 900)).await["payment"].clone();
        let page = paying["handover"]["page"].as_str().unwrap_or_else(|| panic!("{paying:#}")).to_owned();
        till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Approve).expect("the payer can approve");
        till.let_pass(1).await;
        assert_eq!(till.look(paying["id"].as_str().expect("an id")).await["state"], "SUCCESS");
        assert_eq!((till.truly_captured(), till.credits(1100).await, till.credits(2300).await), (900, 0, 0));
        assert_eq!((till.credits(2110).await, till.credits(2120).await), (300, 600));
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn what_an_amendment_takes_back_is_owed_to_whoever_paid_it_and_two_officers_pay_it() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (trader, one, two) = (strong_sign_in(&till.app).await.subject, till.approver().await, till.approver().await);
        let paid = till.captured(trader, 1, 1_500).await;

        // A payer asked for some of it: officers decide about that first.
        let asked = till.by(trader, "request_repayment", back("a", &paid, (100, 1_500), "CHARGES")).await;
        let down = version(notice(1, 900), 2, "Valued too high");
        let undecided = till.issue(json!([down.clone()])).await;
        assert_eq!(undecided["code"], "NOTICE_BEING_REPAID", "{undecided:#}");
        let reject = |id: &Value| json!({ "input": { "id": id, "version": 1 } });
        till.by(one, "reject_repayment", reject(&asked["repayment"]["id"])).await;

        let amended = till.issue(json!([down])).await;
        assert_eq!(
            (&amended["notices"][0]["state"], &amended["notices"][0]["total"]["amount"]),
            (&json!("PAID"), &json!("9.00")),
            "{amended:#}"
        );
        assert_eq!((till.credits(2400).await, till.credits(2110).await, till.credits(2120).await), (600, 300, 600));
        till.assert_in_order().await;
        let seen = till.look(&paid.id).await;
        assert_eq!(seen["repayable"][0]["left"]["amount"], "9.00", "it is not asked back twice: {seen:#}");
        let queue = till.by(one, "repayments", json!({})).await;
        let owed = &queue[0];
        assert_eq!((&owed["requestedBy"], &owed["reason"]), (&json!("customs-system"), &json!("Valued too high")), "{queue:#}");
        let id = owed["repayment"]["id"].clone();
        assert_eq!(till.by(one, "reject_repayment", reject(&id)).await["code"], "REPAYMENT_OWED");
        let approve = json!({ "input": { "id": id, "version": 1 } });
        assert_eq!(till.by(one, "approve_repayment", approve.clone()).await["waitsForAnother"], true);
        assert_eq!(till.by(one, "approve_repayment", approve.clone()).await["code"], "ANOTHER_PERSON_REQUIRED");
        let approved = till.by(two, "approve_repayment", approve).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "SUCCEEDED", "{approved:#}");
        assert_eq!((till.truly(Kind::Refunded), till.credits(2400).await, till.credits(1200).await), (600, 0, -900));
        let seen = till.look(&paid.id).await;
        let repayments = seen["repayments"].as_array().expect("a list");
        let done = repayments.iter().find(|one| one["state"] == "SUCCEEDED").expect("it was paid");
        let note = &done["creditNotes"][0];
        assert_eq!(note["total"]["amount"], "6.00", "{seen:#}");

        // Up again: it is owed, and goods that were released are told of.
        till.issue(json!([version(notice(1, 1_200), 3, "Valued again")])).await;
        let open = till.run("payment_notice", json!({ "reference": paid.reference })).await;
        assert_eq!((&open["state"], &open["owed"]["amount"]), (&json!("REOPENED"), &json!("3.00")), "{open:#}");
        let events = till.by(till.cashier, "customs_events", json!({ "after": "0", "first": 50 })).await;
        let kinds: Vec<&str> =
            events["nodes"].as_array().expect("a list").iter().map(|event| event["kind"].as_str().expect("a kind")).collect();
        assert_eq!(kinds, ["PAID", "RELEASABLE", "REOPENED"], "{events:#}");

        // It demands nothing any more: all that is left of the payment goes back.
        let mut gone = version(notice(1, 900), 4, "The declaration was withdrawn");
        gone["charges"] = json!([]);
        let gone = till.issue(json!([gone])).await;
        assert_eq!(
            (&gone["notices"][0]["state"], &gone["notices"][0]["total"]["amount"]),
            (&json!("CANCELLED"), &json!("0.00")),
            "{gone:#}"
        );
        assert_eq!((till.credits(2400).await, till.credits(1100).await, till.credits(2110).await), (900, 0, 0));
        assert_eq!(till.look(&paid.id).await["repayable"], json!([]));
        till.assert_in_order().await;
    })
    .await;
}
