//! Companies, who acts for them, mandates and what was done under them.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("company")
                    .col(text("id").primary_key())
                    .col(text("tin"))
                    .col(text("name"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("confirmed_at"))
                    // The number again once it is confirmed: one company a number, however many claim it.
                    .col(text_null("confirmed_tin").unique_key())
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("company_admin")
                    .col(text("company_id"))
                    .col(text("person_id"))
                    .col(big_integer("since"))
                    .primary_key(Index::create().col("company_id").col("person_id"))
                    .foreign_key(ForeignKey::create().from("company_admin", "company_id").to("company", "id"))
                    .foreign_key(ForeignKey::create().from("company_admin", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "company_admin", &["person_id"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("mandate")
                    .col(text("id").primary_key())
                    // `person:` or `company:` and an id.
                    .col(text("principal"))
                    .col(text_null("agent"))
                    // E.164, until whoever has the number accepts.
                    .col(text_null("agent_phone"))
                    .col(boolean("view"))
                    .col(boolean("draft"))
                    .col(boolean("lodge"))
                    .col(boolean("collect"))
                    .col(text_null("pay_currency"))
                    .col(big_integer_null("pay_each_minor"))
                    .col(big_integer_null("pay_day_minor"))
                    .col(text_null("consignment"))
                    .col(big_integer("valid_from"))
                    .col(big_integer("valid_until"))
                    .col(text("state"))
                    // Who proposed it while it is pending, who ended it when it was ended.
                    .col(text_null("side"))
                    // Since when it is in that state; of a pending one, until when.
                    .col(big_integer("state_at"))
                    .col(big_integer_null("frozen_at"))
                    .col(big_integer("created_at"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "mandate", &["principal", "created_at"]).await?;
        crate::index(manager, "mandate", &["agent", "created_at"]).await?;
        crate::index(manager, "mandate", &["agent_phone"]).await?;
        crate::index(manager, "mandate", &["consignment"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("mandate_use")
                    .col(big_pk_auto("sequence"))
                    .col(text("mandate_id"))
                    .col(text("person_id"))
                    .col(text("act"))
                    .col(text_null("consignment"))
                    .col(big_integer_null("amount_minor"))
                    .col(text("day"))
                    .col(big_integer("used_at"))
                    .foreign_key(ForeignKey::create().from("mandate_use", "mandate_id").to("mandate", "id"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "mandate_use", &["mandate_id", "day"]).await
    }
}
