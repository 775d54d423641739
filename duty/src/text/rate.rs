//! The grammar of rates: reads a text into a tree, all of it or not at all.
//!
//! ```text
//! rate      = "if" "“condition”" "then" rate "else" rate | bounded
//! bounded   = reduced { ("MIN" | "MAX") reduced }          from the left: at most C of at least B of A
//! reduced   = sum { "less" single }                        a "+" after it would be ambiguous, and is refused
//! sum       = single { "+" single }
//! single    = "free" | "exempt" | percent | amount | bands | "(" rate ")"
//! percent   = number "%" [ value ]
//! amount    = number currency ( { "/" [ number ] unit [ "of [" words "]" ] [ ("above" | "below") number ] } | "each" | "flat" )
//! bands     = "by" figure "{" "from" number ":" rate { ";" "from" number ":" rate } "}"
//! figure    = unit [ "of [" words "]" ] | "customs value in" currency "/" [ number ] unit
//! ```

use vocabulary::Currency;

use super::{
    condition::parse_condition,
    dialect::{Dialect, Joiner, ValueName},
    lexer::{Kind, Thousands, Token, tokens},
    parser::Parser,
    refusal::{RateTextError, RefusedText},
};
use crate::{
    exact::Exact,
    name::Aspect,
    rate::{Measured, Rate, Value},
};

/// How many brackets may stand within each other.
const DEPTH_MAX: usize = 16;

/// Reads a rate as it is printed; an amount without a currency is in `currency`.
///
/// # Errors
/// Refuses a text of which any part is not understood, and says where and why.
pub fn parse_rate(text: &str, currency: Option<Currency>) -> Result<Rate, RateTextError> {
    read(text, &Dialect::own(currency))
}

impl std::str::FromStr for Rate {
    type Err = RateTextError;

    /// Reads a rate as it is printed, with its currencies written out.
    fn from_str(text: &str) -> Result<Rate, RateTextError> {
        parse_rate(text, None)
    }
}

/// Says whether a text is a unit as tariffs print it, or its code.
pub fn is_unit(text: &str) -> bool {
    read_quantity(&format!("1 {text}")).is_some()
}

/// Reads a rate in the words of a tariff.
pub(super) fn read(text: &str, dialect: &Dialect) -> Result<Rate, RateTextError> {
    let rate = tokens(text, dialect.thousands).and_then(|tokens| {
        let mut parser = Parser::new(tokens, dialect)?;
        let rate = parser.rate()?;
        parser.ends()?;
        Ok(rate)
    });
    rate.map_err(|error| error.told_by(text))
}

/// Reads a quantity such as `80 kg`.
pub(super) fn read_quantity(text: &str) -> Option<(Measured, Exact)> {
    let dialect = Dialect::own(None);
    let mut parser = Parser::new(tokens(text, Thousands::Plain).ok()?, &dialect).ok()?;
    let figure = parser.number().ok()?;
    let measured = parser.measured().ok()?;
    parser.ends().ok()?;
    Some((measured, figure))
}

