//! What is refused before it is published: a rate that cannot be read, taxes in a circle, a membership that ends before it begins.
//! Row DUTY-M12.

use std::collections::{BTreeMap, BTreeSet};

use duty::{exact::Exact, measure::Printed, quota::QuotaEvent, tax::TaxSystemError};
use jiff::tz::TimeZone;
use vocabulary::{Currency, Date, Period};

use super::{
    entry::{AreaBody, Body, Entry, EntryKey, EntryKind, QuotaBody},
    owned::{BookError, OwnedBook},
};

/// How many events a quota may have in one period: it is blocked and freed each week of a year at most.
const EVENTS_MAX: usize = 120;

/// Says what is wrong with an entry by itself.
///
/// # Errors
/// Says what a publisher has to mend.
pub fn entry(entry: &Entry) -> Result<(), String> {
    if !entry.body.can_be_named(&entry.key.name) {
        return Err(format!("name {:?} is none for a {}", entry.key.name, entry.key.kind));
    }
    match &entry.body {
        Body::Tax(tax) => match tax.rate.as_deref().map(|rate| Printed::read(rate, Currency::XTS).rate) {
            Some(Err(reason)) => Err(format!("rate {reason}")),
            _ => Ok(()),
        },
        Body::Area(AreaBody { members, .. }) => {
            let bad = members.iter().find(|member| {
                let from = member.from.unwrap_or(entry.validity.from());
                member.until.is_some_and(|until| Period::new(from, Some(until)).is_err())
            });
            bad.map_or(Ok(()), |member| Err(format!("member {} ends before it begins", member.country)))
        }
        Body::ExchangeRate(rate) if rate.value <= Exact::ZERO => Err("value is not above nothing".to_owned()),
        Body::Quota(quota) if quota.balance.is_negative() || quota.balance > quota.initial => {
            Err("balance is not between nothing and what the quota was at first".to_owned())
        }
        Body::Quota(quota) => events(quota, entry.validity),
        Body::UnitValue(value) if value.low > value.high => Err("low is above high".to_owned()),
        _ => Ok(()),
    }
}

/// Refuses events that cannot have happened, and a state that is not what they left when the balance was known.
fn events(quota: &QuotaBody, period: Period) -> Result<(), String> {
    if quota.events.len() > EVENTS_MAX {
        return Err(format!("has more than {EVENTS_MAX} events"));
    }
    QuotaEvent::check(&quota.events, period, quota.initial).map_err(|error| error.to_string())?;
    // A period is published before it begins.
    let known_on = quota.balance_as_of.to_zoned(TimeZone::UTC).date().max(period.from());
    let left = quota.events.iter().rfind(|event| event.on <= known_on).map(|event| event.event.state());
    match left {
        Some(left) if left != quota.state => {
            Err(format!("state is {}, but its events leave it {}", quota.state.as_str(), left.as_str()))
        }
        _ => Ok(()),
    }
}

/// Returns the days on which the taxes of `entries` are no system, each with the tax that begins to be wrong, and why.
pub fn systems(entries: &[Entry]) -> BTreeMap<EntryKey, String> {
    let of_system = |entry: &&Entry| matches!(entry.key.kind, EntryKind::Tax | EntryKind::Territory);
    let entries: Vec<&Entry> = entries.iter().filter(of_system).collect();
    let days: BTreeSet<Date> =
        entries.iter().filter(|entry| entry.key.kind == EntryKind::Tax).map(|entry| entry.validity.from()).collect();
    let mut wrong = BTreeMap::new();
    for day in days {
        let holding = |entry: &&&Entry| speaks(entry, &entries, day);
        let on_day: Vec<Entry> = entries.iter().filter(holding).map(|entry| (*entry).clone()).collect();
        if let Err(error) = OwnedBook::new(on_day) {
            let of_tax = |key: &&EntryKey| key.kind == EntryKind::Tax && blames(&error, &key.name);
            let begins = || entries.iter().filter(|entry| entry.validity.from() == day).map(|entry| &entry.key);
            let blamed = entries.iter().map(|entry| &entry.key).find(of_tax).or_else(|| begins().next());
            wrong.extend(blamed.map(|key| (key.clone(), format!("on {day} {error}"))));
        }
    }
    wrong
}

/// Says whether an entry is the one that speaks for its key on a day: the latest that has begun.
fn speaks(entry: &Entry, all: &[&Entry], day: Date) -> bool {
    let later =
        |other: &&&Entry| other.key == entry.key && other.validity.from() > entry.validity.from() && other.validity.from() <= day;
    entry.validity.contains(day) && all.iter().filter(later).count() == 0
}

fn blames(error: &BookError, name: &str) -> bool {
    match error {
        BookError::Taxes(TaxSystemError::Cycle(codes)) => codes.iter().any(|code| code.as_str() == name),
        BookError::Taxes(
            TaxSystemError::Unknown { tax: code, .. } | TaxSystemError::Twice(code) | TaxSystemError::NoStep(code),
        ) => code.as_str() == name,
        BookError::NoTerritory | BookError::Name(_) => false,
    }
}
