//! The network: the embeddings of the pieces, what their neighbours add (groups of two, three and five), the sum, four layers.
//!
//! Source: the package's own `backends/numpy.py`; Y. Yang et al., "Multilingual Universal Sentence Encoder", 2019.

use std::ops::Range;

use crate::{
    Fault, Kernel,
    file::{ModelFile, Sections},
    kernel::Matrix,
    layer::{added, finely, quantised},
    numbers::{normalise, to_unit_length},
};

/// How many neighbours each branch looks at, and how many of them stand before.
const BRANCHES: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];

/// What keeps a division from going wrong. Source: `eps` of the weights.
const EPSILON: f32 = 1e-12;

pub(super) struct Network {
    file: ModelFile,
    table: Range<usize>,
    width: usize,
    /// The table is quantised in groups of rows, by the remainder of the row's number: what a step is worth, and where it starts.
    group_scales: Vec<f32>,
    group_lows: Vec<f32>,
    projection: Matrix,
    /// What the projection of a row of ones is.
    projection_sums: Vec<f32>,
    projection_bias: Vec<f32>,
    projection_stretch: Vec<f32>,
    projection_shift: Vec<f32>,
    branches: Vec<Branch>,
    stretch: Vec<f32>,
    shift: Vec<f32>,
    output: Matrix,
    output_bias: Vec<f32>,
    layers: Layers,
}

struct Branch {
    before: usize,
    first: Neighbours,
    second: Neighbours,
}

/// A layer over neighbours: a matrix for each place, and a bias.
struct Neighbours {
    places: Vec<Matrix>,
    bias: Vec<f32>,
}

struct Layers {
    first: Matrix,
    first_on: Matrix,
    past_first: Matrix,
    second: Matrix,
    past_second: Matrix,
    second_on: Matrix,
}

impl Network {
    pub(super) fn read(file: ModelFile, kernel: Kernel) -> Result<Network, Fault> {
        let sections = file.sections();
        let matrix = |name: &str| sections.matrix(kernel, name);
        let projection = matrix("proj")?;
        let width = projection.inputs();
        let (table, pieces) = (sections.range("table")?, sections.get("table")?.len() / width);
        let branch_width = projection.outputs() / BRANCHES.len();
        let mut branches = Vec::new();
        for (count, before) in BRANCHES {
            let neighbours = |layer: &str| Neighbours::read(&sections, kernel, &format!("{layer}_{count}"), count, branch_width);
            branches.push(Branch { before, first: neighbours("1")?, second: neighbours("2")? });
        }
        let layers = Layers {
            first: matrix("d0")?,
            first_on: matrix("d1")?,
            past_first: matrix("p1")?,
            second: matrix("d2")?,
            past_second: matrix("p3")?,
            second_on: matrix("d3")?,
        };
        let network = Network {
            table,
            width,
            group_scales: sections.floats("scale")?,
            group_lows: sections.floats("lo")?,
            projection_sums: sections.row_sums("proj", width)?,
            projection,
            projection_bias: sections.floats("proj_b")?,
            projection_stretch: sections.floats("ln_g_all")?,
            projection_shift: sections.floats("ln_b_all")?,
            branches,
            stretch: sections.floats("ln_g")?,
            shift: sections.floats("ln_b")?,
            output: matrix("cnn_W")?,
            output_bias: sections.floats("cnn_b")?,
            layers,
            file,
        };
        network.fits(pieces).then_some(network).ok_or_else(|| Fault::malformed("network"))
    }

    /// Whether the parts have the sizes they need of each other.
    fn fits(&self, pieces: usize) -> bool {
        let (projected, layers) = (self.projection.outputs(), &self.layers);
        let features = self.width + projected;
        let shape = |matrix: &Matrix| (matrix.inputs(), matrix.outputs());
        let (middle, hidden) = (self.output.outputs(), layers.first.outputs());
        let wide = layers.second.outputs();
        pieces > 0
            && !self.group_scales.is_empty()
            && self.group_scales.len() == self.group_lows.len()
            && projected.is_multiple_of(BRANCHES.len())
            && [&self.projection_bias, &self.projection_stretch, &self.projection_shift].iter().all(|row| row.len() == projected)
            && self.stretch.len() == features
            && self.shift.len() == features
            && self.output.inputs() == features
            && self.output_bias.len() == middle
            && shape(&layers.first) == (middle, hidden)
            && shape(&layers.first_on) == (hidden, hidden)
            && shape(&layers.past_first) == (middle, hidden)
            && layers.second.inputs() == hidden
            && shape(&layers.second_on) == (wide, layers.second_on.outputs())
            && shape(&layers.past_second) == (hidden, layers.second_on.outputs())
    }

    /// How many pieces have an embedding.
    pub(super) fn pieces(&self) -> usize {
        self.table.len() / self.width
    }

    /// How many numbers an embedding has.
    pub(super) fn dimensions(&self) -> usize {
        self.layers.second_on.outputs()
    }

