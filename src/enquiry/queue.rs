//! Queues and what goes into them, as data: changed by a supervisor, without a new program. Rules only. Row DESK-M2.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{AuthorityCode, FactId, Language};

use super::kind::{Kind, Topic, Urgency};

/// How many queues there are at most.
pub const QUEUES_MAX: usize = 200;
/// How many rules lead into one queue at most.
pub const ROUTES_MAX: usize = 50;

/// The name of a queue: 1 to 60 small letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QueueId(Box<str>);

/// A text that names no queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not 1 to 60 small letters, digits and hyphens")]
pub struct QueueIdError;

impl QueueId {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the queue that is there before any other, and takes what no rule leads elsewhere.
    pub fn general() -> QueueId {
        QueueId("general".into())
    }
}

impl FromStr for QueueId {
    type Err = QueueIdError;

    fn from_str(text: &str) -> Result<QueueId, QueueIdError> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (1..=60).contains(&text.len()) && text.bytes().all(allowed);
        fits.then(|| QueueId(text.into())).ok_or(QueueIdError)
    }
}

impl fmt::Display for QueueId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for QueueId {
    type Error = QueueIdError;

    fn try_from(text: String) -> Result<QueueId, QueueIdError> {
        text.parse()
    }
}

impl From<QueueId> for String {
    fn from(queue: QueueId) -> String {
        queue.0.into()
    }
}

/// A line in which enquiries wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its name.
    pub id: QueueId,
    /// What officers call it.
    pub name: String,
    /// Whose it is, where it is one authority's.
    pub authority: Option<AuthorityCode>,
    /// The office it is at, where it is at one.
    pub office: Option<FactId>,
    /// What goes into it.
    pub routes: Vec<Route>,
}

/// What goes into a queue: what it says nothing about may be anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// What it is about.
    pub topic: Option<Topic>,
    /// In which language.
    pub language: Option<Language>,
    /// How urgent it is.
    pub urgency: Option<Urgency>,
    /// Whether somebody asks or complains.
    pub kind: Option<Kind>,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Routed {
    /// What it is about.
    pub topic: Topic,
    /// In which language.
    pub language: Language,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Whether somebody asks or complains.
    pub kind: Kind,
}

impl Route {
    /// Says whether it leads this enquiry, and how much it says of it: kind before urgency before topic before language.
    fn rank(&self, routed: Routed) -> Option<u8> {
        let matches = self.topic.is_none_or(|topic| topic == routed.topic)
            && self.language.is_none_or(|language| language == routed.language)
            && self.urgency.is_none_or(|urgency| urgency == routed.urgency)
            && self.kind.is_none_or(|kind| kind == routed.kind);
        let says = [self.language.is_some(), self.topic.is_some(), self.urgency.is_some(), self.kind.is_some()];
        matches.then(|| says.iter().enumerate().map(|(at, says)| u8::from(*says) << at).sum())
    }
}

/// Returns the queue that an enquiry goes into: where the rule leads that says most of it, of equal ones the first queue by name.
pub fn route(queues: &[Queue], routed: Routed) -> QueueId {
    let mut best: Option<(u8, &Queue)> = None;
    for queue in queues {
        let rank = queue.routes.iter().filter_map(|route| route.rank(routed)).max();
        let is_better = |rank: u8| best.is_none_or(|(known, of)| rank > known || rank == known && queue.id < of.id);
        if let Some(rank) = rank.filter(|rank| is_better(*rank)) {
            best = Some((rank, queue));
        }
    }
    best.map_or_else(QueueId::general, |(_, queue)| queue.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(id: &str, routes: Vec<Route>) -> Queue {
        Queue { id: id.parse().expect("a name"), name: id.to_owned(), authority: None, office: None, routes }
    }

    #[test]
    fn the_rule_that_says_most_leads() {
        let any = Route::default();
        let swahili = Route { language: Some(Language::SW), ..any };
        let origin = Route { topic: Some(Topic::Origin), ..any };
        let held = Route { urgency: Some(Urgency::HeldAtBorder), ..any };
        let queues = [
            queue("swahili", vec![swahili]),
            queue("origin", vec![origin, Route { language: Some(Language::FR), ..origin }]),
            queue("border", vec![held]),
        ];
        let routed = |topic, language, urgency| route(&queues, Routed { topic, language, urgency, kind: Kind::Enquiry });
        let to = |topic, language, urgency| routed(topic, language, urgency).to_string();
        assert_eq!(to(Topic::Fees, Language::EN, Urgency::Normal), "general");
        assert_eq!(to(Topic::Fees, Language::SW, Urgency::Normal), "swahili");
        assert_eq!(to(Topic::Origin, Language::SW, Urgency::Normal), "origin");
        assert_eq!(to(Topic::Origin, Language::SW, Urgency::HeldAtBorder), "border");
    }

    #[test]
    fn of_equal_rules_the_first_queue_by_name_wins_in_whatever_order_they_come() {
        let all = vec![Route { kind: Some(Kind::Complaint), ..Route::default() }];
        let mut queues = [queue("b", all.clone()), queue("a", all)];
        let routed = Routed { topic: Topic::Other, language: Language::EN, urgency: Urgency::Normal, kind: Kind::Complaint };
        assert_eq!(route(&queues, routed).as_str(), "a");
        queues.reverse();
        assert_eq!(route(&queues, routed).as_str(), "a");
    }

    #[test]
    fn a_queue_has_a_plain_name() {
        assert!("origin-and-preferences".parse::<QueueId>().is_ok());
        for text in ["", "Origin", "a b", "é", &"x".repeat(61)] {
            assert_eq!(text.parse::<QueueId>(), Err(QueueIdError), "{text}");
        }
    }
}
