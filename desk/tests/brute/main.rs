//! Gate T8: the clock says the same as a simulation of every single minute, on more than ten thousand random calendars.
//!
//! Time zones with daylight saving in either hemisphere, by an hour and by half of one, with a day that was skipped and with none;
//! several slots a day, holidays and halves of them, offices of their own; pauses, referrals, reopenings, other reply times.

mod given;
mod oracle;

use desk::read;
use given::{Draws, Scenario};

/// How many scenarios each test holds: there are four, for as many cores.
const SCENARIOS: u64 = 2_600;

fn compare(seeds: std::ops::Range<u64>) {
    let (mut breached, mut paused, mut granted) = (0, 0, 0);
    for seed in seeds {
        let Scenario { calendar, oracle, targets, moments, now } = Scenario::draw(&mut Draws::new(seed));
        let clock = read(&calendar, &targets, &moments, now).expect("moments in order");
        let simulated = oracle.simulate(&targets, &moments, now);
        assert_eq!(clock, simulated, "seed {seed}: {targets:?} {moments:#?} at {now}, {calendar:?}");
        let shares: u32 = clock.shares.iter().map(|share| share.spent.0).sum();
        assert_eq!(shares, clock.spent.0, "seed {seed}: who had it adds up to how long it took");
        breached += u32::from(clock.is_breached());
        paused += u32::from(clock.pause().is_some());
        granted += u32::from(clock.metrics.iter().any(|metric| metric.target > metric.promise.target(&targets)));
    }
    assert!(breached > 100 && paused > 100 && granted > 10, "{breached} broken, {paused} paused, {granted} granted: too few");
}

#[test]
fn the_clock_is_that_of_every_minute_i() {
    compare(0..SCENARIOS);
}

#[test]
fn the_clock_is_that_of_every_minute_ii() {
    compare(SCENARIOS..SCENARIOS * 2);
}

#[test]
fn the_clock_is_that_of_every_minute_iii() {
    compare(SCENARIOS * 2..SCENARIOS * 3);
}

#[test]
fn the_clock_is_that_of_every_minute_iv() {
    compare(SCENARIOS * 3..SCENARIOS * 4);
}

#[test]
fn any_earlier_reading_can_be_had_again() {
    for seed in 0..300 {
        let Scenario { calendar, targets, moments, now, .. } = Scenario::draw(&mut Draws::new(seed));
        for end in 1..moments.len() {
            let at = moments[end].0 - jiff::SignedDuration::from_nanos(1);
            if at < moments[0].0 || at > now {
                continue;
            }
            let known = moments.iter().filter(|(moment, _)| *moment <= at).cloned().collect::<Vec<_>>();
            assert_eq!(read(&calendar, &targets, &moments, at), read(&calendar, &targets, &known, at), "seed {seed}");
        }
    }
}
