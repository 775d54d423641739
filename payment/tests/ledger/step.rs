//! What can happen to the books: each step names its rows, posts by the crate, and says what the accounts should come to.

use payment::{
    Charge, ChargeKind, NoticeState, PaymentNotice,
    ledger::{Account, Layer, Phase, demand, giving_back, receiving, treasury},
};

use crate::books::{BANK, Books, File, ORDER, OWNER, PROVIDER, collected, line, xts};

/// How many notices there are at most: more are issued only as debts are given up.
const NOTICES_MAX: usize = 60;

fn clearing() -> Account {
    Account::Clearing(PROVIDER.to_owned())
}

fn bank() -> Account {
    Account::Treasury(BANK.to_owned())
}

/// Does one thing, or nothing where it would not be legal now.
pub fn any(books: &mut Books) {
    let step = books.below(26);
    // Nothing where nothing of that kind is legal just now.
    let _: Option<()> = match step {
        0 => issue(books),
        1 | 2 => amend(books),
        3 => accrue(books),
        4 => hold(books),
        5 => let_go(books),
        6..=8 => capture(books),
        9 => late(books),
        10 => fee(books),
        11 => pay_out(books),
        12 => payout_fails(books),
        13 => repay(books),
        14 => return_unallocated(books),
        15 => pay_back(books),
        16 => dispute(books),
        17 => decide(books),
        18 => deposit(books),
        19 => draw(books),
        20 => drawback(books),
        21 => security(books),
        22 => exchange(books),
        23 => end_plan(books),
        24 => defer(books),
        _ => give_up_or_share(books),
    };
}

fn issue(books: &mut Books) -> Option<()> {
    let is_done = |file: &&File| file.notice.state == NoticeState::WrittenOff || file.notice.owed().minor == 0;
    if books.files.len() - books.files.iter().filter(is_done).count() >= NOTICES_MAX {
        return None;
    }
    let notice = books.new_notice();
    books.post(demand::issued(&notice).expect("balanced").expect("something is owed"));
    books.expect(Account::Receivable(notice.id), notice.total().minor);
    for charge in &notice.charges {
        books.expect(demand::revenue(charge, Phase::Assessed), charge.minor);
    }
    books.files.push(File { notice, captured: 0, gone: 0, is_disputed: false });
    let at = books.files.len() - 1;
    books.touch(at);
    Some(())
}

fn amend(books: &mut Books) -> Option<()> {
    let at = books.pick(|file| !file.is_disputed && file.notice.state != NoticeState::WrittenOff)?;
    let before = books.files[at].notice.clone();
    let mut charges = before.charges.clone();
    for charge in &mut charges {
        if books.below(2) == 0 {
            charge.minor = books.sum(100_000) - 1;
        }
    }
    let after = before.amended(charges);
    for entry in demand::amended(&before, &after).expect("balanced") {
        books.post(entry);
    }
    let mut back = 0;
    for charge in &after.charges {
        let old = line(&before, charge.line);
        let returned = old.paid_minor - charge.paid_minor;
        let owed = charge.owed_minor() - old.owed_minor();
        back += returned;
        books.expect(Account::Receivable(before.id), owed);
        books.expect(demand::revenue(charge, Phase::Assessed), owed);
        books.expect(demand::revenue(charge, Phase::Collected), -returned);
    }
    books.expect(Account::Repayable, back);
    books.files[at].gone += back;
    books.files[at].notice = after;
    books.touch(at);
    Some(())
}

fn accrue(books: &mut Books) -> Option<()> {
    let at = books.open()?;
    let kind = if books.below(2) == 0 { ChargeKind::Interest } else { ChargeKind::Penalty };
    let notice = books.files[at].notice.clone();
    let number = if kind == ChargeKind::Interest { 10 } else { 11 };
    let mut charge = books.charge(number, kind);
    let minor = books.sum(500);
    books.post(demand::accrued(&notice, &charge, minor).expect("balanced"));
    books.expect(Account::Receivable(notice.id), minor);
    books.expect(demand::revenue(&charge, Phase::Assessed), minor);
    let charges = &mut books.files[at].notice.charges;
    match charges.iter_mut().find(|before| before.line == number) {
        Some(before) => before.minor += minor,
        None => {
            charge.minor = minor;
            charges.push(charge);
        }
    }
    books.touch(at);
    Some(())
}

fn hold(books: &mut Books) -> Option<()> {
    let at = books.open()?;
    let (id, minor) = (books.files[at].notice.id, books.files[at].notice.owed().minor);
    books.post(receiving::held(PROVIDER, xts(0).currency, &[(id, minor)]).expect("balanced"));
    pending(books, at, minor);
    books.holds.push((at, minor));
    Some(())
}

