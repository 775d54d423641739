//! How long to wait before trying again: full jitter, so that a thousand phones that lost the network together do not come back together.
//!
//! Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.

use crate::host::Entropy;

/// Returns a random time from nothing to `base_ms` × 2^`tries`, at most `most_ms`, and never less than `least_ms`.
pub fn jittered(entropy: &dyn Entropy, base_ms: i64, tries: u32, least_ms: i64, most_ms: i64) -> i64 {
    let ceiling = base_ms.saturating_mul(1_i64.checked_shl(tries.min(40)).unwrap_or(i64::MAX)).min(most_ms).max(least_ms);
    let mut random = [0; 8];
    for (at, byte) in random.iter_mut().zip(entropy.bytes(8)) {
        *at = byte;
    }
    let random = i64::from_le_bytes(random) & i64::MAX;
    least_ms + random % (ceiling - least_ms + 1)
}
