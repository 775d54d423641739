//! One promise to the asker, and how it stands.

use vocabulary::Timestamp;

use crate::{
    calendar::{Calendar, after_all_minutes, all_minutes_between},
    minutes::Minutes,
    policy::{Hours, Targets},
};

/// Which promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Promise {
    /// The first reply. Once.
    FirstReply,
    /// The reply to what the asker wrote after a reply, or to a reopening.
    NextReply,
    /// The end of it all; once more after each reopening.
    Resolution,
}

impl Promise {
    /// All of them.
    pub const ALL: [Promise; 3] = [Promise::FirstReply, Promise::NextReply, Promise::Resolution];

    /// Returns how long it may take.
    pub fn target(self, targets: &Targets) -> Minutes {
        match self {
            Promise::FirstReply => targets.first_reply,
            Promise::NextReply => targets.next_reply,
            Promise::Resolution => targets.resolution,
        }
    }
}

/// How a promise ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// What was promised was done.
    Kept(Timestamp),
    /// The enquiry was closed without it.
    Dropped(Timestamp),
}

/// One promise, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Which promise.
    pub promise: Promise,
    /// When it was made.
    pub began: Timestamp,
    /// How long it may take, with what was granted after a wait for the asker.
    pub target: Minutes,
    /// How long it took so far. Pauses do not count.
    pub spent: Minutes,
    /// When the officers are warned, or were. Unknown while the clock stands still.
    pub warn_at: Option<Timestamp>,
    /// Whether that instant is past.
    pub warned: bool,
    /// Until when it holds. Unknown while the clock stands still, and where the office is not open long enough in ten years.
    pub due: Option<Timestamp>,
    /// Whether it is broken: the clock ran past that instant. What is broken stays broken.
    pub breached: bool,
    /// How it ended, where it did.
    pub end: Option<End>,
}

impl Metric {
    /// Returns what is left of the time that was promised.
    pub fn left(&self) -> Minutes {
        self.target.less(self.spent)
    }

    /// Says whether it neither was kept nor dropped.
    pub fn is_open(&self) -> bool {
        self.end.is_none()
    }

    pub(super) fn begin(promise: Promise, at: Timestamp, targets: &Targets) -> Metric {
        Metric {
            promise,
            began: at,
            target: promise.target(targets),
            spent: Minutes::ZERO,
            warn_at: None,
            warned: false,
            due: None,
            breached: false,
            end: None,
        }
    }

    /// Lets time pass in which the clock ran.
    pub(super) fn run(&mut self, spent: Minutes, until: Timestamp) {
        self.spent += spent;
        self.warned |= self.warn_at.is_some_and(|warn_at| until >= warn_at);
        self.breached |= self.due.is_some_and(|due| until > due);
    }

    /// Works out when it is due, where the clock runs from `at` on.
    pub(super) fn wind(&mut self, calendar: &Calendar, targets: &Targets, at: Timestamp) {
        if !self.breached {
            self.due = targets.hours.after(calendar, at, self.left());
        }
        if !self.warned {
            let until_warning = self.target.percent(targets.warn_percent).less(self.spent);
            self.warn_at = targets.hours.after(calendar, at, until_warning);
        }
    }

    /// Forgets when it is due, because the clock stands still.
    pub(super) fn stop(&mut self) {
        self.due = self.due.filter(|_| self.breached);
        self.warn_at = self.warn_at.filter(|_| self.warned);
    }

    /// Makes sure that so much is left, because the asker was waited for.
    pub(super) fn grant(&mut self, left_min: Minutes) {
        if !self.breached {
            self.target = self.target.max(self.spent.plus(left_min));
        }
    }
}

impl Hours {
    /// Returns how many minutes count between two instants.
    pub fn between(self, calendar: &Calendar, from: Timestamp, until: Timestamp) -> Minutes {
        match self {
            Hours::Working => calendar.minutes_between(from, until),
            Hours::AroundTheClock => all_minutes_between(from, until),
        }
    }

    /// Returns the first instant by which so many minutes that count have ended after `from`.
    pub fn after(self, calendar: &Calendar, from: Timestamp, minutes: Minutes) -> Option<Timestamp> {
        match self {
            Hours::Working => calendar.after(from, minutes),
            Hours::AroundTheClock => after_all_minutes(from, minutes),
        }
    }
}
