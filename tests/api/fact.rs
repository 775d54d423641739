//! What the administration publishes as data: read as of a day, summed up for a trader, and refused where it is not as it must be.

use std::{fs, path::Path};

use fingertip::{
    fact::{FactKind, LeadDaysMin, import::FactFiles},
    platform::import::{Flaw, Source},
};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use vocabulary::FactId;

use crate::support::{app::App, database::each_database};

fn sample() -> FactFiles {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/facts");
    FactFiles::open(&folder, LeadDaysMin::default()).expect("the sample")
}

async fn with_sample(app: &App) {
    let facts: Vec<_> = sample().rows().expect("facts").map(|fact| fact.expect("a good fact")).collect();
    app.application.facts.record_all(&facts, app.now()).await.expect("a database");
}

/// What is told of a single fee file.
fn told(text: &str) -> String {
    told_where(text, LeadDaysMin::default())
}

/// What is told of a single fee file where rules have to be announced so early.
fn told_where(text: &str, lead_days_min: LeadDaysMin) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let fees = folder.path().join("facts/fees");
    fs::create_dir_all(&fees).expect("a folder");
    fs::write(fees.join("permit.yaml"), text).expect("a file");
    let files = FactFiles::open(&folder.path().join("facts"), lead_days_min).expect("a folder of facts");
    match files.rows().expect("facts").next() {
        Some(Err(Flaw::Row(error))) => error.to_string(),
        Some(Ok(_)) => "good".to_owned(),
        other => panic!("{:?}", other.map(|_| ())),
    }
}

const PERMIT: &str = "id: permit
authority: zz-trade
article11: c
direction: import
valid_from: 2026-03-01
announced_on: 2026-01-01
source: {act: Trade Act, gazette: no. 4, page: 2, url: 'https://law.example/trade', captured_on: 2026-01-02}
attestation: {officer: ZZT-001, confirmed_on: 2026-01-02, review_due_on: 2027-01-02}
name: {en: Import permit}
fee: {service: permit, amount: {fixed: '40.00'}, currency: XTS, pay_by: [card], when: {en: With the application}}
";

#[test]
fn a_fact_that_is_not_as_it_must_be_is_refused_with_its_reason() {
    assert_eq!(told(PERMIT), "good");
    for (from, to, reason) in [
        ("announced_on: 2026-01-01", "announced_on: 2026-02-20", "9 days after it was announced, where 30 are wanted"),
        ("page: 2", "page: 0", "pages are counted from 1"),
        ("gazette: no. 4, ", "", "missing field `gazette`"),
        ("act: Trade Act", "act: ''", "act is empty"),
        ("review_due_on: 2027-01-02", "review_due_on: 2026-01-02", "review_due_on is not after confirmed_on"),
        ("id: permit", "id: licence", "is not the name of its file"),
        ("{fixed: '40.00'}", "{fixed: '-40.00'}", "amount is below zero"),
        ("currency: XTS", "currency: crowns", "three capital letters"),
        ("article11: c", "article11: k", "article11"),
    ] {
        assert!(told(&PERMIT.replacen(from, to, 1)).contains(reason), "{to}: {}", told(&PERMIT.replacen(from, to, 1)));
    }
    let excepted =
        PERMIT.replace("announced_on: 2026-01-01", "announced_on: 2026-02-20\nexception: {kind: URGENT, reason: a flood}");
    assert_eq!(told(&excepted), "good");
    let late = PERMIT.replace("announced_on: 2026-01-01", "announced_on: 2026-02-20");
    assert_eq!(told_where(&late, LeadDaysMin::new(9)), "good", "a territory may be content with nine days");
    assert!(told_where(&late, LeadDaysMin::new(10)).contains("9 days after it was announced, where 10 are wanted"));
}

