//! Receipts: signed, numbered without a gap, only added to; the counters of their series; the keys that sign them.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let series = Table::create()
            .table("payment_receipt_series")
            .col(text("series").primary_key())
            // The number taken last: updated in the unit of work of the capture, and taken back with it.
            .col(big_integer("number"))
            // That of the paper with this number.
            .col(ColumnDef::new("digest").blob().null())
            .to_owned();
        manager.create_table(series).await?;
        let receipt = Table::create()
            .table("payment_receipt")
            .col(text("series"))
            .col(big_integer("number"))
            .col(text("payment_id"))
            .col(text("notice_id"))
            .col(text("code").unique_key())
            // The paper, byte by byte: a reprint is these.
            .col(blob("signed"))
            .col(big_integer("issued_at"))
            .primary_key(Index::create().col("series").col("number"))
            .to_owned();
        manager.create_table(receipt).await?;
        crate::index(manager, "payment_receipt", &["payment_id"]).await?;
        let key = Table::create()
            .table("payment_receipt_key")
            .col(text("public").primary_key())
            .col(big_integer("valid_from"))
            .col(big_integer("valid_until"))
            .col(big_integer_null("revoked_at"))
            .to_owned();
        manager.create_table(key).await?;
        for statement in walls(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// Keeps receipts as they are.
fn walls(backend: DbBackend) -> &'static [&'static str] {
    if backend == DbBackend::Postgres {
        // The function is that of the audit log.
        return &[
            "create trigger payment_receipt_is_kept_row before update or delete on payment_receipt for each row \
             execute function refuse_audit_change()",
            "create trigger payment_receipt_is_kept_statement before truncate on payment_receipt for each statement \
             execute function refuse_audit_change()",
        ];
    }
    &[
        "create trigger payment_receipt_refuses_update before update on payment_receipt \
         begin select raise(abort, 'payment_receipt is only added to'); end",
        "create trigger payment_receipt_refuses_delete before delete on payment_receipt \
         begin select raise(abort, 'payment_receipt is only added to'); end",
    ]
}
