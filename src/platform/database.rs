//! The database: SQLite embedded, PostgreSQL in production, one behaviour.

use std::{fmt::Display, time::Duration};

use migrations::Migrator;
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, FromQueryResult,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value,
};
use sea_orm_migration::MigratorTrait;
use vocabulary::Timestamp;

use super::fault::Fault;

/// How long one statement may run before PostgreSQL ends it.
const STATEMENT_SECONDS_MAX: Duration = Duration::from_secs(4);
/// How long a writer waits for another before it gives up (SQLite has one writer at a time).
const BUSY_SECONDS_MAX: Duration = Duration::from_secs(10);
/// How long a caller waits for a free connection.
const ACQUIRE_SECONDS_MAX: Duration = Duration::from_secs(5);
/// From how long on an idle connection is asked whether it is still there before it is used: asking each time doubles what crosses the wire.
const IDLE_TESTED: Duration = Duration::from_secs(1);

/// The setting of PostgreSQL that says on whose behalf rows are read and written.
const SUBJECT: &str = "fingertip.subject";
/// What it is where the server acts for itself.
const ITSELF: &str = "*";

/// A pool of connections to one database. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    connection: DatabaseConnection,
}

/// A unit of work: all of it is stored, or nothing.
pub type Transaction = DatabaseTransaction;

impl Database {
    /// Connects to `url` (`sqlite://var/fingertip.db` or `postgres://…`), creating an SQLite file that is not there yet.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or opened.
    pub async fn connect(url: &str, connections_max: u32) -> Result<Database, Fault> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(connections_max)
            .acquire_timeout(ACQUIRE_SECONDS_MAX)
            .connect_timeout(ACQUIRE_SECONDS_MAX)
            .test_before_acquire_if_idle_for(IDLE_TESTED)
            .sqlx_logging(false)
            .statement_timeout(STATEMENT_SECONDS_MAX)
            .map_sqlx_postgres_opts(|postgres| postgres.options([(SUBJECT, ITSELF)]))
            .map_sqlx_sqlite_opts(|sqlite| {
                use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
                // Full, because what a trader was told is stored must outlive a power cut.
                sqlite
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    // What is forgotten is overwritten; else its bytes would stay in the file until their place is needed.
                    .pragma("secure_delete", "on")
                    .busy_timeout(BUSY_SECONDS_MAX)
            });
        let connection = sea_orm::Database::connect(options).await.map_err(Fault::while_("connecting to the database"))?;
        Ok(Database { connection })
    }

    /// Brings the tables to the newest migration; does nothing when they are there.
    ///
    /// # Errors
    /// Faults when a migration cannot be applied.
    pub async fn migrate(&self) -> Result<(), Fault> {
        Migrator::up(&self.connection, None).await.map_err(Fault::while_("migrating the database"))
    }

    /// Begins a unit of work that may write.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn begin(&self) -> Result<Transaction, Fault> {
        // On SQLite a unit that reads first and writes later would be refused when another wrote in between.
        let options =
            TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
        self.connection.begin_with_options(options).await.map_err(Fault::while_("beginning a unit of work"))
    }

    /// Begins a unit of work that reads on behalf of a subject (`person:` or `machine:` and an id). On PostgreSQL it sees nothing of what
    /// belongs to others, even where a statement forgets to ask for the owner: a second wall, not the first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn as_subject(&self, subject: &impl Display) -> Result<Transaction, Fault> {
        const DOING: &str = "beginning to read for somebody";
        let unit = self.connection.begin().await.map_err(Fault::while_(DOING))?;
        if self.is_postgres() {
            let values = [SUBJECT.into(), subject.to_string().into()];
            let set = Statement::from_sql_and_values(DbBackend::Postgres, "select set_config($1, $2, true)", values);
            unit.query_one_raw(set).await.map_err(Fault::while_(DOING))?;
        }
        Ok(unit)
    }

    /// Answers whether the database answers.
    ///
    /// # Errors
    /// Faults when it does not.
    pub async fn ping(&self) -> Result<(), Fault> {
        self.connection.ping().await.map_err(Fault::while_("asking the database for a sign of life"))
    }

    /// Returns the connection, for the stores.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Says whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.connection.get_database_backend() == DbBackend::Postgres
    }
}

/// Stores everything a unit of work did.
///
/// # Errors
/// Faults when the database cannot keep it; then nothing of it is stored.
pub async fn commit(transaction: Transaction) -> Result<(), Fault> {
    transaction.commit().await.map_err(Fault::while_("storing a unit of work"))
}

/// Reads the rows that `sql` selects; parameters are `$1`, `$2`, … on both engines.
pub async fn rows<R: FromQueryResult>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<R>, DbErr> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    R::find_by_statement(statement).all(connection).await
}

/// Claims rows of a table that are due by its column `due_at`, those that wait longest: each for one caller, until `until`, when it is due again. What
/// somebody works on in a unit of work of their own is left out, and waits for nobody.
pub async fn claim_due<R: FromQueryResult>(
    connection: &impl ConnectionTrait,
    table: &str,
    (now, until): (Timestamp, Timestamp),
    most: u64,
) -> Result<Vec<R>, DbErr> {
    let engine = connection.get_database_backend();
    let unlocked = if engine == DbBackend::Postgres { "for update skip locked" } else { "" };
    let sql = format!(
        "update {table} set due_at = $1 where id in \
         (select id from {table} where due_at <= $2 order by due_at limit {most} {unlocked}) returning *"
    );
    rows(connection, &sql, [until.as_microsecond().into(), now.as_microsecond().into()]).await
}
