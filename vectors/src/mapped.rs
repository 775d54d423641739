//! A file in memory as the system maps it: read when it is looked at, shared between processes.

#![expect(unsafe_code, reason = "a mapped file is memory that others could change; see below why nobody does")]

use std::{fs::File, ops::Deref, path::Path};

use memmap2::Mmap;

use crate::Fault;

/// The bytes of a file, which does not change while it is mapped.
pub(crate) struct Mapped(Mmap);

impl Mapped {
    /// Maps a whole file.
    pub(crate) fn open(path: &Path) -> Result<Mapped, Fault> {
        let file = File::open(path).map_err(Fault::unreadable(path))?;
        // SAFETY: our files are written under another name and renamed into place when they are complete, and never written
        // to again; who may write to the folder may as well exchange the program.
        let mapped = unsafe { Mmap::map(&file) };
        mapped.map(Mapped).map_err(Fault::unreadable(path))
    }
}

impl Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
