//! The shape of MTN: a request to pay under a UUID of ours. Rows PAY-G5, MOM-01, MOM-02, MOM-04, MOM-05, MOM-07, MOM-12, MOM-13.
//!
//! Source: the provider's public developer pages (common errors; reasons of failed requests; `ValidateAccountHolderStatus`) and its own
//! libraries (`getBasicUserInfo`).

mod client;
mod word;

use async_trait::async_trait;
use jiff::SignedDuration;
use payment::{Evidence, ProviderKey, Standing};
use serde_json::json;
use vocabulary::{AttemptId, Money, RepaymentId};

pub use self::client::{Mtn, MtnProduct, MtnSettings};
use self::{client::Found, word::Stands};
use super::{prompted, reference};
use crate::{
    answer::{Answer, Refused, RepaymentAnswer, RepaymentEvidence, RepaymentStanding},
    gateway::Gateway,
    holder::HolderAnswer,
    json,
    notice::{Envelope, Notice, NoticeRefused, Told},
    order::{Order, PayerNumber, Repayment},
};

/// The longest note.
const NOTE_CHARACTERS_MAX: usize = 160;

impl Mtn {
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
        found.map_or_else(Answer::from, |found| self.evidence(order, found))
    }

    async fn look(&self, order: &Order, _reference: Option<&str>) -> Answer {
        // The reference is ours in any case.
        let found = self.status(&self.collection, &reference::of_attempt(order.attempt)).await;
        found.map_or_else(Answer::from, |found| self.evidence(order, found))
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
            Err(untold) => untold.into(),
        }
    }

    async fn look_repayment(&self, repayment: &Repayment, _reference: Option<&str>) -> RepaymentAnswer {
        let Some(product) = &self.disbursement else { return RepaymentAnswer::Refused(Refused::NotOffered) };
        match self.status(product, &reference::of_repayment(repayment.id)).await {
            Ok(found) => self.repaid(repayment, found),
            Err(untold) => untold.into(),
        }
    }

    async fn holder(&self, number: &PayerNumber) -> HolderAnswer {
        // Money goes to a phone by this product alone.
        let Some(product) = &self.disbursement else { return HolderAnswer::NotOffered };
        self.account_holder(product, number.digits()).await.unwrap_or_else(HolderAnswer::from)
    }

    fn read_notice(&self, envelope: &Envelope<'_>) -> Result<Notice, NoticeRefused> {
        let (notice, body) = self.callback.hint(envelope, "mtn.callback")?;
        let attempt = json::text(&body, "externalId").and_then(|id| id.parse::<AttemptId>().ok());
        let told = attempt.map_or(Told::Other, |attempt| Told::Ask { attempt: Some(attempt), provider_reference: None });
        Ok(Notice { told, ..notice })
    }
}
