//! What an advance ruling shows.

use async_graphql::{Enum, SimpleObject};
use vocabulary::{FactId, HsCode};

use super::{FactHeader, ITEMS_MAX, Reading, exposed, text};
use crate::fact::{
    body::Body,
    ruling::{RelationKind, RulingKind, RulingStatus},
};

/// An advance ruling. Source: WTO TFA Article 3.
#[derive(SimpleObject)]
pub struct PublishedRuling {
    #[graphql(flatten)]
    header: FactHeader,
    /// The number it is cited by.
    number: String,
    /// What it rules on.
    subject: RulingSubject,
    /// The code of the goods.
    code: HsCode,
    /// What the goods are.
    facts: Option<String>,
    /// What was decided.
    decision: Option<String>,
    /// Why.
    reasons: Option<String>,
    /// Words to find it by.
    keywords: Vec<String>,
    /// Whether it stands.
    status: RulingState,
    /// How it bears on other rulings.
    relations: Vec<RulingRelation>,
    /// The legal notes it stands on, each by its scope (`section:11`, `09`, `0901`).
    cites: Vec<String>,
    /// Whether what would name the applicant was taken out.
    is_redacted: bool,
}

/// How a ruling bears on another.
#[derive(SimpleObject)]
struct RulingRelation {
    /// How.
    kind: RulingRelationKind,
    /// On which.
    ruling: FactId,
}

exposed!(
    /// What a ruling rules on.
    RulingSubject = "RulingKind" {
        /// The code of the goods.
        Classification,
        /// Where they come from.
        Origin,
        /// What they are worth.
        Valuation
    }
);

exposed!(
    /// Whether a ruling stands.
    RulingState = "RulingStatus" {
        /// It binds customs.
        InForce,
        /// Another ruling changed it.
        Modified,
        /// It was taken back.
        Revoked,
        /// Its time is over.
        Expired
    }
);

exposed!(
    /// How a ruling bears on another.
    RulingRelationKind = "RelationKind" {
        /// It changes a part of it.
        Modifies,
        /// It takes it back.
        Revokes,
        /// It stands in its place.
        Replaces,
        /// It relies on it.
        Cites
    }
);

pub(super) fn shown(header: FactHeader, body: Body, read: &Reading) -> Option<PublishedRuling> {
    let Body::Ruling(ruling) = body else { return None };
    let relations = ruling.relations.into_iter().take(ITEMS_MAX);
    Some(PublishedRuling {
        header,
        number: ruling.number,
        subject: ruling.kind.into(),
        code: ruling.code,
        facts: text(&ruling.facts, read.language),
        decision: text(&ruling.decision, read.language),
        reasons: text(&ruling.reasons, read.language),
        keywords: ruling.keywords,
        status: ruling.status.into(),
        relations: relations.map(|relation| RulingRelation { kind: relation.kind.into(), ruling: relation.ruling }).collect(),
        cites: ruling.cites,
        is_redacted: ruling.redacted,
    })
}
