//! The card shape: once for each key, money only by a payer's deed, and a log that adds up.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use simulator::{Deed, Kind};

use crate::Sim;

#[tokio::test]
async fn the_same_key_is_answered_once_for_a_day() {
    let sim = Sim::quiet();
    let form = [("amount", "1500"), ("currency", "eur")];
    let first = sim.card(Method::POST, "payment_intents", &form, Some("k")).await;
    let again = sim.card(Method::POST, "payment_intents", &form, Some("k")).await;
    assert_eq!((again.status, again.replayed, &again.body), (200, true, &first.body));
    let other = sim.card(Method::POST, "payment_intents", &[("amount", "1501"), ("currency", "eur")], Some("k")).await;
    assert_eq!((other.status, other.body["error"]["type"].as_str()), (400, Some("idempotency_error")));
    sim.simulator.advance(86_401).expect("the clock moves");
    let forgotten = sim.card(Method::POST, "payment_intents", &[("amount", "1501"), ("currency", "eur")], Some("k")).await;
    assert_eq!((forgotten.status, forgotten.replayed), (200, false));
}

#[tokio::test]
async fn what_fails_validation_is_not_kept_under_its_key() {
    let sim = Sim::quiet();
    let wrong = sim.card(Method::POST, "payment_intents", &[("amount", "x"), ("currency", "eur")], Some("k")).await;
    assert_eq!(wrong.status, 400);
    let right = sim.card(Method::POST, "payment_intents", &[("amount", "5"), ("currency", "eur")], Some("k")).await;
    assert_eq!(right.status, 200);
}

