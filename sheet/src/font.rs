//! Fonts: which there are, and which has a character.

use std::sync::Arc;

use harfrust::ShaperData;
use skrifa::{FontRef, MetadataProvider, charmap::Charmap};
use thiserror::Error;

use crate::{fault::SheetError, writing::Writing};

/// A font. Cheap to clone.
#[derive(Clone)]
pub struct Font {
    bytes: Arc<Vec<u8>>,
    index: u32,
    embedded: krilla::text::Font,
}

/// A file that is no font that we can write with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no OpenType font, or a collection without this place")]
pub struct FontError;

impl Font {
    /// Reads a font: OpenType or TrueType, or the one at place `index` of a collection.
    ///
    /// # Errors
    /// Says where it is none.
    pub fn read(bytes: Vec<u8>, index: u32) -> Result<Font, FontError> {
        let bytes = Arc::new(bytes);
        FontRef::from_index(&bytes, index).map_err(|_| FontError)?;
        let embedded = krilla::text::Font::new(bytes.clone().into(), index).ok_or(FontError)?;
        Ok(Font { bytes, index, embedded })
    }
}

/// The fonts at hand: one for each script, where there is one.
#[derive(Clone, Default)]
pub struct Fonts {
    latin: Option<Font>,
    arabic: Option<Font>,
    han: Option<Font>,
}

impl Fonts {
    /// Takes the font that a script is written in.
    #[must_use]
    pub fn with(self, writing: Writing, font: Font) -> Fonts {
        match writing {
            Writing::Latin => Fonts { latin: Some(font), ..self },
            Writing::Arabic => Fonts { arabic: Some(font), ..self },
            Writing::Han => Fonts { han: Some(font), ..self },
        }
    }

    /// Returns the font of a script.
    pub fn of(&self, writing: Writing) -> Option<&Font> {
        match writing {
            Writing::Latin => self.latin.as_ref(),
            Writing::Arabic => self.arabic.as_ref(),
            Writing::Han => self.han.as_ref(),
        }
    }

    /// Lays them open for one sheet whose words are written in `first`: digits and signs are taken from its font too.
    pub(crate) fn open(&self, first: Writing) -> Faces<'_> {
        let others = Writing::ALL.into_iter().filter(|writing| *writing != first);
        let order = std::iter::once(first).chain(others);
        Faces(order.filter_map(|writing| Some(Face::open(writing, self.of(writing)?))).collect())
    }
}

/// A font whose tables are laid open.
pub struct Face<'a> {
    pub writing: Writing,
    pub font: FontRef<'a>,
    pub data: ShaperData,
    pub embedded: krilla::text::Font,
    characters: Charmap<'a>,
}

impl<'a> Face<'a> {
    fn open(writing: Writing, font: &'a Font) -> Face<'a> {
        let opened = FontRef::from_index(&font.bytes, font.index).expect("was read once");
        let (data, characters) = (ShaperData::new(&opened), opened.charmap());
        Face { writing, font: opened, data, embedded: font.embedded.clone(), characters }
    }

    fn has(&self, character: char) -> bool {
        self.characters.map(character).is_some_and(|glyph| glyph.to_u32() != 0)
    }
}

/// The fonts of one sheet, those of its own script first.
pub struct Faces<'a>(pub Vec<Face<'a>>);

impl Faces<'_> {
    /// Finds the face for a character: the one of its own script, else the first that has it.
    pub fn of(&self, character: char) -> Result<usize, SheetError> {
        let writing = Writing::of(character);
        let has = |face: &&Face<'_>| face.has(character);
        let own = self.0.iter().position(|face| writing != Writing::Latin && face.writing == writing && has(&face));
        let any = || self.0.iter().position(|face| has(&face));
        own.or_else(any).ok_or(SheetError::NoFont { writing, character })
    }
}
