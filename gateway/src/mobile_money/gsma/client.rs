//! The way to a provider of this shape: orders under an id of ours, states of requests, transactions.

use std::fmt;

use payment::DeclineReason;
use reqwest::{Method, Request, Url, header::HeaderValue};
use serde_json::Value;
use vocabulary::{Money, Timestamp};

use super::word::{self, Stands, is_reference, reason, refused};
use crate::{
    answer::Untold,
    holder::HolderAnswer,
    json,
    mobile_money::callback::CallbackAddress,
    pace::Pace,
    transport::{Asked, Conflict, GatewayError, Reply, Transport},
};

/// What an operator sets. It has no `Debug`: it holds a secret.
#[derive(Clone)]
pub struct GsmaSettings {
    /// The address of the API.
    pub url: String,
    /// The key (`X-API-Key`).
    pub api_key: String,
    /// Our account there (`organisationid`).
    pub account: String,
    /// Where it calls back.
    pub callback: CallbackAddress,
    /// Whether money is real.
    pub live: bool,
    /// How patiently it is asked.
    pub pace: Pace,
}

/// A provider of this shape.
pub struct Gsma {
    transport: Transport,
    base: Url,
    api_key: HeaderValue,
    pub(super) account: String,
    pub(super) callback: CallbackAddress,
    pub(super) live: bool,
}

impl fmt::Debug for Gsma {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Gsma").field("live", &self.live).finish_non_exhaustive()
    }
}

impl Gsma {
    /// Makes the provider.
    ///
    /// # Errors
    /// The address or the key cannot be used, or the client cannot be made.
    pub fn new(settings: GsmaSettings) -> Result<Gsma, GatewayError> {
        let GsmaSettings { url, api_key, account, callback, live, pace } = settings;
        let base = Url::parse(&format!("{}/", url.trim_end_matches('/'))).map_err(|_| GatewayError::Setting("address"))?;
        let mut api_key = HeaderValue::try_from(api_key).map_err(|_| GatewayError::Setting("api_key"))?;
        api_key.set_sensitive(true);
        Ok(Gsma { transport: Transport::new(pace)?, base, api_key, account, callback, live })
    }

    fn get(&self, path: &str) -> Option<Request> {
        let mut request = Request::new(Method::GET, self.base.join(path).ok()?);
        request.headers_mut().insert("x-api-key", self.api_key.clone());
        Some(request)
    }

