//! The shape of the GSMA Mobile Money API 1.2: taken on (202), polled at the state of the request, found again by our id. Rows MOM-01, MOM-03.
//!
//! Source: the public specification of the API, version 1.2.0.

use std::fmt;

use async_trait::async_trait;
use jiff::SignedDuration;
use payment::{DeclineReason, Evidence, ProviderKey, Standing, Unsure};
use reqwest::{Method, Request, Url, header::HeaderValue};
use serde_json::{Value, json};
use vocabulary::{AttemptId, Money, RepaymentId, Timestamp};

use super::{callback::CallbackAddress, prompted, read, reference, unreadable};
use crate::{
    answer::{Answer, Refused, RepaymentAnswer, RepaymentEvidence, RepaymentStanding},
    gateway::Gateway,
    json,
    notice::{Envelope, Notice, NoticeRefused, Told},
    order::{Order, Repayment},
    pace::Pace,
    transport::{Asked, Conflict, GatewayError, Reply, Transport},
};

/// The longest description. Source: the specification, `descriptionText`.
const DESCRIPTION_CHARACTERS_MAX: usize = 160;

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
    account: String,
    callback: CallbackAddress,
    live: bool,
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
    async fn ask(&self, path: &str) -> Result<(Reply, Value), Answer> {
        let Asked { reply, .. } = self.transport.patiently(Conflict::IsReceived, || self.get(path)).await;
        let reply = reply.map_err(Answer::unsure)?;
        if let Some(why) = reply.unsure() {
            return Err(Answer::Unsure { why, retry_after: reply.retry_after });
        }
        let body = read(&reply.body)?;
        match reply.status {
            200 => Ok((reply, body)),
            404 if json::text(&body, "errorCategory") == Some("identification") => Err(Answer::NoSuchRequest),
            401 | 403 if json::text(&body, "errorCategory") == Some("authorisation") => {
                Err(Answer::Refused(Refused::Credentials))
            }
            _ => Err(unreadable()),
        }
    }

    /// Asks by our id: the provider says where the answer is.
    async fn found(&self, correlation: &str) -> Result<Found, Answer> {
        let (_, body) = self.ask(&format!("responses/{correlation}")).await?;
        let link = json::text(&body, "link").unwrap_or_default();
        match link.trim_start_matches('/').split_once('/') {
            Some(("requeststates", id)) if is_reference(id) => self.state(id).await,
            Some(("transactions", id)) if is_reference(id) => self.transaction(id, id).await,
            _ => Err(unreadable()),
        }
    }

    /// Asks for the state of a request. What is completed is read from the transaction.
    async fn state(&self, request: &str) -> Result<Found, Answer> {
        let (reply, body) = self.ask(&format!("requeststates/{request}")).await?;
        let found = |standing| Found {
            reference: request.to_owned(),
            standing,
            money: None,
            ours: None,
            at: None,
            raw: reply.body.clone(),
        };
        match json::text(&body, "status") {
            Some("pending") => Ok(found(Stands::Pending)),
            Some("failed") => {
                let reason = body.get("error").and_then(|error| reason(json::text(error, "errorCode")));
                reason.map(|reason| found(Stands::Failed(reason))).ok_or_else(unreadable)
            }
            Some("completed") => {
                let transaction = json::text(&body, "objectReference").filter(|id| is_reference(id)).ok_or_else(unreadable)?;
                self.transaction(transaction, request).await
            }
            _ => Err(unreadable()),
        }
    }

    async fn transaction(&self, transaction: &str, reference: &str) -> Result<Found, Answer> {
        let (reply, body) = match self.ask(&format!("transactions/{transaction}")).await {
            // A transaction that the provider named itself and does not know is not a request that it never had.
            Err(Answer::NoSuchRequest) => return Err(unreadable()),
            asked => asked?,
        };
        let standing = match json::text(&body, "transactionStatus") {
            Some("completed") => Stands::Completed,
            Some("pending") => Stands::Pending,
            Some("failed" | "declined" | "reversed") => Stands::Failed(DeclineReason::Other),
            _ => return Err(unreadable()),
        };
        Ok(Found {
            reference: reference.to_owned(),
            standing,
            money: json::decimal(&body, "amount", "currency"),
            ours: json::text(&body, "requestingOrganisationTransactionReference").map(str::to_owned),
            at: json::instant(&body, "modificationDate").or_else(|| json::instant(&body, "creationDate")),
            raw: reply.body,
        })
    }

    /// Orders something once for each id of ours.
    async fn order(&self, kind: &str, correlation: &str, body: &Value) -> Result<Found, Answer> {
        let path = format!("transactions/type/{kind}");
        let Asked { reply, doubt } = self.transport.patiently(Conflict::IsReceived, || self.post(&path, correlation, body)).await;
        let reply = reply.map_err(Answer::unsure)?;
        if let Some(why) = reply.unsure() {
            return Err(Answer::Unsure { why, retry_after: reply.retry_after });
        }
        let body = read(&reply.body)?;
        match reply.status {
            202 => {
                let request = json::text(&body, "serverCorrelationId").filter(|id| is_reference(id)).ok_or_else(unreadable)?;
                Ok(Found {
                    reference: request.to_owned(),
                    standing: Stands::Pending,
                    money: None,
                    ours: None,
                    at: None,
                    raw: reply.body,
                })
            }
            // It was received before: where it stands is asked for (row MOM-04).
            400..=409 if json::text(&body, "errorCode") == Some("duplicateRequest") => self.found(correlation).await,
            400..=499 if !doubt && json::text(&body, "errorCategory").is_some() => Err(Answer::Refused(refused(&body))),
            _ => Err(unreadable()),
        }
    }

    fn evidence(&self, order: &Order, found: Found) -> Answer {
        let standing = match found.standing {
            Stands::Pending => Standing::AwaitingPayer,
            Stands::Completed => Standing::Captured,
            Stands::Failed(reason) => Standing::Declined { reason },
        };
        let captured = found.money.filter(|_| standing == Standing::Captured);
        let ours = found.ours.and_then(|id| id.parse::<AttemptId>().ok());
        prompted(Evidence {
            provider_reference: found.reference,
            standing,
            authorised: None,
            captured,
            attempt: ours,
            live: self.live,
            payee: None,
            occurred_at: found.at.unwrap_or(order.started_at),
            raw: found.raw,
        })
    }

    fn repaid(&self, repayment: &Repayment, found: Found) -> RepaymentAnswer {
        let standing = match found.standing {
            Stands::Pending => RepaymentStanding::Pending,
            Stands::Completed => RepaymentStanding::Succeeded,
            Stands::Failed(_) => RepaymentStanding::Failed,
        };
        RepaymentAnswer::Known(RepaymentEvidence {
            provider_reference: found.reference,
            standing,
            amount: found.money,
            repayment: found.ours.and_then(|id| id.parse::<RepaymentId>().ok()),
            occurred_at: found.at.unwrap_or(repayment.started_at),
            raw: found.raw,
        })
    }

    fn body(&self, amount: Money, party: (&str, &str), ours: String, description: String) -> Value {
        let organisation = json!([{"key": "organisationid", "value": self.account}]);
        let phone = json!([{"key": "msisdn", "value": format!("+{}", party.1)}]);
        let (debit, credit) = if party.0 == "debit" { (phone, organisation) } else { (organisation, phone) };
        json!({
            "amount": json::major(amount),
            "currency": amount.currency.as_str(),
            "debitParty": debit,
            "creditParty": credit,
            "requestingOrganisationTransactionReference": ours,
            "descriptionText": description,
        })
    }
}

