//! Cards, after the Stripe API: payment intents, refunds, notices; and what reconciliation reads.
//!
//! Requests and the version of the API are those of `async-stripe`, pinned; the way there is ours (`docs/decisions/0024`), because what
//! was answered is evidence: kept as it was received, read by our own few fields, and never lost for a field that is missing.

mod amount;
mod book;
mod dispute;
mod intent;
mod notice;
mod payout;
mod refund;
mod refusal;
mod search;
mod signature;
mod wire;

use std::fmt;

use async_trait::async_trait;
use jiff::SignedDuration;
use payment::{CaptureMode, Evidence, ProviderKey, Standing};
use serde_json::Value;
use stripe_client_core::StripeRequest;
use stripe_core::payment_intent::{
    CancelPaymentIntent, CapturePaymentIntent, CreatePaymentIntent, CreatePaymentIntentAutomaticPaymentMethods,
    RetrievePaymentIntent,
};
use stripe_shared::PaymentIntentCaptureMethod;
use vocabulary::Money;

pub use self::{
    amount::{NotCounted, from_units, to_units},
    signature::verify,
};
use self::{refusal::Failure, wire::Wire};
pub use crate::book::{BookEntry, BookPage, BookReason};
use crate::{
    answer::{Answer, Handover, Refused, RepaymentAnswer, Untold},
    gateway::Gateway,
    json,
    notice::{Envelope, Notice, NoticeRefused},
    order::{Order, Repayment},
    pace::Pace,
    transport::{Asked, GatewayError, Reply},
};

/// The address of the API.
const ADDRESS: &str = "https://api.stripe.com/";
/// How long a key is good for at the provider, less an hour for clocks. Source: "Idempotent requests": at least 24 hours.
const REPEATS_WITHIN: SignedDuration = SignedDuration::from_hours(23);
/// What the metadata of intents and refunds name our ids.
const ATTEMPT: &str = "attempt";
const REPAYMENT: &str = "repayment";

/// What an operator sets. It has no `Debug`: it holds secrets.
#[derive(Clone)]
pub struct Settings {
    /// The secret key (`sk_…`, or `rk_…` with rights for payment intents and refunds).
    pub secret: String,
    /// What signs notices: one secret, or two while it is changed.
    pub notice_secrets: Vec<String>,
    /// Whether money is real.
    pub live: bool,
    /// How patiently it is asked.
    pub pace: Pace,
}

/// The card provider.
pub struct Stripe {
    name: &'static str,
    wire: Wire,
    notice_secrets: Vec<String>,
    live: bool,
    /// Where a payer's page is, of the simulator alone.
    pages: Option<String>,
}

impl fmt::Debug for Stripe {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Stripe").field("name", &self.name).field("live", &self.live).finish_non_exhaustive()
    }
}

impl Stripe {
    /// Makes the provider `stripe`.
    ///
    /// # Errors
    /// The secret is not one of the mode that is set, or the client cannot be made.
    pub fn new(settings: Settings) -> Result<Stripe, GatewayError> {
        let mode = if settings.live { "_live_" } else { "_test_" };
        if !settings.secret.contains(mode) {
            return Err(GatewayError::Setting("secret"));
        }
        Stripe::at("stripe", ADDRESS, settings, None)
    }

    /// Makes the provider `simulated`: the same, at the simulator's address, whose page stands in for the form on the phone.
    ///
    /// # Errors
    /// The address cannot be used, or the client cannot be made.
    pub fn simulated(url: &str, settings: Settings) -> Result<Stripe, GatewayError> {
        let url = format!("{}/", url.trim_end_matches('/'));
        Stripe::at("simulated", &url, settings, Some(format!("{url}sim/pay/")))
    }

    fn at(name: &'static str, url: &str, settings: Settings, pages: Option<String>) -> Result<Stripe, GatewayError> {
        let Settings { secret, notice_secrets, live, pace } = settings;
        if notice_secrets.is_empty() || notice_secrets.iter().any(String::is_empty) {
            return Err(GatewayError::Setting("notice_secrets"));
        }
        Ok(Stripe { name, wire: Wire::new(url, &secret, pace)?, notice_secrets, live, pages })
    }

    /// Asks, and takes the answer for one about an intent.
    async fn about_intent(&self, request: &(impl StripeRequest + Sync), key: Option<&ProviderKey>) -> Result<Answer, Failure> {
        let Asked { reply, doubt } = self.wire.ask(request.build(), key).await;
        let reply = match reply {
            Ok(reply) => reply,
            Err(why) => return Ok(Answer::unsure(why)),
        };
        if let Some(why) = reply.unsure() {
            return Ok(Answer::Unsure { why, retry_after: reply.retry_after });
        }
        match json::read(&reply.body) {
            Ok(value) if reply.status < 300 => Ok(intent::evidence(&value, &value, &reply.body)
                .map_or_else(Answer::unsure, |evidence| self.handed_over(evidence, &value))),
            Ok(value) => self.said_no(&reply, &value, doubt),
            Err(why) => Ok(Answer::unsure(why)),
        }
    }

