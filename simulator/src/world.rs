//! Everything the simulator knows, behind one lock: what was asked becomes an effect whole or not at all.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use crate::{
    answer::Refused,
    chance::Chance,
    clock::Clock,
    courier::{Delivery, Hook, Sent},
    mobile::Mobile,
    payer::Deed,
    plan::Plan,
    stripe::Stripe,
    truth::{Entry, Truth},
};

/// How many different calls are counted; those after that all meet the fault of the first time.
const SUBJECTS_MAX: usize = 2_000_000;
/// How many things may be due at once.
const AGENDA_MAX: usize = 2_000_000;

/// What happens by itself at its time.
#[derive(Clone, Debug)]
pub(crate) enum Due {
    /// A payer acts.
    Payer { payment: String, deed: Deed },
    /// A prompt on a phone is no longer answered.
    PromptEnds { prompt: String },
    /// Money that was held is let go.
    HoldEnds { intent: String },
    /// A repayment over cards ends.
    RefundEnds { refund: String, fails: bool },
    /// A disbursement of mobile money ends.
    DisbursementEnds { prompt: String, fails: bool },
    /// A payout arrives.
    PayoutArrives { payout: String },
}

/// Everything the simulator knows.
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) clock: Clock,
    pub(crate) truth: Truth,
    pub(crate) stripe: Stripe,
    pub(crate) mobile: Mobile,
    /// Where notices of the card shape go.
    pub(crate) hook: Option<Hook>,
    /// Whether money is real, as the provider says it.
    pub(crate) live: bool,
    /// Where the payer's page is.
    pub(crate) base: String,
    /// What is still to be sent.
    pub(crate) outbox: Vec<Delivery>,
    /// What was sent, and what became of it.
    pub(crate) sent: Vec<Sent>,
    agenda: BTreeMap<(Timestamp, u64), Due>,
    subjects: HashMap<String, u32>,
    serial: u64,
}

impl World {
    /// Makes a world in which nothing has happened.
    pub(crate) fn new(plan: Plan, clock: Clock, truth: Truth, live: bool, base: String) -> World {
        World {
            plan,
            clock,
            truth,
            stripe: Stripe::default(),
            mobile: Mobile::default(),
            hook: None,
            live,
            base,
            outbox: Vec::new(),
            sent: Vec::new(),
            agenda: BTreeMap::new(),
            subjects: HashMap::new(),
            serial: 0,
        }
    }

    /// Returns what time it is here.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns the chance that the plan's seed gives.
    pub(crate) fn chance(&self) -> Chance {
        Chance { seed: self.plan.seed }
    }

    /// Returns a number that was never returned before.
    pub(crate) fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Makes an id such as `pi_8c3f…`: of `identity` where the caller named one, so that it does not depend on who came first.
    pub(crate) fn id(&mut self, prefix: &str, identity: Option<&str>) -> String {
        let about = identity.map_or_else(|| self.serial().to_string(), str::to_owned);
        format!("{prefix}_{}", self.chance().id(prefix, &about, 24))
    }

    /// Counts that `subject` is met, and returns how often it was before.
    pub(crate) fn met(&mut self, subject: &str) -> u32 {
        if self.subjects.len() >= SUBJECTS_MAX && !self.subjects.contains_key(subject) {
            return 0;
        }
        let times = self.subjects.entry(subject.to_owned()).or_insert(0);
        *times = times.saturating_add(1);
        *times - 1
    }

    /// Puts something on the agenda, `seconds` from now.
    pub(crate) fn later(&mut self, seconds: i64, due: Due) {
        if self.agenda.len() < AGENDA_MAX {
            let at = self.now().saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
            let serial = self.serial();
            self.agenda.insert((at, serial), due);
        }
    }

    /// Lets everything happen whose time has come, in its order.
    pub(crate) fn tick(&mut self) -> Result<(), Refused> {
        while let Some(entry) = self.agenda.first_entry() {
            if entry.key().0 > self.clock.now() {
                return Ok(());
            }
            match entry.remove() {
                // Somebody may have been quicker: what is no longer possible does not happen.
                Due::Payer { payment, deed } => match self.act(&payment, deed) {
                    Ok(()) | Err(Refused::Said(_)) => {}
                    Err(log @ Refused::Log(_)) => return Err(log),
                },
                Due::PromptEnds { prompt } => self.prompt_ends(&prompt),
                Due::HoldEnds { intent } => self.hold_ends(&intent)?,
                Due::RefundEnds { refund, fails } => self.refund_ends(&refund, fails)?,
                Due::DisbursementEnds { prompt, fails } => self.disbursement_ends(&prompt, fails)?,
                Due::PayoutArrives { payout } => self.payout_arrives(&payout),
            }
        }
        Ok(())
    }

    /// Writes down what happened, before it can be seen.
    pub(crate) fn log(&mut self, entry: Entry) -> Result<(), Refused> {
        Ok(self.truth.add(entry)?)
    }
}
