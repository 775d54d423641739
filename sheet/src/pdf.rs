//! The document: the one door to the library that writes it.

use krilla::{
    Document, SerializeSettings,
    color::luma,
    configure::{Accessibility, Archival, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{PathBuilder, Point, Rect, Transform},
    metadata::{DateTime, Metadata, TextDirection},
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{Artifact, ArtifactType, BBox, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree},
};
use vocabulary::Timestamp;

use crate::{
    BYTES_MAX, CHARACTERS_MAX,
    fault::SheetError,
    font::{Faces, Fonts},
    layout::{Ink, Layout, PAGE, Part, Placed, dark_of, dots_of, side_of},
    run::Run,
    sheet::{Block, Row, Sheet},
    writing::Writing,
};

impl Sheet {
    /// Writes it as PDF: tagged (PDF/UA-1), for an archive (PDF/A-2a), with what is used of the fonts inside. The same sheet in the same
    /// fonts is the same bytes.
    ///
    /// # Errors
    /// Says for which script a font is missing, and where it is too long to be a paper.
    pub fn pdf(&self, fonts: &Fonts) -> Result<Vec<u8>, SheetError> {
        if self.blocks.iter().map(characters).sum::<usize>() > CHARACTERS_MAX {
            return Err(SheetError::TooLong);
        }
        let faces = fonts.open(self.writing());
        let layout = Layout::of(self, &faces)?;
        let bytes = write(self, &faces, &layout)?;
        if bytes.len() <= BYTES_MAX { Ok(bytes) } else { Err(SheetError::TooLarge { bytes: bytes.len() }) }
    }

    /// Returns the script of its words.
    fn writing(&self) -> Writing {
        match self.language.as_str() {
            "ar" => Writing::Arabic,
            "zh" => Writing::Han,
            _ => Writing::Latin,
        }
    }
}

fn characters(block: &Block) -> usize {
    let row = |row: &Row| row.name.chars().count() + row.value.chars().count();
    match block {
        Block::Heading(text) | Block::Mark(text) => text.chars().count(),
        Block::Total(one) | Block::Line(one) => row(one),
        Block::Facts(rows) | Block::Amounts(rows) => rows.iter().map(row).sum(),
        Block::Code(code) => code.says.chars().count(),
    }
}

fn write(sheet: &Sheet, faces: &Faces<'_>, layout: &Layout<'_>) -> Result<Vec<u8>, SheetError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .expect("both are of PDF 1.7");
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(metadata(sheet));
    let mut drawn = Drawn { lines: vec![Vec::new(); layout.lines.len()], codes: Vec::new() };
    for number in 0..layout.pages() {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).expect("A4 has a size");
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        draw(&mut surface, number, faces, layout, &mut drawn);
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tree(sheet, layout, drawn));
    document.set_outline(outline(layout));
    document.finish().map_err(|error| SheetError::Unwritten(format!("{error}: {error:?}")))
}

fn metadata(sheet: &Sheet) -> Metadata {
    let direction = if sheet.runs_from_the_right() { TextDirection::RightToLeft } else { TextDirection::LeftToRight };
    Metadata::new()
        .title(sheet.title.clone())
        .language(sheet.language.to_string())
        .creator("Fingertip".to_owned())
        .document_id(format!("{} {}", sheet.id, sheet.language))
        .creation_date(date(sheet.issued_at))
        .text_direction(direction)
}

fn date(at: Timestamp) -> DateTime {
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
}

/// What was drawn, by which the tree names it: of each line its runs.
struct Drawn {
    lines: Vec<Vec<Identifier>>,
    codes: Vec<Identifier>,
}