#[tokio::test]
async fn a_fee_is_read_as_of_a_day_with_its_source_and_its_age() {
    each_database(async |database| {
        let app = App::over(database).await;
        with_sample(&app).await;
        const FEE: &str = "query($day: Date) { fees(filter: {id: \"phytosanitary-certificate\"}, asOf: $day) {
            nodes { fixed currency source { act gazette page } leadDays attestation { isOverdue } } } }";
        let fee = async |day: &str| app.data(FEE, json!({ "day": day })).await["fees"]["nodes"][0].clone();
        assert_eq!(
            (fee("2025-06-30").await["fixed"].clone(), fee("2025-07-01").await["fixed"].clone()),
            (json!("40.00"), json!("45.00"))
        );
        assert!(fee("2026-06-15").await["source"]["page"].as_u64() > Some(0));
        assert_eq!(fee("2031-01-01").await["attestation"]["isOverdue"], true);
    })
    .await;
}

#[tokio::test]
async fn what_is_recorded_already_is_not_recorded_again() {
    each_database(async |database| {
        let app = App::over(database).await;
        with_sample(&app).await;
        let facts: Vec<_> = sample().rows().expect("facts").map(|fact| fact.expect("a good fact")).collect();
        let again = app.application.facts.record_all(&facts, app.now()).await.expect("a database");
        assert_eq!((again.added, again.unchanged), (0, facts.len()));
    })
    .await;
}

#[tokio::test]
async fn facts_are_listed_by_goods_and_page_by_page() {
    each_database(async |database| {
        let app = App::over(database).await;
        with_sample(&app).await;
        let list = async |filter: serde_json::Value, first: i64, after: serde_json::Value| {
            let text = "query($filter: FactsFilter, $first: Int, $after: String) {
                fees(filter: $filter, first: $first, after: $after) { nodes { id hsCodes } pageInfo { hasNextPage endCursor } } }";
            app.data(text, json!({ "filter": filter, "first": first, "after": after })).await["fees"].clone()
        };
        let ids = |page: &serde_json::Value| {
            let nodes = page["nodes"].as_array().expect("a list");
            nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
        };
        // The levy is on heading 0901: it is about its chapter, about itself, and about what lies under it, but not about its neighbour.
        for (code, found) in [("09", true), ("0901", true), ("0901210010", true), ("0902", false)] {
            let (mut all, mut after) = (Vec::new(), json!(null));
            loop {
                let page = list(json!({ "hsCode": code }), 50, after).await;
                all.extend(ids(&page));
                if page["pageInfo"]["hasNextPage"] != true {
                    break;
                }
                after = page["pageInfo"]["endCursor"].clone();
            }
            assert_eq!(all.contains(&"coffee-levy".to_owned()), found, "{code}");
            assert!(all.contains(&"processing-fee".to_owned()), "a fee on all goods is on {code} too");
        }
        let whole = ids(&list(json!({}), 50, json!(null)).await);
        let first = list(json!({}), 3, json!(null)).await;
        let second = list(json!({}), 3, first["pageInfo"]["endCursor"].clone()).await;
        assert_eq!([ids(&first), ids(&second)].concat(), whole[..6]);
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
    })
    .await;
}

#[tokio::test]
async fn a_procedure_is_summed_up_for_the_goods_and_the_way_they_move() {
    each_database(async |database| {
        let app = App::over(database).await;
        with_sample(&app).await;
        let totals = async |variables| app.operation("procedure", variables).await["procedure"]["totals"].clone();
        let unknown = totals(json!({ "id": "coffee-export" })).await;
        assert!(
            unknown["steps"].as_u64() > Some(2) && unknown["minutesMin"].as_u64() < unknown["minutesMax"].as_u64(),
            "{unknown}"
        );
        assert!(
            unknown["undetermined"].as_array().is_some_and(|fees| fees.iter().any(|fee| fee["needs"] == "customsValue")),
            "{unknown}"
        );
        let known = totals(json!({ "id": "coffee-export", "customsValue": "12000" })).await;
        assert_eq!(
            known["undetermined"].as_array().map(|fees| fees.iter().filter(|fee| fee["needs"] == "customsValue").count()),
            Some(0),
            "{known}"
        );
        assert_eq!(known["costs"][0]["currency"], "XTS");
        let refused = app
            .refusal("fr", "{ procedure(id: \"coffee-export\") { totals(customsValue: \"many\") { steps } } }", json!({}))
            .await;
        assert_eq!(refused["extensions"]["code"], "DECIMAL_INVALID", "{refused}");
    })
    .await;
}

