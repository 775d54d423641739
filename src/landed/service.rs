//! The use case: a trader asks what goods cost until they are through.

use std::collections::BTreeMap;

use duty::{
    Computation,
    condition::Flow,
    exact::{Exact, Overflow},
    fact::Source,
    facts,
    goods::Declaration,
    name::TaxCode,
    rate::Measured,
};
use rust_decimal::Decimal;
use vocabulary::{FactId, HsCode};

use super::{cost::AgencyFee, refusal::Refusal};
use crate::{
    fact::{Body, Content, Fact, FactFilter, FactKind, Facts, FactsRequest, FeeCountedBy, Mode, Parameters, Procedure},
    platform::{fault::Fault, pagination::PageSize},
    publication::Direction,
    tariff::estimate::Rules,
};

/// How many procedures one consignment goes through.
pub const PROCEDURES_MAX: usize = 10;
/// How many fees are added up: the longest procedure known to us has twelve.
pub const FEES_MAX: usize = 50;
/// How many pages of procedures are looked through for those that speak of the goods.
const PAGES_MAX: usize = 6;
/// How many kilograms a tonne has.
const TONNE_KILOGRAMS: i64 = 1_000;

/// What is asked about a consignment beside its duties.
pub struct Asked<'a> {
    /// The procedures it goes through; those that speak of its goods where none are named.
    pub procedures: Option<Vec<FactId>>,
    /// How it moves.
    pub mode: Option<Mode>,
    /// How many of each unit that fees are counted by.
    pub quantities: Vec<(FeeCountedBy, Decimal)>,
    /// The rules it is worked out by, whose day and instant are those of the fees.
    pub rules: &'a Rules,
    /// The consignment.
    pub declaration: &'a Declaration,
    /// What is due on it.
    pub computation: &'a Computation<'a>,
}

/// The fees of some procedures.
pub struct Found {
    /// The procedures, as they were looked through.
    pub procedures: Vec<FactId>,
    /// The fees, each once.
    pub fees: Vec<AgencyFee>,
}

