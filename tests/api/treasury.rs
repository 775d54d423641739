//! The treasury's days: what a provider and a bank say is compared with the ledger, differences take two officers, and days are closed so that no
//! change stays unseen. Rows REC-01 to REC-07, PAY-M4, PAY-M16, PAY-N11, CR-17, INV-06, SEC-AZ-06.

use fingertip::{
    application::Application,
    audit::{Actor, Code},
    identity::{StaffRole, Subject},
    platform::clock::Clock as _,
    treasury::{Fetched, FileKind, IntakeError, Nightly, Treasury, Unsettled},
};
use payment::ledger::receiving;
use serde_json::{Value, json};
use simulator::{Deed, Plan};
use vocabulary::{Currency, Date, Money};

use crate::{
    identity::{
        matrix::{grant, person},
        strong_sign_in, strong_sign_in_as,
    },
    payment::Till,
    support::{
        app::{App, operation},
        database::{Fresh, each_database},
        device::Device,
    },
};

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// Makes an officer of finance.
async fn officer(app: &App, admins: [vocabulary::PersonId; 2]) -> Subject {
    let subject = strong_sign_in(app).await.subject;
    let id = person(subject);
    let sql = format!(
        "insert into staff_account (person_id, email, display_name, totp_step, activated_at) \
         values ('{id}', '{id}@customs.example', 'An officer', 0, 0)"
    );
    sea_orm::ConnectionTrait::execute_unprepared(app.application.database.connection(), &sql).await.expect("a staff account");
    grant(app, admins, id, StaffRole::FinanceApprover, None).await;
    subject
}

/// Runs an operation as an officer, and returns its payload.
async fn by(app: &App, officer: Subject, name: &str, variables: Value) -> Value {
    let token = strong_sign_in_as(app, officer, Device::ed25519()).await.tokens.access_token;
    let request = app.request(&operation(name), &variables).header("authorization", format!("Bearer {token}"));
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    assert!(answer.get("errors").is_none(), "{name}: {answer:#}");
    answer["data"].as_object().expect("data").values().next().expect("one field").clone()
}

/// The breaks that are open, by type.
async fn open(app: &App, officer: Subject) -> Vec<Value> {
    let variables = json!({ "first": 50, "filter": { "standing": "OPEN" } });
    by(app, officer, "reconciliation_breaks", variables).await["nodes"].as_array().expect("a list").clone()
}

/// What one officer proposes and another agrees to.
async fn resolve(app: &App, [first, second]: [Subject; 2], found: &Value, action: &str) -> Value {
    let input = json!({ "id": found["id"], "action": action, "reason": "as the bank explained by letter 17" });
    let proposed = by(app, first, "propose_break_resolution", json!({ "input": input })).await;
    assert_eq!(proposed["standing"], "PROPOSED", "{proposed:#}");
    let input = json!({ "id": found["id"], "proposal": proposed["proposal"]["number"], "agrees": true });
    let decided = by(app, second, "decide_break_resolution", json!({ "input": input })).await;
    assert_eq!(decided["standing"], "RESOLVED", "{decided:#}");
    decided
}

/// Takes a file in, all of it.
async fn take_in(treasury: &Treasury, bytes: &str, app: &App) {
    let taken = treasury.take_in(bytes.as_bytes(), &FileKind::Mt940, false, app.now()).await;
    let mut intake = taken.unwrap_or_else(|refused| panic!("{refused}"));
    while intake.step(app.now()).await.expect("a database") {}
    treasury.compare(app.now()).await.expect("a database");
}

/// Lets the provider pay out what is available, and returns the payout. Its notice is stored, and nobody works on it.
async fn payout(till: &Till) -> (String, i64) {
    let request = reqwest::Client::new().post(format!("{}/v1/payouts", till.simulator.url()));
    let request = request.header("authorization", "Bearer sk_test_x").header("idempotency-key", "payout-1");
    let sent = request.form(&[("currency", "xts")]).send().await.expect("an answer");
    let made: Value = sent.json().await.expect("JSON");
    let id = made["id"].as_str().unwrap_or_else(|| panic!("{made:#}")).to_owned();
    (id, made["amount"].as_i64().expect("an amount"))
}

