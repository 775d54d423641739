//! What a payment makes of evidence: each says once what it says, however often and in whatever order it comes. Rows ST-04, ST-05, ST-07,
//! ST-09, ST-13, ST-15, ST-16, ST-18, ST-19, ST-21, WHK-05, WHK-06, WHK-09.

use vocabulary::{AttemptId, Money};

use crate::{
    attempt::Attempt,
    edge::{Verb, edge_from},
    event::Event,
    evidence::{Conflict, DeclineReason, Evidence, Expected, Standing},
    payment::Payment,
    state::State,
};

/// What becomes of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Heard {
    /// Something happened.
    Event(Event),
    /// It was said before (row ST-18).
    Duplicate,
    /// It says less than what is known (row ST-19).
    Superseded,
    /// The provider holds money for an attempt that is over: it is to let it go.
    LetGo,
    /// It contradicts what was confirmed; somebody should look, and nothing changes (row WHK-09).
    Contradicts,
}

impl Payment {
    /// Says what evidence about `attempt` makes of the payment.
    ///
    /// Whoever calls found the attempt by the provider's reference or by our id in the evidence; nothing where it is none of this payment.
    pub fn hear(&self, attempt: AttemptId, evidence: &Evidence, payee: Option<&str>) -> Option<Heard> {
        let attempt = self.attempts.iter().find(|one| one.id == attempt)?;
        Some(match evidence.standing {
            Standing::AwaitingPayer | Standing::Pending => self.hear_of_waiting(attempt, evidence.standing),
            Standing::Declined { reason } => self.hear_of_nothing(attempt, reason),
            Standing::Cancelled => self.hear_of_nothing(attempt, DeclineReason::Cancelled),
            Standing::Authorised => self.hear_of_hold(attempt, evidence, payee),
            Standing::Captured => self.hear_of_money(attempt, evidence, payee),
        })
    }

    fn hear_of_waiting(&self, attempt: &Attempt, standing: Standing) -> Heard {
        if !self.is_current(attempt) {
            return Heard::Superseded;
        }
        match (self.state, standing) {
            // Money is held already: this was said before that, and comes late.
            (State::Unknown, _) if attempt.held.is_some() => Heard::Superseded,
            (State::Unknown, _) => Heard::Event(Event::Found),
            (State::AwaitingPayer, Standing::Pending) => Heard::Event(Event::Submitted),
            (State::AwaitingPayer | State::Submitted, _) => Heard::Duplicate,
            _ => Heard::Superseded,
        }
    }

    fn hear_of_nothing(&self, attempt: &Attempt, reason: DeclineReason) -> Heard {
        if !attempt.taken.is_empty() {
            return Heard::Contradicts;
        }
        if self.state == State::Captured && attempt.is_open() {
            return Heard::Event(Event::AttemptEnded { attempt: attempt.id });
        }
        if !self.is_current(attempt) {
            return Heard::Superseded;
        }
        match self.state {
            State::CancelPending => Heard::Event(Event::Cancelled),
            State::ExpirePending => Heard::Event(Event::Expired),
            state if edge_from(Some(state), Verb::Decline).is_some() => {
                Heard::Event(Event::Declined { attempt: attempt.id, reason })
            }
            _ => Heard::Duplicate,
        }
    }

    fn hear_of_hold(&self, attempt: &Attempt, evidence: &Evidence, payee: Option<&str>) -> Heard {
        if !attempt.taken.is_empty() {
            return Heard::Superseded;
        }
        if let Err(what) = self.compare(attempt, evidence, payee) {
            // Nothing moved yet: a hold that is not what was asked for is let go where the payment is over.
            let reference = evidence.provider_reference.clone();
            let event = Event::Conflicted { attempt: attempt.id, reference, what, moved: false };
            return if self.can(Verb::Conflict) && self.is_current(attempt) && attempt.is_open() {
                Heard::Event(event)
            } else {
                Heard::LetGo
            };
        }
        let amount = evidence.moved().unwrap_or(self.amount);
        match self.state {
            _ if !self.is_current(attempt) || !attempt.is_open() => Heard::LetGo,
            State::Captured => Heard::LetGo,
            _ if self.can(Verb::Authorise) => Heard::Event(Event::Authorised { attempt: attempt.id, amount }),
            _ if attempt.held == Some(amount) => Heard::Duplicate,
            _ => Heard::Superseded,
        }
    }

    fn hear_of_money(&self, attempt: &Attempt, evidence: &Evidence, payee: Option<&str>) -> Heard {
        let amount = evidence.moved().unwrap_or(Money::new(0, self.amount.currency));
        if let Some(before) = attempt.taken_as(&evidence.provider_reference) {
            return if before == amount { Heard::Duplicate } else { Heard::Contradicts };
        }
        let (attempt_id, reference) = (attempt.id, evidence.provider_reference.clone());
        let compared = self.compare(attempt, evidence, payee);
        // Money of a trial is no money: it is said, and nothing is posted (row WHK-07).
        let is_trial = matches!(compared, Err(Conflict::Mode { .. }));
        match (self.state, compared) {
            (State::Captured | State::Conflicted, _) if is_trial => Heard::Contradicts,
            (State::Captured, _) => Heard::Event(Event::Overpaid { attempt: attempt_id, reference, amount }),
            (State::Conflicted, _) => Heard::Event(Event::ArrivedMore { attempt: attempt_id, reference, amount }),
            (_, Err(what)) => Heard::Event(Event::Conflicted { attempt: attempt_id, reference, what, moved: !is_trial }),
            (_, Ok(())) if self.can(Verb::Capture) => Heard::Event(Event::Captured { attempt: attempt_id, reference, amount }),
            (_, Ok(())) => Heard::Event(Event::CapturedLate { attempt: attempt_id, reference, amount }),
        }
    }

    /// Compares evidence with what was asked for.
    fn compare(&self, attempt: &Attempt, evidence: &Evidence, payee: Option<&str>) -> Result<(), Conflict> {
        let arrived = evidence.moved().unwrap_or(Money::new(0, self.amount.currency));
        if evidence.attempt.is_some_and(|named| named != attempt.id) {
            return Err(Conflict::Attempt { arrived });
        }
        evidence.fits(&Expected { amount: self.amount, live: self.live, payee }, attempt.held)
    }

    fn is_current(&self, attempt: &Attempt) -> bool {
        self.attempt().is_some_and(|last| last.id == attempt.id)
    }

    fn can(&self, verb: Verb) -> bool {
        edge_from(Some(self.state), verb).is_some()
    }
}
