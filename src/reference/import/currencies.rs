//! Currencies with their minor units, and those that were given up (ISO 4217, lists one and three). The table has a row for each
//! country that uses a currency; a currency is one code, whatever number of rows it has.

use std::collections::{BTreeMap, BTreeSet};

use vocabulary::{Date, Language, Period};

use super::{attributes, name};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table},
    reference::code::{Attributes, Code, CodeList, MINOR_UNITS, NewReferenceCode},
};

const COLUMNS: Columns = Columns {
    required: &["Entity", "Currency", "AlphabeticCode", "NumericCode", "MinorUnit", "WithdrawalDate"],
    optional: &[],
    families: &[],
    others: false,
};
/// No currency divides into more than ten thousand.
const MINOR_UNITS_MAX: u8 = 4;

/// A table of currencies.
pub struct Currencies {
    file: ImportFile,
    valid_from: Date,
}

/// What the rows of one currency say.
#[derive(Default)]
struct Currency {
    /// Its name today, and what else is said of it.
    today: Option<(String, Attributes)>,
    /// The names it had, by the day each was given up.
    before: BTreeMap<Date, (String, Attributes)>,
}

impl Currencies {
    /// Reads currencies from `file`. It does not say since when there are any, so all of them are in the list from `valid_from` on.
    pub fn new(file: ImportFile, valid_from: Date) -> Currencies {
        Currencies { file, valid_from }
    }
}

impl Source for Currencies {
    type Row = NewReferenceCode;

