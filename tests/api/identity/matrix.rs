//! Every operation, asked by every role about what is its own, another company's and another office's, over HTTP. Rows SEC-AZ-01,
//! SEC-AZ-02 and SEC-AZ-07.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use fingertip::{
    identity::{Acting, Companies, NewGrant, Policies, StaffRole, Subject},
    platform::{
        fault::Fault,
        policy::{Role, RoleSet},
    },
    schema,
};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream};
use serde_json::{Value, json};
use vocabulary::{MachineId, PersonId, Timestamp};

use super::{code, strong_sign_in as sign_in, strong_sign_in_as as sign_in_as};
use crate::support::{
    app::{self, App},
    database::{Fresh, each_database},
    device::Device,
};

/// What anybody may use. Written here once more by hand, so that what a field declares by mistake is found.
const PUBLIC: &[&str] = &[
    "Query.compareAssessment",
    "Query.computeDuty",
    "Query.classify",
    "Query.coverage",
    "Query.dataset",
    "Query.datasets",
    "Query.dutyOptions",
    "Query.estimate",
    "Query.explainSearch",
    "Query.export",
    "Query.fees",
    "Query.forms",
    "Query.history",
    "Query.hsCode",
    "Query.leadTimes",
    "Query.notices",
    "Query.offices",
    "Query.originCheck",
    "Query.originScheme",
    "Query.originSchemes",
    "Query.popularSearches",
    "Query.procedure",
    "Query.procedures",
    "Query.publication",
    "Query.publications",
    "Query.referenceCodes",
    "Query.rulings",
    "Query.search",
    "Query.similar",
    "Query.staleness",
    "Query.suggest",
    "Query.synonyms",
    "Query.tfaNotification",
    "Query.unansweredSearches",
    "Query.whyNot",
    "Mutation.activateStaff",
    "Mutation.beginOidcSignIn",
    "Mutation.beginPasskeySignIn",
    "Mutation.confirmStaff",
    "Mutation.finishOidcSignIn",
    "Mutation.finishPasskeySignIn",
    "Mutation.refreshSession",
    "Mutation.saveEstimate",
    "Mutation.requestCode",
    "Mutation.signIn",
    "Mutation.signInStaff",
    "Subscription.publicationChanged",
];

/// What only some may use, and who.
const RESTRICTED: &[(&str, &[Role])] = &[
    ("Query.exportMyData", PERSONS),
    ("Query.mandatesGiven", PERSONS),
    ("Query.mandatesHeld", PERSONS),
    ("Query.me", SIGNED_IN),
    ("Query.myCompanies", PERSONS),
    ("Query.roleGrants", &[Role::Admin, Role::Auditor]),
    ("Query.staff", &[Role::Admin, Role::Auditor]),
    ("Mutation.acceptMandate", PERSONS),
    ("Mutation.addCompanyAdmin", PERSONS),
    ("Mutation.addMachineKey", PERSONS),
    ("Mutation.approveRole", &[Role::Admin]),
    ("Mutation.beginPasskey", PERSONS),
    ("Mutation.cancelMandate", PERSONS),
    ("Mutation.changePhone", PERSONS),
    ("Mutation.confirmCompany", &[Role::EnquiryOfficer, Role::Supervisor, Role::Admin]),
    ("Mutation.createMachine", PERSONS),
    ("Mutation.deactivateStaff", &[Role::Admin]),
    ("Mutation.endMandate", PERSONS),
    ("Mutation.endSession", SIGNED_IN),
    ("Mutation.eraseMe", PERSONS),
    ("Mutation.finishPasskey", PERSONS),
    ("Mutation.freezeMandates", PERSONS),
    ("Mutation.grantMandate", PERSONS),
    ("Mutation.inviteStaff", &[Role::Admin]),
    ("Mutation.proposeRole", &[Role::Admin]),
    ("Mutation.registerCompany", PERSONS),
    ("Mutation.rejectMandate", PERSONS),
    ("Mutation.removeCompanyAdmin", PERSONS),
    ("Mutation.removePasskey", PERSONS),
    ("Mutation.requestMandate", PERSONS),
    ("Mutation.retireMachine", PERSONS),
    ("Mutation.revokeMachineKey", PERSONS),
    ("Mutation.revokeRole", &[Role::Admin]),
    ("Mutation.unfreezeMandates", PERSONS),
];

