//! The days a question names: "on 3 March", "le 3 mars", "3月3日", "2026-03-03". What is asked of a day is answered as of it (CHAT-N3).
//!
//! The day it is today comes in as an argument. A day without a year is the last such day, or the next one where the question looks
//! ahead.

use std::ops::Range;

use jiff::Span;
use vocabulary::{Date, Language, western_digit};

use crate::{
    lexicon::Lexicon,
    word::{Word, words},
};

/// The years that a question can be about.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// How many days of one question are read.
const DAYS_MAX: usize = 8;

/// A day that a question names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The day; of a month without a day, the first.
    pub day: Date,
    /// How much of it was said.
    pub precision: Precision,
    /// Where it stands, in bytes.
    pub place: Range<usize>,
}

/// How much of a day was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// A month of a year.
    Month,
    /// A day, without its year: the year was worked out.
    DayOfSomeYear,
    /// A day.
    Day,
}

/// Which day a question is to be answered as of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// None is named: today.
    Today,
    /// The one it names.
    Day(Date),
    /// It names several: the asker is to choose.
    Several,
}

/// Says which day a question is to be answered as of.
pub fn as_of(text: &str, language: Language, today: Date) -> AsOf {
    let mut days: Vec<Date> = days(text, language, today).into_iter().map(|named| named.day).collect();
    days.sort_unstable();
    days.dedup();
    match days[..] {
        [] => AsOf::Today,
        [day] => AsOf::Day(day),
        _ => AsOf::Several,
    }
}

/// Returns the days that a question in a language names, in their order.
pub fn days(text: &str, language: Language, today: Date) -> Vec<Named> {
    let reading = Reading { text, words: words(text), today, lexicon: Lexicon::of(language), language };
    let mut days = Vec::new();
    let mut at = 0;
    while at < reading.words.len() && days.len() < DAYS_MAX {
        match reading.at(at) {
            Some((day, precision, until)) if until > at => {
                let place = reading.words[at].place.start..reading.words[until - 1].place.end;
                days.push(Named { day, precision, place });
                at = until;
            }
            _ => at += 1,
        }
    }
    days
}

struct Reading<'a> {
    text: &'a str,
    words: Vec<Word>,
    today: Date,
    lexicon: &'static Lexicon,
    language: Language,
}

/// A day, how much of it was said, and the word behind it.
type Read = (Date, Precision, usize);

