//! The shape of the GSMA Mobile Money API 1.2: a merchant payment is taken on (202), then polled or called back by PUT.
//!
//! Source: the public specification of the API, version 1.2.0.

use actix_web::{
    HttpRequest, HttpResponse,
    http::Method,
    web::{Bytes, Data},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Direction, PROMPT_SECONDS, Prompt, Standing, decimals, units};
use crate::{
    answer::{Answer, Refused},
    fault::perform,
    routes::header,
    server::State,
    truth::Provider,
    world::World,
};

/// The longest description.
const DESCRIPTION_CHARACTERS_MAX: usize = 160;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    amount: String,
    currency: String,
    #[serde(default)]
    debit_party: Vec<Party>,
    #[serde(default)]
    credit_party: Vec<Party>,
    requesting_organisation_transaction_reference: Option<String>,
    description_text: Option<String>,
}

#[derive(Deserialize)]
struct Party {
    key: String,
    value: String,
}

/// Answers a call of this shape.
pub(crate) async fn serve(state: Data<State>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let correlation = header(&request, "X-CorrelationID").unwrap_or_default().to_owned();
    let callback = header(&request, "X-Callback-URL").map(str::to_owned);
    let known = header(&request, "X-API-Key").is_some_and(|key| !key.is_empty());
    let (post, path) = (request.method() == Method::POST, request.path().trim_start_matches("/gsma/").to_owned());
    let subject = format!("{} {} {correlation}", request.method(), request.path());
    let parts: Vec<&str> = path.split('/').collect();
    let key = post.then(|| format!("gsma {correlation}"));
    perform(&state, &subject, key.as_deref(), |world| {
        if !known {
            return Err(refused(401, "authorisation", "clientAuthorisationError").into());
        }
        match (post, parts.as_slice()) {
            (true, ["transactions", "type", "merchantpay"]) => {
                world.gsma_begin(Direction::Collect, &correlation, callback, &body)
            }
            (true, ["transactions", "type", "disbursement"]) => {
                world.gsma_begin(Direction::Disburse, &correlation, callback, &body)
            }
            (false, ["requeststates", id]) => world.gsma_state(id),
            (false, ["responses", id]) => world.gsma_response(id),
            (false, ["transactions", reference]) => world.gsma_transaction(reference),
            (false, ["accounts", "msisdn", number, "accountname"]) => match world.wallet(number).account_name() {
                Some(name) => Ok(Answer::json(200, &name)),
                None => Err(refused(404, "identification", "identifierError").into()),
            },
            (false, ["heartbeat"]) => Ok(Answer::json(200, &json!({"serviceStatus": "available"}))),
            _ => Err(refused(404, "identification", "identifierError").into()),
        }
    })
    .await
}

impl World {
    fn gsma_begin(
        &mut self,
        direction: Direction,
        correlation: &str,
        callback: Option<String>,
        body: &[u8],
    ) -> Result<Answer, Refused> {
        let format = || refused(400, "validation", "formatError");
        if correlation.is_empty() || correlation.len() > 64 {
            return Err(format().into());
        }
        let id = format!("gsma-{correlation}");
        if self.mobile.prompts.contains_key(&id) {
            return Err(refused(400, "businessRule", "duplicateRequest").into());
        }
        let asked: Asked = serde_json::from_slice(body).map_err(|_| format())?;
        let places = decimals(&asked.currency).ok_or_else(|| refused(400, "businessRule", "currencyNotSupported"))?;
        let units = units(&asked.amount, places).ok_or_else(format)?;
        let note = asked.description_text.unwrap_or_default();
        if note.chars().count() > DESCRIPTION_CHARACTERS_MAX {
            return Err(refused(400, "validation", "lengthError").into());
        }
        let parties = if direction == Direction::Collect { asked.debit_party } else { asked.credit_party };
        let phone = parties.into_iter().find(|party| party.key == "msisdn").ok_or_else(format)?.value;
        let request = self.chance().uuid("request", &id);
        self.begin_prompt(Prompt {
            id: id.clone(),
            provider: Provider::Gsma,
            direction,
            amount: asked.amount,
            units,
            decimals: places,
            currency: asked.currency,
            phone,
            ours: asked.requesting_organisation_transaction_reference,
            note,
            standing: Standing::Pending,
            request,
            transaction: None,
            callback,
            made: self.now(),
        })?;
        Ok(Answer::json(202, &state(self.prompt(&id)?)))
    }

