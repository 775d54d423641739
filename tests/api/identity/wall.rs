//! The second wall: rows of others stay out of sight even where a statement forgets to ask whose they are. Row SEC-AZ-03.

use fingertip::platform::{database::Database, identifier};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::support::database::{Fresh, each_database};

/// Ten thousand sessions, phones and roles, each of another person, and the ids that somebody guesses.
const ROWS: &str = "
    insert into person (id, created_at) select lpad(to_hex(i), 32, '0'), 0 from generate_series(1, 10000) i;
    insert into device (id, subject, thumbprint, key, name, created_at)
        select lpad(to_hex(i), 32, '0'), 'person:' || lpad(to_hex(i), 32, '0'), 't', 'k', 'n', 0 from generate_series(1, 10000) i;
    insert into session (id, subject, device_id, began_at, refreshed_at) select id, subject, id, 0, 0 from device;
    insert into person_phone (phone, person_id, language, proven_at) select '+999' || id, id, 'en', 0 from person;
    insert into role_grant (id, person_id, role, granted_at, approved_at) select id, id, 'cashier', 0, 0 from person;
    insert into machine (id, owner, name, scopes, created_at) select id, 'person:' || id, 'm', 'PAY', 0 from person;
    insert into machine_key (id, machine_id, secret_hash, created_at) select id, id, id, 0 from machine;
    insert into machine_session (key_id, thumbprint, session_id) select id, 't', id from machine_key;
    insert into passkey (id, person_id, credential_id, public_key, counter, backup_eligible, backed_up, user_verified, transports, name,
        created_at) select id, id, id, '{}', 0, false, false, false, '', '', 0 from person;
    insert into alert (person_id, kind, asked_at, due_at, tries) select id, 'new-device', 0, 0, 0 from person;
    insert into company (id, tin, name, created_at) select id, id, 'c', 0 from person;
    insert into company_admin (company_id, person_id, since) select id, id, 0 from person;
    insert into mandate (id, principal, agent, view, draft, lodge, collect, valid_from, valid_until, state, state_at, created_at)
        select id, 'company:' || id, 'person:' || id, true, false, false, false, 0, 0, 'accepted', 0, 0 from person;
    insert into mandate_use (mandate_id, person_id, act, day, used_at) select id, id, 'view', '2026-06-15', 0 from person;
    insert into enquiry (id, reference, asker, state, is_open, queue, opened_at, version, body)
        select id, id, id, 'received', true, 'general', 0, 1, '{}' from person;
    insert into payment_request (id, notice_id, version, asked_by, phone_hash, phone_masked, language, amount_minor, currency, state, asked_at,
        expires_at, key_hash, fingerprint, due_at, tries)
        select id, id, 1, 'person:' || id, '', '', 'en', 1, 'XTS', 'asked', 0, 0, id, id, 0, 0 from person;
    insert into payment_claim (id, claimant, ground, documents, lodged_at, due_at, questions, sequence, key_hash, fingerprint)
        select id, 'person:' || id, 'duty-rate', '[]', 0, 0, 0, 1, id, id from person";

/// Each table, and what a row says of whose it is.
const TABLES: &[(&str, &str)] = &[
    ("session", "subject"),
    ("device", "subject"),
    ("person_phone", "'person:' || person_id"),
    ("role_grant", "'person:' || person_id"),
    ("machine", "owner"),
    ("machine_key", "(select owner from machine where machine.id = machine_id)"),
    ("machine_session", "(select owner from machine where machine.id = key_id)"),
    ("passkey", "'person:' || person_id"),
    ("alert", "'person:' || person_id"),
    ("company_admin", "'person:' || person_id"),
    ("company", "(select 'person:' || person_id from company_admin where company_id = company.id)"),
    ("mandate", "agent"),
    ("mandate_use", "'person:' || person_id"),
    ("enquiry", "'person:' || asker"),
    ("payment_request", "asked_by"),
    ("payment_claim", "claimant"),
];

const NOBODY: &str = "person:ffffffffffffffffffffffffffffffff";

