//! The sample territory: its hours, holidays and reply times are read, and say what its readme says.

use std::{fs, path::Path};

use desk::{Matter, Minutes, Moment, Policy, Timetable, Urgency, clock::Promise, ical::holidays, read};
use jiff::{civil::date, tz::TimeZone};
use vocabulary::{Language, Period};

fn sample(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample/desk").join(file);
    fs::read_to_string(path).expect("a file of the sample")
}

#[test]
fn a_question_before_the_coffee_holiday_is_due_after_it() {
    let zone = TimeZone::get("Africa/Nairobi").expect("a zone");
    let within = Period::new(date(2026, 1, 1), Some(date(2028, 1, 1))).expect("a period");
    let holidays = holidays(&sample("holidays.ics"), &zone, within).expect("holidays");
    let days: Vec<_> = holidays.iter().filter(|day| day.on.year() == 2026).map(|day| day.on.to_string()).collect();
    let expected = "2026-01-01 2026-03-10 2026-03-20 2026-04-06 2026-05-01 2026-08-03 2026-09-12 2026-09-13 2026-11-27 2026-12-24 \
                    2026-12-25 2026-12-26";
    assert_eq!(days.join(" "), expected);
    let coffee = holidays.iter().find(|day| day.on == date(2026, 11, 27)).expect("the holiday");
    assert_eq!(coffee.name, "Day of the Coffee Tree: the last Friday of November, on which the auctions open");

    let timetable: Timetable = serde_norway::from_str(&sample("calendar.yaml")).expect("a timetable");
    let policy: Policy = serde_norway::from_str(&sample("policy.yaml")).expect("a policy");
    let mut matter = Matter {
        kind: "enquiry".parse().expect("a kind"),
        topic: "fees".parse().expect("a topic"),
        complexity: "ordinary".parse().expect("a complexity"),
        language: Language::EN,
        urgency: Urgency::Normal,
    };
    let calendar = timetable.calendar(zone.clone(), &holidays, None).expect("a calendar");
    let asked = "2026-11-26T15:00:00+03:00".parse().expect("an instant");
    let due = |matter: &Matter| {
        let clock = read(&calendar, policy.targets(matter), &[(asked, Moment::Asked)], asked).expect("a clock");
        clock.metric(Promise::FirstReply).and_then(|metric| metric.due).expect("a due instant").to_zoned(zone.clone()).to_string()
    };
    // Two hours of Thursday, four of the Saturday before the auctions, eight of Monday, two of Tuesday.
    assert_eq!(due(&matter), "2026-12-01T10:00:00+03:00[Africa/Nairobi]");
    matter.urgency = Urgency::Perishable;
    assert_eq!(due(&matter), "2026-11-26T15:30:00+03:00[Africa/Nairobi]");
    for reason in policy.form().reasons.values() {
        assert_eq!(reason.0.len(), Language::SPOKEN.len(), "every reason is in seven languages: {reason:?}");
    }
}

#[test]
fn offices_of_the_sample_keep_hours_of_their_own() {
    let timetable: Timetable = serde_norway::from_str(&sample("calendar.yaml")).expect("a timetable");
    let holiday = desk::calendar::Closing { on: date(2026, 5, 1), hours: None, name: "Labour Day".into() };
    let on_holiday = |office: &str| {
        let office = office.parse().expect("an office");
        let calendar = timetable.calendar(TimeZone::UTC, std::slice::from_ref(&holiday), Some(&office)).expect("a calendar");
        let midnight = |day| date(2026, 5, day).to_zoned(TimeZone::UTC).expect("a midnight").timestamp();
        calendar.minutes_between(midnight(1), midnight(2))
    };
    assert_eq!((on_holiday("northgate"), on_holiday("port-meridian")), (Minutes(1_440), Minutes::ZERO));
}
