//! The gate itself, before a schema made up for the purpose: what is declared is kept to, and what is wrong is found.

use std::time::{Duration, Instant};

use async_graphql::{Interface, MergedObject, Object, Schema, SimpleObject, Subscription, Union, parser::parse_query};
use fingertip::{
    application::Application,
    identity::{Gate, Policies, Subject},
    platform::policy::{MachineScope, Role, RoleSet, may, needs},
    schema,
};
use futures_util::{Stream, StreamExt, stream};
use serde_json::{Value, json};

use super::{
    code, machine_with,
    matrix::{Cast, Matrix, grant, person, two_admins},
    sign_in_as, strong_sign_in as sign_in,
};
use crate::support::{
    app::{App, operation},
    database::{Fresh, each_database},
    device::Device,
};

#[derive(MergedObject, Default)]
struct Query(Counter, Forgotten);

#[derive(Default)]
struct Counter;

#[Object]
impl Counter {
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn open(&self) -> Till {
        Till { number: 1, takings: 100 }
    }

    #[graphql(directive = may::apply(vec![Role::Cashier, Role::Auditor]))]
    async fn till(&self) -> Till {
        Till { number: 2, takings: 200 }
    }

    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn place(&self) -> Place {
        Place::Till(Till { number: 3, takings: 300 })
    }

    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn numbered(&self) -> Numbered {
        Numbered::Till(Till { number: 4, takings: 400 })
    }

    #[graphql(directive = may::apply(vec![Role::Service]), directive = needs::apply(vec![MachineScope::Lodge, MachineScope::Pay]))]
    async fn lodged(&self) -> u32 {
        7
    }

    /// A field for services has to say for which.
    #[graphql(directive = may::apply(vec![Role::Service]))]
    async fn aimless(&self) -> u32 {
        8
    }

    /// Only cashiers should.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn wrong(&self) -> u32 {
        5
    }
}

#[derive(Default)]
struct Forgotten;

#[Object]
impl Forgotten {
    async fn forgotten(&self) -> u32 {
        6
    }
}

#[derive(SimpleObject)]
struct Till {
    number: u32,
    #[graphql(directive = may::apply(vec![Role::Auditor]))]
    takings: u64,
}

#[derive(SimpleObject)]
struct Desk {
    number: u32,
    takings: u64,
}

#[derive(Union)]
enum Place {
    Till(Till),
    Desk(Desk),
}

#[derive(Interface)]
#[graphql(field(name = "number", ty = "&u32"), field(name = "takings", ty = "&u64"))]
enum Numbered {
    Till(Till),
    Desk(Desk),
}

struct Bell;

#[Subscription]
impl Bell {
    #[graphql(directive = may::apply(vec![Role::Cashier]))]
    async fn rung(&self) -> impl Stream<Item = u32> {
        stream::iter(1..=1).chain(stream::pending())
    }
}

type Counters = Gate<Schema<Query, async_graphql::EmptyMutation, Bell>>;

fn policies() -> Policies {
    Policies::of::<Query, async_graphql::EmptyMutation, Bell>()
}

fn counters(application: &Application) -> Counters {
    let schema = Schema::new(Query::default(), async_graphql::EmptyMutation, Bell);
    application.identity.gate(schema, policies())
}

fn expected(field: &str) -> Option<RoleSet> {
    let roles: &[Role] = match field {
        "Query.open" | "Query.place" | "Query.numbered" => &Role::ALL,
        "Query.till" => &[Role::Cashier, Role::Auditor],
        "Query.lodged" => &[Role::Service],
        "Query.aimless" => &[],
        "Query.wrong" | "Subscription.rung" => &[Role::Cashier],
        _ => return None,
    };
    Some(roles.iter().copied().collect())
}