async fn count(connection: &impl ConnectionTrait, sql: &str) -> i64 {
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.expect("the query is good");
    row.expect("one row").try_get_by_index(0).expect("a number")
}

/// A role of PostgreSQL that may do what the server does and is no superuser: its name, and where it connects.
async fn least_privileged(fresh: &Fresh) -> (String, String) {
    let role = format!("walled_{}", identifier::new_reference());
    fresh.execute(&format!("create role {role} login nosuperuser nobypassrls")).await;
    fresh.execute(&format!("grant select, insert, update, delete on all tables in schema public to {role}")).await;
    let (scheme, rest) = fresh.url.split_once("://").expect("a URL has a scheme");
    let host = rest.split_once('@').map_or(rest, |(_, host)| host);
    (role.clone(), format!("{scheme}://{role}@{host}"))
}

#[tokio::test]
async fn ten_thousand_guesses_show_nothing_of_others_with_the_owner_asked_for_or_forgotten() {
    each_database(async |fresh| {
        if !fresh.database.is_postgres() {
            return;
        }
        fresh.execute(ROWS).await;
        let (role, url) = least_privileged(fresh).await;
        let server = Database::connect(&url, 2).await.expect("the role may connect");
        for owns_the_tables in [false, true] {
            if owns_the_tables {
                for (table, _) in TABLES {
                    fresh.execute(&format!("alter table {table} owner to {role}")).await;
                }
            }
            for (table, owner) in TABLES {
                let all = format!("select count(*) from {table}");
                assert_eq!(count(server.connection(), &all).await, 10_000, "{table}: the server itself");
                let nobody = server.as_subject(&NOBODY).await.expect("a database");
                assert_eq!(count(&nobody, &format!("{all} where {owner} = '{NOBODY}'")).await, 0, "{table}: the owner asked for");
                assert_eq!(count(&nobody, &all).await, 0, "{table}: the owner forgotten");
                let erased = nobody.execute_unprepared(&format!("delete from {table}")).await.expect("a good statement");
                assert_eq!(erased.rows_affected(), 0, "{table}");
                drop(nobody);
                let one = server.as_subject(&format!("person:{:032x}", 7)).await.expect("a database");
                assert_eq!(count(&one, &all).await, 1, "{table}: one's own");
                drop(one);
                assert_eq!(count(server.connection(), &all).await, 10_000, "{table}: the server itself, afterwards");
                // Whoever connects without saying on whose behalf.
                let unsaid = sea_orm::Database::connect(&url).await.expect("the role may connect");
                assert_eq!(count(&unsaid, &all).await, 0, "{table}: nobody said who asks");
                unsaid.close().await.expect("a connection can be closed");
            }
        }
        // A mandate is of both sides: of whoever administers the company that gave it, and of whoever has the number that it waits for.
        let shared = format!("select count(*) from mandate where id in ('{:032x}', '{:032x}')", 8, 9);
        fresh.execute(&format!("update mandate set agent = null, agent_phone = '+999{:032x}' where id = '{:032x}'", 7, 8)).await;
        fresh.execute(&format!("insert into company_admin values ('{:032x}', '{:032x}', 0)", 9, 7)).await;
        let one = server.as_subject(&format!("person:{:032x}", 7)).await.expect("a database");
        assert_eq!(count(&one, &shared).await, 2);
        assert_eq!(count(&one, "select count(*) from company").await, 2);
        drop(one);
        let machine = server.as_subject(&format!("machine:{:032x}", 7)).await.expect("a database");
        assert_eq!(count(&machine, "select count(*) from machine_session").await, 1, "a machine sees itself");
        drop(machine);
        let nobody = server.as_subject(&NOBODY).await.expect("a database");
        let forged = "insert into role_grant (id, person_id, role, granted_at, approved_at) values ('x', lpad('7', 32, '0'), 'admin', 0, 0)";
        assert!(nobody.execute_unprepared(forged).await.is_err(), "nobody writes what is another's");
        drop((nobody, server));
        fresh.execute(&format!("reassign owned by {role} to current_user; drop owned by {role}; drop role {role}")).await;
    })
    .await;
}
