//! What papers promise as PDF: read back by the tools of others, the same bytes twice, refused where a font is missing.

mod given;
mod peer;

use sheet::{Block, CHARACTERS_MAX, Fonts, Row, SheetError, Writing};
use vocabulary::Language;

use crate::given::{fonts, receipt, row};

#[test]
fn the_same_paper_is_the_same_bytes() {
    let Some(fonts) = fonts() else { return };
    for language in [Language::EN, Language::AR, Language::ZH] {
        let first = receipt(language).pdf(&fonts).expect("a document");
        assert_eq!(first, receipt(language).pdf(&fonts.clone()).expect("a document"), "{language}");
        assert_ne!(first, receipt(Language::SW).pdf(&fonts).expect("a document"), "{language}");
        println!("{language}: {} bytes", first.len());
    }
}

#[test]
fn letters_that_no_font_has_are_refused_by_the_name_of_their_script() {
    let Some(fonts) = fonts() else { return };
    let latin = Fonts::default().with(Writing::Latin, fonts.of(Writing::Latin).expect("a font").clone());
    assert!(receipt(Language::FR).pdf(&latin).is_ok());
    let refused = receipt(Language::ZH).pdf(&latin);
    assert!(matches!(refused, Err(SheetError::NoFont { writing: Writing::Han, .. })), "{refused:?}");
    // Also where only a name is in it.
    let mut named = receipt(Language::EN);
    named.blocks.push(Block::Line(row("Owed by", "广州")));
    assert_eq!(named.pdf(&latin).err(), Some(SheetError::NoFont { writing: Writing::Han, character: '广' }));
    assert!(named.pdf(&fonts).is_ok());
    assert!(matches!(receipt(Language::EN).pdf(&Fonts::default()), Err(SheetError::NoFont { writing: Writing::Latin, .. })));
}

#[test]
fn more_than_a_paper_holds_is_refused() {
    let Some(fonts) = fonts() else { return };
    let mut long = receipt(Language::EN);
    long.blocks.push(Block::Mark("word ".repeat(CHARACTERS_MAX / 5)));
    assert_eq!(long.pdf(&fonts).err(), Some(SheetError::TooLong));
    let mut tall = receipt(Language::EN);
    tall.blocks.push(Block::Facts(vec![Row { name: "a".to_owned(), value: "b".to_owned() }; 900]));
    assert_eq!(tall.pdf(&fonts).err(), Some(SheetError::TooLong));
}

#[test]
fn what_does_not_fit_one_page_goes_on_on_the_next() {
    let Some(fonts) = fonts() else { return };
    let mut tall = receipt(Language::EN);
    tall.blocks.push(Block::Facts(vec![row("Line", &"unbroken".repeat(20)); 20]));
    let Some(text) = peer::text(&tall.pdf(&fonts).expect("two pages")) else { return };
    assert_eq!(text.matches('\u{c}').count(), 2, "two pages:\n{text}");
    assert!(
        text.replace(['\n', ' '], "").contains(&"unbroken".repeat(20)),
        "a word wider than a line is cut, and whole:\n{text}"
    );
}