/// Officers and those who act for companies are persons who signed in, so they may all that a trader may.
const PERSONS: &[Role] = &[
    Role::Trader,
    Role::CompanyAdmin,
    Role::BrokerForCompany,
    Role::EnquiryOfficer,
    Role::Supervisor,
    Role::Publisher,
    Role::Approver,
    Role::Cashier,
    Role::FinanceApprover,
    Role::Auditor,
    Role::Admin,
];

const SIGNED_IN: &[Role] = &[
    Role::Trader,
    Role::CompanyAdmin,
    Role::BrokerForCompany,
    Role::EnquiryOfficer,
    Role::Supervisor,
    Role::Publisher,
    Role::Approver,
    Role::Cashier,
    Role::FinanceApprover,
    Role::Auditor,
    Role::Admin,
    Role::Service,
];

/// Which callers, each with the one role it is there for, get past the policy of a field; nothing for a field that no list names.
pub fn expected(field: &str) -> Option<RoleSet> {
    if PUBLIC.contains(&field) {
        return Some(Role::ALL.into_iter().collect());
    }
    RESTRICTED.iter().find(|(name, _)| *name == field).map(|(_, roles)| roles.iter().copied().collect())
}

#[tokio::test]
async fn every_role_gets_past_the_policies_it_is_named_in_and_past_no_other() {
    each_database(async |database| {
        let (app, cast) = Cast::over(database, |application| schema::build(application, true)).await;
        let matrix = Matrix::run(&app, &cast, &schema::policies(), expected).await;
        println!("{} combinations of operation, role and ownership", matrix.combinations);
        assert_eq!(matrix.findings, Vec::<String>::new());
        assert!(matrix.combinations >= 38 * Role::ALL.len() * Ownership::ALL.len(), "{}", matrix.combinations);
        let (session, subject) = cast.somebody_elses;
        assert!(app.application.identity.sessions.stands(session, subject, app.now()).await.expect("a database"));
    })
    .await;
}

#[tokio::test]
async fn no_input_lets_a_caller_set_what_is_the_servers_to_say() {
    let database = Fresh::sqlite().await;
    let app = App::over(&database).await;
    let types = Types::of(&app).await;
    assert!(types.inputs().count() >= 8, "the inputs were found");
    assert_eq!(server_owned(&types), Vec::<String>::new());
}

#[test]
fn an_input_with_a_field_of_the_servers_is_found() {
    let field = |name: &str| json!({ "name": name, "type": { "kind": "SCALAR", "name": "String" } });
    let input = |name: &str, fields: &[&str]| {
        let fields: Vec<_> = fields.iter().map(|name| field(name)).collect();
        json!({ "kind": "INPUT_OBJECT", "name": name, "inputFields": fields })
    };
    let schema = json!({ "queryType": { "name": "Query" }, "types": [
        input("PayNoticeInput", &["noticeId", "status", "paidAt"]),
        input("RegisterInput", &["name", "role"]),
        input("ProposeRoleInput", &["personId", "role"]),
        { "kind": "OBJECT", "name": "Mutation", "fields": [{ "name": "pay", "args": [field("amount")], "type": {} }] },
    ] });
    let found = server_owned(&Types::read(&schema));
    assert_eq!(found, ["PayNoticeInput.paidAt", "PayNoticeInput.status", "RegisterInput.role", "Mutation.pay(amount)"]);
}

