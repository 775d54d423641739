//! The shape of Daraja: a push without a key, an unsigned callback, and a query that may contradict it. Rows MOM-06, MOM-08, WHK-08, WHK-09.
//!
//! A push is never repeated and cannot be found by our id: without its answer, only the callback to our secret address names it.
//! Source: public pages about the interface; to be verified with the provider.

use std::fmt;

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, tz};
use payment::{DeclineReason, Evidence, ProviderKey, Standing, Unsure};
use reqwest::{Method, Request, Url, header::HeaderValue};
use serde_json::{Value, json};
use vocabulary::{Money, Timestamp};

use super::{
    callback::CallbackAddress,
    prompted, read,
    token::{Granted, Token, basic},
    unreadable,
};
use crate::{
    answer::{Answer, Refused, RepaymentAnswer},
    gateway::Gateway,
    json,
    notice::{Envelope, Notice, NoticeRefused, Told},
    order::{Order, Repayment},
    pace::Pace,
    transport::{Asked, Conflict, GatewayError, Reply, Transport},
};

/// The currency of this provider.
const CURRENCY: &str = "KES";
/// How long the reference and the text on the phone may be.
const ACCOUNT_REFERENCE_CHARACTERS: usize = 12;
const TEXT_CHARACTERS: usize = 13;
/// How far the provider's time is from UTC, in hours.
const NAIROBI: i8 = 3;

/// What an operator sets. It has no `Debug`: it holds secrets.
#[derive(Clone)]
pub struct DarajaSettings {
    /// The address of the API.
    pub url: String,
    /// The consumer key, and its secret.
    pub consumer: (String, String),
    /// The business short code.
    pub short_code: String,
    /// The pass key that goes with it.
    pub pass_key: String,
    /// Where it calls back.
    pub callback: CallbackAddress,
    /// Whether money is real.
    pub live: bool,
    /// How patiently it is asked.
    pub pace: Pace,
}

/// A provider of this shape.
pub struct Daraja {
    transport: Transport,
    base: Url,
    authorisation: HeaderValue,
    short_code: String,
    pass_key: String,
    callback: CallbackAddress,
    live: bool,
    token: Token,
}

impl fmt::Debug for Daraja {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Daraja").field("live", &self.live).finish_non_exhaustive()
    }
}

impl Daraja {
    /// Makes the provider.
    ///
    /// # Errors
    /// The address or a key cannot be used, or the client cannot be made.
    pub fn new(settings: DarajaSettings) -> Result<Daraja, GatewayError> {
        let DarajaSettings { url, consumer, short_code, pass_key, callback, live, pace } = settings;
        let base = Url::parse(&format!("{}/", url.trim_end_matches('/'))).map_err(|_| GatewayError::Setting("address"))?;
        let mut authorisation =
            HeaderValue::try_from(basic(&consumer.0, &consumer.1)).map_err(|_| GatewayError::Setting("consumer"))?;
        authorisation.set_sensitive(true);
        let transport = Transport::new(pace)?;
        Ok(Daraja { transport, base, authorisation, short_code, pass_key, callback, live, token: Token::default() })
    }

