//! The lines that a file of measures may speak of: a measure on a line that is not in the tariff would never be found. Rules only.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use vocabulary::{Date, HsCode, Period};

use crate::{
    platform::import::{FileError, Source},
    tariff::line::NewLine,
};

/// The lines that are known, each with the days it is in the tariff.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinesKnown {
    /// By the days, whether goods are declared under it.
    days: BTreeMap<HsCode, BTreeMap<(Date, Option<Date>), bool>>,
}

impl LinesKnown {
    /// Adds the good lines of `nomenclature`; bad ones are told where it is imported.
    ///
    /// # Errors
    /// Refuses a file that is not of its format.
    pub fn and_those_of(mut self, nomenclature: &impl Source<Row = NewLine>) -> Result<LinesKnown, FileError> {
        for line in nomenclature.rows()?.filter_map(Result::ok).filter(|line| !line.suffix.is_grouping()) {
            self.add(line.code, line.validity, line.declarable);
        }
        Ok(self)
    }

    /// Adds one line.
    pub fn add(&mut self, code: HsCode, validity: Period, declarable: bool) {
        self.days.entry(code).or_default().insert((validity.from(), validity.until()), declarable);
    }

    /// Returns all of them, with their days, and whether goods are declared under them.
    pub fn all(&self) -> impl Iterator<Item = (HsCode, Period, bool)> {
        let period = |(from, until): &(Date, Option<Date>)| Period::new(*from, *until).ok();
        self.days.iter().flat_map(move |(code, days)| {
            days.iter().filter_map(move |(days, declarable)| Some((*code, period(days)?, *declarable)))
        })
    }

    /// Says whether the line of `code`, padded to ten digits, is in the tariff on `day`.
    pub fn hold(&self, code: HsCode, day: Date) -> bool {
        let contains = |(from, until): &(Date, Option<Date>)| *from <= day && until.is_none_or(|until| day < until);
        self.days.get(&code).is_some_and(|periods| periods.keys().any(contains))
    }

    /// Returns the first day of `validity` on which the line of `code`, padded to ten digits, is in the tariff: a measure that was
    /// made for a heading is often older than the lines below.
    pub fn first_day(&self, code: HsCode, validity: Period) -> Option<Date> {
        let periods = self.days.get(&code)?.keys();
        let meets = |(from, until): &(Date, Option<Date>)| {
            let first = (*from).max(validity.from());
            (validity.contains(first) && until.is_none_or(|until| first < until)).then_some(first)
        };
        periods.filter_map(meets).min()
    }

    /// Returns what tells these lines from others: whether a row is good depends on them.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for (code, periods) in &self.days {
            hash.update(format!("{code} {:?}\n", periods.keys()));
        }
        let mut digits = hex::encode(hash.finalize());
        digits.truncate(8);
        digits
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{platform::import::ImportFile, tariff::import::NomenclatureFile};

    #[test]
    fn a_line_is_known_on_its_days_alone() {
        let text = "code,suffix,indent,declarable,valid_from,valid_until,description_en\n\
                    0901000000,10,0,false,2022-01-01,,Grouping\n0901000000,80,0,false,2024-01-01,2025-01-01,Coffee\n\
                    0902000000,80,0,bad,2024-01-01,,Tea\n";
        let source = NomenclatureFile::new(ImportFile::from_bytes("goods.csv", text.as_bytes()));
        let lines = LinesKnown::default().and_those_of(&source).expect("a good header");
        let coffee: HsCode = "0901000000".parse().expect("a code");
        assert!(lines.hold(coffee, date(2024, 1, 1)) && lines.hold(coffee, date(2024, 12, 31)));
        assert!(!lines.hold(coffee, date(2025, 1, 1)) && !lines.hold(coffee, date(2023, 1, 1)));
        assert!(!lines.hold("0902000000".parse().expect("a code"), date(2024, 1, 1)));
        let first = |from, until| lines.first_day(coffee, Period::new(from, until).expect("a period"));
        assert_eq!(first(date(2020, 1, 1), None), Some(date(2024, 1, 1)));
        assert_eq!(first(date(2024, 6, 1), None), Some(date(2024, 6, 1)));
        assert_eq!(first(date(2020, 1, 1), Some(date(2024, 1, 1))), None, "it ended before the line began");
        assert_eq!(first(date(2025, 1, 1), None), None, "the line has ended");
        let again = lines.clone().and_those_of(&source).expect("a good header");
        assert_eq!(again.fingerprint(), lines.fingerprint());
        assert_ne!(LinesKnown::default().fingerprint(), lines.fingerprint());
    }
}
