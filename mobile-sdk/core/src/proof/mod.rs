//! What was signed, and what may be believed without a network.

mod certificate;
mod keys;
mod paper;

pub use certificate::{Certificate, CertificateFields, CertifiedSource, keys_of};
pub use keys::Keys;
pub use paper::{Receipt, ReceiptCheck, ReceiptFields, ReceiptLine};
