//! Holidays as calendars publish them.

use desk::ical::{EVENTS_MAX, IcalError, LINE_BYTES_MAX, TEXT_BYTES_MAX, Wrong, holidays};
use jiff::{civil::date, tz::TimeZone};
use proptest::prelude::*;
use vocabulary::Period;

fn nairobi() -> TimeZone {
    TimeZone::get("Africa/Nairobi").expect("a zone")
}

fn period(from: i16, until: i16) -> Period {
    Period::new(date(from, 1, 1), Some(date(until, 1, 1))).expect("a period")
}

/// A calendar with one event of these lines; the first of them is the third line of the text.
fn calendar(lines: &str) -> String {
    let lines = lines.trim().lines().map(str::trim).collect::<Vec<_>>().join("\r\n");
    format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
}

fn days(lines: &str, within: Period) -> Vec<String> {
    let found = holidays(&calendar(lines), &nairobi(), within).unwrap_or_else(|error| panic!("{lines}: {error}"));
    found.iter().map(|closing| closing.hours.map_or(closing.on.to_string(), |hours| format!("{} {hours}", closing.on))).collect()
}

fn refusal(lines: &str) -> (usize, Wrong) {
    let IcalError { line, wrong } = holidays(&calendar(lines), &nairobi(), period(2026, 2028)).expect_err(lines);
    (line, wrong)
}

#[test]
fn a_day_is_a_day_and_an_end_is_the_day_after() {
    let in_2026 = |lines| days(lines, period(2026, 2027));
    assert_eq!(in_2026("DTSTART;VALUE=DATE:20260501"), ["2026-05-01"]);
    assert_eq!(in_2026("DTSTART:20260501\nDTEND:20260503"), ["2026-05-01", "2026-05-02"]);
    assert_eq!(in_2026("DTSTART:20260501\nDURATION:P2D"), ["2026-05-01", "2026-05-02"]);
    assert_eq!(in_2026("DTSTART:20260501\nDTEND:20260501"), ["2026-05-01"], "some files end a day on itself");
    assert_eq!(in_2026("DTSTART:20251230\nDTEND:20260103"), ["2026-01-01", "2026-01-02"]);
    assert_eq!(in_2026("DTSTART:20260501\nSTATUS:CANCELLED"), [""; 0]);
}

#[test]
fn a_time_of_day_closes_a_part_of_it_in_the_zone_of_the_territory() {
    let in_2026 = |lines| days(lines, period(2026, 2027));
    assert_eq!(in_2026("DTSTART:20261224T120000\nDTEND:20261224T170000"), ["2026-12-24 12:00-17:00"]);
    assert_eq!(in_2026("DTSTART:20261224T090000Z\nDURATION:PT4H30M"), ["2026-12-24 12:00-16:30"]);
    assert_eq!(
        in_2026("DTSTART;TZID=Africa/Nairobi:20261224T120000\nDURATION:P1D"),
        ["2026-12-24 12:00-24:00", "2026-12-25 00:00-12:00"]
    );
    assert_eq!(in_2026("DTSTART:20261225T000000\nDTEND:20261226T000000"), ["2026-12-25"]);
    assert_eq!(in_2026("DTSTART:20261224T120030\nDTEND:20261224T123001"), ["2026-12-24 12:00-12:31"]);
}

