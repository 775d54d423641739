//! Paying, and proving that it is paid.

use std::sync::Arc;

use fingertip_sdk_core::{self as core, FingertipError, Money, NewPayment, NextAction, PaymentNotice};

use crate::{
    cancel::{self, CancelToken},
    proof::{Receipt, ReceiptCheck},
};

/// Paying. The key of a payment is stored before its first byte is sent; whatever goes wrong on the way leaves it unknown, never failed.
#[derive(uniffi::Object)]
pub struct Payments(pub(crate) core::Payments);

#[uniffi::export]
impl Payments {
    /// Reads what is owed under a reference of twelve digits.
    pub async fn notice(&self, reference: String) -> Result<PaymentNotice, FingertipError> {
        self.0.notice(reference).await
    }

    /// Begins to pay, as the payer saw it. Tapped twice, or again after a lost answer, it is the same payment.
    pub async fn start(&self, payment: NewPayment) -> Result<Payment, FingertipError> {
        self.0.start(payment).await.map(Payment::from)
    }

    /// Has a code sent by which a payment of this sum from an account is confirmed. For `start` that is refused with `PAYMENT_UNCONFIRMED`.
    pub async fn request_code(&self, phone: String, sum: Money) -> Result<core::CodeRequested, FingertipError> {
        self.0.request_code(phone, sum).await
    }

    /// Confirms a payment from an account by the code that the phone got. Until the time that it returns (RFC 3339) `start` takes the same payment,
    /// once; what is changed afterwards was not confirmed.
    pub async fn confirm(&self, payment: NewPayment, code: String) -> Result<String, FingertipError> {
        self.0.confirm(payment, code).await
    }

    /// Asks once where a payment stands.
    pub async fn status(&self, attempt_id: String) -> Result<Payment, FingertipError> {
        self.0.status(attempt_id).await.map(Payment::from)
    }

    /// Cancels a payment that nobody has paid yet.
    pub async fn cancel(&self, attempt_id: String) -> Result<Payment, FingertipError> {
        self.0.cancel(attempt_id).await.map(Payment::from)
    }

    /// Asks about every payment whose end this device does not know: at each start of the app, and on the way back from a provider.
    pub async fn resume_pending(&self) -> Result<Vec<Payment>, FingertipError> {
        Ok(self.0.resume_pending().await?.into_iter().map(Payment::from).collect())
    }

    /// Asks until the end of a payment is known or the time is over, ever more seldom.
    #[uniffi::method(default(timeout_ms = 900000, cancel = None))]
    pub async fn await_final(
        &self,
        attempt_id: String,
        timeout_ms: i64,
        cancel: Option<Arc<CancelToken>>,
    ) -> Result<Payment, FingertipError> {
        self.0.await_final(attempt_id, timeout_ms, cancel::inner(cancel)).await.map(Payment::from)
    }

    /// Asks the server about a receipt that somebody shows.
    pub async fn check_receipt_online(&self, shown: String) -> Result<core::OnlineReceiptCheck, FingertipError> {
        self.0.check_receipt_online(shown).await
    }

    /// Fetches the keys that receipts are verified by. Returns how many there are.
    pub async fn update_receipt_keys(&self) -> Result<i64, FingertipError> {
        self.0.update_receipt_keys().await
    }

    /// Fetches the signed list of what became of receipts (given back, reversed), so that `check_receipt` knows it without a network. Returns as of
    /// when it is. Refused where the app was built without a trust root (`TRUST_ROOT_MISSING`), and where the list is older than the one that is
    /// known.
    pub async fn update_receipt_changes(&self) -> Result<i64, FingertipError> {
        self.0.update_receipt_changes().await
    }
}

#[uniffi::export]
impl Payments {
    /// Lists the payments that this device knows of, as they stood when it last heard, without a network.
    pub fn known(&self) -> Vec<Payment> {
        self.0.known().into_iter().map(Payment::from).collect()
    }

    /// Forgets a payment that is over.
    pub fn forget(&self, attempt_id: String) -> Result<(), FingertipError> {
        self.0.forget(attempt_id)
    }

