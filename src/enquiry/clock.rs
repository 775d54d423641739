//! The one place that reads the clock of an enquiry off its events (row DESK-M3): the crate `desk` counts, this says what the events mean to
//! it. Nothing about time is stored that they do not say; which reply times held when it was asked, they do.

use std::{str::FromStr, sync::Arc};

use desk::{
    Calendar, Matter, Moment, Policy, Targets, Timetable,
    calendar::CalendarError,
    clock::{Holder, Promise, ReadError},
    figures::Case,
    ical::{self, IcalError},
    name::NameError,
};
use jiff::{SignedDuration, tz::TimeZone};
use thiserror::Error;
use vocabulary::{AuthorityCode, Language, Period, Timestamp};

use super::{
    event::{Event, Opening, Recorded},
    kind::{Complexity, Kind, PauseReason, Topic, Urgency},
    state::State,
    transition::reached,
};
use crate::platform::fault::Fault;

/// The reply times and working hours of the made-up territory, which hold until others are set.
const SAMPLE_POLICY: &str = include_str!("../../sample/desk/policy.yaml");
const SAMPLE_TIMETABLE: &str = include_str!("../../sample/desk/calendar.yaml");
const SAMPLE_HOLIDAYS: &str = include_str!("../../sample/desk/holidays.ics");

/// When the desk works, and how long its replies may take. Cheap to clone.
#[derive(Clone)]
pub struct Schedule {
    policy: Arc<Policy>,
    calendar: Arc<Calendar>,
}

