//! The second wall for what came after the first: machines, passkeys, companies and mandates. Row SEC-AZ-03.
//!
//! PostgreSQL alone has such a wall. What belongs to somebody by way of another table is walled off through that table, whose own wall
//! holds within the condition too.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// On whose behalf it is asked: `person:` or `machine:` and an id, or `*` for the server itself.
const ASKS: &str = "current_setting('fingertip.subject', true)";

/// Each table, and when a row is of whoever asks.
const WALLS: &[(&str, &str)] = &[
    // Its owner's, and its own.
    ("machine", "owner = {asks} or 'machine:' || id = {asks}"),
    ("machine_key", "machine_id in (select id from machine)"),
    ("machine_session", "key_id in (select id from machine_key)"),
    ("passkey", "'person:' || person_id = {asks}"),
    ("alert", "'person:' || person_id = {asks}"),
    ("company_admin", "'person:' || person_id = {asks}"),
    ("company", "id in (select company_id from company_admin)"),
    (
        "mandate",
        "principal = {asks} or agent = {asks} \
         or principal in (select 'company:' || company_id from company_admin) \
         or agent in (select 'company:' || company_id from company_admin) \
         or agent_phone in (select phone from person_phone)",
    ),
    // Also what somebody did for a company that they have left.
    ("mandate_use", "'person:' || person_id = {asks} or mandate_id in (select id from mandate)"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        for (table, is_of) in WALLS {
            let is_of = is_of.replace("{asks}", ASKS);
            // The server itself is asked for first: it looks into no other table.
            let sql = format!(
                "alter table {table} enable row level security; \
                 alter table {table} force row level security; \
                 create policy {table}_owner on {table} using ({ASKS} = '*' or {is_of})"
            );
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
