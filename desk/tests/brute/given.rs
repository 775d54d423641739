//! Random timetables, and what happens to an enquiry under them. The same number always draws the same.

use desk::{
    Calendar, Minutes, Moment, Targets, Timetable,
    calendar::{Closing, OfficeTimetable, Opening, Slot, Slots, Week},
    policy::Hours,
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::oracle::Oracle;

/// Zones, each with days around which to look: daylight saving begins or ends, or a day is left out.
const ZONES: &[(&str, &[&str])] = &[
    ("UTC", &["2026-03-01"]),
    ("Africa/Nairobi", &["2026-05-01"]),
    ("Africa/Casablanca", &["2026-02-15", "2026-03-22"]),
    ("Africa/Cairo", &["2026-04-24", "2026-10-30"]),
    ("America/Asuncion", &["2023-03-26", "2023-10-01"]),
    ("America/New_York", &["2026-03-08", "2026-11-01"]),
    ("America/St_Johns", &["2026-03-08", "2026-11-01"]),
    ("Asia/Beirut", &["2026-03-29", "2026-10-25"]),
    ("Asia/Kathmandu", &["2026-01-01"]),
    ("Australia/Lord_Howe", &["2026-04-05", "2026-10-04"]),
    ("Europe/Berlin", &["2026-03-29", "2026-10-25"]),
    ("Europe/Lisbon", &["2026-03-29", "2026-10-25"]),
    ("Pacific/Apia", &["2011-12-30", "2011-04-02"]),
    ("Pacific/Chatham", &["2026-04-05", "2026-09-27"]),
];

/// A calendar and an enquiry under it.
pub struct Scenario {
    pub calendar: Calendar,
    pub oracle: Oracle,
    pub targets: Targets,
    pub moments: Vec<(Timestamp, Moment)>,
    pub now: Timestamp,
}

/// Numbers that look random: Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014.
pub struct Draws(u64);

impl Draws {
    pub fn new(seed: u64) -> Draws {
        Draws(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5eed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    fn among<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }

    fn slot(&mut self) -> Slot {
        let from = self.below(1_440) as u16;
        Slot::new(from, from + 1 + self.below(u64::from(1_440 - from)) as u16).expect("a slot of one day")
    }

    /// A few slots, often at night, when clocks are changed.
    fn slots(&mut self, most: u64) -> Slots {
        let mut end = || {
            let latest = *self.among(&[300, 1_441, 1_441]);
            self.below(latest) as u16
        };
        let mut ends: Vec<u16> = (0..most * 2).map(|_| end()).collect();
        ends.truncate(self.below(most + 1) as usize * 2);
        ends.sort_unstable();
        Slots::new(ends.chunks_exact(2).filter_map(|pair| Slot::new(pair[0], pair[1])).collect()).expect("slots in order")
    }

    fn week(&mut self) -> Week {
        let mut day = || self.slots(4);
        let sunday = day();
        let (monday, tuesday, wednesday) = (day(), day(), day());
        let (thursday, friday, saturday) = (day(), day(), day());
        let monday =
            if monday.is_empty() { Slots::new(vec![Slot::new(480, 720).expect("a morning")]).expect("a slot") } else { monday };
        Week { monday, tuesday, wednesday, thursday, friday, saturday, sunday }
    }

    fn day(&mut self, around: Date) -> Date {
        around.checked_add((self.below(9) as i64 - 3).days()).expect("a day")
    }

    fn closings(&mut self, around: Date) -> Vec<Closing> {
        let closing = |draws: &mut Draws| {
            let hours = draws.one_in(2).then(|| draws.slot());
            Closing { on: draws.day(around), hours, name: "Day of the Coffee Tree".into() }
        };
        (0..self.below(4)).map(|_| closing(self)).collect()
    }

    fn openings(&mut self, around: Date) -> Vec<Opening> {
        let mut days: Vec<Date> = (0..self.below(3)).map(|_| self.day(around)).collect();
        days.sort_unstable();
        days.dedup();
        days.into_iter().map(|on| Opening { on, hours: self.slots(3), name: "Market Saturday".into() }).collect()
    }

    fn targets(&mut self) -> Targets {
        let longest = *self.among(&[30, 200, 700]);
        let mut target = || Minutes(1 + self.below(longest) as u32);
        let (first_reply, next_reply, resolution) = (target(), target(), target());
        Targets {
            first_reply,
            next_reply,
            resolution,
            hours: if self.one_in(6) { Hours::AroundTheClock } else { Hours::Working },
            warn_percent: 1 + self.below(100) as u8,
            left_after_wait: Minutes(if self.one_in(2) { 0 } else { self.below(120) as u32 }),
            reason: "usual".parse().expect("a reason"),
        }
    }

    fn moment(&mut self) -> Moment {
        let reason = "asker-to-name-the-goods".parse().expect("a reason");
        match self.below(14) {
            0 | 1 => Moment::Replied,
            2 | 3 => Moment::AskerWrote,
            4 | 5 => Moment::WaitingAsker { reason },
            6 => Moment::Frozen { reason },
            7 => Moment::Resumed,
            8 => Moment::Referred { to: self.among(&["zz-agriculture", "zz-standards"]).parse().expect("an authority") },
            9 => Moment::Returned,
            10 => Moment::Retargeted { targets: Box::new(self.targets()) },
            11 => {
                if self.one_in(2) {
                    Moment::Merged
                } else {
                    Moment::Split
                }
            }
            12 => Moment::Closed,
            _ => Moment::Reopened,
        }
    }

    /// Some time that passes: to the minute, to the second, or none.
    fn gap(&mut self) -> SignedDuration {
        match self.below(8) {
            0 => SignedDuration::ZERO,
            1 => SignedDuration::from_secs(self.below(90) as i64),
            2 | 3 => SignedDuration::from_mins(self.below(300) as i64),
            4 => SignedDuration::from_micros(self.below(60_000_000) as i64),
            _ => SignedDuration::from_secs(self.below(30_000) as i64),
        }
    }
}

impl Scenario {
    pub fn draw(draws: &mut Draws) -> Scenario {
        let (name, days) = draws.among(ZONES);
        let zone = TimeZone::get(name).expect("a zone that exists");
        let around: Date = draws.among(days).parse().expect("a day");
        let office = "northgate".parse().expect("an office");
        let own = OfficeTimetable {
            week: draws.one_in(2).then(|| draws.week()),
            works_on_holidays: draws.one_in(3),
            closed: draws.closings(around),
            open: draws.openings(around),
        };
        let timetable = Timetable {
            week: draws.week(),
            closed: draws.closings(around),
            open: draws.openings(around),
            offices: [(office, own)].into(),
        };
        let holidays = draws.closings(around);
        let at = draws.one_in(3).then(|| "northgate".parse().expect("an office"));
        let calendar = timetable.calendar(zone.clone(), &holidays, at.as_ref()).expect("a good timetable");
        let begin = around.checked_sub(2.days()).expect("a day").to_zoned(zone.clone()).expect("a midnight").timestamp();
        let mut moment_at = begin + SignedDuration::from_secs(draws.below(2 * 86_400) as i64);
        let mut moments = vec![(moment_at, Moment::Asked)];
        for _ in 0..draws.below(14) {
            moment_at += draws.gap();
            moments.push((moment_at, draws.moment()));
        }
        let now = moment_at + draws.gap();
        let oracle = Oracle::new(zone, timetable, holidays, at.is_some(), begin);
        Scenario { calendar, oracle, targets: draws.targets(), moments, now }
    }
}
