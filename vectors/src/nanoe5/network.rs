//! The network: a BERT of twelve layers, and the mean over the pieces.
//!
//! Source: `forward_batch` in the package's own `e5.c`; L. Wang et al., "Multilingual E5 Text Embeddings", 2024.

use std::ops::Range;

use super::q4;
use crate::{
    Fault, Kernel,
    file::{ModelFile, Sections},
    kernel::Matrix,
    layer::{added, linear},
    numbers::{erf, exp, normalise, sum},
};

/// What keeps a division from going wrong. Source: the package's file.
const EPSILON: f32 = 1e-12;

/// More layers than any model of this kind has.
const LAYERS_MAX: usize = 48;

pub(super) struct Network {
    file: ModelFile,
    table: Range<usize>,
    row_bytes: usize,
    places: Vec<f32>,
    kind: Vec<f32>,
    norm: Norm,
    heads: usize,
    layers: Vec<Layer>,
}

struct Layer {
    question: Linear,
    key: Linear,
    value: Linear,
    out: Linear,
    attended: Norm,
    wide: Linear,
    narrow: Linear,
    end: Norm,
}

struct Linear {
    matrix: Matrix,
    bias: Vec<f32>,
}

struct Norm {
    stretch: Vec<f32>,
    shift: Vec<f32>,
}

impl Network {
    pub(super) fn read(file: ModelFile, kernel: Kernel) -> Result<Network, Fault> {
        let sections = file.sections();
        let kind = sections.floats("kind")?;
        let mut layers = Vec::new();
        while sections.get(&format!("{}.q", layers.len())).is_ok() && layers.len() < LAYERS_MAX {
            layers.push(Layer::read(&sections, kernel, layers.len())?);
        }
        let heads = sections.get("heads")?.try_into().map_or(0, u32::from_le_bytes) as usize;
        let network = Network {
            table: sections.range("table")?,
            row_bytes: q4::row_bytes(kind.len()).ok_or_else(|| Fault::malformed("network"))?,
            places: sections.floats("places")?,
            norm: Norm::read(&sections, "")?,
            kind,
            heads,
            layers,
            file,
        };
        network.fits().then_some(network).ok_or_else(|| Fault::malformed("network"))
    }

    /// Whether the parts have the sizes they need of each other.
    fn fits(&self) -> bool {
        let width = self.dimensions();
        let norm = |norm: &Norm| norm.stretch.len() == width && norm.shift.len() == width;
        let linear = |linear: &Linear, inputs: usize, outputs: usize| {
            linear.matrix.inputs() == inputs && linear.matrix.outputs() == outputs && linear.bias.len() == outputs
        };
        self.heads > 0
            && width.is_multiple_of(self.heads)
            && norm(&self.norm)
            && !self.layers.is_empty()
            && self.layers.iter().all(|layer| {
                let wide = layer.wide.matrix.outputs();
                [&layer.question, &layer.key, &layer.value, &layer.out].iter().all(|part| linear(part, width, width))
                    && linear(&layer.wide, width, wide)
                    && linear(&layer.narrow, wide, width)
                    && norm(&layer.attended)
                    && norm(&layer.end)
            })
    }

    /// How many pieces have an embedding.
    pub(super) fn pieces(&self) -> usize {
        self.table.len() / self.row_bytes
    }

    /// How many pieces a text may have.
    pub(super) fn positions(&self) -> usize {
        self.places.len() / self.dimensions()
    }

    /// How many numbers an embedding has.
    pub(super) fn dimensions(&self) -> usize {
        self.kind.len()
    }

    /// Embeds texts, each a list of pieces that have an embedding, not more than there are positions and none without a piece.
    pub(super) fn forward(&self, texts: &[Vec<u32>]) -> Vec<Vec<f32>> {
        let width = self.dimensions();
        let table = &self.file.bytes()[self.table.clone()];
        let mut rows = Vec::new();
        for text in texts {
            for (piece, place) in text.iter().zip(self.places.chunks_exact(width)) {
                let embedding = q4::read(&table[*piece as usize * self.row_bytes..][..self.row_bytes]);
                rows.extend(embedding.iter().zip(place).zip(&self.kind).map(|((number, place), kind)| number + (place + kind)));
            }
        }
        self.norm.apply(&mut rows);
        for layer in &self.layers {
            rows = layer.forward(texts, self.heads, rows);
        }
        let mut rows = rows.chunks_exact(width);
        let mean = |text: &Vec<u32>| {
            let mut sum = vec![0.0; width];
            for row in rows.by_ref().take(text.len()) {
                sum.iter_mut().zip(row).for_each(|(sum, number)| *sum += number);
            }
            sum // its direction is the mean's
        };
        texts.iter().map(mean).collect()
    }
}

