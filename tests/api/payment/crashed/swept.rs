//! That every boundary is swept: a call of providers that is added, and dies nowhere, fails here.

use std::collections::BTreeSet;

use super::{CALLS, giving_back, told};

/// The calls in which nobody dies, each with its reason.
const SPARED: [(&str, &str); 1] =
    [("capture", "payments are captured as they are made; what officers try again is payment::deciding")];

/// Returns the names of the functions of a source text that are waited for, after `marker`.
fn waited_for(text: &str, marker: &str) -> BTreeSet<String> {
    let names = text.split(marker).skip(1).map(|rest| rest.split(['(', '<']).next().unwrap_or_default().trim().to_owned());
    names.collect()
}

#[test]
fn every_call_of_a_provider_and_every_step_of_a_notice_is_a_boundary_where_servers_die() {
    let calls = waited_for(include_str!("../../../../gateway/src/gateway.rs"), "async fn ");
    let spared = SPARED.map(|(name, _)| name);
    let swept: BTreeSet<String> = CALLS.iter().chain(&giving_back::CALLS).chain(&spared).map(|name| (*name).to_owned()).collect();
    assert_eq!(calls, swept, "a call of providers has no sweep: let a flow of crashed/ die in it");
    let steps = waited_for(include_str!("../../../../src/payment/inbox/mod.rs"), "pub async fn ");
    // What runs for ever does the same again and again.
    let swept: BTreeSet<String> = told::STEPS.iter().chain(&["run"]).map(|name| (*name).to_owned()).collect();
    assert_eq!(steps, swept, "a step of notices has no sweep: let crashed/told.rs die in it");
}

#[test]
fn a_call_that_is_added_is_missed() {
    let added = "    async fn look(&self) -> Answer;\n    async fn quote<'a>(&'a self) -> Answer;\n    fn name(&self);";
    assert_eq!(waited_for(added, "async fn "), BTreeSet::from(["look".to_owned(), "quote".to_owned()]));
}
