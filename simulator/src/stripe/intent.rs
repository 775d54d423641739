//! Payment intents: one intention of a payer to pay, from its making to its end.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{OBJECTS_MAX, form::Form, list::Page, refusal};
use crate::{
    answer::{Answer, Refused},
    currency,
    world::World,
};

/// What a request to make one may say.
const CREATE: [&str; 12] = [
    "amount",
    "currency",
    "capture_method",
    "confirm",
    "payment_method",
    "payment_method_types",
    "automatic_payment_methods",
    "description",
    "metadata",
    "receipt_email",
    "return_url",
    "expand",
];
/// How many entries of metadata there may be, and how long they are.
const METADATA_MAX: (usize, usize, usize) = (50, 40, 500);
/// How long it takes until the search finds what was made. Source: the reference says "under normal circumstances, within a minute".
const SEARCH_LAG: SignedDuration = SignedDuration::from_secs(60);

/// Where an intent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    RequiresPaymentMethod,
    RequiresAction,
    RequiresCapture,
    Succeeded,
    Canceled,
}

/// A payment intent.
#[derive(Clone, Debug)]
pub(crate) struct Intent {
    pub(super) id: String,
    pub(super) secret: String,
    pub(crate) amount: i64,
    /// Three capitals.
    pub(crate) currency: String,
    pub(super) manual: bool,
    pub(crate) status: Status,
    pub(super) received: i64,
    pub(super) refunded: i64,
    pub(super) created: Timestamp,
    pub(super) metadata: BTreeMap<String, String>,
    pub(crate) description: Option<String>,
    pub(super) charge: Option<String>,
    /// When the payer agreed.
    pub(super) charged: Option<Timestamp>,
    pub(super) declined: bool,
    pub(super) cancelled: Option<(Timestamp, String)>,
    pub(super) disputed: bool,
    pub(super) live: bool,
}

impl Status {
    /// Returns its name in the reference.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Status::RequiresPaymentMethod => "requires_payment_method",
            Status::RequiresAction => "requires_action",
            Status::RequiresCapture => "requires_capture",
            Status::Succeeded => "succeeded",
            Status::Canceled => "canceled",
        }
    }
}

impl Intent {
    /// Returns our id, as it was told.
    pub(super) fn ours(&self) -> Option<String> {
        self.metadata.get("attempt").cloned()
    }

    /// Shows it as the reference does; `base` is where the payer's page is.
    pub(super) fn show(&self, base: &str) -> Value {
        let held = if self.status == Status::RequiresCapture { self.amount } else { 0 };
        let page = json!({"type": "redirect_to_url", "redirect_to_url": {"url": format!("{base}/sim/pay/{}", self.id)}});
        let error = json!({"type": "card_error", "code": "card_declined", "decline_code": "generic_decline"});
        json!({
            "id": self.id,
            "object": "payment_intent",
            "amount": self.amount,
            "amount_capturable": held,
            "amount_received": self.received,
            "capture_method": if self.manual { "manual" } else { "automatic" },
            "client_secret": self.secret,
            "confirmation_method": "automatic",
            "created": self.created.as_second(),
            "currency": self.currency.to_ascii_lowercase(),
            "description": self.description,
            "canceled_at": self.cancelled.as_ref().map(|(at, _)| at.as_second()),
            "cancellation_reason": self.cancelled.as_ref().map(|(_, why)| why),
            "last_payment_error": self.declined.then_some(error),
            "latest_charge": self.charge,
            "livemode": self.live,
            "metadata": self.metadata,
            "next_action": (self.status == Status::RequiresAction).then_some(page),
            "payment_method_types": ["card"],
            "status": self.status.name(),
        })
    }
}

