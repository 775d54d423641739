//! Where the index lives: one folder for each time it was built, and a file that names the one in use.
//!
//! A new generation is built beside the old one and comes into use by renaming one small file, so that a reader sees the whole
//! old index or the whole new one, whatever happens to the process in between.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The file that names the generation in use.
const CURRENT: &str = "current";

/// The generations of one index.
#[derive(Clone, Debug)]
pub struct Generations {
    root: PathBuf,
}

impl Generations {
    /// Looks after the generations under `root`, a folder that need not exist yet.
    pub fn under(root: &Path) -> Generations {
        Generations { root: root.to_owned() }
    }

    /// Returns the folder of the generation in use, if there is one.
    pub fn current(&self) -> Option<PathBuf> {
        let name = fs::read_to_string(self.root.join(CURRENT)).ok()?;
        is_name(&name).then(|| self.root.join(name)).filter(|folder| folder.is_dir())
    }

    /// Makes an empty folder for a new generation.
    ///
    /// # Errors
    /// Fails when the folder cannot be made.
    pub fn start(&self, name: &str) -> io::Result<PathBuf> {
        let folder = self.root.join(name);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Brings the generation in `folder` into use, and removes all others.
    ///
    /// # Errors
    /// Fails when the naming file cannot be written; then the old generation stays in use.
    pub fn adopt(&self, folder: &Path) -> io::Result<()> {
        let name = folder.file_name().and_then(|name| name.to_str()).ok_or(io::ErrorKind::InvalidInput)?;
        let draft = self.root.join(format!("{CURRENT}.{name}"));
        let mut file = File::create(&draft)?;
        file.write_all(name.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, self.root.join(CURRENT))?;
        self.remove_others(name);
        Ok(())
    }

    /// Removes what no reader will open again. A reader that still has an old generation open keeps its files until it lets go.
    fn remove_others(&self, name: &str) {
        let Ok(entries) = fs::read_dir(&self.root) else { return };
        for entry in entries.flatten().filter(|entry| entry.path().is_dir() && entry.file_name() != name) {
            if let Err(error) = fs::remove_dir_all(entry.path()) {
                tracing::warn!(folder = %entry.path().display(), %error, "could not remove an old generation of the index");
            }
        }
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_is_in_use_only_once_it_is_adopted() {
        let root = tempfile::tempdir().expect("a folder to work in");
        let generations = Generations::under(&root.path().join("index"));
        assert_eq!(generations.current(), None);
        let first = generations.start("first").expect("room on the disk");
        assert_eq!(generations.current(), None);
        generations.adopt(&first).expect("room on the disk");
        assert_eq!(generations.current(), Some(first.clone()));
        let second = generations.start("second").expect("room on the disk");
        assert_eq!(generations.current(), Some(first.clone()));
        generations.adopt(&second).expect("room on the disk");
        assert_eq!(generations.current(), Some(second));
        assert!(!first.exists());
    }

    #[test]
    fn a_naming_file_that_was_tampered_with_names_nothing() {
        let root = tempfile::tempdir().expect("a folder to work in");
        let generations = Generations::under(root.path());
        fs::write(root.path().join(CURRENT), "../elsewhere").expect("room on the disk");
        assert_eq!(generations.current(), None);
    }
}
