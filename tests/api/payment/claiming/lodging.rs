//! What traders do: claim, all lines or none, and take a claim back.

use futures_util::future::join_all;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use simulator::Kind;

use super::{Counter, DAY, DUE, claim, line, xts};
use crate::{identity::strong_sign_in, mandate::act, support::database::each_database};

#[tokio::test]
async fn a_claim_is_filled_in_lodged_once_and_paid_with_credit_notes() {
    each_database(async |fresh| {
        let counter = Counter::open(fresh).await;
        let (one, two) = (counter.paid(1, 1_000).await, counter.paid(2, 2_000).await);

        // The form is filled in, of the payment or of its receipt, for whoever paid.
        let draft = counter.till.by(counter.trader(), "repayment_claim_draft", json!({ "payment": one.id })).await;
        let drafted = &draft["lines"][0];
        assert_eq!((&draft["payment"], draft["lines"].as_array().map(Vec::len)), (&json!(one.id), Some(1)), "{draft:#}");
        assert_eq!(
            (&drafted["source"], &drafted["amountAvailable"], &drafted["amountMax"], &drafted["takesPhone"]),
            (&json!("CHARGES"), &xts(1_000), &xts(1_000), &json!(false)),
            "{draft:#}"
        );
        let tax = |at: usize| (drafted["taxes"][at]["kind"].clone(), drafted["taxes"][at]["left"].clone());
        assert_eq!((tax(0), tax(1)), ((json!("DUTY"), xts(333)), (json!("VAT"), xts(667))), "{draft:#}");
        assert_eq!(
            (&drafted["taxes"][0]["notice"], &drafted["taxes"][0]["agency"]),
            (&json!(one.reference), &json!("zz-customs"))
        );
        let first = json!({ "ground": "CLASSIFICATION", "kind": "OVERPAYMENT", "documents": [["380", "384", "935"]] });
        assert_eq!(drafted["grounds"][0], first, "{draft:#}");
        let receipts = counter.till.run("receipts", json!({ "payment": one.id })).await;
        let by_receipt = json!({ "receipt": receipts[0]["code"] });
        assert_eq!(counter.till.by(counter.trader(), "repayment_claim_draft", by_receipt).await, draft);
        let stranger = strong_sign_in(&counter.till.app).await.subject;
        assert_eq!(counter.till.by(stranger, "repayment_claim_draft", json!({ "payment": one.id })).await, Value::Null);

        // A ground takes its documents.
        let both = [line(&one.id, (400, 1_000)), line(&two.id, (2_000, 2_000))];
        let mut bare = claim("k", &both);
        (bare["input"]["ground"], bare["input"]["evidence"]) =
            (json!("PREFERENCE"), json!([{ "kind": "380", "reference": "INV-7" }]));
        let lacking = counter.claims(bare).await;
        assert_eq!(
            (&lacking["code"], &lacking["facts"][0]["value"]),
            (&json!("CLAIM_DOCUMENTS_MISSING"), &json!("861/862/864/865/954")),
            "{lacking:#}"
        );

        let claimed = counter.claims(claim("k", &both)).await;
        let id = claimed["claim"]["id"].clone();
        let due = (counter.till.app.now() + DUE).to_string();
        assert_eq!(
            (&claimed["isReplay"], &claimed["claim"]["state"], &claimed["claim"]["dueAt"], &claimed["claim"]["isOverdue"]),
            (&json!(false), &json!("LODGED"), &json!(due), &json!(false)),
            "{claimed:#}"
        );
        assert_eq!(claimed["claim"]["evidence"], json!([{ "kind": "380", "reference": "INV-7", "sha256": null }]));
        let again = counter.claims(claim("k", &both)).await;
        assert_eq!((&again["isReplay"], &again["claim"]["id"]), (&json!(true), &id), "{again:#}");
        let other = counter.claims(claim("k", &both[..1])).await;
        assert_eq!(other["code"], "IDEMPOTENCY_MISMATCH", "{other:#}");
        assert_eq!(fresh.number("select count(*) from payment_repayment").await, 2);
        let page = counter.till.by(counter.trader(), "my_claims", json!({})).await;
        assert_eq!((&page["nodes"][0]["id"], page["nodes"].as_array().map(Vec::len)), (&id, Some(1)), "{page:#}");

        // Officers see it, and decide about each line as about any repayment.
        let queued = counter.till.by(counter.approvers[0], "repayment_claims", json!({})).await;
        let node = &queued["nodes"][0];
        assert_eq!((&node["claim"]["id"], &node["claimant"]), (&id, &json!(counter.importer.id.to_string())), "{queued:#}");
        assert_eq!(node["repayments"][1]["payment"], json!(two.id), "{queued:#}");
        let repayments = claimed["claim"]["repayments"].clone();
        let paid = counter.approves(&repayments[0]["id"]).await;
        assert_eq!(paid["repayment"]["repayment"]["state"], "SUCCEEDED", "{paid:#}");
        assert_eq!(counter.look(&id).await["state"], "LODGED", "the other waits");
        assert_eq!(counter.withdraws(&id).await["code"], "CLAIM_APPROVED");
        counter.approves(&repayments[1]["id"]).await;
        let seen = counter.look(&id).await;
        assert_eq!((&seen["state"], &seen["dueAt"]), (&json!("PAID"), &Value::Null), "{seen:#}");
        for (at, minor) in [(0, 400), (1, 2_000)] {
            let notes = &seen["repayments"][at]["creditNotes"];
            assert_eq!((&notes[0]["total"], notes.as_array().map(Vec::len)), (&xts(minor), Some(1)), "{seen:#}");
        }
        let late = counter.adds(&id, json!([{ "kind": "861", "reference": "CO-1" }])).await;
        assert_eq!((&late["code"], &late["facts"][0]["value"]), (&json!("CLAIM_STATE"), &json!("paid")), "{late:#}");
        assert_eq!((counter.queue("TO_DECIDE").await, counter.queue("ALL").await), (Vec::new(), vec![id]));
        assert_eq!((counter.till.truly(Kind::Refunded), counter.till.credits(2400).await), (2_400, 0));
        assert_eq!(counter.later(31 * DAY).await, 0, "it was decided in time");
        assert_eq!(fresh.number("select count(*) from payment_claim where watch_at is not null").await, 0, "nobody looks again");
        counter.till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn all_lines_are_asked_for_or_none_and_nobody_claims_what_another_paid() {
    each_database(async |fresh| {
        let counter = Counter::open(fresh).await;
        let stranger = strong_sign_in(&counter.till.app).await.subject;
        let (one, two) = (counter.paid(1, 1_000).await, counter.paid(2, 2_000).await);
        let theirs = counter.till.captured(stranger, 3, 3_000).await;
        let (good, other) = (line(&one.id, (1_000, 1_000)), line(&two.id, (2_000, 2_000)));

        let only = std::slice::from_ref(&good);
        let mut wrong = vec![
            (claim("a", &[good.clone(), line(&theirs.id, (1, 3_000))]), "PAYMENT_UNKNOWN", "lines[2]"),
            (claim("b", &[good.clone(), line("rice", (1, 3_000))]), "PAYMENT_UNKNOWN", "lines[2]"),
            (claim("c", &[good.clone(), line(&two.id, (1, 1_999))]), "REPAYMENT_AVAILABLE_DIFFERS", "lines[2]"),
            (claim("d", &[line(&one.id, (1_001, 1_000)), other.clone()]), "REPAYMENT_TOO_MUCH", "lines[1]"),
            (claim("e", &[]), "CLAIM_LINES", "50"),
            (claim("f", &[good.clone(), good.clone()]), "CLAIM_LINES", "50"),
            (claim("g", &vec![good.clone(); 51]), "CLAIM_LINES", "50"),
        ];
        let mut nobodys = claim("h", only);
        (nobodys["input"]["ground"], nobodys["input"]["lines"][0]["source"]) = (json!("MANUAL_OVERRIDE"), json!("UNALLOCATED"));
        let mut told = claim("i", only);
        told["input"]["explanation"] = json!(" ");
        wrong.extend([(nobodys, "CLAIM_GROUND", ""), (told, "REPAYMENT_REASON_INVALID", "")]);
        let digest = "g".repeat(64);
        for (document, field) in [
            (json!({ "kind": "38a", "reference": "x" }), "documents[2].kind"),
            (json!({ "kind": "380", "reference": "" }), "documents[2].reference"),
            (json!({ "kind": "380", "reference": "4242 4242 4242 4242" }), "documents[2].reference"),
            (json!({ "kind": "380", "reference": "x", "sha256": digest }), "documents[2].sha256"),
        ] {
            let mut input = claim("j", only);
            input["input"]["evidence"] = json!([{ "kind": "380", "reference": "INV-7" }, document]);
            wrong.push((input, "CLAIM_DOCUMENT_INVALID", field));
        }
        let mut many = claim("l", only);
        many["input"]["evidence"] =
            (0..21).map(|number| json!({ "kind": "380", "reference": format!("INV-{number}") })).collect();
        wrong.push((many, "CLAIM_DOCUMENTS", "20"));
        for (input, code, fact) in wrong {
            let refused = counter.claims(input).await;
            let facts = refused["facts"].as_array().expect("facts");
            let is_told = fact.is_empty() || facts.iter().any(|one| one["value"] == fact);
            assert!(refused["code"] == code && is_told, "{code} {fact}: {refused:#}");
        }
        let kept = "select (select count(*) from payment_repayment) + (select count(*) from payment_claim)";
        assert_eq!(fresh.number(kept).await, 0, "nothing was asked for");

        // Two claims of the same payments in the two orders, many times at once: one of them is lodged, and nobody waits for ever.
        let claims = (0..12).map(|number| {
            let lines = if number % 2 == 0 { [good.clone(), other.clone()] } else { [other.clone(), good.clone()] };
            let claim = claim(&format!("race-{number}"), &lines)["input"].clone();
            act(&counter.till.app, &counter.importer, "claim_repayment", claim)
        });
        let answers = join_all(claims).await;
        let lodged: Vec<_> = answers.iter().filter(|answer| answer["claim"]["id"].is_string()).collect();
        assert_eq!(lodged.len(), 1, "{answers:#?}");
        assert!(answers.iter().all(|answer| answer["code"].is_null() || answer["code"] == "REPAYMENT_AVAILABLE_DIFFERS"));
        assert_eq!(fresh.number("select count(*) from payment_repayment").await, 2);
        let id = lodged[0]["claim"]["id"].clone();
        assert_eq!(counter.till.by(stranger, "repayment_claim", json!({ "id": id })).await, Value::Null);
        assert_eq!(counter.till.by(stranger, "my_claims", json!({})).await["nodes"], json!([]));
        assert_eq!(counter.till.by(stranger, "withdraw_claim", json!({ "id": id })).await["code"], "CLAIM_UNKNOWN");
        let evidence = json!({ "input": { "claim": id, "evidence": [{ "kind": "861", "reference": "CO-1" }] } });
        assert_eq!(counter.till.by(stranger, "add_claim_evidence", evidence).await["code"], "CLAIM_UNKNOWN");
        assert_eq!(counter.withdraws(&json!("rice")).await["code"], "CLAIM_UNKNOWN");
        counter.till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn a_claim_is_taken_back_before_anything_of_it_is_approved() {
    each_database(async |fresh| {
        let counter = Counter::open(fresh).await;
        let (one, two) = (counter.paid(1, 1_000).await, counter.paid(2, 2_000).await);
        let claimed = counter.claims(claim("k", &[line(&one.id, (500, 1_000)), line(&two.id, (500, 2_000))])).await;
        let id = claimed["claim"]["id"].clone();
        let approve = json!({ "input": { "id": claimed["claim"]["repayments"][1]["id"], "version": 1 } });
        assert_eq!(counter.till.by(counter.approvers[0], "approve_repayment", approve.clone()).await["waitsForAnother"], true);
        for _ in 0..2 {
            let withdrawn = counter.withdraws(&id).await;
            assert_eq!((&withdrawn["state"], &withdrawn["dueAt"]), (&json!("WITHDRAWN"), &Value::Null), "{withdrawn:#}");
            for repayment in withdrawn["repayments"].as_array().expect("a list") {
                let rejection = &repayment["rejection"];
                assert_eq!(
                    (&repayment["state"], &rejection["reason"], &rejection["appeal"]),
                    (&json!("REJECTED"), &json!("WITHDRAWN"), &Value::Null),
                    "{withdrawn:#}"
                );
            }
        }
        assert_eq!(fresh.number("select count(*) from payment_proposal where outcome = 'overtaken'").await, 1);
        assert_eq!(fresh.number("select count(*) from audit_entry where action = 'claim.withdrawn'").await, 1);
        assert_eq!(counter.till.by(counter.approvers[1], "approve_repayment", approve).await["code"], "CHANGED_SINCE_SEEN");
        assert_eq!(counter.till.look(&two.id).await["repayable"][0]["left"], xts(2_000), "all is left again");
        assert_eq!(counter.later(31 * DAY).await, 0);
        assert_eq!(counter.queue("TO_DECIDE").await, Vec::<Value>::new());
        let anew = counter.claims(claim("l", &[line(&one.id, (1_000, 1_000))])).await;
        assert_eq!(anew["claim"]["state"], "LODGED", "{anew:#}");
        let connection = fresh.database.connection();
        for wrong in [
            "delete from payment_claim",
            "update payment_claim set ground = 'duty-rate'",
            "update payment_claim set due_at = due_at - 1, watch_at = null",
            "update payment_claim set withdrawn_at = null",
            "update payment_claim set asked_at = 0",
            "delete from payment_claim_line",
            "update payment_claim_line set ordinal = 50",
            "insert into payment_claim_line select claim_id, 50, repayment_id from payment_claim_line limit 1",
        ] {
            assert!(connection.execute_unprepared(wrong).await.is_err(), "the database took: {wrong}");
        }
        counter.till.assert_in_order().await;
    })
    .await;
}