    /// An error that shows the intent is as good as an answer that does; any other is a failure.
    fn said_no(&self, reply: &Reply, value: &Value, doubt: bool) -> Result<Answer, Failure> {
        let error = value.get("error").unwrap_or(&Value::Null);
        match error.get("payment_intent") {
            Some(shown) if shown.is_object() => {
                Ok(intent::evidence(shown, error, &reply.body).map_or_else(Answer::unsure, Answer::Known))
            }
            _ => Err(refusal::read(reply.status, error, doubt)),
        }
    }

    /// Adds what the payer needs where it is the payer's turn.
    fn handed_over(&self, evidence: Evidence, value: &Value) -> Answer {
        if evidence.standing != Standing::AwaitingPayer {
            return Answer::Known(evidence);
        }
        let page = value.pointer("/next_action/redirect_to_url/url").and_then(Value::as_str);
        let handover = match (&self.pages, page, json::text(value, "client_secret")) {
            (Some(pages), _, _) => Handover::Redirect(format!("{pages}{}", evidence.provider_reference)),
            (None, Some(page), _) => Handover::Redirect(page.to_owned()),
            (None, None, Some(secret)) => Handover::ClientSecret(secret.to_owned()),
            (None, None, None) => return Answer::Known(evidence),
        };
        Answer::Handover { evidence, handover }
    }
}

#[async_trait]
impl Gateway for Stripe {
    fn name(&self) -> &'static str {
        self.name
    }

    fn repeats_within(&self) -> SignedDuration {
        REPEATS_WITHIN
    }

    fn waits_for_payer(&self) -> bool {
        true
    }

    fn book(&self) -> Option<&dyn crate::Book> {
        Some(self)
    }

    async fn start(&self, order: &Order, key: &ProviderKey) -> Answer {
        let Ok(units) = to_units(order.amount) else { return Answer::Refused(Refused::Amount) };
        let method = match order.capture {
            CaptureMode::Automatic => PaymentIntentCaptureMethod::Automatic,
            CaptureMode::Manual => PaymentIntentCaptureMethod::Manual,
        };
        let request = CreatePaymentIntent::new(units, amount::currency(order.amount.currency))
            .capture_method(method)
            .automatic_payment_methods(CreatePaymentIntentAutomaticPaymentMethods::new(true))
            .description(order.description.as_str())
            .metadata([(ATTEMPT.to_owned(), order.attempt.to_string())])
            .expand(intent::expanded());
        match self.about_intent(&request, Some(key)).await {
            Ok(answer) => answer,
            // The key was used before, with another body of ours: what it made is found by our id.
            Err(Failure::KeyUsed) => match self.look(order, None).await {
                Answer::NoSuchRequest => Untold::UNREADABLE.into(),
                found => found,
            },
            Err(failure) => failure.of_a_new_order(),
        }
    }

    async fn look(&self, order: &Order, reference: Option<&str>) -> Answer {
        let Some(reference) = reference else { return self.look_for(order).await };
        let request = RetrievePaymentIntent::new(reference).expand(intent::expanded());
        self.about_intent(&request, None).await.unwrap_or_else(|failure| failure.of_a_question().into())
    }

    async fn capture(&self, order: &Order, reference: &str, amount: Money, key: &ProviderKey) -> Answer {
        let Ok(units) = to_units(amount) else { return Answer::Refused(Refused::Amount) };
        let request = CapturePaymentIntent::new(reference).amount_to_capture(units).expand(intent::expanded());
        match self.about_intent(&request, Some(key)).await {
            Ok(answer) => answer,
            Err(Failure::KeyUsed) => self.look(order, Some(reference)).await,
            Err(failure) => failure.of_a_known_object(),
        }
    }

    async fn cancel(&self, order: &Order, reference: Option<&str>, key: &ProviderKey) -> Answer {
        let found;
        let reference = match reference {
            Some(reference) => reference,
            None => match self.look(order, None).await {
                Answer::Known(evidence) | Answer::Handover { evidence, .. } => {
                    found = evidence.provider_reference;
                    &found
                }
                answer => return answer,
            },
        };
        let request = CancelPaymentIntent::new(reference).expand(intent::expanded());
        match self.about_intent(&request, Some(key)).await {
            Ok(answer) => answer,
            Err(Failure::KeyUsed) => self.look(order, Some(reference)).await,
            Err(failure) => failure.of_a_question().into(),
        }
    }

    async fn repay(&self, repayment: &Repayment, key: &ProviderKey) -> RepaymentAnswer {
        self.refund(repayment, key).await
    }

    async fn look_repayment(&self, repayment: &Repayment, reference: Option<&str>) -> RepaymentAnswer {
        self.look_refund(repayment, reference).await
    }

    fn read_notice(&self, envelope: &Envelope<'_>) -> Result<Notice, NoticeRefused> {
        notice::read(envelope, &self.notice_secrets, self.live)
    }
}

/// Takes a reference of theirs only where it cannot lead a request elsewhere.
pub(crate) fn is_reference(reference: &str) -> bool {
    let fits = (1..=255).contains(&reference.len());
    fits && reference.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}
