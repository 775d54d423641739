//! Editions of data sets: which files a data set was made of, in order.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("dataset_edition")
                    .col(big_pk_auto("id"))
                    .col(text("dataset"))
                    .col(integer("revision"))
                    .col(text("source"))
                    .col(text("file_name"))
                    .col(text("file_sha256"))
                    .col(big_integer("row_count"))
                    .col(boolean("whole"))
                    .col(text_null("licence"))
                    .col(text_null("source_url"))
                    .col(big_integer("recorded_at"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "dataset_edition", &["dataset", "revision"]).await
    }
}