fn cents(minor: i64) -> String {
    format!("{},{:02}", minor / 100, minor % 100)
}

/// Moves both clocks, and lets nobody work meanwhile.
fn pass(till: &Till, seconds: u32) {
    till.app.clock.advance(jiff::Span::new().seconds(i64::from(seconds)));
    till.simulator.advance(seconds).expect("a step forward");
}

#[tokio::test]
async fn three_days_are_reconciled_closed_and_a_change_afterwards_is_found() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (app, treasury) = (&till.app, till.app.application.treasury());
        let admins = admins_of(fresh).await;
        let officers = [officer(app, admins).await, officer(app, admins).await];

        // Three notices are paid, and something is in the books that no provider has.
        for (number, minor) in [(1, 123_456), (2, 5_000), (3, 70_000)] {
            let reference = till.notice(number, minor).await;
            let paid = till.pay(&format!("key-{number}"), &reference, minor).await;
            let page = paid["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
            till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Approve).expect("the payer can approve");
            till.let_pass(1).await;
        }
        let phantom = receiving::unallocated("simulated", Money::new(999, Currency::XTS)).expect("an entry");
        let unit = app.application.database.begin().await.expect("a database");
        app.application.ledger.post(&unit, &phantom, None, app.now()).await.expect("a database");
        fingertip::platform::database::commit(unit).await.expect("a database");

        // Until the provider's book is read everything is a matter of timing, and closes by itself.
        assert_eq!(treasury.compare(app.now()).await.expect("a database").open, 4);
        assert_eq!(treasury.fetch("simulated", app.now()).await.expect("a database"), Fetched::Lines(3));
        assert_eq!(treasury.fetch("simulated", app.now()).await.expect("a database"), Fetched::Lines(0));
        assert_eq!(treasury.fetch("gsma", app.now()).await.expect("a database"), Fetched::NoBook);
        let compared = treasury.compare(app.now()).await.expect("a database");
        assert_eq!((compared.matched, compared.open, compared.is_explained), (3, 1, true));
        let waiting = open(app, officers[0]).await;
        assert_eq!((waiting.len(), &waiting[0]["type"], &waiting[0]["outcome"]), (1, &json!("TIMING"), &json!("EXPECTED")));
        let input = json!({ "id": waiting[0]["id"], "action": "EXPLAIN", "reason": "it will come" });
        let refused = by(app, officers[0], "propose_break_resolution", json!({ "input": input })).await;
        assert_eq!(refused["code"], "TREASURY_BREAK_TIMING", "{refused:#}");
        let early = by(app, officers[0], "close_treasury_day", json!({ "day": "2026-06-15" })).await;
        assert_eq!(early["code"], "TREASURY_DAY_NOT_OVER", "{early:#}");

        // Two days later the provider pays out, and the bank has it: on another account, beside money that nobody announced and a fee.
        pass(&till, 49 * 3_600);
        let (reference, minor) = payout(&till).await;
        pass(&till, 2 * 3_600);
        assert_eq!(treasury.fetch("simulated", app.now()).await.expect("a database"), Fetched::Lines(1));
        let closing = minor + 2_500 - 350;
        let statement = format!(
            ":20:STMT1\r\n:25:ZZ00OTHER02\r\n:28C:1/1\r\n:60F:C260616XTS0,00\r\n\
             :61:2606170617C{}NTRFNONREF//BK1\r\n:86:PAYOUT {reference}\r\n\
             :61:2606170617C25,00NTRFGIFT0017//BK2\r\n:61:2606170617D3,50NCHGNONREF\r\n:62F:C260617XTS{}\r\n-\r\n",
            cents(minor),
            cents(closing)
        );
        take_in(&treasury, &statement, app).await;
        let found = open(app, officers[0]).await;
        let of = |kind: &str, minor: &str| -> Value {
            let is = |one: &&Value| one["type"] == kind && one["differences"][0]["amount"] == minor;
            found.iter().find(is).unwrap_or_else(|| panic!("{kind} {minor}: {found:#?}")).clone()
        };
        assert_eq!(found.len(), 4, "{found:#?}");
        let paid_out = of("MISSING_IN_LEDGER", &cents(minor).replace(',', "."));
        let (gift, charge, phantom) =
            (of("MISSING_IN_LEDGER", "-25.00"), of("MISSING_IN_LEDGER", "3.50"), of("MISSING_ELSEWHERE", "9.99"));
        assert_eq!((&phantom["age"], &phantom["outcome"]), (&json!("UP_TO_SEVEN_DAYS"), &json!("MISSING")));

        // The parity of provider and ledger is off, and no settlement file is made over that.
        let findings = treasury.check_parity(day("2026-06-16"), app.now()).await.expect("a database");
        let off = findings.iter().find(|finding| !finding.is_good()).expect("a difference").to_string();
        assert_eq!(off, format!("balance simulated XTS {}", minor + 999));

        // One officer looks after it and proposes; the same cannot agree; what no rule posts is not proposed.
        let input = json!({ "id": paid_out["id"] });
        let mine = by(app, officers[0], "assign_break", json!({ "input": input })).await;
        assert_eq!(mine["ownerId"], person(officers[0]).to_string());
        let mine = json!({ "filter": { "assignedToMe": true } });
        assert_eq!(by(app, officers[0], "reconciliation_breaks", mine.clone()).await["nodes"].as_array().map(Vec::len), Some(1));
        assert_eq!(by(app, officers[1], "reconciliation_breaks", mine).await["nodes"], json!([]));
        let input = json!({ "id": charge["id"], "action": "POST_BY_HAND", "reason": "a fee of the account" });
        let refused = by(app, officers[0], "propose_break_resolution", json!({ "input": input })).await;
        assert_eq!(refused["code"], "TREASURY_NO_POSTING", "{refused:#}");
        let input = json!({ "id": paid_out["id"], "action": "POST_BY_HAND", "reason": "its notice was lost" });
        by(app, officers[0], "propose_break_resolution", json!({ "input": input })).await;
        let own = json!({ "input": { "id": paid_out["id"], "proposal": 1, "agrees": true } });
        assert_eq!(by(app, officers[0], "decide_break_resolution", own).await["code"], "TREASURY_SECOND_PERSON");
        let stale = json!({ "input": { "id": paid_out["id"], "proposal": 2, "agrees": true } });
        assert_eq!(by(app, officers[1], "decide_break_resolution", stale).await["code"], "TREASURY_PROPOSAL_CHANGED");
        let agreed = json!({ "input": { "id": paid_out["id"], "proposal": 1, "agrees": true } });
        let posted = by(app, officers[1], "decide_break_resolution", agreed.clone()).await;
        assert_eq!((&posted["standing"], &posted["outcome"]), (&json!("RESOLVED"), &json!("POSTED_BY_HAND")), "{posted:#}");
        assert!(posted["postedEntry"].is_string());
        assert_eq!(by(app, officers[1], "decide_break_resolution", agreed).await["code"], "TREASURY_BREAK_STATE", "once");
        resolve(app, officers, &gift, "POST_BY_HAND").await;
        resolve(app, officers, &charge, "EXPLAIN").await;
        resolve(app, officers, &phantom, "WRITE_OFF").await;
        assert_eq!((till.credits(1300).await, till.credits(5500).await), (-minor - 2_500, -999));
        let compared = treasury.compare(app.now()).await.expect("a database");
        assert_eq!((compared.open, compared.is_explained), (1, true));
        let elsewhere = open(app, officers[0]).await;
        assert_eq!(elsewhere[0]["type"], "WRONG_ACCOUNT", "{elsewhere:#?}");
        resolve(app, [officers[1], officers[0]], &elsewhere[0], "EXPLAIN").await;
        assert_eq!(treasury.compare(app.now()).await.expect("a database").open, 0);

        // The days are closed in their order, once each.
        let first = by(app, officers[0], "close_treasury_day", json!({ "day": "2026-06-15" })).await;
        assert_eq!((&first["number"], &first["openBreaks"]), (&json!(1), &json!(0)), "{first:#}");
        let row = |closed: &Value, tax: &str| {
            closed["rows"].as_array().expect("rows").iter().find(|row| row["tax"] == tax).cloned().unwrap_or_default()
        };
        assert_eq!(
            (&row(&first, "duty")["collectedMinor"], &row(&first, "duty")["matchedMinor"]),
            (&json!("66151"), &json!("66151"))
        );
        assert_eq!(
            (&row(&first, "vat")["collectedMinor"], &row(&first, "vat")["agency"]),
            (&json!("132305"), &json!("zz-customs"))
        );
        assert_eq!(row(&first, "unallocated")["inBreaksMinor"], "999");
        let operator = Actor::System(Code::named("operator"));
        let second = treasury.close(day("2026-06-16"), operator, app.now()).await.expect("a database").expect("it is over");
        assert_eq!((second.kept.number, second.statement.rows.len()), (2, 0));
        let again = by(app, officers[1], "close_treasury_day", json!({ "day": "2026-06-15" })).await;
        assert_eq!(again["digest"], first["digest"], "a closed day stays as it is");
        let before = by(app, officers[1], "close_treasury_day", json!({ "day": "2026-06-14" })).await;
        assert_eq!(before["code"], "TREASURY_DAY_NOT_LATER", "{before:#}");
        assert!(matches!(
            treasury.settlement(day("2026-06-16")).await.expect("a database"),
            Err(Unsettled::NotCompared | Unsettled::Differs(_))
        ));

        // At night everything is alike again, by itself and once; the third day says what the bank says.
        pass(&till, 12 * 3_600);
        let nightly = Nightly::new(treasury.clone());
        assert!(nightly.look(app.now()).await.expect("a database"));
        assert!(!nightly.look(app.now()).await.expect("a database"));
        let findings = treasury.parity_of(day("2026-06-17")).await.expect("a database").expect("it was compared").1;
        assert!(findings.iter().all(fingertip::treasury::Finding::is_good), "{findings:?}");
        let third = by(app, officers[0], "close_treasury_day", json!({ "day": "2026-06-17" })).await;
        let bank = &third["banks"][0];
        assert_eq!((&bank["account"], &bank["closingMinor"]), (&json!("ZZ00OTHER02"), &json!(closing.to_string())), "{third:#}");
        assert_eq!((&bank["matchedMinor"], &bank["inBreaksMinor"]), (&json!("2500"), &json!((minor - 350).to_string())));
        let shown = by(app, officers[1], "treasury_day", json!({ "day": "2026-06-17" })).await;
        assert_eq!((&shown["digest"], &shown["parity"][0]["difference"]), (&third["digest"], &json!("0")));
        let file = treasury.settlement(day("2026-06-15")).await.expect("a database").expect("nothing differs");
        assert!(file.contains("2026-06-15,HQ,duty,zz-customs,ZZ00TREASURY01,XTS,66151,0,66151,0\n"), "{file}");

        // What officers did stands in the audit log; the chain verifies, until somebody changes a closed day.
        let logged = |action: &str| format!("select count(*) from audit_entry where action = 'treasury.{action}'");
        assert_eq!(fresh.number(&logged("close-day")).await, 3);
        assert_eq!(fresh.number(&logged("agree-resolution")).await, 5);
        let report = treasury.verify(&[]).await.expect("a database");
        assert_eq!((report.days, report.fault), (3, None));
        till.assert_in_order().await;
        // The provider's notice of the payout is worked on at last: two persons posted it, and it is posted once.
        till.let_pass(1).await;
        let heard = by(app, officers[0], "payouts", json!({})).await;
        assert_eq!(heard[0]["net"]["amount"], cents(minor).replace(',', "."), "{heard:#}");
        assert_eq!(till.credits(1300).await, -minor - 2_500);
        till.assert_in_order().await;
        let edit = "update treasury_day set content = replace(content, '66151', '66150') where number = 1";
        let connection = app.application.database.connection();
        assert!(sea_orm::ConnectionTrait::execute_unprepared(connection, edit).await.is_err(), "days are only added to");
        fresh.execute(drop_wall(fresh)).await;
        fresh.execute(edit).await;
        let report = treasury.verify(&[]).await.expect("a database");
        assert_eq!(report.fault.map(|(day, _)| day), Some(day("2026-06-15")));
    })
    .await;
}

