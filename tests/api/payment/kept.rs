//! What the database itself refuses: states that do not follow, entries that do not balance, histories that change. Rows PAY-M3, INV-03,
//! INV-05, INV-09, INV-13, ST-17.

use std::collections::BTreeSet;

use payment::{CHILD_EDGES, EDGES};
use sea_orm::ConnectionTrait;
use simulator::{Deed, Plan};

use super::Till;
use crate::support::database::each_database;

#[derive(sea_orm::FromQueryResult)]
struct EdgeRow {
    verb: String,
    from_state: String,
    to_state: String,
}

#[tokio::test]
async fn the_table_of_states_is_one_in_code_and_database() {
    each_database(async |fresh| {
        let sql = "select verb, from_state, to_state from payment_edge";
        let rows: Vec<EdgeRow> =
            fingertip::platform::database::rows(fresh.database.connection(), sql, []).await.expect("the table is there");
        let kept: BTreeSet<_> = rows.into_iter().map(|row| (row.verb, row.from_state, row.to_state)).collect();
        let mut coded = BTreeSet::new();
        for edge in EDGES {
            let (verb, to) = (edge.verb.to_string(), edge.to.to_string());
            if edge.from.is_empty() {
                coded.insert((verb.clone(), "-".to_owned(), to.clone()));
            }
            coded.extend(edge.from.iter().map(|from| (verb.clone(), from.to_string(), to.clone())));
        }
        assert_eq!(kept, coded);
    })
    .await;
}

#[derive(sea_orm::FromQueryResult)]
struct ChildEdgeRow {
    child: String,
    verb: String,
    from_state: String,
    to_state: String,
}

#[tokio::test]
async fn the_table_of_the_children_is_one_in_code_and_database() {
    each_database(async |fresh| {
        let sql = "select child, verb, from_state, to_state from payment_child_edge";
        let rows: Vec<ChildEdgeRow> =
            fingertip::platform::database::rows(fresh.database.connection(), sql, []).await.expect("the table is there");
        let kept: BTreeSet<_> = rows.into_iter().map(|row| (row.child, row.verb, row.from_state, row.to_state)).collect();
        let mut coded = BTreeSet::new();
        for (child, verb, from, to) in CHILD_EDGES {
            let edge = |from: &str| {
                (
                    child.to_string(),
                    (*verb).to_owned(),
                    from.to_owned(),
                    if *to == "=" { from.to_owned() } else { (*to).to_owned() },
                )
            };
            coded.extend(from.iter().map(|from| edge(from)));
        }
        assert_eq!(kept, coded);
    })
    .await;
}

#[tokio::test]
async fn what_must_not_be_is_refused_by_the_database() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let reference = till.notice(1, 1_000).await;
        let paid = till.pay("k", &reference, 1_000).await;
        let page = paid["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Approve).expect("the payer can approve");
        till.let_pass(1).await;
        let connection = till.app.application.database.connection();
        let event = "insert into payment_event (payment_id, ordinal, verb, from_state, to_state, actor, body, recorded_at)";
        for wrong in [
            // A state without its event, a way out of captured, another amount, a payment taken away.
            "update payment set state = 'cancelled'".to_owned(),
            "update payment set state = 'created', sequence = 1".to_owned(),
            "update payment set amount_minor = 1".to_owned(),
            "delete from payment".to_owned(),
            // An edge that there is not, one from elsewhere, money without evidence.
            format!("{event} select id, 90, 'reopen', 'captured', 'created', 'system', '{{}}', 0 from payment"),
            format!("{event} select id, 90, 'expire', 'expire-pending', 'expired', 'system', '{{}}', 0 from payment"),
            format!("{event} select id, 90, 'overpay', 'captured', 'captured', 'system', '{{}}', 0 from payment"),
            // A history that changes.
            "update payment_event set body = '{}'".to_owned(),
            "delete from payment_evidence".to_owned(),
            "update ledger_posting set minor = minor + 1".to_owned(),
            "delete from ledger_entry".to_owned(),
            "update payment_notice_version set charges = '[]'".to_owned(),
            "delete from payment_edge".to_owned(),
            // An entry that nothing makes, one posting more for one that is closed, one without its entry.
            "insert into ledger_entry (id, rule, layer, currency, recorded_at) values ('x', 'LED-08', 'posted', 'XTS', 0)".to_owned(),
            "insert into ledger_posting (entry_id, place, account, account_of, side, minor) \
             select id, 99, 1200, '', 'debit', 1 from ledger_entry"
                .to_owned(),
            "insert into ledger_posting (entry_id, place, account, account_of, side, minor) values ('none', 0, 1200, '', 'debit', 1)"
                .to_owned(),
            // A second payment of the notice while the first lives, a notice that is paid more than it demands.
            "update payment_notice set paid_minor = total_minor + 1".to_owned(),
        ] {
            assert!(connection.execute_unprepared(&wrong).await.is_err(), "the database took: {wrong}");
        }
        till.assert_in_order().await;
        assert_eq!(till.booked().await, 1_000);
    })
    .await;
}
