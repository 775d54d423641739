//! The way to MTN: products with tokens of their own, orders under a reference of ours, and where they stand.

use std::fmt;

use payment::Unsure;
use reqwest::{Method, Request, Url, header::HeaderValue};
use serde_json::Value;
use vocabulary::Money;

use super::word::{self, Stands};
use crate::{
    answer::{Refused, Untold},
    holder::HolderAnswer,
    json,
    mobile_money::{
        callback::CallbackAddress,
        token::{Granted, Token, basic},
    },
    pace::Pace,
    transport::{Asked, Conflict, GatewayError, Reply, Transport},
};

/// What an operator sets for one product. It has no `Debug`: it holds secrets.
#[derive(Clone)]
pub struct MtnProduct {
    /// The key of the subscription (`Ocp-Apim-Subscription-Key`).
    pub subscription: String,
    /// The API user.
    pub user: String,
    /// Its key.
    pub key: String,
}

/// What an operator sets. It has no `Debug`: it holds secrets.
#[derive(Clone)]
pub struct MtnSettings {
    /// The address of the API.
    pub url: String,
    /// `sandbox`, or the name of the country's environment.
    pub environment: String,
    /// Taking money.
    pub collection: MtnProduct,
    /// Giving it back: another product with other keys, which not everybody has (row MOM-13).
    pub disbursement: Option<MtnProduct>,
    /// Where it calls back.
    pub callback: CallbackAddress,
    /// How patiently it is asked.
    pub pace: Pace,
}

/// A provider of this shape.
pub struct Mtn {
    transport: Transport,
    base: Url,
    environment: HeaderValue,
    pub(super) collection: Product,
    pub(super) disbursement: Option<Product>,
    pub(super) callback: CallbackAddress,
    pub(super) live: bool,
}

/// A product, and its token.
pub(super) struct Product {
    path: &'static str,
    requests: &'static str,
    subscription: HeaderValue,
    authorisation: HeaderValue,
    token: Token,
}

impl fmt::Debug for Mtn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mtn").field("live", &self.live).finish_non_exhaustive()
    }
}

impl Product {
    fn new(path: &'static str, requests: &'static str, settings: &MtnProduct) -> Result<Product, GatewayError> {
        let secret = |value: String| {
            let mut value = HeaderValue::try_from(value).map_err(|_| GatewayError::Setting(path))?;
            value.set_sensitive(true);
            Ok::<_, GatewayError>(value)
        };
        Ok(Product {
            path,
            requests,
            subscription: secret(settings.subscription.clone())?,
            authorisation: secret(basic(&settings.user, &settings.key))?,
            token: Token::default(),
        })
    }
}

impl Mtn {
    /// Makes the provider.
    ///
    /// # Errors
    /// The address or a key cannot be used, or the client cannot be made.
    pub fn new(settings: MtnSettings) -> Result<Mtn, GatewayError> {
        let MtnSettings { url, environment, collection, disbursement, callback, pace } = settings;
        let base = Url::parse(&format!("{}/", url.trim_end_matches('/'))).map_err(|_| GatewayError::Setting("address"))?;
        let disbursement = disbursement.map(|product| Product::new("disbursement", "transfer", &product)).transpose()?;
        Ok(Mtn {
            transport: Transport::new(pace)?,
            base,
            live: environment != "sandbox",
            environment: HeaderValue::try_from(environment).map_err(|_| GatewayError::Setting("environment"))?,
            collection: Product::new("collection", "requesttopay", &collection)?,
            disbursement,
            callback,
        })
    }

    /// Asks under a token; a token that is refused is asked for anew, once.
    async fn ask(&self, product: &Product, make: impl Fn(&str) -> Option<Request>) -> Result<(Reply, bool), Untold> {
        let mut again = true;
        loop {
            let token = match product.token.get(&self.transport, || self.token_request(product)).await {
                Granted::Token(token) => token,
                Granted::Refused => return Err(Untold::Refused(Refused::Credentials)),
                Granted::Unsure(why) => return Err(why.into()),
            };
            let Asked { reply, doubt } = self.transport.patiently(Conflict::IsReceived, || make(&token)).await;
            let reply = reply?;
            if reply.status == 401 {
                product.token.forget();
                if again && !doubt {
                    again = false;
                    continue;
                }
                return Err(if doubt { Untold::UNREADABLE } else { Untold::Refused(Refused::Credentials) });
            }
            return Ok((reply, doubt));
        }
    }

    fn token_request(&self, product: &Product) -> Option<Request> {
        let mut request = Request::new(Method::POST, self.base.join(&format!("{}/token/", product.path)).ok()?);
        request.headers_mut().insert("ocp-apim-subscription-key", product.subscription.clone());
        request.headers_mut().insert("authorization", product.authorisation.clone());
        request.headers_mut().insert("content-length", HeaderValue::from_static("0"));
        Some(request)
    }

