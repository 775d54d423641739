//! Revisions of publications. Rules only: values in, values out.

use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};
use vocabulary::{Article11, AuthorityCode, HsCode, Language, Period, PublicationId, Timestamp};

use super::attestation::{Attestation, Confirmation};
use crate::platform::{edition, refusal::Refusal};

/// What a text says and how it is filed: all that makes two revisions the same or different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The title, one line.
    pub title: String,
    /// One sentence for a small screen; empty where nobody wrote one.
    pub summary: String,
    /// The text, in Markdown.
    pub body: String,
    /// The letter of TFA Article 1.1 it answers.
    pub article11: Article11,
    /// Who publishes it.
    pub authority: AuthorityCode,
    /// What sort of text it is, in lower case (`procedure`, `fee`, `law`).
    pub document_type: String,
    /// Which way the goods move.
    pub direction: Direction,
    /// The goods it is about; empty where it is about all.
    pub hs_codes: Vec<HsCode>,
    /// Where it comes from.
    pub source: Source,
}

/// Which way the goods move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Into the territory.
    Import,
    /// Out of the territory.
    Export,
    /// Through the territory.
    Transit,
    /// Any way.
    Any,
}

/// The act, gazette or page that a text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The law, regulation, page or file, as one would cite it.
    pub act: String,
    /// Number and page of the official gazette.
    pub gazette: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
}

/// The text that a translation was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranslationOf {
    /// Its language.
    pub language: Language,
    /// The hash of its content when the translation was recorded, if it was there then.
    pub content_hash: Option<String>,
}

/// Whether a revision speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevisionState {
    /// Written, not yet said.
    Draft,
    /// Said.
    Published,
    /// Taken back, as if this edition had never been announced.
    Withdrawn,
}

/// A revision to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRevision {
    /// The publication, which need not exist yet.
    pub publication_id: PublicationId,
    /// The language of the text.
    pub language: Language,
    /// Whether it speaks.
    pub state: RevisionState,
    /// What it says.
    pub content: Content,
    /// The language it was translated from.
    pub translated_from: Option<Language>,
    /// Who confirmed this text; nothing where it does not say, and then a translation carries what its source has.
    pub attestation: Option<Attestation>,
    /// The days it speaks for.
    pub validity: Period,
}

/// A recorded revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The publication.
    pub publication_id: PublicationId,
    /// The language of the text.
    pub language: Language,
    /// Counts the revisions of this publication in this language, from 1.
    pub version: i32,
    /// Whether it speaks.
    pub state: RevisionState,
    /// What it says.
    pub content: Content,
    /// What it was translated from.
    pub translation_of: Option<TranslationOf>,
    /// Who confirmed it last: this text, or for a translation the text it was made from. Nothing where nobody did.
    pub confirmation: Option<Confirmation>,
    /// The hash of the content and validity, by which an equal revision is recognised.
    pub content_hash: String,
    /// The days it speaks for, as it was recorded; a later edition may end it earlier.
    pub validity: Period,
    /// When we said it.
    pub recorded_at: Timestamp,
}

/// A body that publishes, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Its code.
    pub code: AuthorityCode,
    /// The language of its name here.
    pub language: Language,
    /// Its name.
    pub name: String,
    /// Telephone number in international form.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web address.
    pub url: Option<String>,
}

/// What the rules of publishing say no to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicationRefusal {
    /// Somebody else recorded a revision since the caller read it.
    VersionConflict {
        /// The version the caller had read; 0 for none.
        expected: i32,
        /// The version there is now.
        current: i32,
    },
}

impl Refusal for PublicationRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::VersionConflict { .. } => "VERSION_CONFLICT",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::VersionConflict { expected, current } => {
                vec![("expected", expected.to_string()), ("current", current.to_string())]
            }
        }
    }
}

