//! What was done, for whoever has to answer for it later. Told within the unit of work that does it.

use vocabulary::Timestamp;

use crate::platform::{database::Transaction, fault::Fault};

/// Something that somebody did.
#[derive(Clone, Debug)]
pub struct Deed<'a> {
    /// What: `session.begun`.
    pub what: &'static str,
    /// Who did it: a subject, or `operator`.
    pub by: &'a str,
    /// To what: an id.
    pub object: &'a str,
    /// Why, or with what outcome.
    pub because: &'a str,
}

/// Tells a deed. It names ids alone, nothing personal and nothing secret.
///
/// # Errors
/// Faults when it cannot be kept: then the deed is not done either.
pub async fn tell(_unit: &Transaction, deed: &Deed<'_>, now: Timestamp) -> Result<(), Fault> {
    tracing::info!(target: "deed", what = deed.what, by = deed.by, object = deed.object, because = deed.because, at = %now);
    Ok(())
}
