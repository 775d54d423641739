//! What people confirmed of payments from accounts, before they made them.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let confirmation = Table::create()
            .table("payment_confirmation")
            // SHA-256 of who confirmed, and of all that makes the payment this one.
            .col(text("terms").primary_key())
            // By what: a code, a passkey.
            .col(text("means"))
            .col(big_integer("confirmed_at"))
            .col(big_integer("expires_at"))
            // The payment that used it.
            .col(text_null("payment_id"))
            .check(Expr::cust("means in ('code', 'passkey') and expires_at > confirmed_at"))
            .to_owned();
        manager.create_table(confirmation).await?;
        crate::index(manager, "payment_confirmation", &["expires_at"]).await
    }
}