/// What was said of a request.
struct Found {
    reference: String,
    standing: Stands,
    money: Option<Money>,
    ours: Option<String>,
    /// When it happened, where it is said.
    at: Option<Timestamp>,
    raw: Vec<u8>,
}

/// Where a request stands.
enum Stands {
    Pending,
    Completed,
    Failed(DeclineReason),
}

/// Translates the code of a failure. A code that is not in the specification is not known (row MOM-07).
fn reason(code: Option<&str>) -> Option<DeclineReason> {
    Some(match code? {
        "insufficientFunds" => DeclineReason::Funds,
        "requestDeclined" => DeclineReason::Payer,
        "requestingPartyAuthorisationError" => DeclineReason::TimedOut,
        "servicingPartyAuthorisationError" | "clientAuthorisationError" => DeclineReason::Authentication,
        "lessThanTransactionMinValue" | "greaterThanTransactionMaxValue" | "maxBalanceExceeded" => DeclineReason::Limit,
        "accountMaxTotalVolumeExceeded" | "accountMaxTotalValueExceeded" => DeclineReason::Limit,
        "dailyVolumeLimitExceeded"
        | "dailyValueLimitExceeded"
        | "weeklyVolumeLimitExceeded"
        | "weeklyValueLimitExceeded"
        | "monthlyVolumeLimitExceeded"
        | "monthlyValueLimitExceeded" => DeclineReason::Limit,
        "identifierError" | "currencyNotSupported" | "incorrectState" => DeclineReason::Means,
        "genericError" => DeclineReason::Other,
        _ => return None,
    })
}

