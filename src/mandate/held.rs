//! What is held of a person's companies and mandates, for the person: also what is over, and what they did under mandates of others.

use futures_util::future::{BoxFuture, FutureExt};
use serde_json::{Value, json};
use vocabulary::PersonId;

use super::{
    mandate::{Agent, Mandate},
    party::{Party, Side},
    scope::PayCaps,
    service::Mandates,
    store,
};
use crate::{
    identity::{HeldPart, Holder, ITEMS_MAX},
    platform::fault::Fault,
};

impl Holder for Mandates {
    fn held(&self, person: PersonId) -> BoxFuture<'_, Result<Vec<HeldPart>, Fault>> {
        async move {
            let phone = self.identity.phones.number_of(person).await?;
            let unit = self.database.as_subject(&Party::Person(person)).await?;
            let companies = store::companies_of(&unit, person).await?.into_iter().map(|company| {
                let (id, tin, name) = (company.id.to_string(), company.tin.to_string(), company.name.as_str());
                json!({ "id": id, "tin": tin, "name": name, "isConfirmed": company.is_confirmed() })
            });
            let mut parts = vec![HeldPart::of("companies", companies)?];
            let parties = [Party::Person(person)];
            for (name, side) in [("mandatesGiven", Side::Principal), ("mandatesHeld", Side::Agent)] {
                let mandates = store::list(&unit, side, (&parties, phone.as_ref()), None, ITEMS_MAX + 1).await?;
                parts.push(HeldPart::of(name, mandates.iter().map(shown))?);
            }
            let acts = store::uses_by(&unit, person, ITEMS_MAX + 1).await?.into_iter().map(|(mandate, done)| {
                json!({
                    "mandateId": mandate.to_string(),
                    "act": done.act,
                    "consignment": done.consignment.map(|consignment| consignment.to_string()),
                    "amountMinor": done.amount_minor,
                    "usedAt": done.used_at.to_string(),
                })
            });
            parts.push(HeldPart::of("actsUnderMandates", acts)?);
            Ok(parts)
        }
        .boxed()
    }
}

/// A mandate as both sides may see it; the number of somebody who has not answered is masked.
fn shown(mandate: &Mandate) -> Value {
    let agent = match &mandate.agent {
        Agent::Party(party) => party.to_string(),
        Agent::Phone(phone) => phone.to_string(),
    };
    let scopes = &mandate.scopes;
    let allowed = [
        ("view", scopes.view),
        ("draft", scopes.draft),
        ("lodge", scopes.lodge),
        ("pay", scopes.pay.is_some()),
        ("collect", scopes.collect),
    ];
    let allowed: Vec<_> = allowed.iter().filter(|(_, is_allowed)| *is_allowed).map(|(scope, _)| *scope).collect();
    json!({
        "id": mandate.id.to_string(),
        "principal": mandate.principal.to_string(),
        "agent": agent,
        "scopes": allowed,
        "pay": scopes.pay.as_ref().map(caps),
        "consignment": mandate.consignment.as_ref().map(ToString::to_string),
        "validFrom": mandate.valid_from.to_string(),
        "validUntil": mandate.valid_until.to_string(),
        "state": mandate.state.as_str(),
        "frozenAt": mandate.frozen_at.map(|at| at.to_string()),
    })
}

fn caps(caps: &PayCaps) -> Value {
    json!({ "currency": caps.each().currency().to_string(), "eachMinor": caps.each().minor(), "dayMinor": caps.day().minor() })
}
