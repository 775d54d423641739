//! Papers as PDF: which fonts there are, and a few at a time, away from the threads that answer requests.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::Duration,
};

use sheet::{Font, Fonts, Sheet, SheetError, Writing};
use thiserror::Error;
use tokio::{sync::Semaphore, task, time::timeout};

/// The files that are looked for, by script, the best first, each with its place in a collection. Whoever wants another font names it as the
/// first of its script.
const FILES: [(Writing, &[(&str, u32)]); 3] = [
    (Writing::Latin, &[("latin.ttf", 0), ("NotoSans-Regular.ttf", 0), ("DejaVuSans.ttf", 0), ("LiberationSans-Regular.ttf", 0)]),
    (
        Writing::Arabic,
        &[
            ("arabic.ttf", 0),
            ("NotoNaskhArabic-Regular.ttf", 0),
            ("NotoSansArabic-Regular.ttf", 0),
            ("Amiri-Regular.ttf", 0),
            ("amiri-regular.ttf", 0),
            ("DejaVuSans.ttf", 0),
        ],
    ),
    (
        Writing::Han,
        &[
            ("han.ttf", 0),
            ("NotoSansSC-Regular.otf", 0),
            // Of Japanese, Korean, simplified and traditional Chinese the third.
            ("NotoSansCJK-Regular.ttc", 2),
            ("wqy-microhei.ttc", 0),
            ("wqy-zenhei.ttc", 0),
            ("DroidSansFallbackFull.ttf", 0),
        ],
    ),
];
/// How deep folders of fonts lie in one another, and how many files are looked at.
const DEPTH_MAX: u8 = 6;
const FILES_MAX: usize = 20_000;
/// How large a file of fonts may be: the largest collection of Chinese, Japanese and Korean has 20 MiB.
const FONT_BYTES_MAX: u64 = 64 << 20;
/// How many are written at once, and how many are asked for at once.
const AT_ONCE_MAX: usize = 2;
const ASKED_MAX: usize = 16;
/// How long one may take, with the wait for a turn.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// Writes papers as PDF. Cheap to clone.
#[derive(Clone)]
pub struct Printer(Arc<Press>);

struct Press {
    folder: PathBuf,
    fonts: OnceLock<Fonts>,
    turns: Arc<Semaphore>,
    places: Semaphore,
}

/// Why a paper is not printed.
#[derive(Debug, Error)]
pub enum Unprinted {
    /// Too many are asked for.
    #[error("too many papers are asked for at once")]
    Busy,
    /// It took too long.
    #[error("not written within {} s", WAIT_MAX.as_secs())]
    TooSlow,
    /// It ended before it was written.
    #[error("the writer of papers broke off")]
    BrokeOff,
    /// It cannot be written.
    #[error(transparent)]
    Sheet(#[from] SheetError),
}

impl Printer {
    /// Prints with the fonts that lie in a folder. They are read when the first paper is printed.
    pub fn new(folder: PathBuf) -> Printer {
        let (fonts, turns, places) = (OnceLock::new(), Arc::new(Semaphore::new(AT_ONCE_MAX)), Semaphore::new(ASKED_MAX));
        Printer(Arc::new(Press { folder, fonts, turns, places }))
    }

    /// Writes a paper as PDF.
    ///
    /// # Errors
    /// Says that a font is missing, or that too much is asked for.
    pub async fn print(&self, sheet: Sheet) -> Result<Vec<u8>, Unprinted> {
        let _place = self.0.places.try_acquire().map_err(|_| Unprinted::Busy)?;
        let written = async {
            let turn = self.0.turns.clone().acquire_owned().await.map_err(|_| Unprinted::BrokeOff)?;
            let press = self.0.clone();
            let writing = task::spawn_blocking(move || {
                // Whoever stops waiting does not stop this; the next one waits for it.
                let _turn = turn;
                sheet.pdf(press.fonts.get_or_init(|| read(&press.folder)))
            });
            Ok::<_, Unprinted>(writing.await.map_err(|_| Unprinted::BrokeOff)??)
        };
        timeout(WAIT_MAX, written).await.map_err(|_| Unprinted::TooSlow)?
    }
}

/// Reads the best font of each script that lies in a folder.
fn read(folder: &Path) -> Fonts {
    let mut found = BTreeMap::new();
    let mut left = FILES_MAX;
    look(folder, DEPTH_MAX, &mut left, &mut found);
    let mut fonts = Fonts::default();
    for (writing, files) in FILES {
        let there = files.iter().filter_map(|(name, index)| Some((found.get(*name)?, *index)));
        match there.filter_map(|(path, index)| open(path, index)).next() {
            Some(font) => fonts = fonts.with(writing, font),
            None => tracing::warn!(%writing, folder = %folder.display(), "no font: papers in it cannot be written as PDF"),
        }
    }
    fonts
}

fn open(path: &Path, index: u32) -> Option<Font> {
    let bytes = fs::metadata(path).ok().filter(|file| file.len() <= FONT_BYTES_MAX).and_then(|_| fs::read(path).ok());
    let font = bytes.and_then(|bytes| Font::read(bytes, index).ok());
    if font.is_none() {
        tracing::warn!(path = %path.display(), "this font cannot be used");
    }
    font
}

/// Notes where each file lies, by its name: the first in the order of names, so that two servers with the same folder find the same.
fn look(folder: &Path, depth: u8, left: &mut usize, found: &mut BTreeMap<String, PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.take(*left).filter_map(|entry| Some(entry.ok()?.path())).collect();
    *left -= paths.len();
    paths.sort();
    for path in paths {
        if path.is_dir() && depth > 0 {
            look(&path, depth - 1, left, found);
        } else if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            found.entry(name.to_owned()).or_insert_with(|| path.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_fonts_has_none_and_what_is_no_font_is_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("latin")).expect("a folder");
        fs::write(folder.path().join("latin/DejaVuSans.ttf"), b"no font").expect("a file");
        let fonts = read(folder.path());
        assert!(Writing::ALL.iter().all(|writing| fonts.of(*writing).is_none()));
    }
}
