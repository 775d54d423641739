//! Our own format: Markdown with front matter, `<id>/<language>.md`, and `<id>/<language>.2.md` for the second version; see
//! `sample/README.md`.

use std::{fs, io, path::Path};

use vocabulary::{Language, Period};

use super::{
    ACT_CHARS_MAX, BODY_CHARS_MAX, TITLE_CHARS_MAX,
    front_matter::{Page, PageError},
};
use crate::{
    platform::import::{
        FileError, Flaw, Identity, ImportFile, RowError, Rows, Source as ImportSource, one_line, prose, sha256_of_all,
    },
    publication::{
        attestation::Attestation,
        revision::{Content, NewRevision, RevisionState, Source},
    },
};

/// How many files a folder may hold.
const FILES_MAX: usize = 100_000;
/// How large all of them together may be.
const FOLDER_BYTES_MAX: u64 = 256 << 20;
/// How deep folders may stand within folders.
const DEPTH_MAX: usize = 8;
/// How long a summary may be: what a small screen shows at once.
const SUMMARY_CHARS_MAX: usize = 160;
/// How long the name of an office or a role may be.
const ATTESTED_BY_CHARS_MAX: usize = 120;
/// What sorts of text there are.
const KINDS: [&str; 10] = ["procedure", "rate", "fee", "form", "law", "notice", "guide", "office", "agreement", "quota"];

/// Pages of our own format, in the order in which they are recorded: each publication's versions in turn, and each version's
/// source before its translations, so that a translation finds the text it was made from.
pub struct MarkdownFiles {
    name: String,
    sha256: String,
    pages: Vec<Result<(PageOrder, NewRevision), RowError>>,
}

/// Publication, version, whether translated, language.
type PageOrder = (String, u32, bool, Language);

impl MarkdownFiles {
    /// Reads the page at `path`, or all pages below the folder at `path`.
    ///
    /// # Errors
    /// Refuses what cannot be read, and folders with more files than anybody writes.
    pub fn open(path: &Path) -> Result<MarkdownFiles, FileError> {
        let mut found = Found::default();
        if path.is_dir() {
            found.search(path, 0)?;
        } else {
            found.take(path)?;
        }
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(MarkdownFiles::new(name, found.files))
    }

    /// Reads pages from `files`, each named `<id>/<language>.md`.
    pub fn new(name: impl Into<String>, mut files: Vec<ImportFile>) -> MarkdownFiles {
        files.sort_by(|a, b| a.name().cmp(b.name()));
        let sha256 = sha256_of_all(&files);
        let mut pages: Vec<_> = files.iter().map(page).collect();
        pages.sort_by(|a, b| order(a).cmp(&order(b)));
        MarkdownFiles { name: name.into(), sha256, pages }
    }
}

impl ImportSource for MarkdownFiles {
    type Row = NewRevision;

    fn identity(&self) -> Identity {
        Identity { source: "markdown".to_owned(), file_name: self.name.clone(), file_sha256: self.sha256.clone() }
    }

    fn rows(&self) -> Result<Rows<'_, NewRevision>, FileError> {
        let rows = self.pages.iter().map(|page| match page {
            Ok((_, revision)) => Ok(revision.clone()),
            Err(error) => Err(Flaw::Row(error.clone())),
        });
        Ok(Box::new(rows))
    }
}

/// The pages found below a folder.
#[derive(Default)]
struct Found {
    files: Vec<ImportFile>,
    bytes: u64,
}