impl World {
    pub(super) fn create_intent(&mut self, form: &Form, key: Option<&str>) -> Result<Answer, Refused> {
        form.only(&CREATE)?;
        let currency = form.text("currency").ok_or_else(|| refusal::invalid("currency", "Missing required param: currency."))?;
        let amount = form.number("amount")?.ok_or_else(|| refusal::invalid("amount", "Missing required param: amount."))?;
        let currency = currency.to_ascii_uppercase();
        payable(amount, &currency)?;
        let metadata = form.below("metadata");
        let (entries, names, values) = METADATA_MAX;
        let fits = |(name, value): (&String, &String)| name.chars().count() <= names && value.chars().count() <= values;
        if metadata.len() > entries || !metadata.iter().all(fits) {
            return Err(refusal::invalid("metadata", "metadata is too large").into());
        }
        let manual = match form.text("capture_method") {
            None | Some("automatic" | "automatic_async") => false,
            Some("manual") => true,
            Some(_) => return Err(refusal::invalid("capture_method", "Invalid capture_method").into()),
        };
        if self.stripe.intents.len() >= OBJECTS_MAX {
            return Err(refusal::coded(429, "rate_limit", "the simulator holds no more").into());
        }
        let id = self.id("pi", key);
        let secret = format!("{id}_secret_{}", self.chance().id("secret", &id, 24));
        let intent = Intent {
            id: id.clone(),
            secret,
            amount,
            currency,
            manual,
            status: Status::RequiresPaymentMethod,
            received: 0,
            refunded: 0,
            created: self.now(),
            metadata,
            description: form.text("description").map(str::to_owned),
            charge: None,
            charged: None,
            declined: false,
            cancelled: None,
            disputed: false,
            live: self.live,
        };
        self.put_intent(intent);
        if form.text("confirm") == Some("true") {
            return self.confirm_intent(&id, form);
        }
        self.payer_sees(&id, amount);
        self.retrieve_intent(&id, form)
    }

    /// Keeps a new intent.
    pub(super) fn put_intent(&mut self, intent: Intent) {
        self.stripe.intents_made.push(intent.id.clone());
        self.stripe.intents.insert(intent.id.clone(), intent);
    }

    /// Finds an intent.
    pub(super) fn intent(&self, id: &str) -> Result<&Intent, Answer> {
        self.stripe.intents.get(id).ok_or_else(|| refusal::no_such("payment_intent", id))
    }

    /// Shows an intent, with its charge where that is asked for.
    pub(super) fn retrieve_intent(&self, id: &str, form: &Form) -> Result<Answer, Refused> {
        let intent = self.intent(id)?;
        let mut shown = intent.show(&self.base);
        if let (Some(charge), true) = (&intent.charge, form.below("expand").values().any(|name| name == "latest_charge")) {
            let created = intent.charged.map(Timestamp::as_second);
            shown["latest_charge"] = json!({"id": charge, "object": "charge", "amount": intent.amount, "created": created});
        }
        Ok(Answer::json(200, &shown))
    }

    pub(super) fn list_intents(&self, form: &Form) -> Result<Answer, Refused> {
        let newest = self.stripe.intents_made.iter().rev().filter_map(|id| self.stripe.intents.get(id));
        let shown = newest.map(|intent| (intent.id.as_str(), intent.created.as_second(), || intent.show(&self.base)));
        Ok(Page::read(form)?.cut("/v1/payment_intents", shown))
    }

    /// Finds by one entry of metadata, `metadata['attempt']:'…'`, among those that are old enough to be found.
    pub(super) fn search_intents(&self, form: &Form) -> Result<Answer, Refused> {
        let query = form.text("query").unwrap_or_default();
        let asked = query.strip_prefix("metadata['").and_then(|rest| rest.strip_suffix('\'')?.split_once("']:'"));
        let (name, value) = asked.ok_or_else(|| refusal::invalid("query", "only metadata['name']:'value' is searched for"))?;
        let newest = self.stripe.intents_made.iter().rev().filter_map(|id| self.stripe.intents.get(id));
        let seen = |intent: &&Intent| self.now().duration_since(intent.created) >= SEARCH_LAG;
        let found = newest.filter(seen).filter(|intent| intent.metadata.get(name).is_some_and(|kept| kept == value));
        let data: Vec<Value> = found.take(10).map(|intent| intent.show(&self.base)).collect();
        let url = "/v1/payment_intents/search";
        Ok(Answer::json(200, &json!({"object": "search_result", "url": url, "has_more": false, "data": data})))
    }
}

/// Refuses what nobody can pay in that currency.
pub(super) fn payable(amount: i64, currency: &str) -> Result<(), Answer> {
    let counting = currency::counting(currency)
        .ok_or_else(|| refusal::invalid("currency", &format!("Invalid currency: {}", currency.to_ascii_lowercase())))?;
    if amount <= 0 {
        return Err(refusal::coded(400, "parameter_invalid_integer", "This value must be greater than or equal to 1."));
    }
    if amount % counting.step != 0 {
        let code = "invalid_charge_amount_no_decimal_compatible";
        return Err(refusal::coded(400, code, &format!("Amounts in {currency} are multiples of {}", counting.step)));
    }
    Ok(())
}
