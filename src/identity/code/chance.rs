//! Chance, which comes in as an argument like time does.

use crate::platform::fault::Fault;

/// Gives bytes that nobody can foretell.
pub trait Chance: Send + Sync + 'static {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// Faults when the system has no randomness to give; then no code is made.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault>;
}

/// The operating system's generator, which is a cryptographically secure one.
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        getrandom::fill(bytes).map_err(Fault::while_("asking the system for randomness"))
    }
}
