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

/// Returns e to the power of a number that is not positive, to seven digits, in steps that run side by side.
///
/// Source: the coefficients of Cephes, `expf.c`.
pub(crate) fn exp(number: f32) -> f32 {
    let number = number.max(-87.0); // what is less is nothing
    let raised = number * std::f32::consts::LOG2_E + WHOLE;
    let twos = raised - WHOLE;
    let rest = (number - twos * 0.693_359_4) + twos * 2.121_944_4e-4;
    let mut series = 1.987_569_1e-4;
    for coefficient in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        series = series * rest + coefficient;
    }
    let power = f32::from_bits(raised.to_bits().wrapping_sub(WHOLE.to_bits()).wrapping_add(127) << 23);
    (series * rest * rest + rest + 1.0) * power
}

/// Returns the error function of a number, to six digits, in steps that run side by side.
///
/// Source: the coefficients of Eigen, `generic_fast_erf_float`.
pub(crate) fn erf(number: f32) -> f32 {
    let number = number.clamp(-4.0, 4.0); // beyond, it is one
    let square = number * number;
    let mut above = -2.726_142_3e-10;
    for coefficient in [2.770_681_4e-8, -2.101_024e-6, -5.692_506_4e-5, -7.349_906_3e-4, -2.954_6e-3, -1.609_603_3e-2] {
        above = above * square + coefficient;
    }
    let mut below = -1.456_607_2e-5;
    for coefficient in [-2.133_740_6e-4, -1.682_827e-3, -7.373_329_2e-3, -1.426_474e-2] {
        below = below * square + coefficient;
    }
    number * above / below
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
    fn functions_are_as_exact_as_they_say() {
        for step in -8_000..=8_000_i16 {
            let number = f32::from(step) / 1_000.0;
            let (found, wanted) = (erf(number), libm::erff(number));
            assert!((found - wanted).abs() < 2e-6, "erf({number}) is {wanted}, not {found}");
            let (found, wanted) = (exp(-number.abs() * 12.0), (-number.abs() * 12.0).exp());
            assert!((found - wanted).abs() <= wanted * 1e-6 + 1e-37, "exp is {wanted}, not {found}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(f32::NEG_INFINITY) < 1e-37);
    }

    #[test]
    fn a_row_that_says_nothing_is_nothing() {
        for row in [[0.0; 2], [f32::NAN; 2], [f32::INFINITY, 1.0]] {
            let mut whole = [1; 2];
            assert_eq!((quantise(&row, &mut whole), whole), (0.0, [0; 2]));
        }
    }
}
