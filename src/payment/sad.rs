//! Reads assessed declarations as customs systems of the ASYCUDA family write them: a Single Administrative Document as XML. Rows PAY-M2,
//! PAY-N1, REC-06.
//!
//! A file is read whole or refused whole, with what is wrong: its lines must sum up to its own totals, each tax must be one that we know,
//! and whatever a declaration has paid already is not demanded again. Of each line only what is payable now is demanded
//! (`Duty_tax_MP` 1); what is secured or waived is not. The lines of all items are added up tax by tax.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil};
use payment::ChargeKind;
use serde::Deserialize;
use thiserror::Error;
use vocabulary::{AuthorityCode, Currency, Date, Money};

use super::issuing::{NewCharge, NewNotice};
use crate::platform::money::MoneyInput;

/// How large a declaration is at most: 999 items with their taxes.
pub const BYTES_MAX: usize = 8 << 20;
/// How many items a declaration has at most: the document has three digits for them.
const ITEMS_MAX: usize = 999;
/// How many lines of taxes an item has at most.
const LINES_MAX: usize = 50;

/// What the codes of the customs system mean here, and what every notice of it says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The currency of its amounts.
    pub currency: Currency,
    /// Who is paid, as the payer reads it.
    pub payee: String,
    /// What for, as the payer reads it; `{declaration}` stands for the number of the declaration.
    pub purpose: String,
    /// How many days after the assessment it is paid in time (row DL-01).
    pub due_in_days: u16,
    /// The taxes, by their code.
    pub taxes: BTreeMap<String, Tax>,
}

/// What a code means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// What is charged.
    pub kind: ChargeKind,
    /// Whose it is.
    pub agency: AuthorityCode,
    /// The law.
    pub law: Option<String>,
    /// What the published rules call it: the id of a published fee, or the code of a published tax.
    pub published_as: Option<String>,
}

/// Why a declaration is refused.
#[derive(Debug, Error)]
pub enum SadError {
    /// It is larger than a declaration can be.
    #[error("is larger than {BYTES_MAX} bytes")]
    TooLarge,
    /// It is no such document.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] quick_xml::DeError),
    /// It has document types or entities, which no declaration needs.
    #[error("has a document type, which is not read")]
    DocumentType,
    /// Something is missing or is no such thing.
    #[error("{0} is missing, or is not what it should be")]
    Field(&'static str),
    /// There is more of something than there can be.
    #[error("has more than {most} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there can be.
        most: usize,
    },
    /// It was paid at the customs office.
    #[error("was paid already: receipt {0}")]
    Paid(String),
    /// A code that the profile does not have.
    #[error("has the tax {0}, which the profile does not have")]
    UnknownTax(String),
    /// The lines are not the total that the document tells.
    #[error("{of} is {told}, and its lines are {added}")]
    Total {
        /// Of what.
        of: String,
        /// What the document tells.
        told: Money,
        /// What its lines come to.
        added: Money,
    },
    /// Nothing of it is payable.
    #[error("has nothing to pay")]
    Nothing,
}

#[derive(Deserialize)]
struct Document {
    #[serde(rename = "Identification")]
    identification: Identification,
    #[serde(rename = "Traders", default)]
    traders: Traders,
    #[serde(rename = "Financial", default)]
    financial: Financial,
    #[serde(rename = "Item", default)]
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Identification {
    #[serde(rename = "Office_segment")]
    office: Office,
    #[serde(rename = "Registration")]
    registration: Numbered,
    #[serde(rename = "Assessment")]
    assessment: Numbered,
    #[serde(rename = "receipt", default)]
    receipt: Numbered,
}

#[derive(Deserialize)]
struct Office {
    #[serde(rename = "Customs_clearance_office_code")]
    code: String,
}

#[derive(Deserialize, Default)]
struct Numbered {
    #[serde(rename = "Serial_number", default)]
    serial: String,
    #[serde(rename = "Number", default)]
    number: String,
    #[serde(rename = "Date", default)]
    date: String,
}

#[derive(Deserialize, Default)]
struct Traders {
    #[serde(rename = "Consignee", default)]
    consignee: Consignee,
}

#[derive(Deserialize, Default)]
struct Consignee {
    #[serde(rename = "Consignee_name", default)]
    name: String,
}

#[derive(Deserialize, Default)]
struct Financial {
    #[serde(rename = "Amounts", default)]
    amounts: Amounts,
}

#[derive(Deserialize, Default)]
struct Amounts {
    #[serde(rename = "Totals_taxes", default)]
    total: String,
}

#[derive(Deserialize)]
struct Item {
    #[serde(rename = "Taxation", default)]
    taxation: Taxation,
}

#[derive(Deserialize, Default)]
struct Taxation {
    #[serde(rename = "Item_taxes_amount", default)]
    amount: String,
    #[serde(rename = "Taxation_line", default)]
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    #[serde(rename = "Duty_tax_code", default)]
    code: String,
    #[serde(rename = "Duty_tax_Base", default)]
    base: String,
    #[serde(rename = "Duty_tax_rate", default)]
    rate: String,
    #[serde(rename = "Duty_tax_amount", default)]
    amount: String,
    #[serde(rename = "Duty_tax_MP", default)]
    mode: String,
}

/// How a line is paid.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Now.
    Now,
    /// Not now: it is secured, deferred or waived.
    Otherwise,
}

