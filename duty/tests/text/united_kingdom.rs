//! The measures on ten commodities of the United Kingdom and its countries, as its API published them.

use std::collections::BTreeMap;

use duty::{
    condition::{Condition, Flow},
    rate::Rate,
    text::{
        parse_condition, parse_rate,
        united_kingdom::{
            CommodityError, ComponentError, ConditionError, MeasureError, MeasureKind, PublishedCommodity, PublishedMeasure,
            read_commodity, read_geographical_areas,
        },
    },
};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::data;

fn document(name: &str) -> Option<Value> {
    let text = data::text(&format!("uk-measures-samples/{name}.json.gz"))?;
    Some(serde_json::from_str(&text).expect("a file of JSON"))
}

fn commodity(name: &str) -> Option<PublishedCommodity> {
    Some(read_commodity(&document(name)?).expect("a commodity"))
}

fn the(commodity: &PublishedCommodity, of: impl Fn(&PublishedMeasure) -> bool) -> &PublishedMeasure {
    let mut found = commodity.measures.iter().filter(|measure| of(measure));
    let measure = found.next().expect("such a measure");
    assert!(found.next().is_none(), "only one such measure");
    measure
}

fn rate(text: &str) -> Option<Rate> {
    Some(text.parse().expect("a rate"))
}

/// Every commodity at hand, with how many of its measures hold on import, on export and both ways, and how many levy something.
const COMMODITIES: [(&str, [usize; 4]); 10] = [
    ("2021-0208907000", [61, 1, 0, 53]),
    ("2021-0703200000", [71, 0, 0, 61]),
    ("2021-8904009900", [68, 11, 0, 58]),
    ("uk-0102291010", [5, 0, 2, 3]),
    ("uk-0103921100", [8, 0, 2, 4]),
    ("uk-0702000007", [50, 1, 0, 46]),
    ("uk-0809400500", [5, 0, 0, 3]),
    ("uk-1516209821", [16, 1, 0, 13]),
    ("uk-7202118000", [8, 0, 0, 8]),
    ("uk-7202999000", [10, 0, 0, 8]),
];

#[test]
fn every_measure_on_ten_commodities_is_read() {
    let mut kinds: BTreeMap<MeasureKind, usize> = BTreeMap::new();
    for (name, counts) in COMMODITIES {
        let Some(commodity) = commodity(name) else { return };
        assert_eq!(commodity.refused, [], "{name}");
        let count = |of: &dyn Fn(&PublishedMeasure) -> bool| commodity.measures.iter().filter(|measure| of(measure)).count();
        let flow = |flow: Option<Flow>| count(&|measure| measure.flow == flow);
        let levying = count(&|measure| measure.rate.is_some());
        assert_eq!([flow(Some(Flow::Import)), flow(Some(Flow::Export)), flow(None), levying], counts, "{name}");
        for measure in commodity.measures {
            *kinds.entry(measure.kind).or_default() += 1;
            if let Some(rate) = measure.rate {
                assert_eq!(rate.to_string().parse(), Ok(rate), "{name} {}", measure.id);
            }
            let condition = measure.condition;
            assert_eq!(parse_condition(&condition.to_string()), Ok(condition), "{name} {}", measure.id);
        }
    }
    let expected = [
        (MeasureKind::ThirdCountryDuty, 10),
        (MeasureKind::CustomsUnionDuty, 5),
        (MeasureKind::Preference, 184),
        (MeasureKind::PreferentialQuota, 19),
        (MeasureKind::NonPreferentialQuota, 8),
        (MeasureKind::Suspension, 3),
        (MeasureKind::AntiDumping, 6),
        (MeasureKind::Countervailing, 4),
        (MeasureKind::Safeguard, 2),
        (MeasureKind::AdditionalDuty, 2),
        (MeasureKind::Excise, 1),
        (MeasureKind::Vat, 13),
        (MeasureKind::Restriction, 54),
        (MeasureKind::Prohibition, 6),
        (MeasureKind::SupplementaryUnit, 2),
        (MeasureKind::ReferencePrice, 1),
    ];
    assert_eq!(kinds, expected.into());
}

