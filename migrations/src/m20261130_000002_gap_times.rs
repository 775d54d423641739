//! How often a gap was met.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let times = Table::alter().table("enquiry_gap").add_column(big_integer("times").default(1)).to_owned();
        manager.alter_table(times).await?;
        crate::index(manager, "enquiry_gap", &["opened_at"]).await
    }
}
