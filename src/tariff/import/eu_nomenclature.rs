//! The Combined Nomenclature of the European Union, as its spreadsheets are published: one column a language, separated by tabs
//! where there are several languages and by commas where there is one.
//!
//! Source: Council Regulation (EEC) No 2658/87, Annex I.

use std::sync::Arc;

use jiff::civil::date;
use vocabulary::{Date, HsCode, Language};

use super::{DESCRIPTION_CHARS_MAX, Edition, order::Order};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, one_line},
    tariff::line::{NewLine, Suffix},
};

const COLUMNS: Columns = Columns { required: &["cnkey", "cn_code", "level"], optional: &[], families: &[], others: true };
/// The official languages of the Union (Regulation No 1, Article 1). A column may name the edition its texts come from: `fr_2025`.
const LANGUAGES: [&str; 24] = [
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro",
    "sk", "sl", "sv",
];
/// The level of sections, which hold no goods of their own; chapters follow, then headings without dashes.
const SECTION_LEVEL: u8 = 1;
const CHAPTER_LEVEL: u8 = 2;
const HEADING_LEVEL: u8 = 3;
/// Goods are declared by eight digits of the Combined Nomenclature.
const DECLARED_DIGITS: usize = 8;

/// A spreadsheet of the Combined Nomenclature.
pub struct EuNomenclature {
    file: ImportFile,
    edition: Edition,
}

impl EuNomenclature {
    /// Reads lines from `file`, which holds `edition`.
    pub fn new(file: ImportFile, edition: Edition) -> EuNomenclature {
        EuNomenclature { file, edition }
    }

    /// Returns the newest edition that was published in a spreadsheet of many languages.
    pub fn edition() -> Edition {
        Edition::starting("CN 2019", date(2019, 1, 1))
    }

    fn line(&self, record: &Record, columns: &[(String, Language)], order: &mut Order) -> Result<Option<NewLine>, Flaw> {
        let level: u8 = record.parse("level")?;
        if level <= SECTION_LEVEL {
            return Ok(None);
        }
        let (code, suffix) = if level == CHAPTER_LEVEL { (chapter(record)?, Suffix::LINE) } else { place(record)? };
        let (indent, validity) = (level.saturating_sub(HEADING_LEVEL), self.edition.validity);
        order.take(code, suffix, validity.from(), indent).map_err(|reason| record.error(reason))?;
        let declarable = !suffix.is_grouping() && record.get("cn_code").len() == DECLARED_DIGITS;
        let mut descriptions = Vec::new();
        for (column, language) in columns.iter().filter(|(column, _)| !record.get(column).is_empty()) {
            let printed = record.get(column);
            let text = if level == CHAPTER_LEVEL { chapter_title(printed, code) } else { printed };
            let text = one_line(text, DESCRIPTION_CHARS_MAX);
            descriptions.push((*language, text.map_err(|error| record.error(format!("{column} {error}")))?));
        }
        if descriptions.is_empty() {
            return Err(record.error("has no description in any language"));
        }
        descriptions.sort();
        Ok(Some(NewLine { code, suffix, indent, declarable, descriptions, validity }))
    }
}

impl Source for EuNomenclature {
    type Row = NewLine;

    fn identity(&self) -> Identity {
        Identity::of(format!("eu-nomenclature {}", self.edition), &self.file)
    }

    fn edition_day(&self) -> Option<Date> {
        Some(self.edition.validity.from())
    }

    fn rows(&self) -> Result<Rows<'_, NewLine>, FileError> {
        let table = Table::open(&self.file, &COLUMNS).or_else(|_| Table::open_tabbed(&self.file, &COLUMNS))?;
        let columns: Arc<[(String, Language)]> = table.names().iter().filter_map(|name| language(name)).collect();
        if columns.is_empty() {
            return Err(FileError::Header("no column is named by a language of the Union".to_owned()));
        }
        let mut order = Order::default();
        let lines = table.map(move |record| self.line(&record?, &columns, &mut order));
        Ok(Box::new(lines.filter_map(Result::transpose)))
    }
}

fn language(column: &str) -> Option<(String, Language)> {
    let (code, edition) = column.split_once('_').unwrap_or((column, ""));
    let is_language = LANGUAGES.contains(&code) && edition.bytes().all(|byte| byte.is_ascii_digit());
    is_language.then(|| code.parse().ok().map(|language| (column.to_owned(), language))).flatten()
}

/// Chapters have a key of their own kind; their code stands in `cn_code`.
fn chapter(record: &Record) -> Result<HsCode, Flaw> {
    let code: HsCode = record.parse("cn_code")?;
    code.chapter().padded().parse().map_err(|error| record.error(format!("cn_code {code} {error}")))
}

/// Returns the title of a chapter without its word and number, which stand before it in every language (`CHAPTER 9 - …`,
/// `1 RYHMÄ - …`, `CHAPITRE 9 …`).
fn chapter_title(printed: &str, code: HsCode) -> &str {
    let number = code.chapter().as_str().trim_start_matches('0').to_owned();
    let is_number = |word: &str| word.trim_matches(|letter: char| !letter.is_ascii_digit()) == number;
    if let Some((head, title)) = printed.split_once(" - ") {
        return if head.split_whitespace().any(is_number) { title } else { printed };
    }
    let mut words = printed.splitn(3, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some(_), Some(second), Some(title)) if is_number(second) => title,
        _ => printed,
    }
}