#[test]
fn a_rule_gives_its_day_every_year() {
    let two = |rule: &str, first: &str| days(&format!("DTSTART:{first}\nRRULE:{rule}"), period(2026, 2028));
    assert_eq!(two("FREQ=YEARLY", "19950310"), ["2026-03-10", "2027-03-10"]);
    assert_eq!(two("FREQ=YEARLY;BYMONTH=8;BYDAY=1MO", "19950807"), ["2026-08-03", "2027-08-02"]);
    assert_eq!(two("FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", "19950529"), ["2026-05-25", "2027-05-31"]);
    assert_eq!(two("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU", "20001107"), ["2026-11-03", "2027-11-02"]);
    assert_eq!(two("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "20000229"), ["2026-02-28", "2027-02-28"]);
    assert_eq!(two("FREQ=YEARLY;BYDAY=1SU", "20000102"), ["2026-01-04", "2027-01-03"]);
    assert_eq!(two("FREQ=YEARLY;BYMONTH=6;BYDAY=SA,SU;BYSETPOS=-1", "20000625"), ["2026-06-28", "2027-06-27"]);
    assert_eq!(two("FREQ=YEARLY;INTERVAL=2;WKST=SU", "20240703"), ["2026-07-03"]);
    assert_eq!(two("FREQ=YEARLY;COUNT=3", "20240703"), ["2026-07-03"]);
    assert_eq!(two("FREQ=YEARLY;UNTIL=20260703", "20240703"), ["2026-07-03"]);
    assert_eq!(two("FREQ=YEARLY;UNTIL=20260703T000000Z", "20240703"), ["2026-07-03"]);
    assert_eq!(two("FREQ=YEARLY;UNTIL=20260702", "20240703"), [""; 0]);
    assert_eq!(two("FREQ=DAILY;COUNT=3", "20261230"), ["2026-12-30", "2026-12-31", "2027-01-01"]);
    assert_eq!(two("FREQ=YEARLY", "20240229"), [""; 0], "the next one is in 2028");
}

#[test]
fn single_days_come_and_go() {
    let two = |lines| days(lines, period(2026, 2028));
    let moved = "DTSTART:20200310\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20260310\nRDATE:20260311,20270601";
    assert_eq!(two(moved), ["2026-03-11", "2027-03-10", "2027-06-01"]);
    assert_eq!(
        two("DTSTART:20201224T120000\nDURATION:PT5H\nRRULE:FREQ=YEARLY\nEXDATE:20261224T120000"),
        ["2027-12-24 12:00-17:00"]
    );
}

#[test]
fn folded_lines_are_one_and_names_keep_their_commas() {
    let text = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Africa/Nairobi\nBEGIN:STANDARD\nDTSTART:19700101T000000\nEND:STANDARD\nEND:VTIMEZONE\n\
                BEGIN:VEVENT\nDTSTART;X-NOTE=\"a;b:c\":20260\n 501\nSUMMARY;LANGUAGE=en:Labour Day\\, w\n\tith a march\\; no work\n\
                BEGIN:VALARM\nDURATION:PT5M\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR";
    let found = holidays(text, &nairobi(), period(2026, 2027)).expect("holidays");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].on, found[0].name.as_str()), (date(2026, 5, 1), "Labour Day, with a march; no work"));
}

#[test]
fn what_is_not_understood_is_refused_by_its_line() {
    assert_eq!(refusal("SUMMARY:Some day"), (2, Wrong::NoStart));
    assert_eq!(refusal("DTSTART:20260230"), (3, Wrong::BadMoment("20260230".into())));
    assert_eq!(refusal("DTSTART;VALUE=DATE:20260210T100000"), (3, Wrong::BadMoment("20260210T100000".into())));
    assert_eq!(refusal("DTSTART;TZID=Europe/Berlin:20260210T100000"), (3, Wrong::OtherZone("Europe/Berlin".into())));
    assert_eq!(refusal("DTSTART:20260210\nDTSTART:20260211"), (4, Wrong::Twice("DTSTART")));
    assert_eq!(refusal("DTSTART:20260210\nDTEND:20260209"), (4, Wrong::BadEnd));
    assert_eq!(refusal("DTSTART:20260210\nDURATION:PT4H"), (4, Wrong::BadEnd));
    assert_eq!(refusal("DTSTART:20260210\nDURATION:P1M"), (4, Wrong::BadDuration("P1M".into())));
    assert_eq!(refusal("DTSTART:20260210\nRECURRENCE-ID:20260211"), (4, Wrong::ChangedDay));
    assert_eq!(refusal("DTSTART:20260210\nRRULE:FREQ=MONTHLY"), (4, Wrong::OtherRule("FREQ=MONTHLY".into())));
    assert_eq!(refusal("DTSTART:20260210\nRRULE:FREQ=YEARLY;BYWEEKNO=7"), (4, Wrong::OtherRule("BYWEEKNO=7".into())));
    assert_eq!(refusal("DTSTART:20260210\nRRULE:FREQ=DAILY;BYDAY=MO"), (4, Wrong::OtherRule("BYDAY=MO".into())));
    assert_eq!(refusal("DTSTART:20260210\nRRULE:FREQ=YEARLY;BYMONTH=13"), (4, Wrong::BadRule("BYMONTH=13".into())));
    assert_eq!(refusal("DTSTART:20260210\nRRULE:FREQ=YEARLY;COUNT=0"), (4, Wrong::BadRule("COUNT=0".into())));
    assert_eq!(refusal("DTSTART:20260210\nRRULE:BYMONTH=2"), (4, Wrong::BadRule("BYMONTH=2".into())));
    assert_eq!(refusal("DTSTART:20260210\nRRULE:FREQ=YEARLY;BYMONTH=3"), (4, Wrong::StartOutsideRule));
    assert_eq!(refusal("no property"), (3, Wrong::NotAProperty));
}

