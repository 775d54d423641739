//! What can be proven without a network. The same as in the core, for UniFFI.

use fingertip_sdk_core::{CertificateFields, CertifiedSource, Money, ReceiptFields, ReceiptLine};

/// What a certificate says.
#[uniffi::remote(Record)]
pub struct CertificateFields {
    /// Its code, read over the telephone.
    pub code: String,
    /// Who says so: the address of the server.
    pub issuer: String,
    /// When it was issued.
    pub issued_at_ms: i64,
    /// What may be built on it: `information` binds nobody.
    pub effect: String,
    /// What became of the question.
    pub status: String,
    /// When it was asked (RFC 3339).
    pub asked_at: String,
    /// The day whose rules were asked for.
    pub as_of: String,
    /// The language of the conversation.
    pub language: String,
    /// The SHA-256 of the question.
    pub question_sha256: String,
    /// What was said.
    pub said: Vec<String>,
    /// What says so.
    pub sources: Vec<CertifiedSource>,
}

/// A source, as it was when it was quoted.
#[uniffi::remote(Record)]
pub struct CertifiedSource {
    /// Its name with its version.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The SHA-256 of what it says.
    pub sha256: String,
}

/// What stands on it.
#[uniffi::remote(Record)]
pub struct ReceiptFields {
    /// Its series and number, as it is printed.
    pub number: String,
    /// Whether it says that money was given back.
    pub is_credit_note: bool,
    /// When it was issued.
    pub issued_at_ms: i64,
    /// The payment notice.
    pub notice: String,
    /// The payment, or the repayment.
    pub payment_id: String,
    /// The sum.
    pub total: Money,
    /// What it is made of.
    pub lines: Vec<ReceiptLine>,
    /// Who paid, or who is given back.
    pub payer: String,
    /// Who owed it, where somebody else paid.
    pub debtor: Option<String>,
    /// The declaration.
    pub declaration: Option<String>,
    /// Who carried the money.
    pub provider: Option<String>,
    /// What they call it.
    pub provider_reference: Option<String>,
    /// The law it stands on.
    pub legal_text: String,
}

/// A tax or fee on a receipt.
#[uniffi::remote(Record)]
pub struct ReceiptLine {
    /// `DUTY`, `VAT`, `EXCISE`, `PENALTY`, `INTEREST`, or the agency whose fee it is.
    pub name: String,
    /// How much.
    pub amount: Money,
}
