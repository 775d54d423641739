//! What changed from one edition of a pack to the next: new texts, which the phone indexes itself, and the ids of those that are gone.

use crate::{
    bytes::Reading,
    documents::Documents,
    duties::Duties,
    envelope::Envelope,
    fault::Torn,
    pack::{DUTIES, MEASURES},
    segment::Segment,
    slot::Run,
    texts::{TextReader, entries},
};

pub(crate) const CHANGES: &str = "changes";

/// How many documents a delta may bring or take away: what a phone indexes in the blink of an eye. Who changes more makes a whole pack.
pub const CHANGES_MAX: usize = 5_000;

/// What changed.
pub(crate) struct Changes {
    /// The ids of what is gone.
    pub removed: Vec<String>,
    /// The ids of what there is something new for.
    pub replaced: Vec<String>,
    pub segment: Segment,
    pub duties: Option<Duties>,
}

/// Reads what changed, and indexes it.
pub(crate) fn read(envelope: &Envelope<'_>, reader: &mut TextReader) -> Result<Changes, Torn> {
    let bytes = reader.unpack(envelope.part(CHANGES).ok_or(Torn)?)?;
    let mut reading = Reading::of(&bytes);
    let mut removed = Vec::new();
    for _ in 0..reading.count()? {
        removed.push(reading.text()?.to_owned());
    }
    let documents = Documents::read(&mut reading, false)?;
    if removed.len() > CHANGES_MAX || documents.len() > CHANGES_MAX {
        return Err(Torn);
    }
    let block = std::str::from_utf8(reading.take(reading.left())?).map_err(|_| Torn)?;
    let replaced = entries(block).map(|entry| Ok(entry?.id.to_owned())).collect::<Result<_, Torn>>()?;
    let segment = Segment::of_texts(documents, block.to_owned())?;
    let duties = match envelope.part(DUTIES) {
        Some(duties) => {
            let measures = envelope.part(MEASURES).unwrap_or_default();
            Some(Duties::read(duties, Run::Own(measures.to_vec()), &[]).map_err(|_| Torn)?)
        }
        None => None,
    };
    Ok(Changes { removed, replaced, segment, duties })
}

#[cfg(feature = "build")]
pub(crate) fn write(removed: &[String], documents: &Documents, block: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    crate::bytes::write_number(&mut bytes, removed.len() as u64);
    removed.iter().for_each(|id| crate::bytes::write_run(&mut bytes, id.as_bytes()));
    documents.write(&mut bytes, false);
    bytes.extend_from_slice(block.as_bytes());
    bytes
}
