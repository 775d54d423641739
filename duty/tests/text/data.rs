//! The published files, where they are at hand.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;

/// Returns a file of real data below `FINGERTIP_TEST_DATA`, else below `../shared/data`, or says that it is not there.
pub fn file(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("FINGERTIP_TEST_DATA").map_or(beside, PathBuf::from);
    let path = Some(folder.join(name)).filter(|path| path.is_file());
    if path.is_none() {
        println!("skipped: {name} is not at hand; FINGERTIP_TEST_DATA names the folder of published tariffs");
    }
    path
}

/// Returns the text of a file, unpacked.
pub fn text(name: &str) -> Option<String> {
    let file = File::open(file(name)?).expect("a file that can be opened");
    let mut text = String::new();
    let read =
        if name.ends_with(".gz") { GzDecoder::new(file).read_to_string(&mut text) } else { { file }.read_to_string(&mut text) };
    read.expect("a file of text");
    Some(text)
}

/// Returns the rows of a file of comma-separated values, each as what stands in `columns`.
pub fn rows<const N: usize>(name: &str, columns: [&str; N]) -> Option<Vec<[String; N]>> {
    let text = text(name)?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let places = columns.map(|column| head.iter().position(|name| name == column).expect("a column of that name"));
    let row = |record: csv::StringRecord| places.map(|place| record[place].to_owned());
    Some(reader.records().map(|record| row(record.expect("a row"))).collect())
}
