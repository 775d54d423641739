//! Which measure of a tax holds for the goods on a line: the one closest to them. Where two are equally close, nobody guesses.

use crate::{
    area::Areas,
    condition::Condition,
    fact::{Need, Needs, Source},
    goods::{Claim, Declaration},
    line::Line,
    measure::{Measure, Measures, Printed},
    name::{DocumentCode, TaxCode},
    rate::Rate,
    tax::{General, Tax},
};

/// What an amount is due under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law<'a> {
    /// A measure on the line, or above it.
    Measure(&'a Measure),
    /// What holds for all goods.
    General(&'a General),
}

impl<'a> Law<'a> {
    /// Returns its rate as printed, and as read.
    pub fn rate(&self) -> Option<&'a Printed> {
        match self {
            Law::Measure(measure) => measure.rate.as_ref(),
            Law::General(general) => Some(&general.rate),
        }
    }

    /// Returns the act it comes from.
    pub fn source_act(&self) -> &'a str {
        match self {
            Law::Measure(measure) => &measure.source_act,
            Law::General(general) => &general.source_act,
        }
    }

    /// Returns the documents that its rate and its condition ask for.
    pub fn documents(&self) -> Vec<&'a DocumentCode> {
        let in_rate = self.rate().and_then(|printed| printed.rate.as_deref().ok()).map(Rate::documents).unwrap_or_default();
        let in_condition = match self {
            Law::Measure(measure) => measure.condition.documents(),
            Law::General(_) => Vec::new(),
        };
        in_condition.into_iter().chain(in_rate).collect()
    }
}

/// Returns the measures that may hold for goods, by their place and where they come from.
pub(crate) fn candidates<'a>(
    measures: &'a Measures,
    areas: &Areas,
    declaration: &Declaration,
    line: &Line<'_, '_>,
) -> Vec<&'a Measure> {
    let country = line.goods.country;
    let is_from = |measure: &&Measure| {
        let area = measure.area.as_ref().is_none_or(|area| areas.contain(area, country, declaration.day));
        area && !measure.excluded.contains(&country)
    };
    measures.on(&line.goods.code).filter(is_from).collect()
}

/// Chooses the law by which a tax is due on a line; none where it is not due.
pub(crate) fn law<'a>(tax: &'a Tax, candidates: &[&'a Measure], line: &Line<'_, '_>) -> Result<Option<Law<'a>>, Needs> {
    let claim = line.goods.claim.as_ref();
    let own = || candidates.iter().copied().filter(|measure| measure.tax == tax.code && measure.kind.has_rate());
    let claimed = claim.filter(|claim| own().any(|measure| claim.asks_for(measure)));
    let holds_for = |measure: &&Measure| claimed.map_or(!measure.kind.is_claimed(), |claim| claim.asks_for(measure));
    let of_tax: Vec<&Measure> = own().filter(holds_for).collect();
    if let Some(measure) = closest(&of_tax, line, &tax.code)? {
        return Ok(Some(Law::Measure(measure)));
    }
    match (&tax.general, claimed) {
        // What was claimed does not hold: the trader should hear it rather than see another amount.
        (_, Some(_)) => Err(Needs::one(Need::Claim)),
        (Some(general), None) => Ok(Some(Law::General(general))),
        (None, None) if tax.required => Err(Needs::one(Need::Measure(tax.code.clone()))),
        (None, None) => Ok(None),
    }
}

/// Says whether a claim asks for any measure on the line.
pub(crate) fn is_answered(claim: &Claim, candidates: &[&Measure]) -> bool {
    candidates.iter().any(|measure| claim.asks_for(measure))
}

/// Returns the measure that is closest to the goods among those that hold.
fn closest<'a>(measures: &[&'a Measure], line: &Line<'_, '_>, tax: &TaxCode) -> Result<Option<&'a Measure>, Needs> {
    let mut ranked: Vec<(Closeness, &Measure)> =
        measures.iter().map(|measure| (closeness(measure, line.areas()), *measure)).collect();
    ranked.sort_by(|(one, _), (other, _)| other.cmp(one));
    for group in ranked.chunk_by(|(one, _), (other, _)| one == other) {
        let mut holding: Vec<&Measure> = Vec::new();
        let mut unknown: Option<Needs> = None;
        for (_, measure) in group {
            match line.holds(&measure.condition) {
                Ok(true) => holding.push(measure),
                Ok(false) => {}
                Err(needs) => unknown = Some(unknown.map_or_else(|| needs.clone(), |known: Needs| known.and(needs.clone()))),
            }
        }
        if let Some(needs) = unknown.filter(|needs| !is_told_by_another_code(needs, &holding)) {
            return Err(needs);
        }
        if let Some(first) = holding.first() {
            let same = |measure: &&Measure| measure.rate == first.rate;
            return if holding.iter().all(same) { Ok(Some(first)) } else { Err(Needs::one(several(tax, &holding))) };
        }
    }
    Ok(None)
}

/// Says whether all that is not known is which code the goods are of, and one of those codes was named: goods are of one of the codes
/// that a tax is told apart by, also where these are of several types (`B999` and `C114` are makers of one anti-dumping duty).
fn is_told_by_another_code(unknown: &Needs, holding: &[&Measure]) -> bool {
    let is_code = |need: &Need| matches!(need, Need::AdditionalCode(_));
    let names_code = |measure: &&Measure| measure.condition.has_additional_code();
    unknown.list().iter().all(is_code) && holding.iter().any(names_code)
}

fn several(tax: &TaxCode, holding: &[&Measure]) -> Need {
    Need::OneMeasure { tax: tax.clone(), measures: holding.iter().map(|measure| measure.id.clone()).collect() }
}

/// How close a measure is to goods: first its place, then where it says they come from, then whether it says when it holds.
type Closeness = (usize, usize, bool);

fn closeness(measure: &Measure, areas: &Areas) -> Closeness {
    let area = match &measure.area {
        None => 0,
        Some(area) if areas.know(area) => 1,
        Some(_) => 2,
    };
    (measure.code.significant().len(), area, measure.condition != Condition::Always)
}
