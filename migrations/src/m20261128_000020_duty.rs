//! Duties: which tax a measure is a rate of and whom it excludes; what duties are worked out by beside the measures; saved estimates.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for column in ["tax", "excluded"] {
            connection.execute_unprepared(&format!("alter table measure add column {column} text not null default ''")).await?;
        }
        // Until now a measure was a rate of the tax of its type, and preferences and quotas were rates of the duty.
        let usual =
            "update measure set tax = case when measure_type in ('preference', 'quota') then 'duty' else measure_type end";
        connection.execute_unprepared(usual).await?;
        crate::drop_unique(manager, "measure", &["code", "measure_type", "origin", "condition", "version"]).await?;
        crate::unique(manager, "measure", &["code", "measure_type", "tax", "origin", "condition", "version"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("book_entry")
                    .col(big_pk_auto("sequence"))
                    .col(integer("version"))
                    .col(text("valid_from"))
                    .col(text_null("valid_until"))
                    .col(boolean("withdrawn"))
                    .col(big_integer("recorded_at"))
                    .col(text("kind"))
                    .col(text("name"))
                    // What it says, as JSON.
                    .col(text("body"))
                    .col(text("source_act"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "book_entry", &["kind", "name", "version"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("estimate")
                    .col(text("code").primary_key())
                    .col(big_integer("created_at"))
                    .col(big_integer("expires_at"))
                    // What was declared, as JSON; the day and the instant that the published rules are read as of.
                    .col(text("declaration"))
                    .col(text("day"))
                    .col(big_integer("known_at"))
                    // What was worked out, as JSON.
                    .col(text("result"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "estimate", &["expires_at"]).await
    }
}
