//! The rates of the British scheme of preferences for developing countries (GSP) of 2019: a row for each line of eight digits, with a
//! column for each group of countries.

use jiff::civil::date;
use vocabulary::{CountryCode, HsCode};

use super::{
    super::{
        lines::LinesKnown,
        rule::{Measure, MeasureKey, MeasureType, RATE_CHARS_MAX, usual_tax},
    },
    Reader, padded, several,
};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, prose},
    tariff::import::Edition,
};

const COLUMNS: Columns = Columns {
    required: &["hs8", "general", "general_exclusions", "enhanced", "ldc", "transitional"],
    optional: &[],
    families: &[],
    others: true,
};
const ACT: &str = "UK generalised scheme of preferences, as prepared in 2019";

/// The columns, each with the group of countries it is for. The groups of the scheme have numbers in the tariff; that of countries in
/// transition to an agreement has none.
const GROUPS: [(&str, &str); 4] = [("general", "2020"), ("enhanced", "2027"), ("ldc", "2005"), ("transitional", "TRANSITIONAL")];

/// The countries that the column of exclusions names, by the names it has for them.
const EXCLUDED: [(&str, &str); 3] = [("India", "IN"), ("Indonesia", "ID"), ("Kenya", "KE")];

/// The rates of the scheme.
pub struct UkGsp {
    file: ImportFile,
    edition: Edition,
    lines: LinesKnown,
}

impl UkGsp {
    /// Reads rates of `lines` from `file`, which holds `edition`.
    pub fn new(file: ImportFile, edition: Edition, lines: LinesKnown) -> UkGsp {
        UkGsp { file, edition, lines }
    }

    /// The edition that is published.
    pub fn edition() -> Edition {
        Edition::starting("UK preferences of 2019", date(2019, 1, 1))
    }

    fn measures(&self, record: &Record) -> Result<Vec<Measure>, Flaw> {
        let code: HsCode = padded(record, record.parse("hs8")?)?;
        let from = self.edition.validity.from();
        // Said once for the row, rather than once for each of its columns.
        if !self.lines.hold(code, from) {
            return Err(record.error(format!("code {code} is not in the tariff on {from}")));
        }
        let mut measures = Vec::new();
        for (column, group) in GROUPS.into_iter().filter(|(column, _)| !record.get(column).is_empty()) {
            let rate = prose(record.get(column), RATE_CHARS_MAX).map_err(|error| record.error(format!("{column} {error}")))?;
            let excluded = if column == "general" { excluded(record)? } else { Vec::new() };
            let key = MeasureKey {
                code,
                measure_type: MeasureType::Preference,
                tax: usual_tax(MeasureType::Preference),
                origin: Some(group.parse().map_err(|error| record.error(format!("group {group:?} {error}")))?),
                condition: String::new(),
            };
            let measure = Measure::new(key, excluded, rate, ACT.to_owned(), self.edition.validity);
            measures.push(measure.map_err(|error| record.error(error.to_string()))?);
        }
        Ok(measures)
    }
}

fn excluded(record: &Record) -> Result<Vec<CountryCode>, Flaw> {
    let names = record.get("general_exclusions").split([',', ';']).map(str::trim).filter(|name| !name.is_empty());
    let country = |name: &str| {
        let code = EXCLUDED.iter().find(|(own, _)| *own == name).and_then(|(_, code)| code.parse().ok());
        code.ok_or_else(|| record.error(format!("general_exclusions {name:?} is no country that the scheme is known to exclude")))
    };
    names.map(country).collect()
}

impl Source for UkGsp {
    type Row = Measure;

    fn identity(&self) -> Identity {
        Identity::of(format!("uk-gsp {} on lines {}", self.edition, self.lines.fingerprint()), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Measure>, FileError> {
        let mut reader = Reader::of(&self.lines);
        Ok(several(Table::open(&self.file, &COLUMNS)?, move |record| {
            let take = |measure| reader.take(measure).map_err(|reason| record.error(reason));
            self.measures(record)?.into_iter().map(take).collect()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tariff::measure::import::UkMfn;

    fn told(rows: Rows<'_, Measure>) -> Vec<String> {
        rows.map(|row| match row {
            Ok(Measure { key, excluded, rate, .. }) => {
                let origin = key.origin.as_ref().map_or("any", |origin| origin.as_str());
                let excluded: Vec<&str> = excluded.iter().map(CountryCode::as_str).collect();
                format!("{} {origin} {rate} {}", key.code, excluded.join(" ")).trim_end().to_owned()
            }
            Err(Flaw::Row(error)) => error.to_string(),
            Err(Flaw::File(error)) => error.to_string(),
        })
        .collect()
    }

    fn lines() -> LinesKnown {
        let mut lines = LinesKnown::default();
        lines.add("0101299000".parse().expect("a code"), vocabulary::Period::starting(date(2012, 1, 1)), true);
        lines
    }

    #[test]
    fn each_group_has_its_preference_and_one_its_exclusions() {
        let text = "hs8,description,general,general_exclusions,enhanced,ldc,transitional\n\
                    01012990,Horses,5.0%,Indonesia,2.0%,0%,\n01013000,Asses,,,,0%,0%\n01012990,Horses,5.0%,Atlantis,,,\n";
        let source = UkGsp::new(ImportFile::from_bytes("gsp.csv", text.as_bytes()), UkGsp::edition(), lines());
        assert_eq!(
            told(source.rows().expect("a good header")),
            [
                "0101299000 2020 5.0% ID",
                "0101299000 2027 2.0%",
                "0101299000 2005 0%",
                "gsp.csv:3: code 0101300000 is not in the tariff on 2019-01-01",
                "gsp.csv:4: general_exclusions \"Atlantis\" is no country that the scheme is known to exclude",
            ]
        );
    }

    #[test]
    fn a_line_without_a_rate_says_nothing() {
        let text = "code,suffix,duty,description\n0101299000,10,,Horses\n0101299000,80,9.60% + 120.00 EUR/100 kg,Other\n";
        let source = UkMfn::new(ImportFile::from_bytes("mfn.csv", text.as_bytes()), UkMfn::edition(), lines());
        assert_eq!(told(source.rows().expect("a good header")), ["0101299000 any 9.60% + 120.00 EUR/100 kg"]);
    }
}
