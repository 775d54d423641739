//! Runs: text of one font and one direction as glyphs.

use std::ops::Range;

use harfrust::{BufferFlags, Direction, ShapeOptions, UnicodeBuffer};
use krilla::text::{GlyphId, KrillaGlyph};
use vocabulary::Language;

use crate::font::Face;

/// Glyphs of one font, from left to right. Lengths are in sizes of the font.
#[derive(Clone, Debug)]
pub struct Run {
    /// The place of the font among the faces.
    pub face: usize,
    /// The glyphs, each with the part of the text that it shows.
    pub glyphs: Vec<KrillaGlyph>,
    /// How wide they are together.
    pub width: f32,
    /// How far from the left end of the line they stand.
    pub at: f32,
}

impl Run {
    /// Shapes a part of `text` that is of one font and one direction.
    pub fn shape(
        (place, face): (usize, &Face<'_>),
        text: &str,
        part: Range<usize>,
        from_the_right: bool,
        language: Language,
    ) -> Run {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text[part.clone()]);
        buffer.set_direction(if from_the_right { Direction::RightToLeft } else { Direction::LeftToRight });
        buffer.guess_segment_properties();
        if let Ok(language) = language.as_str().parse() {
            buffer.set_language(language);
        }
        buffer.set_flags(BufferFlags::BEGINNING_OF_TEXT | BufferFlags::END_OF_TEXT);
        let shaper = face.data.shaper(&face.font).build();
        let shaped = shaper.shape(buffer, ShapeOptions::new());
        let ends = Ends::of(shaped.glyph_infos().iter().map(|info| info.cluster as usize), part.len());
        let em = face.embedded.units_per_em();
        let length = |units: i32| units as f32 / em;
        let glyphs: Vec<KrillaGlyph> = (shaped.glyph_infos().iter().zip(shaped.glyph_positions()))
            .map(|(info, position)| {
                let start = info.cluster as usize;
                let shows = part.start + start..part.start + ends.after(start);
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    length(position.x_advance),
                    length(position.x_offset),
                    length(position.y_offset),
                    length(position.y_advance),
                    shows,
                    None,
                )
            })
            .collect();
        Run { face: place, at: 0.0, width: glyphs.iter().map(|glyph| glyph.x_advance).sum(), glyphs }
    }
}

/// Where each group of glyphs that belong together ends in the text: where the next one begins, whichever way the text runs.
struct Ends(Vec<usize>);

impl Ends {
    fn of(starts: impl Iterator<Item = usize>, end: usize) -> Ends {
        let mut all: Vec<usize> = starts.chain([end]).collect();
        all.sort_unstable();
        all.dedup();
        Ends(all)
    }

    fn after(&self, start: usize) -> usize {
        self.0.iter().copied().find(|end| *end > start).unwrap_or(start)
    }
}
