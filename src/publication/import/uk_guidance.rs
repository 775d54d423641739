//! British trade guidance: texts in Markdown, one JSON object a line.

use serde::Deserialize;
use vocabulary::{Article11, Date, HsCode, Language, PublicationId};

use super::{ACT_CHARS_MAX, BODY_CHARS_MAX, TITLE_CHARS_MAX, texts::texts};
use crate::{
    platform::import::{FileError, Identity, ImportFile, Rows, Source as ImportSource, one_line, prose},
    publication::revision::{Content, Direction, NewRevision, Source},
};

/// Who publishes it.
const AUTHORITY: &str = "uk-hmrc";

/// Which letter of Article 1.1 each kind of text answers. Kinds we do not know are filed under procedures, letter (a).
const ARTICLES: [(&str, Article11); 13] = [
    ("rules-of-origin-article", Article11::E),
    ("rules-of-origin-notes", Article11::E),
    ("proof-of-origin", Article11::E),
    ("chapter-note", Article11::D),
    ("tariff-notice", Article11::D),
    ("trade-agreement-summary", Article11::I),
    ("measure-type", Article11::A),
    ("procedure-code", Article11::A),
    ("additional-procedure-code", Article11::A),
    ("document-code", Article11::A),
    ("notice", Article11::A),
    ("how-to", Article11::A),
    ("faq", Article11::A),
];

/// A file of British trade guidance.
pub struct UkGuidance {
    file: ImportFile,
    valid_from: Date,
}

#[derive(Deserialize)]
struct Document {
    id: String,
    kind: String,
    title: String,
    lang: String,
    text: String,
    source: String,
}

impl UkGuidance {
    /// Reads texts from `file`. It says nothing of dates, so all of them are in force from `valid_from` on.
    pub fn new(file: ImportFile, valid_from: Date) -> UkGuidance {
        UkGuidance { file, valid_from }
    }
}

impl ImportSource for UkGuidance {
    type Row = NewRevision;

    fn identity(&self) -> Identity {
        Identity::of(format!("uk-guidance from {}", self.valid_from), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewRevision>, FileError> {
        Ok(texts(&self.file, self.valid_from, text))
    }
}

/// Reads what a line says.
fn text(document: Document) -> Result<(PublicationId, Language, Content), String> {
    let id: PublicationId = document.id.parse().map_err(|error| format!("id {:?} {error}", document.id))?;
    let language: Language = document.lang.parse().map_err(|error| format!("lang {:?} {error}", document.lang))?;
    let content = Content {
        title: one_line(&document.title, TITLE_CHARS_MAX).map_err(|error| format!("title {error}"))?,
        summary: String::new(),
        body: prose(&document.text, BODY_CHARS_MAX).map_err(|error| format!("text {error}"))?,
        article11: article(&document.kind),
        authority: AUTHORITY.parse().expect("the code of an authority"),
        document_type: one_line(&document.kind, TITLE_CHARS_MAX).map_err(|error| format!("kind {error}"))?,
        direction: Direction::Any,
        hs_codes: chapter(&id).into_iter().collect(),
        source: Source {
            act: one_line(&document.source, ACT_CHARS_MAX).map_err(|error| format!("source {error}"))?,
            gazette: None,
            url: None,
        },
    };
    Ok((id, language, content))
}

fn article(kind: &str) -> Article11 {
    ARTICLES.iter().find(|(own, _)| *own == kind).map_or(Article11::A, |(_, letter)| *letter)
}

/// Notes to a chapter name it in their id: `note-chapter-09`.
fn chapter(id: &PublicationId) -> Option<HsCode> {
    let digits = id.as_str().strip_prefix("note-chapter-")?.get(..2)?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use vocabulary::Period;

    use super::*;
    use crate::platform::import::Flaw;

    fn read(bytes: &[u8]) -> Vec<Result<NewRevision, Flaw>> {
        let source = UkGuidance::new(ImportFile::from_bytes("guidance.jsonl", bytes), date(2021, 1, 1));
        source.rows().expect("needs no header").collect()
    }

    const NOTE: &str =
        r#"{"id":"note-chapter-09","kind":"chapter-note","title":"Notes","lang":"en","text":"Not 2101.","source":"notes/09.md"}"#;

    #[test]
    fn a_note_to_a_chapter_is_about_that_chapter() {
        let rows = read(NOTE.as_bytes());
        let note = rows[0].as_ref().expect("a good text");
        assert_eq!(note.content.article11, Article11::D);
        assert_eq!(note.content.hs_codes, ["09".parse().expect("a chapter")]);
        assert_eq!(note.validity, Period::starting(date(2021, 1, 1)));
    }

    #[test]
    fn a_kind_we_do_not_know_is_a_procedure() {
        assert_eq!((article("proof-of-origin"), article("podcast")), (Article11::E, Article11::A));
    }

    #[test]
    fn a_text_that_stands_twice_is_refused_the_second_time() {
        let rows = read(format!("{NOTE}\n{NOTE}\n").as_bytes());
        let Err(Flaw::Row(error)) = &rows[1] else { panic!("{rows:?}") };
        assert_eq!(error.to_string(), "guidance.jsonl:2: repeats note-chapter-09 in en");
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            read(&bytes);
        }

        #[test]
        fn no_texts_make_reading_panic(texts in proptest::collection::vec("\\PC{0,20}|\u{0}", 6)) {
            let [id, kind, title, lang, text, source] = &texts[..] else { unreachable!("six were made") };
            let row = serde_json::json!({ "id": id, "kind": kind, "title": title, "lang": lang, "text": text, "source": source });
            read(row.to_string().as_bytes());
        }
    }
}
