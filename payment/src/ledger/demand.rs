//! What is owed: notices issued, amended and given up. Rows LED-01 to LED-06, LED-25, LED-26.

use vocabulary::{AuthorityCode, Currency};

use super::{
    account::{Account, Phase},
    entry::{Entry, Layer, Posting, Rule, Unbalanced},
};
use crate::notice::{Charge, ChargeKind, PaymentNotice};

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

/// Posts what changes between two versions of a notice (LED-02 to LED-04), charge by charge: a charge that is in one version only is zero in
/// the other. What was paid of a charge that went down is to be given back.
///
/// # Errors
/// Never, for charges of zero or more; the type of an entry asks.
pub fn amended(before: &PaymentNotice, after: &PaymentNotice) -> Result<Vec<Entry>, Unbalanced> {
    let (mut up, mut down, mut back) = (Vec::new(), Vec::new(), Vec::new());
    let owed = Account::Receivable(after.id);
    for line in lines(before, after) {
        let (old, new) = (charge(before, line), charge(after, line));
        let Some(either) = new.or(old) else { continue };
        let (was, is) = (old.map_or(0, |charge| charge.minor), new.map_or(0, |charge| charge.minor));
        let paid = old.map_or(0, |charge| charge.paid_minor);
        let credit = |phase, minor| Posting::credit(revenue(either, phase), minor).for_charge(line);
        let debit = |phase, minor| Posting::debit(revenue(either, phase), minor).for_charge(line);
        if is > was {
            up.extend([Posting::debit(owed.clone(), is - was), credit(Phase::Assessed, is - was)]);
        }
        // What is given back was collected; the rest of the way down was only demanded.
        let returned = (paid - is).max(0);
        let forgone = (was - is).max(0) - returned;
        if forgone > 0 {
            down.extend([debit(Phase::Assessed, forgone), Posting::credit(owed.clone(), forgone)]);
        }
        if returned > 0 {
            back.extend([debit(Phase::Collected, returned), Posting::credit(Account::Repayable, returned)]);
        }
    }
    let entries = [(Rule::AmendedUp, up), (Rule::AmendedDown, down), (Rule::AmendedDownPaid, back)];
    entries
        .into_iter()
        .filter(|(_, postings)| !postings.is_empty())
        .map(|(rule, postings)| posted(rule, after.currency, postings))
        .collect()
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