fn let_go(books: &mut Books) -> Option<()> {
    let (at, minor) = books.holds.pop()?;
    let id = books.files[at].notice.id;
    books.post(receiving::voided(PROVIDER, xts(0).currency, &[(id, minor)]).expect("balanced"));
    pending(books, at, -minor);
    Some(())
}

fn pending(books: &mut Books, at: usize, minor: i64) {
    let receivable = Account::Receivable(books.files[at].notice.id);
    books.expect_in(xts(0).currency, Layer::Pending, clearing(), minor);
    // What is held stands against what is owed.
    books.expect_in(xts(0).currency, Layer::Pending, receivable, -minor);
}

/// Pays a part, all, or more than is owed (LED-08, LED-13).
fn capture(books: &mut Books) -> Option<()> {
    let at = books.open()?;
    let before = books.files[at].notice.clone();
    let minor = books.sum(before.owed().minor + 1_000);
    let (parts, over) = books.take(at, minor);
    books.post(receiving::captured(PROVIDER, xts(minor), &collected(&before, &parts)).expect("balanced"));
    books.expect(clearing(), minor);
    books.expect(Account::Unallocated, over);
    Some(())
}

/// Money comes late, and pays what is still owed, or nothing (LED-14).
fn late(books: &mut Books) -> Option<()> {
    let minor = books.sum(50_000);
    books.post(receiving::unallocated(PROVIDER, xts(minor)).expect("balanced"));
    books.expect(clearing(), minor);
    books.expect(Account::Unallocated, minor);
    let at = books.open()?;
    let before = books.files[at].notice.clone();
    let (parts, over) = books.take(at, minor);
    books.post(receiving::allocated(before.currency, &collected(&before, &parts)).expect("balanced").expect("something is owed"));
    books.expect(Account::Unallocated, over - minor);
    Some(())
}

fn fee(books: &mut Books) -> Option<()> {
    let minor = books.sum(100);
    books.post(treasury::provider_fee(PROVIDER, xts(minor)).expect("balanced"));
    books.expect(Account::ProviderFees(PROVIDER.to_owned()), minor);
    books.expect(clearing(), -minor);
    Some(())
}

fn pay_out(books: &mut Books) -> Option<()> {
    let there = books.held(&clearing());
    let minor = (there > 0).then(|| books.sum(there))?;
    books.post(treasury::payout(PROVIDER, BANK, xts(minor)).expect("balanced"));
    books.expect(bank(), minor);
    books.expect(clearing(), -minor);
    books.payouts.push(minor);
    Some(())
}

fn payout_fails(books: &mut Books) -> Option<()> {
    let minor = books.payouts.pop()?;
    books.post(treasury::payout_failed(PROVIDER, BANK, xts(minor)).expect("balanced"));
    books.expect(bank(), -minor);
    books.expect(clearing(), minor);
    Some(())
}

fn repay(books: &mut Books) -> Option<()> {
    let at = books.paid()?;
    let (notice, parts) = (books.files[at].notice.clone(), books.parts_of_paid(at));
    books.post(giving_back::repayment_approved(notice.currency, &collected(&notice, &parts)).expect("balanced"));
    books.give(at, &parts, false);
    books.expect(Account::Repayable, parts.iter().map(|part| part.minor).sum());
    Some(())
}

fn return_unallocated(books: &mut Books) -> Option<()> {
    let there = books.held(&Account::Unallocated);
    let minor = (there > 0).then(|| books.sum(there))?;
    books.post(giving_back::return_approved(xts(minor)).expect("balanced"));
    books.expect(Account::Unallocated, -minor);
    books.expect(Account::Repayable, minor);
    Some(())
}

/// A repayment is paid, or one that was paid comes back (LED-16, LED-17).
fn pay_back(books: &mut Books) -> Option<()> {
    if books.below(3) == 0 {
        let minor = books.repaid.pop()?;
        books.post(giving_back::repayment_failed(xts(minor), clearing()).expect("balanced"));
        books.expect(clearing(), minor);
        books.expect(Account::Repayable, minor);
        return Some(());
    }
    let there = books.held(&Account::Repayable);
    let minor = (there > 0).then(|| books.sum(there))?;
    books.post(giving_back::repaid(xts(minor), clearing()).expect("balanced"));
    books.expect(clearing(), -minor);
    books.expect(Account::Repayable, -minor);
    books.repaid.push(minor);
    Some(())
}

