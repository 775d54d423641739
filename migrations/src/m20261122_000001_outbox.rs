//! The outbox: what happened, in the order in which it became visible.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut transaction = big_integer("transaction_id");
        // PostgreSQL hands out sequence numbers before commit, so a lower number may become visible after a higher one. The id
        // of the transaction tells a reader where that can no longer happen. SQLite has one writer, hence one order.
        match manager.get_database_backend() {
            DbBackend::Postgres => transaction.default(Expr::cust("(pg_current_xact_id()::text::bigint)")),
            _ => transaction.default(0),
        };
        manager
            .create_table(
                Table::create()
                    .table("outbox")
                    .col(big_pk_auto("sequence"))
                    .col(transaction)
                    .col(text("topic"))
                    .col(text("subject"))
                    .col(big_integer("recorded_at"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "outbox", &["transaction_id", "sequence"]).await
    }
}