    fn request(&self, product: &Product, token: &str, method: Method, what: &str) -> Option<Request> {
        let mut request = Request::new(method, self.base.join(&format!("{}/v1_0/{what}", product.path)).ok()?);
        let mut bearer = HeaderValue::try_from(format!("Bearer {token}")).ok()?;
        bearer.set_sensitive(true);
        let headers = request.headers_mut();
        headers.insert("authorization", bearer);
        headers.insert("ocp-apim-subscription-key", product.subscription.clone());
        headers.insert("x-target-environment", self.environment.clone());
        Some(request)
    }

    /// Asks for money, or sends it, once for each reference of ours.
    pub(super) async fn order(&self, product: &Product, reference: &str, body: &Value) -> Result<Found, Untold> {
        let make = |token: &str| {
            let mut request = self.request(product, token, Method::POST, product.requests)?;
            let headers = request.headers_mut();
            headers.insert("x-reference-id", HeaderValue::try_from(reference).ok()?);
            headers.insert("x-callback-url", HeaderValue::try_from(self.callback.url()).ok()?);
            headers.insert("content-type", HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.to_string().into());
            Some(request)
        };
        let (reply, doubt) = self.ask(product, make).await?;
        match reply.status {
            202 => Ok(Found { standing: Stands::Pending, money: None, ours: None, raw: reply.body }),
            // It was received before: where it stands is asked for, whatever came of it (row MOM-04).
            409 => self.status(product, reference).await.map_err(Untold::of_one_that_is_there),
            _ => match (reply.unsure(), doubt) {
                (Some(why), _) => Err(Untold::Unsure { why, retry_after: reply.retry_after }),
                (None, false) if reply.status == 400 => Err(Untold::Refused(Refused::Other)),
                _ => Err(Untold::UNREADABLE),
            },
        }
    }

    /// Asks where a request stands.
    pub(super) async fn status(&self, product: &Product, reference: &str) -> Result<Found, Untold> {
        let (reply, body) = self.question(product, &format!("{}/{reference}", product.requests)).await?;
        match reply.status {
            200 => {
                let standing = word::standing(&body).ok_or(Untold::UNREADABLE)?;
                let money = json::decimal(&body, "amount", "currency");
                let ours = json::text(&body, "externalId").map(str::to_owned);
                Ok(Found { standing, money, ours, raw: reply.body })
            }
            404 if json::text(&body, "code") == Some("RESOURCE_NOT_FOUND") => Err(Untold::NoSuchRequest),
            _ => Err(Untold::UNREADABLE),
        }
    }

    /// Asks whether the holder of a number is there and takes money, and then for the name, which not everybody is told.
    ///
    /// Source: the developer pages, `ValidateAccountHolderStatus`: `GET …/v1_0/accountholder/msisdn/{number}/active` is answered with
    /// `result`, "true if account holder is registered and active, false if the account holder is not active or not found"; the provider's
    /// own libraries, `getBasicUserInfo`: `GET …/v1_0/accountholder/msisdn/{number}/basicuserinfo`, without the holder's consent.
    pub(super) async fn account_holder(&self, product: &Product, digits: &str) -> Result<HolderAnswer, Untold> {
        let active = self.said_of(product, digits, "active").await?;
        match active.get("result").and_then(Value::as_bool) {
            Some(true) => {}
            Some(false) => return Ok(HolderAnswer::NoWallet),
            None => return Err(Untold::UNREADABLE),
        }
        match self.said_of(product, digits, "basicuserinfo").await {
            Ok(body) => Ok(word::holder(&body).map_or(HolderAnswer::Unnamed, HolderAnswer::Named)),
            // There is a wallet; the name is not for us.
            Err(Untold::Unsure { why: Unsure::Unreadable, .. }) => Ok(HolderAnswer::Unnamed),
            Err(untold) => Err(untold),
        }
    }

    async fn said_of(&self, product: &Product, digits: &str, what: &str) -> Result<Value, Untold> {
        let (reply, body) = self.question(product, &format!("accountholder/msisdn/{digits}/{what}")).await?;
        if reply.status == 200 { Ok(body) } else { Err(Untold::UNREADABLE) }
    }

    /// Asks for something, and reads what is said.
    async fn question(&self, product: &Product, what: &str) -> Result<(Reply, Value), Untold> {
        let make = |token: &str| self.request(product, token, Method::GET, what);
        let (reply, _) = self.ask(product, make).await.map_err(Untold::of_a_question)?;
        if let Some(why) = reply.unsure() {
            return Err(Untold::Unsure { why, retry_after: reply.retry_after });
        }
        let body = json::read(&reply.body)?;
        Ok((reply, body))
    }
}

/// What was said of a request.
pub(super) struct Found {
    pub(super) standing: Stands,
    pub(super) money: Option<Money>,
    pub(super) ours: Option<String>,
    pub(super) raw: Vec<u8>,
}
