//! Products with the vector instructions of x86-64 processors.
//!
//! Four rows and two or four vectors of outputs are held at once, so that what is read is used several times.

#![expect(unsafe_code, reason = "vector instructions take addresses, and are there only on some processors")]

use std::{arch::x86_64::*, array};

/// How many rows are multiplied at once.
const ROWS: usize = 4;

/// See [`super::Matrix::multiply`].
pub(super) fn multiply_avx2(inputs: usize, outputs: usize, weights: &[i8], rows: &[i8], products: &mut [i32]) {
    // SAFETY: a matrix is laid out for this kernel only where `Kernel::available` has it.
    unsafe { avx2(inputs, outputs, weights, &fours(rows), products) }
}

#[target_feature(enable = "avx2")]
fn avx2(inputs: usize, outputs: usize, weights: &[i8], rows: &[i32], products: &mut [i32]) {
    for (block, weights) in weights.chunks_exact(inputs * 16).enumerate() {
        for (group, rows) in rows.chunks(inputs / 4 * ROWS).enumerate() {
            let products = &mut products[group * ROWS * outputs + block * 16..];
            match rows.len() / (inputs / 4) {
                4 => tile_avx2::<4>(inputs, outputs, weights, rows, products),
                3 => tile_avx2::<3>(inputs, outputs, weights, rows, products),
                2 => tile_avx2::<2>(inputs, outputs, weights, rows, products),
                _ => tile_avx2::<1>(inputs, outputs, weights, rows, products),
            }
        }
    }
}

/// Multiplies so many rows with the weights of 16 outputs. A product of bytes wants one factor without a sign: it is the row's,
/// whose sign goes to the weight.
#[target_feature(enable = "avx2")]
fn tile_avx2<const R: usize>(inputs: usize, outputs: usize, weights: &[i8], rows: &[i32], products: &mut [i32]) {
    let (ones, rows) = (_mm256_set1_epi16(1), each::<R>(inputs / 4, rows));
    let mut sums = [[_mm256_setzero_si256(); 2]; R];
    for (four, weights) in weights.as_chunks::<64>().0[..inputs / 4].iter().enumerate() {
        // SAFETY: both halves are inside the 64 bytes of the chunk.
        let weights =
            unsafe { [_mm256_loadu_si256(weights.as_ptr().cast()), _mm256_loadu_si256(weights.as_ptr().add(32).cast())] };
        for (row, sums) in rows.iter().zip(&mut sums) {
            let row = _mm256_set1_epi32(row[four]);
            let size = _mm256_abs_epi8(row);
            for (sum, weights) in sums.iter_mut().zip(weights) {
                let pairs = _mm256_maddubs_epi16(size, _mm256_sign_epi8(weights, row));
                *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(pairs, ones));
            }
        }
    }
    for (row, sums) in sums.iter().enumerate() {
        let products = &mut products[row * outputs..row * outputs + 16];
        // SAFETY: the 16 products of the row are 64 bytes.
        unsafe {
            _mm256_storeu_si256(products.as_mut_ptr().cast(), sums[0]);
            _mm256_storeu_si256(products.as_mut_ptr().add(8).cast(), sums[1]);
        }
    }
}

