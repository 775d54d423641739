//! Where a payment stands, and what its payer reads of that. Section 4 of the requirements; rows PAY-M3, INV-09.

use vocabulary::words;

words! {
    /// Where a payment stands. [`crate::edge::EDGES`] says what may follow what.
    State, "state of a payment" {
        /// The amount is fixed and the notices are reserved.
        Created = "created",
        /// The payer has what is needed to pay: a page, a secret for the app, a prompt on the phone.
        AwaitingPayer = "awaiting-payer",
        /// The request is at the provider, or on its way: written before it is sent.
        Submitted = "submitted",
        /// The money is held for us.
        Authorised = "authorised",
        /// We asked for the money that is held: written before it is asked for.
        CapturePending = "capture-pending",
        /// The money is ours. Nothing follows.
        Captured = "captured",
        /// Something was sent and nothing clear came back.
        Unknown = "unknown",
        /// The provider says that money moved, but not the money that was asked for.
        Conflicted = "conflicted",
        /// The provider declined this attempt; another may follow.
        Declined = "declined",
        /// It is being cancelled, and the provider is asked.
        CancelPending = "cancel-pending",
        /// It was cancelled.
        Cancelled = "cancelled",
        /// Its time is over, and the provider is asked.
        ExpirePending = "expire-pending",
        /// Its time was over before money moved.
        Expired = "expired",
        /// Money is held that could not be had within the tries there are.
        CaptureError = "capture-error",
    }
}

words! {
    /// What a payer reads: few words that stay the same for years.
    PublicState, "state of a payment" {
        /// Nothing was asked of the payer yet.
        Created = "created",
        /// It is the payer's turn.
        Started = "started",
        /// It is the provider's turn; nobody must pay again.
        Submitted = "submitted",
        /// The money is held.
        Capturable = "capturable",
        /// It is paid.
        Success = "success",
        /// It was not paid; nothing was taken.
        Failed = "failed",
        /// It was cancelled; nothing was taken.
        Cancelled = "cancelled",
        /// A person has to look at it; nobody must pay again.
        Error = "error",
    }
}

impl State {
    /// Returns what the payer reads.
    pub const fn public(self) -> PublicState {
        match self {
            State::Created => PublicState::Created,
            State::AwaitingPayer => PublicState::Started,
            State::Submitted | State::CapturePending | State::Unknown | State::CancelPending | State::ExpirePending => {
                PublicState::Submitted
            }
            State::Authorised => PublicState::Capturable,
            State::Captured => PublicState::Success,
            State::Declined | State::Expired => PublicState::Failed,
            State::Cancelled => PublicState::Cancelled,
            State::Conflicted | State::CaptureError => PublicState::Error,
        }
    }

    /// Says whether it keeps its notices from being paid by another payment (row INV-09).
    pub const fn is_live(self) -> bool {
        !matches!(self, State::Captured | State::Cancelled | State::Expired)
    }

    /// Says whether only a person can bring it further.
    pub const fn needs_officer(self) -> bool {
        matches!(self, State::Conflicted | State::CaptureError)
    }

    /// Says whether a second payment by the same payer might pay twice: what is told then is "do not pay again".
    pub const fn may_have_moved(self) -> bool {
        !matches!(
            self,
            State::Created | State::AwaitingPayer | State::Declined | State::Cancelled | State::Expired | State::Captured
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_may_have_taken_money_reads_as_failed() {
        let read_as_over = |state: &&State| matches!(state.public(), PublicState::Failed | PublicState::Cancelled);
        let over: Vec<&State> = State::ALL.iter().filter(read_as_over).collect();
        assert_eq!(over, [&State::Declined, &State::Cancelled, &State::Expired]);
        assert!(over.iter().all(|state| !state.may_have_moved()));
    }

    #[test]
    fn a_payment_that_is_not_over_keeps_its_notices() {
        let free: Vec<&State> = State::ALL.iter().filter(|state| !state.is_live()).collect();
        assert_eq!(free, [&State::Captured, &State::Cancelled, &State::Expired]);
    }
}
