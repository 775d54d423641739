//! MT940, the customer statement of SWIFT: fields on lines, `:61:` for each movement.
//!
//! Source: SWIFT Standards MT, category 9, MT 940. The only crate for it that is kept (`mt940`) reads it through a grammar and a calendar
//! library of its own, and knows neither the lines of a file nor its pages; this reader is smaller than what would have to stand around it.

mod movement;

use vocabulary::{Currency, Date, Money};

use self::movement::{date, minor, movement};

use super::{FileError, FileFault, Limits, Statement, WordList, control, line_number};
use crate::{
    account,
    digest::FileDigest,
    line::{BankLine, Place},
    words::Account,
};

/// How many lines a text of `:86:` has at most. The standard says six; banks write a few more.
const TEXT_LINES_MAX: usize = 20;

/// Reads a file of one or more statements. Pages of one statement are put together.
///
/// # Errors
/// Refuses what is not written as the standard says, what is not whole, and what does not add up.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Statement>, FileError> {
    let text = limits.text(bytes)?;
    let mut reader = Reader { file: FileDigest::of(bytes), limits, count: 0, pages: None, statements: vec![] };
    let mut message: Vec<Field> = vec![];
    for (before, line) in text.split('\n').enumerate() {
        let (number, line) = (line_number(before), line.strip_suffix('\r').unwrap_or(line));
        match starting(line) {
            Some(tag) => {
                if tag == "20" && !message.is_empty() {
                    reader.message(std::mem::take(&mut message))?;
                }
                message.push(Field { tag, lines: vec![&line[tag.len() + 2..]], at: number });
            }
            None if line.is_empty() || line == "\u{1}" || line == "\u{3}" => {}
            None if line == "-" || line == "-}" || line.starts_with("-}{") => reader.message(std::mem::take(&mut message))?,
            // The blocks of SWIFT's envelope stand around a message.
            None if line.starts_with('{') && message.is_empty() => {}
            None => match message.last_mut() {
                Some(field) if field.may_go_on() => field.lines.push(line),
                _ => return Err(FileError::at(number, FileFault::Unexpected("text outside a field"))),
            },
        }
    }
    reader.message(message)?;
    reader.end()
}

/// Returns the tag that a line starts a field with: two digits, and a letter with some.
fn starting(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(':')?;
    let (tag, _) = rest.split_once(':')?;
    let mut bytes = tag.bytes();
    let digits = bytes.by_ref().take(2).filter(u8::is_ascii_digit).count() == 2;
    let letter = bytes.next().is_none_or(|letter| letter.is_ascii_uppercase());
    (digits && letter && bytes.next().is_none()).then_some(tag)
}

struct Field<'a> {
    tag: &'a str,
    lines: Vec<&'a str>,
    at: u32,
}

impl Field<'_> {
    fn may_go_on(&self) -> bool {
        match self.tag {
            "61" => self.lines.len() < 2,
            "86" => self.lines.len() < TEXT_LINES_MAX,
            _ => false,
        }
    }

    fn value(&self) -> &str {
        self.lines.first().copied().unwrap_or_default()
    }

    fn error(&self, fault: FileFault) -> FileError {
        FileError::at(self.at, fault)
    }
}

struct Reader<'a> {
    file: FileDigest,
    limits: &'a Limits,
    count: usize,
    /// A statement of which a page came and the last did not, with the number of that page.
    pages: Option<(Statement, u32)>,
    statements: Vec<Statement>,
}

