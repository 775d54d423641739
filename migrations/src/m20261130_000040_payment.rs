//! Payment: notices and their versions, payments made of events that are only added to, evidence, keys, the inbox of what providers tell,
//! and the ledger. What may follow what is kept here as well, and no entry of the ledger is stored that does not balance.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        notices(manager).await?;
        payments(manager).await?;
        providers(manager).await?;
        ledger(manager).await?;
        let connection = manager.get_connection();
        for (verb, from, to) in EDGES {
            for from in from.split(' ') {
                let sql = format!("insert into payment_edge (verb, from_state, to_state) values ('{verb}', '{from}', '{to}')");
                connection.execute_unprepared(&sql).await?;
            }
        }
        for statement in walls(manager.get_database_backend()) {
            connection.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

/// What may follow what, as it was when this was released. A test compares it with the table in the code.
const EDGES: &[(&str, &str, &str)] = &[
    ("open", "-", "created"),
    ("start", "created", "awaiting-payer"),
    ("submit", "awaiting-payer", "submitted"),
    ("authorise", "submitted awaiting-payer unknown", "authorised"),
    ("capture", "submitted awaiting-payer capture-pending authorised unknown cancel-pending expire-pending", "captured"),
    ("ask-capture", "authorised", "capture-pending"),
    ("lose-sight", "submitted capture-pending", "unknown"),
    ("find", "unknown", "submitted"),
    ("decline", "unknown awaiting-payer submitted authorised capture-pending capture-error", "declined"),
    ("ask-cancel", "created awaiting-payer submitted authorised declined", "cancel-pending"),
    ("cancel", "cancel-pending", "cancelled"),
    ("expire", "expire-pending", "expired"),
    ("capture-late", "cancelled expired declined created capture-error", "captured"),
    (
        "conflict",
        "created awaiting-payer submitted authorised capture-pending unknown declined cancel-pending cancelled expire-pending expired \
         capture-error",
        "conflicted",
    ),
    ("overpay", "captured", "captured"),
    ("reopen", "declined", "created"),
    ("give-up-capture", "capture-pending", "capture-error"),
    ("ask-expire", "created awaiting-payer authorised declined", "expire-pending"),
    ("accept-conflict", "conflicted", "captured"),
    ("return-conflict", "conflicted", "cancelled"),
    ("try-capture-again", "capture-error", "capture-pending"),
    ("arrive-more", "conflicted", "conflicted"),
    ("end-attempt", "captured", "captured"),
    ("release-hold", "capture-error", "cancel-pending"),
];

async fn notices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let notice = Table::create()
        .table("payment_notice")
        .col(text("id").primary_key())
        .col(text("reference").unique_key())
        .col(big_integer("version"))
        .col(text("state"))
        // Who issued it: `machine:` or `person:` and an id.
        .col(text("issuer"))
        // What the issuer calls it: sent again it is the same notice.
        .col(text("issuer_reference"))
        .col(text("declaration"))
        // Personal: whose debt it is, as the customs system writes it.
        .col(text_null("debtor"))
        .col(text("payee"))
        .col(text("purpose"))
        .col(text("currency"))
        .col(big_integer("total_minor"))
        .col(big_integer("paid_minor"))
        .col(text("due_on"))
        .col(big_integer_null("valid_until"))
        .col(big_integer("issued_at"))
        // JSON: the charges, with what is paid of each. The columns before repeat it.
        .col(text("charges"))
        .col(boolean("takes_parts"))
        .check(Expr::cust("paid_minor >= 0 and paid_minor <= total_minor"))
        .to_owned();
    manager.create_table(notice).await?;
    crate::unique(manager, "payment_notice", &["issuer", "issuer_reference"]).await?;
    crate::index(manager, "payment_notice", &["declaration"]).await?;
    let version = Table::create()
        .table("payment_notice_version")
        .col(text("notice_id"))
        .col(big_integer("version"))
        .col(text("charges"))
        .col(text("because"))
        .col(big_integer("recorded_at"))
        .primary_key(Index::create().col("notice_id").col("version"))
        .to_owned();
    manager.create_table(version).await
}

