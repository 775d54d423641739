//! The way to Daraja: once where something is to happen, patiently where nothing does.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::tz;
use payment::Unsure;
use reqwest::{Method, Request, Url, header::HeaderValue};
use serde_json::{Value, json};
use vocabulary::Timestamp;

use crate::{
    answer::{Refused, Untold},
    mobile_money::{
        callback::CallbackAddress,
        token::{Granted, Token, basic},
    },
    pace::Pace,
    transport::{Asked, Conflict, GatewayError, Reply, Transport},
};

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
    pub(super) short_code: String,
    pass_key: String,
    pub(super) callback: CallbackAddress,
    pub(super) live: bool,
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
    pub(super) async fn ask(&self, path: &str, body: &Value, effect: bool) -> Result<Reply, Untold> {
        let token = match self.token.get(&self.transport, || self.token_request()).await {
            Granted::Token(token) => token,
            Granted::Refused => return Err(Untold::Refused(Refused::Credentials)),
            Granted::Unsure(why) => return Err(why.into()),
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
        let reply = reply?;
        if reply.status == 401 {
            self.token.forget();
            return Err(Untold::Refused(Refused::Credentials));
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
    pub(super) fn signed(&self, at: Timestamp, mut body: Value) -> Value {
        let time = at.to_zoned(tz::offset(NAIROBI).to_time_zone()).strftime("%Y%m%d%H%M%S").to_string();
        let password = STANDARD.encode(format!("{}{}{time}", self.short_code, self.pass_key));
        body["BusinessShortCode"] = json!(self.short_code);
        body["Password"] = json!(password);
        body["Timestamp"] = json!(time);
        body
    }
}
