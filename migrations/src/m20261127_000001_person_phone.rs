//! The telephone numbers that people proved to be theirs, and what they have to hear of at once.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("person_phone")
                    // E.164.
                    .col(text("phone").primary_key())
                    .col(text("person_id"))
                    // ISO 639: what the person last spoke with us.
                    .col(text("language"))
                    .col(big_integer("proven_at"))
                    .foreign_key(ForeignKey::create().from("person_phone", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "person_phone", &["person_id"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("alert")
                    .col(big_pk_auto("sequence"))
                    .col(text("person_id"))
                    .col(text("kind"))
                    .col(big_integer("asked_at"))
                    .col(big_integer("due_at"))
                    .col(big_integer("tries"))
                    // What became of it; null while it waits.
                    .col(text_null("outcome"))
                    .foreign_key(ForeignKey::create().from("alert", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "alert", &["due_at"]).await?;
        crate::index(manager, "alert", &["person_id", "asked_at"]).await
    }
}
