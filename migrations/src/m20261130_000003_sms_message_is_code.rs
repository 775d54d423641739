//! Whether a message carried a code: others cost as much, and nobody uses them.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_code = Table::alter().table("sms_message").add_column(boolean("is_code").default(true)).to_owned();
        manager.alter_table(is_code).await
    }
}
