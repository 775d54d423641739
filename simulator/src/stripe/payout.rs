//! Payouts: what is available goes to the bank, and arrives a day later.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    OBJECTS_MAX,
    book::{Transaction, Why},
    form::Form,
    list::Page,
    refusal,
};
use crate::{
    answer::{Answer, Refused},
    currency,
    truth::{Entry, Kind, Provider},
    world::{Due, World},
};

/// How long money is under way to the bank.
const UNDER_WAY_SECONDS: i64 = 86_400;

/// A payout.
#[derive(Clone, Debug)]
pub(super) struct Payout {
    id: String,
    amount: i64,
    currency: String,
    status: &'static str,
    created: Timestamp,
    transaction: String,
    live: bool,
}

impl Payout {
    fn show(&self) -> Value {
        json!({
            "id": self.id,
            "object": "payout",
            "amount": self.amount,
            "arrival_date": self.created.as_second() + UNDER_WAY_SECONDS,
            "automatic": true,
            "balance_transaction": self.transaction,
            "created": self.created.as_second(),
            "currency": self.currency.to_ascii_lowercase(),
            "failure_code": (self.status == "failed").then_some("account_closed"),
            "livemode": self.live,
            "metadata": {},
            "method": "standard",
            "status": self.status,
            "type": "bank_account",
        })
    }
}

impl World {
    pub(super) fn create_payout(&mut self, form: &Form, key: Option<&str>) -> Result<Answer, Refused> {
        form.only(&["amount", "currency", "metadata", "expand"])?;
        let currency = form.text("currency").unwrap_or_default().to_ascii_uppercase();
        let counting = currency::counting(&currency).ok_or_else(|| refusal::invalid("currency", "Invalid currency"))?;
        let now = self.now();
        let ready = |transaction: &Transaction| transaction.currency == currency && transaction.available <= now;
        let transactions = self.stripe.transactions.iter();
        let available: i64 = transactions.filter(|one| ready(one)).map(|one| one.amount - one.fee).sum();
        let amount = form.number("amount")?.unwrap_or(available / counting.payout_step * counting.payout_step);
        if amount <= 0 || amount % counting.payout_step != 0 {
            return Err(refusal::invalid("amount", "Invalid amount for a payout").into());
        }
        if amount > available {
            return Err(refusal::coded(400, "balance_insufficient", "You have insufficient funds for this payout.").into());
        }
        if self.stripe.payouts.len() >= OBJECTS_MAX {
            return Err(refusal::coded(429, "rate_limit", "the simulator holds no more").into());
        }
        let id = self.id("po", key);
        self.log(self.payout_entry(&id, &currency, Kind::PaidOut, amount, -amount))?;
        let transaction = self.booked(&currency, -amount, 0, Why::Payout, id.clone());
        for transaction in self.stripe.transactions.iter_mut().filter(|one| ready(one)) {
            transaction.payout.get_or_insert_with(|| id.clone());
        }
        let live = self.live;
        let payout = Payout { id: id.clone(), amount, currency, status: "in_transit", created: now, transaction, live };
        let shown = payout.show();
        self.stripe.payouts_made.push(id.clone());
        self.stripe.payouts.insert(id.clone(), payout);
        self.event("payout.created", shown.clone(), None);
        self.later(UNDER_WAY_SECONDS, Due::PayoutArrives { payout: id });
        Ok(Answer::json(200, &shown))
    }

    /// Lets a payout arrive.
    pub(crate) fn payout_arrives(&mut self, id: &str) {
        let Some(payout) = self.stripe.payouts.get_mut(id).filter(|payout| payout.status == "in_transit") else { return };
        payout.status = "paid";
        let shown = payout.show();
        self.event("payout.paid", shown, None);
    }

    /// Lets the bank send a payout back.
    pub(crate) fn payout_fails(&mut self, id: &str) -> Result<Answer, Refused> {
        let payout = self.stripe.payouts.get(id).ok_or_else(|| refusal::no_such("payout", id))?.clone();
        if payout.status == "failed" {
            return Err(refusal::coded(400, "payout_failed", "it was sent back").into());
        }
        self.log(self.payout_entry(id, &payout.currency, Kind::PayoutFailed, payout.amount, payout.amount))?;
        self.booked(&payout.currency, payout.amount, 0, Why::PayoutFailure, id.to_owned());
        let payout = Payout { status: "failed", ..payout };
        let shown = payout.show();
        self.stripe.payouts.insert(id.to_owned(), payout);
        self.event("payout.failed", shown.clone(), None);
        Ok(Answer::json(200, &shown))
    }

    fn payout_entry(&self, id: &str, currency: &str, kind: Kind, amount: i64, balance: i64) -> Entry {
        Entry {
            serial: 0,
            at: self.now(),
            provider: Provider::Stripe,
            kind,
            object: id.to_owned(),
            payment: id.to_owned(),
            ours: None,
            currency: currency.to_owned(),
            amount,
            decimals: currency::counting(currency).map_or(2, |counting| counting.decimals),
            balance,
        }
    }

    pub(super) fn retrieve_payout(&self, id: &str) -> Result<Answer, Refused> {
        let payout = self.stripe.payouts.get(id).ok_or_else(|| refusal::no_such("payout", id))?;
        Ok(Answer::json(200, &payout.show()))
    }

    pub(super) fn list_payouts(&self, form: &Form) -> Result<Answer, Refused> {
        let newest = self.stripe.payouts_made.iter().rev().filter_map(|id| self.stripe.payouts.get(id));
        let shown = newest.map(|payout| (payout.id.as_str(), payout.created.as_second(), || payout.show()));
        Ok(Page::read(form)?.cut("/v1/payouts", shown))
    }
}
