//! Quotas: how much of what may enter at a lower duty, and how much of it is left. Facts only, no odds. Row DUTY-M6.

use std::collections::HashMap;

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
    /// How it stands.
    pub state: QuotaState,
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

impl Quota {
    /// Says whether so much can be drawn from it.
    pub fn has(&self, quantity: Exact) -> bool {
        self.state.can_be_drawn_from() && quantity <= self.balance
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