    /// Asks under a token: once where something is to happen, patiently where nothing does.
    async fn ask(&self, path: &str, body: &Value, effect: bool) -> Result<Reply, Answer> {
        let token = match self.token.get(&self.transport, || self.token_request()).await {
            Granted::Token(token) => token,
            Granted::Refused => return Err(Answer::Refused(Refused::Credentials)),
            Granted::Unsure(why) => return Err(Answer::unsure(why)),
        };
        let make = || {
            let mut request = Request::new(Method::POST, self.base.join(path).ok()?);
            let mut bearer = HeaderValue::try_from(format!("Bearer {token}")).ok()?;
            bearer.set_sensitive(true);
            request.headers_mut().insert("authorization", bearer);
            request.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.to_string().into());
            Some(request)
        };
        let reply = match (effect, make()) {
            (true, Some(request)) => self.transport.once(request).await,
            (true, None) => Err(Unsure::Unreadable),
            (false, _) => {
                let Asked { reply, .. } = self.transport.patiently(Conflict::IsReceived, make).await;
                reply
            }
        };
        let reply = reply.map_err(Answer::unsure)?;
        if reply.status == 401 {
            self.token.forget();
            return Err(Answer::Refused(Refused::Credentials));
        }
        Ok(reply)
    }

    fn token_request(&self) -> Option<Request> {
        let url = self.base.join("oauth/v1/generate?grant_type=client_credentials").ok()?;
        let mut request = Request::new(Method::GET, url);
        request.headers_mut().insert("authorization", self.authorisation.clone());
        Some(request)
    }

    /// Writes who we are, as each request says it: the short code, and a password made of it, the pass key and the time.
    fn signed(&self, at: Timestamp, mut body: Value) -> Value {
        let time = at.to_zoned(tz::offset(NAIROBI).to_time_zone()).strftime("%Y%m%d%H%M%S").to_string();
        let password = STANDARD.encode(format!("{}{}{time}", self.short_code, self.pass_key));
        body["BusinessShortCode"] = json!(self.short_code);
        body["Password"] = json!(password);
        body["Timestamp"] = json!(time);
        body
    }

    fn evidence(&self, order: &Order, reference: &str, standing: Standing, raw: Vec<u8>) -> Answer {
        prompted(Evidence {
            provider_reference: reference.to_owned(),
            standing,
            authorised: None,
            // The query does not say how much: a push takes what it asked for, or nothing.
            captured: Some(order.amount).filter(|_| standing == Standing::Captured),
            attempt: None,
            live: self.live,
            payee: None,
            occurred_at: order.started_at,
            raw,
        })
    }
}

/// Translates the result of a query. A code that we do not know is not known (row MOM-07).
fn standing(code: &str) -> Option<Standing> {
    let declined = |reason| Some(Standing::Declined { reason });
    match code {
        "0" => Some(Standing::Captured),
        "1" => declined(DeclineReason::Funds),
        "1032" => declined(DeclineReason::Payer),
        "1037" | "1019" => declined(DeclineReason::TimedOut),
        "2001" => declined(DeclineReason::Authentication),
        _ => None,
    }
}

/// Reads a code that is a number or a text.
fn code(body: &Value, name: &str) -> Option<String> {
    let value = body.get(name)?;
    value.as_str().map(str::to_owned).or_else(|| value.as_i64().map(|number| number.to_string()))
}

