//! What leaves an account above a sum is confirmed by its person, for this payment and no other. Row SEC-PAY-03.

use fingertip::{identity::Subject, payment::Settings};
use serde_json::{Value, json};
use simulator::Plan;
use vocabulary::Money;

use super::{Office, draw, draw_input, kes};
use crate::{
    identity::{passkey, sign_in_as},
    mandate::{act, refreshed},
    payment::Till,
    support::{
        app::{App, operation},
        authenticator::{Authenticator, Draft},
        database::{Fresh, each_database},
        device::Device,
        phone::with_proof,
    },
};

/// Opens an office where more than KES 500.00 of an account is confirmed, with 1000.00 on one.
async fn open(fresh: &Fresh) -> (Office, String) {
    let above = Settings { confirmed_above: vec![Money::new(50_000, "KES".parse().expect("a currency"))], ..Settings::default() };
    let office = Office::over(Till::with(fresh, Plan::default(), above).await).await;
    let account = office.opened("PREPAYMENT", None).await;
    office.bank_lists(1, [0, 100_000], &account).await;
    (office, account)
}

/// What of a payment is confirmed.
fn withdrawal(account: &str, (notice, minor): (&str, i64)) -> Value {
    let whole = draw_input(account, ("-", notice, minor));
    json!({ "notices": whole["notices"], "expectedTotal": whole["expectedTotal"], "account": account })
}

/// Has a code sent that confirms a sum, once the wait after the one before is over.
async fn code(office: &mut Office, sum: Option<Value>) -> String {
    let app = &office.till.app;
    app.clock.advance(jiff::Span::new().minutes(16));
    office.importer.token = refreshed(app, &office.importer).await;
    let input = json!({ "phone": office.importer.phone, "purpose": "PAY", "amount": sum });
    let sent = with_proof(app, "request_code", input, &office.importer.device, office.importer.phone).await;
    assert_eq!(sent["__typename"], "CodeRequested", "{sent:#}");
    app.carrier.newest_to(&office.importer.phone.replace([' ', '-'], ""))[..6].to_owned()
}

async fn confirm(office: &Office, what: &Value, by: Value) -> Value {
    act(&office.till.app, &office.importer, "confirm_payment", json!({ "payment": what, "by": by })).await
}

