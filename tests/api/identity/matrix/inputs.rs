//! What the server says, and no caller: inputs have no such field. Row SEC-AZ-07.

use serde_json::json;

use super::types::Types;
use crate::support::{app::App, database::Fresh};

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
const MAY_NAME: &[&str] = &[
    // What goods are worth, and what was charged for them, in a calculation that binds nobody.
    "AmountInput.amount",
    "AssessedChargeInput.amount",
    "FinishOidcSignInInput.state",
    // What a customs system assessed, and what a payer saw or pays in part: the sum of a payment is that of its notices.
    "ChargeInput.amount",
    "MoneyInput.amount",
    // The sum that a code confirms: no other may be paid with it.
    "RequestCodeInput.amount",
    "PayNoticeInput.amount",
    "PlannedPartInput.amount",
    // What customs has a guarantee stand for, of what is left of it.
    "CallGuaranteeInput.amount",
    "ReleaseGuaranteeInput.amount",
    "ReserveGuaranteeInput.amount",
    // What two officers give back, of what is left of an account.
    "ProposeAccountChangeInput.amount",
    // What somebody asks back, of what is left.
    "RequestRepaymentInput.amount",
    "ClaimLineInput.amount",
    "OriginBillInput.price",
    "ProposeRoleInput.role",
];

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
