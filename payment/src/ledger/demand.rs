//! What is owed: notices issued, amended and given up. Rows LED-01 to LED-06, LED-25, LED-26.

use vocabulary::{AuthorityCode, Currency};

use super::{
    account::{Account, Phase},
    entry::{Entry, Layer, Posting, Rule, Unbalanced},
};
use crate::notice::{Allocation, Charge, ChargeKind, PaymentNotice};

/// Returns the account of a charge's revenue.
pub fn revenue(charge: &Charge, phase: Phase) -> Account {
    Account::Revenue(charge.kind, charge.agency.clone(), phase)
}

/// Posts a notice that is issued (LED-01): what is owed, against the revenue of each charge. Nothing where it demands nothing.
///
/// # Errors
/// Never, for charges of zero or more; the type of an entry asks.
pub fn issued(notice: &PaymentNotice) -> Result<Option<Entry>, Unbalanced> {
    let charged: Vec<&Charge> = notice.charges.iter().filter(|charge| charge.minor > 0).collect();
    if charged.is_empty() {
        return Ok(None);
    }
    let mut postings = vec![Posting::debit(Account::Receivable(notice.id), notice.total().minor)];
    postings.extend(
        charged.iter().map(|charge| Posting::credit(revenue(charge, Phase::Assessed), charge.minor).for_charge(charge.line)),
    );
    posted(Rule::Issued, notice.currency, postings).map(Some)
}

/// Posts the statement of what a trader put off (LED-27): a notice that demands it. Its revenue was demanded by the notices that were put off.
///
/// # Errors
/// Refuses a statement of nothing.
pub fn stated(owner: &str, statement: &PaymentNotice) -> Result<Entry, Unbalanced> {
    let minor = statement.total().minor;
    let postings = vec![
        Posting::debit(Account::Receivable(statement.id), minor),
        Posting::credit(Account::Deferred(owner.to_owned()), minor),
    ];
    posted(Rule::Deferred, statement.currency, postings)
}

/// Posts what changes between two versions of a notice (LED-02 to LED-04), charge by charge: a charge that is in one version only is zero in
/// the other. What was paid of a charge that went down is to be given back.
///
/// # Errors
/// Never, for charges of zero or more; the type of an entry asks.
pub fn amended(before: &PaymentNotice, after: &PaymentNotice) -> Result<Vec<Entry>, Unbalanced> {
    let mut entries = demanded(before, after)?;
    entries.extend(taken_back(before, &excess(before, after))?);
    Ok(entries)
}

/// Posts what a version demands more or less than the one before (LED-02, LED-03), as far as it was not paid.
///
/// # Errors
/// Never, for charges of zero or more; the type of an entry asks.
pub fn demanded(before: &PaymentNotice, after: &PaymentNotice) -> Result<Vec<Entry>, Unbalanced> {
    let (mut up, mut down) = (Vec::new(), Vec::new());
    let owed = Account::Receivable(after.id);
    let excess = excess(before, after);
    for line in lines(before, after) {
        let (old, new) = (charge(before, line), charge(after, line));
        let Some(either) = new.or(old) else { continue };
        let (was, is) = (old.map_or(0, |charge| charge.minor), new.map_or(0, |charge| charge.minor));
        if is > was {
            let assessed = Posting::credit(revenue(either, Phase::Assessed), is - was).for_charge(line);
            up.extend([Posting::debit(owed.clone(), is - was), assessed]);
        }
        // What is given back was collected; the rest of the way down was only demanded.
        let returned = excess.iter().find(|part| part.line == line).map_or(0, |part| part.minor);
        let forgone = (was - is).max(0) - returned;
        if forgone > 0 {
            let assessed = Posting::debit(revenue(either, Phase::Assessed), forgone).for_charge(line);
            down.extend([assessed, Posting::credit(owed.clone(), forgone)]);
        }
    }
    let entries = [(Rule::AmendedUp, up), (Rule::AmendedDown, down)];
    entries
        .into_iter()
        .filter(|(_, postings)| !postings.is_empty())
        .map(|(rule, postings)| posted(rule, after.currency, postings))
        .collect()
}

