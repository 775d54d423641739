//! The app that somebody of the staff is setting up in place of the one they have.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Its secret, encrypted; and until when it may be confirmed.
        for column in [text_null("totp_next_sealed"), big_integer_null("totp_next_until")] {
            manager.alter_table(Table::alter().table("staff_account").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
