//! The shape of Daraja: a push without a key, an unsigned callback, and a query that may contradict it. Rows MOM-06, MOM-08, WHK-08, WHK-09.
//!
//! A push is never repeated and cannot be found by our id: without its answer, only the callback to our secret address names it.
//! Source: public pages about the interface; to be verified with the provider.

mod client;
mod word;

use async_trait::async_trait;
use jiff::SignedDuration;
use payment::{Evidence, ProviderKey, Standing, Unsure};
use serde_json::{Value, json};
use vocabulary::Money;

pub use self::client::{Daraja, DarajaSettings};
use self::word::{code, is_reference, standing};
use super::prompted;
use crate::{
    answer::{Answer, Refused, RepaymentAnswer, Untold},
    gateway::Gateway,
    json,
    notice::{Envelope, Notice, NoticeRefused, Told},
    order::{Order, Repayment},
};

/// The currency of this provider.
const CURRENCY: &str = "KES";
/// How long the reference and the text on the phone may be.
const ACCOUNT_REFERENCE_CHARACTERS: usize = 12;
const TEXT_CHARACTERS: usize = 13;
impl Daraja {
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
            Err(untold) => return untold.into(),
        };
        if let Some(why) = reply.unsure() {
            return Answer::Unsure { why, retry_after: reply.retry_after };
        }
        let told = match json::read(&reply.body) {
            Ok(told) => told,
            Err(why) => return Answer::unsure(why),
        };
        let push = json::text(&told, "CheckoutRequestID").filter(|id| is_reference(id));
        match (reply.status, code(&told, "ResponseCode").as_deref(), push) {
            (200, Some("0"), Some(push)) => {
                let push = push.to_owned();
                self.evidence(order, &push, Standing::AwaitingPayer, reply.body)
            }
            (400..=499, ..) if json::text(&told, "errorCode").is_some() => Answer::Refused(Refused::Other),
            _ => Untold::UNREADABLE.into(),
        }
    }

    async fn look(&self, order: &Order, reference: Option<&str>) -> Answer {
        // Nothing but its own id finds a push.
        let Some(reference) = reference.filter(|id| is_reference(id)) else { return Answer::unsure(Unsure::TimedOut) };
        let body = self.signed(order.started_at, json!({"CheckoutRequestID": reference}));
        let reply = match self.ask("mpesa/stkpushquery/v1/query", &body, false).await {
            Ok(reply) => reply,
            Err(untold) => return untold.of_a_question().into(),
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
            _ => Untold::UNREADABLE.into(),
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
