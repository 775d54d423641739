//! Reads what is written of a territory, by little code: a phone carries it (`docs/decisions/0036-what-a-phone-carries.md`). Whatever is there
//! and not known is refused, as it may mean that a duty is another.

use duty::{
    condition::Flow,
    exact::RoundingMode,
    quota::{QuotaEvent, QuotaEventKind},
    rate::Measured,
    tax::{Level, Rounding, Valuation},
};
use read::{Object, Read, Unread, Value, Word};
use vocabulary::{Date, Language, Texts};

use super::{
    Chapter, Sentences,
    written::{Territory, WrittenExchange, WrittenGroup, WrittenLine, WrittenMeasure, WrittenMember, WrittenQuota, WrittenTax},
};

/// How the ways of rounding are written.
const MODES: [(&str, RoundingMode); 4] = [
    ("half-up", RoundingMode::HalfUp),
    ("half-even", RoundingMode::HalfEven),
    ("down", RoundingMode::Down),
    ("up", RoundingMode::Up),
];
/// How what happens to quotas is written.
const EVENTS: [(&str, QuotaEventKind); 6] = [
    ("opened", QuotaEventKind::Opened),
    ("critical", QuotaEventKind::Critical),
    ("exhausted", QuotaEventKind::Exhausted),
    ("reopened", QuotaEventKind::Reopened),
    ("blocked", QuotaEventKind::Blocked),
    ("suspended", QuotaEventKind::Suspended),
];

/// Reads an object of which everything is known.
fn whole<T>(value: Value, read: impl FnOnce(&mut Object) -> Result<T, Unread>) -> Result<T, Unread> {
    let mut object = Object::of(value)?;
    let whole = read(&mut object)?;
    object.end()?;
    Ok(whole)
}

impl Read for Territory {
    fn read(value: Value) -> Result<Territory, Unread> {
        whole(value, |object| {
            Ok(Territory {
                currency: object.word("currency")?,
                valuation: object.one_of("valuation", &[("cif", Valuation::Cif), ("fob", Valuation::Fob)])?,
                covers: days(object, "covers")?,
                taxes: object.take("taxes")?,
                groups: object.or_default("groups")?,
                exchange_rates: object.or_default("exchange_rates")?,
                quotas: object.or_default("quotas")?,
            })
        })
    }
}

/// Two days, in a list.
fn days(object: &mut Object, name: &'static str) -> Result<Option<(Date, Date)>, Unread> {
    let Some(days) = object.take::<Option<Vec<Word<Date>>>>(name)? else { return Ok(None) };
    match <[Word<Date>; 2]>::try_from(days) {
        Ok([Word(from), Word(until)]) => Ok(Some((from, until))),
        Err(_) => Err(Unread(name)),
    }
}

impl Read for WrittenTax {
    fn read(value: Value) -> Result<WrittenTax, Unread> {
        whole(value, |object| {
            Ok(WrittenTax {
                code: object.word("code")?,
                from: object.word_if_any("from")?,
                until: object.word_if_any("until")?,
                flow: object.one_of("flow", &[("import", Flow::Import), ("export", Flow::Export)])?,
                base: object.take("base")?,
                rounding: rounding(object.take("rounding")?)?,
                level: object.one_of("level", &[("line", Level::Line), ("declaration", Level::Declaration)])?,
                required: object.or_default("required")?,
                rate: object.take("rate")?,
                names: Texts(texts(object.or_default("names")?)?),
                act: object.or_default("act")?,
            })
        })
    }
}

fn rounding(mut object: Object) -> Result<Rounding, Unread> {
    let step: i64 = object.take("step")?;
    Ok(Rounding { mode: object.one_of("mode", &MODES)?, step: step.try_into().map_err(|_| Unread("step"))? })
}

fn texts(written: read::Fields) -> Result<std::collections::BTreeMap<Language, String>, Unread> {
    let mut texts = std::collections::BTreeMap::new();
    for (language, text) in written {
        texts.insert(language.parse().map_err(|_| Unread("language"))?, String::read(text)?);
    }
    Ok(texts)
}

