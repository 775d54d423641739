//! A statement that is being read, and what it is held against when it ends.

use vocabulary::{Currency, Date};

use super::{
    entry::Entry,
    totals::{Counted, Totals},
    written::{Written, date, sign},
};
use crate::{
    account,
    digest::FileDigest,
    statement::{FileError, FileFault, Statement},
};

/// A statement that is being read.
#[derive(Default)]
pub struct Draft {
    id: String,
    account: Option<String>,
    balances: Vec<Balance>,
    balance: Balance,
    totals: Totals,
    entries: Vec<Entry>,
    entry: Entry,
}

#[derive(Clone, Default)]
struct Balance {
    code: String,
    amount: Option<Written>,
    sign: i64,
    on: Option<Date>,
    at: u32,
}

impl Draft {
    pub fn begin_balance(&mut self, at: u32) {
        self.balance = Balance { at, ..Balance::default() };
    }

    pub fn begin_entry(&mut self, at: u32) {
        self.entry = Entry::at(at);
    }

    /// Begins a part of the entry, and says whether it is not the first.
    pub fn begin_part(&mut self) -> bool {
        self.entry.begin_part()
    }

    /// Takes what an element says, by its path within the statement.
    pub fn end_of(&mut self, path: &[&str], text: &str, written: impl Fn() -> Option<Written>, at: u32) -> Option<()> {
        let told = || Some(text.to_owned());
        match path {
            ["Id"] => text.clone_into(&mut self.id),
            ["Acct", "Id", "IBAN"] | ["Acct", "Id", "Othr", "Id"] => self.account = told(),
            ["Bal", "Tp", "CdOrPrtry", "Cd"] => text.clone_into(&mut self.balance.code),
            ["Bal", "Amt"] => self.balance.amount = written(),
            ["Bal", "CdtDbtInd"] => self.balance.sign = sign(text)?,
            ["Bal", "Dt", "Dt" | "DtTm"] => self.balance.on = Some(date(text)?),
            ["Bal"] => self.balances.push(std::mem::take(&mut self.balance)),
            ["TxsSummry", "TtlNtries", "NbOfNtries"] => (self.totals.count, self.totals.at) = (told(), at),
            ["TxsSummry", "TtlCdtNtries", "NbOfNtries"] => (self.totals.credit_count, self.totals.at) = (told(), at),
            ["TxsSummry", "TtlCdtNtries", "Sum"] => (self.totals.credits, self.totals.at) = (told(), at),
            ["TxsSummry", "TtlDbtNtries", "NbOfNtries"] => (self.totals.debit_count, self.totals.at) = (told(), at),
            ["TxsSummry", "TtlDbtNtries", "Sum"] => (self.totals.debits, self.totals.at) = (told(), at),
            ["Ntry"] => self.entries.push(std::mem::take(&mut self.entry)),
            ["Ntry", rest @ ..] => self.entry.end_of(rest, text, written)?,
            _ => {}
        }
        Some(())
    }

    /// Puts the statement together, and holds it against its balances and totals.
    pub fn end(self, file: FileDigest, at: u32) -> Result<Statement, FileError> {
        let balance = |codes: &[&str], name: &'static str| {
            let found = self.balances.iter().find(|balance| codes.contains(&balance.code.as_str()));
            found.ok_or(FileError::at(at, FileFault::Partial(name)))
        };
        let opening = balance(&["OPBD", "PRCD"], "the opening balance")?;
        let closing = balance(&["CLBD"], "the closing balance")?;
        let account = self.account.as_deref().ok_or(FileError::at(at, FileFault::Missing("account")))?;
        let account = account::read(account).map_err(|_| FileError::at(at, FileFault::Field("account")))?;
        let currency = opening.currency()?;
        let (opened, opened_on) = opening.read(currency)?;
        let (closed, closed_on) = closing.read(currency)?;
        let mut statement = Statement {
            file,
            id: self.id,
            account,
            currency,
            opening: opened,
            opened_on,
            closing: closed,
            closed_on,
            lines: vec![],
        };
        let counted = Counted::of(&self.entries, currency)?;
        self.totals.check(&counted, currency)?;
        for entry in &self.entries {
            entry.lines(&mut statement)?;
        }
        statement.checked(at)
    }
}

impl Balance {
    fn currency(&self) -> Result<Currency, FileError> {
        let currency = self.amount.as_ref().and_then(|amount| amount.currency.as_deref()?.parse().ok());
        currency.ok_or(FileError::at(self.at, FileFault::Field("currency of the balance")))
    }

    fn read(&self, currency: Currency) -> Result<(i64, Date), FileError> {
        let refused = |name| FileError::at(self.at, FileFault::Field(name));
        let minor =
            self.amount.as_ref().and_then(|amount| amount.minor(currency)).ok_or_else(|| refused("amount of the balance"))?;
        if self.sign == 0 {
            return Err(refused("mark of the balance"));
        }
        Ok((minor * self.sign, self.on.ok_or_else(|| refused("date of the balance"))?))
    }
}
