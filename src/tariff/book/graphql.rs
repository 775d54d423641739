//! Quotas in the contract. Row DUTY-M6.

use async_graphql::{Enum, SimpleObject};
use duty::quota::{Quota, QuotaEventKind};
use vocabulary::{
    Date,
    scalar::{Day, Instant},
};

/// How many events of a quota are shown: the newest. Most periods have fewer.
const EVENTS_MAX: usize = 10;

/// How a quota stands: facts, no odds.
#[derive(SimpleObject)]
pub struct QuotaBalance {
    /// Its number.
    number: String,
    /// The first day of its period.
    opens_on: Day,
    /// The first day after its period; null where none is set.
    closes_on: Option<Day>,
    /// How much it was at first.
    initial: String,
    /// How much is left.
    balance: String,
    /// The unit.
    unit: String,
    /// When that was known.
    balance_as_of: Instant,
    /// How it stands on the day that was asked about.
    state: QuotaStateShown,
    /// What happened to it until that day, oldest first: the newest 10. None where nobody published that.
    events: Vec<QuotaEvent>,
}

/// Something that happened to a quota, from a day on.
#[derive(SimpleObject)]
pub struct QuotaEvent {
    /// What.
    event: QuotaEventShown,
    /// The first day it holds.
    on: Day,
    /// How much was left then; null where that was not published.
    balance: Option<String>,
}

/// How a quota stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "QuotaState", remote = "duty::quota::QuotaState")]
pub enum QuotaStateShown {
    /// It can be drawn from.
    Open,
    /// It can be drawn from, but is nearly used up: a guarantee of the full duty is asked for.
    Critical,
    /// Nothing is left.
    Exhausted,
    /// Nobody may draw from it for now.
    Blocked,
    /// It is suspended by law.
    Suspended,
}

/// What happens to a quota.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "QuotaEventKind", remote = "QuotaEventKind")]
pub enum QuotaEventShown {
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

impl QuotaBalance {
    /// Shows how a quota stands on `day`.
    pub fn of(quota: &Quota, day: Date) -> QuotaBalance {
        let events = quota.events_by(day);
        let newest = events.get(events.len().saturating_sub(EVENTS_MAX)..).unwrap_or_default();
        QuotaBalance {
            number: quota.order.to_string(),
            opens_on: Day(quota.period.from()),
            closes_on: quota.period.until().map(Day),
            initial: quota.initial.to_string(),
            balance: quota.balance.to_string(),
            unit: quota.measured.to_string(),
            balance_as_of: Instant(quota.balance_as_of),
            state: quota.state_on(day).into(),
            events: newest.iter().map(QuotaEvent::of).collect(),
        }
    }
}

impl QuotaEvent {
    fn of(event: &duty::quota::QuotaEvent) -> QuotaEvent {
        QuotaEvent { event: event.event.into(), on: Day(event.on), balance: event.balance.map(|balance| balance.to_string()) }
    }
}
