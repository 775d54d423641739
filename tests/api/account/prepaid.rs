//! Money in advance: opened by two, filled by a bank, drawn by its holder and under a mandate, never below zero.

use futures_util::future::join_all;
use serde_json::json;

use super::{Office, draw, draw_input, kes};
use crate::{
    mandate::{BROKER, COUSIN, act, alerts, mandate, person, refreshed},
    support::database::each_database,
};

#[tokio::test]
async fn two_officers_open_an_account_a_bank_fills_it_and_notices_are_paid_from_it() {
    each_database(async |fresh| {
        let mut office = Office::open(fresh).await;
        let proposed = office.propose("PREPAYMENT", None).await;
        let reference = proposed["account"]["reference"].as_str().unwrap_or_else(|| panic!("{proposed:#}")).to_owned();
        let alone = json!({ "input": { "proposal": proposed["id"], "agrees": true } });
        let alone = office.till.by(office.approvers[0], "decide_account_change", alone).await;
        assert_eq!(alone["code"], "ANOTHER_PERSON_REQUIRED", "{alone:#}");
        let waiting = office.till.by(office.approvers[1], "account_proposals", json!({})).await;
        assert_eq!((&waiting[0]["change"], &waiting[0]["account"]["state"]), (&json!("OPEN"), &json!("PROPOSED")), "{waiting:#}");

        // What comes before it is open waits at the bank's line.
        office.bank_lists(1, [0, 100_000], &format!("TOP-UP {reference}")).await;
        assert_eq!(office.look(&reference).await["held"], kes("0.00"));
        assert_eq!(office.decide(&proposed, true).await["state"], "OPEN");
        assert_eq!(office.decide(&proposed, true).await["code"], "DECISION_UNKNOWN");
        let treasury = office.till.app.application.treasury();
        for _ in 0..3 {
            treasury.take_vouchers(office.till.app.now()).await.expect("a database");
        }
        assert_eq!(office.look(&reference).await["available"], kes("1000.00"));
        assert_eq!((office.till.credits(2200).await, office.till.credits(1300).await), (100_000, -100_000));
        let compared = treasury.compare(office.till.app.now()).await.expect("a database");
        assert_eq!((compared.matched, compared.open, compared.is_explained), (1, 0, true), "the bank's line and ours agree");

        let first = office.demand(1, 40_000).await;
        let paid = draw(&office.till, &mut office.importer, &reference, ("a", &first, 40_000)).await;
        assert_eq!((&paid["payment"]["state"], &paid["isReplay"]), (&json!("SUCCESS"), &json!(false)), "{paid:#}");
        let again = draw(&office.till, &mut office.importer, &reference, ("a", &first, 40_000)).await;
        assert_eq!((&again["payment"]["id"], &again["isReplay"]), (&paid["payment"]["id"], &json!(true)), "{again:#}");
        let receipts = office.till.run("receipts", json!({ "payment": paid["payment"]["id"] })).await;
        assert_eq!(receipts.as_array().map(Vec::len), Some(1), "{receipts:#}");
        let told = office.till.by(office.till.cashier, "customs_events", json!({ "after": "0", "first": 50 })).await;
        assert_eq!((&told["nodes"][0]["kind"], &told["nodes"][1]["kind"]), (&json!("PAID"), &json!("RELEASABLE")), "{told:#}");
        let twice = draw(&office.till, &mut office.importer, &reference, ("b", &first, 40_000)).await;
        assert_eq!(twice["code"], "NOTICE_NOT_PAYABLE", "{twice:#}");
        let other = draw_input("00000000000000", ("a", &first, 40_000));
        office.importer.token = refreshed(&office.till.app, &office.importer).await;
        let other = act(&office.till.app, &office.importer, "pay", other).await;
        assert_eq!(other["code"], "ACCOUNT_UNKNOWN", "{other:#}");

        let second = office.demand(2, 60_001).await;
        let above = draw(&office.till, &mut office.importer, &reference, ("c", &second, 60_001)).await;
        assert_eq!(
            (&above["code"], &above["facts"][0]["value"]),
            (&json!("ACCOUNT_AVAILABLE"), &json!("KES 600.00")),
            "{above:#}"
        );

        let account = office.look(&reference).await;
        let lines = account["statement"]["nodes"].as_array().expect("lines").clone();
        let events: Vec<_> = lines.iter().map(|line| line["event"].as_str().expect("a word")).collect();
        assert_eq!(events, ["DRAW", "TOP_UP", "OPEN", "PROPOSE"], "the newest first");
        assert_eq!((&lines[0]["held"], &lines[0]["moved"]), (&kes("600.00"), &kes("400.00")));
        assert_eq!((&lines[1]["available"], &lines[0]["payment"]), (&kes("1000.00"), &paid["payment"]["id"]));
        assert!(lines[0]["entry"].is_string() && lines[1]["entry"].is_string(), "{lines:#?}");
        office.assert_in_order().await;

        // What was drawn and is owed back is paid by a bank account of the treasury, which an officer names.
        let ten = kes("10.00");
        let back = |key: &str, bank: Option<&str>| {
            json!({ "input": {
                "key": key, "payment": paid["payment"]["id"], "amount": ten, "amountAvailable": kes("400.00"), "source": "CHARGES",
                "reason": "assessed too high", "bank": bank,
            } })
        };
        let unnamed = office.till.by(office.approvers[0], "request_repayment", back("r", None)).await;
        assert_eq!(unnamed["repayment"]["state"], "REQUESTED", "{unnamed:#}");
        let no_bank = json!({ "input": { "id": unnamed["repayment"]["id"], "version": 1 } });
        let refused = office.till.by(office.approvers[1], "approve_repayment", no_bank).await;
        assert_eq!(refused["code"], "PAYMENT_RAIL_UNAVAILABLE", "{refused:#}");
        let rejection = json!({ "input": { "id": unnamed["repayment"]["id"], "version": 1 } });
        let rejected = office.till.by(office.approvers[1], "reject_repayment", rejection).await;
        assert_eq!(rejected["repayment"]["state"], "REJECTED", "{rejected:#}");
        let asked = office.till.by(office.approvers[0], "request_repayment", back("s", Some("ZZ00TREASURY01"))).await;
        assert_eq!(asked["repayment"]["state"], "REQUESTED", "{asked:#}");
        let approval = json!({ "input": { "id": asked["repayment"]["id"], "version": 1 } });
        let approved = office.till.by(office.approvers[1], "approve_repayment", approval).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "SUBMITTED", "{approved:#}");
        office.assert_in_order().await;

        let stopped = office.change(&reference, "SUSPEND", None).await;
        assert_eq!(stopped["state"], "SUSPENDED", "{stopped:#}");
        let third = office.demand(3, 100).await;
        let refused = draw(&office.till, &mut office.importer, &reference, ("d", &third, 100)).await;
        assert_eq!(refused["code"], "ACCOUNT_STATE", "{refused:#}");
        office.bank_lists(2, [100_000, 5_000], &reference).await;
        assert_eq!(office.look(&reference).await["held"], kes("650.00"), "what comes in is taken in");
        let ended = office.change(&reference, "CLOSE", None).await;
        assert_eq!(ended["code"], "ACCOUNT_NOT_EMPTY", "{ended:#}");
        office.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_left_is_given_back_by_two_officers_and_the_bank_lists_it() {
    each_database(async |fresh| {
        let mut office = Office::open(fresh).await;
        let reference = office.opened("PREPAYMENT", None).await;
        office.bank_lists(1, [0, 100_000], &reference).await;
        let give_back = |amount: &str, bank: Option<&str>| {
            json!({ "input": {
                "reference": reference, "change": "GIVE_BACK", "amount": kes(amount), "bank": bank, "reason": "to the account that paid it in",
            } })
        };
        for (amount, bank, code, fact) in [
            ("1000.01", Some("ZZ00TREASURY01"), "ACCOUNT_AVAILABLE", "KES 1000.00"),
            ("1000.00", None, "ACCOUNT_TERMS", "bank"),
            ("1000.00", Some("\u{7}"), "ACCOUNT_TERMS", "bank"),
        ] {
            let refused = office.till.by(office.approvers[0], "propose_account_change", give_back(amount, bank)).await;
            assert_eq!((&refused["code"], &refused["facts"][0]["value"]), (&json!(code), &json!(fact)), "{refused:#}");
        }
        let proposed = office.till.by(office.approvers[0], "propose_account_change", give_back("900.00", Some("ZZ00TREASURY01"))).await;
        assert_eq!((&proposed["amount"], &proposed["bank"]), (&kes("900.00"), &json!("ZZ00TREASURY01")), "{proposed:#}");
        let alone = json!({ "input": { "proposal": proposed["id"], "agrees": true } });
        let alone = office.till.by(office.approvers[0], "decide_account_change", alone).await;
        assert_eq!(alone["code"], "ANOTHER_PERSON_REQUIRED", "{alone:#}");

        // What is spent meanwhile is not there any more.
        let notice = office.demand(1, 40_000).await;
        draw(&office.till, &mut office.importer, &reference, ("a", &notice, 40_000)).await;
        let late = office.decide(&proposed, true).await;
        assert_eq!((&late["code"], &late["facts"][0]["value"]), (&json!("ACCOUNT_AVAILABLE"), &json!("KES 600.00")), "{late:#}");
        assert_eq!(office.decide(&proposed, false).await["state"], "OPEN");
        let proposed = office.till.by(office.approvers[0], "propose_account_change", give_back("600.00", Some("ZZ00TREASURY01"))).await;
        office.decide(&proposed, true).await;
        let seen = office.look(&reference).await;
        let line = &seen["statement"]["nodes"][0];
        assert_eq!((&seen["held"], &line["event"], &line["moved"]), (&kes("0.00"), &json!("GIVE_BACK"), &kes("600.00")), "{seen:#}");
        assert_eq!((office.till.credits(2200).await, office.till.credits(1300).await), (0, -40_000));
        office.assert_in_order().await;

        // The bank lists that it went out, under the reference of the account.
        office.bank_lists(2, [100_000, -60_000], &reference).await;
        let compared = office.till.app.application.treasury().compare(office.till.app.now()).await.expect("a database");
        assert_eq!((compared.matched, compared.open, compared.is_explained), (2, 0, true), "the bank's lines and ours agree");
        assert_eq!(office.change(&reference, "CLOSE", None).await["state"], "CLOSED");
    })
    .await;
}

#[tokio::test]
async fn a_broker_draws_within_their_mandate_and_nobody_else_learns_of_the_account() {
    each_database(async |fresh| {
        let mut office = Office::open(fresh).await;
        let mut broker = person(&office.till.app, BROKER).await;
        let mut stranger = person(&office.till.app, COUSIN).await;
        mandate(&office.till.app, &mut office.importer, &mut broker, None).await;
        alerts(&office.till.app).await;
        let reference = office.opened("PREPAYMENT", None).await;
        office.bank_lists(1, [0, 120_000], &reference).await;

        let first = office.demand(1, 70_000).await;
        let refused = draw(&office.till, &mut stranger, &reference, ("a", &first, 70_000)).await;
        assert_eq!(refused["code"], "ACCOUNT_UNKNOWN", "{refused:#}");
        let nobody = office.till.run("pay", json!({ "input": draw_input(&reference, ("a", &first, 70_000)) })).await;
        assert_eq!(nobody["code"], "ACCOUNT_UNKNOWN", "{nobody:#}");
        let paid = draw(&office.till, &mut broker, &reference, ("b", &first, 70_000)).await;
        assert_eq!(paid["payment"]["state"], "SUCCESS", "{paid:#}");
        assert_eq!(alerts(&office.till.app).await, 1, "the holder hears of it");
        assert!(office.till.app.carrier.newest_to("+999555020001").contains("STOP"));

        let large = office.demand(2, 100_001).await;
        let above = draw(&office.till, &mut broker, &reference, ("c", &large, 100_001)).await;
        assert_eq!(above["code"], "MANDATE_PAYMENT_CAP", "the mandate is asked before the balance is told: {above:#}");
        let second = office.demand(3, 60_000).await;
        let empty = draw(&office.till, &mut broker, &reference, ("d", &second, 60_000)).await;
        assert_eq!(empty["code"], "ACCOUNT_AVAILABLE", "{empty:#}");
        assert_eq!(alerts(&office.till.app).await, 0, "what was refused is no use of the mandate");
        let unseen = draw(&office.till, &mut stranger, &reference, ("d", &second, 60_000)).await;
        assert_eq!(unseen["code"], "ACCOUNT_UNKNOWN", "{unseen:#}");

        stranger.token = refreshed(&office.till.app, &stranger).await;
        let hidden = crate::mandate::ask(&office.till.app, &stranger.token, "account", json!({ "reference": reference })).await;
        assert!(hidden["account"].is_null(), "{hidden:#}");
        let acting = format!("select count(*) from payment where acting_for = 'person:{}'", office.importer.id);
        assert_eq!(fresh.number(&acting).await, 1);
        office.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn eight_who_draw_at_once_take_no_more_than_there_is() {
    each_database(async |fresh| {
        let mut office = Office::open(fresh).await;
        let reference = office.opened("PREPAYMENT", None).await;
        office.bank_lists(1, [0, 100_000], &reference).await;
        let mut demands = Vec::new();
        for number in 0..8 {
            demands.push(office.demand(number, 40_000).await);
        }
        office.importer.token = refreshed(&office.till.app, &office.importer).await;
        let (app, importer) = (&office.till.app, &office.importer);
        let drawing = demands.iter().enumerate().map(|(number, demand)| {
            act(app, importer, "pay", draw_input(&reference, (&format!("key-{number}"), demand, 40_000)))
        });
        let outcomes = join_all(drawing).await;
        let paid = outcomes.iter().filter(|outcome| outcome["payment"]["state"] == "SUCCESS").count();
        let refused = outcomes.iter().filter(|outcome| outcome["code"] == "ACCOUNT_AVAILABLE").count();
        assert_eq!((paid, refused), (2, 6), "{outcomes:#?}");

        // The same of one notice with one key, and with several.
        let last = office.demand(9, 15_000).await;
        office.importer.token = refreshed(&office.till.app, &office.importer).await;
        let (app, importer) = (&office.till.app, &office.importer);
        let same = (0..6).map(|number| {
            let key = if number < 3 { "one".to_owned() } else { format!("other-{number}") };
            let input = draw_input(&reference, (&key, &last, 15_000));
            async move { act(app, importer, "pay", input).await }
        });
        let outcomes = join_all(same).await;
        let ids: std::collections::BTreeSet<_> =
            outcomes.iter().filter_map(|outcome| outcome["payment"]["id"].as_str()).collect();
        assert_eq!(ids.len(), 1, "{outcomes:#?}");
        assert_eq!(office.look(&reference).await["held"], kes("50.00"));
        assert_eq!(fresh.number("select count(*) from payment where state = 'captured'").await, 3);
        office.assert_in_order().await;
    })
    .await;
}
