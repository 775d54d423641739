//! Receipts and credit notes that anyone can verify without an account, a network or us (rows RCP-01 to RCP-09, PAY-M19, PAY-N2).
//!
//! A receipt says that money arrived: under which number of which office, for what, from whom. It is written as deterministic CBOR,
//! signed with Ed25519 as a COSE_Sign1 object and shown as `CR1:` and base45, which a QR code of version 11 to 15 holds. Whoever has
//! the published keys of the administration verifies it offline.
//!
//! No input or output, no wall clock, no randomness, no framework, no floating point, no panic on whatever bytes come in. The private
//! key never comes here: [`Paper::sign`] takes a closure, so that a file, a hardware module or another service may hold it.
//!
//! # From a payment to a verdict
//!
//! ```
//! use std::{collections::BTreeMap, convert::Infallible};
//!
//! use ed25519_dalek::{Signer, SigningKey};
//! use receipt::*;
//! use vocabulary::PaymentId;
//!
//! let private = SigningKey::from_bytes(&[7; 32]); // a file, a hardware module or another service holds it
//! let public = PublicKey::from_bytes(private.verifying_key().to_bytes())?;
//!
//! let series = Series { issuer: "ZZ".parse()?, office: "MSA".parse()?, year: 2026 };
//! let receipt = Receipt {
//!     place: Place::new(series, 1, "A1".parse()?, None)?,
//!     issued_at: "2026-03-01T09:30:00Z".parse()?,
//!     notice: "260018421743".parse()?,
//!     payment: PaymentId::new(0x0193_0000_0000_7000_8000_0000_0000_0001),
//!     amounts: Amounts::new("XTS".parse()?, BTreeMap::from([(TaxType::Duty, 125_000)]), BTreeMap::new())?,
//!     payer: "KILI* BRO*".parse()?,
//!     debtor: Some("ZAWA* COF*".parse()?),
//!     declaration: Some("26ZZMSA0001234".parse()?),
//!     provider: Provider { name: "momo".parse()?, reference: "QK81XJ2M4P".parse()? },
//!     legal_text: "CA-61".parse()?,
//!     notes: Notes::default(),
//! };
//! let signed = Paper::Receipt(receipt).sign(&public, |message| Ok::<_, Infallible>(private.sign(message).to_bytes()))?;
//! let shown = signed.text(); // goes into the QR code
//! assert!(shown.starts_with("CR1:"));
//!
//! let (from, until) = ("2026-01-01T00:00:00Z".parse()?, "2027-01-01T00:00:00Z".parse()?);
//! let key = PublishedKey { public, from, until, revoked_at: None };
//! let keys = KeyList::new("ZZ".parse()?, "2026-01-01T00:00:00Z".parse()?, vec![key])?;
//! match verify(Presented::Text(&shown), &keys, None) {
//!     Verdict::Valid(checked) => assert!(checked.standing.must_be_asked_online()), // valid when issued; repaid since?
//!     verdict => panic!("{verdict:?}"),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does not do
//!
//! It does not know whether money arrived: whoever calls it makes receipts of captured payments alone (RCP-07). It does not count:
//! the number comes from a row that is updated in the transaction of the capture (RCP-01); [`verify_series`] shows that none is
//! missing. It prints no page: the mark "copy" stands on the page and outside what is signed, so that a reprint is the same bytes
//! (RCP-08).
//!
//! The format is described for other implementers in `docs/receipts.md`, with vectors in `tests/vectors/receipt/`.

mod amounts;
pub mod cbor;
mod credit_note;
mod digest;
mod envelope;
mod key;
mod key_list;
mod malformed;
mod paper;
mod place;
#[cfg(feature = "qr")]
mod qr;
mod receipt;
mod series;
mod short_text;
mod standing;
mod verdict;
mod words;

pub use amounts::{Amounts, AmountsError, FEES_MAX, TaxType};
pub use credit_note::{CreditNote, CreditNoteError, Reason, TakenBack};
pub use digest::{Digest, DigestError};
pub use envelope::{SIGNED_MAX, SignError, Signed, bytes_of};
pub use key::{KeyId, PublicKey, PublicKeyError};
pub use key_list::{KEYS_MAX, KeyList, KeyListError, PublishedKey};
pub use malformed::Malformed;
pub use paper::{NOTES_FROM, NOTES_MAX, Notes, NotesError, Paper};
pub use place::{Place, PlaceError, Series};
#[cfg(feature = "qr")]
pub use qr::{Qr, QrError, VERSION_MAX};
pub use receipt::{Provider, Receipt};
pub use series::{SeriesFault, verify_series};
pub use short_text::ShortTextError;
pub use standing::{CHANGES_MAX, Change, Standing, StatusList, StatusListError, What};
pub use verdict::{Checked, Presented, Verdict, verify};
pub use words::{
    Agency, DeclarationReference, LegalText, Name, Note, NoticeReference, Office, ProviderName, ProviderReference, Register,
};
