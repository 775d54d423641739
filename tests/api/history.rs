//! What happened to a code: measures too, each change with its act and the notice that announced it.

use serde_json::{Value, json};

use super::import::import;
use crate::support::{app::App, database::each_database};

#[tokio::test]
async fn a_change_of_a_rate_names_its_act_and_the_notice_that_announced_it() {
    each_database(async |fresh| {
        import(fresh, &["sample", "sample"]).await.expect("the sample is good");
        let app = App::over(fresh).await;
        let of = async |code: &str, day: &str| {
            let told = app.operation("history", json!({ "code": code, "from": day, "language": "fr" })).await["history"].clone();
            told.as_array().expect("changes").iter().filter(|change| change["day"] == day).cloned().collect::<Vec<Value>>()
        };

        let furniture = of("9403600000", "2028-01-01").await;
        assert_eq!(furniture.len(), 1, "{furniture:#?}");
        let told = &furniture[0];
        assert_eq!(
            (&told["kind"], &told["before"], &told["after"]),
            (&json!("MEASURE_CHANGED"), &json!("12.5 %"), &json!("0 %"))
        );
        assert_eq!((&told["measureType"], &told["origin"]), (&json!("PREFERENCE"), &json!("MB")));
        assert_eq!(told["legalAct"], "Meridian Basin Free Trade Agreement (Ratification) Act 2019");
        assert_eq!(told["notice"]["id"], "basin-furniture-2028");
        assert!(told["notice"]["gazette"].as_str().is_some_and(|gazette| gazette.starts_with("Gazette")), "{told}");

        let battery = of("8507600020", "2025-01-01").await;
        let relief: Vec<&Value> = battery.iter().filter(|change| change["notice"] != Value::Null).collect();
        assert_eq!(relief.len(), 1, "the duty of ten percent was not announced as relief: {battery:#?}");
        assert_eq!((&relief[0]["after"], &relief[0]["notice"]["id"]), (&json!("0 %"), &json!("solar-battery-relief-2025")));
        let ended = of("8507600020", "2028-01-01").await;
        assert_eq!((&ended[0]["kind"], &ended[0]["before"]), (&json!("MEASURE_ENDED"), &json!("0 %")));
        assert_eq!(ended[0]["notice"]["id"], "solar-battery-relief-ends-2028");

        let bags = of("3923210010", "2025-01-01").await;
        let described = bags.iter().find(|change| change["kind"] == "DESCRIBED").expect("described anew");
        assert_eq!(described["notice"]["id"], "carrier-bags-60-microns");
        let banned = bags.iter().find(|change| change["measureType"] == "PROHIBITION").expect("a prohibition");
        assert_eq!((&banned["kind"], &banned["notice"]["id"]), (&json!("MEASURE_BEGAN"), &json!("carrier-bags-60-microns")));
        assert_eq!(banned["legalAct"], "Plastic Waste Regulations 2024, regulation 3");
    })
    .await;
}
