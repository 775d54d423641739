//! `fingertip pack build` and `fingertip pack delta`.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::{SignedDuration, ToSpan};
use pack::{
    KeyList, Pack, PackId, PackKey,
    build::{self, BuildError, Edition, difference},
};
use receipt::PublicKey;
use vocabulary::{CountryCode, HsCode, Language, Timestamp};

use super::{read, write};
use crate::{
    application::Application,
    audit::KeyError,
    command::{CommandError, print},
    pack::{PackSigner, Scope, named_key},
};

/// What a pack is for, how long, and what it is signed with.
#[derive(Args)]
struct Making {
    /// Its number: higher than that of the edition before
    #[arg(long, value_name = "NUMBER")]
    seq: u64,
    /// For how many days duties may be worked out with it
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,
    /// The languages; all without one
    #[arg(long = "language", value_name = "LANGUAGE")]
    languages: Vec<Language>,
    /// The chapters of the goods; all without one
    #[arg(long = "chapter", value_name = "CODE")]
    chapters: Vec<HsCode>,
    /// Leave out what duties are worked out from
    #[arg(long)]
    without_duties: bool,
    /// The key that signs it, as `fingertip pack key make` made it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Where it is written
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

#[derive(Args)]
pub struct Build {
    /// Its name, the same in all its editions: small letters, digits and hyphens
    #[arg(long, value_name = "NAME")]
    id: PackId,
    /// Whose law it holds
    #[arg(long, value_name = "COUNTRY")]
    jurisdiction: CountryCode,
    #[command(flatten)]
    making: Making,
}

#[derive(Args)]
pub struct Delta {
    /// The whole pack that phones have
    #[arg(long, value_name = "FILE")]
    base: PathBuf,
    /// The deltas that they have on top of it, oldest first
    #[arg(long = "after", value_name = "FILE")]
    deltas: Vec<PathBuf>,
    /// The keys that those were signed with, where they are others: 64 hexadecimal digits each
    #[arg(long = "signed-by", value_name = "KEY", value_parser = named_key)]
    signed_by: Vec<PublicKey>,
    #[command(flatten)]
    making: Making,
}

impl Build {
    /// Writes a whole pack.
    ///
    /// # Errors
    /// Says what could not be read, signed or written.
    pub async fn run(self, application: Application) -> Result<(), CommandError> {
        let Build { id, jurisdiction, making } = self;
        let signer = making.signer()?;
        let content = application.pack_sources().content(&making.scope(&application)?).await?;
        let edition = making.edition(id, jurisdiction, application.clock.now())?;
        let bytes = signer.with(|signer| build::pack(&edition, &content, signer)).map_err(unbuilt)?;
        write(&making.to, &bytes)?;
        print(&format!("{} {}: {} documents, {} bytes\n", edition.id, edition.seq, content.documents.len(), bytes.len()))
    }
}

impl Delta {
    /// Writes what changed.
    ///
    /// # Errors
    /// Says what could not be read, signed or written.
    pub async fn run(self, application: Application) -> Result<(), CommandError> {
        let Delta { base, deltas, signed_by, making } = self;
        let (signer, now) = (making.signer()?, application.clock.now());
        let before = opened(&base, &deltas, std::iter::once(signer.public()).chain(signed_by), now)?;
        let content = application.pack_sources().content(&making.scope(&application)?).await?;
        let known = before.documents().map_err(CommandError::at(format!("could not use {}", base.display())))?;
        let changes = difference(&known, &content.documents);
        let manifest = before.manifest();
        let edition = making.edition(manifest.id.clone(), manifest.jurisdiction, now)?;
        let (from, tariff) = (manifest.seq, content.tariff.as_ref());
        let bytes = signer.with(|signer| build::delta(&edition, from, &before, &changes, tariff, signer)).map_err(unbuilt)?;
        write(&making.to, &bytes)?;
        let (changed, removed) = (changes.changed.len(), changes.removed.len());
        print(&format!("{} {from} to {}: {changed} changed, {removed} gone, {} bytes\n", edition.id, edition.seq, bytes.len()))
    }
}

/// Opens what phones have.
fn opened(
    base: &Path,
    deltas: &[PathBuf],
    signed_by: impl Iterator<Item = PublicKey>,
    now: Timestamp,
) -> Result<Pack<Vec<u8>>, CommandError> {
    let always = |public| PackKey { public, from: Timestamp::MIN, until: Timestamp::MAX, revoked: false };
    let keys = KeyList::new(0, signed_by.map(always).collect()).ok_or_else(|| CommandError::new("a key is named twice"))?;
    let unused = |path: &Path| CommandError::at(format!("could not use {}", path.display()));
    let mut pack = Pack::receive(read(base)?, &keys, None, now).map_err(unused(base))?;
    for delta in deltas {
        pack.apply(&read(delta)?, &keys, now).map_err(unused(delta))?;
    }
    Ok(pack)
}

impl Making {
    fn signer(&self) -> Result<PackSigner, CommandError> {
        PackSigner::open(&self.key).map_err(CommandError::at("could not open the key"))
    }

    /// What goes in: from today to the last day of the pack.
    fn scope(&self, application: &Application) -> Result<Scope, CommandError> {
        let from = application.clock.today();
        let until = from.checked_add(i64::from(self.days).days()).map_err(CommandError::at("could not count the days"))?;
        let (languages, chapters) = (self.languages.clone(), self.chapters.clone());
        Ok(Scope { languages, chapters, duties: !self.without_duties, from, until })
    }

    fn edition(&self, id: PackId, jurisdiction: CountryCode, now: Timestamp) -> Result<Edition, CommandError> {
        // To the second, as it is written.
        let created = Timestamp::from_second(now.as_second()).map_err(CommandError::at("could not tell the time"))?;
        let lasting = SignedDuration::from_hours(24 * i64::from(self.days));
        let expires = created.checked_add(lasting).map_err(CommandError::at("could not count the days"))?;
        Ok(Edition { id, jurisdiction, seq: self.seq, created, expires })
    }
}

fn unbuilt(error: BuildError<KeyError>) -> CommandError {
    CommandError::at("could not write the pack")(error)
}
