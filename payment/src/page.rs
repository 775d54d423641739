//! `docs/payment-states.md`, made of the tables of states: what the program obeys is what people read. Written by
//! `cargo run -p fingertip-payment --example states > docs/payment-states.md`; a test compares them.

use std::fmt::{Display, Write};

use crate::{
    dispute::DisputeState,
    edge::{EDGES, Edge},
    payout::PayoutState,
    repayment::RepaymentState,
    state::State,
};

/// Returns the page.
pub fn states() -> String {
    let parts = [HEAD.to_owned(), graph(), state_table(), edge_table(), children()];
    parts.join("\n")
}

const HEAD: &str = "# What a payment may become

<!-- Written by `cargo run -p fingertip-payment --example states > docs/payment-states.md`. A test keeps it true. -->

A payment is made of its events, and each event is an edge of this page: the program refuses any other, and so does the database.
`captured` is absorbing. What was captured is given back by a repayment, or lost in a dispute; the payment stays what it is.
";

fn graph() -> String {
    let mut page = "```mermaid\nstateDiagram-v2\n".to_owned();
    for edge in EDGES {
        let to = node(edge.to);
        if edge.from.is_empty() {
            line(&mut page, format_args!("    [*] --> {to}: {}", edge.verb));
        }
        for from in edge.from {
            line(&mut page, format_args!("    {} --> {to}: {}", node(*from), edge.verb));
        }
    }
    page + "```\n"
}

/// Returns the name of a state in the graph, which knows no hyphens.
fn node(state: State) -> String {
    state.as_str().replace('-', "_")
}

fn state_table() -> String {
    let mut page = "## States\n\n".to_owned();
    line(&mut page, "| state | the payer reads | keeps its notices | \"do not pay again\" | needs an officer |");
    line(&mut page, "| --- | --- | --- | --- | --- |");
    for state in State::ALL {
        let told = [state.is_live(), state.may_have_moved(), state.needs_officer()].map(yes);
        line(&mut page, format_args!("| {state} | {} | {} |", state.public(), told.join(" | ")));
    }
    page
}

fn edge_table() -> String {
    let mut page = "## Edges\n\n".to_owned();
    line(&mut page, "| row | what happens | from | to | ledger | others are told | when |");
    line(&mut page, "| --- | --- | --- | --- | --- | --- | --- |");
    for edge in EDGES {
        let Edge { row, verb, from, to, effect, event, guard } = edge;
        let from = if from.is_empty() { "–".to_owned() } else { listed(from) };
        let event = event.map_or("–".to_owned(), |event| format!("`{event}`"));
        line(&mut page, format_args!("| {row} | {verb} | {from} | {to} | {effect} | {event} | {guard} |"));
    }
    page
}

fn children() -> String {
    let repayments = child("Repayments", RepaymentState::ALL, RepaymentState::may_become);
    let disputes = child("Disputes", DisputeState::ALL, DisputeState::may_become);
    let payouts = child("Payouts", PayoutState::ALL, PayoutState::may_become);
    [repayments, disputes, payouts].join("\n")
}

fn child<S: Copy + Display + 'static>(title: &str, states: &[S], may_become: impl Fn(S) -> &'static [S]) -> String {
    let mut page = format!("## {title}\n\n| state | may become |\n| --- | --- |\n");
    for state in states {
        let next = may_become(*state);
        let next = if next.is_empty() { "–".to_owned() } else { listed(next) };
        line(&mut page, format_args!("| {state} | {next} |"));
    }
    page
}

fn listed<S: Display>(states: &[S]) -> String {
    states.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "–" }
}

fn line(page: &mut String, text: impl Display) {
    // Writing to a text in memory does not fail.
    let _ = writeln!(page, "{text}");
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_on_disk_is_the_table() {
        let written = include_str!("../../docs/payment-states.md");
        assert!(
            written == super::states(),
            "write it anew: cargo run -p fingertip-payment --example states > docs/payment-states.md"
        );
    }
}
