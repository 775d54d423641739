//! What officers teach the search: references from the words people type to their target, and synonyms.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("search_reference")
                    .col(big_pk_auto("sequence"))
                    .col(text("term"))
                    .col(text("language"))
                    .col(text("target"))
                    .col(text("note"))
                    .col(big_integer("recorded_at"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "search_reference", &["term", "language", "target"]).await?;
        crate::index(manager, "search_reference", &["target"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("synonym")
                    .col(big_pk_auto("sequence"))
                    .col(text("kind"))
                    .col(text("language"))
                    .col(text("typed"))
                    .col(text("also_searched"))
                    .col(text("owner"))
                    .col(big_integer("recorded_at"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "synonym", &["language", "typed", "also_searched"]).await
    }
}