impl Reader<'_> {
    /// Reads one message: one page of a statement.
    fn message(&mut self, message: Vec<Field>) -> Result<(), FileError> {
        let mut fields = message.into_iter().peekable();
        let Some(first) = fields.peek() else { return Ok(()) };
        let (id, at) = (first.value().to_owned(), first.at);
        let mut next = |tags: &[&str], name: &'static str| match fields.next_if(|field| tags.contains(&field.tag)) {
            Some(field) => Ok(field),
            None => Err(match fields.peek() {
                Some(other) => other.error(FileFault::Missing(name)),
                None => FileError::at(at, FileFault::Partial(name)),
            }),
        };
        next(&["20"], "reference (:20:)")?;
        let _related = next(&["21"], "related reference (:21:)");
        let account = next(&["25", "25P"], "account (:25:)")?;
        let account: Account = account::read(account.value()).map_err(|_| account.error(FileFault::Field("account (:25:)")))?;
        let sequence = next(&["28C", "28"], "statement number (:28C:)")?;
        let page = page(sequence.value()).ok_or_else(|| sequence.error(FileFault::Field("statement number (:28C:)")))?;
        let opening = next(&["60F", "60M"], "opening balance (:60F:)")?;
        let (currency, opened, opened_on) = balance(&opening)?;
        let mut statement = Statement {
            file: self.file,
            id,
            account,
            currency,
            opening: opened,
            opened_on,
            closing: opened,
            closed_on: opened_on,
            lines: vec![],
        };
        while let Some(field) = fields.next_if(|field| field.tag == "61") {
            self.count += 1;
            if self.count > self.limits.lines_max {
                return Err(field.error(FileFault::TooManyLines(self.limits.lines_max)));
            }
            let text = fields.next_if(|field| field.tag == "86");
            statement.lines.push(self.movement(&statement, &field, text.as_ref())?);
        }
        let Some(closing) = fields.next_if(|field| matches!(field.tag, "62F" | "62M")) else {
            return Err(match fields.peek() {
                Some(other) => other.error(FileFault::Missing("closing balance (:62F:)")),
                None => FileError::at(at, FileFault::Partial("closing balance (:62F:)")),
            });
        };
        let (closing_currency, closed, closed_on) = balance(&closing)?;
        if closing_currency != currency {
            return Err(closing.error(FileFault::Field("currency of the closing balance (:62F:)")));
        }
        (statement.closing, statement.closed_on) = (closed, closed_on);
        if let Some(other) = fields.find(|field| !matches!(field.tag, "64" | "65" | "86")) {
            return Err(other.error(FileFault::Unexpected("a field behind the closing balance")));
        }
        let statement = statement.checked(closing.at)?;
        self.page(statement, page, opening.tag == "60F", closing.tag == "62F", opening.at)
    }

    /// Puts a page to the pages before it.
    fn page(&mut self, page: Statement, number: u32, is_first: bool, is_last: bool, at: u32) -> Result<(), FileError> {
        let whole = match (self.pages.take(), is_first) {
            (None, true) => page,
            (Some((mut before, last)), false) => {
                if (&before.account, before.currency, last.saturating_add(1)) != (&page.account, page.currency, number) {
                    return Err(FileError::at(at, FileFault::Partial("the next page of a statement")));
                }
                control(at, "the opening balance of the page", page.opening.into(), before.closing.into())?;
                (before.closing, before.closed_on) = (page.closing, page.closed_on);
                before.lines.extend(page.lines);
                before
            }
            (None, false) => return Err(FileError::at(at, FileFault::Partial("the first page of a statement"))),
            (Some(_), true) => return Err(FileError::at(at, FileFault::Partial("the last page of the statement before"))),
        };
        if is_last {
            self.statements.push(whole);
        } else {
            self.pages = Some((whole, number));
        }
        Ok(())
    }

    fn movement(&self, statement: &Statement, field: &Field, text: Option<&Field>) -> Result<BankLine, FileError> {
        let parsed = movement(field.value(), statement.currency).map_err(|name| field.error(FileFault::Field(name)))?;
        let mut words = WordList::default();
        words.add(parsed.customer_reference);
        words.add(parsed.bank_reference);
        for line in field.lines.iter().skip(1).chain(text.iter().flat_map(|text| &text.lines)) {
            words.add_words(line);
        }
        // A reference that the end of a line or of a subfield cut in two.
        let text = text.map(|text| text.lines.concat()).unwrap_or_default();
        words.add_words(&text);
        words.add_words(&without_subfields(&text));
        Ok(BankLine {
            place: Place { file: self.file, line: field.at, part: 0 },
            account: statement.account.clone(),
            booked_on: parsed.booked_on,
            value_on: parsed.value_on,
            amount: Money::new(parsed.minor, statement.currency),
            references: words.end(),
        })
    }

    fn end(self) -> Result<Vec<Statement>, FileError> {
        if let Some((statement, _)) = &self.pages {
            let at = statement.lines.last().map_or(1, |line| line.place.line);
            return Err(FileError::at(at, FileFault::Partial("the last page of the statement")));
        }
        if self.statements.is_empty() { Err(FileError::at(1, FileFault::Empty)) } else { Ok(self.statements) }
    }
}

/// Takes the marks of subfields out of a text, as many banks write `:86:`: `?20` to `?29` hold a reference in pieces of 27 letters.
fn without_subfields(text: &str) -> String {
    let mut pieces = text.split('?');
    let first = pieces.next().unwrap_or_default().to_owned();
    let is_mark = |mark: &str| mark.bytes().all(|byte| byte.is_ascii_digit());
    pieces.fold(first, |whole, piece| match piece.split_at_checked(2) {
        Some((mark, piece)) if is_mark(mark) => whole + if mark == "20" { " " } else { "" } + piece,
        _ => whole + "?" + piece,
    })
}

/// Returns the page of `:28C:`: `12/3` is the third of statement 12, `12` the first.
fn page(value: &str) -> Option<u32> {
    let is_number = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match value.split_once('/') {
        Some((statement, page)) if is_number(statement) && is_number(page) => page.parse().ok(),
        None if is_number(value) => Some(1),
        _ => None,
    }
}

/// Reads a balance: `C260301XTS1234,50`.
fn balance(field: &Field) -> Result<(Currency, i64, Date), FileError> {
    let read = || {
        let value = field.value();
        let (sign, rest) = match value.split_at_checked(1)? {
            ("C", rest) => (1, rest),
            ("D", rest) => (-1, rest),
            _ => return None,
        };
        let (day, rest) = rest.split_at_checked(6)?;
        let (currency, amount) = rest.split_at_checked(3)?;
        let currency: Currency = currency.parse().ok()?;
        Some((currency, minor(amount, currency)?.checked_mul(sign)?, date(day)?))
    };
    read().ok_or_else(|| field.error(FileFault::Field("balance")))
}
