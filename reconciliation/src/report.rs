//! Reports of providers, as CSV: their balance transactions, one a row, by a profile that says what the columns mean.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Money};

use crate::{
    amount::Numbers,
    digest::FileDigest,
    line::{Kind, OurId, Place, ProviderLine},
    moment::{DatePattern, Moments},
    statement::{FileError, FileFault, Limits, control, line_number},
    words::{Account, Provider, Reference},
};

/// What the columns of a provider's report mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Whose reports these are.
    pub provider: Provider,
    /// What stands between fields.
    pub delimiter: char,
    /// How numbers are written.
    pub numbers: Numbers,
    /// How instants are written.
    pub moments: Moments,
    /// The column of the kind, and what each of its words means. A word that is not here makes the file refused.
    pub kind: String,
    /// What its words mean.
    pub kinds: BTreeMap<String, Kind>,
    /// The column of what the provider calls it.
    pub reference: String,
    /// The column of what we call it: 32 hexadecimal digits, with or without hyphens.
    #[serde(default)]
    pub our_id: Option<String>,
    /// The column of the amount before the fee, with a sign.
    pub amount: String,
    /// The column of its currency.
    pub currency: String,
    /// The column of the fee, without a sign.
    #[serde(default)]
    pub fee: Option<String>,
    /// The column of what is left after the fee: it is held against the other two.
    #[serde(default)]
    pub net: Option<String>,
    /// The columns of the amount and the currency of settlement, where that may be another.
    #[serde(default)]
    pub settled: Option<(String, String)>,
    /// The column of the account.
    #[serde(default)]
    pub account: Option<String>,
    /// The column of the payout that it was paid out with.
    #[serde(default)]
    pub payout: Option<String>,
    /// The column of when it happened.
    pub at: String,
    /// The column of the day on which it is paid out, and how it is written.
    #[serde(default)]
    pub available_on: Option<(String, DatePattern)>,
    /// The column that says whether it is real, and the word that says so.
    #[serde(default)]
    pub live: Option<(String, String)>,
}

/// What tells a whole report from one that was cut off: from the provider's interface or a file that comes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// How many rows there are.
    pub lines: u32,
    /// The sum of the amounts before fees, in minor units by currency.
    pub sums: BTreeMap<Currency, i64>,
}

/// Reads a report.
///
/// # Errors
/// Refuses what the profile does not fit, what is not whole, and what does not add up.
pub fn read(bytes: &[u8], profile: &Profile, told: &Control, limits: &Limits) -> Result<Vec<ProviderLine>, FileError> {
    let mut rows = Rows::of(bytes, profile.delimiter, limits)?;
    let columns = Found::of(profile, &rows.columns)?;
    let file = FileDigest::of(bytes);
    let (mut lines, mut sums) = (vec![], BTreeMap::<Currency, i128>::new());
    while let Some(row) = rows.next(limits)? {
        let line = columns.line(profile, &row, file)?;
        *sums.entry(line.amount.currency).or_default() += i128::from(line.amount.minor);
        lines.push(line);
    }
    control(rows.line, "the number of rows", told.lines.into(), i128::try_from(lines.len()).unwrap_or(i128::MAX))?;
    for currency in told.sums.keys().chain(sums.keys()) {
        let told = told.sums.get(currency).copied().unwrap_or_default();
        control(rows.line, "the sum of the amounts", told.into(), sums.get(currency).copied().unwrap_or_default())?;
    }
    Ok(lines)
}

/// The columns by their places.
struct Found {
    kind: usize,
    reference: usize,
    our_id: Option<usize>,
    amount: usize,
    currency: usize,
    fee: Option<usize>,
    net: Option<usize>,
    settled: Option<(usize, usize)>,
    account: Option<usize>,
    payout: Option<usize>,
    at: usize,
    available_on: Option<usize>,
    live: Option<usize>,
}

impl Found {
    fn of(profile: &Profile, columns: &Columns) -> Result<Found, FileError> {
        let settled = profile.settled.as_ref().map(|(amount, currency)| Ok((columns.place(amount)?, columns.place(currency)?)));
        Ok(Found {
            kind: columns.place(&profile.kind)?,
            reference: columns.place(&profile.reference)?,
            our_id: columns.optional(profile.our_id.as_deref())?,
            amount: columns.place(&profile.amount)?,
            currency: columns.place(&profile.currency)?,
            fee: columns.optional(profile.fee.as_deref())?,
            net: columns.optional(profile.net.as_deref())?,
            settled: settled.transpose()?,
            account: columns.optional(profile.account.as_deref())?,
            payout: columns.optional(profile.payout.as_deref())?,
            at: columns.place(&profile.at)?,
            available_on: columns.optional(profile.available_on.as_ref().map(|(column, _)| column.as_str()))?,
            live: columns.optional(profile.live.as_ref().map(|(column, _)| column.as_str()))?,
        })
    }

