//! When a source says something else than a reply took from it, or rests on: whoever got the reply is told once, and officers see it in their
//! queue. Rows CHAT-N6, DESK-N2.
//!
//! Replies are looked at when the outbox tells of one of their sources, and once a day, because what is published today may be in force
//! tomorrow. A server that starts looks at all of them, so that nothing is missed while none ran.

use jiff::SignedDuration;
use vocabulary::{EnquiryId, Timestamp};

use super::{quote, service::Templates, source::Source, store};
use crate::{
    enquiry::{
        Enquiry, Notice,
        event::{Actor, Event},
        knowledge, notice,
        service::Work,
        state::State,
    },
    platform::{clock::SharedClock, database, fault::Fault, outbox::Position},
};

/// How many replies are looked at in one go.
const AT_ONCE_MAX: u64 = 100;
/// How long a reply is left alone that could not be looked at.
const REST: SignedDuration = SignedDuration::from_mins(10);

impl Templates {
    /// Looks at replies whose sources change, for as long as it is polled. Several servers may each do.
    pub async fn follow(self, clock: SharedClock) {
        let mut position = None;
        loop {
            if let Err(fault) = self.step(&mut position, clock.now()).await {
                tracing::warn!(cause = fault.chain(), "could not look at what replies were filled with");
            }
            self.enquiries.outbox.woken().await;
        }
    }

    /// Reads what changed since `position`, and looks at the replies it is about; at all of them where nothing was read yet.
    ///
    /// # Errors
    /// Faults when the database cannot be reached; what was not looked at is looked at the next time.
    pub async fn step(&self, position: &mut Option<Position>, now: Timestamp) -> Result<usize, Fault> {
        let connection = self.enquiries.database.connection();
        match position {
            None => {
                let end = self.enquiries.outbox.end().await?;
                store::touch(connection, "%").await?;
                *position = Some(end);
            }
            Some(position) => loop {
                let events = self.enquiries.outbox.after(*position).await?;
                let Some(last) = events.last() else { break };
                for event in &events {
                    if let Some(sources) = Source::touched_by(event) {
                        store::touch(connection, &sources).await?;
                    }
                }
                *position = last.position;
            },
        }
        self.look(now).await
    }

    /// Looks at the replies that are due. Returns of how many a source says something else.
    ///
    /// # Errors
    /// Faults when the database cannot be reached; what was found stays found.
    pub async fn look(&self, now: Timestamp) -> Result<usize, Fault> {
        let mut found = 0;
        loop {
            let due = store::due(self.enquiries.database.connection(), AT_ONCE_MAX, now).await?;
            if due.is_empty() {
                return Ok(found);
            }
            for reply in due {
                match self.check(reply, now).await {
                    Ok(is_outdated) => found += usize::from(is_outdated),
                    // Whatever is wrong with one reply, the others are looked at.
                    Err(fault) => {
                        tracing::warn!(enquiry = %reply.0, cause = fault.chain(), "could not look at what a reply rests on");
                        store::look_again(self.enquiries.database.connection(), reply, now + REST).await?;
                    }
                }
            }
        }
    }

    async fn check(&self, (id, ordinal): (EnquiryId, i64), now: Timestamp) -> Result<bool, Fault> {
        let connection = self.enquiries.database.connection();
        let enquiry = self.enquiries.find(id).await?;
        match enquiry.as_ref().map(|enquiry| standing(enquiry, ordinal)) {
            Some(Standing::Sent) => {}
            Some(Standing::Written) => {
                store::look_again(connection, (id, ordinal), self.enquiries.schedule.tomorrow(now)).await?;
                return Ok(false);
            }
            Some(Standing::Over) | None => {
                store::look_no_more(connection, (id, ordinal)).await?;
                return Ok(false);
            }
        }
        let quoted = store::quotes(connection, (id, ordinal)).await?;
        let says = self.sources.now(&quoted, self.on(now)).await?;
        if quote::stand(&quoted, &says) {
            store::look_again(connection, (id, ordinal), self.enquiries.schedule.tomorrow(now)).await?;
            return Ok(false);
        }
        self.tell((id, ordinal), now).await
    }

    /// Notes that a reply is outdated, with the notices to everybody who has it.
    async fn tell(&self, (id, ordinal): (EnquiryId, i64), now: Timestamp) -> Result<bool, Fault> {
        let mut work = match self.enquiries.begin(id, None).await? {
            Ok(work) => work,
            Err(_) => {
                store::look_no_more(self.enquiries.database.connection(), (id, ordinal)).await?;
                return Ok(false);
            }
        };
        store::look_no_more(&work.unit, (id, ordinal)).await?;
        let is_new = standing(&work.enquiry, ordinal) == Standing::Sent && work.enquiry.outdated_at.is_none();
        if !is_new {
            database::commit(work.unit).await?;
            return Ok(false);
        }
        match self.enquiries.record(&mut work, (Event::Outdated, None), Actor::System, now).await? {
            Ok(()) => {}
            Err(refusal) => {
                tracing::error!(enquiry = %id, ?refusal, "could not note that a reply is outdated");
                drop(work);
                store::look_no_more(self.enquiries.database.connection(), (id, ordinal)).await?;
                return Ok(false);
            }
        }
        self.tell_others(&work, now).await?;
        self.enquiries.keep(work, Actor::System, now).await?;
        metrics::counter!("fingertip_enquiry_replies_outdated_total").increment(1);
        Ok(true)
    }

    /// Tells everybody who was pointed to the published reply.
    async fn tell_others(&self, Work { unit, enquiry }: &Work, now: Timestamp) -> Result<(), Fault> {
        if !knowledge::store::is_published(unit, enquiry.id).await? {
            return Ok(());
        }
        for asker in knowledge::store::askers(unit, enquiry.clone()).await? {
            if asker.id != enquiry.id {
                notice::store::tell_beside(unit, &asker, Notice::Changed, now).await?;
            }
        }
        Ok(())
    }
}

/// What became of a draft that was filled from sources.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Its asker has it.
    Sent,
    /// It may be sent yet.
    Written,
    /// Another one took its place, or its asker knows already.
    Over,
}

fn standing(enquiry: &Enquiry, ordinal: i64) -> Standing {
    if enquiry.reply.as_ref().is_some_and(|reply| reply.text == ordinal) {
        // Whoever asked again, or appealed, waits for another reply already.
        let stands = matches!(enquiry.state, State::Replied | State::Closed) && enquiry.outdated_at.is_none();
        return if stands { Standing::Sent } else { Standing::Over };
    }
    let is_draft = enquiry.draft.as_ref().is_some_and(|draft| draft.ordinal == ordinal);
    if is_draft { Standing::Written } else { Standing::Over }
}
