//! Traders' accounts in every order of what may happen to them: no sum is below zero, nothing is secured beyond the limit, and the ledger says
//! the same as the accounts. Rows PAY-M14, INV-05, INV-16, LED-21, LED-23.

use std::collections::BTreeMap;

use payment::{
    FourEyes, NoticeReference,
    account::{
        AccountEvent, AccountKind, AccountReference, AccountRefusal, AccountState, Change, Reservation, Terms, TraderAccount,
    },
    ledger::{Account, Layer, Trial, receiving, treasury},
};
use proptest::prelude::*;
use vocabulary::{Currency, Date, Money, PaymentId, PersonId};

const TODAY: Date = Date::constant(2026, 6, 15);

fn eyes() -> FourEyes {
    FourEyes::new(PersonId::new(1), PersonId::new(2)).expect("two persons")
}

fn money(minor: i64) -> Money {
    Money::new(minor, Currency::XTS)
}

fn terms(kind: AccountKind, limit_minor: i64) -> Terms {
    Terms {
        reference: AccountReference::new(42),
        kind,
        currency: Currency::XTS,
        limit_minor,
        valid_from: Date::constant(2026, 1, 1),
        valid_until: Some(Date::constant(2026, 12, 31)),
    }
}

/// Opens an account with money on it, or with a limit.
fn opened(kind: AccountKind, minor: i64) -> TraderAccount {
    let limit = if kind.has_limit() { minor } else { 0 };
    let proposed = terms(kind, limit).propose(PersonId::new(1)).expect("good terms");
    let account = TraderAccount::proposed(&proposed).expect("a first event");
    let account = account.after(&account.change(Change::Open, eyes()).expect("it may")).expect("an edge");
    if limit > 0 || minor == 0 {
        account
    } else {
        account.after(&account.top_up(money(minor), "1".to_owned()).expect("it may")).expect("an edge")
    }
}

fn give_back(minor: i64) -> Change {
    Change::GiveBack { minor, bank: "bank".to_owned() }
}

/// What somebody tries.
#[derive(Clone, Debug)]
enum Try {
    TopUp(i64),
    Draw(i64),
    Reserve(i64),
    Release(usize, i64),
    Call(usize, i64),
    Change(Change),
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let minor = prop_oneof![Just(0), Just(1), 1i64..1_000, Just(i64::MAX), Just(-5)];
    let one = prop_oneof![
        minor.clone().prop_map(Try::TopUp),
        minor.clone().prop_map(Try::Draw),
        minor.clone().prop_map(Try::Reserve),
        (0usize..4, minor.clone()).prop_map(|(at, minor)| Try::Release(at, minor)),
        (0usize..4, minor.clone()).prop_map(|(at, minor)| Try::Call(at, minor)),
        minor.clone().prop_map(|minor| Try::Change(Change::Limit { minor })),
        minor.prop_map(|minor| Try::Change(give_back(minor))),
        prop_oneof![Just(Change::Suspend), Just(Change::Resume), Just(Change::Close), Just(Change::Open)].prop_map(Try::Change),
    ];
    prop::collection::vec(one, 1..60)
}

/// The books beside an account.
#[derive(Default)]
struct Beside {
    events: Vec<AccountEvent>,
    reservations: BTreeMap<usize, Reservation>,
    trial: Trial,
}

impl Beside {
    /// Says what a try comes to.
    fn decide(&self, account: &TraderAccount, what: &Try) -> Result<AccountEvent, AccountRefusal> {
        let of = |at: &usize| self.reservations.get(at).ok_or(AccountRefusal::Kind);
        match what {
            Try::TopUp(minor) => account.top_up(money(*minor), "1".to_owned()),
            Try::Draw(minor) => account.draw(PaymentId::new(7), money(*minor), TODAY),
            Try::Reserve(minor) => account.reserve(self.reservations.len().to_string(), money(*minor), TODAY),
            Try::Release(at, minor) => account.release(of(at)?, money(*minor)),
            Try::Call(at, minor) => account.call(of(at)?, money(*minor), Some(NoticeReference::new(1))),
            Try::Change(change) => account.change(change.clone(), eyes()),
        }
    }

