//! Notices that are paid at a bank counter, whoever else is about to pay them. Rows PAY-M10, REC-02.

use fingertip::treasury::{FileKind, Treasury};
use sea_orm::FromQueryResult;
use serde_json::json;
use simulator::{Deed, Plan};

use super::{Till, pay_input};
use crate::support::database::each_database;

#[derive(FromQueryResult)]
struct Voucher {
    payment_id: String,
}

/// A statement of the treasury's bank, of one credit of `cents` that says `text`.
fn statement(number: u32, cents: [i64; 3], text: &str) -> String {
    let [opening, credit, closing] = cents.map(|cents| format!("{},{:02}", cents / 100, cents % 100));
    format!(
        ":20:STMT{number}\r\n:25:ZZ00TREASURY01\r\n:28C:{number}/1\r\n:60F:C260615XTS{opening}\r\n\
         :61:2606150615C{credit}NTRFNONREF//BK{number}\r\n:86:{text}\r\n:62F:C260615XTS{closing}\r\n-\r\n"
    )
}

/// Takes a statement in, and then what was paid at the counter.
async fn take_in(treasury: &Treasury, till: &Till, text: &str) {
    let taken = treasury.take_in(text.as_bytes(), &FileKind::Mt940, false, till.app.now()).await;
    let mut intake = taken.unwrap_or_else(|refused| panic!("{refused}"));
    while intake.step(till.app.now()).await.expect("a database") {}
    treasury.take_vouchers(till.app.now()).await.expect("a database");
}

#[tokio::test]
async fn a_teller_a_card_and_a_second_teller_race_and_one_of_them_pays() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let treasury = till.app.application.treasury();
        let reference = till.notice(1, 1_500).await;
        let seen = till.run("payment_notice", json!({ "reference": reference })).await;
        let voucher = &seen["voucher"];
        assert_eq!((&voucher["reference"], &voucher["account"]), (&json!(reference), &json!("ZZ00TREASURY01")), "{seen:#}");
        let qr = voucher["qr"].as_str().expect("a code");
        assert!(qr.starts_with("000201010212") && qr.contains("540515.00") && qr.contains(&format!("0112{reference}")), "{qr}");

        // Somebody is about to pay it by card while somebody else pays it at the counter.
        let paying = till.run("pay", json!({ "input": pay_input("a", &reference, 1_500) })).await["payment"].clone();
        let page = paying["handover"]["page"].as_str().unwrap_or_else(|| panic!("{paying:#}")).to_owned();
        take_in(&treasury, &till, &statement(1, [0, 1_500, 1_500], &format!("DUTY {reference}"))).await;
        for _ in 0..3 {
            treasury.take_vouchers(till.app.now()).await.expect("a database");
        }
        let seen = till.run("payment_notice", json!({ "reference": reference })).await;
        assert_eq!((&seen["state"], &seen["voucher"]), (&json!("PAID"), &json!(null)), "{seen:#}");
        assert_eq!((till.credits(1300).await, till.credits(1100).await, till.credits(2300).await), (-1_500, 0, 0));
        till.let_pass(1).await;
        assert_eq!(till.look(paying["id"].as_str().expect("an id")).await["state"], "CANCELLED");
        assert!(till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Approve).is_err(), "the provider was told");

        // The bank's line and ours agree; whoever paid has a receipt, and customs is told.
        let compared = treasury.compare(till.app.now()).await.expect("a database");
        assert_eq!((compared.matched, compared.open, compared.is_explained), (1, 0, true));
        let sql = "select payment_id from payment_attempt where rail = 'voucher'";
        let connection = till.app.application.database.connection();
        let paid: Vec<Voucher> = fingertip::platform::database::rows(connection, sql, []).await.expect("a database");
        assert_eq!(paid.len(), 1, "however often it is told");
        let receipts = till.run("receipts", json!({ "payment": paid[0].payment_id })).await;
        assert_eq!(receipts.as_array().map(Vec::len), Some(1), "{receipts:#}");
        let events = till.by(till.cashier, "customs_events", json!({ "after": "0", "first": 50 })).await;
        assert_eq!(events["nodes"][1]["kind"], "RELEASABLE", "{events:#}");

        // A second teller takes it too: the bank has it, and nobody asked for it. A mistyped reference is nobody's payment.
        take_in(&treasury, &till, &statement(2, [1_500, 1_500, 3_000], &format!("{reference} AGAIN"))).await;
        assert_eq!((till.credits(1300).await, till.credits(2300).await), (-3_000, 1_500));
        let mistyped = if reference.starts_with('1') { reference.replacen('1', "2", 1) } else { format!("1{}", &reference[1..]) };
        take_in(&treasury, &till, &statement(3, [3_000, 700, 3_700], &mistyped)).await;
        assert_eq!(till.credits(1300).await, -3_000);
        let approver = till.approver().await;
        let waiting = till.by(approver, "unallocated_money", json!({})).await;
        assert_eq!(waiting[0]["left"]["amount"], "15.00", "{waiting:#}");
        let (payment, money) = (waiting[0]["payment"].clone(), json!({ "amount": "15.00", "currency": "XTS" }));
        let back = json!({ "input": {
            "key": "second-teller", "payment": payment, "amount": money, "amountAvailable": money, "source": "UNALLOCATED",
            "reason": "paid twice",
        } });
        let asked = till.by(approver, "request_repayment", back).await;
        assert_eq!(asked["repayment"]["state"], "REQUESTED", "a bank account of the treasury gives it back: {asked:#}");
        till.assert_in_order().await;
    })
    .await;
}
