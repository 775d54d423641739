//! Our side: entries of the ledger as the lines that are looked for at providers and banks. Rows only. REC-01, REC-05, PAY-M17.

use payment::ledger::Rule;
use reconciliation::{Account, Kind, LedgerLine, LedgerLineId, OurId, Provider, Reference, Share, TaxType, Via};
use vocabulary::Money;

use super::{
    rules::Rules,
    store::{self, ByHand},
};
use crate::{payment::Movement, platform::fault::Fault};

/// The account of what a provider holds for us.
const CLEARING: u16 = 1200;
/// The account of a bank.
const TREASURY: u16 = 1300;
/// The accounts of what traders paid in advance, and of their securities.
const OF_TRADERS: [u16; 2] = [2200, 2500];
/// The account of what is disputed.
const DISPUTED: u16 = 1400;

/// Reads the lines of entries; what was posted to put a difference right is compared no more.
pub(super) fn lines(movements: &[Movement], rules: &Rules, by_hand: &ByHand) -> Result<Vec<LedgerLine>, Fault> {
    let mut lines = Vec::with_capacity(movements.len());
    for movement in movements {
        let posted = by_hand.get(&movement.entry);
        if posted.is_none_or(|(_, is_compared)| *is_compared) {
            lines.extend(line(movement, rules, posted.and_then(|(reference, _)| reference.as_deref()))?);
        }
    }
    Ok(lines)
}

fn line(movement: &Movement, rules: &Rules, named: Option<&str>) -> Result<Option<LedgerLine>, Fault> {
    const DOING: &str = "reading a line of the ledger";
    let provider = owner(movement, CLEARING);
    let minor = sum(movement, if provider.is_some() { CLEARING } else { TREASURY });
    let (kind, minor) = match (movement.rule, provider) {
        (Rule::Payout, Some(_)) => (Kind::Payout, minor),
        (Rule::PayoutFailed, Some(_)) => (Kind::PayoutReturned, minor),
        (Rule::RepaymentPaid, _) => (Kind::Repayment, minor),
        (Rule::RepaymentFailed, _) => (Kind::RepaymentReturned, minor),
        // The fee of a dispute stands in the provider's line beside it.
        (Rule::DisputeOpened, Some(_)) => (Kind::DisputeWithdrawn, -sum(movement, DISPUTED)),
        (Rule::DisputeWon, Some(_)) => (Kind::DisputeReinstated, minor),
        _ if minor > 0 => (Kind::Payment, minor),
        _ => (Kind::Repayment, minor),
    };
    if minor == 0 {
        return Ok(None);
    }
    let id: LedgerLineId = store::line_of(&movement.entry)?;
    let amount = Money::new(minor, movement.currency);
    let named_by_us = movement.repayment.map(|id| id.number()).or(movement.attempt.map(|id| id.number()));
    let our_id = named_by_us.or(movement.payment.map(|id| id.number())).unwrap_or(id.0);
    let via = match provider {
        Some(provider) => Via::Provider(provider.parse::<Provider>().map_err(Fault::while_(DOING))?),
        None => Via::Bank,
    };
    // A bank lists what was paid at its counter under the reference of the notice alone.
    let told = movement.reference.as_deref();
    let told = if provider.is_some() { told } else { told.map(|told| told.split_once('.').map_or(told, |(notice, _)| notice)) };
    // What filled an account was paid under its reference.
    let filled = OF_TRADERS.into_iter().find_map(|account| owner(movement, account));
    let reference = named.or(told).or(filled);
    let is_payout = matches!(kind, Kind::Payout | Kind::PayoutReturned);
    // Where a payout has to arrive the administration says; the ledger may call that account otherwise.
    let account = match provider.filter(|_| is_payout) {
        Some(provider) => Some(rules.payout_account(provider, movement.currency).clone()),
        None => owner(movement, TREASURY).map(str::parse::<Account>).transpose().map_err(Fault::while_(DOING))?,
    };
    let fee = provider.and_then(|provider| rules.fee(provider, movement.rule, amount));
    // What the provider calls it may be longer than a bank's line has room for: then it is found by our id.
    let reference = reference.and_then(|reference| reference.parse::<Reference>().ok());
    let shares = if is_payout { Vec::new() } else { shares(movement, rules, minor)? };
    let line = LedgerLine::new(id, kind, via, OurId(our_id), amount, movement.at, rules.office.clone());
    Ok(Some(LedgerLine { reference, account, fee, shares, ..line }))
}

fn owner(movement: &Movement, account: u16) -> Option<&str> {
    movement.postings.iter().find(|posting| posting.account == account).map(|posting| posting.of.as_str())
}

fn sum(movement: &Movement, account: u16) -> i64 {
    movement.postings.iter().filter(|posting| posting.account == account).map(|posting| posting.minor).sum()
}

/// Returns to whom a movement belongs: revenue that was collected, by tax and agency; what is left is nobody's yet.
fn shares(movement: &Movement, rules: &Rules, minor: i64) -> Result<Vec<Share>, Fault> {
    let currency = movement.currency;
    let mut shares = Vec::new();
    for posting in &movement.postings {
        let Some(tax) = tax(posting.account) else { continue };
        let Some(agency) = posting.of.strip_suffix(" collected") else { continue };
        let agency = agency.parse().map_err(Fault::while_("reading whose money it is"))?;
        let account = rules.account_of(tax, &agency, currency).clone();
        shares.push(Share { tax, agency, account, minor: -posting.minor });
    }
    let left = minor - shares.iter().map(|share| share.minor).sum::<i64>();
    if left != 0 {
        let (tax, agency) = (TaxType::Unallocated, rules.agency.clone());
        let account = rules.account_of(tax, &agency, currency).clone();
        shares.push(Share { tax, agency, account, minor: left });
    }
    Ok(shares)
}

fn tax(account: u16) -> Option<TaxType> {
    Some(match account {
        2110 => TaxType::Duty,
        2120 => TaxType::Vat,
        2130 => TaxType::Excise,
        2140 => TaxType::Fee,
        2150 => TaxType::Penalty,
        2160 => TaxType::Interest,
        _ => return None,
    })
}
