//! The use cases from a reply to its public text, and of the ledger of gaps.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::SignedDuration;
use quick_cache::sync::Cache;
use vocabulary::{Article11, AuthorityCode, Date, EnquiryId, Language, PersonId, Timestamp};

use super::{
    gap::{Closing, GAPS_DAY_MAX, Gap, GapMonth, GapOutcome, NewGap, burn_down},
    personal,
    public_reply::{DraftedReply, PublicReply, PublicText, Translation},
    statistics::{Span, Statistics},
    store,
};
use crate::{
    enquiry::{Enquiries, Enquiry, Refusal, access, opening::Escalation, store as enquiries},
    platform::{
        database::{self, Transaction},
        fault::Fault,
        pagination::PageSize,
    },
    publication::Publications,
};

/// How many spans' statistics are kept at hand.
const STATISTICS_KEPT: usize = 64;

/// What becomes of enquiries for everybody. Cheap to clone.
#[derive(Clone)]
pub struct Knowledge {
    pub(super) enquiries: Enquiries,
    pub(super) publications: Publications,
    pub(super) kept: Arc<Cache<Span, (Timestamp, Arc<Statistics>)>>,
}

impl Knowledge {
    /// Makes knowledge of `enquiries`, published among `publications`.
    pub fn new(enquiries: Enquiries, publications: Publications) -> Knowledge {
        Knowledge { enquiries, publications, kept: Arc::new(Cache::new(STATISTICS_KEPT)) }
    }

