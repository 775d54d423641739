//! What traders and officers send about claims.

use async_graphql::{ID, InputObject};
use gateway::Description;
use payment::claim::{Document, DocumentCode, DocumentError};
use vocabulary::{ClaimId, PaymentId, PersonId};

use super::{choice::ShownGround, kinds};
use crate::{
    payment::{NewClaim, NewLine, Refusal, graphql::repaying::ShownSource},
    platform::money::MoneyInput,
};

/// What is claimed.
#[derive(InputObject)]
pub struct ClaimRepaymentInput {
    /// What the device made up for this, and stored before it sent this: 1 to 255 visible ASCII characters that nobody guesses.
    key: String,
    /// Why.
    ground: ShownGround,
    /// What happened, in a line of 1 to 160 characters. No number of a card.
    explanation: String,
    /// Of which payments: 1 to 50, each source of a payment once. A list of a file is these lines.
    lines: Vec<ClaimLineInput>,
    /// The documents that prove it: 20 at most, for each group that the ground takes at least one. Their files are sent to the enquiry desk.
    evidence: Vec<ClaimDocumentInput>,
}

/// What of one payment is claimed.
#[derive(InputObject)]
pub struct ClaimLineInput {
    /// The id of the payment.
    payment: ID,
    /// How much.
    amount: MoneyInput,
    /// What was left to give back when it was looked at. Where another sum is left now, nothing is claimed.
    amount_available: MoneyInput,
    /// What of the payment.
    source: ShownSource,
    /// Whose phone gets it, where it goes back by mobile money: a plus and 8 to 15 digits (E.164).
    #[graphql(secret)]
    phone: Option<String>,
}

/// A document that proves something.
#[derive(InputObject)]
pub struct ClaimDocumentInput {
    /// What it is: a code of UN/EDIFACT 1001, as `380` for a commercial invoice, `861` for a certificate of origin, `705` for a bill of lading.
    kind: String,
    /// What it is called: a number or another reference, in a line of 1 to 70 characters. No number of a card.
    reference: String,
    /// The SHA-256 of its file in 64 hexadecimal digits, where the file was sent to the enquiry desk.
    sha256: Option<String>,
}

impl ClaimRepaymentInput {
    pub(super) fn read(self, by: PersonId) -> Result<NewClaim, Refusal> {
        let lines = (1usize..)
            .zip(self.lines)
            .map(|(number, line)| line.read().map_err(|refusal| Refusal::ClaimLine { line: number, inner: Box::new(refusal) }));
        Ok(NewClaim {
            key: self.key.parse().map_err(|_| Refusal::KeyInvalid)?,
            by,
            ground: self.ground.into(),
            explanation: self.explanation,
            lines: lines.collect::<Result<_, Refusal>>()?,
            documents: documents(self.evidence)?,
        })
    }
}

impl ClaimLineInput {
    fn read(self) -> Result<NewLine, Refusal> {
        Ok(NewLine {
            payment: self.payment.parse::<PaymentId>().map_err(|_| Refusal::PaymentUnknown)?,
            amount: self.amount.money().map_err(|_| Refusal::AmountInvalid)?,
            seen: self.amount_available.money().map_err(|_| Refusal::AmountInvalid)?,
            of: self.source.into(),
            phone: self.phone,
        })
    }
}

fn documents(given: Vec<ClaimDocumentInput>) -> Result<Vec<Document>, Refusal> {
    let read = |(number, given): (usize, ClaimDocumentInput)| {
        let document = Document::new(given.kind.trim(), &given.reference, given.sha256.as_deref());
        // No number of a card is kept anywhere (row SEC-PAY-01).
        let document = document.and_then(|document| match Description::new(document.reference()) {
            Ok(_) => Ok(document),
            Err(_) => Err(DocumentError::Reference),
        });
        document.map_err(|error| Refusal::ClaimDocument { document: number, error })
    };
    (1usize..).zip(given).map(read).collect()
}

/// What is added to a claim.
#[derive(InputObject)]
pub struct AddClaimEvidenceInput {
    /// The id of the claim.
    claim: ID,
    /// The documents: 1 to 20, and 100 in all.
    evidence: Vec<ClaimDocumentInput>,
}

impl AddClaimEvidenceInput {
    pub(super) fn read(self) -> Result<(ClaimId, Vec<Document>), Refusal> {
        Ok((self.claim.parse().map_err(|_| Refusal::ClaimUnknown)?, documents(self.evidence)?))
    }
}

/// What a trader is asked for.
#[derive(InputObject)]
pub struct AskForEvidenceInput {
    /// The id of the claim.
    claim: ID,
    /// Its version, as the officer saw it.
    version: i64,
    /// Kinds of documents that are wanted: codes of UN/EDIFACT 1001, 20 at most.
    kinds: Vec<String>,
    /// What is wanted, in a line of 1 to 160 characters, as the trader reads it.
    note: String,
}

impl AskForEvidenceInput {
    pub(super) fn read(self) -> Result<(ClaimId, u32, Vec<DocumentCode>, String), Refusal> {
        let claim = self.claim.parse().map_err(|_| Refusal::ClaimUnknown)?;
        Ok((claim, u32::try_from(self.version).unwrap_or_default(), kinds(&self.kinds)?, self.note))
    }
}
