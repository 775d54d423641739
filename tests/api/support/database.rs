//! Fresh databases: SQLite always, PostgreSQL too where `FINGERTIP_TEST_POSTGRES` names a server that lets us create databases.

use std::path::PathBuf;

use fingertip::platform::{database::Database, identifier};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

/// How many connections a test uses.
const CONNECTIONS_MAX: u32 = 4;

/// A database of its own for one test, with all tables and nothing in them. It goes when the test ends.
pub struct Fresh {
    /// The database.
    pub database: Database,
    /// Where it is, for a second connection or a second process.
    pub url: String,
    /// A folder for the files of the test.
    pub folder: TempDir,
    server: Option<Server>,
}

struct Server {
    url: String,
    name: String,
}

impl Fresh {
    /// Makes an SQLite database.
    pub async fn sqlite() -> Fresh {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Fresh::at(url, folder, None).await
    }

    /// Makes a PostgreSQL database, where there is a server.
    pub async fn postgres() -> Option<Fresh> {
        let server = std::env::var_os("FINGERTIP_TEST_POSTGRES")?.into_string().expect("the URL of a server is text");
        let name = format!("test_{}", identifier::new_reference());
        execute(&server, &format!("create database {name}")).await;
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let url = with_database(&server, &name);
        Some(Fresh::at(url, folder, Some(Server { url: server, name })).await)
    }

    async fn at(url: String, folder: TempDir, server: Option<Server>) -> Fresh {
        let database = Database::connect(&url, CONNECTIONS_MAX).await.expect("a fresh database can be opened");
        database.migrate().await.expect("a fresh database can be migrated");
        Fresh { database, url, folder, server }
    }

    /// Returns a path in the folder of the test.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Reads one number, for what no use case tells.
    pub async fn number(&self, sql: &str) -> i64 {
        let statement = sea_orm::Statement::from_string(self.database.connection().get_database_backend(), sql.to_owned());
        let row = self.database.connection().query_one_raw(statement).await.expect("the query is good");
        row.expect("one row").try_get_by_index(0).expect("one number")
    }

    /// Changes what no use case changes.
    pub async fn execute(&self, sql: &str) {
        self.database.connection().execute_unprepared(sql).await.expect("the statement is good");
    }
}

/// Runs `test` on a fresh SQLite database, and on a fresh PostgreSQL database where there is a server:
/// `each_database(async |fresh| { … }).await`.
pub async fn each_database(test: impl AsyncFn(&Fresh)) {
    let sqlite = Fresh::sqlite().await;
    test(&sqlite).await;
    let Some(postgres) = Fresh::postgres().await else { return };
    test(&postgres).await;
    // A failed test leaves its database there to be looked at.
    if let Some(Server { url, name }) = &postgres.server {
        execute(url, &format!("drop database {name} with (force)")).await;
    }
}

async fn execute(url: &str, sql: &str) {
    let connection = sea_orm::Database::connect(url).await.expect("the server can be reached");
    connection.execute_unprepared(sql).await.expect("the server lets us create and drop databases");
    connection.close().await.expect("a connection can be closed");
}

/// Returns `url` with another database.
fn with_database(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').unwrap_or((url, ""));
    let (scheme, rest) = address.split_once("://").expect("a URL has a scheme");
    let host = rest.split('/').next().unwrap_or_default();
    let options = if options.is_empty() { String::new() } else { format!("?{options}") };
    format!("{scheme}://{host}/{name}{options}")
}

#[test]
fn the_name_of_the_database_is_replaced_in_the_url() {
    assert_eq!(with_database("postgres://a:b@h:1/postgres?sslmode=disable", "t"), "postgres://a:b@h:1/t?sslmode=disable");
    assert_eq!(with_database("postgres://h", "t"), "postgres://h/t");
}
