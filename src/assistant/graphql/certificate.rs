//! Certificates, as they are shown. Rows PUB-N2 and CHAT-N4.

use async_graphql::{Enum, SimpleObject, Union};
use vocabulary::{
    Language,
    scalar::{Day, Instant},
};

use super::answer::AskRefused;
use crate::assistant::{
    certificate::{self, Certificate},
    service::{Standing, Verified},
};

/// What was answered, as evidence.
#[derive(SimpleObject)]
pub struct AnswerCertificate {
    /// What it is found by, read over the telephone: `7K2QF-9XW4A`.
    code: String,
    /// What may be built on it.
    effect: LegalEffect,
    /// What it says, signed: a JWS in compact form (RFC 7515) by EdDSA, which can be verified without us.
    signed: String,
}

/// What may be built on a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "certificate::LegalEffect")]
pub enum LegalEffect {
    /// It is what was published: guidance, which binds nobody.
    Information,
}

/// What came of certifying an answer.
#[derive(Union)]
pub enum CertifyAnswerPayload {
    /// It is certified.
    Certificate(AnswerCertificate),
    /// It is not.
    Refused(AskRefused),
}

/// A certificate, and what became of what it stands on.
#[derive(SimpleObject)]
pub struct VerifiedCertificate {
    /// Its code.
    code: String,
    /// Whether we signed it, as it stands here.
    is_genuine: bool,
    /// What may be built on it.
    effect: LegalEffect,
    /// When it was asked.
    asked_at: Instant,
    /// The day whose rules were asked for.
    as_of: Day,
    /// The language of the conversation.
    language: Language,
    /// What was said, sentence by sentence.
    said: Vec<String>,
    /// What said so.
    sources: Vec<CertifiedSource>,
    /// Whether a source says something else now of the day that was asked for.
    is_superseded: bool,
    /// The certificate itself, signed.
    signed: String,
    /// The key that verifies it, in PEM.
    key: String,
}

/// A source of a certified answer.
#[derive(SimpleObject)]
pub struct CertifiedSource {
    /// Its name, with its version.
    name: String,
    /// Its title.
    title: String,
    /// The SHA-256 of what it said, in hexadecimal digits.
    sha256: String,
    /// Whether it still says that.
    standing: SourceStanding,
    /// The first day of what it says instead; null where nothing came in its place.
    superseded_on: Option<Day>,
}

/// What became of a source.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum SourceStanding {
    /// It says the same.
    Stands,
    /// It says something else.
    Superseded,
    /// It is not published any more.
    Withdrawn,
    /// It is worked out anew each time, and not compared.
    NotCompared,
}

impl From<Certificate> for AnswerCertificate {
    fn from(certificate: Certificate) -> AnswerCertificate {
        AnswerCertificate {
            code: certificate.claims.jti.to_string(),
            effect: certificate.claims.effect.into(),
            signed: certificate.signed,
        }
    }
}

impl From<Verified> for VerifiedCertificate {
    fn from(verified: Verified) -> VerifiedCertificate {
        let Verified { claims, is_genuine, standings, signed, key } = verified;
        let source = |(source, standing): (certificate::CertifiedSource, Standing)| {
            let (standing, superseded_on) = match standing {
                Standing::Stands => (SourceStanding::Stands, None),
                Standing::Superseded { on } => (SourceStanding::Superseded, Some(Day(on))),
                Standing::Withdrawn => (SourceStanding::Withdrawn, None),
                Standing::NotCompared => (SourceStanding::NotCompared, None),
            };
            CertifiedSource { name: source.name, title: source.title, sha256: source.sha256, standing, superseded_on }
        };
        let is_superseded =
            standings.iter().any(|standing| matches!(standing, Standing::Superseded { .. } | Standing::Withdrawn));
        VerifiedCertificate {
            code: claims.jti.to_string(),
            is_genuine,
            effect: claims.effect.into(),
            asked_at: Instant(claims.asked_at),
            as_of: Day(claims.as_of),
            language: claims.language,
            said: claims.said,
            sources: claims.sources.into_iter().zip(standings).map(source).collect(),
            is_superseded,
            signed,
            key,
        }
    }
}
