//! The file a model is kept in: what it is, a checksum, a card, and named sections.
//!
//! ```text
//! 0   "FT-MODEL"                     8 bytes
//! 8   format, little-endian u32      another one is refused
//! 12  length of the card, u32
//! 16  length of the file, u64        a file that is cut short is told apart from one that was changed
//! 24  SHA-256 of all that follows    32 bytes
//! 56  zeros                          8 bytes
//! 64  the card and the places of the sections, in JSON; then the sections, each from a multiple of 64
//! ```

use std::{
    collections::BTreeMap,
    io::{self, Write},
    ops::Range,
    path::Path,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::{Fault, Kernel, ModelCard, kernel::Matrix, mapped::Mapped};

const MAGIC: &[u8; 8] = b"FT-MODEL";

/// Raised whenever a file of the version before would be misread.
const FORMAT: u32 = 1;

const PREAMBLE_BYTES: usize = 64;

/// Where sections begin.
const ALIGNMENT: usize = 64;

#[derive(Serialize, Deserialize)]
struct Header {
    #[serde(flatten)]
    card: ModelCard,
    sections: BTreeMap<String, Range<usize>>,
}

/// A model's file, mapped and found to be whole.
pub(crate) struct ModelFile {
    mapped: Mapped,
    card: ModelCard,
    sections: BTreeMap<String, Range<usize>>,
}

impl ModelFile {
    /// Maps a file, and reads it once from end to end to see that it is what was written.
    pub(crate) fn open(path: &Path) -> Result<ModelFile, Fault> {
        let mapped = Mapped::open(path)?;
        let (preamble, content) = mapped.split_at_checked(PREAMBLE_BYTES).unwrap_or((&mapped, &[]));
        if !preamble.starts_with(MAGIC) {
            return Err(Fault::Foreign { path: path.to_owned(), wanted: "a model" });
        }
        let found = u32::from_le_bytes(part(preamble, 8));
        if found != FORMAT {
            return Err(Fault::Version { path: path.to_owned(), found, wanted: FORMAT });
        }
        let (bytes, bytes_wanted) = (mapped.len() as u64, u64::from_le_bytes(part(preamble, 16)));
        if bytes < bytes_wanted || preamble.len() < PREAMBLE_BYTES {
            return Err(Fault::Truncated { path: path.to_owned(), bytes, bytes_wanted });
        }
        let (wanted, found): ([u8; 32], _) = (part(preamble, 24), Sha256::digest(content));
        if found[..] != wanted {
            let what = path.display().to_string();
            return Err(Fault::Checksum { what, found: hex::encode(found), wanted: hex::encode(wanted) });
        }
        let length = u32::from_le_bytes(part(preamble, 12)) as usize;
        let header = content.get(..length).ok_or_else(|| Fault::malformed("card"))?;
        let Header { mut card, sections } = serde_json::from_slice(header).map_err(|_| unreadable_card(path, header))?;
        card.sha256 = hex::encode(wanted);
        if sections.values().any(|section| section.start > section.end || section.end > mapped.len()) {
            return Err(Fault::malformed("list of sections"));
        }
        Ok(ModelFile { mapped, card, sections })
    }

    pub(crate) fn card(&self) -> &ModelCard {
        &self.card
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.mapped
    }

    pub(crate) fn sections(&self) -> Sections<'_> {
        Sections { file: self }
    }
}

/// Tells a profile we do not know from a card that cannot be read at all.
fn unreadable_card(path: &Path, header: &[u8]) -> Fault {
    #[derive(Deserialize)]
    struct Named {
        profile: String,
    }
    match serde_json::from_slice(header) {
        Ok(Named { profile }) if crate::Profile::named(&profile).is_none() => {
            Fault::UnknownProfile { path: path.to_owned(), found: profile }
        }
        _ => Fault::malformed("card"),
    }
}

/// Takes bytes out of the preamble; of one that is too short, zeros.
fn part<const N: usize>(preamble: &[u8], at: usize) -> [u8; N] {
    preamble.get(at..at + N).and_then(|bytes| bytes.try_into().ok()).unwrap_or([0; N])
}

/// The named parts of a model's file.
pub(crate) struct Sections<'a> {
    file: &'a ModelFile,
}

impl<'a> Sections<'a> {
    /// Returns where a section is in the file.
    pub(crate) fn range(&self, name: &str) -> Result<Range<usize>, Fault> {
        self.file.sections.get(name).cloned().ok_or_else(|| Fault::malformed(format!("section {name}")))
    }

