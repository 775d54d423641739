//! Codes of lists, and what they stand for. Rules only.

use std::{collections::BTreeMap, fmt, str::FromStr};

use thiserror::Error;
use vocabulary::{Language, Period};

/// How long a code may be. The longest, of package types and places, have five characters.
const CODE_CHARS_MAX: usize = 12;
/// The attribute that holds how many decimals a currency has (ISO 4217, minor unit).
pub const MINOR_UNITS: &str = "minorUnits";

/// A list of codes that others keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeList {
    /// Countries and territories (ISO 3166-1, two letters).
    Country,
    /// Currencies (ISO 4217).
    Currency,
    /// Units of measure (UN/ECE Recommendation 20).
    Unit,
    /// Ports, airports, border crossings and other places of trade (UN/LOCODE, Recommendation 16).
    Location,
    /// Documents (UN/EDIFACT 1001).
    Document,
    /// Packages (UN/ECE Recommendation 21).
    Package,
    /// Modes of transport (UN/ECE Recommendation 19).
    TransportMode,
    /// Terms of delivery (Incoterms).
    DeliveryTerm,
    /// Means of payment (UN/EDIFACT 4461).
    PaymentMeans,
    /// Types of duties, taxes and fees (UN/EDIFACT 5153).
    TaxType,
}

/// A code of some list: capital letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

/// What else a list says of a code, by name (`numeric`, `symbol`).
pub type Attributes = BTreeMap<String, String>;

/// A code to be recorded, with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReferenceCode {
    /// The list.
    pub list: CodeList,
    /// The code.
    pub code: Code,
    /// What it stands for, in each language.
    pub names: Vec<(Language, String)>,
    /// What else the list says of it.
    pub attributes: Attributes,
    /// The days it is in the list under these names.
    pub validity: Period,
}

/// A code of a list, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceCode {
    /// The list.
    pub list: CodeList,
    /// The code.
    pub code: Code,
    /// The language of the name.
    pub language: Language,
    /// What it stands for.
    pub name: String,
    /// What else the list says of it.
    pub attributes: Attributes,
    /// The days it is in the list under this name.
    pub validity: Period,
}

/// What is wrong with a text that should be a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not a code of 1 to {CODE_CHARS_MAX} letters and digits")]
pub struct CodeError;

impl ReferenceCode {
    /// Returns how many decimals a currency has; nothing for what is no currency, and for those to which ISO 4217 assigns none.
    pub fn minor_units(&self) -> Option<u8> {
        self.attributes.get(MINOR_UNITS)?.parse().ok()
    }
}

impl CodeList {
    /// All of them.
    pub const ALL: [CodeList; 10] = [
        Self::Country,
        Self::Currency,
        Self::Unit,
        Self::Location,
        Self::Document,
        Self::Package,
        Self::TransportMode,
        Self::DeliveryTerm,
        Self::PaymentMeans,
        Self::TaxType,
    ];

    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Currency => "currency",
            Self::Unit => "unit",
            Self::Location => "location",
            Self::Document => "document",
            Self::Package => "package",
            Self::TransportMode => "transport-mode",
            Self::DeliveryTerm => "delivery-term",
            Self::PaymentMeans => "payment-means",
            Self::TaxType => "tax-type",
        }
    }
}

impl fmt::Display for CodeList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for CodeList {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<CodeList, &'static str> {
        Self::ALL.into_iter().find(|list| list.as_str() == text).ok_or("is not a list of codes")
    }
}

impl Code {
    /// Returns its characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = CodeError;

    /// Reads a code in letters of either case.
    fn from_str(text: &str) -> Result<Code, CodeError> {
        let good = (1..=CODE_CHARS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if good { Ok(Code(text.to_ascii_uppercase())) } else { Err(CodeError) }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for list in CodeList::ALL {
            assert_eq!(list.as_str().parse(), Ok(list));
        }
        assert!("colour".parse::<CodeList>().is_err());
    }

    #[test]
    fn a_code_is_letters_and_digits_of_either_case() {
        assert_eq!("kgm".parse::<Code>().expect("a code").as_str(), "KGM");
        for text in ["", "K M", "É", "ABCDEFGHIJKLM", "K%"] {
            assert_eq!(text.parse::<Code>(), Err(CodeError), "{text:?}");
        }
    }
}
