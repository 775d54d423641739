//! On which grounds money is claimed back, and which documents show that a ground is given: one table. Row PAY-M13.
//!
//! The three kinds and their grounds are those of customs practice, in our words. Source: WTO TFA 7.2 and 7.3 (what is held until duties are
//! determined is given back when that is no longer needed); Revised Kyoto Convention, General Annex 4.18 to 4.24 (repayment of what was
//! overcharged, of duties on goods that were defective or otherwise not as agreed, and after a change of procedure), 5.7 (discharge of security),
//! Specific Annex B2 (returned goods), F1 and F2 (processing), G1 (temporary admission). Conditions beyond it are for national law.

use vocabulary::words;

use super::document::DocumentCode;
use crate::repayment::Source;

words! {
    /// What kind of money is claimed back.
    ClaimKind, "kind of a claim" {
        /// More was charged or paid than was owed.
        Overpayment = "overpayment",
        /// The goods were not what was bought, or did not come into use.
        RejectedGoods = "rejected-goods",
        /// Money was held until something was shown or done, and it was.
        Security = "security",
    }
}

words! {
    /// Why money is claimed back.
    ClaimGround, "ground of a claim" {
        /// The goods belong under another tariff code.
        Classification = "classification",
        /// The code was right, and another rate or calculation was used than the law has.
        DutyRate = "duty-rate",
        /// The customs value was too high.
        Valuation = "valuation",
        /// A tariff quota was open and was not claimed.
        Quota = "quota",
        /// The goods originate where a preference is given, and it was not claimed.
        Preference = "preference",
        /// The currency or its rate was wrong.
        Currency = "currency",
        /// The same was paid twice.
        DuplicatePayment = "duplicate-payment",
        /// The same goods were declared twice.
        DuplicateDeclaration = "duplicate-declaration",
        /// The declarant or their agent made another mistake.
        DeclarantError = "declarant-error",
        /// Customs made the mistake. Repayment is then made as a matter of priority (General Annex 4.22).
        AuthorityError = "authority-error",
        /// A relief or exemption was due and was not claimed.
        Relief = "relief",
        /// Something else, which the explanation says.
        OtherOverpayment = "other-overpayment",
        /// The goods were damaged before they were released.
        DamagedBeforeRelease = "damaged-before-release",
        /// The goods were defective, and went back or were destroyed.
        Defective = "defective",
        /// The goods were not as agreed, and went back or were destroyed.
        NotAsContracted = "not-as-contracted",
        /// The goods went back, were abandoned or destroyed under supervision for another reason.
        SpecialCircumstances = "special-circumstances",
        /// The proof of a preference was missing.
        PreferenceProof = "preference-proof",
        /// The document of a quota or a licence was missing.
        LicenceProof = "licence-proof",
        /// The customs value was in dispute, or not determined.
        ValuePending = "value-pending",
        /// An anti-dumping, countervailing or safeguard duty was provisional.
        ProvisionalRemedy = "provisional-remedy",
        /// The value was declared provisionally.
        ProvisionalValue = "provisional-value",
        /// The goods were sold on account after they came in: the value follows from the sales.
        AccountSales = "account-sales",
        /// The goods were to be put to an end use.
        EndUse = "end-use",
        /// The goods were to be processed and sent out.
        InwardProcessing = "inward-processing",
        /// The goods had been sent out to be processed.
        OutwardProcessing = "outward-processing",
        /// The goods were admitted for up to six months.
        TemporaryAdmissionShort = "temporary-admission-short",
        /// The goods were admitted for up to twenty-four months.
        TemporaryAdmissionLong = "temporary-admission-long",
        /// The goods had been sent out and came back unchanged.
        ReturnedGoods = "returned-goods",
        /// The goods were carried on in transit, or stood in for a guarantee that was missing.
        Transit = "transit",
        /// An officer set the sum by hand until the right one was known.
        ManualOverride = "manual-override",
    }
}

/// Documents of which any one will do, by their codes (UN/EDIFACT 1001).
pub type AnyOf = &'static [u16];

