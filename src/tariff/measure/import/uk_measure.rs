//! One measure of the United Kingdom as one of ours. Rules only.

use duty::{
    condition::{Condition, Flow},
    rate::Rate,
    text::{
        parse_condition,
        united_kingdom::{MeasureKind, PublishedMeasure},
    },
};
use vocabulary::{AreaCode, CountryCode, HsCode};

use super::super::rule::{ACT_CHARS_MAX, CONDITION_CHARS_MAX, Measure, MeasureKey, MeasureType, RATE_CHARS_MAX, usual_tax};
use crate::{platform::import::one_line, tariff::book::Groups};

/// All countries (erga omnes).
const EVERYWHERE: &str = "1011";
/// What goods are under whose use the authorities watch (end use).
const AUTHORISED: &str = "under authorised use";
/// The type of VAT that holds where nothing else is said; the others are variants, which the trader has to name.
const STANDARD_VAT: [&str; 2] = ["VTS", "305"];

/// Makes our measure on the line of `code`.
///
/// # Errors
/// Says what of it cannot be kept without a loss.
pub(super) fn measure(code: HsCode, published: PublishedMeasure, groups: &Groups) -> Result<Measure, String> {
    let (measure_type, tax) = kind(&published);
    let condition = condition(measure_type, &published)?;
    let text = condition.to_string();
    let text = if condition == Condition::Always { String::new() } else { text };
    if text.chars().count() > CONDITION_CHARS_MAX {
        return Err(format!("has a condition of more than {CONDITION_CHARS_MAX} characters"));
    }
    if parse_condition(&text) != Ok(condition) {
        return Err(format!("has the condition {text:?}, which would be read otherwise"));
    }
    let rate = match (measure_type.has_rate(), published.printed.clone(), &published.rate) {
        (false, ..) => String::new(),
        (true, Some(printed), _) => printed,
        (true, None, rate) => rate.as_ref().map(Rate::to_string).unwrap_or_default(),
    };
    if rate.chars().count() > RATE_CHARS_MAX {
        return Err(format!("has a rate of more than {RATE_CHARS_MAX} characters"));
    }
    let key = MeasureKey {
        code: code.padded().parse().map_err(|error| format!("code {code} {error}"))?,
        measure_type,
        tax: tax.parse().map_err(|error| format!("tax {tax:?} {error}"))?,
        origin: Some(published.area.clone()).filter(|area| area.as_str() != EVERYWHERE),
        condition: text,
    };
    let excluded = excluded(&published.excluded, groups)?;
    Measure::new(key, excluded, rate, source_act(&published)?, published.validity).map_err(|error| error.to_string())
}

/// Returns what a measure does, and what it is a rate of. What levies nothing is told apart by its type.
fn kind(published: &PublishedMeasure) -> (MeasureType, String) {
    let usual = |measure_type: MeasureType| (measure_type, usual_tax(measure_type).to_string());
    let typed =
        |measure_type: MeasureType| (measure_type, format!("{measure_type}-{}", published.measure_type.id.to_ascii_lowercase()));
    match published.kind {
        MeasureKind::ThirdCountryDuty if published.under_authorised_use => usual(MeasureType::EndUse),
        MeasureKind::ThirdCountryDuty => usual(MeasureType::Duty),
        MeasureKind::CustomsUnionDuty | MeasureKind::Preference => usual(MeasureType::Preference),
        MeasureKind::PreferentialQuota | MeasureKind::NonPreferentialQuota => usual(MeasureType::Quota),
        MeasureKind::Suspension => usual(MeasureType::Suspension),
        MeasureKind::AntiDumping => usual(MeasureType::AntiDumping),
        MeasureKind::Countervailing => usual(MeasureType::Countervailing),
        MeasureKind::Safeguard => usual(MeasureType::Safeguard),
        MeasureKind::AdditionalDuty => (MeasureType::Levy, "additional-duty".to_owned()),
        MeasureKind::Excise => usual(MeasureType::Excise),
        MeasureKind::Vat => usual(MeasureType::Vat),
        MeasureKind::Restriction => typed(MeasureType::Restriction),
        MeasureKind::Prohibition => typed(MeasureType::Prohibition),
        MeasureKind::SupplementaryUnit => usual(MeasureType::SupplementaryUnit),
        MeasureKind::ReferencePrice => (MeasureType::Restriction, "reference-price".to_owned()),
    }
}

