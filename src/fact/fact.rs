//! A fact and what every fact carries: its source, who confirmed it, how it was announced. Rules only.

pub use vocabulary::Texts;
use vocabulary::{Article11, AuthorityCode, Date, FactId, HsCode, Period, PublicationId, Timestamp};

use super::{announcement::Announcement, body::Body, kind::FactKind};
use crate::{
    audit::Digest,
    platform::edition,
    publication::{Attestation, Direction},
};

/// Where a fact stands in the law. Every fact has it whole: a number without a source is a rumour (PUB-N6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The law or regulation, with its section.
    pub act: String,
    /// The number of the official gazette.
    pub gazette: String,
    /// The page of the gazette, from 1.
    pub page: u32,
    /// Where it can be read.
    pub url: String,
    /// The day the fact was taken from it.
    pub captured_on: Date,
}

/// What a fact says and how it is filed: all that makes two revisions the same or different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The authority it belongs to.
    pub authority: AuthorityCode,
    /// The letter of TFA Article 1.1 it answers.
    pub article11: Article11,
    /// Which way the goods move.
    pub direction: Direction,
    /// The goods it is about; empty where it is about all.
    pub hs_codes: Vec<HsCode>,
    /// Where it stands in the law.
    pub provenance: Provenance,
    /// Who confirmed it.
    pub attestation: Attestation,
    /// How it was announced.
    pub announcement: Announcement,
    /// The publication that explains it.
    pub publication_id: Option<PublicationId>,
    /// What it is called.
    pub name: Texts,
    /// One sentence for a small screen.
    pub summary: Texts,
    /// What it says.
    pub body: Body,
}

/// A revision to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFact {
    /// The fact, which need not exist yet.
    pub id: FactId,
    /// Whether it takes the edition back.
    pub withdrawn: bool,
    /// What it says.
    pub content: Content,
    /// The days it speaks for.
    pub validity: Period,
}

/// A recorded revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The fact.
    pub id: FactId,
    /// Counts the revisions of this fact, from 1.
    pub version: i32,
    /// Whether it takes the edition back.
    pub withdrawn: bool,
    /// What it says.
    pub content: Content,
    /// The days it speaks for, as it was recorded; a later edition may end it earlier.
    pub validity: Period,
    /// When we said it.
    pub recorded_at: Timestamp,
    /// The digest of what it says, as it is stored: who confirmed it is no part of that.
    pub content_digest: Digest,
}

/// What names a fact: ids are unique within a kind.
pub type FactKey = (FactKind, FactId);

impl NewFact {
    /// Returns what names it.
    pub fn key(&self) -> FactKey {
        (self.content.body.kind(), self.id.clone())
    }
}

impl Fact {
    /// Returns what names it.
    pub fn key(&self) -> FactKey {
        (self.content.body.kind(), self.id.clone())
    }
}

impl edition::Revision for Fact {
    fn version(&self) -> i32 {
        self.version
    }

    fn validity(&self) -> Period {
        self.validity
    }

    fn is_withdrawal(&self) -> bool {
        self.withdrawn
    }
}
