//! Claims for repayment: on a ground that is proved, all lines or none, decided by a day that the trader is told. Rows PAY-M13, PAY-N8.

use fingertip::{identity::Subject, platform::database};
use futures_util::future::join_all;
use jiff::SignedDuration;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use simulator::{Deed, Kind, Plan};

use super::{Paid, Till, pay_input};
use crate::{
    account::{Office, kes},
    identity::strong_sign_in,
    mandate::{IMPORTER, Person, act, alerts, ask, person, refreshed},
    support::{
        database::{Fresh, each_database},
        phone::receive,
    },
};

const DAY: u32 = 24;
const DUE: SignedDuration = SignedDuration::from_hours(30 * 24);

fn xts(minor: i64) -> Value {
    json!({ "amount": format!("{}.{:02}", minor / 100, minor % 100), "currency": "XTS" })
}

/// What of a payment is claimed: so much of what is left.
fn line(payment: &str, (minor, left): (i64, i64)) -> Value {
    json!({ "payment": payment, "amount": xts(minor), "amountAvailable": xts(left), "source": "CHARGES" })
}

/// A claim that the tariff code was wrong, with the invoice that shows it.
fn claim(key: &str, lines: &[Value]) -> Value {
    json!({ "input": {
        "key": key, "ground": "CLASSIFICATION", "explanation": "green coffee, not roasted", "lines": lines,
        "evidence": [{ "kind": "380", "reference": "INV-7" }],
    } })
}

/// A till, a trader with a phone, and two finance approvers.
struct Counter {
    till: Till,
    importer: Person,
    approvers: [Subject; 2],
}

impl Counter {
    async fn open(fresh: &Fresh) -> Counter {
        let till = Till::open(fresh, Plan::default()).await;
        let importer = person(&till.app, IMPORTER).await;
        let approvers = [till.approver().await, till.approver().await];
        Counter { till, importer, approvers }
    }

    fn trader(&self) -> Subject {
        Subject::Person(self.importer.id)
    }

    async fn paid(&self, number: u32, minor: i64) -> Paid {
        self.till.captured(self.trader(), number, minor).await
    }

    async fn claims(&self, input: Value) -> Value {
        self.till.by(self.trader(), "claim_repayment", input).await
    }

    /// Reads a claim as its trader.
    async fn look(&self, id: &Value) -> Value {
        self.till.by(self.trader(), "repayment_claim", json!({ "id": id })).await
    }

    async fn adds(&self, id: &Value, documents: Value) -> Value {
        let input = json!({ "input": { "claim": id, "evidence": documents } });
        self.till.by(self.trader(), "add_claim_evidence", input).await
    }

    async fn withdraws(&self, id: &Value) -> Value {
        self.till.by(self.trader(), "withdraw_claim", json!({ "id": id })).await
    }

    /// Asks for a certificate of origin as the first approver, who saw `version`.
    async fn asks(&self, id: &Value, version: i64) -> Value {
        let input = json!({ "claim": id, "version": version, "kinds": ["861"], "note": "which origin has it?" });
        self.till.by(self.approvers[0], "ask_for_evidence", json!({ "input": input })).await
    }

    /// Names the claims of a queue.
    async fn queue(&self, queue: &str) -> Vec<Value> {
        let page = self.till.by(self.approvers[0], "repayment_claims", json!({ "queue": queue, "first": 10 })).await;
        page["nodes"].as_array().expect("a list").iter().map(|node| node["claim"]["id"].clone()).collect()
    }

    /// Lets so many hours pass, for us and for the provider, and returns how much the janitor found to be over.
    async fn later(&self, hours: u32) -> usize {
        self.till.app.clock.advance(jiff::Span::new().hours(i64::from(hours)));
        self.till.simulator.advance(hours * 3_600).expect("a step forward");
        let (_, janitor) = self.till.hands();
        janitor.close(self.till.app.now()).await.expect("a database")
    }

