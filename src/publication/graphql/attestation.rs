//! Who says that a text or a fact is right, as it is shown.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use vocabulary::{
    Date, Language,
    scalar::{Day, Instant},
};

use crate::publication::{attestation::Attestation, attested::Attested, service::Publications};

/// Who says that it is right, since when, and until when we may rely on that.
#[derive(SimpleObject)]
#[graphql(name = "Attestation", complex)]
pub struct ShownAttestation {
    /// The office, the role or the staff number of who confirmed it; never a name.
    by: String,
    /// The day it was last confirmed.
    confirmed_on: Day,
    /// The day by which it has to be confirmed again.
    review_due_on: Day,
    /// Whether that day is over on the day asked for: then ask before you rely on it.
    is_overdue: bool,
    /// What the audit log has to say of it; nothing where what is stored is not what was recorded.
    #[graphql(skip)]
    attested: Option<Attested>,
}

/// Where the audit log says so. Its end is signed every hour and kept elsewhere, so that who confirmed which words, and when, cannot be
/// changed afterwards; the administration proves the entry at this place to whoever asks, with a signature that anybody can check.
#[derive(SimpleObject)]
struct AttestationEntry {
    /// Its place in the log, from 1.
    place: i64,
    /// The hash of the entry: SHA-256 in hexadecimal, of its canonical JSON (RFC 8785).
    hash: String,
    /// When it was logged.
    recorded_at: Instant,
    /// The language of the text that was confirmed; null for a fact, which is confirmed in all its languages. Beside a translation that
    /// nobody confirmed itself it is that of the text it was made from.
    language: Option<Language>,
    /// The SHA-256, in hexadecimal, of what was confirmed.
    content_sha256: String,
}

#[ComplexObject]
impl ShownAttestation {
    /// Where the audit log says that just these words were confirmed so. Null where it does not: this was confirmed before confirmations
    /// were logged, or what is stored was changed since. Then nothing proves it.
    #[graphql(complexity = "10 + child_complexity")]
    async fn entry(&self, ctx: &Context<'_>) -> Result<Option<AttestationEntry>> {
        let Some(attested) = &self.attested else { return Ok(None) };
        let Some(link) = ctx.data_unchecked::<Publications>().logged(attested).await? else { return Ok(None) };
        Ok(Some(AttestationEntry {
            place: link.sequence,
            hash: link.hash()?.to_string(),
            recorded_at: Instant(link.at),
            language: attested.language,
            content_sha256: attested.content.to_string(),
        }))
    }
}

impl ShownAttestation {
    /// Shows an attestation as it stands on a day, and what the audit log has to say of it where what is stored is what was recorded.
    pub fn of(attestation: Attestation, attested: Option<Attested>, day: Date) -> ShownAttestation {
        ShownAttestation {
            is_overdue: attestation.is_overdue(day),
            by: attestation.by,
            confirmed_on: Day(attestation.confirmed_on),
            review_due_on: Day(attestation.review_due_on),
            attested,
        }
    }
}
