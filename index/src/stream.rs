//! Terms that are ready, as one text: the core has analysed it, so that here it is only cut.
//!
//! tantivy would take tokens as well, but it writes and reads them as JSON on their way to the indexing thread.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name of the tokenizer that cuts a text at its line ends.
pub(crate) const NAME: &str = "terms";

/// The name of tantivy's own tokenizer that leaves a text whole.
pub(crate) const WHOLE: &str = "raw";

const END: char = '\n';

/// Joins terms to a text that [`Terms`] cuts again. No term has a line end in it.
pub(crate) fn write<'a>(terms: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for term in terms {
        text.push_str(term);
        text.push(END);
    }
    text
}

/// Cuts a text at its line ends.
#[derive(Clone, Default)]
pub(crate) struct Terms {
    token: Token,
}

/// A text on its way.
pub(crate) struct Cut<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Terms {
    type TokenStream<'a> = Cut<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Cut<'a> {
        // Positions are not indexed, so all terms stand at the same place.
        self.token.reset();
        self.token.position = 0;
        Cut { rest: text, token: &mut self.token }
    }
}

impl TokenStream for Cut<'_> {
    fn advance(&mut self) -> bool {
        let Some((term, rest)) = self.rest.split_once(END) else { return false };
        self.token.text.clear();
        self.token.text.push_str(term);
        self.rest = rest;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_is_cut_again() {
        let text = write(["coffe", "coffe", "roast"]);
        let mut terms = Terms::default();
        let mut stream = terms.token_stream(&text);
        let mut found = Vec::new();
        while stream.advance() {
            found.push(stream.token().text.clone());
        }
        assert_eq!(found, ["coffe", "coffe", "roast"]);
        assert!(!terms.token_stream("").advance());
    }
}
