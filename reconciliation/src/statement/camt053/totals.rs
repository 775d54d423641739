//! The counts and sums that a file tells of its own entries.

use vocabulary::Currency;

use super::entry::Entry;
use crate::{
    amount::Numbers,
    statement::{FileError, FileFault, control},
};

/// The control totals of the file itself.
#[derive(Default)]
pub struct Totals {
    pub count: Option<String>,
    pub credits: Option<String>,
    pub credit_count: Option<String>,
    pub debits: Option<String>,
    pub debit_count: Option<String>,
    pub at: u32,
}

/// What the entries make.
#[derive(Default)]
pub struct Counted {
    credits: i128,
    credit_count: i128,
    debits: i128,
    debit_count: i128,
}

impl Counted {
    pub fn of(entries: &[Entry], currency: Currency) -> Result<Counted, FileError> {
        let mut counted = Counted::default();
        for entry in entries {
            let minor = entry.minor(currency)?;
            let (sum, count) = if minor > 0 {
                (&mut counted.credits, &mut counted.credit_count)
            } else {
                (&mut counted.debits, &mut counted.debit_count)
            };
            *sum += i128::from(minor.unsigned_abs());
            *count += 1;
        }
        Ok(counted)
    }
}

impl Totals {
    pub fn check(&self, counted: &Counted, currency: Currency) -> Result<(), FileError> {
        let check = |told: &Option<String>, what, read: fn(&str, Currency) -> Option<i64>, counted| {
            let Some(told) = told else { return Ok(()) };
            let told = read(told, currency).ok_or(FileError::at(self.at, FileFault::Field(what)))?;
            control(self.at, what, told.into(), counted)
        };
        let number = |told: &str, _: Currency| told.parse().ok();
        let amount = |told: &str, currency: Currency| Numbers::POINT.minor(told, currency);
        check(&self.count, "the number of entries", number, counted.credit_count + counted.debit_count)?;
        check(&self.credit_count, "the number of credits", number, counted.credit_count)?;
        check(&self.credits, "the sum of credits", amount, counted.credits)?;
        check(&self.debit_count, "the number of debits", number, counted.debit_count)?;
        check(&self.debits, "the sum of debits", amount, counted.debits)?;
        Ok(())
    }
}
