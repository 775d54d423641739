//! Money that goes back: repayments, disputes, drawback. Rows LED-15 to LED-20, LED-22.

use vocabulary::{Currency, Money};

use super::{
    account::{Account, Phase},
    demand::revenue,
    entry::{Entry, Layer, Posting, Rule, Unbalanced},
    receiving::{Collected, received},
};

/// Posts a repayment that two officers approved (LED-15): revenue that was collected is owed back.
///
/// # Errors
/// Refuses parts that are nothing.
pub fn repayment_approved(currency: Currency, of: &[Collected<'_>]) -> Result<Entry, Unbalanced> {
    let mut postings = Vec::new();
    for (charge, minor) in parts(of) {
        postings.push(Posting::debit(revenue(charge, Phase::Collected), minor).for_charge(charge.line));
        postings.push(Posting::credit(Account::Repayable, minor));
    }
    posted(Rule::RepaymentApproved, currency, postings)
}

/// Posts money that nobody asked for and that is to be given back (LED-15).
///
/// # Errors
/// Refuses nothing or less.
pub fn return_approved(amount: Money) -> Result<Entry, Unbalanced> {
    two(Rule::RepaymentApproved, amount, Account::Unallocated, Account::Repayable)
}

/// Posts a repayment that was paid (LED-16), from a provider or from the treasury.
///
/// # Errors
/// Refuses nothing or less.
pub fn repaid(amount: Money, from: Account) -> Result<Entry, Unbalanced> {
    two(Rule::RepaymentPaid, amount, Account::Repayable, from)
}

/// Posts a repayment that came back (LED-17).
///
/// # Errors
/// Refuses nothing or less.
pub fn repayment_failed(amount: Money, to: Account) -> Result<Entry, Unbalanced> {
    two(Rule::RepaymentFailed, amount, to, Account::Repayable)
}

/// Posts a dispute: what the provider took back, and its fee (LED-18).
///
/// # Errors
/// Refuses nothing or less; a fee of zero is left out.
pub fn dispute_opened(provider: &str, amount: Money, fee_minor: i64) -> Result<Entry, Unbalanced> {
    let mut postings = vec![Posting::debit(Account::Disputed(provider.to_owned()), amount.minor)];
    if fee_minor != 0 {
        postings.push(Posting::debit(Account::DisputeFees(provider.to_owned()), fee_minor));
    }
    postings.push(Posting::credit(Account::Clearing(provider.to_owned()), amount.minor + fee_minor));
    posted(Rule::DisputeOpened, amount.currency, postings)
}

/// Posts a dispute that was won (LED-19).
///
/// # Errors
/// Refuses nothing or less.
pub fn dispute_won(provider: &str, amount: Money) -> Result<Entry, Unbalanced> {
    two(Rule::DisputeWon, amount, Account::Clearing(provider.to_owned()), Account::Disputed(provider.to_owned()))
}

/// Posts a dispute that was lost (LED-20): the debt revives, and revenue turns from collected to demanded.
///
/// # Errors
/// Refuses parts that are not the amount.
pub fn dispute_lost(provider: &str, amount: Money, of: &[Collected<'_>]) -> Result<Entry, Unbalanced> {
    let mut postings = vec![Posting::credit(Account::Disputed(provider.to_owned()), amount.minor)];
    for collected in of {
        let owed: i64 = collected.parts.iter().map(|part| part.minor).sum();
        if owed > 0 {
            postings.push(Posting::debit(Account::Receivable(collected.notice.id), owed));
        }
    }
    for (charge, minor) in parts(of) {
        postings.push(Posting::debit(revenue(charge, Phase::Collected), minor).for_charge(charge.line));
        postings.push(Posting::credit(revenue(charge, Phase::Assessed), minor).for_charge(charge.line));
    }
    posted(Rule::DisputeLost, amount.currency, postings)
}

/// Posts drawback that is approved (LED-22): revenue goes back to whoever exported.
///
/// # Errors
/// Refuses parts that are nothing.
pub fn drawback_approved(currency: Currency, of: &[Collected<'_>]) -> Result<Entry, Unbalanced> {
    let mut postings = Vec::new();
    for (charge, minor) in parts(of) {
        postings.push(Posting::debit(revenue(charge, Phase::Collected), minor).for_charge(charge.line));
        postings.push(Posting::credit(Account::DrawbackPayable, minor));
    }
    posted(Rule::Drawback, currency, postings)
}

/// Posts drawback that the treasury pays (LED-22).
///
/// # Errors
/// Refuses nothing or less.
pub fn drawback_paid(amount: Money, bank: &str) -> Result<Entry, Unbalanced> {
    two(Rule::Drawback, amount, Account::DrawbackPayable, Account::Treasury(bank.to_owned()))
}

/// Posts drawback that is set off against what is owed (LED-22): the charges are paid, as by any other money.
///
/// # Errors
/// Refuses nothing or less, and parts of more than is set off.
pub fn drawback_set_off(amount: Money, collected: &[Collected<'_>]) -> Result<Entry, Unbalanced> {
    received(Rule::Drawback, Account::DrawbackPayable, amount, collected)
}

fn parts<'a>(of: &'a [Collected<'a>]) -> impl Iterator<Item = (&'a crate::notice::Charge, i64)> {
    of.iter().flat_map(|collected| {
        let charges = &collected.notice.charges;
        let of_charge = |line| charges.iter().find(move |charge| charge.line == line);
        collected
            .parts
            .iter()
            .filter(|part| part.minor > 0)
            .filter_map(move |part| of_charge(part.line).map(|charge| (charge, part.minor)))
    })
}

fn two(rule: Rule, amount: Money, debit: Account, credit: Account) -> Result<Entry, Unbalanced> {
    posted(rule, amount.currency, vec![Posting::debit(debit, amount.minor), Posting::credit(credit, amount.minor)])
}

fn posted(rule: Rule, currency: Currency, postings: Vec<Posting>) -> Result<Entry, Unbalanced> {
    Entry::new(rule, Layer::Posted, currency, postings)
}