impl Found {
    fn search(&mut self, folder: &Path, depth: usize) -> Result<(), FileError> {
        let unreadable = |error: io::Error| FileError::Unreadable(error.to_string());
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let path = entry.path();
            // A link to a folder is not followed: it may lead back here.
            if entry.file_type().map_err(unreadable)?.is_dir() {
                if depth < DEPTH_MAX {
                    self.search(&path, depth + 1)?;
                }
            } else if path.extension().is_some_and(|extension| extension == "md") {
                self.take(&path)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, path: &Path) -> Result<(), FileError> {
        let file = open_page(path)?;
        self.bytes += file.bytes().len() as u64;
        self.files.push(file);
        if self.files.len() > FILES_MAX {
            return Err(FileError::TooManyRows { limit: FILES_MAX as u64 });
        }
        if self.bytes > FOLDER_BYTES_MAX { Err(FileError::TooLarge { limit: FOLDER_BYTES_MAX }) } else { Ok(()) }
    }
}

/// Opens a page under the name of its folder and its own, which both say something.
fn open_page(path: &Path) -> Result<ImportFile, FileError> {
    let absolute = std::path::absolute(path).map_err(|error| FileError::Unreadable(error.to_string()))?;
    let file = ImportFile::open(path)?;
    let folder = absolute.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    let name = format!("{folder}/{}", file.name());
    Ok(file.named(name))
}

fn order(page: &Result<(PageOrder, NewRevision), RowError>) -> Option<&PageOrder> {
    page.as_ref().ok().map(|(order, _)| order)
}

fn page(file: &ImportFile) -> Result<(PageOrder, NewRevision), RowError> {
    let text = std::str::from_utf8(file.bytes()).map_err(|error| {
        let line = file.bytes()[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        RowError::new(file.name(), line, "is not UTF-8", &String::from_utf8_lossy(file.bytes()))
    })?;
    read(file.name(), text).map_err(|(line, reason)| RowError::new(file.name(), line, reason, text))
}

fn read(name: &str, text: &str) -> Result<(PageOrder, NewRevision), PageError> {
    let FileName { folder, language, version } = FileName::read(name)?;
    let page = Page::read(text)?;
    if page.front.id != folder {
        return Err(page.error("id", format!("{:?} is not the name of its folder, {folder:?}", page.front.id)));
    }
    if page.front.language != language {
        return Err(page.error("language", format!("{:?} is not the name of its file, {language:?}", page.front.language)));
    }
    let revision = revision(&page)?;
    let order = (folder.to_owned(), version, revision.translated_from.is_some(), revision.language);
    Ok((order, revision))
}

/// What the name of a page says: `coffee/fr.2.md`.
struct FileName<'a> {
    folder: &'a str,
    language: &'a str,
    version: u32,
}

impl FileName<'_> {
    fn read(name: &str) -> Result<FileName<'_>, PageError> {
        let expected = || (1, "is not named like coffee/fr.md, or coffee/fr.2.md for the second version".to_owned());
        let (folder, file) = name.rsplit_once('/').ok_or_else(expected)?;
        let stem = file.strip_suffix(".md").ok_or_else(expected)?;
        let (language, version) = match stem.split_once('.') {
            None => (stem, 1),
            Some((language, version)) => (language, version.parse().ok().filter(|version| *version > 1).ok_or_else(expected)?),
        };
        Ok(FileName { folder, language, version })
    }
}

fn revision(page: &Page<'_>) -> Result<NewRevision, PageError> {
    let front = &page.front;
    let mut hs_codes = Vec::new();
    for code in &front.hs {
        hs_codes.push(code.parse().map_err(|error| page.error("hs", format!("{code:?} {error}")))?);
    }
    if !KINDS.contains(&front.kind.as_str()) {
        return Err(page.error("kind", format!("{:?} is not one of {}", front.kind, KINDS.join(", "))));
    }
    let line = |key, text: &str, chars_max| one_line(text, chars_max).map_err(|error| page.error(key, error));
    let optional = |key, text: &Option<String>| text.as_deref().map(|text| line(key, text, ACT_CHARS_MAX)).transpose();
    let content = Content {
        title: line("title", &front.title, TITLE_CHARS_MAX)?,
        summary: line("summary", &front.summary, SUMMARY_CHARS_MAX)?,
        body: prose(page.body, BODY_CHARS_MAX)
            .map_err(|error| page.error("---", format!("is followed by a text that {error}")))?,
        article11: parse(page, "article11", &front.article11)?,
        authority: parse(page, "authority", &front.authority)?,
        document_type: front.kind.clone(),
        direction: parse(page, "direction", &front.direction)?,
        hs_codes,
        source: Source {
            act: line("act", &front.source.act, ACT_CHARS_MAX)?,
            gazette: optional("gazette", &front.source.gazette)?,
            url: optional("url", &front.source.url)?,
        },
    };
    let language: Language = parse(page, "language", &front.language)?;
    let translated_from = front.translation_of.as_deref().map(|text| parse(page, "translation_of", text)).transpose()?;
    if translated_from == Some(language) {
        return Err(page.error("translation_of", format!("{language} is the language of the text itself")));
    }
    Ok(NewRevision {
        publication_id: parse(page, "id", &front.id)?,
        language,
        state: RevisionState::Published,
        content,
        translated_from,
        attestation: attestation(page)?,
        validity: validity(page)?,
    })
}

/// Reads who confirmed the text. There is no usual time until the next review: who confirms says until when.
fn attestation(page: &Page<'_>) -> Result<Option<Attestation>, PageError> {
    const TOGETHER: &str = "is nothing alone: attested_by, confirmed_on and review_due_on stand together";
    let front = &page.front;
    let (by, confirmed_on, review_due_on) = match (&front.attested_by, &front.confirmed_on, &front.review_due_on) {
        (None, None, None) => return Ok(None),
        (Some(by), Some(confirmed_on), Some(review_due_on)) => (by, confirmed_on, review_due_on),
        (Some(_), ..) => return Err(page.error("attested_by", TOGETHER)),
        (None, Some(_), _) => return Err(page.error("confirmed_on", TOGETHER)),
        (None, None, Some(_)) => return Err(page.error("review_due_on", TOGETHER)),
    };
    let attestation = Attestation {
        by: one_line(by, ATTESTED_BY_CHARS_MAX).map_err(|error| page.error("attested_by", error))?,
        confirmed_on: parse(page, "confirmed_on", confirmed_on)?,
        review_due_on: parse(page, "review_due_on", review_due_on)?,
    };
    if attestation.review_due_on <= attestation.confirmed_on {
        return Err(page.error("review_due_on", format!("{review_due_on} is not after confirmed_on")));
    }
    Ok(Some(attestation))
}