/// Takes away what keeps closed days as they are, as the owner of the database can.
fn drop_wall(fresh: &Fresh) -> &'static str {
    if fresh.database.is_postgres() {
        "drop trigger treasury_day_is_kept_row on treasury_day"
    } else {
        "drop trigger treasury_day_refuses_update"
    }
}

/// The two admins that there are.
async fn admins_of(fresh: &Fresh) -> [vocabulary::PersonId; 2] {
    let sql = "select person_id from role_grant where role = 'admin' order by granted_at, id";
    let rows: Vec<Holder> = fingertip::platform::database::rows(fresh.database.connection(), sql, []).await.expect("grants");
    let ids: Vec<_> = rows.iter().map(|row| row.person_id.parse().expect("an id")).collect();
    ids.try_into().expect("two of them")
}

#[derive(sea_orm::FromQueryResult)]
struct Holder {
    person_id: String,
}

/// A statement of many small credits.
fn long_statement(lines: usize) -> String {
    let credits: String = (0..lines).map(|line| format!(":61:2606150615C1,00NTRFCREDIT{line:06}//B{line}\r\n")).collect();
    format!(":20:LONG\r\n:25:ZZ00LONG01\r\n:28C:1/1\r\n:60F:C260614XTS0,00\r\n{credits}:62F:C260615XTS{lines},00\r\n-\r\n")
}