    fn gsma_state(&self, request: &str) -> Result<Answer, Refused> {
        Ok(Answer::json(200, &state(self.gsma_prompt(request)?)))
    }

    /// Tells where the answer to a client's id is: at the transaction once there is one, else at the state of the request.
    fn gsma_response(&self, correlation: &str) -> Result<Answer, Refused> {
        let unknown = || refused(404, "identification", "identifierError");
        let prompt = self.mobile.prompts.get(&format!("gsma-{correlation}")).ok_or_else(unknown)?;
        let link = match &prompt.transaction {
            Some(transaction) => format!("/transactions/{transaction}"),
            None => format!("/requeststates/{}", prompt.request),
        };
        Ok(Answer::json(200, &json!({"link": link})))
    }

    fn gsma_transaction(&self, reference: &str) -> Result<Answer, Refused> {
        Ok(Answer::json(200, &transaction(self.gsma_prompt(reference)?)))
    }

    fn gsma_prompt(&self, named: &str) -> Result<&Prompt, Answer> {
        let found = self.mobile.requests.get(named).and_then(|id| self.mobile.prompts.get(id));
        found.filter(|prompt| prompt.provider == Provider::Gsma).ok_or_else(|| refused(404, "identification", "identifierError"))
    }
}

/// What is called back: the transaction, or the error.
pub(super) fn told(prompt: &Prompt, now: Timestamp) -> Option<Value> {
    match error(prompt) {
        _ if prompt.standing == Standing::Pending => None,
        Some(mut error) => {
            error["errorDateTime"] = json!(now.to_string());
            Some(error)
        }
        None => Some(transaction(prompt)),
    }
}

fn state(prompt: &Prompt) -> Value {
    let status = match prompt.standing {
        Standing::Pending => "pending",
        Standing::Completed => "completed",
        Standing::Declined | Standing::Expired | Standing::Failed => "failed",
    };
    let ends = prompt.made.saturating_add(SignedDuration::from_secs(PROMPT_SECONDS)).unwrap_or(Timestamp::MAX);
    let mut state = json!({
        "serverCorrelationId": prompt.request,
        "status": status,
        "notificationMethod": if prompt.callback.is_some() { "callback" } else { "polling" },
        "objectReference": prompt.transaction.clone().unwrap_or_default(),
        "pollLimit": 100,
        "expiryTime": ends.to_string(),
    });
    if let Some(error) = error(prompt) {
        state["error"] = error;
    }
    state
}

fn transaction(prompt: &Prompt) -> Value {
    let party = json!([{"key": "msisdn", "value": prompt.phone}]);
    let (debit, credit) = match prompt.direction {
        Direction::Collect => (party, json!([{"key": "organisationid", "value": "customs"}])),
        Direction::Disburse => (json!([{"key": "organisationid", "value": "customs"}]), party),
    };
    json!({
        "transactionReference": prompt.transaction,
        "requestingOrganisationTransactionReference": prompt.ours,
        "type": if prompt.direction == Direction::Collect { "merchantpay" } else { "disbursement" },
        "transactionStatus": if prompt.standing == Standing::Completed { "completed" } else { "failed" },
        "amount": prompt.amount,
        "currency": prompt.currency,
        "debitParty": debit,
        "creditParty": credit,
        "descriptionText": prompt.note,
        "creationDate": prompt.made.to_string(),
    })
}

fn error(prompt: &Prompt) -> Option<Value> {
    let code = match prompt.standing {
        Standing::Declined => "requestDeclined",
        Standing::Expired => "requestingPartyAuthorisationError",
        Standing::Failed => "genericError",
        Standing::Pending | Standing::Completed => return None,
    };
    Some(json!({"errorCategory": "businessRule", "errorCode": code}))
}

fn refused(status: u16, category: &str, code: &str) -> Answer {
    Answer::json(status, &json!({"errorCategory": category, "errorCode": code}))
}
