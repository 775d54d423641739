//! Paragraphs: which way each part runs (UAX 9), where lines may end (UAX 14), and how many it takes.

use std::{ops::Range, rc::Rc};

use unicode_bidi::{Level, ParagraphBidiInfo};
use unicode_linebreak::linebreaks;
use vocabulary::Language;

use crate::{fault::SheetError, font::Faces, run::Run};

/// A line, as it is drawn.
#[derive(Clone, Debug)]
pub struct Line {
    /// The text that its glyphs name parts of.
    pub text: Rc<str>,
    /// Its runs, in the order in which they are read: those that run from the right are a word each.
    pub runs: Vec<Run>,
    /// How wide it is, in sizes of the font.
    pub width: f32,
}

/// A text that is about to be broken into lines.
pub struct Paragraph<'a> {
    faces: &'a Faces<'a>,
    language: Language,
    text: Rc<str>,
    /// Of each character: where it begins, which way it runs, and which font has it.
    characters: Vec<Character>,
}

struct Character {
    at: usize,
    is_blank: bool,
    level: Level,
    face: usize,
}

impl Character {
    /// Whether the next one is of the same run. Words that run from the right are runs of their own, so that they stand in the document in the
    /// order in which they are read.
    fn goes_on(&self, next: &Character) -> bool {
        let is_new_word = next.level.is_rtl() && self.is_blank && !next.is_blank;
        (self.level, self.face) == (next.level, next.face) && !is_new_word
    }
}

impl<'a> Paragraph<'a> {
    /// Reads a text. It runs from the side `base` says, or from that of its first letter.
    pub fn read(
        faces: &'a Faces<'a>,
        language: Language,
        written: &str,
        base: Option<Level>,
    ) -> Result<Paragraph<'a>, SheetError> {
        // A line that ends in a message is no line of the page.
        let written = written.replace(['\n', '\r', '\t'], " ");
        let direction = ParagraphBidiInfo::new(&written, base);
        let (mut text, mut characters) = (String::new(), Vec::new());
        for (at, character) in written.char_indices().filter(|(_, character)| !only_turns(*character)) {
            let face = faces.of(character)?;
            characters.push(Character { at: text.len(), is_blank: character == ' ', level: direction.levels[at], face });
            text.push(character);
        }
        Ok(Paragraph { faces, language, text: text.into(), characters })
    }

    /// Breaks it into lines of at most `width`, in sizes of the font.
    pub fn lines(&self, width: f32) -> Vec<Line> {
        let (mut lines, mut start) = (Vec::new(), 0);
        while start < self.characters.len() {
            let (end, line) = self.longest(start, width);
            lines.push(line);
            start = end;
        }
        lines
    }

    /// Returns the longest line from a character on, and the character after it. One word that is wider than a line is cut.
    fn longest(&self, start: usize, width: f32) -> (usize, Line) {
        let ends = linebreaks(&self.text).filter_map(|(at, _)| self.place(at));
        self.last_that_fits(start, ends.filter(|end| *end > start), width)
            .or_else(|| self.last_that_fits(start, start + 1..=self.characters.len(), width))
            .unwrap_or_else(|| (start + 1, self.set(start..start + 1)))
    }

    fn last_that_fits(&self, start: usize, ends: impl Iterator<Item = usize>, width: f32) -> Option<(usize, Line)> {
        ends.map(|end| (end, self.set(start..end))).take_while(|(_, line)| line.width <= width).last()
    }

    /// Finds the character that begins at a byte, or the end.
    fn place(&self, at: usize) -> Option<usize> {
        if at == self.text.len() {
            Some(self.characters.len())
        } else {
            self.characters.binary_search_by_key(&at, |one| one.at).ok()
        }
    }

    /// Sets characters as one line, without the blanks at its end.
    fn set(&self, range: Range<usize>) -> Line {
        let shown = &self.characters[range];
        let blanks = shown.iter().rev().take_while(|character| character.is_blank).count();
        let shown = &shown[..shown.len() - blanks];
        let parts: Vec<&[Character]> = shown.chunk_by(Character::goes_on).collect();
        let mut runs: Vec<Run> = parts.iter().map(|part| self.run(part)).collect();
        let levels: Vec<Level> = parts.iter().map(|part| part[0].level).collect();
        let mut width = 0.0;
        for place in ParagraphBidiInfo::reorder_visual(&levels) {
            runs[place].at = width;
            width += runs[place].width;
        }
        Line { text: self.text.clone(), runs, width }
    }

    fn run(&self, part: &[Character]) -> Run {
        let (first, last) = (&part[0], &part[part.len() - 1]);
        let length = self.text[last.at..].chars().next().map_or(0, char::len_utf8);
        let face = (first.face, &self.faces.0[first.face]);
        Run::shape(face, &self.text, first.at..last.at + length, first.level.is_rtl(), self.language)
    }
}

/// Signs that turn what stands around them and show nothing. They have done their work when the direction is known.
fn only_turns(character: char) -> bool {
    matches!(character, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
