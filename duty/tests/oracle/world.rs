//! What is published and what is declared, in whole numbers.

use duty::exact::RoundingMode;

#[derive(Clone, Debug, PartialEq)]
pub enum ORate {
    Free,
    /// In thousandths of a percent of the base.
    Percent(i128),
    Specific {
        /// In cents, or hundredths of a euro.
        amount: i128,
        euros: bool,
        size: i128,
        unit: &'static str,
    },
    Flat(i128),
    Sum(Vec<ORate>),
    Less(Box<ORate>, Box<ORate>),
    Least(Box<ORate>, Box<ORate>),
    Most(Box<ORate>, Box<ORate>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum OTerm {
    Customs,
    Freight,
    Tax(usize),
}

#[derive(Clone, Debug)]
pub struct OTax {
    pub base: Vec<OTerm>,
    pub mode: RoundingMode,
    pub step: i128,
    pub whole_declaration: bool,
    pub required: bool,
    pub general: Option<ORate>,
}

#[derive(Clone, Debug)]
pub struct OMeasure {
    pub tax: usize,
    pub place: &'static str,
    /// A country, a group, or anywhere.
    pub area: Option<&'static str>,
    pub claimed: bool,
    pub document: bool,
    pub rate: ORate,
}

#[derive(Clone, Debug)]
pub struct OTerritory {
    pub taxes: Vec<OTax>,
    pub measures: Vec<OMeasure>,
    /// One euro, in ten thousandths; nothing where none is published.
    pub euro: Option<i128>,
}

/// An amount in cents, or hundredths of a euro.
pub type OAmount = Option<(i128, bool)>;

#[derive(Clone, Debug)]
pub struct OGoods {
    pub code: &'static str,
    pub country: &'static str,
    pub customs: OAmount,
    pub fob: OAmount,
    pub freight: OAmount,
    pub insurance: OAmount,
    /// In thousandths of the unit.
    pub quantities: Vec<(&'static str, i128)>,
    pub document: bool,
    /// A preference; under this area where it names one.
    pub claim: Option<Option<&'static str>>,
}

pub const CODES: [&str; 4] = ["1001990010", "1001990020", "1001110000", "1002000000"];
pub const PLACES: [&str; 5] = ["10", "1001", "100199", "1001990010", "1002"];
/// The countries of the group `G1`.
pub const GROUP: [&str; 2] = ["XA", "XB"];
pub const COUNTRIES: [&str; 3] = ["XA", "XB", "XD"];
pub const UNITS: [&str; 5] = ["KGM", "NAR", "LTR", "LPA", "MTR"];
