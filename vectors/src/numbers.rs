//! Sums over rows of numbers, in a fixed order that compilers can still make quick.

/// How many sums run side by side.
const LANES: usize = 16;

/// Added to a number, leaves no place for a fraction: the quickest way to the nearest whole number. 1.5 × 2^23.
const WHOLE: f32 = 12_582_912.0;

/// Returns the sum of `of` over the numbers.
pub(crate) fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, number) in lanes.iter_mut().zip(chunk) {
            *lane += of(*number);
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|number| of(*number)).sum::<f32>()
}

/// Returns the sum of the products.
pub(crate) fn dot(one: &[f32], other: &[f32]) -> f32 {
    let mut lanes = [0.0; LANES];
    let (ones, one_rest) = one.as_chunks::<LANES>();
    let (others, other_rest) = other.as_chunks::<LANES>();
    for (one, other) in ones.iter().zip(others) {
        for (lane, (a, b)) in lanes.iter_mut().zip(one.iter().zip(other)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f32>() + one_rest.iter().zip(other_rest).map(|(a, b)| a * b).sum::<f32>()
}

/// Brings a row to mean 0 and variance 1, then stretches and shifts each of its numbers.
pub(crate) fn normalise(row: &mut [f32], stretch: &[f32], shift: &[f32], epsilon: f32) {
    let count = row.len() as f32;
    let mean = sum(row, |number| number) / count;
    let variance = sum(row, |number| (number - mean) * (number - mean)) / count;
    let inverse = (variance + epsilon).sqrt().recip();
    for ((number, stretch), shift) in row.iter_mut().zip(stretch).zip(shift) {
        *number = (*number - mean) * inverse * stretch + shift;
    }
}

/// Brings a row to length 1.
pub(crate) fn to_unit_length(row: &mut [f32]) {
    let inverse = sum(row, |number| number * number).max(1e-12).sqrt().recip();
    row.iter_mut().for_each(|number| *number *= inverse);
}

/// Writes the numbers as whole ones from -127 to 127, and returns what one of those is worth.
pub(crate) fn quantise(row: &[f32], whole: &mut [i8]) -> f32 {
    let largest = row.iter().fold(0.0_f32, |largest, number| largest.max(number.abs()));
    // Not a number, or beyond them: such a row says nothing.
    if !(largest > f32::MIN_POSITIVE && largest.is_finite()) {
        whole.fill(0);
        return 0.0;
    }
    let inverse = 127.0 / largest;
    for (whole, number) in whole.iter_mut().zip(row) {
        *whole = nearest(number * inverse);
    }
    largest / 127.0
}

/// Returns the nearest whole number, of one between -127 and 127.
fn nearest(number: f32) -> i8 {
    (number + WHOLE).to_bits().wrapping_sub(WHOLE.to_bits()) as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_the_nearest() {
        let mut whole = [0; 5];
        let worth = quantise(&[12.7, -12.7, 0.0, 0.349, -0.551], &mut whole);
        assert_eq!(whole, [127, -127, 0, 3, -6]);
        assert!((worth - 0.1).abs() < 1e-6);
    }

    #[test]
    fn a_row_that_says_nothing_is_nothing() {
        for row in [[0.0; 2], [f32::NAN; 2], [f32::INFINITY, 1.0]] {
            let mut whole = [1; 2];
            assert_eq!((quantise(&row, &mut whole), whole), (0.0, [0; 2]));
        }
    }
}
