//! One part of what is searched: the pack itself, or what a delta brought, each with everything needed to search it.

use index_core::analysis::ANALYSERS;

use crate::{
    documents::Documents,
    fault::Torn,
    indexing::{self, Indexed},
    places::Places,
    slot::Slot,
    texts::{TextReader, Texts, entry, written},
};

/// One part of what is searched.
#[derive(Debug)]
pub(crate) struct Segment {
    pub documents: Documents,
    pub slots: [Option<Slot>; ANALYSERS],
    pub texts: Texts,
    pub places: Places,
    /// Documents that a later delta took away.
    gone: Vec<bool>,
}

impl Segment {
    pub fn new(documents: Documents, slots: [Option<Slot>; ANALYSERS], texts: Texts, places: Places) -> Segment {
        Segment { gone: vec![false; documents.len()], documents, slots, texts, places }
    }

    /// Makes a segment of the texts of one block.
    pub fn of_texts(mut documents: Documents, block: String) -> Result<Segment, Torn> {
        let Indexed { slots, places } = indexing::index(&mut documents, &block)?;
        Ok(Segment::new(documents, slots, Texts::Plain(block.into()), places))
    }

    /// Says whether no later delta took a document away.
    pub fn has(&self, document: u32) -> bool {
        self.gone.get(document as usize).is_some_and(|gone| !gone)
    }

    /// Takes a document away.
    pub fn take_away(&mut self, document: u32) {
        if let Some(gone) = self.gone.get_mut(document as usize) {
            *gone = true;
        }
    }

    /// Returns the texts of some documents as they are written, one behind the other: at most so many bytes.
    pub fn written(
        &self,
        number: u32,
        documents: &[u32],
        bytes_max: usize,
        reader: &mut TextReader,
        file: &[u8],
    ) -> Result<Vec<u8>, Torn> {
        let mut bytes = Vec::new();
        for document in documents {
            let (block, within) = reader.block(number, &self.texts, *document, file)?;
            bytes.extend_from_slice(written(&block, within)?.as_bytes());
            if bytes.len() > bytes_max {
                return Err(Torn);
            }
        }
        Ok(bytes)
    }

    /// Finds a document by its id, whether or not it was taken away.
    pub fn find(&self, number: u32, id: &str, reader: &mut TextReader, file: &[u8]) -> Result<Option<u32>, Torn> {
        let (mut low, mut high) = (0, self.places.by_id.len());
        while low < high {
            let middle = low.midpoint(high);
            let document = self.places.by_id[middle];
            let (block, within) = reader.block(number, &self.texts, document, file)?;
            match entry(&block, within)?.id.cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Ok(Some(document)),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Ok(None)
    }
}