    /// Verifies a receipt that somebody shows, without a network.
    pub fn check_receipt(&self, shown: String) -> ReceiptCheck {
        self.0.check_receipt(shown).into()
    }

    /// Takes a signed list of keys.
    pub fn install_key_list(&self, list: Vec<u8>) -> Result<(), FingertipError> {
        self.0.install_key_list(list)
    }

    /// Takes a signed list of what became of receipts.
    pub fn install_status_list(&self, list: Vec<u8>) -> Result<(), FingertipError> {
        self.0.install_status_list(list)
    }
}

/// A payment of this device.
#[derive(uniffi::Record)]
pub struct Payment {
    /// What this device calls it. It is known before the server knows of anything.
    pub attempt_id: String,
    /// What the server calls it, once that is known.
    pub payment_id: Option<String>,
    /// The notices, by their references.
    pub notices: Vec<String>,
    /// The sum.
    pub amount: Money,
    /// Where it stands. Show "paid" for `Succeeded` and for nothing else.
    pub standing: PaymentStanding,
    /// What that means, in the language of the payer, where the server said it.
    pub text: Option<String>,
    /// What the payer does next.
    pub next_action: NextAction,
    /// Whether paying these notices again could pay twice.
    pub do_not_pay_again: bool,
    /// When it ends if nobody pays (RFC 3339).
    pub expires_at: Option<String>,
    /// When it is worth asking again; nothing once it is over.
    pub next_check_at_ms: Option<i64>,
}

/// Where a payment stands.
#[derive(uniffi::Enum)]
pub enum PaymentStanding {
    /// The server may have heard of it, and may not. Nobody must pay again.
    Unknown,
    /// It is the payer's turn.
    PayersTurn,
    /// It is the provider's turn.
    Waiting,
    /// A person looks at it.
    UnderReview,
    /// The money is there. The receipt is not at hand yet, or the key that it was signed by: it is not "paid" before.
    AwaitingReceipt,
    /// It is paid, and proven.
    Succeeded {
        /// A receipt for each notice; at least one.
        receipts: Vec<Arc<Receipt>>,
    },
    /// It was not paid; nothing was taken.
    Failed,
    /// It was cancelled; nothing was taken.
    Cancelled,
    /// The server refused it, or never heard of it; nothing was taken.
    NotStarted {
        /// The code of the refusal (`docs/errors.md`), or `NOT_SENT`.
        code: String,
    },
}

impl From<core::Payment> for Payment {
    fn from(payment: core::Payment) -> Payment {
        Payment {
            attempt_id: payment.attempt_id,
            payment_id: payment.payment_id,
            notices: payment.notices,
            amount: payment.amount,
            standing: payment.standing.into(),
            text: payment.text,
            next_action: payment.next_action,
            do_not_pay_again: payment.do_not_pay_again,
            expires_at: payment.expires_at,
            next_check_at_ms: payment.next_check_at_ms,
        }
    }
}

impl From<core::PaymentStanding> for PaymentStanding {
    fn from(standing: core::PaymentStanding) -> PaymentStanding {
        match standing {
            core::PaymentStanding::Unknown => PaymentStanding::Unknown,
            core::PaymentStanding::PayersTurn => PaymentStanding::PayersTurn,
            core::PaymentStanding::Waiting => PaymentStanding::Waiting,
            core::PaymentStanding::UnderReview => PaymentStanding::UnderReview,
            core::PaymentStanding::AwaitingReceipt => PaymentStanding::AwaitingReceipt,
            core::PaymentStanding::Succeeded { receipts } => {
                PaymentStanding::Succeeded { receipts: receipts.into_iter().map(|receipt| Arc::new(Receipt(receipt))).collect() }
            }
            core::PaymentStanding::Failed => PaymentStanding::Failed,
            core::PaymentStanding::Cancelled => PaymentStanding::Cancelled,
            core::PaymentStanding::NotStarted { code } => PaymentStanding::NotStarted { code },
        }
    }
}
