//! Pages: every list has a ceiling, and a place to go on from.

use super::refusal::Refusal;

/// How many items a page holds: always 1 to 50. A phone shows ten at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSize(u8);

/// What is wrong with the page a client asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageRefusal {
    /// Fewer than one or more than fifty items.
    Size {
        /// How many were asked for.
        first: i64,
    },
    /// Not a cursor that we gave out for this list.
    Cursor,
}

impl PageSize {
    /// What a phone shows at a time.
    pub const DEFAULT: PageSize = PageSize(10);
    /// The most that one page holds.
    pub const MAX: PageSize = PageSize(50);

    /// Reads the size that a client asked for.
    ///
    /// # Errors
    /// Refuses less than one and more than fifty.
    pub fn new(first: Option<i64>) -> Result<PageSize, PageRefusal> {
        match first {
            None => Ok(Self::DEFAULT),
            Some(first) => match u8::try_from(first) {
                Ok(size) if (1..=Self::MAX.0).contains(&size) => Ok(PageSize(size)),
                _ => Err(PageRefusal::Size { first }),
            },
        }
    }

    /// Returns how many items an argument asks for, before it is checked: what a query may cost is reckoned with it.
    pub fn asked(first: Option<i64>) -> usize {
        first.map_or(Self::DEFAULT.get(), |first| first.clamp(1, i64::from(Self::MAX.0)) as usize)
    }

    /// Returns the number of items.
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

impl Refusal for PageRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Size { .. } => "PAGE_SIZE_INVALID",
            Self::Cursor => "CURSOR_INVALID",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Size { first } => vec![("first", first.to_string()), ("limit", PageSize::MAX.0.to_string())],
            Self::Cursor => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_one_to_fifty() {
        assert_eq!(PageSize::new(None), Ok(PageSize::DEFAULT));
        assert_eq!(PageSize::new(Some(50)), Ok(PageSize::MAX));
        for first in [0, -1, 51, i64::MAX] {
            assert_eq!(PageSize::new(Some(first)), Err(PageRefusal::Size { first }));
        }
    }
}
