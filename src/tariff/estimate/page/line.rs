//! One line of an estimate on its page: what was said of the goods, each tax with its law, what else is needed.

use duty::{
    compute::Computation,
    exact::Exact,
    goods::{Amount, Claim, Goods, Values},
    measure::Kind,
    name::TaxCode,
    tax::Rounding,
    trace::{TermStep, TraceStep},
};
use vocabulary::Money;

use super::document::Told;
use crate::platform::page::markup::{Text, Words, apart};

/// Writes the lines, one section each.
pub fn sections(told: &Told<'_>, words: &Words) -> String {
    let declaration = &told.saved.declaration;
    let computation = told.rules.map(|rules| rules.compute(declaration));
    let lines = declaration.lines.iter().enumerate();
    lines.map(|(place, goods)| section(told, words, place, goods, computation.as_ref())).collect()
}

fn section(told: &Told<'_>, words: &Words, place: usize, goods: &Goods, computation: Option<&Computation<'_>>) -> String {
    let description = told.descriptions.get(place).and_then(Option::as_deref).unwrap_or_default();
    let heading = words.tell("ESTIMATE_LINE", &[("value", (place + 1).to_string()), ("code", goods.code.to_string())]);
    let needed = computation.map(|computation| needed(words, computation, place)).unwrap_or_default();
    format!(
        "<section>\n<h2>{heading}</h2>\n<p>{}</p>\n{}{}{needed}</section>\n",
        apart(description),
        said(words, goods),
        taxes(told, words, place)
    )
}

/// What the trader said of the goods.
fn said(words: &Words, goods: &Goods) -> String {
    let mut rows = vec![(words.say("ESTIMATE_COUNTRY"), goods.country.to_string())];
    let Values { customs, fob, freight, insurance, retail, parts } = &goods.values;
    let named = [
        ("customs-value", customs),
        ("fob-value", fob),
        ("freight", freight),
        ("insurance", insurance),
        ("retail-price", retail),
    ];
    let values = named.into_iter().filter_map(|(name, amount)| Some((term(words, name), amount.as_ref()?)));
    let parts = parts.iter().map(|(part, amount)| (Text(&part.to_string()).to_string(), amount));
    rows.extend(values.chain(parts).map(|(name, amount)| (name, declared(amount))));
    rows.extend(goods.quantities.iter().map(|(of, quantity)| (words.say("ESTIMATE_QUANTITY"), format!("{quantity} {of}"))));
    let documents: Vec<String> = goods.documents.iter().map(ToString::to_string).collect();
    if !documents.is_empty() {
        rows.push((words.say("ESTIMATE_DOCUMENTS"), documents.join(", ")));
    }
    let codes: Vec<String> = goods.additional_codes.iter().map(ToString::to_string).collect();
    if !codes.is_empty() {
        rows.push((words.say("ESTIMATE_ADDITIONAL_CODES"), codes.join(", ")));
    }
    rows.extend(goods.claim.as_ref().map(|claim| (words.say("ESTIMATE_CLAIM"), claimed(claim))));
    let rows = rows.into_iter().map(|(name, value)| format!("<dt>{name}</dt><dd>{}</dd>\n", apart(&value)));
    let statements = goods.statements.iter().map(|(statement, holds)| {
        let answer = words.tell("ESTIMATE_ANSWER", &[("state", if *holds { "yes" } else { "no" }.to_owned())]);
        format!("<dt>{}</dt><dd>{answer}</dd>\n", apart(&statement.to_string()))
    });
    format!("<dl>\n{}</dl>\n", rows.chain(statements).collect::<String>())
}

fn declared(amount: &Amount) -> String {
    format!("{} {}", amount.currency, amount.number)
}

fn claimed(claim: &Claim) -> String {
    let area = claim.area.as_ref().map(|area| format!(" {area}")).unwrap_or_default();
    let quota = claim.quota.as_ref().map(|quota| format!(" {quota}")).unwrap_or_default();
    format!("{}{area}{quota}", claim.kind.as_str())
}

