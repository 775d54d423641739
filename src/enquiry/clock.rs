//! The one place that reads the clock of an enquiry off its events (row DESK-M3). Nothing about time is stored that they do not say.

use jiff::SignedDuration;
use vocabulary::{AuthorityCode, Timestamp};

use super::{
    event::{Event, Recorded},
    kind::{PauseReason, Urgency},
    state::State,
    transition::reached,
};

/// What the asker and the officers see of the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// When the reply is due; nothing while the asker is waited for, and once nothing is due any more.
    pub due_at: Option<Timestamp>,
    /// Why then: a word of the policy.
    pub reason: &'static str,
    /// When it has to be noticed that it is due soon.
    pub warn_at: Option<Timestamp>,
    /// When and why the desk waited for the asker.
    pub pauses: Vec<Pause>,
    /// How long each authority had it; nothing for the enquiry point itself.
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
    /// How many minutes, pauses left out.
    pub minutes: i64,
}

/// Reads the clock of an enquiry at `now`.
pub fn read(events: &[Recorded], now: Timestamp) -> Reading {
    let mut pauses: Vec<Pause> = Vec::new();
    let mut shares: Vec<Share> = Vec::new();
    let (mut state, mut holder, mut since) = (State::Received, None::<AuthorityCode>, now);
    let (mut began, mut waited, mut target) = (now, SignedDuration::ZERO, target_of(Urgency::Normal));
    for recorded in events {
        let (from, at) = (state, recorded.at);
        match &recorded.event {
            Event::Opened(opening) => {
                (began, since, target) = (at, at, target_of(opening.urgency));
            }
            event => {
                state = event.verb().and_then(|verb| reached(state, verb)).unwrap_or(state);
                match event {
                    Event::Reopened => (began, waited) = (at, SignedDuration::ZERO),
                    Event::Triaged { urgency, .. } => target = target_of(*urgency),
                    Event::Asked { reason } => pauses.push(Pause { since: at, until: None, reason: *reason }),
                    _ => {}
                }
                if from == State::WaitingAsker && state != from {
                    if let Some(pause) = pauses.last_mut() {
                        pause.until = Some(at);
                        waited += at.duration_since(pause.since);
                    }
                } else if from.is_open() {
                    add(&mut shares, &holder, at.duration_since(since));
                }
                if let Event::Referred { authority, .. } = event {
                    holder = Some(authority.clone());
                } else if state != State::Referred {
                    holder = None;
                }
                since = at;
            }
        }
    }
    if state.is_open() && state != State::WaitingAsker {
        add(&mut shares, &holder, now.duration_since(since));
    }
    let due_at = (state.is_open() && state != State::WaitingAsker).then(|| began + target + waited);
    Reading { due_at, reason: reason_of(target), warn_at: due_at.map(|due| due - target / 4), pauses, shares }
}

fn add(shares: &mut Vec<Share>, holder: &Option<AuthorityCode>, spent: SignedDuration) {
    let minutes = spent.as_mins();
    match shares.iter_mut().find(|share| share.authority == *holder) {
        Some(share) => share.minutes += minutes,
        None => shares.push(Share { authority: holder.clone(), minutes }),
    }
}

fn target_of(urgency: Urgency) -> SignedDuration {
    SignedDuration::from_hours(match urgency {
        Urgency::Normal => 5 * 24,
        Urgency::Perishable => 24,
        Urgency::HeldAtBorder => 4,
    })
}

fn reason_of(target: SignedDuration) -> &'static str {
    match target.as_hours() {
        4 => "held-at-border",
        24 => "perishable",
        _ => "usual",
    }
}
