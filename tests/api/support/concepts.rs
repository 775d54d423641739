//! An encoder that knows a few things by their names in several languages, and counts what it reads. It stands for a model where a
//! test wants to know exactly what is near to what.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use vectors::{Embedding, Encoder, ModelCard, Profile, Side};
use vocabulary::Language;

/// Things, each by its names.
const THINGS: [&[&str]; 6] = [
    &["dog", "perro", "chien", "canine"],
    &["gold", "bullion", "oro", "or"],
    &["ship", "vessel", "barco", "navire"],
    &["wood", "timber", "madera", "bois"],
    &["honey", "miel", "bees"],
    &["coffee", "cafe", "espresso"],
];

/// How many numbers it has for a text: one for each thing, and the last for what it does not know.
const DIMENSIONS: usize = 32;

/// The encoder.
pub struct Concepts {
    card: ModelCard,
    passages: Arc<AtomicUsize>,
}

impl Concepts {
    /// Makes one that has read nothing, and what counts the passages it reads.
    pub fn new() -> (Concepts, Arc<AtomicUsize>) {
        let passages = Arc::new(AtomicUsize::new(0));
        let card = ModelCard {
            profile: Profile::UseM3,
            dimensions: DIMENSIONS,
            tokens_max: 256,
            languages: Language::SPOKEN.to_vec(),
            package: "concepts".to_owned(),
            package_sha256: String::new(),
            licence: "Apache-2.0".to_owned(),
            sha256: "07".repeat(32),
        };
        (Concepts { card, passages: passages.clone() }, passages)
    }
}

impl Encoder for Concepts {
    fn card(&self) -> &ModelCard {
        &self.card
    }

    fn encode_all(&self, texts: &[&str], side: Side) -> Vec<Embedding> {
        if side == Side::Passage {
            self.passages.fetch_add(texts.len(), Ordering::Relaxed);
        }
        texts.iter().map(|text| embedding(text)).collect()
    }
}

fn embedding(text: &str) -> Embedding {
    let text = text.to_lowercase();
    let mut numbers = vec![0.0; DIMENSIONS];
    for word in text.split(|character: char| !character.is_alphanumeric()) {
        match THINGS.iter().position(|names| names.contains(&word)) {
            Some(thing) => numbers[thing] += 3.0,
            None => numbers[DIMENSIONS - 1] += 0.1,
        }
    }
    Embedding::new(numbers)
}
