//! How far each follower of the outbox has read, and up to where events were taken away.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("outbox_follower")
                    .col(text("name").primary_key())
                    .col(big_integer("transaction_id"))
                    .col(big_integer("sequence"))
                    .col(big_integer("seen_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("outbox_floor")
                    .col(integer("id").primary_key())
                    .col(big_integer("transaction_id"))
                    .col(big_integer("sequence"))
                    // How many events were taken away: with those that are there, as many as ever were.
                    .col(big_integer("emptied"))
                    .to_owned(),
            )
            .await?;
        let first = "insert into outbox_floor (id, transaction_id, sequence, emptied) values (1, 0, 0, 0)";
        manager.get_connection().execute_unprepared(first).await.map(drop)
    }
}
