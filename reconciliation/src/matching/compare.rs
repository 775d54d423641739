//! One line of ours beside the line of a provider that belongs to it.

use jiff::{ToSpan, tz::TimeZone};
use vocabulary::{Currency, Date, Money, Timestamp};

use crate::{
    breaks::BreakType,
    line::{Kind, LedgerLine, ProviderLine},
    policy::Policy,
};

/// In what two lines do not agree, and by how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// In what.
    pub kind: BreakType,
    /// By how much our books lie above, by currency.
    pub difference: Vec<(Currency, i64)>,
}

impl Found {
    /// A difference that is none of amounts.
    pub(super) fn of(kind: BreakType) -> Found {
        Found { kind, difference: vec![] }
    }
}

/// Returns in what two lines do not agree: one reason for their amounts, the one that explains the rest, and beside it what has nothing
/// to do with amounts.
pub fn compare(ours: &LedgerLine, theirs: &ProviderLine, policy: &Policy) -> Vec<Found> {
    if !theirs.live {
        // No money moved over there, so that all that we posted is too much.
        return vec![Found { kind: BreakType::TestMode, difference: super::ours_alone(ours.amount) }];
    }
    let is_payout = matches!(ours.kind, Kind::Payout | Kind::PayoutReturned);
    let amounts = amounts(ours.amount, theirs.amount, is_payout)
        .or_else(|| converted(ours, theirs, policy).then(|| Found::of(BreakType::Fx)))
        .or_else(|| fee(ours, theirs, policy).then(|| Found::of(BreakType::FeeWrong)));
    let is_elsewhere = ours.account.is_some() && theirs.account.is_some() && ours.account != theirs.account;
    let account = is_elsewhere.then(|| Found::of(BreakType::WrongAccount));
    let late = is_late(ours.at, theirs.available_on, policy.settlement_days).then(|| Found::of(BreakType::Late));
    [amounts, account, late].into_iter().flatten().collect()
}

/// Compares two amounts, of which the second is the other side's.
pub(super) fn amounts(ours: Money, theirs: Money, is_payout: bool) -> Option<Found> {
    if ours.currency != theirs.currency {
        let difference = [super::ours_alone(ours), super::theirs_alone(theirs)].concat();
        return Some(Found { kind: BreakType::Currency, difference });
    }
    if ours.minor == theirs.minor {
        return None;
    }
    let kind = if is_payout { BreakType::PayoutDiffers } else { BreakType::Amount };
    Some(Found { kind, difference: vec![(ours.currency, ours.minor.saturating_sub(theirs.minor))] })
}

/// Says whether both converted it to different amounts, or only one did.
fn converted(ours: &LedgerLine, theirs: &ProviderLine, policy: &Policy) -> bool {
    match (ours.settled, theirs.settled) {
        (None, None) => false,
        (Some(ours), Some(theirs)) => {
            ours.currency != theirs.currency || !is_within(ours.minor, theirs.minor, policy.fx_tolerance_minor)
        }
        _ => true,
    }
}

fn fee(ours: &LedgerLine, theirs: &ProviderLine, policy: &Policy) -> bool {
    ours.fee.is_some_and(|fee| !is_within(fee, theirs.fee, policy.fee_tolerance_minor))
}

fn is_within(ours: i64, theirs: i64, tolerance: i64) -> bool {
    ours.abs_diff(theirs) <= u64::try_from(tolerance).unwrap_or(0)
}

fn is_late(posted_at: Timestamp, settled_on: Option<Date>, days: u16) -> bool {
    settled_on.is_some_and(|settled_on| settled_on > day_after(posted_at, days))
}

/// Returns the day some days after an instant, as UTC counts days.
pub(super) fn day_after(at: Timestamp, days: u16) -> Date {
    day_of(at).saturating_add(i64::from(days).days())
}

/// Returns the day of an instant, as UTC counts days.
pub(super) fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}
