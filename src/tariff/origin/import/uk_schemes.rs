//! The agreements of the United Kingdom, from its guidance texts (one JSON object a line): each with its articles on origin and its
//! proofs. The texts hold no list of members and no rules for goods that a program could read; such a scheme answers no check.
//!
//! Texts that belong to no one agreement (`common`), and texts on other things, are passed over.

use std::collections::BTreeMap;

use duty::{
    name::DocumentCode,
    origin::{Article, Key, Proof, Scheme, SchemeCode},
};
use serde::Deserialize;
use vocabulary::{Date, Language, Period, Texts};

use super::super::entry::{NewOrigin, OriginBody};
use crate::platform::import::{FileError, Flaw, Identity, ImportFile, JsonLines, RowError, Rows, Source, one_line, prose};

/// How long an article may be; the longest known to us has 29,752 characters.
const ARTICLE_CHARS_MAX: usize = 60_000;
/// How long the name of an agreement may be.
const NAME_CHARS_MAX: usize = 500;
/// How many agreements a file may hold.
const SCHEMES_MAX: usize = 500;

/// What the proofs of the texts are called.
const PROOFS: [(&str, &str); 7] = [
    ("origin-declaration", "Origin declaration"),
    ("invoice-declaration", "Invoice declaration"),
    ("eur1", "EUR.1 movement certificate"),
    ("eur-med", "EUR-MED movement certificate"),
    ("gsp-form-a", "GSP form A"),
    ("importers-knowledge", "Importer's knowledge"),
    ("certificate-of-origin", "Certificate of origin"),
];

/// A file of British trade guidance, read for its agreements.
pub struct UkSchemes {
    file: ImportFile,
    valid_from: Date,
}

#[derive(Deserialize)]
struct Document {
    title: String,
    text: String,
    source: String,
}

/// What a text is about, by where it lay.
enum Place<'a> {
    /// An article of an agreement.
    Article(&'a str, &'a str),
    /// A proof under an agreement.
    Proof(&'a str, &'a str),
}

impl UkSchemes {
    /// Reads agreements from `file`. It says nothing of dates, so all of them are in force from `valid_from` on.
    pub fn new(file: ImportFile, valid_from: Date) -> UkSchemes {
        UkSchemes { file, valid_from }
    }
}

impl Source for UkSchemes {
    type Row = NewOrigin;

