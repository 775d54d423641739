//! The last searches, so that an officer can ask why a search found what it found. Rules only.
//!
//! Only what was typed is kept, never by whom, and only until newer searches take its place.

use std::{collections::VecDeque, sync::Mutex};

use index::SearchRequest;

/// Remembers the last searches of this process, up to a number.
pub struct Diagnostics {
    kept: Mutex<VecDeque<(String, SearchRequest)>>,
    kept_max: usize,
}

impl Diagnostics {
    /// Remembers at most `kept_max` searches.
    pub fn new(kept_max: usize) -> Diagnostics {
        Diagnostics { kept: Mutex::new(VecDeque::with_capacity(kept_max)), kept_max }
    }

    /// Remembers a search under the id of its request.
    pub fn remember(&self, request_id: &str, request: &SearchRequest) {
        if self.kept_max == 0 {
            return;
        }
        let mut kept = self.kept.lock().expect("no holder of the searches panics");
        if kept.len() == self.kept_max {
            kept.pop_front();
        }
        kept.push_back((request_id.to_owned(), request.clone()));
    }

    /// Returns the search of a request, if it is still remembered.
    pub fn recall(&self, request_id: &str) -> Option<SearchRequest> {
        let kept = self.kept.lock().expect("no holder of the searches panics");
        kept.iter().rev().find(|(own, _)| own == request_id).map(|(_, request)| request.clone())
    }
}

#[cfg(test)]
mod tests {
    use index::{Collapse, Filter};
    use jiff::civil::date;

    use super::*;

    fn request(text: &str) -> SearchRequest {
        SearchRequest {
            text: text.to_owned(),
            meant: None,
            language: None,
            reader: None,
            as_of: date(2026, 1, 1),
            filter: Filter::default(),
            first: 10,
            after: None,
            snippet_characters: 0,
            collapse: Collapse::None,
        }
    }

    #[test]
    fn the_oldest_search_makes_room_for_the_newest() {
        let diagnostics = Diagnostics::new(2);
        for text in ["rice", "tea", "coffee"] {
            diagnostics.remember(text, &request(text));
        }
        assert!(diagnostics.recall("rice").is_none());
        assert_eq!(diagnostics.recall("coffee").map(|request| request.text), Some("coffee".to_owned()));
    }
}
