//! What may follow what: one table, read by [`crate::Payment`], by the trigger of the database and by `docs/payment-states.md`. Rows ST-01
//! to ST-32; ST-22 to ST-32 settle what section 4 of the requirements left open (`docs/decisions/0025`).

use vocabulary::words;

use crate::state::State::{self, *};

words! {
    /// What happens to a payment.
    Verb, "verb of a payment" {
        /// The payer hands it in.
        Open = "open",
        /// The payer is given what is needed to pay.
        Start = "start",
        /// The request goes to the provider.
        Submit = "submit",
        /// The provider holds the money for us.
        Authorise = "authorise",
        /// We ask for money that is held.
        AskCapture = "ask-capture",
        /// The money is ours.
        Capture = "capture",
        /// Nothing clear came back.
        LoseSight = "lose-sight",
        /// The provider has it, and is not done with it.
        Find = "find",
        /// The provider declined.
        Decline = "decline",
        /// Another attempt may begin.
        Reopen = "reopen",
        /// Somebody wants it cancelled.
        AskCancel = "ask-cancel",
        /// The provider confirmed that nothing moved.
        Cancel = "cancel",
        /// Its time is over.
        AskExpire = "ask-expire",
        /// The provider confirmed that nothing moved.
        Expire = "expire",
        /// The money came although it was over.
        CaptureLate = "capture-late",
        /// What moved is not what was asked for.
        Conflict = "conflict",
        /// The tries to capture are used up.
        GiveUpCapture = "give-up-capture",
        /// Two officers take what arrived for what was owed.
        AcceptConflict = "accept-conflict",
        /// Two officers give back what arrived.
        ReturnConflict = "return-conflict",
        /// Two officers let the capture be tried again.
        TryCaptureAgain = "try-capture-again",
        /// Two officers let the hold go.
        ReleaseHold = "release-hold",
        /// Money came a second time.
        Overpay = "overpay",
        /// More money came while a person has to look at it.
        ArriveMore = "arrive-more",
        /// An attempt that nobody waits for is over at its provider too.
        EndAttempt = "end-attempt",
    }
}

words! {
    /// What the ledger does.
    Effect, "effect on the ledger" {
        /// Nothing.
        None = "none",
        /// Holds the amount as pending (LED-07).
        Hold = "hold",
        /// Posts the amount to its charges (LED-08); what was held besides is let go.
        Post = "post",
        /// Lets go what was held (LED-09).
        Void = "void",
        /// Posts what arrived to money that nobody asked for, then to its charges where they are still owed (LED-14).
        PostUnallocated = "post-unallocated",
        /// Posts from money that nobody asked for to the charges (LED-14, second half).
        Allocate = "allocate",
    }
}

/// One edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Its row.
    pub row: &'static str,
    /// What happens.
    pub verb: Verb,
    /// Where it begins; nothing where the payment begins.
    pub from: &'static [State],
    /// Where it leads.
    pub to: State,
    /// What the ledger does.
    pub effect: Effect,
    /// What others are told; nothing for a state that is only a lock.
    pub event: Option<&'static str>,
    /// When it may be taken, in a sentence.
    pub guard: &'static str,
}

/// Makes a line of the table.
const fn edge(
    row: &'static str,
    verb: Verb,
    from: &'static [State],
    to: State,
    effect: Effect,
    event: Option<&'static str>,
    guard: &'static str,
) -> Edge {
    Edge { row, verb, from, to, effect, event, guard }
}