/// Files that say no reply times or working hours.
#[derive(Debug, Error)]
pub enum ScheduleError {
    /// One is no YAML of the kind it should be, or contradicts itself.
    #[error("could not read reply times or working hours")]
    Yaml(#[from] serde_norway::Error),
    /// The holidays are no iCalendar.
    #[error("could not read the holidays")]
    Holidays(#[from] IcalError),
    /// The hours mean nothing.
    #[error("could not use the working hours")]
    Calendar(#[from] CalendarError),
}

/// What of an enquiry its reply time depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whether somebody asks or complains.
    pub kind: Kind,
    /// What about.
    pub topic: Topic,
    /// How much work it is.
    pub complexity: Complexity,
    /// In which language.
    pub language: Language,
    /// What is at stake meanwhile.
    pub urgency: Urgency,
}

impl Schedule {
    /// Reads what an administrator wrote: the policy and the timetable in YAML, holidays in iCalendar.
    ///
    /// # Errors
    /// Refuses files of which nobody could say what they mean.
    pub fn read((policy, timetable, holidays): (&str, &str, &str), zone: &TimeZone) -> Result<Schedule, ScheduleError> {
        let policy: Policy = serde_norway::from_str(policy)?;
        let timetable: Timetable = serde_norway::from_str(timetable)?;
        let holidays = ical::holidays(holidays, zone, years())?;
        let calendar = timetable.calendar(zone.clone(), &holidays, None)?;
        Ok(Schedule { policy: Arc::new(policy), calendar: Arc::new(calendar) })
    }

    /// Returns the hours and reply times of the made-up territory, told in `zone`.
    pub fn of_the_sample(zone: &TimeZone) -> Schedule {
        let files = (SAMPLE_POLICY, SAMPLE_TIMETABLE, SAMPLE_HOLIDAYS);
        Schedule::read(files, zone).expect("a test reads the sample")
    }

    /// Returns what is promised for an enquiry that is asked now.
    pub fn targets(&self, asked: Asked) -> Targets {
        self.policy.targets(&asked.matter()).clone()
    }

    /// Returns what an enquiry counts as in the figures, as its clock stands at `now`. What nobody looked at yet counts as ordinary.
    pub(super) fn case(&self, events: &[Recorded], now: Timestamp) -> Result<Case, Fault> {
        let broken = Fault::while_("counting an enquiry");
        let Some((Recorded { event: Event::Opened(opening), at: opened_at, .. }, later)) = events.split_first() else {
            return Err(broken(ReadError::NotAsked));
        };
        let clock = desk::read(&self.calendar, &opening.targets, &moments(events), now.max(*opened_at)).map_err(broken)?;
        let Opening { kind, topic, language, urgency, .. } = opening;
        let mut asked =
            Asked { kind: *kind, topic: *topic, complexity: Complexity::Ordinary, language: *language, urgency: *urgency };
        for recorded in later {
            if let Event::Triaged { topic, urgency, complexity, .. } = &recorded.event {
                (asked.topic, asked.urgency, asked.complexity) = (*topic, *urgency, *complexity);
            }
        }
        Ok(Case::of(&asked.matter(), &clock))
    }

    /// Says when an asker who is waited for is told something next. Working time goes by from what they were told last.
    fn told_by(&self, events: &[Recorded]) -> Option<Timestamp> {
        let (mut state, mut told) = (State::Received, None);
        for Recorded { at, event, .. } in events {
            state = event.verb().and_then(|verb| reached(state, verb)).unwrap_or(state);
            match event {
                Event::Asked { .. } => told = Some((*at, 0)),
                Event::Reminded => told = told.map(|(_, reminders)| (*at, reminders + 1)),
                _ => {}
            }
        }
        let (at, reminders) = told.filter(|_| state == State::WaitingAsker)?;
        self.calendar.after(at, self.policy.patience()?.after(reminders))
    }

    /// Returns the zone in which the desk tells its days.
    pub fn zone(&self) -> &TimeZone {
        self.calendar.zone()
    }

    /// Returns the beginning of the day after `now`, from which on something else may be in force.
    pub fn tomorrow(&self, now: Timestamp) -> Timestamp {
        let tomorrow = now.to_zoned(self.zone().clone()).tomorrow().and_then(|day| day.start_of_day());
        tomorrow.map_or_else(|_| now + SignedDuration::from_hours(24), |start| start.timestamp())
    }

    /// Reads the clock of an enquiry at `now`.
    ///
    /// # Errors
    /// Faults when the events are not those of one enquiry.
    pub fn clock(&self, events: &[Recorded], now: Timestamp) -> Result<Reading, Fault> {
        let broken = Fault::while_("reading the clock of an enquiry");
        let Some((Recorded { event: Event::Opened(opening), at: opened_at, .. }, _)) = events.split_first() else {
            return Err(broken(ReadError::NotAsked));
        };
        let now = now.max(*opened_at);
        let clock = desk::read(&self.calendar, &opening.targets, &moments(events), now).map_err(broken)?;
        let promised = [Promise::FirstReply, Promise::NextReply, Promise::Resolution];
        let metric = promised.into_iter().find_map(|promise| clock.metric(promise).filter(|metric| metric.is_open()));
        let reason = targets_of(events, opening).reason.clone();
        let reason_text = self.policy.reason(&reason).and_then(|texts| texts.within(opening.language));
        Ok(Reading {
            due_at: metric.and_then(|metric| metric.due),
            warn_at: metric.and_then(|metric| metric.warn_at),
            reason_text: reason_text.map_or_else(|| reason.to_string(), |(_, text)| text.to_owned()),
            reason: reason.to_string(),
            told_by: self.told_by(events),
            pauses: pauses(events),
            shares: clock.shares.iter().map(Share::of).collect(),
        })
    }
}

impl Asked {
    fn matter(self) -> Matter {
        Matter {
            kind: name(self.kind.as_str()),
            topic: name(self.topic.as_str()),
            complexity: name(self.complexity.as_str()),
            language: self.language,
            urgency: match self.urgency {
                Urgency::Normal => desk::Urgency::Normal,
                Urgency::Perishable => desk::Urgency::Perishable,
                Urgency::HeldAtBorder => desk::Urgency::HeldAtBorder,
            },
        }
    }
}

/// Writes a word of ours as a name of the policy.
fn name<T: FromStr<Err = NameError>>(word: &str) -> T {
    word.parse().expect("a test tries every word of ours")
}

/// The years whose holidays are known: those in which anything that is asked now can be due.
fn years() -> Period {
    let (from, until) = (jiff::civil::date(2020, 1, 1), jiff::civil::date(2050, 1, 1));
    Period::new(from, Some(until)).expect("one is before the other")
}

/// What the asker and the officers see of the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// When the reply is due; nothing while the asker is waited for, and once nothing is due any more.
    pub due_at: Option<Timestamp>,
    /// Why then: a word of the policy.
    pub reason: String,
    /// The same in words, in the language of the enquiry where the policy has it.
    pub reason_text: String,
    /// When it has to be noticed that it is due soon.
    pub warn_at: Option<Timestamp>,
    /// While the asker is waited for, when they are reminded next, or no longer waited for.
    pub told_by: Option<Timestamp>,
    /// When and why the desk waited for the asker.
    pub pauses: Vec<Pause>,
    /// How long each who had it took, in minutes that count.
    pub shares: Vec<Share>,
}

/// A time in which the desk waited for the asker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Since when.
    pub since: Timestamp,
    /// Until when; nothing while it lasts.
    pub until: Option<Timestamp>,
    /// Why.
    pub reason: PauseReason,
}

