//! Offices: where they are, when they are open, what they do. Rules only. Source: WTO TFA Article 1.2.1 (c).

use jiff::civil::{Time, Weekday};
use serde::{Deserialize, Serialize};
use vocabulary::Date;

use super::fact::Texts;

/// An office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// What sort of office.
    pub kind: OfficeKind,
    /// Its place, in the manner of UN/LOCODE.
    pub locode: String,
    /// Where it is.
    pub address: Texts,
    /// Telephone number in international form.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// Web address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it is open; a day may have several slots.
    pub hours: Vec<Hours>,
    /// The days it is closed all the same.
    #[serde(default)]
    pub closed_on: Vec<Closed>,
    /// What it does there, by the names of services.
    #[serde(default)]
    pub services: Vec<String>,
}

/// What sort of office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfficeKind {
    /// An office of the customs administration inland.
    CustomsOffice,
    /// A post at the land border.
    BorderPost,
    /// A seaport.
    Port,
    /// An airport.
    Airport,
    /// The counter of another agency.
    AgencyCounter,
    /// A laboratory.
    Laboratory,
    /// The national enquiry point. WTO TFA Article 1.3.
    EnquiryDesk,
}

/// A slot in which an office is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// On these days of the week.
    pub days: Vec<Day>,
    /// From this time in the territory's zone.
    pub opens: Minute,
    /// Until this time.
    pub closes: Minute,
}

/// A time of day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Minute(Time);

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "a day of the week needs no word more")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// A day on which an office is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// The day.
    pub date: Date,
    /// Why.
    pub name: Texts,
}

impl Office {
    /// Returns the slots in which it is open on a day, in order; none where it is closed.
    pub fn open_on(&self, day: Date) -> Vec<(Minute, Minute)> {
        if self.closed_on.iter().any(|closed| closed.date == day) {
            return Vec::new();
        }
        let weekday = Day::of(day.weekday());
        let mut slots: Vec<(Minute, Minute)> =
            self.hours.iter().filter(|hours| hours.days.contains(&weekday)).map(|hours| (hours.opens, hours.closes)).collect();
        slots.sort();
        slots
    }

    pub(super) fn check(&self) -> Result<(), String> {
        match self.hours.iter().find(|hours| hours.opens >= hours.closes || hours.days.is_empty()) {
            Some(hours) => Err(format!("hours open at {} and close at {}", hours.opens, hours.closes)),
            None => Ok(()),
        }
    }
}

impl Day {
    fn of(weekday: Weekday) -> Day {
        match weekday {
            Weekday::Monday => Day::Mon,
            Weekday::Tuesday => Day::Tue,
            Weekday::Wednesday => Day::Wed,
            Weekday::Thursday => Day::Thu,
            Weekday::Friday => Day::Fri,
            Weekday::Saturday => Day::Sat,
            Weekday::Sunday => Day::Sun,
        }
    }
}

impl std::fmt::Display for Minute {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

impl From<Minute> for String {
    fn from(minute: Minute) -> String {
        minute.to_string()
    }
}

impl TryFrom<String> for Minute {
    type Error = String;

    fn try_from(text: String) -> Result<Minute, String> {
        let wrong = || format!("{text:?} is not a time of day: write it like 08:30");
        let (hour, minute) =
            text.split_once(':').filter(|(hour, minute)| hour.len() == 2 && minute.len() == 2).ok_or_else(wrong)?;
        let number = |digits: &str| digits.parse::<i8>().map_err(|_| wrong());
        Time::new(number(hour)?, number(minute)?, 0, 0).map(Minute).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_office_opens_in_slots_and_closes_on_holidays() {
        let office: Office = serde_norway::from_str(
            "{kind: port, locode: ZZPMR, address: {en: Quay 1}, phone: '+999 1', email: a@b.example, hours: [\
             {days: [mon, fri], opens: '13:00', closes: '16:30'}, {days: [mon], opens: '08:00', closes: '12:00'}], \
             closed_on: [{date: 2026-06-08, name: {en: Harbour Day}}]}",
        )
        .expect("a good office");
        let shown = |day| office.open_on(day).iter().map(|(opens, closes)| format!("{opens}-{closes}")).collect::<Vec<_>>();
        assert_eq!(shown(date(2026, 6, 1)), ["08:00-12:00", "13:00-16:30"]);
        assert_eq!(shown(date(2026, 6, 5)), ["13:00-16:30"]);
        assert!(shown(date(2026, 6, 6)).is_empty() && shown(date(2026, 6, 8)).is_empty());
        for wrong in ["8:00", "24:00", "08:60", "noon", "08:0é"] {
            assert!(Minute::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
