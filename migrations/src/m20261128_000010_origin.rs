//! Origin: schemes of preferences and the rules for goods under them, every revision that was ever recorded.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("origin_entry")
                    .col(big_pk_auto("sequence"))
                    .col(integer("version"))
                    .col(text("valid_from"))
                    .col(text_null("valid_until"))
                    .col(boolean("withdrawn"))
                    .col(big_integer("recorded_at"))
                    .col(text("scheme"))
                    // Empty where it is the scheme itself.
                    .col(text("rule_id"))
                    // Joined by commas; empty where it is for all goods without a rule of their own.
                    .col(text("goods"))
                    .col(text("body"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "origin_entry", &["scheme", "rule_id", "version"]).await
    }
}
