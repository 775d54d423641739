//! What is promised to askers, and what other desks got wrong.

use desk::{
    Calendar, Clock, Minutes, Moment, Targets, Timetable,
    clock::{Cause, End, Holder, MOMENTS_MAX, Metric, Promise, ReadError, Standing},
    policy::Hours,
    read,
};
use jiff::{Timestamp, tz::TimeZone};

/// Monday to Friday, eight hours with a break.
fn calendar() -> Calendar {
    let day = "[\"08:00-12:00\", \"13:00-17:00\"]";
    let text = format!("week: {{monday: {day}, tuesday: {day}, wednesday: {day}, thursday: {day}, friday: {day}}}");
    let timetable: Timetable = serde_norway::from_str(&text).expect("a timetable");
    timetable.calendar(TimeZone::UTC, &[], None).expect("a calendar")
}

/// A day for a reply, three for all of it, a warning at half time, an hour after a wait.
fn targets() -> Targets {
    Targets {
        first_reply: Minutes(480),
        next_reply: Minutes(480),
        resolution: Minutes(1_440),
        hours: Hours::Working,
        warn_percent: 50,
        left_after_wait: Minutes(60),
        reason: "usual".parse().expect("a reason"),
    }
}

/// An instant of June 2026; the fifteenth is a Monday.
fn at(text: &str) -> Timestamp {
    format!("2026-06-{text}:00Z").parse().expect("an instant")
}

fn waiting() -> Moment {
    Moment::WaitingAsker { reason: "needs-details".parse().expect("a reason") }
}

fn frozen() -> Moment {
    Moment::Frozen { reason: "laboratory".parse().expect("a reason") }
}

fn read_at(moments: &[(&str, Moment)], now: &str) -> Clock {
    let moments: Vec<_> = moments.iter().map(|(text, moment)| (at(text), moment.clone())).collect();
    read(&calendar(), &targets(), &moments, at(now)).expect("moments in order")
}

fn metric(clock: &Clock, promise: Promise) -> &Metric {
    clock.metric(promise).expect("a promise that was made")
}

#[test]
fn the_asker_is_told_when_the_reply_is_due() {
    let clock = read_at(&[("15T15:00", Moment::Asked)], "15T15:00");
    let first = metric(&clock, Promise::FirstReply);
    assert_eq!((first.due, first.warn_at), (Some(at("16T15:00")), Some(at("16T10:00"))));
    assert_eq!(metric(&clock, Promise::Resolution).due, Some(at("18T15:00")));
    assert_eq!(clock.next_due(), Some(at("16T15:00")));
    assert_eq!((clock.standing, clock.holder), (Standing::Running, Holder::EnquiryPoint));
}

#[test]
fn a_promise_is_broken_after_it_was_due_and_stays_so() {
    let asked = [("15T15:00", Moment::Asked), ("17T09:00", Moment::Replied)];
    let first = |now| metric(&read_at(&asked, now), Promise::FirstReply).clone();
    assert!(first("16T10:00").warned && !first("16T15:00").breached);
    assert!(first("16T15:01").breached);
    let late = first("20T15:00");
    assert_eq!((late.breached, late.spent, late.end), (true, Minutes(660), Some(End::Kept(at("17T09:00")))));
}

#[test]
fn the_clock_stands_still_while_the_asker_is_waited_for() {
    let moments = [("15T15:00", Moment::Asked), ("15T16:00", waiting()), ("29T10:00", Moment::AskerWrote)];
    let paused = read_at(&moments, "22T12:00");
    let pause = paused.pause().expect("a pause");
    assert_eq!((pause.since, pause.cause, pause.reason.as_str()), (at("15T16:00"), Cause::Asker, "needs-details"));
    assert_eq!((metric(&paused, Promise::FirstReply).due, paused.next_due(), paused.spent), (None, None, Minutes(60)));
    let goes_on = read_at(&moments, "29T10:00");
    assert_eq!(metric(&goes_on, Promise::FirstReply).due, Some(at("30T09:00")));
    assert!(!goes_on.is_breached());
}

/// Row DESK-M18.
#[test]
fn an_enquiry_that_was_frozen_is_not_overdue_when_it_thaws() {
    // One minute was left when the asker was asked something.
    let moments = [("15T08:00", Moment::Asked), ("15T16:59", waiting()), ("29T09:00", Moment::AskerWrote)];
    let clock = read_at(&moments, "29T09:30");
    let first = metric(&clock, Promise::FirstReply);
    assert_eq!((first.breached, first.due, first.target), (false, Some(at("29T10:00")), Minutes(539)));
    // An officer who resumes it gains nothing.
    let resumed = [("15T08:00", Moment::Asked), ("15T16:59", waiting()), ("29T09:00", Moment::Resumed)];
    assert_eq!(metric(&read_at(&resumed, "29T09:00"), Promise::FirstReply).due, Some(at("29T09:01")));
}

/// Row DESK-G7.
#[test]
fn reopening_promises_anew_and_keeps_what_was_broken() {
    let moments = [
        ("15T08:00", Moment::Asked),
        ("15T09:00", Moment::Replied),
        ("22T08:00", Moment::Closed),
        ("29T08:00", Moment::Reopened),
    ];
    let clock = read_at(&moments, "29T09:00");
    assert!(clock.metrics[1].breached, "the first resolution took too long");
    let promises: Vec<_> = clock.metrics.iter().map(|metric| (metric.promise, metric.is_open(), metric.breached)).collect();
    let expected = [
        (Promise::FirstReply, false, false),
        (Promise::Resolution, false, true),
        (Promise::NextReply, true, false),
        (Promise::Resolution, true, false),
    ];
    assert_eq!(promises, expected);
    assert_eq!(metric(&clock, Promise::Resolution).due, Some(at("29T08:00") + jiff::SignedDuration::from_hours(57)));
    assert_eq!((clock.reopened, clock.spent), (1, Minutes(5 * 480 + 60)));
}

