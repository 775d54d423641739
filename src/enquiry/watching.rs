//! What happens by itself: an enquiry that is due soon is noticed, one that is late is told to its asker and to the supervisor, an asker who
//! is waited for is reminded, one of which the asker says nothing any more is closed. Rows DESK-M5, DESK-M6, DESK-M16.
//!
//! What is to be done is worked out from the events alone, so that however often and on however many servers it is looked, each happens
//! once.

use jiff::SignedDuration;
use vocabulary::Timestamp;

use super::{
    clock::Reading,
    enquiry::{Enquiry, REMINDERS_MIN},
    event::{Actor, Event},
    kind::{Lateness, RejectReason},
    notice::{self, Notice, store::Waiting},
    refusal::Refusal,
    service::{CHANGED, ESCALATED, Enquiries},
    state::State,
    store::{self, Filter},
};
use crate::platform::{clock::SharedClock, database, fault::Fault, outbox};

/// How many enquiries are looked at in one statement.
const BATCH: usize = 200;
/// How often it is looked.
const EVERY: std::time::Duration = std::time::Duration::from_secs(20);
/// How long after the due time the supervisor is told.
const ESCALATED_AFTER: SignedDuration = SignedDuration::from_hours(4);
/// How long an asker has to say whether a reply answers, before the enquiry is closed.
pub const JUDGED_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Says what has to happen to an enquiry by itself, if anything. Rules only.
pub fn due(enquiry: &Enquiry, clock: &Reading, now: Timestamp) -> Option<Event> {
    if enquiry.state == State::WaitingAsker {
        let is_over = clock.told_by.is_some_and(|at| at <= now);
        let silent = Event::Rejected { reason: RejectReason::NoInformation };
        return is_over.then_some(if enquiry.reminders < REMINDERS_MIN { Event::Reminded } else { silent });
    }
    if enquiry.state == State::Replied {
        let is_over = enquiry.since + JUDGED_WITHIN <= now;
        // What the asker doubts is not closed over their head.
        return (is_over && enquiry.outcome.is_none()).then_some(Event::Closed);
    }
    let due_at = clock.due_at?;
    let is_escalated = now >= due_at + ESCALATED_AFTER;
    match enquiry.lateness {
        None if now >= due_at => Some(Event::Breached),
        None if clock.warn_at.is_some_and(|warn_at| now >= warn_at) => Some(Event::Warned),
        Some(Lateness::Warned) if now >= due_at => Some(Event::Breached),
        Some(Lateness::Breached) if is_escalated => Some(Event::Escalated),
        _ => None,
    }
}

