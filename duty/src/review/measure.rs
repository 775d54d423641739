//! Rules on one measure, among the others and with the tariff book. A rule that needs a part of the book says nothing while that part is
//! not published at all: measures may come first.

use vocabulary::{CountryCode, Currency};

use super::draft::{Draft, DraftMeasure, Read, meet};
use crate::{
    condition::{Condition, Flow},
    exact::Exact,
    measure::Kind,
    rate::{BandBy, Rate, Value},
    text::is_unit,
};

/// A percentage above this is a slip: the highest tariff bindings known to the World Trade Organization are below it.
const PERCENT_MAX: i64 = 1_000;

pub(super) fn unreadable_rate(draft: &Draft, place: usize) -> Option<String> {
    let (measure, read) = draft.new_measure(place)?;
    let reason = read.rate.as_ref().err().filter(|_| measure.kind.has_rate())?;
    Some(format!("rate {:?} {reason}", measure.rate))
}

pub(super) fn unreadable_condition(draft: &Draft, place: usize) -> Option<String> {
    let (_, read) = draft.new_measure(place)?;
    read.condition.as_ref().err().map(|reason| format!("condition {reason}"))
}

pub(super) fn unknown_area(draft: &Draft, place: usize) -> Option<String> {
    let (measure, _) = draft.new_measure(place)?;
    let area = measure.area.as_ref().filter(|_| !draft.book().areas.is_empty())?;
    let is_known = area.as_str().parse::<CountryCode>().is_ok() || draft.book().areas.iter().any(|own| own.code == *area);
    (!is_known).then(|| format!("is for {area}, which is no group of the tariff book"))
}

pub(super) fn excluded_stranger(draft: &Draft, place: usize) -> Option<String> {
    let (measure, _) = draft.new_measure(place)?;
    let area = measure.area.as_ref()?;
    let day = measure.validity.from();
    let stranger = |country: &&CountryCode| draft.is_member(area, **country, day) == Some(false);
    measure.excluded.iter().find(stranger).map(|country| format!("excludes {country}, which is not in {area} on {day}"))
}

pub(super) fn country_excludes(draft: &Draft, place: usize) -> Option<String> {
    let (measure, _) = draft.new_measure(place)?;
    let area = measure.area.as_ref().filter(|_| !measure.excluded.is_empty())?;
    let is_group = draft.book().areas.iter().any(|own| own.code == *area);
    (!is_group && area.as_str().parse::<CountryCode>().is_ok()).then(|| format!("is for {area} alone, and excludes others"))
}

pub(super) fn quota_without_number(draft: &Draft, place: usize) -> Option<String> {
    let (measure, read) = draft.new_measure(place)?;
    let condition = read.condition.as_ref().ok().filter(|_| measure.kind == Kind::Quota)?;
    condition.quotas().is_empty().then(|| format!("is a quota, and its condition {:?} names none", measure.condition))
}

pub(super) fn quota_unknown(draft: &Draft, place: usize) -> Option<String> {
    let (measure, read) = draft.new_measure(place)?;
    let condition = read.condition.as_ref().ok().filter(|_| !draft.book().quotas.is_empty())?;
    let is_open = |order: &&&crate::name::OrderNumber| {
        draft.book().quotas.iter().any(|quota| quota.order == ***order && meet(&quota.validity, &measure.validity))
    };
    let quotas = condition.quotas();
    quotas
        .iter()
        .find(|order| !is_open(order))
        .map(|order| format!("draws from the quota {order}, of which nothing is published"))
}

pub(super) fn tax_unknown(draft: &Draft, place: usize) -> Option<String> {
    let (measure, _) = draft.new_measure(place)?;
    if !measure.kind.has_rate() || draft.book().taxes.is_empty() {
        return None;
    }
    let is_known = draft.book().taxes.iter().any(|tax| tax.code == measure.tax);
    (!is_known).then(|| format!("is a rate of {}, which is no tax of the tariff book", measure.tax))
}

