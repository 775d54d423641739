//! Why bytes are no signed paper of ours.

use thiserror::Error;

/// Why bytes are no receipt, credit note or list of this format. Nothing of them may be shown as true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Malformed {
    /// The text does not begin with `CR1:`.
    #[error("does not begin with CR1:")]
    Mark,
    /// What follows is not base45 (RFC 9285) in its one spelling.
    #[error("is not base45")]
    Base45,
    /// It is longer than any paper is.
    #[error("is too long")]
    TooLong,
    /// It is not CBOR, or nests too deep.
    #[error("is not CBOR")]
    Cbor,
    /// It is CBOR and no COSE_Sign1 object of ours (RFC 9052, section 4.2).
    #[error("is not a COSE_Sign1 object signed with Ed25519")]
    Envelope,
    /// The same could be written shorter or in another order: there is one spelling (RFC 8949, section 4.2.1).
    #[error("is not written in the one spelling")]
    Spelling,
    /// A field that has to be understood, and is not: a later version of the format.
    #[error("has field {0}, which this version does not know")]
    UnknownField(u64),
    /// A field is missing, or does not hold what it should.
    #[error("has no good field {0}")]
    Field(u64),
    /// It is another kind of paper.
    #[error("is another kind of paper")]
    Kind,
}
