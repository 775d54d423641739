//! What a payer is told of a notice before they pay it: fees that were not published, and what an estimate said. Rows PUB-N3, DUTY-N2.

use fingertip::{
    fact::{LeadDaysMin, NewFact, import::FactFiles},
    platform::import::Source as _,
};
use serde_json::{Value, json};
use simulator::Plan;

use super::{Till, notice};
use crate::{
    duty::{app_with_tariff, coffee, consignment, with},
    support::database::{Fresh, each_database},
};

/// A fee of the plant health service that was announced, and came into force, on a day.
fn fee(fresh: &Fresh, id: &str, announced_on: &str, valid_from: &str) -> NewFact {
    let folder = fresh.path(&format!("fee-{id}"));
    let fees = folder.join("facts/fees");
    std::fs::create_dir_all(&fees).expect("a folder");
    let text = format!(
        "id: {id}\nauthority: zz-agriculture\narticle11: c\ndirection: import\nvalid_from: {valid_from}\nannounced_on: {announced_on}\n\
         source: {{act: Plant Act, gazette: no. 4, page: 2, url: 'https://law.example/plants', captured_on: 2026-01-02}}\n\
         attestation: {{officer: ZZA-001, confirmed_on: 2026-01-02, review_due_on: 2027-01-02}}\nname: {{en: Inspection}}\n\
         fee: {{service: {id}, amount: {{fixed: '20.00'}}, currency: XTS, pay_by: [card], when: {{en: At once}}}}\n"
    );
    std::fs::write(fees.join(format!("{id}.yaml")), text).expect("a file");
    let files = FactFiles::open(&folder.join("facts"), LeadDaysMin::new(0)).expect("a folder of facts");
    files.rows().expect("facts").next().expect("one fact").expect("a good fact")
}

/// A notice with fees: the name that each gives for what is published.
fn with_fees(number: u32, fees: &[(&str, &str, Option<&str>)]) -> Value {
    let mut demand = notice(number, 1_000);
    let charges = demand["charges"].as_array_mut().expect("a list");
    for (code, agency, published_as) in fees {
        charges.push(json!({ "kind": "FEE", "agency": agency, "code": code, "amount": "20.00", "publishedAs": published_as }));
    }
    demand
}

#[tokio::test]
async fn a_fee_that_was_not_published_before_the_assessment_is_warned_of_and_asked_about_with_one_tap() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let facts = [fee(fresh, "inspection", "2026-01-01", "2026-03-01")];
        let late = fee(fresh, "later-inspection", "2026-06-18", "2026-06-18");
        till.app.application.facts.record_all(&facts, till.app.now()).await.expect("a database");
        till.app.application.facts.record_all(&[late], till.app.now()).await.expect("a database");
        let fees = [
            ("PHY", "zz-agriculture", Some("inspection")),
            ("LAT", "zz-agriculture", Some("later-inspection")),
            ("OTH", "zz-ports", Some("inspection")),
            ("GON", "zz-agriculture", Some("nowhere")),
            ("NIL", "zz-agriculture", None),
        ];
        let issued = till.issue(json!([with_fees(1, &fees)])).await;
        let reference = issued["notices"][0]["reference"].as_str().unwrap_or_else(|| panic!("{issued:#}")).to_owned();
        let warnings = async || till.run("payment_notice", json!({ "reference": reference })).await["warnings"].clone();
        let shown = |warnings: &Value| -> Vec<(String, String)> {
            let text = |warning: &Value, name: &str| warning[name].as_str().expect("a text").to_owned();
            warnings.as_array().expect("a list").iter().map(|one| (text(one, "fee"), text(one, "reason"))).collect()
        };
        let expected = |later: &str| -> Vec<(String, String)> {
            let all = [("LAT", later), ("OTH", "OTHER_AUTHORITY"), ("GON", "NOT_PUBLISHED"), ("NIL", "NOT_NAMED")];
            all.map(|(fee, reason)| (fee.to_owned(), reason.to_owned())).to_vec()
        };
        let told = warnings().await;
        assert_eq!(shown(&told), expected("NOT_PUBLISHED"), "{told:#}");
        assert!(told.as_array().expect("a list").iter().all(|one| one["code"] == "DEMAND_NOT_PUBLISHED"));

        // Three days later it is published: after the assessment all the same.
        till.let_pass(3 * 86_400).await;
        let told = warnings().await;
        assert_eq!(shown(&told), expected("PUBLISHED_LATER"), "{told:#}");
        assert_eq!((&told[0]["publishedOn"], &told[0]["amount"]["amount"]), (&json!("2026-06-18"), &json!("20.00")));
        let question = told[0]["question"].as_str().expect("a question");
        assert!(question.contains(&reference) && question.contains("LAT"), "{question}");
        let input = json!({ "key": "0123456789abcdefghijkl", "question": question, "topic": "FEES" });
        let opened = till.run("open_enquiry", json!({ "input": input })).await;
        assert_eq!(opened["__typename"], "EnquiryOpened", "{opened:#}");
        // What is assessed from then on rests on it.
        let mut later = with_fees(2, &[("LAT", "zz-agriculture", Some("later-inspection"))]);
        later["assessedOn"] = json!("2026-06-18");
        let issued = till.issue(json!([later])).await;
        let seen = till.run("payment_notice", json!({ "reference": issued["notices"][0]["reference"] })).await;
        assert_eq!(seen["warnings"], json!([]), "{seen:#}");
    })
    .await;
}

