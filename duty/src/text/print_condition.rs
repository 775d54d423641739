//! Prints a condition so that reading it gives the same one. A statement stands in its own words where they are read as one
//! statement, and in quotation marks where they are not.

use std::fmt;

use super::{
    condition::{MONTHS, is_one_statement, minor_units},
    print::Number,
};
use crate::{
    condition::{Condition, ConsignmentValue, Flow},
    exact::Exact,
    name::Statement,
};

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::All(conditions) if conditions.len() > 1 => write_all(conditions, formatter),
            Condition::Statement(statement) => write_last_statement(statement, formatter),
            condition => write_part(condition, formatter),
        }
    }
}

fn write_all(conditions: &[Condition], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (place, condition) in conditions.iter().enumerate() {
        if place > 0 {
            formatter.write_str(", ")?;
        }
        match condition {
            Condition::Statement(statement) if place + 1 == conditions.len() && !ends_in_statement(&conditions[..place]) => {
                write_last_statement(statement, formatter)?;
            }
            condition => write_part(condition, formatter)?,
        }
    }
    Ok(())
}

fn ends_in_statement(conditions: &[Condition]) -> bool {
    matches!(conditions.last(), Some(Condition::Statement(_)))
}

fn write_last_statement(statement: &Statement, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    if is_one_statement(statement) { write!(formatter, "{statement}") } else { write_quoted(statement, formatter) }
}

fn write_quoted(statement: &Statement, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(formatter, "\"{}\"", statement.as_str().replace('"', "\"\""))
}

/// Prints a condition so that it can stand among others.
fn write_part(condition: &Condition, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match condition {
        Condition::Always => formatter.write_str("always"),
        Condition::All(conditions) | Condition::Any(conditions) if conditions.len() == 1 => write_part(&conditions[0], formatter),
        Condition::All(conditions) if conditions.is_empty() => formatter.write_str("always"),
        Condition::Any(conditions) if conditions.is_empty() => formatter.write_str("not (always)"),
        Condition::All(conditions) => write_list(conditions, ", ", formatter),
        Condition::Any(conditions) => write_list(conditions, " or ", formatter),
        Condition::Not(condition) => match condition.as_ref() {
            // These stand in brackets already.
            Condition::All(several) | Condition::Any(several) if several.len() > 1 => {
                formatter.write_str("not ")?;
                write_part(condition, formatter)
            }
            condition => {
                formatter.write_str("not (")?;
                write_part(condition, formatter)?;
                formatter.write_str(")")
            }
        },
        Condition::Flow(Flow::Import) => formatter.write_str("import"),
        Condition::Flow(Flow::Export) => formatter.write_str("export"),
        Condition::Season(season) => {
            write_day(season.from, formatter)?;
            formatter.write_str(" to ")?;
            write_day(season.until, formatter)
        }
        Condition::Document(code) => write!(formatter, "document {code}"),
        Condition::AdditionalCode(code) => write!(formatter, "additional code {code}"),
        Condition::Quota(order) => write!(formatter, "quota {order}"),
        Condition::ConsignmentAtMost(ConsignmentValue(money)) => {
            let major = Exact::whole(money.minor).over(minor_units(money.currency)).map_err(|_| fmt::Error)?;
            write!(formatter, "consignment at most {} {major}", money.currency)
        }
        Condition::QuantityAtMost(measured, figure) => {
            write!(formatter, "at most {} {measured}", Number(*figure))
        }
        Condition::Statement(statement) => write_quoted(statement, formatter),
    }
}

fn write_list(conditions: &[Condition], sign: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    formatter.write_str("(")?;
    for (place, condition) in conditions.iter().enumerate() {
        if place > 0 {
            formatter.write_str(sign)?;
        }
        write_part(condition, formatter)?;
    }
    formatter.write_str(")")
}

fn write_day((month, day): (i8, i8), formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let name = usize::try_from(month - 1).ok().and_then(|place| MONTHS.get(place));
    write!(formatter, "{day} {}", name.ok_or(fmt::Error)?)
}
