//! The folder in which built exports are kept. It may be deleted at any time; it never holds more than it may.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use clap::ValueEnum;

use super::dataset::ExportDataset;

/// How many files the folder may hold: a few days and codings of each data set.
const FILES_MAX: usize = 400;
/// How many bytes one file may have: `Int` has 31 bits. Source: GraphQL, section 3.5.1.
const FILE_BYTES_MAX: u64 = i32::MAX as u64;
/// How many bytes the folder holds where nobody said otherwise.
const BYTES_MAX: u64 = 1 << 30;
/// How old a file in the making may become before it is one that a crash left behind.
const BUILDING_AGE_MAX: Duration = Duration::from_secs(3_600);
/// How the names of files in the making begin.
const BUILDING: &str = ".building-";

/// Where built exports are kept, and how much of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
    bytes_max: u64,
}

impl Folder {
    /// Keeps at most `bytes_max` bytes in the folder at `path`.
    pub fn new(path: PathBuf, bytes_max: u64) -> Folder {
        Folder { path, bytes_max }
    }

    /// Keeps exports beside the index.
    pub fn beside(index_folder: &Path) -> Folder {
        Folder::new(index_folder.with_file_name("export"), BYTES_MAX)
    }

    /// Returns how many bytes one file may have: no more than all of them together, nor than a whole number of GraphQL tells.
    pub fn file_bytes_max(&self) -> u64 {
        self.bytes_max.min(FILE_BYTES_MAX)
    }

    /// Returns where the file of that name lies, or would.
    pub fn path_of(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Begins a file that nobody sees until it is [kept](Folder::keep).
    ///
    /// # Errors
    /// Fails when nothing can be written there.
    pub fn begin(&self, reference: &str) -> io::Result<(fs::File, PathBuf)> {
        fs::create_dir_all(&self.path)?;
        let path = self.path_of(&format!("{BUILDING}{reference}"));
        Ok((fs::File::create(&path)?, path))
    }

    /// Gives a finished file its name, and makes room for it.
    ///
    /// # Errors
    /// Fails when it cannot be renamed.
    pub fn keep(&self, built: &Path, name: &str) -> io::Result<PathBuf> {
        let path = self.path_of(name);
        // A file under its name is whole, whatever happens to the power: its bytes first, then its name.
        fs::File::open(built)?.sync_all()?;
        fs::rename(built, &path)?;
        self.make_room(&path);
        Ok(path)
    }

    /// Deletes the oldest exports until the folder holds no more than it may, `kept` aside. What cannot be deleted stays.
    fn make_room(&self, kept: &Path) {
        let mut files: Vec<(SystemTime, u64, PathBuf)> = fs::read_dir(&self.path)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.file_name().to_str().is_some_and(is_ours))
            .filter_map(|entry| {
                let told = entry.metadata().ok()?;
                let modified = told.modified().ok()?;
                let is_young = modified.elapsed().is_ok_and(|age| age < BUILDING_AGE_MAX);
                let is_being_made = is_young && entry.file_name().to_str().is_some_and(|name| name.starts_with(BUILDING));
                (!is_being_made).then(|| (modified, told.len(), entry.path()))
            })
            .collect();
        files.sort();
        let (mut bytes, mut count) = (files.iter().map(|(_, bytes, _)| bytes).sum::<u64>(), files.len());
        for (_, own, path) in files.iter().filter(|(_, _, path)| path != kept) {
            if bytes <= self.bytes_max && count <= FILES_MAX {
                return;
            }
            if let Err(error) = fs::remove_file(path) {
                tracing::warn!(%error, path = %path.display(), "could not delete an old export");
                continue;
            }
            bytes -= own;
            count -= 1;
        }
    }
}

/// Says whether a file of that name was made here: others in the folder are nobody's business.
fn is_ours(name: &str) -> bool {
    let is_hash = |part: &str| part.len() == 64 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_export = name.split(['-', '.']).any(is_hash)
        && ExportDataset::value_variants()
            .iter()
            .any(|known| name.strip_prefix(known.as_str()).is_some_and(|rest| rest.starts_with('-')));
    name.starts_with(BUILDING) || is_export
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_exports_make_room_and_other_files_stay() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = Folder::new(place.path().join("export"), 25);
        let name = |digit: &str| format!("rulings-{}.csv", digit.repeat(64));
        let put = |name: &str| {
            let (_, path) = folder.begin("x").expect("a file");
            fs::write(&path, "0123456789").expect("can be written");
            folder.keep(&path, name).expect("can be kept")
        };
        let first = put(&name("1"));
        fs::write(folder.path_of("notes.txt"), "of somebody else, and longer than all of them").expect("can be written");
        let second = put(&name("2"));
        let old = SystemTime::UNIX_EPOCH;
        fs::File::options().write(true).open(&first).and_then(|file| file.set_modified(old)).expect("can be dated");
        let third = put(&name("3"));
        assert_eq!([first, second, third, folder.path_of("notes.txt")].map(|path| path.exists()), [false, true, true, true]);
    }
}
