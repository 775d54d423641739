//! Somebody pays for somebody else: within what both agreed, and whoever owes hears of it at once.

use reqwest::StatusCode;
use serde_json::{Value, json};
use simulator::Plan;

use super::{Till, notice, pay_input};
use crate::{
    mandate::{BROKER, COUSIN, IMPORTER, Person, act, alerts, mandate, person, refreshed},
    support::{app::INBOX, database::each_database},
};

/// Issues a notice in the currency of the mandate, and returns its reference.
async fn demand(till: &Till, number: u32, minor: i64) -> String {
    let mut demand = notice(number, minor);
    demand["currency"] = json!("KES");
    let issued = till.issue(json!([demand])).await;
    issued["notices"][0]["reference"].as_str().unwrap_or_else(|| panic!("{issued:#}")).to_owned()
}

/// Pays a notice for somebody, and returns the payload.
async fn pay_for(till: &Till, agent: &mut Person, principal: &Value, (key, reference, minor): (&str, &str, i64)) -> Value {
    agent.token = refreshed(&till.app, agent).await;
    let mut input = pay_input(key, reference, minor);
    input["expectedTotal"]["currency"] = json!("KES");
    input["actingFor"] = principal.clone();
    act(&till.app, agent, "pay", input).await
}

#[tokio::test]
async fn a_broker_pays_within_their_mandate_and_the_importer_hears_of_each_payment_and_stops_it_with_one_word() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (mut importer, mut broker) = (person(&till.app, IMPORTER).await, person(&till.app, BROKER).await);
        let mut stranger = person(&till.app, COUSIN).await;
        mandate(&till.app, &mut importer, &mut broker, None).await;
        alerts(&till.app).await;
        let principal = json!({ "personId": importer.id.to_string() });

        let first = demand(&till, 1, 100_000).await;
        let refused = pay_for(&till, &mut stranger, &principal, ("key-0", &first, 100_000)).await;
        assert_eq!(refused["code"], "MANDATE_NONE", "{refused:#}");
        let nobody = pay_for(&till, &mut broker, &json!({ "companyId": "0".repeat(32) }), ("key-0", &first, 100_000)).await;
        assert_eq!(nobody["code"], "MANDATE_NONE", "{nobody:#}");
        let paid = pay_for(&till, &mut broker, &principal, ("key-1", &first, 100_000)).await;
        assert_eq!(paid["payment"]["state"], "STARTED", "what was refused before kept nothing: {paid:#}");
        assert_eq!(alerts(&till.app).await, 1, "the importer is told");
        assert!(till.app.carrier.newest_to("+999555020001").contains("STOP"));
        let again = pay_for(&till, &mut broker, &principal, ("key-1", &first, 100_000)).await;
        assert_eq!((&again["isReplay"], alerts(&till.app).await), (&json!(true), 0), "the same payment is no other use");
        let unsaid = pay_for(&till, &mut broker, &Value::Null, ("key-1", &first, 100_000)).await;
        assert_eq!(unsaid["code"], "IDEMPOTENCY_MISMATCH", "for whom is part of what is asked");

        let large = demand(&till, 2, 100_001).await;
        let above = pay_for(&till, &mut broker, &principal, ("key-2", &large, 100_001)).await;
        assert_eq!(above["code"], "MANDATE_PAYMENT_CAP", "{above:#}");
        let second = demand(&till, 3, 50_001).await;
        let above = pay_for(&till, &mut broker, &principal, ("key-3", &second, 50_001)).await;
        assert_eq!(above["code"], "MANDATE_DAY_CAP", "{above:#}");
        till.let_pass(24 * 3_600).await;
        let next_day = pay_for(&till, &mut broker, &principal, ("key-3", &second, 50_001)).await;
        assert_eq!(next_day["payment"]["state"], "STARTED", "{next_day:#}");
        assert_eq!(alerts(&till.app).await, 1);

        let form = [("from", "+999555020001"), ("to", "22384"), ("text", "STOP"), ("id", "a1"), ("date", "2026-06-16 12:00:00")];
        let sent = reqwest::Client::new().post(format!("{}/sms/inbound/{INBOX}", till.app.url)).form(&form).send().await;
        assert_eq!(sent.expect("an answer").status(), StatusCode::NO_CONTENT);
        let third = demand(&till, 4, 100).await;
        let stopped = pay_for(&till, &mut broker, &principal, ("key-4", &third, 100)).await;
        assert_eq!(stopped["code"], "MANDATE_FROZEN", "{stopped:#}");
        let own = pay_for(&till, &mut broker, &Value::Null, ("key-5", &third, 100)).await;
        assert_eq!(own["payment"]["state"], "STARTED", "anybody may pay what is owed for nobody but themselves: {own:#}");
        let acting = format!("select count(*) from payment where acting_for = 'person:{}'", importer.id);
        assert_eq!(fresh.number(&acting).await, 2);
    })
    .await;
}