/// What the server says, and no caller. A payer names a notice, not what is due.
const SERVER_OWNED: &[&str] = &[
    "admin",
    "amount",
    "amountMinor",
    "approvedAt",
    "approvedBy",
    "balance",
    "createdAt",
    "createdBy",
    "endedAt",
    "grantedAt",
    "grantedBy",
    "isAdmin",
    "owner",
    "ownerId",
    "paid",
    "paidAt",
    "paidBy",
    "price",
    "recordedAt",
    "revokedAt",
    "revokedBy",
    "role",
    "roles",
    "settledAt",
    "state",
    "status",
    "subject",
    "total",
    "updatedAt",
    "verified",
];

/// Inputs that may name one of them, because naming it is what the operation is for.
const MAY_NAME: &[&str] = &["FinishOidcSignInInput.state", "ProposeRoleInput.role"];

fn server_owned(types: &Types) -> Vec<String> {
    let of_inputs = types.inputs().flat_map(|(name, fields)| {
        let names = fields.iter().filter_map(|field| field["name"].as_str());
        names.map(move |field| (format!("{name}.{field}"), field.to_owned()))
    });
    let of_mutations = types.fields("Mutation").iter().flat_map(|field| {
        let names = field["args"].as_array().into_iter().flatten().filter_map(|argument| argument["name"].as_str());
        names.map(move |name| (format!("Mutation.{}({name})", field["name"].as_str().unwrap_or_default()), name.to_owned()))
    });
    let mut found: Vec<String> = Vec::new();
    for (place, name) in of_inputs.chain(of_mutations) {
        if SERVER_OWNED.contains(&name.as_str()) && !MAY_NAME.contains(&place.as_str()) {
            found.push(place);
        }
    }
    found.sort_by_key(|place| (place.contains('('), place.clone()));
    found
}

/// Whose things a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    Own,
    OtherCompany,
    OtherOffice,
}

impl Ownership {
    pub const ALL: [Ownership; 3] = [Ownership::Own, Ownership::OtherCompany, Ownership::OtherOffice];
}

/// One caller for each role, and things that are none of theirs.
pub struct Cast {
    subjects: BTreeMap<usize, Subject>,
    somebody_elses: (vocabulary::SessionId, Subject),
    grant_of_another_office: String,
}

/// Companies of which two persons are something.
struct TwoPeople {
    admin: PersonId,
    broker: PersonId,
}

impl Companies for TwoPeople {
    fn acting(&self, person: PersonId, _: Timestamp) -> BoxFuture<'_, Result<Acting, Fault>> {
        let acting = Acting { as_admin: person == self.admin, as_broker: person == self.broker };
        std::future::ready(Ok(acting)).boxed()
    }
}

impl Cast {
    /// Serves what `build` makes, with everybody in it.
    pub async fn over<S: async_graphql::Executor>(
        database: &Fresh,
        build: impl FnOnce(&fingertip::application::Application) -> S,
    ) -> (App, Cast) {
        let (admin, broker) = (PersonId::new(1_001), PersonId::new(1_002));
        for person in [admin, broker] {
            database.execute(&format!("insert into person (id, created_at) values ('{person}', 0)")).await;
        }
        let app = App::serving_within(app::unhurried(), database.database.clone(), |application| {
            let companies = Arc::new(TwoPeople { admin, broker });
            let identity = application.identity.clone().with_companies(companies);
            build(&fingertip::application::Application { identity, ..application.clone() })
        })
        .await;
        let admins = two_admins(&app).await;
        let mut subjects = BTreeMap::new();
        for (at, role) in Role::ALL.into_iter().enumerate() {
            let subject = match role {
                Role::Anonymous => continue,
                Role::Service => Subject::Machine(MachineId::new(7)),
                Role::CompanyAdmin => Subject::Person(admin),
                Role::BrokerForCompany => Subject::Person(broker),
                Role::Trader => sign_in(&app).await.subject,
                Role::Admin => Subject::Person(admins[0]),
                staff => {
                    let subject = sign_in(&app).await.subject;
                    grant(&app, admins, person(subject), staff_role(staff), None).await;
                    subject
                }
            };
            subjects.insert(at, subject);
        }
        let other = sign_in(&app).await;
        let grant_of_another_office =
            grant(&app, admins, person(other.subject), StaffRole::Cashier, Some("customs-northgate")).await;
        let somebody_elses = (other.tokens.session, other.subject);
        (app, Cast { subjects, somebody_elses, grant_of_another_office })
    }

