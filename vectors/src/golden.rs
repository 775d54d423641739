//! Golden sentences: what the reference implementation makes of a few sentences, which every imported model must make as well.
//!
//! The sentences are our own; `golden/` has the pieces and cosines that the package itself gives for them.

use serde::Deserialize;

use crate::{Encoder, Fault, Model, Side};

/// How far a cosine may be from the reference's: quantised activations move it by less than half of this.
const COSINE_TOLERANCE: f32 = 0.01;

#[derive(Deserialize)]
struct Golden {
    sentences: Vec<Sentence>,
    /// For each sentence, its cosine with each one before it.
    cosines: Vec<Vec<f32>>,
}

#[derive(Deserialize)]
struct Sentence {
    text: String,
    tokens: Vec<u32>,
}

/// Asks a model what its reference was asked.
pub(crate) fn check(model: &Model) -> Result<(), Fault> {
    let golden = model.card().profile.golden();
    let golden: Golden = serde_json::from_str(golden).map_err(|_| Fault::malformed("list of golden sentences"))?;
    let texts: Vec<&str> = golden.sentences.iter().map(|sentence| sentence.text.as_str()).collect();
    let embeddings = model.encode_all(&texts, Side::Question);
    for (at, sentence) in golden.sentences.iter().enumerate() {
        let disagrees = |what: String| Fault::Disagrees { sentence: sentence.text.clone(), what };
        let tokens = model.tokens(&sentence.text, Side::Question);
        if tokens != sentence.tokens {
            return Err(disagrees(format!("pieces {tokens:?} instead of {:?}", sentence.tokens)));
        }
        for (other, wanted) in golden.cosines.get(at).into_iter().flatten().enumerate() {
            let found = embeddings[at].cosine(&embeddings[other]);
            if (found - wanted).abs() > COSINE_TOLERANCE {
                return Err(disagrees(format!("cosine {found:.4} with {:?} instead of {wanted:.4}", texts[other])));
            }
        }
    }
    Ok(())
}
