//! The synonyms and references of the officers, as they go along with a pack.

use index_core::rules::{Reference, RewriteRules, Synonym, SynonymId, SynonymKind, Target};

use crate::{
    bytes::{Reading, write_number, write_run},
    fault::Torn,
};

/// Writes them.
#[cfg_attr(not(feature = "build"), allow(dead_code))]
pub(crate) fn write(synonyms: &[Synonym], references: &[Reference]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_number(&mut bytes, synonyms.len() as u64);
    for Synonym { id, language, from, to, kind } in synonyms {
        bytes.extend_from_slice(&id.0.to_le_bytes());
        bytes.push(u8::from(*kind == SynonymKind::OneWay));
        write_run(&mut bytes, language.as_str().as_bytes());
        write_run(&mut bytes, from.as_bytes());
        write_number(&mut bytes, to.len() as u64);
        to.iter().for_each(|to| write_run(&mut bytes, to.as_bytes()));
    }
    write_number(&mut bytes, references.len() as u64);
    for Reference { language, term, target } in references {
        write_run(&mut bytes, language.as_str().as_bytes());
        write_run(&mut bytes, term.as_bytes());
        let (kind, text) = match target {
            Target::Code(code) => (0, code.as_str()),
            Target::Subject(subject) => (1, subject.as_str()),
        };
        bytes.push(kind);
        write_run(&mut bytes, text.as_bytes());
    }
    bytes
}

/// Reads them, ready to be applied.
pub(crate) fn read(bytes: &[u8]) -> Result<RewriteRules, Torn> {
    let mut reading = Reading::of(bytes);
    let mut synonyms = Vec::new();
    for _ in 0..reading.count()? {
        let id = SynonymId(i64::from_le_bytes(reading.array()?));
        let kind = if reading.array()? == [1] { SynonymKind::OneWay } else { SynonymKind::Equivalent };
        let language = reading.text()?.parse().map_err(|_| Torn)?;
        let from = reading.text()?.to_owned();
        let mut to = Vec::new();
        for _ in 0..reading.count()? {
            to.push(reading.text()?.to_owned());
        }
        synonyms.push(Synonym { id, language, from, to, kind });
    }
    let mut references = Vec::new();
    for _ in 0..reading.count()? {
        let language = reading.text()?.parse().map_err(|_| Torn)?;
        let term = reading.text()?.to_owned();
        let target = match (reading.array()?, reading.text()?) {
            ([0], code) => Target::Code(code.parse().map_err(|_| Torn)?),
            ([1], subject) => Target::Subject(subject.to_owned()),
            _ => return Err(Torn),
        };
        references.push(Reference { language, term, target });
    }
    reading.end()?;
    Ok(RewriteRules::new(synonyms, references))
}
