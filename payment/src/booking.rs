//! What an event does to the ledger and to the notices. Rules only. Rows LED-07 to LED-09, LED-13, LED-14, ST-15, ST-16, ST-21, INV-07.

use vocabulary::{AttemptId, Currency, Money, NoticeId, PlanId};

use crate::{
    attempt::Rail,
    event::Event,
    ledger::{Account, Collected, Entry, Unbalanced, receiving},
    notice::{Allocation, ChargeKind, NoticeState, PaymentNotice},
    payment::Payment,
};

/// What an event comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Booked {
    /// Journal entries, in order.
    pub entries: Vec<Entry>,
    /// What each notice was paid.
    pub paid: Vec<Paid>,
}

/// What a notice was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The notice, as it is now.
    pub notice: PaymentNotice,
    /// Which of its charges were paid, and how much of each.
    pub parts: Vec<Allocation>,
    /// The plan of parts that it was paid under, where it was: if that does not become complete, it goes back.
    pub plan: Option<PlanId>,
}

/// Says what an event comes to that happens to `payment`, whose notices stand as `notices` says.
///
/// The charges are paid in the order of the law. A notice that changed or was paid meanwhile takes what it still owes; what is left is
/// money that nobody asked for, and is to be given back.
///
/// # Errors
/// Never, for events that [`Payment`] made; the type of an entry asks.
pub fn book(event: &Event, payment: &Payment, notices: &[PaymentNotice], order: &[ChargeKind]) -> Result<Booked, Unbalanced> {
    let currency = payment.amount.currency;
    Ok(match event {
        Event::Authorised { attempt, amount } => {
            // Found again after nobody knew where it stood: it is held once.
            let mut booked = let_go(payment)?;
            booked.entries.push(receiving::held(provider(payment, *attempt), currency, &shares(payment, amount.minor))?);
            booked
        }
        Event::Captured { attempt, amount, .. } => {
            let paid = pay(payment, notices, amount.minor, order);
            let mut booked = let_go(payment)?;
            booked.entries.push(receiving::received_from(source(payment, *attempt), *amount, &collected(notices, &paid))?);
            Booked { paid, ..booked }
        }
        Event::CapturedLate { attempt, amount, .. } => {
            let mut booked = let_go(payment)?;
            booked.entries.push(receiving::unallocated_from(source(payment, *attempt), *amount)?);
            allocate(booked, currency, notices, pay(payment, notices, amount.minor, order))?
        }
        Event::Conflicted { attempt, what, moved, .. } => {
            let mut booked = let_go(payment)?;
            booked.entries.extend(arrived(payment, *attempt, what.arrived(), *moved)?);
            booked
        }
        Event::Overpaid { attempt, amount, .. } | Event::ArrivedMore { attempt, amount, .. } => {
            Booked { entries: arrived(payment, *attempt, *amount, true)?, paid: Vec::new() }
        }
        Event::ConflictAccepted { amount, .. } => {
            allocate(Booked::default(), currency, notices, pay(payment, notices, amount.minor, order))?
        }
        Event::Declined { .. } | Event::Cancelled | Event::Expired => let_go(payment)?,
        _ => Booked::default(),
    })
}

/// Lets go what is held, where something is.
fn let_go(payment: &Payment) -> Result<Booked, Unbalanced> {
    let mut entries = Vec::new();
    for attempt in payment.attempts.iter().filter(|attempt| attempt.is_open()) {
        if let Some(held) = attempt.held {
            entries.push(receiving::voided(&attempt.provider, held.currency, &shares(payment, held.minor))?);
        }
    }
    Ok(Booked { entries, paid: Vec::new() })
}

fn arrived(payment: &Payment, attempt: AttemptId, arrived: Money, moved: bool) -> Result<Vec<Entry>, Unbalanced> {
    if !moved || arrived.minor <= 0 {
        return Ok(Vec::new());
    }
    receiving::unallocated_from(source(payment, attempt), arrived).map(|entry| vec![entry])
}

fn allocate(mut booked: Booked, currency: Currency, notices: &[PaymentNotice], paid: Vec<Paid>) -> Result<Booked, Unbalanced> {
    booked.entries.extend(receiving::allocated(currency, &collected(notices, &paid))?);
    Ok(Booked { paid, ..booked })
}

/// Splits a sum over the notices of a payment, one after the other, and over their charges.
fn pay(payment: &Payment, notices: &[PaymentNotice], minor: i64, order: &[ChargeKind]) -> Vec<Paid> {
    let is_security = payment.attempts.iter().any(|attempt| attempt.rail == Rail::Security);
    let mut paid = Vec::new();
    for (id, share) in shares(payment, minor) {
        let Some(notice) = notices.iter().find(|notice| notice.id == id && can_take(notice)) else { continue };
        let parts = notice.allocate(share, order);
        if !parts.is_empty() {
            // What customs took of a security stays taken, whatever becomes of a plan.
            let plan = notice.plan.as_ref().filter(|_| !is_security).map(|plan| plan.id);
            let before = if plan.is_some() { notice.clone().holding(&parts) } else { notice.clone() };
            paid.push(Paid { notice: before.after_payment(&parts), parts, plan });
        }
    }
    paid
}

fn can_take(notice: &PaymentNotice) -> bool {
    matches!(notice.state, NoticeState::Open | NoticeState::PartiallyPaid | NoticeState::Reopened)
}

/// Returns what each notice gets of a sum: what was asked for it, the first first.
fn shares(payment: &Payment, minor: i64) -> Vec<(NoticeId, i64)> {
    let mut left = minor;
    let mut shares = Vec::new();
    for share in &payment.over {
        let here = share.minor.min(left);
        if here > 0 {
            shares.push((share.notice, here));
        }
        left -= here;
    }
    shares
}

fn collected<'a>(notices: &'a [PaymentNotice], paid: &'a [Paid]) -> Vec<Collected<'a>> {
    (paid.iter())
        .filter_map(|paid| {
            let notice = notices.iter().find(|notice| notice.id == paid.notice.id)?;
            Some(Collected { notice, parts: &paid.parts })
        })
        .collect()
}

/// Returns where the money of an attempt comes from: what the provider holds for us, the payer's deposit or security of that name (LED-21,
/// LED-23), the account of the treasury that a bank counter paid into; or from nowhere, because it is put off to that account.
fn source(payment: &Payment, attempt: AttemptId) -> Account {
    let rail = payment.attempts.iter().find(|one| one.id == attempt).map(|one| one.rail);
    let name = provider(payment, attempt).to_owned();
    match rail {
        Some(Rail::Deposit) => Account::Deposit(name),
        Some(Rail::Security) => Account::Security(name),
        Some(Rail::Deferment) => Account::Deferred(name),
        Some(Rail::Voucher) => Account::Treasury(name),
        _ => Account::Clearing(name),
    }
}

fn provider(payment: &Payment, attempt: AttemptId) -> &str {
    payment.attempts.iter().find(|one| one.id == attempt).map_or("", |attempt| &attempt.provider)
}
