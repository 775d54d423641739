//! Money that comes in for notices. Rows LED-07 to LED-09, LED-13, LED-14, LED-21.

use vocabulary::{Currency, Money, NoticeId};

use super::{
    account::{Account, Phase},
    demand::revenue,
    entry::{Entry, Layer, Posting, Rule, Side, Unbalanced},
};
use crate::notice::{Allocation, PaymentNotice};

/// What a payment pays of a notice: its charges, in parts.
#[derive(Clone, Copy, Debug)]
pub struct Collected<'a> {
    /// The notice as it was before.
    pub notice: &'a PaymentNotice,
    /// The parts.
    pub parts: &'a [Allocation],
}

impl Collected<'_> {
    fn minor(&self) -> i64 {
        self.parts.iter().map(|part| part.minor).sum()
    }

    /// Returns the postings on the side of the debtor: what is owed no more, and revenue that turns from demanded to collected.
    fn postings(&self) -> Vec<Posting> {
        let mut postings = Vec::new();
        if self.minor() > 0 {
            postings.push(Posting::credit(Account::Receivable(self.notice.id), self.minor()));
        }
        for part in self.parts.iter().filter(|part| part.minor > 0) {
            let Some(charge) = self.notice.charges.iter().find(|charge| charge.line == part.line) else { continue };
            postings.push(Posting::debit(revenue(charge, Phase::Assessed), part.minor).for_charge(part.line));
            postings.push(Posting::credit(revenue(charge, Phase::Collected), part.minor).for_charge(part.line));
        }
        postings
    }
}

/// Posts money that a provider holds for us (LED-07): pending, until it is ours or let go.
///
/// # Errors
/// Refuses shares that are nothing.
pub fn held(provider: &str, currency: Currency, shares: &[(NoticeId, i64)]) -> Result<Entry, Unbalanced> {
    Entry::new(Rule::Held, Layer::Pending, currency, pending(provider, shares, false))
}

/// Lets go what was held (LED-09).
///
/// # Errors
/// Refuses shares that are nothing.
pub fn voided(provider: &str, currency: Currency, shares: &[(NoticeId, i64)]) -> Result<Entry, Unbalanced> {
    Entry::new(Rule::Voided, Layer::Pending, currency, pending(provider, shares, true))
}

