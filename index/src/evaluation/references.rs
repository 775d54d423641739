//! Officers' references from public files: terms with a code, or with a message that names headings.

use std::{collections::HashMap, path::Path};

use super::{EvaluationError, corpus::Corpus};

/// Adds the terms of each file to the documents they lead to. A file that is not there is noted and passed over.
pub(super) fn add(set: &Path, files: &[String], corpus: &mut Corpus) -> Result<(), EvaluationError> {
    let places: HashMap<String, usize> =
        corpus.documents.iter().enumerate().map(|(at, document)| (document.id.0.clone(), at)).collect();
    for file in files {
        let path = set.join(file);
        if !path.exists() {
            corpus.notes.push(format!("{file} is not there: measured without its references"));
            continue;
        }
        let format = |error: csv::Error| EvaluationError::Format { path: path.clone(), reason: error.to_string() };
        let mut reader = csv::Reader::from_path(&path).map_err(format)?;
        let mut added = 0;
        for row in reader.records() {
            let row = row.map_err(format)?;
            let (Some(term), Some(leads)) = (row.get(0), row.get(1)) else { continue };
            for at in targets(leads, &places) {
                let known = &mut corpus.documents[at].references;
                if !known.iter().any(|other| other == term) {
                    known.push(term.to_owned());
                    added += 1;
                }
            }
        }
        corpus.notes.push(format!("{file}: {added} references"));
    }
    Ok(())
}

/// The documents a field leads to: the code it is, or the headings and subheadings that a message names.
fn targets(leads: &str, places: &HashMap<String, usize>) -> Vec<usize> {
    let numbers = leads.split(|character: char| !character.is_ascii_digit());
    let mut targets: Vec<usize> =
        numbers.filter(|number| matches!(number.len(), 4 | 6 | 8 | 10)).filter_map(|number| place(number, places)).collect();
    targets.dedup();
    targets
}

/// The deepest place of the corpus at or above a code.
fn place(digits: &str, places: &HashMap<String, usize>) -> Option<usize> {
    (2..=digits.len() / 2).rev().find_map(|pairs| places.get(&format!("{:0<10}", &digits[..2 * pairs])).copied())
}
