//! Estimates past their last day are emptied before their codes are forgotten: those still to be emptied are found at once.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = "create index estimate_to_empty on estimate (expires_at) where result <> ''";
        manager.get_connection().execute_unprepared(sql).await.map(drop)
    }
}
