//! The nomenclature: lines, their descriptions in each language, notes and sections, every revision that was ever recorded.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let line = revision("goods_line_revision")
            .col(text("chapter"))
            .col(text("code"))
            .col(text("suffix"))
            .col(integer("indent"))
            .col(boolean("declarable"))
            .to_owned();
        manager.create_table(line).await?;
        crate::unique(manager, "goods_line_revision", &["code", "suffix", "version"]).await?;
        crate::index(manager, "goods_line_revision", &["chapter"]).await?;

        let description = revision("goods_description_revision")
            .col(text("chapter"))
            .col(text("code"))
            .col(text("suffix"))
            .col(text("language"))
            .col(text("description"))
            .to_owned();
        manager.create_table(description).await?;
        crate::unique(manager, "goods_description_revision", &["code", "suffix", "language", "version"]).await?;
        crate::index(manager, "goods_description_revision", &["chapter"]).await?;

        let note = revision("goods_note_revision")
            .col(text("scope"))
            .col(text("kind"))
            .col(text("language"))
            .col(integer("ordinal"))
            .col(text("note"))
            .to_owned();
        manager.create_table(note).await?;
        crate::unique(manager, "goods_note_revision", &["scope", "kind", "language", "ordinal", "version"]).await?;

        let section = Table::create()
            .table("goods_section")
            .col(integer("number"))
            .col(text("language"))
            .col(text("first_chapter"))
            .col(text("last_chapter"))
            .col(text("title"))
            .primary_key(Index::create().col("number").col("language"))
            .to_owned();
        manager.create_table(section).await
    }
}

/// What every revision of a dated fact has: a version, a validity, whether it withdraws, and when we said so.
fn revision(table: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(big_pk_auto("sequence"))
        .col(integer("version"))
        .col(text("valid_from"))
        .col(text_null("valid_until"))
        .col(boolean("withdrawn"))
        .col(big_integer("recorded_at"))
        .to_owned()
}
