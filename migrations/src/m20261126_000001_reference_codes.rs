//! Reference codes: countries, currencies, units, places and other lists that declarations use, every revision that was ever
//! recorded.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("reference_code")
                    .col(big_pk_auto("sequence"))
                    .col(integer("version"))
                    .col(text("valid_from"))
                    .col(text_null("valid_until"))
                    .col(boolean("withdrawn"))
                    .col(big_integer("recorded_at"))
                    .col(text("list"))
                    .col(text("code"))
                    .col(text("language"))
                    .col(text("name"))
                    // What is searched: code and name in lower case, because the engines disagree on letters beyond ASCII.
                    .col(text("words"))
                    // An object of texts in JSON, written and read whole.
                    .col(text("attributes"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "reference_code", &["list", "code", "language", "version"]).await
    }
}
