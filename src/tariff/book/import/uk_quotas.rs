//! The quotas that the measures of a commodity of the United Kingdom draw from, with what was left when they were published.

use std::collections::HashMap;

use duty::{
    quota::{QuotaEvent, QuotaEventKind, QuotaState},
    text::united_kingdom::{PublishedMeasure, QuotaDefinition},
};
use jiff::tz::TimeZone;
use vocabulary::{Date, Language, Period, Texts, Timestamp};

use super::super::{
    check,
    entry::{Body, Entry, EntryKey, EntryKind, QuotaBody},
};
use crate::{
    platform::import::{FileError, Flaw, Identity, ImportFile, RowError, Rows, Source},
    tariff::measure::import::commodity,
};

const SOURCE: &str = "UK Trade Tariff, quota definition";

/// The quotas of a commodity.
pub struct UkQuotas {
    file: ImportFile,
}

impl UkQuotas {
    /// Reads quotas from `file`; nothing where it has none.
    ///
    /// # Errors
    /// Refuses a file that is no commodity.
    pub fn new(file: ImportFile) -> Result<Option<UkQuotas>, FileError> {
        let has_some = commodity(&file)?.measures.iter().any(|measure| measure.quota.is_some());
        Ok(has_some.then_some(UkQuotas { file }))
    }
}

impl Source for UkQuotas {
    type Row = Entry;

