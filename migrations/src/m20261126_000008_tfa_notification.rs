//! Notifications to the WTO: what was sent for each article, and when.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("tfa_notification")
                    .col(big_pk_auto("id"))
                    .col(text("article"))
                    .col(text("sent_on"))
                    .col(text("entries"))
                    .col(text("document_sha256"))
                    .col(big_integer("recorded_at"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "tfa_notification", &["article"]).await
    }
}
