//! CSV of a bank, by a profile that says what its columns mean. The profile is data of the administration.

use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Date, Money};

use super::{FileError, FileFault, Limits, Statement, WordList, control};
use crate::{
    amount::Numbers,
    digest::FileDigest,
    line::{BankLine, Place},
    moment::DatePattern,
    report::{Columns, Rows},
    words::Account,
};

/// What the columns of a bank's CSV mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What stands between fields.
    pub delimiter: char,
    /// How numbers are written.
    pub numbers: Numbers,
    /// How days are written.
    pub dates: DatePattern,
    /// Which account: a file is of one.
    pub account: Account,
    /// Its currency.
    pub currency: Currency,
    /// The column of the currency, where there is one: a row in another currency is refused.
    #[serde(default)]
    pub currency_column: Option<String>,
    /// The column of the booking date.
    pub booked_on: String,
    /// The column of the value date, where there is one.
    #[serde(default)]
    pub value_on: Option<String>,
    /// Where the amount stands.
    pub amount: AmountColumns,
    /// The column of the balance after each movement.
    pub balance: String,
    /// Whether the newest movement stands first.
    #[serde(default)]
    pub newest_first: bool,
    /// Columns that are references.
    #[serde(default)]
    pub references: Vec<String>,
    /// Columns whose words may be references.
    #[serde(default)]
    pub texts: Vec<String>,
}

/// Where the amount of a row stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AmountColumns {
    /// In one column, with a sign.
    Signed(String),
    /// In two, of which one is empty or zero.
    Split {
        /// What came in.
        credit: String,
        /// What went out, without a sign.
        debit: String,
    },
}

/// What a CSV file does not say itself, and has to be known to tell a whole file from one that was cut off: from the bank's portal, a
/// file that comes with it, or the officer who fetched it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// How many movements there are.
    pub lines: u32,
    /// What the account held before, in minor units.
    pub opening: i64,
    /// What it held after, in minor units.
    pub closing: i64,
}

/// Reads the file of one account. Each row has to lead from the balance before it to the balance that it shows.
///
/// # Errors
/// Refuses what the profile does not fit, what is not whole, and what does not add up.
pub fn read(bytes: &[u8], profile: &Profile, told: &Control, limits: &Limits) -> Result<Statement, FileError> {
    let mut rows = Rows::of(bytes, profile.delimiter, limits)?;
    let columns = Found::of(profile, &rows.columns)?;
    let file = FileDigest::of(bytes);
    let mut lines: Vec<(BankLine, i64)> = vec![];
    while let Some(row) = rows.next(limits)? {
        lines.push(columns.line(profile, &row, file)?);
    }
    if profile.newest_first {
        lines.reverse();
    }
    let last = rows.line;
    let mut balance = told.opening;
    for (line, shown) in &lines {
        let made = i128::from(balance) + i128::from(line.amount.minor);
        control(line.place.line, "the balance", (*shown).into(), made)?;
        balance = *shown;
    }
    control(last, "the number of movements", told.lines.into(), i128::try_from(lines.len()).unwrap_or(i128::MAX))?;
    let days = || lines.iter().map(|(line, _)| line.booked_on);
    let (Some(opened_on), Some(closed_on)) = (days().min(), days().max()) else {
        return Err(FileError::at(last, FileFault::Empty));
    };
    let statement = Statement {
        file,
        id: file.0.to_string(),
        account: profile.account.clone(),
        currency: profile.currency,
        opening: told.opening,
        opened_on,
        closing: told.closing,
        closed_on,
        lines: lines.into_iter().map(|(line, _)| line).collect(),
    };
    statement.checked(last)
}

/// The columns by their places.
struct Found {
    currency: Option<usize>,
    booked_on: usize,
    value_on: Option<usize>,
    amount: Amount,
    balance: usize,
    references: Vec<usize>,
    texts: Vec<usize>,
}

enum Amount {
    Signed(usize),
    Split { credit: usize, debit: usize },
}

impl Found {
    fn of(profile: &Profile, columns: &Columns) -> Result<Found, FileError> {
        let all = |names: &[String]| names.iter().map(|name| columns.place(name)).collect::<Result<Vec<_>, _>>();
        Ok(Found {
            currency: columns.optional(profile.currency_column.as_deref())?,
            booked_on: columns.place(&profile.booked_on)?,
            value_on: columns.optional(profile.value_on.as_deref())?,
            amount: match &profile.amount {
                AmountColumns::Signed(column) => Amount::Signed(columns.place(column)?),
                AmountColumns::Split { credit, debit } => {
                    Amount::Split { credit: columns.place(credit)?, debit: columns.place(debit)? }
                }
            },
            balance: columns.place(&profile.balance)?,
            references: all(&profile.references)?,
            texts: all(&profile.texts)?,
        })
    }

    fn line(&self, profile: &Profile, row: &crate::report::Row, file: FileDigest) -> Result<(BankLine, i64), FileError> {
        let refused = |name| FileError::at(row.line, FileFault::Field(name));
        let date = |column: usize, name| profile.dates.date(row.field(column)).ok_or_else(|| refused(name));
        if self.currency.is_some_and(|column| row.field(column) != profile.currency.as_str()) {
            return Err(refused("currency"));
        }
        let minor = self.minor(profile, row).ok_or_else(|| refused("amount"))?;
        let balance = profile.numbers.minor(row.field(self.balance), profile.currency).ok_or_else(|| refused("balance"))?;
        let booked_on: Date = date(self.booked_on, "booking date")?;
        let value_on = self.value_on.map(|column| date(column, "value date")).transpose()?.unwrap_or(booked_on);
        let mut words = WordList::default();
        self.references.iter().for_each(|column| words.add(row.field(*column)));
        self.texts.iter().for_each(|column| words.add_words(row.field(*column)));
        let place = Place { file, line: row.line, part: 0 };
        let (account, amount) = (profile.account.clone(), Money::new(minor, profile.currency));
        Ok((BankLine { place, account, booked_on, value_on, amount, references: words.end() }, balance))
    }

    fn minor(&self, profile: &Profile, row: &crate::report::Row) -> Option<i64> {
        let read = |column: usize| match row.field(column) {
            "" => Some(0),
            text => profile.numbers.minor(text, profile.currency),
        };
        match self.amount {
            Amount::Signed(column) => profile.numbers.minor(row.field(column), profile.currency),
            Amount::Split { credit, debit } => match (read(credit)?, read(debit)?) {
                (credit, 0) if credit > 0 => Some(credit),
                (0, debit) if debit > 0 => Some(-debit),
                _ => None,
            },
        }
    }
}
