//! The file of vectors, beside an index: one row for each passage, a byte for each number.
//!
//! ```text
//! 0   "FT-VECTS"                            8 bytes
//! 8   format, little-endian u32
//! 12  numbers of a row, u32
//! 16  rows, u64
//! 24  SHA-256 of the model that made them   32 bytes
//! 56  zeros                                 8 bytes
//! 64  the rows, one after the other; then the key of each row, u64; then what a unit of each row is worth, f32
//! ```
//!
//! A row's key is that of the text it stands for, and two texts that are the same share a row. Rows are added and never changed:
//! what is deleted from the index is left here until the next generation is built.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
    fs::File,
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::{Embedding, Fault, Kernel, ModelCard, file::beside, mapped::Mapped};

const MAGIC: &[u8; 8] = b"FT-VECTS";
const FORMAT: u32 = 2;
const HEADER_BYTES: usize = 64;

/// How many rows are multiplied before any is looked at: what fits near the processor.
const BLOCK_ROWS: usize = 64;

/// How many rows a scan finds at most.
pub const FOUND_MAX: usize = 1_000;

/// A row that is near a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Which row.
    pub row: u32,
    /// How near: 1 the same, 0 nothing in common.
    pub cosine: f32,
}

impl Eq for Near {}

impl Ord for Near {
    /// The nearer is the greater; of two as near, the earlier.
    fn cmp(&self, other: &Near) -> Ordering {
        self.cosine.total_cmp(&other.cosine).then(other.row.cmp(&self.row))
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Near) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The vectors of a generation, mapped. Threads share them.
pub struct Vectors {
    mapped: Mapped,
    width: usize,
    keys: Vec<u64>,
    by_key: Vec<(u64, u32)>,
    worths: Vec<f32>,
    kernel: Kernel,
}

impl Vectors {
    /// Opens a file of vectors that `model` made.
    ///
    /// # Errors
    /// Refuses a file that is something else, of another format, cut short, or made by another model.
    pub fn open(path: &Path, model: &ModelCard) -> Result<Vectors, Fault> {
        Vectors::open_with(path, model, Kernel::best())
    }

    /// Opens a file of vectors, to be scanned with a certain kernel.
    ///
    /// # Errors
    /// As [`Vectors::open`].
    pub fn open_with(path: &Path, model: &ModelCard, kernel: Kernel) -> Result<Vectors, Fault> {
        let mapped = Mapped::open(path)?;
        let Some((header, content)) = mapped.split_first_chunk::<HEADER_BYTES>().filter(|(header, _)| header.starts_with(MAGIC))
        else {
            return Err(Fault::Foreign { path: path.to_owned(), wanted: "a file of vectors" });
        };
        let [format, width] = [8, 12].map(|at| u32::from_le_bytes(std::array::from_fn(|byte| header[at + byte])));
        let rows = u64::from_le_bytes(std::array::from_fn(|byte| header[16 + byte]));
        if format != FORMAT {
            return Err(Fault::Version { path: path.to_owned(), found: format, wanted: FORMAT });
        }
        let bytes_wanted = rows.saturating_mul(u64::from(width) + 12).saturating_add(HEADER_BYTES as u64);
        if bytes_wanted != mapped.len() as u64 || rows > u64::from(u32::MAX) {
            return Err(Fault::Truncated { path: path.to_owned(), bytes: mapped.len() as u64, bytes_wanted });
        }
        if hex::encode(&header[24..56]) != model.sha256 || width as usize != model.dimensions {
            return Err(Fault::OtherModel { path: path.to_owned() });
        }
        let (_, rest) = content.split_at(rows as usize * width as usize);
        let (keys, worths) = rest.split_at(rows as usize * 8);
        let keys: Vec<u64> = keys.as_chunks::<8>().0.iter().map(|key| u64::from_le_bytes(*key)).collect();
        let worths = worths.as_chunks::<4>().0.iter().map(|worth| f32::from_le_bytes(*worth)).collect();
        let mut by_key: Vec<(u64, u32)> = keys.iter().copied().zip(0..).collect();
        by_key.sort_unstable();
        Ok(Vectors { width: width as usize, keys, by_key, worths, kernel, mapped })
    }

