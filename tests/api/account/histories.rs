//! Hundreds of things that happen to three accounts in an order of chance: nothing is below zero, and accounts and ledger say the same.

use fingertip::{
    account::{Securing, Taking, TopUp},
    payment::{Drawing, NewPayment, Portion},
};
use payment::{NoticeReference, Rail, account::AccountReference};
use vocabulary::{Currency, Date, Money};

use super::Office;
use crate::support::database::each_database;

/// How many things happen.
const STEPS: usize = 150;
const TODAY: Date = Date::constant(2026, 6, 15);

/// Numbers by chance that are the same each time (the generator of Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % below.unsigned_abs()).expect("small")
    }
}

#[tokio::test]
async fn no_order_of_things_makes_accounts_and_ledger_differ() {
    each_database(async |fresh| {
        let office = Office::open(fresh).await;
        let currency: Currency = "KES".parse().expect("a currency");
        let money = |minor| Money::new(minor, currency);
        let mut accounts: Vec<AccountReference> = Vec::new();
        for (kind, limit) in [("PREPAYMENT", None), ("CASH_GUARANTEE", None), ("UNDERTAKING", Some("9.00"))] {
            accounts.push(office.opened(kind, limit).await.parse().expect("a reference"));
        }
        let mut notices: Vec<NoticeReference> = Vec::new();
        for number in 0..20 {
            notices.push(office.demand(number, 300).await.parse().expect("a reference"));
        }
        let service = office.accounts();
        let payments = office.till.app.application.payments.clone();
        let (importer, cashier) = (fingertip::identity::Subject::Person(office.importer.id), office.till.cashier);
        let (mut dice, mut reservations, mut done) = (Dice(7), Vec::<String>::new(), [0usize; 5]);
        for step in 0..STEPS {
            let now = office.till.app.now();
            let (key, minor) = (format!("key-{}", dice.roll(STEPS as i64 * 2)), dice.roll(500));
            let one = usize::try_from(dice.roll(3)).expect("one of three");
            let notice = notices[usize::try_from(dice.roll(20)).expect("one of twenty")];
            let what = usize::try_from(dice.roll(5)).expect("one of five");
            let taking = |reservations: &[String], at: i64| {
                let reservation = reservations.get(usize::try_from(at).expect("small") % reservations.len().max(1))?.clone();
                Some(Taking { key: key.parse().expect("a key"), reservation, amount: money(minor), by: cashier })
            };
            let at = dice.roll(50);
            let happened = match what {
                0 => {
                    let top_up = TopUp { bank: "B".to_owned(), account: accounts[one], amount: money(minor), line: key.clone() };
                    service.take_in(&top_up, now).await.expect("a database").is_ok_and(|is_new| is_new)
                }
                1 => {
                    let new = NewPayment {
                        key: key.parse().expect("a key"),
                        payer: Some(importer),
                        portions: vec![Portion { reference: notice, version: 1, minor: None }],
                        expected: money(300),
                        rail: Rail::Deposit,
                        phone: None,
                        acting_for: None,
                        account: Some(Drawing { account: accounts[one], today: TODAY }),
                    };
                    payments.pay(new, now).await.expect("a database").is_ok()
                }
                2 => {
                    let securing = Securing {
                        key: key.parse().expect("a key"),
                        account: accounts[one],
                        secures: format!("T1 {step}"),
                        amount: money(minor),
                        today: TODAY,
                        by: cashier,
                    };
                    let reserved = service.reserve(securing, now).await.expect("a database");
                    reservations.extend(reserved.as_ref().ok().map(|secured| secured.kept.reservation.id.clone()));
                    reserved.is_ok()
                }
                3 => match taking(&reservations, at) {
                    Some(taking) => service.release(taking, now).await.expect("a database").is_ok(),
                    None => false,
                },
                _ => match taking(&reservations, at) {
                    Some(taking) => service.call(taking, Some(notice), now).await.expect("a database").is_ok(),
                    None => false,
                },
            };
            done[what] += usize::from(happened);
            if step % 25 == 24 {
                office.assert_in_order().await;
            }
        }
        assert!(done.iter().all(|count| *count > 1), "each of them happened: {done:?}");
        let below = "select count(*) from trader_account where held_minor < 0 or reserved_minor < 0 or called_minor < 0";
        assert_eq!(fresh.number(below).await, 0);
        office.assert_in_order().await;
    })
    .await;
}
