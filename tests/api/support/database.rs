//! Fresh databases: SQLite always, PostgreSQL too where `FINGERTIP_TEST_POSTGRES` names a server that lets us create databases.

use std::{
    fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use fingertip::platform::{database::Database, identifier};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, Statement};
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
        let file = folder.path().join("test.db");
        fs::copy(sqlite_template().await, &file).expect("a database can be copied");
        Fresh::at(sqlite_url(&file), folder, None).await
    }

    /// Makes a PostgreSQL database, where there is a server.
    pub async fn postgres() -> Option<Fresh> {
        let server = std::env::var_os("FINGERTIP_TEST_POSTGRES")?.into_string().expect("the URL of a server is text");
        Some(Fresh::on(&server).await)
    }

    /// Makes a database on the PostgreSQL server at this URL.
    pub async fn on(server: &str) -> Fresh {
        let name = format!("test_{}", identifier::new_reference());
        let template = postgres_template(server).await;
        execute(server, &format!("create database {name} template {template}")).await;
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let url = with_database(server, &name);
        Fresh::at(url, folder, Some(Server { url: server.to_owned(), name })).await
    }

    async fn at(url: String, folder: TempDir, server: Option<Server>) -> Fresh {
        let database = Database::connect(&url, CONNECTIONS_MAX).await.expect("a fresh database can be opened");
        Fresh { database, url, folder, server }
    }

    /// Returns a path in the folder of the test.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Reads one number, for what no use case tells.
    pub async fn number(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.database.connection().get_database_backend(), sql.to_owned());
        let row = self.database.connection().query_one_raw(statement).await.expect("the query is good");
        row.expect("one row").try_get_by_index(0).expect("one number")
    }

    /// Changes what no use case changes.
    pub async fn execute(&self, sql: &str) {
        self.database.connection().execute_unprepared(sql).await.expect("the statement is good");
    }
}

/// Runs `test` on a fresh SQLite database, and on a fresh PostgreSQL database where there is a server:
/// `each_database(async |fresh| { … }).await`. With `FINGERTIP_TEST_ENGINE=postgres` it runs on that one alone.
pub async fn each_database(test: impl AsyncFn(&Fresh)) {
    let is_alone = std::env::var_os("FINGERTIP_TEST_ENGINE").is_some_and(|engine| engine == "postgres");
    if !is_alone {
        test(&Fresh::sqlite().await).await;
    }
    let Some(postgres) = Fresh::postgres().await else {
        assert!(!is_alone, "FINGERTIP_TEST_POSTGRES names no server, and nothing would be tested");
        return;
    };
    test(&postgres).await;
    // A failed test leaves its database there to be looked at.
    if let Some(Server { url, name }) = &postgres.server {
        execute(url, &format!("drop database {name} with (force)")).await;
    }
}

/// Returns an SQLite file with all tables and nothing in them. It is made once for each build of the tests, then copied: to make the tables
/// anew for each of many hundred tests would take longer than most of them.
async fn sqlite_template() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("{}.db", template_name()));
    if !file.exists() {
        let workshop = tempfile::tempdir_in(folder).expect("a temporary folder can be made");
        let made = workshop.path().join("made.db");
        migrate(&sqlite_url(&made)).await;
        forget_others(folder);
        // Others may be doing the same: whoever is last replaces a whole file by a whole file.
        fs::rename(made, &file).expect("a file can be renamed");
    }
    file
}

/// Removes what earlier builds left.
fn forget_others(folder: &Path) {
    for entry in fs::read_dir(folder).expect("the folder can be read").flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("template_") {
            // Somebody else may have been quicker.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Returns the name of a PostgreSQL database with all tables and nothing in them, made once for each build of the tests.
async fn postgres_template(server: &str) -> String {
    let name = template_name();
    let connection = connect(server).await;
    // One at a time; whoever waited finds it made. The lock goes with the connection.
    connection.execute_unprepared("select pg_advisory_lock(2026)").await.expect("the server knows locks");
    let known = format!("select datname from pg_database where datname = '{name}' and datistemplate");
    let known = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, known)).await.expect("the query is good");
    if known.is_none() {
        let run = async |sql: &str| connection.execute_unprepared(sql).await.expect("the server lets us create databases");
        run(&format!("drop database if exists {name}")).await;
        run(&format!("create database {name}")).await;
        migrate(&with_database(server, &name)).await;
        run(&format!("alter database {name} is_template true")).await;
    }
    connection.close().await.expect("a connection can be closed");
    name
}

/// Names what this build of the tests makes: another build may have other tables.
fn template_name() -> String {
    let program = std::env::current_exe().and_then(fs::metadata).and_then(|metadata| metadata.modified());
    let built = program.expect("we are a file").duration_since(UNIX_EPOCH).expect("built after 1970");
    format!("template_{}", built.as_nanos())
}

/// Makes all tables in the database at `url`, which nobody uses afterwards.
async fn migrate(url: &str) {
    let database = Database::connect(url, 1).await.expect("a fresh database can be opened");
    database.migrate().await.expect("a fresh database can be migrated");
    database.connection().close_by_ref().await.expect("a connection can be closed");
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

async fn execute(url: &str, sql: &str) {
    let connection = connect(url).await;
    connection.execute_unprepared(sql).await.expect("the server lets us create and drop databases");
    connection.close().await.expect("a connection can be closed");
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options).await.expect("the server can be reached")
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