    fn post(&self, path: &str, correlation: &str, body: &Value) -> Option<Request> {
        let mut request = Request::new(Method::POST, self.base.join(path).ok()?);
        let headers = request.headers_mut();
        headers.insert("x-api-key", self.api_key.clone());
        headers.insert("x-correlationid", HeaderValue::try_from(correlation).ok()?);
        headers.insert("x-callback-url", HeaderValue::try_from(self.callback.url()).ok()?);
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.to_string().into());
        Some(request)
    }

    /// Asks for something, and takes what is said of it for one of ours.
    async fn ask(&self, path: &str) -> Result<(Reply, Value), Untold> {
        let Asked { reply, .. } = self.transport.patiently(Conflict::IsReceived, || self.get(path)).await;
        let reply = reply?;
        if let Some(why) = reply.unsure() {
            return Err(Untold::Unsure { why, retry_after: reply.retry_after });
        }
        let body = json::read(&reply.body)?;
        match reply.status {
            200 => Ok((reply, body)),
            404 if json::text(&body, "errorCategory") == Some("identification") => Err(Untold::NoSuchRequest),
            _ => Err(Untold::UNREADABLE),
        }
    }

    /// Asks by our id: the provider says where the answer is.
    pub(super) async fn found(&self, correlation: &str) -> Result<Found, Untold> {
        let (_, body) = self.ask(&format!("responses/{correlation}")).await?;
        let link = json::text(&body, "link").unwrap_or_default();
        match link.trim_start_matches('/').split_once('/') {
            Some(("requeststates", id)) if is_reference(id) => self.state(id).await,
            Some(("transactions", id)) if is_reference(id) => self.transaction(id).await,
            _ => Err(Untold::UNREADABLE),
        }
    }

    /// Asks for the state of a request. What is completed is read from the transaction.
    async fn state(&self, request: &str) -> Result<Found, Untold> {
        let (reply, body) = self.ask(&format!("requeststates/{request}")).await?;
        let found = |standing| Found { standing, money: None, ours: None, at: None, raw: reply.body.clone() };
        match json::text(&body, "status") {
            Some("pending") => Ok(found(Stands::Pending)),
            Some("failed") => {
                let reason = body.get("error").and_then(|error| reason(json::text(error, "errorCode")));
                reason.map(|reason| found(Stands::Failed(reason))).ok_or(Untold::UNREADABLE)
            }
            Some("completed") => {
                let transaction = json::text(&body, "objectReference").filter(|id| is_reference(id)).ok_or(Untold::UNREADABLE)?;
                self.transaction(transaction).await
            }
            _ => Err(Untold::UNREADABLE),
        }
    }

    async fn transaction(&self, transaction: &str) -> Result<Found, Untold> {
        let (reply, body) = match self.ask(&format!("transactions/{transaction}")).await {
            // A transaction that the provider named itself and does not know is not a request that it never had.
            Err(Untold::NoSuchRequest) => return Err(Untold::UNREADABLE),
            asked => asked?,
        };
        let standing = match json::text(&body, "transactionStatus") {
            Some("completed") => Stands::Completed,
            Some("pending") => Stands::Pending,
            Some("failed" | "declined" | "reversed") => Stands::Failed(DeclineReason::Other),
            _ => return Err(Untold::UNREADABLE),
        };
        Ok(Found {
            standing,
            money: json::decimal(&body, "amount", "currency"),
            ours: json::text(&body, "requestingOrganisationTransactionReference").map(str::to_owned),
            at: json::instant(&body, "modificationDate").or_else(|| json::instant(&body, "creationDate")),
            raw: reply.body,
        })
    }

    /// Asks in whose name the account of a number stands. That there is none is said as of anything else that there is not: 404, with the
    /// category `identification`.
    ///
    /// Source: the specification, `GET /accounts/{identifierType}/{identifier}/accountname`, and `responseAccountName`, of which no
    /// part has to be there.
    pub(super) async fn account_name(&self, digits: &str) -> Result<HolderAnswer, Untold> {
        // The plus is part of the identifier (`msisdn`, as in the parties of a transaction); left as it is, some servers read a blank.
        let (_, body) = self.ask(&format!("accounts/msisdn/%2B{digits}/accountname")).await?;
        let name = body.get("name").and_then(word::holder);
        Ok(name.map_or(HolderAnswer::Unnamed, HolderAnswer::Named))
    }

    /// Orders something once for each id of ours.
    pub(super) async fn order(&self, kind: &str, correlation: &str, body: &Value) -> Result<Found, Untold> {
        let path = format!("transactions/type/{kind}");
        let Asked { reply, doubt } = self.transport.patiently(Conflict::IsReceived, || self.post(&path, correlation, body)).await;
        let reply = reply?;
        if let Some(why) = reply.unsure() {
            return Err(Untold::Unsure { why, retry_after: reply.retry_after });
        }
        let body = json::read(&reply.body)?;
        match reply.status {
            202 => {
                json::text(&body, "serverCorrelationId").ok_or(Untold::UNREADABLE)?;
                Ok(Found { standing: Stands::Pending, money: None, ours: None, at: None, raw: reply.body })
            }
            // It was received before: where it stands is asked for (row MOM-04).
            400..=409 if json::text(&body, "errorCode") == Some("duplicateRequest") => {
                self.found(correlation).await.map_err(Untold::of_one_that_is_there)
            }
            400..=499 if !doubt && json::text(&body, "errorCategory").is_some() => Err(Untold::Refused(refused(&body))),
            _ => Err(Untold::UNREADABLE),
        }
    }
}

/// What was said of a request.
pub(super) struct Found {
    pub(super) standing: Stands,
    pub(super) money: Option<Money>,
    pub(super) ours: Option<String>,
    /// When it happened, where it is said.
    pub(super) at: Option<Timestamp>,
    pub(super) raw: Vec<u8>,
}
