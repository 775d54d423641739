//! Writing packs and deltas: for the server, which has the library that packs best.

mod compress;
mod difference;

use std::collections::BTreeMap;

use index_core::{
    analysis::VERSION,
    document::Document,
    rules::{Reference, Synonym},
};
use receipt::{Malformed, PublicKey};
use thiserror::Error;
use vocabulary::{CountryCode, Language, Timestamp};

use self::compress::{Squeezer, dictionary, squeeze};
pub use self::difference::{Difference, difference};
use crate::{
    delta::{self, CHANGES, CHANGES_MAX},
    documents::Documents,
    duties::{Chapter, Duties, Sentences, Territory, WrittenLine, WrittenMeasure},
    envelope::{self, OtherKey},
    fault::Torn,
    indexing,
    manifest::{FileKind, Manifest, PackId, Section},
    pack::{BLOCKS, DICTIONARY, DOCUMENTS, DUTIES, MEASURES, PLACES, SENTENCES, TAUGHT, TEXTS, of_slot},
    slot::Run,
    taught, texts,
};

/// How many texts share a block. Fewer are read quicker, more are packed smaller: docs/decisions/0030 has the figures.
const TOGETHER: usize = 8;

/// How many documents a pack may hold: a national tariff in two languages, with all that is published beside it.
pub const DOCUMENTS_MAX: usize = 200_000;

/// What names an edition of a pack.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Which pack.
    pub id: PackId,
    /// Whose law it holds.
    pub jurisdiction: CountryCode,
    /// Its number.
    pub seq: u64,
    /// When it was made.
    pub created: Timestamp,
    /// Until when duties are worked out with it.
    pub expires: Timestamp,
}

/// What goes into a pack.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The texts.
    pub documents: Vec<Document>,
    /// The officers' synonyms.
    pub synonyms: Vec<Synonym>,
    /// The officers' references.
    pub references: Vec<Reference>,
    /// What duties are worked out from, where the pack has it.
    pub tariff: Option<Tariff>,
}

/// What duties are worked out from.
#[derive(Clone, Debug)]
pub struct Tariff {
    /// Taxes, groups, quotas, rates of exchange.
    pub territory: Territory,
    /// The lines that goods are declared under; nothing where any code will do.
    pub lines: Option<Vec<WrittenLine>>,
    /// The measures.
    pub measures: Vec<WrittenMeasure>,
    /// What asks for what is missing.
    pub sentences: Sentences,
}