/// The key is ten digits of the code, which a grouping shares with the first line below it, and the suffix.
fn place(record: &Record) -> Result<(HsCode, Suffix), Flaw> {
    let key = record.get("cnkey");
    let parts = key.is_ascii().then(|| key.split_at_checked(10)).flatten().filter(|(_, suffix)| suffix.len() == 2);
    let (code, suffix) = parts.ok_or_else(|| record.error(format!("cnkey {key:?} is not twelve digits")))?;
    let code: HsCode = code.parse().map_err(|error| record.error(format!("cnkey {key:?} {error}")))?;
    if code.as_str().len() != 10 {
        return Err(record.error(format!("cnkey {key:?} is not twelve digits")));
    }
    Ok((code, suffix.parse().map_err(|error| record.error(format!("cnkey {key:?} {error}")))?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Vec<Result<NewLine, String>>, FileError> {
        let source = EuNomenclature::new(ImportFile::from_bytes("cn.tsv", text.as_bytes()), EuNomenclature::edition());
        let told = |row: Result<NewLine, Flaw>| {
            row.map_err(|flaw| match flaw {
                Flaw::Row(error) => error.to_string(),
                Flaw::File(error) => error.to_string(),
            })
        };
        Ok(source.rows()?.map(told).collect())
    }

    const TABBED: &str = "cnkey\tcn_code\tlevel\tdashes\ten\tel\tfr_2025\tsuppl_unit\n\
        090011000090\tII\t1\t\tSECTION II\t\t\t\n\
        090021000090\t09\t2\t\tCHAPTER 9 - COFFEE - TEA\tΚΕΦΑΛΑΙΟ 9 - ΚΑΦΕΣ\tCHAPITRE 9 CAFÉ, 9 SORTES\t\n\
        090100000080\t0901\t3\t0\tCoffee, \"green\" or not\tΚαφές\tCafé\t\n\
        090111000010\t\t4\t1\tGreen\t\tVert\t\n\
        090111000080\t09011100\t5\t2\tWith caffeine\t\t\tkg\n";

    #[test]
    fn a_line_has_all_its_languages_and_no_other_column() {
        let lines = read(TABBED).expect("a good header");
        let heading = lines[1].as_ref().expect("a good line");
        let languages: Vec<&str> = heading.descriptions.iter().map(|(language, _)| language.as_str()).collect();
        assert_eq!(languages, ["el", "en", "fr"]);
        assert_eq!(heading.descriptions[1].1, "Coffee, \"green\" or not");
    }

    #[test]
    fn the_title_of_a_chapter_stands_without_its_number() {
        let lines = read(TABBED).expect("a good header");
        let titles: Vec<&str> =
            lines[0].as_ref().expect("a chapter").descriptions.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(titles, ["ΚΑΦΕΣ", "COFFEE - TEA", "CAFÉ, 9 SORTES"]);
        let code = "0900000000".parse().expect("a code");
        for plain in ["COFFEE", "COFFEE - 9 SORTS", "9", ""] {
            assert_eq!(chapter_title(plain, code), plain);
        }
        assert_eq!(chapter_title("9. RYHMÄ - KAHVI", code), "KAHVI");
    }

    #[test]
    fn sections_are_passed_over_and_eight_digits_are_declared() {
        let told: Vec<(String, String, u8, bool)> = read(TABBED)
            .expect("a good header")
            .into_iter()
            .map(|line| line.expect("a good line"))
            .map(|line| (line.code.to_string(), line.suffix.to_string(), line.indent, line.declarable))
            .collect();
        let line = |code: &str, suffix: &str, indent, declarable| (code.to_owned(), suffix.to_owned(), indent, declarable);
        assert_eq!(
            told,
            [
                line("0900000000", "80", 0, false),
                line("0901000000", "80", 0, false),
                line("0901110000", "10", 1, false),
                line("0901110000", "80", 2, true),
            ]
        );
    }

    #[test]
    fn one_language_comes_between_commas() {
        let lines = read("cnkey,cn_code,level,fr\n090100000080,0901,3,\"Café, même torréfié\"\n").expect("a good header");
        assert_eq!(lines[0].as_ref().expect("a good line").descriptions, [(Language::FR, "Café, même torréfié".to_owned())]);
    }

    #[test]
    fn each_bad_line_says_where_and_why() {
        let rows = [
            ("0901000080,0901,3,x", "cn.tsv:2: cnkey \"0901000080\" is not twelve digits"),
            ("090100000080,0901,three,x", "cn.tsv:2: level \"three\""),
            ("090100000080,0901,3,", "cn.tsv:2: has no description"),
            ("090100000005,0901,3,x", "cn.tsv:2: cnkey \"090100000005\" is not a suffix"),
            ("090100000080,x,2,x", "cn.tsv:2: cn_code \"x\""),
        ];
        for (row, wanted) in rows {
            let lines = read(&format!("cnkey,cn_code,level,fr\n{row}\n")).expect("a good header");
            assert!(lines[0].as_ref().is_err_and(|error| error.starts_with(wanted)), "{lines:?}");
        }
        assert!(matches!(read("cnkey,cn_code,level,dashes\n"), Err(FileError::Header(_))), "no language");
    }

    proptest! {
        #[test]
        fn no_fields_make_reading_panic(fields in proptest::collection::vec("[0-9é]{0,12}", 4)) {
            let _ = read(&format!("cnkey,cn_code,level,fr\n{}\n", fields.join(",")));
        }
    }
}
