//! What the database itself refuses of accounts. Row INV-16.

use std::collections::BTreeSet;

use payment::account::{ACCOUNT_EDGES, AccountState};
use sea_orm::ConnectionTrait;

use super::{Office, draw};
use crate::support::database::each_database;

/// What an event would say that nobody could have written.
const BODY: &str = r#"{"event":"topped-up","minor":100,"line":"x"}"#;

#[derive(sea_orm::FromQueryResult)]
struct EdgeRow {
    verb: String,
    from_state: String,
    to_state: String,
}

#[tokio::test]
async fn the_table_of_states_is_one_in_code_and_database() {
    each_database(async |fresh| {
        let sql = "select verb, from_state, to_state from account_edge";
        let rows: Vec<EdgeRow> =
            fingertip::platform::database::rows(fresh.database.connection(), sql, []).await.expect("the table is there");
        let kept: BTreeSet<_> = rows.into_iter().map(|row| (row.verb, row.from_state, row.to_state)).collect();
        let from = |from: Option<AccountState>| from.map_or("-".to_owned(), |from| from.to_string());
        let coded: BTreeSet<_> =
            ACCOUNT_EDGES.iter().map(|edge| (edge.verb.to_string(), from(edge.from), edge.to.to_string())).collect();
        assert_eq!(kept, coded);
    })
    .await;
}

#[tokio::test]
async fn what_must_not_be_is_refused_by_the_database_and_what_was_changed_behind_it_is_found() {
    each_database(async |fresh| {
        let mut office = Office::open(fresh).await;
        let account = office.opened("PREPAYMENT", None).await;
        office.bank_lists(1, [0, 1_000], &account).await;
        let notice = office.demand(1, 400).await;
        draw(&office.till, &mut office.importer, &account, ("a", &notice, 400)).await;
        office.assert_in_order().await;
        let event = |verb: &str, from: &str, to: &str, held: i64| {
            format!(
                "insert into account_event (account, ordinal, verb, from_state, to_state, actor, held_minor, limit_minor, reserved_minor, \
                 called_minor, body, recorded_at) values ('{account}', 5, '{verb}', '{from}', '{to}', 'system', {held}, 0, 0, 0, '{BODY}', 0)"
            )
        };
        for statement in [
            "update trader_account set held_minor = held_minor + 1".to_owned(),
            "update trader_account set state = 'closed'".to_owned(),
            "update trader_account set holder = 'person:0'".to_owned(),
            "delete from trader_account".to_owned(),
            "update account_event set minor = 1".to_owned(),
            "delete from account_event".to_owned(),
            event("draw", "closed", "closed", 0),
            event("resume", "suspended", "open", 600),
            // An event that a draw below zero would write is one that no account can follow.
            format!("{}; update trader_account set held_minor = -1, sequence = 5", event("draw", "open", "open", -1)),
        ] {
            let unit = fresh.database.begin().await.expect("a unit of work");
            assert!(unit.execute_unprepared(&statement).await.is_err(), "{statement}");
            drop(unit);
        }
        office.assert_in_order().await;
        let wrong = "update trader_account set held_minor = 700, sequence = 5";
        fresh.execute(&format!("{}; {wrong}", event("top-up", "open", "open", 700))).await;
        let found = fingertip::account::verify(&office.till.app.application.ledger).await.expect("a database");
        assert_eq!(found, std::slice::from_ref(&account), "an event that nobody could have written");
    })
    .await;
}
