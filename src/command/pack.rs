//! `fingertip pack`: writes, verifies and shows content packs, and the keys they are signed with.

mod build;
mod keys;
mod show;

use std::{fs, path::Path};

use clap::{Args, Subcommand};

use super::{CommandError, start};
use crate::config::Config;

/// The arguments of `fingertip pack`.
#[derive(Args)]
pub struct PackCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Write a whole pack of what is published
    Build(build::Build),
    /// Write what changed since a pack, and the deltas on top of it, that phones have
    Delta(build::Delta),
    /// Show what a pack or delta says of itself, without asking who signed it
    Inspect(show::Inspect),
    /// Verify a pack, and the deltas on top of it, as a phone does
    Verify(show::Verify),
    /// Make keys, and lists of them that roots sign
    #[command(subcommand)]
    Key(keys::Keys),
}

impl PackCommand {
    /// Does it.
    ///
    /// # Errors
    /// Says what could not be read, written or verified.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        match self.what {
            What::Build(command) => command.run(start::application(&config).await?).await,
            What::Delta(command) => command.run(start::application(&config).await?).await,
            What::Inspect(command) => command.run(),
            What::Verify(command) => command.run(start::clock(&config).now()),
            What::Key(command) => command.run(),
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    fs::read(path).map_err(CommandError::at(format!("could not read {}", path.display())))
}

/// Writes a file that appears whole or not at all: a phone may be reading the old one.
fn write(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        readable(path)
    };
    written().map_err(CommandError::at(format!("could not write {}", path.display())))
}

/// A pack is for everybody: whoever serves the folder may read it.
#[cfg(unix)]
fn readable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> std::io::Result<()> {
    Ok(())
}