#[tokio::test]
async fn fifty_at_once_under_one_key_have_one_effect() {
    let sim = Sim::quiet();
    let form = [("amount", "1500"), ("currency", "eur")];
    let calls = (0..50).map(|_| sim.card(Method::POST, "payment_intents", &form, Some("k")));
    let told = join_all(calls).await;
    assert!(told.iter().all(|told| matches!(told.status, 200 | 409)));
    let all = sim.card(Method::GET, "payment_intents", &[], None).await;
    assert_eq!(all.body["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn money_moves_when_the_payer_approves_and_is_in_the_log() {
    let sim = Sim::quiet();
    let id = sim.intent("automatic", "a1").await;
    sim.simulator.payer(&id, Deed::Challenge).expect("a deed");
    let asked = sim.card(Method::GET, &format!("payment_intents/{id}"), &[], None).await;
    assert_eq!(asked.body["status"], "requires_action");
    sim.simulator.payer(&id, Deed::Approve).expect("a deed");
    let paid = sim.card(Method::GET, &format!("payment_intents/{id}"), &[], None).await;
    assert_eq!((paid.body["status"].as_str(), paid.body["amount_received"].as_i64()), (Some("succeeded"), Some(1_500)));
    let truth: Vec<_> = sim.simulator.truth().into_iter().map(|entry| (entry.kind, entry.amount, entry.balance)).collect();
    assert_eq!(truth, [(Kind::Authorised, 1_500, 0), (Kind::Captured, 1_500, 1_500), (Kind::Fee, 43, -43)]);
    assert!(sim.simulator.payer(&id, Deed::Approve).is_err(), "it is paid once");
}

#[tokio::test]
async fn part_of_what_is_held_is_taken_and_the_rest_let_go() {
    let sim = Sim::quiet();
    let id = sim.intent("manual", "a1").await;
    sim.simulator.payer(&id, Deed::Approve).expect("a deed");
    let too_much = sim.card(Method::POST, &format!("payment_intents/{id}/capture"), &[("amount_to_capture", "1501")], None).await;
    assert_eq!(too_much.status, 400);
    let taken =
        sim.card(Method::POST, &format!("payment_intents/{id}/capture"), &[("amount_to_capture", "1000")], Some("c")).await;
    assert_eq!((taken.status, taken.body["amount_received"].as_i64()), (200, Some(1_000)));
    let late = sim.card(Method::POST, &format!("payment_intents/{id}/cancel"), &[], None).await;
    assert_eq!((late.status, late.body["error"]["payment_intent"]["status"].as_str()), (400, Some("succeeded")));
    assert_eq!(
        sim.simulator.truth().iter().filter(|entry| entry.kind == Kind::Voided).map(|entry| entry.amount).sum::<i64>(),
        500
    );
}

#[tokio::test]
async fn what_nobody_takes_is_let_go_after_seven_days() {
    let sim = Sim::quiet();
    let id = sim.intent("manual", "a1").await;
    sim.simulator.payer(&id, Deed::Approve).expect("a deed");
    sim.simulator.advance(7 * 86_400 + 1).expect("the clock moves");
    let over = sim.card(Method::GET, &format!("payment_intents/{id}"), &[], None).await;
    assert_eq!(over.body["status"], "canceled");
}

#[tokio::test]
async fn no_more_is_given_back_than_was_taken() {
    let sim = Sim::quiet();
    let id = sim.intent("automatic", "a1").await;
    sim.simulator.payer(&id, Deed::Approve).expect("a deed");
    let refund = |amount: &'static str, key: &'static str| {
        let (sim, id) = (&sim, id.clone());
        async move { sim.card(Method::POST, "refunds", &[("payment_intent", &id), ("amount", amount)], Some(key)).await }
    };
    assert_eq!(refund("1000", "r1").await.status, 200);
    assert_eq!(refund("501", "r2").await.status, 400);
    assert_eq!(refund("500", "r3").await.status, 200);
    assert_eq!(refund("1", "r4").await.body["error"]["code"], "charge_already_refunded");
    let given: i64 = sim.simulator.truth().iter().filter(|entry| entry.kind == Kind::Refunded).map(|entry| entry.amount).sum();
    assert_eq!(given, 1_500);
}

#[tokio::test]
async fn a_dispute_takes_the_money_back_and_gives_it_again_when_won() {
    let sim = Sim::quiet();
    let id = sim.intent("automatic", "a1").await;
    sim.simulator.payer(&id, Deed::Approve).expect("a deed");
    let opened = sim.json(Method::POST, "sim/disputes", &[], &json!({"payment_intent": id})).await;
    assert_eq!(opened.body["balance_transactions"].as_array().map(Vec::len), Some(1), "{}", opened.body);
    let refund = sim.card(Method::POST, "refunds", &[("payment_intent", &id)], None).await;
    assert_eq!(refund.body["error"]["code"], "charge_disputed");
    let dispute = opened.body["id"].as_str().expect("an id");
    let won = sim.json(Method::POST, &format!("sim/disputes/{dispute}/won"), &[], &json!({})).await;
    assert_eq!((won.body["status"].as_str(), won.body["balance_transactions"].as_array().map(Vec::len)), (Some("won"), Some(2)));
}

#[tokio::test]
async fn the_balance_is_the_sum_of_the_log_through_payouts_and_back() {
    let sim = Sim::quiet();
    let id = sim.intent("automatic", "a1").await;
    sim.simulator.payer(&id, Deed::Approve).expect("a deed");
    let early = sim.card(Method::POST, "payouts", &[("currency", "eur"), ("amount", "100")], None).await;
    assert_eq!(early.body["error"]["code"], "balance_insufficient", "money is pending first");
    sim.simulator.advance(2 * 86_400).expect("the clock moves");
    let out = sim.card(Method::POST, "payouts", &[("currency", "eur"), ("amount", "1000")], Some("p")).await;
    assert_eq!(out.status, 200, "{}", out.body);
    let payout = out.body["id"].as_str().expect("an id");
    let lines = sim.card(Method::GET, "balance_transactions", &[("payout", payout)], None).await;
    assert_eq!(lines.body["data"].as_array().map(Vec::len), Some(2), "the charge and the payout");
    let balance = || async {
        let told = sim.card(Method::GET, "balance", &[], None).await;
        let sum =
            |name: &str| told.body[name].as_array().into_iter().flatten().filter_map(|one| one["amount"].as_i64()).sum::<i64>();
        sum("available") + sum("pending")
    };
    let logged = || sim.simulator.truth().iter().map(|entry| entry.balance).sum::<i64>();
    assert_eq!((balance().await, logged()), (457, 457));
    sim.json(Method::POST, &format!("sim/payouts/{payout}/fail"), &[], &json!({})).await;
    assert_eq!((balance().await, logged()), (1_457, 1_457));
}

#[tokio::test]
async fn the_settlement_file_adds_up_to_what_is_paid_out() {
    let sim = Sim::quiet();
    let (one, other) = (sim.intent("automatic", "a1").await, sim.intent("automatic", "a2").await);
    for id in [&one, &other] {
        sim.simulator.payer(id, Deed::Approve).expect("a deed");
    }
    sim.card(Method::POST, "refunds", &[("payment_intent", &one), ("amount", "500")], Some("r")).await;
    sim.simulator.advance(2 * 86_400).expect("the clock moves");
    let out = sim.card(Method::POST, "payouts", &[("currency", "eur")], Some("p")).await;
    let (payout, amount) = (out.body["id"].as_str().expect("an id"), out.body["amount"].as_i64());
    let url = format!("{}/sim/payouts/{payout}/settlement.csv", sim.simulator.url());
    let file = sim.client.get(url).send().await.expect("an answer").text().await.expect("a text");
    let lines: Vec<Vec<&str>> = file.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(lines.len(), 4, "two charges, a refund, the sum: {file}");
    assert!(lines.iter().all(|line| line.len() == 10), "{file}");
    let cents = |text: &str| text.replace('.', "").parse::<i64>().ok();
    let parts: Option<i64> = lines[..3].iter().map(|line| cents(line[6])).sum();
    assert_eq!((parts, cents(lines[3][6])), (amount, amount), "{file}");
    assert_eq!(lines[..3].iter().filter(|line| line[9] == "a1").count(), 2, "{file}");
}

#[tokio::test]
async fn the_search_lags_and_the_list_does_not() {
    let sim = Sim::quiet();
    let id = sim.intent("automatic", "a1").await;
    let found = || async {
        let query = [("query", "metadata['attempt']:'a1'")];
        sim.card(Method::GET, "payment_intents/search", &query, None).await.body["data"].as_array().map(Vec::len)
    };
    assert_eq!(found().await, Some(0));
    let listed = sim.card(Method::GET, "payment_intents", &[("created[gte]", "0")], None).await;
    assert_eq!(listed.body["data"][0]["id"].as_str(), Some(id.as_str()));
    sim.simulator.advance(61).expect("the clock moves");
    assert_eq!(found().await, Some(1));
}

#[tokio::test]
async fn currencies_are_counted_as_the_provider_counts_them() {
    let sim = Sim::quiet();
    let status = |amount: &'static str, currency: &'static str| {
        let sim = &sim;
        async move { sim.card(Method::POST, "payment_intents", &[("amount", amount), ("currency", currency)], None).await.status }
    };
    assert_eq!(status("9007199254740993", "eur").await, 200, "2^53 + 1");
    assert_eq!(status("500", "ugx").await, 200);
    assert_eq!(status("5", "ugx").await, 400, "hundredths of a currency without any");
    assert_eq!(status("1255", "kwd").await, 400, "the last of three decimals is 0");
    assert_eq!(status("1250", "kwd").await, 200);
    assert_eq!(status("5", "zzz").await, 400);
}

#[tokio::test]
async fn a_caller_without_a_key_is_nobody_and_an_unknown_field_is_refused() {
    let sim = Sim::quiet();
    let nobody = sim.json(Method::GET, "v1/balance", &[], &json!({})).await;
    assert_eq!(nobody.status, 401);
    let form = [("amount", "5"), ("currency", "eur"), ("amonut", "6")];
    assert_eq!(sim.card(Method::POST, "payment_intents", &form, None).await.body["error"]["code"], "parameter_unknown");
}

#[tokio::test]
async fn the_page_lets_a_person_pay_with_one_click_and_without_script() {
    let sim = Sim::quiet();
    let id = sim.intent("automatic", "a1").await;
    let url = format!("{}/sim/pay/{id}", sim.simulator.url());
    let page = sim.client.get(&url).send().await.expect("a page").text().await.expect("a text");
    assert!(page.contains("EUR 15.00") && page.contains("/approve") && !page.contains("<script"), "{page}");
    let approve = format!("{}/sim/payments/{id}/approve", sim.simulator.url());
    let page =
        sim.client.post(&approve).header("Accept", "text/html").send().await.expect("a page").text().await.expect("a text");
    assert!(page.contains("succeeded") && !page.contains("<button>"), "{page}");
}

#[tokio::test]
async fn the_log_is_on_the_disk_before_the_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("truth.jsonl");
    let settings = simulator::Settings {
        address: ([127, 0, 0, 1], 0).into(),
        plan: simulator::Plan::kind(1),
        clock: simulator::Clock::standing(jiff::Timestamp::UNIX_EPOCH),
        live: false,
        truth: Some(path.clone()),
    };
    let sim = Sim { simulator: simulator::Simulator::start(settings).expect("it starts"), client: reqwest::Client::new() };
    sim.intent("automatic", "a1").await;
    let written = std::fs::read_to_string(&path).expect("a file");
    let entries: Vec<simulator::Entry> = written.lines().map(|line| serde_json::from_str(line).expect("an entry")).collect();
    assert_eq!(entries, sim.simulator.truth());
    assert_eq!(entries.len(), 3);
}
