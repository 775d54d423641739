//! What stands on the page of an estimate, from its total to what it leaves out.

use std::collections::BTreeSet;

use duty::{condition::Flow, trace::ValueStep};
use jiff::tz::TimeZone;
use vocabulary::Timestamp;

use super::line;
use crate::{
    platform::page::markup::{self, Words, apart},
    tariff::estimate::{rules::Rules, saved::SavedEstimate},
};

/// An estimate, with what is known of the rules it stands on.
pub struct Told<'a> {
    /// The estimate.
    pub saved: &'a SavedEstimate,
    /// The rules, as they were known then.
    pub rules: Option<&'a Rules>,
    /// What each line is called.
    pub descriptions: &'a [Option<String>],
}

impl Told<'_> {
    /// Writes the page.
    pub fn document(&self, words: &Words) -> String {
        let code = self.saved.code.to_string();
        let title = words.tell("ESTIMATE_TITLE", &[("code", code.clone())]);
        let body = [
            format!("<h1>{}</h1>\n<p class=\"notice\">{}</p>\n", words.say("ESTIMATE_HEADING"), words.say("ESTIMATE_NOTICE")),
            self.total(words),
            self.editions(words, &code),
            line::sections(self, words),
            self.exchange(words),
            format!("<p>{}</p>\n<p>{}</p>\n", words.say("ESTIMATE_LEFT_OUT"), words.say("ESTIMATE_AGAIN")),
        ];
        markup::document(words, &title, &body.concat())
    }

    fn total(&self, words: &Words) -> String {
        let total = self.saved.result.total.to_string();
        format!("<p class=\"total\">{}: <strong>{}</strong></p>\n", words.say("ESTIMATE_TOTAL"), apart(&total))
    }

    /// Which editions of the rules it stands on, and until when it is kept.
    fn editions(&self, words: &Words, code: &str) -> String {
        let flow = if self.saved.declaration.flow == Flow::Export { "export" } else { "import" };
        let flow = words.tell("ESTIMATE_FLOW", &[("state", flow.to_owned())]);
        let rows = [
            (words.say("ESTIMATE_CODE"), format!("<code>{}</code>", apart(code))),
            (words.say("ESTIMATE_DIRECTION"), flow),
            (words.say("ESTIMATE_DAY"), apart(&self.saved.declaration.day.to_string())),
            (words.say("ESTIMATE_KNOWN"), apart(&minute(self.saved.known_at))),
            (words.say("ESTIMATE_UNTIL"), apart(&minute(self.saved.expires_at))),
        ];
        markup::list(&rows)
    }

    /// The rates of exchange that were used, each once.
    fn exchange(&self, words: &Words) -> String {
        let trace = &self.saved.result.trace;
        let rates: BTreeSet<String> =
            trace.values.iter().filter_map(|value| rate(value, words, trace.currency.as_str())).collect();
        if rates.is_empty() {
            return String::new();
        }
        let items = rates.iter().map(|rate| format!("<li>{rate}</li>\n"));
        format!("<h2>{}</h2>\n<ul>\n{}</ul>\n", words.say("ESTIMATE_EXCHANGE"), items.collect::<String>())
    }
}

fn rate(value: &ValueStep, words: &Words, own: &str) -> Option<String> {
    let exchange = value.exchange.as_ref()?;
    let until = exchange.until.map_or_else(|| "none".to_owned(), |day| day.to_string());
    let facts = [
        ("code", value.currency.to_string()),
        ("value", exchange.rate.to_string()),
        ("current", own.to_owned()),
        ("from", exchange.from.to_string()),
        ("until", until),
        ("act", exchange.source.clone()),
    ];
    Some(words.tell("ESTIMATE_EXCHANGE_RATE", &facts))
}

/// Writes an instant to the minute, in UTC.
fn minute(instant: Timestamp) -> String {
    instant.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string()
}