/// A commercial invoice, a corrected one, a customs invoice.
const INVOICE: AnyOf = &[380, 384, 935];
/// An invoice, or a declaration of value.
const VALUE: AnyOf = &[380, 384, 934, 935];
/// A proof of origin: certificate, declaration, preference certificate, form A of the GSP, EUR.1.
const ORIGIN: AnyOf = &[861, 862, 864, 865, 954];
/// An import licence, a certificate of a quota.
const LICENCE: AnyOf = &[911, 966];
/// What a relief rests on: a licence, an authorisation of end use, a related document.
const RELIEF: AnyOf = &[911, 916, 990];
/// A declaration of goods: with or without details, for importation, for home use, the single document, a previous one.
const DECLARATION: AnyOf = &[914, 915, 929, 930, 960, 998];
/// What was agreed: an order, a contract.
const CONTRACT: AnyOf = &[105, 220, 315];
/// What somebody found who looked at the goods: a certificate of control or of inspection.
const INSPECTION: AnyOf = &[841, 856];
/// That the goods went back or were destroyed under supervision: a declaration for exportation, a certificate.
const SENT_BACK: AnyOf = &[830, 841, 856];
/// That the goods went out: a declaration for exportation, the single document.
const EXPORT: AnyOf = &[830, 960];
/// That the goods were sent out again: a declaration for exportation, the single document, an ATA carnet.
const RE_EXPORT: AnyOf = &[830, 955, 960];
/// What the goods were sold for: an invoice, one on consignment, a related document.
const SALES: AnyOf = &[380, 395, 916];
/// An authorisation of end use, a related document.
const END_USE: AnyOf = &[916, 990];
/// That goods went through: a despatch note, a declaration for transit, a TIR carnet.
const TRANSIT: AnyOf = &[820, 821, 822, 950, 952];

impl ClaimGround {
    /// Returns what kind of claim it is a ground of, and the documents that it takes: one of each group.
    pub const fn terms(self) -> (ClaimKind, &'static [AnyOf]) {
        use ClaimGround::*;
        use ClaimKind::*;
        match self {
            // What customs did, or has itself, takes no document.
            DutyRate | AuthorityError | DuplicatePayment | OtherOverpayment => (Overpayment, &[]),
            Classification | Valuation | Currency | DeclarantError => (Overpayment, &[INVOICE]),
            Quota => (Overpayment, &[LICENCE]),
            Preference => (Overpayment, &[ORIGIN]),
            DuplicateDeclaration => (Overpayment, &[DECLARATION]),
            Relief => (Overpayment, &[RELIEF]),
            DamagedBeforeRelease => (RejectedGoods, &[INVOICE, INSPECTION]),
            Defective => (RejectedGoods, &[INVOICE, SENT_BACK]),
            NotAsContracted => (RejectedGoods, &[CONTRACT, SENT_BACK]),
            SpecialCircumstances => (RejectedGoods, &[SENT_BACK]),
            PreferenceProof => (Security, &[ORIGIN]),
            LicenceProof => (Security, &[LICENCE]),
            ValuePending | ProvisionalValue => (Security, &[VALUE]),
            ProvisionalRemedy | ManualOverride => (Security, &[]),
            AccountSales => (Security, &[SALES]),
            EndUse => (Security, &[END_USE]),
            InwardProcessing | OutwardProcessing | ReturnedGoods => (Security, &[EXPORT]),
            TemporaryAdmissionShort | TemporaryAdmissionLong => (Security, &[RE_EXPORT]),
            Transit => (Security, &[TRANSIT]),
        }
    }

    /// Returns what kind of claim it is a ground of.
    pub const fn kind(self) -> ClaimKind {
        self.terms().0
    }

    /// Returns the documents that it takes: one of each group.
    pub const fn needs(self) -> &'static [AnyOf] {
        self.terms().1
    }

    /// Returns the groups of which none of `documents` is.
    pub fn missing(self, documents: impl Iterator<Item = DocumentCode> + Clone) -> Vec<AnyOf> {
        let is_missing = |group: &&AnyOf| !documents.clone().any(|code| group.contains(&code.number()));
        self.needs().iter().filter(is_missing).copied().collect()
    }

    /// Says whether it can be a ground to give back money of a source: what nobody asked for was overpaid, and nothing else.
    pub const fn fits(self, source: Source) -> bool {
        match source {
            Source::Charges => true,
            Source::Unallocated => matches!(self.kind(), ClaimKind::Overpayment),
        }
    }

    /// Returns the grounds that an app offers first for money of a source; `is_secured` where a security paid it.
    pub fn offered(source: Source, is_secured: bool) -> Vec<ClaimGround> {
        use ClaimGround::{AuthorityError, DuplicatePayment, OtherOverpayment};
        match source {
            Source::Unallocated => vec![DuplicatePayment, AuthorityError, OtherOverpayment],
            Source::Charges => {
                ClaimGround::ALL.iter().copied().filter(|ground| (ground.kind() == ClaimKind::Security) == is_secured).collect()
            }
        }
    }
}