    /// Notes an event: what it posts, what the payment of it posts, and what it does to a reservation.
    fn note(&mut self, account: &TraderAccount, event: &AccountEvent) {
        let name = account.terms.reference.to_string();
        if let Some(entry) = event.entry(&account.terms, &Account::Treasury("bank".to_owned())).expect("it balances") {
            self.trial.add(&entry);
        }
        match event {
            AccountEvent::Drawn { minor, .. } => {
                self.trial.add(&receiving::drawn(&name, money(*minor), &[]).expect("it balances"))
            }
            AccountEvent::Called { minor, .. } if account.terms.kind.holds_money() => {
                self.trial.add(&treasury::security_called(&name, money(*minor), &[]).expect("it balances"));
            }
            AccountEvent::Reserved { reservation, minor } => {
                let new = Reservation::new(reservation.clone(), money(*minor));
                self.reservations.insert(self.reservations.len(), new);
            }
            _ => {}
        }
        if let Some(name) = event.reservation() {
            for one in self.reservations.values_mut().filter(|one| one.id == name) {
                *one = one.clone().after(event);
            }
        }
        self.events.push(event.clone());
    }
}

fn kind() -> impl Strategy<Value = AccountKind> {
    // What is put off has a history of its own, below.
    prop::sample::select(vec![AccountKind::Prepayment, AccountKind::CashGuarantee, AccountKind::Undertaking])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_sequence_makes_a_sum_negative_or_differ_from_the_ledger(kind in kind(), start in 1i64..2_000, tries in tries()) {
        let mut beside = Beside::default();
        let first = terms(kind, if kind == AccountKind::Undertaking { start } else { 0 }).propose(PersonId::new(1)).expect("good terms");
        let mut account = TraderAccount::proposed(&first).expect("a first event");
        beside.events.push(first);
        for what in [Try::Change(Change::Open), Try::TopUp(start)].iter().chain(&tries) {
            let Ok(event) = beside.decide(&account, what) else { continue };
            beside.note(&account, &event);
            account = account.after(&event).expect("what a decision allows can happen");

            let sums = account.sums;
            prop_assert!(sums.is_sound(kind), "{sums:?}");
            prop_assert!(account.available().minor >= 0);
            let left: i64 = beside.reservations.values().map(|one| one.left().minor).sum();
            prop_assert_eq!(left, sums.reserved);
            prop_assert!(beside.reservations.values().all(|one| one.left().minor >= 0));
            let name = account.terms.reference.to_string();
            let on = |layer, account| i64::try_from(beside.trial.of(Currency::XTS, layer, &account)).expect("a sum");
            let of_kind = if kind.is_guarantee() { Account::Security(name.clone()) } else { Account::Deposit(name.clone()) };
            prop_assert_eq!(on(Layer::Posted, of_kind), sums.held);
            prop_assert_eq!(on(Layer::Pending, Account::Pledged(name)), sums.reserved);
            prop_assert!(beside.trial.is_balanced());
        }
        prop_assert_eq!(TraderAccount::of(&beside.events), Some(account));
    }
}

#[test]
fn money_paid_in_advance_is_drawn_to_the_last_cent_and_no_further() {
    let account = opened(AccountKind::Prepayment, 1_000);
    let draw = |account: &TraderAccount, minor, today| account.draw(PaymentId::new(7), money(minor), today);
    let spent = account.after(&draw(&account, 1_000, TODAY).expect("it has so much")).expect("an edge");
    assert_eq!(spent.available(), money(0));
    assert_eq!(draw(&spent, 1, TODAY), Err(AccountRefusal::Available { available: money(0) }));
    assert_eq!(draw(&account, 1_001, TODAY), Err(AccountRefusal::Available { available: money(1_000) }));
    let last = Date::constant(2026, 12, 31);
    assert!(draw(&account, 1, last).is_ok());
    assert_eq!(draw(&account, 1, Date::constant(2027, 1, 1)), Err(AccountRefusal::Over { until: last }));
    let first = Date::constant(2026, 1, 1);
    assert_eq!(draw(&account, 1, Date::constant(2025, 12, 31)), Err(AccountRefusal::NotYet { from: first }));
    let foreign = Money::new(1, "KES".parse().expect("a currency"));
    assert_eq!(account.draw(PaymentId::new(7), foreign, TODAY), Err(AccountRefusal::Currency));
    assert_eq!(account.reserve("a".to_owned(), money(1), TODAY), Err(AccountRefusal::Kind));
}

