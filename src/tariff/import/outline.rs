//! From a national spreadsheet to lines: many print no indents and no suffixes, and number groupings with an odd number of
//! digits (`01012` above `010121`). Where a line belongs follows from its digits. Rules only.

use std::collections::VecDeque;
use std::iter::Peekable;

use vocabulary::{HsCode, Language, Period};

use crate::{
    platform::import::{Flaw, Record},
    tariff::line::{NewLine, Suffix},
};

/// Goods are declared by at least so many digits in the tariffs read here; shorter lines are never declarable.
const DECLARED_DIGITS_MIN: usize = 8;

/// A row of a spreadsheet.
pub struct Printed {
    /// Where it stands, to report what is wrong with it.
    pub record: Record,
    /// Its digits as printed; an odd number of them makes a grouping.
    pub digits: String,
    /// What it covers; empty for a heading that the spreadsheet leaves out.
    pub descriptions: Vec<(Language, String)>,
    /// The days it is in the tariff.
    pub validity: Period,
}

/// Lines out of rows in the order of their digits.
pub struct Outline<I: Iterator> {
    rows: Peekable<I>,
    last: String,
    /// The rows above the next one, outermost first.
    above: Vec<String>,
    /// Groupings that wait for the line whose code they share, each with its indent.
    groupings: Vec<(Printed, u8)>,
    ready: VecDeque<Result<NewLine, Flaw>>,
}

impl<I: Iterator<Item = Result<Printed, Flaw>>> Outline<I> {
    /// Begins with the first of `rows`.
    pub fn new(rows: I) -> Outline<I> {
        Outline { rows: rows.peekable(), last: String::new(), above: Vec::new(), groupings: Vec::new(), ready: VecDeque::new() }
    }

    fn take(&mut self, row: Printed) -> Result<(), Flaw> {
        check_digits(&row)?;
        if row.digits <= self.last {
            let slip = if row.digits == self.last { "repeats" } else { "stands after" };
            return Err(row.record.error(format!("{slip} {}; rows stand in the order of their digits", self.last)));
        }
        self.last.clone_from(&row.digits);
        self.above.retain(|above| row.digits.starts_with(above.as_str()));
        // Chapters and headings both stand without dashes.
        let dashes = self.above.iter().filter(|above| above.len() > 2).count();
        let indent = u8::try_from(dashes).map_err(|_| row.record.error("stands too deep"))?;
        self.above.push(row.digits.clone());
        if !row.digits.len().is_multiple_of(2) {
            self.groupings.push((row, indent));
            return Ok(());
        }
        self.end_groupings(&row.digits);
        let code: HsCode = row.digits.parse().map_err(|error| row.record.error(format!("code {:?} {error}", row.digits)))?;
        let code: HsCode = code.padded().parse().map_err(|error| row.record.error(format!("code {code} {error}")))?;
        self.join_groupings(code)?;
        let Printed { digits, descriptions, validity, .. } = self.same_place(row);
        let is_last = !matches!(self.rows.peek(), Some(Ok(next)) if next.digits.starts_with(&digits));
        let declarable = is_last && digits.len() >= DECLARED_DIGITS_MIN;
        self.ready.push_back(Ok(NewLine { code, suffix: Suffix::LINE, indent, declarable, descriptions, validity }));
        Ok(())
    }

    /// Joins `row` with those that only repeat it with more zeros (`0409`, `04090000`): a heading and its only subheading are one
    /// place in the nomenclature. The heading's words stand, where it has any.
    fn same_place(&mut self, mut row: Printed) -> Printed {
        let repeats = |next: &Printed, digits: &str| {
            next.digits.len().is_multiple_of(2)
                && next.digits.strip_prefix(digits).is_some_and(|more| more.bytes().all(|byte| byte == b'0'))
        };
        while let Some(Ok(next)) = self.rows.next_if(|next| matches!(next, Ok(next) if repeats(next, &row.digits))) {
            self.last.clone_from(&next.digits);
            row.digits = next.digits;
            if row.descriptions.is_empty() {
                row.descriptions = next.descriptions;
            }
        }
        row
    }

    /// Reports the groupings that have no line below, now that a row beyond them has come.
    fn end_groupings(&mut self, digits: &str) {
        for (row, _) in self.groupings.extract_if(.., |(row, _)| !digits.starts_with(&row.digits)) {
            self.ready.push_back(Err(row.record.error("groups no line")));
        }
    }

