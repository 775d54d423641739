//! The shape of Daraja: a push to the phone, an unsigned callback, and a query that may say something else.
//!
//! Source: public pages about the interface (result codes 0, 1032, 1037, 1019; 500.001.1001 while it runs); to be verified with the provider.

use actix_web::{
    HttpRequest, HttpResponse,
    http::Method,
    web::{Bytes, Data},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Direction, Prompt, Standing, units};
use crate::{
    answer::{Answer, Refused},
    fault::perform,
    routes::header,
    server::State,
    truth::Provider,
    world::World,
};

/// The token; the simulator knows one caller.
const TOKEN: &str = "simulated-token";
/// The currency of this provider.
const CURRENCY: &str = "KES";
/// The most that one push can ask for, in whole shillings.
const AMOUNT_MAX: i64 = 250_000;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Push {
    amount: Value,
    phone_number: Value,
    #[serde(rename = "CallBackURL")]
    callback: String,
    account_reference: String,
    transaction_desc: String,
}

#[derive(Deserialize)]
struct Query {
    #[serde(rename = "CheckoutRequestID")]
    checkout: String,
}

/// Answers a call of this shape.
pub(crate) async fn serve(state: Data<State>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let bearer = header(&request, "Authorization").unwrap_or_default().to_owned();
    let (post, path) = (request.method() == Method::POST, request.path().trim_start_matches("/daraja/").to_owned());
    let subject = format!("{} {} {}", request.method(), request.path(), String::from_utf8_lossy(&body));
    perform(&state, &subject, None, |world| {
        if (post, path.as_str()) == (false, "oauth/v1/generate") {
            let token = json!({"access_token": TOKEN, "expires_in": "3599"});
            return if bearer.starts_with("Basic ") { Ok(Answer::json(200, &token)) } else { Err(Answer::empty(400).into()) };
        }
        if bearer != format!("Bearer {TOKEN}") {
            return Err(error(401, "404.001.03", "Invalid Access Token").into());
        }
        match (post, path.as_str()) {
            (true, "mpesa/stkpush/v1/processrequest") => world.daraja_push(&body),
            (true, "mpesa/stkpushquery/v1/query") => world.daraja_query(&body),
            _ => Err(error(404, "404.001.01", "Resource not found").into()),
        }
    })
    .await
}

impl World {
    fn daraja_push(&mut self, body: &[u8]) -> Result<Answer, Refused> {
        let bad = |what: &str| error(400, "400.002.02", &format!("Bad Request - Invalid {what}"));
        let asked: Push = serde_json::from_slice(body).map_err(|_| bad("Request"))?;
        let amount = plain(&asked.amount).ok_or_else(|| bad("Amount"))?;
        let whole = units(&amount, 0).filter(|whole| *whole <= AMOUNT_MAX).ok_or_else(|| bad("Amount"))?;
        let phone = plain(&asked.phone_number).filter(|phone| phone.len() == 12).ok_or_else(|| bad("PhoneNumber"))?;
        if asked.account_reference.chars().count() > 12 || asked.transaction_desc.chars().count() > 13 {
            return Err(bad("AccountReference").into());
        }
        let serial = self.serial();
        let id = format!("ws_CO_{}", self.chance().id("push", &serial.to_string(), 20));
        let request = format!("{serial}-{}", self.chance().id("merchant", &id, 8));
        let answer = json!({
            "MerchantRequestID": request, "CheckoutRequestID": id, "ResponseCode": "0",
            "ResponseDescription": "Success. Request accepted for processing",
            "CustomerMessage": "Success. Request accepted for processing",
        });
        self.begin_prompt(Prompt {
            id,
            provider: Provider::Daraja,
            direction: Direction::Collect,
            amount: format!("{whole}.00"),
            units: whole * 100,
            decimals: 2,
            currency: CURRENCY.to_owned(),
            phone,
            ours: Some(asked.account_reference),
            note: asked.transaction_desc,
            standing: Standing::Pending,
            request,
            transaction: None,
            callback: Some(asked.callback),
            made: self.now(),
        })?;
        Ok(Answer::json(200, &answer))
    }

    fn daraja_query(&mut self, body: &[u8]) -> Result<Answer, Refused> {
        let asked: Query = serde_json::from_slice(body).map_err(|_| error(400, "400.002.02", "Bad Request"))?;
        let prompt = self.mobile.prompts.get(&asked.checkout).filter(|prompt| prompt.provider == Provider::Daraja);
        let prompt = prompt.ok_or_else(|| error(404, "404.001.01", "The transaction does not exist"))?.clone();
        if prompt.standing == Standing::Pending {
            return Err(error(500, "500.001.1001", "The transaction is being processed").into());
        }
        let nth = self.met(&format!("query {}", prompt.id));
        let contradicts = self.chance().per_mille("contradict", &prompt.id, nth) < self.plan.contradict;
        let (code, text) = result(if contradicts { Standing::Declined } else { prompt.standing });
        Ok(Answer::json(
            200,
            &json!({
                "ResponseCode": "0", "ResponseDescription": "The service request has been accepted successsfully",
                "MerchantRequestID": prompt.request, "CheckoutRequestID": prompt.id,
                "ResultCode": code.to_string(), "ResultDesc": text,
            }),
        ))
    }
}

/// What is called back, unsigned.
pub(super) fn told(prompt: &Prompt) -> Value {
    let (code, text) = result(prompt.standing);
    let mut callback = json!({
        "MerchantRequestID": prompt.request, "CheckoutRequestID": prompt.id, "ResultCode": code, "ResultDesc": text,
    });
    if prompt.standing == Standing::Completed {
        callback["CallbackMetadata"] = json!({"Item": [
            {"Name": "Amount", "Value": prompt.units / 100},
            {"Name": "MpesaReceiptNumber", "Value": prompt.transaction},
            {"Name": "PhoneNumber", "Value": prompt.phone},
        ]});
    }
    json!({"Body": {"stkCallback": callback}})
}

fn result(standing: Standing) -> (u16, &'static str) {
    match standing {
        Standing::Completed => (0, "The service request is processed successfully."),
        Standing::Declined => (1_032, "Request cancelled by user"),
        Standing::Expired | Standing::Pending => (1_037, "DS timeout user cannot be reached"),
        Standing::Failed => (1, "The balance is insufficient for the transaction."),
    }
}

/// Reads a number or a text as text.
fn plain(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()))
}

fn error(status: u16, code: &str, message: &str) -> Answer {
    Answer::json(status, &json!({"requestId": "simulated", "errorCode": code, "errorMessage": message}))
}