    fn subject(&self, role: Role) -> Option<Subject> {
        let at = Role::ALL.into_iter().position(|other| other == role).expect("one of all");
        self.subjects.get(&at).copied()
    }
}

/// Appoints the two admins that it takes to appoint others.
pub async fn two_admins(app: &App) -> [PersonId; 2] {
    let (first, second) = (sign_in(app).await.subject, sign_in(app).await.subject);
    let roles = &app.application.identity.roles;
    let unit = app.application.database.begin().await.expect("a database");
    roles.grant_first_admin(&unit, person(first), app.now()).await.expect("a database").expect("there is none");
    roles.grant_second_admin(&unit, person(second), app.now()).await.expect("a database").expect("there is one");
    fingertip::platform::database::commit(unit).await.expect("a database");
    [person(first), person(second)]
}

/// Grants a role as two admins do, and returns the grant.
pub async fn grant(app: &App, admins: [PersonId; 2], person: PersonId, role: StaffRole, office: Option<&str>) -> String {
    let roles = &app.application.identity.roles;
    let granted = NewGrant { person, role, office: office.map(|office| office.parse().expect("an id")), until: None };
    let proposed = roles.propose(admins[0], granted, app.now()).await.expect("a database").expect("a proposal");
    roles.approve(admins[1], proposed.id, app.now()).await.expect("a database").expect("another admin");
    proposed.id.to_string()
}

pub fn person(subject: Subject) -> PersonId {
    match subject {
        Subject::Person(person) => person,
        Subject::Machine(machine) => panic!("{machine} is no person"),
    }
}

fn staff_role(role: Role) -> StaffRole {
    StaffRole::ALL.into_iter().find(|staff| Role::from(*staff) == role).expect("a role of staff")
}

/// What came of asking for everything.
pub struct Matrix {
    pub combinations: usize,
    /// What is wrong, each in a sentence that names the field.
    pub findings: Vec<String>,
}

/// One request of the matrix.
struct Cell<'a> {
    root: &'a str,
    field: &'a Value,
    role: Role,
    ownership: Ownership,
}

impl Matrix {
    /// Asks for every root field of the schema that `app` serves, by every role, about whatever is whose.
    pub async fn run(app: &App, cast: &Cast, policies: &Policies, expected: fn(&str) -> Option<RoleSet>) -> Matrix {
        let types = Types::of(app).await;
        let mut findings: Vec<String> =
            policies.undeclared().iter().map(|field| format!("{field} declares no policy: add @may to it")).collect();
        let mut tokens = BTreeMap::new();
        for role in Role::ALL {
            if let Some(subject) = cast.subject(role) {
                tokens.insert(role as usize, sign_in_as(app, subject, Device::ed25519()).await.tokens);
            }
        }
        let mut combinations = 0;
        for root in ["Query", "Subscription", "Mutation"] {
            let mut cells = Vec::new();
            for field in types.fields(root) {
                let name = format!("{root}.{}", field["name"].as_str().expect("a name"));
                if expected(&name).is_none() {
                    findings.push(format!("{name} is in no list of who may use what: add it to tests/api/identity/matrix.rs"));
                }
                for role in Role::ALL {
                    cells.extend(Ownership::ALL.map(|ownership| Cell { root, field, role, ownership }));
                }
            }
            combinations += cells.len();
            // What is done to one's own session may end it, so it is one that nothing else needs, and gone afterwards.
            let asked = stream::iter(&cells).map(|cell| async {
                let is_own = root == "Mutation" && cell.ownership == Ownership::Own;
                let Some(subject) = cast.subject(cell.role).filter(|_| is_own) else {
                    return cell.ask(app, cast, &types, tokens.get(&(cell.role as usize)), expected).await;
                };
                let own = sign_in_as(app, subject, Device::ed25519()).await.tokens;
                let finding = cell.ask(app, cast, &types, Some(&own), expected).await;
                app.application.identity.sessions.end(own.session, subject, app.now()).await.expect("a database");
                finding
            });
            findings.extend(asked.buffer_unordered(8).filter_map(std::future::ready).collect::<Vec<_>>().await);
        }
        findings.sort();
        findings.dedup();
        Matrix { combinations, findings }
    }
}

