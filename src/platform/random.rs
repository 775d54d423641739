//! The only place that draws what nobody may guess.

use super::fault::Fault;

/// Draws `N` bytes from the generator of the cryptographic library, which the operating system seeds.
///
/// # Errors
/// Faults when the operating system gives no randomness.
pub fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut drawn = [0; N];
    aws_lc_rs::rand::fill(&mut drawn).map_err(Fault::while_("drawing random bytes"))?;
    Ok(drawn)
}
