//! The audit log: who did what, on what, for whom and with what outcome, in a chain in which no change stays unseen.
//! Rows SEC-AUD-01, SEC-AUD-02, SEC-PII-01.
//!
//! A use case of another slice appends its entry in the unit of work of the act itself ([`Audit::append`]), as its last statement,
//! so that there is no act without its entry and no entry without its act. An entry holds codes, numbers, digests and references,
//! never personal data: that lies in a table of its own ([`Audit::keep`]), from which it can be erased ([`Audit::erase`]) while the
//! chain still verifies. Every hour the head of the chain is signed and sent elsewhere ([`Notary`]), because a chain alone does not
//! show that its end was cut off or that all of it was written anew.
//!
//! Nothing here is public: reading the log needs a role. Why it is built so: `docs/decisions/0010`.

mod chain;
mod day;
mod digest;
mod entry;
mod finding;
mod head;
mod key;
mod merkle;
mod name;
mod notary;
mod person;
mod proof;
mod service;
mod store;
mod verification;
mod witness;

pub use chain::{ChainName, Link};
pub use digest::Digest;
pub use entry::{Actor, Entry, Object, Outcome, State, Value};
pub use finding::{Finding, Place};
pub use head::{DayRoot, Head, HeadFileError, SignedHead, read_heads};
pub use key::{KeyError, KeyId, PublicKey, SigningKey};
pub use merkle::Tree;
pub use name::{Action, Code, NameError};
pub use notary::Notary;
pub use person::{DatumReference, Erasure, PersonReference, PersonalDatum, ReferenceError, Sealed};
pub use proof::{InclusionProof, NotProven, Proven};
pub use service::{Audit, EntriesRequest, EntryFilter, SubjectExport};
pub use verification::{Report, VerifyRequest};
pub use witness::{FileWitness, HttpWitness, Retries, WitnessError};
