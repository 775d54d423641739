//! What the units of the European and United Kingdom tariffs count, by their codes and the qualifiers beside them.
//!
//! Source: TARIC measurement units and qualifiers, as the United Kingdom publishes them.

use super::unit_name::{Counting, UnitName, coded, many, one};
use crate::{
    exact::Exact,
    rate::{Counted, Measured, Per},
};

/// Units that count another one than their code says, or several at a time.
pub(super) const TARIC_UNITS: &[UnitName] = &[
    ("DTN", &[many(100, "KGM")]),
    ("TNE", &[many(1000, "KGM")]),
    ("DAP", &[many(10_000, "KGM").of("weight at the standard polarisation")]),
    ("MIL", &[many(1000, "NAR")]),
    ("CEN", &[many(100, "NAR")]),
    ("MPR", &[many(1000, "NPR")]),
    ("KLT", &[many(1000, "LTR")]),
    ("HMT", &[many(100, "MTR")]),
    ("MWH", &[many(1000, "KWH")]),
    ("WAT", &[one("WTT")]),
];

/// What a qualifier adds to a unit.
const TARIC_QUALIFIERS: &[(&str, &str)] = &[
    ("A", "total alcohol"),
    ("B", "flasks"),
    ("E", "drained net weight"),
    ("F", "common wheat"),
    ("G", "gross weight"),
    ("I", "biodiesel"),
    ("J", "fuel content"),
    ("K", "bioethanol"),
    ("L", "live weight"),
    ("M", "dry matter"),
    ("P", "lactic matter"),
    ("R", "standard quality"),
    ("S", "raw sugar"),
    ("T", "dry lactic matter"),
];

/// Returns what a unit of the European and United Kingdom tariffs counts, by its code and the qualifier beside it.
pub(super) fn of_taric(code: &str, qualifier: Option<&str>) -> Option<Vec<Per>> {
    let per = |counting: Counting| counting.per().map(|per| vec![per]);
    let each = |countings: &[Counting]| countings.iter().map(Counting::per).collect::<Option<Vec<Per>>>();
    match (code, qualifier.unwrap_or_default()) {
        ("ASV", "X") => return each(&[one("ASV"), one("HLT")]),
        ("SPQ", "LPA") => return each(&[one("SPR"), one("LPA")]),
        ("SPQ", "LTR") => return each(&[one("SPR"), one("ASV"), one("HLT")]),
        ("MTQ", "C") => return per(many(1000, "MTQ")),
        ("DTN", "Z") => return each(&[many(100, "KGM"), one("BRX")]),
        ("TNE", "Z") => return each(&[many(1000, "KGM"), one("BRX")]),
        _ => {}
    }
    let mut pers = match TARIC_UNITS.iter().find(|(name, _)| *name == code) {
        Some((_, countings)) => each(countings)?,
        None => vec![Per { size: Exact::ONE, measured: Measured::in_unit(coded(code)?), counted: Counted::All }],
    };
    if let Some(qualifier) = qualifier.filter(|qualifier| !qualifier.is_empty()) {
        let (_, aspect) = TARIC_QUALIFIERS.iter().find(|(name, _)| *name == qualifier)?;
        let last = pers.last_mut()?;
        last.measured.of = Some(aspect.parse().ok()?);
    }
    Some(pers)
}