/// Reads what a declaration demands.
///
/// # Errors
/// Says what is wrong with it; then nothing of it is demanded.
pub fn read(xml: &str, profile: &Profile) -> Result<NewNotice, SadError> {
    if xml.len() > BYTES_MAX {
        return Err(SadError::TooLarge);
    }
    if xml.contains("<!DOCTYPE") || xml.contains("<!ENTITY") {
        return Err(SadError::DocumentType);
    }
    let document: Document = quick_xml::de::from_str(xml)?;
    let Identification { office, registration, assessment, receipt } = &document.identification;
    if !receipt.number.trim().is_empty() {
        return Err(SadError::Paid(receipt.number.trim().to_owned()));
    }
    let assessed = assessment.day().ok_or(SadError::Field("Assessment/Date"))?;
    let office = filled(&office.code, "Customs_clearance_office_code")?;
    let declaration = registration.name(office).ok_or(SadError::Field("Registration/Number"))?;
    let charges = charges(&document, profile)?;
    let consignee = document.traders.consignee.name.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(NewNotice {
        issuer_reference: assessment.name(office).ok_or(SadError::Field("Assessment/Number"))?,
        version: 1,
        reason: None,
        assessed_on: assessed,
        purpose: profile.purpose.replace("{declaration}", &declaration),
        declaration,
        debtor: Some(consignee).filter(|name| !name.is_empty()),
        payee: profile.payee.clone(),
        currency: profile.currency,
        charges,
        takes_parts: false,
        due_on: due(assessed, profile.due_in_days).ok_or(SadError::Field("Assessment/Date"))?,
        valid_until: None,
    })
}

fn due(assessed: civil::Date, days: u16) -> Option<Date> {
    assessed.checked_add(i32::from(days).days()).ok()
}

/// Adds up the lines of all items, tax by tax, and compares them with what the document itself tells.
fn charges(document: &Document, profile: &Profile) -> Result<Vec<NewCharge>, SadError> {
    if document.items.len() > ITEMS_MAX {
        return Err(SadError::TooMany { what: "items", most: ITEMS_MAX });
    }
    let mut by_code: BTreeMap<&str, NewCharge> = BTreeMap::new();
    let mut all = Money::new(0, profile.currency);
    for (place, item) in document.items.iter().enumerate() {
        let lines = &item.taxation.lines;
        if lines.len() > LINES_MAX {
            return Err(SadError::TooMany { what: "taxes of an item", most: LINES_MAX });
        }
        let mut of_item = Money::new(0, profile.currency);
        // Customs systems print empty lines to fill their form.
        for line in lines.iter().filter(|line| !line.code.trim().is_empty()) {
            let amount = amount(&line.amount, profile.currency, "Duty_tax_amount")?;
            if line.mode()? == Mode::Now {
                of_item = sum(of_item, amount)?;
                line.add_to(&mut by_code, amount, profile)?;
            }
        }
        told(&item.taxation.amount, of_item, || format!("the tax of item {}", place + 1))?;
        all = sum(all, of_item)?;
    }
    told(&document.financial.amounts.total, all, || "Totals_taxes".to_owned())?;
    let charges: Vec<NewCharge> = by_code.into_values().filter(|charge| charge.minor > 0).collect();
    if charges.is_empty() { Err(SadError::Nothing) } else { Ok(charges) }
}

impl Line {
    fn mode(&self) -> Result<Mode, SadError> {
        match self.mode.trim() {
            "1" => Ok(Mode::Now),
            "0" | "2" | "3" => Ok(Mode::Otherwise),
            _ => Err(SadError::Field("Duty_tax_MP")),
        }
    }

    fn add_to<'a>(&'a self, charges: &mut BTreeMap<&'a str, NewCharge>, paid: Money, profile: &Profile) -> Result<(), SadError> {
        let code = self.code.trim();
        let tax = profile.taxes.get(code).ok_or_else(|| SadError::UnknownTax(code.to_owned()))?;
        let base = match self.base.trim() {
            "" => None,
            text => Some(amount(text, profile.currency, "Duty_tax_Base")?),
        };
        let rate = Some(self.rate.trim().to_owned()).filter(|rate| !rate.is_empty());
        let charge = charges.entry(code).or_insert_with(|| NewCharge {
            line: None,
            kind: tax.kind,
            agency: tax.agency.clone(),
            code: code.to_owned(),
            base_minor: Some(0),
            rate: rate.clone(),
            law: tax.law.clone(),
            published_as: tax.published_as.clone(),
            minor: 0,
        });
        charge.minor = sum(Money::new(charge.minor, profile.currency), paid)?.minor;
        charge.base_minor = match (charge.base_minor, base) {
            (Some(before), Some(base)) => Some(sum(Money::new(before, profile.currency), base)?.minor),
            _ => None,
        };
        // What was charged at two rates has none in sum.
        charge.rate = charge.rate.take().filter(|before| Some(before) == rate.as_ref());
        Ok(())
    }
}