/// Finds what agencies ask for a consignment.
///
/// # Errors
/// Refuses a procedure that is not in force, and more of them than a consignment goes through. Faults when the database cannot be reached.
pub async fn fees_of(store: &Facts, asked: Asked<'_>) -> Result<Result<Found, Refusal>, Fault> {
    let procedures = match procedures(store, &asked).await? {
        Ok(procedures) => procedures,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let parameters = parameters(&asked);
    let system = asked.rules.book.system();
    let taxes: Vec<TaxCode> = system.taxes().iter().map(|tax| tax.code.clone()).collect();
    let mut fees = Vec::new();
    for (id, (paid_in, times)) in paid(&procedures, asked.mode).into_iter().take(FEES_MAX) {
        let fact = store.read((FactKind::Fee, id.clone()), asked.rules.day, asked.rules.known_at).await?;
        let fee = fact.as_ref().and_then(|fact| match &fact.content.body {
            Body::Fee(fee) => Some(fee.clone()),
            _ => None,
        });
        fees.push(AgencyFee::new(id, (fact, fee.as_ref()), (paid_in, times), &parameters, (system.currency(), &taxes)));
    }
    Ok(Ok(Found { procedures: procedures.into_iter().map(|(id, _)| id).collect(), fees }))
}

/// Returns how many times each fee is paid, and in which procedures. A fee that several of them name is paid once for a consignment: as
/// often as the one that names it most.
fn paid(procedures: &[(FactId, Procedure)], mode: Option<Mode>) -> BTreeMap<FactId, (Vec<FactId>, Decimal)> {
    let mut paid: BTreeMap<FactId, (Vec<FactId>, Decimal)> = BTreeMap::new();
    for (id, procedure) in procedures {
        for (fee, times) in procedure.fees(mode) {
            let (paid_in, most) = paid.entry(fee.clone()).or_default();
            paid_in.push(id.clone());
            *most = times.max(*most);
        }
    }
    paid
}

async fn procedures(store: &Facts, asked: &Asked<'_>) -> Result<Result<Vec<(FactId, Procedure)>, Refusal>, Fault> {
    let Some(named) = &asked.procedures else { return of_goods(store, asked).await.map(Ok) };
    if named.len() > PROCEDURES_MAX {
        return Ok(Err(Refusal::TooMany { limit: PROCEDURES_MAX }));
    }
    let mut found = Vec::new();
    for id in named {
        let fact = store.read((FactKind::Procedure, id.clone()), asked.rules.day, asked.rules.known_at).await?;
        match fact.and_then(procedure_of) {
            Some(procedure) => found.push(procedure),
            None => return Ok(Err(Refusal::NoSuchProcedure { id: id.clone() })),
        }
    }
    Ok(Ok(found))
}

/// Finds the procedures of the way that the goods move which speak of any of them by code.
async fn of_goods(store: &Facts, asked: &Asked<'_>) -> Result<Vec<(FactId, Procedure)>, Fault> {
    let flow = if asked.declaration.flow == Flow::Export { Direction::Export } else { Direction::Import };
    let speaks = |content: &Content| {
        let covers = |code: &HsCode| asked.declaration.lines.iter().any(|goods| code.covers(&goods.code));
        matches!(content.direction, direction if direction == flow || direction == Direction::Any)
            && content.hs_codes.iter().any(covers)
    };
    let (mut found, mut after) = (Vec::new(), None);
    for _ in 0..PAGES_MAX {
        let request = FactsRequest {
            kind: FactKind::Procedure,
            as_of: asked.rules.day,
            known_at: asked.rules.known_at,
            filter: FactFilter::default(),
            first: PageSize::MAX,
            after: after.take(),
        };
        let (page, more) = store.list(&request).await?;
        after = page.last().map(|fact| fact.id.clone());
        found.extend(page.into_iter().filter(|fact| speaks(&fact.content)).filter_map(procedure_of));
        if !more {
            break;
        }
    }
    found.truncate(PROCEDURES_MAX);
    Ok(found)
}

fn procedure_of(fact: Fact) -> Option<(FactId, Procedure)> {
    match fact.content.body {
        Body::Procedure(procedure) => Some((fact.id, procedure)),
        _ => None,
    }
}

/// What is known of the consignment that fees are counted by: its customs value, its weight, and what the trader said.
fn parameters(asked: &Asked<'_>) -> Parameters {
    let lines = &asked.computation.lines;
    let values = lines.iter().map(|line| line.due.as_ref().ok().map(|due| due.customs_value));
    let mut quantities = asked.quantities.clone();
    if let Some(kilograms) = kilograms(asked) {
        let tonnes = kilograms.over(Exact::whole(TONNE_KILOGRAMS)).ok().and_then(decimal);
        let weights = [(FeeCountedBy::Kilogram, decimal(kilograms)), (FeeCountedBy::Tonne, tonnes)];
        for (unit, weight) in weights.into_iter().filter_map(|(unit, weight)| Some((unit, weight?))) {
            if !quantities.iter().any(|(said, _)| *said == unit) {
                quantities.push((unit, weight));
            }
        }
    }
    Parameters { customs_value: sum(values).and_then(decimal), quantities }
}

/// The weight of all lines; nothing where that of any is not known.
fn kilograms(asked: &Asked<'_>) -> Option<Exact> {
    let measured = Measured::in_unit("KGM".parse().ok()?);
    let book = asked.rules.lent();
    let lines = 0..asked.declaration.lines.len();
    sum(lines.map(|line| facts(&book, asked.declaration, line)?.quantity(&measured).ok()))
}

fn sum(parts: impl Iterator<Item = Option<Exact>>) -> Option<Exact> {
    let mut sum = Exact::ZERO;
    for part in parts {
        let added: Result<Exact, Overflow> = sum.plus(part?);
        sum = added.ok()?;
    }
    Some(sum)
}

/// Returns a number as fees are counted in; nothing where it does not end in decimals.
fn decimal(exact: Exact) -> Option<Decimal> {
    exact.to_string().parse().ok()
}
