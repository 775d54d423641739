//! Frames as small as they get: packing takes its time on the server so that unpacking is quick on the phone.

use std::io;

use zstd::{bulk::Compressor, dict::EncoderDictionary};

use crate::bytes::write_number;

/// As small as the library makes it.
const LEVEL: i32 = 22;

/// How large the dictionary is at most: it is a part of the pack, and pays where many texts are alike.
const DICTIONARY_BYTES: usize = 64 << 10;

/// A dictionary is worth its bytes where the texts are so many times as long.
const WORTH: usize = 12;

/// Packs with one dictionary, prepared once.
pub(super) struct Squeezer {
    dictionary: Option<EncoderDictionary<'static>>,
}

impl Squeezer {
    /// Prepares a dictionary; none where it is empty.
    pub fn with(dictionary: &[u8]) -> Squeezer {
        Squeezer { dictionary: (!dictionary.is_empty()).then(|| EncoderDictionary::copy(dictionary, LEVEL)) }
    }

    /// Packs bytes into a frame with their length before it.
    pub fn squeeze(&self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut compressor = match &self.dictionary {
            Some(dictionary) => Compressor::with_prepared_dictionary(dictionary),
            None => Compressor::new(LEVEL),
        }?;
        compressor.include_checksum(false)?;
        compressor.include_contentsize(true)?;
        let mut frame = Vec::new();
        write_number(&mut frame, bytes.len() as u64);
        frame.extend(compressor.compress(bytes)?);
        Ok(frame)
    }
}

/// Packs bytes without a dictionary.
pub(super) fn squeeze(bytes: &[u8]) -> io::Result<Vec<u8>> {
    Squeezer::with(&[]).squeeze(bytes)
}

/// Trains a dictionary on blocks of texts; none where they are too few.
pub(super) fn dictionary(blocks: &[String]) -> io::Result<Vec<u8>> {
    let bytes: usize = blocks.iter().map(String::len).sum();
    let size = DICTIONARY_BYTES.min(bytes / WORTH);
    if size < 4 << 10 || blocks.len() < 16 {
        return Ok(Vec::new());
    }
    zstd::dict::from_samples(blocks, size)
}
