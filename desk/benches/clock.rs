//! How long one reading takes: `cargo bench -p fingertip-desk`.
//!
//! An enquiry of a month with fourteen moments, in an office with two shifts, forty holidays and daylight saving. Printed for people.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::{hint::black_box, time::Instant};

use desk::{
    Minutes, Moment, Targets, Timetable,
    calendar::{Closing, Slot, Slots, Week},
    policy::Hours,
    read,
};
use jiff::{Timestamp, civil::date, tz::TimeZone};

/// How many readings are timed.
const READINGS: u32 = 100_000;

fn main() {
    let slot = |text: &str| text.parse::<Slot>().expect("a slot");
    let day = || Slots::new(vec![slot("08:00-12:30"), slot("13:30-17:00")]).expect("slots");
    let week = Week { monday: day(), tuesday: day(), wednesday: day(), thursday: day(), friday: day(), ..Week::default() };
    let holiday =
        |number: i8| Closing { on: date(2026, 1 + number % 12, 1 + number % 28), hours: None, name: "a holiday".into() };
    let timetable = Timetable { week, closed: (0..40).map(holiday).collect(), open: Vec::new(), offices: [].into() };
    let zone = TimeZone::get("Europe/Lisbon").expect("a zone");
    let calendar = timetable.calendar(zone, &[], None).expect("a calendar");
    let targets = Targets {
        first_reply: Minutes(960),
        next_reply: Minutes(960),
        resolution: Minutes(9_600),
        hours: Hours::Working,
        warn_percent: 75,
        left_after_wait: Minutes(240),
        reason: "usual".parse().expect("a reason"),
    };
    let wait = || Moment::WaitingAsker { reason: "asker-to-name-the-goods".parse().expect("a reason") };
    let refer = || Moment::Referred { to: "zz-agriculture".parse().expect("an authority") };
    let happened = [
        Moment::Asked,
        wait(),
        Moment::AskerWrote,
        Moment::Replied,
        Moment::AskerWrote,
        refer(),
        wait(),
        Moment::AskerWrote,
        Moment::Returned,
        Moment::Replied,
        Moment::Closed,
        Moment::Reopened,
        Moment::Replied,
        Moment::Closed,
    ];
    let begin: Timestamp = "2026-10-05T09:00:00Z".parse().expect("an instant");
    let hours = |count: usize| jiff::SignedDuration::from_hours(50 * count as i64);
    let moments: Vec<_> = happened.into_iter().enumerate().map(|(index, moment)| (begin + hours(index), moment)).collect();
    let now = begin + hours(14);
    let started = Instant::now();
    for _ in 0..READINGS {
        black_box(read(&calendar, &targets, black_box(&moments), now)).expect("a reading");
    }
    println!("one reading of {} moments over a month: {} ns", moments.len(), started.elapsed().as_nanos() / u128::from(READINGS));
}
