//! Schemes and their rules in our own format (YAML); see `sample/README.md`.

use std::collections::{BTreeMap, HashSet};

use duty::origin::{ProductRule, Scheme, SchemeCode};
use serde::Deserialize;
use vocabulary::{Date, Period};

use super::super::entry::{NewOrigin, OriginBody, OriginKey};
use crate::platform::import::{FileError, Flaw, Identity, ImportFile, RowError, Rows, Source};

/// How many entries a file may have; the longest list of product rules known to us has about 1,500.
const ENTRIES_MAX: usize = 20_000;
/// How long a text may be: the longest article known to us has 30,000 characters.
const ENTRY_BYTES_MAX: usize = 1 << 20;

/// A file of our own format: a list of entries, each a scheme or a rule of a scheme above it.
pub struct OriginFile {
    file: ImportFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    valid_from: Date,
    valid_until: Option<Date>,
    scheme: Option<Scheme>,
    rule: Option<ProductRule>,
}

impl OriginFile {
    /// Reads entries from `file`.
    pub fn new(file: ImportFile) -> OriginFile {
        OriginFile { file }
    }
}

impl Source for OriginFile {
    type Row = NewOrigin;

    fn identity(&self) -> Identity {
        Identity::of("origin", &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewOrigin>, FileError> {
        let text = std::str::from_utf8(self.file.bytes()).map_err(|_| FileError::Header("it is not UTF-8".to_owned()))?;
        let entries = entries(text);
        if entries.len() > ENTRIES_MAX {
            return Err(FileError::TooManyRows { limit: ENTRIES_MAX as u64 });
        }
        let mut reader = Reader::default();
        Ok(Box::new(entries.into_iter().map(move |(line, text)| {
            let flaw = |(line, reason): (u64, String)| Flaw::Row(RowError::new(self.file.name(), line, reason, text));
            let entry = read(line, text).and_then(|entry| reader.take(entry).map_err(|reason| (line, reason)));
            entry.map_err(flaw)
        })))
    }
}

/// Cuts a list into its entries, each with the line it begins on: an entry begins where a hyphen stands first on a line.
fn entries(text: &str) -> Vec<(u64, &str)> {
    let mut begins = Vec::new();
    let mut place = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if line.starts_with('-') {
            begins.push((number, place));
        }
        place += line.len();
    }
    let ends = begins.iter().skip(1).map(|(_, place)| *place).chain([text.len()]).collect::<Vec<_>>();
    begins.into_iter().zip(ends).map(|((number, from), until)| (number, &text[from..until])).collect()
}

fn read(line: u64, text: &str) -> Result<Entry, (u64, String)> {
    if text.len() > ENTRY_BYTES_MAX {
        return Err((line, format!("is larger than {ENTRY_BYTES_MAX} bytes")));
    }
    let [entry]: [Entry; 1] = serde_norway::from_str(text).map_err(|error| {
        let within = error.location().map_or(0, |place| place.line().saturating_sub(1) as u64);
        let reason = error.to_string();
        (line + within, reason.split(" at line ").next().unwrap_or_default().to_owned())
    })?;
    Ok(entry)
}

/// What was read so far: a rule needs its scheme above it, in force on its first day.
#[derive(Default)]
struct Reader {
    schemes: BTreeMap<SchemeCode, Vec<(Period, Scheme)>>,
    seen: HashSet<(OriginKey, Date)>,
}

impl Reader {
    fn take(&mut self, entry: Entry) -> Result<NewOrigin, String> {
        let validity = Period::new(entry.valid_from, entry.valid_until).map_err(|error| format!("valid_until {error}"))?;
        let body = match (entry.scheme, entry.rule) {
            (Some(scheme), None) => {
                scheme.check().map_err(|error| error.to_string())?;
                self.schemes.entry(scheme.code.clone()).or_default().push((validity, scheme.clone()));
                OriginBody::Scheme(Box::new(scheme))
            }
            (None, Some(rule)) => {
                let editions = self.schemes.get(&rule.scheme).map(Vec::as_slice).unwrap_or_default();
                let scheme = editions.iter().rev().find(|(period, _)| period.contains(validity.from()));
                let Some((_, scheme)) = scheme else {
                    return Err(format!("names the scheme {}, which is not above it on {}", rule.scheme, validity.from()));
                };
                scheme.check_product(&rule).map_err(|error| error.to_string())?;
                OriginBody::Rule(Box::new(rule))
            }
            _ => return Err("is neither one scheme nor one rule".to_owned()),
        };
        if !self.seen.insert((body.key(), validity.from())) {
            return Err(format!("repeats an entry from {}", validity.from()));
        }
        Ok(NewOrigin { body, validity })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str) -> Vec<Result<NewOrigin, String>> {
        let file = OriginFile::new(ImportFile::from_bytes("origin.yaml", text.as_bytes()));
        let told = |row: Result<NewOrigin, Flaw>| {
            row.map_err(|flaw| match flaw {
                Flaw::Row(error) => error.to_string(),
                Flaw::File(error) => error.to_string(),
            })
        };
        file.rows().expect("text").map(told).collect()
    }

