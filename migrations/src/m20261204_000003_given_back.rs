//! Money of a trader's account that is given back to its holder: what may follow what beside what may already. A test compares the table with the
//! one in the code.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let edges = "insert into account_edge (verb, from_state, to_state) \
                     values ('give-back', 'open', 'open'), ('give-back', 'suspended', 'suspended')";
        manager.get_connection().execute_unprepared(edges).await.map(drop)
    }
}