    /// Approves a repayment by both approvers, and returns what the second got.
    async fn approves(&self, repayment: &Value) -> Value {
        let approve = json!({ "input": { "id": repayment, "version": 1 } });
        let first = self.till.by(self.approvers[0], "approve_repayment", approve.clone()).await;
        assert_eq!(first["waitsForAnother"], true, "{first:#}");
        self.till.by(self.approvers[1], "approve_repayment", approve).await
    }
}

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
async fn a_question_stops_the_clock_an_answer_lets_it_go_on_and_what_is_overdue_is_told_once() {
    each_database(async |fresh| {
        let counter = Counter::open(fresh).await;
        let paid = counter.paid(1, 1_000).await;
        let claimed = counter.claims(claim("k", &[line(&paid.id, (1_000, 1_000))])).await;
        let id = claimed["claim"]["id"].clone();
        let lodged = counter.till.app.now();
        alerts(&counter.till.app).await;

        assert_eq!(counter.later(10 * DAY).await, 0);
        assert_eq!(counter.asks(&id, 2).await["code"], "CHANGED_SINCE_SEEN");
        let asked = counter.asks(&id, 1).await;
        assert_eq!(
            (&asked["claim"]["state"], &asked["claim"]["version"]),
            (&json!("WAITING_FOR_TRADER"), &json!(2)),
            "{asked:#}"
        );
        assert_eq!(alerts(&counter.till.app).await, 1, "its trader is told");
        let twice = counter.asks(&id, 2).await;
        assert_eq!(
            (&twice["code"], &twice["facts"][0]["value"]),
            (&json!("CLAIM_STATE"), &json!("waiting-for-trader")),
            "{twice:#}"
        );
        let seen = counter.look(&id).await;
        assert_eq!(
            (&seen["state"], &seen["dueAt"], &seen["question"]["note"], &seen["question"]["kinds"]),
            (&json!("WAITING_FOR_TRADER"), &Value::Null, &json!("which origin has it?"), &json!(["861"])),
            "{seen:#}"
        );
        assert_eq!(counter.later(40 * DAY).await, 0, "it stands still");
        assert_eq!((counter.queue("WAITING_FOR_TRADER").await, counter.queue("OVERDUE").await), (vec![id.clone()], Vec::new()));
        assert_eq!(counter.queue("TO_DECIDE").await, Vec::<Value>::new());

        let same = counter.adds(&id, json!([{ "kind": "380", "reference": "INV-7" }])).await;
        assert_eq!((&same["state"], &same["version"]), (&json!("WAITING_FOR_TRADER"), &json!(2)), "nothing new: {same:#}");
        let origin = json!([{ "kind": "861", "reference": "CO-1", "sha256": "AB".repeat(32) }]);
        let due = (lodged + DUE + SignedDuration::from_hours(40 * 24)).to_string();
        for _ in 0..2 {
            let added = counter.adds(&id, origin.clone()).await;
            assert_eq!(
                (&added["state"], &added["dueAt"], &added["version"], &added["question"]),
                (&json!("LODGED"), &json!(due), &json!(3), &Value::Null),
                "{added:#}"
            );
            assert_eq!(added["evidence"][1]["sha256"], json!("ab".repeat(32)), "{added:#}");
        }

        // Twenty days are left, and nobody decides.
        assert_eq!(counter.later(20 * DAY - 1).await, 0);
        let (one, other) = {
            counter.till.app.clock.advance(jiff::Span::new().hours(1));
            let ((_, one), (_, other)) = (counter.till.hands(), counter.till.hands());
            let now = counter.till.app.now();
            let (one, other) = futures_util::future::join(one.close(now), other.close(now)).await;
            (one.expect("a database"), other.expect("a database"))
        };
        assert_eq!(one + other, 1, "whoever looks");
        assert_eq!(counter.later(DAY).await, 0, "once");
        assert_eq!(alerts(&counter.till.app).await, 1, "its trader is told");
        assert_eq!(fresh.number("select count(*) from audit_entry where action = 'claim.overdue'").await, 1);
        assert_eq!(counter.queue("OVERDUE").await, vec![id.clone()]);
        let seen = counter.look(&id).await;
        assert_eq!((&seen["state"], &seen["isOverdue"]), (&json!("LODGED"), &json!(true)), "{seen:#}");

        // It is refused with a reason, which its trader reads with where to appeal.
        let reject = |reason: Value| json!({ "input": { "id": seen["repayments"][0]["id"], "version": 1, "reason": reason } });
        for reason in [Value::Null, json!("WITHDRAWN")] {
            let refused = counter.till.by(counter.approvers[0], "reject_repayment", reject(reason)).await;
            assert_eq!(refused["code"], "REPAYMENT_REJECTION_UNREASONED", "{refused:#}");
        }
        let rejected = counter.till.by(counter.approvers[0], "reject_repayment", reject(json!("NOT_PROVED"))).await;
        assert_eq!(rejected["repayment"]["state"], "REJECTED", "{rejected:#}");
        let seen = counter.look(&id).await;
        let rejection = &seen["repayments"][0]["rejection"];
        assert_eq!(
            (&seen["state"], &seen["isOverdue"], &rejection["reason"]),
            (&json!("DECIDED"), &json!(false), &json!("NOT_PROVED")),
            "{seen:#}"
        );
        assert!(rejection["text"].as_str().is_some_and(|text| text.contains("documents")), "{seen:#}");
        assert!(rejection["appeal"].as_str().is_some_and(|text| text.contains("appeal")), "{seen:#}");
        assert_eq!(counter.queue("OVERDUE").await, Vec::<Value>::new());
        assert_eq!(counter.asks(&id, 3).await["code"], "CLAIM_STATE");
        assert_eq!(counter.withdraws(&id).await["code"], "CLAIM_STATE");
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

#[derive(sea_orm::FromQueryResult)]
struct Named {
    id: String,
}

#[tokio::test]
async fn what_a_guarantee_paid_is_claimed_by_its_holder_and_paid_by_the_bank_that_officers_name() {
    each_database(async |fresh| {
        let office = Office::open(fresh).await;
        let guarantee = office.opened("CASH_GUARANTEE", None).await;
        office.bank_lists(1, [0, 50_000], &guarantee).await;
        let notice = office.demand(1, 15_000).await;
        let reserve = json!({ "key": "g", "account": guarantee, "secures": "SAD 2026 C 1", "amount": kes("150.00") });
        let reserved = office.till.by(office.till.cashier, "reserve_guarantee", json!({ "input": reserve })).await;
        let call = json!({ "key": "c", "reservation": reserved["reservation"]["id"], "amount": kes("150.00"), "notice": notice });
        office.till.by(office.till.cashier, "call_guarantee", json!({ "input": call })).await;
        let found: Vec<Named> =
            database::rows(fresh.database.connection(), "select id from payment", []).await.expect("a database");
        let payment = &found[0].id;

        let holder = Subject::Person(office.importer.id);
        let draft = office.till.by(holder, "repayment_claim_draft", json!({ "payment": payment })).await;
        assert_eq!(draft["lines"][0]["grounds"][0]["ground"], "PREFERENCE_PROOF", "{draft:#}");
        assert_eq!(draft["lines"][0]["amountAvailable"], kes("150.00"), "{draft:#}");
        let stranger = strong_sign_in(&office.till.app).await.subject;
        assert_eq!(office.till.by(stranger, "repayment_claim_draft", json!({ "payment": payment })).await, Value::Null);
        let input = json!({ "input": {
            "key": "k", "ground": "PREFERENCE_PROOF", "explanation": "the certificate came by post",
            "lines": [{ "payment": payment, "amount": kes("150.00"), "amountAvailable": kes("150.00"), "source": "CHARGES" }],
            "evidence": [{ "kind": "954", "reference": "EUR1-88" }],
        } });
        assert_eq!(office.till.by(stranger, "claim_repayment", input.clone()).await["code"], "PAYMENT_UNKNOWN");
        let claimed = office.till.by(holder, "claim_repayment", input).await;
        assert_eq!((&claimed["claim"]["kind"], &claimed["claim"]["state"]), (&json!("SECURITY"), &json!("LODGED")), "{claimed:#}");

        // No provider took it: whoever agrees names the bank account that pays.
        let approve = |bank: Option<&str>| json!({ "input": { "id": claimed["claim"]["repayments"][0]["id"], "version": 1, "bank": bank } });
        let [one, two] = office.approvers;
        let queue = office.till.by(one, "repayments", json!({})).await;
        assert_eq!((&queue[0]["paysBank"], &queue[0]["paysProvider"]), (&Value::Null, &Value::Null), "{queue:#}");
        assert_eq!(office.till.by(one, "approve_repayment", approve(None)).await["code"], "PAYMENT_RAIL_UNAVAILABLE");
        assert_eq!(office.till.by(one, "approve_repayment", approve(Some("ZZ00TREASURY01"))).await["waitsForAnother"], true);
        let approved = office.till.by(two, "approve_repayment", approve(Some("ZZ00TREASURY01"))).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "SUBMITTED", "{approved:#}");
        let version = approved["repayment"]["repayment"]["version"].clone();
        let settle = json!({ "input": { "id": claimed["claim"]["repayments"][0]["id"], "version": version, "wasPaid": true } });
        assert_eq!(office.till.by(one, "settle_repayment", settle).await["repayment"]["state"], "SUCCEEDED");
        let seen = office.till.by(holder, "repayment_claim", json!({ "id": claimed["claim"]["id"] })).await;
        assert_eq!(seen["state"], "PAID", "{seen:#}");
        office.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn a_claim_of_whoever_is_forgotten_stays_under_a_pseudonym_and_is_decided() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let mut importer = person(&till.app, IMPORTER).await;
        let reference = till.notice(1, 1_000).await;
        let paid = act(&till.app, &importer, "pay", pay_input("p", &reference, 1_000)).await;
        let id = paid["payment"]["id"].as_str().unwrap_or_else(|| panic!("{paid:#}")).to_owned();
        let page = paid["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Approve).expect("the payer can approve");
        till.let_pass(1).await;
        let claimed =
            act(&till.app, &importer, "claim_repayment", claim("k", &[line(&id, (1_000, 1_000))])["input"].clone()).await;
        assert_eq!(claimed["claim"]["state"], "LODGED", "{claimed:#}");
        let held = ask(&till.app, &importer.token, "export_my_data", json!({})).await;
        let held: Value = serde_json::from_str(held["exportMyData"]["document"].as_str().expect("a document")).expect("JSON");
        let part = &held["repaymentClaims"][0];
        assert_eq!((&part["state"], &part["documents"][0]["reference"]), (&json!("lodged"), &json!("INV-7")), "{held:#}");

        till.app.clock.advance(jiff::Span::new().hours(2));
        importer.token = refreshed(&till.app, &importer).await;
        let code = receive(&till.app, &importer.device, importer.phone, "ERASE").await;
        let erased = act(&till.app, &importer, "erase_me", json!({ "code": code })).await;
        assert_eq!(erased["__typename"], "MeErased", "{erased:#}");
        assert_eq!(fresh.number("select count(*) from payment_claim where claimant like 'person:%'").await, 1);

        // Its time passes: officers see it, and nobody is left to be told.
        let approvers = [till.approver().await, till.approver().await];
        till.app.clock.advance(jiff::Span::new().hours(31 * 24));
        let (_, janitor) = till.hands();
        assert_eq!(janitor.close(till.app.now()).await.expect("a database"), 1);
        assert_eq!(alerts(&till.app).await, 0);
        let overdue = till.by(approvers[0], "repayment_claims", json!({ "queue": "OVERDUE" })).await;
        assert_eq!(overdue["nodes"][0]["claim"]["id"], claimed["claim"]["id"], "{overdue:#}");
        let approve = json!({ "input": { "id": claimed["claim"]["repayments"][0]["id"], "version": 1 } });
        till.simulator.advance(31 * 24 * 3_600).expect("a step forward");
        till.by(approvers[0], "approve_repayment", approve.clone()).await;
        let approved = till.by(approvers[1], "approve_repayment", approve).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "SUCCEEDED", "{approved:#}");
        till.assert_in_order().await;
    })
    .await;
}