impl Parser<'_> {
    // The loosest sign first.

    pub(super) fn rate(&mut self) -> Result<Rate, RateTextError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.unexpected(RefusedText::TooLong, "at most 16 brackets within each other"));
        }
        let rate = if self.takes("if") { self.conditional()? } else { self.bounded()? };
        self.depth -= 1;
        Ok(rate)
    }

    fn conditional(&mut self) -> Result<Rate, RateTextError> {
        let condition = match self.peek() {
            Some(Token { kind: Kind::Quoted(text), .. }) => parse_condition(text).ok(),
            _ => None,
        };
        let expected = "a condition in quotation marks";
        let condition = condition.ok_or_else(|| self.unexpected(RefusedText::UnknownToken, expected))?;
        self.next += 1;
        self.needs("then", "then and a rate")?;
        let then = Box::new(self.rate()?);
        self.needs("else", "else and a rate")?;
        Ok(Rate::If { condition, then, otherwise: Box::new(self.rate()?) })
    }

    fn joiner(&self) -> Option<(Joiner, usize)> {
        self.longest(self.dialect.joiners(), false).map(|(joiner, length)| (*joiner, length))
    }

    fn bounded(&mut self) -> Result<Rate, RateTextError> {
        let mut rate = self.reduced()?;
        while let Some((joiner @ (Joiner::Min | Joiner::Max), length)) = self.joiner() {
            self.next += length;
            let bound = Box::new(self.reduced()?);
            rate = match joiner {
                Joiner::Min => Rate::AtLeast(Box::new(rate), bound),
                _ => Rate::AtMost(Box::new(rate), bound),
            };
        }
        Ok(rate)
    }

    fn reduced(&mut self) -> Result<Rate, RateTextError> {
        let mut rate = self.sum()?;
        let mut is_reduced = false;
        loop {
            match self.joiner() {
                Some((Joiner::Less, length)) => {
                    self.next += length;
                    rate = Rate::Less(Box::new(rate), Box::new(self.single()?));
                    is_reduced = true;
                }
                Some((Joiner::Plus, _)) if is_reduced => {
                    return Err(self.unexpected(RefusedText::Ambiguous, "brackets that say what is subtracted"));
                }
                _ => return Ok(rate),
            }
        }
    }

    fn sum(&mut self) -> Result<Rate, RateTextError> {
        let first = self.single()?;
        let mut rates = vec![first];
        while let Some((Joiner::Plus, length)) = self.joiner() {
            self.next += length;
            rates.push(self.single()?);
        }
        Ok(if rates.len() == 1 { rates.remove(0) } else { Rate::Sum(rates) })
    }

    fn single(&mut self) -> Result<Rate, RateTextError> {
        if self.takes("(") {
            let rate = self.rate()?;
            return if self.takes(")") { Ok(rate) } else { Err(self.open_bracket("a ) that closes the (")) };
        }
        // What the European tariff writes for free.
        if self.takes("free") || self.takes("nihil") {
            return Ok(Rate::Free);
        }
        if self.takes("exempt") {
            return Ok(Rate::Exempt);
        }
        if self.takes("by") {
            return self.bands().map(Rate::Bands);
        }
        if let Some(currency) = self.currency() {
            let amount = self.number()?;
            return self.specific(amount, currency);
        }
        if !self.at_number() && self.spelled("-", true).is_none() {
            return Err(self.unexpected(RefusedText::UnknownToken, "a rate, such as 12.5 % or 3 EUR/kg"));
        }
        let number = self.number()?;
        if self.takes("%") || self.takes("percent") || self.takes("per cent") {
            return Ok(Rate::Percent { percent: number, of: self.value()? });
        }
        match self.currency().or_else(|| self.unwritten_currency()) {
            Some(currency) => self.specific(number, currency),
            None => Err(self.unexpected(RefusedText::UnknownCurrency, "% or a currency")),
        }
    }

    pub(super) fn open_bracket(&self, expected: &'static str) -> RateTextError {
        let error = self.unexpected(RefusedText::UnknownToken, expected);
        match error.reason {
            RefusedText::Incomplete => RateTextError { reason: RefusedText::Unbalanced, ..error },
            _ => error,
        }
    }

    fn value(&mut self) -> Result<Value, RateTextError> {
        if let Some((name, length)) = self.longest(self.dialect.values(), false) {
            let value = match *name {
                ValueName::Base => Value::Base,
                ValueName::Customs => Value::Customs,
                ValueName::Fob => Value::Fob,
                ValueName::Freight => Value::Freight,
                ValueName::Insurance => Value::Insurance,
                ValueName::Retail => Value::Retail,
                ValueName::Part(words) => {
                    let aspect = words.parse();
                    Value::Part(aspect.map_err(|_| self.unexpected(RefusedText::UnknownToken, "a part of the goods"))?)
                }
            };
            self.next += length;
            return Ok(value);
        }
        match self.of()? {
            Some(aspect) => Ok(Value::Part(aspect)),
            None => Ok(Value::Base),
        }
    }

    /// Reads `of [the case]`, if it comes next.
    pub(super) fn of(&mut self) -> Result<Option<Aspect>, RateTextError> {
        if !self.takes("of") {
            return Ok(None);
        }
        let aspect = match self.peek() {
            Some(Token { kind: Kind::Bracketed, text, .. }) => text.parse().ok(),
            _ => None,
        };
        let aspect = aspect.ok_or_else(|| self.unexpected(RefusedText::UnknownToken, "words in square brackets"))?;
        self.next += 1;
        Ok(Some(aspect))
    }
}