pub(super) fn contradiction(draft: &Draft, place: usize) -> Option<String> {
    let (measure, read) = draft.new_measure(place)?;
    if !measure.kind.has_rate() {
        return None;
    }
    let is_as_close = |(other, other_read): &(&DraftMeasure, &Read)| {
        *other != measure
            && other.kind.has_rate()
            && (&other.tax, &other.area, claimed(other)) == (&measure.tax, &measure.area, claimed(measure))
            && other_read.condition == read.condition
            && meet(&other.validity, &measure.validity)
            && other_read.rate != read.rate
            && other.excluded == measure.excluded
    };
    let (other, _) = draft.on(measure.code).find(is_as_close)?;
    Some(format!("says {:?} where the {} from {} says {:?}", measure.rate, other.kind, other.validity.from(), other.rate))
}

/// Returns what has to be claimed for a measure to hold.
fn claimed(measure: &DraftMeasure) -> Option<Kind> {
    Some(measure.kind).filter(|kind| kind.is_claimed())
}

pub(super) fn outlives_line(draft: &Draft, place: usize) -> Option<String> {
    let (measure, _) = draft.new_measure(place)?;
    let ends: Vec<_> = draft.lines_of(measure.code).map(|line| line.validity.until()).collect();
    let last = ends.into_iter().collect::<Option<Vec<_>>>()?.into_iter().max()?;
    let outlives = measure.validity.until().is_none_or(|until| until > last);
    outlives.then(|| format!("holds after its line {} ended on {last}", measure.code))
}

pub(super) fn unit_unknown(draft: &Draft, place: usize) -> Option<String> {
    let (measure, _) = draft.new_measure(place)?;
    let words = measure.condition.rsplit(", ").next().unwrap_or_default().trim_matches('"');
    // Said alone (`item`), or by its code after words for people: "quantity in items (NAR)".
    let unit = words.strip_suffix(')').and_then(|words| words.rsplit_once('(')).map_or(words, |(_, code)| code);
    let is_unknown = measure.kind == Kind::SupplementaryUnit && !is_unit(unit);
    is_unknown.then(|| format!("names the unit {unit:?}, which is not known"))
}

pub(super) fn no_currency(draft: &Draft, place: usize) -> Option<String> {
    let (measure, _) = draft.new_measure(place)?;
    let currencies = &draft.book().currencies;
    let day = measure.validity.from();
    let is_there = currencies.is_empty() || currencies.iter().any(|(_, validity)| validity.contains(day));
    (measure.kind.has_rate() && !is_there).then(|| format!("no currency of the territory is published for {day}"))
}

pub(super) fn no_exchange(draft: &Draft, place: usize) -> Option<String> {
    let (measure, read) = draft.new_measure(place)?;
    let rate = read.rate.as_ref().ok().filter(|_| measure.kind.has_rate())?;
    let own = |currency: &Currency| draft.book().currencies.iter().any(|(own, _)| own == currency);
    let known =
        |currency: &Currency| draft.book().currencies.is_empty() || own(currency) || draft.book().exchanged.contains(currency);
    let currency = currencies(rate).into_iter().find(|currency| !known(currency))?;
    Some(format!("is in {currency}, which has no rate of exchange in the tariff book"))
}

fn currencies(rate: &Rate) -> Vec<Currency> {
    match rate {
        Rate::Free | Rate::Exempt | Rate::Percent { .. } => Vec::new(),
        Rate::Specific(specific) => vec![specific.currency],
        Rate::Sum(rates) => rates.iter().flat_map(currencies).collect(),
        Rate::Less(one, other) | Rate::AtLeast(one, other) | Rate::AtMost(one, other) => {
            currencies(one).into_iter().chain(currencies(other)).collect()
        }
        Rate::Bands(bands) => {
            let by = match &bands.by {
                BandBy::UnitValue { currency, .. } => Some(*currency),
                BandBy::Quantity(_) => None,
            };
            by.into_iter().chain(bands.bands.iter().flat_map(|band| currencies(&band.rate))).collect()
        }
        Rate::If { then, otherwise, .. } => currencies(then).into_iter().chain(currencies(otherwise)).collect(),
    }
}

pub(super) fn stage_rises(draft: &Draft, place: usize) -> Option<String> {
    let (measure, read) = draft.new_measure(place)?;
    let percent = plain_percent(read).filter(|_| measure.kind == Kind::Preference)?;
    let is_stage_before = |(other, _): &(&DraftMeasure, &Read)| {
        (other.kind, &other.tax, &other.area, &other.condition) == (measure.kind, &measure.tax, &measure.area, &measure.condition)
            && other.validity.until() == Some(measure.validity.from())
    };
    let (other, before) = draft.on(measure.code).find(is_stage_before)?;
    let before = plain_percent(before).filter(|before| *before < percent)?;
    Some(format!("rises from {before} % (from {}) to {percent} %", other.validity.from()))
}

