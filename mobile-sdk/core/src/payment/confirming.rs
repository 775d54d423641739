//! Confirming a payment from an account, before it is started. Row SEC-PAY-03.

use super::{model::NewPayment, service::Payments, wording::withdrawal};
use crate::{
    error::FingertipError,
    money::Money,
    op::{
        ConfirmPayment, confirm_payment,
        request_code::{CodePurpose, MoneyInput, RequestCodeInput},
    },
    session::CodeRequested,
    wire::{Call, Speaker, error_of},
};

impl Payments {
    /// Asks for a code of six digits by which a payment of this sum is confirmed, to the phone of whoever is signed in. The message says the sum.
    /// For [`Payments::start`] that is refused with `PAYMENT_UNCONFIRMED`.
    ///
    /// # Errors
    /// `RATE_LIMITED` with the time to wait; `PHONE_INVALID` and its like as [`FingertipError::Invalid`].
    pub async fn request_code(&self, phone: String, sum: Money) -> Result<CodeRequested, FingertipError> {
        let amount = Some(MoneyInput { amount: sum.major()?, currency: sum.currency });
        self.0.request_code(RequestCodeInput { phone, purpose: CodePurpose::PAY, amount }, "pay").await
    }

    /// Confirms a payment from an account by the code, and returns until when that holds (RFC 3339): until then [`Payments::start`] takes the same
    /// payment, once. What is changed afterwards was not confirmed.
    ///
    /// # Errors
    /// `CODE_WRONG`, `CODE_EXPIRED` and their like; [`FingertipError::Unauthenticated`] where nobody is signed in.
    pub async fn confirm(&self, payment: NewPayment, code: String) -> Result<String, FingertipError> {
        use confirm_payment::ConfirmPaymentConfirmPayment as Payload;
        let by = confirm_payment::ConfirmByInput::Code(code);
        let input = confirm_payment::ConfirmPaymentInput { payment: withdrawal(&payment)?, by };
        // Confirmed twice it is confirmed once: a code that is used up by an answer that was lost is no matter.
        let call = Call { may_repeat: true, speaker: Speaker::SignedIn, ..Call::change("pay") };
        match self.0.send::<ConfirmPayment>(confirm_payment::Variables { input }, call).await?.confirm_payment {
            Payload::PaymentConfirmed(confirmed) => Ok(confirmed.until),
            Payload::Refused(refused) => {
                let facts: Vec<_> = refused.facts.into_iter().map(|fact| (fact.name, fact.value)).collect();
                Err(error_of(&refused.code, &refused.message, facts.as_slice()))
            }
        }
    }
}