    pub(crate) fn get(&self, name: &str) -> Result<&'a [u8], Fault> {
        Ok(&self.file.mapped[self.range(name)?])
    }

    pub(crate) fn floats(&self, name: &str) -> Result<Vec<f32>, Fault> {
        Ok(self.get(name)?.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    pub(crate) fn wholes(&self, name: &str) -> Result<Vec<i8>, Fault> {
        Ok(self.get(name)?.iter().map(|byte| byte.cast_signed()).collect())
    }

    /// Reads weights, which have a row for each output, and what a unit of them is worth for each output.
    pub(crate) fn matrix(&self, kernel: Kernel, name: &str) -> Result<Matrix, Fault> {
        let (weights, scales) = (self.wholes(name)?, self.floats(&format!("{name}.scales"))?);
        let inputs = weights.len().checked_div(scales.len()).unwrap_or(0);
        Matrix::new(kernel, inputs, &weights, scales).ok_or_else(|| Fault::malformed(format!("section {name}")))
    }

    /// Sums each row of weights.
    pub(crate) fn row_sums(&self, name: &str, inputs: usize) -> Result<Vec<f32>, Fault> {
        let (weights, scales) = (self.wholes(name)?, self.floats(&format!("{name}.scales"))?);
        let sums = weights.chunks_exact(inputs).map(|row| row.iter().map(|weight| i32::from(*weight)).sum::<i32>() as f32);
        Ok(sums.zip(scales).map(|(sum, scale)| sum * scale).collect())
    }
}

/// What becomes a model's file.
#[derive(Default)]
pub(crate) struct Draft {
    sections: BTreeMap<String, Vec<u8>>,
}

impl Draft {
    pub(crate) fn bytes(&mut self, name: impl Into<String>, bytes: Vec<u8>) {
        self.sections.insert(name.into(), bytes);
    }

    pub(crate) fn floats(&mut self, name: impl Into<String>, numbers: &[f32]) {
        self.bytes(name, numbers.iter().flat_map(|number| number.to_le_bytes()).collect());
    }

    pub(crate) fn matrix(&mut self, name: &str, weights: &[i8], scales: &[f32]) {
        self.bytes(name, weights.iter().map(|weight| weight.cast_unsigned()).collect());
        self.floats(format!("{name}.scales"), scales);
    }

    /// Writes the file beside `path`, under another name.
    pub(crate) fn write(self, card: &ModelCard, path: &Path) -> Result<NamedTempFile, Fault> {
        let lengths: Vec<(String, usize)> = self.sections.iter().map(|(name, bytes)| (name.clone(), bytes.len())).collect();
        // The card says where the sections are, and is longer the larger those numbers are: room for the largest.
        let places = |from: usize| {
            let mut at = from;
            let sections = lengths.iter().map(|(name, length)| {
                let start = at.next_multiple_of(ALIGNMENT);
                at = start + length;
                (name.clone(), start..at)
            });
            Header { card: card.clone(), sections: sections.collect() }
        };
        let longest = json(&places(usize::MAX >> 16))?.len();
        let header = places(PREAMBLE_BYTES + longest);
        let card = json(&header)?;
        let mut content = card.clone();
        for (range, bytes) in header.sections.values().zip(self.sections.values()) {
            content.resize(range.start - PREAMBLE_BYTES, b' ');
            content.extend(bytes);
        }
        let mut preamble = Vec::with_capacity(PREAMBLE_BYTES);
        preamble.extend(MAGIC);
        preamble.extend(FORMAT.to_le_bytes());
        preamble.extend((card.len() as u32).to_le_bytes());
        preamble.extend(((PREAMBLE_BYTES + content.len()) as u64).to_le_bytes());
        preamble.extend(Sha256::digest(&content));
        preamble.resize(PREAMBLE_BYTES, 0);
        let write = || {
            let mut file = beside(path)?;
            file.write_all(&preamble)?;
            file.write_all(&content)?;
            file.as_file().sync_all()?;
            Ok(file)
        };
        write().map_err(Fault::unwritable(path))
    }
}

/// Begins a file that will take the place of `path`. As with any other file, the system's mask says who may read it.
pub(crate) fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn json(header: &Header) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec(header).map_err(|_| Fault::malformed("card"))
}