fn dispute(books: &mut Books) -> Option<()> {
    let at = books.paid()?;
    let parts = books.parts_of_paid(at);
    let (minor, fee) = (parts.iter().map(|part| part.minor).sum::<i64>(), books.sum(20) - 1);
    books.post(giving_back::dispute_opened(PROVIDER, xts(minor), fee).expect("balanced"));
    books.expect(Account::Disputed(PROVIDER.to_owned()), minor);
    books.expect(Account::DisputeFees(PROVIDER.to_owned()), fee);
    books.expect(clearing(), -minor - fee);
    books.files[at].is_disputed = true;
    books.disputes.push((at, parts));
    Some(())
}

fn decide(books: &mut Books) -> Option<()> {
    let (at, parts) = books.disputes.pop()?;
    let minor = parts.iter().map(|part| part.minor).sum::<i64>();
    books.files[at].is_disputed = false;
    books.expect(Account::Disputed(PROVIDER.to_owned()), -minor);
    if books.below(2) == 0 {
        books.post(giving_back::dispute_won(PROVIDER, xts(minor)).expect("balanced"));
        books.expect(clearing(), minor);
    } else {
        let notice = books.files[at].notice.clone();
        books.post(giving_back::dispute_lost(PROVIDER, xts(minor), &collected(&notice, &parts)).expect("balanced"));
        books.give(at, &parts, true);
    }
    Some(())
}

fn deposit(books: &mut Books) -> Option<()> {
    let minor = books.sum(100_000);
    books.post(receiving::deposited(PROVIDER, OWNER, xts(minor)).expect("balanced"));
    books.expect(clearing(), minor);
    books.expect(Account::Deposit(OWNER.to_owned()), minor);
    Some(())
}

fn draw(books: &mut Books) -> Option<()> {
    let account = Account::Deposit(OWNER.to_owned());
    let (before, minor, at) = to_pay(books, &account)?;
    let (parts, _) = books.take(at, minor);
    books.post(receiving::drawn(OWNER, xts(minor), &collected(&before, &parts)).expect("balanced"));
    books.expect(account, -minor);
    Some(())
}

/// Drawback is approved, paid by the treasury, or set off against what is owed (LED-22).
fn drawback(books: &mut Books) -> Option<()> {
    let there = books.held(&Account::DrawbackPayable);
    match books.below(3) {
        0 => {
            let at = books.paid()?;
            let (notice, parts) = (books.files[at].notice.clone(), books.parts_of_paid(at));
            books.post(giving_back::drawback_approved(notice.currency, &collected(&notice, &parts)).expect("balanced"));
            books.give(at, &parts, false);
            books.expect(Account::DrawbackPayable, parts.iter().map(|part| part.minor).sum());
        }
        1 => {
            let minor = (there > 0).then(|| books.sum(there))?;
            books.post(giving_back::drawback_paid(xts(minor), BANK).expect("balanced"));
            books.expect(Account::DrawbackPayable, -minor);
            books.expect(bank(), -minor);
        }
        _ => {
            let (before, minor, at) = to_pay(books, &Account::DrawbackPayable)?;
            let (parts, _) = books.take(at, minor);
            books.post(giving_back::drawback_set_off(xts(minor), &collected(&before, &parts)).expect("balanced"));
            books.expect(Account::DrawbackPayable, -minor);
        }
    }
    Some(())
}

/// A security is taken, released, or called for what is owed (LED-23).
fn security(books: &mut Books) -> Option<()> {
    let account = Account::Security(OWNER.to_owned());
    let there = books.held(&account);
    match books.below(3) {
        0 => {
            let minor = books.sum(100_000);
            books.post(treasury::security_taken(PROVIDER, OWNER, xts(minor)).expect("balanced"));
            books.expect(clearing(), minor);
            books.expect(account, minor);
        }
        1 => {
            let minor = (there > 0).then(|| books.sum(there))?;
            books.post(treasury::security_released(PROVIDER, OWNER, xts(minor)).expect("balanced"));
            books.expect(clearing(), -minor);
            books.expect(account, -minor);
        }
        _ => {
            let (before, minor, at) = to_pay(books, &account)?;
            let (parts, _) = books.take(at, minor);
            books.post(treasury::security_called(OWNER, xts(minor), &collected(&before, &parts)).expect("balanced"));
            books.expect(account, -minor);
        }
    }
    Some(())
}

