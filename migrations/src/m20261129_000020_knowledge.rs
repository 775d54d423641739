//! What becomes of replies for everybody: public texts of them, their translations, and the gaps in what is published.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let reply = Table::create()
            .table("enquiry_public_reply")
            .col(text("enquiry_id").primary_key())
            .col(big_integer("version"))
            .col(text("state"))
            .col(text("publication_id"))
            .col(text("article11"))
            .col(text("authority"))
            .col(text("source_act"))
            .col(text("language"))
            .col(text("title"))
            .col(text("content"))
            // Languages with blanks between them, beside those of the askers.
            .col(text("wanted"))
            .col(text("drafted_by"))
            .col(text_null("approved_by"))
            .col(big_integer("changed_at"))
            .to_owned();
        manager.create_table(reply).await?;
        crate::index(manager, "enquiry_public_reply", &["state", "enquiry_id"]).await?;
        let translation = Table::create()
            .table("enquiry_public_translation")
            .col(text("enquiry_id"))
            .col(text("language"))
            .col(text("title"))
            .col(text("content"))
            .col(text("translated_by"))
            .primary_key(Index::create().col("enquiry_id").col("language"))
            .to_owned();
        manager.create_table(translation).await?;
        let gap = Table::create()
            .table("enquiry_gap")
            .col(big_pk_auto("sequence"))
            // Nothing where the assistant abstained and nobody asked an officer.
            .col(text_null("enquiry_id").unique_key())
            // A word of the assistant.
            .col(text("reason"))
            .col(text("language"))
            .col(text_null("article11"))
            .col(text_null("authority"))
            // Redacted before it came here.
            .col(text_null("question"))
            .col(big_integer("opened_at"))
            .col(text_null("outcome"))
            .col(text_null("place"))
            .col(text_null("because"))
            .col(text_null("closed_by"))
            .col(big_integer_null("closed_at"))
            .to_owned();
        manager.create_table(gap).await?;
        crate::index(manager, "enquiry_gap", &["closed_at", "sequence"]).await
    }
}
