//! Where everything stands on the pages. Lengths are points from the upper left corner of a page of A4.

use receipt::Qr;
use unicode_bidi::Level;

use crate::{
    PAGES_MAX,
    fault::SheetError,
    font::Faces,
    paragraph::{Line, Paragraph},
    sheet::{Block, Code, Row, Sheet},
};

/// ISO 216: A4.
pub const PAGE: (f32, f32) = (595.28, 841.89);
/// White at each side: 20 mm.
const MARGIN: f32 = 56.7;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
/// Sizes of the font.
const HEADING: f32 = 20.0;
const TOTAL: f32 = 15.0;
const TEXT: f32 = 10.5;
/// Between two blocks.
const GAP: f32 = 12.0;
/// Between a name and what it names.
const COLUMN_GAP: f32 = 14.0;
/// How much of the width names may take.
const NAMES_MAX: f32 = 0.4;
/// How far the words of a mark stand from its bar, and how wide that is.
const INDENT: f32 = 10.0;
const BAR: f32 = 2.5;
/// A dot of a QR code: 0.78 mm, which the camera of a cheap phone tells apart on paper.
const DOT: f32 = 2.2;
/// Source: ISO/IEC 18004, section 6.3.8: four modules of white around it.
const QUIET: f32 = 4.0 * DOT;

/// A line at its place.
pub struct Placed {
    pub page: usize,
    /// Where it begins at the left, and where it stands.
    pub at: (f32, f32),
    pub size: f32,
    pub ink: Ink,
    pub line: Line,
}

/// How dark a line is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Black,
    Grey,
}

/// An area that says nothing: a bar, a rule.
pub struct Area {
    pub page: usize,
    /// Left, top, width, height.
    pub area: [f32; 4],
    pub ink: Ink,
}

/// A part of the paper, as it is read: the places of its lines among [`Layout::lines`].
pub enum Part<'a> {
    Heading(&'a str, Vec<usize>),
    Paragraph(Vec<usize>),
    /// Rows of a name and a value.
    Table(Vec<[Vec<usize>; 2]>),
    Code {
        code: &'a Code,
        page: usize,
        at: (f32, f32),
    },
}

/// A sheet on its pages.
pub struct Layout<'a> {
    sheet: &'a Sheet,
    faces: &'a Faces<'a>,
    page: usize,
    y: f32,
    pub lines: Vec<Placed>,
    pub areas: Vec<Area>,
    pub parts: Vec<Part<'a>>,
}

