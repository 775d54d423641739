//! `fingertip pack inspect` and `fingertip pack verify`.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use clap::Args;
use pack::{FileKind, KeyList, Manifest, Pack, TrustRoot};
use receipt::PublicKey;
use vocabulary::Timestamp;

use super::read;
use crate::{
    command::{CommandError, print},
    pack::named_key,
};

#[derive(Args)]
pub struct Inspect {
    /// The pack or delta
    file: PathBuf,
}

#[derive(Args)]
pub struct Verify {
    /// The pack
    file: PathBuf,
    /// The deltas on top of it, oldest first
    deltas: Vec<PathBuf>,
    /// The list of keys, as the roots signed it
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    #[command(flatten)]
    roots: Roots,
}

/// The roots an app was built with.
#[derive(Args)]
pub struct Roots {
    /// A root: 64 hexadecimal digits
    #[arg(long = "root", value_name = "KEY", value_parser = named_key, required = true)]
    roots: Vec<PublicKey>,
    /// How many of them have to sign
    #[arg(long, value_name = "COUNT", default_value_t = 2)]
    threshold: usize,
}

impl Roots {
    /// Returns them as an app holds them.
    ///
    /// # Errors
    /// Refuses roots that are named twice, and more signatures than there are roots.
    pub fn trusted(self) -> Result<TrustRoot, CommandError> {
        TrustRoot::new(self.roots, self.threshold)
            .ok_or_else(|| CommandError::new("name each root once, and at least as many as have to sign"))
    }
}

impl Inspect {
    /// Prints the table of contents.
    ///
    /// # Errors
    /// Says that the file is no pack.
    pub fn run(self) -> Result<(), CommandError> {
        let bytes = read(&self.file)?;
        let unread = CommandError::at(format!("could not read {}", self.file.display()));
        let (manifest, key) = Manifest::unverified(&bytes).map_err(unread)?;
        print(&format!("says that it was signed by {key}\n{}", told(&manifest)))
    }
}

impl Verify {
    /// Takes it in as a phone does.
    ///
    /// # Errors
    /// Says why a phone would refuse it.
    pub fn run(self, now: Timestamp) -> Result<(), CommandError> {
        let refused = |path: &Path| CommandError::at(format!("{} is refused", path.display()));
        let keys = KeyList::open(&read(&self.keys)?, &self.roots.trusted()?, None).map_err(refused(&self.keys))?;
        let mut pack = Pack::receive(read(&self.file)?, &keys, None, now).map_err(refused(&self.file))?;
        for delta in &self.deltas {
            pack.apply(&read(delta)?, &keys, now).map_err(refused(delta))?;
        }
        let stale = if pack.standing(now).is_stale() { ", past its last day" } else { "" };
        print(&format!("good{stale}: {} documents\n{}", pack.document_count(), told(pack.manifest())))
    }
}

fn told(manifest: &Manifest) -> String {
    let languages: Vec<&str> = manifest.languages.iter().map(|language| language.as_str()).collect();
    let mut text = String::new();
    // Nothing can fail in writing to a text.
    let _ = writeln!(text, "pack {} of {}, number {}", manifest.id, manifest.jurisdiction, manifest.seq);
    if let FileKind::Delta { from } = manifest.kind {
        let _ = writeln!(text, "what changed since number {from}");
    }
    let _ = writeln!(text, "languages {}", languages.join(" "));
    let _ = writeln!(text, "made {}, duties until {}", manifest.created, manifest.expires);
    let _ = writeln!(text, "analysis {}", manifest.analysis);
    for (name, len) in manifest.parts() {
        let _ = writeln!(text, "{len:>10} {name}");
    }
    text
}
