//! The monthly rates of exchange of HM Revenue and Customs: a row for each country, so that most currencies stand there often.

use std::collections::HashMap;

use duty::text::hmrc::{ExchangeRow, PublishedExchange, read_exchange};
use vocabulary::{Currency, Date};

use super::super::entry::{Body, Entry, EntryKey, EntryKind, ExchangeBody};
use crate::platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table};

const COLUMNS: Columns =
    Columns { required: &["code", "units_per_gbp", "start", "end"], optional: &[], families: &[], others: true };
const SOURCE: &str = "HM Revenue and Customs, exchange rates for customs and VAT";

/// The monthly rates of exchange of HM Revenue and Customs.
pub struct HmrcExchangeRates {
    file: ImportFile,
}

impl HmrcExchangeRates {
    /// Reads rates of exchange from `file`.
    pub fn new(file: ImportFile) -> HmrcExchangeRates {
        HmrcExchangeRates { file }
    }
}

impl Source for HmrcExchangeRates {
    type Row = Entry;

    fn identity(&self) -> Identity {
        Identity::of("hmrc-exchange-rates", &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Entry>, FileError> {
        let mut said: HashMap<(Currency, Date), PublishedExchange> = HashMap::new();
        let rows = Table::open(&self.file, &COLUMNS)?.map(move |record| {
            let record = record?;
            let read = rate(&record)?;
            match said.insert((read.currency, read.validity.from()), read) {
                Some(other) if other != read => {
                    Err(record.error(format!("gives {} a second rate for these days", read.currency)))
                }
                Some(_) => Ok(None),
                None => entry(&record, read).map(Some),
            }
        });
        Ok(Box::new(rows.filter_map(Result::transpose)))
    }
}

fn rate(record: &Record) -> Result<PublishedExchange, Flaw> {
    let row = ExchangeRow {
        code: record.get("code"),
        units_per_pound: record.get("units_per_gbp"),
        start: record.get("start"),
        end: record.get("end"),
    };
    read_exchange(row).map_err(|error| record.error(error.to_string()))
}

fn entry(record: &Record, read: PublishedExchange) -> Result<Entry, Flaw> {
    let value = read.worth().map_err(|error| record.error(error.to_string()))?;
    let key = EntryKey { kind: EntryKind::ExchangeRate, name: read.currency.to_string() };
    let body = Body::ExchangeRate(ExchangeBody { value });
    Ok(Entry { key, body, source_act: SOURCE.to_owned(), validity: read.validity })
}
