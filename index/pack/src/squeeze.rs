//! Zstandard frames: every one with the length it comes to before it, so that nobody makes us ask for more memory than we allow.

use ruzstd::decoding::{Dictionary, FrameDecoder};

use crate::{bytes::Reading, fault::Torn};

/// How much one frame may come to: the lexicon of a large language is a tenth of it.
const FRAME_BYTES_MAX: usize = 16 << 20;

/// Unpacks frames, some of which were packed with a dictionary.
pub(crate) struct Unpacker {
    decoder: FrameDecoder,
}

impl Unpacker {
    /// Prepares to unpack; `dictionary` may be empty.
    pub fn new(dictionary: &[u8]) -> Result<Unpacker, Torn> {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(FRAME_BYTES_MAX as u64);
        if !dictionary.is_empty() {
            decoder.add_dict(Dictionary::decode_dict(dictionary).map_err(|_| Torn)?).map_err(|_| Torn)?;
        }
        Ok(Unpacker { decoder })
    }

    /// Unpacks a frame with its length before it.
    pub fn unpack(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Torn> {
        let mut reading = Reading::of(bytes);
        let len: usize = reading.small()?;
        if len > FRAME_BYTES_MAX {
            return Err(Torn);
        }
        let mut unpacked = vec![0; len];
        let frame = &bytes[bytes.len() - reading.left()..];
        match self.decoder.decode_all(frame, &mut unpacked) {
            Ok(written) if written == len => Ok(unpacked),
            _ => Err(Torn),
        }
    }
}

/// Unpacks a frame that was packed without a dictionary.
pub(crate) fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Torn> {
    Unpacker::new(&[])?.unpack(bytes)
}
