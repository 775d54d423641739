//! Groups of countries with the days of each membership. Row DUTY-M5.

use std::collections::HashMap;

use vocabulary::{AreaCode, CountryCode, Date, Period};

/// Groups of countries.
#[derive(Clone, Debug, Default)]
pub struct Areas {
    members: HashMap<AreaCode, Vec<Member>>,
}

/// A member of a group, for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The country.
    pub country: CountryCode,
    /// The days it is a member.
    pub validity: Period,
}

impl Areas {
    /// Adds a member to a group.
    pub fn add(&mut self, group: AreaCode, member: Member) {
        self.members.entry(group).or_default().push(member);
    }

    /// Says whether a country is the area, or a member of it on `day`.
    pub fn contain(&self, area: &AreaCode, country: CountryCode, day: Date) -> bool {
        let is_member = |member: &Member| member.country == country && member.validity.contains(day);
        area.as_str() == country.as_str() || self.members.get(area).is_some_and(|members| members.iter().any(is_member))
    }

    /// Says whether an area is a group that is known here.
    pub fn know(&self, area: &AreaCode) -> bool {
        self.members.contains_key(area)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_country_that_left_is_no_member_any_more() {
        let mut areas = Areas::default();
        let (group, country): (AreaCode, CountryCode) = ("GSP".parse().expect("a group"), "KE".parse().expect("a country"));
        let validity = Period::new(date(2020, 1, 1), Some(date(2025, 1, 1))).expect("a period");
        areas.add(group.clone(), Member { country, validity });
        let on = |day| areas.contain(&group, country, day);
        assert_eq!(
            [date(2019, 12, 31), date(2020, 1, 1), date(2024, 12, 31), date(2025, 1, 1)].map(on),
            [false, true, true, false]
        );
        assert!(areas.contain(&country.into(), country, date(2030, 1, 1)));
        assert!(!areas.contain(&group, "UG".parse().expect("a country"), date(2021, 1, 1)));
    }
}
