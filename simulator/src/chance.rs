//! Chance that can be repeated: each draw depends on the seed, on what it is for and on what it is about, and on nothing else.

use aws_lc_rs::digest::{SHA256, digest};

/// What is drawn from one seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chance {
    pub(crate) seed: u64,
}

impl Chance {
    /// Draws for the `nth` time that `about` is met; `purpose` keeps draws for different ends apart.
    pub(crate) fn draw(self, purpose: &str, about: &str, nth: u32) -> u64 {
        let bytes = self.bytes(purpose, about, nth);
        bytes.iter().take(8).fold(0, |drawn, byte| drawn << 8 | u64::from(*byte))
    }

    /// Draws a number below a thousand.
    pub(crate) fn per_mille(self, purpose: &str, about: &str, nth: u32) -> u16 {
        u16::try_from(self.draw(purpose, about, nth) % 1_000).unwrap_or_default()
    }

    /// Draws `length` hexadecimal digits, 64 at most: what makes an id of the simulator.
    pub(crate) fn id(self, purpose: &str, about: &str, length: usize) -> String {
        let mut digits = hex::encode(self.bytes(purpose, about, 0));
        digits.truncate(length);
        digits
    }

    /// Draws a UUID of version 4.
    pub(crate) fn uuid(self, purpose: &str, about: &str) -> String {
        let id = self.id(purpose, about, 32);
        format!("{}-{}-4{}-a{}-{}", &id[..8], &id[8..12], &id[13..16], &id[17..20], &id[20..32])
    }

    fn bytes(self, purpose: &str, about: &str, nth: u32) -> Vec<u8> {
        digest(&SHA256, format!("{}\0{purpose}\0{about}\0{nth}", self.seed).as_bytes()).as_ref().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_and_another_one_does_not() {
        let drawn = |seed| (0..50).map(|nth| Chance { seed }.per_mille("fault", "POST /a", nth)).collect::<Vec<_>>();
        assert_eq!(drawn(7), drawn(7));
        assert_ne!(drawn(7), drawn(8));
    }

    #[test]
    fn draws_spread_over_their_thousand() {
        let below_half = (0..10_000).filter(|nth| Chance { seed: 1 }.per_mille("p", "about", *nth) < 500).count();
        assert!((4_700..5_300).contains(&below_half), "{below_half}");
    }
}
