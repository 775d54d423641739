//! All lawful ways to bring goods in, each with what it costs and what it asks for. Rows DUTY-M2, DUTY-M6, DUTY-N5.

use vocabulary::Money;

use crate::{
    book::Book,
    choose::is_from,
    compute::{Computation, compute_with},
    exact::Exact,
    fact::{Need, Needs, Source},
    goods::{Claim, Declaration},
    line::Line,
    measure::Measure,
    name::DocumentCode,
    quota::Quota,
};

/// The most ways one line is worked out for: goods with more measures than this to choose from are not known.
const WAYS_MAX: usize = 20;

/// One way to bring the goods of a line in.
#[derive(Clone, Debug)]
pub struct Way<'a> {
    /// What is claimed; nothing for the normal duty.
    pub claim: Option<Claim>,
    /// The measure that is claimed.
    pub measure: Option<&'a Measure>,
    /// The documents that the rates and conditions on this way ask for.
    pub documents: Vec<DocumentCode>,
    /// The quota it draws from, where it does.
    pub quota: Option<&'a Quota>,
    /// Whether it is open.
    pub open: Open,
    /// What is due on the line this way, with every document at hand; or what is missing.
    pub line: Result<Money, Needs>,
    /// What is due on the whole declaration this way.
    pub total: Option<Money>,
    /// What is due on the line this way with the documents that are at hand, where that is another amount.
    pub without_documents: Option<Money>,
    /// Whether no other open way costs less.
    pub cheapest: bool,
}

/// Whether a way is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// It is.
    Yes,
    /// The quota does not take these goods today.
    QuotaClosed,
    /// So much is left of the quota, which is less than these goods are.
    QuotaTooSmall(Exact),
}

/// Works out all ways to bring in the goods of one line, the rest of the declaration as it is: the cheapest open one first, and those
/// that cannot be worked out last. There are none for a line that the declaration does not have.
pub fn ways<'a>(book: &Book<'a>, declaration: &Declaration, line: usize) -> Vec<Way<'a>> {
    let Some(goods) = declaration.lines.get(line) else { return Vec::new() };
    let is_from = |measure: &&Measure| is_from(measure, book.areas, goods.country, declaration.day);
    let claims = book.measures.on(&goods.code).filter(|measure| measure.kind.is_claimed()).filter(is_from);
    let mut ways = vec![way(book, declaration, line, None)];
    for measure in claims {
        let claim = Claim::of(measure);
        if ways.len() < WAYS_MAX && ways.iter().all(|way| way.claim.as_ref() != Some(&claim)) {
            ways.push(way(book, declaration, line, Some((measure, claim))));
        }
    }
    // A measure that does not hold for these goods is no way: a season that is over, something they are not.
    ways.retain(|way| !matches!(&way.line, Err(needs) if way.claim.is_some() && needs.list().contains(&Need::Claim)));
    mark(&mut ways);
    ways
}

fn way<'a>(book: &Book<'a>, declaration: &Declaration, line: usize, claimed: Option<(&'a Measure, Claim)>) -> Way<'a> {
    let (measure, claim) = claimed.unzip();
    let mut declaration = declaration.clone();
    let goods = &mut declaration.lines[line];
    goods.claim = claim.clone();
    let quota =
        measure.and_then(|measure| measure.condition.quotas().first().and_then(|order| book.quotas.on(order, declaration.day)));
    let open = quota.map_or(Open::Yes, |quota| open(book, &declaration, line, quota));
    let with = compute_with(book, &declaration, true);
    let without = compute_with(book, &declaration, false);
    let due = |computation: &Computation<'a>| computation.lines[line].due.as_ref().map(|due| due.total).map_err(Needs::clone);
    let (amount, amount_without) = (due(&with), due(&without).ok());
    let without_documents = amount_without.filter(|other| amount.as_ref().is_ok_and(|amount| amount != other));
    Way {
        documents: documents(&with, line),
        claim,
        measure,
        quota,
        open,
        total: with.total,
        line: amount,
        without_documents,
        cheapest: false,
    }
}

fn open(book: &Book<'_>, declaration: &Declaration, line: usize, quota: &Quota) -> Open {
    let line = Line::new(book, declaration, &declaration.lines[line], true);
    match line.quantity(&quota.measured) {
        _ if !quota.state_on(declaration.day).can_be_drawn_from() => Open::QuotaClosed,
        Ok(wanted) if wanted > quota.balance => Open::QuotaTooSmall(quota.balance),
        _ => Open::Yes,
    }
}

/// Returns the documents that the laws at work on a line ask for.
fn documents(computation: &Computation<'_>, line: usize) -> Vec<DocumentCode> {
    let Ok(due) = &computation.lines[line].due else { return Vec::new() };
    let mut documents: Vec<DocumentCode> = Vec::new();
    for charge in &due.charges {
        for document in charge.law.documents() {
            if !documents.contains(document) {
                documents.push(document.clone());
            }
        }
    }
    documents
}

fn mark(ways: &mut [Way<'_>]) {
    let rank = |way: &Way<'_>| (way.open != Open::Yes, way.line.is_err(), way.total.map(|total| total.minor));
    ways.sort_by_key(rank);
    let least = ways.first().filter(|way| way.open == Open::Yes).and_then(|way| way.total);
    for way in ways.iter_mut().filter(|way| way.open == Open::Yes && way.total.is_some()) {
        way.cheapest = way.total == least;
    }
}