/// Takes the id of a push only as the provider writes it.
fn is_reference(id: &str) -> bool {
    let fits = (1..=100).contains(&id.len());
    fits && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

#[async_trait]
impl Gateway for Daraja {
    fn name(&self) -> &'static str {
        "daraja"
    }

    fn repeats_within(&self) -> SignedDuration {
        SignedDuration::ZERO
    }

    async fn start(&self, order: &Order, _key: &ProviderKey) -> Answer {
        let Some(payer) = &order.payer else { return Answer::Refused(Refused::Payer) };
        let whole = order.amount.minor / 100;
        if order.amount.currency.as_str() != CURRENCY || order.amount.minor % 100 != 0 || whole <= 0 {
            return Answer::Refused(Refused::Amount);
        }
        let reference: String = order.attempt.to_string().chars().take(ACCOUNT_REFERENCE_CHARACTERS).collect();
        let body = self.signed(
            order.started_at,
            json!({
                "TransactionType": "CustomerPayBillOnline",
                "Amount": whole,
                "PartyA": payer.digits(),
                "PartyB": self.short_code,
                "PhoneNumber": payer.digits(),
                "CallBackURL": self.callback.url(),
                "AccountReference": reference,
                "TransactionDesc": order.description.note(TEXT_CHARACTERS),
            }),
        );
        let reply = match self.ask("mpesa/stkpush/v1/processrequest", &body, true).await {
            Ok(reply) => reply,
            Err(answer) => return answer,
        };
        if let Some(why) = reply.unsure() {
            return Answer::Unsure { why, retry_after: reply.retry_after };
        }
        let told = match read(&reply.body) {
            Ok(told) => told,
            Err(answer) => return answer,
        };
        let push = json::text(&told, "CheckoutRequestID").filter(|id| is_reference(id));
        match (reply.status, code(&told, "ResponseCode").as_deref(), push) {
            (200, Some("0"), Some(push)) => {
                let push = push.to_owned();
                self.evidence(order, &push, Standing::AwaitingPayer, reply.body)
            }
            (400..=499, ..) if json::text(&told, "errorCode").is_some() => Answer::Refused(Refused::Other),
            _ => unreadable(),
        }
    }

    async fn look(&self, order: &Order, reference: Option<&str>) -> Answer {
        // Nothing but its own id finds a push.
        let Some(reference) = reference.filter(|id| is_reference(id)) else { return Answer::unsure(Unsure::TimedOut) };
        let body = self.signed(order.started_at, json!({"CheckoutRequestID": reference}));
        let reply = match self.ask("mpesa/stkpushquery/v1/query", &body, false).await {
            Ok(reply) => reply,
            Err(answer) => return answer,
        };
        let told = match json::read(&reply.body) {
            Ok(told) => told,
            Err(why) => return Answer::unsure(reply.unsure().unwrap_or(why)),
        };
        if json::text(&told, "errorCode") == Some("500.001.1001") {
            return self.evidence(order, reference, Standing::AwaitingPayer, reply.body);
        }
        if let Some(why) = reply.unsure() {
            return Answer::Unsure { why, retry_after: reply.retry_after };
        }
        let is_answer = reply.status == 200
            && code(&told, "ResponseCode").as_deref() == Some("0")
            && json::text(&told, "CheckoutRequestID").is_none_or(|about| about == reference);
        match code(&told, "ResultCode").and_then(|code| standing(&code)) {
            Some(standing) if is_answer => self.evidence(order, reference, standing, reply.body),
            _ => unreadable(),
        }
    }

    async fn capture(&self, _order: &Order, _reference: &str, _amount: Money, _key: &ProviderKey) -> Answer {
        Answer::Refused(Refused::NotOffered)
    }

    async fn cancel(&self, order: &Order, reference: Option<&str>, _key: &ProviderKey) -> Answer {
        // A prompt cannot be taken back: it ends by itself.
        self.look(order, reference).await
    }

    async fn repay(&self, _repayment: &Repayment, _key: &ProviderKey) -> RepaymentAnswer {
        RepaymentAnswer::Refused(Refused::NotOffered)
    }

    async fn look_repayment(&self, _repayment: &Repayment, _reference: Option<&str>) -> RepaymentAnswer {
        RepaymentAnswer::Refused(Refused::NotOffered)
    }

    fn read_notice(&self, envelope: &Envelope<'_>) -> Result<Notice, NoticeRefused> {
        let (notice, body) = self.callback.hint(envelope, "daraja.callback")?;
        let push = body.pointer("/Body/stkCallback/CheckoutRequestID").and_then(Value::as_str).filter(|id| is_reference(id));
        let told = push.map_or(Told::Other, |push| Told::Ask { attempt: None, provider_reference: Some(push.to_owned()) });
        Ok(Notice { told, ..notice })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_other_code_is_ever_money(told in "[0-9a-zA-Z .+-]{0,8}|00|0\\.0|-0| 0") {
            prop_assume!(told != "0");
            prop_assert_ne!(standing(&told), Some(Standing::Captured));
        }
    }

    #[test]
    fn a_code_of_any_type_is_read_and_nothing_else() {
        assert_eq!(code(&json!({"c": "0"}), "c").as_deref(), Some("0"));
        assert_eq!(code(&json!({"c": 0}), "c").as_deref(), Some("0"));
        assert_eq!(code(&json!({"c": 0.0}), "c"), None);
        assert_eq!(code(&json!({"c": null}), "c"), None);
    }
}
