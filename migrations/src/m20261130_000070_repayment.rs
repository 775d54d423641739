//! Money that goes back: repayments, disputes and payouts with their events, what officers propose, and credit notes. No more goes back than
//! came in, whatever a statement says.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        children(manager).await?;
        repayments(manager).await?;
        disputes(manager).await?;
        officers(manager).await?;
        credit_notes(manager).await?;
        let connection = manager.get_connection();
        for statement in [
            // JSON: how much of each charge it paid.
            "alter table payment_share add column paid_parts text",
            // Which repayment, dispute or payout an entry follows from.
            "alter table ledger_entry add column child_id text",
            "create index ledger_entry_by_child on ledger_entry (child_id)",
            // When its provider is to be told next that nobody waits for its money; nothing where it need not be.
            "alter table payment_attempt add column let_go_at bigint",
            "create index payment_attempt_let_go on payment_attempt (let_go_at) where let_go_at is not null",
        ] {
            connection.execute_unprepared(statement).await?;
        }
        for (child, verb, from, to) in EDGES {
            for from in from.split(' ') {
                let to = if *to == "=" { from } else { to };
                let sql = format!(
                    "insert into payment_child_edge (child, verb, from_state, to_state) values ('{child}', '{verb}', '{from}', '{to}')"
                );
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
const EDGES: &[(&str, &str, &str, &str)] = &[
    ("repayment", "request", "-", "requested"),
    ("repayment", "reject", "requested", "rejected"),
    ("repayment", "approve", "requested failed", "approved"),
    ("repayment", "submit", "approved", "submitted"),
    ("repayment", "succeed", "submitted unknown", "succeeded"),
    ("repayment", "fail", "submitted unknown", "failed"),
    ("repayment", "come-back", "succeeded", "failed"),
    ("repayment", "lose-sight", "submitted", "unknown"),
    ("repayment", "find", "unknown", "submitted"),
    ("dispute", "open", "-", "opened"),
    ("dispute", "move", "opened", "evidence-due"),
    ("dispute", "move", "opened evidence-due", "under-review"),
    ("dispute", "move", "opened evidence-due under-review", "won"),
    ("dispute", "move", "opened evidence-due under-review", "lost"),
    ("dispute", "move", "opened evidence-due under-review", "accepted"),
    ("dispute", "withdraw", "opened evidence-due under-review won lost accepted", "="),
    ("dispute", "reinstate", "opened evidence-due under-review won", "="),
    ("payout", "announce", "-", "in-transit"),
    ("payout", "arrive", "in-transit", "paid"),
    ("payout", "fail", "in-transit paid", "failed"),
];

async fn children(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let edge = Table::create()
        .table("payment_child_edge")
        .col(text("child"))
        .col(text("verb"))
        .col(text("from_state"))
        .col(text("to_state"))
        .primary_key(Index::create().col("child").col("verb").col("from_state").col("to_state"))
        .to_owned();
    manager.create_table(edge).await?;
    let event = Table::create()
        .table("payment_child_event")
        .col(big_pk_auto("sequence"))
        // `repayment`, `dispute` or `payout`.
        .col(text("child"))
        .col(text("child_id"))
        // From 1 in each child, without a gap.
        .col(big_integer("ordinal"))
        .col(text("verb"))
        .col(text("from_state"))
        .col(text("to_state"))
        // Who did it: `payer`, `officer`, `provider` or `system`.
        .col(text("actor"))
        // What the provider calls it, where it said something.
        .col(text_null("provider_reference"))
        // What the provider said, byte by byte.
        .col(ColumnDef::new("evidence").blob().null())
        // JSON: the event, with the pseudonyms of the officers who decided.
        .col(text("body"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(event).await?;
    crate::unique(manager, "payment_child_event", &["child", "child_id", "ordinal"]).await
}

async fn repayments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let repayment = Table::create()
        .table("payment_repayment")
        .col(text("id").primary_key())
        .col(text("payment_id"))
        .col(text("state"))
        // How many events there are.
        .col(big_integer("sequence"))
        // What is given back: `charges` or `unallocated`.
        .col(text("source"))
        .col(text("currency"))
        .col(big_integer("amount_minor"))
        // Who asked for it, and whether that was an officer.
        .col(text("requested_by"))
        .col(boolean("by_officer"))
        // Personal: why, as whoever asked wrote it.
        .col(text("reason"))
        // Personal: whose phone gets it, of mobile money; taken away when it was paid.
        .col(text_null("phone"))
        // The sum that it is given back of, as its provider calls it.
        .col(text("attempt_id"))
        .col(text("provider"))
        .col(text("taken_as"))
        // JSON: who is to pay it, as it was asked for, and as it was approved.
        .col(text("asked_way"))
        .col(text_null("way"))
        .col(big_integer("approvals"))
        // JSON: the charges that it is of.
        .col(text("parts"))
        // SHA-256 of who asked and the key that their device made; and of what was asked.
        .col(text("key_hash").unique_key())
        .col(text("fingerprint"))
        // The key of the call to the provider, stored before it.
        .col(text_null("provider_key"))
        .col(text_null("provider_reference"))
        .col(big_integer_null("submitted_at"))
        .col(big_integer("requested_at"))
        .col(big_integer_null("due_at"))
        .col(big_integer("looks"))
        // Whether a provider contradicted what it had confirmed.
        .col(boolean("contradicted"))
        .check(Expr::cust("amount_minor > 0"))
        .to_owned();
    manager.create_table(repayment).await?;
    crate::index(manager, "payment_repayment", &["payment_id"]).await?;
    crate::index(manager, "payment_repayment", &["state", "requested_at"]).await?;
    crate::index(manager, "payment_repayment", &["provider", "provider_reference"]).await?;
    crate::index(manager, "payment_repayment", &["due_at"]).await
}

async fn disputes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let dispute = Table::create()
        .table("payment_dispute")
        .col(text("id").primary_key())
        .col(text("provider"))
        .col(text("provider_reference"))
        .col(text("payment_id"))
        // The sum that is disputed, as its provider calls it.
        .col(text("taken_as"))
        .col(text("state"))
        .col(big_integer("sequence"))
        .col(text("currency"))
        .col(big_integer("amount_minor"))
        .col(big_integer_null("withdrawn_minor"))
        .col(big_integer_null("reinstated_minor"))
        .col(big_integer_null("evidence_due_at"))
        // JSON: the charges that are owed again, once it is lost.
        .col(text_null("parts"))
        .col(big_integer("opened_at"))
        // Whether a provider said what only an officer can make sense of.
        .col(boolean("contradicted"))
        .check(Expr::cust("amount_minor > 0"))
        .to_owned();
    manager.create_table(dispute).await?;
    crate::unique(manager, "payment_dispute", &["provider", "provider_reference"]).await?;
    crate::index(manager, "payment_dispute", &["payment_id"]).await?;
    crate::index(manager, "payment_dispute", &["opened_at"]).await?;
    let payout = Table::create()
        .table("payment_payout")
        .col(text("id").primary_key())
        .col(text("provider"))
        .col(text("provider_reference"))
        .col(text("bank"))
        .col(text("state"))
        .col(big_integer("sequence"))
        .col(text("currency"))
        .col(big_integer("net_minor"))
        .col(big_integer_null("arrives_at"))
        .col(big_integer("announced_at"))
        .col(boolean("contradicted"))
        .check(Expr::cust("net_minor > 0"))
        .to_owned();
    manager.create_table(payout).await?;
    crate::unique(manager, "payment_payout", &["provider", "provider_reference"]).await?;
    crate::index(manager, "payment_payout", &["announced_at"]).await
}

async fn officers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let proposal = Table::create()
        .table("payment_proposal")
        .col(text("id").primary_key())
        // `payment` or `repayment`, and which.
        .col(text("kind"))
        .col(text("subject_id"))
        // How many events it had: a proposal is about what its officer saw.
        .col(big_integer("subject_sequence"))
        .col(text("deed"))
        // JSON: what else there is to it.
        .col(text_null("detail"))
        .col(text("proposed_by"))
        .col(big_integer("proposed_at"))
        .col(text_null("decided_by"))
        .col(big_integer_null("decided_at"))
        // `open`, `agreed`, `refused` or `overtaken`.
        .col(text("outcome"))
        .check(Expr::cust("decided_by is null or decided_by <> proposed_by or outcome <> 'agreed'"))
        .to_owned();
    manager.create_table(proposal).await?;
    let one_open = "create unique index payment_proposal_one_open on payment_proposal (kind, subject_id) where outcome = 'open'";
    manager.get_connection().execute_unprepared(one_open).await.map(drop)
}

async fn credit_notes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let note = Table::create()
        .table("payment_credit_note")
        .col(text("series"))
        .col(big_integer("number"))
        // The repayment, or the dispute that was lost.
        .col(text("child_id"))
        .col(text("payment_id"))
        .col(text("notice_id"))
        // The receipt that it takes back.
        .col(text("receipt_series"))
        .col(big_integer("receipt_number"))
        // `repaid` or `reversed`.
        .col(text("reason"))
        .col(big_integer("amount_minor"))
        .col(text("code").unique_key())
        // The paper, byte by byte.
        .col(blob("signed"))
        .col(big_integer("issued_at"))
        .primary_key(Index::create().col("series").col("number"))
        .to_owned();
    manager.create_table(note).await?;
    crate::unique(manager, "payment_credit_note", &["child_id", "receipt_series", "receipt_number"]).await?;
    crate::index(manager, "payment_credit_note", &["receipt_series", "receipt_number"]).await
}

