//! Templates of replies, and what replies took from which source.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let template = Table::create()
            .table("enquiry_template")
            .col(text("name").primary_key())
            .col(big_integer("version"))
            .col(text("title"))
            .col(text_null("topic"))
            .col(text("written_by"))
            .col(text_null("approved_by"))
            .col(big_integer("changed_at"))
            .to_owned();
        manager.create_table(template).await?;
        let words = Table::create()
            .table("enquiry_template_text")
            .col(text("template"))
            .col(text("language"))
            .col(text("content"))
            .primary_key(Index::create().col("template").col("language"))
            .to_owned();
        manager.create_table(words).await?;
        let quote = Table::create()
            .table("enquiry_quote")
            .col(text("enquiry_id"))
            // The place of the draft.
            .col(big_integer("ordinal"))
            .col(text("source"))
            // The SHA-256 of what it said then.
            .col(text("digest"))
            .primary_key(Index::create().col("enquiry_id").col("ordinal").col("source"))
            .to_owned();
        manager.create_table(quote).await?;
        crate::index(manager, "enquiry_quote", &["source"]).await
    }
}
