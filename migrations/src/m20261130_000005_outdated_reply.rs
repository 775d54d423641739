//! Replies whose sources say something else now: which are to be looked at when, and which were found.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let watch = Table::create()
            .table("enquiry_quote_watch")
            .col(text("enquiry_id"))
            .col(big_integer("ordinal"))
            .col(big_integer("due_at"))
            .primary_key(Index::create().col("enquiry_id").col("ordinal"))
            .to_owned();
        manager.create_table(watch).await?;
        crate::index(manager, "enquiry_quote_watch", &["due_at"]).await?;
        let outdated = Table::alter().table("enquiry").add_column(boolean("is_outdated").default(false)).to_owned();
        manager.alter_table(outdated).await?;
        crate::index(manager, "enquiry", &["is_outdated", "id"]).await
    }
}