#[tokio::test]
async fn a_field_without_a_policy_and_one_with_a_wrong_one_are_found() {
    let database = Fresh::sqlite().await;
    let (app, cast) = Cast::over(&database, counters).await;
    let found = Matrix::run(&app, &cast, &policies(), expected).await.findings;
    let about = |sentence: &str| found.iter().filter(|finding| finding.starts_with(sentence)).count();
    assert_eq!(about("Query.forgotten declares no policy: add @may to it"), 1, "{found:#?}");
    assert_eq!(about("Query.forgotten is in no list of who may use what"), 1, "{found:#?}");
    // All but the cashier, about three owners' things.
    assert_eq!(about("Query.wrong lets"), (Role::ALL.len() - 1) * 3, "{found:#?}");
    assert_eq!(about("Query.aimless names no scope of machines: add @needs to it"), 1, "{found:#?}");
    assert_eq!(found.len(), 3 + (Role::ALL.len() - 1) * 3, "and nothing else: {found:#?}");
}

#[test]
fn every_root_field_of_ours_says_who_may_use_it() {
    assert_eq!(schema::policies().undeclared(), Vec::<String>::new(), "add `directive = may::apply(…)` to these fields");
    assert_eq!(policies().undeclared(), ["Query.forgotten"]);
    assert_eq!(schema::policies().scopeless(), Vec::<String>::new(), "add `directive = needs::apply(…)` to these fields");
    assert_eq!(policies().scopeless(), ["Query.aimless"]);
    let printed = schema::print();
    assert!(printed.contains("directive @may(roles: [Role!]!) on FIELD_DEFINITION"), "the contract shows it");
    assert!(printed.contains("): RoleGrantConnection! @may(roles: [ADMIN, AUDITOR])"), "the contract shows it");
}

#[tokio::test]
async fn a_machine_uses_what_one_of_its_scopes_opens() {
    each_database(async |database| {
        let app = App::serving(database.database.clone(), counters).await;
        let asked = async |subject: Subject, document: &str| {
            let token = sign_in_as(&app, subject, Device::ed25519()).await.tokens.access_token;
            let request = app.request(document, &json!({})).header("authorization", format!("Bearer {token}"));
            request.send().await.expect("an answer").json::<Value>().await.expect("JSON")
        };
        let never_made = Subject::Machine(vocabulary::MachineId::new(7));
        for (machine, is_opened) in [
            (machine_with(&app, [MachineScope::Lodge]).await, true),
            (machine_with(&app, [MachineScope::Pay, MachineScope::ReadOwn]).await, true),
            (machine_with(&app, [MachineScope::ReadOwn, MachineScope::AgencyData]).await, false),
            (never_made, false),
        ] {
            let answer = asked(machine, "{ lodged }").await;
            assert_eq!(answer["data"]["lodged"] == 7, is_opened, "{answer}");
            assert_eq!(code(&answer), if is_opened { "" } else { "FORBIDDEN" });
            assert_eq!(code(&asked(machine, "{ aimless }").await), "FORBIDDEN", "no scope is named");
            assert_eq!(asked(machine, "{ open { number } }").await["data"]["open"]["number"], 1, "what anybody may use");
        }
    })
    .await;
}

