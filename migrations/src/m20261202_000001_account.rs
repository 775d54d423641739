//! The accounts that traders have with customs: made of events that are only added to, with sums that the database keeps above zero; what they
//! secure, what officers propose about them, and the codes by which a guarantee is looked at.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        accounts(manager).await?;
        beside(manager).await?;
        let connection = manager.get_connection();
        for (verb, from, to) in EDGES {
            let sql = format!("insert into account_edge (verb, from_state, to_state) values ('{verb}', '{from}', '{to}')");
            connection.execute_unprepared(&sql).await?;
        }
        for statement in walls(manager.get_database_backend()) {
            connection.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

/// What may follow what, as it was when this was released. A test compares it with the table in the code.
const EDGES: &[(&str, &str, &str)] = &[
    ("propose", "-", "proposed"),
    ("open", "proposed", "open"),
    ("reject", "proposed", "closed"),
    ("set-limit", "open", "open"),
    ("set-limit", "suspended", "suspended"),
    ("suspend", "open", "suspended"),
    ("resume", "suspended", "open"),
    ("close", "open", "closed"),
    ("close", "suspended", "closed"),
    ("top-up", "open", "open"),
    ("top-up", "suspended", "suspended"),
    ("draw", "open", "open"),
    ("reserve", "open", "open"),
    ("release", "open", "open"),
    ("release", "suspended", "suspended"),
    ("call", "open", "open"),
    ("call", "suspended", "suspended"),
];

async fn accounts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let edge = Table::create()
        .table("account_edge")
        .col(text("verb"))
        .col(text("from_state"))
        .col(text("to_state"))
        .primary_key(Index::create().col("verb").col("from_state"))
        .to_owned();
    manager.create_table(edge).await?;
    let account = Table::create()
        .table("trader_account")
        // Fourteen digits.
        .col(text("reference").primary_key())
        .col(text("kind"))
        // Whose it is: `person:` or `company:` and an id.
        .col(text("holder"))
        .col(text("currency"))
        // Days.
        .col(text("valid_from"))
        .col(text_null("valid_until"))
        .col(text("state"))
        // How many events there are. The columns from here on repeat what they say.
        .col(big_integer("sequence"))
        .col(big_integer("held_minor"))
        .col(big_integer("limit_minor"))
        .col(big_integer("reserved_minor"))
        .col(big_integer("called_minor"))
        // The reference of a guarantee.
        .col(text_null("grn").unique_key())
        .col(big_integer("proposed_at"))
        .check(Expr::cust("held_minor >= 0 and limit_minor >= 0 and reserved_minor >= 0 and called_minor >= 0"))
        .check(Expr::cust("reserved_minor + called_minor <= limit_minor"))
        .check(Expr::cust(
            "(kind = 'prepayment' and limit_minor = 0) or (kind = 'cash-guarantee' and held_minor = limit_minor - called_minor) \
             or (kind = 'undertaking' and held_minor = 0)",
        ))
        .to_owned();
    manager.create_table(account).await?;
    crate::index(manager, "trader_account", &["holder", "reference"]).await?;
    let event = Table::create()
        .table("account_event")
        .col(big_pk_auto("sequence"))
        .col(text("account"))
        // From 1 in each account, without a gap: two who write at once cannot both be next.
        .col(big_integer("ordinal"))
        .col(text("verb"))
        .col(text("from_state"))
        .col(text("to_state"))
        // Who did it: `person:` or `machine:` and an id, or `system`.
        .col(text("actor"))
        .col(big_integer_null("minor"))
        // What stands on the account since.
        .col(big_integer("held_minor"))
        .col(big_integer("limit_minor"))
        .col(big_integer("reserved_minor"))
        .col(big_integer("called_minor"))
        .col(text_null("reservation_id"))
        .col(text_null("payment_id"))
        // The entry of the ledger.
        .col(text_null("entry_id"))
        // SHA-256 of who asks and the key that they made, or of the line of a bank: it happens once.
        .col(text_null("key_hash").unique_key())
        .col(text_null("fingerprint"))
        // JSON.
        .col(text("body"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(event).await?;
    crate::unique(manager, "account_event", &["account", "ordinal"]).await
}

async fn beside(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let reservation = Table::create()
        .table("account_reservation")
        .col(text("id").primary_key())
        .col(text("account"))
        // The declaration or movement that is secured, as the customs system writes it.
        .col(text("secures"))
        .col(big_integer("secured_minor"))
        .col(big_integer("released_minor"))
        .col(big_integer("called_minor"))
        .col(big_integer("recorded_at"))
        .check(Expr::cust(
            "secured_minor > 0 and released_minor >= 0 and called_minor >= 0 and released_minor + called_minor <= secured_minor",
        ))
        .to_owned();
    manager.create_table(reservation).await?;
    crate::index(manager, "account_reservation", &["account", "id"]).await?;
    let proposal = Table::create()
        .table("account_proposal")
        .col(text("id").primary_key())
        .col(text("account"))
        // JSON.
        .col(text("change"))
        // In the officer's words.
        .col(text("reason"))
        .col(text("proposed_by"))
        .col(big_integer("proposed_at"))
        .col(text_null("decided_by"))
        .col(big_integer_null("decided_at"))
        // `open`, `agreed` or `refused`.
        .col(text("outcome"))
        .check(Expr::cust("decided_by is null or decided_by <> proposed_by"))
        .to_owned();
    manager.create_table(proposal).await?;
    let one_open = "create unique index account_proposal_one_open on account_proposal (account) where outcome = 'open'";
    manager.get_connection().execute_unprepared(one_open).await?;
    let code = Table::create()
        .table("account_code")
        .col(text("account").primary_key())
        // Argon2id of the reference and the code.
        .col(text("hash"))
        // How often it was tried since when.
        .col(big_integer("tries"))
        .col(big_integer("since"))
        .to_owned();
    manager.create_table(code).await
}

/// Keeps events as they are, accounts on their edges, and sums what the events say.
fn walls(backend: DbBackend) -> Vec<String> {
    let mut statements = Vec::new();
    for table in ["account_event", "account_edge"] {
        if backend == DbBackend::Postgres {
            // The function is that of the audit log.
            statements.push(format!(
                "create trigger {table}_is_kept_row before update or delete on {table} for each row execute function refuse_audit_change()"
            ));
            statements.push(format!(
                "create trigger {table}_is_kept_statement before truncate on {table} for each statement \
                 execute function refuse_audit_change()"
            ));
        } else {
            for deed in ["update", "delete"] {
                statements.push(format!(
                    "create trigger {table}_refuses_{deed} before {deed} on {table} \
                     begin select raise(abort, '{table} is only added to'); end"
                ));
            }
        }
    }
    let own = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
    statements.extend(own.iter().map(|statement| (*statement).to_owned()));
    statements
}

const POSTGRES: &[&str] = &[
    "create function account_event_takes_an_edge() returns trigger language plpgsql as $$ begin \
       if not exists (select 1 from account_edge where verb = new.verb and from_state = new.from_state and to_state = new.to_state) then \
         raise exception 'no edge % from % to %', new.verb, new.from_state, new.to_state; end if; \
       if new.from_state <> coalesce((select state from trader_account where reference = new.account), '-') then \
         raise exception 'account % does not stand at %', new.account, new.from_state; end if; \
       return new; end $$",
    "create trigger account_event_edge before insert on account_event for each row execute function account_event_takes_an_edge()",
    // An account is what its newest event says.
    "create function account_follows_its_event() returns trigger language plpgsql as $$ begin \
       if not exists (select 1 from account_event e where e.account = new.reference and e.ordinal = new.sequence \
           and e.to_state = new.state and e.held_minor = new.held_minor and e.limit_minor = new.limit_minor \
           and e.reserved_minor = new.reserved_minor and e.called_minor = new.called_minor) then \
         raise exception 'account % has no event that says so', new.reference; end if; \
       if TG_OP = 'UPDATE' and (new.kind <> old.kind or new.currency <> old.currency or new.holder <> old.holder) then \
         raise exception 'kind, currency and holder of account % are fixed', new.reference; end if; \
       return new; end $$",
    "create trigger trader_account_state before insert or update on trader_account for each row \
       execute function account_follows_its_event()",
    "create function trader_account_is_not_taken_away() returns trigger language plpgsql as $$ begin \
       raise exception 'accounts stay'; end $$",
    "create trigger trader_account_stays before delete on trader_account for each row \
       execute function trader_account_is_not_taken_away()",
];

const SQLITE: &[&str] = &[
    "create trigger account_event_edge before insert on account_event \
     when not exists (select 1 from account_edge where verb = new.verb and from_state = new.from_state and to_state = new.to_state) \
     begin select raise(abort, 'no such edge'); end",
    "create trigger account_event_from before insert on account_event \
     when new.from_state <> coalesce((select state from trader_account where reference = new.account), '-') \
     begin select raise(abort, 'the account does not stand there'); end",
    // `insert or replace` takes a row away without asking the triggers of a deletion.
    "create trigger account_event_next before insert on account_event \
     when exists (select 1 from account_event where (account = new.account and ordinal = new.ordinal) or key_hash = new.key_hash) \
     begin select raise(abort, 'account_event is only added to'); end",
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
