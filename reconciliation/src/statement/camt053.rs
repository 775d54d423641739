//! camt.053, the bank-to-customer statement of ISO 20022, in its versions 02 to 13. The one door to the XML library.
//!
//! Document types, entities beyond the five of XML, and processing instructions are refused: nothing is ever expanded or fetched.

use quick_xml::{
    Reader as Xml,
    events::{BytesRef, BytesStart, Event},
};
use vocabulary::{Currency, Date, Money};

use super::{FileError, FileFault, Limits, Statement, WordList, control};
use crate::{
    account,
    amount::Numbers,
    digest::FileDigest,
    line::{BankLine, Place},
};

/// How deep elements may nest. The deepest of the standard lies within twenty.
const DEPTH_MAX: usize = 32;

/// Reads a file of one or more statements.
///
/// # Errors
/// Refuses what is no camt.053, what is not whole, and what does not add up.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Statement>, FileError> {
    let text = limits.text(bytes)?;
    let mut reader = Reader {
        file: FileDigest::of(bytes),
        limits,
        lines: Lines { text: text.as_bytes(), seen: 0, line: 1 },
        path: vec![],
        text: String::new(),
        currency: None,
        count: 0,
        is_statement: false,
        draft: None,
        statements: vec![],
    };
    let mut xml = Xml::from_str(text);
    loop {
        let event = xml.read_event();
        let at = reader.lines.at(xml.buffer_position());
        let refused = |fault| Err(FileError::at(at, fault));
        match event {
            Err(_) => return refused(FileFault::Xml),
            Ok(Event::Start(element)) => reader.start(&element, at)?,
            Ok(Event::Empty(element)) => {
                reader.start(&element, at)?;
                reader.end(at)?;
            }
            Ok(Event::End(_)) => reader.end(at)?,
            Ok(Event::Text(piece)) => reader.piece(&piece.decode().map_err(|_| FileError::at(at, FileFault::Xml))?, at)?,
            Ok(Event::CData(piece)) => reader.piece(&piece.decode().map_err(|_| FileError::at(at, FileFault::Xml))?, at)?,
            Ok(Event::GeneralRef(reference)) => reader.reference(&reference, at)?,
            Ok(Event::DocType(_)) => return refused(FileFault::Forbidden("a document type")),
            Ok(Event::PI(_)) => return refused(FileFault::Forbidden("a processing instruction")),
            Ok(Event::Comment(_) | Event::Decl(_)) => {}
            Ok(Event::Eof) => return reader.eof(at),
        }
    }
}

/// Counts lines as far as the file was read.
struct Lines<'a> {
    text: &'a [u8],
    seen: usize,
    line: u32,
}

impl Lines<'_> {
    fn at(&mut self, position: u64) -> u32 {
        let until = usize::try_from(position).map_or(self.text.len(), |position| position.min(self.text.len()));
        if let Some(read) = self.text.get(self.seen..until) {
            let lines = read.iter().filter(|byte| **byte == b'\n').count();
            self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
            self.seen = until;
        }
        self.line
    }
}

struct Reader<'a> {
    file: FileDigest,
    limits: &'a Limits,
    lines: Lines<'a>,
    path: Vec<String>,
    text: String,
    /// The currency that the element says that is being read.
    currency: Option<String>,
    count: usize,
    is_statement: bool,
    draft: Option<Draft>,
    statements: Vec<Statement>,
}

