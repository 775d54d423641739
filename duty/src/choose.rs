//! Which measure of a tax holds for the goods on a line: the one closest to them. Where two are equally close, nobody guesses.

use vocabulary::{CountryCode, Date};

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

    /// Returns the measure, where it is one.
    pub fn measure(&self) -> Option<&'a Measure> {
        match self {
            Law::Measure(measure) => Some(measure),
            Law::General(_) => None,
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

/// A measure that may hold for the goods on a line, and how close it is to them.
pub(crate) struct Candidate<'a> {
    pub measure: &'a Measure,
    closeness: Closeness,
}

/// Returns the measures that may hold for goods, by their place and where they come from.
pub(crate) fn candidates<'a>(
    measures: &'a Measures,
    areas: &Areas,
    declaration: &Declaration,
    line: &Line<'_, '_>,
) -> Vec<Candidate<'a>> {
    let is_from = |measure: &&Measure| is_from(measure, areas, line.goods.country, declaration.day);
    let candidate = |measure: &'a Measure| Candidate { measure, closeness: closeness(measure, areas) };
    measures.on(&line.goods.code).filter(is_from).map(candidate).collect()
}

/// Says whether a measure is for goods from a country on `day`.
pub(crate) fn is_from(measure: &Measure, areas: &Areas, country: CountryCode, day: Date) -> bool {
    let area = measure.area.as_ref().is_none_or(|area| areas.contain(area, country, day));
    area && !measure.excluded.contains(&country)
}

/// Chooses the law by which a tax is due on a line; none where it is not due.
pub(crate) fn law<'a>(tax: &'a Tax, candidates: &[Candidate<'a>], line: &Line<'_, '_>) -> Result<Option<Law<'a>>, Needs> {
    let claim = line.goods.claim.as_ref();
    let is_own = |measure: &Measure| measure.tax == tax.code && measure.kind.has_rate();
    let claimed =
        claim.filter(|claim| candidates.iter().any(|candidate| is_own(candidate.measure) && claim.asks_for(candidate.measure)));
    let may_hold =
        |measure: &Measure| is_own(measure) && claimed.map_or(!measure.kind.is_claimed(), |claim| claim.asks_for(measure));
    if let Some(measure) = closest(candidates, may_hold, line, &tax.code)? {
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
pub(crate) fn is_answered(claim: &Claim, candidates: &[Candidate<'_>]) -> bool {
    candidates.iter().any(|candidate| claim.asks_for(candidate.measure))
}

/// Returns the measure that is closest to the goods among those that may hold and do.
fn closest<'a>(
    candidates: &[Candidate<'a>],
    may_hold: impl Fn(&Measure) -> bool,
    line: &Line<'_, '_>,
    tax: &TaxCode,
) -> Result<Option<&'a Measure>, Needs> {
    let mut farther_than: Option<Closeness> = None;
    loop {
        let is_left = |candidate: &&Candidate<'a>| {
            may_hold(candidate.measure) && farther_than.is_none_or(|closeness| candidate.closeness < closeness)
        };
        let left = || candidates.iter().filter(is_left);
        let Some(closeness) = left().map(|candidate| candidate.closeness).max() else { return Ok(None) };
        let equally_close = left().filter(|candidate| candidate.closeness == closeness).map(|candidate| candidate.measure);
        if let Some(measure) = the_one(equally_close, line, tax)? {
            return Ok(Some(measure));
        }
        farther_than = Some(closeness);
    }
}

/// Returns the one of some equally close measures that holds; nothing where none does.
fn the_one<'a>(
    measures: impl Iterator<Item = &'a Measure>,
    line: &Line<'_, '_>,
    tax: &TaxCode,
) -> Result<Option<&'a Measure>, Needs> {
    let mut first: Option<&Measure> = None;
    let mut others: Vec<&Measure> = Vec::new();
    let mut unknown: Option<Needs> = None;
    let mut is_told = false;
    for measure in measures {
        let holds = line.holds(&measure.condition);
        is_told |= holds == Ok(true) && measure.condition.has_additional_code();
        match (holds, first) {
            (Ok(true), None) => first = Some(measure),
            (Ok(true), Some(first)) if first.rate != measure.rate => others.push(measure),
            (Ok(_), _) => {}
            (Err(needs), _) => {
                unknown = Some(match unknown {
                    Some(known) => known.and(needs),
                    None => needs,
                });
            }
        }
    }
    match (unknown.filter(|needs| !(is_told && is_of_codes(needs))), others.is_empty()) {
        (Some(needs), _) => Err(needs),
        (None, true) => Ok(first),
        (None, false) => {
            others.extend(first);
            Err(Needs::one(several(tax, &others)))
        }
    }
}

/// Says whether all that is not known is which code the goods are of: goods are of one of the codes that a tax is told apart by, also
/// where these are of several types (`B999` and `C114` are makers of one anti-dumping duty), so that one that was named tells the others.
fn is_of_codes(unknown: &Needs) -> bool {
    unknown.list().iter().all(|need| matches!(need, Need::AdditionalCode(_)))
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
