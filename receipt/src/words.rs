//! The texts of a receipt, each a type with a ceiling of its own.

use crate::short_text::short_text;

short_text! {
    /// An office of customs, as the series is counted by: `MSA`.
    Office, 8;
    /// The register that issued it: which counter, server or replica (RKSV, "Kassenidentifikationsnummer").
    Register, 8;
    /// The reference of the payment notice that was paid.
    NoticeReference, 24;
    /// Who paid, or who owed: a name, or a mask of it where the law wants one.
    Name, 40;
    /// The declaration that the charges are for.
    DeclarationReference, 36;
    /// Who carried the money: a gateway, an operator of mobile money, a bank.
    ProviderName, 12;
    /// What that provider calls the payment.
    ProviderReference, 40;
    /// The text of law that the receipt stands on, by its short name.
    LegalText, 12;
    /// An agency whose fee was paid, by its code: `phyto`. Every `AuthorityCode` fits; a short one keeps the QR code small.
    Agency, 40;
    /// Something that a later version of the format says, which a reader of this one shows and need not understand.
    Note, 60;
}
