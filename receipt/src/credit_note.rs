//! The credit note: that money on a receipt was given back.

use thiserror::Error;
use vocabulary::{RepaymentId, Timestamp};

use crate::{
    amounts::Amounts,
    digest::Digest,
    envelope::Signed,
    paper::{Notes, Paper},
    place::Place,
    receipt::Provider,
    words::{LegalText, Name, NoticeReference, Office},
};

/// Takes back a receipt, or a part of it. The receipt stays as it is; the note has a series of its own (RCP-06).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditNote {
    /// Its series, number and register, and the credit note before it.
    pub place: Place,
    /// When it was issued, to the second.
    pub issued_at: Timestamp,
    /// The payment notice that had been paid.
    pub notice: NoticeReference,
    /// The repayment that it stands for.
    pub repayment: RepaymentId,
    /// What is given back, by tax and agency.
    pub amounts: Amounts,
    /// Who receives it.
    pub beneficiary: Name,
    /// Who carries the money; nobody where nothing moves.
    pub provider: Option<Provider>,
    /// The law that it stands on.
    pub legal_text: LegalText,
    /// The receipt that it takes back.
    pub takes_back: TakenBack,
    /// Why.
    pub reason: Reason,
    /// What a later version of the format says beside this.
    pub notes: Notes,
}

/// The receipt that a credit note takes back, by its number and its digest. The issuer is the note's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// The office of its series.
    pub office: Office,
    /// The year of its series.
    pub year: u16,
    /// Its number.
    pub number: u32,
    /// The digest of the signed receipt.
    pub digest: Digest,
}

/// Why a receipt is taken back, with its number in the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Reason {
    /// The money was given back: a claim, an overpayment, an amended assessment.
    Repaid = 1,
    /// The receipt was issued by mistake and nothing moves.
    Cancelled = 2,
    /// The provider took the money back: a dispute was lost, a transfer was returned.
    Reversed = 3,
}

/// Why a credit note does not fit a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CreditNoteError {
    /// What was given is no receipt.
    #[error("takes back what is no receipt")]
    NotAReceipt,
    /// It names another receipt.
    #[error("names another receipt")]
    OtherReceipt,
    /// It is of another issuer, or of another payment notice.
    #[error("is of another issuer or payment notice")]
    OtherNotice,
    /// It gives back what was not paid.
    #[error("gives back more than was paid")]
    MoreThanPaid,
    /// It is older than the receipt.
    #[error("is older than the receipt")]
    Older,
}

impl Reason {
    /// All of them, in the order of their numbers.
    pub const ALL: [Reason; 3] = [Reason::Repaid, Reason::Cancelled, Reason::Reversed];

    pub(crate) fn of(number: u8) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| *reason as u8 == number)
    }
}

impl TakenBack {
    /// Names a signed receipt.
    ///
    /// # Errors
    /// Refuses what is no receipt.
    pub fn naming(receipt: &Signed) -> Result<TakenBack, CreditNoteError> {
        let Paper::Receipt(paper) = receipt.paper() else { return Err(CreditNoteError::NotAReceipt) };
        let series = paper.place.series();
        let (office, year) = (series.office.clone(), series.year);
        Ok(TakenBack { office, year, number: paper.place.number(), digest: receipt.digest() })
    }
}

impl CreditNote {
    /// Holds the note against the receipt that it takes back, before it is signed.
    ///
    /// # Errors
    /// Says in what they do not fit.
    pub fn fits(&self, receipt: &Signed) -> Result<(), CreditNoteError> {
        let Paper::Receipt(paid) = receipt.paper() else { return Err(CreditNoteError::NotAReceipt) };
        if self.takes_back != TakenBack::naming(receipt)? {
            return Err(CreditNoteError::OtherReceipt);
        }
        if self.place.series().issuer != paid.place.series().issuer || self.notice != paid.notice {
            return Err(CreditNoteError::OtherNotice);
        }
        if !self.amounts.are_within(&paid.amounts) {
            return Err(CreditNoteError::MoreThanPaid);
        }
        if self.issued_at.as_second() < paid.issued_at.as_second() { Err(CreditNoteError::Older) } else { Ok(()) }
    }
}