#[tokio::test]
async fn an_import_that_was_cut_short_goes_on_and_a_partial_file_stays_out_whole() {
    each_database(async |fresh| {
        let clock = std::sync::Arc::new(fingertip::platform::clock::StandingClock::at(
            "2026-06-15T12:00:00Z".parse().expect("an instant"),
        ));
        let limits = fingertip::application::SearchLimits {
            at_once_max: 1,
            remembered_max: 1,
            usage: fingertip::search::usage::UsageLimits::default(),
        };
        let application = Application::new(fresh.database.clone(), clock.clone(), &fresh.path("index"), limits);
        let (treasury, now) = (application.treasury(), clock.now());
        let file = long_statement(2_500);
        let take = async |text: &str| treasury.take_in(text.as_bytes(), &FileKind::Mt940, false, now).await;

        // Cut off at any place it says where, and nothing of it is kept.
        let Err(IntakeError::File(refused)) = take(&file[..file.len() / 2]).await else { panic!("half a file was taken") };
        assert!(refused.line > 1_000, "{refused}");
        assert_eq!(fresh.number("select count(*) from treasury_file").await, 0);

        // The server dies after the first lines: what is not whole is compared with nothing, and the same file goes on.
        let mut cut = take(&file).await.unwrap_or_else(|refused| panic!("{refused}"));
        assert!(cut.step(now).await.expect("a database"), "there are more");
        drop(cut);
        assert_eq!(fresh.number("select count(*) from treasury_line").await, 1_000);
        assert_eq!(treasury.compare(now).await.expect("a database").open, 0);
        let mut rest = take(&file).await.unwrap_or_else(|refused| panic!("{refused}"));
        assert_eq!((rest.lines(), rest.kept()), (2_500, 1_000));
        while rest.step(now).await.expect("a database") {}
        assert_eq!(fresh.number("select count(*) from treasury_line").await, 2_500);
        let compared = treasury.compare(now).await.expect("a database");
        assert_eq!((compared.open, compared.is_explained), (2_500, true));

        // The same file twice changes nothing; one before which another is missing stays out.
        let mut again = take(&file).await.unwrap_or_else(|refused| panic!("{refused}"));
        assert!(!again.step(now).await.expect("a database"));
        assert_eq!(fresh.number("select count(*) from treasury_line").await, 2_500);
        assert_eq!(treasury.compare(now).await.expect("a database").open, 2_500);
        let later = long_statement(3).replace("260614XTS0,", "260616XTS7,").replace("260615XTS3,", "260617XTS10,");
        assert!(matches!(take(&later).await, Err(IntakeError::Gap { closed: 250_000, opened: 700, .. })));
        assert_eq!(fresh.number("select count(*) from treasury_file").await, 1);
    })
    .await;
}