#[test]
fn what_a_duty_depends_on_is_in_its_rate() {
    let Some(plums) = commodity("uk-0809400500") else { return };
    let duty = the(&plums, |measure| measure.kind == MeasureKind::ThirdCountryDuty);
    let entry_price = "by customs value in EUR/100 kg { from 0: 14.4 % + 29.8 EUR/100 kg; from 48.4: 14.4 % + 4.2 EUR/100 kg; \
                       from 49.4: 14.4 % + 3.2 EUR/100 kg; from 50.5: 14.4 % + 2.1 EUR/100 kg; \
                       from 51.5: 14.4 % + 1.1 EUR/100 kg; from 52.6: 14.4 % }";
    assert_eq!(duty.rate, rate(entry_price));
    assert_eq!((duty.validity.from(), duty.validity.until()), (date(2021, 6, 1), Some(date(2021, 10, 1))));

    let biodiesel = commodity("uk-1516209821").expect("the file beside it");
    let of_company = |code: &str| {
        the(&biodiesel, |measure| {
            measure.kind == MeasureKind::AntiDumping && measure.additional_code.as_ref().is_some_and(|own| own.as_str() == code)
        })
    };
    let with_document = "if \"document D008\" then 0 GBP/1000 kg of [biodiesel] else 144.1 GBP/1000 kg of [biodiesel]";
    assert_eq!(of_company("B107").rate, rate(with_document));
    assert_eq!(of_company("B999").rate, rate("144.1 GBP/1000 kg of [biodiesel]"));
    assert_eq!(of_company("B107").condition, Condition::Always);
    let suspension = the(&biodiesel, |measure| measure.kind == MeasureKind::Suspension);
    assert!(suspension.under_authorised_use);
    assert_eq!(suspension.condition.to_string(), "document C990");

    let swine = commodity("uk-0103921100").expect("the file beside it");
    let excise = the(&swine, |measure| measure.kind == MeasureKind::Excise);
    assert_eq!(excise.rate, rate("16.5 % retail price + 244.78 GBP/1000 items MIN 320.9 GBP/1000 items"));
}

#[test]
fn one_document_of_several_suffices_and_small_quantities_need_none() {
    let Some(biodiesel) = commodity("uk-1516209821") else { return };
    let waste = the(&biodiesel, |measure| measure.measure_type.id == "755");
    let either = "(document C672 or document C669 or document Y923 or at most 20 kg), \
                  (document C672 or document C670 or document Y923 or at most 20 kg)";
    assert_eq!(waste.condition.to_string(), either);
    let organic = the(&biodiesel, |measure| measure.measure_type.id == "750");
    assert_eq!((organic.condition.to_string().as_str(), organic.excluded.len()), ("(document C644 or document Y929)", 32));

    // The older shape gives the quantity in words alone.
    let game = commodity("2021-0208907000").expect("the file beside it");
    let veterinary = the(&game, |measure| measure.area.as_str() == "1008" && measure.flow == Some(Flow::Import));
    let small = "(document N853 or document Y058 or document C084), (document N853 or at most 2 kg or document C084)";
    assert_eq!(veterinary.condition.to_string(), small);

    let swine = commodity("uk-0103921100").expect("the file beside it");
    let heavy = the(&swine, |measure| measure.measure_type.id == "482");
    let words = "Ratio \"net weight/supplementary unit\" is equal to or higher than the condition amount (160.00 kg)";
    assert_eq!(heavy.condition.to_string(), words);
    let unit = the(&swine, |measure| measure.kind == MeasureKind::SupplementaryUnit);
    assert_eq!(unit.supplementary_unit.as_ref().map(ToString::to_string).as_deref(), Some("item"));
}

