//! Where a page ended: how far down the list, and of which query.

use std::{fmt, str::FromStr};

use vocabulary::{Article11, AuthorityCode, HsCode, Language};

use crate::{
    refusal::SearchRefusal,
    request::{DEPTH_MAX, Filter, SearchRequest},
};

/// The end of a page. Opaque to callers; it fits the query it was given for and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    offset: u16,
    query: u32,
}

impl Cursor {
    /// Makes the cursor behind `offset` hits of a request.
    pub fn behind(offset: usize, request: &SearchRequest) -> Cursor {
        Cursor { offset: offset.min(DEPTH_MAX) as u16, query: fingerprint(request) }
    }

    /// Returns how many hits of the request came before.
    ///
    /// # Errors
    /// Refuses a cursor of another query.
    pub fn offset(&self, request: &SearchRequest) -> Result<usize, SearchRefusal> {
        let fits = self.query == fingerprint(request) && usize::from(self.offset) <= DEPTH_MAX;
        if fits { Ok(usize::from(self.offset)) } else { Err(SearchRefusal::Cursor) }
    }
}

/// Tells queries apart: everything that decides which hits there are, one behind the other.
fn fingerprint(request: &SearchRequest) -> u32 {
    let Filter { kinds, authorities, article11, chapters, directions, document_types, declarable_only } = &request.filter;
    let language = request.language.as_ref().map_or("", Language::as_str);
    let mut what = format!("{}\0{language}\0{}\0{}{}", request.text, request.as_of, request.collapse as u8, declarable_only);
    let mut list = |values: &mut dyn Iterator<Item = &str>| {
        what.push('\0');
        values.for_each(|value| what.extend([value, "\u{1}"]));
    };
    list(&mut kinds.iter().map(|kind| kind.as_str()));
    list(&mut authorities.iter().map(AuthorityCode::as_str));
    list(&mut article11.iter().map(Article11::as_str));
    list(&mut chapters.iter().map(HsCode::as_str));
    list(&mut directions.iter().map(|direction| direction.as_str()));
    list(&mut document_types.iter().map(String::as_str));
    crate::analysis::hash(&what)
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04x}{:08x}", self.offset, self.query)
    }
}

impl FromStr for Cursor {
    type Err = SearchRefusal;

    fn from_str(text: &str) -> Result<Cursor, SearchRefusal> {
        let number = |part: Option<&str>| part.and_then(|part| u32::from_str_radix(part, 16).ok()).ok_or(SearchRefusal::Cursor);
        let offset = number(text.get(..4))?;
        let query = number(text.get(4..).filter(|rest| rest.len() == 8))?;
        Ok(Cursor { offset: u16::try_from(offset).map_err(|_| SearchRefusal::Cursor)?, query })
    }
}