fn validity(page: &Page<'_>) -> Result<Period, PageError> {
    let from = parse(page, "valid_from", &page.front.valid_from)?;
    let until = page.front.valid_until.as_deref().map(|text| parse(page, "valid_until", text)).transpose()?;
    Period::new(from, until).map_err(|error| page.error("valid_until", error))
}

fn parse<T>(page: &Page<'_>, key: &str, text: &str) -> Result<T, PageError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| page.error(key, format!("{text:?} {error}")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEAD: &str = "---\nid: fee\nlanguage: en\ntitle: Fee\nsummary: Forty.\narticle11: c\nauthority: zz-customs\nkind: fee\n\
                        direction: any\nvalid_from: 2025-01-01\nhs: [\"0901\"]\nsource:\n  act: Fees Act\n---\nPay 40.\n";

    fn files(pages: &[(&str, &str)]) -> MarkdownFiles {
        let files = pages.iter().map(|(name, text)| ImportFile::from_bytes(*name, text.as_bytes())).collect();
        MarkdownFiles::new("publications", files)
    }

    fn error(name: &str, text: &str) -> String {
        let files = files(&[(name, text)]);
        match files.rows().expect("pages need no header").next() {
            Some(Err(Flaw::Row(error))) => error.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_source_is_recorded_before_its_translations_and_versions_in_turn() {
        let in_language = |language: &str, more: &str| HEAD.replace("language: en", &format!("language: {language}{more}"));
        let arabic = in_language("ar", "\ntranslation_of: en");
        let later = HEAD.replace("2025-01-01", "2026-01-01");
        let files = files(&[("fee/ar.md", &arabic), ("fee/en.2.md", &later), ("fee/en.md", HEAD)]);
        let order: Vec<(String, String)> = files
            .rows()
            .expect("pages need no header")
            .map(|row| row.expect("a good page"))
            .map(|revision| (revision.language.to_string(), revision.validity.from().to_string()))
            .collect();
        let wanted = [("en", "2025-01-01"), ("ar", "2025-01-01"), ("en", "2026-01-01")];
        assert_eq!(order, wanted.map(|(language, day)| (language.to_owned(), day.to_owned())));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_file_and_line() {
        let told = |old: &str, new: &str| error("fee/en.md", &HEAD.replace(old, new));
        assert_eq!(told("id: fee", "id: fees"), "fee/en.md:2: id \"fees\" is not the name of its folder, \"fee\"");
        assert_eq!(told("language: en", "language: fr"), "fee/en.md:3: language \"fr\" is not the name of its file, \"en\"");
        assert!(told("article11: c", "article11: k").starts_with("fee/en.md:6: article11 \"k\" "));
        assert!(told("kind: fee", "kind: poem").starts_with("fee/en.md:8: kind \"poem\" is not one of procedure, "));
        assert!(told("2025-01-01", "2025-02-30").starts_with("fee/en.md:10: valid_from \"2025-02-30\" "));
        assert!(told("hs: [", "valid_until: 2025-01-01\nhs: [").starts_with("fee/en.md:11: valid_until ends on 2025-01-01"));
        assert!(told("0901", "09011").starts_with("fee/en.md:11: hs \"09011\" has 5 digits"));
        assert!(told("Pay 40.\n", "").contains("is followed by a text that is empty"));
        let attested = "attested_by: Coffee Office\nconfirmed_on: 2026-02-03\n";
        assert!(told("source:", &format!("{attested}source:")).starts_with("fee/en.md:12: attested_by is nothing alone"));
        assert!(
            told("source:", "review_due_on: 2027-02-03\nsource:").starts_with("fee/en.md:12: review_due_on is nothing alone")
        );
        let early = format!("{attested}review_due_on: 2026-02-03\nsource:");
        assert!(told("source:", &early).starts_with("fee/en.md:14: review_due_on 2026-02-03 is not after confirmed_on"));
        assert!(told("source:", "translation_of: en\nsource:").contains("translation_of en is the language of the text itself"));
        assert!(error("fee/en.x.md", HEAD).contains("is not named like"));
        assert!(error("en.md", HEAD).contains("is not named like"));
    }

    #[test]
    fn two_folders_of_equal_pages_are_the_same_import() {
        let first = files(&[("fee/en.md", HEAD)]).identity();
        assert_eq!(first, files(&[("fee/en.md", HEAD)]).identity());
        assert_ne!(first, files(&[("fee/en.2.md", HEAD)]).identity());
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_panic(name in "[a-z0-9./]{0,12}", bytes in proptest::collection::vec(any::<u8>(), 0..60), head in any::<bool>()) {
            let bytes = if head { [HEAD.as_bytes(), &bytes].concat() } else { bytes };
            MarkdownFiles::new("x", vec![ImportFile::from_bytes(name, bytes)]).rows().expect("pages need no header").for_each(drop);
        }
    }
}
