//! Who certified which text of a publication, when, and until when we may rely on it: one row for each confirmation.
//!
//! A text is named by its hash, so that confirming it again is no new revision of it, and a changed text is not certified by the
//! confirmation of the old one.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Days are ISO 8601 texts, which order as the days do.
        let whole = "attested_by <> '' and review_due_on > confirmed_on";
        manager
            .create_table(
                Table::create()
                    .table("publication_attestation")
                    .col(big_pk_auto("sequence"))
                    .col(text("publication_id"))
                    .col(text("language"))
                    .col(text("content_hash"))
                    .col(text("attested_by"))
                    .col(text("confirmed_on"))
                    .col(text("review_due_on"))
                    .col(big_integer("recorded_at"))
                    .check(("publication_attestation_whole", Expr::cust(whole)))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "publication_attestation", &["publication_id", "language", "content_hash"]).await
    }
}
