//! Events: what happened, told once over `/v1/events` and once, or as often as planned, to the product.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{OBJECTS_MAX, form::Form, list::Page, refusal};
use crate::{
    answer::{Answer, Refused},
    courier::{Delivery, Way},
    world::World,
};

/// The version that events are written in. Source: the version that the client library of the adapter asks for.
const API_VERSION: &str = "2026-09-30.endive";

/// An event, as it is sent.
pub(super) struct Event {
    id: String,
    kind: String,
    at: Timestamp,
    shown: Value,
}

impl World {
    /// Tells what happened to an object; `forged` is what a forger would tell at the same time.
    pub(super) fn event(&mut self, kind: &str, object: Value, forged: Option<(&str, Value)>) {
        let about =
            format!("{kind} {} {}", object["id"].as_str().unwrap_or_default(), object["status"].as_str().unwrap_or_default());
        let nth = self.met(&format!("event {about}"));
        let id = format!("evt_{}", self.chance().id("event", &format!("{about} {nth}"), 24));
        let shown = self.written(&id, kind, object);
        let forged = forged.map(|(kind, object)| self.written(&id.replace("evt_", "evt_f"), kind, object).to_string());
        if self.stripe.events.len() < OBJECTS_MAX {
            self.stripe.events.push(Event { id: id.clone(), kind: kind.to_owned(), at: self.now(), shown: shown.clone() });
        }
        let Some(hook) = self.hook.clone() else { return };
        let delivery = Delivery {
            about: id,
            url: hook.url,
            body: shown.to_string(),
            way: Way::Signed { secrets: hook.secrets },
            due: self.now(),
            not_before: None,
            tries: 0,
        };
        self.post(delivery, forged);
    }

    fn written(&self, id: &str, kind: &str, object: Value) -> Value {
        json!({
            "id": id,
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now().as_second(),
            "data": {"object": object},
            "livemode": self.live,
            "pending_webhooks": 1,
            "request": {"id": null, "idempotency_key": null},
            "type": kind,
        })
    }

    pub(super) fn list_events(&self, form: &Form) -> Result<Answer, Refused> {
        let kind = form.text("type");
        let newest = self.stripe.events.iter().rev().filter(|event| kind.is_none_or(|kind| kind == event.kind));
        let shown = newest.map(|event| (event.id.as_str(), event.at.as_second(), || event.shown.clone()));
        Ok(Page::read(form)?.cut("/v1/events", shown))
    }

    pub(super) fn retrieve_event(&self, id: &str) -> Result<Answer, Refused> {
        let event = self.stripe.events.iter().find(|event| event.id == id);
        Ok(Answer::json(200, &event.ok_or_else(|| refusal::no_such("event", id))?.shown))
    }
}
