//! What only officers can lead on: payments in conflict, and money that is held and could not be collected. One finance approver proposes,
//! another decides; the log has both. Rows SEC-AZ-06, ST-27 to ST-30, INV-15.

mod rows;
pub(super) mod store;

use jiff::SignedDuration;
use payment::{Event, FourEyes, Operation, Payment, Source, Standing, State};
use vocabulary::{AttemptId, PaymentId, PersonId, Timestamp, words};

pub use self::store::{DeadNotice, Proposal};
pub(super) use self::store::{Kind, NewProposal, Outcome};
use super::{
    paying::order,
    refusal::Refusal,
    repaying::Purse,
    service::Payments,
    settling::{Actor, Work},
    store::{self as payments, Source as EvidenceSource},
};
use crate::{
    audit::{Action, Code, Entry, Object, Value},
    identity::Subject,
    platform::{database, fault::Fault},
};

const PROPOSED: Action = Action::named("payment.decision_proposed");
const DECIDED: Action = Action::named("payment.decided");
const REFUSED: Action = Action::named("payment.decision_refused");
/// How long nobody may know where a payment stands before a person looks (row PAY-G4).
const UNKNOWN_MAX: SignedDuration = SignedDuration::from_mins(15);
/// How many holds are let go in one go.
const AT_ONCE_MAX: i64 = 100;
/// How long until a provider is told again that nobody waits for its money.
const TOLD_AGAIN: SignedDuration = SignedDuration::from_mins(5);

words! {
    /// What officers decide about a payment.
    Decision, "decision about a payment" {
        /// What arrived is taken for what was owed.
        Accept = "accept",
        /// What arrived is given back.
        Return = "return",
        /// The held money is asked for again.
        TryAgain = "try-again",
        /// The held money is let go.
        Release = "release",
    }
}

impl Decision {
    /// Says where a payment must stand for it.
    const fn of_state(self) -> State {
        match self {
            Decision::Accept | Decision::Return => State::Conflicted,
            Decision::TryAgain | Decision::Release => State::CaptureError,
        }
    }

    fn event(self, payment: &Payment, by: FourEyes) -> Result<Event, payment::Refusal> {
        match self {
            Decision::Accept => payment.accept_conflict(by),
            Decision::Return => payment.return_conflict(by),
            Decision::TryAgain => payment.try_capture_again(by),
            Decision::Release => payment.release_hold(by),
        }
    }
}

/// A payment that waits for officers, with what one of them proposed.
#[derive(Clone, Debug)]
pub struct InDoubt {
    /// The payment.
    pub payment: Payment,
    /// What is proposed, and by whom.
    pub proposal: Option<Proposal>,
}

