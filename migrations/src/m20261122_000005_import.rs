//! Imports: what was read, how far it came, and the rows that were set aside.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("import_run")
                    .col(big_pk_auto("id"))
                    .col(text("source"))
                    .col(text("file_name"))
                    .col(text("file_sha256"))
                    .col(big_integer("started_at"))
                    .col(big_integer_null("finished_at"))
                    .col(big_integer("rows_applied"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "import_run", &["source", "file_name", "file_sha256"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("import_quarantine")
                    .col(big_pk_auto("id"))
                    .col(big_integer("run_id"))
                    .col(text("file_name"))
                    .col(big_integer("line"))
                    .col(text("reason"))
                    .col(text("content"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "import_quarantine", &["run_id", "file_name", "line"]).await
    }
}
