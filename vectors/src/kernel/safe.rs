//! Products in plain Rust. The loops have the shape that compilers know as the product of neighbouring pairs.

/// How many rows of weights, and how many rows to multiply, are held at once: as many sums as a processor has registers for.
const TILE: usize = 2;

/// See [`super::Kernel::products`].
pub(super) fn products(query: &[i8], rows: &[i8], products: &mut [i32]) {
    let query: Vec<i16> = query.iter().map(|number| i16::from(*number)).collect();
    for (product, row) in products.iter_mut().zip(rows.chunks_exact(query.len())) {
        *product = query.iter().zip(row).map(|(a, b)| i32::from(*a) * i32::from(i16::from(*b))).sum();
    }
}

/// See [`super::Matrix::multiply`].
pub(super) fn multiply(inputs: usize, outputs: usize, weights: &[i16], rows: &[i8], products: &mut [i32]) {
    let rows: Vec<i16> = rows.iter().map(|number| i16::from(*number)).collect();
    // Few weights are looked at again and again: the rows are more than fits near the processor, these weights are not.
    for (block, weights) in weights.chunks_exact(inputs * TILE).enumerate() {
        let (first, second) = weights.split_at(inputs);
        let mut pairs = rows.chunks_exact(inputs * TILE);
        let mut at = block * TILE;
        for pair in &mut pairs {
            let (one, other) = pair.split_at(inputs);
            let sums = four(one, other, first, second);
            products[at..at + 2].copy_from_slice(&sums[..2]);
            products[at + outputs..at + outputs + 2].copy_from_slice(&sums[2..]);
            at += outputs * TILE;
        }
        let last = pairs.remainder();
        if !last.is_empty() {
            products[at] = one(last, first);
            products[at + 1] = one(last, second);
        }
    }
}

fn one(row: &[i16], weights: &[i16]) -> i32 {
    row.iter().zip(weights).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}

fn four(one: &[i16], other: &[i16], first: &[i16], second: &[i16]) -> [i32; 4] {
    let mut sums = [0; 4];
    for (((a, b), c), d) in one.iter().zip(other).zip(first).zip(second) {
        let (a, b, c, d) = (i32::from(*a), i32::from(*b), i32::from(*c), i32::from(*d));
        sums[0] += a * c;
        sums[1] += a * d;
        sums[2] += b * c;
        sums[3] += b * d;
    }
    sums
}
