//! Asks for everything, as everybody, about whatever is whose.

use std::{collections::BTreeMap, time::Duration};

use fingertip::{
    identity::{Policies, Subject},
    platform::policy::{Role, RoleSet},
};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::{
    cast::Cast,
    types::{Things, Types},
};
use crate::{
    identity::{code, strong_sign_in_as as sign_in_as},
    support::{app::App, device::Device},
};

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
        findings.extend(policies.scopeless().iter().map(|field| format!("{field} names no scope of machines: add @needs to it")));
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
                    findings
                        .push(format!("{name} is in no list of who may use what: add it to tests/api/identity/matrix/mod.rs"));
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
                    return cell.ask(app, cast, &types, tokens.get(&(cell.role as usize)), cell.may(expected)).await;
                };
                let own = sign_in_as(app, subject, Device::ed25519()).await.tokens;
                let finding = cell.ask(app, cast, &types, Some(&own), cell.may(expected)).await;
                app.application.identity.sessions.end(own.session, subject, app.now()).await.expect("a database");
                finding
            });
            findings.extend(asked.buffer_unordered(8).filter_map(std::future::ready).collect::<Vec<_>>().await);
        }
        findings.sort();
        findings.dedup();
        Matrix { combinations, findings }
    }

    /// Asks, as one machine, for every root field that not anybody may use; it `may` use some.
    pub async fn by_machine(
        app: &App,
        cast: &Cast,
        machine: Subject,
        is_public: impl Fn(&str) -> bool,
        may: impl Fn(&str) -> bool,
    ) -> Matrix {
        let types = Types::of(app).await;
        let (mut combinations, mut findings) = (0, Vec::new());
        let mut tokens = sign_in_as(app, machine, Device::ed25519()).await.tokens;
        for root in ["Query", "Subscription", "Mutation"] {
            for field in types.fields(root) {
                let cell = Cell { root, field, role: Role::Service, ownership: Ownership::Own };
                if is_public(&cell.name()) {
                    continue;
                }
                let may = may(&cell.name());
                findings.extend(cell.ask(app, cast, &types, Some(&tokens), may).await);
                combinations += 1;
                // What is done to one's own session may end it.
                if may && root == "Mutation" {
                    tokens = sign_in_as(app, machine, Device::ed25519()).await.tokens;
                }
            }
        }
        Matrix { combinations, findings }
    }
}

impl Cell<'_> {
    fn name(&self) -> String {
        format!("{}.{}", self.root, self.field["name"].as_str().expect("a name"))
    }

    /// Says whether the role is among those that a list names.
    fn may(&self, expected: fn(&str) -> Option<RoleSet>) -> bool {
        expected(&self.name()).is_some_and(|roles| roles.has(self.role))
    }

    /// Sends the request, and says what is wrong with what comes of it.
    async fn ask(
        &self,
        app: &App,
        cast: &Cast,
        types: &Types,
        tokens: Option<&fingertip::identity::TokenPair>,
        may: bool,
    ) -> Option<String> {
        let (name, Cell { root, field, role, ownership }) = (self.name(), self);
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