/// The table.
#[rustfmt::skip]
pub const EDGES: &[Edge] = &[
    edge("ST-01", Verb::Open, &[], Created, Effect::None, Some("payment.created"), "the payer may pay every notice; versions and sum as the payer saw them; one currency; no other live payment on any of them"),
    edge("ST-02", Verb::Start, &[Created], AwaitingPayer, Effect::None, Some("payment.started"), "its time is not over; no live attempt; the provider's key is stored"),
    edge("ST-03", Verb::Submit, &[AwaitingPayer], Submitted, Effect::None, None, "before anything is written to the provider, or when the provider says that it has it"),
    edge("ST-04", Verb::Authorise, &[Submitted, AwaitingPayer], Authorised, Effect::Hold, Some("payment.authorised"), "amount, currency, payee, mode and our id are those asked for"),
    edge("ST-05", Verb::Capture, &[Submitted, AwaitingPayer], Captured, Effect::Post, Some("payment.captured"), "as ST-04, and all of the amount"),
    edge("ST-06", Verb::AskCapture, &[Authorised], CapturePending, Effect::None, None, "the notices are open and in the version that was paid; the provider's key is stored"),
    edge("ST-07", Verb::Capture, &[CapturePending, Authorised], Captured, Effect::Post, Some("payment.captured"), "no more than is held; what is held besides is let go"),
    edge("ST-08", Verb::LoseSight, &[Submitted, CapturePending], Unknown, Effect::None, Some("payment.outcome_unknown"), "time-out, reset, 5xx or an answer that cannot be read"),
    edge("ST-09", Verb::Capture, &[Unknown], Captured, Effect::Post, Some("payment.captured"), "evidence of the provider, never the lack of an answer"),
    edge("ST-09", Verb::Authorise, &[Unknown], Authorised, Effect::Hold, Some("payment.authorised"), "evidence of the provider"),
    edge("ST-09", Verb::Find, &[Unknown], Submitted, Effect::None, None, "the provider says that it is not done with it"),
    edge("ST-10", Verb::Decline, &[Unknown], Declined, Effect::Void, Some("payment.declined"), "the provider's word; or it has no such request, the time a prompt lives is over, and it never accepted it"),
    edge("ST-11", Verb::AskCancel, &[Created, AwaitingPayer, Submitted, Authorised, Declined], CancelPending, Effect::None, None, "not while a capture is asked for or the outcome is unknown"),
    edge("ST-12", Verb::Cancel, &[CancelPending], Cancelled, Effect::Void, Some("payment.cancelled"), "the provider confirms, or was never asked for anything"),
    edge("ST-13", Verb::Capture, &[CancelPending], Captured, Effect::Post, Some("payment.captured"), "the provider says that it was captured already"),
    edge("ST-14", Verb::Expire, &[ExpirePending], Expired, Effect::Void, Some("payment.expired"), "the provider was asked first, and has cancelled"),
    edge("ST-15", Verb::CaptureLate, &[Cancelled, Expired, Declined, Created, CaptureError], Captured, Effect::PostUnallocated, Some("payment.captured_late"), "evidence of the provider for an attempt that was over"),
    edge("ST-16", Verb::Conflict, &[Created, AwaitingPayer, Submitted, Authorised, CapturePending, Unknown, Declined, CancelPending, Cancelled, ExpirePending, Expired, CaptureError], Conflicted, Effect::PostUnallocated, Some("payment.conflicted"), "money moved, and amount, currency, payee, mode or our id differ"),
    edge("ST-21", Verb::Overpay, &[Captured], Captured, Effect::PostUnallocated, Some("payment.overpaid"), "evidence of a second capture; it goes to the queue of repayments"),
    edge("ST-22", Verb::Decline, &[AwaitingPayer, Submitted, Authorised, CapturePending, CaptureError], Declined, Effect::Void, Some("payment.declined"), "the provider declines this attempt, or says that it let the hold go"),
    edge("ST-23", Verb::Reopen, &[Declined], Created, Effect::None, None, "its time is not over, and attempts are left; another attempt begins in the same unit of work"),
    edge("ST-24", Verb::GiveUpCapture, &[CapturePending], CaptureError, Effect::None, Some("payment.capture_failed"), "26 tries, one an hour"),
    edge("ST-25", Verb::AskExpire, &[Created, AwaitingPayer, Authorised, Declined], ExpirePending, Effect::None, None, "its time is over, and nothing happened for five minutes"),
    edge("ST-26", Verb::Capture, &[ExpirePending], Captured, Effect::Post, Some("payment.captured"), "the provider says that it was captured"),
    edge("ST-27", Verb::AcceptConflict, &[Conflicted], Captured, Effect::Allocate, Some("payment.captured"), "two officers; what arrived is in the currency of the notices"),
    edge("ST-28", Verb::ReturnConflict, &[Conflicted], Cancelled, Effect::None, Some("payment.cancelled"), "two officers; what arrived is in the queue of repayments"),
    edge("ST-29", Verb::TryCaptureAgain, &[CaptureError], CapturePending, Effect::None, None, "two officers; another key of the provider is stored"),
    edge("ST-31", Verb::ArriveMore, &[Conflicted], Conflicted, Effect::PostUnallocated, Some("payment.conflicted"), "evidence of another capture while officers decide"),
    edge("ST-32", Verb::EndAttempt, &[Captured], Captured, Effect::None, None, "the provider let go another attempt of a payment that is paid"),
    edge("ST-30", Verb::ReleaseHold, &[CaptureError], CancelPending, Effect::None, None, "two officers; the provider is asked to let the hold go"),
];

/// Returns the edge that `verb` takes from a state; nothing where it takes none.
pub fn edge_from(from: Option<State>, verb: Verb) -> Option<&'static Edge> {
    EDGES.iter().find(|edge| edge.verb == verb && from.map_or(edge.from.is_empty(), |from| edge.from.contains(&from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_leads_from_a_state_to_one_place() {
        for edge in EDGES {
            for from in edge.from {
                let same = EDGES.iter().filter(|other| other.verb == edge.verb && other.from.contains(from)).count();
                assert_eq!(same, 1, "{} from {from}", edge.verb);
            }
        }
    }

    #[test]
    fn nothing_leaves_captured() {
        let leaving: Vec<&Edge> = EDGES.iter().filter(|edge| edge.from.contains(&Captured) && edge.to != Captured).collect();
        assert_eq!(leaving, Vec::<&Edge>::new());
    }

    #[test]
    fn every_state_is_reached_and_each_but_the_last_can_be_left() {
        for state in State::ALL {
            assert!(EDGES.iter().any(|edge| edge.to == *state), "{state} is never reached");
            assert!(EDGES.iter().any(|edge| edge.from.contains(state)), "{state} is never left");
        }
    }

    #[test]
    fn whatever_moves_money_tells_somebody() {
        let moves = |edge: &&Edge| !matches!(edge.effect, Effect::None);
        assert!(EDGES.iter().filter(moves).all(|edge| edge.event.is_some()));
    }
}
