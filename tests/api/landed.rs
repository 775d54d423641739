//! What goods cost until they are through: duties and taxes, and beside them the fees of every agency on the way. Row DUTY-G3.

use serde_json::{Value, json};

use crate::{
    import::import,
    support::{app::App, database::each_database},
};

/// Urea of 10,000 zandor, with the fees of the procedures that are named.
async fn landed(app: &App, changes: Value) -> Value {
    let urea = json!({ "code": "3102100000", "country": "US", "customsValue": { "amount": "10000", "currency": "XTS" } });
    let mut variables = json!({ "input": { "asOf": "2026-11-26", "lines": [urea] } });
    for (name, value) in changes.as_object().expect("arguments") {
        variables[name] = value.clone();
    }
    app.operation("landed_cost", variables).await["landedCost"].clone()
}

fn amounts(landed: &Value) -> Vec<(&str, Option<&str>, bool)> {
    let fees = landed["fees"].as_array().expect("a list").iter();
    fees.map(|fee| {
        let among_taxes = fee["isAmongTaxes"].as_bool().expect("yes or no");
        (fee["id"].as_str().expect("an id"), fee["amount"].as_str(), among_taxes)
    })
    .collect()
}

#[tokio::test]
async fn every_agencys_fee_stands_beside_the_duties_with_its_own_law() {
    each_database(async |fresh| {
        import(fresh, &["sample", "sample"]).await.expect("the sample is good");
        let app = App::over(fresh).await;
        let both = json!(["fertiliser-import", "import-declaration"]);
        let containers = json!([{ "per": "CONTAINER", "quantity": "2" }]);
        let found = landed(&app, json!({ "procedures": both, "mode": "SEA", "quantities": containers })).await;
        // No duty and no VAT; the processing fee of 0.5 % is a tax of the tariff, and a fee of the procedure.
        assert_eq!(found["duties"]["total"], "50.00", "{found:#}");
        let expected = [
            ("fertiliser-permit", Some("90.00"), false),
            ("fertiliser-registration", Some("600.00"), false),
            ("processing-fee", Some("50.00"), true),
            ("unloading-20-foot", Some("190.00"), false),
        ];
        assert_eq!(amounts(&found), expected);
        assert_eq!((&found["feesTotal"], &found["total"]), (&json!("880.00"), &json!("930.00")), "what is a tax counts once");
        let permit = &found["fees"][0];
        assert_eq!((&permit["procedures"], &permit["times"]), (&json!(["fertiliser-import"]), &json!("1")));
        let source = &permit["fee"]["source"];
        assert!(source["act"].is_string() && source["gazette"].is_string() && permit["fee"]["authority"].is_string(), "{permit}");
        let by_air = landed(&app, json!({ "procedures": both, "mode": "AIR" })).await;
        assert_eq!(
            (&by_air["feesTotal"], &by_air["total"]),
            (&json!("690.00"), &json!("740.00")),
            "nothing is unloaded from a ship"
        );
    })
    .await;
}

#[tokio::test]
async fn without_a_procedure_those_that_speak_of_the_goods_are_counted() {
    each_database(async |fresh| {
        import(fresh, &["sample", "sample"]).await.expect("the sample is good");
        let app = App::over(fresh).await;
        let found = landed(&app, json!({})).await;
        assert_eq!((&found["procedures"], &found["feesTotal"]), (&json!(["fertiliser-import"]), &json!("690.00")));
    })
    .await;
}

#[tokio::test]
async fn a_fee_that_cannot_be_worked_out_leaves_no_total() {
    each_database(async |fresh| {
        import(fresh, &["sample", "sample"]).await.expect("the sample is good");
        let app = App::over(fresh).await;
        let found = landed(&app, json!({ "procedures": ["import-declaration"], "mode": "SEA" })).await;
        let unloading =
            found["fees"].as_array().expect("a list").iter().find(|fee| fee["id"] == "unloading-20-foot").expect("a fee");
        assert_eq!((&unloading["amount"], &unloading["needs"]), (&Value::Null, &json!("CONTAINER")));
        assert_eq!((&found["feesTotal"], &found["total"]), (&Value::Null, &Value::Null));
        assert_eq!(found["duties"]["total"], "50.00", "the duties are known all the same");
    })
    .await;
}

#[tokio::test]
async fn procedures_that_there_are_not_are_refused() {
    each_database(async |fresh| {
        import(fresh, &["sample", "sample"]).await.expect("the sample is good");
        let app = App::over(fresh).await;
        let document =
            "query($input: ConsignmentInput!, $named: [FactId!]) { landedCost(input: $input, procedures: $named) { total } }";
        let urea = json!({ "code": "3102100000", "country": "US", "customsValue": { "amount": "10000", "currency": "XTS" } });
        let refused = async |named: Value| {
            let variables = json!({ "input": { "asOf": "2026-11-26", "lines": [urea] }, "named": named });
            app.refusal("en", document, variables).await
        };
        let unknown = refused(json!(["no-such-procedure"])).await;
        assert_eq!(unknown["extensions"]["code"], "PROCEDURE_UNKNOWN");
        assert!(unknown["message"].as_str().expect("a sentence").contains("no-such-procedure"));
        assert_eq!(refused(json!(vec!["fertiliser-import"; 11])).await["extensions"]["code"], "LIST_TOO_LONG");
    })
    .await;
}