/// How long somebody had an enquiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which authority; nothing for the enquiry point itself.
    pub authority: Option<AuthorityCode>,
    /// How many minutes that count, pauses left out.
    pub minutes: i64,
}

impl Share {
    fn of(share: &desk::clock::Share) -> Share {
        let authority = match &share.holder {
            Holder::EnquiryPoint => None,
            Holder::Authority(code) => Some(code.clone()),
        };
        Share { authority, minutes: share.spent.0.into() }
    }
}

/// Returns what the events mean to the clock.
fn moments(events: &[Recorded]) -> Vec<(Timestamp, Moment)> {
    let (mut state, mut moments) = (State::Received, Vec::with_capacity(events.len()));
    for Recorded { at, event, .. } in events {
        let from = state;
        state = event.verb().and_then(|verb| reached(state, verb)).unwrap_or(state);
        let mut push = |moment| moments.push((*at, moment));
        match event {
            Event::Opened(_) => push(Moment::Asked),
            Event::Triaged { targets, .. } => push(Moment::Retargeted { targets: Box::new(targets.clone()) }),
            Event::Added | Event::Attached { .. } => push(Moment::AskerWrote),
            Event::Asked { reason } => {
                push(Moment::WaitingAsker { reason: name(reason.as_str()) });
            }
            Event::GivenUp { .. } if from == State::WaitingAsker => push(Moment::Resumed),
            Event::Referred { authority, .. } => push(Moment::Referred { to: authority.clone() }),
            Event::Returned => push(Moment::Returned),
            Event::Replied => {
                push(Moment::Replied);
                // Nothing is left to do for the desk unless the asker says so.
                push(Moment::Closed);
            }
            Event::Rejected { .. } | Event::FoundDuplicate { .. } | Event::Withdrawn => push(Moment::Closed),
            Event::Reopened | Event::SplitOff => push(Moment::Reopened),
            _ => {}
        }
    }
    moments
}

/// Returns what is promised by the events up to now.
fn targets_of<'a>(events: &'a [Recorded], opening: &'a Opening) -> &'a Targets {
    let retargeted = events.iter().rev().find_map(|recorded| match &recorded.event {
        Event::Triaged { targets, .. } => Some(targets),
        _ => None,
    });
    retargeted.unwrap_or(&opening.targets)
}

