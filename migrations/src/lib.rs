//! The history of the database, on SQLite and on PostgreSQL alike.
//!
//! A released migration is never edited. It names none of our types: they change, history does not. Days are ISO 8601 texts,
//! instants are whole microseconds since 1970, truth values are booleans, so that both engines hold and order the same values.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

mod m20261122_000001_outbox;
mod m20261122_000002_publication;
mod m20261122_000003_tariff;
mod m20261122_000004_search;
mod m20261122_000005_import;
mod m20261126_000001_reference_codes;
mod m20261126_000002_measures;
mod m20261126_000003_fact;
mod m20261126_000004_intercept;
mod m20261126_000005_search_usage;
mod m20261126_000006_publication_attestation;
mod m20261126_000007_dataset_edition;
mod m20261126_000008_tfa_notification;
mod m20261126_000009_audit;
mod m20261126_000010_identity_session;
mod m20261126_000011_identity_signing_key;
mod m20261126_000020_one_time_codes;
mod m20261127_000001_person_phone;
mod m20261127_000002_staff;
mod m20261127_000003_machine;
mod m20261127_000004_passkey;
mod m20261127_000005_role;
mod m20261127_000005_row_security;
mod m20261127_000007_mandate;
mod m20261128_000001_row_security_of_companies;
mod m20261128_000010_origin;
mod m20261128_000020_duty;
mod m20261129_000001_enquiry;
mod m20261129_000020_knowledge;
mod m20261129_000040_estimate_over;
mod m20261129_000041_outbox_floor;
mod m20261129_000042_staff_renewal;
mod m20261129_000060_assistant;
mod m20261130_000001_enquiry_file;
mod m20261130_000002_gap_times;
mod m20261130_000003_sms_message_is_code;
mod m20261130_000004_reply_template;
mod m20261130_000005_outdated_reply;
mod m20261130_000040_payment;
mod m20261130_000050_receipt;
mod m20261130_000060_feed;
mod m20261130_000070_repayment;
mod m20261130_000080_treasury;
mod m20261130_000090_answer_change;
mod m20261130_000100_enquiry_push;
mod m20261201_000001_amendment;
mod m20261202_000001_account;
mod m20261202_000002_declined;
mod m20261203_000001_payment_request;
mod m20261204_000001_plan;
mod m20261204_000002_deferment;
mod m20261204_000003_given_back;
mod m20261205_000001_claims;
mod m20261206_000001_way_nobody_named;
mod m20261206_000002_confirmation;

/// Applies the migrations in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_outbox::Migration),
            Box::new(m20261122_000002_publication::Migration),
            Box::new(m20261122_000003_tariff::Migration),
            Box::new(m20261122_000004_search::Migration),
            Box::new(m20261122_000005_import::Migration),
            Box::new(m20261126_000001_reference_codes::Migration),
            Box::new(m20261126_000002_measures::Migration),
            Box::new(m20261126_000003_fact::Migration),
            Box::new(m20261126_000004_intercept::Migration),
            Box::new(m20261126_000005_search_usage::Migration),
            Box::new(m20261126_000006_publication_attestation::Migration),
            Box::new(m20261126_000007_dataset_edition::Migration),
            Box::new(m20261126_000008_tfa_notification::Migration),
            Box::new(m20261126_000009_audit::Migration),
            Box::new(m20261126_000010_identity_session::Migration),
            Box::new(m20261126_000011_identity_signing_key::Migration),
            Box::new(m20261126_000020_one_time_codes::Migration),
            Box::new(m20261127_000001_person_phone::Migration),
            Box::new(m20261127_000007_mandate::Migration),
            Box::new(m20261127_000005_role::Migration),
            Box::new(m20261127_000003_machine::Migration),
            Box::new(m20261127_000005_row_security::Migration),
            Box::new(m20261127_000004_passkey::Migration),
            Box::new(m20261127_000002_staff::Migration),
            Box::new(m20261128_000020_duty::Migration),
            Box::new(m20261128_000010_origin::Migration),
            Box::new(m20261128_000001_row_security_of_companies::Migration),
            Box::new(m20261129_000060_assistant::Migration),
            Box::new(m20261129_000001_enquiry::Migration),
            Box::new(m20261129_000040_estimate_over::Migration),
            Box::new(m20261129_000041_outbox_floor::Migration),
            Box::new(m20261129_000042_staff_renewal::Migration),
            Box::new(m20261129_000020_knowledge::Migration),
            Box::new(m20261130_000040_payment::Migration),
            Box::new(m20261130_000050_receipt::Migration),
            Box::new(m20261130_000080_treasury::Migration),
            Box::new(m20261130_000001_enquiry_file::Migration),
            Box::new(m20261130_000002_gap_times::Migration),
            Box::new(m20261130_000003_sms_message_is_code::Migration),
            Box::new(m20261130_000004_reply_template::Migration),
            Box::new(m20261130_000005_outdated_reply::Migration),
            Box::new(m20261130_000060_feed::Migration),
            Box::new(m20261130_000070_repayment::Migration),
            Box::new(m20261130_000090_answer_change::Migration),
            Box::new(m20261130_000100_enquiry_push::Migration),
            Box::new(m20261201_000001_amendment::Migration),
            Box::new(m20261202_000001_account::Migration),
            Box::new(m20261202_000002_declined::Migration),
            Box::new(m20261203_000001_payment_request::Migration),
            Box::new(m20261204_000001_plan::Migration),
            Box::new(m20261204_000002_deferment::Migration),
            Box::new(m20261204_000003_given_back::Migration),
            Box::new(m20261205_000001_claims::Migration),
            Box::new(m20261206_000001_way_nobody_named::Migration),
            Box::new(m20261206_000002_confirmation::Migration),
        ]
    }
}

/// Creates an index that refuses a second row with the same values in `columns`.
async fn unique(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    manager.create_index(named_index("unique", table, columns).unique().to_owned()).await
}

/// Drops the index that [`unique`] created.
async fn drop_unique(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    let index = named_index("unique", table, columns);
    let mut drop = Index::drop();
    if let Some(name) = index.get_index_spec().get_name() {
        drop.name(name);
    }
    manager.drop_index(drop.table(table).to_owned()).await
}

/// Creates an index that finds rows by `columns`.
async fn index(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    manager.create_index(named_index("by", table, columns).to_owned()).await
}

/// On PostgreSQL, keeps whoever asks for themselves to the rows of `table` that are theirs, whatever their statements say; SQLite has no
/// such wall.
///
/// `owner` writes the owner of a row as `person:` or `machine:` and an id. Who asks is the setting `fingertip.subject`; `*` is the server
/// that acts for itself. Where it was never set there are no rows for anybody. Superusers pass all the same: the server is none.
async fn owned(manager: &SchemaManager<'_>, table: &'static str, owner: &'static str) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let asks = "current_setting('fingertip.subject', true)";
    let sql = format!(
        "alter table {table} enable row level security; \
         alter table {table} force row level security; \
         create policy {table}_owner on {table} using ({owner} = {asks} or {asks} = '*')"
    );
    manager.get_connection().execute_unprepared(&sql).await.map(drop)
}

fn named_index(prefix: &str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut statement = Index::create().name(format!("{table}_{prefix}_{}", columns.join("_"))).table(table).to_owned();
    for column in columns {
        statement.col(*column);
    }
    statement
}