impl Cell<'_> {
    /// Sends the request, and says what is wrong with what comes of it.
    async fn ask(
        &self,
        app: &App,
        cast: &Cast,
        types: &Types,
        tokens: Option<&fingertip::identity::TokenPair>,
        expected: fn(&str) -> Option<RoleSet>,
    ) -> Option<String> {
        let Cell { root, field, role, ownership } = self;
        let name = format!("{root}.{}", field["name"].as_str().expect("a name"));
        let may = expected(&name).is_some_and(|roles| roles.has(*role));
        let own = tokens.map_or_else(|| "0".repeat(32), |tokens| tokens.session.to_string());
        let things = match ownership {
            Ownership::Own => Things { id: own, office: "customs-port-meridian" },
            Ownership::OtherCompany => Things { id: cast.somebody_elses.0.to_string(), office: "customs-port-meridian" },
            Ownership::OtherOffice => Things { id: cast.grant_of_another_office.clone(), office: "customs-northgate" },
        };
        let mut request = app.request(&types.document(root, field, &things), &json!({}));
        if let Some(tokens) = tokens {
            request = request.header("authorization", format!("Bearer {}", tokens.access_token));
        }
        let answer = if *root == "Subscription" {
            first_event(request, if may { Duration::from_millis(100) } else { Duration::from_secs(10) }).await
        } else {
            request.send().await.expect("an answer").json().await.expect("JSON")
        };
        let wrong_document = ["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "DOCUMENT_TOO_LARGE"];
        let denial = if *role == Role::Anonymous { "UNAUTHENTICATED" } else { "FORBIDDEN" };
        match code(&answer) {
            code if wrong_document.contains(&code) => Some(format!("{name} was asked for wrongly: {answer}")),
            "UNAUTHENTICATED" | "FORBIDDEN" if may => Some(format!("{name} is denied to {role:?}, {ownership:?}: {answer}")),
            code if !may && code != denial => Some(format!("{name} lets {role:?} in, {ownership:?}: {answer}")),
            _ => None,
        }
    }
}

/// The first thing that a subscription tells within `patience`; an answer without errors where it tells nothing.
async fn first_event(request: reqwest::RequestBuilder, patience: Duration) -> Value {
    let mut response = request.header("accept", "text/event-stream").send().await.expect("an answer");
    let mut text = String::new();
    let read = async {
        while let Ok(Some(bytes)) = response.chunk().await {
            text += &String::from_utf8_lossy(&bytes);
            let told = text.split("data: ").nth(1).and_then(|rest| rest.split_once("\n\n"));
            if let Some((told, _)) = told {
                return serde_json::from_str(told).expect("JSON");
            }
        }
        serde_json::from_str(&text).unwrap_or(Value::Null)
    };
    tokio::time::timeout(patience, read).await.unwrap_or(Value::Null)
}

/// What a request names.
struct Things {
    id: String,
    office: &'static str,
}

/// The types of a schema, by introspection.
struct Types {
    by_name: BTreeMap<String, Value>,
    roots: BTreeMap<&'static str, String>,
}

