//! Products in safe Rust, on any processor: eight numbers side by side, as even the oldest vector instructions do it.

use std::array;

use wide::{i16x8, i32x4, u8x16};

/// How many rows are multiplied at once, and with the weights of how many outputs: as many sums as there are registers for.
const ROWS: usize = 2;
const OUTPUTS: usize = 4;

/// Widens numbers, eight side by side.
pub(super) fn eights(numbers: &[i8]) -> Vec<i16x8> {
    numbers.as_chunks::<8>().0.iter().map(|eight| i16x8::new(eight.map(i16::from))).collect()
}

/// See [`super::Kernel::products`].
pub(super) fn products(query: &[i8], rows: &[i8], products: &mut [i32]) {
    let width = query.len();
    // The rows are raised by 128, because numbers without a sign are widened in fewer steps; what that adds is known beforehand.
    let raised: i32 = query.iter().map(|number| i32::from(*number)).sum::<i32>() * 128;
    let query = eights(query);
    let (query, _) = query.as_chunks::<2>();
    for (product, row) in products.iter_mut().zip(rows.chunks_exact(width)) {
        let mut sums = [i32x4::ZERO; 2];
        for (query, row) in query.iter().zip(row.as_chunks::<16>().0) {
            let row = u8x16::new(row.map(|number| number.cast_unsigned() ^ 0x80));
            sums[0] += query[0].dot(i16x8::from_u8x16_low(row));
            sums[1] += query[1].dot(i16x8::from_u8x16_high(row));
        }
        *product = (sums[0] + sums[1]).reduce_add() - raised;
    }
}

/// See [`super::Matrix::multiply`].
pub(super) fn multiply(inputs: usize, outputs: usize, weights: &[i16x8], rows: &[i8], products: &mut [i32]) {
    let (rows, width) = (eights(rows), inputs / 8);
    // The rows are more than fits near the processor; the weights of a few outputs are not, and are used for all rows.
    for (block, weights) in weights.chunks_exact(width * OUTPUTS).enumerate() {
        let weights = array::from_fn(|output| &weights[output * width..(output + 1) * width]);
        for (pair, products) in rows.chunks(width * ROWS).zip(products.chunks_mut(outputs * ROWS)) {
            let (first, second) = pair.split_at(width);
            let second = if second.is_empty() { first } else { second }; // the last of an odd number is multiplied twice
            let sums = tile([first, second], weights);
            for (sums, products) in sums.iter().zip(products.chunks_exact_mut(outputs)) {
                products[block * OUTPUTS..(block + 1) * OUTPUTS].copy_from_slice(sums);
            }
        }
    }
}

fn tile(rows: [&[i16x8]; ROWS], weights: [&[i16x8]; OUTPUTS]) -> [[i32; OUTPUTS]; ROWS] {
    let count = rows[0].len();
    let (rows, weights) = (rows.map(|row| &row[..count]), weights.map(|row| &row[..count]));
    let mut sums = [[i32x4::ZERO; OUTPUTS]; ROWS];
    for at in 0..count {
        for (row, sums) in rows.iter().zip(&mut sums) {
            for (weights, sum) in weights.iter().zip(sums) {
                *sum += row[at].dot(weights[at]);
            }
        }
    }
    sums.map(|sums| sums.map(i32x4::reduce_add))
}