impl Numbered {
    /// Writes `ZZHQ 2026 C 1234`: office, year, serial and number are what makes it unique.
    fn name(&self, office: &str) -> Option<String> {
        let number = self.number.trim();
        let year = self.day()?.year();
        (!number.is_empty()).then(|| [office, &year.to_string(), self.serial.trim(), number].join(" "))
    }

    /// Reads its day, as ISO 8601 writes it: whether 11/10/26 is in October or November only its writer knows.
    fn day(&self) -> Option<civil::Date> {
        self.date.trim().parse().ok()
    }
}

fn filled<'a>(text: &'a str, field: &'static str) -> Result<&'a str, SadError> {
    Some(text.trim()).filter(|text| !text.is_empty()).ok_or(SadError::Field(field))
}

fn amount(text: &str, currency: Currency, field: &'static str) -> Result<Money, SadError> {
    MoneyInput::new(text.trim().to_owned(), currency).money().map_err(|_| SadError::Field(field))
}

fn sum(one: Money, other: Money) -> Result<Money, SadError> {
    one.checked_add(other).map_err(|_| SadError::Field("Duty_tax_amount"))
}

/// Compares a total with its lines, where the document tells one.
fn told(text: &str, added: Money, of: impl FnOnce() -> String) -> Result<(), SadError> {
    if text.trim().is_empty() {
        return Ok(());
    }
    let told = amount(text, added.currency, "a total")?;
    if told == added { Ok(()) } else { Err(SadError::Total { of: of(), told, added }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: &str = include_str!("../../sample/payment/profile.yaml");
    const COFFEE: &str = include_str!("../../sample/payment/declarations/coffee.xml");

    fn profile() -> Profile {
        serde_norway::from_str(PROFILE).expect("a profile")
    }

    fn refused(xml: &str) -> String {
        read(xml, &profile()).expect_err("it is refused").to_string()
    }

    #[test]
    fn what_is_payable_now_is_demanded_tax_by_tax() {
        let notice = read(COFFEE, &profile()).expect("a declaration");
        assert_eq!((notice.declaration.as_str(), notice.issuer_reference.as_str()), ("ZZM01 2026 C 20417", "ZZM01 2026 L 18202"));
        assert_eq!((notice.debtor.as_deref(), notice.due_on.to_string().as_str()), (Some("Halcyon Imports"), "2026-12-04"));
        let lines: Vec<_> =
            notice.charges.iter().map(|one| (one.code.as_str(), one.base_minor, one.rate.as_deref(), one.minor)).collect();
        // Two items pay duty at two rates; the levy of the second is secured.
        assert_eq!(
            lines,
            [("CPF", None, None, 4_000), ("CUD", Some(1_500_000), None, 185_000), ("VAT", Some(1_689_000), Some("15"), 253_350),]
        );
    }

    #[test]
    fn a_declaration_that_does_not_add_up_or_says_too_little_is_refused() {
        for (before, after, because) in [
            ("<Duty_tax_amount>1500.00</Duty_tax_amount>", "<Duty_tax_amount>1500.01</Duty_tax_amount>", "the tax of item 1 is"),
            ("<Totals_taxes>4423.50</Totals_taxes>", "<Totals_taxes>4423.40</Totals_taxes>", "Totals_taxes is"),
            ("<Duty_tax_code>CUD</Duty_tax_code>", "<Duty_tax_code>XYZ</Duty_tax_code>", "the tax XYZ"),
            ("<Duty_tax_MP>1</Duty_tax_MP>", "<Duty_tax_MP>7</Duty_tax_MP>", "Duty_tax_MP"),
            ("<Duty_tax_amount>1500.00</Duty_tax_amount>", "<Duty_tax_amount>1.500,00</Duty_tax_amount>", "Duty_tax_amount"),
            ("<Date>2026-11-24</Date>", "<Date>11/24/26</Date>", "Assessment/Date"),
            ("<Number>18202</Number>", "<Number/>", "Assessment/Number"),
            ("<receipt/>", "<receipt><Number>88</Number></receipt>", "receipt 88"),
            ("<ASYCUDA>", "<!DOCTYPE a [<!ENTITY b \"c\">]><ASYCUDA>", "document type"),
            ("</Identification>", "", "cannot be read"),
        ] {
            assert!(COFFEE.contains(before), "{before}");
            let found = refused(&COFFEE.replacen(before, after, 1));
            assert!(found.contains(because), "{before}: {found}");
        }
        assert!(
            refused(&COFFEE.replace("<Duty_tax_MP>1</Duty_tax_MP>", "<Duty_tax_MP>0</Duty_tax_MP>"))
                .contains("the tax of item 1")
        );
    }

    #[test]
    fn a_declaration_cut_off_anywhere_is_refused() {
        for end in (0..COFFEE.trim_end().len()).filter(|end| COFFEE.is_char_boundary(*end)) {
            assert!(read(&COFFEE[..end], &profile()).is_err(), "cut at {end}");
        }
    }
}
