//! `fingertip pack key`: keys that sign packs, and lists of them that at least so many roots sign, each where it is kept.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

use clap::{Args, Subcommand};
use pack::{KeyList, PackKey};
use receipt::PublicKey;
use sha2::{Digest as _, Sha256};
use vocabulary::Timestamp;

use super::{read, show::Roots, write};
use crate::{
    command::{CommandError, print},
    pack::PackSigner,
};

#[derive(Subcommand)]
pub enum Keys {
    /// Make a key in a file that only its owner may read, and print its public half; a file that is there is left as it is
    Make {
        /// Where it is kept
        file: PathBuf,
    },
    /// Write a list of keys for the roots to sign
    List(List),
    /// Add the signature of a root to a list
    Sign {
        /// The list
        list: PathBuf,
        /// The key of the root
        #[arg(long = "root-key", value_name = "FILE")]
        key: PathBuf,
    },
    /// Verify a list as an app does, and print its keys
    Verify {
        /// The list
        list: PathBuf,
        #[command(flatten)]
        roots: Roots,
    },
}

#[derive(Args)]
pub struct List {
    /// Its number: higher than that of the list before
    #[arg(long, value_name = "NUMBER")]
    seq: u64,
    /// A key, from when it signs, and until when (64 hexadecimal digits,INSTANT,INSTANT); with `,revoked` where others may have it
    #[arg(long = "key", value_name = "KEY", required = true)]
    keys: Vec<Listed>,
    /// Where it is written
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// A key as an operator writes it.
#[derive(Clone)]
struct Listed(PackKey);

impl FromStr for Listed {
    type Err = String;

    fn from_str(text: &str) -> Result<Listed, String> {
        let mut parts = text.split(',');
        let mut next = |what: &str| parts.next().ok_or_else(|| format!("has no {what}"));
        let public = next("key")?.parse::<PublicKey>().map_err(|error| error.to_string())?;
        let instant = |text: &str| text.parse::<Timestamp>().map_err(|error| error.to_string());
        let (from, until) = (instant(next("first instant")?)?, instant(next("last instant")?)?);
        let revoked = match parts.next() {
            None => false,
            Some("revoked") => true,
            Some(other) => return Err(format!("has {other:?} behind its last instant")),
        };
        Ok(Listed(PackKey { public, from, until, revoked }))
    }
}

impl Keys {
    /// Does it.
    ///
    /// # Errors
    /// Says what could not be read, signed, written or verified.
    pub fn run(self) -> Result<(), CommandError> {
        match self {
            Keys::Make { file } => {
                let key = PackSigner::open_or_make(&file).map_err(CommandError::at("could not make the key"))?;
                print(&format!("{}\n", key.public()))
            }
            Keys::List(list) => list.run(),
            Keys::Sign { list, key } => sign(&list, &key),
            Keys::Verify { list, roots } => verify(&list, roots),
        }
    }
}

impl List {
    fn run(self) -> Result<(), CommandError> {
        let keys = self.keys.into_iter().map(|Listed(key)| key).collect();
        let list = KeyList::new(self.seq, keys).ok_or_else(|| CommandError::new("a key is named twice, or they are too many"))?;
        let payload = list.payload().map_err(CommandError::at("could not write the list"))?;
        write(&self.to, &KeyList::sealed(&payload, &[]))
    }
}

fn sign(path: &Path, key: &Path) -> Result<(), CommandError> {
    let unread = CommandError::at(format!("could not read {}", path.display()));
    let (list, mut signatures) = KeyList::unverified(&read(path)?).map_err(unread)?;
    let root = PackSigner::open(key).map_err(CommandError::at("could not open the key"))?;
    let payload = list.payload().map_err(CommandError::at("could not write the list"))?;
    let signature = root.sign(&Sha256::digest(&payload)).map_err(CommandError::at("could not sign"))?;
    signatures.retain(|(id, _)| *id != root.public().id());
    signatures.push((root.public().id(), signature));
    write(path, &KeyList::sealed(&payload, &signatures))?;
    print(&format!("{} signatures\n", signatures.len()))
}

fn verify(path: &Path, roots: Roots) -> Result<(), CommandError> {
    let refused = CommandError::at(format!("{} is refused", path.display()));
    let list = KeyList::open(&read(path)?, &roots.trusted()?, None).map_err(refused)?;
    let line = |key: &PackKey| {
        let revoked = if key.revoked { ", revoked" } else { "" };
        format!("{} from {} until {}{revoked}\n", key.public, key.from, key.until)
    };
    print(&format!("good, number {}\n{}", list.seq(), list.keys().iter().map(line).collect::<String>()))
}