impl Read for WrittenGroup {
    fn read(value: Value) -> Result<WrittenGroup, Unread> {
        whole(value, |object| {
            Ok(WrittenGroup {
                code: object.word("code")?,
                from: object.word_if_any("from")?,
                until: object.word_if_any("until")?,
                members: object.take("members")?,
            })
        })
    }
}

impl Read for WrittenMember {
    fn read(value: Value) -> Result<WrittenMember, Unread> {
        whole(value, |object| {
            Ok(WrittenMember {
                country: object.word("country")?,
                from: object.word_if_any("from")?,
                until: object.word_if_any("until")?,
            })
        })
    }
}

impl Read for WrittenExchange {
    fn read(value: Value) -> Result<WrittenExchange, Unread> {
        whole(value, |object| {
            Ok(WrittenExchange {
                currency: object.word("currency")?,
                value: object.word("value")?,
                from: object.word_if_any("from")?,
                until: object.word_if_any("until")?,
                source: object.or_default("source")?,
            })
        })
    }
}

impl Read for WrittenQuota {
    fn read(value: Value) -> Result<WrittenQuota, Unread> {
        whole(value, |object| {
            Ok(WrittenQuota {
                order: object.word("order")?,
                measured: measured(object.take("measured")?)?,
                initial: object.word("initial")?,
                balance: object.word("balance")?,
                balance_as_of: object.word_if_any("balance_as_of")?,
                state: object.take("state")?,
                events: object.or_default::<Vec<Object>>("events")?.into_iter().map(event).collect::<Result<_, _>>()?,
                from: object.word_if_any("from")?,
                until: object.word_if_any("until")?,
            })
        })
    }
}

fn measured(mut object: Object) -> Result<Measured, Unread> {
    Ok(Measured { unit: object.word("unit")?, of: object.word_if_any("of")? })
}

fn event(mut object: Object) -> Result<QuotaEvent, Unread> {
    let event = object.one_of("event", &EVENTS)?;
    let event = QuotaEvent { event, on: object.word("on")?, balance: object.word_if_any("balance")? };
    object.end()?;
    Ok(event)
}

impl Read for WrittenMeasure {
    fn read(value: Value) -> Result<WrittenMeasure, Unread> {
        whole(value, |object| {
            Ok(WrittenMeasure {
                id: object.word("id")?,
                code: object.word("code")?,
                kind: object.word("kind")?,
                tax: object.word_if_any("tax")?,
                area: object.word_if_any("area")?,
                excluded: object.words("excluded")?,
                rate: object.take("rate")?,
                condition: object.or_default("condition")?,
                act: object.or_default("act")?,
                from: object.word_if_any("from")?,
                until: object.word_if_any("until")?,
            })
        })
    }
}

impl Read for WrittenLine {
    fn read(value: Value) -> Result<WrittenLine, Unread> {
        whole(value, |object| {
            Ok(WrittenLine { code: object.word("code")?, from: object.word_if_any("from")?, until: object.word_if_any("until")? })
        })
    }
}

impl Read for Chapter {
    fn read(value: Value) -> Result<Chapter, Unread> {
        whole(value, |object| Ok(Chapter { lines: object.take("lines")?, measures: object.take("measures")? }))
    }
}

