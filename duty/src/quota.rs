//! Quotas: how much of what may enter at a lower duty, and how much of it is left. Facts only, no odds. Row DUTY-M6.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{Date, Period, Timestamp};

use crate::{exact::Exact, name::OrderNumber, rate::Measured};

/// A quota in one of its periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The number it is administered under.
    pub order: OrderNumber,
    /// The days it is open.
    pub period: Period,
    /// What it is a quantity of.
    pub measured: Measured,
    /// How much it was at first.
    pub initial: Exact,
    /// How much is left.
    pub balance: Exact,
    /// When that was known.
    pub balance_as_of: Timestamp,
    /// How it stood then.
    pub state: QuotaState,
    /// What happened to it in this period, oldest first; nothing where nobody published that.
    pub events: Vec<QuotaEvent>,
}

/// Something that happened to a quota, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaEvent {
    /// What.
    pub event: QuotaEventKind,
    /// The first day it holds.
    pub on: Date,
    /// How much was left then, where that was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<Exact>,
}

/// What happens to a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuotaEventKind {
    /// Its period began.
    Opened,
    /// It was nearly used up.
    Critical,
    /// Nothing was left of it.
    Exhausted,
    /// It can be drawn from again: something was given back or added, or what stopped it is over.
    Reopened,
    /// Drawing stopped while requests are shared out.
    Blocked,
    /// The law suspended it.
    Suspended,
}

/// Why events cannot be those of a quota.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QuotaEventError {
    /// The first one is not that it opened on its first day.
    #[error("events begin with opened on the first day of the period")]
    Beginning,
    /// One that changes nothing, such as opened twice.
    #[error("the event {} of {on} changes nothing", event.as_str())]
    NoChange {
        /// Which.
        event: QuotaEventKind,
        /// Its day.
        on: Date,
    },
    /// One before another that stands above it, or outside of the period.
    #[error("the event {} of {on} is out of order, or outside of the period", event.as_str())]
    OutOfOrder {
        /// Which.
        event: QuotaEventKind,
        /// Its day.
        on: Date,
    },
    /// So much cannot be left of the quota.
    #[error("the balance at the event {} of {on} cannot be", event.as_str())]
    Balance {
        /// Which.
        event: QuotaEventKind,
        /// Its day.
        on: Date,
    },
}

/// How a quota stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuotaState {
    /// It can be drawn from.
    Open,
    /// It can be drawn from, but a guarantee of the full duty is asked for: it is nearly used up.
    Critical,
    /// Nothing is left.
    Exhausted,
    /// Nobody may draw from it for now, while requests are shared out.
    Blocked,
    /// It is suspended by law.
    Suspended,
}

/// All quotas, each in its periods.
#[derive(Clone, Debug, Default)]
pub struct Quotas {
    quotas: HashMap<OrderNumber, Vec<Quota>>,
}

impl QuotaState {
    /// All of them.
    pub const ALL: [QuotaState; 5] =
        [QuotaState::Open, QuotaState::Critical, QuotaState::Exhausted, QuotaState::Blocked, QuotaState::Suspended];

    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            QuotaState::Open => "open",
            QuotaState::Critical => "critical",
            QuotaState::Exhausted => "exhausted",
            QuotaState::Blocked => "blocked",
            QuotaState::Suspended => "suspended",
        }
    }

    /// Says whether goods can be drawn from it.
    pub fn can_be_drawn_from(self) -> bool {
        matches!(self, QuotaState::Open | QuotaState::Critical)
    }
}

impl std::str::FromStr for QuotaState {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<QuotaState, &'static str> {
        let found = QuotaState::ALL.into_iter().find(|state| state.as_str() == text);
        found.ok_or("is none of open, critical, exhausted, blocked, suspended")
    }
}

impl QuotaEventKind {
    /// All of them.
    pub const ALL: [QuotaEventKind; 6] =
        [Self::Opened, Self::Critical, Self::Exhausted, Self::Reopened, Self::Blocked, Self::Suspended];

    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Critical => "critical",
            Self::Exhausted => "exhausted",
            Self::Reopened => "reopened",
            Self::Blocked => "blocked",
            Self::Suspended => "suspended",
        }
    }

    /// Returns how a quota stands after it.
    pub fn state(self) -> QuotaState {
        match self {
            Self::Opened | Self::Reopened => QuotaState::Open,
            Self::Critical => QuotaState::Critical,
            Self::Exhausted => QuotaState::Exhausted,
            Self::Blocked => QuotaState::Blocked,
            Self::Suspended => QuotaState::Suspended,
        }
    }
}

impl QuotaEvent {
    /// Says whether events can be those of a quota of `initial` in `period`.
    ///
    /// # Errors
    /// Says which event cannot be.
    pub fn check(events: &[QuotaEvent], period: Period, initial: Exact) -> Result<(), QuotaEventError> {
        let mut before: Option<&QuotaEvent> = None;
        for now in events {
            let QuotaEvent { event, on, balance } = *now;
            match before {
                None if event != QuotaEventKind::Opened || on != period.from() => return Err(QuotaEventError::Beginning),
                Some(before) if on < before.on || !period.contains(on) => return Err(QuotaEventError::OutOfOrder { event, on }),
                Some(before) if event == QuotaEventKind::Opened || event.state() == before.event.state() => {
                    return Err(QuotaEventError::NoChange { event, on });
                }
                _ => {}
            }
            let is_nothing = |balance: Exact| event != QuotaEventKind::Exhausted || balance.is_zero();
            if balance.is_some_and(|balance| balance.is_negative() || balance > initial || !is_nothing(balance)) {
                return Err(QuotaEventError::Balance { event, on });
            }
            before = Some(now);
        }
        Ok(())
    }
}