#[tokio::test]
async fn an_office_says_when_it_is_open_and_a_notice_what_it_changes() {
    each_database(async |database| {
        let app = App::over(database).await;
        with_sample(&app).await;
        let office = async |day: &str| {
            let text = "query($day: Date) { offices(filter: {id: \"agriculture-counter\"}, asOf: $day) { nodes { name language open { opens closes } } } }";
            app.answer_in("fr", text, json!({ "day": day })).await["data"]["offices"]["nodes"][0].clone()
        };
        assert_eq!(office("2026-06-15").await["open"], json!([{ "opens": "08:00", "closes": "12:00" }, { "opens": "13:00", "closes": "16:30" }]));
        assert_eq!((office("2026-06-14").await["open"].clone(), office("2026-07-09").await["open"].clone()), (json!([]), json!([])));
        assert_eq!(office("2026-06-15").await["language"], "fr");
        let notices = app.operation("notices", json!({ "asOf": "2027-02-01", "first": 50 })).await;
        let nodes = notices["notices"]["nodes"].as_array().expect("a list").clone();
        assert!(nodes.iter().any(|notice| notice["changes"][0]["after"].is_string()), "{notices}");
        let rulings = app.operation("rulings", json!({ "filter": { "hsCode": "09" } })).await;
        assert!(rulings["rulings"]["nodes"].as_array().is_some_and(|nodes| !nodes.is_empty()), "{rulings}");
    })
    .await;
}

#[tokio::test]
async fn a_notice_is_there_from_the_day_it_was_announced() {
    each_database(async |database| {
        let app = App::over(database).await;
        with_sample(&app).await;
        let notice = async |day: &str| {
            let text = "query($day: Date) { notices(filter: {id: \"coffee-fees-2027\"}, asOf: $day) {
                nodes { isInForce announcedOn validFrom } } }";
            app.data(text, json!({ "day": day })).await["notices"]["nodes"].clone()
        };
        let announced_on = notice("2026-12-31").await[0]["announcedOn"].as_str().expect("a day").to_owned();
        let day: vocabulary::Date = announced_on.parse().expect("a day");
        assert_eq!(notice(&day.yesterday().expect("a day").to_string()).await, json!([]));
        for (day, is_in_force) in [(announced_on.as_str(), false), ("2026-12-31", false), ("2027-01-01", true)] {
            let nodes = notice(day).await;
            let wanted = json!([{ "isInForce": is_in_force, "announcedOn": announced_on, "validFrom": "2027-01-01" }]);
            assert_eq!(nodes, wanted, "{day}");
        }
        // A fee of that day is still the old one: only notices speak before their time.
        let fees = app.data("{ fees(filter: {id: \"coffee-levy\"}, asOf: \"2026-12-31\") { nodes { validFrom } } }", json!({})).await;
        assert_ne!(fees["fees"]["nodes"][0]["validFrom"], "2027-01-01");
        app.indexed().await;
        let find = async |day: &str| {
            let text = "query($day: Date) { search(text: \"coffee licence levy 2027\", language: \"en\", asOf: $day, filter: { kinds: [NOTICE] }) {
                nodes { factId } } }";
            let found = app.data(text, json!({ "day": day })).await["search"]["nodes"].clone();
            found.as_array().expect("a list").iter().any(|node| node["factId"] == "coffee-fees-2027")
        };
        assert!(find(&announced_on).await && find("2027-02-01").await);
        assert!(!find(&day.yesterday().expect("a day").to_string()).await);
    })
    .await;
}

