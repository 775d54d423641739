//! When a measure holds: documents, additional codes, seasons, quotas, and what only the trader can say. Rows DUTY-M4, DUTY-M9.

use serde::{Deserialize, Serialize};
use vocabulary::{Date, Money};

use crate::{
    exact::Exact,
    name::{AdditionalCode, DocumentCode, OrderNumber, Statement},
    rate::Measured,
    text::parse_condition,
};

/// What has to hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// Nothing: it always holds.
    Always,
    /// All of these.
    All(Vec<Condition>),
    /// At least one of these.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// The goods enter, or leave.
    Flow(Flow),
    /// The day of the declaration lies in a season of each year.
    Season(Season),
    /// A document is at hand.
    Document(DocumentCode),
    /// The goods are of this additional code.
    AdditionalCode(AdditionalCode),
    /// The goods are drawn from this quota.
    Quota(OrderNumber),
    /// The whole consignment is worth no more than this.
    ConsignmentAtMost(ConsignmentValue),
    /// A quantity is no more than this.
    QuantityAtMost(Measured, Exact),
    /// What only the trader can say, in the words of the source.
    Statement(Statement),
}

impl Condition {
    /// Reads a condition as it is published. What cannot even be read as words of a source is asked for as such: nobody can say yes to
    /// it.
    pub fn read(text: &str) -> Condition {
        parse_condition(text).unwrap_or_else(|_| {
            let statement: Statement = "a condition that cannot be read".parse().expect("it is a short text");
            Condition::Statement(statement)
        })
    }
}

/// A value of a consignment, so that conditions can be put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConsignmentValue(pub Money);

/// Which way goods move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// Into the territory.
    Import,
    /// Out of it.
    Export,
}

/// Some days of each year, both ends with it; it may run over the end of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Season {
    /// Month and day it begins on.
    pub from: (i8, i8),
    /// Month and day it ends on.
    pub until: (i8, i8),
}

impl Season {
    /// Says whether `day` lies in it.
    pub fn contains(&self, day: Date) -> bool {
        let day = (day.month(), day.day());
        if self.from <= self.until { self.from <= day && day <= self.until } else { self.from <= day || day <= self.until }
    }
}

impl PartialOrd for ConsignmentValue {
    fn partial_cmp(&self, other: &ConsignmentValue) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ConsignmentValue {
    fn cmp(&self, other: &ConsignmentValue) -> std::cmp::Ordering {
        (self.0.currency, self.0.minor).cmp(&(other.0.currency, other.0.minor))
    }
}

impl Condition {
    /// Returns every document that stands in it.
    pub fn documents(&self) -> Vec<&DocumentCode> {
        match self {
            Condition::Document(code) => vec![code],
            Condition::All(conditions) | Condition::Any(conditions) => conditions.iter().flat_map(Condition::documents).collect(),
            Condition::Not(condition) => condition.documents(),
            _ => Vec::new(),
        }
    }

    /// Says whether it asks of which additional code the goods are.
    pub fn has_additional_code(&self) -> bool {
        match self {
            Condition::AdditionalCode(_) => true,
            Condition::All(conditions) | Condition::Any(conditions) => conditions.iter().any(Condition::has_additional_code),
            _ => false,
        }
    }

    /// Returns every quota that stands in it.
    pub fn quotas(&self) -> Vec<&OrderNumber> {
        match self {
            Condition::Quota(order) => vec![order],
            Condition::All(conditions) | Condition::Any(conditions) => conditions.iter().flat_map(Condition::quotas).collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_season_may_run_over_the_new_year() {
        let winter = Season { from: (11, 1), until: (4, 30) };
        assert!(winter.contains(date(2026, 11, 1)) && winter.contains(date(2027, 4, 30)) && winter.contains(date(2027, 1, 1)));
        assert!(!winter.contains(date(2026, 10, 31)) && !winter.contains(date(2026, 5, 1)));
        let summer = Season { from: (5, 1), until: (10, 31) };
        assert!(summer.contains(date(2026, 7, 1)) && !summer.contains(date(2026, 4, 30)));
    }
}
