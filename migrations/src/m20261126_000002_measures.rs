//! Measures: duties, taxes, quotas and prohibitions on tariff lines, their rates as printed, every revision that was ever recorded.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("measure")
                    .col(big_pk_auto("sequence"))
                    .col(integer("version"))
                    .col(text("valid_from"))
                    .col(text_null("valid_until"))
                    .col(boolean("withdrawn"))
                    .col(big_integer("recorded_at"))
                    .col(text("code"))
                    .col(text("measure_type"))
                    // Empty where it holds for goods of any origin.
                    .col(text("origin"))
                    // Empty where it holds without a condition.
                    .col(text("condition"))
                    .col(text("rate"))
                    .col(text("source_act"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "measure", &["code", "measure_type", "origin", "condition", "version"]).await
    }
}
