//! What the grammar walks over: the pieces of a text, and which words of the dialect come next.

use super::{
    dialect::Dialect,
    lexer::{Kind, Token, refused},
    refusal::{RateTextError, RefusedText},
};
use crate::exact::Exact;

/// How many pieces a text may have: each may become a rate within the next.
const TOKENS_MAX: usize = 600;

/// A text on its way to a rate.
pub(super) struct Parser<'t> {
    pub tokens: Vec<Token<'t>>,
    pub next: usize,
    pub dialect: &'t Dialect,
    /// How many brackets stand open.
    pub depth: usize,
    /// One past the last character.
    end: usize,
}

impl<'t> Parser<'t> {
    pub(super) fn new(tokens: Vec<Token<'t>>, dialect: &'t Dialect) -> Result<Parser<'t>, RateTextError> {
        let end = tokens.last().map_or(1, |last| last.at + last.text.chars().count());
        let parser = Parser { tokens, next: 0, dialect, depth: 0, end };
        match parser.tokens.get(TOKENS_MAX) {
            Some(token) => Err(refused(RefusedText::TooLong, token.at, token.text, "a text of at most 600 words and marks")),
            None if parser.tokens.is_empty() => Err(parser.unexpected(RefusedText::Empty, "a rate")),
            None => Ok(parser),
        }
    }

    pub(super) fn peek(&self) -> Option<&Token<'t>> {
        self.tokens.get(self.next)
    }

    /// Refuses what stands next, or that nothing does.
    pub(super) fn unexpected(&self, reason: RefusedText, expected: &'static str) -> RateTextError {
        match self.peek() {
            Some(token) if token.kind == Kind::Mark && matches!(token.text, ")" | "}" | "]") => {
                refused(RefusedText::Unbalanced, token.at, token.text, expected)
            }
            Some(token) => refused(reason, token.at, token.text, expected),
            None if self.tokens.is_empty() => refused(RefusedText::Empty, self.end, "", expected),
            None => refused(RefusedText::Incomplete, self.end, "", expected),
        }
    }

    pub(super) fn ends(&self) -> Result<(), RateTextError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected(RefusedText::UnknownToken, "the end, or + - MIN MAX and another rate")),
        }
    }

    /// Says how many pieces a spelling takes, if the next ones are it. Our own words are read in capitals and small letters.
    pub(super) fn spelled(&self, spelling: &str, exactly: bool) -> Option<usize> {
        let mut length = 0;
        for piece in spelling.split(' ') {
            let token = self.tokens.get(self.next + length)?;
            let same = if exactly { token.text == piece } else { token.text.eq_ignore_ascii_case(piece) };
            if !same || matches!(token.kind, Kind::Bracketed | Kind::Quoted(_)) {
                return None;
            }
            length += 1;
        }
        Some(length)
    }

    /// Returns the longest spelling that comes next.
    pub(super) fn longest<'s, T: 's>(
        &self,
        spellings: impl Iterator<Item = &'s (&'static str, T)>,
        exactly: bool,
    ) -> Option<(&'s T, usize)> {
        let initial = |text: &str| text.as_bytes().first().map(u8::to_ascii_lowercase);
        let next = initial(self.peek()?.text);
        // Most spellings begin otherwise, which is quickly seen.
        let fitting = spellings.filter(|(spelling, _)| initial(spelling) == next);
        let fitting = fitting.filter_map(|(spelling, of)| Some((of, self.spelled(spelling, exactly)?)));
        fitting.max_by_key(|(_, length)| *length)
    }

    /// Takes the next pieces if they are these.
    pub(super) fn takes(&mut self, spelling: &str) -> bool {
        let length = self.spelled(spelling, false);
        self.next += length.unwrap_or(0);
        length.is_some()
    }

    pub(super) fn needs(&mut self, spelling: &str, expected: &'static str) -> Result<(), RateTextError> {
        if self.takes(spelling) { Ok(()) } else { Err(self.unexpected(RefusedText::UnknownToken, expected)) }
    }

    pub(super) fn at_number(&self) -> bool {
        matches!(self.peek(), Some(Token { kind: Kind::Number(_), .. }))
    }

    pub(super) fn number(&mut self) -> Result<Exact, RateTextError> {
        let negative = self.takes("-");
        match self.peek().map(|token| token.kind.clone()) {
            Some(Kind::Number(number)) if negative => {
                let negated = Exact::ZERO.minus(number);
                let negated = negated.map_err(|_| self.unexpected(RefusedText::TooLong, "a smaller number"))?;
                self.next += 1;
                Ok(negated)
            }
            Some(Kind::Number(number)) => {
                self.next += 1;
                Ok(number)
            }
            _ => Err(self.unexpected(RefusedText::UnknownToken, "a number")),
        }
    }
}