impl Reading<'_> {
    /// Reads the day that begins at a word.
    fn at(&self, at: usize) -> Option<Read> {
        self.written_in_digits(at).or_else(|| self.chinese(at)).or_else(|| self.with_month(at)).or_else(|| self.relative(at))
    }

    /// `2026-03-03`, `3/3/2026`, `03.03.26`.
    fn written_in_digits(&self, at: usize) -> Option<Read> {
        let [first, second, third] = self.words.get(at..at + 3)? else { return None };
        let between = self.between(at, at + 1)?;
        if !matches!(between, "-" | "/" | "." | "٫" | "／") || self.between(at + 1, at + 2)? != between {
            return None;
        }
        // More digits behind make it a code.
        if self.words.get(at + 3).is_some_and(|next| digits(&next.folded) && self.between(at + 2, at + 3) == Some(between)) {
            return None;
        }
        let [first_value, second_value, third_value] = [first, second, third].map(|word| number(&word.folded));
        let (a, b, c) = (first_value?, second_value?, third_value?);
        let day = if first.folded.len() == 4 {
            new_day(a, b, c)
        } else {
            let year = match third.folded.len() {
                2 if between != "." || second.folded.len() == 2 => 2000 + c,
                4 => c,
                _ => return None,
            };
            let day_first = new_day(year, b, a);
            // The day stands first all over the world but in one country; where it cannot, the month does.
            day_first.or_else(|| new_day(year, a, b).filter(|_| self.language == Language::EN))
        };
        Some((day?, Precision::Day, at + 3))
    }

    /// `2026年3月3日`, `3月3日`, `三月三号`, `2026年3月`.
    fn chinese(&self, at: usize) -> Option<Read> {
        let (first, behind) = self.counted(at)?;
        let (year, month, behind) = if self.is(behind, "年") {
            let (month, after) = self.counted(behind + 1)?;
            (Some(first), month, after)
        } else {
            (None, first, behind)
        };
        if !self.is(behind, "月") {
            return None;
        }
        match self.counted(behind + 1).filter(|(_, after)| self.is(*after, "日") || self.is(*after, "号")) {
            Some((day, after)) => self.dated(year, month, day, after + 1),
            None => Some((new_day(year?, month, 1)?, Precision::Month, behind + 1)),
        }
    }

    /// `3 March 2026`, `March 3rd`, `le 1er mars`, `3 de marzo de 2026`, `tarehe 3 Machi`, `March 2026`.
    fn with_month(&self, at: usize) -> Option<Read> {
        if let Some((day, behind)) = self.day_of_month(at) {
            let behind = self.skip("of", behind);
            let (month, behind) = self.month(behind)?;
            let (year, behind) = self.year(behind);
            return self.dated(year, month, day, behind);
        }
        let (month, behind) = self.month(at)?;
        // Behind a day that this month does not have, it is no month of its own.
        if at > 0 && self.day_of_month(at - 1).is_some() {
            return None;
        }
        if let Some((day, after)) = self.day_of_month(self.skip("of", behind)) {
            let (year, after) = self.year(after);
            return self.dated(year, month, day, after);
        }
        let (year, behind) = self.year(behind);
        Some((new_day(year?, month, 1)?, Precision::Month, behind))
    }

    /// Yesterday, today, tomorrow.
    fn relative(&self, at: usize) -> Option<Read> {
        const LISTS: [(&str, i64); 4] = [("day before yesterday", -2), ("yesterday", -1), ("today", 0), ("tomorrow", 1)];
        LISTS.iter().find_map(|(list, days)| {
            let until = self.lexicon.list(list).iter().find_map(|phrase| phrase.at(&self.words, at))?;
            let day = self.today.checked_add(Span::new().try_days(*days).ok()?).ok()?;
            Some((day, Precision::Day, until))
        })
    }

    /// A day of a year, or of the year that is meant where none is said.
    fn dated(&self, year: Option<i16>, month: i16, day: i16, behind: usize) -> Option<Read> {
        if let Some(year) = year {
            return Some((new_day(year, month, day)?, Precision::Day, behind));
        }
        let ahead = self.lexicon.has("ahead", &self.words);
        let this_year = self.today.year();
        let years: [i16; 9] = std::array::from_fn(|step| {
            let step = step as i16;
            if ahead { this_year + step } else { this_year - step }
        });
        // A leap day comes but every fourth year.
        let meant = years.into_iter().filter_map(|year| new_day(year, month, day));
        let meant = meant.into_iter().find(|day| if ahead { *day >= self.today } else { *day <= self.today });
        Some((meant?, Precision::DayOfSomeYear, behind))
    }

    fn month(&self, at: usize) -> Option<(i16, usize)> {
        (1..).zip(self.lexicon.list("months")).find_map(|(month, phrase)| Some((month, phrase.at(&self.words, at)?)))
    }

    /// `3`, `3rd`, `1er`, `1º`, `primero`.
    fn day_of_month(&self, at: usize) -> Option<(i16, usize)> {
        if let Some(until) = self.lexicon.list("first").iter().find_map(|phrase| phrase.at(&self.words, at)) {
            return Some((1, until));
        }
        let word = &self.words.get(at)?.folded;
        let count = word.bytes().take_while(u8::is_ascii_digit).count();
        let day = number(&word[..count]).filter(|day| count <= 2 && (1..=31).contains(day))?;
        matches!(&word[count..], "" | "st" | "nd" | "rd" | "th" | "er" | "e" | "o" | "a" | "ro").then_some((day, at + 1))
    }

    /// A year with four digits, and the word behind it.
    fn year(&self, at: usize) -> (Option<i16>, usize) {
        let behind = self.skip("of", at);
        let year = self.words.get(behind).filter(|word| word.folded.len() == 4).and_then(|word| number(&word.folded));
        match year.filter(|year| YEARS.contains(year)) {
            Some(year) => (Some(year), behind + 1),
            None => (None, at),
        }
    }

    /// A count in digits or in Chinese characters, and the word behind it.
    fn counted(&self, at: usize) -> Option<(i16, usize)> {
        let word = self.words.get(at)?;
        if digits(&word.folded) {
            return Some((number(&word.folded)?, at + 1));
        }
        let numerals = self.words[at..].iter().map_while(|word| numeral(&word.folded)).take(4);
        let values: Vec<i16> = numerals.collect();
        let value = match values[..] {
            [] => return None,
            [10] => 10,
            [10, ones] if ones < 10 => 10 + ones,
            [tens, 10] if tens < 10 => 10 * tens,
            [tens, 10, ones] if tens < 10 && ones < 10 => 10 * tens + ones,
            [a, b, c, d] if values.iter().all(|value| *value < 10) => a * 1000 + b * 100 + c * 10 + d,
            [ones] => ones,
            _ => return None,
        };
        Some((value, at + values.len()))
    }

    fn is(&self, at: usize, letter: &str) -> bool {
        self.words.get(at).is_some_and(|word| word.folded == letter)
    }

    /// Passes over a joining word, if one stands there.
    fn skip(&self, list: &str, at: usize) -> usize {
        self.lexicon.list(list).iter().find_map(|phrase| phrase.at(&self.words, at)).unwrap_or(at)
    }

    /// What stands between two words.
    fn between(&self, one: usize, other: usize) -> Option<&str> {
        self.text.get(self.words.get(one)?.place.end..self.words.get(other)?.place.start)
    }
}

fn new_day(year: i16, month: i16, day: i16) -> Option<Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn digits(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|character| western_digit(character).is_some())
}

fn number(word: &str) -> Option<i16> {
    digits(word).then(|| word.parse().ok()).flatten()
}