pub(super) fn dearer_than_normal(draft: &Draft, place: usize) -> Option<String> {
    let (measure, read) = draft.new_measure(place)?;
    let percent = plain_percent(read).filter(|_| measure.kind == Kind::Preference)?;
    let day = measure.validity.from();
    let is_normal = |(other, _): &(&DraftMeasure, &Read)| {
        other.kind == Kind::Duty
            && other.tax == measure.tax
            && other.area.is_none()
            && other.condition.is_empty()
            && other.validity.contains(day)
    };
    let (_, normal) = draft.on_and_above(measure.code).find(is_normal)?;
    let normal = plain_percent(normal).filter(|normal| *normal < percent)?;
    Some(format!("is {percent} %, above the normal duty of {normal} % on {day}"))
}

/// Returns the percentage of a rate that is nothing else.
fn plain_percent(read: &Read) -> Option<Exact> {
    match read.rate.as_ref().ok()? {
        Rate::Free => Some(Exact::ZERO),
        Rate::Percent { percent, of: Value::Base } => Some(*percent),
        _ => None,
    }
}

pub(super) fn origin_of_internal_tax(draft: &Draft, place: usize) -> Option<String> {
    let (measure, _) = draft.new_measure(place)?;
    let area = measure.area.as_ref().filter(|_| matches!(measure.kind, Kind::Excise | Kind::Vat))?;
    Some(format!("is a {} for goods from {area} alone", measure.kind))
}

pub(super) fn high_percent(draft: &Draft, place: usize) -> Option<String> {
    let (_, read) = draft.new_measure(place)?;
    let percent = percents(read.rate.as_ref().ok()?).into_iter().find(|percent| *percent > Exact::whole(PERCENT_MAX))?;
    Some(format!("has a percentage of {percent}"))
}

fn percents(rate: &Rate) -> Vec<Exact> {
    match rate {
        Rate::Percent { percent, .. } => vec![*percent],
        Rate::Free | Rate::Exempt | Rate::Specific(_) => Vec::new(),
        Rate::Sum(rates) => rates.iter().flat_map(percents).collect(),
        Rate::Less(one, other) | Rate::AtLeast(one, other) | Rate::AtMost(one, other) => {
            percents(one).into_iter().chain(percents(other)).collect()
        }
        Rate::Bands(bands) => bands.bands.iter().flat_map(|band| percents(&band.rate)).collect(),
        Rate::If { then, otherwise, .. } => percents(then).into_iter().chain(percents(otherwise)).collect(),
    }
}

pub(super) fn other_flow(draft: &Draft, place: usize) -> Option<String> {
    let (measure, read) = draft.new_measure(place)?;
    let tax = draft.book().taxes.iter().find(|tax| tax.code == measure.tax).filter(|_| measure.kind.has_rate())?;
    let flow = required_flow(read.condition.as_ref().ok()?)?;
    let shown = |flow: Flow| if flow == Flow::Import { "imports" } else { "exports" };
    (flow != tax.flow).then(|| format!("is for {}, and the tax {} is on {}", shown(flow), tax.code, shown(tax.flow)))
}

fn required_flow(condition: &Condition) -> Option<Flow> {
    match condition {
        Condition::Flow(flow) => Some(*flow),
        Condition::All(conditions) => conditions.iter().find_map(required_flow),
        _ => None,
    }
}

pub(super) fn empty_group(draft: &Draft, place: usize) -> Option<String> {
    let (measure, _) = draft.new_measure(place)?;
    let area = measure.area.as_ref()?;
    let day = measure.validity.from();
    let mut groups = draft.book().areas.iter().filter(|own| own.code == *area).peekable();
    groups.peek()?;
    let has_member = groups.any(|group| {
        group.members.iter().any(|member| member.validity.contains(day) && !measure.excluded.contains(&member.country))
    });
    (!has_member).then(|| format!("is for {area}, which has nobody in it on {day} that is not excluded"))
}
