//! Publications: every revision that was ever recorded, and the authorities that publish.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("publication_revision")
                    .col(big_pk_auto("sequence"))
                    .col(text("publication_id"))
                    .col(text("language"))
                    .col(integer("version"))
                    .col(text("state"))
                    .col(text("title"))
                    .col(text("summary"))
                    .col(text("body"))
                    .col(text("article11"))
                    .col(text("authority"))
                    .col(text("document_type"))
                    .col(text("direction"))
                    .col(text("hs_codes"))
                    .col(text("source_act"))
                    .col(text_null("source_gazette"))
                    .col(text_null("source_url"))
                    .col(text_null("translation_of_language"))
                    .col(text_null("translation_of_hash"))
                    .col(text("content_hash"))
                    .col(text("valid_from"))
                    .col(text_null("valid_until"))
                    .col(big_integer("recorded_at"))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "publication_revision", &["publication_id", "language", "version"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("authority")
                    .col(text("code"))
                    .col(text("language"))
                    .col(text("name"))
                    .col(text_null("phone"))
                    .col(text_null("email"))
                    .col(text_null("url"))
                    .primary_key(Index::create().col("code").col("language"))
                    .to_owned(),
            )
            .await
    }
}
