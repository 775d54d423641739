//! One enquiry: what its events say. Rules only: values in, values out. Rows DESK-M1, DESK-M6, DESK-M8, DESK-M13, DESK-N3.

use serde::{Deserialize, Serialize};
use vocabulary::{AuthorityCode, EnquiryId, Language, PersonId, Timestamp};

use super::{
    event::{Actor, Event, Opening, Recorded},
    kind::{Channel, Complexity, Kind, Lateness, Level, Outcome, PauseReason, RejectReason, Topic, Urgency},
    queue::QueueId,
    reference::Reference,
    refusal::Refusal,
    state::State,
    transition::{Need, Side, edge, reached},
};

/// How often the asker is reminded before an enquiry may be rejected for want of information (row DESK-M13).
pub const REMINDERS_MIN: u32 = 2;

/// An enquiry as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Enquiry {
    /// Its lasting name.
    pub id: EnquiryId,
    /// By what the asker finds it.
    pub reference: Reference,
    /// Whether somebody asks or complains.
    pub kind: Kind,
    /// What about.
    pub topic: Topic,
    /// How much time there is.
    pub urgency: Urgency,
    /// How much work it takes, once an officer has looked.
    pub complexity: Option<Complexity>,
    /// The language the asker is spoken to in.
    pub language: Language,
    /// By which way they asked.
    pub channel: Channel,
    /// Whether they want a person.
    pub prefers_human: bool,
    /// Who asked, where they signed in.
    pub asker: Option<PersonId>,
    /// What a complaint is about.
    pub about: Option<EnquiryId>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// Since when it stands there.
    pub since: Timestamp,
    /// In which queue.
    pub queue: QueueId,
    /// Which officer has it.
    pub assignee: Option<PersonId>,
    /// Which authority was asked, while it has it.
    pub authority: Option<AuthorityCode>,
    /// Why the desk waits for the asker, while it does.
    pub pause: Option<PauseReason>,
    /// How often the asker was reminded of what they were asked last.
    pub reminders: u32,
    /// The draft that stands, or that became the reply.
    pub draft: Option<Draft>,
    /// The place of the reply that was sent last.
    pub reply: Option<Reply>,
    /// What the asker said of it.
    pub outcome: Option<Outcome>,
    /// Why it is not answered.
    pub reject_reason: Option<RejectReason>,
    /// Which enquiry asked the same before.
    pub duplicate_of: Option<EnquiryId>,
    /// Which enquiries its asker said ask something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart_from: Vec<EnquiryId>,
    /// Since when something that the reply was filled with says something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outdated_at: Option<Timestamp>,
    /// How late it was noticed to be, since the last time that its clock began.
    pub lateness: Option<Lateness>,
    /// Who must not answer it: those who gave it up for that, and those whose reply was wrong.
    pub excluded: Vec<PersonId>,
    /// The place of its last event.
    pub version: i64,
    /// When that was.
    pub changed_at: Timestamp,
}

/// A reply that is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// The place of its text.
    pub ordinal: i64,
    /// Who wrote it.
    pub by: PersonId,
    /// How far it binds.
    pub level: Level,
    /// Who agreed to it.
    pub approved_by: Option<PersonId>,
}

/// A reply that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reply {
    /// The place of its text.
    pub text: i64,
    /// The place of the event that sent it.
    pub ordinal: i64,
    /// How far it binds.
    pub level: Level,
    /// When it was sent.
    pub at: Timestamp,
}

/// Events that make no enquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the events of an enquiry do not follow from one another at {ordinal}")]
pub struct HistoryError {
    /// Where.
    pub ordinal: i64,
}

impl Enquiry {
    /// Begins one.
    pub fn opened(id: EnquiryId, opening: Opening, at: Timestamp) -> Enquiry {
        let Opening {
            reference,
            kind,
            topic,
            urgency,
            language,
            channel,
            prefers_human,
            asker,
            about,
            queue,
            abstained: _,
            targets: _,
        } = opening;
        Enquiry {
            id,
            reference,
            kind,
            topic,
            urgency,
            complexity: None,
            language,
            channel,
            prefers_human,
            asker,
            about,
            opened_at: at,
            state: State::Received,
            since: at,
            queue,
            assignee: None,
            authority: None,
            pause: None,
            reminders: 0,
            draft: None,
            reply: None,
            outcome: None,
            reject_reason: None,
            duplicate_of: None,
            apart_from: Vec::new(),
            outdated_at: None,
            lateness: None,
            excluded: Vec::new(),
            version: 1,
            changed_at: at,
        }
    }

    /// Makes an enquiry of its events, the first one first.
    ///
    /// # Errors
    /// Says where they do not follow from one another.
    pub fn replay(id: EnquiryId, events: &[Recorded]) -> Result<Enquiry, HistoryError> {
        let Some((first, rest)) = events.split_first() else { return Err(HistoryError { ordinal: 0 }) };
        let Event::Opened(opening) = &first.event else { return Err(HistoryError { ordinal: first.ordinal }) };
        let opened = Enquiry::opened(id, opening.clone(), first.at);
        rest.iter().try_fold(opened, |enquiry, recorded| enquiry.after(recorded))
    }