async fn payments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let edge = Table::create()
        .table("payment_edge")
        .col(text("verb"))
        .col(text("from_state"))
        .col(text("to_state"))
        .primary_key(Index::create().col("verb").col("from_state"))
        .to_owned();
    manager.create_table(edge).await?;
    let payment = Table::create()
        .table("payment")
        .col(text("id").primary_key())
        .col(text("state"))
        // How many events there are.
        .col(big_integer("sequence"))
        // Who pays: `person:` or `machine:` and an id; nobody where they have no account.
        .col(text_null("payer"))
        .col(text("currency"))
        .col(big_integer("amount_minor"))
        .col(big_integer("opened_at"))
        .col(big_integer("expires_at"))
        // When somebody of ours has to look at it next: nothing where nothing is left to do.
        .col(big_integer_null("due_at"))
        .col(big_integer("looks"))
        // All that the events say, as JSON. The columns before repeat it.
        .col(text("body"))
        .to_owned();
    manager.create_table(payment).await?;
    crate::index(manager, "payment", &["due_at"]).await?;
    crate::index(manager, "payment", &["payer", "id"]).await?;
    crate::index(manager, "payment", &["state", "opened_at"]).await?;
    let event = Table::create()
        .table("payment_event")
        .col(big_pk_auto("sequence"))
        .col(text("payment_id"))
        // From 1 in each payment, without a gap: two who write at once cannot both be next.
        .col(big_integer("ordinal"))
        .col(text("verb"))
        .col(text("from_state"))
        .col(text("to_state"))
        // Who did it: `payer`, `officer`, `provider` or `system`.
        .col(text("actor"))
        .col(big_integer_null("evidence"))
        // JSON without anything personal in it.
        .col(text("body"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(event).await?;
    crate::unique(manager, "payment_event", &["payment_id", "ordinal"]).await?;
    let share = Table::create()
        .table("payment_share")
        .col(text("payment_id"))
        .col(text("notice_id"))
        .col(big_integer("version"))
        .col(big_integer("minor"))
        // Whether it keeps the notice from being paid by another payment.
        .col(boolean("is_live"))
        // What came of it, once money came.
        .col(big_integer("paid_minor"))
        .primary_key(Index::create().col("payment_id").col("notice_id"))
        .check(Expr::cust("minor > 0 and paid_minor >= 0"))
        .to_owned();
    manager.create_table(share).await?;
    crate::index(manager, "payment_share", &["notice_id"]).await?;
    let one_live = "create unique index payment_share_one_live on payment_share (notice_id) where is_live";
    manager.get_connection().execute_unprepared(one_live).await?;
    let key = Table::create()
        .table("payment_key")
        // SHA-256 of who asks, what for, and the key that their device made.
        .col(text("key_hash").primary_key())
        // SHA-256 of what was asked, written in one way.
        .col(text("fingerprint"))
        .col(text("payment_id"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(key).await?;
    crate::index(manager, "payment_key", &["recorded_at"]).await
}

async fn providers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let attempt = Table::create()
        .table("payment_attempt")
        .col(text("id").primary_key())
        .col(text("payment_id"))
        .col(text("provider"))
        .col(text("rail"))
        .col(text_null("provider_reference"))
        // The key of the first call, stored before it.
        .col(text("start_key"))
        // JSON: what the payer needs to go on; taken away when the attempt is over.
        .col(text_null("handover"))
        // Personal: whose phone is prompted; taken away when the attempt is over.
        .col(text_null("payer_phone"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(attempt).await?;
    crate::index(manager, "payment_attempt", &["payment_id"]).await?;
    crate::unique(manager, "payment_attempt", &["provider", "provider_reference"]).await?;
    let evidence = Table::create()
        .table("payment_evidence")
        .col(big_pk_auto("sequence"))
        .col(text("attempt_id"))
        .col(text("provider"))
        .col(text("provider_reference"))
        .col(text("standing"))
        .col(big_integer_null("minor"))
        .col(text_null("currency"))
        // How it came: `answer`, `query` or `notice`.
        .col(text("source"))
        .col(blob("raw"))
        .col(big_integer("occurred_at"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(evidence).await?;
    crate::index(manager, "payment_evidence", &["attempt_id"]).await?;
    let inbox = Table::create()
        .table("payment_inbox")
        .col(big_pk_auto("sequence"))
        .col(text("provider"))
        .col(text("event_id"))
        .col(text("kind"))
        // `waiting`, `done`, `superseded`, `dead` or `quarantined`.
        .col(text("outcome"))
        .col(text_null("because"))
        .col(big_integer("tries"))
        .col(big_integer_null("due_at"))
        .col(text("headers"))
        // JSON: what was read of it when it came and was verified.
        .col(text("told"))
        .col(blob("raw"))
        .col(big_integer("received_at"))
        .to_owned();
    manager.create_table(inbox).await?;
    crate::unique(manager, "payment_inbox", &["provider", "event_id"]).await?;
    crate::index(manager, "payment_inbox", &["due_at"]).await
}

async fn ledger(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let entry = Table::create()
        .table("ledger_entry")
        .col(text("id").primary_key())
        .col(text("rule"))
        .col(text("layer"))
        .col(text("currency"))
        .col(text_null("payment_id"))
        .col(text_null("notice_id"))
        // The event of the payment that it follows from.
        .col(big_integer_null("ordinal"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(entry).await?;
    crate::index(manager, "ledger_entry", &["payment_id"]).await?;
    crate::index(manager, "ledger_entry", &["recorded_at"]).await?;
    // Postings are stored before their entry, which the entry's trigger adds up; a posting without an entry cannot be committed.
    let posting = "create table ledger_posting ( \
         entry_id text not null references ledger_entry (id) deferrable initially deferred, \
         place bigint not null, account bigint not null, account_of text not null, side text not null, minor bigint not null, \
         line bigint, \
         primary key (entry_id, place), \
         check (minor > 0), check (side in ('debit', 'credit')))";
    manager.get_connection().execute_unprepared(posting).await?;
    crate::index(manager, "ledger_posting", &["account", "account_of"]).await
}

/// The tables that are only added to.
const KEPT: &[&str] =
    &["payment_event", "payment_evidence", "payment_notice_version", "ledger_entry", "ledger_posting", "payment_edge"];

/// Keeps what is only added to as it is, payments on their edges, and entries balanced.
fn walls(backend: DbBackend) -> Vec<String> {
    let mut statements = Vec::new();
    if backend == DbBackend::Postgres {
        for table in KEPT {
            // The function is that of the audit log.
            statements.push(format!(
                "create trigger {table}_is_kept_row before update or delete on {table} for each row execute function refuse_audit_change()"
            ));
            statements.push(format!(
                "create trigger {table}_is_kept_statement before truncate on {table} for each statement \
                 execute function refuse_audit_change()"
            ));
        }
        statements.extend(POSTGRES.iter().map(|statement| (*statement).to_owned()));
    } else {
        for table in KEPT {
            for deed in ["update", "delete"] {
                statements.push(format!(
                    "create trigger {table}_refuses_{deed} before {deed} on {table} \
                     begin select raise(abort, '{table} is only added to'); end"
                ));
            }
        }
        statements.extend(SQLITE.iter().map(|statement| (*statement).to_owned()));
    }
    statements
}

const POSTGRES: &[&str] = &[
    // An event takes an edge of the table, from where the payment stands.
    "create function payment_event_takes_an_edge() returns trigger language plpgsql as $$ begin \
       if not exists (select 1 from payment_edge where verb = new.verb and from_state = new.from_state and to_state = new.to_state) then \
         raise exception 'no edge % from % to %', new.verb, new.from_state, new.to_state; end if; \
       if new.from_state <> coalesce((select state from payment where id = new.payment_id), '-') then \
         raise exception 'payment % does not stand at %', new.payment_id, new.from_state; end if; \
       if new.verb in ('authorise', 'capture', 'capture-late', 'conflict', 'overpay', 'arrive-more', 'find') and new.evidence is null then \
         raise exception '% without evidence', new.verb; end if; \
       return new; end $$",
    "create trigger payment_event_edge before insert on payment_event for each row execute function payment_event_takes_an_edge()",
    // A payment stands where its newest event leads.
    "create function payment_follows_its_event() returns trigger language plpgsql as $$ begin \
       if new.state <> old.state and not exists (select 1 from payment_event where payment_id = new.id and ordinal = new.sequence \
           and from_state = old.state and to_state = new.state) then \
         raise exception 'payment % has no event that leads from % to %', new.id, old.state, new.state; end if; \
       if old.state = 'captured' and new.state <> 'captured' then raise exception 'payment % is captured', new.id; end if; \
       if new.amount_minor <> old.amount_minor or new.currency <> old.currency then \
         raise exception 'the amount of payment % is fixed', new.id; end if; \
       return new; end $$",
    "create trigger payment_state before update on payment for each row execute function payment_follows_its_event()",
    "create function payment_is_not_taken_away() returns trigger language plpgsql as $$ begin \
       raise exception 'payments stay'; end $$",
    "create trigger payment_stays before delete on payment for each row execute function payment_is_not_taken_away()",
    // Debits are credits, and nothing is added to an entry afterwards.
    "create function ledger_entry_balances() returns trigger language plpgsql as $$ begin \
       if coalesce((select sum(case side when 'debit' then minor else -minor end) from ledger_posting where entry_id = new.id), 1) <> 0 then \
         raise exception 'entry % does not balance', new.id; end if; \
       return new; end $$",
    "create trigger ledger_entry_balance before insert on ledger_entry for each row execute function ledger_entry_balances()",
    "create function ledger_posting_is_before_its_entry() returns trigger language plpgsql as $$ begin \
       if exists (select 1 from ledger_entry where id = new.entry_id) then \
         raise exception 'entry % is closed', new.entry_id; end if; \
       return new; end $$",
    "create trigger ledger_posting_order before insert on ledger_posting for each row execute function ledger_posting_is_before_its_entry()",
];

const SQLITE: &[&str] = &[
    "create trigger payment_event_edge before insert on payment_event \
     when not exists (select 1 from payment_edge where verb = new.verb and from_state = new.from_state and to_state = new.to_state) \
     begin select raise(abort, 'no such edge'); end",
    "create trigger payment_event_from before insert on payment_event \
     when new.from_state <> coalesce((select state from payment where id = new.payment_id), '-') \
     begin select raise(abort, 'the payment does not stand there'); end",
    "create trigger payment_event_evidence before insert on payment_event \
     when new.verb in ('authorise', 'capture', 'capture-late', 'conflict', 'overpay', 'arrive-more', 'find') and new.evidence is null \
     begin select raise(abort, 'without evidence'); end",
    "create trigger payment_event_next before insert on payment_event \
     when exists (select 1 from payment_event where payment_id = new.payment_id and ordinal = new.ordinal) \
     begin select raise(abort, 'payment_event is only added to'); end",
    "create trigger payment_state before update on payment \
     when new.state <> old.state and not exists (select 1 from payment_event where payment_id = new.id and ordinal = new.sequence \
       and from_state = old.state and to_state = new.state) \
     begin select raise(abort, 'no event leads there'); end",
    "create trigger payment_captured before update on payment when old.state = 'captured' and new.state <> 'captured' \
     begin select raise(abort, 'the payment is captured'); end",
    "create trigger payment_amount before update on payment \
     when new.amount_minor <> old.amount_minor or new.currency <> old.currency \
     begin select raise(abort, 'the amount is fixed'); end",
    "create trigger payment_stays before delete on payment begin select raise(abort, 'payments stay'); end",
    "create trigger ledger_entry_balance before insert on ledger_entry \
     when coalesce((select sum(case side when 'debit' then minor else -minor end) from ledger_posting where entry_id = new.id), 1) <> 0 \
     begin select raise(abort, 'the entry does not balance'); end",
    "create trigger ledger_posting_order before insert on ledger_posting \
     when exists (select 1 from ledger_entry where id = new.entry_id) \
     begin select raise(abort, 'the entry is closed'); end",
];