    /// Embeds texts, each a list of pieces that have an embedding, and none without a piece.
    pub(super) fn forward(&self, texts: &[Vec<u32>]) -> Vec<Vec<f32>> {
        let features_width = self.width + self.projection.outputs();
        let mut features = self.features(texts);
        let mut means = vec![0.0; texts.len() * self.output.inputs()];
        let mut rows = features.chunks_exact_mut(features_width);
        for (text, mean) in texts.iter().zip(means.chunks_exact_mut(features_width)) {
            for row in rows.by_ref().take(text.len()) {
                normalise(row, &self.stretch, &self.shift, EPSILON);
                mean.iter_mut().zip(row).for_each(|(mean, number)| *mean += *number);
            }
        }
        let mut means = finely(&self.output, &means);
        for (text, mean) in texts.iter().zip(means.chunks_exact_mut(self.output.outputs())) {
            let count = text.len() as f32;
            let inverse = count.sqrt().recip();
            mean.iter_mut().zip(&self.output_bias).for_each(|(mean, bias)| *mean = (*mean + count * bias) * inverse);
        }
        let embeddings = self.layers.forward(&means);
        embeddings.chunks_exact(self.dimensions()).map(<[f32]>::to_vec).collect()
    }

    /// For each piece its embedding, and what each branch makes of it and its neighbours.
    fn features(&self, texts: &[Vec<u32>]) -> Vec<f32> {
        let pieces: Vec<usize> = texts.iter().flatten().map(|piece| *piece as usize).collect();
        let table = &self.file.bytes()[self.table.clone()];
        let rows = pieces.iter().flat_map(|piece| &table[piece * self.width..(piece + 1) * self.width]);
        let rows: Vec<i8> = rows.map(|step| step.cast_signed()).collect();
        let projected_width = self.projection.outputs();
        let features_width = self.width + projected_width;
        let mut features = vec![0.0; pieces.len() * features_width];
        let mut projected = vec![0.0; pieces.len() * projected_width];
        let products = self.projection.multiply(&rows);
        for (at, piece) in pieces.iter().enumerate() {
            let group = piece % self.group_scales.len();
            let (scale, low) = (self.group_scales[group], self.group_lows[group]);
            let embedding = &mut features[at * features_width..][..self.width];
            for (number, step) in embedding.iter_mut().zip(&rows[at * self.width..]) {
                *number = f32::from(*step) * scale + low;
            }
            let row = &mut projected[at * projected_width..][..projected_width];
            let products = &products[at * projected_width..];
            for (output, number) in row.iter_mut().enumerate() {
                let product = products[output] as f32 * (scale * self.projection.scales()[output]);
                *number = product + (low * self.projection_sums[output] + self.projection_bias[output]);
            }
            normalise(row, &self.projection_stretch, &self.projection_shift, EPSILON);
        }
        let width = projected_width / self.branches.len();
        for (at, branch) in self.branches.iter().enumerate() {
            let own: Vec<f32> =
                projected.chunks_exact(projected_width).flat_map(|row| &row[at * width..][..width]).copied().collect();
            let first = branch.first.forward(texts, branch.before, &own);
            let second = branch.second.forward(texts, branch.before, &first);
            for (features, row) in features.chunks_exact_mut(features_width).zip(second.chunks_exact(width)) {
                features[self.width + at * width..][..width].copy_from_slice(row);
            }
        }
        features
    }
}

impl Neighbours {
    fn read(sections: &Sections<'_>, kernel: Kernel, name: &str, count: usize, width: usize) -> Result<Neighbours, Fault> {
        let mut places = Vec::new();
        for place in 0..count {
            places.push(sections.matrix(kernel, &format!("w{name}.{place}"))?);
        }
        let neighbours = Neighbours { places, bias: sections.floats(&format!("b{name}"))? };
        let fits = neighbours.bias.len() == width
            && neighbours.places.iter().all(|place| (place.inputs(), place.outputs()) == (width, width));
        fits.then_some(neighbours).ok_or_else(|| Fault::malformed("network"))
    }

    /// Adds to each row what it and its neighbours in the same text give, where that is positive.
    fn forward(&self, texts: &[Vec<u32>], before: usize, rows: &[f32]) -> Vec<f32> {
        let width = self.bias.len();
        let (whole, worth) = quantised(rows, width);
        let mut given: Vec<f32> = self.bias.iter().copied().cycle().take(rows.len()).collect();
        for (place, matrix) in self.places.iter().enumerate() {
            let products = matrix.multiply(&whole);
            let mut start = 0;
            for text in texts {
                // The row at `from` is at this place among the neighbours of the row at `from + before - place`.
                for from in start..start + text.len() {
                    let Some(to) = (from + before).checked_sub(place).filter(|to| (start..start + text.len()).contains(to))
                    else {
                        continue;
                    };
                    let given = &mut given[to * width..(to + 1) * width];
                    let products = &products[from * width..(from + 1) * width];
                    for ((given, product), scale) in given.iter_mut().zip(products).zip(matrix.scales()) {
                        *given += *product as f32 * (worth[from] * scale);
                    }
                }
                start += text.len();
            }
        }
        given.iter_mut().zip(rows).for_each(|(given, own)| *given = given.max(0.0) + own);
        given
    }
}

impl Layers {
    fn forward(&self, means: &[f32]) -> Vec<f32> {
        let first = positive(finely(&self.first, means));
        let joined = positive(added(finely(&self.past_first, means), &finely(&self.first_on, &first)));
        let second = positive(finely(&self.second, &joined));
        let mut embeddings = added(finely(&self.past_second, &joined), &finely(&self.second_on, &second));
        for embedding in embeddings.chunks_exact_mut(self.second_on.outputs()) {
            embedding.iter_mut().for_each(|number| *number = number.tanh());
            to_unit_length(embedding);
        }
        embeddings
    }
}

fn positive(mut rows: Vec<f32>) -> Vec<f32> {
    rows.iter_mut().for_each(|number| *number = number.max(0.0));
    rows
}
