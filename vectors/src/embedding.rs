//! The meaning of a text as a direction.

use crate::numbers::{dot, quantise, to_unit_length};

/// The meaning of a text, as a direction in as many dimensions as the model has: numbers whose squares sum up to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding(Box<[f32]>);

impl Embedding {
    /// Takes numbers, and brings them to length 1.
    pub fn new(mut numbers: Vec<f32>) -> Embedding {
        to_unit_length(&mut numbers);
        Embedding(numbers.into())
    }

    /// Returns what is like no text at all.
    pub(crate) fn nothing(dimensions: usize) -> Embedding {
        Embedding(vec![0.0; dimensions].into())
    }

    /// Returns the numbers.
    pub fn numbers(&self) -> &[f32] {
        &self.0
    }

    /// Returns how alike two texts are: 1 the same, 0 nothing in common.
    pub fn cosine(&self, other: &Embedding) -> f32 {
        dot(&self.0, &other.0)
    }

    /// Returns the numbers in a byte each, and what a unit of them is worth.
    pub(crate) fn quantised(&self) -> (Vec<i8>, f32) {
        let mut whole = vec![0; self.0.len()];
        let worth = quantise(&self.0, &mut whole);
        (whole, worth)
    }
}
