//! One entry of a statement: one movement, or several that the bank booked together.

use vocabulary::{Currency, Date, Money};

use super::written::{Written, date, sign};
use crate::{
    line::{BankLine, Place},
    statement::{FileError, FileFault, Statement, WordList, control},
    words::Reference,
};

#[derive(Clone, Default)]
pub struct Entry {
    amount: Option<Written>,
    sign: i64,
    status: String,
    booked_on: Option<Date>,
    value_on: Option<Date>,
    words: WordList,
    parts: Vec<Part>,
    part: Part,
    at: u32,
}

/// One of several movements of an entry.
#[derive(Clone, Default)]
struct Part {
    amount: Option<Written>,
    sign: Option<i64>,
    words: WordList,
}

impl Entry {
    pub fn at(line: u32) -> Entry {
        Entry { at: line, ..Entry::default() }
    }

    /// Begins a part, and says whether it is not the first.
    pub fn begin_part(&mut self) -> bool {
        self.part = Part::default();
        !self.parts.is_empty()
    }

    pub fn end_of(&mut self, path: &[&str], text: &str, written: impl Fn() -> Option<Written>) -> Option<()> {
        match path {
            ["Amt"] => self.amount = written(),
            ["CdtDbtInd"] => self.sign = sign(text)?,
            ["Sts"] | ["Sts", "Cd"] if !text.is_empty() => text.clone_into(&mut self.status),
            ["BookgDt", "Dt" | "DtTm"] => self.booked_on = Some(date(text)?),
            ["ValDt", "Dt" | "DtTm"] => self.value_on = Some(date(text)?),
            ["NtryRef" | "AcctSvcrRef"] => self.words.add(text),
            ["AddtlNtryInf"] => self.words.add_words(text),
            ["NtryDtls", "TxDtls"] => self.parts.push(std::mem::take(&mut self.part)),
            ["NtryDtls", "TxDtls", "Amt"] | ["NtryDtls", "TxDtls", "AmtDtls", "TxAmt", "Amt"] => self.part.amount = written(),
            ["NtryDtls", "TxDtls", "CdtDbtInd"] => self.part.sign = Some(sign(text)?),
            ["NtryDtls", "TxDtls", "Refs", .., _] | ["NtryDtls", "TxDtls", "RmtInf", "Strd", "CdtrRefInf", "Ref"] => {
                self.part.words.add(text)
            }
            ["NtryDtls", "TxDtls", "RmtInf", "Ustrd"] | ["NtryDtls", "TxDtls", "AddtlTxInf"] => self.part.words.add_words(text),
            _ => {}
        }
        Some(())
    }

    pub fn minor(&self, currency: Currency) -> Result<i64, FileError> {
        let refused = |name| FileError::at(self.at, FileFault::Field(name));
        if self.status != "BOOK" {
            return Err(refused("status: a statement holds what is booked"));
        }
        if self.sign == 0 {
            return Err(refused("mark of the entry"));
        }
        let minor =
            self.amount.as_ref().and_then(|amount| amount.minor(currency)).ok_or_else(|| refused("amount of the entry"))?;
        Ok(minor * self.sign)
    }

    /// Adds the entry to the statement: as one line, or one for each part where each has an amount of its own.
    pub fn lines(&self, statement: &mut Statement) -> Result<(), FileError> {
        let currency = statement.currency;
        let whole = self.minor(currency)?;
        let booked_on = self.booked_on.or(self.value_on).ok_or(FileError::at(self.at, FileFault::Missing("booking date")))?;
        let line = |minor: i64, part: usize, words: Vec<&WordList>| BankLine {
            place: Place { file: statement.file, line: self.at, part: u32::try_from(part).unwrap_or(u32::MAX) },
            account: statement.account.clone(),
            booked_on,
            value_on: self.value_on.unwrap_or(booked_on),
            amount: Money::new(minor, currency),
            references: merged(&words),
        };
        let amounts: Option<Vec<i64>> = self.parts.iter().map(|part| part.minor(self.sign, currency)).collect();
        let lines: Vec<BankLine> = match amounts {
            Some(amounts) if amounts.len() > 1 => {
                control(self.at, "the entry", whole.into(), amounts.iter().map(|minor| i128::from(*minor)).sum())?;
                let parts = amounts.into_iter().zip(&self.parts).enumerate();
                parts.map(|(number, (minor, part))| line(minor, number, vec![&part.words, &self.words])).collect()
            }
            _ => vec![line(whole, 0, std::iter::once(&self.words).chain(self.parts.iter().map(|part| &part.words)).collect())],
        };
        statement.lines.extend(lines);
        Ok(())
    }
}

impl Part {
    fn minor(&self, sign: i64, currency: Currency) -> Option<i64> {
        Some(self.amount.as_ref()?.minor(currency)? * self.sign.unwrap_or(sign))
    }
}

fn merged(lists: &[&WordList]) -> Vec<Reference> {
    let mut words = WordList::default();
    for reference in lists.iter().flat_map(|list| (*list).clone().end()) {
        words.add(reference.as_str());
    }
    words.end()
}
