//! Products of small whole numbers: what an encoder spends its time on.
//!
//! There are three ways to the same numbers, of which the processor decides. All are exact, so that a vector does not depend on
//! the machine that made it: sums stay below 2^31, and nothing saturates because no factor is below -127.

mod safe;
#[cfg(target_arch = "x86_64")]
mod x86;

/// How products are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// In plain Rust, as the compiler makes it quick.
    Safe,
    /// With 256-bit vectors (AVX2).
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// With 512-bit vectors and their product of bytes (AVX-512 VNNI).
    #[cfg(target_arch = "x86_64")]
    Vnni,
}

impl Kernel {
    /// Returns those this processor has, the quickest last.
    pub fn available() -> Vec<Kernel> {
        #[cfg_attr(not(target_arch = "x86_64"), expect(unused_mut))]
        let mut kernels = vec![Kernel::Safe];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                kernels.push(Kernel::Avx2);
            }
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vnni")
            {
                kernels.push(Kernel::Vnni);
            }
        }
        kernels
    }

    /// Returns the quickest this processor has.
    pub fn best() -> Kernel {
        Kernel::available().pop().unwrap_or(Kernel::Safe)
    }

    /// Writes the product of `query` with each of the `rows`, which lie one after the other and are as long as it.
    ///
    /// # Panics
    /// When the rows are not as many as `products`, or a length is no multiple of 16.
    pub(crate) fn products(self, query: &[i8], rows: &[i8], products: &mut [i32]) {
        assert!(query.len().is_multiple_of(STEP) && rows.len() == query.len() * products.len(), "whole rows");
        match self {
            Kernel::Safe => safe::products(query, rows, products),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => x86::products_avx2(query, rows, products),
            #[cfg(target_arch = "x86_64")]
            Kernel::Vnni => x86::products_vnni(query, rows, products),
        }
    }
}

/// Every length is a multiple of this.
pub(crate) const STEP: usize = 16;

/// Weights, laid out as one kernel likes them.
pub(crate) struct Matrix {
    inputs: usize,
    outputs: usize,
    /// What a product counts, for each output.
    scales: Vec<f32>,
    layout: Layout,
}

enum Layout {
    /// Row after row, widened.
    Rows(Vec<wide::i16x8>),
    /// In blocks of 16 outputs: four inputs of each, then the next four.
    #[cfg(target_arch = "x86_64")]
    Blocks(Vec<i8>),
    /// The same, with 128 added.
    #[cfg(target_arch = "x86_64")]
    RaisedBlocks(Vec<u8>),
}

impl Matrix {
    /// Lays weights out: `weights` has a row of `inputs` numbers for each output, none of them -128.
    ///
    /// Returns nothing when the lengths are not multiples of [`STEP`], or a weight is -128.
    pub(crate) fn new(kernel: Kernel, inputs: usize, weights: &[i8], scales: Vec<f32>) -> Option<Matrix> {
        let outputs = scales.len();
        let shaped = inputs > 0 && inputs.is_multiple_of(STEP) && outputs.is_multiple_of(STEP);
        if !shaped || weights.len() != inputs * outputs || weights.contains(&i8::MIN) {
            return None;
        }
        let layout = match kernel {
            Kernel::Safe => Layout::Rows(safe::eights(weights)),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => Layout::Blocks(blocks(inputs, weights, |weight| weight)),
            #[cfg(target_arch = "x86_64")]
            Kernel::Vnni => Layout::RaisedBlocks(blocks(inputs, weights, |weight| weight.cast_unsigned() ^ 0x80)),
        };
        Some(Matrix { inputs, outputs, scales, layout })
    }

    /// Returns how many numbers a row of the result has.
    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// Returns how many numbers a row that is multiplied has.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    /// Returns what one unit of a product is worth, output by output.
    pub(crate) fn scales(&self) -> &[f32] {
        &self.scales
    }

    /// Multiplies each row with the matrix, exactly.
    ///
    /// # Panics
    /// When the rows do not have as many numbers as the matrix has inputs.
    pub(crate) fn multiply(&self, rows: &[i8]) -> Vec<i32> {
        assert!(rows.len().is_multiple_of(self.inputs), "whole rows");
        let mut products = vec![0; rows.len() / self.inputs * self.outputs];
        match &self.layout {
            Layout::Rows(weights) => safe::multiply(self.inputs, self.outputs, weights, rows, &mut products),
            #[cfg(target_arch = "x86_64")]
            Layout::Blocks(weights) => x86::multiply_avx2(self.inputs, self.outputs, weights, rows, &mut products),
            #[cfg(target_arch = "x86_64")]
            Layout::RaisedBlocks(weights) => x86::multiply_vnni(self.inputs, self.outputs, weights, rows, &mut products),
        }
        products
    }
}

#[cfg(target_arch = "x86_64")]
fn blocks<T>(inputs: usize, weights: &[i8], of: impl Fn(i8) -> T) -> Vec<T> {
    let mut laid = Vec::with_capacity(weights.len());
    for block in weights.chunks_exact(inputs * 16) {
        for input in (0..inputs).step_by(4) {
            for output in 0..16 {
                let at = output * inputs + input;
                laid.extend(block[at..at + 4].iter().map(|weight| of(*weight)));
            }
        }
    }
    laid
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_kernel_finds_the_same_products(
            (inputs, weights, rows) in (1..6_usize, 1..5_usize, 0..10_usize).prop_flat_map(|(inputs, outputs, rows)| (
                Just(inputs * STEP),
                proptest::collection::vec(-127..=127_i8, inputs * outputs * STEP * STEP),
                proptest::collection::vec(-127..=127_i8, inputs * rows * STEP),
            ))
        ) {
            let outputs = weights.len() / inputs;
            let wanted: Vec<i32> = rows.chunks_exact(inputs).flat_map(|row| weights.chunks_exact(inputs).map(move |weights|
                row.iter().zip(weights).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
            )).collect();
            for kernel in Kernel::available() {
                let matrix = Matrix::new(kernel, inputs, &weights, vec![1.0; outputs]).expect("a shape that is allowed");
                prop_assert_eq!(&matrix.multiply(&rows), &wanted);
                for (row, wanted) in rows.chunks_exact(inputs).zip(wanted.chunks_exact(outputs)) {
                    let mut products = vec![0; outputs];
                    kernel.products(row, &weights, &mut products);
                    prop_assert_eq!(&products, wanted);
                }
            }
        }
    }

    #[test]
    fn the_largest_products_do_not_saturate() {
        for kernel in Kernel::available() {
            for sign in [1, -1] {
                let matrix = Matrix::new(kernel, 1536, &[127 * sign; 1536 * 16], vec![1.0; 16]).expect("a shape that is allowed");
                assert_eq!(matrix.multiply(&[-127; 1536]), [-127 * 127 * 1536 * i32::from(sign); 16]);
                let mut product = [0];
                kernel.products(&[-127; 1536], &[127 * sign; 1536], &mut product);
                assert_eq!(product, [-127 * 127 * 1536 * i32::from(sign)]);
            }
        }
    }

    #[test]
    fn a_matrix_of_a_wrong_shape_is_refused() {
        assert!(Matrix::new(Kernel::Safe, 16, &[0; 16 * 15], vec![1.0; 16]).is_none());
        assert!(Matrix::new(Kernel::Safe, 12, &[0; 12 * 16], vec![1.0; 16]).is_none());
        assert!(Matrix::new(Kernel::Safe, 16, &[i8::MIN; 16 * 16], vec![1.0; 16]).is_none());
    }
}