/// Returns all that has to hold for it: what selects it, and what its own conditions ask for.
fn condition(measure_type: MeasureType, published: &PublishedMeasure) -> Result<Condition, String> {
    let mut all: Vec<Condition> = Vec::new();
    match published.flow {
        // Taxes know which way the goods move; those that are taken of imports are not taken of what leaves.
        Some(Flow::Import) if measure_type.has_rate() || measure_type == MeasureType::SupplementaryUnit => {}
        flow => all.extend(flow.map(Condition::Flow)),
    }
    all.extend(published.additional_code.clone().map(Condition::AdditionalCode));
    all.extend(published.order_number.clone().map(Condition::Quota));
    if published.kind == MeasureKind::Vat
        && published.additional_code.is_none()
        && !STANDARD_VAT.contains(&published.measure_type.id.as_str())
    {
        all.push(statement(&published.measure_type.description)?);
    }
    // The normal duty under authorised use is a kind of its own; a document that proves the use says so by itself.
    let is_proved = !published.condition.documents().is_empty();
    if published.under_authorised_use && measure_type != MeasureType::EndUse && !is_proved {
        all.push(statement(AUTHORISED)?);
    }
    if let Some(price) = &published.reference_price {
        all.push(statement(&format!("compare with {price}"))?);
    }
    if let Some(unit) = &published.supplementary_unit {
        all.push(statement(&unit.to_string())?);
    }
    all.extend(own_condition(measure_type, &published.condition));
    Ok(match all.len() {
        0 => Condition::Always,
        1 => all.remove(0),
        _ => Condition::All(all),
    })
}

/// Returns what its own conditions ask for: a prohibition holds where they do not let the goods pass.
fn own_condition(measure_type: MeasureType, own: &Condition) -> Vec<Condition> {
    match (measure_type, own) {
        (_, Condition::Always) => Vec::new(),
        (MeasureType::Prohibition, Condition::Not(inner)) if **inner == Condition::Always => Vec::new(),
        (MeasureType::Prohibition, condition) => vec![Condition::Not(Box::new(condition.clone()))],
        (_, Condition::All(several)) => several.clone(),
        (_, condition) => vec![condition.clone()],
    }
}

fn statement(text: &str) -> Result<Condition, String> {
    text.parse().map(Condition::Statement).map_err(|error| format!("says {text:?}, which {error}"))
}

/// Returns the countries it does not hold for; a group by its members.
fn excluded(areas: &[AreaCode], groups: &Groups) -> Result<Vec<CountryCode>, String> {
    let mut countries: Vec<CountryCode> = Vec::new();
    for area in areas {
        match (area.as_str().parse::<CountryCode>(), groups.get(area)) {
            (_, Some(members)) => countries.extend(members),
            (Ok(country), None) => countries.push(country),
            (Err(_), None) => {
                return Err(format!("excludes {area}, which is no group of the tariff book: import the groups first"));
            }
        }
    }
    countries.sort();
    countries.dedup();
    Ok(countries)
}

fn source_act(published: &PublishedMeasure) -> Result<String, String> {
    let kind = &published.measure_type;
    let acts = if published.legal_acts.is_empty() { String::new() } else { format!(": {}", published.legal_acts.join(", ")) };
    let act = format!("{} (measure type {}){acts}", kind.description, kind.id);
    one_line(&act, ACT_CHARS_MAX).map_err(|error| format!("its act {error}"))
}
