//! The measures of the United Kingdom, commodity by commodity, as its API publishes them in either of its shapes.
//!
//! A measure stands on the commodity it was published with. Where it is older than the line (it was made for a heading), it begins
//! with the line. Measures are counted from 1 in the order of the file, those that cannot be read after the others.

use std::collections::HashMap;

use duty::text::united_kingdom::{PublishedCommodity, read_commodity};
use vocabulary::{Date, HsCode, Period};

use super::{
    super::{
        lines::LinesKnown,
        rule::{Measure, MeasureKey},
    },
    Reader, uk_measure,
};
use crate::{
    platform::import::{FileError, Flaw, Identity, ImportFile, RowError, Rows, Source},
    tariff::book::Groups,
};

/// How large the JSON of a commodity may be, unpacked: the largest known to us has 2 MB.
const BYTES_MAX: u64 = 64 << 20;

/// A commodity of the United Kingdom with its measures.
pub struct UkMeasures {
    file: ImportFile,
    lines: LinesKnown,
    groups: Groups,
}

impl UkMeasures {
    /// Reads measures on `lines` from `file`; a group of countries that a measure excludes is one of `groups`.
    pub fn new(file: ImportFile, lines: LinesKnown, groups: Groups) -> UkMeasures {
        UkMeasures { file, lines, groups }
    }
}

/// Reads a commodity from a file of JSON.
///
/// # Errors
/// Refuses a file that is not such JSON.
pub fn commodity(file: &ImportFile) -> Result<PublishedCommodity, FileError> {
    let bytes = file.unpacked(BYTES_MAX)?;
    let document = serde_json::from_slice(&bytes).map_err(|error| FileError::Unreadable(error.to_string()))?;
    read_commodity(&document).map_err(|error| FileError::Unreadable(error.to_string()))
}

impl Source for UkMeasures {
    type Row = Measure;