/// Returns what was paid of each charge beyond what a later version demands of it.
pub fn excess(before: &PaymentNotice, after: &PaymentNotice) -> Vec<Allocation> {
    let beyond = |paid: &Charge| {
        let is = charge(after, paid.line).map_or(0, |charge| charge.minor);
        Allocation { line: paid.line, minor: (paid.paid_minor - is).max(0) }
    };
    before.charges.iter().map(beyond).filter(|part| part.minor > 0).collect()
}

/// Posts parts of what was paid of a notice that a later version took back (LED-04): it was collected, and is owed back. Nothing of no parts.
///
/// # Errors
/// Refuses parts of nothing or less.
pub fn taken_back(before: &PaymentNotice, parts: &[Allocation]) -> Result<Option<Entry>, Unbalanced> {
    let mut postings = Vec::new();
    for part in parts {
        let Some(charge) = charge(before, part.line) else { continue };
        postings.push(Posting::debit(revenue(charge, Phase::Collected), part.minor).for_charge(part.line));
        postings.push(Posting::credit(Account::Repayable, part.minor));
    }
    if postings.is_empty() {
        return Ok(None);
    }
    posted(Rule::AmendedDownPaid, before.currency, postings).map(Some)
}

/// Posts parts of what was paid of a notice that are given back and demanded again (LED-02): what was collected of them is owed back by its
/// own entry (LED-15). Nothing of no parts.
///
/// # Errors
/// Refuses parts of less than nothing.
pub fn demanded_again(notice: &PaymentNotice, parts: &[Allocation]) -> Result<Option<Entry>, Unbalanced> {
    let mut postings = Vec::new();
    for part in parts.iter().filter(|part| part.minor != 0) {
        let Some(charge) = charge(notice, part.line) else { continue };
        postings.push(Posting::debit(Account::Receivable(notice.id), part.minor));
        postings.push(Posting::credit(revenue(charge, Phase::Assessed), part.minor).for_charge(part.line));
    }
    if postings.is_empty() {
        return Ok(None);
    }
    posted(Rule::AmendedUp, notice.currency, postings).map(Some)
}

/// Posts interest or a penalty that a notice comes to beside its other charges (LED-05, LED-06).
///
/// # Errors
/// Refuses nothing or less.
pub fn accrued(notice: &PaymentNotice, charge: &Charge, minor: i64) -> Result<Entry, Unbalanced> {
    let rule = if charge.kind == ChargeKind::Interest { Rule::Interest } else { Rule::Penalty };
    let postings = vec![
        Posting::debit(Account::Receivable(notice.id), minor),
        Posting::credit(revenue(charge, Phase::Assessed), minor).for_charge(charge.line),
    ];
    posted(rule, notice.currency, postings)
}

/// Posts a debt that two officers gave up (LED-25). Nothing where nothing is owed.
///
/// # Errors
/// Never, for charges of zero or more.
pub fn written_off(notice: &PaymentNotice) -> Result<Option<Entry>, Unbalanced> {
    let owed = notice.owed().minor;
    if owed == 0 {
        return Ok(None);
    }
    let postings = vec![Posting::debit(Account::WrittenOff, owed), Posting::credit(Account::Receivable(notice.id), owed)];
    posted(Rule::WrittenOff, notice.currency, postings).map(Some)
}

/// Posts what one agency passes on to another of a fee that came in (LED-26).
///
/// # Errors
/// Refuses nothing or less.
pub fn shared(from: &AuthorityCode, to: &AuthorityCode, currency: Currency, minor: i64) -> Result<Entry, Unbalanced> {
    let fees = |agency: &AuthorityCode| Account::Revenue(ChargeKind::Fee, agency.clone(), Phase::Collected);
    posted(Rule::Share, currency, vec![Posting::debit(fees(from), minor), Posting::credit(fees(to), minor)])
}

fn posted(rule: Rule, currency: Currency, postings: Vec<Posting>) -> Result<Entry, Unbalanced> {
    Entry::new(rule, Layer::Posted, currency, postings)
}

fn charge(notice: &PaymentNotice, line: u16) -> Option<&Charge> {
    notice.charges.iter().find(|charge| charge.line == line)
}

fn lines(before: &PaymentNotice, after: &PaymentNotice) -> Vec<u16> {
    let mut lines: Vec<u16> = before.charges.iter().chain(&after.charges).map(|charge| charge.line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}
