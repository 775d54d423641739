//! What may be done with a payment, and what it is for a payment that it is. Rows ST-01 to ST-03, ST-06, ST-10, ST-11, ST-14, ST-23 to ST-30.

use jiff::{SignedDuration, Timestamp};
use vocabulary::{AttemptId, Money};

use crate::{
    attempt::{CaptureMode, Rail},
    event::{By, Event, FourEyes, Unsure},
    evidence::DeclineReason,
    payment::{ATTEMPTS_MAX, CAPTURE_TRIES_MAX, Payment, QUIET},
    state::State,
};

/// Why something is not done with a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Its state does not allow it.
    #[error("stands at {state}")]
    State {
        /// Where it stands.
        state: State,
    },
    /// Its time is over.
    #[error("ended at {at}")]
    Over {
        /// When.
        at: Timestamp,
    },
    /// There were as many attempts as there may be.
    #[error("had {ATTEMPTS_MAX} attempts")]
    AttemptsSpent,
    /// It is too early.
    #[error("may be done at {at}")]
    TooEarly {
        /// When it may be done.
        at: Timestamp,
    },
    /// What arrived is in another currency.
    #[error("arrived in another currency")]
    Currency,
}

impl Payment {
    /// Begins an attempt: the first, or another after a decline.
    ///
    /// # Errors
    /// Refuses while an attempt is open (row PAY-G2), past its time, and beyond [`ATTEMPTS_MAX`].
    pub fn start(&self, attempt: AttemptId, provider: &str, rail: Rail, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        let is_again = match self.state {
            State::Created => false,
            State::Declined => true,
            state => return Err(Refusal::State { state }),
        };
        if now >= self.expires_at {
            return Err(Refusal::Over { at: self.expires_at });
        }
        if self.attempts.len() >= ATTEMPTS_MAX {
            return Err(Refusal::AttemptsSpent);
        }
        let started = Event::Started { attempt, provider: provider.to_owned(), rail };
        Ok(if is_again { vec![Event::Reopened, started] } else { vec![started] })
    }

    /// Locks it before something is written to the provider.
    ///
    /// # Errors
    /// Refuses from any state but that of the payer's turn.
    pub fn submit(&self) -> Result<Event, Refusal> {
        self.only(&[State::AwaitingPayer], Event::Submitted)
    }

    /// Notes that nothing clear came back. A payer's turn, a cancellation and an expiry stand as they are: they are asked again.
    pub fn lose_sight(&self, why: Unsure) -> Option<Event> {
        matches!(self.state, State::Submitted | State::CapturePending).then_some(Event::SightLost { why })
    }

    /// Takes the word of the provider that it has no such request for what it is, `prompt_lives` after it was sent (row ST-10): a decline,
    /// or the end that was asked for. Before, the request may still arrive, and what was taken for over would be paid.
    ///
    /// # Errors
    /// Refuses where the provider once had it, and before a prompt that may have been sent is over.
    pub fn never_arrived(&self, prompt_lives: SignedDuration, now: Timestamp) -> Result<Event, Refusal> {
        let state = self.state;
        let attempt = self.attempt().filter(|attempt| !attempt.is_accepted).ok_or(Refusal::State { state })?;
        let at = attempt.started_at.saturating_add(prompt_lives).unwrap_or(Timestamp::MAX);
        if now < at {
            return Err(Refusal::TooEarly { at });
        }
        match state {
            State::CancelPending => Ok(Event::Cancelled),
            State::ExpirePending => Ok(Event::Expired),
            State::Submitted | State::AwaitingPayer | State::Unknown => {
                Ok(Event::Declined { attempt: attempt.id, reason: DeclineReason::NeverArrived })
            }
            _ => Err(Refusal::State { state }),
        }
    }

    /// Asks for money that is held.
    ///
    /// # Errors
    /// Refuses where none is.
    pub fn ask_capture(&self) -> Result<Event, Refusal> {
        match self.capture {
            CaptureMode::Manual => self.only(&[State::Authorised], Event::CaptureAsked),
            CaptureMode::Automatic => Err(Refusal::State { state: self.state }),
        }
    }

