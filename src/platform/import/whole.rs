//! Whole files: what a newer file of the same data no longer holds is taken back, but never so much that it must be a slip.

use std::{fmt, str::FromStr};

use thiserror::Error;
use vocabulary::{Date, Timestamp};

use super::{
    file::FileError,
    job::{ImportError, Session, in_file},
    source::{Missing, Source, WholeTarget},
    summary::Summary,
};

/// So many may always go: a small tariff may lose a heading in one year.
const WITHDRAWN_ALWAYS: u64 = 20;

/// How much of what stands one file may take back, in percent; twenty things always may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithdrawMax(u8);

/// A file that would take back more than one file may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch {
    /// How many things stand and are not in it.
    pub missing: u64,
    /// How many things stand.
    pub standing: u64,
    /// How many may go.
    pub limit: u64,
}

impl Default for WithdrawMax {
    /// A tenth: the revisions of the Harmonized System, every five years, touch about a twelfth of its subheadings.
    fn default() -> WithdrawMax {
        WithdrawMax(10)
    }
}

impl WithdrawMax {
    fn allow(self, found: Missing) -> Result<(), TooMuch> {
        let limit = (found.standing.saturating_mul(u64::from(self.0)) / 100).max(WITHDRAWN_ALWAYS);
        if found.missing <= limit { Ok(()) } else { Err(TooMuch { missing: found.missing, standing: found.standing, limit }) }
    }
}

/// A text that is not a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not a whole number of percent, 0 to 100")]
pub struct ShareError;

impl FromStr for WithdrawMax {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<WithdrawMax, ShareError> {
        text.parse().ok().filter(|percent| *percent <= 100).map(WithdrawMax).ok_or(ShareError)
    }
}

impl fmt::Display for WithdrawMax {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

/// How much of its data a file holds.
pub(super) trait Extent<S: Source, T>: Send + Sync {
    /// Whether the file holds all of it.
    const WHOLE: bool;

    /// Counts what importing the file would take back.
    fn compare(&self, import: (&S, &T), session: &Session<'_>) -> impl Future<Output = Result<u64, ImportError>> + Send;
    /// Takes back what the file no longer holds, once its rows are there.
    fn take_back(
        &self,
        import: (&S, &T),
        session: &Session<'_>,
        now: Timestamp,
    ) -> impl Future<Output = Result<u64, ImportError>> + Send;
}

/// A file that holds some of its data: what it does not hold stays.
pub(super) struct Part;

/// A file that holds all of its data.
pub(super) struct Whole;

impl<S: Source, T: Send + Sync> Extent<S, T> for Part {
    const WHOLE: bool = false;

    async fn compare(&self, _: (&S, &T), _: &Session<'_>) -> Result<u64, ImportError> {
        Ok(0)
    }

    async fn take_back(&self, _: (&S, &T), _: &Session<'_>, _: Timestamp) -> Result<u64, ImportError> {
        Ok(0)
    }
}

impl<S: Source, T: WholeTarget<S::Row>> Extent<S, T> for Whole {
    const WHOLE: bool = true;

    async fn compare(&self, (source, target): (&S, &T), session: &Session<'_>) -> Result<u64, ImportError> {
        let held = held::<S, T>(source).map_err(in_file(&source.identity()))?;
        let found = target.missing(&held, day(source, session)).await.map_err(ImportError::Fault)?;
        let file = source.identity().file_name;
        session.options.withdraw_max.allow(found).map_err(|excess| ImportError::Withdrawal { file, excess })?;
        Ok(found.missing)
    }

    async fn take_back(&self, (source, target): (&S, &T), session: &Session<'_>, now: Timestamp) -> Result<u64, ImportError> {
        let held = held::<S, T>(source).map_err(in_file(&source.identity()))?;
        target.take_back(&held, day(source, session), now).await.map_err(ImportError::Fault)
    }
}

/// Returns the first day without what is missing: the one asked for, else the first of the file's edition, else today.
fn day(source: &impl Source, session: &Session<'_>) -> Date {
    session.options.withdraw_on.or_else(|| source.edition_day()).unwrap_or_else(|| session.clock.today())
}

fn held<S: Source, T: WholeTarget<S::Row>>(source: &S) -> Result<T::Held, FileError> {
    let mut held = T::Held::default();
    source.rows()?.flatten().for_each(|row| T::hold(&mut held, &row));
    Ok(held)
}

/// A file with bad rows is not whole: what stands on them is not missing.
pub(super) fn is_whole(summary: &Summary) -> bool {
    summary.bad_rows() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_may_go_and_twenty_always() {
        let allowed = |standing, missing| WithdrawMax::default().allow(Missing { standing, missing });
        assert_eq!(allowed(50, 20), Ok(()));
        assert_eq!(allowed(50, 21), Err(TooMuch { missing: 21, standing: 50, limit: 20 }));
        assert_eq!(allowed(1_000, 100), Ok(()));
        assert_eq!(allowed(1_000, 101), Err(TooMuch { missing: 101, standing: 1_000, limit: 100 }));
    }

    #[test]
    fn a_share_is_a_percentage() {
        assert!("0".parse::<WithdrawMax>().is_ok() && "100".parse::<WithdrawMax>().is_ok());
        for text in ["", "101", "-1", "10 %", "0.1"] {
            assert_eq!(text.parse::<WithdrawMax>(), Err(ShareError), "{text}");
        }
    }
}
