//! Receipts. There is no way to make a [`Receipt`] but to verify one: whoever holds one may show "paid". Row MOB-M2.

use receipt::{Checked, CreditNote, Paper, Standing, TaxType, Verdict, What};

use super::keys::Keys;
use crate::{
    error::{FingertipError, Signed},
    money::Money,
};

/// A receipt or credit note whose signature holds, by a key of the administration, for the time at which it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    text: String,
    checked: Box<Checked>,
}

/// What stands on it.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptLine {
    /// `DUTY`, `VAT`, `EXCISE`, `PENALTY`, `INTEREST`, or the agency whose fee it is.
    pub name: String,
    /// How much.
    pub amount: Money,
}

/// What is to be said of something that somebody shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptCheck {
    /// The verdict, by its code in `docs/receipts.md`; `no-keys` where the phone has none yet.
    pub verdict: String,
    /// The receipt, where the verdict is `valid`; else nothing of it is shown as true.
    pub receipt: Option<Receipt>,
    /// What became of it: `not-asked`, `unchanged`, `partly-repaid`, `repaid`, `reversed`; empty where it is not valid.
    pub standing: String,
    /// As of when that is known.
    pub standing_as_of_ms: Option<i64>,
    /// Whether it has to be asked online where it counts.
    pub must_be_asked_online: bool,
    /// When the list of keys was made that it was verified by.
    pub keys_issued_at_ms: Option<i64>,
}

impl Receipt {
    /// Returns its text, as its QR code holds it: `CR1:…`.
    pub fn text(&self) -> String {
        self.text.clone()
    }

    /// Returns what stands on it.
    pub fn fields(&self) -> ReceiptFields {
        let paper = &self.checked.paper;
        let shared = ReceiptFields {
            number: paper.to_string(),
            is_credit_note: false,
            issued_at_ms: paper.issued_at().as_millisecond(),
            notice: String::new(),
            payment_id: String::new(),
            total: money(paper.amounts().total()),
            lines: lines(paper),
            payer: String::new(),
            debtor: None,
            declaration: None,
            provider: None,
            provider_reference: None,
            legal_text: String::new(),
        };
        match paper {
            Paper::Receipt(receipt) => ReceiptFields {
                notice: receipt.notice.as_str().to_owned(),
                payment_id: receipt.payment.to_string(),
                payer: receipt.payer.as_str().to_owned(),
                debtor: receipt.debtor.as_ref().map(|name| name.as_str().to_owned()),
                declaration: receipt.declaration.as_ref().map(|name| name.as_str().to_owned()),
                provider: Some(receipt.provider.name.as_str().to_owned()),
                provider_reference: Some(receipt.provider.reference.as_str().to_owned()),
                legal_text: receipt.legal_text.as_str().to_owned(),
                ..shared
            },
            Paper::CreditNote(note) => credit_note(note, shared),
        }
    }

    /// Says whether it proves that this payment paid this notice.
    pub(crate) fn proves(&self, payment: &str, notice: &str) -> bool {
        match &self.checked.paper {
            Paper::Receipt(receipt) => receipt.payment.to_string() == payment && receipt.notice.as_str() == notice,
            Paper::CreditNote(_) => false,
        }
    }
}

fn credit_note(note: &CreditNote, shared: ReceiptFields) -> ReceiptFields {
    ReceiptFields {
        is_credit_note: true,
        notice: note.notice.as_str().to_owned(),
        payment_id: note.repayment.to_string(),
        payer: note.beneficiary.as_str().to_owned(),
        provider: note.provider.as_ref().map(|provider| provider.name.as_str().to_owned()),
        provider_reference: note.provider.as_ref().map(|provider| provider.reference.as_str().to_owned()),
        legal_text: note.legal_text.as_str().to_owned(),
        ..shared
    }
}

impl Keys {
    /// Says what something is worth that somebody shows, without a network.
    pub fn check(&self, shown: &str) -> ReceiptCheck {
        let nothing = ReceiptCheck {
            verdict: "no-keys".to_owned(),
            receipt: None,
            standing: String::new(),
            standing_as_of_ms: None,
            must_be_asked_online: true,
            keys_issued_at_ms: None,
        };
        let Some((verdict, keys_issued_at_ms)) = self.verify(shown) else { return nothing };
        let said = ReceiptCheck { verdict: verdict.code().to_owned(), keys_issued_at_ms: Some(keys_issued_at_ms), ..nothing };
        match verdict {
            Verdict::Valid(checked) => {
                let (standing, standing_as_of_ms) = standing(&checked.standing);
                let must_be_asked_online = checked.standing.must_be_asked_online();
                let receipt = Some(Receipt { text: shown.trim().to_owned(), checked });
                ReceiptCheck { receipt, standing: standing.to_owned(), standing_as_of_ms, must_be_asked_online, ..said }
            }
            _ => said,
        }
    }

    /// Proves a receipt of ours.
    ///
    /// # Errors
    /// [`FingertipError::Integrity`] with the verdict as its detail.
    pub fn prove(&self, shown: &str) -> Result<Receipt, FingertipError> {
        let check = self.check(shown);
        check.receipt.ok_or(FingertipError::Integrity { what: Signed::Receipt, detail: check.verdict })
    }
}

fn standing(standing: &Standing) -> (&'static str, Option<i64>) {
    match standing {
        Standing::NotAsked => ("not-asked", None),
        Standing::Unchanged { as_of } => ("unchanged", Some(as_of.as_millisecond())),
        Standing::Changed { change, as_of } => {
            let what = match change.what {
                What::PartlyRepaid => "partly-repaid",
                What::Repaid => "repaid",
                What::Reversed => "reversed",
            };
            (what, Some(as_of.as_millisecond()))
        }
    }
}

fn lines(paper: &Paper) -> Vec<ReceiptLine> {
    let amounts = paper.amounts();
    let taxes = amounts.taxes().map(|(tax, amount)| ReceiptLine { name: tax_name(tax).to_owned(), amount: money(amount) });
    taxes
        .chain(amounts.fees().map(|(agency, amount)| ReceiptLine { name: agency.as_str().to_owned(), amount: money(amount) }))
        .collect()
}

fn tax_name(tax: TaxType) -> &'static str {
    match tax {
        TaxType::Duty => "DUTY",
        TaxType::Vat => "VAT",
        TaxType::Excise => "EXCISE",
        TaxType::Penalty => "PENALTY",
        TaxType::Interest => "INTEREST",
    }
}

fn money(amount: vocabulary::Money) -> Money {
    Money { minor: amount.minor, currency: amount.currency.to_string() }
}