/// The value of a Chinese numeral.
fn numeral(letter: &str) -> Option<i16> {
    let values = [
        ("〇", 0),
        ("零", 0),
        ("一", 1),
        ("二", 2),
        ("三", 3),
        ("四", 4),
        ("五", 5),
        ("六", 6),
        ("七", 7),
        ("八", 8),
        ("九", 9),
        ("十", 10),
    ];
    values.iter().find(|(numeral, _)| *numeral == letter).map(|(_, value)| *value)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 26);

    fn day_of(language: Language, text: &str) -> AsOf {
        as_of(text, language, TODAY)
    }

    #[test]
    fn a_day_is_read_in_every_language() {
        for (language, text) in [
            (Language::EN, "what was the fee when my goods arrived on 3 March?"),
            (Language::EN, "the fee on March 3rd, 2026"),
            (Language::EN, "the fee on the 3rd of March 2026"),
            (Language::EN, "as of 2026-03-03"),
            (Language::EN, "arrived 3/3/2026"),
            (Language::FR, "les frais le 3 mars"),
            (Language::FR, "les frais du 3 mars 2026"),
            (Language::ES, "la tasa del 3 de marzo de 2026"),
            (Language::PT, "a taxa em 3 de março"),
            (Language::AR, "الرسوم في ٣ مارس ٢٠٢٦"),
            (Language::AR, "الرسوم يوم 3 آذار"),
            (Language::ZH, "3月3日的费用"),
            (Language::ZH, "二〇二六年三月三日的费用"),
            (Language::SW, "ada ya tarehe 3 Machi 2026"),
        ] {
            assert_eq!(day_of(language, text), AsOf::Day(date(2026, 3, 3)), "{text}");
        }
        for (language, text) in [
            (Language::FR, "le 1er mars"),
            (Language::ES, "el primero de marzo"),
            (Language::PT, "no dia 1º de março"),
            (Language::EN, "in March 2026"),
            (Language::ZH, "2026年3月的关税"),
        ] {
            assert_eq!(day_of(language, text), AsOf::Day(date(2026, 3, 1)), "{text}");
        }
    }

    #[test]
    fn a_day_without_a_year_is_the_last_one_or_the_next() {
        for (language, text, year) in [
            (Language::EN, "my goods arrived on 3 March", 2026),
            (Language::EN, "my goods arrived on 3 December", 2025),
            (Language::EN, "my goods will arrive on 3 March", 2027),
            (Language::FR, "elles vont arriver le 3 mars", 2027),
            (Language::ES, "llegarán el 3 de marzo", 2027),
            (Language::PT, "vão chegar em 3 de março", 2027),
            (Language::AR, "سوف تصل في 3 مارس", 2027),
            (Language::ZH, "将于3月3日到达", 2027),
            (Language::SW, "zitafika tarehe 3 Machi", 2027),
        ] {
            let AsOf::Day(day) = day_of(language, text) else { panic!("{text}") };
            assert_eq!(day.year(), year, "{text}");
        }
        assert_eq!(day_of(Language::EN, "on 29 February"), AsOf::Day(date(2024, 2, 29)));
    }

    #[test]
    fn days_are_counted_from_today() {
        for (language, text, day) in [
            (Language::EN, "the duty tomorrow", date(2026, 11, 27)),
            (Language::FR, "la taxe d'hier", date(2026, 11, 25)),
            (Language::ES, "anteayer llegó", date(2026, 11, 24)),
            (Language::ZH, "明天的关税", date(2026, 11, 27)),
            (Language::SW, "ushuru wa jana", date(2026, 11, 25)),
        ] {
            assert_eq!(day_of(language, text), AsOf::Day(day), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "the duty on 0303.11.20",
            "31 February 2026",
            "may I import tea?",
            "3 bags",
            "version 1.2.3",
            "10/12 of it",
            "march 3000",
        ] {
            assert_eq!(day_of(Language::EN, text), AsOf::Today, "{text}");
        }
    }

    #[test]
    fn of_several_days_none_is_chosen() {
        assert_eq!(day_of(Language::EN, "between 1 March and 3 April 2026"), AsOf::Several);
        assert_eq!(days("between 1 March and 3 April 2026", Language::EN, TODAY).len(), 2);
    }

    proptest! {
        #[test]
        fn every_day_comes_back_as_it_is_written(year in 1950..2090_i16, month in 1..=12_i8, day in 1..=28_i8) {
            let wanted = AsOf::Day(date(year, month, day));
            for text in [format!("on {year}-{month:02}-{day:02}"), format!("on {day}/{month}/{year}"), format!("am {day}.{month:02}.{year}")] {
                prop_assert_eq!(day_of(Language::EN, &text), wanted);
            }
            prop_assert_eq!(day_of(Language::ZH, &format!("{year}年{month}月{day}日")), wanted);
        }

        #[test]
        fn a_place_is_within_the_text(text in "\\PC{0,60}|[0-9 /.a-z-]{0,60}") {
            for language in Language::SPOKEN {
                for named in days(&text, language, TODAY) {
                    prop_assert!(text.get(named.place).is_some());
                }
            }
        }
    }
}
