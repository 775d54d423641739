//! The tariff as a pack writes it. Rules only.

use pack::{
    Sentences, Territory, WrittenExchange, WrittenGroup, WrittenLine, WrittenMeasure, WrittenMember, WrittenQuota, WrittenTax,
};
use vocabulary::{Language, Period};

use super::content::Scope;
use crate::{
    platform::message,
    tariff::{
        Measure,
        book::{Body, Entry},
        estimate::measure_id,
        measure::LinesKnown,
    },
};

/// Returns taxes, groups, quotas and rates of exchange; nothing where the currency they are in is not published.
pub fn territory(entries: Vec<(Entry, Period)>, scope: &Scope) -> Option<Territory> {
    let own = entries.iter().find_map(|(entry, period)| match &entry.body {
        Body::Territory(own) if period.contains(scope.from) => Some(own.clone()),
        _ => None,
    })?;
    let mut territory = Territory {
        currency: own.currency,
        valuation: own.valuation,
        covers: Some((scope.from, scope.until)),
        taxes: Vec::new(),
        groups: Vec::new(),
        exchange_rates: Vec::new(),
        quotas: Vec::new(),
    };
    for (entry, period) in entries.into_iter().filter(|(_, period)| scope.has_days(period)) {
        add(&mut territory, entry, period);
    }
    Some(territory)
}

/// Adds an entry. What was stored was checked: its name is one of its kind.
fn add(territory: &mut Territory, Entry { key, body, source_act, .. }: Entry, period: Period) {
    let (from, until) = (Some(period.from()), period.until());
    match body {
        Body::Tax(tax) => territory.taxes.extend(key.name.parse().ok().map(|code| WrittenTax {
            code,
            from,
            until,
            flow: tax.flow,
            base: tax.base.iter().map(ToString::to_string).collect(),
            rounding: tax.rounding,
            level: tax.level,
            required: tax.required,
            rate: tax.rate,
            names: tax.names,
            act: source_act,
        })),
        Body::Area(area) => territory.groups.extend(key.name.parse().ok().map(|code| {
            WrittenGroup {
                code,
                from,
                until,
                members: area
                    .members
                    .into_iter()
                    .map(|member| WrittenMember { country: member.country, from: member.from, until: member.until })
                    .collect(),
            }
        })),
        Body::Quota(quota) => territory.quotas.extend(key.name.parse().ok().map(|order| WrittenQuota {
            order,
            measured: quota.measured,
            initial: quota.initial,
            balance: quota.balance,
            balance_as_of: Some(quota.balance_as_of),
            state: quota.state.as_str().to_owned(),
            events: quota.events,
            from,
            until,
        })),
        Body::ExchangeRate(rate) => {
            territory.exchange_rates.extend(key.name.parse().ok().map(|currency| WrittenExchange {
                currency,
                value: rate.value,
                from,
                until,
                source: source_act,
            }));
        }
        Body::Territory(_) | Body::UnitValue(_) => {}
    }
}

/// Returns the measures in scope.
pub fn measures(recorded: Vec<(Measure, Period)>, scope: &Scope) -> Vec<WrittenMeasure> {
    let in_scope = recorded.into_iter().filter(|(measure, period)| scope.has_code(&measure.key.code) && scope.has_days(period));
    let written = |(measure, period): (Measure, Period)| {
        let Measure { key, excluded, rate, source_act, .. } = measure;
        WrittenMeasure {
            id: measure_id(&key),
            code: key.code,
            kind: key.measure_type,
            tax: Some(key.tax),
            area: key.origin,
            excluded,
            rate: key.measure_type.has_rate().then_some(rate),
            condition: key.condition,
            act: source_act,
            from: Some(period.from()),
            until: period.until(),
        }
    };
    in_scope.map(written).collect()
}

/// Returns the sentences that ask for what is missing, in the languages in scope that we speak.
pub fn sentences(scope: &Scope) -> Sentences {
    let languages: Vec<Language> = Language::SPOKEN.into_iter().filter(|language| scope.has_language(*language)).collect();
    Sentences::gathered(&languages, |code, language, value| message::render(language, code, &[("value", value.to_owned())]))
}

/// Returns the lines in scope that goods can be declared under.
pub fn lines(known: &LinesKnown, scope: &Scope) -> Vec<WrittenLine> {
    let declarable =
        known.all().filter(|(code, period, declarable)| *declarable && scope.has_code(code) && scope.has_days(period));
    declarable.map(|(code, period, _)| WrittenLine { code, from: Some(period.from()), until: period.until() }).collect()
}