/// The tables that are only added to.
const KEPT: &[&str] = &["payment_child_event", "payment_child_edge", "payment_credit_note"];

/// The tables whose rows stay, however they change.
const STAYING: &[&str] = &["payment_repayment", "payment_dispute", "payment_payout", "payment_proposal"];

/// The tables of children, with the name of the child and the sum that is fixed.
const CHILDREN: &[(&str, &str, &str)] = &[
    ("payment_repayment", "repayment", "amount_minor"),
    ("payment_dispute", "dispute", "amount_minor"),
    ("payment_payout", "payout", "net_minor"),
];

/// What came in for charges of the payment of `new`, less what went back of it and was lost: below zero is what must not be.
const LEFT_OF_CHARGES: &str = "(select coalesce(sum(paid_minor), 0) from payment_share where payment_id = new.payment_id) \
     - (select coalesce(sum(amount_minor), 0) from payment_repayment \
        where payment_id = new.payment_id and source = 'charges' and state <> 'rejected' and id <> new.id) \
     - (select coalesce(sum(amount_minor), 0) from payment_dispute \
        where payment_id = new.payment_id and state in ('lost', 'accepted') and id <> new.id)";

/// What came in for nothing, less what went back of it.
const LEFT_OF_REST: &str = "(select coalesce(sum(case g.side when 'credit' then g.minor else -g.minor end), 0) from ledger_posting g \
       join ledger_entry n on n.id = g.entry_id where n.payment_id = new.payment_id and n.layer = 'posted' and g.account = 2300 \
       and n.currency = new.currency and n.rule in ('LED-08', 'LED-13', 'LED-14')) \
     - (select coalesce(sum(amount_minor), 0) from payment_repayment where payment_id = new.payment_id and currency = new.currency \
        and source = 'unallocated' and state <> 'rejected' and id <> new.id)";