#[test]
fn what_is_given_back_is_there_and_secures_nothing() {
    let account = opened(AccountKind::CashGuarantee, 1_000);
    let secured = account.after(&account.reserve("a".to_owned(), money(600), TODAY).expect("it may")).expect("an edge");
    let available = AccountRefusal::Available { available: money(400) };
    assert_eq!(secured.change(give_back(401), eyes()), Err(available.clone()));
    assert_eq!(secured.change(give_back(0), eyes()), Err(available));
    let given = secured.after(&secured.change(give_back(400), eyes()).expect("it may")).expect("an edge");
    assert_eq!((given.sums.held, given.available()), (600, money(0)));
    let paid = opened(AccountKind::Prepayment, 1_000);
    let stopped = paid.after(&paid.change(Change::Suspend, eyes()).expect("it may")).expect("an edge");
    let emptied = stopped.after(&stopped.change(give_back(1_000), eyes()).expect("it may")).expect("an edge");
    assert!(emptied.change(Change::Close, eyes()).is_ok(), "nothing is on it");
    let nameless = Change::GiveBack { minor: 1, bank: " ".to_owned() };
    assert_eq!(paid.change(nameless, eyes()), Err(AccountRefusal::Terms { field: "bank" }));
    let undertaking = opened(AccountKind::Undertaking, 1_000);
    assert_eq!(undertaking.change(give_back(1), eyes()), Err(AccountRefusal::Kind), "there is no money");
}

#[test]
fn what_is_suspended_takes_money_in_and_gives_none_out() {
    let account = opened(AccountKind::Prepayment, 1_000);
    let stopped = account.after(&account.change(Change::Suspend, eyes()).expect("it may")).expect("an edge");
    let suspended = AccountRefusal::State { state: AccountState::Suspended };
    assert_eq!(stopped.draw(PaymentId::new(7), money(1), TODAY), Err(suspended));
    assert!(stopped.top_up(money(1), "1".to_owned()).is_ok());
    assert_eq!(stopped.change(Change::Close, eyes()), Err(AccountRefusal::NotEmpty));
    assert!(stopped.change(Change::Resume, eyes()).is_ok());
}

#[test]
fn a_limit_never_falls_below_what_stands_on_it() {
    let account = opened(AccountKind::Undertaking, 1_000);
    let reserved = account.after(&account.reserve("a".to_owned(), money(600), TODAY).expect("it may")).expect("an edge");
    let reservation = Reservation::new("a".to_owned(), money(600));
    let called = reserved.after(&reserved.call(&reservation, money(200), None).expect("it may")).expect("an edge");
    assert_eq!(called.change(Change::Limit { minor: 599 }, eyes()), Err(AccountRefusal::LimitTooLow { used: money(600) }));
    let lowered = called.after(&called.change(Change::Limit { minor: 600 }, eyes()).expect("it may")).expect("an edge");
    assert_eq!(lowered.available(), money(0));
    let reservation = reservation.after(&AccountEvent::Called { reservation: "a".to_owned(), minor: 200, notice: None });
    assert_eq!(lowered.release(&reservation, money(401)), Err(AccountRefusal::Left { left: money(400) }));
    let cash = opened(AccountKind::CashGuarantee, 1_000);
    assert_eq!(cash.change(Change::Limit { minor: 5_000 }, eyes()), Err(AccountRefusal::Kind), "it goes as far as its money");
}

#[test]
fn terms_that_no_account_has_are_refused() {
    let refused = |terms: Terms| terms.propose(PersonId::new(1)).map(drop);
    let limit = Err(AccountRefusal::Terms { field: "limit" });
    assert_eq!(refused(terms(AccountKind::Undertaking, 0)), limit);
    assert_eq!(refused(terms(AccountKind::Prepayment, 1)), limit);
    assert_eq!(refused(terms(AccountKind::CashGuarantee, -1)), limit);
    let ends_before = Terms { valid_until: Some(Date::constant(2025, 12, 31)), ..terms(AccountKind::Prepayment, 0) };
    assert_eq!(refused(ends_before), Err(AccountRefusal::Terms { field: "validUntil" }));
}

