//! One payer's intention to pay, as it follows from its events. Section 4 of the requirements. Rules only.

use jiff::{SignedDuration, Timestamp};
use vocabulary::{AttemptId, Money, PaymentId};

use crate::{
    attempt::{Attempt, CaptureMode, Ending, Taken},
    edge::{Edge, Verb, edge_from},
    event::{Event, Share},
    state::State,
};

/// How many attempts a payment may have.
pub const ATTEMPTS_MAX: usize = 10;

/// How many notices one payment may pay (row AL-03).
pub const NOTICES_MAX: usize = 100;

/// How often a capture is tried: once an hour (`DESIGN` §3).
pub const CAPTURE_TRIES_MAX: u16 = 26;

/// How long nothing must have happened before the time of a payment ends it.
pub const QUIET: SignedDuration = SignedDuration::from_mins(5);

/// One payer's intention to pay one or more notices.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Payment {
    /// Its name.
    pub id: PaymentId,
    /// The sum, frozen (row MON-07).
    pub amount: Money,
    /// What is paid.
    pub over: Vec<Share>,
    /// When the provider gives us the money.
    pub capture: CaptureMode,
    /// Whether it is about real money.
    pub live: bool,
    /// When it ends if nobody pays.
    pub expires_at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// How many events there are.
    pub sequence: u32,
    /// When the last one was.
    pub touched_at: Timestamp,
    /// Every attempt, in order.
    pub attempts: Vec<Attempt>,
    /// What was taken for the notices, once it is captured.
    pub captured: Option<Money>,
    /// When it was.
    pub captured_at: Option<Timestamp>,
    /// Whether it came when nobody expected it any more.
    pub is_late: bool,
}

/// Why events make no payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// There is no such edge.
    #[error("has no edge for {verb} from {from:?}")]
    Edge {
        /// Where it stood.
        from: Option<State>,
        /// What was to happen.
        verb: Verb,
    },
    /// An event names an attempt that was never begun.
    #[error("names an attempt that was never begun")]
    Attempt,
    /// There is nothing to make it of.
    #[error("has no events")]
    Empty,
}

impl Payment {
    /// Makes a payment of its events.
    ///
    /// # Errors
    /// Says which event cannot have happened.
    pub fn of<'a>(events: impl IntoIterator<Item = (&'a Event, Timestamp)>) -> Result<Payment, Broken> {
        let mut events = events.into_iter();
        let (first, at) = events.next().ok_or(Broken::Empty)?;
        events.try_fold(Payment::opened(first, at)?, |payment, (event, at)| payment.after(event, at))
    }

    /// Makes a payment of its first event.
    ///
    /// # Errors
    /// Refuses any other event.
    pub fn opened(event: &Event, at: Timestamp) -> Result<Payment, Broken> {
        let Event::Opened { payment, amount, over, capture, live, expires_at } = event else {
            return Err(Broken::Edge { from: None, verb: event.verb() });
        };
        Ok(Payment {
            id: *payment,
            amount: *amount,
            over: over.clone(),
            capture: *capture,
            live: *live,
            expires_at: *expires_at,
            state: State::Created,
            sequence: 1,
            touched_at: at,
            attempts: Vec::new(),
            captured: None,
            captured_at: None,
            is_late: false,
        })
    }

    /// Returns the attempt begun last.
    pub fn attempt(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// Returns the edge that an event takes.
    ///
    /// # Errors
    /// Refuses an event that no edge allows.
    pub fn edge(&self, event: &Event) -> Result<&'static Edge, Broken> {
        let verb = event.verb();
        edge_from(Some(self.state), verb).ok_or(Broken::Edge { from: Some(self.state), verb })
    }

    /// Returns the payment after an event.
    ///
    /// # Errors
    /// Refuses an event that no edge allows, and one about an attempt that there is not.
    pub fn after(mut self, event: &Event, at: Timestamp) -> Result<Payment, Broken> {
        self.state = self.edge(event)?.to;
        self.sequence += 1;
        self.touched_at = at;
        match event {
            Event::Started { attempt, provider, rail } => {
                self.attempts.push(Attempt::begin(*attempt, provider.clone(), *rail, at));
            }
            Event::Authorised { attempt, amount } => self.change(*attempt, |attempt| {
                attempt.is_accepted = true;
                attempt.held = Some(*amount);
            })?,
            Event::Captured { attempt, reference, amount } => self.take(*attempt, (reference, *amount), at, false)?,
            Event::CapturedLate { attempt, reference, amount } => self.take(*attempt, (reference, *amount), at, true)?,
            Event::Overpaid { attempt, reference, amount } | Event::ArrivedMore { attempt, reference, amount } => {
                self.change(*attempt, |attempt| attempt.taken.push(taken(reference, *amount)))?;
            }
            Event::Conflicted { attempt, reference, what, moved: true } => {
                self.change(*attempt, |attempt| attempt.taken.push(taken(reference, what.arrived())))?;
            }
            Event::ConflictAccepted { amount, .. } => {
                self.captured = Some(*amount);
                self.captured_at = Some(at);
            }
            Event::Declined { attempt, .. } => self.change(*attempt, |attempt| attempt.ending = Some(Ending::Declined))?,
            Event::AttemptEnded { attempt } => self.change(*attempt, |attempt| attempt.ending = Some(Ending::Cancelled))?,
            Event::Cancelled | Event::ConflictReturned { .. } => self.end(Ending::Cancelled),
            Event::Expired => self.end(Ending::Expired),
            Event::CaptureAsked => self.change_last(|attempt| attempt.captures += 1),
            Event::CaptureTriedAgain { .. } => self.change_last(|attempt| {
                attempt.captures += 1;
                attempt.capture_tries = 0;
            }),
            Event::CancelAsked { .. } | Event::ExpireAsked | Event::HoldReleased { .. } => {
                self.change_last(|attempt| attempt.cancels += 1)
            }
            Event::Submitted | Event::Found => self.change_last(|attempt| attempt.is_accepted |= matches!(event, Event::Found)),
            Event::SightLost { .. } => self.change_last(|attempt| attempt.capture_tries += 1),
            Event::Opened { .. } | Event::Reopened | Event::Conflicted { .. } | Event::CaptureGivenUp => {}
        }
        Ok(self)
    }

    /// Notes money that was taken for the notices.
    fn take(&mut self, attempt: AttemptId, (reference, amount): (&str, Money), at: Timestamp, late: bool) -> Result<(), Broken> {
        self.change(attempt, |attempt| {
            attempt.is_accepted = true;
            attempt.taken.push(taken(reference, amount));
        })?;
        self.captured = Some(amount);
        self.captured_at = Some(at);
        self.is_late = late;
        Ok(())
    }

    /// Ends the attempt begun last, where it is open.
    fn end(&mut self, ending: Ending) {
        self.change_last(|attempt| {
            if attempt.is_open() {
                attempt.ending = Some(ending);
            }
        });
    }

    /// Changes the attempt begun last.
    fn change_last(&mut self, change: impl FnOnce(&mut Attempt)) {
        if let Some(attempt) = self.attempts.last_mut() {
            change(attempt);
        }
    }

    /// Changes one attempt.
    fn change(&mut self, id: AttemptId, change: impl FnOnce(&mut Attempt)) -> Result<(), Broken> {
        change(self.attempts.iter_mut().find(|attempt| attempt.id == id).ok_or(Broken::Attempt)?);
        Ok(())
    }
}

fn taken(reference: &str, amount: Money) -> Taken {
    Taken { reference: reference.to_owned(), amount }
}