/// Money of the treasury changes currency (LED-24).
fn exchange(books: &mut Books) -> Option<()> {
    let (from, to, other) = (books.sum(1_000), books.sum(1_000), books.other);
    let money = vocabulary::Money::new(to, other);
    for entry in treasury::exchanged(xts(from), money, &bank()).expect("balanced") {
        books.post(entry);
    }
    books.expect(bank(), -from);
    books.expect(Account::Exchange, from);
    books.expect_in(other, Layer::Posted, bank(), to);
    books.expect_in(other, Layer::Posted, Account::Exchange, -to);
    Some(())
}

/// A notice is put off, or a statement demands what is (LED-27); a statement is paid as any notice is.
fn defer(books: &mut Books) -> Option<()> {
    let account = Account::Deferred(OWNER.to_owned());
    if books.below(2) == 0 && books.held(&account) > 0 {
        let mut notice = books.new_notice();
        notice.charges = std::mem::take(&mut books.deferred);
        books.post(demand::stated(OWNER, &notice).expect("balanced"));
        books.expect(account, -notice.total().minor);
        books.expect(Account::Receivable(notice.id), notice.total().minor);
        books.files.push(File { notice, captured: 0, gone: 0, is_disputed: false });
        let at = books.files.len() - 1;
        books.touch(at);
        return Some(());
    }
    let at = books.pick(|file| file.notice.state == NoticeState::Open && !file.is_disputed && file.notice.owed().minor > 0)?;
    let before = books.files[at].notice.clone();
    let (minor, parts) = (before.owed().minor, before.allocate(before.owed().minor, &ORDER));
    books.post(receiving::deferred(OWNER, xts(minor), &collected(&before, &parts)).expect("balanced"));
    books.expect(account, minor);
    books.expect(Account::Receivable(before.id), -minor);
    let line = u16::try_from(books.deferred.len()).expect("few");
    let file = &mut books.files[at];
    file.captured += minor;
    file.notice = before.clone().after_payment(&parts);
    // Until its statement is paid it changes no more: as if it were in dispute.
    file.is_disputed = true;
    let owed = before.charges.into_iter().filter(|charge| charge.owed_minor() > 0);
    let owed = (line + 1..).zip(owed).map(|(line, charge)| Charge { line, minor: charge.owed_minor(), paid_minor: 0, ..charge });
    books.deferred.extend(owed);
    books.touch(at);
    Some(())
}

/// A plan of parts ends before it is complete: what was paid goes back (LED-15), and is demanded again (LED-02).
fn end_plan(books: &mut Books) -> Option<()> {
    let at = books.paid()?;
    let (notice, parts) = (books.files[at].notice.clone(), books.parts_of_paid(at));
    books.post(giving_back::repayment_approved(notice.currency, &collected(&notice, &parts)).expect("balanced"));
    books.post(demand::demanded_again(&notice, &parts).expect("balanced").expect("something is"));
    books.give(at, &parts, true);
    books.expect(Account::Repayable, parts.iter().map(|part| part.minor).sum());
    Some(())
}

/// Two officers give a debt up (LED-25), or an agency passes on a fee (LED-26).
fn give_up_or_share(books: &mut Books) -> Option<()> {
    let minor = books.sum(50);
    let fees = |agency: &str| Account::Revenue(ChargeKind::Fee, agency.parse().expect("a code"), Phase::Collected);
    if books.below(4) > 0 {
        let (from, to) = ("health".parse().expect("a code"), "port".parse().expect("a code"));
        books.post(demand::shared(&from, &to, xts(0).currency, minor).expect("balanced"));
        books.expect(fees("health"), -minor);
        books.expect(fees("port"), minor);
        return Some(());
    }
    let at =
        books.pick(|file| file.notice.owed().minor > 0 && !file.is_disputed && file.notice.state != NoticeState::WrittenOff)?;
    let notice = books.files[at].notice.clone();
    books.post(demand::written_off(&notice).expect("balanced").expect("something is owed"));
    books.expect(Account::WrittenOff, notice.owed().minor);
    books.expect(Account::Receivable(notice.id), -notice.owed().minor);
    books.files[at].notice.state = NoticeState::WrittenOff;
    books.touch(at);
    Some(())
}

/// Returns a notice that is open, and how much of it an account can pay.
fn to_pay(books: &mut Books, from: &Account) -> Option<(PaymentNotice, i64, usize)> {
    let (at, there) = (books.open()?, books.held(from));
    let before = books.files[at].notice.clone();
    debug_assert!(!before.allocate(1, &ORDER).is_empty());
    let most = before.owed().minor.min(there);
    let minor = (most > 0).then(|| books.sum(most))?;
    Some((before, minor, at))
}
