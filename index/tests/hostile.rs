//! What nobody should type: the search answers or refuses, quickly and without falling over (SEC-SQ-01).

use index::{Collapse, Filter, SearchError, SearchIndex, SearchRequest, SuggestRequest};
use jiff::civil::date;
use proptest::prelude::*;
use vocabulary::Language;

fn empty_index() -> (SearchIndex, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder to work in");
    (SearchIndex::create(folder.path()).expect("room on the disk"), folder)
}

fn ask(index: &SearchIndex, text: &str) {
    let request = SearchRequest {
        text: text.to_owned(),
        meant: None,
        language: Some(Language::EN),
        reader: None,
        as_of: date(2026, 1, 1),
        filter: Filter::default(),
        first: 10,
        after: None,
        snippet_characters: 160,
        collapse: Collapse::Publication,
    };
    let answer = index.search(&request);
    assert!(matches!(answer, Ok(_) | Err(SearchError::Refused(_))), "{text:?}: {answer:?}");
    let prefix = SuggestRequest { prefix: text.to_owned(), language: Language::EN, as_of: date(2026, 1, 1), first: 10 };
    assert!(matches!(index.suggest(&prefix), Ok(_) | Err(SearchError::Refused(_))), "{text:?}");
}

#[test]
fn syntax_of_other_engines_is_only_words() {
    let (index, _folder) = empty_index();
    for text in [
        "*",
        "?*",
        "a*b*c*",
        "/.*(a+)+$/",
        "title:rice AND NOT (",
        "[a TO z]",
        "rice~99",
        "\"unclosed",
        "'; drop table outbox; --",
        "((((((((((",
        "\u{0}\u{1}\u{1f}\u{1e}",
        "+-+-+-",
        "\\",
        "%00",
        "0",
        "00000000000000000000",
        "\u{202e}edoc",
        "e\u{301}\u{301}\u{301}",
    ] {
        ask(&index, text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_text_makes_the_search_fall_over(text in "[\\PC\\x00-\\x1f]{0,300}") {
        thread_local! {
            static INDEX: (SearchIndex, tempfile::TempDir) = empty_index();
        }
        INDEX.with(|(index, _)| ask(index, &text));
    }
}
