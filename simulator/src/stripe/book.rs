//! The provider's own book: balance transactions, and what is available of them.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{form::Form, list::Page, refusal};
use crate::{
    answer::{Answer, Refused},
    world::World,
};

/// How long money is pending before it can be paid out.
const PENDING: SignedDuration = SignedDuration::from_hours(48);

/// Why the balance changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    Charge,
    Refund,
    RefundFailure,
    Dispute,
    DisputeReversal,
    Payout,
    PayoutFailure,
}

/// One change of the balance.
pub(super) struct Transaction {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) fee: i64,
    pub(super) currency: String,
    pub(super) why: Why,
    pub(super) source: String,
    pub(super) at: Timestamp,
    pub(super) available: Timestamp,
    /// The payout that it left with.
    pub(super) payout: Option<String>,
}

impl Why {
    /// Returns the type in the reference.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Why::Charge => "charge",
            Why::Refund => "refund",
            Why::RefundFailure => "refund_failure",
            Why::Dispute | Why::DisputeReversal => "adjustment",
            Why::Payout => "payout",
            Why::PayoutFailure => "payout_failure",
        }
    }

    fn category(self) -> &'static str {
        match self {
            Why::Dispute => "dispute",
            Why::DisputeReversal => "dispute_reversal",
            Why::PayoutFailure => "payout_reversal",
            other => other.kind(),
        }
    }
}

impl Transaction {
    /// Shows it as the reference does.
    pub(super) fn show(&self, now: Timestamp) -> Value {
        json!({
            "id": self.id,
            "object": "balance_transaction",
            "amount": self.amount,
            "available_on": self.available.as_second(),
            "created": self.at.as_second(),
            "currency": self.currency.to_ascii_lowercase(),
            "exchange_rate": null,
            "fee": self.fee,
            "fee_details": [],
            "net": self.amount - self.fee,
            "reporting_category": self.why.category(),
            "source": self.source,
            "status": if self.available <= now { "available" } else { "pending" },
            "type": self.why.kind(),
        })
    }
}

impl World {
    /// Writes a change of the balance into the book, and returns its id.
    pub(super) fn booked(&mut self, currency: &str, amount: i64, fee: i64, why: Why, source: String) -> String {
        let id = self.id("txn", None);
        let pending = if why == Why::Charge { PENDING } else { SignedDuration::ZERO };
        self.stripe.transactions.push(Transaction {
            id: id.clone(),
            amount,
            fee,
            currency: currency.to_owned(),
            why,
            source,
            at: self.now(),
            available: self.now().saturating_add(pending).unwrap_or(Timestamp::MAX),
            payout: None,
        });
        id
    }

    pub(super) fn balance(&self) -> Answer {
        let (mut available, mut pending) = (BTreeMap::new(), BTreeMap::new());
        for transaction in &self.stripe.transactions {
            let sums = if transaction.available <= self.now() { &mut available } else { &mut pending };
            *sums.entry(transaction.currency.to_ascii_lowercase()).or_insert(0_i64) += transaction.amount - transaction.fee;
        }
        let shown = |sums: BTreeMap<String, i64>| -> Vec<Value> {
            sums.into_iter().map(|(currency, amount)| json!({"amount": amount, "currency": currency})).collect()
        };
        let body = json!({
            "object": "balance", "livemode": self.live, "available": shown(available), "pending": shown(pending),
        });
        Answer::json(200, &body)
    }

    pub(super) fn list_transactions(&self, form: &Form) -> Result<Answer, Refused> {
        let (payout, source, now) = (form.text("payout"), form.text("source"), self.now());
        let is_expanded = form.below("expand").values().any(|name| name == "data.source");
        let newest = self.stripe.transactions.iter().rev();
        let asked = newest
            .filter(|transaction| payout.is_none_or(|payout| transaction.payout.as_deref() == Some(payout)))
            .filter(|transaction| source.is_none_or(|source| transaction.source == source));
        let show = move |transaction: &Transaction| {
            let mut shown = transaction.show(now);
            if is_expanded {
                shown["source"] = self.source_of(transaction);
            }
            shown
        };
        let shown = asked.map(|transaction| (transaction.id.as_str(), transaction.at.as_second(), move || show(transaction)));
        Ok(Page::read(form)?.cut("/v1/balance_transactions", shown))
    }

    /// Shows what a transaction belongs to, as far as reconciliation asks.
    fn source_of(&self, transaction: &Transaction) -> Value {
        let (source, stripe) = (&transaction.source, &self.stripe);
        let of_refund = stripe.refunds.get(source);
        let of_charge = source.strip_prefix("ch_").map(|rest| format!("pi_{rest}"));
        let of_others = of_refund.map(|refund| &refund.intent).or(stripe.disputes.get(source).map(|dispute| &dispute.intent));
        let Some(intent) = of_others.cloned().or(of_charge) else { return json!({ "id": source }) };
        let metadata = match of_refund {
            Some(refund) => refund.metadata.clone(),
            None if source.starts_with("ch_") => stripe.intents.get(&intent).map(|one| one.metadata.clone()).unwrap_or_default(),
            None => BTreeMap::new(),
        };
        json!({ "id": source, "payment_intent": intent, "metadata": metadata })
    }

    pub(super) fn retrieve_transaction(&self, id: &str) -> Result<Answer, Refused> {
        let found = self.stripe.transactions.iter().find(|transaction| transaction.id == id);
        Ok(Answer::json(200, &found.ok_or_else(|| refusal::no_such("balance_transaction", id))?.show(self.now())))
    }
}
