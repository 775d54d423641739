//! A model of the real form and a tiny size, whose weights are drawn by lot: for tests that need one, and not what it says.

use std::path::Path;

use crate::{
    Fault, ModelCard, Profile,
    file::Draft,
    text::{BLANK, Piece, Pieces},
};

const WIDTH: usize = 32;
const BRANCH: usize = 16;

/// What is drawn by lot, always the same.
struct Lot(u32);

impl Lot {
    fn draw(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / 8_388_608.0 - 1.0
    }

    fn matrix(&mut self, draft: &mut Draft, name: &str, inputs: usize, outputs: usize) {
        let weights: Vec<i8> = (0..inputs * outputs).map(|_| (self.draw() * 127.0) as i8).collect();
        draft.matrix(name, &weights, &vec![0.003; outputs]);
    }

    fn row(&mut self, draft: &mut Draft, name: &str, length: usize) {
        let numbers: Vec<f32> = (0..length).map(|_| self.draw()).collect();
        draft.floats(name, &numbers);
    }
}

pub(crate) fn card() -> ModelCard {
    ModelCard { dimensions: WIDTH, tokens_max: 12, ..Profile::UseM3.card() }
}

/// Draws a model.
pub(crate) fn draft() -> Draft {
    let (mut draft, mut lot) = (Draft::default(), Lot(7));
    let letters = ('a'..='z').map(String::from);
    let words = ["duty", "coffee", "tea", ""].map(|word| format!("{BLANK}{word}"));
    let pieces = ["", "", ""].map(String::from).into_iter().chain(words).chain(letters);
    let pieces: Vec<Piece> = pieces.zip(1..).map(|(text, rank)| Piece { text, score: -(rank as f32) / 8.0 }).collect();
    draft.bytes("pieces", Pieces::write(&pieces).unwrap_or_default());
    draft.bytes("charsmap", vec![4, 0, 0, 0, 0, 0, 0, 0, 0]);
    draft.bytes("table", (0..pieces.len() * WIDTH).map(|_| (lot.draw().abs() * 63.0) as u8).collect());
    draft.floats("scale", &[0.1, 0.2, 0.3]);
    draft.floats("lo", &[-3.0, -4.0, -5.0]);
    lot.matrix(&mut draft, "proj", WIDTH, 3 * BRANCH);
    for name in ["proj_b", "ln_g_all", "ln_b_all"] {
        lot.row(&mut draft, name, 3 * BRANCH);
    }
    for count in [2, 3, 5] {
        for layer in [1, 2] {
            for place in 0..count {
                lot.matrix(&mut draft, &format!("w{layer}_{count}.{place}"), BRANCH, BRANCH);
            }
            lot.row(&mut draft, &format!("b{layer}_{count}"), BRANCH);
        }
    }
    let features = WIDTH + 3 * BRANCH;
    for (name, length) in [("ln_g", features), ("ln_b", features), ("cnn_b", WIDTH)] {
        lot.row(&mut draft, name, length);
    }
    for (name, inputs, outputs) in [("cnn_W", features, WIDTH), ("d0", WIDTH, 16), ("d1", 16, 16), ("p1", WIDTH, 16)] {
        lot.matrix(&mut draft, name, inputs, outputs);
    }
    for (name, inputs, outputs) in [("d2", 16, 48), ("d3", 48, WIDTH), ("p3", 16, WIDTH)] {
        lot.matrix(&mut draft, name, inputs, outputs);
    }
    draft
}

/// Writes a drawn model to a file.
pub(crate) fn write(path: &Path) -> Result<(), Fault> {
    let file = draft().write(&card(), path)?;
    file.persist(path).map(drop).map_err(|error| error.error).map_err(Fault::unwritable(path))
}