/// See [`super::Matrix::multiply`].
pub(super) fn multiply_vnni(inputs: usize, outputs: usize, weights: &[u8], rows: &[i8], products: &mut [i32]) {
    // The weights are 128 too large: what that adds is taken away at the start.
    let sum = |row: &[i8]| row.iter().map(|number| i32::from(*number)).sum::<i32>();
    let raised: Vec<i32> = rows.chunks_exact(inputs).map(|row| sum(row) * 128).collect();
    // SAFETY: a matrix is laid out for this kernel only where `Kernel::available` has it.
    unsafe { vnni(inputs, outputs, weights, &fours(rows), &raised, products) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn vnni(inputs: usize, outputs: usize, weights: &[u8], rows: &[i32], raised: &[i32], products: &mut [i32]) {
    let mut block = 0;
    while block < outputs / 16 {
        let blocks = if outputs / 16 - block >= 4 { 4 } else { 1 };
        let weights = &weights[block * inputs * 16..(block + blocks) * inputs * 16];
        for (group, (rows, raised)) in rows.chunks(inputs / 4 * ROWS).zip(raised.chunks(ROWS)).enumerate() {
            let products = &mut products[group * ROWS * outputs + block * 16..];
            match (raised.len(), blocks) {
                (4, 4) => tile_vnni::<4, 4>(inputs, outputs, weights, rows, raised, products),
                (3, 4) => tile_vnni::<3, 4>(inputs, outputs, weights, rows, raised, products),
                (2, 4) => tile_vnni::<2, 4>(inputs, outputs, weights, rows, raised, products),
                (_, 4) => tile_vnni::<1, 4>(inputs, outputs, weights, rows, raised, products),
                (4, _) => tile_vnni::<4, 1>(inputs, outputs, weights, rows, raised, products),
                (3, _) => tile_vnni::<3, 1>(inputs, outputs, weights, rows, raised, products),
                (2, _) => tile_vnni::<2, 1>(inputs, outputs, weights, rows, raised, products),
                (_, _) => tile_vnni::<1, 1>(inputs, outputs, weights, rows, raised, products),
            }
        }
        block += blocks;
    }
}

/// Multiplies so many rows with the weights of so many times 16 outputs.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn tile_vnni<const R: usize, const B: usize>(
    inputs: usize,
    outputs: usize,
    weights: &[u8],
    rows: &[i32],
    raised: &[i32],
    products: &mut [i32],
) {
    let mut sums = [[_mm512_setzero_si512(); B]; R];
    for (row, raised) in sums.iter_mut().zip(raised) {
        *row = [_mm512_set1_epi32(-raised); B];
    }
    let (weights, fours) = (weights.as_chunks::<64>().0, inputs / 4);
    let rows = each::<R>(fours, rows);
    for four in 0..fours {
        let mut block = [_mm512_setzero_si512(); B];
        for (at, block) in block.iter_mut().enumerate() {
            // SAFETY: the chunk has the 64 bytes that are read.
            *block = unsafe { _mm512_loadu_si512(weights[at * fours + four].as_ptr().cast()) };
        }
        for (row, sums) in rows.iter().zip(&mut sums) {
            let row = _mm512_set1_epi32(row[four]);
            for (sum, block) in sums.iter_mut().zip(block) {
                *sum = _mm512_dpbusd_epi32(*sum, block, row);
            }
        }
    }
    for (row, sums) in sums.iter().enumerate() {
        for (block, sum) in sums.iter().enumerate() {
            let at = row * outputs + block * 16;
            // SAFETY: the 16 products are 64 bytes.
            unsafe { _mm512_storeu_si512(products[at..at + 16].as_mut_ptr().cast(), *sum) };
        }
    }
}

/// Returns the numbers of rows in groups of four, side by side as in memory.
fn fours(numbers: &[i8]) -> Vec<i32> {
    numbers.as_chunks::<4>().0.iter().map(|four| i32::from_le_bytes(four.map(i8::cast_unsigned))).collect()
}

/// Returns each of the rows.
#[inline(always)]
fn each<const R: usize>(fours: usize, rows: &[i32]) -> [&[i32]; R] {
    array::from_fn(|row| &rows[row * fours..(row + 1) * fours])
}

/// See [`super::Kernel::products`].
pub(super) fn products_avx2(query: &[i8], rows: &[i8], products: &mut [i32]) {
    for (product, row) in products.iter_mut().zip(rows.chunks_exact(query.len())) {
        // SAFETY: this kernel is chosen only where `Kernel::available` has it.
        *product = unsafe { product_avx2(query, row) };
    }
}

#[target_feature(enable = "avx2")]
fn product_avx2(query: &[i8], row: &[i8]) -> i32 {
    let mut sum = _mm256_setzero_si256();
    for (query, row) in query.as_chunks::<16>().0.iter().zip(row.as_chunks::<16>().0) {
        // SAFETY: each chunk has the 16 bytes that are read.
        let (query, row) = unsafe { (_mm_loadu_si128(query.as_ptr().cast()), _mm_loadu_si128(row.as_ptr().cast())) };
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_cvtepi8_epi16(query), _mm256_cvtepi8_epi16(row)));
    }
    let four = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256::<1>(sum));
    let two = _mm_add_epi32(four, _mm_shuffle_epi32::<0b01_00_11_10>(four));
    _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32::<0b10_11_00_01>(two)))
}

/// See [`super::Kernel::products`].
pub(super) fn products_vnni(query: &[i8], rows: &[i8], products: &mut [i32]) {
    let raised: i32 = query.iter().map(|number| i32::from(*number)).sum::<i32>() * 128;
    for (product, row) in products.iter_mut().zip(rows.chunks_exact(query.len())) {
        // SAFETY: this kernel is chosen only where `Kernel::available` has it.
        *product = unsafe { product_vnni(query, row) } - raised;
    }
}

/// Returns the product with a row that is 128 too large everywhere.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn product_vnni(query: &[i8], row: &[i8]) -> i32 {
    let top = _mm512_set1_epi8(i8::MIN);
    let mut sum = _mm512_setzero_si512();
    let (queries, query_rest) = query.as_chunks::<64>();
    let (chunks, row_rest) = row.as_chunks::<64>();
    for (query, row) in queries.iter().zip(chunks) {
        // SAFETY: each chunk has the 64 bytes that are read.
        let (query, row) = unsafe { (_mm512_loadu_si512(query.as_ptr().cast()), _mm512_loadu_si512(row.as_ptr().cast())) };
        sum = _mm512_dpbusd_epi32(sum, _mm512_xor_si512(row, top), query);
    }
    let rest: i32 = query_rest.iter().zip(row_rest).map(|(a, b)| i32::from(*a) * (i32::from(*b) + 128)).sum();
    _mm512_reduce_add_epi32(sum) + rest
}
