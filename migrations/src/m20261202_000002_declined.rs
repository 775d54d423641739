//! Declined payments are found by when they were: each payment asks how many there were of late (row SEC-PAY-04).

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut by_verb = Index::create();
        by_verb.name("payment_event_by_verb").table("payment_event").col("verb").col("recorded_at");
        manager.create_index(by_verb.to_owned()).await
    }
}