/// Why a pack was not made.
#[derive(Debug, Error)]
pub enum BuildError<E> {
    /// More than a phone can hold: make several packs.
    #[error("has {found} documents, and at most {most} fit")]
    TooManyDocuments {
        /// How many there are.
        found: usize,
        /// How many fit.
        most: usize,
    },
    /// Two documents have one id, or a language that is none.
    #[error("has documents that do not fit together")]
    Documents,
    /// It ends before it begins.
    #[error("ends before it begins")]
    Days,
    /// The new edition is of another pack, or has no higher number.
    #[error("does not follow the edition it should")]
    NotNext,
    /// The table of contents could not be written.
    #[error("has a table of contents that could not be written")]
    Manifest(#[source] Malformed),
    /// The texts of the pack that phones have cannot be read.
    #[error("goes on from a pack that is damaged")]
    Base,
    /// It could not be packed.
    #[error("could not be packed")]
    Packing(#[from] std::io::Error),
    /// Whoever holds the key did not sign.
    #[error("the holder of the key did not sign")]
    Unsigned(#[source] E),
    /// What came back is no signature by that key.
    #[error("what was signed is not signed by that key")]
    OtherKey,
}

impl<E> From<Torn> for BuildError<E> {
    fn from(Torn: Torn) -> BuildError<E> {
        BuildError::Base
    }
}

/// A closure to the holder of a private key, which signs what it is given.
pub type Sign<'a, E> = dyn Fn(&[u8]) -> Result<[u8; 64], E> + 'a;

/// Who signs: the public key, and a closure to the holder of the private one, so that a file, a hardware module or another service may be
/// it. It is given the SHA-256 of the table of contents.
pub struct Signer<'a, E> {
    /// The key.
    pub key: PublicKey,
    /// Signs with it.
    pub sign: &'a Sign<'a, E>,
}

/// Writes a whole pack.
///
/// # Errors
/// Says why none was made.
pub fn pack<E>(edition: &Edition, content: &Content, signer: &Signer<'_, E>) -> Result<Vec<u8>, BuildError<E>> {
    let most = DOCUMENTS_MAX;
    if content.documents.len() > most {
        return Err(BuildError::TooManyDocuments { found: content.documents.len(), most });
    }
    let mut sorted: Vec<&Document> = content.documents.iter().collect();
    // What is alike lies together and is packed better: languages, then lines by code. Texts stay in the order they came in.
    sorted.sort_by(|one, other| order(one).cmp(&order(other)));
    let mut documents = Documents::default();
    sorted.iter().for_each(|document| documents.add(document));
    let entries: Vec<String> = sorted.iter().map(|document| texts::write(document)).collect();
    let whole = texts::block(entries.iter().map(String::as_str));
    let indexed = indexing::index(&mut documents, &whole).map_err(|Torn| BuildError::Documents)?;

    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let blocks: Vec<String> = entries.chunks(TOGETHER).map(|chunk| texts::block(chunk.iter().map(String::as_str))).collect();
    let trained = dictionary(&blocks)?;
    let squeezer = Squeezer::with(&trained);
    let (mut index, mut packed) = (Vec::new(), Vec::new());
    crate::bytes::write_number(&mut index, TOGETHER as u64);
    crate::bytes::write_number(&mut index, blocks.len() as u64);
    for block in &blocks {
        let frame = squeezer.squeeze(block.as_bytes())?;
        crate::bytes::write_number(&mut index, frame.len() as u64);
        packed.extend(frame);
    }
    let mut columns = Vec::new();
    documents.write(&mut columns, true);
    parts.push((DICTIONARY.to_owned(), trained));
    parts.push((DOCUMENTS.to_owned(), squeeze(&columns)?));
    parts.push((PLACES.to_owned(), squeeze(&indexed.places.write())?));
    parts.push((TAUGHT.to_owned(), squeeze(&taught::write(&content.synonyms, &content.references))?));
    for (number, slot) in indexed.slots.into_iter().enumerate() {
        let Some(slot) = slot else { continue };
        let (words, postings) = of_slot(number);
        parts.push((words, squeeze(&slot.write())?));
        if let Run::Own(bytes) = slot.postings {
            parts.push((postings, bytes));
        }
    }
    parts.push((BLOCKS.to_owned(), index));
    parts.push((TEXTS.to_owned(), packed));
    if let Some(tariff) = &content.tariff {
        let (head, measures) = Duties::write(&tariff.territory, &chapters(tariff), squeeze)?;
        parts.push((DUTIES.to_owned(), head));
        parts.push((MEASURES.to_owned(), measures));
        parts.extend(sentences(tariff, &Sentences::default())?);
    }
    let languages: std::collections::BTreeSet<Language> = content.documents.iter().map(|document| document.language).collect();
    seal(edition, languages.into_iter().collect(), FileKind::Pack, parts, signer)
}

/// Writes what changed from one edition to the next. `base` is the whole pack that phones have, with the deltas that they have on top: what
/// is new is packed with its dictionary, and what was amended with its old texts.
///
/// # Errors
/// Says why nothing was written.
pub fn delta<E>(
    edition: &Edition,
    from: u64,
    base: &crate::Pack<impl AsRef<[u8]>>,
    changes: &Difference,
    tariff: Option<&Tariff>,
    signer: &Signer<'_, E>,
) -> Result<Vec<u8>, BuildError<E>> {
    let found = changes.changed.len().max(changes.removed.len());
    if found > CHANGES_MAX {
        return Err(BuildError::TooManyDocuments { found, most: CHANGES_MAX });
    }
    if base.manifest().id != edition.id || from >= edition.seq {
        return Err(BuildError::NotNext);
    }
    let mut sorted: Vec<&Document> = changes.changed.iter().collect();
    sorted.sort_by(|one, other| order(one).cmp(&order(other)));
    let mut documents = Documents::default();
    sorted.iter().for_each(|document| documents.add(document));
    let entries: Vec<String> = sorted.iter().map(|document| texts::write(document)).collect();
    let block = texts::block(entries.iter().map(String::as_str));
    // Read once here, so that no phone meets what cannot be.
    indexing::index(&mut documents, &block).map_err(|Torn| BuildError::Documents)?;
    let removed: Vec<String> = changes.removed.iter().map(|id| id.0.clone()).collect();
    let written = delta::write(&removed, &documents, &block);
    // A text that was amended may have a new id, and its old one is gone.
    let ids = sorted.iter().map(|document| document.id.0.as_str()).chain(removed.iter().map(String::as_str));
    let squeeze_with = |dictionary: &[u8], bytes: &[u8]| Ok(Squeezer::with(dictionary).squeeze(bytes)?);
    let packed = delta::pack::<BuildError<E>>(&base.base(), ids, &written, &mut base.work().reader, squeeze_with)?;
    let mut parts = vec![(CHANGES.to_owned(), packed)];
    if let Some(tariff) = tariff {
        let changed = base.duties.changed(chapters(tariff), base.file.as_ref())?;
        let (head, measures) = Duties::write(&tariff.territory, &changed, squeeze)?;
        parts.push((DUTIES.to_owned(), head));
        parts.push((MEASURES.to_owned(), measures));
        parts.extend(sentences(tariff, base.sentences())?);
    }
    let mut languages: std::collections::BTreeSet<Language> = base.manifest().languages.iter().copied().collect();
    languages.extend(changes.changed.iter().map(|document| document.language));
    seal(edition, languages.into_iter().collect(), FileKind::Delta { from }, parts, signer)
}

/// Packs the sentences, where they are others than phones have.
fn sentences(tariff: &Tariff, known: &Sentences) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let changed = tariff.sentences != *known && !tariff.sentences.is_empty();
    let packed = |sentences| Ok::<_, std::io::Error>((SENTENCES.to_owned(), squeeze(&serde_json::to_vec(sentences)?)?));
    changed.then(|| packed(&tariff.sentences)).transpose()
}

fn order(document: &Document) -> (Language, bool, Option<&str>) {
    let line = document.kind.is_nomenclature();
    (document.language, !line, document.code.as_ref().filter(|_| line).map(|code| code.as_str()))
}

/// Puts the measures into their chapters; a chapter without any is there as well, where it has lines.
fn chapters(tariff: &Tariff) -> BTreeMap<String, Chapter> {
    let mut chapters: BTreeMap<String, Chapter> = BTreeMap::new();
    let listed = tariff.lines.is_some();
    for line in tariff.lines.iter().flatten() {
        let chapter = chapters.entry(line.code.chapter().significant().to_owned()).or_default();
        chapter.lines.get_or_insert_default().push(line.clone());
    }
    for measure in &tariff.measures {
        let chapter = chapters.entry(measure.code.chapter().significant().to_owned()).or_default();
        if listed {
            chapter.lines.get_or_insert_default();
        }
        chapter.measures.push(measure.clone());
    }
    chapters
}

fn seal<E>(
    edition: &Edition,
    languages: Vec<Language>,
    kind: FileKind,
    parts: Vec<(String, Vec<u8>)>,
    signer: &Signer<'_, E>,
) -> Result<Vec<u8>, BuildError<E>> {
    if edition.expires <= edition.created {
        return Err(BuildError::Days);
    }
    let Edition { id, jurisdiction, seq, created, expires } = edition.clone();
    let sections = parts.iter().map(|(name, bytes)| Section::of(name, bytes)).collect();
    let manifest = Manifest { id, jurisdiction, languages, seq, created, expires, analysis: VERSION, kind, sections };
    let manifest = manifest.write().map_err(BuildError::Manifest)?;
    let parts: Vec<Vec<u8>> = parts.into_iter().map(|(_, bytes)| bytes).collect();
    match envelope::seal(&manifest, &parts, &signer.key, signer.sign) {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(OtherKey)) => Err(BuildError::OtherKey),
        Err(error) => Err(BuildError::Unsigned(error)),
    }
}