#[test]
fn a_start_outside_of_its_rule_is_read_where_it_makes_no_difference() {
    let old = "DTSTART:19700101\nRRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=1MO";
    assert_eq!(days(old, period(2026, 2028)), ["2026-09-07", "2027-09-06"]);
}

#[test]
fn a_text_that_is_no_calendar_or_too_much_of_one_is_refused() {
    let refused = |text: &str| holidays(text, &nairobi(), period(2026, 2028)).expect_err("no holidays");
    assert_eq!(refused("BEGIN:VEVENT"), IcalError { line: 1, wrong: Wrong::NotACalendar });
    assert_eq!(refused("DTSTART:20260101"), IcalError { line: 1, wrong: Wrong::NotACalendar });
    assert_eq!(
        refused("BEGIN:VCALENDAR\n\nBEGIN:VEVENT\nEND:VCALENDAR"),
        IcalError { line: 4, wrong: Wrong::Unclosed("VCALENDAR".into()) }
    );
    assert_eq!(refused("BEGIN:VCALENDAR\nBEGIN:VEVENT"), IcalError { line: 2, wrong: Wrong::Unclosed("VEVENT".into()) });
    assert_eq!(refused(&"BEGIN:VCALENDAR\n".repeat(2)), IcalError { line: 2, wrong: Wrong::NotACalendar });
    let deep = format!("BEGIN:VCALENDAR\n{}", "BEGIN:X\n".repeat(8));
    assert_eq!(refused(&deep), IcalError { line: 9, wrong: Wrong::TooDeep });
    assert_eq!(refused(&"X".repeat(TEXT_BYTES_MAX + 1)), IcalError { line: 1, wrong: Wrong::TextTooLong });
    let long = format!("BEGIN:VCALENDAR\nX:{}", "x\n ".repeat(LINE_BYTES_MAX));
    assert_eq!(refused(&long), IcalError { line: 2, wrong: Wrong::LineTooLong });
    let event = "BEGIN:VEVENT\nDTSTART:20260101\nEND:VEVENT\n";
    let many = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR", event.repeat(EVENTS_MAX + 1));
    assert_eq!(refused(&many).wrong, Wrong::TooManyEvents);
    let daily = calendar("DTSTART:20260101\nRRULE:FREQ=DAILY");
    let ever = Period::starting(date(2026, 1, 1));
    assert_eq!(holidays(&daily, &nairobi(), ever).expect_err("no end").wrong, Wrong::TooManyDays);
}

proptest! {
    #[test]
    fn no_text_is_too_strange(lines in "([A-Z]{0,8}[;:=]?[-A-Z0-9;:=,+]{0,24}\r?\n ?){0,12}") {
        let _ = holidays(&calendar(&lines), &nairobi(), period(2026, 2028));
        let _ = holidays(&lines, &nairobi(), period(2026, 2028));
    }

    #[test]
    fn no_rule_is_too_strange(
        year in 1900i16..2030,
        parts in proptest::collection::vec(
            prop_oneof![
                "BYMONTH=(1|2|12|-1|13)", "BYMONTHDAY=-?[0-9]{1,2}", "BYDAY=-?[1-5]?(MO|SU|XX)", "COUNT=[0-9]{1,3}", "INTERVAL=[0-9]{1,5}",
                "UNTIL=20[0-9]{6}", "BYSETPOS=-?[0-9]{1,3}", "WKST=MO",
            ],
            0..4,
        ),
    ) {
        let text = calendar(&format!("DTSTART:{year}0301\nRRULE:FREQ=YEARLY;{}", parts.join(";")));
        if let Ok(days) = holidays(&text, &nairobi(), period(2026, 2028)) {
            prop_assert!(days.iter().all(|closing| (2026..2028).contains(&closing.on.year())));
        }
    }
}