#[tokio::test]
async fn a_stricter_field_within_a_result_is_kept_from_those_who_may_have_the_rest() {
    each_database(async |database| {
        let app = App::serving(database.database.clone(), counters).await;
        let admins = two_admins(&app).await;
        let (cashier, auditor) = (sign_in(&app).await, sign_in(&app).await);
        grant(&app, admins, person(cashier.subject), fingertip::identity::StaffRole::Cashier, None).await;
        grant(&app, admins, person(auditor.subject), fingertip::identity::StaffRole::Auditor, None).await;
        let ask = async |token: Option<&str>, document: &str| {
            let mut request = app.request(document, &json!({}));
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            request.send().await.expect("an answer").json::<Value>().await.expect("JSON")
        };
        let (cashier, auditor) = (Some(&cashier.tokens.access_token[..]), Some(&auditor.tokens.access_token[..]));
        for (document, path) in [
            ("{ till { takings } }", json!(["till", "takings"])),
            ("{ mine: till { sum: takings } }", json!(["mine", "sum"])),
            ("{ open { takings } }", json!(["open", "takings"])),
            ("{ open { number ... on Till { takings } } }", json!(["open", "takings"])),
            ("{ open { number ...t } } fragment t on Till { takings }", json!(["open", "takings"])),
            ("{ ... on Query { ...q } } fragment q on Query { open { takings } }", json!(["open", "takings"])),
            ("{ place { ... on Till { takings } } }", json!(["place", "takings"])),
            ("{ numbered { takings } }", json!(["numbered", "takings"])),
            ("{ numbered { ... on Till { takings } } }", json!(["numbered", "takings"])),
            ("{ open { takings @skip(if: true) number } }", json!(["open", "takings"])),
            ("query A { open { number } } query B { open { takings } }", Value::Null),
        ] {
            let denied = ask(cashier, document).await;
            if path.is_null() {
                assert_eq!(code(&denied), "OPERATION_NOT_FOUND", "{document}: {denied}");
                continue;
            }
            assert_eq!((code(&denied), &denied["errors"][0]["path"]), ("FORBIDDEN", &path), "{document}: {denied}");
            assert_eq!(denied["data"], Value::Null, "{document}: nothing of it ran");
            assert_eq!(ask(auditor, document).await.get("errors"), None, "{document}");
        }
        let anybody = ask(None, "{ open { takings } }").await;
        assert_eq!(code(&anybody), "UNAUTHENTICATED");
        for document in
            ["{ open { number } }", "{ place { ... on Till { number } ... on Desk { takings } } }", "{ numbered { number } }"]
        {
            assert_eq!(ask(None, document).await.get("errors"), None, "{document}");
        }
        let french = app.request("{ till { number } }", &json!({})).header("accept-language", "fr");
        let french = french.header("authorization", format!("Bearer {}", sign_in(&app).await.tokens.access_token));
        let french: Value = french.send().await.expect("an answer").json().await.expect("JSON");
        assert!(french["errors"][0]["message"].as_str().expect("a text").contains("administrateur"), "{french}");
    })
    .await;
}

#[tokio::test]
async fn fragments_in_a_circle_and_fields_that_are_not_there_come_to_an_end() {
    let policies = policies();
    for (document, demands) in [
        ("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a till { number } }", 1),
        ("{ ...a ...a } fragment a on Query { till { number } }", 1),
        ("{ nothing __typename __schema { types { name } } }", 0),
        ("{ forgotten }", 1),
        ("subscription { rung }", 1),
    ] {
        let parsed = parse_query(document).expect("a document");
        assert_eq!(policies.demands(&parsed, None).len(), demands, "{document}");
    }
    let two = parse_query("query A { open { number } } query B { till { number } }").expect("a document");
    assert_eq!(policies.demands(&two, Some("A")).len(), 0);
    assert_eq!(policies.demands(&two, Some("B")).len(), 1);
    assert_eq!(policies.demands(&two, None).len(), 1, "all are looked at where none is named");
}

/// `cargo nextest run --release --run-ignored all -E 'test(a_public_field_costs)' --no-capture`
#[test]
#[ignore = "a measurement"]
fn a_public_field_costs_a_look_in_a_map() {
    const TIMES: u32 = 100_000;
    let policies = schema::policies();
    let document = parse_query(operation("search")).expect("a document");
    let once = || {
        let began = Instant::now();
        for _ in 0..TIMES {
            assert!(std::hint::black_box(&policies).demands(std::hint::black_box(&document), None).is_empty());
        }
        began.elapsed() / TIMES
    };
    let took = (0..9).map(|_| once()).min().expect("nine times");
    println!("the policies of a public search are asked in {} ns", took.as_nanos());
    assert!(took < Duration::from_micros(50), "{took:?}");
}
