//! What the search learns from being used: how often each synonym rewrote a query, and which phrases were searched for.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column a statement: SQLite adds no more at a time.
        for column in [big_integer("hits").default(0).to_owned(), text_null("last_hit_on").to_owned()] {
            manager.alter_table(Table::alter().table("synonym").add_column(column).to_owned()).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("search_phrase")
                    .col(big_pk_auto("sequence"))
                    .col(text("day"))
                    .col(text("language"))
                    .col(text("phrase"))
                    .col(big_integer("searches"))
                    .col(big_integer("unanswered"))
                    .col(big_integer("elsewhere"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "search_phrase", &["day", "language", "phrase"]).await
    }
}
