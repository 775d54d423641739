//! Facts: fees, forms, offices, procedures, notices and rulings, every revision that was ever recorded.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No fact without its source, and no source with an empty part: the database itself refuses it.
        let sourced =
            "source_act <> '' and source_gazette <> '' and source_page > 0 and source_url <> '' and source_captured_on <> ''";
        manager
            .create_table(
                Table::create()
                    .table("fact_revision")
                    .col(big_pk_auto("sequence"))
                    .col(text("kind"))
                    .col(text("fact_id"))
                    .col(integer("version"))
                    .col(boolean("withdrawn"))
                    .col(text("authority"))
                    .col(text("article11"))
                    .col(text("direction"))
                    .col(text("hs_codes"))
                    .col(text_null("publication_id"))
                    .col(text("name"))
                    .col(text("summary"))
                    .col(text("body"))
                    .col(text("source_act"))
                    .col(text("source_gazette"))
                    .col(integer("source_page"))
                    .col(text("source_url"))
                    .col(text("source_captured_on"))
                    .col(text("attested_by"))
                    .col(text("confirmed_on"))
                    .col(text("review_due_on"))
                    .col(text("announced_on"))
                    .col(text_null("exception"))
                    .col(text("valid_from"))
                    .col(text_null("valid_until"))
                    .col(big_integer("recorded_at"))
                    .check(("fact_revision_sourced", Expr::cust(sourced)))
                    .to_owned(),
            )
            .await?;
        crate::unique(manager, "fact_revision", &["kind", "fact_id", "version"]).await
    }
}