impl NewRevision {
    /// Returns the hash by which an equal revision of the same edition is recognised. Who confirmed it is no part of what it says:
    /// a confirmation makes no translation stale.
    pub fn content_hash(&self) -> String {
        self.content.hash(self.state, self.validity, self.translated_from)
    }
}

impl Revision {
    /// Says whether it still says what was recorded. Where it does not, somebody changed it behind our back.
    pub fn is_as_recorded(&self) -> bool {
        let translated_from = self.translation_of.as_ref().map(|source| source.language);
        self.content.hash(self.state, self.validity, translated_from) == self.content_hash
    }
}

impl Content {
    fn hash(&self, state: RevisionState, validity: Period, translated_from: Option<Language>) -> String {
        let Content { title, summary, body, article11, authority, document_type, direction, hs_codes, source } = self;
        let until = validity.until().map(|day| day.to_string());
        let codes: Vec<&str> = hs_codes.iter().map(HsCode::as_str).collect();
        let mut digest = Sha256::new();
        for part in [
            title.as_str(),
            summary,
            body,
            article11.as_str(),
            authority.as_str(),
            document_type,
            direction.as_str(),
            &codes.join(","),
            &source.act,
            source.gazette.as_deref().unwrap_or_default(),
            source.url.as_deref().unwrap_or_default(),
            state.as_str(),
            &validity.from().to_string(),
            until.as_deref().unwrap_or_default(),
            translated_from.as_ref().map_or("", Language::as_str),
        ] {
            // The length keeps "ab" + "c" apart from "a" + "bc".
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        hex::encode(digest.finalize())
    }
}

impl edition::Revision for Revision {
    fn version(&self) -> i32 {
        self.version
    }

    fn validity(&self) -> Period {
        self.validity
    }

    fn is_withdrawal(&self) -> bool {
        self.state == RevisionState::Withdrawn
    }
}

/// Reads and prints an enum by a table of names.
macro_rules! named {
    ($type:ident, $expected:literal, { $($variant:ident => $name:literal),+ }) => {
        impl $type {
            /// Returns its name in lower case.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }

        impl FromStr for $type {
            type Err = &'static str;

            fn from_str(text: &str) -> Result<Self, &'static str> {
                match text {
                    $($name => Ok(Self::$variant),)+
                    _ => Err($expected),
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}

named!(Direction, "is not one of import, export, transit, any", {
    Import => "import", Export => "export", Transit => "transit", Any => "any"
});
named!(RevisionState, "is not one of draft, published, withdrawn", {
    Draft => "draft", Published => "published", Withdrawn => "withdrawn"
});

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn revision() -> NewRevision {
        NewRevision {
            publication_id: "coffee-export".parse().expect("a good id"),
            language: Language::EN,
            state: RevisionState::Published,
            content: Content {
                title: "How to export coffee".into(),
                summary: String::new(),
                body: "Ask for the certificate.".into(),
                article11: Article11::A,
                authority: "zz-agriculture".parse().expect("a good code"),
                document_type: "procedure".into(),
                direction: Direction::Export,
                hs_codes: Vec::new(),
                source: Source { act: "Coffee Act".into(), gazette: None, url: None },
            },
            translated_from: None,
            attestation: None,
            validity: Period::starting(date(2025, 1, 1)),
        }
    }

    #[test]
    fn the_same_content_has_the_same_hash() {
        assert_eq!(revision().content_hash(), revision().content_hash());
    }

    #[test]
    fn any_change_of_content_validity_or_state_changes_the_hash() {
        let changes: [fn(&mut NewRevision); 5] = [
            |r| r.content.title.push('!'),
            |r| r.content.source.gazette = Some("no. 4".into()),
            |r| r.validity = Period::starting(date(2026, 1, 1)),
            |r| r.state = RevisionState::Withdrawn,
            |r| r.content.hs_codes.push("0901".parse().expect("a good code")),
        ];
        for change in changes {
            let mut changed = revision();
            change(&mut changed);
            assert_ne!(changed.content_hash(), revision().content_hash());
        }
    }
}
