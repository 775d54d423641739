//! The published files, where they are at hand.

use std::{fs::File, io::Read, path::PathBuf};

use flate2::read::GzDecoder;

/// Returns a file of the folder, or says that there is none.
pub fn file(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("FINGERTIP_DATA").map(PathBuf::from);
    let path = folder.map(|folder| folder.join(name)).filter(|path| path.exists());
    if path.is_none() {
        println!("skipped: {name} is not at hand; FINGERTIP_DATA names the folder of published tariffs");
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