    /// Gives the waiting groupings the code of the first line below them.
    fn join_groupings(&mut self, code: HsCode) -> Result<(), Flaw> {
        for (place, (row, indent)) in self.groupings.drain(..).enumerate() {
            let suffix: Suffix = format!("{}0", place + 1).parse().map_err(|error: &str| row.record.error(error))?;
            let Printed { descriptions, validity, .. } = row;
            self.ready.push_back(Ok(NewLine { code, suffix, indent, declarable: false, descriptions, validity }));
        }
        Ok(())
    }
}

fn check_digits(row: &Printed) -> Result<(), Flaw> {
    let digits = &row.digits;
    if (2..=10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() != 3 {
        return Ok(());
    }
    Err(row.record.error(format!("code {digits:?} is not 2 or 4 to 10 digits")))
}

impl<I: Iterator<Item = Result<Printed, Flaw>>> Iterator for Outline<I> {
    type Item = Result<NewLine, Flaw>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(line) = self.ready.pop_front() {
                return Some(line);
            }
            match self.rows.next() {
                Some(Ok(row)) => {
                    if let Err(flaw) = self.take(row) {
                        return Some(Err(flaw));
                    }
                }
                Some(Err(flaw)) => return Some(Err(flaw)),
                None if self.groupings.is_empty() => return None,
                None => self.end_groupings(""),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::platform::import::{Columns, ImportFile, Table};

    const CODES: Columns = Columns { required: &["code"], optional: &[], families: &[], others: false };

    /// Code, suffix, indent and whether it is declarable, or what is wrong.
    fn told(codes: &[&str]) -> Vec<String> {
        let file = ImportFile::from_bytes("codes.csv", format!("code\n{}\n", codes.join("\n")).into_bytes());
        let rows = Table::open(&file, &CODES).expect("a good header").map(|record| {
            let record = record?;
            let digits = record.get("code").to_owned();
            let descriptions = vec![(Language::EN, digits.clone())];
            Ok(Printed { record, digits, descriptions, validity: Period::starting(date(2022, 1, 1)) })
        });
        let told = |line: Result<NewLine, Flaw>| match line {
            Ok(line) => {
                let mark = if line.declarable { " *" } else { "" };
                format!("{}/{} {}{mark}", line.code, line.suffix, line.indent)
            }
            Err(Flaw::Row(error)) => error.to_string(),
            Err(Flaw::File(error)) => error.to_string(),
        };
        Outline::new(rows).map(told).collect()
    }

    #[test]
    fn a_grouping_shares_the_code_of_the_first_line_below_it() {
        assert_eq!(
            told(&["01", "0101", "01012", "010121", "01012101", "01012102", "01013000", "0102"]),
            [
                "0100000000/80 0",
                "0101000000/80 0",
                "0101210000/10 1",
                "0101210000/80 2",
                "0101210100/80 3 *",
                "0101210200/80 3 *",
                "0101300000/80 1 *",
                "0102000000/80 0",
            ]
        );
        assert_eq!(
            told(&["0101", "01012", "0101211", "01012110"])[1..],
            ["0101211000/10 1", "0101211000/20 2", "0101211000/80 3 *"]
        );
    }

    #[test]
    fn a_heading_and_its_only_subheading_are_one_line() {
        assert_eq!(told(&["0409", "040900", "04090000", "0410"]), ["0409000000/80 0 *", "0410000000/80 0"]);
        assert_eq!(told(&["0409", "040900", "04090001"]), ["0409000000/80 0", "0409000100/80 1 *"]);
    }

    #[test]
    fn a_slip_is_told_where_it_stands() {
        assert_eq!(
            told(&["0102", "0101", "0102", "01x2", "01022", "0103"]),
            [
                "0102000000/80 0",
                "codes.csv:3: stands after 0102; rows stand in the order of their digits",
                "codes.csv:4: repeats 0102; rows stand in the order of their digits",
                "codes.csv:5: code \"01x2\" is not 2 or 4 to 10 digits",
                "codes.csv:6: groups no line",
                "0103000000/80 0",
            ]
        );
        assert_eq!(told(&["0101", "01012"])[1], "codes.csv:3: groups no line");
    }

    proptest! {
        #[test]
        fn no_codes_make_reading_panic(codes in proptest::collection::vec("[0-2]{0,11}", 0..12)) {
            told(&codes.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
}
