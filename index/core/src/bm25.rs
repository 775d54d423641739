//! Okapi BM25 exactly as tantivy computes it, with its one-byte document lengths, so that server and phone agree to the bit.

/// Saturation of repeated words.
pub const K1: f32 = 1.2;

/// How much a long document is held against it.
pub const B: f32 = 0.75;

/// What is known of all documents of one analyser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// How many documents.
    pub documents: u64,
    /// How many terms they have together, weights counted.
    pub terms: u64,
}

impl Statistics {
    /// Returns the rarity of a term that `document_frequency` documents have.
    pub fn idf(&self, document_frequency: u64) -> f32 {
        let without = self.documents.saturating_sub(document_frequency) as f32;
        // One logarithm on every machine: those of their libraries differ in the last bit, and then ranks may.
        libm::logf(1.0 + (without + 0.5) / (document_frequency as f32 + 0.5))
    }

    /// Returns what one term adds to a document's score.
    pub fn score(&self, idf: f32, boost: f32, term_frequency: u32, length_code: u8) -> f32 {
        let average = self.terms as f32 / self.documents as f32;
        let norm = K1 * (1.0 - B + B * length_of(length_code) as f32 / average);
        let frequency = term_frequency as f32;
        idf * boost * (1.0 + K1) * (frequency / (frequency + norm))
    }
}

/// Returns the byte that stands for a document length: exact up to 40, then with four significant bits.
pub fn length_code(length: u32) -> u8 {
    let above = |code: u16| length_of(code as u8) > length;
    (0..=255u16).position(above).map_or(255, |code| code as u8 - 1)
}

/// Returns the length a byte stands for.
pub fn length_of(code: u8) -> u32 {
    const EXACT: u8 = 24;
    if code < EXACT {
        return u32::from(code);
    }
    let (mantissa, octave) = (u32::from((code - EXACT) & 7), (code - EXACT) >> 3);
    let scaled = if octave == 0 { mantissa } else { (mantissa | 8) << (octave - 1) };
    u32::from(EXACT) + scaled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_exact_up_to_forty_and_never_rounded_up() {
        for length in 0..=40 {
            assert_eq!(length_of(length_code(length)), length);
        }
        for (length, kept) in [(41, 40), (57, 56), (100, 96), (1_047, 984), (1_048, 1_048)] {
            assert_eq!(length_of(length_code(length)), kept);
        }
        assert_eq!(length_of(255), 2_013_265_944);
    }
}
