//! Intercepts: words that are answered by a sentence rather than by a search.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("search_intercept")
                    .col(big_pk_auto("sequence"))
                    .col(text("language"))
                    .col(text("terms"))
                    .col(text("message"))
                    .col(text("hs_codes"))
                    .col(boolean("blocks_results"))
                    .col(boolean("escalates"))
                    .col(text("owner"))
                    .col(big_integer("recorded_at"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "search_intercept", &["language", "terms"]).await
    }
}