    /// Gives up capturing once the tries are used up.
    ///
    /// # Errors
    /// Refuses before.
    pub fn give_up_capture(&self) -> Result<Event, Refusal> {
        let tries = self.attempt().map_or(0, |attempt| attempt.capture_tries);
        match self.state {
            State::CapturePending if tries >= CAPTURE_TRIES_MAX => Ok(Event::CaptureGivenUp),
            state => Err(Refusal::State { state }),
        }
    }

    /// Asks for it to be cancelled.
    ///
    /// # Errors
    /// Refuses while a capture is asked for or nobody knows where it stands, and once it is over.
    pub fn ask_cancel(&self, by: By) -> Result<Event, Refusal> {
        self.only(
            &[State::Created, State::AwaitingPayer, State::Submitted, State::Authorised, State::Declined],
            Event::CancelAsked { by },
        )
    }

    /// Says whether nothing was ever asked of a provider that it could still do.
    pub fn is_unknown_to_providers(&self) -> bool {
        self.attempts.iter().all(|attempt| !attempt.is_open())
    }

    /// Asks whether it may expire.
    ///
    /// # Errors
    /// Refuses before its time, and where something happened less than [`QUIET`] ago.
    pub fn ask_expire(&self, now: Timestamp) -> Result<Event, Refusal> {
        let quiet_from = self.touched_at.saturating_add(QUIET).unwrap_or(Timestamp::MAX);
        let at = quiet_from.max(self.expires_at);
        if now < at {
            return Err(Refusal::TooEarly { at });
        }
        self.only(&[State::Created, State::AwaitingPayer, State::Authorised, State::Declined], Event::ExpireAsked)
    }

    /// Ends a cancellation or an expiry: the provider confirmed that nothing moves any more, or was never asked for anything. Where it says
    /// that it has no such request, ask [`Payment::never_arrived`]: what was sent may still arrive.
    ///
    /// # Errors
    /// Refuses where neither was asked for.
    pub fn confirm_nothing_moved(&self) -> Result<Event, Refusal> {
        match self.state {
            State::CancelPending => Ok(Event::Cancelled),
            State::ExpirePending => Ok(Event::Expired),
            state => Err(Refusal::State { state }),
        }
    }

    /// Takes what arrived for what was owed.
    ///
    /// # Errors
    /// Refuses where nothing arrived, and what arrived in another currency.
    pub fn accept_conflict(&self, by: FourEyes) -> Result<Event, Refusal> {
        let state = self.state;
        let arrived: Vec<Money> = self.attempts.iter().flat_map(|attempt| &attempt.taken).map(|taken| taken.amount).collect();
        let first = *arrived.first().filter(|first| first.minor > 0).ok_or(Refusal::State { state })?;
        if first.currency != self.amount.currency {
            return Err(Refusal::Currency);
        }
        // What is more than was owed stays where it is, and is given back.
        let amount = Money::new(first.minor.min(self.amount.minor), first.currency);
        self.only(&[State::Conflicted], Event::ConflictAccepted { amount, by })
    }

    /// Gives back what arrived.
    ///
    /// # Errors
    /// Refuses where nothing is in conflict.
    pub fn return_conflict(&self, by: FourEyes) -> Result<Event, Refusal> {
        self.only(&[State::Conflicted], Event::ConflictReturned { by })
    }

    /// Lets a capture be tried again that was given up.
    ///
    /// # Errors
    /// Refuses where none was.
    pub fn try_capture_again(&self, by: FourEyes) -> Result<Event, Refusal> {
        self.only(&[State::CaptureError], Event::CaptureTriedAgain { by })
    }

    /// Lets the hold go of a capture that was given up.
    ///
    /// # Errors
    /// Refuses where none was.
    pub fn release_hold(&self, by: FourEyes) -> Result<Event, Refusal> {
        self.only(&[State::CaptureError], Event::HoldReleased { by })
    }

    /// Returns the event where the payment stands at one of the states.
    fn only(&self, states: &[State], event: Event) -> Result<Event, Refusal> {
        if states.contains(&self.state) { Ok(event) } else { Err(Refusal::State { state: self.state }) }
    }
}
