//! Canadian Acts and regulations in English and French, one section a line as a JSON object. Both languages are official, so
//! neither is a translation of the other.

use serde::Deserialize;
use vocabulary::{Article11, Date, Language, PublicationId};

use super::{
    ACT_CHARS_MAX, BODY_CHARS_MAX, TITLE_CHARS_MAX,
    plain::{paragraphs, plain},
    texts::texts,
};
use crate::{
    platform::import::{FileError, Identity, ImportFile, Rows, Source as ImportSource, one_line, prose},
    publication::revision::{Content, Direction, NewRevision, Source},
};

/// Who answers for it at the border.
const AUTHORITY: &str = "ca-cbsa";
/// The most levels of headings that Markdown has, the title of the page being the first.
const HEADING_LEVEL_MAX: usize = 6;

/// Which letter of Article 1.1 an instrument answers, by a word of its title in English or French: the first that fits. What fits
/// none is filed under procedures, letter (a).
const ARTICLES: [(Article11, &[&str]); 7] = [
    (Article11::C, &[" fee", "prix des", "prix à payer", "honoraires", "droits du gardien", "certains frais"]),
    (Article11::F, &["control list", "prohibition", "permit", "contrôlée", "interdisant", "licence", "liste des marchandises"]),
    (Article11::E, &["origin", "origine"]),
    (Article11::I, &["free trade agreement", "libre-échange"]),
    (Article11::D, &["classification", "classement", "valuation", "value for duty", "détermination de la valeur"]),
    (Article11::J, &["aggregate quantity", "import allocation", "quantité globale", "autorisations d’importation"]),
    (Article11::B, &["tariff", "tarif", "surtax", "surtaxe", "remission", "remise", "drawback"]),
];

/// A file of Canadian laws.
pub struct CanadianLaws {
    file: ImportFile,
    valid_from: Date,
}

#[derive(Deserialize)]
struct Section {
    id: String,
    lang: String,
    instrument: String,
    instrument_title: String,
    section: String,
    #[serde(default)]
    path: Vec<String>,
    #[serde(default)]
    marginal_note: Option<String>,
    text: String,
}

impl CanadianLaws {
    /// Reads sections from `file`. It says nothing of dates, so all of them are in force from `valid_from` on.
    pub fn new(file: ImportFile, valid_from: Date) -> CanadianLaws {
        CanadianLaws { file, valid_from }
    }
}

impl ImportSource for CanadianLaws {
    type Row = NewRevision;