impl Read for Sentences {
    fn read(value: Value) -> Result<Sentences, Unread> {
        let mut sentences = Sentences::default();
        for (name, written) in read::Fields::read(value)? {
            sentences.0.insert(name, Texts(texts(read::Fields::read(written)?)?));
        }
        Ok(sentences)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn territory(mode: &str, flow: &str, level: &str, valuation: &str, event: &str) -> Value {
        json!({
            "currency": "XTS", "valuation": valuation, "covers": ["2026-01-01", "2027-01-01"],
            "taxes": [{
                "code": "vat", "from": "2026-01-01", "until": "2026-07-01", "flow": flow, "base": ["customs-value", "tax:duty"],
                "rounding": { "mode": mode, "step": 100 }, "level": level, "required": true, "rate": "16 %",
                "names": { "en": "Value added tax", "sw": "Kodi" }, "act": "Act 1"
            }],
            "groups": [{
                "code": "EAC", "from": "2026-01-01", "until": "2026-07-01",
                "members": [{ "country": "KE", "from": "2026-02-01", "until": "2026-03-01" }, { "country": "TZ" }]
            }],
            "exchange_rates": [{
                "currency": "KES", "value": "40/3", "from": "2026-01-01", "until": "2026-07-01", "source": "Gazette 7"
            }],
            "quotas": [{
                "order": "ZQ-1005", "measured": { "unit": "KGM", "of": "drained weight" }, "initial": "1000", "balance": "12.5",
                "balance_as_of": "2026-03-01T09:30:00Z", "state": "open",
                "events": [{ "event": event, "on": "2026-01-01", "balance": "1000" }], "from": "2026-01-01", "until": "2026-07-01"
            }]
        })
    }

    fn chapter() -> Value {
        json!({
            "lines": [{ "code": "0901210000", "from": "2026-01-01", "until": "2026-07-01" }, { "code": "0901220000" }],
            "measures": [{
                "id": "coffee", "code": "0901000000", "kind": "anti-dumping", "tax": "duty", "area": "EAC", "excluded": ["KE", "TZ"],
                "rate": "10 %", "condition": "with Y900", "act": "Act 2", "from": "2026-01-01", "until": "2026-07-01"
            }, { "id": "tea", "code": "0902", "kind": "duty" }]
        })
    }

    /// As serde reads it, which writes it.
    fn as_written<T: serde::de::DeserializeOwned + std::fmt::Debug>(value: &Value) -> String {
        format!("{:?}", serde_json::from_value::<T>(value.clone()).expect("as it is written"))
    }

    fn as_read<T: Read + std::fmt::Debug>(value: &Value) -> String {
        format!("{:?}", T::read(value.clone()).unwrap_or_else(|unread| panic!("{unread:?} in {value}")))
    }

    #[test]
    fn what_is_written_is_read_as_it_is_written() {
        for (mode, _) in MODES {
            for (event, _) in EVENTS {
                for (flow, level, valuation) in [("import", "line", "cif"), ("export", "declaration", "fob")] {
                    let written = territory(mode, flow, level, valuation, event);
                    assert_eq!(as_read::<Territory>(&written), as_written::<Territory>(&written));
                }
            }
        }
        let (lines, measures) = (&chapter()["lines"], &chapter()["measures"]);
        assert_eq!(as_read::<Vec<WrittenLine>>(lines), as_written::<Vec<WrittenLine>>(lines));
        assert_eq!(as_read::<Vec<WrittenMeasure>>(measures), as_written::<Vec<WrittenMeasure>>(measures));
        let sentences = json!({ "DOCUMENT": { "en": "Have you {value}?", "sw": "Una {value}?" } });
        assert_eq!(as_read::<Sentences>(&sentences), as_written::<Sentences>(&sentences));
        let read = Chapter::read(chapter()).expect("a chapter");
        assert_eq!((read.lines.expect("lines").len(), read.measures.len()), (2, 2));
    }

    #[test]
    fn what_is_not_known_is_refused_wherever_it_stands() {
        let whole = territory("up", "import", "line", "cif", "opened");
        for place in ["", "/taxes/0", "/groups/0", "/groups/0/members/1", "/exchange_rates/0", "/quotas/0", "/quotas/0/events/0"]
        {
            let mut more = whole.clone();
            more.pointer_mut(place).expect("there")["surcharge"] = json!("1 %");
            assert!(Territory::read(more).is_err(), "{place}");
        }
        for place in ["", "/lines/0", "/measures/0"] {
            let mut more = chapter();
            more.pointer_mut(place).expect("there")["surcharge"] = json!("1 %");
            assert!(Chapter::read(more).is_err(), "{place}");
        }
    }

    #[test]
    fn what_has_to_be_there_is_named_where_it_is_missing_or_no_such_thing() {
        let whole = territory("up", "import", "line", "cif", "opened");
        for (place, field) in
            [("", "currency"), ("", "taxes"), ("/taxes/0", "flow"), ("/taxes/0", "rounding"), ("/quotas/0", "initial")]
        {
            let mut less = whole.clone();
            less.pointer_mut(place).and_then(Value::as_object_mut).expect("there").remove(field);
            assert_eq!(Territory::read(less).map(drop), Err(Unread(field)));
            let mut other = whole.clone();
            other.pointer_mut(place).expect("there")[field] = json!("~");
            assert!(Territory::read(other).is_err(), "{field}");
        }
    }
}
