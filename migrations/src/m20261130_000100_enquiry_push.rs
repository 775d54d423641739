//! Where the device of an asker is woken when there is news of an enquiry.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let push = Table::alter().table("enquiry_contact").add_column(text_null("push_address")).to_owned();
        manager.alter_table(push).await
    }
}