    /// Reads the public text of the reply to an enquiry.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn find(&self, id: EnquiryId) -> Result<Option<PublicReply>, Fault> {
        store::reply(self.enquiries.database.connection(), id).await
    }

    /// Lists the public texts that wait for a translation or for a second person, and says whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn drafts(&self, first: PageSize, after: Option<EnquiryId>) -> Result<(Vec<PublicReply>, bool), Fault> {
        let mut found = store::drafts(self.enquiries.database.connection(), after, first.get() + 1).await?;
        let more = found.len() > first.get();
        found.truncate(first.get());
        Ok((found, more))
    }

    /// Returns in which languages the same was asked, and how often.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn asked_in(&self, id: EnquiryId) -> Result<(BTreeSet<Language>, usize), Fault> {
        let Some(enquiry) = self.enquiries.find(id).await? else { return Ok((BTreeSet::new(), 0)) };
        let askers = store::askers(self.enquiries.database.connection(), enquiry).await?;
        Ok((store::languages(&askers), askers.len()))
    }

    /// Returns how many gaps there were, month by month.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn burn_down(&self) -> Result<BTreeMap<Date, GapMonth>, Fault> {
        Ok(burn_down(store::gap_spans(self.enquiries.database.connection()).await?))
    }

    /// Keeps what an officer wrote for everybody of a reply that was sent.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says: where there is no reply, or something personal is left. Faults when the database cannot keep it.
    pub async fn draft(
        &self,
        (id, if_version): (EnquiryId, i64),
        drafted: DraftedReply,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<PublicReply, Refusal>, Fault> {
        let unit = self.enquiries.database.begin().await?;
        let Some(enquiry) = enquiries::lock(&unit, id).await? else { return Ok(Err(Refusal::Unknown)) };
        if enquiry.reply.is_none() {
            return Ok(Err(Refusal::State { state: enquiry.state }));
        }
        let before = store::reply(&unit, id).await?;
        if let Err(refusal) = stands_at(before.as_ref(), if_version) {
            return Ok(Err(refusal));
        }
        if is_personal(&unit, &enquiry, &drafted.text).await? {
            return Ok(Err(Refusal::PersonalLeft));
        }
        let reply = match PublicReply::draft(id, before.as_ref(), drafted, by, now) {
            Ok(reply) => reply,
            Err(refusal) => return Ok(Err(refusal)),
        };
        store::put_reply(&unit, &reply).await?;
        database::commit(unit).await?;
        Ok(Ok(reply))
    }

    /// Keeps a translation.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn translate(
        &self,
        (id, if_version): (EnquiryId, i64),
        text: PublicText,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<PublicReply, Refusal>, Fault> {
        let unit = self.enquiries.database.begin().await?;
        let Some(enquiry) = enquiries::lock(&unit, id).await? else { return Ok(Err(Refusal::Unknown)) };
        let Some(before) = store::reply(&unit, id).await? else { return Ok(Err(Refusal::PublicReplyUnknown)) };
        if let Err(refusal) = stands_at(Some(&before), if_version) {
            return Ok(Err(refusal));
        }
        if is_personal(&unit, &enquiry, &text).await? {
            return Ok(Err(Refusal::PersonalLeft));
        }
        let reply = match before.translated(Translation { text, by }, now) {
            Ok(reply) => reply,
            Err(refusal) => return Ok(Err(refusal)),
        };
        store::put_reply(&unit, &reply).await?;
        database::commit(unit).await?;
        Ok(Ok(reply))
    }

    /// Notes that something could not be answered, and returns whether it did: the same question is noted once and counted, and no more
    /// than [`GAPS_DAY_MAX`] are noted in 24 hours.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn note_gap(&self, gap: &NewGap, now: Timestamp) -> Result<bool, Fault> {
        let connection = self.enquiries.database.connection();
        if store::met_again(connection, gap).await? {
            return Ok(true);
        }
        let yesterday = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
        if store::gaps_since(connection, yesterday).await? >= GAPS_DAY_MAX {
            metrics::counter!("fingertip_gaps_not_noted_total").increment(1);
            return Ok(false);
        }
        store::put_gap(connection, gap, now).await?;
        Ok(true)
    }

    /// Lists gaps, the oldest first, and says whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn gaps(&self, is_open: Option<bool>, first: PageSize, after: i64) -> Result<(Vec<Gap>, bool), Fault> {
        let mut found = store::gaps(self.enquiries.database.connection(), is_open, after, first.get() + 1).await?;
        let more = found.len() > first.get();
        found.truncate(first.get());
        Ok((found, more))
    }

    /// Closes a gap: with the publication that answers, with the place where the answer was all along, or with why it is not for the public.
    ///
    /// # Errors
    /// Refuses a gap that is closed or none, and an outcome without the place it needs. Faults when the database cannot keep it.
    pub async fn close_gap(
        &self,
        sequence: i64,
        (article11, authority): (Article11, AuthorityCode),
        closing: Closing,
    ) -> Result<Result<Gap, Refusal>, Fault> {
        if let Err(refusal) = self.check_place(&closing).await? {
            return Ok(Err(refusal));
        }
        let unit = self.enquiries.database.begin().await?;
        let Some(mut gap) = store::lock_gap(&unit, sequence).await? else { return Ok(Err(Refusal::GapUnknown)) };
        if gap.closing.is_some() {
            return Ok(Err(Refusal::GapClosed));
        }
        (gap.noted.article11, gap.noted.authority) = (Some(article11), Some(authority));
        store::close_gap(&unit, &gap, &closing).await?;
        database::commit(unit).await?;
        gap.closing = Some(closing);
        Ok(Ok(gap))
    }

    /// Says whether a closing names the place that its outcome needs; a publication has to be there.
    async fn check_place(&self, closing: &Closing) -> Result<Result<(), Refusal>, Fault> {
        let place = closing.place.as_deref();
        let is_named = match closing.outcome {
            GapOutcome::Published => match place.map(str::parse) {
                Some(Ok(id)) => {
                    let today = closing.at.to_zoned(jiff::tz::TimeZone::UTC).date();
                    self.publications.read(&id, Language::EN, today, closing.at).await?.is_some()
                }
                Some(Err(_)) | None => false,
            },
            GapOutcome::ExistsAt => place.is_some(),
            GapOutcome::NotPublishable => place.is_none(),
        };
        Ok(if is_named { Ok(()) } else { Err(Refusal::GapPlace) })
    }
}

/// Returns the gap that an enquiry is of which the assistant could not answer.
pub(in crate::enquiry) fn gap_of(enquiry: &Enquiry, escalation: &Escalation) -> NewGap {
    let asked = escalation.transcript.iter().rev().find(|turn| !turn.is_assistants);
    NewGap {
        enquiry: Some(enquiry.id),
        reason: escalation.reason.clone(),
        language: enquiry.language,
        article11: None,
        authority: None,
        // What the assistant redacted; the question of the enquiry itself is not.
        question: asked.map(|turn| turn.text.clone()),
    }
}

/// Says whether something of anybody who asked is left in a text.
async fn is_personal(unit: &Transaction, enquiry: &Enquiry, text: &PublicText) -> Result<bool, Fault> {
    let whole = format!("{}\n{}", text.title, text.content);
    for asker in store::askers(unit, enquiry.clone()).await? {
        let contact = access::store::contact(unit, asker.id).await?;
        if personal::is_left_in(&whole, &contact, asker.reference.as_str()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Says whether nobody changed a public reply since somebody read it.
pub(super) fn stands_at(reply: Option<&PublicReply>, expected: i64) -> Result<(), Refusal> {
    let current = reply.map_or(0, |reply| reply.version);
    if current == expected { Ok(()) } else { Err(Refusal::VersionConflict { expected, current }) }
}