impl Types {
    async fn of(app: &App) -> Types {
        let query = "query IntrospectionQuery { __schema {
                queryType { name } mutationType { name } subscriptionType { name }
                types { kind name fields(includeDeprecated: true) { name type { ...T } args { ...I } } inputFields { ...I } enumValues { name } }
            } }
            fragment I on __InputValue { name defaultValue type { ...T } }
            fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
        Types::read(&app.data(query, json!({})).await["__schema"])
    }

    fn read(schema: &Value) -> Types {
        let types = schema["types"].as_array().expect("types").iter();
        let by_name = types.map(|kind| (kind["name"].as_str().expect("a name").to_owned(), kind.clone())).collect();
        let roots = [("Query", "queryType"), ("Mutation", "mutationType"), ("Subscription", "subscriptionType")];
        let named = roots.map(|(root, key)| (root, schema[key]["name"].as_str().unwrap_or(root).to_owned()));
        Types { by_name, roots: named.into() }
    }

    fn fields(&self, root: &str) -> &[Value] {
        let kind = self.by_name.get(&self.roots[root]);
        kind.and_then(|kind| kind["fields"].as_array()).map_or(&[], |fields| fields)
    }

    fn inputs(&self) -> impl Iterator<Item = (&String, &Vec<Value>)> {
        self.by_name.iter().filter_map(|(name, kind)| Some((name, kind["inputFields"].as_array()?)))
    }

    /// The smallest document that asks for a root field.
    fn document(&self, root: &str, field: &Value, things: &Things) -> String {
        let operation = root.to_lowercase();
        let name = field["name"].as_str().expect("a name");
        let arguments: Vec<_> =
            field["args"].as_array().into_iter().flatten().filter_map(|argument| self.given(argument, things)).collect();
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        let kind = named(&field["type"]);
        let is_leaf = matches!(self.by_name[kind]["kind"].as_str(), Some("SCALAR" | "ENUM"));
        format!("{operation} {{ {name}{arguments} {} }}", if is_leaf { "" } else { "{ __typename }" })
    }

    /// An argument or a field of an input, where it must be given, or names a thing.
    fn given(&self, value: &Value, things: &Things) -> Option<String> {
        let is_required = value["type"]["kind"] == "NON_NULL" && value["defaultValue"].is_null();
        let names_a_thing = matches!(named(&value["type"]), "ID" | "FactId");
        let name = value["name"].as_str().expect("a name");
        (is_required || names_a_thing).then(|| format!("{name}: {}", self.sample(&value["type"], things)))
    }

    fn sample(&self, kind: &Value, things: &Things) -> String {
        match kind["kind"].as_str() {
            Some("NON_NULL") => return self.sample(&kind["ofType"], things),
            Some("LIST") => return format!("[{}]", self.sample(&kind["ofType"], things)),
            _ => {}
        }
        let name = kind["name"].as_str().expect("a name");
        let full = &self.by_name[name];
        match full["kind"].as_str() {
            Some("ENUM") => full["enumValues"][0]["name"].as_str().expect("a value").to_owned(),
            Some("INPUT_OBJECT") => {
                let fields = full["inputFields"].as_array().into_iter().flatten();
                let fields: Vec<_> = fields.filter_map(|field| self.given(field, things)).collect();
                format!("{{ {} }}", fields.join(", "))
            }
            _ => match name {
                "ID" => format!("\"{}\"", things.id),
                "FactId" => format!("\"{}\"", things.office),
                "Int" => "1".to_owned(),
                "Float" => "1.5".to_owned(),
                "Boolean" => "true".to_owned(),
                "HsCode" => "\"0901\"".to_owned(),
                "Date" => "\"2026-06-15\"".to_owned(),
                "DateTime" => "\"2030-06-15T12:00:00Z\"".to_owned(),
                "Language" => "\"en\"".to_owned(),
                "PublicationId" | "AuthorityCode" => "\"zz-customs\"".to_owned(),
                "JSON" => "{ }".to_owned(),
                "String" => "\"rice\"".to_owned(),
                other => panic!("a sample of {other} is missing"),
            },
        }
    }
}

fn named(kind: &Value) -> &str {
    if kind["ofType"].is_object() { named(&kind["ofType"]) } else { kind["name"].as_str().expect("a name") }
}