    fn identity(&self) -> Identity {
        Identity::of(format!("canadian-laws from {}", self.valid_from), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewRevision>, FileError> {
        Ok(texts(&self.file, self.valid_from, text))
    }
}

/// Reads what a line says.
fn text(section: Section) -> Result<(PublicationId, Language, Content), String> {
    let language: Language = section.lang.parse().map_err(|error| format!("lang {:?} {error}", section.lang))?;
    let id = publication_id(&section, language)?;
    let act = one_line(&section.instrument_title, ACT_CHARS_MAX).map_err(|error| format!("instrument_title {error}"))?;
    let content = Content {
        title: title(&section, &act, language)?,
        summary: String::new(),
        body: body(&section)?,
        article11: article(&act),
        authority: AUTHORITY.parse().expect("the code of an authority"),
        document_type: "law".to_owned(),
        direction: Direction::Any,
        hs_codes: Vec::new(),
        source: Source { act: citation(&act, &section)?, gazette: None, url: None },
    };
    Ok((id, language, content))
}

/// One publication holds both languages: `ca-C-1.4-s2-en` and `ca-C-1.4-s2-fr` are `ca-C-1.4-s2`.
fn publication_id(section: &Section, language: Language) -> Result<PublicationId, String> {
    let id =
        section.id.strip_suffix(&format!("-{language}")).ok_or(format!("id {:?} does not end in -{language}", section.id))?;
    id.parse().map_err(|error| format!("id {id:?} {error}"))
}

fn title(section: &Section, act: &str, language: Language) -> Result<String, String> {
    let abbreviation = if language == Language::FR { "art." } else { "s." };
    let note = section.marginal_note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let note = note.map(|note| format!(" — {note}")).unwrap_or_default();
    let title = format!("{act}, {abbreviation} {}{note}", section.section);
    one_line(&title, TITLE_CHARS_MAX + ACT_CHARS_MAX).map_err(|error| format!("title {error}"))
}

fn citation(act: &str, section: &Section) -> Result<String, String> {
    one_line(&format!("{act} ({})", section.instrument), ACT_CHARS_MAX * 2).map_err(|error| format!("instrument {error}"))
}

/// Writes the headings above the section, and its lines as paragraphs, in Markdown.
fn body(section: &Section) -> Result<String, String> {
    let mut body = String::new();
    for (depth, heading) in section.path.iter().enumerate() {
        let marks = "#".repeat((depth + 2).min(HEADING_LEVEL_MAX));
        let heading = one_line(heading, TITLE_CHARS_MAX).map_err(|error| format!("path {error}"))?;
        body.push_str(&format!("{marks} {}\n\n", plain(&heading)));
    }
    let text = prose(&section.text, BODY_CHARS_MAX).map_err(|error| format!("text {error}"))?;
    body.push_str(&paragraphs(&text));
    Ok(body)
}

fn article(act: &str) -> Article11 {
    let act = act.to_lowercase();
    let found = ARTICLES.iter().find(|(_, words)| words.iter().any(|word| act.contains(word)));
    found.map_or(Article11::A, |(letter, _)| *letter)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::platform::import::Flaw;
    use crate::publication::passages;

    fn read(bytes: &[u8]) -> Vec<Result<NewRevision, Flaw>> {
        let source = CanadianLaws::new(ImportFile::from_bytes("laws.jsonl", bytes), date(2021, 1, 1));
        source.rows().expect("needs no header").collect()
    }

    fn section(id: &str, lang: &str) -> String {
        serde_json::json!({
            "id": id, "lang": lang, "instrument": "T-1", "instrument_title": "Tea Tariff", "section": "2", "path": ["Part 1", "Rates"],
            "marginal_note": "Rate", "text": "1. Tea pays A * B * C.\n(a) black", "counterpart": null
        })
        .to_string()
    }

    #[test]
    fn both_languages_are_one_publication_and_neither_a_translation() {
        let rows = read(format!("{}\n{}\n", section("ca-T-1-s2-en", "en"), section("ca-T-1-s2-fr", "fr")).as_bytes());
        let revisions: Vec<&NewRevision> = rows.iter().map(|row| row.as_ref().expect("a good section")).collect();
        assert!(revisions.iter().all(|own| own.publication_id.as_str() == "ca-T-1-s2" && own.translated_from.is_none()));
        assert_eq!(revisions[0].content.title, "Tea Tariff, s. 2 — Rate");
        assert_eq!(revisions[1].content.title, "Tea Tariff, art. 2 — Rate");
    }

    #[test]
    fn a_section_stands_under_its_headings_and_its_words_are_not_markdown() {
        let rows = read(section("ca-T-1-s2-en", "en").as_bytes());
        let found = passages(&rows[0].as_ref().expect("a good section").content.body);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].headings, ["Part 1", "Rates"]);
        assert_eq!(found[0].text, "1. Tea pays A * B * C.\n(a) black");
    }

    #[test]
    fn an_instrument_is_filed_by_the_words_of_its_title() {
        for (title, letter) in [
            ("CCFTA Rules of Origin Regulations", Article11::E),
            ("Règlement sur la justification de l’origine", Article11::E),
            ("Valuation for Duty Regulations", Article11::D),
            ("Customs Tariff", Article11::B),
            ("Export Control List", Article11::F),
            ("Customs Act", Article11::A),
        ] {
            assert_eq!(article(title), letter, "{title}");
        }
    }

    #[test]
    fn an_id_in_another_language_is_refused() {
        assert!(matches!(&read(section("ca-T-1-s2-en", "fr").as_bytes())[..], [Err(Flaw::Row(_))]));
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            read(&bytes);
        }
    }
}
