//! What can be proven without a network. There is no constructor here: whoever holds one of these holds what was verified.

use std::sync::Arc;

use fingertip_sdk_core::{self as core, CertificateFields, ReceiptFields};

/// A receipt or credit note whose signature holds. Whoever has one may show "paid".
#[derive(uniffi::Object)]
pub struct Receipt(pub(crate) core::Receipt);

#[uniffi::export]
impl Receipt {
    /// Returns its text, as its QR code holds it: `CR1:…`.
    pub fn text(&self) -> String {
        self.0.text()
    }

    /// Returns what stands on it.
    pub fn fields(&self) -> ReceiptFields {
        self.0.fields()
    }
}

/// What is to be said of something that somebody shows.
#[derive(uniffi::Record)]
pub struct ReceiptCheck {
    /// The verdict, by its code in `docs/receipts.md`; `no-keys` where the phone has none yet.
    pub verdict: String,
    /// The receipt, where the verdict is `valid`; else nothing of it is shown as true.
    pub receipt: Option<Arc<Receipt>>,
    /// What became of it: `not-asked`, `unchanged`, `partly-repaid`, `repaid`, `reversed`; empty where it is not valid.
    pub standing: String,
    /// As of when that is known.
    pub standing_as_of_ms: Option<i64>,
    /// Whether it has to be asked online where it counts.
    pub must_be_asked_online: bool,
    /// When the list of keys was made that it was verified by.
    pub keys_issued_at_ms: Option<i64>,
}

impl From<core::ReceiptCheck> for ReceiptCheck {
    fn from(check: core::ReceiptCheck) -> ReceiptCheck {
        ReceiptCheck {
            verdict: check.verdict,
            receipt: check.receipt.map(|receipt| Arc::new(Receipt(receipt))),
            standing: check.standing,
            standing_as_of_ms: check.standing_as_of_ms,
            must_be_asked_online: check.must_be_asked_online,
            keys_issued_at_ms: check.keys_issued_at_ms,
        }
    }
}

/// What was said to a question, signed by the server and verified.
#[derive(uniffi::Object)]
pub struct Certificate(pub(crate) core::Certificate);

#[uniffi::export]
impl Certificate {
    /// Returns its text, to be kept and shown.
    pub fn signed(&self) -> String {
        self.0.signed()
    }

    /// Says whether it is about this question.
    pub fn is_about(&self, question: String) -> bool {
        self.0.is_about(&question)
    }

    /// Returns what it says.
    pub fn fields(&self) -> CertificateFields {
        self.0.fields()
    }
}
