//! The table of contents of a pack: which one it is, how new, how long it holds, and the hash of each of its parts.

use std::{fmt, str::FromStr};

use ciborium::Value;
use receipt::{
    Malformed,
    cbor::{self, Reading, Writing},
};
use sha2::{Digest as _, Sha256};
use vocabulary::{CountryCode, Language, Timestamp};

/// How many bytes a table of contents may have.
pub(crate) const MANIFEST_BYTES_MAX: usize = 16 * 1024;
/// How many parts a pack may have: a few, and two for each analyser.
const SECTIONS_MAX: usize = 64;
const LANGUAGES_MAX: usize = 64;
const ID_MAX: usize = 40;

const KIND: u64 = 0;
const ID: u64 = 1;
const JURISDICTION: u64 = 2;
const LANGUAGES: u64 = 3;
const SEQ: u64 = 4;
const CREATED: u64 = 5;
const EXPIRES: u64 = 6;
const ANALYSIS: u64 = 7;
const SECTIONS: u64 = 8;
const FROM: u64 = 9;

/// The name of a pack, the same in all its editions (`zz-coffee-en`): small letters, digits and hyphens, at most 40.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackId(String);

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A whole pack.
    Pack,
    /// What changed since the edition with this number.
    Delta {
        /// The number.
        from: u64,
    },
}

/// The table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Which pack.
    pub id: PackId,
    /// Whose law it holds.
    pub jurisdiction: CountryCode,
    /// The languages of its texts.
    pub languages: Vec<Language>,
    /// Its number: every edition has a higher one.
    pub seq: u64,
    /// When it was made, to the second: it says what was published then.
    pub created: Timestamp,
    /// Until when duties are worked out with it; texts are still found afterwards, and told to be old.
    pub expires: Timestamp,
    /// The version of the analysis it was built with.
    pub analysis: u32,
    /// A whole pack, or what changed.
    pub kind: FileKind,
    pub(crate) sections: Vec<Section>,
}

/// One part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    pub name: String,
    pub len: u64,
    pub sha256: [u8; 32],
}

impl Section {
    pub fn of(name: &str, bytes: &[u8]) -> Section {
        Section { name: name.to_owned(), len: bytes.len() as u64, sha256: Sha256::digest(bytes).into() }
    }
}

impl Manifest {
    /// Returns the names of its parts, and how many bytes each has.
    pub fn parts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.sections.iter().map(|section| (section.name.as_str(), section.len))
    }

    pub(crate) fn write(&self) -> Result<Vec<u8>, Malformed> {
        let languages = self.languages.iter().map(|language| Value::from(language.as_str())).collect();
        let mut offset = 0;
        let mut sections = Vec::new();
        for Section { name, len, sha256 } in &self.sections {
            let hash = Value::Bytes(sha256.to_vec());
            sections.push(Value::Array(vec![name.as_str().into(), u64::into(offset), (*len).into(), hash]));
            offset += len;
        }
        let (kind, from) = match self.kind {
            FileKind::Pack => (1u64, None),
            FileKind::Delta { from } => (2, Some(from)),
        };
        let fields = Writing::default()
            .put(KIND, kind)
            .put(ID, self.id.0.as_str())
            .put(JURISDICTION, self.jurisdiction.as_str())
            .put(LANGUAGES, Value::Array(languages))
            .put(SEQ, self.seq)
            .put(CREATED, cbor::seconds(self.created))
            .put(EXPIRES, cbor::seconds(self.expires))
            .put(ANALYSIS, u64::from(self.analysis))
            .put(SECTIONS, Value::Array(sections))
            .put_if(FROM, from);
        cbor::write(&fields.end())
    }

    /// Reads a table of contents that is written in the one spelling.
    pub(crate) fn read(bytes: &[u8]) -> Result<Manifest, Malformed> {
        let mut fields = Reading::of(bytes)?;
        let kind: u64 = fields.field(KIND, cbor::number)?;
        let manifest = Manifest {
            id: fields.field(ID, cbor::text)?,
            jurisdiction: fields.field(JURISDICTION, cbor::text)?,
            languages: fields.field(LANGUAGES, |all| list(all, LANGUAGES_MAX, cbor::text))?,
            seq: fields.field(SEQ, cbor::number)?,
            created: fields.field(CREATED, cbor::instant)?,
            expires: fields.field(EXPIRES, cbor::instant)?,
            analysis: fields.field(ANALYSIS, cbor::number)?,
            sections: fields.field(SECTIONS, |all| list(all, SECTIONS_MAX, section))?,
            kind: match (kind, fields.optional(FROM, cbor::number)?) {
                (1, None) => FileKind::Pack,
                (2, Some(from)) => FileKind::Delta { from },
                _ => return Err(Malformed::Kind),
            },
        };
        fields.end()?;
        // What was written again is compared, so that offsets that do not follow one another are refused too.
        if manifest.write()? == bytes { Ok(manifest) } else { Err(Malformed::Spelling) }
    }

    /// Returns where a part lies behind the table of contents.
    pub(crate) fn place(&self, name: &str) -> Option<std::ops::Range<u64>> {
        let mut offset = 0u64;
        for section in &self.sections {
            let end = offset.checked_add(section.len)?;
            if section.name == name {
                return Some(offset..end);
            }
            offset = end;
        }
        None
    }
}

fn list<T>(value: Value, count_max: usize, read: impl Fn(Value) -> Option<T>) -> Option<Vec<T>> {
    let all = value.into_array().ok().filter(|all| all.len() <= count_max)?;
    all.into_iter().map(read).collect()
}

fn section(value: Value) -> Option<Section> {
    let [name, _, len, sha256] = cbor::array(value)?;
    Some(Section { name: cbor::text(name)?, len: cbor::number(len)?, sha256: cbor::bytes(sha256)? })
}

impl PackId {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PackId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<PackId, &'static str> {
        let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let named = (1..=ID_MAX).contains(&text.len()) && text.bytes().all(good) && !text.starts_with('-');
        if named { Ok(PackId(text.to_owned())) } else { Err("is not small letters, digits and hyphens, at most 40") }
    }
}

impl fmt::Display for PackId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
