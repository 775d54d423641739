//! Exact numbers: what the law says in decimals, and what dividing them gives. Nothing here rounds unless it is asked to.

use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How many digits a number may be written with.
const DIGITS_MAX: usize = 28;

/// A rational number, exact to the last digit.
///
/// It is written as a decimal where it ends (`13.6`), and as a fraction where it does not (`40/3`).
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Exact {
    numerator: i128,
    /// Above zero; it need not be the least one.
    denominator: i128,
}

/// A number beyond what can be held exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is beyond what can be calculated exactly")]
pub struct Overflow;

/// What is wrong with a text that should be a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ExactError {
    /// Something else than digits, with at most one point among them, or one fraction stroke.
    #[error("is not a number such as 12.5")]
    Shape,
    /// More digits than anything in a tariff has.
    #[error("has more than 28 digits")]
    Long,
}

/// How a number becomes a whole one. Which one is for the law to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoundingMode {
    /// To the nearest, and a half away from zero.
    HalfUp,
    /// To the nearest, and a half to the even one.
    HalfEven,
    /// Towards zero: what is begun is forgiven.
    Down,
    /// Away from zero: what is begun is owed.
    Up,
}

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact::whole(0);
    /// One.
    pub const ONE: Exact = Exact::whole(1);
    /// A hundred: what percent are of.
    pub const HUNDRED: Exact = Exact::whole(100);

    /// Returns a whole number.
    pub const fn whole(number: i64) -> Exact {
        Exact { numerator: number as i128, denominator: 1 }
    }

    /// Returns `number` divided by ten to the power of `places`: `decimal(1360, 2)` is 13.6.
    ///
    /// # Errors
    /// Refuses more than 28 places.
    pub fn decimal(number: i64, places: u8) -> Result<Exact, Overflow> {
        if usize::from(places) > DIGITS_MAX {
            return Err(Overflow);
        }
        Ok(Exact { numerator: i128::from(number), denominator: 10_i128.pow(u32::from(places)) })
    }

    /// Adds two numbers.
    ///
    /// # Errors
    /// Refuses a sum beyond what can be held.
    pub fn plus(self, other: Exact) -> Result<Exact, Overflow> {
        self.add_as_they_are(other).or_else(|| self.reduced().add_as_they_are(other.reduced())).ok_or(Overflow)
    }

    /// Subtracts another number.
    ///
    /// # Errors
    /// Refuses a difference beyond what can be held.
    pub fn minus(self, other: Exact) -> Result<Exact, Overflow> {
        self.plus(Exact { numerator: other.numerator.checked_neg().ok_or(Overflow)?, ..other })
    }

    /// Multiplies two numbers.
    ///
    /// # Errors
    /// Refuses a product beyond what can be held.
    pub fn times(self, other: Exact) -> Result<Exact, Overflow> {
        let multiply = |one: Exact, other: Exact| {
            let numerator = one.numerator.checked_mul(other.numerator)?;
            Some(Exact { numerator, denominator: one.denominator.checked_mul(other.denominator)? })
        };
        let crossed = || {
            let one = Exact { denominator: other.denominator, ..self }.reduced();
            let two = Exact { denominator: self.denominator, ..other }.reduced();
            multiply(one, two)
        };
        multiply(self, other).or_else(crossed).ok_or(Overflow)
    }

    /// Divides by another number.
    ///
    /// # Errors
    /// Refuses zero, and a quotient beyond what can be held.
    pub fn over(self, other: Exact) -> Result<Exact, Overflow> {
        let sign = other.numerator.signum();
        if sign == 0 {
            return Err(Overflow);
        }
        let denominator = other.numerator.checked_abs().ok_or(Overflow)?;
        self.times(Exact { numerator: other.denominator * sign, denominator })
    }

    /// Returns so many percent of it.
    ///
    /// # Errors
    /// Refuses a result beyond what can be held.
    pub fn percent(self, percent: Exact) -> Result<Exact, Overflow> {
        self.times(percent)?.over(Exact::HUNDRED)
    }

    /// Says whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// Says whether it is zero.
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Returns the whole number it rounds to.
    ///
    /// # Errors
    /// Refuses what is beyond `i64`.
    pub fn rounded(self, mode: RoundingMode) -> Result<i64, Overflow> {
        let (quotient, rest) = (self.numerator / self.denominator, self.numerator % self.denominator);
        // Comparing the rest with what is missing to the next avoids doubling it, which may not fit.
        let half = rest.abs().cmp(&(self.denominator - rest.abs()));
        let away = match mode {
            RoundingMode::Down => false,
            RoundingMode::Up => rest != 0,
            RoundingMode::HalfUp => half != Ordering::Less,
            RoundingMode::HalfEven => half == Ordering::Greater || (half == Ordering::Equal && quotient % 2 != 0),
        };
        let whole = if away { quotient + self.numerator.signum() } else { quotient };
        i64::try_from(whole).map_err(|_| Overflow)
    }

    fn add_as_they_are(self, other: Exact) -> Option<Exact> {
        if self.denominator == other.denominator {
            return Some(Exact { numerator: self.numerator.checked_add(other.numerator)?, ..self });
        }
        // One denominator is often a multiple of the other: both are powers of ten then.
        let (one, other) = if self.denominator < other.denominator { (self, other) } else { (other, self) };
        if other.denominator % one.denominator == 0 {
            let raised = one.numerator.checked_mul(other.denominator / one.denominator)?;
            return Some(Exact { numerator: raised.checked_add(other.numerator)?, ..other });
        }
        let left = one.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(one.denominator)?;
        Some(Exact { numerator: left.checked_add(right)?, denominator: one.denominator.checked_mul(other.denominator)? })
    }

    fn reduced(self) -> Exact {
        let common = greatest_common_divisor(self.numerator.unsigned_abs(), self.denominator.unsigned_abs());
        // The divisor is at most the denominator, which is an i128 above zero.
        let common = i128::try_from(common).unwrap_or(1);
        Exact { numerator: self.numerator / common, denominator: self.denominator / common }
    }

    /// Returns its digits and the places among them after the point, where it ends.
    fn as_decimal(self) -> Option<(i128, usize)> {
        let Exact { mut numerator, mut denominator } = self.reduced();
        let mut places = 0;
        while denominator != 1 {
            let factor = if denominator % 10 == 0 {
                denominator /= 10;
                1
            } else if denominator % 5 == 0 {
                denominator /= 5;
                2
            } else if denominator % 2 == 0 {
                denominator /= 2;
                5
            } else {
                return None;
            };
            numerator = numerator.checked_mul(factor)?;
            places += 1;
        }
        Some((numerator, places))
    }
}

