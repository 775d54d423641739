//! The audit log: entries in a chain, whom they are about, the signed heads of the chain; and personal data, which entries name by
//! reference only.
//!
//! The database itself refuses to change or to take away what the log holds. Whoever owns the database can still drop these triggers;
//! that is what the chain and the heads kept elsewhere are for.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Tables that are only added to.
const ADDED_TO: [&str; 3] = ["audit_entry", "audit_subject", "audit_head"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let entry = Table::create()
            .table("audit_entry")
            .col(text("chain"))
            .col(big_integer("sequence"))
            .col(big_integer("recorded_at"))
            .col(text("actor"))
            .col(text_null("acting_for"))
            .col(text("action"))
            .col(text("object_kind"))
            .col(text("object_id"))
            .col(text("outcome"))
            .col(text_null("request_id"))
            // What is hashed: canonical JSON. The columns before it repeat it, to be searched.
            .col(text("content"))
            .col(text("hash"))
            .primary_key(Index::create().col("chain").col("sequence"))
            .to_owned();
        manager.create_table(entry).await?;
        crate::index(manager, "audit_entry", &["chain", "actor", "sequence"]).await?;
        crate::index(manager, "audit_entry", &["chain", "object_kind", "object_id", "sequence"]).await?;
        crate::index(manager, "audit_entry", &["chain", "recorded_at"]).await?;

        let subject = Table::create()
            .table("audit_subject")
            .col(text("chain"))
            .col(text("person"))
            .col(big_integer("sequence"))
            .primary_key(Index::create().col("chain").col("person").col("sequence"))
            .to_owned();
        manager.create_table(subject).await?;
        crate::index(manager, "audit_subject", &["chain", "sequence"]).await?;

        let head = Table::create()
            .table("audit_head")
            .col(text("chain"))
            .col(big_integer("sequence"))
            .col(big_integer("signed_at"))
            // What is signed: canonical JSON.
            .col(text("content"))
            .col(text("signature"))
            .primary_key(Index::create().col("chain").col("sequence"))
            .to_owned();
        manager.create_table(head).await?;

        let personal = Table::create()
            .table("personal_data")
            .col(text("reference").primary_key())
            .col(text("person"))
            .col(text("kind"))
            .col(text("content"))
            .col(text("salt"))
            .col(big_integer("recorded_at"))
            .to_owned();
        manager.create_table(personal).await?;
        crate::index(manager, "personal_data", &["person"]).await?;

        for statement in refusals(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

/// Writes the triggers: no change and no deletion in the log; no change of personal data, which may be erased.
fn refusals(backend: DbBackend) -> Vec<String> {
    let mut statements = Vec::new();
    if backend == DbBackend::Postgres {
        statements.push(
            "create function refuse_audit_change() returns trigger language plpgsql as \
             $$ begin raise exception '% is only added to', tg_table_name; end $$"
                .to_owned(),
        );
        let refuse = |table: &str, what: &str, each: &str| {
            format!(
                "create trigger {table}_is_kept_{each} before {what} on {table} for each {each} \
                 execute function refuse_audit_change()"
            )
        };
        for table in ADDED_TO {
            statements.push(refuse(table, "update or delete", "row"));
            statements.push(refuse(table, "truncate", "statement"));
        }
        statements.push(refuse("personal_data", "update", "row"));
        return statements;
    }
    let refuse = |table: &str, what: &str, condition: &str| {
        format!(
            "create trigger {table}_refuses_{what} before {what} on {table} {condition} \
             begin select raise(abort, '{table} is only added to'); end"
        )
    };
    for table in ADDED_TO {
        statements.push(refuse(table, "update", ""));
        statements.push(refuse(table, "delete", ""));
    }
    statements.push(refuse("personal_data", "update", ""));
    // `insert or replace` takes a row away without asking the triggers of a deletion.
    for (table, key) in [
        ("audit_entry", "chain = new.chain and sequence = new.sequence"),
        ("audit_head", "chain = new.chain and sequence = new.sequence"),
        ("personal_data", "reference = new.reference"),
    ] {
        statements.push(refuse(table, "insert", &format!("when exists (select 1 from {table} where {key})")));
    }
    statements
}
