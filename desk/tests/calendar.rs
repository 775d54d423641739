//! What an administrator writes, and what it comes to.

use desk::{
    Minutes, Timetable,
    calendar::{Calendar, CalendarError, Closing},
};
use jiff::{Timestamp, civil::date, tz::TimeZone};

const DAYS: &str = "
week:
  monday: [\"08:00-12:00\", \"13:00-17:00\"]
  tuesday: [\"08:00-12:00\", \"13:00-17:00\"]
  sunday: [\"01:00-04:00\"]
closed:
  - {on: 2026-06-16, name: Harvest Holiday}
  - {on: 2026-06-22, hours: \"10:00-24:00\", name: Stocktaking}
open:
  - {on: 2026-06-20, hours: [\"09:00-10:00\"], name: Market Saturday}
offices:
  northgate:
    works_on_holidays: true
    open:
      - {on: 2026-06-17, hours: [\"22:00-24:00\"], name: Night of the caravans}
";

fn timetable(text: &str) -> Timetable {
    serde_norway::from_str(text).expect("a timetable")
}

fn calendar(zone: &str, office: Option<&str>) -> Calendar {
    let office = office.map(|office| office.parse().expect("an office"));
    timetable(DAYS).calendar(TimeZone::get(zone).expect("a zone"), &[], office.as_ref()).expect("a calendar")
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

#[test]
fn a_night_a_lunch_and_a_holiday_do_not_count() {
    let calendar = calendar("Africa/Nairobi", None);
    let monday = at("2026-06-15T11:50:00+03:00");
    assert_eq!(calendar.minutes_between(monday, at("2026-06-15T13:05:00+03:00")), Minutes(15));
    // The Tuesday is a holiday, the Saturday has an hour, the Sunday three, the Monday after closes at ten.
    assert_eq!(calendar.after(monday, Minutes(250)), Some(at("2026-06-15T17:00:00+03:00")));
    assert_eq!(calendar.after(monday, Minutes(251)), Some(at("2026-06-20T09:01:00+03:00")));
    assert_eq!(calendar.after(monday, Minutes(250 + 60 + 180 + 120)), Some(at("2026-06-22T10:00:00+03:00")));
    assert_eq!(calendar.after(monday, Minutes(250 + 60 + 180 + 121)), Some(at("2026-06-23T08:01:00+03:00")));
    assert_eq!(calendar.after(monday, Minutes::ZERO), Some(monday));
    assert!(calendar.is_open(monday) && !calendar.is_open(at("2026-06-15T12:00:00+03:00")));
}

#[test]
fn an_office_that_works_on_holidays_keeps_its_own_days() {
    let (territory, northgate) = (calendar("UTC", None), calendar("UTC", Some("northgate")));
    assert_eq!(territory.on(date(2026, 6, 16)).list().len(), 0);
    assert_eq!(northgate.on(date(2026, 6, 16)).list().len(), 2);
    assert_eq!(northgate.on(date(2026, 6, 17)).list().len(), 1);
    assert!(calendar("UTC", Some("elsewhere")).on(date(2026, 6, 17)).is_empty(), "an office without hours keeps those of all");
}

#[test]
fn an_hour_that_is_skipped_does_not_count_and_one_that_is_repeated_counts_twice() {
    let berlin = calendar("Europe/Berlin", None);
    // Sundays are open from one to four.
    let on = |day: &str, next: &str| {
        berlin.minutes_between(at(&format!("{day}T00:00:00+01:00")), at(&format!("{next}T00:00:00+02:00")))
    };
    assert_eq!(on("2026-03-29", "2026-03-30"), Minutes(120));
    let autumn = berlin.minutes_between(at("2026-10-25T00:00:00+02:00"), at("2026-10-26T00:00:00+01:00"));
    assert_eq!(autumn, Minutes(240));
    // Between the second and the third hour the clock goes back: ten past two comes twice.
    assert_eq!(berlin.after(at("2026-10-25T01:00:00+02:00"), Minutes(130)), Some(at("2026-10-25T02:10:00+01:00")));
}

#[test]
fn an_office_that_never_opens_gives_no_due_instant() {
    let mut timetable = timetable("week: {monday: [\"08:00-12:00\"]}");
    let mondays = jiff::civil::date(2026, 6, 15).series(jiff::Span::new().weeks(1)).take(530);
    let closing = |on| Closing { on, hours: None, name: "Closed for good".to_owned() };
    timetable.closed = mondays.map(closing).collect();
    let calendar = timetable.calendar(TimeZone::UTC, &[], None).expect("a calendar");
    assert_eq!(calendar.after(at("2026-06-15T00:00:00Z"), Minutes(1)), None);
    assert_eq!(calendar.minutes_between(at("2026-06-15T00:00:00Z"), at("2036-06-15T00:00:00Z")), Minutes::ZERO);
}

#[test]
fn a_timetable_that_nobody_could_keep_is_refused() {
    let refusal = |text: &str| timetable(text).calendar(TimeZone::UTC, &[], None).expect_err("no calendar");
    assert_eq!(refusal("week: {}"), CalendarError::NeverOpen);
    let twice =
        "week: {monday: [\"08:00-12:00\"]}\nopen: [{on: 2026-06-20, hours: [], name: a}, {on: 2026-06-20, hours: [], name: b}]";
    assert_eq!(refusal(twice), CalendarError::OpenedTwice(date(2026, 6, 20)));
    let unnamed = "week: {monday: [\"08:00-12:00\"]}\nclosed: [{on: 2026-06-20, name: \" \"}]";
    assert_eq!(refusal(unnamed), CalendarError::Name(date(2026, 6, 20)));
    let office = "week: {monday: [\"08:00-12:00\"]}\noffices: {northgate: {week: {}}}";
    assert_eq!(refusal(office), CalendarError::NeverOpen);
    let holiday = Closing { on: date(2026, 6, 20), hours: None, name: "Day".to_owned() };
    let many = timetable(DAYS).calendar(TimeZone::UTC, &vec![holiday; desk::calendar::CLOSINGS_MAX + 1], None);
    assert_eq!(many.expect_err("too many"), CalendarError::TooManyClosings);
    for text in ["week: {monday: [\"08:00-12:00\", \"11:00-13:00\"]}", "week: {mondays: []}", "week: {monday: [\"8-12\"]}"] {
        assert!(serde_norway::from_str::<Timetable>(text).is_err(), "{text}");
    }
}

#[test]
fn what_was_written_is_written_again() {
    let timetable = timetable(DAYS);
    let again = serde_norway::to_string(&timetable).expect("a text");
    assert_eq!(serde_norway::from_str::<Timetable>(&again).expect("a timetable"), timetable);
}
