//! Prints a rate so that people read it, and so that reading it gives the same tree.

use std::fmt;

use super::unit_name::printed;
use crate::{
    exact::Exact,
    rate::{BandBy, Bands, Counted, Measured, Per, Rate, Specific, Value},
    unit::Unit,
};

/// How tightly a sign binds. What is looser than its place asks for stands in brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Choice,
    Bound,
    Reduction,
    Sum,
    Single,
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_at(self, Binding::Choice, formatter)
    }
}

fn binding(rate: &Rate) -> Binding {
    match rate {
        Rate::If { .. } => Binding::Choice,
        Rate::AtLeast(..) | Rate::AtMost(..) => Binding::Bound,
        Rate::Less(..) => Binding::Reduction,
        Rate::Sum(rates) if rates.len() > 1 => Binding::Sum,
        _ => Binding::Single,
    }
}

fn write_at(rate: &Rate, place: Binding, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    if binding(rate) >= place {
        return write(rate, place, formatter);
    }
    formatter.write_str("(")?;
    write(rate, Binding::Choice, formatter)?;
    formatter.write_str(")")
}

fn write(rate: &Rate, place: Binding, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let pair = |one: &Rate, sign: &str, other: &Rate, left: Binding, right: Binding, formatter: &mut fmt::Formatter<'_>| {
        write_at(one, left, formatter)?;
        formatter.write_str(sign)?;
        write_at(other, right, formatter)
    };
    match rate {
        Rate::Free => formatter.write_str("free"),
        Rate::Exempt => formatter.write_str("exempt"),
        Rate::Percent { percent, of } => write!(formatter, "{} %{}", Number(*percent), ValueText(of)),
        Rate::Specific(specific) => write!(formatter, "{specific}"),
        Rate::Sum(rates) => match rates.as_slice() {
            [] => formatter.write_str("free"),
            [only] => write_at(only, place, formatter),
            [first, others @ ..] => {
                write_at(first, Binding::Single, formatter)?;
                others.iter().try_for_each(|rate| {
                    formatter.write_str(" + ")?;
                    write_at(rate, Binding::Single, formatter)
                })
            }
        },
        Rate::Less(one, other) => pair(one, " less ", other, Binding::Reduction, Binding::Single, formatter),
        Rate::AtLeast(one, floor) => pair(one, " MIN ", floor, Binding::Bound, Binding::Reduction, formatter),
        Rate::AtMost(one, cap) => pair(one, " MAX ", cap, Binding::Bound, Binding::Reduction, formatter),
        Rate::Bands(bands) => write!(formatter, "{bands}"),
        Rate::If { condition, then, otherwise } => {
            let condition = condition.to_string().replace('"', "\"\"");
            write!(formatter, "if \"{condition}\" then {then} else {otherwise}")
        }
    }
}

/// A decimal as it is; a fraction in brackets, which tell it from "so much for each of so many".
pub(super) struct Number(pub Exact);

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        if text.contains('/') { write!(formatter, "({text})") } else { formatter.write_str(&text) }
    }
}

struct ValueText<'a>(&'a Value);

impl fmt::Display for ValueText<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Base => Ok(()),
            Value::Customs => formatter.write_str(" customs value"),
            Value::Fob => formatter.write_str(" FOB value"),
            Value::Freight => formatter.write_str(" freight"),
            Value::Insurance => formatter.write_str(" insurance"),
            Value::Retail => formatter.write_str(" retail price"),
            Value::Part(aspect) => write!(formatter, " of [{aspect}]"),
        }
    }
}

impl fmt::Display for Specific {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", Number(self.amount), self.currency)?;
        if self.per.is_empty() {
            return formatter.write_str(" flat");
        }
        self.per.iter().try_for_each(|per| write!(formatter, "{per}"))
    }
}

impl fmt::Display for Per {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "/{}", Sized { size: self.size, unit: self.measured.unit })?;
        write_of(&self.measured, formatter)?;
        match self.counted {
            Counted::All => Ok(()),
            Counted::Above(figure) => write!(formatter, " above {}", Number(figure)),
            Counted::Below(figure) => write!(formatter, " below {}", Number(figure)),
        }
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&printed(self.unit, true))?;
        write_of(self, formatter)
    }
}

fn write_of(measured: &Measured, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    measured.of.as_ref().map_or(Ok(()), |aspect| write!(formatter, " of [{aspect}]"))
}

/// So many of a unit; the number is left out where it is one.
pub(super) struct Sized {
    pub size: Exact,
    pub unit: Unit,
}

impl fmt::Display for Sized {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.size == Exact::ONE {
            return formatter.write_str(&printed(self.unit, true));
        }
        write!(formatter, "{} {}", Number(self.size), printed(self.unit, false))
    }
}

impl fmt::Display for Bands {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "by {} {{ ", self.by)?;
        for (place, band) in self.bands.iter().enumerate() {
            let sign = if place == 0 { "" } else { "; " };
            write!(formatter, "{sign}from {}: {}", Number(band.from), band.rate)?;
        }
        formatter.write_str(" }")
    }
}

impl fmt::Display for BandBy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BandBy::Quantity(measured) => write!(formatter, "{measured}"),
            BandBy::UnitValue { currency, size, measured } => {
                write!(formatter, "customs value in {currency}/{}", Sized { size: *size, unit: measured.unit })?;
                write_of(measured, formatter)
            }
        }
    }
}
