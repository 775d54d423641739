//! The texts: a few together are one block, cut by control characters, so that a hit costs one small frame.

use std::{ops::Range, sync::Arc};

use index_core::{document::Document, passage::Passage};
use vocabulary::HsCode;

use crate::{
    bytes::Reading,
    fault::{PackError, Torn},
    squeeze::Unpacker,
};

const ENTRY: char = '\u{1d}';
const FIELD: char = '\u{1e}';
const PART: char = '\u{1f}';

/// How many unpacked blocks are kept for the next query.
const BLOCKS_KEPT: usize = 48;

/// What is kept of a document, as it stands in a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry<'a> {
    pub id: &'a str,
    pub subject: &'a str,
    pub work: &'a str,
    pub code: Option<HsCode>,
    pub title: &'a str,
    pub path: Vec<String>,
    pub body: &'a str,
    pub notes: &'a str,
    pub references: Vec<String>,
}

impl<'a> Entry<'a> {
    /// Returns what analysis reads of it.
    pub fn passage<'p>(&'p self, nomenclature: bool, code: &'p str) -> Passage<'p> {
        Passage {
            title: self.title,
            path: &self.path,
            body: self.body,
            notes: self.notes,
            references: &self.references,
            nomenclature,
            code,
        }
    }

    /// Returns the significant digits of its code, or none.
    pub fn digits(&self) -> &str {
        self.code.as_ref().map_or("", HsCode::significant)
    }

    fn read(text: &'a str) -> Result<Entry<'a>, Torn> {
        let mut fields = text.split(FIELD);
        let mut next = || fields.next().ok_or(Torn);
        let parts = |text: &str| text.split(PART).filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let id = next()?;
        Ok(Entry {
            id,
            subject: of_id(id, next()?)?,
            work: of_id(id, next()?)?,
            code: next()?.parse().ok(),
            title: next()?,
            path: parts(next()?),
            body: next()?,
            notes: next()?,
            references: parts(next()?),
        })
    }
}

/// A name is told by how much of the id it is, or whole.
fn of_id<'a>(id: &'a str, told: &'a str) -> Result<&'a str, Torn> {
    match told.strip_prefix('=') {
        Some(whole) => Ok(whole),
        None => id.get(..told.parse().map_err(|_| Torn)?).ok_or(Torn),
    }
}

fn told(id: &str, name: &str) -> String {
    if id.starts_with(name) { name.len().to_string() } else { format!("={name}") }
}

/// Writes what is kept of a document.
pub(crate) fn write(document: &Document) -> String {
    let id = clean(&document.id.0);
    let parts = |parts: &[String]| parts.iter().map(|part| clean(part)).collect::<Vec<_>>().join(&PART.to_string());
    let fields = [
        told(&id, &clean(&document.subject.0)),
        told(&id, &clean(&document.work)),
        document.code.map(|code| code.as_str().to_owned()).unwrap_or_default(),
        clean(&document.title),
        parts(&document.path),
        clean(&document.body),
        clean(&document.notes),
        parts(&document.references),
    ];
    format!("{id}{FIELD}{}", fields.join(&FIELD.to_string()))
}

/// Joins what is kept of some documents to a block.
pub(crate) fn block<'a>(entries: impl IntoIterator<Item = &'a str>) -> String {
    entries.into_iter().collect::<Vec<_>>().join(&ENTRY.to_string())
}

/// Control characters that cut fields cannot stand in them.
fn clean(text: &str) -> String {
    let cuts = [ENTRY, FIELD, PART];
    if text.contains(cuts) { text.replace(cuts, " ") } else { text.to_owned() }
}

/// Where the blocks of a segment are.
#[derive(Debug)]
pub(crate) enum Texts {
    /// Packed, in the file.
    Packed {
        /// How many documents share a block.
        together: u32,
        /// Where the blocks are.
        place: Range<usize>,
        /// Where each ends, from the beginning of the first.
        ends: Vec<u32>,
    },
    /// Unpacked: one block.
    Plain(Arc<str>),
}

impl Texts {
    /// Reads where the blocks are.
    pub fn read(index: &[u8], place: Range<usize>, documents: usize) -> Result<Texts, PackError> {
        let read = || {
            let mut reading = Reading::of(index);
            let together: u32 = reading.small()?;
            let (mut ends, mut end) = (Vec::new(), 0u32);
            for _ in 0..reading.count()? {
                end = end.checked_add(reading.small()?).ok_or(Torn)?;
                ends.push(end);
            }
            reading.end()?;
            let whole = together > 0 && documents.div_ceil(together as usize) == ends.len() && end as usize == place.len();
            if whole { Ok(Texts::Packed { together, place: place.clone(), ends }) } else { Err(Torn) }
        };
        read().map_err(Torn::within("the blocks of texts"))
    }
}

/// Reads texts, and keeps the blocks it read last.
pub(crate) struct TextReader {
    unpacker: Unpacker,
    kept: Vec<((u32, u32), Arc<str>)>,
    next: usize,
}

impl TextReader {
    pub fn new(dictionary: &[u8]) -> Result<TextReader, PackError> {
        let unpacker = Unpacker::new(dictionary).map_err(Torn::within("the dictionary"))?;
        Ok(TextReader { unpacker, kept: Vec::new(), next: 0 })
    }

    /// Returns the block that a document of a segment is in, and its place there.
    pub fn block(&mut self, segment: u32, texts: &Texts, document: u32, file: &[u8]) -> Result<(Arc<str>, usize), Torn> {
        let (together, place, ends) = match texts {
            Texts::Plain(block) => return Ok((block.clone(), document as usize)),
            Texts::Packed { together, place, ends } => (*together, place, ends),
        };
        let number = document / together;
        let within = (document % together) as usize;
        if let Some((_, block)) = self.kept.iter().find(|(key, _)| *key == (segment, number)) {
            return Ok((block.clone(), within));
        }
        let start = number.checked_sub(1).map_or(Some(0), |before| ends.get(before as usize).copied()).ok_or(Torn)?;
        let end = *ends.get(number as usize).ok_or(Torn)?;
        let packed = file.get(place.start + start as usize..place.start + end as usize).ok_or(Torn)?;
        let block: Arc<str> = String::from_utf8(self.unpacker.unpack(packed)?).map_err(|_| Torn)?.into();
        let kept = ((segment, number), block.clone());
        match self.kept.get_mut(self.next) {
            Some(oldest) => *oldest = kept,
            None => self.kept.push(kept),
        }
        self.next = (self.next + 1) % BLOCKS_KEPT;
        Ok((block, within))
    }
}

/// Returns what is kept of a document within a block.
pub(crate) fn entry(block: &str, within: usize) -> Result<Entry<'_>, Torn> {
    Entry::read(written(block, within)?)
}

/// Returns what is kept of a document within a block, as it is written.
pub(crate) fn written(block: &str, within: usize) -> Result<&str, Torn> {
    block.split(ENTRY).nth(within).ok_or(Torn)
}

/// Returns what is kept of all documents of a block.
pub(crate) fn entries(block: &str) -> impl Iterator<Item = Result<Entry<'_>, Torn>> {
    block.split(ENTRY).filter(|text| !text.is_empty()).map(Entry::read)
}
