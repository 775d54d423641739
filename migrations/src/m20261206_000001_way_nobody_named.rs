//! Repayments for which officers name a bank account say so, where a name that is none stood.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = r#"update payment_repayment set asked_way = 'null' where asked_way = '{"way":"treasury","of":"-"}'"#;
        manager.get_connection().execute_unprepared(sql).await.map(drop)
    }
}