fn greatest_common_divisor(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        if let (Ok(small), Ok(smaller)) = (u64::try_from(one), u64::try_from(other)) {
            return u128::from(of_small(small, smaller));
        }
        (one, other) = (other, one % other);
    }
    one
}

fn of_small(mut one: u64, mut other: u64) -> u64 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

impl PartialEq for Exact {
    fn eq(&self, other: &Exact) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        let crossed = |one: &Exact, other: &Exact| one.numerator.checked_mul(other.denominator);
        match (crossed(self, other), crossed(other, self)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => by_continued_fraction(*self, *other),
        }
    }
}

/// Compares whole parts first, and where they are the same the inverted rests the other way round: no product can overflow.
fn by_continued_fraction(one: Exact, other: Exact) -> Ordering {
    let parts =
        |number: Exact| (number.numerator.div_euclid(number.denominator), number.numerator.rem_euclid(number.denominator));
    let ((whole, rest), (other_whole, other_rest)) = (parts(one), parts(other));
    whole.cmp(&other_whole).then_with(|| match (rest, other_rest) {
        (0, 0) => Ordering::Equal,
        (0, _) => Ordering::Less,
        (_, 0) => Ordering::Greater,
        _ => by_continued_fraction(
            Exact { numerator: other.denominator, denominator: other_rest },
            Exact { numerator: one.denominator, denominator: rest },
        ),
    })
}

impl std::hash::Hash for Exact {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let Exact { numerator, denominator } = self.reduced();
        (numerator, denominator).hash(state);
    }
}

impl From<i64> for Exact {
    fn from(number: i64) -> Exact {
        Exact::whole(number)
    }
}

impl FromStr for Exact {
    type Err = ExactError;