#[test]
fn a_quota_says_how_much_is_left() {
    let Some(tomatoes) = commodity("uk-0702000007") else { return };
    let of_morocco =
        |number: &str| the(&tomatoes, |measure| measure.order_number.as_ref().is_some_and(|order| order.as_str() == number));
    let quota = of_morocco("051104").quota.clone().expect("a definition");
    assert_eq!((quota.volume.to_string().as_str(), quota.balance.to_string().as_str()), ("26622000", "9656317"));
    assert_eq!((quota.measured.to_string().as_str(), quota.status.as_str()), ("kg", "Open"));
}

#[test]
fn every_country_and_group_is_read() {
    let Some(document) = document("uk-geographical_areas") else { return };
    let areas = read_geographical_areas(&document).expect("a list of areas");
    let groups: Vec<_> = areas.iter().filter(|area| !area.members.is_empty()).collect();
    assert_eq!((areas.len(), groups.len()), (315, 52));
    let all = groups.iter().find(|area| area.code.as_str() == "1011").expect("all countries");
    assert_eq!(all.members.len(), 253);
}

/// Every unit of the published list is read by its code, and by its name where that is no other code's too.
#[test]
fn a_rate_counts_in_any_unit_of_the_published_list() {
    let Some(text) = data::text("uk-tariff/measurement_units.json") else { return };
    let units: BTreeMap<String, Value> = serde_json::from_str(&text).expect("a file of JSON");
    let mut refused = Vec::new();
    for (name, unit) in &units {
        let field = |field: &str| unit[field].as_str().filter(|text| !text.is_empty());
        let code = field("measurement_unit_code").expect("a code");
        let component = json!({
            "duty_expression_id": "01", "duty_amount": 2.5, "monetary_unit_code": "GBP",
            "measurement_unit_code": code, "measurement_unit_qualifier_code": field("measurement_unit_qualifier_code"),
        });
        let commodity = read_commodity(&with_measure(json!({ "measure_components": [component] }))).expect("a commodity");
        let Some(measure) = commodity.measures.first() else {
            refused.push(name.as_str());
            continue;
        };
        let printed = field("abbreviation").expect("a name").replace("1,000", "1000").replace("10 000", "10000");
        if code != "SPQ" {
            assert_eq!(parse_rate(&format!("2.5 GBP / {printed}"), None).ok(), measure.rate, "{name}: {printed}");
        }
    }
    // The euro and the retail price are no units that an amount could be for.
    assert_eq!(refused, ["EUR", "RET", "SPQ"]);
}

/// A commodity with one measure, which is a duty of 5 % but for `changes`.
fn with_measure(changes: Value) -> Value {
    let component = json!({
        "duty_expression_id": "01", "duty_amount": 5.0, "monetary_unit_code": null,
        "measurement_unit_code": null, "measurement_unit_qualifier_code": null,
    });
    let mut measure = json!({
        "id": 1, "effective_start_date": "2021-01-01T00:00:00.000Z", "effective_end_date": null,
        "measure_type": { "id": "103", "measure_type_series_id": "C", "description": "Third country duty" },
        "duty_expression": { "base": "" }, "measure_components": [component], "geographical_area": { "id": "1011" },
    });
    for (field, value) in changes.as_object().expect("fields") {
        measure[field] = value.clone();
    }
    json!({ "goods_nomenclature_item_id": "0809400500", "import_measures": [measure], "export_measures": [] })
}

fn error(changes: Value) -> MeasureError {
    let commodity = read_commodity(&with_measure(changes)).expect("a commodity");
    assert_eq!(commodity.measures, []);
    let refused = commodity.refused.into_iter().next().expect("a refused measure");
    assert_eq!(refused.id, "1");
    refused.error
}