/// Returns when and why the desk waited for the asker.
fn pauses(events: &[Recorded]) -> Vec<Pause> {
    let (mut state, mut pauses) = (State::Received, Vec::<Pause>::new());
    for Recorded { at, event, .. } in events {
        let from = state;
        state = event.verb().and_then(|verb| reached(state, verb)).unwrap_or(state);
        if from == State::WaitingAsker
            && state != from
            && let Some(pause) = pauses.last_mut()
        {
            pause.until = Some(*at);
        }
        if let Event::Asked { reason } = event {
            pauses.push(Pause { since: *at, until: None, reason: *reason });
        }
    }
    pauses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enquiry::{
        event::Actor,
        given::{enquiry, opened_at, opening},
    };

    fn schedule() -> Schedule {
        Schedule::of_the_sample(&TimeZone::UTC)
    }

    fn at(minutes: i64) -> Timestamp {
        opened_at() + jiff::SignedDuration::from_mins(minutes)
    }

    /// Events of which nobody asks who did them.
    fn events(all: &[(i64, Event)]) -> Vec<Recorded> {
        let opened = Recorded { ordinal: 1, at: opened_at(), by: Actor::Asker(None), event: Event::Opened(opening()) };
        let more = all.iter().zip(2..).map(|((minutes, event), ordinal)| Recorded {
            ordinal,
            at: at(*minutes),
            by: Actor::System,
            event: event.clone(),
        });
        std::iter::once(opened).chain(more).collect()
    }

    fn in_progress() -> Vec<(i64, Event)> {
        let asked = Asked {
            kind: Kind::Enquiry,
            topic: Topic::Fees,
            complexity: Complexity::Ordinary,
            language: Language::EN,
            urgency: Urgency::Normal,
        };
        let triaged = Event::Triaged {
            topic: Topic::Fees,
            urgency: Urgency::Normal,
            complexity: Complexity::Ordinary,
            queue: enquiry().queue,
            targets: schedule().targets(asked),
        };
        vec![(0, triaged), (0, Event::Assigned { to: vocabulary::PersonId::new(1) })]
    }

    #[test]
    fn every_word_of_ours_is_a_name_of_the_policy_and_every_reason_is_told() {
        for kind in Kind::ALL {
            for topic in Topic::ALL {
                for complexity in Complexity::ALL {
                    for urgency in Urgency::ALL {
                        let (kind, topic, complexity, urgency) = (*kind, *topic, *complexity, *urgency);
                        schedule().targets(Asked { kind, topic, complexity, language: Language::SW, urgency });
                    }
                }
            }
        }
        for reason in PauseReason::ALL {
            assert!(reason.as_str().parse::<desk::name::PauseReason>().is_ok(), "{reason}");
        }
        let reading = schedule().clock(&events(&[]), opened_at()).expect("a clock");
        assert!(reading.reason_text.len() > reading.reason.len(), "{reading:?}");
    }

    #[test]
    fn a_question_on_monday_noon_is_due_after_two_working_days() {
        // The sample works from eight to five with an hour for lunch, on Fridays until noon.
        let reading = schedule().clock(&events(&[]), opened_at()).expect("a clock");
        assert_eq!(reading.due_at.map(|due| due.to_string()).as_deref(), Some("2026-06-17T12:00:00Z"));
    }

    #[test]
    fn waiting_for_the_asker_does_not_count_and_is_told() {
        let ask = Event::Asked { reason: PauseReason::NeedsDocument };
        let asked = [in_progress(), vec![(30, ask)]].concat();
        let waiting = schedule().clock(&events(&asked), at(10_000)).expect("a clock");
        assert_eq!((waiting.due_at, waiting.pauses[0].until), (None, None));
        let added = [asked, vec![(7 * 24 * 60, Event::Added)]].concat();
        let again = schedule().clock(&events(&added), at(7 * 24 * 60)).expect("a clock");
        assert_eq!(again.pauses[0].until, Some(at(7 * 24 * 60)));
        assert_eq!(again.due_at.map(|due| due.to_string()).as_deref(), Some("2026-06-24T11:30:00Z"), "thirty minutes were spent");
    }

    #[test]
    fn whoever_is_waited_for_is_told_in_working_days() {
        let asked = [in_progress(), vec![(30, Event::Asked { reason: PauseReason::NeedsDetails })]].concat();
        let told_by =
            |all: &[(i64, Event)]| schedule().clock(&events(all), at(100_000)).expect("a clock").told_by.map(|at| at.to_string());
        // From the lunch hour of a Monday forty hours on, four of which are a Friday.
        assert_eq!(told_by(&asked).as_deref(), Some("2026-06-23T08:30:00Z"));
        let reminded = [asked.clone(), vec![(8 * 24 * 60, Event::Reminded)]].concat();
        assert!(told_by(&reminded) > told_by(&asked), "{:?}", told_by(&reminded));
        let added = [reminded, vec![(9 * 24 * 60, Event::Added)]].concat();
        assert_eq!(told_by(&added), None, "nobody is reminded of what they did");
    }

    #[test]
    fn nothing_is_due_after_a_reply_until_the_asker_asks_again() {
        let replied = [
            in_progress(),
            vec![(10, Event::Drafted { level: crate::enquiry::Level::Information }), (20, Event::Approved), (30, Event::Replied)],
        ]
        .concat();
        assert_eq!(schedule().clock(&events(&replied), at(10_000)).expect("a clock").due_at, None);
        let reopened = [replied, vec![(10_000, Event::Reopened)]].concat();
        let reading = schedule().clock(&events(&reopened), at(10_000)).expect("a clock");
        assert!(reading.due_at.is_some_and(|due| due > at(10_000)), "{reading:?}");
    }
}
