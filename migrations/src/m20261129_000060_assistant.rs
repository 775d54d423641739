//! The assistant: conversations, which belong to nobody, what was asked in them, and how much the assistant may do.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("conversation")
                    .col(text("code").primary_key())
                    .col(text("language"))
                    .col(big_integer("started_at"))
                    .col(big_integer("expires_at"))
                    .col(integer("turns"))
                    // When a question was begun that is not answered yet.
                    .col(big_integer_null("pending_since"))
                    // The enquiry that an officer answers it by.
                    .col(text_null("enquiry"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "conversation", &["expires_at"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("conversation_turn")
                    .col(text("conversation"))
                    .col(integer("turn"))
                    .col(big_integer("asked_at"))
                    // Without personal data.
                    .col(text("question"))
                    .col(text("status"))
                    .col(text("answer"))
                    .col(text("stages"))
                    .col(text_null("rating"))
                    .primary_key(Index::create().col("conversation").col("turn"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("conversation_turn", "conversation")
                            .to("conversation", "code")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("answer_certificate")
                    .col(text("code").primary_key())
                    .col(big_integer("issued_at"))
                    // A JWS: what was said, by which sources, signed.
                    .col(text("signed"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("chat_mode")
                    .col(big_pk_auto("sequence"))
                    .col(text("mode"))
                    .col(text("reason"))
                    .col(text("set_by"))
                    .col(big_integer("set_at"))
                    .to_owned(),
            )
            .await
    }
}