#[tokio::test]
async fn much_leaves_an_account_once_its_person_confirmed_this_payment_and_no_other() {
    each_database(async |fresh| {
        let (mut office, account) = open(fresh).await;
        let small = office.demand(1, 10_000).await;
        let paid = draw(&office.till, &mut office.importer, &account, ("s", &small, 10_000)).await;
        assert_eq!(paid["payment"]["state"], "SUCCESS", "{paid:#}");

        let (first, other) = (office.demand(2, 60_000).await, office.demand(3, 60_000).await);
        let refused = draw(&office.till, &mut office.importer, &account, ("a", &first, 60_000)).await;
        assert_eq!(
            (&refused["code"], &refused["facts"][0]["value"]),
            (&json!("PAYMENT_UNCONFIRMED"), &json!("KES 500.00")),
            "{refused:#}"
        );
        let what = withdrawal(&account, (&first, 60_000));

        // A code for another sum, and one for something else, confirm nothing.
        let of_less = code(&mut office, Some(kes("599.99"))).await;
        assert_eq!(confirm(&office, &what, json!({ "code": of_less })).await["code"], "CODE_WRONG");
        let right = code(&mut office, Some(kes("600.00"))).await;
        let wrong = if right == "000000" { "000001" } else { "000000" };
        assert_eq!(confirm(&office, &what, json!({ "code": wrong })).await["code"], "CODE_WRONG");
        let confirmed = confirm(&office, &what, json!({ "code": right })).await;
        assert_eq!(confirmed["__typename"], "PaymentConfirmed", "{confirmed:#}");
        // Its answer is lost: the code is used up, and the confirmation stands.
        assert_eq!(confirm(&office, &what, json!({ "code": right })).await, confirmed);

        // Changed after it was confirmed: another notice, another version.
        let another = draw(&office.till, &mut office.importer, &account, ("b", &other, 60_000)).await;
        assert_eq!(another["code"], "PAYMENT_UNCONFIRMED", "{another:#}");
        let mut version = draw_input(&account, ("c", &first, 60_000));
        version["notices"][0]["version"] = json!(2);
        assert_eq!(act(&office.till.app, &office.importer, "pay", version).await["code"], "PAYMENT_UNCONFIRMED");

        let paid = draw(&office.till, &mut office.importer, &account, ("a", &first, 60_000)).await;
        assert_eq!((&paid["payment"]["state"], &paid["isReplay"]), (&json!("SUCCESS"), &json!(false)), "{paid:#}");
        let again = draw(&office.till, &mut office.importer, &account, ("a", &first, 60_000)).await;
        assert_eq!((&again["payment"]["id"], &again["isReplay"]), (&paid["payment"]["id"], &json!(true)), "{again:#}");
        assert_eq!(
            fresh.number("select count(*) from payment_confirmation where payment_id is not null and means = 'code'").await,
            1
        );
        office.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn a_confirmation_holds_ten_minutes_and_for_one_payment_and_gives_way_to_nothing_that_is_refused() {
    each_database(async |fresh| {
        let (mut office, account) = open(fresh).await;
        let reference = office.demand(1, 60_000).await;
        let what = withdrawal(&account, (&reference, 60_000));
        let digits = code(&mut office, Some(kes("600.00"))).await;
        assert_eq!(confirm(&office, &what, json!({ "code": digits })).await["__typename"], "PaymentConfirmed");
        office.till.app.clock.advance(jiff::Span::new().minutes(10));
        let late = draw(&office.till, &mut office.importer, &account, ("a", &reference, 60_000)).await;
        assert_eq!(late["code"], "PAYMENT_UNCONFIRMED", "{late:#}");

        // What is refused for another reason uses nothing up.
        let digits = code(&mut office, Some(kes("600.00"))).await;
        assert_eq!(confirm(&office, &what, json!({ "code": digits })).await["__typename"], "PaymentConfirmed");
        office.change(&account, "SUSPEND", None).await;
        let stopped = draw(&office.till, &mut office.importer, &account, ("b", &reference, 60_000)).await;
        assert_eq!(stopped["code"], "ACCOUNT_STATE", "{stopped:#}");
        office.change(&account, "RESUME", None).await;
        let paid = draw(&office.till, &mut office.importer, &account, ("c", &reference, 60_000)).await;
        assert_eq!(paid["payment"]["state"], "SUCCESS", "{paid:#}");

        // No code is sent for no sum.
        let input = json!({ "input": { "phone": office.importer.phone, "purpose": "PAY" } });
        let answer = office.till.app.answer(&operation("request_code"), input).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "AMOUNT_INVALID", "{answer:#}");
        let (_, janitor) = office.till.hands();
        office.till.app.clock.advance(jiff::Span::new().hours(24 * 40));
        janitor.forget(office.till.app.now()).await.expect("a database");
        assert_eq!(fresh.number("select count(*) from payment_confirmation").await, 0);
        office.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn a_passkey_signs_the_payment_itself() {
    each_database(async |fresh| {
        let (mut office, account) = open(fresh).await;
        let (first, other) = (office.demand(1, 60_000).await, office.demand(2, 60_000).await);
        let (what, else_) = (withdrawal(&account, (&first, 60_000)), withdrawal(&account, (&other, 60_000)));
        let begun = act(&office.till.app, &office.importer, "begin_passkey_payment", what.clone()).await;
        assert_eq!(begun["code"], "PASSKEY_UNKNOWN", "there is none yet: {begun:#}");
        let authenticator = registered(&mut office).await;
        let mut counter = 7;
        let mut signed = |options: &Value| {
            counter += 1;
            let mut draft = Draft::of(passkey::GET, options);
            draft.counter = counter;
            authenticator.sign_in(&draft)
        };
        let options = begin(&office.till.app, &office, &else_).await;
        let of_another = signed(&options);
        assert_eq!(
            confirm(&office, &what, json!({ "passkey": of_another })).await["code"],
            "PASSKEY_REFUSED",
            "of another notice"
        );
        let options = begin(&office.till.app, &office, &what).await;
        let right = signed(&options);
        assert_eq!(confirm(&office, &what, json!({ "passkey": right })).await["__typename"], "PaymentConfirmed");
        let paid = draw(&office.till, &mut office.importer, &account, ("a", &first, 60_000)).await;
        assert_eq!(paid["payment"]["state"], "SUCCESS", "{paid:#}");
        let unconfirmed = draw(&office.till, &mut office.importer, &account, ("b", &other, 60_000)).await;
        assert_eq!(unconfirmed["code"], "PAYMENT_UNCONFIRMED", "{unconfirmed:#}");
        office.assert_in_order().await;
    })
    .await;
}

/// Gives the importer a passkey, on the device that they have.
async fn registered(office: &mut Office) -> Authenticator {
    let app = &office.till.app;
    let device = std::mem::replace(&mut office.importer.device, Device::ed25519());
    let person = sign_in_as(app, Subject::Person(office.importer.id), device).await;
    let authenticator = passkey::register(app, &person, Authenticator::p256(), 0).await;
    office.importer.device = person.device;
    authenticator
}

/// What an authenticator is asked for a payment.
async fn begin(app: &App, office: &Office, what: &Value) -> Value {
    let begun = act(app, &office.importer, "begin_passkey_payment", what.clone()).await;
    let json = begun["json"].as_str().unwrap_or_else(|| panic!("no options: {begun:#}"));
    serde_json::from_str(json).expect("JSON")
}
