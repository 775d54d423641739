//! The telephone numbers that people proved to be theirs.

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
                    .col(big_integer("proven_at"))
                    .foreign_key(ForeignKey::create().from("person_phone", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "person_phone", &["person_id"]).await
    }
}
