//! The shape of MTN: a request to pay under a UUID of the caller's, a status to ask for, one callback that is never repeated.
//!
//! Source: the provider's public developer pages (common errors, reasons of failed requests); `docs/providers.md` lists what is taken.

use actix_web::{
    HttpRequest, HttpResponse,
    http::Method,
    web::{Bytes, Data},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Direction, Prompt, Standing, Wallet, decimals, units};
use crate::{
    answer::{Answer, Refused},
    fault::perform,
    routes::header,
    server::State,
    truth::Provider,
    world::World,
};

/// The longest note.
const NOTE_CHARACTERS_MAX: usize = 160;
/// How long a token is good for, in seconds.
const TOKEN_SECONDS: u32 = 3_600;
/// The token; the simulator knows one caller.
const TOKEN: &str = "simulated-token";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    amount: String,
    currency: String,
    external_id: Option<String>,
    payer: Option<Party>,
    payee: Option<Party>,
    #[serde(default)]
    payer_message: String,
    #[serde(default)]
    payee_note: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Party {
    party_id_type: String,
    party_id: String,
}

/// Answers a call of this shape.
pub(crate) async fn serve(state: Data<State>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let reference = header(&request, "X-Reference-Id").unwrap_or_default().to_owned();
    let callback = header(&request, "X-Callback-Url").map(str::to_owned);
    let subscribed = header(&request, "Ocp-Apim-Subscription-Key").is_some_and(|key| !key.is_empty());
    let bearer = header(&request, "Authorization").unwrap_or_default().to_owned();
    let (post, path) = (request.method() == Method::POST, request.path().trim_start_matches("/mtn/").to_owned());
    let subject = format!("{} {} {reference}", request.method(), request.path());
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    perform(&state, &subject, None, |world| {
        if !subscribed {
            return Err(Answer::json(401, &json!({"statusCode": 401, "message": "Access denied"})).into());
        }
        if let (true, ["collection" | "disbursement", "token"]) = (post, parts.as_slice()) {
            let token = json!({"access_token": TOKEN, "token_type": "access_token", "expires_in": TOKEN_SECONDS});
            return if bearer.starts_with("Basic ") { Ok(Answer::json(200, &token)) } else { Err(Answer::empty(401).into()) };
        }
        if bearer != format!("Bearer {TOKEN}") {
            return Err(Answer::empty(401).into());
        }
        match (post, parts.as_slice()) {
            (true, ["collection", "v1_0", "requesttopay"]) => world.mtn_begin(Direction::Collect, &reference, callback, &body),
            (true, ["disbursement", "v1_0", "transfer"]) => world.mtn_begin(Direction::Disburse, &reference, callback, &body),
            (false, ["collection", "v1_0", "requesttopay", id] | ["disbursement", "v1_0", "transfer", id]) => {
                Ok(Answer::json(200, &told(world.prompt(&format!("mtn-{id}"))?)))
            }
            (false, ["disbursement", "v1_0", "accountholder", "msisdn", number, what @ ("active" | "basicuserinfo")]) => {
                holder(&world.wallet(number), what)
            }
            _ => Err(Answer::json(404, &json!({"code": "RESOURCE_NOT_FOUND"})).into()),
        }
    })
    .await
}

impl World {
    fn mtn_begin(
        &mut self,
        direction: Direction,
        reference: &str,
        callback: Option<String>,
        body: &[u8],
    ) -> Result<Answer, Refused> {
        let bad = || Answer::json(400, &json!({"code": "BAD_REQUEST", "message": "request does not follow the specification"}));
        if !is_uuid_v4(reference) {
            return Err(bad().into());
        }
        let id = format!("mtn-{reference}");
        if self.mobile.prompts.contains_key(&id) {
            let message = "Duplicated reference id. Creation of resource failed.";
            return Err(Answer::json(409, &json!({"code": "RESOURCE_ALREADY_EXIST", "message": message})).into());
        }
        let asked: Asked = serde_json::from_slice(body).map_err(|_| bad())?;
        let fits = |note: &str| note.chars().count() <= NOTE_CHARACTERS_MAX && !note.contains('\'');
        if !fits(&asked.payer_message) || !fits(&asked.payee_note) {
            return Err(bad().into());
        }
        let places = decimals(&asked.currency).ok_or_else(|| Answer::json(500, &json!({"code": "INVALID_CURRENCY"})))?;
        let units = units(&asked.amount, places).ok_or_else(bad)?;
        let party = if direction == Direction::Collect { asked.payer } else { asked.payee };
        let party = party.filter(|party| party.party_id_type == "MSISDN").ok_or_else(bad)?;
        self.begin_prompt(Prompt {
            id,
            provider: Provider::Mtn,
            direction,
            amount: asked.amount,
            units,
            decimals: places,
            currency: asked.currency,
            phone: party.party_id,
            ours: asked.external_id,
            note: asked.payer_message,
            standing: Standing::Pending,
            request: reference.to_owned(),
            transaction: None,
            callback,
            made: self.now(),
        })?;
        Ok(Answer::empty(202))
    }
}

/// What is told when asked, and called back.
pub(super) fn told(prompt: &Prompt) -> Value {
    let (status, reason) = match prompt.standing {
        Standing::Pending => ("PENDING", None),
        Standing::Completed => ("SUCCESSFUL", None),
        Standing::Declined => ("FAILED", Some("APPROVAL_REJECTED")),
        Standing::Expired => ("FAILED", Some("COULD_NOT_PERFORM_TRANSACTION")),
        Standing::Failed => ("FAILED", Some("INTERNAL_PROCESSING_ERROR")),
    };
    let party = json!({"partyIdType": "MSISDN", "partyId": prompt.phone});
    let mut told = json!({
        "amount": prompt.amount,
        "currency": prompt.currency,
        "financialTransactionId": prompt.transaction,
        "externalId": prompt.ours,
        "payerMessage": prompt.note,
        "payeeNote": prompt.note,
        "status": status,
    });
    told[if prompt.direction == Direction::Collect { "payer" } else { "payee" }] = party;
    if let Some(reason) = reason {
        told["reason"] = json!({"code": reason, "message": reason});
    }
    told
}

/// Says whether the holder of a number is active, or who that is.
fn holder(wallet: &Wallet, what: &str) -> Result<Answer, Refused> {
    match (what, wallet) {
        ("active", wallet) => Ok(Answer::json(200, &json!({"result": !matches!(wallet, Wallet::Absent)}))),
        (_, Wallet::Named([given, family])) => Ok(Answer::json(
            200,
            &json!({"sub": "0", "name": format!("{given} {family}"), "given_name": given, "family_name": family, "locale": "en"}),
        )),
        (_, Wallet::Unnamed) => Err(Answer::json(400, &json!({"code": "NOT_ALLOWED"})).into()),
        (_, Wallet::Absent) => Err(Answer::json(404, &json!({"code": "RESOURCE_NOT_FOUND"})).into()),
    }
}

fn is_uuid_v4(text: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    let at = |(place, byte): (usize, u8)| if dashes.contains(&place) { byte == b'-' } else { byte.is_ascii_hexdigit() };
    text.len() == 36 && text.bytes().enumerate().all(at) && text.as_bytes().get(14) == Some(&b'4')
}
