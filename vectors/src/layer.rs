//! What layers are made of: rows of numbers times a matrix of small whole ones.

use crate::{kernel::Matrix, numbers::quantise};

/// Multiplies rows with a matrix, and adds a bias to each.
pub(crate) fn linear(matrix: &Matrix, bias: &[f32], rows: &[f32]) -> Vec<f32> {
    let (whole, worth) = quantised(rows, matrix.inputs());
    let products = matrix.multiply(&whole);
    let mut sums = Vec::with_capacity(products.len());
    for (products, worth) in products.chunks_exact(matrix.outputs()).zip(worth) {
        let sum = |((product, scale), bias): ((&i32, &f32), &f32)| *product as f32 * (worth * scale) + bias;
        sums.extend(products.iter().zip(matrix.scales()).zip(bias).map(sum));
    }
    sums
}

/// Adds rows to rows.
pub(crate) fn added(mut rows: Vec<f32>, others: &[f32]) -> Vec<f32> {
    rows.iter_mut().zip(others).for_each(|(number, other)| *number += other);
    rows
}

/// Quantises each row by itself, so that no row depends on its company.
pub(crate) fn quantised(rows: &[f32], width: usize) -> (Vec<i8>, Vec<f32>) {
    let mut whole = vec![0; rows.len()];
    let worth = rows.chunks_exact(width).zip(whole.chunks_exact_mut(width)).map(|(row, whole)| quantise(row, whole)).collect();
    (whole, worth)
}

/// Multiplies rows with a matrix, with fifteen bits instead of eight: once the rows, once what rounding took from them.
pub(crate) fn finely(matrix: &Matrix, rows: &[f32]) -> Vec<f32> {
    let width = matrix.inputs();
    let (mut whole, worth) = quantised(rows, width);
    let rest: Vec<f32> =
        rows.iter().zip(&whole).enumerate().map(|(at, (number, whole))| number - f32::from(*whole) * worth[at / width]).collect();
    let (rest, rest_worth) = quantised(&rest, width);
    whole.extend(rest);
    let products = matrix.multiply(&whole);
    let (coarse, fine) = products.split_at(products.len() / 2);
    let outputs = matrix.outputs();
    let sums = coarse.iter().zip(fine).enumerate().map(|(at, (coarse, fine))| {
        let row = at / outputs;
        (*coarse as f32 * worth[row] + *fine as f32 * rest_worth[row]) * matrix.scales()[at % outputs]
    });
    sums.collect()
}
