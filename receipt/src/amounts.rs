//! What was paid, by kind: so much duty, so much tax, so much to each agency.

use std::collections::BTreeMap;

use ciborium::Value;
use thiserror::Error;
use vocabulary::{Currency, Money};

use crate::{cbor, words::Agency};

/// How many agencies one receipt names fees of. A notice over more of them has a receipt for each (PAY-N1).
pub const FEES_MAX: usize = 6;

/// What kind of public money an amount is, with its number in the format. Fees of agencies stand beside these, by agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum TaxType {
    /// Customs duty.
    Duty = 1,
    /// Value added tax.
    Vat = 2,
    /// Excise.
    Excise = 3,
    /// A penalty.
    Penalty = 4,
    /// Interest on what was late.
    Interest = 5,
}

/// Amounts in one currency: at least one, each above zero, with a sum that can be held. There is no total that could differ from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amounts {
    currency: Currency,
    taxes: BTreeMap<TaxType, i64>,
    fees: BTreeMap<Agency, i64>,
    total: i64,
}

/// Why amounts cannot stand on a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AmountsError {
    /// Nothing was paid.
    #[error("names no amount")]
    Empty,
    /// An amount is zero or below.
    #[error("names an amount that is not above zero")]
    NotPositive,
    /// The sum is beyond `i64` minor units.
    #[error("has a total beyond the largest amount")]
    Overflow,
    /// More agencies than [`FEES_MAX`].
    #[error("names fees of more than {FEES_MAX} agencies")]
    TooManyFees,
}

impl TaxType {
    /// All of them, in the order of their numbers.
    pub const ALL: [TaxType; 5] = [TaxType::Duty, TaxType::Vat, TaxType::Excise, TaxType::Penalty, TaxType::Interest];

    fn of(number: u8) -> Option<TaxType> {
        TaxType::ALL.into_iter().find(|tax| *tax as u8 == number)
    }
}

impl Amounts {
    /// Puts amounts together: whole minor units of `currency` by tax, and by the agency that a fee is of.
    ///
    /// # Errors
    /// Says why they cannot stand on a receipt.
    pub fn new(currency: Currency, taxes: BTreeMap<TaxType, i64>, fees: BTreeMap<Agency, i64>) -> Result<Amounts, AmountsError> {
        if taxes.is_empty() && fees.is_empty() {
            return Err(AmountsError::Empty);
        }
        if fees.len() > FEES_MAX {
            return Err(AmountsError::TooManyFees);
        }
        let mut total: i64 = 0;
        for minor in taxes.values().chain(fees.values()) {
            if *minor <= 0 {
                return Err(AmountsError::NotPositive);
            }
            total = total.checked_add(*minor).ok_or(AmountsError::Overflow)?;
        }
        Ok(Amounts { currency, taxes, fees, total })
    }

    /// Returns the sum of all of them.
    pub fn total(&self) -> Money {
        Money::new(self.total, self.currency)
    }

    /// Returns what was paid of a tax.
    pub fn tax(&self, tax: TaxType) -> Option<Money> {
        self.taxes.get(&tax).map(|minor| Money::new(*minor, self.currency))
    }

    /// Returns the taxes with what was paid of each, in the order of the format.
    pub fn taxes(&self) -> impl Iterator<Item = (TaxType, Money)> {
        self.taxes.iter().map(|(tax, minor)| (*tax, Money::new(*minor, self.currency)))
    }

    /// Returns the agencies with the fee of each, by name.
    pub fn fees(&self) -> impl Iterator<Item = (&Agency, Money)> {
        self.fees.iter().map(|(agency, minor)| (agency, Money::new(*minor, self.currency)))
    }

    /// Says whether each of these amounts is in `whole`, and not above it there: a credit note takes back no more than was paid.
    pub fn are_within(&self, whole: &Amounts) -> bool {
        let within = |minor: &i64, of: Option<&i64>| of.is_some_and(|of| minor <= of);
        self.currency == whole.currency
            && self.taxes.iter().all(|(tax, minor)| within(minor, whole.taxes.get(tax)))
            && self.fees.iter().all(|(agency, minor)| within(minor, whole.fees.get(agency)))
    }

    pub(crate) fn currency(&self) -> Currency {
        self.currency
    }

    pub(crate) fn write_taxes(&self) -> Option<Value> {
        let taxes = self.taxes.iter().map(|(tax, minor)| ((*tax as u8).into(), (*minor).into()));
        (!self.taxes.is_empty()).then(|| Value::Map(taxes.collect()))
    }

    pub(crate) fn write_fees(&self) -> Option<Value> {
        // The one spelling orders texts by their written bytes, and a text is written with its length before it.
        let mut fees: Vec<(&Agency, &i64)> = Vec::with_capacity(self.fees.len());
        for (agency, minor) in &self.fees {
            let place = fees.partition_point(|(before, _)| before.as_str().len() <= agency.as_str().len());
            fees.insert(place, (agency, minor));
        }
        let fees = fees.into_iter().map(|(agency, minor)| (agency.as_str().into(), (*minor).into()));
        (!self.fees.is_empty()).then(|| Value::Map(fees.collect()))
    }
}

pub(crate) fn read_taxes(value: Value) -> Option<BTreeMap<TaxType, i64>> {
    // One after the other: to collect a map carries a sort along, for each type of map.
    let mut taxes = BTreeMap::new();
    for (tax, minor) in value.into_map().ok()? {
        taxes.insert(TaxType::of(cbor::number(tax)?)?, cbor::number(minor)?);
    }
    Some(taxes)
}

pub(crate) fn read_fees(value: Value) -> Option<BTreeMap<Agency, i64>> {
    let mut fees = BTreeMap::new();
    for (agency, minor) in value.into_map().ok()? {
        fees.insert(cbor::text(agency)?, cbor::number(minor)?);
    }
    Some(fees)
}