fn refused(body: &Value) -> Refused {
    match (json::text(body, "errorCategory"), json::text(body, "errorCode")) {
        (Some("authorisation"), _) => Refused::Credentials,
        (
            _,
            Some("currencyNotSupported" | "lessThanTransactionMinValue" | "greaterThanTransactionMaxValue" | "negativeValue"),
        ) => Refused::Amount,
        (Some("identification"), _) => Refused::Payer,
        _ => Refused::Other,
    }
}

/// Takes a reference only where it cannot lead a request elsewhere.
fn is_reference(id: &str) -> bool {
    let fits = (1..=255).contains(&id.len());
    fits && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[async_trait]
impl Gateway for Gsma {
    fn name(&self) -> &'static str {
        "gsma"
    }

    fn repeats_within(&self) -> SignedDuration {
        SignedDuration::MAX
    }

    async fn start(&self, order: &Order, _key: &ProviderKey) -> Answer {
        let Some(payer) = &order.payer else { return Answer::Refused(Refused::Payer) };
        let note = order.description.note(DESCRIPTION_CHARACTERS_MAX);
        let body = self.body(order.amount, ("debit", payer.digits()), order.attempt.to_string(), note);
        let correlation = reference::of_attempt(order.attempt);
        let found = self.order("merchantpay", &correlation, &body).await;
        found.map_or_else(|answer| answer, |found| self.evidence(order, found))
    }

    async fn look(&self, order: &Order, reference: Option<&str>) -> Answer {
        let found = match reference {
            Some(request) if is_reference(request) => self.state(request).await,
            Some(_) => return unreadable(),
            None => self.found(&reference::of_attempt(order.attempt)).await,
        };
        found.map_or_else(|answer| answer, |found| self.evidence(order, found))
    }

    async fn capture(&self, _order: &Order, _reference: &str, _amount: Money, _key: &ProviderKey) -> Answer {
        Answer::Refused(Refused::NotOffered)
    }

    async fn cancel(&self, order: &Order, reference: Option<&str>, _key: &ProviderKey) -> Answer {
        // A prompt cannot be taken back: it ends by itself.
        self.look(order, reference).await
    }

    async fn repay(&self, repayment: &Repayment, _key: &ProviderKey) -> RepaymentAnswer {
        let Some(to) = &repayment.to else { return RepaymentAnswer::Refused(Refused::Payer) };
        let note = repayment.description.note(DESCRIPTION_CHARACTERS_MAX);
        let body = self.body(repayment.amount, ("credit", to.digits()), repayment.id.to_string(), note);
        let correlation = reference::of_repayment(repayment.id);
        match self.order("disbursement", &correlation, &body).await {
            Ok(found) => self.repaid(repayment, found),
            Err(answer) => RepaymentAnswer::from(answer),
        }
    }

    async fn look_repayment(&self, repayment: &Repayment, reference: Option<&str>) -> RepaymentAnswer {
        let found = match reference {
            Some(request) if is_reference(request) => self.state(request).await,
            Some(_) => return RepaymentAnswer::unsure(Unsure::Unreadable),
            None => self.found(&reference::of_repayment(repayment.id)).await,
        };
        match found {
            Ok(found) => self.repaid(repayment, found),
            Err(answer) => RepaymentAnswer::from(answer),
        }
    }

    fn read_notice(&self, envelope: &Envelope<'_>) -> Result<Notice, NoticeRefused> {
        let (notice, body) = self.callback.hint(envelope, "gsma.callback")?;
        let ours = json::text(&body, "requestingOrganisationTransactionReference");
        let told = ours
            .and_then(|id| id.parse::<AttemptId>().ok())
            .map_or(Told::Other, |attempt| Told::Ask { attempt: Some(attempt), provider_reference: None });
        Ok(Notice { told, ..notice })
    }
}