    fn identity(&self) -> Identity {
        Identity::of(format!("uk-origin from {}", self.valid_from), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewOrigin>, FileError> {
        let mut schemes: BTreeMap<SchemeCode, Scheme> = BTreeMap::new();
        let mut flaws = Vec::new();
        for document in JsonLines::<Document>::new(&self.file) {
            let (line, text, document) = match document {
                Ok(read) => read,
                Err(flaw) => {
                    flaws.push(Err(flaw));
                    continue;
                }
            };
            if let Err(reason) = take(&mut schemes, &document) {
                flaws.push(Err(Flaw::Row(RowError::new(self.file.name(), line, reason, &text))));
            }
            if schemes.len() > SCHEMES_MAX {
                return Err(FileError::TooManyRows { limit: SCHEMES_MAX as u64 });
            }
        }
        let validity = Period::starting(self.valid_from);
        let good = schemes.into_values().map(move |scheme| match scheme.check() {
            Ok(()) => Ok(NewOrigin { body: OriginBody::Scheme(Box::new(scheme)), validity }),
            Err(error) => {
                let reason = format!("{} {error}", scheme.code);
                Err(Flaw::Row(RowError::new(self.file.name(), 1, reason, scheme.code.as_str())))
            }
        });
        Ok(Box::new(flaws.into_iter().chain(good)))
    }
}

/// Reads where a text lay: `…/articles/kenya/accessories.md`, `…/proofs/kenya/eur1.md`.
fn place(source: &str) -> Option<Place<'_>> {
    let path: Vec<&str> = source.strip_suffix(".md")?.split('/').collect();
    let [.., folder, scheme, name] = path[..] else { return None };
    match folder {
        _ if scheme == "common" => None,
        "articles" => Some(Place::Article(scheme, name)),
        "proofs" => Some(Place::Proof(scheme, name)),
        _ => None,
    }
}

/// Adds a text to the agreement it belongs to.
fn take(schemes: &mut BTreeMap<SchemeCode, Scheme>, document: &Document) -> Result<(), String> {
    let Some(place) = place(&document.source) else { return Ok(()) };
    let (Place::Article(folder, name) | Place::Proof(folder, name)) = place;
    let code: SchemeCode = folder.to_uppercase().parse().map_err(|error| format!("{folder:?} {error}"))?;
    let title = one_line(&document.title, NAME_CHARS_MAX).map_err(|error| format!("title {error}"))?;
    let text = prose(&document.text, ARTICLE_CHARS_MAX).map_err(|error| format!("text {error}"))?;
    let scheme = schemes.entry(code.clone()).or_insert_with(|| empty(code));
    match place {
        Place::Article(..) => {
            let (agreement, about) = title.rsplit_once(": ").ok_or("title names no article")?;
            name_it(scheme, agreement);
            let article =
                Article { cite: cited(agreement, &text), title: english(capital(about)), text: english(text), publication: None };
            add(scheme, key(name)?, article)
        }
        Place::Proof(..) => {
            let called = PROOFS.iter().find(|(own, _)| *own == name).map(|(_, called)| *called);
            let called = called.ok_or_else(|| format!("{name:?} is a proof we do not know"))?;
            let document: DocumentCode = name.to_uppercase().parse().map_err(|error| format!("{name:?} {error}"))?;
            let key = key(&format!("proof-{name}"))?;
            let agreement = title.strip_prefix("Proof of origin: ").and_then(|rest| rest.split_once(' ')).map(|(_, name)| name);
            let agreement = agreement.ok_or("title names no agreement")?;
            name_it(scheme, agreement);
            let article =
                Article { cite: agreement.to_owned(), title: english(called.to_owned()), text: english(text), publication: None };
            add(scheme, key.clone(), article)?;
            scheme.proofs.push(Proof {
                document,
                name: english(called.to_owned()),
                issued_by: None,
                office: None,
                fee: None,
                working_days: None,
                value_max: None,
                months: None,
                terms: Texts::default(),
                article: key,
            });
            Ok(())
        }
    }
}

fn empty(code: SchemeCode) -> Scheme {
    Scheme {
        code,
        name: Texts::default(),
        area: None,
        act: String::new(),
        members: Vec::new(),
        articles: BTreeMap::new(),
        statements: BTreeMap::new(),
        obtained: None,
        sufficient: None,
        transport: None,
        cumulation: None,
        tolerances: Vec::new(),
        proofs: Vec::new(),
    }
}

fn name_it(scheme: &mut Scheme, agreement: &str) {
    if scheme.act.is_empty() {
        agreement.trim().clone_into(&mut scheme.act);
        scheme.name = english(agreement.trim().to_owned());
    }
}

fn add(scheme: &mut Scheme, key: Key, article: Article) -> Result<(), String> {
    if scheme.articles.contains_key(&key) {
        return Err(format!("repeats {key} of {}", scheme.code));
    }
    scheme.articles.insert(key, article);
    Ok(())
}

fn key(name: &str) -> Result<Key, String> {
    name.replace('_', "-").parse().map_err(|error| format!("{name:?} {error}"))
}

/// Cites an article by the number in brackets that its text ends with (`[Article 15]`); without one, the agreement alone.
fn cited(agreement: &str, text: &str) -> String {
    let last = text.lines().rev().map(str::trim).find(|line| line.starts_with('[') && line.ends_with(']'));
    let number = last.map(|line| line.trim_matches(['[', ']'])).filter(|cite| cite.starts_with("Article"));
    match number {
        Some(number) => format!("{agreement}, {}", number.replacen("Article", "article", 1)),
        None => agreement.to_owned(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn english(text: String) -> Texts {
    Texts(BTreeMap::from([(Language::EN, text)]))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn line(title: &str, text: &str, source: &str) -> String {
        serde_json::json!({ "title": title, "text": text, "source": source }).to_string() + "\n"
    }

    fn read(text: &str) -> Vec<Result<NewOrigin, Flaw>> {
        let source = UkSchemes::new(ImportFile::from_bytes("guidance.jsonl", text.as_bytes()), date(2021, 1, 1));
        source.rows().expect("few agreements").collect()
    }

    #[test]
    fn texts_of_one_agreement_become_one_scheme() {
        let text = [
            line(
                "UK-Coastland Agreement: non alteration",
                "They stay the same.\n\n[Article 15]",
                "x/articles/coastland/non-alteration.md",
            ),
            line("UK-Coastland Agreement: origin processes", "## Article 17", "x/articles/coastland/origin_processes.md"),
            line("Proof of origin: eur1 UK-Coastland Agreement", "Use the form.", "x/proofs/coastland/eur1.md"),
            line("common: full", "Full cumulation.", "x/articles/common/cumulation/full.md"),
            line("Pets", "Bring them.", "app/views/pets.html"),
        ];
        let rows = read(&text.concat());
        let [Ok(NewOrigin { body: OriginBody::Scheme(scheme), .. })] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!((scheme.code.as_str(), scheme.act.as_str()), ("COASTLAND", "UK-Coastland Agreement"));
        let cites: Vec<&str> = scheme.articles.values().map(|article| article.cite.as_str()).collect();
        assert_eq!(cites, ["UK-Coastland Agreement, article 15", "UK-Coastland Agreement", "UK-Coastland Agreement"]);
        assert_eq!(scheme.proofs[0].document.as_str(), "EUR1");
        assert!(scheme.members.is_empty() && scheme.transport.is_none(), "nothing is invented");
    }

    #[test]
    fn a_proof_nobody_knows_is_told_and_the_rest_is_read() {
        let text = [
            line("UK-Coastland Agreement: sets", "Sets.", "x/articles/coastland/sets.md"),
            line("Proof of origin: stamp UK-Coastland Agreement", "A stamp.", "x/proofs/coastland/stamp.md"),
        ];
        let rows = read(&text.concat());
        let [Err(Flaw::Row(error)), Ok(_)] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!(error.to_string(), "guidance.jsonl:2: \"stamp\" is a proof we do not know");
    }

    proptest! {
        #[test]
        fn no_texts_make_reading_panic(title in "\\PC{0,20}(: \\PC{0,9})?", text in "\\PC{0,20}(\\[\\PC{0,9}\\])?", name in "[a-z_./-]{0,20}") {
            read(&line(&title, &text, &format!("x/articles/{name}.md")));
            read(&line(&title, &text, &format!("x/proofs/{name}.md")));
        }
    }
}
