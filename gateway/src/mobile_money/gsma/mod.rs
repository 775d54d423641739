//! The shape of the GSMA Mobile Money API 1.2: taken on (202), polled at the state of the request, found again by our id.
//! Rows PAY-G5, MOM-01, MOM-03.
//!
//! Source: the public specification of the API, version 1.2.0.

mod client;
mod word;

use async_trait::async_trait;
use jiff::SignedDuration;
use payment::{Evidence, ProviderKey, Standing};
use serde_json::{Value, json};
use vocabulary::{AttemptId, Money, RepaymentId};

pub use self::client::{Gsma, GsmaSettings};
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

/// The longest description. Source: the specification, `descriptionText`.
const DESCRIPTION_CHARACTERS_MAX: usize = 160;

impl Gsma {
    fn evidence(&self, order: &Order, found: Found) -> Answer {
        let standing = match found.standing {
            Stands::Pending => Standing::AwaitingPayer,
            Stands::Completed => Standing::Captured,
            Stands::Failed(reason) => Standing::Declined { reason },
        };
        let captured = found.money.filter(|_| standing == Standing::Captured);
        let ours = found.ours.and_then(|id| id.parse::<AttemptId>().ok());
        prompted(Evidence {
            provider_reference: reference::of_attempt(order.attempt),
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
            provider_reference: reference::of_repayment(repayment.id),
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
        found.map_or_else(Answer::from, |found| self.evidence(order, found))
    }

    async fn look(&self, order: &Order, _reference: Option<&str>) -> Answer {
        // The reference is ours in any case: theirs are several, and which of them is told depends on how it went.
        let found = self.found(&reference::of_attempt(order.attempt)).await;
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
        let Some(to) = &repayment.to else { return RepaymentAnswer::Refused(Refused::Payer) };
        let note = repayment.description.note(DESCRIPTION_CHARACTERS_MAX);
        let body = self.body(repayment.amount, ("credit", to.digits()), repayment.id.to_string(), note);
        let correlation = reference::of_repayment(repayment.id);
        match self.order("disbursement", &correlation, &body).await {
            Ok(found) => self.repaid(repayment, found),
            Err(untold) => untold.into(),
        }
    }

    async fn look_repayment(&self, repayment: &Repayment, _reference: Option<&str>) -> RepaymentAnswer {
        match self.found(&reference::of_repayment(repayment.id)).await {
            Ok(found) => self.repaid(repayment, found),
            Err(untold) => untold.into(),
        }
    }

    async fn holder(&self, number: &PayerNumber) -> HolderAnswer {
        self.account_name(number.digits()).await.unwrap_or_else(HolderAnswer::from)
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