#[tokio::test]
async fn fees_of_two_authorities_for_the_same_are_held_against_each_other() {
    each_database(async |database| {
        let app = App::over(database).await;
        with_sample(&app).await;
        let fact = |text: &str| {
            let folder = tempfile::tempdir().expect("a folder");
            let fees = folder.path().join("facts/fees");
            fs::create_dir_all(&fees).expect("a folder");
            fs::write(fees.join("permit.yaml"), text).expect("a file");
            let files = FactFiles::open(&folder.path().join("facts"), LeadDaysMin::default()).expect("a folder of facts");
            files.rows().expect("facts").next().expect("a fact").expect("a good fact")
        };
        let known =
            app.application.facts.read((FactKind::Fee, id("processing-fee")), "2026-06-15".parse().expect("a day"), app.now());
        let authority = known.await.expect("a database").expect("a fee").content.authority;
        assert_eq!(authority.as_str(), "zz-customs");
        let same_service = PERMIT.replace("service: permit", "service: processing-fee");
        let found = app.application.facts.contradictions(&[fact(&same_service)]).await.expect("a database");
        assert_eq!(found.len(), 1);
        assert!(found[0].1.to_string().contains("processing-fee of zz-customs"), "{}", found[0].1);
        let both = same_service.replace("currency: XTS", "both_apply: true, currency: XTS");
        assert!(app.application.facts.contradictions(&[fact(&both), fact(PERMIT)]).await.expect("a database").is_empty());
    })
    .await;
}

fn id(text: &str) -> FactId {
    text.parse().expect("a good id")
}

#[tokio::test]
async fn the_database_itself_refuses_a_fact_without_a_source() {
    each_database(async |database| {
        let app = App::over(database).await;
        with_sample(&app).await;
        let connection = app.application.database.connection();
        for change in ["source_act = ''", "source_page = 0", "source_url = null", "attested_by = null", "source_captured_on = ''"]
        {
            let sql = format!("update fact_revision set {change}");
            let refused = connection.execute_raw(Statement::from_string(connection.get_database_backend(), sql)).await;
            assert!(refused.is_err(), "{change}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_facts_of_the_sample_name_is_there() {
    each_database(async |database| {
        let app = App::over(database).await;
        with_sample(&app).await;
        let keys: Vec<String> = app
            .application
            .facts
            .keys()
            .await
            .expect("a database")
            .into_iter()
            .map(|(kind, id)| format!("{kind}/{id}"))
            .collect();
        let publications = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/publications");
        for fact in sample().rows().expect("facts").map(|fact| fact.expect("a good fact")) {
            let content = &fact.content;
            if let Some(publication) = &content.publication_id {
                assert!(publications.join(publication.as_str()).is_dir(), "{} names {publication}", fact.id);
            }
            let body = serde_json::to_value(&content.body).expect("JSON");
            for (pointer, kind) in [("office", "office"), ("form", "form"), ("fee", "fee"), ("ruling", "ruling")] {
                for named in named(&body, pointer) {
                    assert!(keys.contains(&format!("{kind}/{named}")), "{} names the {kind} {named}", fact.id);
                }
            }
        }
        assert!(keys.len() >= 300, "{}", keys.len());
    })
    .await;
}

/// Collects the texts that stand under `key` anywhere below the body.
fn named(value: &serde_json::Value, key: &str) -> Vec<String> {
    match value {
        serde_json::Value::Array(items) => items.iter().flat_map(|item| named(item, key)).collect(),
        serde_json::Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| match value.as_str() {
                Some(text) if name == key => vec![text.to_owned()],
                _ => named(value, key),
            })
            .collect(),
        _ => Vec::new(),
    }
}
