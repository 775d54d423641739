//! The six digits themselves.

use std::{fmt, str::FromStr};

use super::chance::Chance;
use crate::platform::fault::Fault;

/// How many codes there are.
const CODES: u32 = 1_000_000;
/// Draws from here on are thrown away, because they would make the low codes likelier than the high ones.
const DRAWN_BELOW: u32 = u32::MAX - u32::MAX % CODES;

/// Six digits. They are shown to the phone they are for and to nobody else: no `Display`, and a `Debug` that keeps them.
#[derive(Clone, PartialEq, Eq)]
pub struct Digits([u8; 6]);

/// A text that is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not six digits")]
pub struct DigitsError;

impl Digits {
    /// Draws a code, each of the million as likely as any other.
    ///
    /// # Errors
    /// Faults when there is no randomness.
    pub fn draw(chance: &dyn Chance) -> Result<Digits, Fault> {
        loop {
            let mut bytes = [0; 4];
            chance.fill(&mut bytes)?;
            let drawn = u32::from_le_bytes(bytes);
            if drawn < DRAWN_BELOW {
                return Ok(Digits::of(drawn % CODES));
            }
        }
    }

    /// Returns the digits, for the message that carries them and the hash that stands for them.
    pub fn reveal(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn of(mut number: u32) -> Digits {
        let mut digits = [b'0'; 6];
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(number % 10).unwrap_or_default();
            number /= 10;
        }
        Digits(digits)
    }
}

impl FromStr for Digits {
    type Err = DigitsError;

    /// Reads a code as people type it: spaces between the digits are no mistake.
    fn from_str(text: &str) -> Result<Self, DigitsError> {
        let typed: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').take(7).collect();
        let digits: [u8; 6] = typed.try_into().map_err(|_| DigitsError)?;
        digits.iter().all(u8::is_ascii_digit).then_some(Digits(digits)).ok_or(DigitsError)
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Digits(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::identity::code::chance::SystemChance;

    struct Loaded(Mutex<Vec<u32>>);

    impl Chance for Loaded {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
            let next = self.0.lock().expect("one thread").remove(0);
            bytes.copy_from_slice(&next.to_le_bytes());
            Ok(())
        }
    }

    #[test]
    fn a_draw_that_would_favour_low_codes_is_thrown_away() {
        let chance = Loaded(Mutex::new(vec![u32::MAX, 4_294_000_000, 4_293_000_042]));
        assert_eq!(Digits::draw(&chance).expect("loaded").reveal(), "000042");
    }

    #[test]
    fn codes_are_spread_over_the_whole_range() {
        let codes = (0..20_000).map(|_| Digits::draw(&SystemChance).expect("a system").reveal().to_owned());
        let mut by_first = [0_u32; 10];
        for code in codes {
            by_first[usize::from(code.as_bytes()[0] - b'0')] += 1;
        }
        // Two thousand are expected of each; ten standard deviations are 424.
        assert!(by_first.iter().all(|count| (1_576..=2_424).contains(count)), "{by_first:?}");
    }

    #[test]
    fn a_code_is_six_digits_and_keeps_them_to_itself() {
        assert_eq!("012 345".parse::<Digits>().expect("a code").reveal(), "012345");
        for text in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"] {
            assert_eq!(text.parse::<Digits>(), Err(DigitsError), "{text}");
        }
        assert_eq!(format!("{:?}", "012345".parse::<Digits>()), "Ok(Digits(…))");
    }
}
