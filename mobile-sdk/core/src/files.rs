//! A folder on a file system, for every host that has one.

use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Result, Write},
    path::{Path, PathBuf},
};

use crate::host::{Files, HostFailure};

/// A folder of the app's own. What it says is written is on the disk.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Opens a folder, which is made where it is not there.
    ///
    /// # Errors
    /// When it is not there and cannot be made.
    pub fn open(path: impl Into<PathBuf>) -> std::result::Result<Folder, HostFailure> {
        let path = path.into();
        fs::create_dir_all(&path).map_err(|error| failure(&error))?;
        Ok(Folder(path))
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn sync(&self) -> Result<()> {
        // A new name is on the disk when its folder is.
        File::open(&self.0)?.sync_all()
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let new = self.at(&format!("{name}.new"));
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, self.at(name))?;
        self.sync()
    }

    fn add(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.at(name);
        let is_new = !path.exists();
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_data()?;
        if is_new { self.sync() } else { Ok(()) }
    }
}

impl Files for Folder {
    fn read(&self, name: &str) -> std::result::Result<Option<Vec<u8>>, HostFailure> {
        match fs::read(self.at(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failure(&error)),
        }
    }

    fn append(&self, name: &str, bytes: &[u8]) -> std::result::Result<(), HostFailure> {
        self.add(name, bytes).map_err(|error| failure(&error))
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> std::result::Result<(), HostFailure> {
        self.write(name, bytes).map_err(|error| failure(&error))
    }

    fn remove(&self, name: &str) -> std::result::Result<(), HostFailure> {
        match fs::remove_file(self.at(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failure(&error)),
            _ => Ok(()),
        }
    }

    fn list(&self) -> std::result::Result<Vec<String>, HostFailure> {
        let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        let folder = fs::read_dir(&self.0).map_err(|error| failure(&error))?;
        let entries = folder.map(|entry| entry.map(|entry| name(&entry.path()))).collect::<Result<Vec<_>>>();
        Ok(entries.map_err(|error| failure(&error))?.into_iter().flatten().collect())
    }
}

fn failure(error: &std::io::Error) -> HostFailure {
    // The kind alone: the whole text would name paths.
    HostFailure { detail: error.kind().to_string() }
}