#[test]
fn what_the_asker_adds_after_a_reply_asks_for_another() {
    let moments = [
        ("15T08:00", Moment::Asked),
        ("15T08:30", Moment::AskerWrote),
        ("15T09:00", Moment::Replied),
        ("15T10:00", Moment::AskerWrote),
        ("15T11:00", Moment::AskerWrote),
    ];
    let clock = read_at(&moments, "15T11:00");
    let next = metric(&clock, Promise::NextReply);
    assert_eq!((next.began, next.due), (at("15T10:00"), Some(at("16T10:00"))));
    assert_eq!(clock.metrics.len(), 3, "what was added before the first reply, or twice, asks for no more");
}

/// Row DESK-N1.
#[test]
fn a_referral_moves_who_has_it_and_not_the_clock() {
    let to = |authority: &str| Moment::Referred { to: authority.parse().expect("an authority") };
    let moments = [
        ("15T08:00", Moment::Asked),
        ("15T09:00", to("zz-agriculture")),
        ("15T11:00", to("zz-standards")),
        ("15T13:30", Moment::Returned),
        ("15T14:00", Moment::Returned),
    ];
    let clock = read_at(&moments, "15T15:00");
    let shares: Vec<_> = clock.shares.iter().map(|share| share.spent.0).collect();
    assert_eq!(shares, [60 + 60, 120 + 30, 90]);
    assert_eq!((clock.holder, clock.spent), (Holder::EnquiryPoint, Minutes(360)));
    let without = read_at(&moments[..1], "15T15:00");
    assert_eq!(clock.metrics, without.metrics);
}

/// Rows DESK-G7, N4.
#[test]
fn an_enquiry_that_is_answered_with_another_keeps_its_own_promise() {
    let moments = [("15T08:00", Moment::Asked), ("15T09:00", Moment::Merged)];
    let (merged, alone) = (read_at(&moments, "15T15:00"), read_at(&moments[..1], "15T15:00"));
    assert!(merged.merged);
    assert_eq!((merged.metrics, merged.spent), (alone.metrics, alone.spent));
}

/// Row DESK-N7.
#[test]
fn goods_that_are_stopped_count_every_minute_until_they_are_released() {
    let lane = Targets {
        first_reply: Minutes(30),
        hours: Hours::AroundTheClock,
        reason: "perishable".parse().expect("a reason"),
        ..targets()
    };
    let moments = [
        ("19T16:50", Moment::Asked),
        ("19T17:30", Moment::Retargeted { targets: Box::new(lane) }),
        ("19T17:50", Moment::Retargeted { targets: Box::new(targets()) }),
    ];
    let stopped = read_at(&moments, "19T17:40");
    let first = metric(&stopped, Promise::FirstReply);
    assert_eq!((first.spent, first.due), (Minutes(20), Some(at("19T17:50"))));
    let released = read_at(&moments, "20T12:00");
    let first = metric(&released, Promise::FirstReply);
    assert_eq!((first.spent, first.due, first.breached), (Minutes(30), Some(at("22T16:30")), false));
}

#[test]
fn what_is_frozen_waits_for_more_than_the_asker() {
    let moments =
        [("15T08:00", Moment::Asked), ("15T09:00", frozen()), ("15T10:00", waiting()), ("15T11:00", Moment::AskerWrote)];
    let clock = read_at(&moments, "15T12:00");
    assert_eq!(clock.pause().map(|pause| (pause.since, pause.cause)), Some((at("15T09:00"), Cause::Other)));
}

#[test]
fn an_enquiry_that_is_closed_without_a_reply_kept_no_promise_of_one() {
    let clock = read_at(&[("15T08:00", Moment::Asked), ("15T09:00", Moment::Closed), ("15T10:00", waiting())], "16T09:00");
    assert_eq!(metric(&clock, Promise::FirstReply).end, Some(End::Dropped(at("15T09:00"))));
    assert_eq!((clock.standing, clock.spent), (Standing::Closed { since: at("15T09:00") }, Minutes(60)));
}

#[test]
fn moments_that_are_not_those_of_one_enquiry_are_refused() {
    let refusal = |moments: &[(&str, Moment)], now: &str| {
        let moments: Vec<_> = moments.iter().map(|(text, moment)| (at(text), moment.clone())).collect();
        read(&calendar(), &targets(), &moments, at(now)).expect_err("no clock")
    };
    assert_eq!(refusal(&[], "15T08:00"), ReadError::NotAsked);
    assert_eq!(refusal(&[("15T08:00", Moment::Replied)], "15T08:00"), ReadError::NotAsked);
    assert_eq!(refusal(&[("15T08:00", Moment::Asked)], "15T07:59"), ReadError::NotAsked);
    let twice = [("15T08:00", Moment::Asked), ("15T09:00", Moment::Asked)];
    assert_eq!(refusal(&twice, "15T09:00"), ReadError::AskedTwice(at("15T09:00")));
    let back = [("15T08:00", Moment::Asked), ("15T07:00", Moment::Replied)];
    assert_eq!(refusal(&back, "15T09:00"), ReadError::OutOfOrder(at("15T07:00")));
    let mut many = vec![("15T08:00", Moment::Asked)];
    many.resize(MOMENTS_MAX + 1, ("15T08:00", Moment::Replied));
    assert_eq!(refusal(&many, "15T09:00"), ReadError::TooMany);
}
