//! The receipt: that money arrived.

use vocabulary::{PaymentId, Timestamp};

use crate::{
    amounts::Amounts,
    paper::Notes,
    place::Place,
    words::{DeclarationReference, LegalText, Name, NoticeReference, ProviderName, ProviderReference},
};

/// The proof that a payment notice was paid. It is made of captured payments alone (RCP-07), and never changed: what is given back has a
/// [`crate::CreditNote`].
///
/// Source: the content is that of Austria's RKSV (register, number, time, amounts by tax, digest of the previous receipt, signature),
/// and what customs need beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its series, number and register, and the receipt before it.
    pub place: Place,
    /// When it was issued, to the second; what is below a second is not written.
    pub issued_at: Timestamp,
    /// The payment notice that was paid.
    pub notice: NoticeReference,
    /// The payment that paid it.
    pub payment: PaymentId,
    /// What was paid, by tax and agency.
    pub amounts: Amounts,
    /// Who paid.
    pub payer: Name,
    /// Who owed it, where somebody else paid: a broker for a client (AL-04).
    pub debtor: Option<Name>,
    /// The declaration that the charges are for, where there is one.
    pub declaration: Option<DeclarationReference>,
    /// Who carried the money.
    pub provider: Provider,
    /// The law that it stands on.
    pub legal_text: LegalText,
    /// What a later version of the format says beside this.
    pub notes: Notes,
}

/// Who carried the money, and what they call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// A gateway, an operator of mobile money, a bank.
    pub name: ProviderName,
    /// Its reference of the payment.
    pub reference: ProviderReference,
}