impl<'a> Layout<'a> {
    /// Finds the place of everything.
    pub fn of(sheet: &'a Sheet, faces: &'a Faces<'a>) -> Result<Layout<'a>, SheetError> {
        let (lines, areas, parts) = (Vec::new(), Vec::new(), Vec::new());
        let mut layout = Layout { sheet, faces, page: 0, y: MARGIN, lines, areas, parts };
        for block in &sheet.blocks {
            layout.add(block)?;
            layout.y += GAP;
        }
        if layout.page < PAGES_MAX { Ok(layout) } else { Err(SheetError::TooLong) }
    }

    /// Returns how many pages it takes.
    pub fn pages(&self) -> usize {
        self.page + 1
    }

    fn add(&mut self, block: &'a Block) -> Result<(), SheetError> {
        match block {
            Block::Heading(text) => {
                let lines = self.words(text, HEADING, WIDTH)?;
                let placed = self.put(lines, 0.0, HEADING, Ink::Black);
                self.parts.push(Part::Heading(text, placed));
            }
            Block::Mark(text) => self.mark(text)?,
            Block::Total(row) => self.sentence(row, TOTAL)?,
            Block::Line(row) => self.sentence(row, TEXT)?,
            Block::Facts(rows) => self.facts(rows)?,
            Block::Amounts(rows) => self.amounts(rows)?,
            Block::Code(code) => self.code(code),
        }
        Ok(())
    }

    fn mark(&mut self, text: &str) -> Result<(), SheetError> {
        let lines = self.words(text, TEXT, WIDTH - INDENT)?;
        self.reserve(lines.len(), TEXT);
        let (page, top) = (self.page, self.y);
        let placed = self.put(lines, INDENT, TEXT, Ink::Black);
        let left = if self.sheet.runs_from_the_right() { PAGE.0 - MARGIN - BAR } else { MARGIN };
        self.areas.push(Area { page, area: [left, top, BAR, self.y - top], ink: Ink::Grey });
        self.parts.push(Part::Paragraph(placed));
        Ok(())
    }

    /// A name and a value in one line. What isolates the value keeps it from turning the name (UAX 9, FSI and PDI).
    fn sentence(&mut self, Row { name, value }: &Row, size: f32) -> Result<(), SheetError> {
        let lines = self.words(&format!("{name}: \u{2068}{value}\u{2069}"), size, WIDTH)?;
        let placed = self.put(lines, 0.0, size, Ink::Black);
        self.parts.push(Part::Paragraph(placed));
        Ok(())
    }

    fn facts(&mut self, rows: &[Row]) -> Result<(), SheetError> {
        let mut set = Vec::with_capacity(rows.len());
        let mut widest: f32 = 0.0;
        for row in rows {
            let names = self.words(&row.name, TEXT, WIDTH * NAMES_MAX)?;
            widest = names.iter().map(|line| line.width * TEXT).fold(widest, f32::max);
            set.push((names, &row.value));
        }
        let indent = widest + COLUMN_GAP;
        let mut table = Vec::with_capacity(rows.len());
        for (names, value) in set {
            let values = self.value(value, WIDTH - indent)?;
            table.push(self.row((names, 0.0), (values, indent)));
        }
        self.parts.push(Part::Table(table));
        Ok(())
    }

    fn amounts(&mut self, rows: &[Row]) -> Result<(), SheetError> {
        let mut table = Vec::with_capacity(rows.len());
        for row in rows {
            let values = self.value(&row.value, WIDTH * NAMES_MAX)?;
            let widest = values.iter().map(|line| line.width * TEXT).fold(0.0, f32::max);
            let names = self.words(&row.name, TEXT, WIDTH - widest - COLUMN_GAP)?;
            table.push(self.row((names, 0.0), (values, WIDTH - widest)));
            self.areas.push(Area { page: self.page, area: [MARGIN, self.y + 1.0, WIDTH, 0.5], ink: Ink::Grey });
            self.y += 3.0;
        }
        self.parts.push(Part::Table(table));
        Ok(())
    }

    fn code(&mut self, code: &'a Code) {
        let side = side_of(&code.qr);
        if self.y + side > PAGE.1 - MARGIN {
            self.turn();
        }
        let left = if self.sheet.runs_from_the_right() { PAGE.0 - MARGIN - side } else { MARGIN };
        self.parts.push(Part::Code { code, page: self.page, at: (left, self.y) });
        self.y += side;
    }

    /// Breaks words of the sheet's language into lines.
    fn words(&self, text: &str, size: f32, width: f32) -> Result<Vec<Line>, SheetError> {
        let base = if self.sheet.runs_from_the_right() { Level::rtl() } else { Level::ltr() };
        Ok(Paragraph::read(self.faces, self.sheet.language, text, Some(base))?.lines(width / size))
    }

    /// Breaks a value into lines: it runs as its first letter does.
    fn value(&self, text: &str, width: f32) -> Result<Vec<Line>, SheetError> {
        Ok(Paragraph::read(self.faces, self.sheet.language, text, None)?.lines(width / TEXT))
    }

    /// Puts two cells side by side, and goes on under the taller one.
    fn row(&mut self, (names, at): (Vec<Line>, f32), (values, indent): (Vec<Line>, f32)) -> [Vec<usize>; 2] {
        self.reserve(names.len().max(values.len()), TEXT);
        let top = self.y;
        let names = self.put(names, at, TEXT, Ink::Grey);
        let under = std::mem::replace(&mut self.y, top);
        let values = self.put(values, indent, TEXT, Ink::Black);
        self.y = self.y.max(under);
        [names, values]
    }

    /// Puts lines one under the other, so far from the side where reading begins.
    fn put(&mut self, lines: Vec<Line>, indent: f32, size: f32, ink: Ink) -> Vec<usize> {
        self.reserve(lines.len(), size);
        let (height, mut places) = (self.height(size), Vec::with_capacity(lines.len()));
        for line in lines {
            let width = line.width * size;
            let x = if self.sheet.runs_from_the_right() { PAGE.0 - MARGIN - indent - width } else { MARGIN + indent };
            places.push(self.lines.len());
            self.lines.push(Placed { page: self.page, at: (x, self.y + height * 0.72), size, ink, line });
            self.y += height;
        }
        places
    }

    /// Turns the page where so many lines do not fit any more.
    fn reserve(&mut self, lines: usize, size: f32) {
        let lines = u16::try_from(lines).unwrap_or(u16::MAX);
        if self.y + f32::from(lines) * self.height(size) > PAGE.1 - MARGIN {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.page += 1;
        self.y = MARGIN;
    }

    /// Returns how high a line is: the marks above and under Arabic letters need more room.
    fn height(&self, size: f32) -> f32 {
        size * if self.sheet.runs_from_the_right() { 1.8 } else { 1.5 }
    }
}

/// Returns how much room a code takes, with the white around it.
pub fn side_of(qr: &Qr) -> f32 {
    whole(qr.dots()) * DOT + 2.0 * QUIET
}

/// Returns where the dots of a code that stands at a place begin, and how large one is.
pub fn dots_of((left, top): (f32, f32)) -> ((f32, f32), f32) {
    ((left + QUIET, top + QUIET), DOT)
}

/// Returns the dark areas of a code, in dots: left, top, width, height. Whole numbers are a third of the bytes.
pub fn dark_of(qr: &Qr) -> impl Iterator<Item = [f32; 4]> {
    qr.runs().map(|(x, y, length)| [whole(x), whole(y), whole(length), 1.0])
}

fn whole(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}
