//! Australian Acts on customs and on the goods and services tax, one section or division a line as a JSON object.

use serde::Deserialize;
use vocabulary::{Article11, Date, Language, PublicationId};

use super::{ACT_CHARS_MAX, BODY_CHARS_MAX, TITLE_CHARS_MAX, plain::paragraphs, texts::texts};
use crate::{
    platform::import::{FileError, Identity, ImportFile, Rows, Source as ImportSource, one_line, prose},
    publication::revision::{Content, Direction, NewRevision, Source},
};

/// Who answers for it at the border.
const AUTHORITY: &str = "au-abf";
/// Acts about taxes and rates answer letter (b) of Article 1.1; what fits no word is filed under procedures, letter (a).
const RATE_WORDS: [&str; 3] = ["tax", "tariff", "excise"];

/// A file of Australian Acts.
pub struct AustralianActs {
    file: ImportFile,
    valid_from: Date,
}

#[derive(Deserialize)]
struct Section {
    id: PublicationId,
    act: String,
    section: String,
    lang: Language,
    text: String,
}

impl AustralianActs {
    /// Reads sections from `file`. It says nothing of dates, so all of them are in force from `valid_from` on.
    pub fn new(file: ImportFile, valid_from: Date) -> AustralianActs {
        AustralianActs { file, valid_from }
    }
}

impl ImportSource for AustralianActs {
    type Row = NewRevision;

    fn identity(&self) -> Identity {
        Identity::of(format!("australian-acts from {}", self.valid_from), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewRevision>, FileError> {
        Ok(texts(&self.file, self.valid_from, text))
    }
}

/// Reads what a line says.
fn text(section: Section) -> Result<(PublicationId, Language, Content), String> {
    let (id, language) = (section.id, section.lang);
    let act = one_line(&section.act, ACT_CHARS_MAX).map_err(|error| format!("act {error}"))?;
    let title = one_line(&format!("{act}, {}", place(&section.section)), ACT_CHARS_MAX + TITLE_CHARS_MAX);
    let text = prose(&section.text, BODY_CHARS_MAX).map_err(|error| format!("text {error}"))?;
    let content = Content {
        title: title.map_err(|error| format!("section {error}"))?,
        summary: String::new(),
        body: paragraphs(&text),
        article11: article(&act),
        authority: AUTHORITY.parse().expect("the code of an authority"),
        document_type: "law".to_owned(),
        direction: Direction::Any,
        hs_codes: Vec::new(),
        source: Source { act: format!("{act} (Cth)"), gazette: None, url: None },
    };
    Ok((id, language, content))
}

/// A section is named by its number alone, a division with its word.
fn place(section: &str) -> String {
    if section.starts_with(|letter: char| letter.is_ascii_digit()) { format!("s. {section}") } else { section.to_owned() }
}

fn article(act: &str) -> Article11 {
    let act = act.to_lowercase();
    if RATE_WORDS.iter().any(|word| act.contains(word)) { Article11::B } else { Article11::A }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::platform::import::Flaw;

    fn read(bytes: &[u8]) -> Vec<Result<NewRevision, Flaw>> {
        let source = AustralianActs::new(ImportFile::from_bytes("acts.jsonl", bytes), date(2021, 1, 1));
        source.rows().expect("needs no header").collect()
    }

    fn section(id: &str, act: &str, section: &str, text: &str) -> String {
        serde_json::json!({ "id": id, "act": act, "section": section, "lang": "en", "text": text }).to_string() + "\n"
    }

    #[test]
    fn a_section_is_named_by_its_act_and_number() {
        let rows = read(
            (section("au-tea-act-s2A", "Tea Act 1902", "2A", "(1)\u{a0}Tea pays A * B.\n\n\u{a0}(a)\u{a0}black")
                + &section("au-tea-tax-div7", "Tea Tax Act", "Division 7", "1. Rates"))
                .as_bytes(),
        );
        let acts: Vec<&Content> = rows.iter().map(|row| &row.as_ref().expect("a good section").content).collect();
        assert_eq!(acts[0].title, "Tea Act 1902, s. 2A");
        assert_eq!(acts[0].body, "(1)\u{a0}Tea pays A \\* B.\n\n(a)\u{a0}black");
        assert_eq!(acts[1].title, "Tea Tax Act, Division 7");
        assert_eq!((acts[0].article11, acts[1].article11), (Article11::A, Article11::B));
    }

    #[test]
    fn a_section_stands_once_and_says_something() {
        let good = section("au-tea-act-s2", "Tea Act", "2", "Tea.");
        let rows = read((good.clone() + &good + &section("au-tea-act-s3", "Tea Act", "3", " ") + "{}\n").as_bytes());
        assert!(rows[0].is_ok());
        assert!(rows[1..].iter().all(|row| matches!(row, Err(Flaw::Row(_)))) && rows.len() == 4, "{rows:?}");
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            read(&bytes);
        }
    }
}