    /// Returns the row of a text, by its key; nothing when the text has none.
    pub fn row_of(&self, key: u64) -> Option<u32> {
        let at = self.by_key.binary_search_by_key(&key, |(other, _)| *other).ok()?;
        Some(self.by_key[at].1)
    }

    /// Returns how many rows there are.
    pub fn len(&self) -> usize {
        self.worths.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.worths.is_empty()
    }

    /// Returns the rows nearest to a question, the nearest first: at most `limit`, and at most [`FOUND_MAX`].
    ///
    /// `filter` is asked only about rows that would be among them. A question of another model's width finds nothing.
    pub fn scan(&self, question: &Embedding, filter: impl Fn(u32) -> bool, limit: usize) -> Vec<Near> {
        let limit = limit.min(FOUND_MAX);
        let (question, worth) = question.quantised();
        if limit == 0 || question.len() != self.width {
            return Vec::new();
        }
        let mut found = BinaryHeap::with_capacity(limit + 1);
        let mut least = f32::NEG_INFINITY;
        let mut products = [0; BLOCK_ROWS];
        let mut row = 0;
        for worths in self.worths.chunks(BLOCK_ROWS) {
            let products = &mut products[..worths.len()];
            self.products(&question, row as usize, products);
            for (product, row_worth) in products.iter().zip(worths) {
                let near = Near { row, cosine: *product as f32 * (worth * row_worth) };
                row += 1;
                if near.cosine <= least || !filter(near.row) {
                    continue;
                }
                found.push(Reverse(near));
                if found.len() > limit {
                    found.pop();
                }
                if let (true, Some(Reverse(last))) = (found.len() == limit, found.peek()) {
                    least = last.cosine;
                }
            }
        }
        found.into_sorted_vec().into_iter().map(|Reverse(near)| near).collect()
    }

    /// Returns how near a row is to a question; nothing when there is no such row.
    pub fn cosine(&self, question: &Embedding, row: u32) -> Option<f32> {
        let worth = self.worths.get(row as usize)?;
        let (question, question_worth) = question.quantised();
        let mut product = [0];
        (question.len() == self.width).then(|| self.products(&question, row as usize, &mut product))?;
        Some(product[0] as f32 * (question_worth * worth))
    }

    /// Returns how near each of some rows is to a question, in their order; rows that there are not are left out.
    pub fn cosines(&self, question: &Embedding, rows: impl Iterator<Item = u32>) -> Vec<f32> {
        let (question, question_worth) = question.quantised();
        if question.len() != self.width {
            return Vec::new();
        }
        let mut product = [0];
        rows.filter_map(|row| {
            let worth = self.worths.get(row as usize)?;
            self.products(&question, row as usize, &mut product);
            Some(product[0] as f32 * (question_worth * worth))
        })
        .collect()
    }

    /// Multiplies a question with rows, from `first` on.
    fn products(&self, question: &[i8], first: usize, products: &mut [i32]) {
        let start = HEADER_BYTES + first * self.width;
        let rows = bytemuck::cast_slice(&self.mapped[start..start + products.len() * self.width]);
        self.kernel.products(question, rows, products);
    }
}

/// Writes vectors under another name, and gives them theirs when all are there.
pub struct VectorsWriter {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
    width: usize,
    model: [u8; 32],
    keys: Vec<u64>,
    worths: Vec<f32>,
}

impl VectorsWriter {
    /// Begins a file of the vectors that `model` makes.
    ///
    /// # Errors
    /// Fails where the disk does.
    pub fn create(path: &Path, model: &ModelCard) -> Result<VectorsWriter, Fault> {
        let mut file = BufWriter::with_capacity(1 << 16, beside(path).map_err(Fault::unwritable(path))?);
        file.write_all(&[0; HEADER_BYTES]).map_err(Fault::unwritable(path))?;
        let mut sha256 = [0; 32];
        hex::decode_to_slice(&model.sha256, &mut sha256).map_err(|_| Fault::malformed("card"))?;
        Ok(VectorsWriter {
            path: path.to_owned(),
            file,
            width: model.dimensions,
            model: sha256,
            keys: Vec::new(),
            worths: Vec::new(),
        })
    }

