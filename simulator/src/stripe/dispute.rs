//! Disputes: opened and ended over `/sim/disputes`, seen as the reference shows them, with none, one or two balance transactions.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{book::Why, form::Form, intent::Status, list::Page, refusal};
use crate::{
    answer::{Answer, Refused},
    truth::{Entry, Kind},
    world::World,
};

/// What a dispute costs.
const FEE: i64 = 1_500;
/// How long evidence is taken.
const EVIDENCE: SignedDuration = SignedDuration::from_hours(24 * 7);

/// A dispute.
#[derive(Clone, Debug)]
pub(super) struct Dispute {
    id: String,
    pub(super) intent: String,
    charge: String,
    amount: i64,
    currency: String,
    status: &'static str,
    created: Timestamp,
    /// The places of its balance transactions in the book.
    transactions: Vec<usize>,
    live: bool,
}

impl World {
    /// Opens a dispute of what was captured. An inquiry takes no money back yet.
    pub(crate) fn open_dispute(&mut self, id: &str, amount: Option<i64>, inquiry: bool) -> Result<Answer, Refused> {
        let intent = self.intent(id)?.clone();
        if intent.status != Status::Succeeded || intent.disputed {
            return Err(refusal::unexpected(&intent.show(&self.base), "only what was paid can be disputed, once").into());
        }
        let amount = amount.unwrap_or(intent.received);
        super::intent::payable(amount, &intent.currency)?;
        let dispute = Dispute {
            id: self.id("du", Some(id)),
            intent: intent.id.clone(),
            charge: intent.charge.clone().unwrap_or_default(),
            amount,
            currency: intent.currency.clone(),
            status: if inquiry { "warning_needs_response" } else { "needs_response" },
            created: self.now(),
            transactions: Vec::new(),
            live: self.live,
        };
        if let Some(intent) = self.stripe.intents.get_mut(id) {
            intent.disputed = true;
        }
        let dispute = if inquiry { dispute } else { self.withdrawn(dispute)? };
        let shown = self.keep_dispute(dispute);
        self.event("charge.dispute.created", shown.clone(), None);
        if !inquiry {
            self.event("charge.dispute.funds_withdrawn", shown.clone(), None);
        }
        Ok(Answer::json(200, &shown))
    }

    /// Ends a dispute: `won`, or lost.
    pub(crate) fn close_dispute(&mut self, id: &str, won: bool) -> Result<Answer, Refused> {
        let mut dispute = self.stripe.disputes.get(id).ok_or_else(|| refusal::no_such("dispute", id))?.clone();
        let withdrawn = !dispute.transactions.is_empty();
        dispute.status = match (dispute.status, won) {
            ("needs_response" | "under_review", true) => "won",
            ("needs_response" | "under_review", false) => "lost",
            ("warning_needs_response", _) => "warning_closed",
            _ => return Err(refusal::coded(400, "dispute_closed", "it has ended").into()),
        };
        if won && withdrawn {
            let entry = self.dispute_entry(&dispute, Kind::Reinstated, dispute.amount, dispute.amount)?;
            self.log(entry)?;
            self.booked(&dispute.currency, dispute.amount, 0, Why::DisputeReversal, dispute.id.clone());
            dispute.transactions.push(self.stripe.transactions.len() - 1);
        }
        if let (Some(intent), true) = (self.stripe.intents.get_mut(&dispute.intent), won || !withdrawn) {
            intent.disputed = false;
        }
        let shown = self.keep_dispute(dispute);
        self.event("charge.dispute.closed", shown.clone(), None);
        if won && withdrawn {
            self.event("charge.dispute.funds_reinstated", shown.clone(), None);
        }
        Ok(Answer::json(200, &shown))
    }

    fn withdrawn(&mut self, mut dispute: Dispute) -> Result<Dispute, Refused> {
        let taken = self.dispute_entry(&dispute, Kind::Disputed, dispute.amount, -dispute.amount)?;
        self.log(taken)?;
        let fee = self.dispute_entry(&dispute, Kind::Fee, FEE, -FEE)?;
        self.log(fee)?;
        self.booked(&dispute.currency, -dispute.amount, FEE, Why::Dispute, dispute.id.clone());
        dispute.transactions.push(self.stripe.transactions.len() - 1);
        Ok(dispute)
    }

    fn dispute_entry(&self, dispute: &Dispute, kind: Kind, amount: i64, balance: i64) -> Result<Entry, Answer> {
        let entry = self.entry(self.intent(&dispute.intent)?, kind, amount, balance);
        Ok(Entry { object: dispute.id.clone(), ..entry })
    }

    fn keep_dispute(&mut self, dispute: Dispute) -> Value {
        let shown = self.show_dispute(&dispute);
        self.stripe.disputes.insert(dispute.id.clone(), dispute);
        shown
    }

    fn show_dispute(&self, dispute: &Dispute) -> Value {
        let now = self.now();
        let places = dispute.transactions.iter().filter_map(|place| self.stripe.transactions.get(*place));
        let transactions: Vec<Value> = places.map(|transaction| transaction.show(now)).collect();
        let due_by = dispute.created.saturating_add(EVIDENCE).unwrap_or(Timestamp::MAX);
        json!({
            "id": dispute.id,
            "object": "dispute",
            "amount": dispute.amount,
            "balance_transactions": transactions,
            "charge": dispute.charge,
            "created": dispute.created.as_second(),
            "currency": dispute.currency.to_ascii_lowercase(),
            "evidence_details": {"due_by": due_by.as_second(), "has_evidence": false, "past_due": due_by < now},
            "livemode": dispute.live,
            "metadata": {},
            "payment_intent": dispute.intent,
            "reason": "fraudulent",
            "status": dispute.status,
        })
    }

    pub(super) fn retrieve_dispute(&self, id: &str) -> Result<Answer, Refused> {
        let dispute = self.stripe.disputes.get(id).ok_or_else(|| refusal::no_such("dispute", id))?;
        Ok(Answer::json(200, &self.show_dispute(dispute)))
    }

    pub(super) fn list_disputes(&self, form: &Form) -> Result<Answer, Refused> {
        let intent = form.text("payment_intent");
        let asked = self.stripe.disputes.values().filter(|dispute| intent.is_none_or(|intent| dispute.intent == intent));
        let mut newest: Vec<_> = asked.collect();
        newest.sort_by(|one, other| (other.created, &other.id).cmp(&(one.created, &one.id)));
        let shown =
            newest.iter().map(|dispute| (dispute.id.as_str(), dispute.created.as_second(), || self.show_dispute(dispute)));
        Ok(Page::read(form)?.cut("/v1/disputes", shown))
    }
}