fn walls(backend: DbBackend) -> Vec<String> {
    let is_postgres = backend == DbBackend::Postgres;
    let mut statements = Vec::new();
    for table in KEPT {
        if is_postgres {
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
    let wall = |name: &str, deed: &str, table: &str, wrong: &str, why: &str| {
        if is_postgres {
            vec![
                format!(
                    "create function {name}() returns trigger language plpgsql as $$ begin \
                     if {wrong} then raise exception '{why}'; end if; return {}; end $$",
                    if deed == "delete" { "old" } else { "new" }
                ),
                format!("create trigger {name} before {deed} on {table} for each row execute function {name}()"),
            ]
        } else {
            vec![format!("create trigger {name} before {deed} on {table} when {wrong} begin select raise(abort, '{why}'); end")]
        }
    };
    for table in STAYING {
        statements.extend(wall(&format!("{table}_stays"), "delete", table, "1 = 1", "what was asked for stays"));
    }
    // An event takes an edge of the table, from where the child stands, and is the next one.
    let no_edge = "not exists (select 1 from payment_child_edge where child = new.child and verb = new.verb \
                   and from_state = new.from_state and to_state = new.to_state)";
    statements.extend(wall("payment_child_event_edge", "insert", "payment_child_event", no_edge, "no such edge"));
    let elsewhere = "new.from_state <> coalesce((select to_state from payment_child_event where child = new.child \
                     and child_id = new.child_id and ordinal = new.ordinal - 1), '-') or new.ordinal < 1 \
                     or exists (select 1 from payment_child_event where child = new.child and child_id = new.child_id \
                     and ordinal >= new.ordinal)";
    statements.extend(wall("payment_child_event_from", "insert", "payment_child_event", elsewhere, "it does not stand there"));
    // What a provider is to have said is there as it said it; what a treasury paid, an officer said.
    let unproven = "new.evidence is null and ((new.child = 'repayment' and new.verb in ('succeed', 'come-back', 'find') \
                    and new.actor <> 'officer') or new.child in ('dispute', 'payout'))";
    statements.extend(wall("payment_child_event_evidence", "insert", "payment_child_event", unproven, "without evidence"));
    for (table, child, sum) in CHILDREN {
        let without = format!(
            "not exists (select 1 from payment_child_event where child = '{child}' and child_id = new.id \
             and ordinal = new.sequence and to_state = new.state)"
        );
        statements.extend(wall(&format!("{table}_begins"), "insert", table, &without, "no event leads there"));
        let moved = format!("(new.state <> old.state or new.sequence <> old.sequence) and {without}");
        statements.extend(wall(&format!("{table}_follows"), "update", table, &moved, "no event leads there"));
        let payment = if *child == "payout" { "" } else { " or new.payment_id <> old.payment_id" };
        let fixed = format!("new.{sum} <> old.{sum} or new.currency <> old.currency or new.id <> old.id{payment}");
        statements.extend(wall(&format!("{table}_is_fixed"), "update", table, &fixed, "the sum is fixed"));
    }
    // No more goes back than came in (row INV-08).
    let too_much = format!(
        "new.state <> 'rejected' and ((new.source = 'charges' and new.amount_minor > {LEFT_OF_CHARGES}) \
         or (new.source <> 'charges' and new.amount_minor > {LEFT_OF_REST}))"
    );
    for deed in ["insert", "update"] {
        let name = format!("payment_repayment_sum_{deed}");
        statements.extend(wall(&name, deed, "payment_repayment", &too_much, "more goes back than came in"));
        let lost = format!("new.state in ('lost', 'accepted') and new.amount_minor > {LEFT_OF_CHARGES}");
        let name = format!("payment_dispute_sum_{deed}");
        statements.extend(wall(&name, deed, "payment_dispute", &lost, "more goes back than came in"));
    }
    let anew = "old.source <> new.source";
    statements.extend(wall("payment_repayment_source", "update", "payment_repayment", anew, "the source is fixed"));
    let decided = "old.outcome <> 'open'";
    statements.extend(wall("payment_proposal_is_decided", "update", "payment_proposal", decided, "it was decided"));
    statements
}
