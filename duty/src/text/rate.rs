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
    lexer::{Kind, Thousands, Token, refused, tokens},
    refusal::{RateTextError, RefusedText},
    unit_name::coded,
};
use crate::{
    exact::Exact,
    rate::{Band, BandBy, Bands, Counted, Measured, Per, Rate, Specific, Value},
    unit::Unit,
};

/// How many brackets may stand within each other.
const DEPTH_MAX: usize = 16;
/// How many pieces a text may have: each may become a rate within the next.
const TOKENS_MAX: usize = 600;

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

struct Parser<'t> {
    tokens: Vec<Token<'t>>,
    next: usize,
    dialect: &'t Dialect,
    depth: usize,
    /// One past the last character.
    end: usize,
}

impl<'t> Parser<'t> {
    fn new(tokens: Vec<Token<'t>>, dialect: &'t Dialect) -> Result<Parser<'t>, RateTextError> {
        let end = tokens.last().map_or(1, |last| last.at + last.text.chars().count());
        let parser = Parser { tokens, next: 0, dialect, depth: 0, end };
        match parser.tokens.get(TOKENS_MAX) {
            Some(token) => Err(refused(RefusedText::TooLong, token.at, token.text, "a text of at most 600 words and marks")),
            None if parser.tokens.is_empty() => Err(parser.unexpected(RefusedText::Empty, "a rate")),
            None => Ok(parser),
        }
    }

    // What stands next.

    fn peek(&self) -> Option<&Token<'t>> {
        self.tokens.get(self.next)
    }

    /// Refuses what stands next, or that nothing does.
    fn unexpected(&self, reason: RefusedText, expected: &'static str) -> RateTextError {
        match self.peek() {
            Some(token) if token.kind == Kind::Mark && matches!(token.text, ")" | "}" | "]") => {
                refused(RefusedText::Unbalanced, token.at, token.text, expected)
            }
            Some(token) => refused(reason, token.at, token.text, expected),
            None if self.tokens.is_empty() => refused(RefusedText::Empty, self.end, "", expected),
            None => refused(RefusedText::Incomplete, self.end, "", expected),
        }
    }

    fn ends(&self) -> Result<(), RateTextError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected(RefusedText::UnknownToken, "the end, or + - MIN MAX and another rate")),
        }
    }

    /// Says how many pieces a spelling takes, if the next ones are it. Our own words are read in capitals and small letters.
    fn spelled(&self, spelling: &str, exactly: bool) -> Option<usize> {
        let mut length = 0;
        for piece in spelling.split(' ') {
            let token = self.tokens.get(self.next + length)?;
            let same = if exactly { token.text == piece } else { token.text.eq_ignore_ascii_case(piece) };
            if !same || matches!(token.kind, Kind::Bracketed | Kind::Quoted(_)) {
                return None;
            }
            length += 1;
        }
        Some(length)
    }

    /// Returns the longest spelling that comes next.
    fn longest<'s, T: 's>(
        &self,
        spellings: impl Iterator<Item = &'s (&'static str, T)>,
        exactly: bool,
    ) -> Option<(&'s T, usize)> {
        let initial = |text: &str| text.as_bytes().first().map(u8::to_ascii_lowercase);
        let next = initial(self.peek()?.text);
        // Most spellings begin otherwise, which is quickly seen.
        let fitting = spellings.filter(|(spelling, _)| initial(spelling) == next);
        let fitting = fitting.filter_map(|(spelling, of)| Some((of, self.spelled(spelling, exactly)?)));
        fitting.max_by_key(|(_, length)| *length)
    }

    /// Takes the next pieces if they are these.
    fn takes(&mut self, spelling: &str) -> bool {
        let length = self.spelled(spelling, false);
        self.next += length.unwrap_or(0);
        length.is_some()
    }

    fn needs(&mut self, spelling: &str, expected: &'static str) -> Result<(), RateTextError> {
        if self.takes(spelling) { Ok(()) } else { Err(self.unexpected(RefusedText::UnknownToken, expected)) }
    }

    fn at_number(&self) -> bool {
        matches!(self.peek(), Some(Token { kind: Kind::Number(_), .. }))
    }

    fn number(&mut self) -> Result<Exact, RateTextError> {
        let negative = self.takes("-");
        match self.peek().map(|token| token.kind.clone()) {
            Some(Kind::Number(number)) if negative => {
                let negated = Exact::ZERO.minus(number);
                let negated = negated.map_err(|_| self.unexpected(RefusedText::TooLong, "a smaller number"))?;
                self.next += 1;
                Ok(negated)
            }
            Some(Kind::Number(number)) => {
                self.next += 1;
                Ok(number)
            }
            _ => Err(self.unexpected(RefusedText::UnknownToken, "a number")),
        }
    }

    // Rates, the loosest sign first.

    fn rate(&mut self) -> Result<Rate, RateTextError> {
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
        if self.takes("free") {
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

    fn open_bracket(&self, expected: &'static str) -> RateTextError {
        let error = self.unexpected(RefusedText::UnknownToken, expected);
        match error.reason {
            RefusedText::Incomplete => RateTextError { reason: RefusedText::Unbalanced, ..error },
            _ => error,
        }
    }

    // Percents.

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
    fn of(&mut self) -> Result<Option<crate::name::Aspect>, RateTextError> {
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

    // Amounts.

    /// Reads a currency and what part of its major unit is meant, if one comes next.
    fn currency(&mut self) -> Option<Money> {
        let text = self.peek()?.text;
        let written = |code: &str| code.parse().ok().map(Money::Major);
        let money = match text {
            "€" => written("EUR"),
            "£" => written("GBP"),
            // The euro at the rate of the European Commission.
            "EUC" => written("EUR"),
            "$" => self.dialect.dollar.map(Money::Major),
            "cents" => self.dialect.dollar.map(Money::Cents),
            code => written(code),
        }?;
        self.next += 1;
        if text == "EUR" {
            self.takes("( EUC )");
        }
        Some(money)
    }

    /// Returns the currency of the tariff, where a unit follows without one being written.
    fn unwritten_currency(&self) -> Option<Money> {
        let unit_follows = ["/", "per", "each"].iter().any(|word| self.spelled(word, false).is_some());
        self.dialect.currency.filter(|_| unit_follows).map(Money::Major)
    }

    fn specific(&mut self, amount: Exact, money: Money) -> Result<Rate, RateTextError> {
        let (currency, amount) = match money {
            Money::Major(currency) => (currency, Ok(amount)),
            Money::Cents(currency) => (currency, amount.over(Exact::HUNDRED)),
        };
        let amount = amount.map_err(|_| self.unexpected(RefusedText::TooLong, "a smaller number"))?;
        let mut per = Vec::new();
        if !self.takes("flat") {
            while let Some(mut next) = self.per()? {
                per.append(&mut next);
            }
            if per.is_empty() {
                return Err(self.unexpected(RefusedText::UnknownToken, "/ and a unit, each, or flat"));
            }
        }
        Ok(Rate::Specific(Specific { amount, currency, per }))
    }

    /// Reads `/ 100 kg of [drained weight] above 5`, if such a thing comes next.
    fn per(&mut self) -> Result<Option<Vec<Per>>, RateTextError> {
        if self.takes("each") {
            let unit = Measured::in_unit(Unit::ARTICLE);
            return Ok(Some(vec![Per { size: Exact::ONE, measured: unit, counted: Counted::All }]));
        }
        let is_phrase = self.spelled("for each", true).is_some();
        let phrase = if is_phrase { self.longest(self.dialect.units(), true) } else { None };
        if let Some((countings, length)) = phrase {
            self.next += length;
            return self.counted(countings).map(Some);
        }
        if !self.takes("/") && !self.takes("per") {
            return Ok(None);
        }
        // A name may begin with a number of its own ("1000").
        let sized = if self.at_number() { self.longest(self.dialect.units(), true) } else { None };
        if let Some((countings, length)) = sized {
            self.next += length;
            return self.counted(countings).map(Some);
        }
        let size = self.size()?;
        let mut pers = self.unit()?;
        if let (Some(size), Some(first)) = (size, pers.first_mut()) {
            first.size = first.size.times(size).map_err(|_| self.unexpected(RefusedText::TooLong, "a smaller number"))?;
        }
        if let Some(last) = pers.last_mut() {
            self.said_of(&mut last.measured)?;
            last.counted = match last.counted {
                Counted::All if self.takes("above") => Counted::Above(self.number()?),
                Counted::All if self.takes("below") => Counted::Below(self.number()?),
                counted => counted,
            };
        }
        Ok(Some(pers))
    }

    fn size(&mut self) -> Result<Option<Exact>, RateTextError> {
        match self.peek().map(|token| &token.kind) {
            Some(Kind::Number(size)) if *size > Exact::ZERO => {
                let size = *size;
                self.next += 1;
                Ok(Some(size))
            }
            Some(Kind::Number(_)) => Err(self.unexpected(RefusedText::UnknownUnit, "a number above zero")),
            _ => Ok(None),
        }
    }

    fn unit(&mut self) -> Result<Vec<Per>, RateTextError> {
        let whole = |unit| vec![Per { size: Exact::ONE, measured: Measured::in_unit(unit), counted: Counted::All }];
        if let (Some(1), Some(Token { kind: Kind::Bracketed, text, .. })) =
            (self.spelled("unit", true), self.tokens.get(self.next + 1))
        {
            let unit = text.parse().map_err(|_| self.unexpected(RefusedText::UnknownUnit, "the code of a unit"))?;
            self.next += 2;
            return Ok(whole(unit));
        }
        if let Some((countings, length)) = self.longest(self.dialect.units(), true) {
            self.next += length;
            return self.counted(countings);
        }
        let unit = self.peek().filter(|token| token.kind == Kind::Word).and_then(|token| coded(token.text));
        let unit = unit.ok_or_else(|| self.unexpected(RefusedText::UnknownUnit, "a unit, such as kg"))?;
        self.next += 1;
        Ok(whole(unit))
    }

    fn counted(&self, countings: &[super::unit_name::Counting]) -> Result<Vec<Per>, RateTextError> {
        let pers = countings.iter().map(super::unit_name::Counting::per).collect::<Option<Vec<Per>>>();
        pers.ok_or_else(|| self.unexpected(RefusedText::UnknownUnit, "a unit, such as kg"))
    }

    /// Reads what a quantity is of, if it is said.
    fn said_of(&mut self, measured: &mut Measured) -> Result<(), RateTextError> {
        if measured.of.is_some() {
            return Ok(());
        }
        if let Some((aspect, length)) = self.longest(self.dialect.tails.iter(), false) {
            let aspect = aspect.parse().map_err(|_| self.unexpected(RefusedText::UnknownToken, "what it is a quantity of"))?;
            self.next += length;
            measured.of = Some(aspect);
        } else if let Some(aspect) = self.of()? {
            measured.of = Some(aspect);
        }
        Ok(())
    }

    /// Reads one unit that counts by ones, and what it is of.
    fn measured(&mut self) -> Result<Measured, RateTextError> {
        let refusal = self.unexpected(RefusedText::UnknownUnit, "a single unit");
        let mut pers = self.unit()?;
        match pers.pop() {
            Some(Per { size, mut measured, counted: Counted::All }) if pers.is_empty() && size == Exact::ONE => {
                self.said_of(&mut measured)?;
                Ok(measured)
            }
            _ => Err(refusal),
        }
    }

    // Bands.

    fn bands(&mut self) -> Result<Bands, RateTextError> {
        let by = if self.takes("customs value in") { self.unit_value()? } else { BandBy::Quantity(self.measured()?) };
        self.needs("{", "{ and the bands")?;
        let mut bands: Vec<Band> = Vec::new();
        loop {
            self.needs("from", "from and the figure a band begins at")?;
            let refusal = self.unexpected(RefusedText::Ambiguous, "a figure above that of the band before");
            let from = self.number()?;
            if bands.last().is_some_and(|before| before.from >= from) {
                return Err(refusal);
            }
            self.needs(":", ": and a rate")?;
            bands.push(Band { from, rate: self.rate()? });
            if self.takes("}") {
                return Ok(Bands { by, bands });
            }
            if !self.takes(";") {
                return Err(self.open_bracket("; and another band, or }"));
            }
        }
    }

    fn unit_value(&mut self) -> Result<BandBy, RateTextError> {
        let currency = match self.currency() {
            Some(Money::Major(currency)) => currency,
            _ => return Err(self.unexpected(RefusedText::UnknownCurrency, "a currency")),
        };
        self.needs("/", "/ and a unit")?;
        let size = self.size()?.unwrap_or(Exact::ONE);
        Ok(BandBy::UnitValue { currency, size, measured: self.measured()? })
    }
}

/// A currency, and whether its hundredth is meant.
#[derive(Clone, Copy)]
enum Money {
    Major(Currency),
    Cents(Currency),
}
