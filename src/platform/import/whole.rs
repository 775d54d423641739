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

/// So many may always go, unless none may: a small tariff may lose a heading in one year.
const WITHDRAWN_ALWAYS: u64 = 20;

/// How much of what stands one file may take back, in percent: twenty things always may go, but nothing at all with 0.
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
    /// Returns how many things go, where so many may.
    ///
    /// # Errors
    /// Refuses more than that.
    pub fn allow(self, Missing { standing, missing }: Missing) -> Result<u64, TooMuch> {
        let limit = match self.0 {
            0 => 0,
            percent => (standing.saturating_mul(u64::from(percent)) / 100).max(WITHDRAWN_ALWAYS),
        };
        if missing <= limit { Ok(missing) } else { Err(TooMuch { missing, standing, limit }) }
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

    /// Counts what importing the file would take back from `day` on.
    fn compare(
        &self,
        import: (&S, &T),
        session: &Session<'_>,
        day: Date,
    ) -> impl Future<Output = Result<u64, ImportError>> + Send;
    /// Takes back what the file no longer holds, once its rows are there.
    fn take_back(
        &self,
        import: (&S, &T),
        session: &Session<'_>,
        day: Date,
        now: Timestamp,
    ) -> impl Future<Output = Result<u64, ImportError>> + Send;
}

/// A file that holds some of its data: what it does not hold stays.
pub(super) struct Part;

/// A file that holds all of its data.
pub(super) struct Whole;

impl<S: Source, T: Send + Sync> Extent<S, T> for Part {
    const WHOLE: bool = false;

    async fn compare(&self, _: (&S, &T), _: &Session<'_>, _: Date) -> Result<u64, ImportError> {
        Ok(0)
    }

    async fn take_back(&self, _: (&S, &T), _: &Session<'_>, _: Date, _: Timestamp) -> Result<u64, ImportError> {
        Ok(0)
    }
}

impl<S: Source, T: WholeTarget<S::Row>> Extent<S, T> for Whole {
    const WHOLE: bool = true;

    async fn compare(&self, (source, target): (&S, &T), session: &Session<'_>, day: Date) -> Result<u64, ImportError> {
        let held = held::<S, T>(source).map_err(in_file(&source.identity()))?;
        let found = target.missing(&held, day).await.map_err(ImportError::Fault)?;
        let refused = |excess| ImportError::Withdrawal { file: source.identity().file_name, excess, rows_kept: false };
        session.options.withdraw_max.allow(found).map_err(refused)
    }

    async fn take_back(
        &self,
        (source, target): (&S, &T),
        session: &Session<'_>,
        day: Date,
        now: Timestamp,
    ) -> Result<u64, ImportError> {
        let held = held::<S, T>(source).map_err(in_file(&source.identity()))?;
        let taken = target.take_back(&held, day, session.options.withdraw_max, now).await.map_err(ImportError::Fault)?;
        taken.map_err(|excess| ImportError::Withdrawal { file: source.identity().file_name, excess, rows_kept: true })
    }
}

/// Returns the first day without what is missing: the one asked for, else the first of the file's edition, else today.
///
/// It is asked once for each run, so that a run over midnight takes back what it foretold.
pub(super) fn day(source: &impl Source, session: &Session<'_>) -> Date {
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
        assert_eq!(allowed(50, 20), Ok(20));
        assert_eq!(allowed(50, 21), Err(TooMuch { missing: 21, standing: 50, limit: 20 }));
        assert_eq!(allowed(1_000, 100), Ok(100));
        assert_eq!(allowed(1_000, 101), Err(TooMuch { missing: 101, standing: 1_000, limit: 100 }));
    }

    #[test]
    fn nothing_goes_where_nothing_may() {
        let none: WithdrawMax = "0".parse().expect("a share");
        assert_eq!(none.allow(Missing { standing: 50, missing: 1 }), Err(TooMuch { missing: 1, standing: 50, limit: 0 }));
        assert_eq!(none.allow(Missing { standing: 50, missing: 0 }), Ok(0));
    }

    #[test]
    fn a_share_is_a_percentage() {
        assert!("0".parse::<WithdrawMax>().is_ok() && "100".parse::<WithdrawMax>().is_ok());
        for text in ["", "101", "-1", "10 %", "0.1"] {
            assert_eq!(text.parse::<WithdrawMax>(), Err(ShareError), "{text}");
        }
    }
}