#[tokio::test]
async fn a_demand_is_held_against_a_kept_estimate_before_it_is_paid() {
    each_database(async |fresh| {
        drop(app_with_tariff(fresh).await);
        let till = Till::open(fresh, Plan::default()).await;
        let kept = till.run("save_estimate", consignment(vec![coffee()])).await;
        let estimate = kept["code"].as_str().unwrap_or_else(|| panic!("{kept:#}")).to_owned();
        assert_eq!(kept["total"], "740.00");
        let demand = |number: u32, duty: &str, vat: &str| {
            let mut demand = with_fees(number, &[("LAB", "zz-agriculture", None)]);
            (demand["charges"][0]["amount"], demand["charges"][1]["amount"]) = (json!(duty), json!(vat));
            demand
        };
        let compare = async |demand: Value, goods: Option<Vec<Value>>| {
            let issued = till.issue(json!([demand])).await;
            let reference = issued["notices"][0]["reference"].clone();
            let variables = json!({ "reference": reference, "estimate": estimate, "goods": goods });
            till.run("payment_notice_comparison", variables).await["comparison"].clone()
        };
        let unexplained = compare(demand(1, "500.00", "250.00"), None).await;
        let difference = &unexplained["difference"];
        assert_eq!((&difference["estimated"], &difference["assessed"]), (&json!("740.00"), &json!("750.00")), "{unexplained:#}");
        assert_eq!((&difference["difference"], &difference["unexplained"]), (&json!("10.00"), &json!("10.00")));
        assert_eq!(unexplained["beside"]["amount"], "20.00", "an estimate speaks of no fee of a laboratory");
        assert!(unexplained["question"].as_str().is_some_and(|question| question.contains("10.00")), "{unexplained:#}");

        // Customs found another value, and says so.
        let found = with(coffee(), "customsValue", json!({ "amount": "1100", "currency": "XTS" }));
        let explained = compare(demand(2, "510.00", "257.60"), Some(vec![found])).await;
        let parts = explained["difference"]["parts"].as_array().unwrap_or_else(|| panic!("{explained:#}"));
        assert!(parts.iter().all(|part| part["causes"] == json!(["VALUE"])), "{explained:#}");
        assert_eq!((&explained["difference"]["difference"], &explained["question"]), (&json!("27.60"), &Value::Null));

        let unknown = till.app.answer(
            "query($reference: String!) { paymentNotice(reference: $reference) { comparison(estimate: \"ZZZZ-ZZZZ-ZZZZ-ZZZZ\") { question } } }",
            json!({ "reference": till.notice(3, 1_000).await }),
        );
        assert_eq!(unknown.await["errors"][0]["extensions"]["code"], "ESTIMATE_UNKNOWN");
    })
    .await;
}