/// A statement that is being read.
#[derive(Default)]
struct Draft {
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

/// An amount as it is written.
#[derive(Clone)]
struct Written {
    text: String,
    currency: Option<String>,
}

/// The control totals of the file itself.
#[derive(Default)]
struct Totals {
    count: Option<String>,
    credits: Option<String>,
    credit_count: Option<String>,
    debits: Option<String>,
    debit_count: Option<String>,
    at: u32,
}

#[derive(Clone, Default)]
struct Entry {
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

impl Reader<'_> {
    fn start(&mut self, element: &BytesStart, at: u32) -> Result<(), FileError> {
        if self.path.len() >= DEPTH_MAX {
            return Err(FileError::at(at, FileFault::Unexpected("elements nested so deep")));
        }
        self.path.push(String::from_utf8_lossy(element.local_name().as_ref()).into_owned());
        self.text.clear();
        self.currency = None;
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|_| FileError::at(at, FileFault::Xml))?;
            if attribute.key.as_ref() == b"Ccy" {
                self.currency = Some(String::from_utf8_lossy(&attribute.value).into_owned());
            }
        }
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["Document", "BkToCstmrStmt"] => self.is_statement = true,
            ["Document", "BkToCstmrStmt", "Stmt"] => self.draft = Some(Draft::default()),
            [_, _, "Stmt", "Ntry"] => {
                self.count += 1;
                if self.count > self.limits.lines_max {
                    return Err(FileError::at(at, FileFault::TooManyLines(self.limits.lines_max)));
                }
                if let Some(draft) = &mut self.draft {
                    draft.entry = Entry { at, ..Entry::default() };
                }
            }
            [_, _, "Stmt", "Bal"] => {
                if let Some(draft) = &mut self.draft {
                    draft.balance = Balance { at, ..Balance::default() };
                }
            }
            [_, _, "Stmt", "Ntry", "NtryDtls", "TxDtls"] => {
                // Several parts of an entry are several movements, and count as such.
                self.count += usize::from(self.draft.as_ref().is_some_and(|draft| !draft.entry.parts.is_empty()));
                if self.count > self.limits.lines_max {
                    return Err(FileError::at(at, FileFault::TooManyLines(self.limits.lines_max)));
                }
                if let Some(draft) = &mut self.draft {
                    draft.entry.part = Part::default();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn piece(&mut self, piece: &str, at: u32) -> Result<(), FileError> {
        if self.text.len() + piece.len() > self.limits.line_bytes_max {
            return Err(FileError::at(at, FileFault::TooLong(self.limits.line_bytes_max)));
        }
        if self.path.is_empty() && !piece.trim().is_empty() {
            return Err(FileError::at(at, FileFault::Xml));
        }
        self.text += piece;
        Ok(())
    }

    /// Reads `&amp;` and its four kin, and the number of a character; no other entity.
    fn reference(&mut self, reference: &BytesRef, at: u32) -> Result<(), FileError> {
        let forbidden = || FileError::at(at, FileFault::Forbidden("an entity"));
        if let Some(character) = reference.resolve_char_ref().map_err(|_| forbidden())? {
            return self.piece(character.encode_utf8(&mut [0; 4]), at);
        }
        let name = reference.decode().map_err(|_| forbidden())?;
        let known = [("amp", "&"), ("lt", "<"), ("gt", ">"), ("apos", "'"), ("quot", "\"")];
        let (_, character) = known.into_iter().find(|(known, _)| *known == name).ok_or_else(forbidden)?;
        self.piece(character, at)
    }

    fn end(&mut self, at: u32) -> Result<(), FileError> {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let written = || Some(Written { text: text.to_owned(), currency: self.currency.clone() });
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            [.., "MsgPgntn" | "StmtPgntn", "LastPgInd"] if !matches!(text, "true" | "1") => {
                return Err(FileError::at(at, FileFault::Partial("the last page")));
            }
            [.., "MsgPgntn" | "StmtPgntn", "PgNb"] if text.trim_start_matches('0') != "1" => {
                return Err(FileError::at(at, FileFault::Partial("the first page")));
            }
            [_, _, "Stmt"] => {
                let statement = self.draft.take().unwrap_or_default().end(self.file, at)?;
                self.statements.push(statement);
            }
            [_, _, "Stmt", rest @ ..] => {
                let read = self.draft.as_mut().map_or(Some(()), |draft| draft.end_of(rest, text, written, at));
                read.ok_or(FileError::at(at, FileFault::Field("date, mark or status")))?;
            }
            _ => {}
        }
        self.path.pop();
        Ok(())
    }

    fn eof(self, at: u32) -> Result<Vec<Statement>, FileError> {
        if !self.path.is_empty() {
            return Err(FileError::at(at, FileFault::Partial("the end of the document")));
        }
        if !self.is_statement || self.statements.is_empty() {
            return Err(FileError::at(at, FileFault::Empty));
        }
        Ok(self.statements)
    }
}

impl Draft {
    /// Takes what an element says, by its path within the statement.
    fn end_of(&mut self, path: &[&str], text: &str, written: impl Fn() -> Option<Written>, at: u32) -> Option<()> {
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
    fn end(self, file: FileDigest, at: u32) -> Result<Statement, FileError> {
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

impl Written {
    /// Reads the amount, which is never below zero: the mark says the direction.
    fn minor(&self, currency: Currency) -> Option<i64> {
        let is_its_own = self.currency.as_deref() == Some(currency.as_str());
        Numbers::POINT.minor(&self.text, currency).filter(|minor| is_its_own && *minor >= 0)
    }
}

impl Entry {
    fn end_of(&mut self, path: &[&str], text: &str, written: impl Fn() -> Option<Written>) -> Option<()> {
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

    fn minor(&self, currency: Currency) -> Result<i64, FileError> {
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
    fn lines(&self, statement: &mut Statement) -> Result<(), FileError> {
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

fn merged(lists: &[&WordList]) -> Vec<crate::words::Reference> {
    let mut words = WordList::default();
    for reference in lists.iter().flat_map(|list| (*list).clone().end()) {
        words.add(reference.as_str());
    }
    words.end()
}

/// What the entries make.
#[derive(Default)]
struct Counted {
    credits: i128,
    credit_count: i128,
    debits: i128,
    debit_count: i128,
}

impl Counted {
    fn of(entries: &[Entry], currency: Currency) -> Result<Counted, FileError> {
        let mut counted = Counted::default();
        for entry in entries {
            let minor = entry.minor(currency)?;
            let (sum, count) = if entry.sign > 0 {
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
    fn check(&self, counted: &Counted, currency: Currency) -> Result<(), FileError> {
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

fn sign(text: &str) -> Option<i64> {
    match text {
        "CRDT" => Some(1),
        "DBIT" => Some(-1),
        _ => None,
    }
}

/// Reads a day, or the day of an instant as the bank writes it.
fn date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}
