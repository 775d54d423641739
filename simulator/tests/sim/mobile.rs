//! The shapes of mobile money: what is taken on is not paid, and a prompt is answered for five minutes.

use reqwest::Method;
use serde_json::{Value, json};
use simulator::{Deed, Plan, WalletPlan};

use crate::{Sim, Told};

const REFERENCE: &str = "5f0c8a52-2f0e-4b7a-9f5e-1c2d3e4f5a6b";
const MTN: [(&str, &str); 2] = [("Ocp-Apim-Subscription-Key", "k"), ("Authorization", "Bearer simulated-token")];

async fn gsma(sim: &Sim, method: Method, path: &str, body: &Value) -> Told {
    sim.json(method, &format!("gsma/{path}"), &[("X-API-Key", "k"), ("X-CorrelationID", REFERENCE)], body).await
}

fn merchant_payment() -> Value {
    json!({"amount": "15.21", "currency": "KES", "debitParty": [{"key": "msisdn", "value": "+254700000001"}],
        "creditParty": [{"key": "organisationid", "value": "customs"}], "requestingOrganisationTransactionReference": "a1"})
}

#[tokio::test]
async fn a_merchant_payment_is_taken_on_and_then_paid() {
    let sim = Sim::quiet();
    let taken = gsma(&sim, Method::POST, "transactions/type/merchantpay", &merchant_payment()).await;
    assert_eq!((taken.status, taken.body["status"].as_str()), (202, Some("pending")), "{}", taken.body);
    let again = gsma(&sim, Method::POST, "transactions/type/merchantpay", &merchant_payment()).await;
    assert_eq!((again.status, again.body["errorCode"].as_str()), (400, Some("duplicateRequest")));
    let link = gsma(&sim, Method::GET, &format!("responses/{REFERENCE}"), &json!({})).await.body["link"].clone();
    assert!(link.as_str().is_some_and(|link| link.starts_with("/requeststates/")), "{link}");
    sim.simulator.payer(&format!("gsma-{REFERENCE}"), Deed::Approve).expect("a deed");
    let request = taken.body["serverCorrelationId"].as_str().expect("an id");
    let state = gsma(&sim, Method::GET, &format!("requeststates/{request}"), &json!({})).await;
    assert_eq!(state.body["status"], "completed");
    let reference = state.body["objectReference"].as_str().expect("a reference");
    let paid = gsma(&sim, Method::GET, &format!("transactions/{reference}"), &json!({})).await;
    assert_eq!((paid.body["transactionStatus"].as_str(), paid.body["amount"].as_str()), (Some("completed"), Some("15.21")));
    assert_eq!(gsma(&sim, Method::GET, "responses/unknown", &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_prompt_that_nobody_answers_ends_after_five_minutes() {
    let sim = Sim::quiet();
    gsma(&sim, Method::POST, "transactions/type/merchantpay", &merchant_payment()).await;
    sim.simulator.advance(301).expect("the clock moves");
    assert!(sim.simulator.payer(&format!("gsma-{REFERENCE}"), Deed::Approve).is_err());
    assert!(sim.simulator.truth().is_empty());
}

fn request_to_pay(note: &str) -> Value {
    json!({"amount": "500", "currency": "UGX", "externalId": "a1", "payerMessage": note, "payeeNote": note,
        "payer": {"partyIdType": "MSISDN", "partyId": "256770000001"}})
}

#[tokio::test]
async fn a_request_to_pay_is_known_by_its_own_uuid() {
    let sim = Sim::quiet();
    let begin = |body: Value| {
        let sim = &sim;
        let headers = [MTN[0], MTN[1], ("X-Reference-Id", REFERENCE)];
        async move { sim.json(Method::POST, "mtn/collection/v1_0/requesttopay", &headers, &body).await }
    };
    let status = format!("mtn/collection/v1_0/requesttopay/{REFERENCE}");
    assert_eq!(sim.json(Method::GET, &status, &MTN, &json!({})).await.status, 404);
    assert_eq!(begin(request_to_pay("it's")).await.status, 400, "an apostrophe");
    assert_eq!(begin(request_to_pay(&"n".repeat(161))).await.status, 400);
    assert_eq!(begin(request_to_pay("Duties")).await.status, 202);
    let again = begin(request_to_pay("Duties")).await;
    assert_eq!((again.status, again.body["code"].as_str()), (409, Some("RESOURCE_ALREADY_EXIST")));
    assert_eq!(sim.json(Method::GET, &status, &MTN, &json!({})).await.body["status"], "PENDING");
    sim.simulator.payer(&format!("mtn-{REFERENCE}"), Deed::Decline).expect("a deed");
    let told = sim.json(Method::GET, &status, &MTN, &json!({})).await;
    assert_eq!((told.status, told.body["status"].as_str()), (200, Some("FAILED")), "a refusal comes with 200");
    assert_eq!(told.body["reason"]["code"], "APPROVAL_REJECTED");
}

#[tokio::test]
async fn a_query_of_daraja_may_contradict_what_was_paid() {
    let sim = Sim::planned(Plan { contradict: 1_000, ..Plan::default() });
    let bearer = [("Authorization", "Bearer simulated-token")];
    let push = json!({"Amount": 5, "PhoneNumber": "254700000001", "CallBackURL": "http://127.0.0.1:9/", "AccountReference": "N1",
        "TransactionDesc": "Duties"});
    let pushed = sim.json(Method::POST, "daraja/mpesa/stkpush/v1/processrequest", &bearer, &push).await;
    assert_eq!(pushed.body["ResponseCode"], "0", "{}", pushed.body);
    let id = pushed.body["CheckoutRequestID"].as_str().expect("an id");
    let query = json!({"CheckoutRequestID": id});
    let running = sim.json(Method::POST, "daraja/mpesa/stkpushquery/v1/query", &bearer, &query).await;
    assert_eq!((running.status, running.body["errorCode"].as_str()), (500, Some("500.001.1001")));
    sim.simulator.payer(id, Deed::Approve).expect("a deed");
    let told = sim.json(Method::POST, "daraja/mpesa/stkpushquery/v1/query", &bearer, &query).await;
    assert_eq!(told.body["ResultCode"], "1032");
    assert_eq!(sim.simulator.truth().iter().map(|entry| entry.balance).sum::<i64>(), 500, "and yet it was paid");
}

#[tokio::test]
async fn a_wallet_stands_in_a_name_that_is_always_the_same_or_is_not_there() {
    let sim = Sim::quiet();
    let account = "accounts/msisdn/%2B254700000001/accountname";
    let told = gsma(&sim, Method::GET, account, &json!({})).await;
    assert_eq!((told.status, told.body["name"]["fullName"].as_str()), (200, Some("Holder 0001")), "{}", told.body);
    assert_eq!(gsma(&sim, Method::GET, account, &json!({})).await.body, told.body);
    let holder = "mtn/disbursement/v1_0/accountholder/msisdn/254700000001";
    let mtn = async |sim: &Sim, what: &str| sim.json(Method::GET, &format!("{holder}/{what}"), &MTN, &json!({})).await;
    assert_eq!(mtn(&sim, "active").await.body, json!({"result": true}));
    assert_eq!(mtn(&sim, "basicuserinfo").await.body["name"], "Holder 0001");

    let absent = Sim::planned(Plan { wallets: WalletPlan { absent: 1_000, unnamed: 0 }, ..Plan::default() });
    let told = gsma(&absent, Method::GET, account, &json!({})).await;
    assert_eq!((told.status, told.body["errorCategory"].as_str()), (404, Some("identification")));
    assert_eq!(mtn(&absent, "active").await.body, json!({"result": false}));
    assert_eq!(mtn(&absent, "basicuserinfo").await.status, 404);
    let sent = json!({"amount": "15.21", "currency": "KES", "creditParty": [{"key": "msisdn", "value": "+254700000001"}]});
    let taken = gsma(&absent, Method::POST, "transactions/type/disbursement", &sent).await;
    absent.simulator.advance(1).expect("the clock moves");
    let request = taken.body["serverCorrelationId"].as_str().expect("an id");
    let state = gsma(&absent, Method::GET, &format!("requeststates/{request}"), &json!({})).await;
    assert_eq!((state.body["status"].as_str(), absent.simulator.truth().len()), (Some("failed"), 0), "{}", state.body);

    let unnamed = Sim::planned(Plan { wallets: WalletPlan { absent: 0, unnamed: 1_000 }, ..Plan::default() });
    assert_eq!(gsma(&unnamed, Method::GET, account, &json!({})).await.body, json!({}));
    assert_eq!(mtn(&unnamed, "active").await.body, json!({"result": true}));
    assert_eq!(mtn(&unnamed, "basicuserinfo").await.status, 400);
}