    /// Begins a file with the rows of one that is there: the rows that are added follow them.
    ///
    /// # Errors
    /// As [`Vectors::open`], and where the disk fails.
    pub fn extend(path: &Path, model: &ModelCard) -> Result<VectorsWriter, Fault> {
        let vectors = Vectors::open(path, model)?;
        let mut writer = VectorsWriter::create(path, model)?;
        let rows = &vectors.mapped[HEADER_BYTES..HEADER_BYTES + vectors.len() * vectors.width];
        writer.file.write_all(rows).map_err(Fault::unwritable(path))?;
        writer.keys = vectors.keys;
        writer.worths = vectors.worths;
        Ok(writer)
    }

    /// Adds the row of the text with a key, and returns its number.
    ///
    /// # Errors
    /// Fails where the disk does, and refuses an embedding of another model's width.
    pub fn append(&mut self, key: u64, embedding: &Embedding) -> Result<u32, Fault> {
        let (row, worth) = embedding.quantised();
        if row.len() != self.width {
            return Err(Fault::OtherModel { path: self.path.clone() });
        }
        let number = u32::try_from(self.worths.len()).map_err(|_| Fault::malformed("number of vectors"))?;
        self.write(key, &row, worth)?;
        Ok(number)
    }

    /// Adds the row that the text with a key has in another file of the same model, if it has one there.
    ///
    /// # Errors
    /// Fails where the disk does.
    pub fn copy(&mut self, key: u64, from: &Vectors) -> Result<bool, Fault> {
        let Some(row) = from.row_of(key).filter(|_| from.width == self.width) else { return Ok(false) };
        let start = HEADER_BYTES + row as usize * from.width;
        let numbers: &[i8] = bytemuck::cast_slice(&from.mapped[start..start + from.width]);
        self.write(key, numbers, from.worths[row as usize])?;
        Ok(true)
    }

    fn write(&mut self, key: u64, row: &[i8], worth: f32) -> Result<(), Fault> {
        self.file.write_all(bytemuck::cast_slice(row)).map_err(Fault::unwritable(&self.path))?;
        self.keys.push(key);
        self.worths.push(worth);
        Ok(())
    }

    /// Puts the file in its place, on the disk and in one step, and returns how many rows it has.
    ///
    /// # Errors
    /// Fails where the disk does; then what was there before is still there.
    pub fn finish(mut self) -> Result<usize, Fault> {
        let finished = self.write_rest().and_then(|()| self.file.into_inner().map_err(io::IntoInnerError::into_error));
        let persisted = finished.and_then(|file| {
            file.as_file().sync_all()?;
            file.persist(&self.path).map_err(|error| error.error)
        });
        persisted.map(|_: File| self.worths.len()).map_err(Fault::unwritable(self.path))
    }

