//! Notices that are amended: the day of their assessment, and repayments that follow from what an amendment took back.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let assessed = Table::alter()
            .table("payment_notice")
            // A day. Nothing of notices that were issued before they said so.
            .add_column(text_null("assessed_on"))
            .to_owned();
        manager.alter_table(assessed).await?;
        let order =
            "insert into payment_child_edge (child, verb, from_state, to_state) values ('repayment', 'order', '-', 'requested')";
        manager.get_connection().execute_unprepared(order).await.map(drop)
    }
}