impl Quota {
    /// Returns how it stands on `day`: as the last event by then left it, or as was published where there are no events.
    pub fn state_on(&self, day: Date) -> QuotaState {
        self.events_by(day).last().map_or(self.state, |last| last.event.state())
    }

    /// Returns what happened to it until `day`, oldest first.
    pub fn events_by(&self, day: Date) -> &[QuotaEvent] {
        let until = self.events.partition_point(|event| event.on <= day);
        &self.events[..until]
    }

    /// Says whether so much can be drawn from it on `day`.
    pub fn has(&self, quantity: Exact, day: Date) -> bool {
        self.state_on(day).can_be_drawn_from() && quantity <= self.balance
    }
}

impl Quotas {
    /// Adds a quota in one of its periods.
    pub fn add(&mut self, quota: Quota) {
        self.quotas.entry(quota.order.clone()).or_default().push(quota);
    }

    /// Returns how a quota stands in the period that `day` lies in.
    pub fn on(&self, order: &OrderNumber, day: Date) -> Option<&Quota> {
        self.quotas.get(order)?.iter().rev().find(|quota| quota.period.contains(day))
    }
}

impl FromIterator<Quota> for Quotas {
    fn from_iter<I: IntoIterator<Item = Quota>>(quotas: I) -> Quotas {
        let mut all = Quotas::default();
        quotas.into_iter().for_each(|quota| all.add(quota));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn event(event: QuotaEventKind, on: &str, balance: Option<i64>) -> QuotaEvent {
        QuotaEvent { event, on: day(on), balance: balance.map(|balance| Exact::decimal(balance, 0).expect("a number")) }
    }

    fn year() -> Period {
        Period::new(day("2026-01-01"), Some(day("2027-01-01"))).expect("a year")
    }

    fn quota(events: Vec<QuotaEvent>) -> Quota {
        Quota {
            order: "ZQ-1".parse().expect("a number"),
            period: year(),
            measured: Measured::in_unit("TNE".parse().expect("a unit")),
            initial: Exact::decimal(100, 0).expect("a number"),
            balance: Exact::decimal(10, 0).expect("a number"),
            balance_as_of: Timestamp::UNIX_EPOCH,
            state: QuotaState::Critical,
            events,
        }
    }

    #[test]
    fn a_quota_stands_on_a_day_as_the_last_event_left_it() {
        use QuotaEventKind::{Blocked, Critical, Exhausted, Opened, Reopened};
        let told = quota(vec![
            event(Opened, "2026-01-01", Some(100)),
            event(Critical, "2026-05-11", Some(9)),
            event(Exhausted, "2026-05-20", Some(0)),
            event(Reopened, "2026-08-01", Some(12)),
            event(Blocked, "2026-08-01", None),
        ]);
        assert_eq!(QuotaEvent::check(&told.events, told.period, told.initial), Ok(()));
        for (on, state) in [
            ("2026-01-01", QuotaState::Open),
            ("2026-05-10", QuotaState::Open),
            ("2026-05-11", QuotaState::Critical),
            ("2026-05-20", QuotaState::Exhausted),
            ("2026-07-31", QuotaState::Exhausted),
            ("2026-08-01", QuotaState::Blocked),
            ("2026-12-31", QuotaState::Blocked),
        ] {
            assert_eq!(told.state_on(day(on)), state, "{on}");
        }
        let ten = Exact::decimal(10, 0).expect("a number");
        assert!(told.has(ten, day("2026-05-11")) && !told.has(ten, day("2026-05-20")));
        assert_eq!(quota(Vec::new()).state_on(day("2026-02-01")), QuotaState::Critical, "what was published");
    }

    #[test]
    fn events_that_cannot_have_happened_are_refused() {
        use QuotaEventKind::{Critical, Exhausted, Opened, Reopened};
        let opened = || event(Opened, "2026-01-01", None);
        let check = |events: Vec<QuotaEvent>| QuotaEvent::check(&events, year(), Exact::decimal(100, 0).expect("a number"));
        assert_eq!(check(Vec::new()), Ok(()));
        assert_eq!(check(vec![event(Opened, "2026-01-02", None)]), Err(QuotaEventError::Beginning));
        assert_eq!(check(vec![event(Critical, "2026-01-01", None)]), Err(QuotaEventError::Beginning));
        let on = day("2026-02-01");
        let twice = vec![opened(), event(Reopened, "2026-02-01", None)];
        assert_eq!(check(twice), Err(QuotaEventError::NoChange { event: Reopened, on }));
        let late = vec![opened(), event(Critical, "2027-01-01", None)];
        assert_eq!(check(late), Err(QuotaEventError::OutOfOrder { event: Critical, on: day("2027-01-01") }));
        let back = vec![opened(), event(Critical, "2026-03-01", None), event(Exhausted, "2026-02-01", None)];
        assert_eq!(check(back), Err(QuotaEventError::OutOfOrder { event: Exhausted, on }));
        for (kind, balance) in [(Critical, 101), (Critical, -1), (Exhausted, 1)] {
            let events = vec![opened(), event(kind, "2026-02-01", Some(balance))];
            assert_eq!(check(events), Err(QuotaEventError::Balance { event: kind, on }));
        }
    }
}
