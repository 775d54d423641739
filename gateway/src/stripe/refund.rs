//! Giving card money back: once for each repayment of ours, found again by our id.

use payment::{ProviderKey, Unsure};
use serde_json::Value;
use stripe_client_core::{RequestBuilder, StripeMethod, StripeRequest};
use stripe_core::refund::{CreateRefund, RetrieveRefund};
use vocabulary::{RepaymentId, Timestamp};

use super::{REPAYMENT, Stripe, amount::to_units, intent::amount, is_reference, refusal};
use crate::{
    answer::{Refused, RepaymentAnswer, RepaymentEvidence, RepaymentStanding},
    json,
    order::Repayment,
    transport::{Asked, Reply},
};

/// How many refunds of one intent are read before a person is to look.
const REFUNDS_MAX: usize = 100;

impl Stripe {
    pub(super) async fn refund(&self, repayment: &Repayment, key: &ProviderKey) -> RepaymentAnswer {
        let Ok(units) = to_units(repayment.amount) else { return RepaymentAnswer::Refused(Refused::Amount) };
        if !is_reference(&repayment.of) {
            return RepaymentAnswer::unsure(Unsure::Unreadable);
        }
        let request = CreateRefund::new()
            .payment_intent(repayment.of.as_str())
            .amount(units)
            .metadata([(REPAYMENT.to_owned(), repayment.id.to_string())]);
        let Asked { reply, doubt } = self.wire.ask(request.build(), Some(key)).await;
        match self.told(reply) {
            Ok(answer) => answer,
            // Whatever the no is: a repayment of ours that is there already is no refusal.
            Err((status, error)) => match self.look_refund(repayment, None).await {
                RepaymentAnswer::NoSuchRequest => refused(status, &error, doubt),
                found => found,
            },
        }
    }

    pub(super) async fn look_refund(&self, repayment: &Repayment, reference: Option<&str>) -> RepaymentAnswer {
        let Some(reference) = reference else { return self.look_among(repayment).await };
        let asked = self.wire.ask(RetrieveRefund::new(reference).build(), None).await;
        match self.told(asked.reply) {
            Ok(answer) => answer,
            Err((status, error)) => refusal::read(status, &error, false).of_a_question().into(),
        }
    }

    /// Looks through all refunds of the payment: matched by our id, never by being the last (row CR-14).
    async fn look_among(&self, repayment: &Repayment) -> RepaymentAnswer {
        if !is_reference(&repayment.of) {
            return RepaymentAnswer::unsure(Unsure::Unreadable);
        }
        let mut request = RequestBuilder::new(StripeMethod::Get, "/refunds");
        request.query = Some(format!("limit={REFUNDS_MAX}&payment_intent={}", repayment.of));
        let page = match self.page(request).await {
            Ok(page) => page,
            Err(untold) => return untold.into(),
        };
        let data = page.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let ours = data.iter().find(|refund| named(refund) == Some(repayment.id));
        match (ours, page.get("has_more").and_then(Value::as_bool)) {
            (Some(refund), _) => {
                evidence(refund, refund.to_string().as_bytes()).map_or_else(RepaymentAnswer::unsure, RepaymentAnswer::Known)
            }
            (None, Some(false)) => RepaymentAnswer::NoSuchRequest,
            (None, _) => RepaymentAnswer::unsure(Unsure::Unreadable),
        }
    }

    /// Takes what was told, or the status and the error of a no.
    fn told(&self, reply: Result<Reply, Unsure>) -> Result<RepaymentAnswer, (u16, Value)> {
        let reply = match reply {
            Ok(reply) => reply,
            Err(why) => return Ok(RepaymentAnswer::unsure(why)),
        };
        if let Some(why) = reply.unsure() {
            return Ok(RepaymentAnswer::Unsure { why, retry_after: reply.retry_after });
        }
        match json::read(&reply.body) {
            Err(why) => Ok(RepaymentAnswer::unsure(why)),
            Ok(value) if reply.status < 300 => {
                Ok(evidence(&value, &reply.body).map_or_else(RepaymentAnswer::unsure, RepaymentAnswer::Known))
            }
            Ok(mut value) => Err((reply.status, value.get_mut("error").map(Value::take).unwrap_or_default())),
        }
    }
}

fn refused(status: u16, error: &Value, doubt: bool) -> RepaymentAnswer {
    match refusal::read(status, error, doubt) {
        refusal::Failure::Refused(refused) => RepaymentAnswer::Refused(refused),
        // There is no such payment to give back.
        refusal::Failure::NoSuchObject => RepaymentAnswer::Refused(Refused::NotNow),
        refusal::Failure::KeyUsed | refusal::Failure::Doubtful => RepaymentAnswer::unsure(Unsure::Unreadable),
    }
}

/// Reads a refund. A standing that we do not know is not known.
pub(super) fn evidence(refund: &Value, raw: &[u8]) -> Result<RepaymentEvidence, Unsure> {
    let is_one = json::text(refund, "object").is_none_or(|object| object == "refund");
    let reference = json::id(refund, "id").filter(|id| is_one && is_reference(id)).ok_or(Unsure::Unreadable)?;
    let standing = match json::text(refund, "status") {
        Some("succeeded") => RepaymentStanding::Succeeded,
        Some("pending" | "requires_action") => RepaymentStanding::Pending,
        Some("failed" | "canceled") => RepaymentStanding::Failed,
        _ => return Err(Unsure::Unreadable),
    };
    Ok(RepaymentEvidence {
        provider_reference: reference,
        standing,
        amount: amount(refund, "amount"),
        repayment: named(refund),
        occurred_at: json::second(refund, "created").unwrap_or(Timestamp::UNIX_EPOCH),
        raw: raw.to_vec(),
    })
}

fn named(refund: &Value) -> Option<RepaymentId> {
    json::text(refund.get("metadata")?, REPAYMENT)?.parse().ok()
}