fn draw(surface: &mut Surface<'_>, page: usize, faces: &Faces<'_>, layout: &Layout<'_>, drawn: &mut Drawn) {
    for area in layout.areas.iter().filter(|area| area.page == page) {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        fill(surface, area.ink, [area.area].into_iter());
        surface.end_tagged();
    }
    for (placed, names) in layout.lines.iter().zip(&mut drawn.lines).filter(|(placed, _)| placed.page == page) {
        surface.set_fill(Some(paint(placed.ink)));
        for run in &placed.line.runs {
            names.push(surface.start_tagged(ContentTag::Span(SpanTag::empty())));
            glyphs(surface, faces, placed, run);
            surface.end_tagged();
        }
    }
    for part in &layout.parts {
        let Part::Code { code, page: on, at } = part else { continue };
        if *on == page {
            drawn.codes.push(surface.start_tagged(ContentTag::Other));
            let ((left, top), dot) = dots_of(*at);
            surface.push_transform(&Transform::from_row(dot, 0.0, 0.0, dot, left, top));
            fill(surface, Ink::Black, dark_of(&code.qr));
            surface.pop();
            surface.end_tagged();
        }
    }
}

fn glyphs(surface: &mut Surface<'_>, faces: &Faces<'_>, placed: &Placed, run: &Run) {
    let ((x, y), font) = (placed.at, faces.0[run.face].embedded.clone());
    let start = Point::from_xy(x + run.at * placed.size, y);
    surface.draw_glyphs(start, &run.glyphs, font, &placed.line.text, placed.size, false);
}

fn fill(surface: &mut Surface<'_>, ink: Ink, areas: impl Iterator<Item = [f32; 4]>) {
    let mut path = PathBuilder::new();
    for rect in areas.filter_map(|[x, y, width, height]| Rect::from_xywh(x, y, width, height)) {
        path.push_rect(rect);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(Some(paint(ink)));
        surface.draw_path(&path);
    }
}

fn paint(ink: Ink) -> Fill {
    let colour = match ink {
        Ink::Black => luma::Color::black(),
        Ink::Grey => luma::Color::new(85),
    };
    Fill { paint: colour.into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

/// What the paper says, in the order in which it is read aloud.
fn tree(sheet: &Sheet, layout: &Layout<'_>, mut drawn: Drawn) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(sheet.language.to_string()));
    let mut codes = drawn.codes.into_iter();
    let mut take = |group: &mut TagGroup, lines: &[usize]| {
        for name in lines.iter().flat_map(|line| std::mem::take(&mut drawn.lines[*line])) {
            group.push(name);
        }
    };
    for part in &layout.parts {
        let mut group = match part {
            Part::Heading(text, _) => TagGroup::new(Tag::Hn(std::num::NonZeroU16::MIN, Some((*text).to_owned()))),
            Part::Paragraph(_) => TagGroup::new(Tag::P),
            Part::Table(_) => TagGroup::new(Tag::Table),
            Part::Code { code, page, at } => {
                let side = side_of(&code.qr);
                let area = Rect::from_xywh(at.0, at.1, side, side).map(|rect| BBox::new(*page, rect));
                TagGroup::new(Tag::Figure(Some(code.says.clone())).with_bbox(area))
            }
        };
        match part {
            Part::Heading(_, lines) | Part::Paragraph(lines) => take(&mut group, lines),
            Part::Code { .. } => codes.next().into_iter().for_each(|name| group.push(name)),
            Part::Table(rows) => {
                for [names, values] in rows {
                    let mut row = TagGroup::new(Tag::TR);
                    let mut head = TagGroup::new(Tag::TH(TableHeaderScope::Row));
                    take(&mut head, names);
                    let mut cell = TagGroup::new(Tag::TD);
                    take(&mut cell, values);
                    row.push(head);
                    row.push(cell);
                    group.push(row);
                }
            }
        }
        tree.push(group);
    }
    tree
}

fn outline(layout: &Layout<'_>) -> Outline {
    let mut outline = Outline::new();
    for part in &layout.parts {
        if let Part::Heading(text, lines) = part {
            let placed = lines.first().map(|line| &layout.lines[*line]);
            let (page, top) = placed.map_or((0, 0.0), |placed| (placed.page, placed.at.1 - placed.size));
            outline.push_child(OutlineNode::new((*text).to_owned(), XyzDestination::new(page, Point::from_xy(0.0, top))));
        }
    }
    outline
}