#[test]
fn a_measure_that_cannot_be_read_is_refused_by_its_id() {
    assert!(read_commodity(&with_measure(json!({}))).is_ok_and(|commodity| commodity.refused.is_empty()));
    let component = |field: &str, value: Value| {
        let mut component = json!({ "duty_expression_id": "01", "duty_amount": 5.0 });
        component[field] = value;
        json!({ "measure_components": [component] })
    };
    let of_type =
        |series: &str, id: &str| json!({ "measure_type": { "id": id, "measure_type_series_id": series, "description": "" } });
    let unknown_type = MeasureError::UnknownType { id: "999".into(), series: "C".into() };
    assert_eq!(error(of_type("C", "999")), unknown_type);
    let cases = [
        (component("duty_expression_id", json!("12")), ComponentError::OtherProvision("12".into())),
        (component("duty_expression_id", json!("77")), ComponentError::UnknownExpression("77".into())),
        (component("duty_amount", Value::Null), ComponentError::NoAmount),
        (component("monetary_unit_code", json!("ZZZ")), ComponentError::UnknownCurrency("ZZZ".into())),
        (component("measurement_unit_code", json!("FC1")), ComponentError::UnknownUnit("FC1".into())),
    ];
    for (changes, expected) in cases {
        assert_eq!(error(changes), MeasureError::Component(expected));
    }
    let printed = json!({ "duty_expression": { "base": "6.00 %" } });
    assert_eq!(error(printed), MeasureError::TwoRates { printed: "6.00 %".into(), components: "5 %".into() });
    assert!(matches!(error(json!({ "duty_expression": { "base": "5 % and more" } })), MeasureError::Printed { .. }));
    assert_eq!(error(json!({ "measure_components": [] })), MeasureError::NoRate);
    assert_eq!(error(json!({ "geographical_area": { "id": "?" } })), MeasureError::Code("?".into()));
    assert_eq!(error(json!({ "effective_end_date": "2020-12-30" })), MeasureError::Validity);
    assert!(matches!(error(json!({ "measure_type": null })), MeasureError::Shape(_)));
    let action = json!({ "measure_conditions": [{ "condition_code": "B", "document_code": "C1", "action": "Think" }] });
    assert_eq!(error(action), MeasureError::Condition(ConditionError::UnknownAction("Think".into())));
    let price = json!({ "measure_conditions": [{
        "condition_code": "M", "action": "Apply the amount of the action", "condition_duty_amount": 5.0,
        "condition_monetary_unit_code": "EUR", "condition_measurement_unit_code": "DTN",
        "measure_condition_components": [{ "duty_expression_id": "01", "duty_amount": 3.0 }],
    }] });
    assert_eq!(error(price), MeasureError::Condition(ConditionError::UnknownDependence("M".into())));
}

#[test]
fn a_document_that_is_no_commodity_is_refused() {
    let code = json!({ "goods_nomenclature_item_id": "08x", "import_measures": [], "export_measures": [] });
    assert_eq!(read_commodity(&code), Err(CommodityError::Code));
    for document in [json!(null), json!([]), json!({ "data": {}, "included": [] }), json!({ "included": 1 })] {
        assert_eq!(read_commodity(&document), Err(CommodityError::Shape), "{document}");
    }
    let many = vec![json!({}); 5_001];
    let many = json!({ "goods_nomenclature_item_id": "0809400500", "import_measures": many, "export_measures": [] });
    assert_eq!(read_commodity(&many), Err(CommodityError::TooMany));
    assert!(read_geographical_areas(&json!([{ "id": "KE", "children_geographical_areas": [{ "id": "ke" }] }])).is_err());
}

#[test]
fn a_document_that_relates_to_itself_without_end_is_refused() {
    let many: Vec<Value> = (0..600).map(|id| json!({ "type": "measure", "id": id.to_string() })).collect();
    let resource = |id: usize| json!({ "type": "measure", "id": id.to_string(), "attributes": {}, "relationships": { "measures": { "data": many } } });
    let included: Vec<Value> = (0..600).map(resource).collect();
    let data = json!({
        "type": "commodity", "id": "1", "attributes": { "goods_nomenclature_item_id": "0809400500" },
        "relationships": { "import_measures": { "data": many }, "export_measures": { "data": [] } },
    });
    assert_eq!(read_commodity(&json!({ "data": data, "included": included })), Err(CommodityError::Shape));
}