    fn line(&self, profile: &Profile, row: &Row, file: FileDigest) -> Result<ProviderLine, FileError> {
        let refused = |name| FileError::at(row.line, FileFault::Field(name));
        let filled = |column: Option<usize>| column.map(|column| row.field(column)).filter(|field| !field.is_empty());
        let money = |amount: usize, currency: usize| {
            let currency: Currency = row.field(currency).to_ascii_uppercase().parse().map_err(|_| refused("currency"))?;
            let minor = profile.numbers.minor(row.field(amount), currency).ok_or_else(|| refused("amount"))?;
            Ok(Money::new(minor, currency))
        };
        let amount = money(self.amount, self.currency)?;
        let settled = match self.settled {
            Some((settled, currency)) if !row.field(settled).is_empty() => Some(money(settled, currency)?),
            _ => None,
        };
        let of_settlement = settled.unwrap_or(amount).currency;
        let minor = |text: &str, name| profile.numbers.minor(text, of_settlement).ok_or_else(|| refused(name));
        let reference = |text: &str, name| text.parse::<Reference>().map_err(|_| refused(name));
        let days = profile.available_on.as_ref().map(|(_, pattern)| pattern);
        let line = ProviderLine {
            place: Place { file, line: row.line, part: 0 },
            provider: profile.provider.clone(),
            kind: *profile.kinds.get(row.field(self.kind)).ok_or_else(|| refused("kind"))?,
            reference: filled(Some(self.reference)).map(|text| reference(text, "reference")).transpose()?,
            our_id: filled(self.our_id).map(|text| our_id(text).ok_or_else(|| refused("id of ours"))).transpose()?,
            amount,
            fee: filled(self.fee).map(|text| minor(text, "fee")).transpose()?.unwrap_or_default(),
            settled,
            account: filled(self.account).map(|text| text.parse::<Account>().map_err(|_| refused("account"))).transpose()?,
            payout: filled(self.payout).map(|text| reference(text, "payout")).transpose()?,
            at: profile.moments.instant(row.field(self.at)).ok_or_else(|| refused("instant"))?,
            available_on: match (filled(self.available_on), days) {
                (Some(text), Some(days)) => Some(days.date(text).ok_or_else(|| refused("day of payout"))?),
                _ => None,
            },
            live: match (self.live, &profile.live) {
                (Some(column), Some((_, word))) => row.field(column) == word,
                _ => true,
            },
        };
        if let Some(text) = filled(self.net) {
            let net = line.net().ok_or_else(|| refused("fee"))?;
            control(row.line, "the net amount", minor(text, "net amount")?.into(), net.minor.into())?;
        }
        Ok(line)
    }
}

fn our_id(text: &str) -> Option<OurId> {
    let digits: String = text.chars().filter(|sign| *sign != '-').collect();
    let good = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    good.then(|| u128::from_str_radix(&digits, 16).ok().map(OurId))?
}

/// The rows of a CSV file. The one door to the CSV library.
pub(crate) struct Rows<'a> {
    reader: csv::Reader<&'a [u8]>,
    record: csv::StringRecord,
    count: usize,
    pub columns: Columns,
    /// The last line that was read.
    pub line: u32,
}

/// One row, and its line in the file.
pub(crate) struct Row<'a> {
    record: &'a csv::StringRecord,
    pub line: u32,
}

/// The names of the columns.
pub(crate) struct Columns(Vec<String>);

impl<'a> Rows<'a> {
    /// Reads the first row, which names the columns.
    pub fn of(bytes: &'a [u8], delimiter: char, limits: &Limits) -> Result<Rows<'a>, FileError> {
        let text = limits.text(bytes)?;
        let delimiter = u8::try_from(delimiter).map_err(|_| FileError::at(1, FileFault::Csv))?;
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
        let columns = reader.headers().map_err(|_| FileError::at(1, FileFault::Csv))?.iter().map(str::to_owned).collect();
        Ok(Rows { reader, record: csv::StringRecord::new(), count: 0, columns: Columns(columns), line: 1 })
    }

    /// Reads the next row.
    pub fn next(&mut self, limits: &Limits) -> Result<Option<Row<'_>>, FileError> {
        let is_there = self.reader.read_record(&mut self.record).map_err(|error| {
            let line = error.position().map_or(self.line, |position| line_of(position.line()));
            FileError::at(line, FileFault::Csv)
        })?;
        if !is_there {
            return Ok(None);
        }
        self.line = self.record.position().map_or(self.line, |position| line_of(position.line()));
        self.count += 1;
        if self.count > limits.lines_max {
            return Err(FileError::at(self.line, FileFault::TooManyLines(limits.lines_max)));
        }
        Ok(Some(Row { record: &self.record, line: self.line }))
    }
}

fn line_of(line: u64) -> u32 {
    line_number(usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX))
}

impl Row<'_> {
    /// Returns a field by the place of its column. Every row has as many fields as the first.
    pub fn field(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default()
    }
}

impl Columns {
    /// Returns the place of a column.
    pub fn place(&self, name: &str) -> Result<usize, FileError> {
        let mut places = self.0.iter().enumerate().filter(|(_, column)| *column == name).map(|(place, _)| place);
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            _ => Err(FileError::at(1, FileFault::Column(name.to_owned()))),
        }
    }

    /// Returns the place of a column that the profile need not name.
    pub fn optional(&self, name: Option<&str>) -> Result<Option<usize>, FileError> {
        name.map(|name| self.place(name)).transpose()
    }
}