    /// Says whether somebody may do something, and returns the event in its place.
    ///
    /// # Errors
    /// Refuses what the table of states does not have, and what an edge of it needs and does not get.
    pub fn decide(&self, event: Event, by: Actor, now: Timestamp) -> Result<Recorded, Refusal> {
        let refused = Refusal::State { state: self.state };
        let Some(verb) = event.verb() else { return Err(refused) };
        let Some((_, needs)) = edge(self.state, verb, by.side()) else { return Err(refused) };
        if needs.contains(&Need::AnotherPerson) {
            self.may_approve(by)?;
        }
        if let Event::Rejected { reason: RejectReason::NoInformation } = event
            && (self.state != State::WaitingAsker || self.reminders < REMINDERS_MIN)
        {
            return Err(Refusal::RemindersMissing { limit: REMINDERS_MIN, found: self.reminders });
        }
        if let Event::Assigned { to } = event
            && self.excludes(to)
        {
            return Err(Refusal::Conflict);
        }
        if let Event::FoundDuplicate { of } = event
            && of == self.id
        {
            return Err(Refusal::DuplicateOfItself);
        }
        // Whoever asked knows best what they asked; a supervisor may see it otherwise.
        if let Event::FoundDuplicate { of } = event
            && self.apart_from.contains(&of)
            && by.side() != Side::Supervisor
        {
            return Err(Refusal::SaidDifferent);
        }
        // Clocks of servers differ by a little; what happened later is not written down as earlier.
        Ok(Recorded { ordinal: self.version + 1, at: now.max(self.changed_at), by, event })
    }

    /// Says whether somebody may agree to the draft: not whoever wrote it, and for a ruling that binds a supervisor.
    fn may_approve(&self, by: Actor) -> Result<(), Refusal> {
        let Some(draft) = &self.draft else { return Err(Refusal::State { state: self.state }) };
        let Some(person) = by.person().filter(|person| *person != draft.by) else { return Err(Refusal::SecondPerson) };
        if self.excludes(person) {
            return Err(Refusal::Conflict);
        }
        if draft.level == Level::AdvanceRuling && by.side() != Side::Supervisor {
            return Err(Refusal::SupervisorNeeded);
        }
        Ok(())
    }

    /// Says whether somebody must not answer it: whoever asked, and whoever is excluded.
    pub fn excludes(&self, person: PersonId) -> bool {
        self.asker == Some(person) || self.excluded.contains(&person)
    }

    /// Returns it as it is after an event.
    ///
    /// # Errors
    /// Says so where the event cannot follow.
    pub fn after(mut self, recorded: &Recorded) -> Result<Enquiry, HistoryError> {
        let Recorded { ordinal, at, by, event } = recorded;
        let broken = HistoryError { ordinal: *ordinal };
        let to = event.verb().and_then(|verb| reached(self.state, verb)).ok_or(broken)?;
        if *ordinal != self.version + 1 {
            return Err(broken);
        }
        self.take(*ordinal, *at, *by, event).ok_or(broken)?;
        if to != self.state {
            self.since = *at;
        }
        if to != State::WaitingAsker {
            self.pause = None;
        }
        if to != State::Referred {
            self.authority = None;
        }
        self.state = to;
        self.version = *ordinal;
        self.changed_at = *at;
        Ok(self)
    }

    /// Takes over what an event says beside where it leads; nothing where it says what cannot be.
    fn take(&mut self, ordinal: i64, at: Timestamp, by: Actor, event: &Event) -> Option<()> {
        match event {
            Event::Opened(_) => return None,
            Event::Triaged { topic, urgency, complexity, queue, targets: _ } => {
                (self.topic, self.urgency, self.complexity) = (*topic, *urgency, Some(*complexity));
                self.queue = queue.clone();
            }
            Event::Assigned { to } => self.assignee = Some(*to),
            Event::GivenUp { conflict } => {
                if let (true, Some(person)) = (*conflict, self.assignee) {
                    self.exclude(person);
                }
                self.assignee = None;
            }
            Event::Asked { reason } => (self.pause, self.reminders) = (Some(*reason), 0),
            Event::Reminded => self.reminders += 1,
            Event::Referred { authority, .. } => self.authority = Some(authority.clone()),
            Event::Drafted { level } => {
                self.draft = Some(Draft { ordinal, by: by.person()?, level: *level, approved_by: None });
            }
            Event::SentBack => self.draft.as_mut()?.approved_by = None,
            Event::Approved => self.draft.as_mut()?.approved_by = by.person(),
            Event::Replied => {
                let draft = self.draft.as_ref()?;
                self.reply = Some(Reply { text: draft.ordinal, ordinal, level: draft.level, at });
                (self.outcome, self.lateness, self.outdated_at) = (None, None, None);
            }
            Event::Judged { outcome } => self.outcome = Some(*outcome),
            Event::Outdated => self.outdated_at = Some(at),
            Event::Reopened => {
                self.outdated_at = None;
                // Whoever gave a wrong reply, or agreed to it, does not look at it a second time.
                if let (Some(Outcome::Wrong), Some(draft)) = (self.outcome, self.draft.clone()) {
                    self.exclude(draft.by);
                    draft.approved_by.into_iter().for_each(|person| self.exclude(person));
                }
                if self.assignee.is_some_and(|person| self.excluded.contains(&person)) {
                    self.assignee = None;
                }
                (self.draft, self.lateness, self.reject_reason, self.duplicate_of) = (None, None, None, None);
            }
            Event::SplitOff => {
                self.apart_from.extend(self.duplicate_of.take());
                (self.draft, self.lateness) = (None, None);
            }
            Event::Rejected { reason } => self.reject_reason = Some(*reason),
            Event::FoundDuplicate { of } => self.duplicate_of = Some(*of),
            Event::Warned => self.lateness = Some(Lateness::Warned),
            Event::Breached => self.lateness = Some(Lateness::Breached),
            Event::Escalated => self.lateness = Some(Lateness::Escalated),
            Event::Attached { .. } | Event::Enclosed { .. } => {}
            Event::Acknowledged | Event::Added | Event::Returned | Event::Closed | Event::Withdrawn | Event::Appealed => {}
        }
        Some(())
    }

    fn exclude(&mut self, person: PersonId) {
        if !self.excluded.contains(&person) {
            self.excluded.push(person);
        }
    }
}