    fn identity(&self) -> Identity {
        Identity::of("uk-quotas", &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Entry>, FileError> {
        let mut said: HashMap<(EntryKey, Date), Entry> = HashMap::new();
        let measures = commodity(&self.file)?.measures.into_iter().enumerate();
        Ok(Box::new(measures.filter_map(move |(place, measure)| {
            let bad = |reason| Flaw::Row(RowError::new(self.file.name(), place as u64 + 1, reason, measure.id.as_str()));
            let entry = match entry(&measure)? {
                Ok(entry) => entry,
                Err(reason) => return Some(Err(bad(reason))),
            };
            // Several measures draw from one quota.
            match said.insert((entry.key.clone(), entry.validity.from()), entry.clone()) {
                Some(other) if other == entry => None,
                Some(_) => Some(Err(bad(format!("says something else of the quota {}", entry.key.name)))),
                None => Some(Ok(entry)),
            }
        })))
    }
}

fn entry(measure: &PublishedMeasure) -> Option<Result<Entry, String>> {
    let (order, quota) = (measure.order_number.as_ref()?, measure.quota.as_ref()?);
    Some(body(order.as_str(), quota).and_then(|body| {
        let key = EntryKey { kind: EntryKind::Quota, name: order.to_string() };
        let entry = Entry { key, body, source_act: SOURCE.to_owned(), validity: quota.validity };
        check::entry(&entry)?;
        Ok(entry)
    }))
}

fn body(order: &str, quota: &QuotaDefinition) -> Result<Body, String> {
    let status = quota.status.to_lowercase();
    let status = status.parse().map_err(|error| format!("the state {:?} of the quota {order} {error}", quota.status))?;
    let balance_as_of = known_at(order, quota)?;
    let known_on = within(balance_as_of.to_zoned(TimeZone::UTC).date(), quota.validity);
    let events = events(order, quota, status, known_on)?;
    let state = events.iter().rfind(|event| event.on <= known_on).map_or(status, |event| event.event.state());
    Ok(Body::Quota(QuotaBody {
        names: Texts([(Language::EN, format!("Tariff quota {order}"))].into()),
        measured: quota.measured.clone(),
        initial: quota.volume,
        balance: quota.balance,
        balance_as_of,
        state,
        events,
    }))
}

/// Returns what happened to a quota, as far as its definition says so: that it opened, the days it was suspended or blocked, and how it
/// stood when its balance was known. On which earlier day it became critical, nobody publishes.
fn events(order: &str, quota: &QuotaDefinition, status: QuotaState, known_on: Date) -> Result<Vec<QuotaEvent>, String> {
    let period = quota.validity;
    if let (Some(suspended), Some(blocked)) = (quota.suspended, quota.blocked)
        && (suspended.contains(blocked.from()) || blocked.contains(suspended.from()))
    {
        return Err(format!("the quota {order} is suspended and blocked at once"));
    }
    let stood = match status {
        QuotaState::Open => None,
        QuotaState::Critical => Some(QuotaEventKind::Critical),
        QuotaState::Exhausted => Some(QuotaEventKind::Exhausted),
        QuotaState::Blocked => Some(QuotaEventKind::Blocked),
        QuotaState::Suspended => Some(QuotaEventKind::Suspended),
    };
    let event = |event, on| QuotaEvent { event, on, balance: None };
    let mut events = vec![QuotaEvent { balance: Some(quota.volume), ..event(QuotaEventKind::Opened, period.from()) }];
    let mut is_paused = false;
    for (pause, kind) in [(quota.suspended, QuotaEventKind::Suspended), (quota.blocked, QuotaEventKind::Blocked)] {
        let Some(pause) = pause else { continue };
        let begins = pause.from().max(period.from());
        if !period.contains(begins) || !pause.contains(begins) {
            continue;
        }
        events.push(event(kind, begins));
        is_paused |= pause.contains(known_on);
        if let Some(ends) = pause.until().filter(|ends| period.contains(*ends)) {
            let stands = if ends > known_on { stood } else { None };
            events.push(event(stands.unwrap_or(QuotaEventKind::Reopened), ends));
        }
    }
    if let Some(kind) = stood.filter(|_| !is_paused) {
        let says_so = kind != QuotaEventKind::Exhausted || quota.balance.is_zero();
        events.push(QuotaEvent { balance: says_so.then_some(quota.balance), ..event(kind, known_on) });
    }
    events.sort_by_key(|event| event.on);
    events.dedup_by(|next, before| next.event.state() == before.event.state());
    Ok(events)
}

/// Returns the day of a period that is closest to `day`.
fn within(day: Date, period: Period) -> Date {
    let last = period.until().and_then(|until| until.yesterday().ok()).unwrap_or(day);
    day.min(last).max(period.from())
}

/// Returns when the balance was known: when it was last drawn from, else when it was opened, if all of it is left.
fn known_at(order: &str, quota: &QuotaDefinition) -> Result<Timestamp, String> {
    let opened = || {
        let is_whole = quota.balance == quota.volume;
        let day = quota.validity.from().to_zoned(jiff::tz::TimeZone::UTC);
        day.ok().filter(|_| is_whole).map(|day| day.timestamp())
    };
    quota.last_drawn_at.or_else(opened).ok_or_else(|| format!("nobody says when the balance of the quota {order} was known"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(definitions: &[Value]) -> Vec<Result<Entry, String>> {
        let measures = definitions.iter().enumerate().map(|(place, definition)| {
            json!({
                "id": place, "effective_start_date": "2021-01-01", "effective_end_date": "2021-03-31",
                "measure_type": { "id": "143", "measure_type_series_id": "C", "description": "Preferential tariff quota" },
                "measure_components": [{ "duty_expression_id": "01", "duty_amount": 0.0 }],
                "geographical_area": { "id": "MA" }, "order_number": { "number": "051104", "definition": definition },
            })
        });
        let measures: Vec<Value> = measures.collect();
        let text = json!({ "goods_nomenclature_item_id": "0702000007", "import_measures": measures, "export_measures": [] });
        let source = UkQuotas::new(ImportFile::from_bytes("tomatoes.json", text.to_string().into_bytes())).expect("a commodity");
        let rows: Vec<_> = source.map(|source| source.rows().expect("a commodity").collect()).unwrap_or_default();
        let told = |row: Result<Entry, Flaw>| {
            row.map_err(|flaw| match flaw {
                Flaw::Row(error) => error.to_string(),
                Flaw::File(error) => error.to_string(),
            })
        };
        rows.into_iter().map(told).collect()
    }

    fn definition(changes: Value) -> Value {
        let mut definition = json!({ "initial_volume": "100.0", "balance": "40.5", "measurement_unit": "Tonne (1,000 kg)",
            "validity_start_date": "2021-01-01T00:00:00.000Z", "validity_end_date": "2021-12-31T00:00:00.000Z",
            "last_allocation_date": "2021-02-22T13:00:00.000Z", "status": "Critical" });
        for (field, value) in changes.as_object().expect("fields") {
            definition[field] = value.clone();
        }
        definition
    }

    #[test]
    fn a_quota_says_what_happened_to_it_and_on_which_day() {
        let told = |changes: Value| {
            let rows = read(&[definition(changes)]);
            let [Ok(Entry { body: Body::Quota(quota), .. })] = &rows[..] else { panic!("one quota: {rows:?}") };
            let events = quota.events.iter().map(|event| format!("{} {}", event.event.as_str(), event.on));
            (quota.state, events.collect::<Vec<_>>())
        };
        let critical = told(json!({}));
        assert_eq!(critical, (QuotaState::Critical, vec!["opened 2021-01-01".to_owned(), "critical 2021-02-22".to_owned()]));
        // Published as open, and suspended for the whole of its period.
        let whole =
            json!({ "status": "Open", "suspension_period_start_date": "2021-01-01", "suspension_period_end_date": "2021-12-31" });
        assert_eq!(told(whole), (QuotaState::Suspended, vec!["opened 2021-01-01".to_owned(), "suspended 2021-01-01".to_owned()]));
        let week =
            json!({ "status": "Open", "blocking_period_start_date": "2021-03-01", "blocking_period_end_date": "2021-03-07" });
        let events = ["opened 2021-01-01", "blocked 2021-03-01", "reopened 2021-03-08"].map(str::to_owned).to_vec();
        assert_eq!(told(week), (QuotaState::Open, events), "known before it was blocked");
        let both = json!({ "blocking_period_start_date": "2021-03-01", "blocking_period_end_date": "2021-03-07",
            "suspension_period_start_date": "2021-03-05", "suspension_period_end_date": "2021-03-06" });
        let refused = read(&[definition(both)]);
        assert!(refused[0].as_ref().is_err_and(|reason| reason.contains("suspended and blocked at once")), "{refused:?}");
    }

    #[test]
    fn a_quota_says_what_is_left_and_when_that_was_known() {
        let rows = read(&[definition(json!({})), definition(json!({}))]);
        assert_eq!(rows.len(), 1, "several measures draw from one quota");
        let Ok(Entry { key, body: Body::Quota(quota), .. }) = &rows[0] else { panic!("{:?}", rows[0]) };
        assert_eq!(
            (key.name.as_str(), quota.initial.to_string(), quota.balance.to_string()),
            ("051104", "100000".into(), "40500".into())
        );
        assert_eq!((quota.measured.to_string().as_str(), quota.state.as_str()), ("kg", "critical"));
        assert_eq!(quota.balance_as_of.to_string(), "2021-02-22T13:00:00Z");
    }

    #[test]
    fn a_balance_of_no_known_day_and_a_state_of_no_known_name_are_refused() {
        let whole = read(&[definition(json!({ "last_allocation_date": null, "balance": "100.0" }))]);
        let Ok(Entry { body: Body::Quota(quota), .. }) = &whole[0] else { panic!("{whole:?}") };
        assert_eq!(quota.balance_as_of.to_string(), "2021-01-01T00:00:00Z");
        let told = [json!({ "last_allocation_date": null }), json!({ "status": "Resting" }), json!({ "balance": "100.1" })]
            .map(|changes| read(&[definition(changes)]).remove(0).expect_err("no quota"));
        assert_eq!(
            told,
            [
                "tomatoes.json:1: nobody says when the balance of the quota 051104 was known",
                "tomatoes.json:1: the state \"Resting\" of the quota 051104 is none of open, critical, exhausted, blocked, suspended",
                "tomatoes.json:1: balance is not between nothing and what the quota was at first",
            ]
        );
        assert_eq!(read(&[Value::Null]), []);
    }
}