    const SCHEME: &str = "# A file\n- valid_from: 2024-01-01\n  scheme:\n    code: MB\n    name: {en: Basin}\n    act: Act\n    members: [ZZ]\n    \
                          articles: {one: {cite: Act, title: {en: One}}}\n    statements: {grown: {text: {en: Grown?}}}\n    \
                          obtained: {article: one, said: grown}\n    sufficient: {article: one, said: grown}\n    \
                          transport: {article: one, said: grown}\n";

    fn rule(valid_from: &str, worked: &str) -> String {
        format!("- valid_from: {valid_from}\n  rule: {{scheme: MB, id: all, text: {{en: All}}, worked: {worked}}}\n")
    }

    #[test]
    fn a_rule_stands_below_its_scheme() {
        let change = rule("2024-01-01", "{article: one, change: {of: heading, except: [\"1101\"]}}");
        let read = rows(&format!("{SCHEME}\n{change}"));
        let [Ok(scheme), Ok(rule)] = &read[..] else { panic!("{read:?}") };
        assert!(matches!(&scheme.body, OriginBody::Scheme(scheme) if scheme.members.len() == 1));
        assert!(matches!(&rule.body, OriginBody::Rule(rule) if rule.worked.is_some()));
    }

    #[test]
    fn each_bad_entry_says_where_and_why() {
        let told = |text: &str| rows(text).into_iter().filter_map(Result::err).collect::<Vec<_>>();
        let said = "{article: one, said: grown}";
        for (text, wanted) in [
            (rule("2024-01-01", said), "origin.yaml:1: names the scheme MB, which is not above it on 2024-01-01"),
            (
                format!("{SCHEME}{}", rule("2023-12-31", said)),
                "origin.yaml:13: names the scheme MB, which is not above it on 2023-12-31",
            ),
            (
                format!("{SCHEME}{}", rule("2024-01-01", "{article: two, said: grown}")),
                "origin.yaml:13: names the article two, which",
            ),
            (format!("{SCHEME}{0}{0}", rule("2024-01-01", said)), "origin.yaml:15: repeats an entry from 2024-01-01"),
            ("- valid_from: 2024-01-01\n".to_owned(), "origin.yaml:1: is neither one scheme nor one rule"),
            ("- valid_from: 2024-01-01\n  colour: blue\n".to_owned(), "origin.yaml:2: "),
            (format!("{SCHEME}{}", rule("2024-01-01", "{said: grown}")), "origin.yaml:14: "),
        ] {
            let errors = told(&text);
            assert!(errors.len() == 1 && errors[0].starts_with(wanted), "{errors:?}, not {wanted}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in "(- |[a-z:{}\\[\\] \n\"0-9-]){0,60}") {
            rows(&text);
        }
    }
}
