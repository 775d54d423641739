//! What every published fact carries.

use async_graphql::{Enum, SimpleObject};
use vocabulary::{
    Article11, AuthorityCode, Date, FactId, HsCode, Language, PublicationId,
    scalar::{Day, Instant},
};

use super::{Reading, exposed, text};
use crate::{
    fact::{announcement::ExceptionKind, body::Body, fact::Fact},
    publication::{ShownAttestation, TradeDirection},
};

/// What every published fact carries.
#[derive(SimpleObject)]
pub(super) struct FactHeader {
    /// The lasting name within its kind.
    id: FactId,
    /// What it is called.
    name: String,
    /// The language of the name. It may differ from the one asked for.
    language: Language,
    /// One sentence for a small screen, at most 160 characters; null where nobody wrote one.
    summary: Option<String>,
    /// The authority it belongs to.
    authority: AuthorityCode,
    /// The letter of WTO TFA Article 1.1 that it answers.
    article11: Article11,
    /// Which way the goods move.
    direction: TradeDirection,
    /// The goods it is about; empty where it is about all goods.
    hs_codes: Vec<HsCode>,
    /// The publication that explains it.
    publication_id: Option<PublicationId>,
    /// Where it stands in the law.
    source: FactSource,
    /// Who says that it is right, and until when.
    attestation: ShownAttestation,
    /// The day it was published in the gazette. Source: WTO TFA Article 2.1.2.
    announced_on: Day,
    /// How many days lie between the announcement and the first day.
    lead_days: i32,
    /// Why it could begin sooner than others; null where it did not.
    exception: Option<LeadTimeException>,
    /// The first day it is in force.
    valid_from: Day,
    /// The first day it is no longer in force; null where no end is known.
    valid_until: Option<Day>,
    /// When this revision was recorded.
    recorded_at: Instant,
    /// Counts the revisions, from 1.
    version: i32,
}

/// Where a fact stands in the law.
#[derive(SimpleObject)]
struct FactSource {
    /// The law or regulation, with its section.
    act: String,
    /// The number of the official gazette.
    gazette: String,
    /// The page of the gazette, from 1.
    page: u32,
    /// Where it can be read.
    url: String,
    /// The day the fact was taken from it.
    captured_on: Day,
}

/// Why a rule began sooner than others. Source: WTO TFA Article 2.1.3.
#[derive(SimpleObject)]
struct LeadTimeException {
    /// Which of the excepted cases it is.
    kind: LeadTimeExceptionKind,
    /// Why, in a sentence.
    reason: String,
}

exposed!(
    /// The cases that WTO TFA Article 2.1.3 excepts from the time between announcement and entry into force.
    LeadTimeExceptionKind = "ExceptionKind" {
        /// A change of a rate of duty.
        DutyRate,
        /// A measure that relieves traders.
        Relief,
        /// A measure that early notice would undermine.
        WouldUndermine,
        /// A measure applied in urgent circumstances.
        Urgent,
        /// A minor change of domestic law.
        MinorLaw
    }
);

impl FactHeader {
    /// Says whether the first day is no later than `day`.
    pub(super) fn begins_by(&self, day: Date) -> bool {
        self.valid_from.0 <= day
    }

    /// Parts a fact into what it carries and what it says.
    pub(super) fn of(fact: Fact, read: &Reading) -> (FactHeader, Body) {
        let attested = fact.attested();
        let content = fact.content;
        let (language, name) = content.name.within(read.language).unwrap_or((read.language, fact.id.as_str()));
        let provenance = content.provenance;
        let header = FactHeader {
            name: name.to_owned(),
            language,
            summary: text(&content.summary, read.language),
            authority: content.authority,
            article11: content.article11,
            direction: content.direction.into(),
            hs_codes: content.hs_codes,
            publication_id: content.publication_id,
            source: FactSource {
                act: provenance.act,
                gazette: provenance.gazette,
                page: provenance.page,
                url: provenance.url,
                captured_on: Day(provenance.captured_on),
            },
            attestation: ShownAttestation::of(content.attestation, Some(attested), read.as_of),
            announced_on: Day(content.announcement.announced_on),
            lead_days: content.announcement.lead_days(fact.validity.from()),
            exception: content
                .announcement
                .exception
                .map(|exception| LeadTimeException { kind: exception.kind.into(), reason: exception.reason }),
            valid_from: Day(fact.validity.from()),
            valid_until: fact.validity.until().map(Day),
            recorded_at: Instant(fact.recorded_at),
            version: fact.version,
            id: fact.id,
        };
        (header, content.body)
    }
}
