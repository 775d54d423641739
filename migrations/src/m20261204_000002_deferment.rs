//! Duties that are put off to the statement of a month: a fourth kind of account, what was put off, and the statements.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for (verb, from, to) in EDGES {
            let sql = format!("insert into account_edge (verb, from_state, to_state) values ('{verb}', '{from}', '{to}')");
            connection.execute_unprepared(&sql).await?;
        }
        // In one go on one connection: of a table that another connection dropped and made anew SQLite may remember the old one.
        let kinds = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES.join(";"),
            _ => format!("begin immediate; {}; commit", SQLITE.join(";")),
        };
        connection.execute_unprepared(&kinds).await?;
        let deferral = Table::create()
            .table("payment_deferral")
            .col(text("payment_id").primary_key())
            // Fourteen digits.
            .col(text("account"))
            .col(text("currency"))
            .col(big_integer("minor"))
            // The notice that demands it; nothing before its month is over.
            .col(text_null("statement_id"))
            .col(big_integer("deferred_at"))
            .col(big_integer_null("settled_at"))
            .check(Expr::cust("minor > 0 and (settled_at is null or statement_id is not null)"))
            .to_owned();
        manager.create_table(deferral).await?;
        crate::index(manager, "payment_deferral", &["account", "deferred_at"]).await?;
        crate::index(manager, "payment_deferral", &["statement_id"]).await?;
        let unstated = "create index payment_deferral_unstated on payment_deferral (deferred_at) where statement_id is null";
        connection.execute_unprepared(unstated).await?;
        let unsettled = "create index payment_deferral_unsettled on payment_deferral (statement_id) where settled_at is null";
        connection.execute_unprepared(unsettled).await?;
        let statement = Table::create()
            .table("payment_deferment_statement")
            .col(text("notice_id").primary_key())
            .col(text("account"))
            // The first day of its month.
            .col(text("month"))
            .col(big_integer("closed_at"))
            // When it was found not to be paid on its due day.
            .col(big_integer_null("overdue_at"))
            .to_owned();
        manager.create_table(statement).await?;
        crate::index(manager, "payment_deferment_statement", &["account", "month"]).await
    }
}

/// What may follow what beside what may already. A test compares the table with the one in the code.
const EDGES: &[(&str, &str, &str)] = &[
    ("defer", "open", "open"),
    ("settle", "open", "open"),
    ("settle", "suspended", "suspended"),
    ("fall-overdue", "open", "suspended"),
];

const POSTGRES: &[&str] = &[
    "do $$ declare one record; begin \
       for one in select conname from pg_constraint where conrelid = 'trader_account'::regclass and contype = 'c' \
         and pg_get_constraintdef(oid) like '%prepayment%' \
       loop execute format('alter table trader_account drop constraint %I', one.conname); end loop; end $$",
    "alter table trader_account add constraint trader_account_kind check ( \
       (kind = 'prepayment' and limit_minor = 0) or (kind = 'cash-guarantee' and held_minor = limit_minor - called_minor) \
       or (kind = 'undertaking' and held_minor = 0) or (kind = 'deferment' and held_minor = 0 and called_minor = 0))",
];

/// SQLite changes no constraint: the table is made anew, with its triggers and its index, and so is the trigger of another that reads it.
const SQLITE: &[&str] = &[
    "drop trigger account_event_from",
    "create table trader_account_anew ( \
       reference text not null primary key, kind text not null, holder text not null, currency text not null, \
       valid_from text not null, valid_until text, state text not null, sequence bigint not null, held_minor bigint not null, \
       limit_minor bigint not null, reserved_minor bigint not null, called_minor bigint not null, grn text unique, \
       proposed_at bigint not null, \
       check (held_minor >= 0 and limit_minor >= 0 and reserved_minor >= 0 and called_minor >= 0), \
       check (reserved_minor + called_minor <= limit_minor), \
       check ((kind = 'prepayment' and limit_minor = 0) or (kind = 'cash-guarantee' and held_minor = limit_minor - called_minor) \
         or (kind = 'undertaking' and held_minor = 0) or (kind = 'deferment' and held_minor = 0 and called_minor = 0)))",
    "insert into trader_account_anew (reference, kind, holder, currency, valid_from, valid_until, state, sequence, held_minor, limit_minor, \
       reserved_minor, called_minor, grn, proposed_at) \
     select reference, kind, holder, currency, valid_from, valid_until, state, sequence, held_minor, limit_minor, reserved_minor, \
       called_minor, grn, proposed_at from trader_account",
    "drop table trader_account",
    "alter table trader_account_anew rename to trader_account",
    "create index trader_account_by_holder_reference on trader_account (holder, reference)",
    "create trigger account_event_from before insert on account_event \
     when new.from_state <> coalesce((select state from trader_account where reference = new.account), '-') \
     begin select raise(abort, 'the account does not stand there'); end",
    "create trigger trader_account_first before insert on trader_account \
     when not exists (select 1 from account_event e where e.account = new.reference and e.ordinal = new.sequence \
       and e.to_state = new.state and e.held_minor = new.held_minor and e.limit_minor = new.limit_minor \
       and e.reserved_minor = new.reserved_minor and e.called_minor = new.called_minor) \
     begin select raise(abort, 'no event says so'); end",
    "create trigger trader_account_state before update on trader_account \
     when not exists (select 1 from account_event e where e.account = new.reference and e.ordinal = new.sequence \
       and e.to_state = new.state and e.held_minor = new.held_minor and e.limit_minor = new.limit_minor \
       and e.reserved_minor = new.reserved_minor and e.called_minor = new.called_minor) \
     begin select raise(abort, 'no event says so'); end",
    "create trigger trader_account_fixed before update on trader_account \
     when new.kind <> old.kind or new.currency <> old.currency or new.holder <> old.holder \
     begin select raise(abort, 'kind, currency and holder are fixed'); end",
    "create trigger trader_account_stays before delete on trader_account begin select raise(abort, 'accounts stay'); end",
];