#[test]
fn only_what_is_not_open_yet_ends_by_a_no() {
    let proposed = terms(AccountKind::Prepayment, 0).propose(PersonId::new(1)).expect("good terms");
    let account = TraderAccount::proposed(&proposed).expect("a first event");
    assert_eq!(account.top_up(money(1), "1".to_owned()), Err(AccountRefusal::State { state: AccountState::Proposed }));
    let no = account.reject(PersonId::new(2)).expect("it may");
    assert_eq!(account.after(&no).expect("an edge").state, AccountState::Closed);
    assert_eq!(opened(AccountKind::Prepayment, 0).reject(PersonId::new(2)), None);
    let events = [proposed, no];
    let written = serde_json::to_string(&events).expect("JSON");
    assert_eq!(serde_json::from_str::<Vec<AccountEvent>>(&written).expect("read again"), events);
}

proptest! {
    #[test]
    fn what_is_put_off_takes_up_the_limit_until_it_is_settled(tries in prop::collection::vec((any::<bool>(), 0usize..4, 1i64..600), 1..80)) {
        let mut account = opened(AccountKind::Deferment, 1_000);
        let mut off: Vec<(PaymentId, i64)> = Vec::new();
        for (number, (is_settled, at, minor)) in (0u128..).zip(tries) {
            let id = PaymentId::new(number);
            let event = if is_settled {
                if off.is_empty() { continue }
                let (id, minor) = off.remove(at % off.len());
                account.settle(id, money(minor)).expect("it was put off")
            } else {
                match account.defer(id, money(minor), TODAY) {
                    Ok(event) => { off.push((id, minor)); event }
                    Err(refusal) => {
                        prop_assert_eq!(refusal, AccountRefusal::Available { available: account.available() });
                        prop_assert!(minor > account.available().minor);
                        continue;
                    }
                }
            };
            account = account.after(&event).expect("what a decision allows can happen");
            let left: i64 = off.iter().map(|(_, minor)| minor).sum();
            prop_assert_eq!((account.sums.reserved, account.available().minor), (left, 1_000 - left));
        }
    }
}

#[test]
fn a_statement_that_is_not_paid_stops_what_may_be_put_off_and_nothing_else() {
    let account = opened(AccountKind::Deferment, 1_000);
    let put_off = account.defer(PaymentId::new(1), money(400), TODAY).expect("it is within the limit");
    let account = account.after(&put_off).expect("an edge");
    let stopped = account.after(&account.overdue(NoticeReference::new(1)).expect("it is open")).expect("an edge");
    let state = AccountRefusal::State { state: AccountState::Suspended };
    assert_eq!(stopped.defer(PaymentId::new(2), money(1), TODAY), Err(state));
    assert_eq!(stopped.overdue(NoticeReference::new(1)), None, "once");
    assert_eq!(stopped.change(Change::Close, eyes()), Err(AccountRefusal::NotEmpty));
    assert_eq!(stopped.change(Change::Limit { minor: 399 }, eyes()), Err(AccountRefusal::LimitTooLow { used: money(400) }));
    let settled = stopped.settle(PaymentId::new(1), money(400)).expect("its statement is paid");
    let settled = stopped.after(&settled).expect("an edge");
    assert_eq!((settled.state, settled.available()), (AccountState::Suspended, money(1_000)));
    assert_eq!(settled.settle(PaymentId::new(1), money(1)), Err(AccountRefusal::Left { left: money(0) }));
    assert_eq!(opened(AccountKind::Prepayment, 10).defer(PaymentId::new(1), money(1), TODAY), Err(AccountRefusal::Kind));
    assert_eq!(account.draw(PaymentId::new(3), money(1), TODAY), Err(AccountRefusal::Kind));
    assert_eq!(account.reserve("r".to_owned(), money(1), TODAY), Err(AccountRefusal::Kind));
}