    fn write_rest(&mut self) -> io::Result<()> {
        for key in &self.keys {
            self.file.write_all(&key.to_le_bytes())?;
        }
        for worth in &self.worths {
            self.file.write_all(&worth.to_le_bytes())?;
        }
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(MAGIC)?;
        self.file.write_all(&FORMAT.to_le_bytes())?;
        self.file.write_all(&(self.width as u32).to_le_bytes())?;
        self.file.write_all(&(self.worths.len() as u64).to_le_bytes())?;
        self.file.write_all(&self.model)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::Profile;

    const WIDTH: usize = 32;

    fn card(sha256: u8) -> ModelCard {
        ModelCard { dimensions: WIDTH, sha256: hex::encode([sha256; 32]), ..Profile::UseM3.card() }
    }

    /// A direction for each number, none like another.
    fn embedding(number: u32) -> Embedding {
        let mut state = number.wrapping_mul(2_654_435_761).wrapping_add(1);
        Embedding::new(
            (0..WIDTH)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 8) as f32 / 8_388_608.0 - 1.0
                })
                .collect(),
        )
    }

    fn key(number: u32) -> u64 {
        u64::from(number ^ 0x5a) << 32
    }

    fn written(folder: &Path, rows: u32) -> PathBuf {
        let path = folder.join("vectors.i8");
        let mut writer = VectorsWriter::create(&path, &card(1)).expect("room");
        for row in 0..rows {
            assert_eq!(writer.append(key(row), &embedding(row)).expect("room"), row);
        }
        assert_eq!(writer.finish().expect("room"), rows as usize);
        path
    }

    #[test]
    fn the_nearest_rows_are_found_whatever_the_processor_has() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = written(folder.path(), 300);
        let question = embedding(77);
        let mut wanted: Vec<Near> = (0..300).map(|row| Near { row, cosine: embedding(row).cosine(&question) }).collect();
        wanted.sort_by(|one, other| other.cmp(one));
        let plain = Vectors::open_with(&path, &card(1), Kernel::Safe).expect("vectors").scan(&question, |_| true, 5);
        for kernel in Kernel::available() {
            let vectors = Vectors::open_with(&path, &card(1), kernel).expect("vectors");
            let found = vectors.scan(&question, |_| true, 5);
            assert_eq!(found, plain);
            assert_eq!(found[0].row, 77);
            for (found, wanted) in found.iter().zip(&wanted) {
                assert!((found.cosine - wanted.cosine).abs() < 0.01, "{found:?} is not {wanted:?}");
                assert_eq!(vectors.cosine(&question, found.row), Some(found.cosine));
            }
            let odd = vectors.scan(&question, |row| row % 2 == 1, 300);
            assert_eq!(odd.len(), 150);
            assert!(odd.iter().all(|near| near.row % 2 == 1) && odd.is_sorted_by(|one, other| one >= other));
            assert_eq!(vectors.scan(&question, |_| true, 0), []);
            assert_eq!(vectors.cosine(&question, 300), None);
        }
    }

    #[test]
    fn rows_are_added_to_those_that_are_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = written(folder.path(), 3);
        let before = Vectors::open(&path, &card(1)).expect("vectors");
        let mut writer = VectorsWriter::extend(&path, &card(1)).expect("room");
        assert_eq!(writer.append(key(9), &embedding(9)).expect("room"), 3);
        drop(writer); // not finished: nothing has changed
        assert_eq!(Vectors::open(&path, &card(1)).expect("vectors").len(), 3);
        let mut writer = VectorsWriter::extend(&path, &card(1)).expect("room");
        writer.append(key(9), &embedding(9)).expect("room");
        assert_eq!(writer.finish().expect("room"), 4);
        let after = Vectors::open(&path, &card(1)).expect("vectors");
        assert_eq!((before.len(), after.len()), (3, 4), "who reads the old file goes on reading it");
        assert_eq!(after.scan(&embedding(9), |_| true, 1)[0].row, 3);
        assert_eq!(after.scan(&embedding(2), |_| true, 1), before.scan(&embedding(2), |_| true, 1));
    }

    #[test]
    fn a_text_is_found_by_its_key_and_taken_over_into_another_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let old = Vectors::open(&written(folder.path(), 5), &card(1)).expect("vectors");
        assert_eq!((old.row_of(key(3)), old.row_of(key(5))), (Some(3), None));
        let path = folder.path().join("next");
        let mut writer = VectorsWriter::create(&path, &card(1)).expect("room");
        assert_eq!([4, 9, 2].map(|number| writer.copy(key(number), &old).expect("room")), [true, false, true]);
        writer.finish().expect("room");
        let next = Vectors::open(&path, &card(1)).expect("vectors");
        assert_eq!((next.len(), next.row_of(key(4)), next.row_of(key(2))), (2, Some(0), Some(1)));
        assert_eq!(next.cosine(&embedding(4), 0), old.cosine(&embedding(4), 4));
    }

    #[test]
    fn vectors_of_another_model_and_damaged_files_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = written(folder.path(), 3);
        assert!(matches!(Vectors::open(&path, &card(2)), Err(Fault::OtherModel { .. })));
        let whole = fs::read(&path).expect("the file");
        let refused = |bytes: &[u8]| {
            fs::write(&path, bytes).expect("room");
            Vectors::open(&path, &card(1)).err().expect("a refusal")
        };
        assert!(matches!(refused(&whole[..whole.len() - 1]), Fault::Truncated { .. }));
        assert!(matches!(refused(&whole[..20]), Fault::Foreign { .. }));
        assert!(matches!(refused(&[]), Fault::Foreign { .. }));
        let mut later = whole.clone();
        later[8] = 3;
        assert!(matches!(refused(&later), Fault::Version { found: 3, wanted: 2, .. }));
        let mut many = whole;
        many[23] = 0xff;
        assert!(matches!(refused(&many), Fault::Truncated { .. }));
        assert!(matches!(Vectors::open(&folder.path().join("none"), &card(1)), Err(Fault::Unreadable { .. })));
    }
}
