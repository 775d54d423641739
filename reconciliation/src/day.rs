//! The day as treasury reads it: what came in and went out per office, tax and agency, what the banks say, and every break.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{Currency, Date, Timestamp};

use crate::{
    breaks::{Age, BreakType},
    following::OpenBreak,
    line::{BankLine, LedgerLine, LedgerLineId, Place, Share, TaxType},
    matching::{Day, Side},
    statement::Statement,
    words::{Account, Agency, Office},
};

/// The statement of a day, before it is closed. Rows and breaks have one order, so that the same day gives the same bytes.
///
/// Every line of a bank is matched or is in a break, and the rows say how much of which (PAY-N11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayStatement {
    /// Which day.
    pub day: Date,
    /// When the lines were compared.
    pub compared_at: Timestamp,
    /// Per office, tax, agency, treasury account and currency.
    pub rows: Vec<Row>,
    /// Per account and currency of the banks.
    pub banks: Vec<BankRow>,
    /// All that is open, by type and line.
    pub breaks: Vec<BreakRow>,
    /// What no break explains, by currency: nothing, or the books do not hold.
    pub unexplained: BTreeMap<Currency, Minor>,
}

/// A line whose shares are not its amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("line {:032x} has shares that are not its amount", .0.0)]
pub struct SharesError(pub LedgerLineId);

/// Whole minor units, written as a text: numbers of JSON are not exact beyond 2^53.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minor(pub i128);

/// What moved for one office, tax, agency, treasury account and currency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Row {
    /// For which office.
    pub office: Office,
    /// What kind of money.
    pub tax: TaxType,
    /// Whose.
    pub agency: Agency,
    /// Where it has to arrive.
    pub account: Account,
    /// In which currency.
    pub currency: Currency,
    /// What came in.
    pub collected: Minor,
    /// What went out, above zero.
    pub given_back: Minor,
    /// How much of both together, with their signs, the other side agrees to.
    pub matched: Minor,
    /// How much of both together, with their signs, stands in breaks.
    pub in_breaks: Minor,
}

/// What one account of a bank says of the day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BankRow {
    /// Which account.
    pub account: Account,
    /// In which currency.
    pub currency: Currency,
    /// What it held before the first statement.
    pub opening: Minor,
    /// What it held after the last.
    pub closing: Minor,
    /// What agreed with our books, with its sign.
    pub matched: Minor,
    /// What stands in breaks, with its sign.
    pub in_breaks: Minor,
}

/// One open break, as the statement lists it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BreakRow {
    /// In what the sides do not agree.
    pub kind: BreakType,
    /// Our line, in hexadecimal digits.
    pub ledger: Option<String>,
    /// The other side's line.
    pub other: Option<Place>,
    /// By how much our books lie above, by currency.
    pub difference: Vec<(Currency, Minor)>,
    /// Since when it is open.
    pub since: Timestamp,
    /// How old it is.
    pub age: Age,
}

impl DayStatement {
    /// Draws up the statement of a day: of our lines and the banks' statements of that day, what came of comparing them, and all that is
    /// open, of the days before too.
    ///
    /// # Errors
    /// Refuses a line whose shares are not its amount: money would belong to nobody, or twice.
    pub fn draw_up(
        on: Date,
        ledger: &[LedgerLine],
        statements: &[Statement],
        day: &Day,
        open: &[OpenBreak],
    ) -> Result<DayStatement, SharesError> {
        if let Some(line) = ledger.iter().find(|line| !line.adds_up()) {
            return Err(SharesError(line.id));
        }
        let agreed: BTreeSet<LedgerLineId> = day.matched.iter().filter_map(|matched| matched.ledger).collect();
        let broken: BTreeSet<LedgerLineId> = day.breaks.iter().filter_map(|found| found.ledger).collect();
        let mut rows = BTreeMap::new();
        for line in ledger {
            let is_matched = agreed.contains(&line.id) && !broken.contains(&line.id);
            for share in &line.shares {
                add(&mut rows, line, share, is_matched);
            }
        }
        let unexplained = day.unexplained.iter().map(|(currency, minor)| (*currency, Minor(*minor))).collect();
        let mut breaks: Vec<BreakRow> = open.iter().map(|open| row_of(open, day.at)).collect();
        breaks.sort_unstable();
        let (rows, banks) = (rows.into_values().collect(), banks(statements, day));
        Ok(DayStatement { day: on, compared_at: day.at, rows, banks, breaks, unexplained })
    }

    /// Says whether nothing is left that no break explains, and each bank's movements are those of its lines.
    pub fn holds(&self) -> bool {
        let moves = |bank: &BankRow| bank.opening.0 + bank.matched.0 + bank.in_breaks.0 == bank.closing.0;
        self.unexplained.is_empty() && self.banks.iter().all(moves)
    }
}

type RowKey<'a> = (&'a Office, TaxType, &'a Agency, &'a Account, Currency);

fn add<'a>(rows: &mut BTreeMap<RowKey<'a>, Row>, line: &'a LedgerLine, share: &'a Share, is_matched: bool) {
    let currency = line.amount.currency;
    let row = rows.entry((&line.office, share.tax, &share.agency, &share.account, currency)).or_insert_with(|| Row {
        office: line.office.clone(),
        tax: share.tax,
        agency: share.agency.clone(),
        account: share.account.clone(),
        currency,
        collected: Minor::default(),
        given_back: Minor::default(),
        matched: Minor::default(),
        in_breaks: Minor::default(),
    });
    let minor = i128::from(share.minor);
    if minor >= 0 {
        row.collected.0 += minor;
    } else {
        row.given_back.0 -= minor;
    }
    if is_matched { row.matched.0 += minor } else { row.in_breaks.0 += minor }
}

fn banks(statements: &[Statement], day: &Day) -> Vec<BankRow> {
    let agreed: BTreeSet<Place> =
        day.matched.iter().filter(|matched| matched.side == Side::Bank).map(|matched| matched.other).collect();
    let mut rows: BTreeMap<(&Account, Currency), BankRow> = BTreeMap::new();
    for statement in statements {
        let account = &statement.account;
        let row = rows.entry((account, statement.currency)).or_insert_with(|| BankRow {
            account: account.clone(),
            currency: statement.currency,
            opening: Minor(statement.opening.into()),
            closing: Minor(statement.opening.into()),
            matched: Minor::default(),
            in_breaks: Minor::default(),
        });
        row.closing = Minor(statement.closing.into());
        for line in &statement.lines {
            let BankLine { place, amount, .. } = line;
            let minor = i128::from(amount.minor);
            if agreed.contains(place) { row.matched.0 += minor } else { row.in_breaks.0 += minor }
        }
    }
    rows.into_values().collect()
}

fn row_of(open: &OpenBreak, now: Timestamp) -> BreakRow {
    BreakRow {
        kind: open.found.kind,
        ledger: open.found.ledger.map(|line| format!("{:032x}", line.0)),
        other: open.found.other,
        difference: open.found.difference.iter().map(|(currency, minor)| (*currency, Minor((*minor).into()))).collect(),
        since: open.since,
        age: open.age(now),
    }
}

impl Serialize for Minor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Minor {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Minor, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let minor = text.parse::<i128>().map_err(|_| serde::de::Error::custom("is not a whole number"))?;
        // One spelling: no sign before what is not below zero, no zeros before others.
        if minor.to_string() == *text { Ok(Minor(minor)) } else { Err(serde::de::Error::custom("is not in the one spelling")) }
    }
}
