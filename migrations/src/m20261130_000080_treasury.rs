//! Reconciliation: files of banks and lines of providers, only added to; how far each line has come; breaks; closed days, only added to; what the
//! nightly comparison of provider, ledger and notices found.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        files(manager).await?;
        comparing(manager).await?;
        closing(manager).await?;
        for statement in walls(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

async fn files(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let file = Table::create()
        .table("treasury_file")
        // SHA-256 of its bytes.
        .col(text("digest").primary_key())
        .col(text("kind"))
        .col(big_integer("lines"))
        // How many of its lines are kept: an import that was cut short goes on here.
        .col(big_integer("kept"))
        .col(big_integer("recorded_at"))
        .check(Expr::cust("kept >= 0 and kept <= lines"))
        .to_owned();
    manager.create_table(file).await?;
    let statement = Table::create()
        .table("treasury_statement")
        .col(text("file"))
        .col(big_integer("ordinal"))
        // What the bank calls it.
        .col(text("name"))
        .col(text("account"))
        .col(text("currency"))
        .col(big_integer("opening"))
        .col(text("opened_on"))
        .col(big_integer("closing"))
        .col(text("closed_on"))
        .col(big_integer("recorded_at"))
        .primary_key(Index::create().col("file").col("ordinal"))
        .to_owned();
    manager.create_table(statement).await?;
    crate::index(manager, "treasury_statement", &["account", "closed_on"]).await?;
    let line = Table::create()
        .table("treasury_line")
        // The digest of the file, the line and the part in it.
        .col(text("place").primary_key())
        // `provider` or `bank`.
        .col(text("side"))
        .col(text("file"))
        // Which statement of the file.
        .col(big_integer_null("statement"))
        // The line as it was read, as JSON.
        .col(text("body"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(line).await?;
    crate::index(manager, "treasury_line", &["file", "statement"]).await?;
    let book = Table::create()
        .table("treasury_book")
        .col(text("provider").primary_key())
        // Until when the provider's book was read.
        .col(big_integer("read_until"))
        .to_owned();
    manager.create_table(book).await
}

async fn comparing(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let side = Table::create()
        .table("treasury_side")
        // An entry of the ledger, or the place of a line.
        .col(text("line").primary_key())
        // `ledger`, `provider` or `bank`.
        .col(text("side"))
        // `coming` while its file is not whole, `open`, `reported` for a payout that only the bank is waited for, `done`.
        .col(text("standing"))
        .to_owned();
    manager.create_table(side).await?;
    crate::index(manager, "treasury_side", &["standing", "side"]).await?;
    let run = Table::create()
        .table("treasury_run")
        .col(big_pk_auto("sequence"))
        .col(big_integer("matched"))
        .col(big_integer("breaks"))
        // JSON: what no break explains, by currency; `{}`, or the matching is at fault.
        .col(text("unexplained"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(run).await?;
    crate::index(manager, "treasury_run", &["recorded_at"]).await?;
    let matched = Table::create()
        .table("treasury_match")
        .col(big_pk_auto("sequence"))
        .col(text_null("ledger"))
        .col(text("side"))
        .col(text("other"))
        .col(text("found_by"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(matched).await?;
    crate::index(manager, "treasury_match", &["ledger"]).await?;
    crate::index(manager, "treasury_match", &["other"]).await?;
    let difference = Table::create()
        .table("treasury_break")
        .col(text("id").primary_key())
        .col(text("kind"))
        .col(text_null("ledger"))
        .col(text_null("other"))
        // JSON: by how much our books lie above, by currency.
        .col(text("difference"))
        .col(big_integer("since"))
        // Personal: who looks after it.
        .col(text_null("owner"))
        .col(big_integer_null("answered_at"))
        // `open`, `proposed`, `resolved` by two persons, `closed` by itself.
        .col(text("standing"))
        // How many proposals there were: whoever decides names the one that they saw.
        .col(big_integer("proposals"))
        .col(text_null("action"))
        .col(text_null("reason"))
        // Personal: who proposed what is to be done, and who agreed.
        .col(text_null("proposed_by"))
        .col(big_integer_null("proposed_at"))
        .col(text_null("decided_by"))
        .col(big_integer_null("decided_at"))
        // The entry that was posted for it.
        .col(text_null("entry"))
        .check(Expr::cust("decided_by is null or decided_by <> proposed_by"))
        .to_owned();
    manager.create_table(difference).await?;
    crate::index(manager, "treasury_break", &["standing", "since"]).await?;
    crate::index(manager, "treasury_break", &["ledger"]).await?;
    let posting = Table::create()
        .table("treasury_posting")
        .col(text("entry").primary_key())
        .col(text("break_id"))
        // What the other side calls what was posted, where it is compared with it; nothing where it is not compared again.
        .col(text_null("reference"))
        .col(boolean("is_compared"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(posting).await
}

async fn closing(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let day = Table::create()
        .table("treasury_day")
        .col(big_integer("number").primary_key())
        .col(text("day").unique_key())
        // What was signed: canonical JSON.
        .col(text("content"))
        .col(text("digest"))
        .col(text("key"))
        .col(text("signature"))
        .col(big_integer("closed_at"))
        .to_owned();
    manager.create_table(day).await?;
    let parity = Table::create()
        .table("treasury_parity")
        .col(big_pk_auto("sequence"))
        .col(text("day"))
        // `balance` of a provider, `evidence` beside the ledger, `notice` beside the ledger.
        .col(text("subject"))
        .col(text("provider"))
        .col(text("currency"))
        // By how much the ledger lies above, or how many differ; nothing where nobody could say.
        .col(big_integer_null("difference"))
        .col(big_integer("recorded_at"))
        .to_owned();
    manager.create_table(parity).await?;
    crate::index(manager, "treasury_parity", &["day"]).await
}

/// The tables that are only added to.
const KEPT: &[&str] = &[
    "treasury_statement",
    "treasury_line",
    "treasury_run",
    "treasury_match",
    "treasury_posting",
    "treasury_day",
    "treasury_parity",
];

fn walls(backend: DbBackend) -> Vec<String> {
    let mut statements = Vec::new();
    for table in KEPT {
        if backend == DbBackend::Postgres {
            // The function is that of the audit log.
            statements.push(format!(
                "create trigger {table}_is_kept_row before update or delete on {table} for each row execute function refuse_audit_change()"
            ));
            statements.push(format!(
                "create trigger {table}_is_kept_statement before truncate on {table} for each statement \
                 execute function refuse_audit_change()"
            ));
            continue;
        }
        for deed in ["update", "delete"] {
            statements.push(format!(
                "create trigger {table}_refuses_{deed} before {deed} on {table} \
                 begin select raise(abort, '{table} is only added to'); end"
            ));
        }
    }
    statements
}
