//! The index of the documents of one analyser: its stems with their postings, its words for corrections, and what is known of all.

use std::ops::Range;

use index_core::bm25::Statistics;

use crate::{
    bytes::Reading,
    fault::{PackError, Torn},
    lexicon::Lexicon,
    postings, squeeze,
};

/// Bytes within the file of the pack, or bytes of our own.
#[derive(Debug)]
pub(crate) enum Run {
    Within(Range<usize>),
    Own(Vec<u8>),
}

impl Run {
    /// Returns the bytes; `file` is the whole file.
    pub fn bytes<'a>(&'a self, file: &'a [u8]) -> &'a [u8] {
        match self {
            Run::Within(place) => file.get(place.clone()).unwrap_or_default(),
            Run::Own(bytes) => bytes,
        }
    }
}

/// The index of one analyser.
#[derive(Debug)]
pub(crate) struct Slot {
    pub statistics: Statistics,
    pub stems: Lexicon,
    pub words: Lexicon,
    pub postings: Run,
}

impl Slot {
    /// Reads what [`Slot::write`] wrote.
    pub fn read(packed: &[u8], postings: Run, file: &[u8]) -> Result<Slot, PackError> {
        let read = || {
            let bytes = squeeze::unpack(packed)?;
            let mut reading = Reading::of(&bytes);
            let statistics = Statistics { documents: reading.number()?, terms: reading.number()? };
            let (stems, words) = (Lexicon::read(&mut reading)?, Lexicon::read(&mut reading)?);
            reading.end()?;
            Ok((statistics, stems, words))
        };
        let (statistics, stems, words) = read().map_err(Torn::within("the words"))?;
        if stems.postings_len() != postings.bytes(file).len() {
            return Err(PackError::Damaged("the postings"));
        }
        Ok(Slot { statistics, stems, words, postings })
    }

    #[cfg(feature = "build")]
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        crate::bytes::write_number(&mut bytes, self.statistics.documents);
        crate::bytes::write_number(&mut bytes, self.statistics.terms);
        self.stems.write(&mut bytes);
        self.words.write(&mut bytes);
        bytes
    }

    /// Calls `each` with every document that has a stem.
    pub fn each(&self, stem: &str, file: &[u8], each: impl FnMut(u32, u32)) -> Result<(), Torn> {
        let Some(place) = self.stems.place(stem) else { return Ok(()) };
        postings::read(self.postings.bytes(file).get(place).ok_or(Torn)?, each)
    }
}
