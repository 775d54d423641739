//! An enquiry for the tests of rules.

use jiff::{Timestamp, tz::TimeZone};
use vocabulary::{EnquiryId, Language};

use super::{
    clock::{Asked, Schedule},
    enquiry::Enquiry,
    event::Opening,
    kind::{Channel, Complexity, Kind, Topic, Urgency},
    queue::QueueId,
    reference::Reference,
};

/// When it was opened: a Monday, at noon.
pub fn opened_at() -> Timestamp {
    "2026-06-15T12:00:00Z".parse().expect("an instant")
}

/// What it began with.
pub fn opening() -> Opening {
    Opening {
        reference: Reference::of([1, 2, 3, 4, 5, 6, 7, 8, 9]),
        kind: Kind::Enquiry,
        topic: Topic::Procedure,
        urgency: Urgency::Normal,
        language: Language::EN,
        channel: Channel::App,
        prefers_human: false,
        asker: None,
        about: None,
        queue: QueueId::general(),
        abstained: None,
        targets: Schedule::of_the_sample(&TimeZone::UTC).targets(Asked {
            kind: Kind::Enquiry,
            topic: Topic::Procedure,
            complexity: Complexity::Ordinary,
            language: Language::EN,
            urgency: Urgency::Normal,
        }),
    }
}

/// An enquiry that was just opened.
pub fn enquiry() -> Enquiry {
    Enquiry::opened(EnquiryId::new(7), opening(), opened_at())
}
