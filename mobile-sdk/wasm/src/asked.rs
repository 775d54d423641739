//! Reads what a page asks, field by field. What is there and cannot be read is refused, never passed over.
//!
//! A question is `name=value` for each field, U+001E between fields and U+001F within a list: a reader of JSON would be a tenth of what a page
//! loads.

use std::str::FromStr;

use vocabulary::{Date, Timestamp};

use crate::fault::Fault;

const BETWEEN_FIELDS: char = '\u{1e}';
const WITHIN_LISTS: char = '\u{1f}';

/// A question.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a>(&'a str);

impl<'a> Asked<'a> {
    /// Takes a question, which has to be UTF-8.
    pub fn of(question: &'a [u8]) -> Result<Asked<'a>, Fault> {
        std::str::from_utf8(question).map(Asked).map_err(|_| Fault::unread("the question", "QUESTION_INVALID"))
    }

    /// A field that is there.
    pub fn field(self, name: &str) -> Option<&'a str> {
        self.0.split(BETWEEN_FIELDS).find_map(|field| field.strip_prefix(name)?.strip_prefix('='))
    }

    /// A text that has to be there.
    pub fn text(self, name: &'static str, reason: &'static str) -> Result<&'a str, Fault> {
        self.field(name).ok_or_else(|| Fault::unread(name, reason))
    }

    /// What a field says, where it is there.
    pub fn read<T: FromStr>(self, name: &'static str, reason: &'static str) -> Result<Option<T>, Fault> {
        self.field(name).map(|text| text.parse().map_err(|_| Fault::unread(name, reason))).transpose()
    }

    /// What each text of a list says.
    pub fn all<T>(self, name: &'static str, reason: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Fault> {
        let texts = self.field(name).filter(|list| !list.is_empty()).map(|list| list.split(WITHIN_LISTS));
        texts.into_iter().flatten().map(|text| read(text).ok_or_else(|| Fault::unread(name, reason))).collect()
    }

    /// The instant that it is now, which every question says in milliseconds since 1970.
    pub fn now(self) -> Result<Timestamp, Fault> {
        let ms = self.field("now").and_then(|text| text.parse().ok());
        ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()).ok_or_else(|| Fault::unread("now", "CLOCK_WRONG"))
    }

    /// The day asked for, which every question says: `2026-03-01`, and no other spelling of it.
    pub fn day(self) -> Result<Date, Fault> {
        let read = |text: &str| {
            let numeral = |place: std::ops::Range<usize>| {
                let digits = text.get(place)?.bytes();
                digits.into_iter().try_fold(0i16, |sum, digit| digit.is_ascii_digit().then(|| 10 * sum + i16::from(digit - b'0')))
            };
            let is_written_so = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
            let (year, month, day) = (numeral(0..4)?, numeral(5..7)? as i8, numeral(8..10)? as i8);
            is_written_so.then(|| Date::new(year, month, day).ok()).flatten()
        };
        self.field("asOf").and_then(read).ok_or_else(|| Fault::unread("asOf", "DATE_INVALID"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_whole_name() {
        let asked = Asked::of("text=a=b\u{1e}first=5\u{1e}kinds=\u{1e}chapters=09\u{1f}10".as_bytes()).expect("UTF-8");
        assert_eq!((asked.field("text"), asked.field("tex"), asked.field("ext")), (Some("a=b"), None, None));
        assert_eq!(asked.read::<u64>("first", "N"), Ok(Some(5)));
        assert_eq!(asked.read::<u64>("text", "N"), Err(Fault::unread("text", "N")));
        assert_eq!(asked.all("kinds", "K", |text| Some(text.to_owned())), Ok(Vec::new()));
        assert_eq!(asked.all("chapters", "C", |text| text.parse::<u8>().ok()), Ok(vec![9, 10]));
        assert_eq!(asked.all("text", "C", |text| text.parse::<u8>().ok()), Err(Fault::unread("text", "C")));
    }

    #[test]
    fn a_day_has_one_spelling() {
        let day = |text: &str| Asked(&format!("asOf={text}")).day().ok();
        assert_eq!(day("2026-03-01"), Date::new(2026, 3, 1).ok());
        for text in ["", "2026-3-1", "2026-02-30", "2026/03/01", "20260301", "2026-03-01T00:00:00Z", "２026-03-0"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