/// Posts money that is ours (LED-08). What exceeds the charges is money that nobody asked for (LED-13), in the same entry.
///
/// # Errors
/// Refuses nothing or less, and parts of more than arrived.
pub fn captured(provider: &str, arrived: Money, collected: &[Collected<'_>]) -> Result<Entry, Unbalanced> {
    received(Rule::Captured, Account::Clearing(provider.to_owned()), arrived, collected)
}

/// Posts a payment out of a deposit (LED-21).
///
/// # Errors
/// Refuses nothing or less, and parts of more than was drawn.
pub fn drawn(owner: &str, amount: Money, collected: &[Collected<'_>]) -> Result<Entry, Unbalanced> {
    received(Rule::Deposit, Account::Deposit(owner.to_owned()), amount, collected)
}

/// Posts what is put off (LED-27): the notice is owed no more, and its trader owes it later. Nothing came in, so that its revenue stays demanded
/// until the statement is paid.
///
/// # Errors
/// Refuses nothing, and parts that are not the sum.
pub fn deferred(owner: &str, amount: Money, of: &[Collected<'_>]) -> Result<Entry, Unbalanced> {
    let mut postings = vec![Posting::debit(Account::Deferred(owner.to_owned()), amount.minor)];
    let owed = |collected: &Collected<'_>| Posting::credit(Account::Receivable(collected.notice.id), collected.minor());
    postings.extend(of.iter().map(owed));
    Entry::new(Rule::Deferred, Layer::Posted, amount.currency, postings)
}

/// Posts money that is ours, from where it was: a deposit (LED-21), a security (LED-23), or what a provider holds (LED-08); or what is put off
/// (LED-27).
///
/// # Errors
/// Refuses nothing or less, and parts of more than arrived.
pub fn received_from(from: Account, arrived: Money, collected: &[Collected<'_>]) -> Result<Entry, Unbalanced> {
    if let Account::Deferred(owner) = &from {
        return deferred(owner, arrived, collected);
    }
    let rule = match from {
        Account::Deposit(_) => Rule::Deposit,
        Account::Security(_) => Rule::Security,
        _ => Rule::Captured,
    };
    received(rule, from, arrived, collected)
}

/// Posts money that came late, twice or otherwise than was asked for (LED-14): it is there, and nobody's yet.
///
/// # Errors
/// Refuses nothing or less.
pub fn unallocated(provider: &str, arrived: Money) -> Result<Entry, Unbalanced> {
    unallocated_from(Account::Clearing(provider.to_owned()), arrived)
}

/// Posts such money from where it was.
///
/// # Errors
/// Refuses nothing or less.
pub fn unallocated_from(from: Account, arrived: Money) -> Result<Entry, Unbalanced> {
    let postings = vec![Posting::debit(from, arrived.minor), Posting::credit(Account::Unallocated, arrived.minor)];
    Entry::new(Rule::Late, Layer::Posted, arrived.currency, postings)
}

/// Posts money that was nobody's to charges that are owed (LED-14, second half). Nothing where none are.
///
/// # Errors
/// Never, for parts above zero.
pub fn allocated(currency: Currency, collected: &[Collected<'_>]) -> Result<Option<Entry>, Unbalanced> {
    let minor: i64 = collected.iter().map(Collected::minor).sum();
    if minor == 0 {
        return Ok(None);
    }
    let mut postings = vec![Posting::debit(Account::Unallocated, minor)];
    postings.extend(collected.iter().flat_map(Collected::postings));
    Entry::new(Rule::Late, Layer::Posted, currency, postings).map(Some)
}

/// Posts a deposit that is filled (LED-21).
///
/// # Errors
/// Refuses nothing or less.
pub fn deposited(provider: &str, owner: &str, amount: Money) -> Result<Entry, Unbalanced> {
    deposited_from(Account::Clearing(provider.to_owned()), owner, amount)
}

/// Posts a deposit that is filled with money from somewhere: a provider, or a bank account of the treasury (LED-21).
///
/// # Errors
/// Refuses nothing or less.
pub fn deposited_from(from: Account, owner: &str, amount: Money) -> Result<Entry, Unbalanced> {
    let postings = vec![Posting::debit(from, amount.minor), Posting::credit(Account::Deposit(owner.to_owned()), amount.minor)];
    Entry::new(Rule::Deposit, Layer::Posted, amount.currency, postings)
}

/// Posts a deposit that is given back to its owner, by a bank account of the treasury (LED-21).
///
/// # Errors
/// Refuses nothing or less.
pub fn deposit_returned(by: Account, owner: &str, amount: Money) -> Result<Entry, Unbalanced> {
    let postings = vec![Posting::debit(Account::Deposit(owner.to_owned()), amount.minor), Posting::credit(by, amount.minor)];
    Entry::new(Rule::Deposit, Layer::Posted, amount.currency, postings)
}

/// Posts money that pays charges, from where it was; what exceeds them is money that nobody asked for.
pub(super) fn received(rule: Rule, from: Account, arrived: Money, collected: &[Collected<'_>]) -> Result<Entry, Unbalanced> {
    let minor: i64 = collected.iter().map(Collected::minor).sum();
    let mut postings = vec![Posting::debit(from, arrived.minor)];
    postings.extend(collected.iter().flat_map(Collected::postings));
    if arrived.minor > minor {
        postings.push(Posting::credit(Account::Unallocated, arrived.minor - minor));
    }
    Entry::new(rule, Layer::Posted, arrived.currency, postings)
}

fn pending(provider: &str, shares: &[(NoticeId, i64)], is_back: bool) -> Vec<Posting> {
    let total = shares.iter().map(|(_, minor)| minor).sum();
    let clearing = Account::Clearing(provider.to_owned());
    let (provider, debtor) = if is_back { (Side::Credit, Side::Debit) } else { (Side::Debit, Side::Credit) };
    let posting = |account, side, minor| Posting { account, side, minor, line: None };
    let mut postings = vec![posting(clearing, provider, total)];
    postings.extend(shares.iter().map(|(notice, minor)| posting(Account::Receivable(*notice), debtor, *minor)));
    postings
}
