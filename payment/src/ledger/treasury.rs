//! From providers to the treasury, securities, and money that changes currency. Rows LED-10 to LED-12, LED-23, LED-24.

use vocabulary::Money;

use super::{
    account::Account,
    entry::{Entry, Layer, Posting, Rule, Unbalanced},
    receiving::{Collected, received},
};

/// Posts what a provider takes for its service (LED-10): it never takes from what a trader is credited.
///
/// # Errors
/// Refuses nothing or less.
pub fn provider_fee(provider: &str, fee: Money) -> Result<Entry, Unbalanced> {
    two(Rule::ProviderFee, fee, Account::ProviderFees(provider.to_owned()), Account::Clearing(provider.to_owned()))
}

/// Posts what a provider pays out to the treasury (LED-11).
///
/// # Errors
/// Refuses nothing or less.
pub fn payout(provider: &str, bank: &str, net: Money) -> Result<Entry, Unbalanced> {
    two(Rule::Payout, net, Account::Treasury(bank.to_owned()), Account::Clearing(provider.to_owned()))
}

/// Posts a payout that came back (LED-12).
///
/// # Errors
/// Refuses nothing or less.
pub fn payout_failed(provider: &str, bank: &str, net: Money) -> Result<Entry, Unbalanced> {
    two(Rule::PayoutFailed, net, Account::Clearing(provider.to_owned()), Account::Treasury(bank.to_owned()))
}

/// Posts a security that is taken (LED-23).
///
/// # Errors
/// Refuses nothing or less.
pub fn security_taken(provider: &str, holder: &str, amount: Money) -> Result<Entry, Unbalanced> {
    security_taken_from(Account::Clearing(provider.to_owned()), holder, amount)
}

/// Posts a security that is taken in money from somewhere: a provider, or a bank account of the treasury (LED-23).
///
/// # Errors
/// Refuses nothing or less.
pub fn security_taken_from(from: Account, holder: &str, amount: Money) -> Result<Entry, Unbalanced> {
    two(Rule::Security, amount, from, Account::Security(holder.to_owned()))
}

/// Posts that a security stands for something: pending, for nothing is taken yet. An undertaking is posted so too, which holds no money.
///
/// # Errors
/// Refuses nothing or less.
pub fn pledged(holder: &str, amount: Money) -> Result<Entry, Unbalanced> {
    pledge(amount, Account::Security(holder.to_owned()), Account::Pledged(holder.to_owned()))
}

/// Posts that it stands for that no more.
///
/// # Errors
/// Refuses nothing or less.
pub fn unpledged(holder: &str, amount: Money) -> Result<Entry, Unbalanced> {
    pledge(amount, Account::Pledged(holder.to_owned()), Account::Security(holder.to_owned()))
}

/// Posts a security that is released (LED-23).
///
/// # Errors
/// Refuses nothing or less.
pub fn security_released(provider: &str, holder: &str, amount: Money) -> Result<Entry, Unbalanced> {
    security_released_to(Account::Clearing(provider.to_owned()), holder, amount)
}

/// Posts a security that is given back by somebody: a provider, or a bank account of the treasury (LED-23).
///
/// # Errors
/// Refuses nothing or less.
pub fn security_released_to(by: Account, holder: &str, amount: Money) -> Result<Entry, Unbalanced> {
    two(Rule::Security, amount, Account::Security(holder.to_owned()), by)
}

/// Posts a security that is called for what is owed (LED-23): the charges are paid, as by any other money.
///
/// # Errors
/// Refuses nothing or less, and parts of more than was called.
pub fn security_called(holder: &str, amount: Money, collected: &[Collected<'_>]) -> Result<Entry, Unbalanced> {
    received(Rule::Security, Account::Security(holder.to_owned()), amount, collected)
}

/// Posts money that somebody holds for us by our books, that is not there, and that two officers gave up (LED-25).
///
/// # Errors
/// Refuses nothing or less.
pub fn given_up(from: Account, missing: Money) -> Result<Entry, Unbalanced> {
    two(Rule::WrittenOff, missing, Account::WrittenOff, from)
}

/// Posts money that changes currency (LED-24): two entries, one in each, through the account of exchange.
///
/// # Errors
/// Refuses nothing or less.
pub fn exchanged(from: Money, to: Money, account: &Account) -> Result<[Entry; 2], Unbalanced> {
    Ok([
        two(Rule::Exchange, from, Account::Exchange, account.clone())?,
        two(Rule::Exchange, to, account.clone(), Account::Exchange)?,
    ])
}

fn pledge(amount: Money, debit: Account, credit: Account) -> Result<Entry, Unbalanced> {
    let postings = vec![Posting::debit(debit, amount.minor), Posting::credit(credit, amount.minor)];
    Entry::new(Rule::Security, Layer::Pending, amount.currency, postings)
}

fn two(rule: Rule, amount: Money, debit: Account, credit: Account) -> Result<Entry, Unbalanced> {
    let postings = vec![Posting::debit(debit, amount.minor), Posting::credit(credit, amount.minor)];
    Entry::new(rule, Layer::Posted, amount.currency, postings)
}