    /// Reads a decimal (`-13.60`) or a fraction of two whole numbers (`40/3`).
    fn from_str(text: &str) -> Result<Exact, ExactError> {
        if let Some((numerator, denominator)) = text.split_once('/') {
            let whole = |text: &str| -> Result<i128, ExactError> {
                let digits = text.strip_prefix('-').unwrap_or(text);
                let good = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
                if good { text.parse().map_err(|_| ExactError::Long) } else { Err(ExactError::Shape) }
            };
            let (numerator, denominator) = (whole(numerator)?, whole(denominator)?);
            return if denominator > 0 { Ok(Exact { numerator, denominator }) } else { Err(ExactError::Shape) };
        }
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let of_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let ends_in_point = digits.len() == whole.len() + 1;
        if whole.is_empty() || ends_in_point || !of_digits(whole) || !of_digits(places) {
            return Err(ExactError::Shape);
        }
        if whole.len() + places.len() > DIGITS_MAX {
            return Err(ExactError::Long);
        }
        let digit = |number: i128, byte: u8| number * 10 + i128::from(byte - b'0');
        let magnitude = whole.bytes().chain(places.bytes()).fold(0, digit);
        // At most 28 places, so that the power fits.
        let denominator = places.bytes().fold(1, |power, _| power * 10);
        Ok(Exact { numerator: if negative { -magnitude } else { magnitude }, denominator })
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((digits, places)) = self.as_decimal() else {
            let Exact { numerator, denominator } = self.reduced();
            return write!(formatter, "{numerator}/{denominator}");
        };
        let sign = if digits < 0 { "-" } else { "" };
        let text = format!("{:0>width$}", digits.unsigned_abs(), width = places + 1);
        let (whole, fraction) = text.split_at(text.len() - places);
        match places {
            0 => write!(formatter, "{sign}{whole}"),
            _ => write!(formatter, "{sign}{whole}.{fraction}"),
        }
    }
}

impl TryFrom<String> for Exact {
    type Error = ExactError;

    fn try_from(text: String) -> Result<Exact, ExactError> {
        text.parse()
    }
}

impl From<Exact> for String {
    fn from(number: Exact) -> String {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().expect("a number")
    }

    #[test]
    fn a_number_is_read_as_it_is_printed() {
        for text in ["0", "13.6", "-0.05", "40/3", "-1/7", "1234567890123456789012345678"] {
            assert_eq!(exact(text).to_string(), text);
        }
        assert_eq!(exact("13.600").to_string(), "13.6");
        for text in ["", "-", ".5", "5.", "1e3", "1,5", "+1", " 1", "1/0", "1/-2", "1/", "--1", "NaN", "٣"] {
            assert_eq!(text.parse::<Exact>(), Err(ExactError::Shape), "{text}");
        }
        assert_eq!("12345678901234567890123456789".parse::<Exact>(), Err(ExactError::Long));
    }

    #[test]
    fn a_half_goes_where_the_law_says() {
        let round = |text: &str| {
            [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::Down, RoundingMode::Up]
                .map(|mode| exact(text).rounded(mode).expect("a small number"))
        };
        assert_eq!(round("2.5"), [3, 2, 2, 3]);
        assert_eq!(round("3.5"), [4, 4, 3, 4]);
        assert_eq!(round("-2.5"), [-3, -2, -2, -3]);
        assert_eq!(round("2.01"), [2, 2, 2, 3]);
        assert_eq!(round("-0.4"), [0, 0, 0, -1]);
        assert_eq!(round("1/3"), [0, 0, 0, 1]);
        assert_eq!(round("7"), [7; 4]);
    }

    #[test]
    fn nothing_is_lost_in_thirds_and_nothing_wraps() {
        let third = Exact::ONE.over(Exact::whole(3)).expect("small");
        assert_eq!(third.times(Exact::whole(3)), Ok(Exact::ONE));
        assert_eq!(Exact::ONE.over(Exact::ZERO), Err(Overflow));
        let big = exact("9999999999999999999999999999");
        assert_eq!(big.times(big), Err(Overflow));
        assert_eq!(big.over(big), Ok(Exact::ONE));
        assert!(exact("9999999999999999999999999999").over(exact("0.000000000000000000000000001")).is_err());
        assert!(exact("9999999999999999999999999998/9999999999999999999999999999") < Exact::ONE);
    }

    proptest! {
        #[test]
        fn numbers_keep_the_laws_of_arithmetic(a in -1_000_000_000_i64..1_000_000_000, b in 1_i64..1_000_000, c in -1_000_000_i64..1_000_000, d in 1_i64..1_000_000) {
            let one = Exact::whole(a).over(Exact::whole(b))?;
            let other = Exact::whole(c).over(Exact::whole(d))?;
            prop_assert_eq!(one.plus(other)?.minus(other)?, one);
            prop_assert_eq!(one.times(other)?, other.times(one)?);
            if !other.is_zero() {
                prop_assert_eq!(one.times(other)?.over(other)?, one);
            }
            prop_assert_eq!(one.cmp(&other), by_continued_fraction(one, other));
            prop_assert_eq!(one.to_string().parse::<Exact>().expect("what was printed"), one);
        }
    }
}
