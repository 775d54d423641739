//! The keys that sign access tokens: the one in use, the next one, and those that were in use.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("signing_key")
                    .col(text("id").primary_key())
                    // `current`, `next`, or nothing for one that was in use: so there is one of each at most.
                    .col(text_null("role"))
                    .col(text("public_key"))
                    // The private part, encrypted; wiped when the key goes out of use.
                    .col(text_null("sealed"))
                    .col(big_integer("made_at"))
                    .col(big_integer_null("retired_at"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "signing_key", &["role"]).await
    }
}
