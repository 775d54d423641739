//! Claims for repayment: why, what proves it, until when they are decided, and which repayments are theirs.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let claim = Table::create()
            .table("payment_claim")
            // 32 hexadecimal digits, in the order of time.
            .col(text("id").primary_key())
            // Whose: `person:` and an id.
            .col(text("claimant"))
            .col(text("ground"))
            // What proves it: a list of kinds, references and digests.
            .col(text("documents"))
            .col(big_integer("lodged_at"))
            // By when it is decided; later by as long as its trader was asked.
            .col(big_integer("due_at"))
            // The same while somebody looks whether that passes.
            .col(big_integer_null("watch_at"))
            .col(big_integer_null("overdue_at"))
            // How often its trader was asked for more; since when they are, and what.
            .col(big_integer("questions"))
            .col(big_integer_null("asked_at"))
            .col(text_null("question"))
            .col(big_integer_null("withdrawn_at"))
            // How much happened to it.
            .col(big_integer("sequence"))
            // SHA-256 of who claims and the key that they made.
            .col(text("key_hash").unique_key())
            .col(text("fingerprint"))
            .check(Expr::cust("(asked_at is null) = (question is null)"))
            .check(Expr::cust(
                "watch_at is null or (watch_at = due_at and asked_at is null and overdue_at is null and withdrawn_at is null)",
            ))
            .check(Expr::cust("questions between 0 and 5 and sequence >= 1 and due_at >= lodged_at"))
            .to_owned();
        manager.create_table(claim).await?;
        crate::index(manager, "payment_claim", &["claimant", "id"]).await?;
        let watched = "create index payment_claim_watched on payment_claim (watch_at) where watch_at is not null";
        manager.get_connection().execute_unprepared(watched).await?;
        crate::owned(manager, "payment_claim", "claimant").await?;
        let line = Table::create()
            .table("payment_claim_line")
            .col(text("claim_id"))
            // From 1.
            .col(big_integer("ordinal"))
            // Whatever becomes of the line becomes of this.
            .col(text("repayment_id").unique_key())
            .primary_key(Index::create().col("claim_id").col("ordinal"))
            .check(Expr::cust("ordinal between 1 and 50"))
            .to_owned();
        manager.create_table(line).await?;
        for (name, deed, table, wrong) in WALLS {
            for statement in wall(manager.get_database_backend() == DbBackend::Postgres, (name, deed, table, wrong)) {
                manager.get_connection().execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}

/// What nobody changes: which repayments are of a claim, whose it is and why.
const WALLS: [(&str, &str, &str, &str); 4] = [
    ("payment_claim_stays", "delete", "payment_claim", "1 = 1"),
    (
        "payment_claim_is_fixed",
        "update",
        "payment_claim",
        "new.claimant <> old.claimant or new.ground <> old.ground or new.lodged_at <> old.lodged_at or new.key_hash <> old.key_hash \
         or new.due_at < old.due_at or new.sequence < old.sequence or (old.withdrawn_at is not null and new.withdrawn_at is null)",
    ),
    ("payment_claim_line_stays", "delete", "payment_claim_line", "1 = 1"),
    ("payment_claim_line_is_fixed", "update", "payment_claim_line", "1 = 1"),
];

fn wall(is_postgres: bool, (name, deed, table, wrong): (&str, &str, &str, &str)) -> Vec<String> {
    let why = "what was claimed stays";
    if is_postgres {
        let row = if deed == "delete" { "old" } else { "new" };
        vec![
            format!(
                "create function {name}() returns trigger language plpgsql as $$ begin \
                 if {wrong} then raise exception '{why}'; end if; return {row}; end $$"
            ),
            format!("create trigger {name} before {deed} on {table} for each row execute function {name}()"),
        ]
    } else {
        vec![format!("create trigger {name} before {deed} on {table} when {wrong} begin select raise(abort, '{why}'); end")]
    }
}
