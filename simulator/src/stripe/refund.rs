//! Refunds: never more than what was captured, never of what is disputed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{OBJECTS_MAX, book::Why, form::Form, intent::Status, list::Page, refusal};
use crate::{
    answer::{Answer, Refused},
    truth::{Entry, Kind},
    world::{Due, World},
};

/// How long a refund is pending that is.
const PENDING_SECONDS: i64 = 86_400;

/// A refund.
#[derive(Clone, Debug)]
pub(super) struct Refund {
    id: String,
    pub(super) intent: String,
    charge: String,
    amount: i64,
    currency: String,
    status: &'static str,
    created: Timestamp,
    pub(super) metadata: BTreeMap<String, String>,
    reason: Option<String>,
    transaction: Option<String>,
}

impl Refund {
    fn show(&self) -> Value {
        json!({
            "id": self.id,
            "object": "refund",
            "amount": self.amount,
            "balance_transaction": self.transaction,
            "charge": self.charge,
            "created": self.created.as_second(),
            "currency": self.currency.to_ascii_lowercase(),
            "failure_reason": (self.status == "failed").then_some("lost_or_stolen_card"),
            "metadata": self.metadata,
            "payment_intent": self.intent,
            "reason": self.reason,
            "status": self.status,
        })
    }
}

impl World {
    pub(super) fn create_refund(&mut self, form: &Form, key: Option<&str>) -> Result<Answer, Refused> {
        form.only(&["payment_intent", "charge", "amount", "reason", "metadata", "expand"])?;
        let named = form.text("payment_intent").or_else(|| form.text("charge")).unwrap_or_default();
        let charged = |id: &str| id.strip_prefix("ch_").map_or_else(|| id.to_owned(), |rest| format!("pi_{rest}"));
        let intent = self.intent(&charged(named))?.clone();
        let left = intent.received - intent.refunded;
        let amount = form.number("amount")?.unwrap_or(left);
        if intent.status != Status::Succeeded || left == 0 {
            return Err(refusal::coded(400, "charge_already_refunded", "there is nothing left to refund").into());
        }
        if intent.disputed {
            return Err(refusal::coded(400, "charge_disputed", "the payer disputes it").into());
        }
        super::intent::payable(amount, &intent.currency)?;
        if amount > left {
            return Err(refusal::invalid("amount", "Refund amount is greater than unrefunded amount on charge").into());
        }
        if self.stripe.refunds.len() >= OBJECTS_MAX {
            return Err(refusal::coded(429, "rate_limit", "the simulator holds no more").into());
        }
        let id = self.id("re", key);
        let drawn = self.chance().per_mille("refund", &id, 0);
        let plan = self.plan.repayments.clone();
        let (fails, waits) = (drawn < plan.fail, drawn < plan.fail.saturating_add(plan.pending));
        let metadata = form.below("metadata");
        let entry = Entry {
            object: id.clone(),
            ours: metadata.get("repayment").cloned(),
            ..self.entry(&intent, Kind::Refunded, amount, -amount)
        };
        self.log(entry)?;
        let transaction = self.booked(&intent.currency, -amount, 0, Why::Refund, id.clone());
        let refund = Refund {
            id: id.clone(),
            intent: intent.id.clone(),
            charge: intent.charge.clone().unwrap_or_default(),
            amount,
            currency: intent.currency.clone(),
            status: if waits { "pending" } else { "succeeded" },
            created: self.now(),
            metadata,
            reason: form.text("reason").map(str::to_owned),
            transaction: Some(transaction),
        };
        if let Some(intent) = self.stripe.intents.get_mut(&intent.id) {
            intent.refunded += amount;
        }
        let shown = refund.show();
        self.stripe.refunds_made.push(id.clone());
        self.stripe.refunds.insert(id.clone(), refund);
        self.event("refund.created", shown.clone(), None);
        if waits {
            self.later(PENDING_SECONDS, Due::RefundEnds { refund: id, fails });
        }
        Ok(Answer::json(200, &shown))
    }

    /// Lets a pending refund end.
    pub(crate) fn refund_ends(&mut self, id: &str, fails: bool) -> Result<(), Refused> {
        let Some(mut refund) = self.stripe.refunds.get(id).cloned() else { return Ok(()) };
        refund.status = if fails { "failed" } else { "succeeded" };
        if fails {
            let intent = self.intent(&refund.intent)?.clone();
            let entry = Entry {
                object: refund.id.clone(),
                ours: refund.metadata.get("repayment").cloned(),
                ..self.entry(&intent, Kind::RefundFailed, refund.amount, refund.amount)
            };
            self.log(entry)?;
            self.booked(&refund.currency, refund.amount, 0, Why::RefundFailure, refund.id.clone());
            if let Some(intent) = self.stripe.intents.get_mut(&refund.intent) {
                intent.refunded -= refund.amount;
            }
        }
        let shown = refund.show();
        self.stripe.refunds.insert(refund.id.clone(), refund);
        self.event(if fails { "refund.failed" } else { "refund.updated" }, shown, None);
        Ok(())
    }

    pub(super) fn retrieve_refund(&self, id: &str) -> Result<Answer, Refused> {
        let refund = self.stripe.refunds.get(id).ok_or_else(|| refusal::no_such("refund", id))?;
        Ok(Answer::json(200, &refund.show()))
    }

    pub(super) fn list_refunds(&self, form: &Form) -> Result<Answer, Refused> {
        let (intent, charge) = (form.text("payment_intent"), form.text("charge"));
        let newest = self.stripe.refunds_made.iter().rev().filter_map(|id| self.stripe.refunds.get(id));
        let asked = newest
            .filter(|refund| intent.is_none_or(|intent| refund.intent == intent))
            .filter(|refund| charge.is_none_or(|charge| refund.charge == charge));
        let shown = asked.map(|refund| (refund.id.as_str(), refund.created.as_second(), || refund.show()));
        Ok(Page::read(form)?.cut("/v1/refunds", shown))
    }
}
