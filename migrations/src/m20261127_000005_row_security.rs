//! Rows with an owner are walled off on PostgreSQL, so that a statement that forgets its owner shows nothing of others.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::owned(manager, "session", "subject").await?;
        crate::owned(manager, "device", "subject").await?;
        crate::owned(manager, "person_phone", "'person:' || person_id").await?;
        crate::owned(manager, "role_grant", "'person:' || person_id").await
    }
}
