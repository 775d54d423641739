//! Where a page ended: how far down the list, and of which query.

use std::{fmt, str::FromStr};

use crate::{
    refusal::SearchRefusal,
    request::{DEPTH_MAX, SearchRequest},
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

fn fingerprint(request: &SearchRequest) -> u32 {
    let what = (&request.text, request.language, request.as_of, &request.filter, request.collapse);
    crate::analysis::hash(&format!("{what:?}"))
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
