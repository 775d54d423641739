//! What changed from one edition of a pack to the next: new texts, which the phone indexes itself, and the ids of those that are gone.
//!
//! A text that was amended says mostly what it said before. So what is new is packed with the old texts behind the dictionary of the pack,
//! and comes to few bytes. The old texts are those of the whole pack, whatever deltas lie on top: a delta names that pack by its hash.

use crate::{
    bytes::Reading,
    documents::Documents,
    envelope::Envelope,
    fault::{PackError, Torn},
    segment::Segment,
    squeeze::Unpacker,
    texts::{TextReader, entries},
};
#[cfg(feature = "duty")]
use crate::{
    duties::Duties,
    pack::{DUTIES, MEASURES, SENTENCES},
    slot::Run,
};

pub(crate) const CHANGES: &str = "changes";

/// How many documents a delta may bring or take away: what a phone indexes in the blink of an eye. Who changes more makes a whole pack.
pub const CHANGES_MAX: usize = 5_000;

/// How many bytes of old texts are referred to at most: a phone holds them for a moment, three times.
const OLD_BYTES_MAX: usize = 4 << 20;

/// What changed.
pub(crate) struct Changes {
    /// The ids of what is gone.
    pub removed: Vec<String>,
    /// The ids of what there is something new for.
    pub replaced: Vec<String>,
    pub segment: Segment,
    #[cfg(feature = "duty")]
    pub duties: Option<Duties>,
}

/// The whole pack that a delta goes on from.
pub(crate) struct Base<'a> {
    /// The SHA-256 of its table of contents.
    pub digest: [u8; 32],
    pub dictionary: &'a [u8],
    pub segment: &'a Segment,
    pub file: &'a [u8],
}

impl Base<'_> {
    /// Returns the dictionary with the old texts of some documents behind it. Without a dictionary there is nothing to put them behind.
    fn dictionary(&self, old: &[u32], reader: &mut TextReader) -> Result<Vec<u8>, Torn> {
        let mut dictionary = self.dictionary.to_vec();
        if !old.is_empty() {
            if dictionary.is_empty() {
                return Err(Torn);
            }
            dictionary.extend(self.segment.written(0, old, OLD_BYTES_MAX, reader, self.file)?);
        }
        Ok(dictionary)
    }
}

/// Reads what changed, and indexes it.
pub(crate) fn read(envelope: &Envelope<'_>, base: &Base<'_>, reader: &mut TextReader) -> Result<Changes, PackError> {
    let torn = Torn::within("what changed");
    let mut reading = Reading::of(envelope.part(CHANGES).ok_or(Torn).map_err(&torn)?);
    if reading.array::<32>().map_err(&torn)? != base.digest {
        return Err(PackError::OtherBase);
    }
    changes(envelope, &mut reading, base, reader).map_err(torn)
}

fn changes(envelope: &Envelope<'_>, head: &mut Reading<'_>, base: &Base<'_>, reader: &mut TextReader) -> Result<Changes, Torn> {
    let (mut old, mut next) = (Vec::new(), 0u32);
    for _ in 0..head.count()? {
        let document = next.checked_add(head.small()?).ok_or(Torn)?;
        old.push(document);
        next = document.checked_add(1).ok_or(Torn)?;
    }
    if old.len() > CHANGES_MAX {
        return Err(Torn);
    }
    let packed = head.take(head.left())?;
    let bytes = Unpacker::new(&base.dictionary(&old, reader)?)?.unpack(packed)?;
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
    Ok(Changes {
        removed,
        replaced,
        segment,
        #[cfg(feature = "duty")]
        duties: duties(envelope)?,
    })
}

#[cfg(feature = "duty")]
fn duties(envelope: &Envelope<'_>) -> Result<Option<Duties>, Torn> {
    let Some(duties) = envelope.part(DUTIES) else { return Ok(None) };
    let measures = envelope.part(MEASURES).unwrap_or_default();
    Duties::read(duties, envelope.part(SENTENCES), Run::Own(measures.to_vec()), &[]).map(Some).map_err(|_| Torn)
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

/// Packs what changed, with the old texts of `ids` behind the dictionary: those that the whole pack has.
#[cfg(feature = "build")]
pub(crate) fn pack<'a, E: From<Torn>>(
    base: &Base<'_>,
    ids: impl Iterator<Item = &'a str>,
    written: &[u8],
    reader: &mut TextReader,
    squeeze: impl FnOnce(&[u8], &[u8]) -> Result<Vec<u8>, E>,
) -> Result<Vec<u8>, E> {
    let old = if base.dictionary.is_empty() { Vec::new() } else { old_texts(base, ids, reader)? };
    let mut bytes = base.digest.to_vec();
    crate::bytes::write_number(&mut bytes, old.len() as u64);
    let mut next = 0;
    for document in &old {
        crate::bytes::write_number(&mut bytes, u64::from(document - next));
        next = document + 1;
    }
    bytes.extend(squeeze(&base.dictionary(&old, reader)?, written)?);
    Ok(bytes)
}

/// Finds the old texts of what changed: in the order of the pack, and no more than a phone is asked to hold.
#[cfg(feature = "build")]
fn old_texts<'a>(base: &Base<'_>, ids: impl Iterator<Item = &'a str>, reader: &mut TextReader) -> Result<Vec<u32>, Torn> {
    let mut old = std::collections::BTreeSet::new();
    for id in ids {
        old.extend(base.segment.find(0, id, reader, base.file)?);
    }
    let (mut fit, mut bytes) = (Vec::new(), 0);
    for document in old {
        bytes += base.segment.written(0, &[document], usize::MAX, reader, base.file)?.len();
        if bytes > OLD_BYTES_MAX {
            break;
        }
        fit.push(document);
    }
    Ok(fit)
}
