//! The shape of MTN: a request to pay under a UUID of ours. Rows MOM-01, MOM-02, MOM-04, MOM-05, MOM-07, MOM-12, MOM-13.
//!
//! Source: the provider's public developer pages (common errors; reasons of failed requests).

use std::fmt;

use async_trait::async_trait;
use jiff::SignedDuration;
use payment::{DeclineReason, Evidence, ProviderKey, Standing};
use reqwest::{Method, Request, Url, header::HeaderValue};
use serde_json::{Value, json};
use vocabulary::{AttemptId, Money, RepaymentId};

use super::{
    callback::CallbackAddress,
    prompted, read, reference,
    token::{Granted, Token, basic},
    unreadable,
};
use crate::{
    answer::{Answer, Refused, RepaymentAnswer, RepaymentEvidence, RepaymentStanding},
    gateway::Gateway,
    json,
    notice::{Envelope, Notice, NoticeRefused, Told},
    order::{Order, Repayment},
    pace::Pace,
    transport::{Asked, Conflict, GatewayError, Reply, Transport},
};

/// The longest note.
const NOTE_CHARACTERS_MAX: usize = 160;

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
    collection: Product,
    disbursement: Option<Product>,
    callback: CallbackAddress,
    live: bool,
}

/// A product, and its token.
struct Product {
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
    async fn ask(&self, product: &Product, make: impl Fn(&str) -> Option<Request>) -> Result<(Reply, bool), Answer> {
        let mut again = true;
        loop {
            let token = match product.token.get(&self.transport, || self.token_request(product)).await {
                Granted::Token(token) => token,
                Granted::Refused => return Err(Answer::Refused(Refused::Credentials)),
                Granted::Unsure(why) => return Err(Answer::unsure(why)),
            };
            let Asked { reply, doubt } = self.transport.patiently(Conflict::IsReceived, || make(&token)).await;
            let reply = reply.map_err(Answer::unsure)?;
            if reply.status == 401 {
                product.token.forget();
                if again && !doubt {
                    again = false;
                    continue;
                }
                return Err(if doubt { unreadable() } else { Answer::Refused(Refused::Credentials) });
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

    fn request(&self, product: &Product, token: &str, method: Method, reference: Option<&str>) -> Option<Request> {
        let path = format!("{}/v1_0/{}", product.path, product.requests);
        let path = reference.map_or_else(|| path.clone(), |reference| format!("{path}/{reference}"));
        let mut request = Request::new(method, self.base.join(&path).ok()?);
        let mut bearer = HeaderValue::try_from(format!("Bearer {token}")).ok()?;
        bearer.set_sensitive(true);
        let headers = request.headers_mut();
        headers.insert("authorization", bearer);
        headers.insert("ocp-apim-subscription-key", product.subscription.clone());
        headers.insert("x-target-environment", self.environment.clone());
        Some(request)
    }

    /// Asks for money, or sends it, once for each reference of ours.
    async fn order(&self, product: &Product, reference: &str, body: &Value) -> Result<Found, Answer> {
        let make = |token: &str| {
            let mut request = self.request(product, token, Method::POST, None)?;
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
            409 => self.status(product, reference).await,
            _ => match (reply.unsure(), doubt) {
                (Some(why), _) => Err(Answer::Unsure { why, retry_after: reply.retry_after }),
                (None, false) if reply.status == 400 => Err(Answer::Refused(Refused::Other)),
                _ => Err(unreadable()),
            },
        }
    }

    /// Asks where a request stands.
    async fn status(&self, product: &Product, reference: &str) -> Result<Found, Answer> {
        let make = |token: &str| self.request(product, token, Method::GET, Some(reference));
        let (reply, _) = self.ask(product, make).await?;
        if let Some(why) = reply.unsure() {
            return Err(Answer::Unsure { why, retry_after: reply.retry_after });
        }
        let body = read(&reply.body)?;
        match reply.status {
            200 => {
                let standing = standing(&body).ok_or_else(unreadable)?;
                let money = json::decimal(&body, "amount", "currency");
                let ours = json::text(&body, "externalId").map(str::to_owned);
                Ok(Found { standing, money, ours, raw: reply.body })
            }
            404 if json::text(&body, "code") == Some("RESOURCE_NOT_FOUND") => Err(Answer::NoSuchRequest),
            _ => Err(unreadable()),
        }
    }

    fn evidence(&self, order: &Order, found: Found) -> Answer {
        let standing = match found.standing {
            Stands::Pending => Standing::AwaitingPayer,
            Stands::Successful => Standing::Captured,
            Stands::Failed(reason) => Standing::Declined { reason },
        };
        prompted(Evidence {
            provider_reference: reference::of_attempt(order.attempt),
            standing,
            authorised: None,
            captured: found.money.filter(|_| standing == Standing::Captured),
            attempt: found.ours.and_then(|id| id.parse::<AttemptId>().ok()),
            live: self.live,
            payee: None,
            occurred_at: order.started_at,
            raw: found.raw,
        })
    }

    fn repaid(&self, repayment: &Repayment, found: Found) -> RepaymentAnswer {
        let standing = match found.standing {
            Stands::Pending => RepaymentStanding::Pending,
            Stands::Successful => RepaymentStanding::Succeeded,
            Stands::Failed(_) => RepaymentStanding::Failed,
        };
        RepaymentAnswer::Known(RepaymentEvidence {
            provider_reference: reference::of_repayment(repayment.id),
            standing,
            amount: found.money,
            repayment: found.ours.and_then(|id| id.parse::<RepaymentId>().ok()),
            occurred_at: repayment.started_at,
            raw: found.raw,
        })
    }
}

/// What was said of a request.
struct Found {
    standing: Stands,
    money: Option<Money>,
    ours: Option<String>,
    raw: Vec<u8>,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    Pending,
    Successful,
    Failed(DeclineReason),
}

/// Translates what is said with status 200, refusals included. A word that we do not know is not known (row MOM-07).
fn standing(body: &Value) -> Option<Stands> {
    match json::text(body, "status")? {
        "PENDING" | "CREATED" => Some(Stands::Pending),
        "SUCCESSFUL" => Some(Stands::Successful),
        "FAILED" | "REJECTED" | "TIMEOUT" => {
            let reason = body.get("reason").unwrap_or(&Value::Null);
            self::reason(reason.as_str().or_else(|| json::text(reason, "code"))).map(Stands::Failed)
        }
        _ => None,
    }
}

fn reason(code: Option<&str>) -> Option<DeclineReason> {
    Some(match code? {
        "NOT_ENOUGH_FUNDS" | "LOW_BALANCE_OR_PAYEE_LIMIT_REACHED_OR_NOT_ALLOWED" => DeclineReason::Funds,
        "APPROVAL_REJECTED" => DeclineReason::Payer,
        "COULD_NOT_PERFORM_TRANSACTION" | "EXPIRED" => DeclineReason::TimedOut,
        "PAYER_LIMIT_REACHED" => DeclineReason::Limit,
        "PAYER_NOT_FOUND" | "PAYEE_NOT_FOUND" | "SENDER_ACCOUNT_NOT_ACTIVE" | "PAYEE_NOT_ALLOWED_TO_RECEIVE" => {
            DeclineReason::Means
        }
        "NOT_ALLOWED" | "NOT_ALLOWED_TARGET_ENVIRONMENT" | "INVALID_CURRENCY" | "INTERNAL_PROCESSING_ERROR" => {
            DeclineReason::Other
        }
        _ => return None,
    })
}

#[async_trait]
impl Gateway for Mtn {
    fn name(&self) -> &'static str {
        "mtn"
    }

    fn repeats_within(&self) -> SignedDuration {
        SignedDuration::MAX
    }

    async fn start(&self, order: &Order, _key: &ProviderKey) -> Answer {
        let Some(payer) = &order.payer else { return Answer::Refused(Refused::Payer) };
        let note = order.description.note(NOTE_CHARACTERS_MAX);
        let body = json!({
            "amount": json::major(order.amount),
            "currency": order.amount.currency.as_str(),
            "externalId": order.attempt.to_string(),
            "payer": {"partyIdType": "MSISDN", "partyId": payer.digits()},
            "payerMessage": note,
            "payeeNote": note,
        });
        let found = self.order(&self.collection, &reference::of_attempt(order.attempt), &body).await;
        found.map_or_else(|answer| answer, |found| self.evidence(order, found))
    }

    async fn look(&self, order: &Order, _reference: Option<&str>) -> Answer {
        // The reference is ours in any case.
        let found = self.status(&self.collection, &reference::of_attempt(order.attempt)).await;
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
        let Some(product) = &self.disbursement else { return RepaymentAnswer::Refused(Refused::NotOffered) };
        let Some(to) = &repayment.to else { return RepaymentAnswer::Refused(Refused::Payer) };
        let note = repayment.description.note(NOTE_CHARACTERS_MAX);
        let body = json!({
            "amount": json::major(repayment.amount),
            "currency": repayment.amount.currency.as_str(),
            "externalId": repayment.id.to_string(),
            "payee": {"partyIdType": "MSISDN", "partyId": to.digits()},
            "payerMessage": note,
            "payeeNote": note,
        });
        match self.order(product, &reference::of_repayment(repayment.id), &body).await {
            Ok(found) => self.repaid(repayment, found),
            Err(answer) => RepaymentAnswer::from(answer),
        }
    }

    async fn look_repayment(&self, repayment: &Repayment, _reference: Option<&str>) -> RepaymentAnswer {
        let Some(product) = &self.disbursement else { return RepaymentAnswer::Refused(Refused::NotOffered) };
        match self.status(product, &reference::of_repayment(repayment.id)).await {
            Ok(found) => self.repaid(repayment, found),
            Err(answer) => RepaymentAnswer::from(answer),
        }
    }

    fn read_notice(&self, envelope: &Envelope<'_>) -> Result<Notice, NoticeRefused> {
        let (notice, body) = self.callback.hint(envelope, "mtn.callback")?;
        let attempt = json::text(&body, "externalId").and_then(|id| id.parse::<AttemptId>().ok());
        let told = attempt.map_or(Told::Other, |attempt| Told::Ask { attempt: Some(attempt), provider_reference: None });
        Ok(Notice { told, ..notice })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_failure_is_one_only_for_a_reason_that_is_known() {
        let told = |status: &str, reason: Value| standing(&json!({"status": status, "reason": reason}));
        let funds = Some(Stands::Failed(DeclineReason::Funds));
        assert_eq!(told("FAILED", json!("NOT_ENOUGH_FUNDS")), funds);
        assert_eq!(told("FAILED", json!({"code": "NOT_ENOUGH_FUNDS", "message": "x"})), funds);
        assert_eq!(told("FAILED", json!("TI")), None);
        assert_eq!(told("FAILED", json!(null)), None);
        assert_eq!(told("SUCCESSFUL", json!("NOT_ENOUGH_FUNDS")), Some(Stands::Successful));
    }

    proptest! {
        #[test]
        fn no_other_word_is_ever_money(status in "[A-Za-z_ ]{0,20}|successful|SUCCESSFUL.|.SUCCESSFUL") {
            prop_assume!(status != "SUCCESSFUL");
            prop_assert_ne!(standing(&json!({"status": status})), Some(Stands::Successful));
        }
    }
}
