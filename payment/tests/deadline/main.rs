//! Due dates and what it costs to miss them, in three regimes that are examples. Rows DL-01 to DL-04, F09.

mod property;
mod regime;

use jiff::{Timestamp, civil::Weekday, tz::TimeZone};
use payment::deadline::{Deadlines, Debt, Moments, PaidPart, PaidWhen};
use regime::late_minor;
use vocabulary::Date;

fn date(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}

/// Monday to Friday, and two holidays.
fn is_open(day: Date) -> bool {
    let holidays = [date(2030, 1, 1), date(2030, 3, 19)];
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !holidays.contains(&day)
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

#[test]
fn a_due_date_follows_the_rule_and_the_calendar_of_the_office() {
    // 19 March 2030 is a Tuesday, and a holiday of this office.
    let due = |regime: &Deadlines, noticed_on| regime.due.due_on(noticed_on, is_open).expect("a day");
    assert_eq!(due(&regime::ten_days(), date(2030, 3, 4)), date(2030, 3, 14));
    assert_eq!(due(&regime::ten_days(), date(2030, 3, 9)), date(2030, 3, 20), "the holiday moves it");
    assert_eq!(due(&regime::ten_days(), date(2030, 3, 6)), date(2030, 3, 18), "the weekend moves it");
    assert_eq!(due(&regime::monthly(), date(2030, 2, 26)), date(2030, 3, 5));
    assert_eq!(due(&regime::five_days(), date(2030, 3, 15)), date(2030, 3, 25), "weekends and the holiday do not count");
}

#[test]
fn an_office_that_never_opens_has_no_due_date() {
    assert_eq!(regime::five_days().due.due_on(date(2030, 3, 15), |_| false), None);
    assert_eq!(regime::ten_days().due.due_on(date(2030, 3, 15), |_| false), None);
    assert_eq!(regime::monthly().due.due_on(Date::MAX, is_open), None);
}

#[test]
fn a_rule_that_nobody_knows_is_refused_and_a_table_of_rates_is_in_order() {
    let read = |text: &str| serde_json::from_str::<Deadlines>(text).map_err(|error| error.to_string());
    let text = include_str!("regimes/ten-days.json");
    assert_eq!(read(&serde_json::to_string(&regime::ten_days()).expect("a text")), Ok(regime::ten_days()));
    assert!(read(&text.replace("\"rates\"", "\"rate\"")).is_err());
    assert!(read(&text.replace("2031-01-01", "2030-06-01")).expect_err("not in order").contains("in order"));
}

#[test]
fn interest_is_counted_day_by_day_at_the_rate_of_the_day() {
    let debt = Debt { minor: 1_000_000, due_on: date(2030, 6, 28), paid: &[] };
    let by = |day| late_minor(&regime::ten_days(), &debt, day);
    assert_eq!(by(date(2030, 6, 28)), 0);
    // 1 000 000 × 6 % ÷ 365 = 164.38 a day; from July on 6.5 % ÷ 365 = 178.08.
    assert_eq!([by(date(2030, 6, 29)), by(date(2030, 6, 30)), by(date(2030, 7, 1))], [164, 329, 507]);
    // Two days of June, 184 to the end of the year: 2 × 164.3836 + 184 × 178.0822 = 33 095.89.
    assert_eq!(by(date(2030, 12, 31)), 33_096);
}

#[test]
fn a_leap_day_is_a_day_and_the_year_has_365_all_the_same() {
    let debt = Debt { minor: 3_650_000, due_on: date(2028, 2, 27), paid: &[] };
    let by = |day| late_minor(&regime::ten_days(), &debt, day);
    assert_eq!([by(date(2028, 2, 28)), by(date(2028, 2, 29)), by(date(2028, 3, 1))], [600, 1_200, 1_800]);
}

#[test]
fn five_per_cent_come_at_once_and_two_with_each_month_begun() {
    let debt = Debt { minor: 100_000, due_on: date(2030, 1, 30), paid: &[] };
    let by = |day| late_minor(&regime::monthly(), &debt, day);
    assert_eq!(by(date(2030, 1, 30)), 0);
    assert_eq!(by(date(2030, 1, 31)), 7_000);
    assert_eq!(by(date(2030, 2, 27)), 7_000);
    // February has no 31st: the second month begins on its last day, the third on 31 March again.
    assert_eq!([by(date(2030, 2, 28)), by(date(2030, 3, 30)), by(date(2030, 3, 31))], [9_000, 9_000, 11_000]);
    assert_eq!(by(date(2090, 1, 1)), 105_000, "two per cent a month never exceed the debt");
}

#[test]
fn each_period_of_five_days_begun_costs_eight_per_cent_up_to_half() {
    let debt = Debt { minor: 50, due_on: date(2030, 3, 25), paid: &[] };
    let by = |day| late_minor(&regime::five_days(), &debt, day);
    let days = [date(2030, 3, 25), date(2030, 3, 26), date(2030, 3, 30), date(2030, 3, 31), date(2030, 12, 31)];
    assert_eq!(days.map(by), [0, 4, 4, 8, 25]);
}

#[test]
fn what_was_paid_in_parts_bears_interest_to_the_day_of_its_capture_and_no_longer() {
    let paid = [PaidPart { on: date(2030, 3, 20), minor: 400_000 }, PaidPart { on: date(2030, 3, 25), minor: 600_000 }];
    let debt = Debt { minor: 1_000_000, due_on: date(2030, 3, 10), paid: &paid };
    let by = |day| late_minor(&regime::ten_days(), &debt, day);
    // Ten days of all of it, five of the rest: 10 × 164.38 + 5 × 98.63 = 2 136.99.
    assert_eq!(by(date(2030, 3, 25)), 2_137);
    assert_eq!(by(date(2031, 3, 25)), 2_137);
}

#[test]
fn what_counts_as_in_time_is_the_country_s_choice() {
    let zone = TimeZone::get("Europe/Paris").expect("a time zone");
    // 31 March 2030 is the day on which the clocks go forward there: 21:59:59 in Greenwich is a second before midnight.
    let due_on = date(2030, 3, 31);
    let moments = |authorised_at| Moments {
        authorised_at: at(authorised_at),
        captured_at: at("2030-04-02T08:00:00Z"),
        settled_at: Some(at("2030-04-05T08:00:00Z")),
    };
    let (in_time, late) = (moments("2030-03-31T21:59:59Z"), moments("2030-03-31T22:00:00Z"));
    assert_eq!(in_time.is_in_time(due_on, PaidWhen::Authorised, &zone), Some(true));
    assert_eq!(late.is_in_time(due_on, PaidWhen::Authorised, &zone), Some(false));
    assert_eq!(in_time.is_in_time(due_on, PaidWhen::Settled, &zone), Some(false));
    let in_regime = |regime: Deadlines| in_time.is_in_time(due_on, regime.paid_when, &zone);
    assert_eq!([in_regime(regime::ten_days()), in_regime(regime::monthly())], [Some(true), Some(false)]);
    assert_eq!(Moments { settled_at: None, ..in_time }.is_in_time(due_on, PaidWhen::Settled, &zone), None);
    // Interest stops with the capture, although the money settles three days later (row DL-03).
    assert_eq!(in_time.counts_on(due_on, PaidWhen::Authorised, &zone), due_on);
    assert_eq!(in_time.counts_on(due_on, PaidWhen::Settled, &zone), date(2030, 4, 2));
}