    fn identity(&self) -> Identity {
        Identity::of(format!("currencies from {}", self.valid_from), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewReferenceCode>, FileError> {
        let (mut currencies, mut flaws): (BTreeMap<Code, Currency>, Vec<Flaw>) = Default::default();
        for record in Table::open(&self.file, &COLUMNS)? {
            match record.and_then(|record| take(&record, self.valid_from, &mut currencies)) {
                Ok(()) => {}
                Err(Flaw::File(error)) => return Err(error),
                Err(flaw) => flaws.push(flaw),
            }
        }
        let editions = currencies.into_iter().flat_map(|(code, currency)| currency.editions(&code, self.valid_from));
        Ok(Box::new(flaws.into_iter().map(Err).chain(editions.map(Ok))))
    }
}

fn take(record: &Record, valid_from: Date, currencies: &mut BTreeMap<Code, Currency>) -> Result<(), Flaw> {
    // A territory without a currency of its own assigns no code.
    if record.get("AlphabeticCode").is_empty() {
        return Ok(());
    }
    let code: Code = record.parse("AlphabeticCode")?;
    if code.as_str().len() != 3 {
        return Err(record.error(format!("AlphabeticCode {code} is not three letters")));
    }
    let mut said = attributes(record, &[("NumericCode", "numeric")])?;
    // Funds and metals have no minor unit, and neither has what was given up.
    if !matches!(record.get("MinorUnit"), "" | "-") {
        let units: u8 = record.parse("MinorUnit")?;
        if units > MINOR_UNITS_MAX {
            return Err(record.error(format!("MinorUnit {units} is more than {MINOR_UNITS_MAX}")));
        }
        said.insert(MINOR_UNITS.to_owned(), units.to_string());
    }
    let (name, withdrawal) = (name(record, "Currency")?, record.get("WithdrawalDate"));
    let currency = currencies.entry(code.clone()).or_default();
    if withdrawal.is_empty() {
        let said = (name, said);
        if currency.today.as_ref().is_some_and(|today| *today != said) {
            return Err(record.error(format!("says something else of {code} than the rows above")));
        }
        currency.today = Some(said);
        return Ok(());
    }
    let given_up = given_up(withdrawal).filter(|day| *day > valid_from).ok_or_else(|| {
        record.error(format!("WithdrawalDate {withdrawal:?} is not a month after {valid_from}, such as 2023-01"))
    })?;
    currency.before.insert(given_up, (name, said));
    Ok(())
}

/// Returns the first day of the month, or of the last month or year named (`1989 to 1990`, `1990-07 to 1990-09`).
fn given_up(text: &str) -> Option<Date> {
    let mut numbers = Vec::new();
    for word in text.split(|letter: char| !letter.is_ascii_digit()).filter(|word| !word.is_empty()) {
        numbers.push((word.len(), word.parse::<i16>().ok()?));
    }
    let years = numbers.iter().rposition(|(digits, _)| *digits == 4)?;
    let month = match numbers.get(years + 1) {
        None => 1,
        Some((2, month)) => i8::try_from(*month).ok().filter(|month| (1..=12).contains(month))?,
        Some(_) => return None,
    };
    Date::new(numbers[years].1, month, 1).ok()
}

impl Currency {
    /// Returns the currency under each name it had, one after the other.
    fn editions(self, code: &Code, valid_from: Date) -> Vec<NewReferenceCode> {
        let ends: BTreeSet<Date> = self.before.keys().copied().collect();
        let mut named: Vec<((String, Attributes), Date, Option<Date>)> = Vec::new();
        let periods = self.before.into_values().zip(ends.into_iter().map(Some)).chain(self.today.map(|today| (today, None)));
        let mut from = valid_from;
        for (said, until) in periods {
            match named.last_mut() {
                // Countries give a currency up on different days; its name stands until the last of them.
                Some((before, _, end)) if before.0 == said.0 => (*before, *end) = (said, until),
                _ => named.push((said, from, until)),
            }
            from = until.unwrap_or(from);
        }
        named
            .into_iter()
            .filter_map(|((name, attributes), from, until)| {
                let validity = Period::new(from, until).ok()?;
                let names = vec![(Language::EN, name)];
                Some(NewReferenceCode { list: CodeList::Currency, code: code.clone(), names, attributes, validity })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn read(rows: &str) -> Vec<Result<NewReferenceCode, Flaw>> {
        let text = format!("Entity,Currency,AlphabeticCode,NumericCode,MinorUnit,WithdrawalDate\n{rows}");
        let source = Currencies::new(ImportFile::from_bytes("currencies.csv", text.into_bytes()), date(1978, 1, 1));
        source.rows().expect("a good header").collect()
    }

    fn told(rows: &str) -> Vec<String> {
        read(rows)
            .into_iter()
            .map(|row| match row {
                Ok(own) => {
                    let units = own.attributes.get(MINOR_UNITS).map_or("none", String::as_str);
                    let until = own.validity.until().map(|day| day.to_string()).unwrap_or_default();
                    format!("{} {:?} {units} {}..{until}", own.code, own.names[0].1, own.validity.from())
                }
                Err(Flaw::Row(error)) => error.to_string(),
                Err(Flaw::File(error)) => error.to_string(),
            })
            .collect()
    }

    #[test]
    fn a_currency_of_many_countries_is_one_code() {
        assert_eq!(
            told(
                "CALDERIA,Thaler,QTA,901,2,\nOSTRELIA,Thaler,QTA,901,2,\nVELLORA,Thaler,QTA,901,,2006-10\nNOWHERE,No currency,,,,\n"
            ),
            ["QTA \"Thaler\" 2 1978-01-01.."]
        );
        assert_eq!(told("CALDERIA,Ounce,QXO,902,-,\n"), ["QXO \"Ounce\" none 1978-01-01.."]);
    }

    #[test]
    fn a_currency_has_had_its_names_one_after_the_other() {
        assert_eq!(
            told(
                "VELLORA,Old Krone,QKR,903,,2009-01\nVELLORA,Krone,QKR,903,3,\nOSTRELIA,Mark,QMK,904,,1989 to 1990\n\
                  CALDERIA,Mark,QMK,904,,1999-12\n"
            ),
            [
                "QKR \"Old Krone\" none 1978-01-01..2009-01-01",
                "QKR \"Krone\" 3 2009-01-01..",
                "QMK \"Mark\" none 1978-01-01..1999-12-01",
            ]
        );
    }

    #[test]
    fn each_bad_row_says_where_and_why() {
        let rows = told(
            "A,Thaler,QT,901,2,\nA,Thaler,QTA,901,two,\nA,Thaler,QTA,901,9,\nA,,QTA,901,2,\nA,Thaler,QTA,901,2,soon\n\
             A,Thaler,QTA,901,2,1977-05\nA,Thaler,QTA,901,2,\nB,Thaler,QTA,901,3,\n",
        );
        assert_eq!(rows.len(), 8, "{rows:#?}");
        for (row, line) in rows.iter().zip([2, 3, 4, 5, 6, 7, 9]) {
            assert!(row.starts_with(&format!("currencies.csv:{line}: ")), "{row}");
        }
        assert_eq!(rows[7], "QTA \"Thaler\" 2 1978-01-01..");
    }

    #[test]
    fn a_month_or_the_last_of_several_is_the_end() {
        for (text, day) in [
            ("2023-01", Some(date(2023, 1, 1))),
            ("1989 to 1990", Some(date(1990, 1, 1))),
            ("1989-1990", Some(date(1990, 1, 1))),
            ("1990-07 to 1990-09", Some(date(1990, 9, 1))),
            ("1990-13", None),
            ("", None),
            ("1990-001", None),
        ] {
            assert_eq!(given_up(text), day, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_fields_make_reading_panic(fields in proptest::collection::vec("[0-9A-Z -]{0,9}", 6)) {
            read(&fields.join(","));
        }
    }
}