impl Payments {
    /// Proposes what becomes of a payment that only officers lead on.
    ///
    /// # Errors
    /// Refuses a payment that does not stand there, or changed since the officer looked, and a second proposal beside an open one.
    pub async fn propose_decision(
        &self,
        (id, version): (PaymentId, u32),
        decision: Decision,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<InDoubt, Refusal>, Fault> {
        let Some(work) = self.begin(id).await? else { return Ok(Err(Refusal::PaymentUnknown)) };
        let payment = &work.kept.payment;
        if payment.sequence != version {
            return Ok(Err(Refusal::Changed { current: payment.sequence }));
        }
        if payment.state != decision.of_state() {
            return Ok(Err(Refusal::PaymentState { state: payment.state }));
        }
        let subject = id.to_string();
        if let Some(open) = store::open(&work.unit, Kind::Payment, &subject).await? {
            if open.sequence == payment.sequence {
                return Ok(Err(Refusal::DecisionOpen));
            }
            // It was about a payment that was another one.
            store::close(&work.unit, &open.id, (Outcome::Overtaken, by), now).await?;
        }
        let new = NewProposal { kind: Kind::Payment, subject, sequence: version, deed: decision.as_str() };
        store::add(&work.unit, &new, None::<&()>, by, now).await?;
        let proposal = store::open(&work.unit, Kind::Payment, &new.subject).await?;
        let entry =
            deed(PROPOSED, by, "payment", &new.subject).after(Code::named("decision"), Value::Code(word(decision.as_str())));
        self.audit.append(&work.unit, entry, now).await?;
        let payment = payment.clone();
        database::commit(work.unit).await?;
        Ok(Ok(InDoubt { payment, proposal }))
    }

    /// Agrees to what another officer proposed, or refuses it. What follows at the provider is done at once, and by the janitor where that
    /// fails.
    ///
    /// # Errors
    /// Refuses whoever proposed it, and what was overtaken.
    pub async fn decide(
        &self,
        (id, proposal): (PaymentId, &str),
        agrees: bool,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<Payment, Refusal>, Fault> {
        let Some(mut work) = self.begin(id).await? else { return Ok(Err(Refusal::PaymentUnknown)) };
        let subject = id.to_string();
        let open = store::open(&work.unit, Kind::Payment, &subject).await?.filter(|open| open.id == proposal);
        let Some(open) = open else { return Ok(Err(Refusal::DecisionUnknown)) };
        if !agrees {
            store::close(&work.unit, &open.id, (Outcome::Refused, by), now).await?;
            self.audit.append(&work.unit, deed(REFUSED, by, "payment", &subject), now).await?;
            let payment = work.kept.payment.clone();
            database::commit(work.unit).await?;
            return Ok(Ok(payment));
        }
        let Ok(eyes) = FourEyes::new(open.proposed_by, by) else { return Ok(Err(Refusal::SamePerson)) };
        if open.sequence != work.kept.payment.sequence {
            return Ok(Err(Refusal::Changed { current: work.kept.payment.sequence }));
        }
        let decision: Decision = open.decision()?;
        let event = match decision.event(&work.kept.payment, eyes) {
            Ok(event) => event,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        if let Event::ConflictAccepted { amount, .. } = &event {
            // What was given back of it meanwhile is nobody's to take.
            let purse = Purse::read(&work.unit, &work.kept.payment, (Source::Unallocated, amount.currency)).await?;
            let left = purse.givable().available();
            if left.minor < amount.minor {
                return Ok(Err(Refusal::RepaymentTooMuch { left: left.to_string() }));
            }
        }
        let held = self.held(&work).await?;
        self.happen(&mut work, &event, (Actor::Officer, None), now).await?;
        if matches!(event, Event::ConflictReturned { .. }) {
            // Its provider may still hold money, or take it: it is told, however long that takes.
            for attempt in held {
                store::let_go_at(&work.unit, attempt, Some(now)).await?;
            }
        }
        store::close(&work.unit, &open.id, (Outcome::Agreed, by), now).await?;
        let entry = deed(DECIDED, by, "payment", &subject).after(Code::named("decision"), Value::Code(word(decision.as_str())));
        self.audit.append(&work.unit, entry, now).await?;
        let kept = work.kept.clone();
        database::commit(work.unit).await?;
        self.outbox.wake();
        self.let_holds_go_detached(now).await?;
        Ok(Ok(self.look_detached(kept, now).await?.payment))
    }

    /// Reads the payments that wait for officers, the oldest first: those in conflict, those whose money could not be collected, and those of
    /// which nobody has known anything for a quarter of an hour.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn in_doubt(&self, most: usize, now: Timestamp) -> Result<Vec<InDoubt>, Fault> {
        let connection = self.database.connection();
        let since = now.saturating_sub(UNKNOWN_MAX).unwrap_or(Timestamp::MIN);
        let found = store::in_doubt(connection, most).await?;
        let mut all = Vec::new();
        for payment in found.into_iter().filter(|payment| payment.state.needs_officer() || payment.touched_at <= since) {
            let proposal = store::open(connection, Kind::Payment, &payment.id.to_string()).await?;
            all.push(InDoubt { payment, proposal });
        }
        Ok(all)
    }

    /// Reads what providers told of payments that there are not, the oldest first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn dead_notices(&self, most: usize) -> Result<Vec<DeadNotice>, Fault> {
        store::dead(self.database.connection(), most).await
    }

    /// Names the attempts whose orders the provider may still hold money for, or take it: those that are not over, and whose own order is not
    /// the one by which money came.
    async fn held(&self, work: &Work) -> Result<Vec<AttemptId>, Fault> {
        let mut held = Vec::new();
        for attempt in work.kept.payment.attempts.iter().filter(|attempt| attempt.ending.is_none()) {
            let stored = payments::attempt(&work.unit, attempt.id).await?;
            let order = stored.and_then(|stored| stored.provider_reference);
            if order.is_none_or(|order| attempt.taken_as(&order).is_none()) {
                held.push(attempt.id);
            }
        }
        Ok(held)
    }

    async fn let_holds_go_detached(&self, now: Timestamp) -> Result<(), Fault> {
        let payments = self.clone();
        let task = tokio::spawn(async move { payments.let_holds_go(now).await });
        task.await.map_err(Fault::while_("asking a provider"))?.map(drop)
    }

    /// Tells providers of orders that nobody waits for, until each says that it is over; returns how many there were.
    pub(super) async fn let_holds_go(&self, now: Timestamp) -> Result<usize, Fault> {
        let connection = self.database.connection();
        let waiting = store::to_let_go(connection, now, AT_ONCE_MAX).await?;
        let again = now.saturating_add(TOLD_AGAIN).unwrap_or(Timestamp::MAX);
        let mut told = 0;
        for id in &waiting {
            store::let_go_at(connection, *id, Some(again)).await?;
            let Some(stored) = payments::attempt(connection, *id).await? else { continue };
            let Some(kept) = payments::find(connection, stored.payment).await? else { continue };
            let Some(attempt) = kept.payment.attempts.iter().find(|attempt| attempt.id == *id).cloned() else { continue };
            let Some(gateway) = self.gateway(&attempt.provider) else { continue };
            let order = order(&kept, &attempt, stored.payer_phone.as_deref())?;
            let answer = gateway.cancel(&order, stored.provider_reference.as_deref(), &attempt.key(Operation::Cancel)).await;
            let is_over = match &answer {
                gateway::Answer::Known(said) => {
                    matches!(said.standing, Standing::Captured | Standing::Cancelled | Standing::Declined { .. })
                }
                gateway::Answer::NoSuchRequest => true,
                _ => false,
            };
            if is_over {
                store::let_go_at(connection, *id, None).await?;
                told += 1;
            }
            // Money that it took after all has its place as any other.
            self.record(kept.payment.id, attempt.id, (answer, EvidenceSource::Answer), now).await?;
        }
        Ok(told)
    }
}

/// Writes the entry of the log: who did what to which payment or repayment; nobody's name, no reason.
pub(super) fn deed(action: Action, by: PersonId, kind: &'static str, id: &str) -> Entry {
    Entry::new(Subject::Person(by).actor(), action, Object::new(word(kind), word(id)))
}

fn word(text: &str) -> Code {
    text.parse().expect("names of ours are words of the log")
}