/// Each tax on the line: the rate in the words of its source, what it is taken of, the amount, the law.
fn taxes(told: &Told<'_>, words: &Words, place: usize) -> String {
    let trace = &told.saved.result.trace;
    let share = |step: &TraceStep| step.shares.get(step.lines.iter().position(|line| *line == place)?).copied();
    let on_line: Vec<(&TraceStep, i64)> = trace.steps.iter().filter_map(|step| Some((step, share(step)?))).collect();
    let total = on_line.iter().map(|(_, minor)| minor).sum();
    let money = |minor| Money::new(minor, trace.currency).to_string();
    let rows = on_line.iter().map(|(step, minor)| {
        let base: Vec<String> = step.base.iter().map(|part| base(told, words, part)).collect();
        let whole = if step.lines.len() > 1 { format!("<small>{}</small>", words.say("ESTIMATE_SHARE")) } else { String::new() };
        format!(
            "<tr><td>{}<small>{}</small></td><td>{}<small>{}</small>{whole}</td><td class=\"amount\">{}</td></tr>\n",
            apart(&tax_name(told, words, &step.tax)),
            apart(&step.source_act),
            apart(&step.printed),
            base.join(" + "),
            apart(&money(*minor)),
        )
    });
    format!(
        "<table>\n<thead><tr><th>{}</th><th>{}</th><th class=\"amount\">{}</th></tr></thead>\n<tbody>\n{}</tbody>\n\
         <tfoot><tr><th colspan=\"2\">{}</th><td class=\"amount\">{}</td></tr></tfoot>\n</table>\n",
        words.say("ESTIMATE_TAX"),
        words.say("ESTIMATE_RATE"),
        words.say("ESTIMATE_AMOUNT"),
        rows.collect::<String>(),
        words.say("ESTIMATE_LINE_TOTAL"),
        apart(&money(total)),
    )
}

/// One part of what a tax is taken of, rounded for people to read; the trace has it exactly.
fn base(told: &Told<'_>, words: &Words, part: &TermStep) -> String {
    let name = match part.term.strip_prefix("tax:").and_then(|code| code.parse().ok()) {
        Some(code) => apart(&tax_name(told, words, &code)),
        None => term(words, &part.term),
    };
    let amount = |exact: Exact| Rounding::MINOR_HALF_UP.round(exact, told.saved.result.trace.currency).ok();
    let amount = amount(part.amount).map(|money| apart(&money.to_string())).unwrap_or_default();
    format!("{name} {amount}")
}

fn term(words: &Words, name: &str) -> String {
    words.tell("ESTIMATE_VALUE", &[("value", name.to_owned())])
}

fn tax_name(told: &Told<'_>, words: &Words, code: &TaxCode) -> String {
    told.rules.map_or_else(|| code.to_string(), |rules| rules.book.tax_name(code, words.language))
}

/// What the line asks for besides money: permits, prohibitions, further units. What surely does not hold for the goods is left out.
fn needed(words: &Words, computation: &Computation<'_>, place: usize) -> String {
    let Some(line) = computation.lines.get(place) else { return String::new() };
    let controls: Vec<_> = line.controls.iter().filter(|control| control.holds != Ok(false)).collect();
    if controls.is_empty() {
        return String::new();
    }
    let items = controls.into_iter().map(|control| {
        let kind = match control.measure.kind {
            Kind::Prohibition => "prohibition",
            Kind::SupplementaryUnit => "supplementary-unit",
            _ => "restriction",
        };
        let kind = words.tell("ESTIMATE_CONTROL", &[("state", kind.to_owned())]);
        let condition = control.measure.condition.to_string();
        format!("<li>{kind} {}<small>{}</small></li>\n", apart(&condition), apart(&control.measure.source_act))
    });
    format!("<h3>{}</h3>\n<ul>\n{}</ul>\n", words.say("ESTIMATE_NEEDED"), items.collect::<String>())
}
