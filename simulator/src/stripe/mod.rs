//! The card shape: payment intents, refunds, disputes, payouts, balance, events, under idempotency keys.
//!
//! Source: the public reference of the Stripe API; `docs/providers.md` lists what is taken and what is left out.

mod book;
mod dispute;
mod effect;
mod event;
mod form;
mod intent;
mod key;
mod list;
mod payout;
mod refund;
pub(crate) mod refusal;
mod settlement;

use std::collections::BTreeMap;

pub(crate) use self::form::Form;
use self::{
    book::Transaction,
    dispute::Dispute,
    event::Event,
    intent::Intent,
    key::{Claim, Keys},
    payout::Payout,
    refund::Refund,
};
use crate::{
    answer::{Answer, Refused},
    world::World,
};

/// How many objects of each kind are kept.
const OBJECTS_MAX: usize = 2_000_000;

/// Everything of the card shape.
#[derive(Default)]
pub(crate) struct Stripe {
    pub(crate) intents: BTreeMap<String, Intent>,
    /// Their ids as they were made, for lists.
    intents_made: Vec<String>,
    refunds: BTreeMap<String, Refund>,
    refunds_made: Vec<String>,
    disputes: BTreeMap<String, Dispute>,
    payouts: BTreeMap<String, Payout>,
    payouts_made: Vec<String>,
    transactions: Vec<Transaction>,
    events: Vec<Event>,
    keys: Keys,
}

/// One call of the card shape.
pub(crate) struct Call<'a> {
    pub(crate) post: bool,
    /// The parts of the path after `/v1`.
    pub(crate) path: Vec<&'a str>,
    pub(crate) form: Form,
    /// The idempotency key.
    pub(crate) key: Option<&'a str>,
}

impl World {
    /// Does what a call asks, once for each idempotency key.
    pub(crate) fn stripe(&mut self, call: &Call<'_>) -> Result<Answer, Refused> {
        let (true, Some(key)) = (call.post, call.key) else { return self.stripe_once(call) };
        if key.is_empty() || key.len() > key::LENGTH_MAX {
            return Err(refusal::invalid("idempotency_key", "an idempotency key has 1 to 255 characters").into());
        }
        let now = self.now();
        match self.stripe.keys.claim(key, &format!("{}?{}", call.path.join("/"), call.form.canonical()), now) {
            Claim::Replay(answer) => Ok(answer),
            Claim::OtherBody => Err(refusal::other_body().into()),
            Claim::New => {
                let outcome = self.stripe_once(call);
                if let Ok(answer) | Err(Refused::Said(answer)) = &outcome {
                    self.stripe.keys.keep(key, answer);
                }
                outcome
            }
        }
    }

    fn stripe_once(&mut self, call: &Call<'_>) -> Result<Answer, Refused> {
        let Call { form, key, .. } = call;
        match (call.post, call.path.as_slice()) {
            (true, ["payment_intents"]) => self.create_intent(form, *key),
            (false, ["payment_intents"]) => self.list_intents(form),
            (false, ["payment_intents", "search"]) => self.search_intents(form),
            (false, ["payment_intents", id]) => self.retrieve_intent(id, form),
            (true, ["payment_intents", id, "confirm"]) => self.confirm_intent(id, form),
            (true, ["payment_intents", id, "capture"]) => self.capture_intent(id, form),
            (true, ["payment_intents", id, "cancel"]) => self.cancel_intent(id, form),
            (true, ["refunds"]) => self.create_refund(form, *key),
            (false, ["refunds"]) => self.list_refunds(form),
            (false, ["refunds", id]) => self.retrieve_refund(id),
            (false, ["disputes"]) => self.list_disputes(form),
            (false, ["disputes", id]) => self.retrieve_dispute(id),
            (true, ["payouts"]) => self.create_payout(form, *key),
            (false, ["payouts"]) => self.list_payouts(form),
            (false, ["payouts", id]) => self.retrieve_payout(id),
            (false, ["balance"]) => Ok(self.balance()),
            (false, ["balance_transactions"]) => self.list_transactions(form),
            (false, ["balance_transactions", id]) => self.retrieve_transaction(id),
            (false, ["events"]) => self.list_events(form),
            (false, ["events", id]) => self.retrieve_event(id),
            _ => Err(refusal::no_such("URL", &call.path.join("/")).into()),
        }
    }
}
