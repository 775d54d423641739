//! The files of the sample, as a territory.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_norway::Value;
use vocabulary::Period;

use super::territory::{self, Group, Territory, WrittenExchange, WrittenMeasure, WrittenQuota, WrittenTax};

pub fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample/tariff")
}

/// A row of a table, by the names of its columns.
pub type Row = BTreeMap<String, String>;

pub fn table(name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(sample().join(name)).expect("a table");
    reader.deserialize().collect::<Result<_, _>>().expect("rows of one length")
}

pub fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub fn days(row: &Row) -> Period {
    territory::period(filled(&row["valid_from"]).as_deref(), filled(&row["valid_until"]).as_deref())
}

pub fn measure(place: usize, row: &Row) -> WrittenMeasure {
    WrittenMeasure {
        id: format!("measures.csv:{}", place + 2),
        code: row["code"].clone(),
        kind: row["type"].clone(),
        tax: filled(&row["tax"]),
        area: filled(&row["origin"]),
        excluded: row["excluded"].split_ascii_whitespace().map(str::to_owned).collect(),
        rate: filled(&row["rate"]),
        condition: row["condition"].clone(),
        from: filled(&row["valid_from"]),
        until: filled(&row["valid_until"]),
    }
}

/// An entry of the book under the names of the test.
pub fn entry<T: for<'de> Deserialize<'de>>(entry: &Value, name: &str) -> T {
    let mut entry = entry.clone();
    let own = entry.as_mapping_mut().expect("an entry");
    for (from, to) in [("name", name), ("valid_from", "from"), ("valid_until", "until")] {
        if let Some(value) = own.remove(from) {
            own.insert(to.into(), value);
        }
    }
    // What the engine does not read.
    for key in ["kind", "names", "source_act", "balance_as_of"] {
        entry.as_mapping_mut().expect("an entry").remove(key);
    }
    serde_norway::from_value(entry).expect("an entry of its kind")
}

pub fn sample_territory() -> Territory {
    let mut files: Vec<PathBuf> =
        fs::read_dir(sample().join("book")).expect("a folder").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let mut entries: Vec<Value> = Vec::new();
    for file in files {
        entries.extend(serde_norway::from_str::<Vec<Value>>(&fs::read_to_string(file).expect("a file")).expect("a list"));
    }
    let of = |kind: &str| entries.iter().filter(move |entry| entry["kind"] == kind).collect::<Vec<_>>();
    let [own] = of("territory")[..] else { panic!("one entry of the territory") };
    assert_eq!(
        of("unit-value").len() + of("tax").len() + of("quota").len() + of("area").len() + of("exchange-rate").len() + 1,
        entries.len()
    );
    Territory {
        currency: own["currency"].as_str().expect("a currency").to_owned(),
        valuation: serde_norway::from_value(own["valuation"].clone()).expect("a valuation"),
        taxes: of("tax").into_iter().map(|own| entry::<WrittenTax>(own, "code")).collect(),
        groups: of("area").into_iter().map(|own| entry::<Group>(own, "code")).collect(),
        exchange_rates: of("exchange-rate").into_iter().map(|own| entry::<WrittenExchange>(own, "currency")).collect(),
        quotas: of("quota").into_iter().map(|own| entry::<WrittenQuota>(own, "order")).collect(),
        measures: table("measures.csv").iter().enumerate().map(|(place, row)| measure(place, row)).collect(),
    }
}