impl Enquiries {
    /// Looks again and again, for as long as it is polled. Several servers may each do.
    pub async fn watch(self, clock: SharedClock) {
        loop {
            if let Err(fault) = self.look(clock.now()).await {
                tracing::warn!(cause = fault.chain(), "could not look after enquiries");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Does what is due at `now`. Returns how many things that were.
    ///
    /// # Errors
    /// Faults when the database cannot be reached; what was done stays done.
    pub async fn look(&self, now: Timestamp) -> Result<usize, Fault> {
        let mut done = 0;
        let open = Filter { is_open: Some(true), ..Filter::default() };
        let replied = Filter { state: Some(State::Replied), ..Filter::default() };
        for filter in [open, replied] {
            let mut after = None;
            loop {
                let found = store::list(self.database.connection(), &filter, after, BATCH).await?;
                let Some(last) = found.last() else { break };
                after = Some(last.id);
                for (enquiry, clock) in self.with_clocks(found, now).await? {
                    // One may lead to the next: what was not looked after for a week is warned of, late and told at once.
                    if due(&enquiry, &clock, now).is_some() {
                        done += self.catch_up(&enquiry, now).await?;
                    }
                }
            }
        }
        Ok(done)
    }

    async fn catch_up(&self, enquiry: &Enquiry, now: Timestamp) -> Result<usize, Fault> {
        let mut work = match self.begin(enquiry.id, None).await? {
            Ok(work) => work,
            Err(_) => return Ok(0),
        };
        let mut done = 0;
        // Of those that are behind one another in a table of four there are no more.
        for _ in 0..Lateness::ALL.len() {
            let events = store::events(&work.unit, enquiry.id).await?;
            let clock = self.schedule.clock(&events, now)?;
            let Some(event) = due(&work.enquiry, &clock, now) else { break };
            let is_escalated = event == Event::Escalated;
            match self.record(&mut work, (event, None), Actor::System, now).await? {
                Ok(()) => done += 1,
                Err(refusal) => {
                    tracing::error!(enquiry = %enquiry.id, ?refusal, "what was due could not be done");
                    break;
                }
            }
            if is_escalated {
                outbox::append(&work.unit, ESCALATED, &enquiry.id.to_string(), now).await?;
                metrics::counter!("fingertip_enquiries_escalated_total").increment(1);
            }
        }
        if done > 0 {
            self.keep(work, Actor::System, now).await?;
        }
        Ok(done)
    }

    /// Notes, in one unit of work, what became of a notice, and where it says that an enquiry is stored, that its asker was told.
    pub(super) async fn told(&self, waiting: &Waiting, outcome: &str, now: Timestamp) -> Result<(), Fault> {
        if waiting.notice != Notice::Received {
            return notice::store::note_outcome(self.database.connection(), waiting.sequence, outcome).await;
        }
        let mut work = match self.begin(waiting.enquiry, None).await? {
            Ok(work) => work,
            Err(_) => {
                return notice::store::note_outcome(self.database.connection(), waiting.sequence, outcome).await;
            }
        };
        notice::store::note_outcome(&work.unit, waiting.sequence, outcome).await?;
        match self.record(&mut work, (Event::Acknowledged, None), Actor::System, now).await? {
            Ok(()) => self.keep(work, Actor::System, now).await.map(drop),
            // Somebody looked at it already, or the other notice was quicker.
            Err(Refusal::State { .. }) => database::commit(work.unit).await,
            Err(refusal) => {
                tracing::error!(enquiry = %waiting.enquiry, ?refusal, "could not note that an asker was told");
                database::commit(work.unit).await
            }
        }
    }

    /// Returns the topic under which the outbox tells of enquiries.
    pub fn topic() -> &'static str {
        CHANGED
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enquiry::{given, kind::Outcome};

    fn at(hours: i64) -> Timestamp {
        given::opened_at() + SignedDuration::from_hours(hours)
    }

    fn clock(due_at: Option<Timestamp>) -> Reading {
        let warn_at = due_at.map(|due| due - SignedDuration::from_hours(2));
        let (reason, reason_text) = ("usual".to_owned(), "the usual time".to_owned());
        Reading { due_at, reason, reason_text, warn_at, told_by: None, pauses: Vec::new(), shares: Vec::new() }
    }

    #[test]
    fn each_thing_happens_once_and_in_its_order() {
        let clock = clock(Some(at(10)));
        let enquiry = |lateness| Enquiry { lateness, ..given::enquiry() };
        assert_eq!(due(&enquiry(None), &clock, at(7)), None);
        assert_eq!(due(&enquiry(None), &clock, at(8)), Some(Event::Warned));
        assert_eq!(due(&enquiry(Some(Lateness::Warned)), &clock, at(8)), None);
        assert_eq!(due(&enquiry(None), &clock, at(10)), Some(Event::Breached));
        assert_eq!(due(&enquiry(Some(Lateness::Warned)), &clock, at(10)), Some(Event::Breached));
        assert_eq!(due(&enquiry(Some(Lateness::Breached)), &clock, at(13)), None);
        assert_eq!(due(&enquiry(Some(Lateness::Breached)), &clock, at(14)), Some(Event::Escalated));
        assert_eq!(due(&enquiry(Some(Lateness::Escalated)), &clock, at(1_000)), None);
    }

    #[test]
    fn nothing_is_late_while_the_asker_is_waited_for() {
        assert_eq!(due(&given::enquiry(), &clock(None), at(1_000)), None);
    }

    #[test]
    fn whoever_is_waited_for_is_reminded_twice_and_then_no_longer_waited_for() {
        let waiting = |reminders| Enquiry { state: State::WaitingAsker, reminders, ..given::enquiry() };
        let clock = Reading { told_by: Some(at(40)), ..clock(None) };
        assert_eq!(due(&waiting(0), &clock, at(39)), None);
        let silent = Event::Rejected { reason: RejectReason::NoInformation };
        for (reminders, event) in [(0, Event::Reminded), (1, Event::Reminded), (2, silent.clone()), (7, silent)] {
            assert_eq!(due(&waiting(reminders), &clock, at(40)), Some(event));
        }
        assert_eq!(due(&given::enquiry(), &clock, at(40)), None, "who wrote meanwhile is not reminded");
    }

    #[test]
    fn a_reply_of_which_the_asker_says_nothing_is_closed_and_one_that_they_doubt_is_not() {
        let replied = Enquiry { state: State::Replied, since: at(0), ..given::enquiry() };
        assert_eq!(due(&replied, &clock(None), at(30 * 24 - 1)), None);
        assert_eq!(due(&replied, &clock(None), at(30 * 24)), Some(Event::Closed));
        let doubted = Enquiry { outcome: Some(Outcome::Partly), ..replied };
        assert_eq!(due(&doubted, &clock(None), at(30 * 24)), None);
    }
}
