//! What the children of a payment make of what a provider says: repayments, disputes, payouts.

use vocabulary::words;

/// What becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChildHeard<E> {
    /// Something happened.
    Event(E),
    /// It was said before.
    Duplicate,
    /// It says less than what is known.
    Superseded,
    /// It contradicts what was confirmed; an officer should look, and nothing changes.
    Contradicts,
}

words! {
    /// A kind of child.
    Child, "child of a payment" {
        /// Money that goes back.
        Repayment = "repayment",
        /// Money that a payer claims back at the provider.
        Dispute = "dispute",
        /// Money that a provider pays out to the treasury.
        Payout = "payout",
    }
}

/// One edge of a child: its kind, what happens, where it may stand before, and where it stands after; `=` for where it stood.
pub type ChildEdge = (Child, &'static str, &'static [&'static str], &'static str);

/// The table of the children. The database keeps to it too; a test compares it with what the rules allow.
pub const CHILD_EDGES: &[ChildEdge] = &[
    (Child::Repayment, "request", &["-"], "requested"),
    (Child::Repayment, "order", &["-"], "requested"),
    (Child::Repayment, "reject", &["requested"], "rejected"),
    (Child::Repayment, "approve", &["requested", "failed"], "approved"),
    (Child::Repayment, "submit", &["approved"], "submitted"),
    (Child::Repayment, "succeed", &["submitted", "unknown"], "succeeded"),
    (Child::Repayment, "fail", &["submitted", "unknown"], "failed"),
    (Child::Repayment, "come-back", &["succeeded"], "failed"),
    (Child::Repayment, "lose-sight", &["submitted"], "unknown"),
    (Child::Repayment, "find", &["unknown"], "submitted"),
    (Child::Dispute, "open", &["-"], "opened"),
    (Child::Dispute, "move", &["opened"], "evidence-due"),
    (Child::Dispute, "move", &["opened", "evidence-due"], "under-review"),
    (Child::Dispute, "move", &["opened", "evidence-due", "under-review"], "won"),
    (Child::Dispute, "move", &["opened", "evidence-due", "under-review"], "lost"),
    (Child::Dispute, "move", &["opened", "evidence-due", "under-review"], "accepted"),
    (Child::Dispute, "withdraw", &["opened", "evidence-due", "under-review", "won", "lost", "accepted"], "="),
    (Child::Dispute, "reinstate", &["opened", "evidence-due", "under-review", "won"], "="),
    (Child::Payout, "announce", &["-"], "in-transit"),
    (Child::Payout, "arrive", &["in-transit"], "paid"),
    (Child::Payout, "fail", &["in-transit", "paid"], "failed"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{dispute::DisputeState, payout::PayoutState, repayment::RepaymentState};

    /// Every pair of different states that the table or the rules lead through.
    fn tabled(child: Child) -> BTreeSet<(String, String)> {
        let edges = CHILD_EDGES.iter().filter(|edge| edge.0 == child && edge.3 != "=");
        edges
            .flat_map(|(_, _, from, to)| from.iter().map(|from| ((*from).to_owned(), (*to).to_owned())))
            .filter(|(from, _)| from != "-")
            .collect()
    }

    fn ruled<S>(all: &[S], may_become: impl Fn(S) -> &'static [S]) -> BTreeSet<(String, String)>
    where
        S: Copy + ToString + 'static,
    {
        all.iter().flat_map(|from| may_become(*from).iter().map(|to| (from.to_string(), to.to_string()))).collect()
    }

    #[test]
    fn the_table_of_the_children_is_what_the_rules_allow() {
        assert_eq!(tabled(Child::Repayment), ruled(RepaymentState::ALL, RepaymentState::may_become));
        assert_eq!(tabled(Child::Dispute), ruled(DisputeState::ALL, DisputeState::may_become));
        assert_eq!(tabled(Child::Payout), ruled(PayoutState::ALL, PayoutState::may_become));
    }
}
