//! What a new device has to wait for, so that whoever takes over a number does not take over what belongs to it. Row ID-M3.

use jiff::SignedDuration;
use vocabulary::Timestamp;

/// How long a device that joins others may not change the number, nor let somebody else act.
pub const HOLD: SignedDuration = SignedDuration::from_hours(24);

/// Returns until when a device may not do what a thief of a number would do first; nothing where it may.
///
/// The first device of a person waits for nothing: there is nobody yet to take from.
pub fn held_until(device_since: Timestamp, first_device_since: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let until = device_since.saturating_add(HOLD).unwrap_or(Timestamp::MAX);
    (first_device_since < device_since && now < until).then_some(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3_600).expect("an instant")
    }

    #[test]
    fn a_device_that_joins_another_waits_a_day_and_the_first_does_not() {
        for (device, first, now, until) in [(5, 5, 5, None), (5, 4, 5, Some(29)), (5, 4, 28, Some(29)), (5, 4, 29, None)] {
            assert_eq!(held_until(at(device), at(first), at(now)), until.map(at), "{device} {first} {now}");
        }
    }
}