    fn identity(&self) -> Identity {
        Identity::of(format!("uk-measures on lines {}", self.lines.fingerprint()), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Measure>, FileError> {
        let PublishedCommodity { code, measures, refused } = commodity(&self.file)?;
        let mut said: HashMap<(MeasureKey, Date), Measure> = HashMap::new();
        let mut reader = Reader::of(&self.lines);
        let count = measures.len();
        let good = measures.into_iter().enumerate().map(move |(place, published)| {
            let id = published.id.clone();
            let bad = |reason| flaw(&self.file, place, id.as_str(), reason);
            let measure = uk_measure::measure(code, published, &self.groups).map_err(bad)?;
            let measure = self.on_its_line(measure).map_err(bad)?;
            // What stands on the heading and on the commodity in the same words is said once.
            match said.get(&(measure.key.clone(), measure.validity.from())) {
                Some(own) if *own == measure => return Ok(None),
                _ => {}
            }
            let measure = reader.take(measure).map_err(bad)?;
            said.insert((measure.key.clone(), measure.validity.from()), measure.clone());
            Ok(Some(measure))
        });
        let bad = refused
            .into_iter()
            .enumerate()
            .map(move |(place, measure)| Err(flaw(&self.file, count + place, &measure.id, measure.error.to_string())));
        Ok(Box::new(good.chain(bad).filter_map(Result::transpose)))
    }
}

impl UkMeasures {
    /// Lets a measure begin with its line, where the line is younger.
    fn on_its_line(&self, measure: Measure) -> Result<Measure, String> {
        let (code, from): (HsCode, Date) = (measure.key.code, measure.validity.from());
        let first = self.lines.first_day(code, measure.validity);
        let first = first.ok_or_else(|| format!("code {code} is not in the tariff on {from} or later"))?;
        let validity = Period::new(first, measure.validity.until()).map_err(|error| error.to_string())?;
        Ok(Measure { validity, ..measure })
    }
}

fn flaw(file: &ImportFile, place: usize, id: &str, reason: String) -> Flaw {
    Flaw::Row(RowError::new(file.name(), place as u64 + 1, reason, &format!("measure {id}")))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::*;

    /// The measures of a commodity that has `measures`, each a third-country duty of 5 % on goods from anywhere but for its changes.
    fn read(measures: &[Value]) -> Vec<Result<Measure, String>> {
        let measures = measures.iter().enumerate().map(|(place, changes)| {
            let component = json!({ "duty_expression_id": "01", "duty_amount": 5.0 });
            let mut measure = json!({
                "id": place, "effective_start_date": "2021-01-01T00:00:00.000Z", "effective_end_date": null,
                "measure_type": { "id": "103", "measure_type_series_id": "C", "description": "Third country duty" },
                "duty_expression": { "base": "<span>5.00</span> %" }, "measure_components": [component],
                "geographical_area": { "id": "1011" }, "legal_acts": [{ "regulation_code": "S.I. 2020/1430" }],
            });
            for (field, value) in changes.as_object().expect("fields") {
                measure[field] = value.clone();
            }
            measure
        });
        let measures: Vec<Value> = measures.collect();
        let commodity = json!({ "goods_nomenclature_item_id": "0809400500", "import_measures": measures, "export_measures": [] });
        let mut lines = LinesKnown::default();
        lines.add("0809400500".parse().expect("a code"), Period::starting(date(2020, 1, 1)), true);
        let groups = Groups::from([("1013".parse().expect("a group"), vec!["FR".parse().expect("a country")])]);
        let file = ImportFile::from_bytes("plums.json", commodity.to_string().into_bytes());
        let source = UkMeasures::new(file, lines, groups);
        let told = |row: Result<Measure, Flaw>| {
            row.map_err(|flaw| match flaw {
                Flaw::Row(error) => error.to_string(),
                Flaw::File(error) => error.to_string(),
            })
        };
        source.rows().expect("a commodity").map(told).collect()
    }

    fn of_type(series: &str, id: &str, description: &str) -> Value {
        json!({ "id": id, "measure_type_series_id": series, "description": description })
    }

    fn shown(measure: &Measure) -> String {
        let MeasureKey { measure_type, tax, origin, condition, .. } = &measure.key;
        let origin = origin.as_ref().map_or("any", |origin| origin.as_str());
        format!("{measure_type} {tax} {origin} [{condition}] {}", measure.rate)
    }

    #[test]
    fn a_duty_keeps_the_words_it_is_printed_in_and_its_acts() {
        let rows = read(&[json!({})]);
        let duty = rows[0].as_ref().expect("a duty");
        assert_eq!(shown(duty), "duty duty any [] 5.00 %");
        assert_eq!(duty.source_act, "Third country duty (measure type 103): S.I. 2020/1430");
        assert_eq!(duty.validity, Period::starting(date(2021, 1, 1)));
    }

    #[test]
    fn each_measure_becomes_one_that_the_engine_reads() {
        let area = json!({ "id": "2005" });
        let levies_nothing = json!([]);
        let document = json!([{ "condition_code": "B", "condition": "B: Presentation of a certificate", "document_code": "C640",
            "action": "Import/export allowed after control" }]);
        let rows = read(&[
            json!({ "measure_type": of_type("C", "142", "Tariff preference"), "geographical_area": area,
                "excluded_countries": [{ "id": "1013" }, { "id": "KE" }] }),
            json!({ "measure_type": of_type("C", "145", "Preference under authorised use"), "geographical_area": area }),
            json!({ "measure_type": of_type("C", "143", "Preferential quota"), "geographical_area": area,
                "order_number": { "number": "051104" } }),
            json!({ "measure_type": of_type("C", "105", "Third country duty under authorised use") }),
            json!({ "measure_type": of_type("D", "552", "Anti-dumping"), "additional_code": { "code": "B999" } }),
            json!({ "measure_type": of_type("P", "VTZ", "VAT zero rate") }),
            json!({ "measure_type": of_type("P", "305", "Value added tax"), "additional_code": { "code": "VATZ" } }),
            json!({ "measure_type": of_type("J", "695", "Additional duties") }),
            json!({ "measure_type": of_type("B", "750", "Control of organic products"), "measure_components": levies_nothing,
                "duty_expression": null, "measure_conditions": document }),
            json!({ "measure_type": of_type("A", "277", "Import prohibition"), "measure_components": levies_nothing,
                "duty_expression": null, "measure_conditions": document }),
            json!({ "measure_type": of_type("M", "488", "Unit price") }),
            json!({ "measure_type": of_type("O", "109", "Supplementary unit"), "duty_expression": null,
                "measure_components": [{ "duty_expression_id": "99", "measurement_unit_code": "NAR" }] }),
        ]);
        let told: Vec<String> = rows.iter().map(|row| shown(row.as_ref().expect("a measure"))).collect();
        assert_eq!(
            told,
            [
                "preference duty 2005 [] 5.00 %",
                "preference duty 2005 [under authorised use] 5.00 %",
                "quota duty 2005 [quota 051104] 5.00 %",
                "end-use duty any [] 5.00 %",
                "anti-dumping anti-dumping any [additional code B999] 5.00 %",
                "vat vat any [VAT zero rate] 5.00 %",
                "vat vat any [additional code VATZ] 5.00 %",
                "levy additional-duty any [] 5.00 %",
                "restriction restriction-750 any [import, document C640] ",
                "prohibition prohibition-277 any [import, not (document C640)] ",
                "restriction reference-price any [import, compare with 5 %] ",
                "supplementary-unit supplementary-unit any [item] ",
            ]
        );
        let excluded: Vec<&str> = rows[0].as_ref().expect("a measure").excluded.iter().map(|country| country.as_str()).collect();
        assert_eq!(excluded, ["FR", "KE"]);
    }

    #[test]
    fn what_cannot_be_read_is_told_by_its_place_and_never_left_out() {
        let rows = read(&[
            json!({}),
            json!({ "measure_type": of_type("C", "142", "Preference") }),
            json!({ "excluded_countries": [{ "id": "2020" }] }),
            json!({ "duty_expression": { "base": "6.00 %" } }),
            json!({ "effective_end_date": "2019-12-31T00:00:00.000Z", "effective_start_date": "2019-01-01T00:00:00.000Z" }),
            json!({ "legal_acts": [] }),
            json!({}),
        ]);
        let told: Vec<String> = rows.into_iter().filter_map(Result::err).collect();
        assert_eq!(
            told,
            [
                "plums.json:2: a preference needs an origin",
                "plums.json:3: excludes 2020, which is no group of the tariff book: import the groups first",
                "plums.json:4: code 0809400500 is not in the tariff on 2019-01-01 or later",
                "plums.json:5: repeats the duty on 0809400500 from 2021-01-01",
                "plums.json:7: prints \"6.00 %\", and its components make \"5 %\"",
            ]
        );
    }

    #[test]
    fn a_file_that_is_no_commodity_is_refused_as_a_whole() {
        for text in ["", "{", "[]", "{\"goods_nomenclature_item_id\":\"08\"}"] {
            let file = ImportFile::from_bytes("x.json", text.as_bytes());
            assert!(UkMeasures::new(file, LinesKnown::default(), Groups::new()).rows().is_err(), "{text}");
        }
    }
}
