//! A fresh, migrated database for a test: SQLite always, PostgreSQL where `FINGERTIP_TEST_POSTGRES` names a server.

use fingertip::platform::database::Database;
use sea_orm::{ConnectionTrait, DbBackend};
use tempfile::TempDir;

/// Runs a test once for each engine, each time on a database of its own.
pub async fn each_database<F: Future<Output = ()>>(test: impl Fn(Database) -> F) {
    let (database, _file) = sqlite_file().await;
    test(database).await;
    if let Some(server) = postgres_server() {
        let name = format!("fingertip_{}", uuid::Uuid::now_v7().simple());
        let admin = connect(&server).await;
        admin.connection().execute_unprepared(&format!("create database {name}")).await.expect("a new database");
        let (host, _) = server.rsplit_once('/').expect("a URL that ends in a database");
        let database = connect(&format!("{host}/{name}")).await;
        assert_eq!(database.connection().get_database_backend(), DbBackend::Postgres);
        database.migrate().await.expect("migrations apply");
        test(database).await;
        let drop = format!("drop database {name} with (force)");
        admin.connection().execute_unprepared(&drop).await.expect("the database goes");
    }
}

/// An SQLite database in a file that is gone when the test is over.
pub struct SqliteFile {
    folder: TempDir,
}

/// Makes a fresh, migrated SQLite database.
pub async fn sqlite_file() -> (Database, SqliteFile) {
    let file = SqliteFile { folder: tempfile::tempdir().expect("a folder to work in") };
    let database = file.reopened("").await;
    database.migrate().await.expect("migrations apply");
    (database, file)
}

impl SqliteFile {
    /// Opens the file once more, with options in the form `?mode=ro`.
    pub async fn reopened(&self, options: &str) -> Database {
        let path = self.folder.path().join("fingertip.db");
        connect(&format!("sqlite://{}{options}", path.display())).await
    }
}

async fn connect(url: &str) -> Database {
    Database::connect(url, 8).await.expect(url)
}

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
fn postgres_server() -> Option<String> {
    std::env::var("FINGERTIP_TEST_POSTGRES").ok()
}
