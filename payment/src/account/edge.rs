//! The states of a trader's account and what may follow what. Row PAY-M14.

use vocabulary::words;

words! {
    /// Where an account stands.
    AccountState, "state of an account" {
        /// An officer proposes it; another has to agree.
        Proposed = "proposed",
        /// It can be used.
        Open = "open",
        /// Nothing is taken out of it; what comes in is taken in.
        Suspended = "suspended",
        /// It is over.
        Closed = "closed",
    }
}

words! {
    /// What may happen to an account.
    AccountVerb, "verb of an account" {
        /// An officer proposes it.
        Propose = "propose",
        /// Another officer agrees.
        Open = "open",
        /// Another officer does not.
        Reject = "reject",
        /// Two officers set how far it stands.
        SetLimit = "set-limit",
        /// Two officers stop it.
        Suspend = "suspend",
        /// Two officers let it go on.
        Resume = "resume",
        /// Two officers end it.
        Close = "close",
        /// Money came for it.
        TopUp = "top-up",
        /// A payment took money out of it.
        Draw = "draw",
        /// Something is secured by it.
        Reserve = "reserve",
        /// It is secured no more.
        Release = "release",
        /// What was secured is taken.
        Call = "call",
        /// Two officers give money of it back to its holder.
        GiveBack = "give-back",
        /// A payment is put off to the statement of its month.
        Defer = "defer",
        /// The statement that it was put off to is paid.
        Settle = "settle",
        /// A statement was not paid on its due day.
        FallOverdue = "fall-overdue",
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountEdge {
    /// What happens.
    pub verb: AccountVerb,
    /// Where the account stands; nothing where there is none yet.
    pub from: Option<AccountState>,
    /// Where it stands then.
    pub to: AccountState,
}

use AccountState::{Closed, Open, Proposed, Suspended};

const fn edge(verb: AccountVerb, from: AccountState, to: AccountState) -> AccountEdge {
    AccountEdge { verb, from: Some(from), to }
}

/// What may follow what.
pub const ACCOUNT_EDGES: &[AccountEdge] = &[
    AccountEdge { verb: AccountVerb::Propose, from: None, to: Proposed },
    edge(AccountVerb::Open, Proposed, Open),
    edge(AccountVerb::Reject, Proposed, Closed),
    edge(AccountVerb::SetLimit, Open, Open),
    edge(AccountVerb::SetLimit, Suspended, Suspended),
    edge(AccountVerb::Suspend, Open, Suspended),
    edge(AccountVerb::Resume, Suspended, Open),
    edge(AccountVerb::Close, Open, Closed),
    edge(AccountVerb::Close, Suspended, Closed),
    edge(AccountVerb::TopUp, Open, Open),
    edge(AccountVerb::TopUp, Suspended, Suspended),
    edge(AccountVerb::Draw, Open, Open),
    edge(AccountVerb::Reserve, Open, Open),
    edge(AccountVerb::Release, Open, Open),
    edge(AccountVerb::Release, Suspended, Suspended),
    edge(AccountVerb::Call, Open, Open),
    edge(AccountVerb::Call, Suspended, Suspended),
    edge(AccountVerb::GiveBack, Open, Open),
    edge(AccountVerb::GiveBack, Suspended, Suspended),
    edge(AccountVerb::Defer, Open, Open),
    edge(AccountVerb::Settle, Open, Open),
    edge(AccountVerb::Settle, Suspended, Suspended),
    edge(AccountVerb::FallOverdue, Open, Suspended),
];

impl AccountEdge {
    /// Returns the edge that a verb takes from a state; nothing where it takes none.
    pub fn of(verb: AccountVerb, from: Option<AccountState>) -> Option<&'static AccountEdge> {
        ACCOUNT_EDGES.iter().find(|edge| edge.verb == verb && edge.from == from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_reached_and_nothing_leaves_the_last_one() {
        for state in AccountState::ALL {
            assert!(ACCOUNT_EDGES.iter().any(|edge| edge.to == *state), "{state} is never reached");
        }
        assert!(ACCOUNT_EDGES.iter().all(|edge| edge.from != Some(Closed)));
    }

    #[test]
    fn nothing_is_taken_out_of_what_is_suspended_but_what_was_secured_before() {
        let taking = [AccountVerb::Draw, AccountVerb::Reserve, AccountVerb::Defer];
        assert!(taking.iter().all(|verb| AccountEdge::of(*verb, Some(Suspended)).is_none()));
        assert!(AccountEdge::of(AccountVerb::Call, Some(Suspended)).is_some(), "whoever secured it is still liable");
    }
}
