//! Files of enquiries: what they are, how far they are, and the tickets by which they are fetched. Their bytes lie elsewhere.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let file = Table::create()
            .table("enquiry_file")
            .col(text("id").primary_key())
            .col(text("enquiry_id"))
            // As events write who did something.
            .col(text("actor"))
            .col(boolean("for_asker"))
            // Emptied when it is erased.
            .col(text("name"))
            .col(text("kind"))
            // As it was announced, then as it is kept.
            .col(big_integer("bytes"))
            .col(text_null("sha256"))
            .col(text_null("sent_sha256"))
            // Under which name its bytes lie: drawn by chance, emptied when they are gone.
            .col(text("object"))
            .col(text("state"))
            .col(text_null("finding"))
            // The hash of the ticket it may be brought with, and until when.
            .col(text("ticket_hash").unique_key())
            .col(big_integer("expires_at"))
            .col(big_integer("announced_at"))
            // When it is looked at next, and how often it was.
            .col(big_integer("due_at"))
            .col(big_integer("tries"))
            .to_owned();
        manager.create_table(file).await?;
        crate::index(manager, "enquiry_file", &["enquiry_id", "id"]).await?;
        crate::index(manager, "enquiry_file", &["state", "due_at"]).await?;
        crate::index(manager, "enquiry_file", &["actor", "announced_at"]).await?;
        crate::index(manager, "enquiry_file", &["announced_at"]).await?;
        let ticket = Table::create()
            .table("enquiry_file_ticket")
            .col(text("hash").primary_key())
            .col(text("file_id"))
            .col(big_integer("expires_at"))
            .to_owned();
        manager.create_table(ticket).await
    }
}
