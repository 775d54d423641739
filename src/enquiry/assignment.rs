//! Who takes an enquiry: by language, topic and load, and never somebody who has a stake in it. Rules only. Row DESK-M11.

use vocabulary::{Language, PersonId};

use super::{enquiry::Enquiry, kind::Topic, queue::QueueId};

/// How many enquiries one officer has at a time at most.
pub const LOAD_MAX: u32 = 500;
/// How many officers one desk has at most.
pub const OFFICERS_MAX: usize = 1_000;

/// What an officer of the desk can do. What is empty is no limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// Who it is.
    pub person: PersonId,
    /// The languages they answer in.
    pub languages: Vec<Language>,
    /// The topics they know.
    pub topics: Vec<Topic>,
    /// The queues they work for.
    pub queues: Vec<QueueId>,
    /// How many enquiries they have at a time at most.
    pub load_max: u32,
    /// Whether they are away.
    pub is_away: bool,
}

impl Officer {
    /// Says whether they could answer an enquiry, load aside.
    fn fits(&self, enquiry: &Enquiry) -> bool {
        let is_in = |is_empty: bool, is_there: bool| is_empty || is_there;
        !self.is_away
            && !enquiry.excludes(self.person)
            && is_in(self.languages.is_empty(), self.languages.contains(&enquiry.language))
            && is_in(self.topics.is_empty(), self.topics.contains(&enquiry.topic))
            && is_in(self.queues.is_empty(), self.queues.contains(&enquiry.queue))
    }
}

/// Chooses, of officers and how many enquiries each has, the one who has least for what they can have; of equals the one with the fewest
/// topics, who can do less else, then the first by id.
pub fn choose(enquiry: &Enquiry, officers: &[(Officer, u32)]) -> Option<PersonId> {
    let free = officers.iter().filter(|(officer, load)| *load < officer.load_max && officer.fits(enquiry));
    free.min_by_key(|(officer, load)| {
        let used = u64::from(*load) * 1_000_000 / u64::from(officer.load_max.max(1));
        let topics = if officer.topics.is_empty() { usize::MAX } else { officer.topics.len() };
        (used, topics, officer.person)
    })
    .map(|(officer, _)| officer.person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enquiry::given::enquiry;

    fn officer(number: u128) -> Officer {
        Officer {
            person: PersonId::new(number),
            languages: Vec::new(),
            topics: Vec::new(),
            queues: Vec::new(),
            load_max: 10,
            is_away: false,
        }
    }

    fn chosen(enquiry: &Enquiry, officers: &[(Officer, u32)]) -> Option<u128> {
        choose(enquiry, officers).map(|person| u128::from_str_radix(&person.to_string(), 16).expect("a number"))
    }

    #[test]
    fn whoever_has_least_for_what_they_can_have_takes_it() {
        let busy = Officer { load_max: 100, ..officer(3) };
        assert_eq!(chosen(&enquiry(), &[(officer(1), 5), (officer(2), 4), (busy, 20)]), Some(3));
        assert_eq!(chosen(&enquiry(), &[(officer(2), 4), (officer(1), 4)]), Some(1));
        assert_eq!(chosen(&enquiry(), &[(officer(1), 10)]), None, "nobody has more than they can");
        assert_eq!(chosen(&enquiry(), &[]), None);
    }

    #[test]
    fn only_whoever_knows_language_topic_and_queue_and_is_there() {
        let asked = Enquiry { language: Language::SW, topic: Topic::Origin, ..enquiry() };
        let french = Officer { languages: vec![Language::FR], ..officer(1) };
        let fees = Officer { topics: vec![Topic::Fees], ..officer(2) };
        let elsewhere = Officer { queues: vec!["border".parse().expect("a name")], ..officer(3) };
        let away = Officer { is_away: true, ..officer(4) };
        let knows = Officer { languages: vec![Language::SW], topics: vec![Topic::Origin], ..officer(5) };
        let all = [(french, 0), (fees, 0), (elsewhere, 0), (away, 0), (knows, 9)];
        assert_eq!(chosen(&asked, &all), Some(5));
        let special = Officer { topics: vec![Topic::Origin], ..officer(9) };
        assert_eq!(chosen(&asked, &[(officer(1), 0), (special, 0)]), Some(9), "whoever can do less else");
    }

    #[test]
    fn nobody_answers_themselves_or_what_they_have_a_stake_in() {
        let own = Enquiry { asker: Some(PersonId::new(1)), excluded: vec![PersonId::new(2)], ..enquiry() };
        assert_eq!(chosen(&own, &[(officer(1), 0), (officer(2), 0)]), None);
        assert_eq!(chosen(&own, &[(officer(1), 0), (officer(2), 0), (officer(3), 9)]), Some(3));
    }
}
