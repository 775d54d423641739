//! Cuts a text into the most probable pieces: the unigram model of SentencePiece.
//!
//! Source: T. Kudo, "Subword Regularization", 2018, section 3.2.

use super::trie::Trie;
use crate::Fault;

/// How much less than the least probable piece a character is worth that no piece has. Source: SentencePiece, `kUnkPenalty`.
const UNKNOWN_PENALTY: f64 = 10.0;

/// A piece of words, and how probable it is.
pub(crate) struct Piece {
    /// Its text; a mark of the model's own (`<s>`) is none, and found in no text.
    pub(crate) text: String,
    /// The logarithm of its probability.
    pub(crate) score: f32,
}

/// The pieces a model knows.
pub(crate) struct Pieces {
    trie: Trie,
    scores: Vec<f32>,
    unknown: u32,
    unknown_score: f64,
}

impl Pieces {
    /// Writes pieces down, for [`Pieces::read`].
    pub(crate) fn write(pieces: &[Piece]) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        for piece in pieces {
            let length = u8::try_from(piece.text.len()).map_err(|_| Fault::malformed("list of pieces"))?;
            bytes.extend(piece.score.to_le_bytes());
            bytes.push(length);
            bytes.extend(piece.text.as_bytes());
        }
        Ok(bytes)
    }

    /// Reads what [`Pieces::write`] wrote. `unknown` is the number of what no piece has.
    pub(crate) fn read(mut bytes: &[u8], unknown: u32) -> Result<Pieces, Fault> {
        let (mut texts, mut scores) = (Vec::new(), Vec::new());
        while !bytes.is_empty() {
            let piece = split(&mut bytes).ok_or_else(|| Fault::malformed("list of pieces"))?;
            texts.push((piece.0, scores.len() as u32));
            scores.push(piece.1);
        }
        let least = scores.iter().copied().fold(f32::INFINITY, f32::min);
        let unknown_score = f64::from(least) - UNKNOWN_PENALTY;
        Ok(Pieces { trie: Trie::new(texts), scores, unknown, unknown_score })
    }

    /// Returns how many there are.
    pub(crate) fn len(&self) -> usize {
        self.scores.len()
    }

    /// Cuts a normalised text. Of two ways that are as probable, the one whose last piece is longer counts.
    pub(crate) fn cut(&self, text: &str) -> Vec<u32> {
        // For each place, the most probable way to it: its score, where its last piece starts, and which that is.
        let mut ways = vec![(f64::NEG_INFINITY, 0, self.unknown); text.len() + 1];
        ways[0].0 = 0.0;
        for (at, character) in text.char_indices() {
            let score = ways[at].0;
            let single = character.len_utf8();
            let mut has_single = false;
            let mut better = |length: usize, number: u32, score: f64| {
                if score > ways[at + length].0 {
                    ways[at + length] = (score, at, number);
                }
            };
            self.trie.prefixes(&text.as_bytes()[at..], |length, number| {
                has_single |= length == single;
                better(length, number, score + f64::from(self.scores[number as usize]));
            });
            if !has_single {
                better(single, self.unknown, score + self.unknown_score);
            }
        }
        let mut numbers = Vec::new();
        let mut end = text.len();
        while end > 0 {
            let (_, start, number) = ways[end];
            numbers.push(number);
            end = start;
        }
        numbers.reverse();
        numbers
    }
}

/// Takes one piece off the front.
fn split<'a>(bytes: &mut &'a [u8]) -> Option<(&'a [u8], f32)> {
    let (score, rest) = bytes.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first()?;
    let (text, rest) = rest.split_at_checked(usize::from(*length))?;
    std::str::from_utf8(text).ok()?; // so that a piece ends where a character does
    *bytes = rest;
    Some((text, f32::from_le_bytes(*score)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(of: &[(&str, f32)]) -> Pieces {
        let pieces: Vec<Piece> = of.iter().map(|(text, score)| Piece { text: (*text).to_owned(), score: *score }).collect();
        Pieces::read(&Pieces::write(&pieces).expect("short pieces"), 0).expect("what was just written")
    }

    #[test]
    fn the_most_probable_pieces_are_chosen() {
        let pieces =
            pieces(&[("", 0.0), ("d", -4.0), ("u", -4.0), ("duty", -5.0), ("duties", -20.0), ("du", -3.0), ("ty", -3.0)]);
        assert_eq!(pieces.cut("duty"), [3]);
        assert_eq!(pieces.cut("dutydu"), [3, 5]);
        assert_eq!(pieces.cut(""), [] as [u32; 0]);
    }

    #[test]
    fn a_character_that_no_piece_has_is_unknown() {
        let pieces = pieces(&[("", 0.0), ("a", -1.0)]);
        assert_eq!(pieces.cut("a税é"), [1, 0, 0]);
    }

    #[test]
    fn a_list_that_is_cut_short_is_refused() {
        let whole = Pieces::write(&[Piece { text: "duty".to_owned(), score: -1.0 }]).expect("a short piece");
        assert!(matches!(Pieces::read(&whole[..whole.len() - 1], 0), Err(Fault::Malformed { .. })));
        assert!(matches!(Pieces::read(&[0, 0, 0, 0, 1, 0xff], 0), Err(Fault::Malformed { .. })), "not UTF-8");
    }
}
