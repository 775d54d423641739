//! Numbers in four bits, in blocks of 32 that share what a unit is worth.
//!
//! Source: ggml, `q4_0`: a half-precision float, then 16 bytes with a number of the block's first half in their lower four bits,
//! and one of its second half in their upper four; 8 is zero.

use half::f16;

/// How many numbers a block has.
const BLOCK: usize = 32;

/// How many bytes it takes.
const BLOCK_BYTES: usize = 18;

/// Returns how many bytes a row takes; nothing when it is not made of whole blocks.
pub(super) fn row_bytes(width: usize) -> Option<usize> {
    (width > 0 && width.is_multiple_of(BLOCK)).then_some(width / BLOCK * BLOCK_BYTES)
}

/// Reads blocks, one after the other.
pub(super) fn read(blocks: &[u8]) -> Vec<f32> {
    let mut numbers = Vec::with_capacity(blocks.len() / BLOCK_BYTES * BLOCK);
    for block in blocks.as_chunks::<BLOCK_BYTES>().0 {
        let (worth, bytes) = ([block[0], block[1]], &block[2..]);
        let worth = f16::from_le_bytes(worth).to_f32();
        let number = |four: u8| (f32::from(four) - 8.0) * worth;
        numbers.extend(bytes.iter().map(|byte| number(byte & 0x0f)));
        numbers.extend(bytes.iter().map(|byte| number(byte >> 4)));
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_read_half_by_half() {
        let mut block = [0x88; BLOCK_BYTES];
        block[..3].copy_from_slice(&[0x00, 0x38, 0xf9]); // a half is what a unit is worth; 9 is one, 15 is seven
        let mut wanted = [0.0; BLOCK];
        (wanted[0], wanted[16]) = (0.5, 3.5);
        assert_eq!(read(&block), wanted);
        assert_eq!((row_bytes(64), row_bytes(48), row_bytes(0)), (Some(36), None, None));
    }
}
