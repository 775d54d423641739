//! One-time codes by SMS: the codes that hold, and the messages that were sent, by which budgets are counted.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("one_time_code")
                    .col(big_pk_auto("sequence"))
                    .col(text("phone"))
                    .col(text("device"))
                    .col(text("message"))
                    .col(text("hash"))
                    .col(big_integer("tries"))
                    .col(boolean("spent"))
                    .col(big_integer("expires_at"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "one_time_code", &["phone", "device"]).await?;
        crate::index(manager, "one_time_code", &["expires_at"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("sms_message")
                    .col(big_pk_auto("sequence"))
                    .col(text("message"))
                    .col(text("phone"))
                    .col(text("prefix"))
                    .col(text("device"))
                    .col(text("network"))
                    .col(big_integer("cost_minor"))
                    .col(boolean("sent"))
                    .col(big_integer("asked_at"))
                    .col(big_integer_null("used_at"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "sms_message", &["message"]).await?;
        for column in ["phone", "prefix", "device", "network"] {
            crate::index(manager, "sms_message", &[column, "asked_at"]).await?;
        }
        crate::index(manager, "sms_message", &["asked_at"]).await
    }
}