impl Layer {
    fn read(sections: &Sections<'_>, kernel: Kernel, number: usize) -> Result<Layer, Fault> {
        let linear = |name: &str| {
            let name = format!("{number}.{name}");
            Ok::<_, Fault>(Linear { matrix: sections.matrix(kernel, &name)?, bias: sections.floats(&format!("{name}.bias"))? })
        };
        Ok(Layer {
            question: linear("q")?,
            key: linear("k")?,
            value: linear("v")?,
            out: linear("out")?,
            attended: Norm::read(sections, &format!("{number}.attended."))?,
            wide: linear("wide")?,
            narrow: linear("narrow")?,
            end: Norm::read(sections, &format!("{number}.end."))?,
        })
    }

    fn forward(&self, texts: &[Vec<u32>], heads: usize, rows: Vec<f32>) -> Vec<f32> {
        let (questions, keys, values) = (self.question.apply(&rows), self.key.apply(&rows), self.value.apply(&rows));
        let width = self.out.bias.len();
        let mut attended = Vec::with_capacity(rows.len());
        let mut start = 0;
        for text in texts {
            let own = start * width..(start + text.len()) * width;
            attended.extend(attend(width, heads, &questions[own.clone()], &keys[own.clone()], &values[own]));
            start += text.len();
        }
        let mut rows = added(rows, &self.out.apply(&attended));
        self.attended.apply(&mut rows);
        let mut wide = self.wide.apply(&rows);
        wide.iter_mut().for_each(|number| *number = gelu(*number));
        let mut rows = added(rows, &self.narrow.apply(&wide));
        self.end.apply(&mut rows);
        rows
    }
}

/// Each row of a text takes of the others' values, the more the better their keys answer its question; head by head.
fn attend(width: usize, heads: usize, questions: &[f32], keys: &[f32], values: &[f32]) -> Vec<f32> {
    let (head_width, count) = (width / heads, questions.len() / width);
    let scale = (head_width as f32).sqrt().recip();
    let mut attended = vec![0.0; questions.len()];
    let mut shares = vec![0.0; count];
    for head in 0..heads {
        let own = head * head_width..(head + 1) * head_width;
        // Column by column, so that all keys answer at once.
        let columns: Vec<f32> = own.clone().flat_map(|at| keys.chunks_exact(width).map(move |key| key[at])).collect();
        for (question, attended) in questions.chunks_exact(width).zip(attended.chunks_exact_mut(width)) {
            shares.fill(0.0);
            for (number, column) in question[own.clone()].iter().zip(columns.chunks_exact(count)) {
                shares.iter_mut().zip(column).for_each(|(share, key)| *share += number * scale * key);
            }
            to_shares(&mut shares);
            let attended = &mut attended[own.clone()];
            for (share, value) in shares.iter().zip(values.chunks_exact(width)) {
                attended.iter_mut().zip(&value[own.clone()]).for_each(|(attended, value)| *attended += share * value);
            }
        }
    }
    attended
}

/// Turns scores into shares of one.
fn to_shares(scores: &mut [f32]) {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = exp(*score - largest));
    let inverse = sum(scores, |share| share).recip();
    scores.iter_mut().for_each(|score| *score *= inverse);
}

/// The Gaussian error linear unit.
fn gelu(number: f32) -> f32 {
    0.5 * number * (1.0 + erf(number * std::f32::consts::FRAC_1_SQRT_2))
}

impl Linear {
    fn apply(&self, rows: &[f32]) -> Vec<f32> {
        linear(&self.matrix, &self.bias, rows)
    }
}

impl Norm {
    fn read(sections: &Sections<'_>, prefix: &str) -> Result<Norm, Fault> {
        let part = |name: &str| sections.floats(&format!("{prefix}{name}"));
        Ok(Norm { stretch: part("stretch")?, shift: part("shift")? })
    }

    fn apply(&self, rows: &mut [f32]) {
        rows.chunks_exact_mut(self.shift.len()).for_each(|row| normalise(row, &self.stretch, &self.shift, EPSILON));
    }
}
