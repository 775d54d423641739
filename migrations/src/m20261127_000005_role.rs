//! The roles of officers: who proposed each, who agreed, who took it back.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("role_grant")
                    .col(text("id").primary_key())
                    .col(text("person_id"))
                    .col(text("role"))
                    // The fact that describes the office; null for all offices.
                    .col(text_null("office"))
                    .col(big_integer_null("until"))
                    // Null where it was granted at the machine itself.
                    .col(text_null("granted_by"))
                    .col(big_integer("granted_at"))
                    .col(text_null("approved_by"))
                    .col(big_integer_null("approved_at"))
                    .col(text_null("revoked_by"))
                    .col(big_integer_null("revoked_at"))
                    .foreign_key(ForeignKey::create().from("role_grant", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        crate::index(manager, "role_grant", &["person_id"]).await?;
        crate::index(manager, "role_grant", &["role"]).await
    }
}
